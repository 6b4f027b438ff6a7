/*-------------------------------------------------------------------------
 *
 * materialized_view.c
 *	  Kind "materialized view".
 *
 * Covered: CREATE MATERIALIZED VIEW with USING, WITH, TABLESPACE and query;
 * ALTER MATERIALIZED VIEW SET and RESET (TOAST's too), SET TABLESPACE, SET
 * ACCESS METHOD, CLUSTER ON and SET WITHOUT CLUSTER, DEPENDS ON EXTENSION,
 * OWNER, RENAME COLUMN.
 *
 * Not covered: whether it has data, which REFRESH and a dump without data
 * change.  Indexes are objects of their own; which one CLUSTER uses is an
 * attribute of the index; what else can be said of columns is the kind "view
 * column".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/table.h"
#include "lib/stringinfo.h"

static const Attribute attributes[] = {
	{
		.name = "columns",
		.sql = RESULT_COLUMNS,
		.set = "",
		.reset = "",
	},
	{
		.name = "query",
		.sql = "''",			/* printed when it is made canonical */
		.canonical = migrate_canonical_query,
	},
	{
		.name = "access_method",
		.sql = ACCESS_METHOD("c"),
		.set = "ALTER MATERIALIZED VIEW {identity} SET ACCESS METHOD {access_method}",
		.reset = "ALTER MATERIALIZED VIEW {identity} SET ACCESS METHOD heap",
	},
	{
		.name = "options",
		.sql = OPTIONS("c.reloptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER MATERIALIZED VIEW {identity} SET ({options})",
		.reset = "ALTER MATERIALIZED VIEW {identity} RESET ({removed})",
	},
	{
		.name = "toast_options",
		.sql = TOAST_OPTIONS_OF("c"),
		.set = "ALTER MATERIALIZED VIEW {identity} SET ({toast_options})",
		.reset = "ALTER MATERIALIZED VIEW {identity} RESET ({removed})",
	},
	{
		.name = "tablespace",
		.sql = TABLESPACE("c"),
		.set = "ALTER MATERIALIZED VIEW {identity} SET TABLESPACE {tablespace}",
		.reset = "ALTER MATERIALIZED VIEW {identity} SET TABLESPACE {default_tablespace}",
	},
	{
		.name = "clustered",
		.sql = INDEX_MARK("indisclustered", "CLUSTER"),
		.set = "",
		.reset = "ALTER MATERIALIZED VIEW {identity} SET WITHOUT CLUSTER",
		.after = true,
	},
	{
		.name = "extensions",
		.sql = EXTENSIONS("pg_class", "c.oid"),
		.items = ITEMS_BY_NAME,
		.add = "ALTER MATERIALIZED VIEW {identity} DEPENDS ON EXTENSION {item}",
		.remove = "ALTER MATERIALIZED VIEW {identity} NO DEPENDS ON EXTENSION {item}",
		.after = true,
	},
};

/* Returns the command that creates a materialized view. */
static char *
MakeMaterializedView(const Object *view, List *children)
{
	return psprintf("%s%s%s",
					migrate_expand("CREATE MATERIALIZED VIEW {identity}[ USING {access_method}]", view),
					migrate_storage_options(view),
					migrate_expand("[ TABLESPACE {tablespace}] AS {query}", view));
}

const Kind	migrate_kind_materialized_view = {
	.name = "materialized view",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
	.where = "c.relkind = 'm' AND " USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.relname"),
	.local = "pg_catalog.quote_ident(c.relname)",
	ATTRIBUTES(attributes),
	.noun = "MATERIALIZED VIEW",
	.acl_type = "r",
	.grant = "ON TABLE {identity}",
	.make = MakeMaterializedView,
};
