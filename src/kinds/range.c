/*-------------------------------------------------------------------------
 *
 * range.c
 *	  Kind "range": range types with their multirange types.
 *
 * Covered: CREATE TYPE name AS RANGE (SUBTYPE, SUBTYPE_OPCLASS, COLLATION,
 * CANONICAL, SUBTYPE_DIFF, MULTIRANGE_TYPE_NAME); ALTER TYPE OWNER TO.
 *
 * Not covered: nothing.  All but the owner changes only with a new type.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "subtype", .sql = "pg_catalog.format_type(r.rngsubtype, NULL)"},
	{
		.name = "operator_class",
		.sql = "(SELECT " QUALIFIED("on_", "o.opcname") " FROM pg_catalog.pg_opclass o"
			" JOIN pg_catalog.pg_namespace on_ ON on_.oid = o.opcnamespace"
			" WHERE o.oid = r.rngsubopc AND NOT (o.opcdefault AND o.opcnamespace = 11))",
	},
	{
		.name = "collation",
		.sql = "CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> s.typcollation THEN"
			" (SELECT " QUALIFIED("cn", "co.collname") " FROM pg_catalog.pg_collation co"
			" JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
			" WHERE co.oid = r.rngcollation) END",
	},
	{.name = "canonical", .sql = FUNCTION_NAME("r.rngcanonical::pg_catalog.oid")},
	{.name = "subtype_diff", .sql = FUNCTION_NAME("r.rngsubdiff::pg_catalog.oid")},
	{
		.name = "multirange",
		.sql = "(SELECT " QUALIFIED("mn", "m.typname") " FROM pg_catalog.pg_type m"
			" JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace"
			" WHERE m.oid = r.rngmultitypid)",
	},
};

const Kind	migrate_kind_range = {
	.name = "range",
	.classid = TypeRelationId,
	.row = "t",
	.from = "pg_catalog.pg_type t"
		" JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid"
		" JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace",
	.where = "t.typtype = 'r' AND " USER_SCHEMA("n"),
	.key = "t.oid",
	.identity = QUALIFIED("n", "t.typname"),
	.local = "pg_catalog.quote_ident(t.typname)",
	ATTRIBUTES(attributes),
	.noun = "TYPE",
	.acl_type = "T",
	.create = "CREATE TYPE {identity} AS RANGE (SUBTYPE = {subtype}"
		"[, SUBTYPE_OPCLASS = {operator_class}][, COLLATION = {collation}]"
		"[, CANONICAL = {canonical}][, SUBTYPE_DIFF = {subtype_diff}]"
		", MULTIRANGE_TYPE_NAME = {multirange})",
};
