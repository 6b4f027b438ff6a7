/*-------------------------------------------------------------------------
 *
 * table.c
 *	  Kind "table": ordinary and partitioned tables and partitions.
 *
 * Covered: CREATE [UNLOGGED] TABLE with columns, OF type, INHERITS, PARTITION
 * BY, PARTITION OF, USING, WITH, TABLESPACE; ALTER TABLE SET LOGGED and
 * UNLOGGED, SET and RESET of storage parameters (TOAST's too), SET TABLESPACE,
 * SET ACCESS METHOD, INHERIT and NO INHERIT, ATTACH and DETACH PARTITION, OF
 * and NOT OF, ENABLE, FORCE and DISABLE ROW LEVEL SECURITY, REPLICA IDENTITY,
 * CLUSTER ON and SET WITHOUT CLUSTER; the order of the columns.
 *
 * Not covered: temporary tables; a DETACH CONCURRENTLY that is not finished.
 * Columns, constraints, indexes, triggers, rules and policies are objects of
 * their own; which index is meant by REPLICA IDENTITY USING INDEX and by
 * CLUSTER ON is an attribute of the index or constraint.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/table.h"

/* Adds the commands that move a partition to another parent or bound. */
static bool
MovePartition(const Object *before, const Object *after, List **commands)
{
	const char *former = migrate_value(before, "partition_of");

	if (former)
		*commands = lappend(*commands,
							psprintf("ALTER TABLE %s DETACH PARTITION %s",
									 former, before->identity));
	if (migrate_value(after, "partition_of"))
		*commands = lappend(*commands,
							migrate_expand("ALTER TABLE {partition_of} ATTACH PARTITION"
										   " {identity} {partition_bound}", after));
	return true;
}

/*
 * Adds the commands for another parent.  A table that is created without a
 * list of its columns is created as a partition.
 */
bool
migrate_alter_partition(const Object *before, const Object *after, List **commands)
{
	if (migrate_value(before, "columns") == NULL &&
		migrate_value(before, "partition_of") == NULL &&
		migrate_value(after, "columns") == NULL)
		return true;
	return MovePartition(before, after, commands);
}

/* Adds the commands for another bound, if the parent is the same. */
bool
migrate_alter_partition_bound(const Object *before, const Object *after, List **commands)
{
	const char *old = migrate_value(before, "partition_of");
	const char *new = migrate_value(after, "partition_of");

	return old == NULL || new == NULL || strcmp(old, new) != 0 ||
		MovePartition(before, after, commands);
}

/* An index is set by the index. */
static bool
AlterReplicaIdentity(const Object *before, const Object *after, List **commands)
{
	const char *identity = migrate_value(after, "replica_identity");

	if (identity == NULL || strcmp(identity, "INDEX") != 0)
		*commands = lappend(*commands,
							migrate_expand("ALTER TABLE {identity} REPLICA IDENTITY"
										   " [{replica_identity}|DEFAULT]", after));
	return true;
}

