/*-------------------------------------------------------------------------
 *
 * merge.h
 *	  What is expected of an object that was not as expected, after a change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_MERGE_H
#define MIGRATE_MERGE_H

#include "model.h"

extern Object *migrate_merge(const Object *before, const Object *expected,
							 const Object *now);

#endif							/* MIGRATE_MERGE_H */
