/*-------------------------------------------------------------------------
 *
 * settle.c
 *	  The calls that say what is true: resolve, baseline, repair.
 *
 * None of them touches the schema.  They work in a transaction of the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "args.h"
#include "chain.h"
#include "checksum.h"
#include "claim.h"
#include "errors.h"
#include "execute.h"
#include "funcapi.h"
#include "handover.h"
#include "ledger.h"
#include "miscadmin.h"
#include "project.h"
#include "runner.h"
#include "runresult.h"
#include "track.h"
#include "utils/builtins.h"
#include "version.h"

/* Returns the description of a procedure's row. */
static TupleDesc
ResultDesc(FunctionCallInfo fcinfo)
{
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "the call must return a row");
	return BlessTupleDesc(desc);
}

/*
 * resolve
 */

/*
 * Raises an error unless steps end behind statement k.  Returns whether that
 * is the end of the script.
 */
static bool
CheckStepEnd(const Migration *m, int k)
{
	char	   *checksum = m->reverting ? m->row->down : m->row->up;
	Script	   *script;

	script = migrate_parse_script(m->reverting ? "down script of " : "",
								  m->row->name, migrate_read_script(checksum),
								  migrate_script_mode(m));
	if (k > script->nstatements)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("migration \"%s\" has only %d statements",
						m->row->name, script->nstatements)));
	for (int i = 0; i < script->nsteps; i++)
		if (k == 0 || script->steps[i].last + 1 == k)
			return k == script->nstatements;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("statement %d of migration \"%s\" stands inside BEGIN ... COMMIT and is not done alone",
					k, m->row->name)));
	return false;
}

/*
 * Raises an error for a migration that cannot be said to be applied.  Returns
 * whether only part of it is.
 */
static bool
CheckResolveApplied(const Migration *m, int statement)
{
	if (migrate_is_applied(m) && !migrate_is_pending(m))
		ereport(ERROR,
				(errcode(ERRCODE_MG_ALREADY_APPLIED),
				 errmsg("migration \"%s\" is %s already", m->row->name,
						migrate_state_names[m->state])));
	if (statement < 0)
		return false;
	if (!migrate_is_unsettled(m) &&
		!(m->state == MIGRATION_FAILED && m->stepwise))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("migration \"%s\" is %s, and a statement can be named only of one that ran step by step and stopped half way",
						m->row->name, migrate_state_names[m->state])));
	return !CheckStepEnd(m, statement);
}

