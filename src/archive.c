/*-------------------------------------------------------------------------
 *
 * archive.c
 *	  tar archives: reading what tar programs write (v7, ustar, pax, GNU) and
 *	  writing ustar.
 *
 * An archive is not trusted: every number in it is checked against what is
 * really there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "bundle.h"
#include "errors.h"

#define BLOCK 512

/* The header of an entry, as POSIX has it. */
typedef struct TarHeader
{
	char		name[100];
	char		mode[8];
	char		uid[8];
	char		gid[8];
	char		size[12];
	char		mtime[12];
	char		checksum[8];
	char		type;
	char		link[100];
	char		magic[6];
	char		version[2];
	char		uname[32];
	char		gname[32];
	char		devmajor[8];
	char		devminor[8];
	char		prefix[155];
	char		padding[12];
} TarHeader;

StaticAssertDecl(sizeof(TarHeader) == BLOCK, "tar header fills a block");

/* What an extended header says of the entries behind it. */
typedef struct Extension
{
	char	   *path;			/* or NULL */
	int64		size;			/* or -1 */
	bool		sparse;			/* the data is not simply the file's */
} Extension;

static const Extension NoExtension = {NULL, -1, false};

/* An archive and how far it is read. */
typedef struct TarReader
{
	const char *data;
	size_t		length;
	size_t		offset;
	Extension	global;			/* until said otherwise */
	Extension	next;			/* for one entry */
	Bundle	   *bundle;
} TarReader;

/*
 * Reading
 */

/* Raise an error: the archive breaks its own format here. */
static void
RefuseArchive(size_t offset, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("the archive is damaged"),
			 errdetail("At byte %zu: %s.", offset, reason),
			 errhint("Hand over the output of tar as it is, for example through base64 and decode().")));
}

/* Raise an error if the bytes begin as those of a compressed file do. */
static void
CheckNotCompressed(const char *data, size_t length)
{
	static const struct
	{
		const char *magic;
		const char *name;
	}			formats[] = {
		{"\x1f\x8b", "gzip"},
		{"\xfd" "7zXZ", "xz"},
		{"\x28\xb5\x2f\xfd", "zstd"},
		{"BZh", "bzip2"},
		{"PK\x03\x04", "zip"},
	};
	int			i;

	for (i = 0; i < lengthof(formats); i++)
	{
		size_t		magic_length = strlen(formats[i].magic);

		if (length < magic_length ||
			memcmp(data, formats[i].magic, magic_length) != 0)
			continue;
		/* a tar may begin with a file of that name */
		if (length >= BLOCK && memcmp(data + 257, "ustar", 5) == 0)
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("the archive is compressed with %s",
						formats[i].name),
				 errhint("Send a tar archive without compression.")));
	}
}

/*
 * Return the number in a field of a header: octal digits or, with its highest
 * bit set, big-endian binary; -1 if it is neither, negative or too large.
 */
static int64
ParseNumber(const char *field, size_t width)
{
	int64		result = 0;
	size_t		i = 0;

	if (IS_HIGHBIT_SET(field[0]))
	{
		result = field[0] & 0x3F;
		if (field[0] & 0x40)
			return -1;
		for (i = 1; i < width; i++)
		{
			if (result > (PG_INT64_MAX >> 8))
				return -1;
			result = (result << 8) | (unsigned char) field[i];
		}
		return result;
	}

	while (i < width && field[i] == ' ')
		i++;
	for (; i < width && field[i] >= '0' && field[i] <= '7'; i++)
		result = result * 8 + (field[i] - '0');
	if (i < width && field[i] != ' ' && field[i] != '\0')
		return -1;
	return result;
}

/* Does the checksum of a header agree?  Some old programs add signed bytes. */
static bool
ChecksumAgrees(const TarHeader *header)
{
	const char *bytes = (const char *) header;
	int64		unsigned_sum = 0;
	int64		signed_sum = 0;
	int64		stored = ParseNumber(header->checksum,
									 sizeof(header->checksum));
	size_t		i;

	for (i = 0; i < BLOCK; i++)
	{
		bool		own = i >= offsetof(TarHeader, checksum) &&
			i < offsetof(TarHeader, type);

		unsigned_sum += own ? ' ' : (unsigned char) bytes[i];
		signed_sum += own ? ' ' : (signed char) bytes[i];
	}
	return stored == unsigned_sum || stored == signed_sum;
}

