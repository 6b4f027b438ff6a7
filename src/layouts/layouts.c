/*-------------------------------------------------------------------------
 *
 * layouts.c
 *	  The table of layouts, and which of them a folder has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "errors.h"
#include "layouts/layout.h"

/* Files that a message shows to say what was found. */
#define FILES_SHOWN 3

/* In the order in which messages list them. */
const Layout *const migrate_layouts[] = {
	&migrate_layout_prisma,
	&migrate_layout_drizzle,
	&migrate_layout_drizzle_folders,
	&migrate_layout_golang_migrate,
	&migrate_layout_plain,
	NULL
};

/* Return the row with this name, or NULL. */
static const Layout *
LookUpLayout(const char *name)
{
	int			i;

	for (i = 0; migrate_layouts[i] != NULL; i++)
	{
		if (strcmp(migrate_layouts[i]->name, name) == 0)
			return migrate_layouts[i];
	}
	return NULL;
}

/* Return the row with this name; raise ERRCODE_MG_LAYOUT if there is none. */
const Layout *
migrate_find_layout(const char *name)
{
	const Layout *layout = LookUpLayout(name);
	StringInfoData names;
	int			i;

	if (layout != NULL)
		return layout;
	initStringInfo(&names);
	for (i = 0; migrate_layouts[i] != NULL; i++)
		appendStringInfo(&names, ", %s", migrate_layouts[i]->name);
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("unknown layout \"%s\"", name),
			 errhint("Layouts are auto%s.", names.data)));
	return NULL;				/* keep compiler quiet */
}

/* Raise ERRCODE_MG_LAYOUT unless it is "auto" or a layout's name. */
void
migrate_check_layout_name(const char *name)
{
	if (strcmp(name, "auto") != 0)
		(void) migrate_find_layout(name);
}

/* Is this the path of a file that some layout reads beside its scripts? */
bool
migrate_is_companion(const char *path)
{
	int			i;

	for (i = 0; migrate_layouts[i] != NULL; i++)
	{
		const char *companion = migrate_layouts[i]->companion;
		size_t		length = strlen(path);
		size_t		companion_length;

		if (companion == NULL)
			continue;
		companion_length = strlen(companion);
		if (migrate_ends_with(path, companion) &&
			(length == companion_length ||
			 path[length - companion_length - 1] == '/'))
			return true;
	}
	return false;
}

/* Return how long the path of the innermost folder of all files is, with its slash. */
static size_t
SharedFolder(const Bundle *bundle)
{
	const char *first;
	const char *last;
	size_t		length = 0;
	size_t		i;

	if (bundle->files == NIL)
		return 0;

	/* sorted by bytes: the first and the last path enclose all others */
	first = ((BundleFile *) linitial(bundle->files))->path;
	last = ((BundleFile *) llast(bundle->files))->path;
	for (i = 0; first[i] != '\0' && first[i] == last[i]; i++)
	{
		if (first[i] == '/')
			length = i + 1;
	}
	return length;
}

/* Return how long the path of the folder around that one is. */
static size_t
FolderAround(const Bundle *bundle, size_t length)
{
	const char *path;

	if (length == 0)
		return 0;
	path = ((BundleFile *) linitial(bundle->files))->path;
	for (length--; length > 0 && path[length - 1] != '/'; length--)
		;
	return length;
}

/* Return the bundle as seen from the folder whose path is so long. */
static Bundle *
EnterFolder(const Bundle *bundle, size_t length)
{
	Bundle	   *inner = palloc0(sizeof(Bundle));
	const char *path = ((BundleFile *) linitial(bundle->files))->path;
	ListCell   *lc;

	inner->named = bundle->named;
	foreach(lc, bundle->files)
	{
		BundleFile *file = palloc(sizeof(BundleFile));

		*file = *(BundleFile *) lfirst(lc);
		file->path += length;
		inner->files = lappend(inner->files, file);
	}
	foreach(lc, bundle->folders)
	{
		char	   *folder = lfirst(lc);

		if (strncmp(folder, path, length) == 0)
			inner->folders = lappend(inner->folders, folder + length);
	}
	return inner;
}

/* Return the layout that fits, NULL if none does; two are an error. */
static const Layout *
DetectLayout(const Bundle *bundle)
{
	const Layout *found = NULL;
	int			i;

	for (i = 0; migrate_layouts[i] != NULL; i++)
	{
		if (!migrate_layouts[i]->detect(bundle))
			continue;
		if (found != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("the folder fits two layouts: \"%s\" and \"%s\"",
							found->name, migrate_layouts[i]->name),
					 errdetail("Found %s, and %s.", found->looks_for,
							   migrate_layouts[i]->looks_for),
					 errhint("Name one of them, for example layout => '%s'.",
							 found->name)));
		found = migrate_layouts[i];
	}
	return found;
}

/* Say what was looked for and what is there. */
static void
RaiseNoLayout(const Bundle *bundle)
{
	StringInfoData detail;
	int			files = list_length(bundle->files);
	int			i;

	initStringInfo(&detail);
	for (i = 0; migrate_layouts[i] != NULL; i++)
		appendStringInfo(&detail, "%s %s: %s", i == 0 ? "Looked for" : ";",
						 migrate_layouts[i]->name,
						 migrate_layouts[i]->looks_for);
	appendStringInfoString(&detail, files > 0 ? ". Found" :
						   ". Found no file that is not hidden");
	for (i = 0; i < Min(files, FILES_SHOWN); i++)
		appendStringInfo(&detail, "%s \"%s\"", i == 0 ? "" : ",",
						 ((BundleFile *) list_nth(bundle->files, i))->path);
	if (files > FILES_SHOWN)
		appendStringInfo(&detail, " and %d more", files - FILES_SHOWN);

	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("no known layout of migrations"),
			 errdetail_internal("%s.", detail.data),
			 errhint("Hand over the folder that holds the migrations itself, or name its layout, for example layout => 'plain'.")));
}

/*
 * Return the layout to read a bundle by: the named one or, for "auto", the
 * one that fits; none or two are ERRCODE_MG_LAYOUT.  If it does not fit and a
 * folder holds every file, look into that folder, and let *bundle be the folder
 * where it fits.  No layout looks deeper than one folder: of all the folders on
 * the way only the innermost, and the one around it, can be what it looks for.
 */
const Layout *
migrate_choose_layout(Bundle **bundle, const char *name)
{
	const Layout *named = strcmp(name, "auto") == 0 ? NULL :
		migrate_find_layout(name);
	size_t		shared = SharedFolder(*bundle);
	size_t		folders[] = {0, FolderAround(*bundle, shared), shared};
	int			i;

	(*bundle)->named = named != NULL;
	for (i = 0; i < lengthof(folders); i++)
	{
		Bundle	   *inner;
		const Layout *layout;

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && folders[i] == folders[i - 1])
			continue;
		inner = folders[i] == 0 ? *bundle : EnterFolder(*bundle, folders[i]);
		layout = named != NULL ? (named->detect(inner) ? named : NULL) :
			DetectLayout(inner);
		if (layout != NULL)
		{
			*bundle = inner;
			return layout;
		}
	}

	/* the layout itself knows best what it misses */
	if (named == NULL)
		RaiseNoLayout(*bundle);
	return named;
}
