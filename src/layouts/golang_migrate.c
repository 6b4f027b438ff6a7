/*-------------------------------------------------------------------------
 *
 * golang_migrate.c
 *	  golang-migrate: <version>_<title>.up.sql and .down.sql.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "errors.h"
#include "layouts/layout.h"
#include "name_order.h"

#define UP_END ".up.sql"
#define DOWN_END ".down.sql"

/* A version's up script. */
typedef struct Version
{
	char	   *name;			/* begins with the digits of the version */
	BundleFile *up;
} Version;

/*
 * Return the name that the migration of a file at the root has, or NULL if
 * the file is not <digits>_<title> and this end.
 */
static char *
NameOfFile(const char *path, const char *end)
{
	size_t		digits = strspn(path, "0123456789");

	if (digits == 0 || path[digits] != '_' || strchr(path, '/') != NULL ||
		!migrate_ends_with(path + digits + 1, end))
		return NULL;
	return pnstrdup(path, strlen(path) - strlen(end));
}

/* One up script is proof. */
static bool
DetectGolangMigrate(const Bundle *bundle)
{
	ListCell   *lc;

	foreach(lc, bundle->files)
	{
		if (NameOfFile(((BundleFile *) lfirst(lc))->path, UP_END) != NULL)
			return true;
	}
	return false;
}

/* list_sort: names by version; 1 and 001 are the same */
static int
CompareVersions(const ListCell *a, const ListCell *b)
{
	const char *x = ((Version *) lfirst(a))->name;
	const char *y = ((Version *) lfirst(b))->name;

	return migrate_compare_digits(&x, &y);
}

/* Return the up scripts by version; raise an error if two have the same. */
static List *
ReadVersions(const Bundle *bundle)
{
	List	   *versions = NIL;
	ListCell   *lc;
	int			i;

	foreach(lc, bundle->files)
	{
		BundleFile *file = lfirst(lc);
		char	   *name = NameOfFile(file->path, UP_END);
		Version    *version;

		CHECK_FOR_INTERRUPTS();
		if (name == NULL)
			continue;
		version = palloc(sizeof(Version));
		version->name = name;
		version->up = file;
		versions = lappend(versions, version);
	}

	list_sort(versions, CompareVersions);
	for (i = 1; i < list_length(versions); i++)
	{
		if (CompareVersions(list_nth_cell(versions, i - 1),
							list_nth_cell(versions, i)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("files \"%s\" and \"%s\" have the same version",
							((Version *) list_nth(versions, i - 1))->up->path,
							((Version *) list_nth(versions, i))->up->path),
					 errhint("Give one of them a version of its own.")));
	}
	return versions;
}

/* Raise an error if a down script is left alone. */
static void
CheckDownScripts(const Bundle *bundle)
{
	ListCell   *lc;

	foreach(lc, bundle->files)
	{
		BundleFile *file = lfirst(lc);
		char	   *name = NameOfFile(file->path, DOWN_END);

		if (name != NULL &&
			migrate_bundle_find(bundle, psprintf("%s" UP_END, name)) == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("file \"%s\" has no file \"%s" UP_END "\" beside it",
							file->path, name),
					 errhint("Restore the up script, or delete the down script.")));
	}
}

/* The order is that of the versions, as numbers. */
static void
ReadGolangMigrate(const Bundle *bundle, BundleContent *content)
{
	ListCell   *lc;

	CheckDownScripts(bundle);
	foreach(lc, ReadVersions(bundle))
	{
		Version    *version = lfirst(lc);
		BundleMigration *migration = migrate_content_add(content,
														 version->name,
														 version->up);
		BundleFile *down = migrate_bundle_find(bundle,
											   psprintf("%s" DOWN_END,
														version->name));

		CHECK_FOR_INTERRUPTS();
		if (down != NULL)
			migration->down = migrate_bundle_text(down);
	}
}

/* Up and down scripts have a file. */
static char *
GolangMigratePath(const char *name, ScriptKind kind)
{
	switch (kind)
	{
		case SCRIPT_UP:
			return psprintf("%s" UP_END, name);
		case SCRIPT_DOWN:
			return psprintf("%s" DOWN_END, name);
		case SCRIPT_VERIFY:
			break;
	}
	return NULL;
}

const Layout migrate_layout_golang_migrate = {
	.name = "golang-migrate",
	.looks_for = "<digits>_<title>.up.sql",
	.unread = "not read: golang-migrate runs <digits>_<title>.up.sql and .down.sql only",
	.detect = DetectGolangMigrate,
	.read = ReadGolangMigrate,
	.path = GolangMigratePath,
};
