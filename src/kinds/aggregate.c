/*-------------------------------------------------------------------------
 *
 * aggregate.c
 *	  Kind "aggregate".
 *
 * Covered: CREATE AGGREGATE with SFUNC, STYPE, SSPACE, FINALFUNC and its
 * options, COMBINEFUNC, SERIALFUNC, DESERIALFUNC, INITCOND, MSFUNC, MINVFUNC,
 * MSTYPE, MSSPACE, MFINALFUNC and its options, MINITCOND, SORTOP, PARALLEL,
 * HYPOTHETICAL; ordered-set aggregates; ALTER AGGREGATE OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

#define MODIFY(column) \
	"CASE " column " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END"

#define DEFINITION \
	"AGGREGATE {schema}.{name}([{signature}|*]) (SFUNC = {sfunc}, STYPE = {stype}" \
	"[, SSPACE = {sspace}][, FINALFUNC = {finalfunc}][, {finalfunc_extra}]" \
	"[, FINALFUNC_MODIFY = {finalfunc_modify}][, COMBINEFUNC = {combinefunc}]" \
	"[, SERIALFUNC = {serialfunc}][, DESERIALFUNC = {deserialfunc}][, INITCOND = {initcond}]" \
	"[, MSFUNC = {msfunc}][, MINVFUNC = {minvfunc}][, MSTYPE = {mstype}]" \
	"[, MSSPACE = {msspace}][, MFINALFUNC = {mfinalfunc}][, {mfinalfunc_extra}]" \
	"[, MFINALFUNC_MODIFY = {mfinalfunc_modify}][, MINITCOND = {minitcond}]" \
	"[, SORTOP = {sortop}][, {hypothetical}][, PARALLEL = {parallel}])"

/* Replaces the aggregate in place, if that has not been done already. */
static bool
Replace(const Object *before, const Object *after, List **commands)
{
	if (*commands == NIL)
		*commands = list_make1(migrate_expand("CREATE OR REPLACE " DEFINITION, after));
	return true;
}

/*
 * What no aggregate in use can change is what its result and its arguments
 * depend on; all else is replaced in place.
 */
static const Attribute attributes[] = {
	{.name = "signature", .sql = "nullif(pg_catalog.pg_get_function_arguments(p.oid), '')",
		.canonical = migrate_canonical_arguments},
	{.name = "sfunc", .sql = FUNCTION_NAME("a.aggtransfn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "stype", .sql = "pg_catalog.format_type(a.aggtranstype, NULL)"},
	{.name = "sspace", .sql = "CASE WHEN a.aggtransspace <> 0 THEN a.aggtransspace::pg_catalog.text END",
		.alter = Replace},
	{.name = "finalfunc", .sql = FUNCTION_NAME("a.aggfinalfn::pg_catalog.oid")},
	{.name = "finalfunc_extra", .sql = WORD_IF("a.aggfinalextra", "FINALFUNC_EXTRA"),
		.alter = Replace},
	{.name = "finalfunc_modify", .sql = "CASE WHEN a.aggfinalfn <> 0 THEN " MODIFY("a.aggfinalmodify") " END",
		.alter = Replace},
	{.name = "combinefunc", .sql = FUNCTION_NAME("a.aggcombinefn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "serialfunc", .sql = FUNCTION_NAME("a.aggserialfn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "deserialfunc", .sql = FUNCTION_NAME("a.aggdeserialfn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "initcond", .sql = "pg_catalog.quote_literal(a.agginitval)",
		.alter = Replace},
	{.name = "msfunc", .sql = FUNCTION_NAME("a.aggmtransfn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "minvfunc", .sql = FUNCTION_NAME("a.aggminvtransfn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "mstype", .sql = "CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END",
		.alter = Replace},
	{.name = "msspace", .sql = "CASE WHEN a.aggmtransspace <> 0 THEN a.aggmtransspace::pg_catalog.text END",
		.alter = Replace},
	{.name = "mfinalfunc", .sql = FUNCTION_NAME("a.aggmfinalfn::pg_catalog.oid"),
		.alter = Replace},
	{.name = "mfinalfunc_extra", .sql = WORD_IF("a.aggmfinalextra", "MFINALFUNC_EXTRA"),
		.alter = Replace},
	{.name = "mfinalfunc_modify", .sql = "CASE WHEN a.aggmfinalfn <> 0 THEN " MODIFY("a.aggmfinalmodify") " END",
		.alter = Replace},
	{.name = "minitcond", .sql = "pg_catalog.quote_literal(a.aggminitval)",
		.alter = Replace},
	{
		.name = "sortop",
		.sql = "CASE WHEN a.aggsortop <> 0 THEN (SELECT 'OPERATOR(' || pg_catalog.quote_ident(sn.nspname) ||"
			" '.' || so.oprname || ')' FROM pg_catalog.pg_operator so"
			" JOIN pg_catalog.pg_namespace sn ON sn.oid = so.oprnamespace WHERE so.oid = a.aggsortop) END",
		.alter = Replace,
	},
	{.name = "hypothetical", .sql = WORD_IF("a.aggkind = 'h'", "HYPOTHETICAL")},
	{.name = "parallel", .sql = "CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END",
		.alter = Replace},
};

const Kind	migrate_kind_aggregate = {
	.name = "aggregate",
	.classid = ProcedureRelationId,
	.row = "p",
	.from = "pg_catalog.pg_proc p"
		" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
		" LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid",
	.where = "p.prokind = 'a' AND " USER_SCHEMA("n"),
	.key = "p.oid",
	.identity = QUALIFIED("n", "p.proname") " || '(' || " TYPE_NAMES("p.proargtypes") " || ')'",
	.local = "pg_catalog.quote_ident(p.proname)",
	ATTRIBUTES(attributes),
	.noun = "AGGREGATE",
	.address = "{schema}.{name}([{signature}|*])",
	.acl_type = "f",
	.grant = "ON FUNCTION {identity}",
	.create = "CREATE " DEFINITION,
};
