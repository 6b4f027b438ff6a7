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

/* Ends a hash and returns it in lower-case hexadecimal. */
static char *
FinishHash(pg_cryptohash_ctx *state)
{
	static const char digits[] = "0123456789abcdef";
	uint8		sum[PG_SHA256_DIGEST_LENGTH];
	char	   *text = palloc(CHECKSUM_LENGTH + 1);

	CheckHash(state, pg_cryptohash_final(state, sum, sizeof(sum)));
	pg_cryptohash_free(state);
	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
	{
		text[i * 2] = digits[sum[i] >> 4];
		text[i * 2 + 1] = digits[sum[i] & 15];
	}
	text[CHECKSUM_LENGTH] = '\0';
	return text;
}

/* Returns a text's bytes in UTF-8; the text itself where that is the same. */
static char *
ToUtf8(const char *text)
{
	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

/* Returns the SHA-256 of a text's UTF-8 bytes: what Prisma and Drizzle store. */
char *
migrate_checksum(const char *text)
{
	pg_cryptohash_ctx *state = pg_cryptohash_create(PG_SHA256);
	char	   *utf8 = ToUtf8(text);

	CheckHash(state, pg_cryptohash_init(state));
	CheckHash(state, pg_cryptohash_update(state, (uint8 *) utf8, strlen(utf8)));
	if (utf8 != text)
		pfree(utf8);
	return FinishHash(state);
}

/* Starts a hash over fields; the version names how they are written. */
void
migrate_hash_begin(FieldHash *hash, const char *version)
{
	hash->state = pg_cryptohash_create(PG_SHA256);
	CheckHash(hash->state, pg_cryptohash_init(hash->state));
	migrate_hash_text(hash, version);
}

/* Adds 't', eight bytes of length and the bytes; NULL is a lone 'n'. */
void
migrate_hash_text(FieldHash *hash, const char *value)
{
	uint8		prefix[1 + sizeof(uint64)];
	uint64		length;
	char	   *utf8;

	if (value == NULL)
	{
		CheckHash(hash->state,
				  pg_cryptohash_update(hash->state, (const uint8 *) "n", 1));
		return;
	}
	utf8 = ToUtf8(value);
	length = pg_hton64(strlen(utf8));
	prefix[0] = 't';
	memcpy(prefix + 1, &length, sizeof(length));
	CheckHash(hash->state,
			  pg_cryptohash_update(hash->state, prefix, sizeof(prefix)));
	CheckHash(hash->state,
			  pg_cryptohash_update(hash->state, (uint8 *) utf8, strlen(utf8)));
	if (utf8 != value)
		pfree(utf8);
}

/* Adds 'i' and eight bytes; NULL is a lone 'n'. */
void
migrate_hash_number(FieldHash *hash, bool is_null, int64 value)
{
	uint8		field[1 + sizeof(uint64)];
	uint64		bytes = pg_hton64((uint64) value);

	if (is_null)
	{
		migrate_hash_text(hash, NULL);
		return;
	}
	field[0] = 'i';
	memcpy(field + 1, &bytes, sizeof(bytes));
	CheckHash(hash->state,
			  pg_cryptohash_update(hash->state, field, sizeof(field)));
}

/* Ends the hash and returns it in hexadecimal. */
char *
migrate_hash_end(FieldHash *hash)
{
	return FinishHash(hash->state);
}
