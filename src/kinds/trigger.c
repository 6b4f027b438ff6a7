/*-------------------------------------------------------------------------
 *
 * trigger.c
 *	  Kinds "trigger" and "partition trigger": triggers of tables, foreign
 *	  tables and views, and what partitions have of those of their parents.
 *
 * Covered: CREATE [CONSTRAINT] TRIGGER; ALTER TABLE DISABLE TRIGGER, ENABLE
 * REPLICA TRIGGER and ENABLE ALWAYS TRIGGER; ALTER TRIGGER DEPENDS ON
 * EXTENSION.  The trigger that a partition has from its parent is an object,
 * a "partition trigger", only while it does not fire as triggers usually do.
 *
 * Not covered: the triggers of foreign keys and other constraints.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "kinds/kinds.h"

/*
 * Only the trigger itself, not those of partitions: each says for itself.
 */
#define FIRING_ATTRIBUTE \
	{ \
		.name = "enabled", \
		.sql = FIRING("g.tgenabled"), \
		.set = "ALTER TABLE ONLY {parent} {enabled} TRIGGER {name}", \
		.reset = "ALTER TABLE ONLY {parent} ENABLE TRIGGER {name}", \
		.after = true, \
	}

#define TRIGGER_FROM \
	"pg_catalog.pg_trigger g" \
	" JOIN pg_catalog.pg_class t ON t.oid = g.tgrelid" \
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace"

static const Attribute attributes[] = {
	{
		.name = "definition",
		.sql = "pg_catalog.pg_get_triggerdef(g.oid)",
		.canonical = migrate_canonical_trigger,
	},
	FIRING_ATTRIBUTE,
	{
		.name = "extensions",
		.sql = EXTENSIONS("pg_trigger", "g.oid"),
		.items = ITEMS_BY_NAME,
		.add = "ALTER TRIGGER {name} ON {parent} DEPENDS ON EXTENSION {item}",
		.remove = "ALTER TRIGGER {name} ON {parent} NO DEPENDS ON EXTENSION {item}",
		.after = true,
	},
};

const Kind	migrate_kind_trigger = {
	.name = "trigger",
	.classid = TriggerRelationId,
	.row = "g",
	.from = TRIGGER_FROM,
	.where = "NOT g.tgisinternal AND g.tgparentid = 0 AND t.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "g.oid",
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = "pg_catalog.quote_ident(g.tgname) || ' on ' || " QUALIFIED("n", "t.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(g.tgname)",
	ATTRIBUTES(attributes),
	.noun = "TRIGGER",
	.address = "{name} ON {parent}",
	.create = "{definition}",
};

static const Attribute partition_attributes[] = {
	FIRING_ATTRIBUTE,
};

const Kind	migrate_kind_partition_trigger = {
	.name = "partition trigger",
	.classid = TriggerRelationId,
	.row = "g",
	.from = TRIGGER_FROM,
	.where = "NOT g.tgisinternal AND g.tgparentid <> 0 AND g.tgenabled <> 'O'"
		" AND t.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "g.oid",
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = "pg_catalog.quote_ident(g.tgname) || ' on ' || " QUALIFIED("n", "t.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(g.tgname)",
	ATTRIBUTES(partition_attributes),
	.noun = "TRIGGER",
	.address = "{name} ON {parent}",
	.implied = migrate_always_implied,
};
