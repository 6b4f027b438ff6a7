/*-------------------------------------------------------------------------
 *
 * execute.c
 *	  Running one migration, up or down, and recording what became of it.
 *
 * A transactional migration, its verify script and its event commit together
 * or not at all.  An error is caught in front of the transaction's end, the
 * transaction is aborted as the server itself would, and the failure recorded
 * in a new one.  stepwise.c has the other kind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "compat.h"
#include "delta.h"
#include "errors.h"
#include "execute.h"
#include "leftover.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "runner.h"
#include "storage/latch.h"
#include "temporary.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#define FIRST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 5000

/* Keeps a warning for the returned row, and tells the client. */
void
migrate_add_warning(Executor *executor, const char *name, const char *code,
					const char *message)
{
	MemoryContext old = MemoryContextSwitchTo(executor->context);
	ScriptWarning *w = palloc(sizeof(ScriptWarning));

	w->name = name ? pstrdup(name) : NULL;
	w->code = pstrdup(code);
	w->message = pstrdup(message);
	executor->warnings = lappend(executor->warnings, w);
	MemoryContextSwitchTo(old);
	migrate_tell_warning(message);
}

/* Says what other sessions did between an event and the project as it is. */
void
migrate_tell_waited(Executor *executor, int64 head_before)
{
	int64		events = executor->project->head - head_before;

	if (events > 0)
		migrate_add_warning(executor, NULL, "waited",
							psprintf("another session recorded " INT64_FORMAT
									 " event%s while this call waited for it",
									 events, events == 1 ? "" : "s"));
}

/* Reads and parses what the execution is to run. */
void
migrate_execution_load(Execution *x)
{
	MigrationRow *row = x->migration->row;
	char	   *text;

	if (x->direction == DIRECTION_DOWN)
	{
		if (row->down == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_NO_DOWN),
					 errmsg("migration \"%s\" has no down script", row->name),
					 errdetail("Nothing has been reverted."),
					 errhint("Hand the migration over again with a down script, or revert fewer migrations.")));
		x->script_checksum = row->down;
	}
	else
		x->script_checksum = row->up;

	text = migrate_read_script(x->script_checksum);
	x->script = migrate_parse_script(x->direction == DIRECTION_DOWN ?
									 "down script of " : "", row->name, text,
									 migrate_script_mode(x->migration));
	if (row->verify && x->direction == DIRECTION_UP)
		x->verify = migrate_parse_script("verify script of ", row->name,
										 migrate_read_script(row->verify),
										 "verify");
	x->run = migrate_new_run(x->script, x->executor->project->name, row->name,
							 true);		/* it can fail before it begins */
}

/* Returns an event of this execution. */
Event *
migrate_execution_event(Execution *x, const char *action)
{
	Event	   *e = migrate_new_event(x->executor->project->name, action,
									  x->migration->row->name);

	/* what comes after it would go into a ledger that knows nothing */
	if (!migrate_runner_keeps_ledger())
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNSUPPORTED),
				 errmsg("migration \"%s\" dropped the extension migrate",
						x->migration->row->name),
				 errhint("Drop it in a session of its own, when no migration runs.")));
	e->script = (char *) x->script_checksum;
	e->role_name = x->executor->role;
	e->started = x->started;
	e->statements = x->script ? x->script->nstatements : -1;
	e->detail = pstrdup(x->direction == DIRECTION_UP ? "apply" : "revert");
	return e;
}

/* Records that the migration is applied, or reverted. */
void
migrate_record_end(Execution *x)
{
	bool		up = x->direction == DIRECTION_UP;
	Event	   *e;

	e = migrate_execution_event(x, up ? "apply" : "revert");
	migrate_changes_collect();
	migrate_changes_attach(e);
	e->statement = e->statements;
	e->rows = x->rows;
	e->detail = NULL;
	migrate_write_event(e);
}

/*
 * Failure
 */

