/*-------------------------------------------------------------------------
 *
 * track.c
 *	  Keeping the expected model while migrations run.
 *
 * Before the first migration of a call the live schema is compared with the
 * expected one, so that each migration's delta is what it did and nothing
 * else.  Where the ledger has no model yet, an event records what was found.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "errors.h"
#include "kinds/command.h"
#include "lib/stringinfo.h"
#include "stamp.h"
#include "track.h"
#include "utils/builtins.h"

/* Differences that a message names. */
#define NAMED 5

/* The stamp that the watch began with, if it is to be remembered. */
static struct
{
	bool		known;
	uint64		stamp;
}			start;

/* Records the live schema as the expected one: the ledger has none yet. */
static void
RecordFound(void)
{
	Event	   *event = migrate_new_event(NULL, "found", NULL);
	uint64		before = migrate_stamp();

	event->detail = pstrdup("as it was");
	migrate_record_model(event);
	migrate_write_event(event);
	start.stamp = migrate_stamp();
	start.known = (start.stamp == before);
}

/* Returns the first differences as a text. */
static char *
NameDifferences(List *differences)
{
	StringInfoData text;
	int			n = 0;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		if (n++ == NAMED)
			break;
		appendStringInfo(&text, "%s%s %s is %s", text.len ? ", " : "", d->kind->name,
						 d->identity, migrate_change_name(d));
	}
	if (list_length(differences) > NAMED)
		appendStringInfo(&text, " and %d more", list_length(differences) - NAMED);
	return text.data;
}

/* Does what the policy says about drift that was found. */
static void
ActOnDrift(Executor *executor, List *differences)
{
	if (differences == NIL || executor->settings->on_drift == ON_DRIFT_IGNORE)
		return;
	differences = migrate_first_causes(differences);
	if (executor->settings->on_drift == ON_DRIFT_ERROR)
		ereport(ERROR,
				(errcode(ERRCODE_MG_DRIFT),
				 errmsg("the schema is not what the migrations made it: %d difference%s",
						list_length(differences), list_length(differences) == 1 ? "" : "s"),
				 errdetail("%s. Nothing has been run.", NameDifferences(differences)),
				 errhint("SELECT * FROM migrate.drift() shows each with its repair; CALL migrate.accept_drift() records them as a migration.")));
	migrate_add_warning(executor, NULL, "drift",
						psprintf("the schema is not what the migrations made it: %s; see migrate.drift()",
								 NameDifferences(differences)));
}

/* Says that the changes of migrations cannot be told on this server version. */
static void
TellOtherModel(Executor *executor, const char *model)
{
	if (executor->settings->on_drift == ON_DRIFT_ERROR)
		migrate_refuse_other_model(model);
	if (executor->settings->on_drift == ON_DRIFT_WARN)
		migrate_add_warning(executor, NULL, "model_version",
							psprintf("the expected model was written as version %s, this server writes version %s: what these migrations change is not recorded until CALL migrate.rerender()",
									 model, migrate_model_version()));
}

/*
 * Begins to record what migrations change, and acts on drift as the settings
 * say.  What it writes is committed with the current transaction.
 */
void
migrate_track_begin(Executor *executor)
{
	char	   *model = migrate_expected_version();
	List	   *all = NIL;

	start.known = false;
	if (model == NULL)
		RecordFound();
	else if (!migrate_same_model_version(model))
	{
		TellOtherModel(executor, model);
		return;
	}
	else
	{
		DriftCheck *check = migrate_check_drift(true);

		ActOnDrift(executor, check->differences);
		start.known = !check->moved;
		start.stamp = check->stamp;
		all = check->all;
	}
	migrate_watch_begin(all);
}

/* Ends that; remembers what is known, so that the next check is cheap. */
void
migrate_track_end(void)
{
	uint64		changes;

	if (!migrate_watching())
		return;
	if (start.known && migrate_watch_stamp(&changes))
		migrate_remember_check(start.stamp + changes, migrate_watch_differences());
	migrate_watch_end();
	start.known = false;
}

/* Makes live differences the expected state, as deltas of an event. */
void
migrate_take_differences(Event *event, List *differences)
{
	Fingerprint sum;
	ListCell   *lc;

	migrate_expected_fingerprint(&event->model, &sum);
	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);
		const Object *either = d->actual ? d->actual : d->expected;

		if (d->expected)
			migrate_fingerprint_subtract(&sum, d->expected);
		if (d->actual)
			migrate_fingerprint_add(&sum, d->actual);
		event->deltas = lappend(event->deltas,
								migrate_delta_row(d->kind, d->identity, either->parent,
												  either->name, d->actual));
	}
	event->fingerprint = migrate_fingerprint_text(&sum);
}
