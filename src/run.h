/*-------------------------------------------------------------------------
 *
 * run.h
 *	  Running the statements of a script, and telling what went wrong.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_RUN_H
#define MIGRATE_RUN_H

#include "script.h"
#include "setting.h"
#include "utils/elog.h"

/* A script that is being run. */
typedef struct ScriptRun
{
	const Script *script;
	const char *project;
	const char *name;			/* of the migration */
	const char *shown_name;		/* the same, in pg_stat_activity */
	bool		top_level;		/* not inside the caller's statement */
	bool		begun;			/* its statements were to run */
	int			at;				/* statement that runs, from 0; -1 = none */
	int			position;		/* of the error, in characters; 0 = unknown */
	uint64		rows;			/* that its statements processed */
} ScriptRun;

/* Warnings that a script raised; the first hundred are kept. */
typedef struct ScriptWarning
{
	char	   *name;
	char	   *code;
	char	   *message;
} ScriptWarning;

extern ScriptRun *migrate_new_run(const Script *script, const char *project,
								  const char *name, bool top_level);
extern void migrate_run_statements(ScriptRun *run, int first, int last);
extern void migrate_start_settings(const Settings *settings, bool session);
extern void migrate_collect_warnings(List **warnings, MemoryContext context,
									 const char *name);
extern void migrate_tell_warning(const char *message);
extern void migrate_stop_collecting(void);
extern void migrate_describe_error(ErrorData *edata, const ScriptRun *run,
								   const char *state, const char *hint);
extern char *migrate_sqlstate(int code);
extern void migrate_show_activity(const ScriptRun *run);
extern void migrate_show_call(void);

/* blocker.c: who holds the lock that a statement waited for */
extern void migrate_watch_locks(int lock_timeout);
extern void migrate_unwatch_locks(void);
extern List *migrate_blocking_pids(void);
extern char *migrate_describe_blockers(List *pids);

/* session.c: settings of the session, put back after a stepwise migration */
extern List *migrate_save_session(void);
extern void migrate_restore_session(List *saved);

#endif							/* MIGRATE_RUN_H */
