/*-------------------------------------------------------------------------
 *
 * drizzle_folders.c
 *	  Drizzle 1.0: <timestamp>_<name>/migration.sql beside snapshot.json.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "errors.h"
#include "layouts/layout.h"

/* A snapshot beside a migration is proof. */
static bool
DetectDrizzleFolders(const Bundle *bundle)
{
	ListCell   *lc;

	foreach(lc, migrate_bundle_top_folders(bundle))
	{
		const char *folder = lfirst(lc);

		if (migrate_bundle_find(bundle, psprintf("%s/snapshot.json", folder)) &&
			migrate_bundle_find(bundle, psprintf("%s/migration.sql", folder)))
			return true;
	}
	return false;
}

/* Every folder with a migration.sql, in the order of the names' bytes. */
static void
ReadDrizzleFolders(const Bundle *bundle, BundleContent *content)
{
	ListCell   *lc;

	if (migrate_bundle_find(bundle, migrate_layout_drizzle.companion) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("the folder holds migrations of Drizzle 1.0 and the journal of an older Drizzle"),
				 errdetail("Found \"%s\" and folders with snapshot.json.",
						   migrate_layout_drizzle.companion),
				 errhint("Run \"drizzle-kit up\", which brings the older migrations into folders.")));

	foreach(lc, migrate_bundle_top_folders(bundle))
	{
		const char *folder = lfirst(lc);
		BundleFile *up = migrate_bundle_find(bundle,
											 psprintf("%s/migration.sql",
													  folder));

		CHECK_FOR_INTERRUPTS();
		if (up != NULL)
			migrate_content_add(content, folder, up);
	}
}

/* Only up scripts have a file. */
static char *
DrizzleFoldersPath(const char *name, ScriptKind kind)
{
	return kind == SCRIPT_UP ? psprintf("%s/migration.sql", name) : NULL;
}

const Layout migrate_layout_drizzle_folders = {
	.name = "drizzle-folders",
	.looks_for = "<name>/migration.sql with <name>/snapshot.json",
	.unread = "not read: Drizzle runs <name>/migration.sql only",
	.detect = DetectDrizzleFolders,
	.read = ReadDrizzleFolders,
	.path = DrizzleFoldersPath,
};
