/*-------------------------------------------------------------------------
 *
 * runresult.h
 *	  The row that a call which acts returns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_RUNRESULT_H
#define MIGRATE_RUNRESULT_H

#include "access/tupdesc.h"
#include "execute.h"

extern Datum migrate_run_result(TupleDesc desc, Executor *executor,
								const char *state);

#endif							/* MIGRATE_RUNRESULT_H */
