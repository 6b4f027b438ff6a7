/*-------------------------------------------------------------------------
 *
 * bundle.h
 *	  A folder of migration files in memory, and what a layout reads in it.
 *
 * A bundle comes from JSON, from a tar archive or from a directory of the
 * server; a layout (layouts/layout.h) turns it into migrations in order, and
 * back again.  Nothing in these files touches the ledger.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_BUNDLE_H
#define MIGRATE_BUNDLE_H

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

/* One file.  The text is in the database's encoding and holds no NUL. */
typedef struct BundleFile
{
	char	   *path;			/* relative, '/' between parts, no "./" */
	char	   *text;
} BundleFile;

/* A folder: files sorted by the bytes of their paths, each path once. */
typedef struct Bundle
{
	List	   *files;			/* of BundleFile */
	List	   *folders;		/* of char *: every folder seen, even an empty
								 * one, without trailing slash */
} Bundle;

/* One migration as handed over. */
typedef struct BundleMigration
{
	char	   *name;
	char	   *up;
	char	   *down;			/* or NULL */
	char	   *verify;			/* or NULL */
	List	   *requires;		/* of char * */
	bool		repeatable;
	const char *transactional;	/* "auto", "on" or "off" */
} BundleMigration;

/* A file that looks like a migration and is not read, and why. */
typedef struct BundleIgnored
{
	char	   *path;
	const char *note;
} BundleIgnored;

/* What a layout reads in a bundle. */
typedef struct BundleContent
{
	const char *layout;			/* name of the layout */
	List	   *migrations;		/* of BundleMigration, in the order to run */
	List	   *companions;		/* of BundleFile: files that the layout reads
								 * and that are no script (journal, lock) */
	List	   *ignored;		/* of BundleIgnored */
} BundleContent;

/* bundle.c: reading */
extern BundleContent *migrate_read_bundle(Jsonb *bundle, const char *layout);
extern BundleContent *migrate_read_archive(bytea *archive, const char *layout);
extern BundleContent *migrate_read_directory(const char *path,
											 const char *layout);

/* bundle.c: writing; "content" as it would be read, layout set */
extern Bundle *migrate_content_to_bundle(const BundleContent *content);
extern Jsonb *migrate_bundle_to_jsonb(const Bundle *bundle);

/* archive.c: tar */
extern Bundle *migrate_unpack_archive(bytea *archive);
extern bytea *migrate_pack_archive(const Bundle *bundle);

/* bundle.c: building a Bundle file by file (archive.c and directory.c) */
extern void migrate_bundle_add_file(Bundle *bundle, const char *path,
									const char *bytes, size_t length);
extern void migrate_bundle_add_folder(Bundle *bundle, const char *path);

#endif							/* MIGRATE_BUNDLE_H */
