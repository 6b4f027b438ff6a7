/*-------------------------------------------------------------------------
 *
 * extension.c
 *	  Kind "extension".
 *
 * Covered: CREATE EXTENSION name SCHEMA schema VERSION version; ALTER EXTENSION
 * UPDATE TO, SET SCHEMA.
 *
 * Not covered: the members of an extension, which are its own matter; the
 * extension of the ledger itself; plpgsql, which every database has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_extension.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "in_schema",
		.sql = "pg_catalog.quote_ident(n.nspname)",
		.set = "ALTER EXTENSION {identity} SET SCHEMA {in_schema}",
	},
	{
		.name = "version",
		.sql = "pg_catalog.quote_literal(e.extversion)",
		.set = "ALTER EXTENSION {identity} UPDATE TO {version}",
	},
};

const Kind	migrate_kind_extension = {
	.name = "extension",
	.classid = ExtensionRelationId,
	.row = "e",
	.from = "pg_catalog.pg_extension e"
		" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace",
	.where = "e.oid >= 16384 AND e.extname <> 'migrate'",
	.key = "e.oid",
	.identity = "pg_catalog.quote_ident(e.extname)",
	.local = "pg_catalog.quote_ident(e.extname)",
	ATTRIBUTES(attributes),
	.noun = "EXTENSION",
	.owner_of = NO_OWNER,
	.create = "CREATE EXTENSION {identity} WITH SCHEMA {in_schema} VERSION {version}",
};
