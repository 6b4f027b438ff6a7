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
#include "kinds/kinds.h"

#define MODIFY(column) \
	"CASE " column " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END"

static const Attribute attributes[] = {
	{.name = "signature", .sql = "pg_catalog.pg_get_function_arguments(p.oid)",
		.canonical = migrate_canonical_arguments},
	{.name = "sfunc", .sql = FUNCTION_NAME("a.aggtransfn::pg_catalog.oid")},
	{.name = "stype", .sql = "pg_catalog.format_type(a.aggtranstype, NULL)"},
	{.name = "sspace", .sql = "CASE WHEN a.aggtransspace <> 0 THEN a.aggtransspace::pg_catalog.text END"},
	{.name = "finalfunc", .sql = FUNCTION_NAME("a.aggfinalfn::pg_catalog.oid")},
	{.name = "finalfunc_extra", .sql = WORD_IF("a.aggfinalextra", "FINALFUNC_EXTRA")},
	{.name = "finalfunc_modify", .sql = "CASE WHEN a.aggfinalfn <> 0 THEN " MODIFY("a.aggfinalmodify") " END"},
	{.name = "combinefunc", .sql = FUNCTION_NAME("a.aggcombinefn::pg_catalog.oid")},
	{.name = "serialfunc", .sql = FUNCTION_NAME("a.aggserialfn::pg_catalog.oid")},
	{.name = "deserialfunc", .sql = FUNCTION_NAME("a.aggdeserialfn::pg_catalog.oid")},
	{.name = "initcond", .sql = "pg_catalog.quote_literal(a.agginitval)"},
	{.name = "msfunc", .sql = FUNCTION_NAME("a.aggmtransfn::pg_catalog.oid")},
	{.name = "minvfunc", .sql = FUNCTION_NAME("a.aggminvtransfn::pg_catalog.oid")},
	{.name = "mstype", .sql = "CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END"},
	{.name = "msspace", .sql = "CASE WHEN a.aggmtransspace <> 0 THEN a.aggmtransspace::pg_catalog.text END"},
	{.name = "mfinalfunc", .sql = FUNCTION_NAME("a.aggmfinalfn::pg_catalog.oid")},
	{.name = "mfinalfunc_extra", .sql = WORD_IF("a.aggmfinalextra", "MFINALFUNC_EXTRA")},
	{.name = "mfinalfunc_modify", .sql = "CASE WHEN a.aggmfinalfn <> 0 THEN " MODIFY("a.aggmfinalmodify") " END"},
	{.name = "minitcond", .sql = "pg_catalog.quote_literal(a.aggminitval)"},
	{
		.name = "sortop",
		.sql = "CASE WHEN a.aggsortop <> 0 THEN (SELECT 'OPERATOR(' || pg_catalog.quote_ident(sn.nspname) ||"
			" '.' || so.oprname || ')' FROM pg_catalog.pg_operator so"
			" JOIN pg_catalog.pg_namespace sn ON sn.oid = so.oprnamespace WHERE so.oid = a.aggsortop) END",
	},
	{.name = "hypothetical", .sql = WORD_IF("a.aggkind = 'h'", "HYPOTHETICAL")},
	{.name = "parallel", .sql = "CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END"},
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
	.identity = QUALIFIED("n", "p.proname") " || '(' || "
		"CASE WHEN p.pronargs = 0 THEN '*' ELSE " TYPE_NAMES("p.proargtypes") " END || ')'",
	.local = "pg_catalog.quote_ident(p.proname)",
	ATTRIBUTES(attributes),
	.noun = "AGGREGATE",
	.address = "{schema}.{name}({signature})",
	.acl_type = "f",
	.grant = "ON FUNCTION {identity}",
	.create = "CREATE AGGREGATE {schema}.{name}({signature}) (SFUNC = {sfunc}, STYPE = {stype}"
		"[, SSPACE = {sspace}][, FINALFUNC = {finalfunc}][, {finalfunc_extra}]"
		"[, FINALFUNC_MODIFY = {finalfunc_modify}][, COMBINEFUNC = {combinefunc}]"
		"[, SERIALFUNC = {serialfunc}][, DESERIALFUNC = {deserialfunc}][, INITCOND = {initcond}]"
		"[, MSFUNC = {msfunc}][, MINVFUNC = {minvfunc}][, MSTYPE = {mstype}]"
		"[, MSSPACE = {msspace}][, MFINALFUNC = {mfinalfunc}][, {mfinalfunc_extra}]"
		"[, MFINALFUNC_MODIFY = {mfinalfunc_modify}][, MINITCOND = {minitcond}]"
		"[, SORTOP = {sortop}][, {hypothetical}][, PARALLEL = {parallel}])",
};
