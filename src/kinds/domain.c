/*-------------------------------------------------------------------------
 *
 * domain.c
 *	  Kind "domain".
 *
 * Covered: CREATE DOMAIN name AS type COLLATE collation DEFAULT expression NOT
 * NULL; ALTER DOMAIN SET and DROP DEFAULT, SET and DROP NOT NULL, OWNER TO.
 *
 * Not covered: CHECK constraints, which are the kind "domain constraint".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "type", .sql = "pg_catalog.format_type(t.typbasetype, t.typtypmod)"},
	{
		.name = "collation",
		.sql = "CASE WHEN t.typcollation <> b.typcollation THEN"
			" (SELECT " QUALIFIED("cn", "co.collname") " FROM pg_catalog.pg_collation co"
			" JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
			" WHERE co.oid = t.typcollation) END",
	},
	{
		.name = "default",
		.sql = "pg_catalog.pg_get_expr(t.typdefaultbin, 0)",
		.canonical = migrate_canonical_domain_default,
		.set = "ALTER DOMAIN {identity} SET DEFAULT {default}",
		.reset = "ALTER DOMAIN {identity} DROP DEFAULT",
	},
	{
		.name = "not_null",
		.sql = WORD_IF("t.typnotnull", "NOT NULL"),
		.set = "ALTER DOMAIN {identity} SET NOT NULL",
		.reset = "ALTER DOMAIN {identity} DROP NOT NULL",
	},
};

const Kind	migrate_kind_domain = {
	.name = "domain",
	.classid = TypeRelationId,
	.row = "t",
	.from = "pg_catalog.pg_type t"
		" JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace",
	.where = "t.typtype = 'd' AND " USER_SCHEMA("n"),
	.key = "t.oid",
	.identity = QUALIFIED("n", "t.typname"),
	.local = "pg_catalog.quote_ident(t.typname)",
	ATTRIBUTES(attributes),
	.noun = "DOMAIN",
	.acl_type = "T",
	.create = "CREATE DOMAIN {identity} AS {type}[ COLLATE {collation}][ DEFAULT {default}][ {not_null}]",
};
