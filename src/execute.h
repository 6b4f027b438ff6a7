/*-------------------------------------------------------------------------
 *
 * execute.h
 *	  Running one migration, up or down, and recording what became of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_EXECUTE_H
#define MIGRATE_EXECUTE_H

#include "compat.h"
#include "project.h"
#include "run.h"
#include "setting.h"

typedef enum Direction
{
	DIRECTION_UP,
	DIRECTION_DOWN
} Direction;

/* What the migrations of one call share. */
typedef struct Executor
{
	MemoryContext context;		/* survives commit and abort */
	const Settings *settings;
	Project    *project;
	List	   *warnings;		/* of ScriptWarning, kept in context */
	char	   *role;			/* the caller's, whatever a script sets */
	List	   *leftovers;		/* what the session had before */
	int			done;			/* migrations that this call finished */
	int			total;			/* that it set out to run */
	char	   *last_name;		/* newest of them, or NULL */
} Executor;

/* One migration on its way; freed with its context when it is done. */
typedef struct Execution
{
	Executor   *executor;
	Migration  *migration;
	Direction	direction;
	bool		resume;
	MemoryContext context;
	const char *script_checksum;
	Script	   *script;			/* NULL until it is parsed */
	Script	   *verify;			/* or NULL */
	ScriptRun  *run;			/* of the script at work */
	TimestampTz started;
	int64		rows;			/* that the script, or its last step, processed */
	int			lock_timeout;	/* that stepwise.c set for the session */

	/* of the last try */
	ErrorData  *error;
	List	   *blockers;		/* process ids */
	bool		in_doubt;		/* part of the statement may be committed */
	bool		partial;		/* it goes on with resume => true */
	const char *not_recorded;	/* why the failure is not, or NULL */
} Execution;

/* execute.c */
extern void migrate_execute(Executor *executor, Migration *m,
							Direction direction, bool resume);
extern void migrate_preflight(Executor *executor, List *migrations,
							  Direction direction);
extern void migrate_add_warning(Executor *executor, const char *name,
								const char *code, const char *message);
extern void migrate_tell_waited(Executor *executor, int64 head_before);
extern void migrate_run_in_nest(Execution *x, bool top_level);
extern void migrate_execution_load(Execution *x);
extern void migrate_record_end(Execution *x);

/* shared with stepwise.c */
extern void migrate_catch_failure(Execution *x);
extern bool migrate_retry_pause(Execution *x, TimestampTz start, int *pause);
extern void migrate_record_failure(Execution *x);
extern bool migrate_failed_in_verify(const Execution *x);
extern void migrate_mark_verify_failure(Execution *x);
migrate_noreturn extern void migrate_raise_failure(Execution *x,
												   const char *state,
												   const char *hint);
extern void migrate_start_mode(const TransactionMode *mode);
extern void migrate_run_verify(Execution *x, bool top_level);
extern void migrate_check_lock_kept(const char *name);
extern Event *migrate_execution_event(Execution *x, const char *action);
extern char *migrate_before_it(const Executor *executor);
extern char *migrate_done_so_far(int done, int statements);

/* stepwise.c */
extern void migrate_execute_stepwise(Execution *x);

#endif							/* MIGRATE_EXECUTE_H */
