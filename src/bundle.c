/*-------------------------------------------------------------------------
 *
 * bundle.c
 *	  Folders of migration files in memory: building one, reading it by its
 *	  layout, and the way back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port.h"

#include "bundle.h"
#include "checksum.h"
#include "errors.h"
#include "layouts/layout.h"
#include "name_order.h"
#include "script.h"

/* Longest path that a bundle takes. */
#define MAX_BUNDLE_PATH 1024

/* Bytes of a path that is too long which a message shows. */
#define PATH_SHOWN 60

/* Bytes of UTF-8 that are converted at once. */
#define CONVERT_CHUNK 8192

/* Does a string end in another? */
bool
migrate_ends_with(const char *string, const char *end)
{
	size_t		length = strlen(string);
	size_t		end_length = strlen(end);

	return length >= end_length &&
		strcmp(string + length - end_length, end) == 0;
}

/*
 * Building
 */

/* Call path is (as far as it can be shown) and say why it is not taken. */
static void
RefusePath(const char *path, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("path \"%s\" is not allowed in a bundle", path),
			 errdetail_internal("%s", reason),
			 errhint("Paths are relative to the folder of migrations, as in \"20260101_init/migration.sql\".")));
}

/*
 * Return the path without leading "./"; "" is the folder itself.  Raise an
 * error if it could lead out of the folder or could be written in two ways.
 */
static const char *
NormalizePath(const char *path)
{
	const char *result = path;
	const char *part;

	if (strlen(path) > MAX_BUNDLE_PATH)
		RefusePath(migrate_clip_to(path, PATH_SHOWN), "It is too long.");
	if (path[0] == '/')
		RefusePath(path, "It is absolute.");
	if (strchr(path, '\\') != NULL)
		RefusePath(path, "It holds a backslash.");

	while (result[0] == '.' && result[1] == '/')
	{
		result += 2;
		if (result[0] == '/')
			RefusePath(path, "It has an empty part.");
	}
	if (result[0] == '\0' || strcmp(result, ".") == 0)
		return "";

	for (part = result; part != NULL; part = strchr(part, '/'))
	{
		size_t		length;

		if (part != result)
			part++;
		length = strcspn(part, "/");
		if (length == 0)
			RefusePath(path, "It has an empty part.");
		if (strncmp(part, "..", Max(length, 2)) == 0)
			RefusePath(path, "It leads out of the folder.");
		if (strncmp(part, ".", length) == 0)
			RefusePath(path, "It has the part \".\".");
	}
	return result;
}

/*
 * Is this a path that no layout is to see: hidden, or made by a packer for
 * itself (PaxHeader, __MACOSX, AppleDouble's "._name")?
 */
bool
migrate_bundle_skips(const char *path)
{
	const char *part = path;

	for (;;)
	{
		size_t		length = strcspn(part, "/");

		if (part[0] == '.' && length > 1 && strncmp(part, "..", Max(length, 2)) != 0)
			return true;
		if (strncmp(part, "PaxHeader", 9) == 0 ||
			(length == 8 && strncmp(part, "__MACOSX", 8) == 0))
			return true;
		if (part[length] == '\0')
			return false;
		part += length + 1;
	}
}

/* Bytes as text for a message: what is not ASCII becomes \xNN. */
static char *
EscapeBytes(const char *bytes)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (; *bytes; bytes++)
	{
		if (IS_HIGHBIT_SET(*bytes))
			appendStringInfo(&buf, "\\x%02x", (unsigned char) *bytes);
		else
			appendStringInfoChar(&buf, *bytes);
	}
	return buf.data;
}

/*
 * How many bytes of UTF-8 to convert at once: all that is left, or up to a
 * character that combines with none before it.
 */
static size_t
ChunkLength(const char *bytes, size_t left)
{
	size_t		length = CONVERT_CHUNK;

	if (left <= CONVERT_CHUNK)
		return left;
	while (length > 0 && IS_HIGHBIT_SET(bytes[length]))
		length--;
	if (length > 0)
		return length;

	/* no ASCII at all: cut before any character */
	for (length = CONVERT_CHUNK; (bytes[length] & 0xC0) == 0x80; length--)
		;
	return length;
}

