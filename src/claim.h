/*-------------------------------------------------------------------------
 *
 * claim.h
 *	  What a person says of a migration, held against the schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CLAIM_H
#define MIGRATE_CLAIM_H

#include "project.h"
#include "setting.h"

extern void migrate_check_claim(const Migration *m, const Settings *settings,
								int statements, bool applied, Event *event);

#endif							/* MIGRATE_CLAIM_H */
