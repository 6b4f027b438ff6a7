/*-------------------------------------------------------------------------
 *
 * compare.h
 *	  A folder held against what is registered; nothing is written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_COMPARE_H
#define MIGRATE_COMPARE_H

#include "bundle.h"
#include "project.h"

typedef enum Problem
{
	PROBLEM_NONE,
	PROBLEM_EDITED,				/* the folder has another meaning */
	PROBLEM_RENAMED,			/* the folder has these bytes under a new name */
	PROBLEM_NOT_IN_BUNDLE,		/* registered, and not in the folder */
	PROBLEM_NOT_REGISTERED,		/* in the folder only */
	PROBLEM_UNTRUSTED,			/* pending, handed over by another role */
	PROBLEM_OUT_OF_ORDER		/* pending, before an applied one */
} Problem;

extern const char *const migrate_problem_names[];

/* A migration of the project, of the folder, or of both. */
typedef struct Compared
{
	const char *project;
	const char *name;
	Migration  *migration;		/* NULL = in the folder only */
	BundleMigration *file;		/* NULL = registered only, or no folder */
	Problem		problem;
	const char *other_name;		/* renamed: the registered name */
	int			line;			/* edited: first that differs; else -1 */
} Compared;

extern List *migrate_compare_project(Project *project, BundleContent *content);
extern char *migrate_advice(const Compared *c);

#endif							/* MIGRATE_COMPARE_H */