/* Return how many bytes are ASCII, the same in every encoding of a database. */
static size_t
AsciiLength(const char *bytes, size_t length)
{
	size_t		i = 0;

	while (i < length && !IS_HIGHBIT_SET(bytes[i]))
		i++;
	return i;
}

/*
 * Return at which byte a text differs from what it came from, back in UTF-8:
 * some encodings have one character for two of UTF-8.
 */
static size_t
FirstLost(const char *bytes, size_t length, const char *text)
{
	const char *back = migrate_to_utf8(text);
	size_t		i = 0;

	while (i < length && back[i] == bytes[i])
		i++;
	while (i < length && i > 0 && (bytes[i] & 0xC0) == 0x80)
		i--;
	return i;
}

/*
 * Return UTF-8 in the database's encoding, with a NUL behind it; or NULL and
 * in *bad the offset of the first byte that has no place in it, in *reason
 * why.
 */
static char *
ConvertBytes(const char *bytes, size_t length, size_t *bad,
			 const char **reason)
{
	int			encoding = GetDatabaseEncoding();
	const char *nul = memchr(bytes, '\0', length);
	unsigned char *buffer;
	StringInfoData result;
	Oid			proc;

	if (encoding == PG_SQL_ASCII)
		*bad = nul ? nul - bytes : length;
	else
		*bad = pg_encoding_verifymbstr(PG_UTF8, bytes, (int) length);
	if (*bad < length)
	{
		*reason = bytes[*bad] == '\0' ? "a NUL byte" :
			"bytes that are not UTF-8";
		return NULL;
	}
	*bad = AsciiLength(bytes, length);
	if (encoding == PG_SQL_ASCII || encoding == PG_UTF8 || *bad == length)
		return pnstrdup(bytes, length);

	*reason = psprintf("a %s that encoding %s does not have",
					   length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ?
					   "byte order mark" : "character",
					   GetDatabaseEncodingName());
	proc = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(proc))
		return NULL;

	*bad = 0;
	initStringInfo(&result);
	buffer = palloc((CONVERT_CHUNK + 1) * MAX_CONVERSION_INPUT_LENGTH + 1);
	while (*bad < length)
	{
		size_t		chunk = ChunkLength(bytes + *bad, length - *bad);
		int			done;

		CHECK_FOR_INTERRUPTS();
		done = pg_do_encoding_conversion_buf(
			proc, PG_UTF8, encoding,
			(unsigned char *) unconstify(char *, bytes + *bad), (int) chunk,
			buffer, (CONVERT_CHUNK + 1) * MAX_CONVERSION_INPUT_LENGTH + 1,
			true);
		*bad += done;
		if (done < chunk)
			return NULL;
		appendStringInfoString(&result, (char *) buffer);
	}
	pfree(buffer);
	*bad = FirstLost(bytes, length, result.data);
	if (*bad == length)
		return result.data;
	*reason = psprintf("a character that encoding %s does not keep",
					   GetDatabaseEncodingName());
	return NULL;
}

/*
 * Return a path given in UTF-8 in the database's encoding, or NULL if that
 * cannot be and the file is none that a layout could want.
 */
static const char *
ConvertPath(const char *path)
{
	size_t		bad;
	const char *reason;
	const char *result = ConvertBytes(path, strlen(path), &bad, &reason);

	if (result == NULL && migrate_ends_with(path, ".sql"))
		ereport(ERROR,
				(errcode(ERRCODE_MG_ENCODING),
				 errmsg("the name of file \"%s\" holds %s",
						migrate_bundle_show_path(path), reason),
				 errhint("Rename the file.")));
	return result;
}

/* Return a path of an archive, which may be anything, as a message shows it. */
char *
migrate_bundle_show_path(const char *path)
{
	size_t		bad;
	const char *reason;
	char	   *text = ConvertBytes(path, strlen(path), &bad, &reason);

	if (text == NULL ||
		(GetDatabaseEncoding() == PG_SQL_ASCII &&
		 pg_encoding_verifymbstr(PG_UTF8, text, (int) strlen(text)) < strlen(text)))
		text = EscapeBytes(path);
	return strlen(text) <= MAX_BUNDLE_PATH ? text : migrate_clip_to(text, PATH_SHOWN);
}