/* Is this block all zeroes, as the end of an archive is? */
static bool
IsEndBlock(const char *block)
{
	int			i;

	for (i = 0; i < BLOCK; i++)
	{
		if (block[i] != '\0')
			return false;
	}
	return true;
}

/* Raise an error: not even the beginning is one of an archive. */
static void
RefuseFormat(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg_internal("%s", message),
			 errhint("Make it with \"tar -C FOLDER -cf - .\".")));
}

/* Return the next block as a header, or NULL at the end of the archive. */
static const TarHeader *
NextHeader(TarReader *reader)
{
	const TarHeader *header;
	bool		first = reader->offset == 0;

	if (reader->length - reader->offset < BLOCK)
	{
		if (first)
			RefuseFormat("this is not a tar archive");
		RefuseArchive(reader->offset,
					  "it is cut off before its end mark");
	}
	header = (const TarHeader *) (reader->data + reader->offset);
	if (IsEndBlock((const char *) header))
		return NULL;
	if (!ChecksumAgrees(header))
	{
		if (first)
			RefuseFormat("this is not a tar archive");
		RefuseArchive(reader->offset, "the checksum of a header is wrong");
	}
	reader->offset += BLOCK;
	return header;
}

/* Return an entry's data and move behind its last block. */
static const char *
TakeData(TarReader *reader, int64 size)
{
	const char *data = reader->data + reader->offset;
	size_t		left = reader->length - reader->offset;
	size_t		blocks;

	if (size < 0 || size > left)
		RefuseArchive(reader->offset,
					  size < 0 ? "the size of an entry is no size" :
					  "an entry is larger than what is left of the archive");
	blocks = ((size_t) size + BLOCK - 1) / BLOCK * BLOCK;
	reader->offset += Min(blocks, left);
	return data;
}

/* Return the name in the header itself. */
static char *
HeaderPath(const TarHeader *header)
{
	char	   *name = pnstrdup(header->name, sizeof(header->name));

	/* GNU's older format has other things where the prefix is */
	if (memcmp(header->magic, "ustar", sizeof(header->magic)) == 0 &&
		header->prefix[0] != '\0')
		return psprintf("%.*s/%s", (int) sizeof(header->prefix),
						header->prefix, name);
	return name;
}

/* Return a name that stands in an entry's data; a NUL may end it. */
static char *
TextData(TarReader *reader, const char *data, int64 size)
{
	const char *nul = memchr(data, '\0', size);

	return pnstrdup(data, nul == NULL ? size : nul - data);
}

/* Take over one record of an extended header. */
static void
ReadRecord(TarReader *reader, Extension *extension, const char *key,
		   size_t key_length, const char *value, size_t length)
{
	if (key_length == 4 && memcmp(key, "path", 4) == 0)
	{
		if (memchr(value, '\0', length) != NULL)
			RefuseArchive(reader->offset, "a path holds a NUL byte");
		extension->path = length == 0 ? NULL : pnstrdup(value, length);
	}
	else if (key_length == 4 && memcmp(key, "size", 4) == 0)
	{
		size_t		i;

		extension->size = length == 0 ? -1 : 0;
		for (i = 0; i < length; i++)
		{
			if (value[i] < '0' || value[i] > '9' ||
				extension->size > PG_INT64_MAX / 10 - 1)
				RefuseArchive(reader->offset,
							  "an extended header holds a size that is none");
			extension->size = extension->size * 10 + (value[i] - '0');
		}
	}
	else if (key_length > 10 && memcmp(key, "GNU.sparse", 10) == 0)
		extension->sparse = true;
}

/* Read an extended header: records "<length> <key>=<value>\n". */
static void
ReadExtension(TarReader *reader, Extension *extension, const char *data,
			  size_t size)
{
	size_t		start = 0;

	while (start < size)
	{
		size_t		length = 0;
		size_t		key = start;
		size_t		equals;

		CHECK_FOR_INTERRUPTS();
		while (key < size && data[key] >= '0' && data[key] <= '9' &&
			   length <= size)
			length = length * 10 + (data[key++] - '0');
		if (key == start || key >= size || data[key] != ' ' ||
			length > size - start || length <= key + 1 - start ||
			data[start + length - 1] != '\n')
			RefuseArchive(reader->offset, "an extended header is malformed");
		key++;

		equals = key;
		while (equals < start + length - 1 && data[equals] != '=')
			equals++;
		if (data[equals] != '=')
			RefuseArchive(reader->offset, "an extended header is malformed");
		ReadRecord(reader, extension, data + key, equals - key,
				   data + equals + 1, start + length - 1 - (equals + 1));
		start += length;
	}
}

