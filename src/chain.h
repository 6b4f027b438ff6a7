/*-------------------------------------------------------------------------
 *
 * chain.h
 *	  Does the chain of events hold?
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CHAIN_H
#define MIGRATE_CHAIN_H

#include "ledger.h"

/* In place of the number of an event; a forged one can have any other. */
#define NO_EVENT PG_INT64_MIN

/* Something that does not fit, at or just before an event. */
typedef struct ChainFault
{
	const char *finding;		/* event_changed, event_missing ... */
	int64		event;			/* or NO_EVENT */
	char	   *expected;
	char	   *actual;
} ChainFault;

extern List *migrate_chain_faults(LedgerRole role);
extern void migrate_check_chain_tail(bool may_write);

#endif							/* MIGRATE_CHAIN_H */
