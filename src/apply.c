/*-------------------------------------------------------------------------
 *
 * apply.c
 *	  The calls that run migrations: apply, deploy, apply_in_transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "args.h"
#include "bundle.h"
#include "catalog/pg_enum.h"
#include "chain.h"
#include "commands/tablecmds.h"
#include "errors.h"
#include "execute.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "handover.h"
#include "ledger.h"
#include "leftover.h"
#include "miscadmin.h"
#include "pending.h"
#include "runner.h"
#include "runresult.h"
#include "temporary.h"
#include "track.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"
#include "version.h"

#define USE_IN_TRANSACTION \
	"Turn on autocommit, or use migrate.apply_in_transaction()."

/* What a call that runs migrations was asked to do. */
typedef struct ApplyRequest
{
	CommittingCall call;
	char	   *project;
	char	   *target;
	int			steps;			/* -1 = all */
	bool		resume;
	bool		dry_run;
	Jsonb	   *options;
	Jsonb	   *bundle;			/* deploy */
	bytea	   *archive;		/* deploy_archive */
	char	   *layout;
	bool		hands_over;
} ApplyRequest;

/*
 * Dry run
 */

/* Does what the end of a transaction would do, as far as it can be seen. */
static void
ActAsCommitted(void)
{
	migrate_fire_deferred();
	PreCommit_on_commit_actions();
	AtEOXact_Enum();			/* new values are usable: all is rolled back */
	CommandCounterIncrement();
}

/* Runs one migration of a dry run; one that cannot be rolled back is listed. */
static void
DryRunOne(Executor *executor, Migration *m, List **not_run)
{
	Execution  *x = palloc0(sizeof(Execution));

	x->executor = executor;
	x->migration = m;
	x->direction = DIRECTION_UP;
	x->context = CurrentMemoryContext;
	x->started = GetCurrentTimestamp();
	migrate_execution_load(x);
	if (x->script->stepwise)
	{
		migrate_add_warning(executor, m->row->name, "not_run",
							psprintf("\"%s\" was not run: it cannot be rolled back",
									 m->row->name));
		*not_run = lappend(*not_run, m->row->name);
		return;
	}
	PG_TRY();
	{
		migrate_run_in_nest(x, true);
		x->run->at = -1;
		ActAsCommitted();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(executor->context);
		x->error = CopyErrorData();
		FlushErrorState();
		disable_timeout(STATEMENT_TIMEOUT, false);
		migrate_mark_verify_failure(x);
		migrate_describe_error(x->error, x->run,
							   psprintf("This was a dry run: everything is rolled back.%s",
										*not_run == NIL ? "" :
										" It may have failed because of a migration that was not run."),
							   NULL);
		ReThrowError(x->error);
	}
	PG_END_TRY();
}

/* Runs the migrations in one transaction and rolls it back. */
static void
DryRun(Executor *executor, List *migrations)
{
	List	   *not_run = NIL;
	ListCell   *lc;

	BeginImplicitTransactionBlock();
	foreach(lc, migrations)
	{
		Migration  *m = lfirst(lc);

		MemoryContextSwitchTo(executor->context);
		migrate_collect_warnings(&executor->warnings, executor->context,
								 m->row->name);
		DryRunOne(executor, m, &not_run);
		migrate_stop_collecting();
		executor->last_name = m->row->name;
		executor->done++;
		ereport(NOTICE,
				(errmsg("%d/%d %s (dry run)", executor->done, executor->total,
						m->row->name)));
	}
	executor->done -= list_length(not_run);
	AbortCurrentTransaction();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(executor->context);
	(void) migrate_drop_leftovers(executor->leftovers);
}

/*
 * Running what is pending
 */

/* Runs the migrations one after the other, each in its own transactions. */
static void
RunPending(Executor *executor, List *migrations, bool resume)
{
	ListCell   *lc;

	migrate_preflight(executor, migrations, DIRECTION_UP);
	foreach(lc, migrations)
	{
		Migration  *m = lfirst(lc);

		migrate_execute(executor, m, DIRECTION_UP,
						resume && migrate_is_unsettled(m));
	}
}

/* Puts into the row what a person should know of a hand-over. */
static void
WarnOfOutcomes(Executor *executor, List *outcomes)
{
	ListCell   *lc;

	foreach(lc, outcomes)
	{
		Outcome    *o = lfirst(lc);

		if (o->note != NULL && strcmp(o->outcome, "unchanged") != 0)
			migrate_add_warning(executor, o->name, o->outcome,
								psprintf("%s: %s", o->name, o->note));
	}
}