/* Writes down an error that was caught.  To be called in PG_CATCH. */
void
migrate_catch_failure(Execution *x)
{
	MemoryContextSwitchTo(x->context);
	x->error = CopyErrorData();
	FlushErrorState();
	x->error->message = migrate_clip(x->error->message);
	x->error->detail = migrate_clip(x->error->detail);
	x->error->hint = migrate_clip(x->error->hint);
	migrate_unwatch_locks();
	disable_timeout(STATEMENT_TIMEOUT, false);
	x->blockers = x->error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE ?
		migrate_blocking_pids() : NIL;
	AbortCurrentTransaction();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/* Is it a lock that was not to be had, so that another try may succeed? */
static bool
IsLockError(const ErrorData *error)
{
	return error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE ||
		error->sqlerrcode == ERRCODE_T_R_DEADLOCK_DETECTED;
}

/* Sleeps; the latch may be set for other reasons before the time is over. */
static void
Sleep(long ms)
{
	TimestampTz end = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), ms);

	for (;;)
	{
		long		left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(),
														   end);

		CHECK_FOR_INTERRUPTS();
		if (left <= 0)
			return;
		(void) WaitLatch(MyLatch,
						 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 left, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
}

/*
 * Waits a little before the next try; false if there is to be none, with the
 * error kept.  No snapshot is held meanwhile.
 */
bool
migrate_retry_pause(Execution *x, TimestampTz start, int *pause)
{
	long		spent = TimestampDifferenceMilliseconds(start,
														GetCurrentTimestamp());
	long		left = x->executor->settings->lock_wait - spent;

	if (!IsLockError(x->error) || left <= 0)
		return false;
	*pause = *pause == 0 ? FIRST_PAUSE_MS : Min(*pause * 2, LONGEST_PAUSE_MS);
	PG_TRY();
	{
		Sleep(Min(*pause, left));
	}
	PG_CATCH();
	{
		migrate_catch_failure(x);
		*pause = -1;
	}
	PG_END_TRY();
	return *pause > 0;
}

/* Was it the verify script that failed, and not the migration? */
bool
migrate_failed_in_verify(const Execution *x)
{
	return x->verify != NULL && x->run != NULL && x->run->at >= 0 &&
		x->run->script == x->verify &&
		x->error->sqlerrcode != ERRCODE_QUERY_CANCELED;
}

/* Gives the failure of a verify script its SQLSTATE; the detail has the other. */
void
migrate_mark_verify_failure(Execution *x)
{
	ErrorData  *error = x->error;

	if (!migrate_failed_in_verify(x))
		return;
	error->hint = NULL;
	error->detail = psprintf("%s%sThe error was %s.",
							 error->detail ? error->detail : "",
							 error->detail ? "\n" : "",
							 migrate_sqlstate(error->sqlerrcode));
	error->sqlerrcode = ERRCODE_MG_VERIFY_FAILED;
}