/* Raises an error for a migration that has nothing to be rolled back. */
static void
CheckResolveRolledBack(const Migration *m, int statement)
{
	const char *name = m->row->name;

	if (statement >= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a statement can be named only with outcome 'applied'")));
	if (migrate_is_unsettled(m))
		return;
	if (migrate_is_applied(m))
		ereport(ERROR,
				(errcode(ERRCODE_MG_NOTHING_TO_ROLL_BACK),
				 errmsg("migration \"%s\" is %s and did not fail", name,
						migrate_state_names[m->state]),
				 errhint("CALL migrate.revert(steps => 1) runs the down script of the newest one.")));
	ereport(ERROR,
			(errcode(ERRCODE_MG_NOTHING_TO_ROLL_BACK),
			 errmsg("migration \"%s\" is %s: there is nothing to roll back", name,
					migrate_state_names[m->state]),
			 errhint("The next CALL migrate.apply() runs it.")));
}

/* CALL migrate.resolve(): returns the state that the migration now has. */
MIGRATE_FUNCTION(migrate_resolve)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *outcome = migrate_text_arg(fcinfo, 1, "outcome");
	int			statement = migrate_count_arg(fcinfo, 2, "statement", -1);
	char	   *project_name = migrate_project_arg(fcinfo, 4);
	bool		applied = strcmp(outcome, "applied") == 0;
	bool		partly = false;
	TupleDesc	desc = ResultDesc(fcinfo);
	Project    *project;
	Migration  *m;
	Event	   *event;
	Datum		values[1];
	bool		nulls[1] = {false};

	if (!applied && strcmp(outcome, "rolled_back") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("outcome cannot be \"%s\"", outcome),
				 errhint("It can be 'applied' or 'rolled_back'.")));
	migrate_enter_writer("resolve");
	project = migrate_read_project(project_name, LEDGER_READ_FRESH);
	migrate_check_chain_tail(false);
	m = migrate_get_migration(project, name);
	if (applied)
		partly = CheckResolveApplied(m, statement);
	else
		CheckResolveRolledBack(m, statement);

	event = migrate_new_event(project_name, "resolve", name);
	event->script = m->row->up;
	event->message = migrate_optional_text_arg(fcinfo, 3);
	event->detail = partly ? pstrdup("statement") : outcome;
	if (statement >= 0 && !partly && m->reverting)
		event->detail = pstrdup("rolled_back");	/* its way down is done */
	event->statement = statement;
	if (!m->reverting)
		migrate_check_claim(m, migrate_read_settings(project_name, NULL, false),
							statement, applied, event);
	migrate_write_event(event);

	m = migrate_get_migration(migrate_read_project(project_name,
												   LEDGER_READ_FRESH), name);
	values[0] = CStringGetTextDatum(migrate_state_names[m->state]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

/*
 * baseline
 */

/* Hands the baseline itself over, if its text is given. */
static void
HandOverBaseline(Project **project, const char *name, char *up,
				 const Settings *settings)
{
	BundleContent *content = palloc0(sizeof(BundleContent));
	BundleMigration *b = palloc0(sizeof(BundleMigration));
	bool		changed;

	b->name = pstrdup(name);
	b->up = up;
	b->transactional = "auto";
	content->migrations = list_make1(b);
	(void) migrate_hand_over(*project, content, settings, &changed);
	*project = migrate_read_project((*project)->name, LEDGER_READ_FRESH);
}

/* Has a baseline record the live schema as the expected one. */
static void
RecordBaselineModel(Event *event)
{
	DriftCheck *check = migrate_check_drift(false);

	if (check->model == NULL)
		migrate_record_model(event);
	else
	{
		migrate_require_model(check->model);
		migrate_take_differences(event, check->managed);
	}
}

/* Returns the last migration that a baseline up to one is going to record. */
static Migration *
LastToBaseline(const Project *project, const Migration *upto)
{
	Migration  *last = NULL;

	for (int i = 0; i < project->count; i++)
	{
		if (migrate_is_pending(project->migrations[i]))
			last = project->migrations[i];
		if (project->migrations[i] == upto)
			break;
	}
	return last;
}

/* CALL migrate.baseline() */
MIGRATE_FUNCTION(migrate_baseline)
{
	char	   *upto = migrate_text_arg(fcinfo, 0, "upto");
	char	   *up = migrate_optional_text_arg(fcinfo, 1);
	char	   *project_name = migrate_project_arg(fcinfo, 3);
	TupleDesc	desc = ResultDesc(fcinfo);
	Executor   *executor = palloc0(sizeof(Executor));
	List	   *events = NIL;
	Migration  *last;
	Migration  *newest;

	migrate_enter_writer("baseline");
	executor->context = CurrentMemoryContext;
	executor->settings = migrate_read_settings(project_name,
											   migrate_optional_jsonb_arg(fcinfo, 2),
											   false);
	executor->project = migrate_read_project(project_name, LEDGER_READ_FRESH);
	migrate_check_chain_tail(false);
	if (up)
		HandOverBaseline(&executor->project, upto, up, executor->settings);
	last = migrate_get_migration(executor->project, upto);
	newest = LastToBaseline(executor->project, last);

	for (int i = 0; i < executor->project->count; i++)
	{
		Migration  *m = executor->project->migrations[i];

		CHECK_FOR_INTERRUPTS();
		if (migrate_is_unsettled(m))
			ereport(ERROR,
					(errcode(ERRCODE_MG_UNSETTLED),
					 errmsg("migration \"%s\" is %s", m->row->name,
							migrate_state_names[m->state]),
					 errhint("Settle it first: %s",
							 migrate_resolve_hint(m))));
		if (migrate_is_pending(m))
		{
			Event	   *event = migrate_new_event(project_name, "baseline",
												  m->row->name);

			event->script = m->row->up;
			if (m == newest)
				RecordBaselineModel(event);
			events = lappend(events, event);
			executor->done++;
			executor->last_name = m->row->name;
		}
		if (m == last)
			break;
	}
	migrate_write_events(events);
	return migrate_run_result(desc, executor,
							  executor->done > 0 ? "ok" : "nothing_to_do");
}

/*
 * repair
 */

/* CALL migrate.repair(): returns the checksums before and after. */
MIGRATE_FUNCTION(migrate_repair)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *up = migrate_text_arg(fcinfo, 1, "up");
	char	   *reason = migrate_text_arg(fcinfo, 2, "reason");
	char	   *project_name = migrate_project_arg(fcinfo, 3);
	TupleDesc	desc = ResultDesc(fcinfo);
	Migration  *m;
	MigrationRow *row = palloc(sizeof(MigrationRow));
	Event	   *event;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	migrate_enter_writer("repair");
	m = migrate_get_migration(migrate_read_project(project_name,
												   LEDGER_READ_FRESH), name);
	migrate_check_chain_tail(false);
	if (!migrate_is_applied(m))
		ereport(ERROR,
				(errcode(migrate_is_unsettled(m) ? ERRCODE_MG_UNSETTLED :
						 ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("migration \"%s\" is %s and needs no repair", name,
						migrate_state_names[m->state]),
				 errhint("Hand the new text over with migrate.add() or migrate.load().")));
	(void) migrate_parse_script("", name, up, m->row->transactional);

	*row = *m->row;
	row->up = migrate_checksum(up);
	if (strcmp(row->up, m->row->up) != 0)
	{
		event = migrate_new_event(project_name, "repair", name);
		(void) migrate_write_script(up);
		event->script = row->up;
		event->detail = m->row->up;
		event->message = reason;
		row->registered_by = migrate_current_role();
		row->registered_at = event->started;
		event->migrations = list_make1(row);
		migrate_write_event(event);
	}
	values[0] = CStringGetTextDatum(m->row->up);
	values[1] = CStringGetTextDatum(row->up);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}