/* Raise an error if an entry that is no plain file poses as a script. */
static void
SkipSpecial(const char *path, const char *what)
{
	if (migrate_ends_with(path, ".sql") && !migrate_bundle_skips(path))
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("\"%s\" in the archive is %s, not a regular file",
						migrate_bundle_show_path(path), what),
				 errhint("Put the file itself into the archive, for example with tar --dereference --hard-dereference.")));
}

/* Add a regular file, or the folder that old programs write as one. */
static void
ReadFile(TarReader *reader, const char *path, int64 size, bool sparse)
{
	const char *data = TakeData(reader, size);

	if (sparse)
		SkipSpecial(path, "a sparse file");
	else if (migrate_ends_with(path, "/"))
		migrate_bundle_add_folder(reader->bundle, path);
	else
		migrate_bundle_add_file(reader->bundle, path, data, size);
}

/* Read the entry of a header, name and size as extended headers have it. */
static void
ReadEntry(TarReader *reader, char type, const char *path, int64 size,
		  bool sparse)
{
	switch (type)
	{
		case '0':
		case '\0':
		case '7':
			ReadFile(reader, path, size, sparse);
			break;
		case '1':
			SkipSpecial(path, "a hard link");
			break;
		case '2':
			SkipSpecial(path, "a symbolic link");
			break;
		case '3':
		case '4':
		case '6':
			SkipSpecial(path, "a device");
			break;
		case '5':
			migrate_bundle_add_folder(reader->bundle, path);
			break;
		default:
			(void) TakeData(reader, size);
			/* GNU's folder with a list of its files, as incremental dumps */
			if (type == 'D')
				migrate_bundle_add_folder(reader->bundle, path);
			else if (type != 'V')
				SkipSpecial(path, "an entry of an unknown type");
			break;
	}
}

/* Read one header with its data; extended ones change what comes next. */
static void
ReadHeader(TarReader *reader, const TarHeader *header)
{
	int64		size = ParseNumber(header->size, sizeof(header->size));
	const char *data;
	Extension	next;
	const char *path;

	switch (header->type)
	{
		case 'x':
		case 'X':
			data = TakeData(reader, size);
			ReadExtension(reader, &reader->next, data, size);
			return;
		case 'g':
			data = TakeData(reader, size);
			ReadExtension(reader, &reader->global, data, size);
			reader->next = reader->global;
			return;
		case 'L':
			data = TakeData(reader, size);
			reader->next.path = TextData(reader, data, size);
			return;
		case 'K':
			(void) TakeData(reader, size);
			return;
		default:
			break;
	}

	next = reader->next;
	reader->next = reader->global;
	path = next.path != NULL ? next.path : HeaderPath(header);
	if (next.size >= 0)
		size = next.size;
	ReadEntry(reader, header->type, path, size, next.sparse);
}

/*
 * Return the folder in a tar archive, or raise ERRCODE_MG_LAYOUT.  The files
 * of the bundle point into the archive.
 */
