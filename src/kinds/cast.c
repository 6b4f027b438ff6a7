/*-------------------------------------------------------------------------
 *
 * cast.c
 *	  Kind "cast".
 *
 * Covered: CREATE CAST (source AS target) WITH FUNCTION, WITHOUT FUNCTION, WITH
 * INOUT, AS ASSIGNMENT, AS IMPLICIT.
 *
 * Not covered: casts of temporary types.  A cast has no owner and no ALTER.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_cast.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "how",
		.sql = "CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' ||"
			" c.castfunc::pg_catalog.regprocedure::pg_catalog.text"
			" WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END",
	},
	{.name = "context", .sql = "CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END"},
};

const Kind	migrate_kind_cast = {
	.name = "cast",
	.classid = CastRelationId,
	.row = "c",
	.from = "pg_catalog.pg_cast c",
	.where = "c.oid >= 16384 AND " NOT_INTERNAL("pg_cast", "c.oid")
		" AND " LASTING_TYPE("c.castsource") " AND " LASTING_TYPE("c.casttarget"),
	.key = "c.oid",
	.identity = "'(' || " TYPE_NAME("c.castsource") " || ' AS ' || " TYPE_NAME("c.casttarget") " || ')'",
	.local = "'(' || " TYPE_NAME("c.castsource") " || ' AS ' || " TYPE_NAME("c.casttarget") " || ')'",
	ATTRIBUTES(attributes),
	.noun = "CAST",
	.create = "CREATE CAST {identity} {how}[ {context}]",
};
