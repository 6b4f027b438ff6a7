/*-------------------------------------------------------------------------
 *
 * subscription.c
 *	  Kind "subscription".
 *
 * Covered: CREATE SUBSCRIPTION PUBLICATION names, enabled, slot_name, binary,
 * streaming, synchronous_commit, two_phase, disable_on_error; ALTER
 * SUBSCRIPTION ENABLE and DISABLE, SET PUBLICATION, SET options, OWNER TO.
 *
 * Not covered: the connection, which holds secrets: a changed one does not
 * show.  The state of replication.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "publications",
		.sql = "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(x), ', ' ORDER BY x COLLATE \"C\")"
			" FROM pg_catalog.unnest(s.subpublications) x)",
		.set = "ALTER SUBSCRIPTION {identity} SET PUBLICATION {publications} WITH (refresh = false)",
	},
	{
		.name = "disabled",
		.sql = WORD_IF("NOT s.subenabled", "DISABLED"),
		.set = "ALTER SUBSCRIPTION {identity} DISABLE",
		.reset = "ALTER SUBSCRIPTION {identity} ENABLE",
	},
	{
		.name = "slot",
		.sql = "pg_catalog.quote_ident(s.subslotname)",
		.set = "ALTER SUBSCRIPTION {identity} SET (slot_name = {slot})",
		.reset = "ALTER SUBSCRIPTION {identity} SET (slot_name = NONE)",
	},
	{
		.name = "binary",
		.sql = WORD_IF("s.subbinary", "true"),
		.set = "ALTER SUBSCRIPTION {identity} SET (binary = true)",
		.reset = "ALTER SUBSCRIPTION {identity} SET (binary = false)",
	},
	{
		.name = "streaming",
		.sql = "CASE s.substream::pg_catalog.text WHEN 'true' THEN 'on' WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END",
		.set = "ALTER SUBSCRIPTION {identity} SET (streaming = {streaming})",
		.reset = "ALTER SUBSCRIPTION {identity} SET (streaming = off)",
	},
	{
		.name = "synchronous_commit",
		.sql = "pg_catalog.quote_literal(s.subsynccommit)",
		.set = "ALTER SUBSCRIPTION {identity} SET (synchronous_commit = {synchronous_commit})",
	},
	{
		.name = "two_phase",
		.sql = WORD_IF("s.subtwophasestate <> 'd'", "true"),
		.refuse = "two_phase is given when the subscription is created",
	},
	{
		.name = "disable_on_error",
		.sql = WORD_IF("s.subdisableonerr", "true"),
		.set = "ALTER SUBSCRIPTION {identity} SET (disable_on_error = true)",
		.reset = "ALTER SUBSCRIPTION {identity} SET (disable_on_error = false)",
	},
};

const Kind	migrate_kind_subscription = {
	.name = "subscription",
	.classid = SubscriptionRelationId,
	.row = "s",
	.from = "pg_catalog.pg_subscription s",
	.where = "s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d"
		" WHERE d.datname = pg_catalog.current_database())",
	.key = "s.oid",
	.identity = "pg_catalog.quote_ident(s.subname)",
	.local = "pg_catalog.quote_ident(s.subname)",
	ATTRIBUTES(attributes),
	.noun = "SUBSCRIPTION",
	.create = "CREATE SUBSCRIPTION {identity} CONNECTION '' PUBLICATION {publications}"
		" WITH (connect = false, slot_name = [{slot}|NONE][, binary = {binary}]"
		"[, streaming = {streaming}], synchronous_commit = {synchronous_commit}"
		"[, two_phase = {two_phase}][, disable_on_error = {disable_on_error}])",
};