Bundle *
migrate_unpack_archive(bytea *archive)
{
	TarReader	reader = {0};
	const TarHeader *header;

	reader.data = VARDATA_ANY(archive);
	reader.length = VARSIZE_ANY_EXHDR(archive);
	reader.global = NoExtension;
	reader.next = NoExtension;
	reader.bundle = palloc0(sizeof(Bundle));

	if (reader.length == 0)
		RefuseFormat("the archive is empty");
	CheckNotCompressed(reader.data, reader.length);
	while ((header = NextHeader(&reader)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		ReadHeader(&reader, header);
	}
	migrate_bundle_sort(reader.bundle);
	return reader.bundle;
}

/*
 * Writing
 */

/* Return text in UTF-8; a database in SQL_ASCII knows no better. */
static char *
TextToUtf8(const char *text)
{
	if (GetDatabaseEncoding() == PG_SQL_ASCII)
		return unconstify(char *, text);
	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

/* Is all of this ASCII? */
static bool
IsAscii(const char *string)
{
	for (; *string; string++)
	{
		if (IS_HIGHBIT_SET(*string))
			return false;
	}
	return true;
}

/* Append zeroes up to the end of a block. */
static void
AppendPadding(StringInfo buf)
{
	static const char zeroes[BLOCK];

	appendBinaryStringInfo(buf, zeroes,
						   (BLOCK - (buf->len - VARHDRSZ) % BLOCK) % BLOCK);
}

/* Append the header of an entry; the name is cut if it is too long. */
static void
AppendHeader(StringInfo buf, const char *prefix, size_t prefix_length,
			 const char *name, size_t size, char type)
{
	TarHeader	header;
	const unsigned char *bytes = (const unsigned char *) &header;
	int			sum = 0;
	int			i;

	memset(&header, 0, sizeof(header));
	memcpy(header.name, name, Min(strlen(name), sizeof(header.name)));
	memcpy(header.prefix, prefix, Min(prefix_length, sizeof(header.prefix)));
	memcpy(header.mode, "0000644", 8);
	memcpy(header.uid, "0000000", 8);
	memcpy(header.gid, "0000000", 8);
	snprintf(header.size, sizeof(header.size), "%011zo", size);
	memcpy(header.mtime, "00000000000", 12);
	memset(header.checksum, ' ', sizeof(header.checksum));
	header.type = type;
	memcpy(header.magic, "ustar", 6);
	memcpy(header.version, "00", 2);
	memcpy(header.devmajor, "0000000", 8);
	memcpy(header.devminor, "0000000", 8);
	for (i = 0; i < BLOCK; i++)
		sum += bytes[i];
	snprintf(header.checksum, sizeof(header.checksum), "%06o", sum);
	appendBinaryStringInfo(buf, (const char *) &header, BLOCK);
}

/* Append an extended header that gives the entry behind it its path. */
static void
AppendPathExtension(StringInfo buf, const char *path)
{
	size_t		bare = strlen(path) + strlen(" path=\n");
	size_t		length = bare;
	char	   *record;

	/* the record's length counts its own digits */
	while (length != bare + snprintf(NULL, 0, "%zu", length))
		length = bare + snprintf(NULL, 0, "%zu", length);
	record = psprintf("%zu path=%s\n", length, path);
	AppendHeader(buf, "", 0, "PaxHeader", length, 'x');
	appendBinaryStringInfo(buf, record, (int) length);
	AppendPadding(buf);
}

/*
 * Return the slash at which a path fits into the two name fields of a header;
 * NULL if there is none.
 */
static const char *
SplitPath(const char *path)
{
	const char *slash;

	for (slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
	{
		if (strlen(slash + 1) <= sizeof(((TarHeader *) NULL)->name))
			return slash - path <= sizeof(((TarHeader *) NULL)->prefix) ?
				slash : NULL;
	}
	return NULL;
}

/* Append a file. */
static void
AppendFile(StringInfo buf, BundleFile *file)
{
	char	   *path = TextToUtf8(file->path);
	char	   *text = TextToUtf8(migrate_bundle_text(file));
	const char *slash = SplitPath(path);
	bool		ascii = IsAscii(path);

	if (ascii && strlen(path) <= sizeof(((TarHeader *) NULL)->name))
		AppendHeader(buf, "", 0, path, strlen(text), '0');
	else if (ascii && slash != NULL)
		AppendHeader(buf, path, slash - path, slash + 1, strlen(text), '0');
	else
	{
		AppendPathExtension(buf, path);
		AppendHeader(buf, "", 0, "file", strlen(text), '0');
	}
	appendBinaryStringInfo(buf, text, (int) strlen(text));
	AppendPadding(buf);
}

/*
 * Return a bundle as a tar archive.  The same bundle gives the same bytes:
 * there is no time or owner in it.
 */
bytea *
migrate_pack_archive(const Bundle *bundle)
{
	static const char end[2 * BLOCK];
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfoSpaces(&buf, VARHDRSZ);
	foreach(lc, bundle->files)
	{
		CHECK_FOR_INTERRUPTS();
		AppendFile(&buf, lfirst(lc));
	}
	appendBinaryStringInfo(&buf, end, sizeof(end));
	SET_VARSIZE(buf.data, buf.len);
	return (bytea *) buf.data;
}