/* Reads what the deploy brings, and hands it over in its own transaction. */
static BundleContent *
HandOverBundle(ApplyRequest *r, Executor *executor)
{
	BundleContent *content;
	bool		changed;

	content = r->archive ? migrate_read_archive(r->archive, r->layout) :
		migrate_read_bundle(r->bundle, r->layout);
	WarnOfOutcomes(executor, migrate_hand_over(executor->project, content,
												executor->settings, &changed));
	if (!changed)
		return content;
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(r->call.context);
	executor->project = migrate_read_project(r->project, LEDGER_READ_FRESH);
	return content;
}

/* Does the work of a call, under the lock; returns its row. */
static Datum
ApplyLocked(void *arg)
{
	ApplyRequest *r = arg;
	Executor   *executor = palloc0(sizeof(Executor));
	Settings   *settings = migrate_read_settings(r->project, r->options, false);
	BundleContent *content = NULL;
	List	   *migrations;
	PendingRequest request = {0};

	executor->context = r->call.context;
	executor->role = migrate_current_role();
	executor->leftovers = migrate_note_leftovers();
	executor->settings = settings;
	executor->project = migrate_read_project(r->project, LEDGER_READ_FRESH);
	migrate_tell_waited(executor, r->call.head_before);
	migrate_check_chain_tail(true);
	if (r->hands_over)
		content = HandOverBundle(r, executor);
	else
		migrate_require_project(executor->project);

	request.executor = executor;
	request.content = content;
	request.target = r->target;
	request.steps = r->steps;
	request.resume = r->resume;
	migrations = migrate_select_pending(&request);
	if (migrations != NIL && !r->dry_run)
		migrate_track_begin(executor);

	/* what was read is known; the work starts without a snapshot */
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(r->call.context);
	executor->total = list_length(migrations);
	if (r->dry_run)
		DryRun(executor, migrations);
	else
	{
		RunPending(executor, migrations, r->resume);
		migrate_track_end();
	}
	return migrate_run_result(r->call.desc, executor, r->dry_run ? "dry_run" :
							  executor->done > 0 ? "ok" : "nothing_to_do");
}

/* Does the work of the call. */
static Datum
RunCommitting(ApplyRequest *r)
{
	return migrate_runner_run(&r->call, r->project, r->options, ApplyLocked, r);
}

/* CALL migrate.apply() */
MIGRATE_FUNCTION(migrate_apply)
{
	ApplyRequest r = {0};

	migrate_runner_begin(&r.call, fcinfo, "apply", USE_IN_TRANSACTION);
	r.target = migrate_optional_text_arg(fcinfo, 0);
	r.steps = migrate_count_arg(fcinfo, 1, "steps", -1);
	r.resume = migrate_bool_arg(fcinfo, 2);
	r.dry_run = migrate_bool_arg(fcinfo, 3);
	r.options = migrate_optional_jsonb_arg(fcinfo, 4);
	r.project = migrate_project_arg(fcinfo, 5);
	return RunCommitting(&r);
}

/* The arguments that both deploys share. */
static void
ReadDeployArgs(ApplyRequest *r, FunctionCallInfo fcinfo)
{
	r->hands_over = true;
	r->layout = migrate_layout_arg(fcinfo, 1);
	r->target = migrate_optional_text_arg(fcinfo, 2);
	r->steps = -1;
	r->resume = migrate_bool_arg(fcinfo, 3);
	r->options = migrate_optional_jsonb_arg(fcinfo, 4);
	r->project = migrate_project_arg(fcinfo, 5);
}

/* CALL migrate.deploy() */
MIGRATE_FUNCTION(migrate_deploy)
{
	ApplyRequest r = {0};

	migrate_runner_begin(&r.call, fcinfo, "deploy",
						 "Turn on autocommit, or use migrate.load() and migrate.apply_in_transaction().");
	r.bundle = migrate_jsonb_arg(fcinfo, 0, "bundle");
	ReadDeployArgs(&r, fcinfo);
	return RunCommitting(&r);
}

/* CALL migrate.deploy_archive() */
MIGRATE_FUNCTION(migrate_deploy_archive)
{
	ApplyRequest r = {0};

	migrate_runner_begin(&r.call, fcinfo, "deploy_archive",
						 "Turn on autocommit, or use migrate.load_archive() and migrate.apply_in_transaction().");
	r.archive = migrate_bytea_arg(fcinfo, 0, "archive");
	ReadDeployArgs(&r, fcinfo);
	return RunCommitting(&r);
}

