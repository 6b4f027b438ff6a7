/*-------------------------------------------------------------------------
 *
 * checksum.c
 *	  SHA-256 of scripts, and the byte string that an event's hash covers.
 *
 * Both are taken over UTF-8, whatever the encoding of the database, so that a
 * dump restored elsewhere keeps its sums.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "checksum.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "common/string.h"
#include "errors.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"

/* Raises the error of a hash function that failed (OpenSSL may). */
static void
CheckHash(pg_cryptohash_ctx *state, int result)
{
	if (state == NULL || result < 0)
		elog(ERROR, "could not compute SHA-256: %s",
			 pg_cryptohash_error(state));
}

/* Computes a SHA-256. */
static void
Sha256Bytes(const char *bytes, size_t length, uint8 *sum)
{
	pg_cryptohash_ctx *state = pg_cryptohash_create(PG_SHA256);

	CheckHash(state, pg_cryptohash_init(state));
	CheckHash(state, pg_cryptohash_update(state, (const uint8 *) bytes, length));
	CheckHash(state, pg_cryptohash_final(state, sum, PG_SHA256_DIGEST_LENGTH));
	pg_cryptohash_free(state);
}

/* Returns a SHA-256 in hexadecimal. */
static char *
Sha256(const char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	uint8		sum[PG_SHA256_DIGEST_LENGTH];
	char	   *text = palloc(PG_SHA256_DIGEST_LENGTH * 2 + 1);

	Sha256Bytes(bytes, length, sum);
	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
	{
		text[i * 2] = digits[sum[i] >> 4];
		text[i * 2 + 1] = digits[sum[i] & 15];
	}
	text[PG_SHA256_DIGEST_LENGTH * 2] = '\0';
	return text;
}

/* Bytes that are converted at once. */
#define CONVERT_CHUNK 8192

/*
 * Returns a text in UTF-8, or NULL if it holds a character that UTF-8 does not
 * have.  The text itself is returned where that is the same, and in SQL_ASCII:
 * such a database does not know what it holds, and its bytes count.
 */
static char *
TryToUtf8(const char *text)
{
	int			encoding = GetDatabaseEncoding();
	size_t		left = strlen(text);
	unsigned char utf8[CONVERT_CHUNK * MAX_CONVERSION_GROWTH + 1];
	StringInfoData result;
	Oid			proc;

	if (encoding == PG_SQL_ASCII || encoding == PG_UTF8 || pg_is_ascii(text))
		return unconstify(char *, text);
	proc = FindDefaultConversionProc(encoding, PG_UTF8);
	if (!OidIsValid(proc))
		return NULL;

	initStringInfo(&result);
	while (left > 0)
	{
		/* a character at the end that is cut in two is left for the next turn */
		int			done = pg_do_encoding_conversion_buf(
			proc, encoding, PG_UTF8,
			(unsigned char *) unconstify(char *, text),
			(int) Min(left, CONVERT_CHUNK), utf8, sizeof(utf8), true);

		CHECK_FOR_INTERRUPTS();
		if (done <= 0)
		{
			pfree(result.data);
			return NULL;
		}
		appendStringInfoString(&result, (char *) utf8);
		text += done;
		left -= done;
	}
	return result.data;
}

/* Returns a text in UTF-8, or the text itself where that cannot be. */
char *
migrate_to_utf8(const char *text)
{
	char	   *utf8 = TryToUtf8(text);

	return utf8 ? utf8 : unconstify(char *, text);
}

/* Returns the SHA-256 of a text's UTF-8 bytes, or NULL if it has none. */
char *
migrate_try_checksum(const char *text)
{
	char	   *utf8 = TryToUtf8(text);
	char	   *sum;

	if (utf8 == NULL)
		return NULL;
	sum = Sha256(utf8, strlen(utf8));
	if (utf8 != text)
		pfree(utf8);
	return sum;
}

/*
 * Returns the SHA-256 of a text's UTF-8 bytes: what Prisma and Drizzle store.
 * A text that has none is an error.
 */
char *
migrate_checksum(const char *text)
{
	char	   *sum = migrate_try_checksum(text);

	if (sum == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_ENCODING),
				 errmsg("a text holds a character of encoding %s that UTF-8 does not have",
						GetDatabaseEncodingName()),
				 errdetail("Checksums are taken over UTF-8."),
				 errhint("Write the character in another way, for example with chr().")));
	return sum;
}

/* Appends a tag and eight bytes in network order. */
static void
AppendTagged(StringInfo fields, char tag, uint64 number)
{
	uint64		bytes = pg_hton64(number);

	appendStringInfoCharMacro(fields, tag);
	appendBinaryStringInfo(fields, (const char *) &bytes, sizeof(bytes));
}

/*
 * Adds 't', eight bytes of length and the bytes in UTF-8; NULL is a lone 'n'.
 * Of a text that UTF-8 does not have, as the message of an error can be, it
 * adds 'b' and the bytes as they are.
 */
void
migrate_field_text(StringInfo fields, const char *value)
{
	char	   *utf8;

	if (value == NULL)
	{
		appendStringInfoCharMacro(fields, 'n');
		return;
	}
	utf8 = TryToUtf8(value);
	AppendTagged(fields, utf8 ? 't' : 'b', strlen(utf8 ? utf8 : value));
	appendStringInfoString(fields, utf8 ? utf8 : value);
	if (utf8 != NULL && utf8 != value)
		pfree(utf8);
}

/* Adds 'i' and eight bytes; NULL is a lone 'n'. */
void
migrate_field_number(StringInfo fields, bool is_null, int64 value)
{
	if (is_null)
		appendStringInfoCharMacro(fields, 'n');
	else
		AppendTagged(fields, 'i', (uint64) value);
}

/* Returns the SHA-256 of the fields, in hexadecimal. */
char *
migrate_fields_hash(StringInfo fields)
{
	return Sha256(fields->data, fields->len);
}

/* Computes the SHA-256 of the fields, as PG_SHA256_DIGEST_LENGTH bytes. */
void
migrate_fields_digest(StringInfo fields, uint8 *digest)
{
	Sha256Bytes(fields->data, fields->len, digest);
}
