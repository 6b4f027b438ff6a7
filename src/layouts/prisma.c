/*-------------------------------------------------------------------------
 *
 * prisma.c
 *	  Prisma Migrate: <name>/migration.sql beside migration_lock.toml.
 *
 * Prisma itself runs no down scripts, but people keep those that "migrate
 * diff" writes for them as down.sql beside migration.sql.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "errors.h"
#include "layouts/layout.h"

#define LOCK_FILE "migration_lock.toml"

/* Does a folder at the root hold a file of this name? */
static bool
AnyFolderHolds(const Bundle *bundle, const char *name)
{
	ListCell   *lc;

	foreach(lc, bundle->files)
	{
		const char *slash = strchr(((BundleFile *) lfirst(lc))->path, '/');

		if (slash != NULL && strcmp(slash + 1, name) == 0)
			return true;
	}
	return false;
}

/*
 * The lock file is proof.  Without it, snapshot.json beside migration.sql
 * means Drizzle.
 */
static bool
DetectPrisma(const Bundle *bundle)
{
	if (migrate_bundle_find(bundle, LOCK_FILE) != NULL)
		return true;
	return AnyFolderHolds(bundle, "migration.sql") &&
		!AnyFolderHolds(bundle, "snapshot.json");
}

/* Return the string that a line of TOML gives to a key, or NULL. */
static char *
TomlString(const char *line, const char *key)
{
	size_t		length = strlen(key);
	char		quote;

	line += strspn(line, " \t");
	if (strncmp(line, key, length) != 0)
		return NULL;
	line += length;
	line += strspn(line, " \t");
	if (*line++ != '=')
		return NULL;
	line += strspn(line, " \t");
	quote = *line++;
	if (quote != '"' && quote != '\'')
		return NULL;
	length = strcspn(line, quote == '"' ? "\"\r\n" : "'\r\n");
	return line[length] == quote ? pnstrdup(line, length) : NULL;
}

/* Raise ERRCODE_MG_LAYOUT if the lock file names another kind of database. */
static void
CheckProvider(const char *lock)
{
	const char *line = lock;

	if (strncmp(line, "\xEF\xBB\xBF", 3) == 0)
		line += 3;
	while (line != NULL)
	{
		char	   *provider = TomlString(line, "provider");

		if (provider != NULL && strcmp(provider, "postgresql") != 0 &&
			strcmp(provider, "postgres") != 0 &&
			strcmp(provider, "cockroachdb") != 0)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("file \"%s\" says that the migrations are for provider \"%s\", not \"postgresql\"",
							LOCK_FILE, provider),
					 errhint("Hand over the folder of migrations that was made for PostgreSQL.")));
		line = strpbrk(line, "\r\n");
		if (line != NULL)
			line++;
	}
}

/* Every folder is a migration; the order is that of the names' bytes. */
static void
ReadPrisma(const Bundle *bundle, BundleContent *content)
{
	BundleFile *lock = migrate_bundle_find(bundle, LOCK_FILE);
	ListCell   *lc;

	if (lock != NULL)
	{
		CheckProvider(migrate_bundle_text(lock));
		content->companions = lappend(content->companions, lock);
	}

	foreach(lc, migrate_bundle_top_folders(bundle))
	{
		const char *name = lfirst(lc);
		BundleFile *up = migrate_bundle_find(bundle,
											 psprintf("%s/migration.sql",
													  name));
		BundleFile *down = migrate_bundle_find(bundle,
											   psprintf("%s/down.sql", name));
		BundleMigration *migration;

		CHECK_FOR_INTERRUPTS();
		if (up == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("folder \"%s\" has no file migration.sql", name),
					 errhint("Restore the file, or delete the folder.")));
		migration = migrate_content_add(content, name, up);
		if (down != NULL)
			migration->down = migrate_bundle_text(down);
	}
}

/* Up and down scripts have a file. */
static char *
PrismaPath(const char *name, ScriptKind kind)
{
	switch (kind)
	{
		case SCRIPT_UP:
			return psprintf("%s/migration.sql", name);
		case SCRIPT_DOWN:
			return psprintf("%s/down.sql", name);
		case SCRIPT_VERIFY:
			break;
	}
	return NULL;
}

const Layout migrate_layout_prisma = {
	.name = "prisma",
	.looks_for = "<name>/migration.sql or migration_lock.toml",
	.companion = LOCK_FILE,
	.unread = "not read: Prisma runs <name>/migration.sql only",
	.detect = DetectPrisma,
	.read = ReadPrisma,
	.path = PrismaPath,
};
