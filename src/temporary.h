/*-------------------------------------------------------------------------
 *
 * temporary.h
 *	  Temporary objects of a migration end with it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_TEMPORARY_H
#define MIGRATE_TEMPORARY_H

#include "catalog/dependency.h"

extern ObjectAddresses *migrate_note_temporary(void);
extern void migrate_fire_deferred(void);
extern void migrate_drop_temporary(const ObjectAddresses *before,
								   bool top_level);

#endif							/* MIGRATE_TEMPORARY_H */
