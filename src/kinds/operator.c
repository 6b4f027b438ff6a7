/*-------------------------------------------------------------------------
 *
 * operator.c
 *	  Kind "operator".
 *
 * Covered: CREATE OPERATOR with FUNCTION, LEFTARG, RIGHTARG, COMMUTATOR, NEGATOR,
 * RESTRICT, JOIN, HASHES, MERGES; ALTER OPERATOR SET (RESTRICT, JOIN), OWNER TO.
 *
 * Not covered: shell operators, which a commutator or negator that does not
 * exist yet leaves.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "function", .sql = FUNCTION_NAME("o.oprcode::pg_catalog.oid")},
	{.name = "left", .sql = "CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) END"},
	{.name = "right", .sql = "pg_catalog.format_type(o.oprright, NULL)"},
	{.name = "commutator", .sql = "CASE WHEN o.oprcom <> 0 THEN (SELECT 'OPERATOR(' || pg_catalog.quote_ident(xn.nspname) ||"
			" '.' || xo.oprname || ')' FROM pg_catalog.pg_operator xo"
			" JOIN pg_catalog.pg_namespace xn ON xn.oid = xo.oprnamespace WHERE xo.oid = o.oprcom) END"},
	{.name = "negator", .sql = "CASE WHEN o.oprnegate <> 0 THEN (SELECT 'OPERATOR(' || pg_catalog.quote_ident(xn.nspname) ||"
			" '.' || xo.oprname || ')' FROM pg_catalog.pg_operator xo"
			" JOIN pg_catalog.pg_namespace xn ON xn.oid = xo.oprnamespace WHERE xo.oid = o.oprnegate) END"},
	{
		.name = "restrict",
		.sql = FUNCTION_NAME("o.oprrest::pg_catalog.oid"),
		.set = "ALTER OPERATOR {identity} SET (RESTRICT = {restrict})",
		.reset = "ALTER OPERATOR {identity} SET (RESTRICT = NONE)",
	},
	{
		.name = "join",
		.sql = FUNCTION_NAME("o.oprjoin::pg_catalog.oid"),
		.set = "ALTER OPERATOR {identity} SET (JOIN = {join})",
		.reset = "ALTER OPERATOR {identity} SET (JOIN = NONE)",
	},
	{.name = "hashes", .sql = WORD_IF("o.oprcanhash", "HASHES")},
	{.name = "merges", .sql = WORD_IF("o.oprcanmerge", "MERGES")},
};

const Kind	migrate_kind_operator = {
	.name = "operator",
	.classid = OperatorRelationId,
	.row = "o",
	.from = "pg_catalog.pg_operator o"
		" JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace",
	.where = "o.oprcode <> 0 AND " USER_SCHEMA("n"),
	.key = "o.oid",
	.identity = "pg_catalog.quote_ident(n.nspname) || '.' || o.oprname || '(' ||"
		" CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE " TYPE_NAME("o.oprleft") " END || ',' || "
		TYPE_NAME("o.oprright") " || ')'",
	.local = "o.oprname::pg_catalog.text",
	ATTRIBUTES(attributes),
	.noun = "OPERATOR",
	.create = "CREATE OPERATOR {schema}.{name} (FUNCTION = {function}[, LEFTARG = {left}]"
		", RIGHTARG = {right}[, COMMUTATOR = {commutator}][, NEGATOR = {negator}]"
		"[, RESTRICT = {restrict}][, JOIN = {join}][, {hashes}][, {merges}])",
};