/* Records the failure and commits that. */
static void
RecordFailure(Execution *x)
{
	ErrorData  *error = x->error;
	Event	   *e = migrate_execution_event(x, "fail");

	migrate_changes_attach(e);
	if (x->in_doubt)
		e->detail = pstrdup(FAIL_IN_DOUBT);
	e->sqlstate = migrate_sqlstate(error->sqlerrcode);
	e->message = error->message ? error->message : pstrdup("");
	e->error_detail = error->detail;
	e->error_hint = error->hint;
	if (migrate_failed_in_verify(x))
	{
		e->sqlstate = migrate_sqlstate(ERRCODE_MG_VERIFY_FAILED);
		e->message = psprintf("verify script, statement %d: %s",
							  x->run->at + 1, e->message);
	}
	else if (x->run && x->run->at >= 0)
	{
		const Script *script = x->run->script;
		int			offset = x->run->position > 0 ?
			migrate_offset_of(script->text, x->run->position) :
			script->statements[x->run->at].start;

		e->statement = x->run->at + 1;
		e->line = migrate_line_of(script->text, offset);
	}
	migrate_write_event(e);
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/*
 * Records the failure, whatever happened before.  It is raised even if it
 * cannot be recorded, as on a disk that is full; why not is kept for that.
 */
void
migrate_record_failure(Execution *x)
{
	PG_TRY();
	{
		RecordFailure(x);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(x->context);
		error = CopyErrorData();
		FlushErrorState();
		x->not_recorded = error->message ? error->message : "";
		AbortCurrentTransaction();
		migrate_runner_new_transaction();
		MemoryContextSwitchTo(x->context);
	}
	PG_END_TRY();
}

/* Returns what stays of the migrations before a failed one, as a sentence. */
char *
migrate_before_it(const Executor *executor)
{
	if (executor->done == 0)
		return pstrdup("");
	if (executor->done == 1)
		return pstrdup("; the migration before it is done and recorded");
	return psprintf("; the %d migrations before it are done and recorded",
					executor->done);
}

/* Returns which statements are done, as the start of a sentence. */
char *
migrate_done_so_far(int done, int statements)
{
	if (done == 0)
		return pstrdup("No statement is done");
	if (done == 1)
		return psprintf("Statement 1 of %d is done", statements);
	return psprintf("Statements 1 to %d of %d are done", done, statements);
}

/* Returns a way out that fits the error, or the general one. */
static const char *
WayOut(const Execution *x, const char *otherwise)
{
	const ScriptRun *run = x->run;
	const char *again = x->partial ? "Call again with resume => true" : "Call again";

	if (x->not_recorded && run && run->at < 0)
		return psprintf("%s when the ledger can be written.", again);
	switch (x->error->sqlerrcode)
	{
		case ERRCODE_ACTIVE_SQL_TRANSACTION:
			if (run && run->at >= 0 &&
				IsA(run->script->statements[run->at].raw->stmt, VariableSetStmt))
				return "Put SET TRANSACTION before the first query of the migration.";
			/* FALLTHROUGH */
		case ERRCODE_INVALID_TRANSACTION_TERMINATION:
		case ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE:
			return "Hand the migration over with transactional set to 'off': then every statement commits by itself.";
		case ERRCODE_LOCK_NOT_AVAILABLE:
		case ERRCODE_T_R_DEADLOCK_DETECTED:
			return psprintf("%s when the other session has finished, or wait longer: options => '{\"lock_wait\": \"10min\"}'.",
							again);
		case ERRCODE_QUERY_CANCELED:
			return psprintf("%s.", again);
		case ERRCODE_DISK_FULL:
		case ERRCODE_OUT_OF_MEMORY:
		case ERRCODE_CONFIGURATION_LIMIT_EXCEEDED:
			return psprintf("%s when the server has room for it.", again);
		case ERRCODE_INSUFFICIENT_PRIVILEGE:
			return "Grant what is missing, or call again as a role that has it.";
		default:
			return run && !run->begun && run->at < 0 ? NULL : otherwise;
	}
}

/* Drops what the migration left in the session, and commits that. */
static void
DropLeftovers(Execution *x)
{
	if (!migrate_drop_leftovers(x->executor->leftovers))
		return;
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/* Raises the failure, described. */
void
migrate_raise_failure(Execution *x, const char *state, const char *hint)
{
	char	   *blockers = migrate_describe_blockers(x->blockers);

	DropLeftovers(x);
	if (x->not_recorded)
		state = psprintf("%s\nThe failure could not be recorded: %s.", state,
						 x->not_recorded);
	if (blockers)
		state = psprintf("%s\n%s", blockers, state);
	if (x->script == NULL)
	{
		x->error->detail = pstrdup(state);
		ReThrowError(x->error);
	}
	hint = WayOut(x, hint);
	migrate_mark_verify_failure(x);
	migrate_describe_error(x->error, x->run, state, hint);
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	ReThrowError(x->error);
	pg_unreachable();
}

/*
 * One transaction
 */

/* Starts the current transaction the way the script asks for. */
void
migrate_start_mode(const TransactionMode *mode)
{
	if (mode->isolation >= 0)
		XactIsoLevel = mode->isolation;
	if (mode->read_only >= 0)
		XactReadOnly = mode->read_only;
	if (mode->deferrable >= 0)
		XactDeferrable = mode->deferrable;
}

/* Raises an error if a script freed the lock that keeps others out. */
void
migrate_check_lock_kept(const char *name)
{
	if (!migrate_runner_keeps_lock())
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNSUPPORTED),
				 errmsg("migration \"%s\" freed the lock that keeps other runners out",
						name),
				 errhint("Do not call pg_advisory_unlock_all() in a migration.")));
}

