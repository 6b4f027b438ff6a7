/*-------------------------------------------------------------------------
 *
 * event_trigger.c
 *	  Kind "event trigger".
 *
 * Covered: CREATE EVENT TRIGGER name ON event WHEN TAG IN (...) EXECUTE
 * FUNCTION; ALTER EVENT TRIGGER ENABLE, DISABLE, ENABLE REPLICA and ALWAYS,
 * OWNER TO.
 *
 * Not covered: those of the ledger's own extension.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_event_trigger.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "event", .sql = "e.evtevent::pg_catalog.text"},
	{
		.name = "tags",
		.sql = "CASE WHEN e.evttags IS NOT NULL THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(x), ', '"
			" ORDER BY x COLLATE \"C\") FROM pg_catalog.unnest(e.evttags) x) END",
	},
	{.name = "function", .sql = FUNCTION_NAME("e.evtfoid")},
	{
		.name = "enabled",
		.sql = "CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'"
			" WHEN 'A' THEN 'ENABLE ALWAYS' END",
		.set = "ALTER EVENT TRIGGER {identity} {enabled}",
		.reset = "ALTER EVENT TRIGGER {identity} ENABLE",
		.after = true,
	},
};

const Kind	migrate_kind_event_trigger = {
	.name = "event trigger",
	.classid = EventTriggerRelationId,
	.row = "e",
	.from = "pg_catalog.pg_event_trigger e",
	.where = "true",
	.key = "e.oid",
	.identity = "pg_catalog.quote_ident(e.evtname)",
	.local = "pg_catalog.quote_ident(e.evtname)",
	ATTRIBUTES(attributes),
	.noun = "EVENT TRIGGER",
	.create = "CREATE EVENT TRIGGER {identity} ON {event}[ WHEN TAG IN ({tags})] EXECUTE FUNCTION {function}()",
};
