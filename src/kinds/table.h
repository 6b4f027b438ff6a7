/*-------------------------------------------------------------------------
 *
 * table.h
 *	  What tables, foreign tables and their columns have in common.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_TABLE_H
#define MIGRATE_TABLE_H

#include "kinds/kind.h"

/* The names of a table's columns, in order. */
#define COLUMN_NAMES(table) \
	"(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(cn_.attname), ', ' ORDER BY cn_.attnum)" \
	" FROM pg_catalog.pg_attribute cn_" \
	" WHERE cn_.attrelid = " table " AND cn_.attnum > 0 AND NOT cn_.attisdropped)"

/*
 * Does a partition, a row of pg_class, have its columns in another order than
 * its parent?
 */
#define IS_REORDERED(c) \
	"CASE WHEN " c ".relispartition THEN " COLUMN_NAMES(c ".oid") " IS DISTINCT FROM " \
	COLUMN_NAMES("(SELECT ih_.inhparent FROM pg_catalog.pg_inherits ih_ WHERE ih_.inhrelid = " c ".oid)") \
	" ELSE false END"

/* The tables that a row of pg_class is a child of. */
#define PARENTS(c) \
	"(SELECT pg_catalog.string_agg(" QUALIFIED("pn_", "p_.relname") ", ', ' ORDER BY h_.inhseqno)" \
	" FROM pg_catalog.pg_inherits h_" \
	" JOIN pg_catalog.pg_class p_ ON p_.oid = h_.inhparent" \
	" JOIN pg_catalog.pg_namespace pn_ ON pn_.oid = p_.relnamespace" \
	" WHERE h_.inhrelid = " c ".oid)"

/* The access method of a row of pg_class, NULL for heap. */
#define ACCESS_METHOD(c) \
	"CASE WHEN " c ".relam NOT IN (0, 2) THEN" \
	" (SELECT pg_catalog.quote_ident(am_.amname) FROM pg_catalog.pg_am am_" \
	" WHERE am_.oid = " c ".relam) END"

/* The options of its TOAST table. */
#define TOAST_OPTIONS_OF(c) \
	"CASE WHEN " c ".reltoastrelid <> 0 THEN (SELECT " TOAST_OPTIONS("to_.reloptions") \
	" FROM pg_catalog.pg_class to_ WHERE to_.oid = " c ".reltoastrelid) END"

/* One of its indexes has a mark: the word if so. */
#define INDEX_MARK(mark, word) \
	"CASE WHEN c.relhasindex AND EXISTS (SELECT FROM pg_catalog.pg_index ix_" \
	" WHERE ix_.indrelid = c.oid AND ix_." mark ") THEN '" word "' END"

/*
 * Attributes of tables and foreign tables alike.
 *
 * The columns are in the order in which the command that creates the table
 * names them.  Columns that a table has from its parents alone come with them.
 * A partition whose columns are in the order of its parent's, so that it can
 * be created as a partition, has no such list; others are attached.
 */
#define TABLE_ATTRIBUTES \
	{ \
		.name = "columns", \
		.sql = "CASE WHEN " IS_REORDERED("c") " THEN " COLUMN_NAMES("c.oid") \
			" WHEN NOT c.relispartition THEN" \
			" (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a_.attname), ', '" \
			" ORDER BY a_.attinhcount = 0," \
			" CASE WHEN a_.attinhcount > 0 THEN a_.attname END COLLATE \"C\", a_.attnum)" \
			" FROM pg_catalog.pg_attribute a_" \
			" WHERE a_.attrelid = c.oid AND a_.attnum > 0 AND NOT a_.attisdropped" \
			" AND a_.attislocal) END", \
		.refuse = "the order of columns changes only with a new table", \
		.order = true, \
	}, \
	{ \
		.name = "inherits", \
		.sql = "CASE WHEN NOT c.relispartition AND c.oid IN" \
			" (SELECT h_.inhrelid FROM pg_catalog.pg_inherits h_) THEN " PARENTS("c") " END", \
		.add = "ALTER TABLE {identity} INHERIT {item}", \
		.remove = "ALTER TABLE {identity} NO INHERIT {item}", \
		.parts = true, \
	}, \
	{ \
		.name = "partition_of", \
		.sql = "CASE WHEN c.relispartition THEN " PARENTS("c") " END", \
		.alter = migrate_alter_partition, \
		.after = true, \
		.parts = true, \
	}, \
	{ \
		.name = "partition_bound", \
		.sql = "CASE WHEN c.relispartition THEN" \
			" pg_catalog.pg_get_expr(c.relpartbound, c.oid) END", \
		.alter = migrate_alter_partition_bound, \
	}

extern bool migrate_alter_partition(const struct Object *before,
									const struct Object *after, List **commands);
extern bool migrate_alter_partition_bound(const struct Object *before,
										  const struct Object *after, List **commands);
extern char *migrate_storage_options(const struct Object *table);
extern char *migrate_table_body(const struct Object *table, List *children);

#endif							/* MIGRATE_TABLE_H */
