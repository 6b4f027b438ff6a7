/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  A folder held against what is registered; nothing is written.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "checksum.h"
#include "compare.h"
#include "handover.h"
#include "miscadmin.h"
#include "texttable.h"
#include "utils/builtins.h"

const char *const migrate_problem_names[] = {
	[PROBLEM_NONE] = NULL,
	[PROBLEM_EDITED] = "edited",
	[PROBLEM_RENAMED] = "renamed",
	[PROBLEM_NOT_IN_BUNDLE] = "not_in_bundle",
	[PROBLEM_NOT_REGISTERED] = "not_registered",
	[PROBLEM_UNTRUSTED] = "untrusted",
	[PROBLEM_OUT_OF_ORDER] = "out_of_order",
};

StaticAssertDecl(lengthof(migrate_problem_names) == PROBLEM_OUT_OF_ORDER + 1,
				 "every problem has a name");

static Compared *
NewCompared(const Project *project, Migration *m, BundleMigration *file)
{
	Compared   *c = palloc0(sizeof(Compared));

	c->project = project->name;
	c->migration = m;
	c->file = file;
	c->name = m ? m->row->name : file->name;
	c->line = -1;
	return c;
}

/*
 * Merges the project's migrations and the folder's into one order: a new file
 * follows what the folder has before it.
 */
static List *
MergeBoth(Project *project, BundleContent *content)
{
	List	   *list = NIL;
	int			next = 0;
	ListCell   *lc;
	HASHCTL		control = {0};
	HTAB	   *files;

	/* the folder's file of each registered migration */
	control.keysize = sizeof(Migration *);
	control.entrysize = sizeof(Migration *) + sizeof(BundleMigration *);
	control.hcxt = CurrentMemoryContext;
	files = hash_create("files by migration", 256, &control,
						HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(lc, content ? content->migrations : NIL)
	{
		BundleMigration *file = lfirst(lc);
		Migration  *m = migrate_find_migration(project, file->name);

		if (m != NULL)
			((BundleMigration **) hash_search(files, &m, HASH_ENTER, NULL))[1] = file;
	}
#define FILE_OF(m) ({ void *key_ = (m); \
		BundleMigration **entry_ = hash_search(files, &key_, HASH_FIND, NULL); \
		entry_ ? entry_[1] : NULL; })

	foreach(lc, content ? content->migrations : NIL)
	{
		BundleMigration *file = lfirst(lc);
		Migration  *m = migrate_find_migration(project, file->name);

		if (m == NULL)
			list = lappend(list, NewCompared(project, NULL, file));
		while (m != NULL && next < project->count)
		{
			Migration  *passed = project->migrations[next++];

			list = lappend(list, NewCompared(project, passed,
											   FILE_OF(passed)));
			if (passed == m)
				break;
		}
	}
	for (; next < project->count; next++)
		list = lappend(list, NewCompared(project, project->migrations[next],
										 FILE_OF(project->migrations[next])));
#undef FILE_OF
	hash_destroy(files);
	return list;
}

/*
 * Returns the registered migrations that have no file in the folder, by their
 * bytes; of several with the same bytes the first.
 */
static HTAB *
LostFiles(List *compared)
{
	HTAB	   *lost = migrate_text_table();
	ListCell   *lc;

	foreach(lc, compared)
	{
		Compared   *c = lfirst(lc);

		if (c->migration && c->file == NULL &&
			migrate_text_find(lost, c->migration->row->up) == NULL)
			migrate_text_enter(lost, c->migration->row->up, (char *) c->name);
	}
	return lost;
}

/* Finds out what is wrong between the folder and a registered migration. */
static void
CompareFile(Compared *c)
{
	Migration  *m = c->migration;

	if (!migrate_is_applied(m) && !migrate_is_unsettled(m))
		return;					/* what has not run may change */
	if (m->row->repeatable && c->file->repeatable)
	{
		if (strcmp(m->row->up, migrate_checksum(c->file->up)) != 0)
			c->problem = PROBLEM_NOT_REGISTERED;	/* this text is not */
		return;
	}
	if (migrate_compare_text(m->row->up, c->file->up) == TEXT_DIFFERENT)
	{
		c->problem = PROBLEM_EDITED;
		c->line = migrate_first_difference(migrate_read_script(m->row->up),
										   c->file->up);
	}
}

/*
 * Returns the migrations of a project, in order, each with its worst problem;
 * with a folder (content) those of the folder too.
 */
