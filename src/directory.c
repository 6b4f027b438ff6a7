/*-------------------------------------------------------------------------
 *
 * directory.c
 *	  Reads a folder of the server's file system into a bundle.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/acl.h"

#include "bundle.h"
#include "errors.h"
#include "layouts/layout.h"

/*
 * Raise the error of a system call on a file.  What the server has no code for,
 * such as a name that is too long, is no internal error of ours.
 */
static void
RaiseFileError(const char *action, const char *path)
{
	ereport(ERROR,
			(errcode_for_file_access(),
			 geterrcode() == ERRCODE_INTERNAL_ERROR ?
			 errcode(ERRCODE_IO_ERROR) : 0,
			 errmsg("could not %s \"%s\": %m", action, path)));
}

/* Return the bytes of a file. */
static StringInfo
ReadWhole(const char *path)
{
	StringInfo	content = makeStringInfo();
	int			fd = OpenTransientFile(path, O_RDONLY | PG_BINARY);

	if (fd < 0)
		RaiseFileError("open file", path);
	for (;;)
	{
		ssize_t		done;

		CHECK_FOR_INTERRUPTS();
		enlargeStringInfo(content, BLCKSZ);
		done = read(fd, content->data + content->len, BLCKSZ);
		if (done < 0)
			RaiseFileError("read file", path);
		if (done == 0)
			break;
		content->len += done;
	}
	if (CloseTransientFile(fd) != 0)
		RaiseFileError("close file", path);
	return content;
}

/*
 * Add a file.  Only what a layout can read is read: of others, which may be
 * many or huge, the name is enough.
 */
static void
AddFile(Bundle *bundle, const char *path, const char *inner)
{
	if (migrate_ends_with(inner, ".sql") || migrate_is_companion(inner))
	{
		StringInfo	content = ReadWhole(path);

		migrate_bundle_add_file(bundle, inner, content->data, content->len);
	}
	else
		migrate_bundle_add_file(bundle, inner, "", 0);
}

/* Return the names in a directory, without the hidden ones. */
static List *
ReadNames(const char *path)
{
	List	   *names = NIL;
	DIR		   *dir = AllocateDir(path);
	struct dirent *entry;

	if (dir == NULL)
		RaiseFileError("open directory", path);
	while ((entry = ReadDir(dir, path)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (entry->d_name[0] != '.')
			names = lappend(names, pstrdup(entry->d_name));
	}
	FreeDir(dir);
	return names;
}

/* Add what a directory holds, which the bundle knows as "inner". */
static void
AddDirectory(Bundle *bundle, const char *path, const char *inner)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, ReadNames(path))
	{
		const char *name = lfirst(lc);
		char	   *entry = psprintf("%s/%s", path, name);
		char	   *inner_entry = *inner == '\0' ? pstrdup(name) :
			psprintf("%s/%s", inner, name);
		struct stat st;

		CHECK_FOR_INTERRUPTS();
		if (lstat(entry, &st) != 0)
			RaiseFileError("stat file", entry);
		if (S_ISDIR(st.st_mode))
		{
			migrate_bundle_add_folder(bundle, inner_entry);
			AddDirectory(bundle, entry, inner_entry);
		}
		else if (S_ISREG(st.st_mode))
			AddFile(bundle, entry, inner_entry);
		else if (migrate_ends_with(name, ".sql"))
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("\"%s\" is not a regular file", entry),
					 errdetail("Symbolic links are not followed."),
					 errhint("Put the file itself there.")));
	}
}

/*
 * Return the folder at this path, relative to the data directory if it is not
 * absolute.
 */
Bundle *
migrate_scan_directory(const char *path)
{
	Bundle	   *bundle = palloc0(sizeof(Bundle));
	char	   *directory = pstrdup(path);

	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to read a directory of the server"),
				 errdetail("Only members of pg_read_server_files may."),
				 errhint("Send the folder as an archive: migrate.load_archive().")));

	canonicalize_path(directory);
	AddDirectory(bundle, directory, "");
	migrate_bundle_sort(bundle);
	return bundle;
}
