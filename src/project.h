/*-------------------------------------------------------------------------
 *
 * project.h
 *	  A project as the ledger's rows and events add up to it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_PROJECT_H
#define MIGRATE_PROJECT_H

#include "ledger.h"
#include "utils/hsearch.h"

typedef enum MigrationState
{
	MIGRATION_PENDING,
	MIGRATION_RUNNING,
	MIGRATION_APPLIED,
	MIGRATION_BASELINED,
	MIGRATION_FAILED,				/* left nothing: runs with the next apply */
	MIGRATION_PARTIAL,				/* some steps are done: blocks */
	MIGRATION_INTERRUPTED,			/* started, no end, no runner: blocks */
	MIGRATION_REVERTED				/* pending again */
} MigrationState;

extern const char *const migrate_state_names[];

/* Detail of a fail event whose statement may have committed part of its work. */
#define FAIL_IN_DOUBT "in doubt"

typedef struct Migration
{
	MigrationRow *row;			/* the newest one */
	List	   *vouchers;		/* of char *: who handed over the same */

	int			place;			/* in the project's order, from 0 */

	MigrationState state;
	bool		reverting;		/* partial or interrupted on the way down */
	char	   *ran;			/* checksum of the script that ran last */
	int			done;			/* statements that are done */
	int			statements;		/* of the script that ran last; -1 = unknown */
	int64		event;			/* the newest event that set the state */
	int64		newest;			/* the newest event of all */
	TimestampTz started;
	TimestampTz finished;
	char	   *by;				/* role */
	char	   *sqlstate;		/* of the newest failure */
	char	   *message;
	int			failed_statement;	/* -1 = none */
	char	   *failed_script;	/* checksum of what failed last */
	int			line;
	bool		stepwise;		/* its newest run committed step by step */
} Migration;

typedef struct Project
{
	char	   *name;
	char	   *layout;			/* NULL = nothing was handed over yet */
	Migration **migrations;		/* in the order to run */
	int			count;
	HTAB	   *by_name;
	bool		has_positions;	/* the order is not that of the names */
	int64		head;			/* newest event of the ledger */
	char	   *head_hash;
} Project;

extern Project *migrate_read_project(const char *name, LedgerRole role);
extern Migration *migrate_find_migration(Project *project, const char *name);
extern Migration *migrate_get_migration(Project *project, const char *name);
extern List *migrate_project_names(void);
extern void migrate_require_project(const Project *project);
extern bool migrate_is_pending(const Migration *m);
extern bool migrate_is_applied(const Migration *m);
extern bool migrate_is_unsettled(const Migration *m);
extern bool migrate_role_vouches(const char *role);
extern bool migrate_is_trusted(const Migration *m);
extern void migrate_require_trust(const Migration *m);
extern const char *migrate_script_mode(const Migration *m);
extern char *migrate_project_hint(const char *project);
extern char *migrate_resolve_hint(const Migration *m);
extern bool migrate_same_row(const MigrationRow *a, const MigrationRow *b);

#endif							/* MIGRATE_PROJECT_H */
