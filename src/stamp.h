/*-------------------------------------------------------------------------
 *
 * stamp.h
 *	  What the rows of the catalogs tell before they are understood.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_STAMP_H
#define MIGRATE_STAMP_H

#include "access/transam.h"
#include "nodes/pg_list.h"

/* An object as pg_depend names it, without its parts. */
typedef struct TouchedObject
{
	Oid			classid;
	Oid			objid;
} TouchedObject;

/* What a transaction did to the catalogs. */
typedef struct Touched
{
	List	   *objects;		/* of TouchedObject, each once */
	uint64		stamp;			/* what the changes add to the stamp */
} Touched;

extern uint64 migrate_stamp(void);
extern void migrate_find_touched(CommandId since, Touched *touched);

#endif							/* MIGRATE_STAMP_H */
