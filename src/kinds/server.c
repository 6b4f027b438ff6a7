/*-------------------------------------------------------------------------
 *
 * server.c
 *	  Kind "server": foreign servers.
 *
 * Covered: CREATE SERVER name TYPE, VERSION, FOREIGN DATA WRAPPER, OPTIONS;
 * ALTER SERVER VERSION, OPTIONS, OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_foreign_server.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "type", .sql = "pg_catalog.quote_literal(s.srvtype)"},
	{
		.name = "version",
		.sql = "pg_catalog.quote_literal(s.srvversion)",
		.set = "ALTER SERVER {identity} VERSION {version}",
		.reset = "ALTER SERVER {identity} VERSION NULL",
	},
	{.name = "wrapper", .sql = "pg_catalog.quote_ident(w.fdwname)"},
	{
		.name = "options",
		.sql = FOREIGN_OPTIONS("s.srvoptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER SERVER {identity} OPTIONS ({changed})",
		.reset = "ALTER SERVER {identity} OPTIONS ({changed})",
	},
};

const Kind	migrate_kind_server = {
	.name = "server",
	.classid = ForeignServerRelationId,
	.row = "s",
	.from = "pg_catalog.pg_foreign_server s"
		" JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw",
	.where = "true",
	.key = "s.oid",
	.identity = "pg_catalog.quote_ident(s.srvname)",
	.local = "pg_catalog.quote_ident(s.srvname)",
	ATTRIBUTES(attributes),
	.noun = "SERVER",
	.acl_type = "S",
	.grant = "ON FOREIGN SERVER {identity}",
	.create = "CREATE SERVER {identity}[ TYPE {type}][ VERSION {version}] FOREIGN DATA WRAPPER {wrapper}"
		"[ OPTIONS ({options})]",
};
