/*-------------------------------------------------------------------------
 *
 * transform.c
 *	  Kind "transform".
 *
 * Covered: CREATE TRANSFORM FOR type LANGUAGE language (FROM SQL WITH FUNCTION,
 * TO SQL WITH FUNCTION).
 *
 * Not covered: transforms of temporary types.  A transform has no owner and no
 * ALTER.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_transform.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "from_sql", .sql = "CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::pg_catalog.regprocedure::pg_catalog.text END"},
	{.name = "to_sql", .sql = "CASE WHEN t.trftosql <> 0 THEN t.trftosql::pg_catalog.regprocedure::pg_catalog.text END"},
};

const Kind	migrate_kind_transform = {
	.name = "transform",
	.classid = TransformRelationId,
	.row = "t",
	.from = "pg_catalog.pg_transform t JOIN pg_catalog.pg_language l ON l.oid = t.trflang",
	.where = "t.oid >= 16384 AND " LASTING_TYPE("t.trftype"),
	.key = "t.oid",
	.identity = "'for ' || " TYPE_NAME("t.trftype") " || ' language ' || pg_catalog.quote_ident(l.lanname)",
	.local = "'for ' || " TYPE_NAME("t.trftype") " || ' language ' || pg_catalog.quote_ident(l.lanname)",
	ATTRIBUTES(attributes),
	.noun = "TRANSFORM",
	.create = "CREATE TRANSFORM {identity} ([FROM SQL WITH FUNCTION {from_sql}[, TO SQL WITH FUNCTION {to_sql}]|TO SQL WITH FUNCTION {to_sql}])",
};
