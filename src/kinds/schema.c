/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  Kind "schema".
 *
 * Covered: CREATE SCHEMA name [AUTHORIZATION owner]; ALTER SCHEMA ... OWNER.
 *
 * Not covered: pg_*, information_schema and the schema of the ledger.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"
#include "kinds/kinds.h"

const Kind	migrate_kind_schema = {
	.name = "schema",
	.classid = NamespaceRelationId,
	.row = "n",
	.from = "pg_catalog.pg_namespace n",
	.where = USER_SCHEMA("n"),
	.key = "n.oid",
	.identity = "pg_catalog.quote_ident(n.nspname)",
	.local = "pg_catalog.quote_ident(n.nspname)",
	.noun = "SCHEMA",
	.acl_type = "n",
	.create = "CREATE SCHEMA {identity}",
};
