/*-------------------------------------------------------------------------
 *
 * index.h
 *	  What indexes have in common with the constraints that own one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_INDEX_H
#define MIGRATE_INDEX_H

#include "kinds/kind.h"

/*
 * Attributes of an index, which belongs to a constraint or not.  Its row of
 * pg_class is x, that of pg_index i; it is in the schema of its table.
 */
#define INDEX_ATTRIBUTES \
	{ \
		.name = "options", \
		.sql = OPTIONS("x.reloptions"), \
		.set = "ALTER INDEX {schema}.{name} SET ({options})", \
		.reset = "ALTER INDEX {schema}.{name} RESET ({removed})", \
	}, \
	{ \
		.name = "tablespace", \
		.sql = TABLESPACE("x"), \
		.set = "ALTER INDEX {schema}.{name} SET TABLESPACE {tablespace}", \
		.reset = "ALTER INDEX {schema}.{name} SET TABLESPACE {default_tablespace}", \
	}, \
	{ \
		.name = "statistics", \
		.sql = "CASE WHEN i.indexprs IS NOT NULL THEN" \
			" (SELECT pg_catalog.string_agg(a_.attnum || '=' || a_.attstattarget," \
			" ', ' ORDER BY a_.attnum)" \
			" FROM pg_catalog.pg_attribute a_" \
			" WHERE a_.attrelid = x.oid AND a_.attstattarget >= 0) END", \
		.alter = migrate_alter_index_statistics, \
		.after = true, \
	}, \
	{ \
		.name = "partition_of", \
		.sql = "CASE WHEN x.relispartition THEN" \
			" (SELECT " QUALIFIED("pn_", "p_.relname") \
			" FROM pg_catalog.pg_inherits h_" \
			" JOIN pg_catalog.pg_class p_ ON p_.oid = h_.inhparent" \
			" JOIN pg_catalog.pg_namespace pn_ ON pn_.oid = p_.relnamespace" \
			" WHERE h_.inhrelid = x.oid) END", \
		.set = "ALTER INDEX {partition_of} ATTACH PARTITION {schema}.{name}", \
		.reset = "", \
		.late = true, \
	}, \
	{ \
		.name = "clustered", \
		.sql = WORD_IF("i.indisclustered", "CLUSTER"), \
		.set = "ALTER TABLE {parent} CLUSTER ON {name}", \
		.reset = "", \
		.after = true, \
	}, \
	{ \
		.name = "replica_identity", \
		.sql = WORD_IF("i.indisreplident", "REPLICA IDENTITY"), \
		.set = "ALTER TABLE {parent} REPLICA IDENTITY USING INDEX {name}", \
		.reset = "", \
		.after = true, \
	}, \
	{ \
		.name = "extensions", \
		.sql = EXTENSIONS("pg_class", "x.oid"), \
		.add = "ALTER INDEX {schema}.{name} DEPENDS ON EXTENSION {item}", \
		.remove = "ALTER INDEX {schema}.{name} NO DEPENDS ON EXTENSION {item}", \
		.after = true, \
	}

extern bool migrate_alter_index_statistics(const struct Object *before,
										   const struct Object *after,
										   List **commands);

#endif							/* MIGRATE_INDEX_H */
