/*-------------------------------------------------------------------------
 *
 * track.h
 *	  Keeping the expected model while migrations run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_TRACK_H
#define MIGRATE_TRACK_H

#include "drift.h"
#include "execute.h"

extern void migrate_track_begin(Executor *executor);
extern void migrate_track_end(void);
extern void migrate_take_differences(Event *event, List *differences);

#endif							/* MIGRATE_TRACK_H */
