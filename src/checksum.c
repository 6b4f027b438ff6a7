/*-------------------------------------------------------------------------
 *
 * checksum.c
 *	  SHA-256 of scripts, and the byte string that an event's hash covers.
 *
 * Both are taken over UTF-8, whatever the encoding of the database, so that a
 * dump restored elsewhere keeps its sums.  Pure: reads no catalog.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "checksum.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "mb/pg_wchar.h"
#include "port/pg_bswap.h"

/* Raises the error of a hash function that failed (OpenSSL may). */
static void
CheckHash(pg_cryptohash_ctx *state, int result)
{
	if (state == NULL || result < 0)
		elog(ERROR, "could not compute SHA-256: %s",
			 pg_cryptohash_error(state));
}

/* Returns the SHA-256 of bytes in lower-case hexadecimal. */
static char *
Sha256(const char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	pg_cryptohash_ctx *state = pg_cryptohash_create(PG_SHA256);
	uint8		sum[PG_SHA256_DIGEST_LENGTH];
	char	   *text = palloc(PG_SHA256_DIGEST_LENGTH * 2 + 1);

	CheckHash(state, pg_cryptohash_init(state));
	CheckHash(state, pg_cryptohash_update(state, (const uint8 *) bytes, length));
	CheckHash(state, pg_cryptohash_final(state, sum, sizeof(sum)));
	pg_cryptohash_free(state);
	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
	{
		text[i * 2] = digits[sum[i] >> 4];
		text[i * 2 + 1] = digits[sum[i] & 15];
	}
	text[PG_SHA256_DIGEST_LENGTH * 2] = '\0';
	return text;
}

/*
 * Returns a text's bytes in UTF-8; the text itself where that is the same.  A
 * database in SQL_ASCII does not know what it holds: its bytes count.
 */
static char *
ToUtf8(const char *text)
{
	if (GetDatabaseEncoding() == PG_SQL_ASCII)
		return unconstify(char *, text);
	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

/* Returns the SHA-256 of a text's UTF-8 bytes: what Prisma and Drizzle store. */
char *
migrate_checksum(const char *text)
{
	char	   *utf8 = ToUtf8(text);
	char	   *sum = Sha256(utf8, strlen(utf8));

	if (utf8 != text)
		pfree(utf8);
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

/* Adds 't', eight bytes of length and the bytes; NULL is a lone 'n'. */
void
migrate_field_text(StringInfo fields, const char *value)
{
	char	   *utf8;

	if (value == NULL)
	{
		appendStringInfoCharMacro(fields, 'n');
		return;
	}
	utf8 = ToUtf8(value);
	AppendTagged(fields, 't', strlen(utf8));
	appendStringInfoString(fields, utf8);
	if (utf8 != value)
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