/*
 * Runs the verify script, in the current transaction.  It looks and leaves
 * nothing: what it does is rolled back.
 */
void
migrate_run_verify(Execution *x, bool top_level)
{
	MemoryContext old = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	if (x->verify == NULL)
		return;
	x->run = migrate_new_run(x->verify, x->executor->project->name,
							 x->migration->row->name, top_level);
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(old);
	PG_TRY();
	{
		migrate_run_statements(x->run, 0, x->verify->nstatements - 1);
	}
	PG_CATCH();
	{
		ErrorData  *edata;

		MemoryContextSwitchTo(old);
		edata = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(old);
		CurrentResourceOwner = owner;
		ReThrowError(edata);
	}
	PG_END_TRY();
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(old);
	CurrentResourceOwner = owner;
}

/*
 * Runs the whole script and its verify script in the current transaction,
 * under settings that end with it.
 */
void
migrate_run_in_nest(Execution *x, bool top_level)
{
	const char *name = x->migration->row->name;
	int			nest_level = NewGUCNestLevel();
	int			isolation = XactIsoLevel;
	bool		read_only = XactReadOnly;
	ObjectAddresses *temporary;

	x->run = migrate_new_run(x->script, x->executor->project->name, name,
							 top_level);
	temporary = migrate_note_temporary();
	migrate_start_settings(x->executor->settings, false);
	migrate_run_statements(x->run, 0, x->script->nstatements - 1);
	x->rows = x->run->rows;
	if (top_level)
		migrate_fire_deferred();	/* as the script's role */
	migrate_run_verify(x, top_level);
	migrate_check_lock_kept(name);

	/* undoing it below would leave a half-serializable transaction */
	if (XactIsoLevel != isolation)
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNSUPPORTED),
				 errmsg("migration \"%s\" changed the isolation level after its first query",
						name)));
	AtEOXact_GUC(false, nest_level);
	XactReadOnly = read_only;
	migrate_drop_temporary(temporary, top_level);
}