/* Add a file whose text is known, unless layouts are not to see it. */
void
migrate_bundle_add_text(Bundle *bundle, const char *path, char *text)
{
	BundleFile *file;
	const char *normal = NormalizePath(path);

	if (*normal == '\0')
		RefusePath(path, "It names no file.");
	if (migrate_bundle_skips(normal))
		return;

	file = palloc0(sizeof(BundleFile));
	file->path = pstrdup(normal);
	file->text = text;
	bundle->files = lappend(bundle->files, file);
}

/* Add a file, path and bytes in UTF-8; the bytes are not copied. */
void
migrate_bundle_add_file(Bundle *bundle, const char *path, const char *bytes,
						size_t length)
{
	int			files = list_length(bundle->files);
	BundleFile *file;

	path = ConvertPath(path);
	if (path == NULL)
		return;
	migrate_bundle_add_text(bundle, path, NULL);
	if (list_length(bundle->files) == files)
		return;

	file = llast(bundle->files);
	file->bytes = bytes;
	file->length = length;
}

/* Add a folder, which may stay empty; a slash at its end does no harm. */
void
migrate_bundle_add_folder(Bundle *bundle, const char *path)
{
	char	   *folder;
	size_t		length;

	path = ConvertPath(path);
	if (path == NULL)
		return;
	folder = pstrdup(path);
	length = strlen(folder);
	if (length > 1 && folder[length - 1] == '/')
		folder[length - 1] = '\0';
	path = NormalizePath(folder);
	if (*path != '\0' && !migrate_bundle_skips(path))
		bundle->folders = lappend(bundle->folders, pstrdup(path));
}

/* list_sort and bsearch: files by path */
static int
CompareFiles(const ListCell *a, const ListCell *b)
{
	return migrate_compare_utf8(((BundleFile *) lfirst(a))->path,
								((BundleFile *) lfirst(b))->path);
}

/* list_sort: strings by their bytes */
static int
CompareStrings(const ListCell *a, const ListCell *b)
{
	return migrate_compare_utf8(lfirst(a), lfirst(b));
}

/* Sort a list of strings and keep each once. */
static List *
SortStrings(List *strings)
{
	List	   *result = NIL;
	const char *last = NULL;
	ListCell   *lc;

	list_sort(strings, CompareStrings);
	foreach(lc, strings)
	{
		if (last == NULL || strcmp(last, lfirst(lc)) != 0)
			result = lappend(result, lfirst(lc));
		last = lfirst(lc);
	}
	return result;
}

/* The last thing to do with a new bundle: sort it; no path may be twice. */
void
migrate_bundle_sort(Bundle *bundle)
{
	const char *last = "";
	ListCell   *lc;

	list_sort(bundle->files, CompareFiles);
	foreach(lc, bundle->files)
	{
		BundleFile *file = lfirst(lc);
		const char *slash = strrchr(file->path, '/');

		CHECK_FOR_INTERRUPTS();
		if (strcmp(file->path, last) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("file \"%s\" is in the bundle twice",
							file->path)));
		last = file->path;
		if (slash != NULL)
			bundle->folders = lappend(bundle->folders,
									  pnstrdup(file->path,
											   slash - file->path));
	}
	bundle->folders = SortStrings(bundle->folders);
	foreach(lc, bundle->folders)
	{
		if (migrate_bundle_find(bundle, lfirst(lc)) != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("\"%s\" is both a file and a folder in the bundle",
							(char *) lfirst(lc))));
	}
}

/*
 * What layouts ask
 */

