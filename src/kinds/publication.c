/*-------------------------------------------------------------------------
 *
 * publication.c
 *	  Kinds "publication", "publication table" and "publication schema".
 *
 * Covered: CREATE PUBLICATION FOR ALL TABLES and ALL SEQUENCES, publish,
 * publish_via_partition_root, publish_generated_columns; the tables with their
 * columns and row filters, the schemas; ALTER PUBLICATION SET, ADD and DROP,
 * OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_publication.h"
#include "catalog/pg_publication_namespace.h"
#include "catalog/pg_publication_rel.h"
#include "compat.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "all_tables", .sql = WORD_IF("p.puballtables", "FOR ALL TABLES")},
	{
		.name = "publish",
		.sql = "pg_catalog.quote_literal(pg_catalog.concat_ws(', '," WORD_IF("p.pubinsert", "insert")
			", " WORD_IF("p.pubupdate", "update") ", " WORD_IF("p.pubdelete", "delete")
			", " WORD_IF("p.pubtruncate", "truncate") "))",
		.set = "ALTER PUBLICATION {identity} SET (publish = {publish})",
	},
	{
		.name = "via_root",
		.sql = WORD_IF("p.pubviaroot", "true"),
		.set = "ALTER PUBLICATION {identity} SET (publish_via_partition_root = true)",
		.reset = "ALTER PUBLICATION {identity} SET (publish_via_partition_root = false)",
	},
	{
		.name = "generated_columns",
		.sql = PUBLISH_GENERATED("p"),
		.set = "ALTER PUBLICATION {identity} SET (publish_generated_columns = {generated_columns})",
		.reset = "ALTER PUBLICATION {identity} SET (publish_generated_columns = none)",
		.after = true,
	},
};

const Kind	migrate_kind_publication = {
	.name = "publication",
	.classid = PublicationRelationId,
	.row = "p",
	.from = "pg_catalog.pg_publication p",
	.where = "true",
	.key = "p.oid",
	.identity = "pg_catalog.quote_ident(p.pubname)",
	.local = "pg_catalog.quote_ident(p.pubname)",
	ATTRIBUTES(attributes),
	.noun = "PUBLICATION",
	.create = "CREATE PUBLICATION {identity}[ {all_tables}] WITH (publish = {publish}"
		"[, publish_via_partition_root = {via_root}])",
};

static const Attribute table_attributes[] = {
	{
		.name = "columns",
		.sql = "CASE WHEN r.prattrs IS NOT NULL THEN (SELECT pg_catalog.string_agg("
			"pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)"
			" FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) END",
	},
	{
		.name = "where",
		.sql = "pg_catalog.pg_get_expr(r.prqual, r.prrelid)",
		.canonical = migrate_canonical_publication_where,
	},
};

const Kind	migrate_kind_publication_table = {
	.name = "publication table",
	.classid = PublicationRelRelationId,
	.row = "r",
	.from = "pg_catalog.pg_publication_rel r"
		" JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid"
		" JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
	.where = "true",
	.key = "r.oid",
	.identity = QUALIFIED("n", "c.relname") " || ' in publication ' || pg_catalog.quote_ident(p.pubname)",
	.parent = "pg_catalog.quote_ident(p.pubname)",
	.local = QUALIFIED("n", "c.relname"),
	ATTRIBUTES(table_attributes),
	.noun = "PUBLICATION",
	.owner_of = NO_OWNER,
	.create = "ALTER PUBLICATION {parent} ADD TABLE ONLY {name}[ ({columns})][ WHERE ({where})]",
	.drop = "ALTER PUBLICATION {parent} DROP TABLE ONLY {name}",
};

const Kind	migrate_kind_publication_schema = {
	.name = "publication schema",
	.classid = PublicationNamespaceRelationId,
	.row = "r",
	.from = "pg_catalog.pg_publication_namespace r"
		" JOIN pg_catalog.pg_publication p ON p.oid = r.pnpubid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = r.pnnspid",
	.where = "true",
	.key = "r.oid",
	.identity = "pg_catalog.quote_ident(n.nspname) || ' in publication ' || pg_catalog.quote_ident(p.pubname)",
	.parent = "pg_catalog.quote_ident(p.pubname)",
	.local = "pg_catalog.quote_ident(n.nspname)",
	.noun = "PUBLICATION",
	.owner_of = NO_OWNER,
	.create = "ALTER PUBLICATION {parent} ADD TABLES IN SCHEMA {name}",
	.drop = "ALTER PUBLICATION {parent} DROP TABLES IN SCHEMA {name}",
};