/* Runs, records and commits the migration; raises whatever goes wrong. */
static void
RunTransaction(Execution *x)
{
	BeginImplicitTransactionBlock();
	migrate_changes_begin();
	migrate_start_mode(&x->script->steps[0].mode);
	migrate_watch_locks(x->executor->settings->lock_timeout);
	migrate_run_in_nest(x, true);
	migrate_unwatch_locks();
	XactReadOnly = false;
	migrate_record_end(x);
	EndImplicitTransactionBlock();
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/* Tries once; false if it failed, with the error kept. */
static bool
TryTransaction(Execution *x)
{
	x->error = NULL;
	PG_TRY();
	{
		RunTransaction(x);
	}
	PG_CATCH();
	{
		migrate_catch_failure(x);
	}
	PG_END_TRY();
	return x->error == NULL;
}

/* Runs a transactional migration, again and again while locks are missing. */
static void
ExecuteTransaction(Execution *x)
{
	TimestampTz start = GetCurrentTimestamp();
	int			pause = 0;

	while (!TryTransaction(x))
		if (!migrate_retry_pause(x, start, &pause))
		{
			migrate_record_failure(x);
			migrate_raise_failure(x,
								  psprintf(x->direction == DIRECTION_UP ?
										   "Nothing of this migration remains%s." :
										   "The migration is still applied, whole%s.",
										   migrate_before_it(x->executor)),
								  x->direction == DIRECTION_UP ?
								  "Correct the script and hand it over again." :
								  "Correct the down script, hand it over again and revert again.");
		}
}

/*
 * Starting one
 */

static Execution *
NewExecution(Executor *executor, Migration *m, Direction direction)
{
	MemoryContext context = AllocSetContextCreate(executor->context,
												  "migration",
												  ALLOCSET_DEFAULT_SIZES);
	Execution  *x;

	MemoryContextSwitchTo(context);
	x = palloc0(sizeof(Execution));
	x->context = context;
	x->executor = executor;
	x->migration = m;
	x->direction = direction;
	x->started = GetCurrentTimestamp();
	return x;
}

/* Counts a migration that is done, and says so. */
static void
CountDone(Execution *x)
{
	Executor   *executor = x->executor;
	MemoryContext old = MemoryContextSwitchTo(executor->context);

	executor->done++;
	executor->last_name = pstrdup(x->migration->row->name);
	MemoryContextSwitchTo(old);
	ereport(NOTICE,
			(errmsg("%d/%d %s%s: %d statement%s", executor->done,
					executor->total,
					x->direction == DIRECTION_DOWN ? "reverted " : "",
					x->migration->row->name, x->script->nstatements,
					x->script->nstatements == 1 ? "" : "s")));
}

/*
 * Runs one migration up or down, in transactions of its own, and records it.
 * A failure is recorded and then raised.
 */
void
migrate_execute(Executor *executor, Migration *m, Direction direction,
				bool resume)
{
	Execution  *x = NewExecution(executor, m, direction);
	ListCell   *lc;

	x->resume = resume;
	migrate_execution_load(x);
	foreach(lc, x->script->warnings)
		migrate_add_warning(executor, m->row->name, "transaction_control",
							lfirst(lc));
	migrate_collect_warnings(&executor->warnings, executor->context,
							 m->row->name);
	if (x->script->stepwise)
		migrate_execute_stepwise(x);
	else
		ExecuteTransaction(x);
	migrate_stop_collecting();
	DropLeftovers(x);
	CountDone(x);
	MemoryContextSwitchTo(executor->context);
	MemoryContextDelete(x->context);
}

/* Loads one script; false if it cannot be run, with the error kept. */
static bool
TryLoad(Execution *x)
{
	x->error = NULL;
	PG_TRY();
	{
		migrate_execution_load(x);
	}
	PG_CATCH();
	{
		x->script = NULL;
		migrate_catch_failure(x);
	}
	PG_END_TRY();
	return x->error == NULL;
}

/*
 * Parses all that is to run, so that a script which cannot be run stops the
 * call before anything has run.  The failure is recorded for that migration,
 * unless it stopped half way before: how far it came is what counts.
 */
void
migrate_preflight(Executor *executor, List *migrations, Direction direction)
{
	ListCell   *lc;

	foreach(lc, migrations)
	{
		Execution  *x;

		CHECK_FOR_INTERRUPTS();
		x = NewExecution(executor, lfirst(lc), direction);
		if (!TryLoad(x))
		{
			if (x->error->sqlerrcode != ERRCODE_QUERY_CANCELED &&
				x->error->sqlerrcode != ERRCODE_MG_NO_DOWN &&
				!migrate_is_unsettled(x->migration))
				migrate_record_failure(x);
			migrate_raise_failure(x, "Nothing has been run.", NULL);
		}
		MemoryContextSwitchTo(executor->context);
		MemoryContextDelete(x->context);
	}
}