/* Return the file with this path, or NULL. */
BundleFile *
migrate_bundle_find(const Bundle *bundle, const char *path)
{
	int			low = 0;
	int			high = list_length(bundle->files);

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		BundleFile *file = list_nth(bundle->files, middle);
		int			result = migrate_compare_utf8(path, file->path);

		if (result == 0)
			return file;
		if (result < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Return the text of a file; raise ERRCODE_MG_ENCODING if it is not text. */
char *
migrate_bundle_text(BundleFile *file)
{
	size_t		bad;
	const char *reason;

	file->read = true;
	if (file->text != NULL)
		return file->text;
	file->text = ConvertBytes(file->bytes, file->length, &bad, &reason);
	if (file->text != NULL)
		return file->text;

	ereport(ERROR,
			(errcode(ERRCODE_MG_ENCODING),
			 errmsg("file \"%s\", line %d, holds %s",
					file->path, migrate_line_of(file->bytes, (int) bad),
					reason),
			 file->length >= 2 && (memcmp(file->bytes, "\xff\xfe", 2) == 0 ||
								   memcmp(file->bytes, "\xfe\xff", 2) == 0) ?
			 errdetail("The file looks like UTF-16.") : 0,
			 errhint("Save the file as UTF-8 text%s.",
					 GetDatabaseEncoding() == PG_UTF8 ? "" :
					 " with characters that the database's encoding has")));
	return NULL;				/* keep compiler quiet */
}

/* Return the folders at the root, by name. */
List *
migrate_bundle_top_folders(const Bundle *bundle)
{
	List	   *tops = NIL;
	ListCell   *lc;

	foreach(lc, bundle->folders)
	{
		const char *folder = lfirst(lc);

		tops = lappend(tops, pnstrdup(folder, strcspn(folder, "/")));
	}
	return SortStrings(tops);
}

/* Append a migration with an up script, the rest as by default. */
BundleMigration *
migrate_content_add(BundleContent *content, const char *name, BundleFile *up)
{
	BundleMigration *migration = palloc0(sizeof(BundleMigration));

	if (name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("file \"%s\" gives its migration no name",
						up->path)));
	migration->name = pstrdup(name);
	migration->up = migrate_bundle_text(up);
	migration->transactional = "auto";
	content->migrations = lappend(content->migrations, migration);
	return migration;
}

/*
 * Reading
 */

/* Note every SQL file that the layout has not read. */
static void
AddUnread(const Bundle *bundle, const Layout *layout, BundleContent *content)
{
	ListCell   *lc;

	foreach(lc, bundle->files)
	{
		BundleFile *file = lfirst(lc);
		BundleIgnored *ignored;

		if (file->read || !migrate_ends_with(file->path, ".sql"))
			continue;
		ignored = palloc(sizeof(BundleIgnored));
		ignored->path = file->path;
		ignored->note = layout->unread;
		content->ignored = lappend(content->ignored, ignored);
	}
}

/* Read a bundle by a layout. */
static BundleContent *
ReadByLayout(const Bundle *bundle, const Layout *layout)
{
	BundleContent *content = palloc0(sizeof(BundleContent));

	content->layout = layout->name;
	layout->read(bundle, content);
	AddUnread(bundle, layout, content);
	return content;
}

/*
 * Read a folder by the named layout or, for "auto", by the one that fits.  A
 * folder without any migration is more likely the wrong folder than a new
 * project, unless it has the layout's own file.
 */
static BundleContent *
ReadFolder(Bundle *bundle, const char *name)
{
	const Layout *layout = migrate_choose_layout(&bundle, name);
	BundleContent *content = ReadByLayout(bundle, layout);

	if (content->migrations == NIL && content->companions == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("layout \"%s\" finds no migration in this folder",
						layout->name),
				 errdetail("It looks for %s.", layout->looks_for),
				 errhint("Hand over the folder that holds the migrations.")));
	return content;
}

/*
 * Read JSON: an object of files, an object of names, or an array of
 * migrations.
 */
BundleContent *
migrate_read_bundle(Jsonb *bundle, const char *layout)
{
	bool		automatic = strcmp(layout, "auto") == 0;
	bool		list = strcmp(layout, "list") == 0;

	if (!list)
		migrate_check_layout_name(layout);

	if (JB_ROOT_IS_ARRAY(bundle) && !JB_ROOT_IS_SCALAR(bundle))
	{
		if (!automatic && !list)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("an array of migrations has no layout \"%s\"",
							layout),
					 errhint("Leave out the layout, or hand over an object of files: {\"path\": \"text\", ...}.")));
		return migrate_list_from_jsonb(bundle);
	}
	if (!JB_ROOT_IS_OBJECT(bundle) || list)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 list ? errmsg("layout \"list\" is an array of migrations") :
				 errmsg("a bundle is neither an object nor an array"),
				 errhint("Hand over {\"path\": \"text\", ...} or [{\"name\": ..., \"up\": ...}, ...].")));

	if ((automatic || strcmp(layout, migrate_layout_plain.name) == 0) &&
		!migrate_jsonb_is_folder(bundle))
		return migrate_names_from_jsonb(bundle);
	return ReadFolder(migrate_bundle_from_jsonb(bundle), layout);
}

