/*-------------------------------------------------------------------------
 *
 * revert.c
 *	  The call that runs down scripts, newest migration first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "args.h"
#include "chain.h"
#include "errors.h"
#include "execute.h"
#include "leftover.h"
#include "miscadmin.h"
#include "runner.h"
#include "runresult.h"
#include "texttable.h"
#include "track.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "version.h"

typedef struct RevertRequest
{
	CommittingCall call;
	char	   *project;
	char	   *after;			/* stays applied; NULL = by steps */
	int			steps;			/* -1 = by after */
	Jsonb	   *options;
} RevertRequest;

/* Newest first, as they were applied. */
static int
CompareNewest(const ListCell *a, const ListCell *b)
{
	int64		x = ((Migration *) lfirst(a))->event;
	int64		y = ((Migration *) lfirst(b))->event;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* Does the database hold it, or was it left on the way down? */
static bool
CanBeReverted(const Migration *m)
{
	return migrate_is_applied(m) || (migrate_is_unsettled(m) && m->reverting);
}

/* A migration that stays and requires one that goes is an error. */
static void
CheckRequired(const Project *project, const List *reverted)
{
	HTAB	   *goes = migrate_text_table();
	ListCell   *lc;

	foreach(lc, reverted)
		migrate_text_enter(goes, ((Migration *) lfirst(lc))->row->name,
						   lfirst(lc));
	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];

		CHECK_FOR_INTERRUPTS();
		if (!migrate_is_applied(m) ||
			migrate_text_find(goes, m->row->name) != NULL)
			continue;
		foreach(lc, m->row->requires)
			if (migrate_text_find(goes, lfirst(lc)) != NULL)
				ereport(ERROR,
						(errcode(ERRCODE_MG_REQUIRES),
						 errmsg("migration \"%s\" is applied and requires \"%s\"",
								m->row->name, (char *) lfirst(lc)),
						 errhint("Revert \"%s\" first.", m->row->name)));
	}
}

/* Returns the migrations to revert, newest first, having checked them. */
static List *
SelectReverted(RevertRequest *r, Project *project)
{
	List	   *applied = NIL;
	List	   *selected = NIL;
	Migration  *stays = NULL;
	ListCell   *lc;

	if (r->after)
	{
		stays = migrate_get_migration(project, r->after);
		if (!migrate_is_applied(stays))
			ereport(ERROR,
					(errcode(ERRCODE_MG_UNKNOWN_NAME),
					 errmsg("migration \"%s\" is %s, not applied", r->after,
							migrate_state_names[stays->state]),
					 errhint("Name an applied migration; it stays, and what was applied after it is reverted.")));
	}
	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];

		if (migrate_is_unsettled(m) && !m->reverting)
			ereport(ERROR,
					(errcode(ERRCODE_MG_UNSETTLED),
					 errmsg("migration \"%s\" is %s", m->row->name,
							migrate_state_names[m->state]),
					 errhint("Settle it first: %s",
							 migrate_resolve_hint(m))));
		if (CanBeReverted(m))
			applied = lappend(applied, m);
	}
	list_sort(applied, CompareNewest);
	foreach(lc, applied)
	{
		Migration  *m = lfirst(lc);

		if (m == stays || (r->steps >= 0 && list_length(selected) >= r->steps))
			break;
		migrate_require_trust(m);
		selected = lappend(selected, m);
	}
	CheckRequired(project, selected);
	return selected;
}

/* Does the work under the lock; returns the row of the call. */
static Datum
RevertLocked(void *arg)
{
	RevertRequest *r = arg;
	Executor   *executor = palloc0(sizeof(Executor));
	List	   *selected;
	ListCell   *lc;

	executor->context = r->call.context;
	executor->role = migrate_current_role();
	executor->leftovers = migrate_note_leftovers();
	executor->settings = migrate_read_settings(r->project, r->options, false);
	executor->project = migrate_read_project(r->project, LEDGER_READ_FRESH);
	migrate_tell_waited(executor, r->call.head_before);
	migrate_require_project(executor->project);
	migrate_check_chain_tail(true);
	selected = SelectReverted(r, executor->project);
	if (selected != NIL)
	{
		migrate_require_trusted_settings(executor->settings);
		migrate_track_begin(executor);
	}
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(r->call.context);

	executor->total = list_length(selected);
	migrate_preflight(executor, selected, DIRECTION_DOWN);
	foreach(lc, selected)
		migrate_execute(executor, lfirst(lc), DIRECTION_DOWN, false);
	migrate_track_end();
	return migrate_run_result(r->call.desc, executor,
							  executor->done > 0 ? "ok" : "nothing_to_do");
}

/* CALL migrate.revert() */
MIGRATE_FUNCTION(migrate_revert)
{
	RevertRequest r = {0};

	migrate_runner_begin(&r.call, fcinfo, "revert",
						 "Turn on autocommit.");
	r.after = migrate_optional_text_arg(fcinfo, 0);
	r.steps = migrate_count_arg(fcinfo, 1, "steps", -1);
	r.options = migrate_optional_jsonb_arg(fcinfo, 2);
	r.project = migrate_project_arg(fcinfo, 3);
	if (r.after == NULL && r.steps < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("migrate.revert() needs after or steps"),
				 errhint("CALL migrate.revert(steps => 1) reverts the newest migration; after => 'name' reverts what was applied after it.")));

	return migrate_runner_run(&r.call, r.project, r.options, RevertLocked, &r);
}
