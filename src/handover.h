/*-------------------------------------------------------------------------
 *
 * handover.h
 *	  Taking migrations into a project.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_HANDOVER_H
#define MIGRATE_HANDOVER_H

#include "bundle.h"
#include "project.h"
#include "setting.h"

/* What became of one migration, or of a file that is none. */
typedef struct Outcome
{
	const char *name;
	const char *outcome;		/* added, unchanged, equivalent, replaced,
								 * refused, ignored */
	const char *note;			/* or NULL */
} Outcome;

/* How a text handed over relates to the one that is registered. */
typedef enum Comparison
{
	TEXT_SAME,
	TEXT_EQUIVALENT,			/* line ends, comments, white space */
	TEXT_DIFFERENT
} Comparison;

extern List *migrate_hand_over(Project *project, BundleContent *content,
							   const Settings *settings, bool *changed);
extern void migrate_check_name(const char *of, const char *name);
extern Comparison migrate_compare_text(const char *registered,
									   const char *text);
extern int	migrate_first_difference(const char *a, const char *b);
extern BundleContent *migrate_project_content(Project *project,
											  const char *layout);

#endif							/* MIGRATE_HANDOVER_H */
