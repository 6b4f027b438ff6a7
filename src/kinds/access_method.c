/*-------------------------------------------------------------------------
 *
 * access_method.c
 *	  Kind "access method".
 *
 * Covered: CREATE ACCESS METHOD name TYPE type HANDLER handler.
 *
 * Not covered: the access methods that every database has.  They have no owner.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_am.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "type", .sql = "CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END"},
	{.name = "handler", .sql = FUNCTION_NAME("a.amhandler")},
};

const Kind	migrate_kind_access_method = {
	.name = "access method",
	.classid = AccessMethodRelationId,
	.row = "a",
	.from = "pg_catalog.pg_am a",
	.where = "a.oid >= 16384",
	.key = "a.oid",
	.identity = "pg_catalog.quote_ident(a.amname)",
	.local = "pg_catalog.quote_ident(a.amname)",
	ATTRIBUTES(attributes),
	.noun = "ACCESS METHOD",
	.create = "CREATE ACCESS METHOD {identity} TYPE {type} HANDLER {handler}",
};