static const Attribute attributes[] = {
	TABLE_ATTRIBUTES,
	{
		.name = "unlogged",
		.sql = WORD_IF("c.relpersistence = 'u'", "UNLOGGED"),
		.set = "ALTER TABLE {identity} SET UNLOGGED",
		.reset = "ALTER TABLE {identity} SET LOGGED",
	},
	{
		.name = "of_type",
		.sql = "CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END",
		.set = "ALTER TABLE {identity} OF {of_type}",
		.reset = "ALTER TABLE {identity} NOT OF",
	},
	{
		.name = "partition_by",
		.sql = "CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END",
		.canonical = migrate_canonical_partition_key,
		.refuse = "the key of a partitioned table changes only with a new table",
	},
	{
		.name = "access_method",
		/* a partition is made with its parent's, if it is not told otherwise */
		.sql = "CASE WHEN c.relispartition AND c.relam = 2 AND EXISTS"
			" (SELECT FROM pg_catalog.pg_inherits h"
			" JOIN pg_catalog.pg_class p ON p.oid = h.inhparent"
			" WHERE h.inhrelid = c.oid AND p.relam NOT IN (0, 2)) THEN 'heap'"
			" ELSE " ACCESS_METHOD("c") " END",
		.set = "ALTER TABLE {identity} SET ACCESS METHOD {access_method}",
		.reset = "ALTER TABLE {identity} SET ACCESS METHOD heap",
	},
	{
		.name = "options",
		.sql = OPTIONS("c.reloptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER TABLE {identity} SET ({options})",
		.reset = "ALTER TABLE {identity} RESET ({removed})",
	},
	{
		.name = "toast_options",
		.sql = TOAST_OPTIONS_OF("c"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER TABLE {identity} SET ({toast_options})",
		.reset = "ALTER TABLE {identity} RESET ({removed})",
	},
	{
		.name = "tablespace",
		.sql = "CASE WHEN c.reltablespace = 0 AND c.relispartition AND EXISTS"
			" (SELECT FROM pg_catalog.pg_inherits h"
			" JOIN pg_catalog.pg_class p ON p.oid = h.inhparent"
			" WHERE h.inhrelid = c.oid AND p.reltablespace <> 0) THEN"
			" (SELECT pg_catalog.quote_ident(ds.spcname) FROM pg_catalog.pg_database db"
			" JOIN pg_catalog.pg_tablespace ds ON ds.oid = db.dattablespace"
			" WHERE db.datname = pg_catalog.current_database())"
			" ELSE " TABLESPACE("c") " END",
		.set = "ALTER TABLE {identity} SET TABLESPACE {tablespace}",
		.reset = "ALTER TABLE {identity} SET TABLESPACE {default_tablespace}",
	},
	{
		.name = "row_security",
		.sql = WORD_IF("c.relrowsecurity", "ENABLE"),
		.set = "ALTER TABLE {identity} ENABLE ROW LEVEL SECURITY",
		.reset = "ALTER TABLE {identity} DISABLE ROW LEVEL SECURITY",
		.after = true,
	},
	{
		.name = "force_row_security",
		.sql = WORD_IF("c.relforcerowsecurity", "FORCE"),
		.set = "ALTER TABLE {identity} FORCE ROW LEVEL SECURITY",
		.reset = "ALTER TABLE {identity} NO FORCE ROW LEVEL SECURITY",
		.after = true,
	},
	{
		.name = "replica_identity",
		.sql = "CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'"
			" WHEN 'i' THEN " INDEX_MARK("indisreplident", "INDEX") " END",
		.alter = AlterReplicaIdentity,
		.after = true,
	},
	{
		.name = "clustered",
		.sql = INDEX_MARK("indisclustered", "CLUSTER"),
		.set = "",
		.reset = "ALTER TABLE {identity} SET WITHOUT CLUSTER",
		.after = true,
	},
};

/* Returns the parameters of storage as the command that creates has them. */
char *
migrate_storage_options(const Object *table)
{
	const char *both = migrate_value(table, "options") && migrate_value(table, "toast_options") ?
		" WITH ({options}, {toast_options})" : "[ WITH ({options})][ WITH ({toast_options})]";

	return migrate_expand(both, table);
}

/* Returns the command that creates a table with its columns. */
static char *
MakeTable(const Object *table, List *children)
{
	return psprintf("%s%s%s%s%s",
					migrate_expand("CREATE[ {unlogged}] TABLE {identity}", table),
					migrate_table_body(table, children),
					migrate_expand("[ PARTITION BY {partition_by}][ USING {access_method}]", table),
					migrate_storage_options(table),
					migrate_expand("[ TABLESPACE {tablespace}]", table));
}

const Kind	migrate_kind_table = {
	.name = "table",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
	.where = "c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.relname"),
	.local = "pg_catalog.quote_ident(c.relname)",
	ATTRIBUTES(attributes),
	.noun = "TABLE",
	.acl_type = "r",
	.make = MakeTable,
};
