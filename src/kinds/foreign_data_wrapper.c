/*-------------------------------------------------------------------------
 *
 * foreign_data_wrapper.c
 *	  Kind "foreign data wrapper".
 *
 * Covered: CREATE FOREIGN DATA WRAPPER name HANDLER, VALIDATOR, OPTIONS; ALTER
 * for each of those, OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_foreign_data_wrapper.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "handler",
		.sql = FUNCTION_NAME("w.fdwhandler"),
		.set = "ALTER FOREIGN DATA WRAPPER {identity} HANDLER {handler}",
		.reset = "ALTER FOREIGN DATA WRAPPER {identity} NO HANDLER",
	},
	{
		.name = "validator",
		.sql = FUNCTION_NAME("w.fdwvalidator"),
		.set = "ALTER FOREIGN DATA WRAPPER {identity} VALIDATOR {validator}",
		.reset = "ALTER FOREIGN DATA WRAPPER {identity} NO VALIDATOR",
	},
	{
		.name = "options",
		.sql = FOREIGN_OPTIONS("w.fdwoptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER FOREIGN DATA WRAPPER {identity} OPTIONS ({changed})",
		.reset = "ALTER FOREIGN DATA WRAPPER {identity} OPTIONS ({changed})",
	},
};

const Kind	migrate_kind_foreign_data_wrapper = {
	.name = "foreign data wrapper",
	.classid = ForeignDataWrapperRelationId,
	.row = "w",
	.from = "pg_catalog.pg_foreign_data_wrapper w",
	.where = "true",
	.key = "w.oid",
	.identity = "pg_catalog.quote_ident(w.fdwname)",
	.local = "pg_catalog.quote_ident(w.fdwname)",
	ATTRIBUTES(attributes),
	.noun = "FOREIGN DATA WRAPPER",
	.acl_type = "F",
	.create = "CREATE FOREIGN DATA WRAPPER {identity}[ HANDLER {handler}][ VALIDATOR {validator}]"
		"[ OPTIONS ({options})]",
};
