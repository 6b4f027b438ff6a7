/*-------------------------------------------------------------------------
 *
 * drift.h
 *	  How the live schema differs from the one that the ledger expects.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_DRIFT_H
#define MIGRATE_DRIFT_H

#include "delta.h"
#include "expected.h"

/* What a check found. */
typedef struct DriftCheck
{
	char	   *model;			/* version of the expected model, NULL if there is
								 * none; nothing is compared with another version's */
	List	   *differences;	/* of Difference, in order of kind and identity */
	List	   *managed;		/* also lists in the same order, which do not count */
	List	   *all;			/* also excluded objects */
	bool		known;			/* the differences are those of the schema as it is */
	bool		moved;			/* the schema was changed while it was read */
	uint64		stamp;			/* of the schema that was compared, unless it moved */
} DriftCheck;

extern DriftCheck *migrate_check_drift(bool may_write);
extern DriftCheck *migrate_last_check(void);
extern void migrate_complete_differences(List *differences);
extern bool migrate_same_model_version(const char *model);
extern void migrate_require_model(const char *model);
extern void migrate_refuse_other_model(const char *model);
extern bool migrate_objects_differ(const Object *a, const Object *b);
extern const char *migrate_change_name(const Difference *difference);
extern List *migrate_first_causes(List *differences);
extern List *migrate_repairs(List *differences, List *all);
extern void migrate_remember_check(uint64 stamp, List *all);

/* Patterns of what is no part of the model. */
extern List *migrate_read_exclusions(void);
extern bool migrate_is_excluded(List *patterns, const char *identity,
								const char *parent);

#endif							/* MIGRATE_DRIFT_H */
