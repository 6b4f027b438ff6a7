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

/*
 * One file.  A file of an archive or a directory comes as bytes in UTF-8, and
 * only migrate_bundle_text() checks and converts them: what no layout reads
 * may be anything.
 */
typedef struct BundleFile
{
	char	   *path;			/* relative, '/' between parts, no "./" */
	char	   *text;			/* in the database's encoding, without NUL
								 * bytes; NULL = still only bytes */
	const char *bytes;			/* in UTF-8; not a copy */
	size_t		length;
	bool		read;			/* a layout asked for the text */
} BundleFile;

/* A folder: files sorted by the bytes of their paths, each path once. */
typedef struct Bundle
{
	List	   *files;			/* of BundleFile */
	List	   *folders;		/* of char *, sorted: folders that hold files,
								 * and empty ones, without trailing slash */
	bool		named;			/* the caller named the layout: file names
								 * need not prove it */
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
	const char *layout;			/* name of the layout, or "list" */
	List	   *migrations;		/* of BundleMigration, in the order to run */
	List	   *companions;		/* of BundleFile with text: files that the
								 * layout reads and that are no script
								 * (journal, lock) */
	List	   *ignored;		/* of BundleIgnored */
} BundleContent;

/* bundle.c: reading; the result may point into the argument */
extern BundleContent *migrate_read_bundle(Jsonb *bundle, const char *layout);
extern BundleContent *migrate_read_archive(bytea *archive, const char *layout);
extern BundleContent *migrate_read_directory(const char *path,
											 const char *layout);

/* bundle.c: writing; "content" as it would be read, layout set */
extern Bundle *migrate_content_to_bundle(const BundleContent *content);

/* bundle.c: building a Bundle file by file; paths and bytes in UTF-8 */
extern void migrate_bundle_add_file(Bundle *bundle, const char *path,
									const char *bytes, size_t length);
extern void migrate_bundle_add_folder(Bundle *bundle, const char *path);
extern void migrate_bundle_add_text(Bundle *bundle, const char *path,
									char *text);
extern bool migrate_bundle_skips(const char *path);
extern char *migrate_bundle_show_path(const char *path);
extern void migrate_bundle_sort(Bundle *bundle);

/* bundle.c: what layouts ask */
extern BundleFile *migrate_bundle_find(const Bundle *bundle, const char *path);
extern char *migrate_bundle_text(BundleFile *file);
extern List *migrate_bundle_top_folders(const Bundle *bundle);
extern BundleMigration *migrate_content_add(BundleContent *content,
											const char *name, BundleFile *up);
extern bool migrate_ends_with(const char *string, const char *end);

/* bundle_json.c */
extern bool migrate_jsonb_is_folder(Jsonb *bundle);
extern Bundle *migrate_bundle_from_jsonb(Jsonb *bundle);
extern BundleContent *migrate_names_from_jsonb(Jsonb *bundle);
extern BundleContent *migrate_list_from_jsonb(Jsonb *bundle);
extern Jsonb *migrate_bundle_to_jsonb(const Bundle *bundle);
extern Jsonb *migrate_content_to_list(const BundleContent *content);

/* archive.c: tar; the files of the bundle point into the archive */
extern Bundle *migrate_unpack_archive(bytea *archive);
extern bytea *migrate_pack_archive(const Bundle *bundle);

/* directory.c */
extern Bundle *migrate_scan_directory(const char *path);

#endif							/* MIGRATE_BUNDLE_H */