/*
 * In the caller's transaction
 */

/* Runs and records one migration inside the caller's transaction. */
static void
RunInside(Execution *x)
{
	PG_TRY();
	{
		migrate_changes_begin();
		migrate_watch_locks(x->executor->settings->lock_timeout);
		migrate_run_in_nest(x, false);
		migrate_unwatch_locks();
		x->run->at = -1;
		migrate_record_end(x);
		migrate_stop_collecting();
		migrate_show_call();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(x->context);
		x->error = CopyErrorData();
		FlushErrorState();
		migrate_unwatch_locks();
		migrate_stop_collecting();
		migrate_show_call();
		disable_timeout(STATEMENT_TIMEOUT, false);
		migrate_mark_verify_failure(x);
		migrate_describe_error(x->error, x->run,
							   "This transaction is to be rolled back, and with it every migration that it ran. The ledger does not record the failure.",
							   NULL);
		ReThrowError(x->error);
	}
	PG_END_TRY();
}

/* Returns the row of a migration that was run. */
static void
ReturnInside(ReturnSetInfo *result, const Execution *x)
{
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	values[0] = CStringGetTextDatum(x->migration->row->name);
	values[1] = Int32GetDatum(x->script->nstatements);
	values[2] = Int32GetDatum((int32) TimestampDifferenceMilliseconds(x->started,
																	  GetCurrentTimestamp()));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Runs migrations one after the other, and returns their rows. */
static void
RunAllInside(Executor *executor, List *executions, ReturnSetInfo *result)
{
	PG_TRY();
	{
		ListCell   *lc;

		migrate_scripts_begin();
		foreach(lc, executions)
		{
			Execution  *x = lfirst(lc);

			x->started = GetCurrentTimestamp();
			migrate_collect_warnings(&executor->warnings, executor->context,
									 x->migration->row->name);
			RunInside(x);
			ReturnInside(result, x);
		}
		(void) migrate_drop_leftovers(executor->leftovers);
	}
	PG_FINALLY();
	{
		migrate_script_runs = false;
	}
	PG_END_TRY();
}

/*
 * migrate.apply_in_transaction(): all that is pending, in the transaction of
 * the caller, which decides whether it counts.
 */
MIGRATE_FUNCTION(migrate_apply_in_transaction)
{
	Executor   *executor = palloc0(sizeof(Executor));
	PendingRequest request = {0};
	char	   *project = migrate_project_arg(fcinfo, 2);
	List	   *executions = NIL;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	migrate_enter_writer("apply_in_transaction");
	executor->context = CurrentMemoryContext;
	executor->role = migrate_current_role();
	executor->leftovers = migrate_note_leftovers();
	executor->settings = migrate_read_settings(project,
											   migrate_optional_jsonb_arg(fcinfo, 1),
											   false);
	executor->project = migrate_read_project(project, LEDGER_READ_FRESH);
	migrate_require_project(executor->project);
	migrate_check_chain_tail(false);
	request.executor = executor;
	request.target = migrate_optional_text_arg(fcinfo, 0);
	request.steps = -1;

	/* refuse before anything runs what cannot run here */
	foreach(lc, migrate_select_pending(&request))
	{
		Execution  *x = palloc0(sizeof(Execution));

		x->executor = executor;
		x->context = CurrentMemoryContext;
		x->migration = lfirst(lc);
		migrate_execution_load(x);
		if (x->script->stepwise)
			ereport(ERROR,
					(errcode(ERRCODE_MG_UNSUPPORTED),
					 errmsg("migration \"%s\" cannot run in one transaction",
							x->migration->row->name),
					 errdetail("Nothing has been run."),
					 errhint("CALL migrate.apply() runs it statement by statement.")));
		if (x->script->steps[0].mode.isolation >= 0 ||
			x->script->steps[0].mode.read_only >= 0 ||
			x->script->steps[0].mode.deferrable >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_MG_UNSUPPORTED),
					 errmsg("migration \"%s\" asks for a transaction mode of its own",
							x->migration->row->name),
					 errdetail("Nothing has been run."),
					 errhint("CALL migrate.apply() starts its transaction that way.")));
		executions = lappend(executions, x);
	}

	executor->total = list_length(executions);
	if (executions != NIL)
		migrate_track_begin(executor);
	RunAllInside(executor, executions, (ReturnSetInfo *) fcinfo->resultinfo);
	migrate_watch_end();
	return (Datum) 0;
}
