/*-------------------------------------------------------------------------
 *
 * foreign_table.c
 *	  Kind "foreign table".
 *
 * Covered: CREATE FOREIGN TABLE with columns, INHERITS, PARTITION OF, SERVER,
 * OPTIONS; ALTER FOREIGN TABLE OPTIONS, INHERIT and NO INHERIT, ATTACH and
 * DETACH PARTITION, OWNER; the order of the columns.
 *
 * Not covered: what the columns, constraints and triggers are, which are
 * objects of their own.  The server changes only with a new foreign table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/table.h"

static const Attribute attributes[] = {
	TABLE_ATTRIBUTES,
	{
		.name = "server",
		.sql = "pg_catalog.quote_ident(s.srvname)",
	},
	{
		.name = "options",
		.sql = FOREIGN_OPTIONS("f.ftoptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER FOREIGN TABLE {identity} OPTIONS ({changed})",
		.reset = "ALTER FOREIGN TABLE {identity} OPTIONS ({changed})",
	},
};

/* Returns the command that creates a foreign table with its columns. */
static char *
MakeForeignTable(const Object *table, List *children)
{
	return psprintf("%s%s%s", migrate_expand("CREATE FOREIGN TABLE {identity}", table),
					migrate_table_body(table, children),
					migrate_expand(" SERVER {server}[ OPTIONS ({options})]", table));
}

const Kind	migrate_kind_foreign_table = {
	.name = "foreign table",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = c.oid"
		" JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver",
	.where = "c.relkind = 'f' AND " USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.relname"),
	.local = "pg_catalog.quote_ident(c.relname)",
	ATTRIBUTES(attributes),
	.noun = "FOREIGN TABLE",
	.acl_type = "r",
	.grant = "ON TABLE {identity}",
	.make = MakeForeignTable,
};
