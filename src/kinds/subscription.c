/*-------------------------------------------------------------------------
 *
 * subscription.c
 *	  Kind "subscription".
 *
 * Covered: CREATE SUBSCRIPTION PUBLICATION names, enabled, slot_name, binary,
 * streaming, synchronous_commit, two_phase, disable_on_error,
 * password_required, run_as_owner, origin, failover; ALTER SUBSCRIPTION ENABLE
 * and DISABLE, SET PUBLICATION, SET options, OWNER TO.
 *
 * Not covered: the connection, which holds secrets: a changed one does not
 * show.  The state of replication.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"
#include "compat.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* Whether two subscriptions have the same slot. */
static bool
SameSlot(const Object *a, const Object *b)
{
	const char *x = migrate_value(a, "slot");
	const char *y = migrate_value(b, "slot");

	return x && y ? strcmp(x, y) == 0 : x == y;
}

/* Only one with a slot can be enabled: the slot comes first, if it is another. */
static bool
AlterDisabled(const Object *before, const Object *after, List **commands)
{
	if (migrate_value(after, "disabled"))
		*commands = lappend(*commands,
							migrate_expand("ALTER SUBSCRIPTION {identity} DISABLE", after));
	else if (SameSlot(before, after))
		*commands = lappend(*commands,
							migrate_expand("ALTER SUBSCRIPTION {identity} ENABLE", after));
	return true;
}

/* Another slot; what had none is enabled then. */
static bool
AlterSlot(const Object *before, const Object *after, List **commands)
{
	*commands = lappend(*commands,
						migrate_expand("ALTER SUBSCRIPTION {identity} SET (slot_name = [{slot}|NONE])",
									   after));
	if (migrate_value(before, "disabled") && !migrate_value(after, "disabled"))
		*commands = lappend(*commands,
							migrate_expand("ALTER SUBSCRIPTION {identity} ENABLE", after));
	return true;
}

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
		.alter = AlterDisabled,
	},
	{
		.name = "slot",
		.sql = "pg_catalog.quote_ident(s.subslotname)",
		.alter = AlterSlot,
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
		.set = SET_TWO_PHASE,
		.reset = RESET_TWO_PHASE,
		.refuse = "two_phase is given when the subscription is created",
	},
	{
		.name = "disable_on_error",
		.sql = WORD_IF("s.subdisableonerr", "true"),
		.set = "ALTER SUBSCRIPTION {identity} SET (disable_on_error = true)",
		.reset = "ALTER SUBSCRIPTION {identity} SET (disable_on_error = false)",
	},
	{
		.name = "no_password",
		.sql = SUBSCRIPTION_NO_PASSWORD("s"),
		.set = "ALTER SUBSCRIPTION {identity} SET (password_required = false)",
		.reset = "ALTER SUBSCRIPTION {identity} SET (password_required = true)",
		.after = true,
	},
	{
		.name = "run_as_owner",
		.sql = SUBSCRIPTION_RUN_AS_OWNER("s"),
		.set = "ALTER SUBSCRIPTION {identity} SET (run_as_owner = true)",
		.reset = "ALTER SUBSCRIPTION {identity} SET (run_as_owner = false)",
	},
	{
		.name = "origin",
		.sql = SUBSCRIPTION_ORIGIN("s"),
		.set = "ALTER SUBSCRIPTION {identity} SET (origin = {origin})",
		.reset = "ALTER SUBSCRIPTION {identity} SET (origin = any)",
	},
	{
		.name = "failover",
		.sql = SUBSCRIPTION_FAILOVER("s"),
		.set = "ALTER SUBSCRIPTION {identity} SET (failover = true)",
		.reset = "ALTER SUBSCRIPTION {identity} SET (failover = false)",
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
		"[, two_phase = {two_phase}][, disable_on_error = {disable_on_error}]"
		"[, run_as_owner = {run_as_owner}][, origin = {origin}][, failover = {failover}])",
};
