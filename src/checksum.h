/*-------------------------------------------------------------------------
 *
 * checksum.h
 *	  SHA-256 of scripts, and the byte string that an event's hash covers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CHECKSUM_H
#define MIGRATE_CHECKSUM_H

#include "common/cryptohash.h"
#include "common/sha2.h"

#define CHECKSUM_LENGTH (PG_SHA256_DIGEST_LENGTH * 2)

/* A hash over fields, each with its length before it. */
typedef struct FieldHash
{
	pg_cryptohash_ctx *state;
} FieldHash;

extern char *migrate_checksum(const char *text);

extern void migrate_hash_begin(FieldHash *hash, const char *version);
extern void migrate_hash_text(FieldHash *hash, const char *value);
extern void migrate_hash_number(FieldHash *hash, bool is_null, int64 value);
extern char *migrate_hash_end(FieldHash *hash);

#endif							/* MIGRATE_CHECKSUM_H */