List *
migrate_compare_project(Project *project, BundleContent *content)
{
	List	   *compared = MergeBoth(project, content);
	HTAB	   *lost = LostFiles(compared);
	bool		applied_behind = false;

	for (int i = list_length(compared) - 1; i >= 0; i--)
	{
		Compared   *c = list_nth(compared, i);
		Migration  *m = c->migration;

		CHECK_FOR_INTERRUPTS();
		if (m == NULL)
		{
			c->other_name = migrate_text_find(lost,
											  migrate_checksum(c->file->up));
			c->problem = c->other_name ? PROBLEM_RENAMED : PROBLEM_NOT_REGISTERED;
			continue;
		}
		if (content && c->file)
			CompareFile(c);
		else if (content)
			c->problem = PROBLEM_NOT_IN_BUNDLE;
		if (c->problem == PROBLEM_NONE && migrate_is_pending(m) &&
			!migrate_is_trusted(m))
			c->problem = PROBLEM_UNTRUSTED;
		if (c->problem == PROBLEM_NONE && migrate_is_pending(m) &&
			!m->row->repeatable && applied_behind)
			c->problem = PROBLEM_OUT_OF_ORDER;
		applied_behind |= migrate_is_applied(m) && !m->row->repeatable;
	}
	return compared;
}

/* Returns what to do about a problem, or NULL. */
static char *
AdviceOnProblem(const Compared *c)
{
	const char *name = quote_literal_cstr(c->name);
	const char *project = migrate_project_hint(c->project);

	switch (c->problem)
	{
		case PROBLEM_EDITED:
			return psprintf("Restore the file and put the change into a new migration; or CALL migrate.repair(%s, up => '...', reason => '...'%s)",
							name, project);
		case PROBLEM_RENAMED:
			return psprintf("SELECT migrate.rename(%s, %s%s)",
							quote_literal_cstr(c->other_name), name, project);
		case PROBLEM_NOT_IN_BUNDLE:
			return c->migration && migrate_is_pending(c->migration) ?
				psprintf("Restore the file, or SELECT migrate.remove(%s%s)", name,
						 project) :
				pstrdup("Restore the file; SELECT migrate.bundle() has its text");
		case PROBLEM_NOT_REGISTERED:
			return pstrdup("CALL migrate.deploy(...) with this bundle");
		case PROBLEM_UNTRUSTED:
			return psprintf("Read it, then SELECT migrate.trust(%s%s)", name,
							project);
		default:
			return NULL;
	}
}

/* Is it an error that has its cause outside of the script? */
static bool
MaySimplyRepeat(const char *sqlstate)
{
	static const char *const outside[] = {
		"55P03", "40P01", "40001", "57014", "53100", "53200", "53400"
	};

	for (int i = 0; sqlstate && i < lengthof(outside); i++)
		if (strcmp(sqlstate, outside[i]) == 0)
			return true;
	return false;
}

/* Returns the very call to type next for a migration, or NULL if all is well. */
char *
migrate_advice(const Compared *c)
{
	Migration  *m = c->migration;
	char	   *advice = AdviceOnProblem(c);
	const char *project = migrate_project_hint(c->project);
	const char *only_project = project[0] ? project + 2 : "";

	if (advice != NULL || m == NULL)
		return advice;
	switch (m->state)
	{
		case MIGRATION_RUNNING:
			return NULL;
		case MIGRATION_FAILED:
			if (MaySimplyRepeat(m->sqlstate))
				return psprintf("CALL migrate.apply(%s) again", only_project);
			return psprintf("Correct the script, hand it over again and CALL migrate.apply(%s)",
							only_project);
		case MIGRATION_PARTIAL:
		case MIGRATION_INTERRUPTED:
			if (RecoveryInProgress())
				return pstrdup("Ask the primary: what runs there cannot be seen on a standby");
			if (m->reverting)
				return psprintf("CALL migrate.revert(steps => 1%s)", project);
			return psprintf("CALL migrate.apply(resume => true%s)", project);
		default:
			if (migrate_is_pending(m))
				return psprintf("CALL migrate.apply(%s)", only_project);
			if (m->message == NULL)
				return NULL;
			if (MaySimplyRepeat(m->sqlstate))
				return psprintf("CALL migrate.revert(steps => 1%s) again", project);
			return psprintf("Correct the down script, hand it over again and CALL migrate.revert(steps => 1%s)",
							project);
	}
}
