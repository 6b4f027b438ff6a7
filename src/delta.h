/*-------------------------------------------------------------------------
 *
 * delta.h
 *	  What a migration did to the schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_DELTA_H
#define MIGRATE_DELTA_H

#include "ledger.h"
#include "model.h"
#include "setting.h"

/* How an object differs from what is expected. */
typedef struct Difference
{
	const Kind *kind;
	char	   *identity;
	Object	   *expected;		/* NULL: it is not to be there */
	Object	   *actual;			/* NULL: it is missing */
} Difference;

extern void migrate_watch_begin(List *differences);
extern void migrate_watch_end(void);
extern bool migrate_watching(void);
extern List *migrate_watch_differences(void);
extern bool migrate_watch_stamp(uint64 *stamp);

extern void migrate_changes_begin(void);
extern void migrate_changes_collect(void);
extern void migrate_changes_attach(Event *event);

extern void migrate_record_model(Event *event);
extern DeltaRow *migrate_delta_row(const Kind *kind, const char *identity,
								   const char *parent, const char *name,
								   const Object *object);

#endif							/* MIGRATE_DELTA_H */
