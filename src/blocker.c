/*-------------------------------------------------------------------------
 *
 * blocker.c
 *	  Who holds the lock that a statement waited for.
 *
 * When the error of a lock time-out can be caught, the wait is over and
 * forgotten.  So a timer looks now and then which lock this process awaits;
 * who holds it is asked afterwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "executor/spi.h"
#include "ledger.h"
#include "miscadmin.h"
#include "run.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

/* The lock awaited when the timer last fired. */
static LOCKTAG awaited_tag;
static LOCKMODE awaited_mode;
static volatile sig_atomic_t awaited = false;

static TimeoutId watch_timer;
static bool watching = false;
static TimestampTz watch_start;

/* Timer: copies what this process waits for.  Runs in a signal handler. */
static void
CopyAwaitedLock(void)
{
	LOCK	   *lock = MyProc->waitLock;

	if (lock != NULL)
	{
		awaited_tag = lock->tag;
		awaited_mode = MyProc->waitLockMode;
		awaited = true;
	}
}

/* Starts to look which locks are awaited; lock_timeout in ms, 0 = none. */
void
migrate_watch_locks(int lock_timeout)
{
	static bool registered = false;
	int			period = Max(Min(lock_timeout / 3, 100), 1);

	if (!registered)
	{
		watch_timer = RegisterTimeout(USER_TIMEOUT, CopyAwaitedLock);
		registered = true;
	}
	awaited = false;
	watch_start = GetCurrentTimestamp();
	if (lock_timeout <= 0)
		return;
	enable_timeout_every(watch_timer,
						 TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													 period), period);
	watching = true;
}

void
migrate_unwatch_locks(void)
{
	if (watching)
		disable_timeout(watch_timer, false);
	watching = false;
}

/* Returns the processes that hold the lock awaited last, as integers. */
List *
migrate_blocking_pids(void)
{
	List	   *pids = NIL;
	VirtualTransactionId *holders;
	int			n;

	if (!awaited)
		return NIL;
	holders = GetLockConflicts(&awaited_tag, awaited_mode, &n);
	for (int i = 0; i < n; i++)
	{
		PGPROC	   *proc = migrate_vxid_proc(holders[i]);

		if (proc != NULL && proc->pid != MyProcPid)
			pids = list_append_unique_int(pids, proc->pid);
	}
	return pids;
}

/*
 * Describes those processes for a person, or NULL if none is left.  Whoever
 * began after we did was waiting behind us, and has the lock since we left.
 */
char *
migrate_describe_blockers(List *pids)
{
	LedgerAccess access;
	char	   *text = NULL;
	ListCell   *lc;

	if (pids == NIL)
		return NULL;
	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	foreach(lc, pids)
	{
		QueryArgs	args = {0};
		MemoryContext old;
		char	   *line;

		migrate_arg_int(&args, false, lfirst_int(lc));
		migrate_arg_time(&args, watch_start);
		if (migrate_query(&access,
						  "SELECT format('Blocked by process %s, role %s, application \"%s\", %s since %s: %s',"
						  "   a.pid, a.usename, a.application_name,"
						  "   coalesce(a.state, 'state not visible'),"
						  "   coalesce(a.xact_start, a.query_start, a.backend_start),"
						  "   left(coalesce(nullif(a.query, ''), '(not visible)'), 200))"
						  " FROM pg_catalog.pg_stat_activity a WHERE a.pid = $1"
						  " AND (a.xact_start IS NULL OR a.xact_start <= $2)",
						  &args) == 0)
			continue;
		old = MemoryContextSwitchTo(access.context);
		line = migrate_first_text(&access);
		text = text ? psprintf("%s\n%s", text, line) : line;
		MemoryContextSwitchTo(old);
	}
	migrate_ledger_close(&access);
	return text;
}
