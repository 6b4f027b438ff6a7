/*-------------------------------------------------------------------------
 *
 * pending.h
 *	  Which migrations a call runs, and whether it may.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_PENDING_H
#define MIGRATE_PENDING_H

#include "bundle.h"
#include "execute.h"

typedef struct PendingRequest
{
	Executor   *executor;
	BundleContent *content;		/* run only what it names; NULL = all */
	const char *target;			/* the last one to run; NULL = the end */
	int			steps;			/* at most so many; -1 = all */
	bool		resume;
} PendingRequest;

extern List *migrate_select_pending(PendingRequest *request);
extern bool migrate_has_history(void);

#endif							/* MIGRATE_PENDING_H */
