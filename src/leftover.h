/*-------------------------------------------------------------------------
 *
 * leftover.h
 *	  What a script can leave in the session though it must not.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_LEFTOVER_H
#define MIGRATE_LEFTOVER_H

#include "nodes/pg_list.h"

extern List *migrate_note_leftovers(void);
extern bool migrate_drop_leftovers(const List *before);

#endif							/* MIGRATE_LEFTOVER_H */
