/*-------------------------------------------------------------------------
 *
 * view_column.c
 *	  Kind "view column": what columns of views and materialized views have of
 *	  their own.
 *
 * Covered: privileges and comments; ALTER VIEW ALTER COLUMN SET and DROP
 * DEFAULT; ALTER MATERIALIZED VIEW ALTER COLUMN SET STATISTICS, SET STORAGE,
 * SET COMPRESSION, SET and RESET (options).  A column is an object only where
 * it has any of these.
 *
 * Not covered: name and type, which follow from the query of the view.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "compat.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* Has the column a comment, or a label? */
#define IS_LISTED(catalog) \
	"(a.attrelid, a.attnum) IN (SELECT l_.objoid, l_.objsubid FROM pg_catalog." catalog " l_" \
	" WHERE l_.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND l_.objsubid > 0)"

/* The storage is named with its type's, which a reset needs. */
static bool
AlterStorage(const Object *before, const Object *after, List **commands)
{
	const char *storage = migrate_value(after, "storage");

	*commands = lappend(*commands,
						psprintf("%s SET STORAGE %s",
								 migrate_expand("ALTER TABLE {parent} ALTER COLUMN {name}", after),
								 storage ? storage :
								 migrate_default_storage(migrate_value(before, "storage_type"))));
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "default",
		.sql = "pg_catalog.pg_get_expr(d.adbin, d.adrelid)",
		.canonical = migrate_canonical_column_default,
		.set = "ALTER TABLE {parent} ALTER COLUMN {name} SET DEFAULT {default}",
		.reset = "ALTER TABLE {parent} ALTER COLUMN {name} DROP DEFAULT",
	},
	{
		.name = "storage",
		.sql = "CASE WHEN c.relkind = 'm' AND a.attstorage <> ty.typstorage THEN"
			" CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'"
			" WHEN 'm' THEN 'MAIN' WHEN 'x' THEN 'EXTENDED' END END",
		.alter = AlterStorage,
	},
	{
		.name = "storage_type",
		.sql = "CASE WHEN c.relkind = 'm' AND a.attstorage <> ty.typstorage THEN"
			" pg_catalog.format_type(a.atttypid, NULL) END",
		.set = "",
		.reset = "",
	},
	{
		.name = "compression",
		.sql = "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END",
		.set = "ALTER TABLE {parent} ALTER COLUMN {name} SET COMPRESSION {compression}",
		.reset = "ALTER TABLE {parent} ALTER COLUMN {name} SET COMPRESSION default",
	},
	{
		.name = "statistics",
		.sql = "CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::pg_catalog.text END",
		.set = "ALTER TABLE {parent} ALTER COLUMN {name} SET STATISTICS {statistics}",
		.reset = "ALTER TABLE {parent} ALTER COLUMN {name} SET STATISTICS -1",
	},
	{
		.name = "options",
		.sql = OPTIONS("a.attoptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER TABLE {parent} ALTER COLUMN {name} SET ({options})",
		.reset = "ALTER TABLE {parent} ALTER COLUMN {name} RESET ({removed})",
	},
};

const Kind	migrate_kind_view_column = {
	.name = "view column",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
		" JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid"
		" LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum",
	.where = "c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND a.attnum > 0 AND " USER_SCHEMA("n")
		" AND (a.atthasdef OR a.attacl IS NOT NULL OR a.attstattarget >= 0"
		" OR c.relkind = 'm' AND a.attstorage <> ty.typstorage OR a.attcompression <> ''"
		" OR a.attoptions IS NOT NULL AND (" OPTIONS("a.attoptions") ") IS NOT NULL"
		" OR " IS_LISTED("pg_description") " OR " IS_LISTED("pg_seclabel") ")",
	.key = "a.attrelid",
	.subid = "a.attnum",
	.candidates = "SELECT c.oid FROM pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.identity = QUALIFIED("n", "c.relname") " || '.' || pg_catalog.quote_ident(a.attname)",
	.parent = QUALIFIED("n", "c.relname"),
	.local = "pg_catalog.quote_ident(a.attname)",
	ATTRIBUTES(attributes),
	.noun = "COLUMN",
	.acl_type = "c",
	.acl_sql = "a.attacl",
	.grant = "({name}) ON TABLE {parent}",
	.implied = migrate_always_implied,
};
