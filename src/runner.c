/*-------------------------------------------------------------------------
 *
 * runner.c
 *	  One writer at a time: the lock of the runner, and the frames of calls.
 *
 * Calls that commit as they go take the lock at session level and wait for it
 * without a snapshot: a waiter with a snapshot and a holder that builds an
 * index concurrently would wait for each other.  Calls that run under their
 * caller's snapshot take it at transaction level and never wait.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "compat.h"
#include "delta.h"
#include "errors.h"
#include "executor/spi.h"
#include "ledger.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "pgstat.h"
#include "run.h"
#include "runner.h"
#include "setting.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/backend_status.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

/*
 * The advisory keys that we hold: our own ("migrate" in ASCII), and those of
 * Prisma Migrate and Sqitch, so that neither runs beside us.
 */
static const uint64 RunnerKeys[] = {
	UINT64CONST(0x006d696772617465),
	UINT64CONST(72707369),
	UINT64CONST(75474063)
};

static bool session_locks[lengthof(RunnerKeys)];

bool		migrate_script_runs = false;
static Oid	ledger_schema;		/* as they began */

/* Makes the lock tag that pg_advisory_lock(bigint) uses for a key. */
static void
SetRunnerTag(LOCKTAG *tag, uint64 key)
{
	SET_LOCKTAG_ADVISORY(*tag, MyDatabaseId, (uint32) (key >> 32),
						 (uint32) key, 1);
}

/* Returns the process that holds one of the keys, 0 if none but ours does. */
static int
HolderOfKey(LedgerAccess *access, uint64 key)
{
	QueryArgs	args = {0};
	ResultRow	row;

	migrate_arg_bigint(&args, (int64) (key >> 32));
	migrate_arg_bigint(&args, (int64) (key & 0xFFFFFFFF));
	if (migrate_query(access,
					  "SELECT l.pid FROM pg_catalog.pg_locks l"
					  " WHERE l.locktype = 'advisory' AND l.granted"
					  "   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d"
					  "      WHERE d.datname = pg_catalog.current_database())"
					  "   AND l.classid = $1::oid AND l.objid = $2::oid"
					  "   AND l.objsubid = 1"
					  "   AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() LIMIT 1",
					  &args) == 0)
		return 0;
	migrate_get_row(0, &row);
	return migrate_column_int(&row, 1);
}

/* Returns the process of the runner in another session, 0 if there is none. */
int
migrate_runner_pid(LedgerAccess *access)
{
	return HolderOfKey(access, RunnerKeys[0]);
}

/* Describes the session that holds a key; "another session" if it is gone. */
static char *
DescribeHolder(uint64 key)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	char	   *text = pstrdup("Another session held it until just now.");
	int			pid;

	pgstat_clear_backend_activity_snapshot();	/* as it is now */
	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	pid = HolderOfKey(&access, key);
	if (pid < 0)
		text = MemoryContextStrdup(access.context,
								   "A prepared transaction holds it: see pg_prepared_xacts.");
	migrate_arg_int(&args, false, pid);
	if (migrate_query(&access,
					  "SELECT format('Process %s of role %s (%s) has held it since %s; it runs: %s',"
					  "   a.pid, a.usename, coalesce(nullif(a.application_name, ''), 'no application name'),"
					  "   coalesce(a.query_start, a.backend_start),"
					  "   left(coalesce(nullif(a.query, ''), '(not visible)'), 200))"
					  " FROM pg_catalog.pg_stat_activity a WHERE a.pid = $1",
					  &args) > 0)
		text = migrate_first_text(&access);
	migrate_ledger_close(&access);
	return text;
}

/* Raises the error that another session runs migrations. */
static void
RefuseOtherRunner(uint64 key, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_OTHER_RUNNER),
			 errmsg("another session is running migrations in this database"),
			 errdetail("%s", DescribeHolder(key)),
			 errhint("%s", hint)));
}

/* Raises an error if a migration calls back into us. */
static void
RefuseFromScript(const char *name)
{
	if (migrate_script_runs)
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNSUPPORTED),
				 errmsg("migrate.%s() cannot be called by a migration", name),
				 errhint("Call it from a session of its own, before or after the migrations.")));
}

