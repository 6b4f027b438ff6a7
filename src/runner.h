/*-------------------------------------------------------------------------
 *
 * runner.h
 *	  One writer at a time: the lock of the runner, and the frames of calls.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_RUNNER_H
#define MIGRATE_RUNNER_H

#include "fmgr.h"
#include "funcapi.h"
#include "ledger.h"
#include "utils/jsonb.h"

/* A call that commits as it goes, between begin and end. */
typedef struct CommittingCall
{
	MemoryContext context;		/* survives commit and abort */
	TupleDesc	desc;			/* of the result row */
	int64		head_before;	/* newest event before we waited */
} CommittingCall;

extern void migrate_runner_begin(CommittingCall *call, FunctionCallInfo fcinfo,
								 const char *name, const char *instead);
extern Datum migrate_runner_run(CommittingCall *call, const char *project,
								Jsonb *options, Datum (*work) (void *),
								void *arg);
extern void migrate_runner_new_transaction(void);
extern bool migrate_runner_keeps_lock(void);
extern void migrate_scripts_begin(void);
extern bool migrate_runner_keeps_ledger(void);
extern int	migrate_runner_pid(LedgerAccess *access);

extern void migrate_enter_writer(const char *name);

/*
 * Is a call that runs scripts at work in this session?  Not only while their
 * statements run: triggers and cursors of theirs can run at the commit.
 */
extern bool migrate_script_runs;

#endif							/* MIGRATE_RUNNER_H */