/* Read a tar archive of a folder. */
BundleContent *
migrate_read_archive(bytea *archive, const char *layout)
{
	migrate_check_layout_name(layout);
	return ReadFolder(migrate_unpack_archive(archive), layout);
}

/* Read a directory of the server. */
BundleContent *
migrate_read_directory(const char *path, const char *layout)
{
	migrate_check_layout_name(layout);
	return ReadFolder(migrate_scan_directory(path), layout);
}

/*
 * Writing
 */

#define LIST_HINT \
	"Use migrate.bundle(layout => 'list'), which holds everything."

/* Say what of a migration the files of a layout cannot say. */
static void
RefuseContent(const Layout *layout, const char *name, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("layout \"%s\" cannot hold %s of migration \"%s\"",
					layout->name, what, name),
			 errhint(LIST_HINT)));
}

/* Add one script of a migration, if it has it and the layout takes it. */
static void
AddScript(Bundle *bundle, const Layout *layout, const char *name,
		  ScriptKind kind, char *text, const char *what)
{
	char	   *path;

	if (text == NULL)
		return;
	path = layout->path(name, kind);
	if (path == NULL)
		RefuseContent(layout, name, what);
	migrate_bundle_add_text(bundle, path, text);
}

/* Are two texts, either of them perhaps NULL, the same? */
static bool
SameText(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/*
 * Prove the way back: read by the layout, the bundle must give the content
 * that it was made from.
 */
static void
CheckReadsBack(const Bundle *bundle, const Layout *layout,
			   const BundleContent *content)
{
	BundleContent *back = ReadByLayout(bundle, layout);
	ListCell   *lc;
	ListCell   *lc_back;

	forboth(lc, content->migrations, lc_back, back->migrations)
	{
		BundleMigration *before = lfirst(lc);
		BundleMigration *after = lfirst(lc_back);

		CHECK_FOR_INTERRUPTS();
		if (strcmp(before->name, after->name) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("layout \"%s\" cannot hold the order of the migrations",
							layout->name),
					 errdetail("It would read \"%s\" where \"%s\" stands.",
							   after->name, before->name),
					 errhint(LIST_HINT)));
		if (!SameText(before->up, after->up) ||
			!SameText(before->down, after->down) ||
			!SameText(before->verify, after->verify))
			RefuseContent(layout, before->name, "the scripts");
	}
	if (list_length(back->migrations) < list_length(content->migrations))
	{
		BundleMigration *lost = list_nth(content->migrations,
										 list_length(back->migrations));

		RefuseContent(layout, lost->name, "the name");
	}
}

/*
 * Return the files that the content would be read from, or raise
 * ERRCODE_MG_LAYOUT naming what the layout has no file for.
 */
Bundle *
migrate_content_to_bundle(const BundleContent *content)
{
	const Layout *layout = strcmp(content->layout, "list") == 0 ?
		&migrate_layout_plain : migrate_find_layout(content->layout);
	Bundle	   *bundle = palloc0(sizeof(Bundle));
	ListCell   *lc;

	foreach(lc, content->migrations)
	{
		BundleMigration *migration = lfirst(lc);
		const char *name = migration->name;

		CHECK_FOR_INTERRUPTS();
		if (migration->requires != NIL)
			RefuseContent(layout, name, "requirements");
		if (migration->repeatable)
			RefuseContent(layout, name, "the mark \"repeatable\"");
		if (strcmp(migration->transactional, "auto") != 0)
			RefuseContent(layout, name, "the transaction mode");
		AddScript(bundle, layout, name, SCRIPT_UP, migration->up,
				  "the up script");
		AddScript(bundle, layout, name, SCRIPT_DOWN, migration->down,
				  "the down script");
		AddScript(bundle, layout, name, SCRIPT_VERIFY, migration->verify,
				  "the verify script");
	}
	foreach(lc, content->companions)
	{
		BundleFile *file = lfirst(lc);

		if (layout->companion != NULL &&
			strcmp(layout->companion, file->path) == 0)
			migrate_bundle_add_text(bundle, file->path, file->text);
	}
	migrate_bundle_sort(bundle);
	bundle->named = true;
	CheckReadsBack(bundle, layout, content);
	return bundle;
}