/* Raises an error where the ledger cannot be written. */
static void
RefuseInRecovery(const char *name)
{
	if (RecoveryInProgress())
		ereport(ERROR,
				(errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
				 errmsg("migrate.%s() cannot run on a standby", name),
				 errhint("Call it on the primary; reading calls such as migrate.status() work here.")));
}

/*
 * Running scripts
 */

/* From now on scripts run; they must not take the ledger away meanwhile. */
void
migrate_scripts_begin(void)
{
	migrate_script_runs = true;
	ledger_schema = get_namespace_oid("migrate", false);
}

/* Is it still the same ledger?  A script may have dropped the extension. */
bool
migrate_runner_keeps_ledger(void)
{
	return get_namespace_oid("migrate", true) == ledger_schema;
}

/*
 * Calls under their caller's snapshot
 */

/*
 * Takes the lock until the transaction ends, for a call that writes.  Never
 * waits; refuses a caller whose snapshot may be older than the lock.
 */
void
migrate_enter_writer(const char *name)
{
	RefuseFromScript(name);
	RefuseInRecovery(name);
	PreventCommandIfReadOnly(psprintf("migrate.%s()", name));
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_MG_SNAPSHOT),
				 errmsg("migrate.%s() needs isolation level READ COMMITTED", name),
				 errdetail("The snapshot of a REPEATABLE READ or SERIALIZABLE transaction may be older than the newest event of the ledger."),
				 errhint("Use BEGIN ISOLATION LEVEL READ COMMITTED.")));

	for (int i = 0; i < lengthof(RunnerKeys); i++)
	{
		LOCKTAG		tag;

		SetRunnerTag(&tag, RunnerKeys[i]);
		if (LockAcquire(&tag, ExclusiveLock, false, true) == LOCKACQUIRE_NOT_AVAIL)
			RefuseOtherRunner(RunnerKeys[i],
							  "Call again when it has finished. This call runs under a snapshot and cannot wait for it.");
	}
}

/*
 * Calls that commit as they go
 */

/*
 * Starts the next transaction the way every one of ours starts.  Between two
 * transactions statistics are reported, as between a client's statements.
 */
void
migrate_runner_new_transaction(void)
{
	if (!IsTransactionOrTransactionBlock())
		(void) pgstat_report_stat(false);
	StartTransactionCommand();
	XactIsoLevel = XACT_READ_COMMITTED;
	XactDeferrable = false;
	migrate_disarm_transaction_timeout();
}

/*
 * Begins a call that commits: checks that it may, and makes the memory that
 * survives its commits the current one.  The arguments are to be read before
 * migrate_runner_run(): they may need the snapshot of the CALL.
 */
