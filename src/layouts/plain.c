/*-------------------------------------------------------------------------
 *
 * plain.c
 *	  Numbered SQL files: NNN_name.sql, perhaps with NNN_name.down.sql and
 *	  NNN_name.verify.sql.
 *
 * When the caller names this layout the number is not asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "errors.h"
#include "layouts/layout.h"
#include "name_order.h"

#define UP_END ".sql"
#define DOWN_END ".down.sql"
#define VERIFY_END ".verify.sql"

/* Lines with which other tools begin the way back within one file. */
static const struct
{
	const char *line;
	const char *tool;
}			DownSections[] = {
	{"-- migrate:down", "dbmate"},
	{"-- +goose Down", "goose"},
	{"-- +migrate Down", "sql-migrate"},
	{"---- create above / drop below ----", "tern"},
};

/* Is this a file of ours: at the root, and numbered unless named? */
static bool
FileFits(const Bundle *bundle, const char *path)
{
	const char *number = path[0] == 'v' || path[0] == 'V' ? path + 1 : path;

	return strchr(path, '/') == NULL && migrate_ends_with(path, UP_END) &&
		(bundle->named || (*number >= '0' && *number <= '9'));
}

/* One file that fits will do, if it is not another tool's. */
static bool
DetectPlain(const Bundle *bundle)
{
	ListCell   *lc;

	if (!bundle->named &&
		(migrate_bundle_find(bundle, migrate_layout_drizzle.companion) ||
		 migrate_bundle_find(bundle, migrate_layout_prisma.companion) ||
		 migrate_layout_golang_migrate.detect(bundle)))
		return false;
	foreach(lc, bundle->files)
	{
		if (FileFits(bundle, ((BundleFile *) lfirst(lc))->path))
			return true;
	}
	return false;
}

/* Raise ERRCODE_MG_LAYOUT if a script goes both ways: all of it would run. */
static void
CheckOneWay(const BundleFile *file)
{
	const char *line = file->text;

	while ((line = strstr(line, "--")) != NULL)
	{
		int			i;

		for (i = 0; i < lengthof(DownSections); i++)
		{
			if ((line == file->text || line[-1] == '\n' || line[-1] == '\r') &&
				strncmp(line, DownSections[i].line,
						strlen(DownSections[i].line)) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_MG_LAYOUT),
						 errmsg("file \"%s\" holds the way back too, as %s writes it",
								file->path, DownSections[i].tool),
						 errdetail("Layout \"plain\" would run it with the rest."),
						 errhint("Keep what follows \"%s\" in a file of its own that ends in \"%s\".",
								 DownSections[i].line, DOWN_END)));
		}
		line += strcspn(line, "\r\n");
	}
}

/*
 * If the file ends in this and so belongs to another one, return true; raise
 * an error if that one is missing.
 */
static bool
IsBeside(const Bundle *bundle, const BundleFile *file, const char *end)
{
	char	   *up;

	if (!migrate_ends_with(file->path, end))
		return false;
	up = psprintf("%.*s" UP_END, (int) (strlen(file->path) - strlen(end)),
				  file->path);
	if (migrate_bundle_find(bundle, up) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("file \"%s\" has no file \"%s\" beside it",
						file->path, up),
				 errhint("Restore that file, or delete this one.")));
	return true;
}

/* Return the text of a file beside a migration's up script, or NULL. */
static char *
TextBeside(const Bundle *bundle, const char *name, const char *end)
{
	BundleFile *file = migrate_bundle_find(bundle,
										   psprintf("%s%s", name, end));

	return file == NULL ? NULL : migrate_bundle_text(file);
}

/* list_sort: migrations by name */
static int
CompareMigrations(const ListCell *a, const ListCell *b)
{
	return migrate_compare_names(((BundleMigration *) lfirst(a))->name,
								 ((BundleMigration *) lfirst(b))->name);
}

/* Every file that fits, by number. */
static void
ReadPlain(const Bundle *bundle, BundleContent *content)
{
	ListCell   *lc;

	foreach(lc, bundle->files)
	{
		BundleFile *file = lfirst(lc);
		char	   *name;
		BundleMigration *migration;

		CHECK_FOR_INTERRUPTS();
		if (!FileFits(bundle, file->path) ||
			IsBeside(bundle, file, DOWN_END) ||
			IsBeside(bundle, file, VERIFY_END))
			continue;
		name = pnstrdup(file->path, strlen(file->path) - strlen(UP_END));
		migration = migrate_content_add(content, name, file);
		CheckOneWay(file);
		migration->down = TextBeside(bundle, name, DOWN_END);
		migration->verify = TextBeside(bundle, name, VERIFY_END);
	}
	list_sort(content->migrations, CompareMigrations);
}

/* Each script has a file. */
static char *
PlainPath(const char *name, ScriptKind kind)
{
	switch (kind)
	{
		case SCRIPT_UP:
			return psprintf("%s" UP_END, name);
		case SCRIPT_DOWN:
			return psprintf("%s" DOWN_END, name);
		case SCRIPT_VERIFY:
			return psprintf("%s" VERIFY_END, name);
	}
	return NULL;
}

const Layout migrate_layout_plain = {
	.name = "plain",
	.looks_for = "numbered files such as 0001_name.sql",
	.unread = "not read: its name would have to begin with a number, as 0001_name.sql, outside of any folder",
	.detect = DetectPlain,
	.read = ReadPlain,
	.path = PlainPath,
};