void
migrate_runner_begin(CommittingCall *call, FunctionCallInfo fcinfo,
					 const char *name, const char *instead)
{
	CallContext *context = (CallContext *) fcinfo->context;

	RefuseFromScript(name);
	RefuseInRecovery(name);
	PreventCommandIfReadOnly(psprintf("migrate.%s()", name));
	if (context == NULL || !IsA(context, CallContext) || context->atomic ||
		(MyXactFlags & XACT_FLAGS_PIPELINING) != 0 ||
		SPI_inside_nonatomic_context())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("migrate.%s() commits as it goes: it must be sent alone, outside of a transaction, a function and a pipeline",
						name),
				 errhint("%s", instead)));

	call->context = AllocSetContextCreate(PortalContext, "migrate call",
										  ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(call->context);
	if (get_call_result_type(fcinfo, NULL, &call->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "migrate.%s() must return a row", name);
	call->desc = BlessTupleDesc(CreateTupleDescCopy(call->desc));
}

/*
 * Ends the transaction of the CALL and starts the first of our own.  The
 * client's time-outs for the statement end here.
 */
static void
LeaveCallTransaction(CommittingCall *call)
{
	/* the CALL's portal holds a snapshot that only SPI can let go of */
	SPI_connect_ext(SPI_OPT_NONATOMIC);
	SPI_commit();
	SPI_finish();
	MemoryContextSwitchTo(call->context);
	CommitTransactionCommand();
	disable_timeout(STATEMENT_TIMEOUT, false);
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(call->context);
}

/*
 * Takes key i for the session, waiting so long at most; false if the time is
 * over.  The lock can be granted at the moment at which the waiting ends in an
 * error.  The server would keep it then, as it keeps every lock of a session.
 */
static bool
WaitForKey(int i, int timeout_ms)
{
	MemoryContext context = CurrentMemoryContext;
	LOCKTAG		tag;
	char		text[32];
	bool		held;

	SetRunnerTag(&tag, RunnerKeys[i]);
	held = migrate_lock_held(&tag, ExclusiveLock);
	snprintf(text, sizeof(text), "%d", Max(timeout_ms, 1));
	PG_TRY();
	{
		(void) set_config_option("lock_timeout", text, PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0,
								 false);
		(void) LockAcquire(&tag, ExclusiveLock, true, false);
		session_locks[i] = true;
	}
	PG_CATCH();
	{
		LockErrorCleanup();
		session_locks[i] = !held && migrate_lock_held(&tag, ExclusiveLock);
		MemoryContextSwitchTo(context);
		if (geterrcode() != ERRCODE_LOCK_NOT_AVAILABLE)
			PG_RE_THROW();
		FlushErrorState();
		AbortCurrentTransaction();
		migrate_runner_new_transaction();
		MemoryContextSwitchTo(context);
	}
	PG_END_TRY();
	return session_locks[i];
}

/*
 * Takes the lock for the session, waiting so long at most.  The transaction in
 * which it waits holds no snapshot and ends with the wait.
 */
static void
WaitForRunner(CommittingCall *call, int timeout_ms)
{
	TimestampTz start = GetCurrentTimestamp();

	for (int i = 0; i < lengthof(RunnerKeys); i++)
	{
		long		spent = TimestampDifferenceMilliseconds(start,
															GetCurrentTimestamp());

		if (!WaitForKey(i, timeout_ms - spent))
			RefuseOtherRunner(RunnerKeys[i],
							  "Call again later, or wait longer: options => '{\"wait\": \"10min\"}'.");
	}
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(call->context);
}

/*
 * Frees the lock of the session, as far as it is held: the first key last, so
 * that whoever gets it finds the others free.
 */
static void
FreeRunner(void)
{
	for (int i = lengthof(RunnerKeys) - 1; i >= 0; i--)
	{
		LOCKTAG		tag;

		SetRunnerTag(&tag, RunnerKeys[i]);
		if (session_locks[i] && migrate_lock_held(&tag, ExclusiveLock))
			LockRelease(&tag, ExclusiveLock, true);
		session_locks[i] = false;
	}
}

/* Ends what a call began, whether it succeeded or failed. */
static void
LeaveRun(void)
{
	migrate_script_runs = false;
	migrate_stop_collecting();
	migrate_unwatch_locks();
	migrate_watch_end();
	FreeRunner();
	migrate_show_call();
}

/* Waits for the lock as the settings say; knows the head from before. */
static void
EnterRun(CommittingCall *call, const char *project, Jsonb *options)
{
	Settings   *settings = migrate_read_settings(project, options, false);
	LedgerAccess access;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	(void) migrate_head(&access, &call->head_before);
	migrate_ledger_close(&access);
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(call->context);
	WaitForRunner(call, settings->wait);
}

/*
 * Does the work of a call that commits, under the lock of the runner.  Returns
 * what the work returns; an error frees the lock and goes on.
 */
Datum
migrate_runner_run(CommittingCall *call, const char *project, Jsonb *options,
				   Datum (*work) (void *), void *arg)
{
	volatile Datum result = (Datum) 0;

	LeaveCallTransaction(call);
	PG_TRY();
	{
		migrate_scripts_begin();
		EnterRun(call, project, options);
		result = work(arg);
	}
	PG_CATCH();
	{
		LeaveRun();
		PG_RE_THROW();
	}
	PG_END_TRY();
	LeaveRun();
	return result;
}

/* Is the lock still ours?  A script may have freed every advisory lock. */
bool
migrate_runner_keeps_lock(void)
{
	for (int i = 0; i < lengthof(RunnerKeys); i++)
	{
		LOCKTAG		tag;

		SetRunnerTag(&tag, RunnerKeys[i]);
		if (!migrate_lock_held(&tag, ExclusiveLock))
			return false;
	}
	return true;
}
