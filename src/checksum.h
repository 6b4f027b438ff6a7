/*-------------------------------------------------------------------------
 *
 * checksum.h
 *	  SHA-256 of scripts, and the byte string that an event's hash covers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CHECKSUM_H
#define MIGRATE_CHECKSUM_H

#include "lib/stringinfo.h"

extern char *migrate_to_utf8(const char *text);
extern char *migrate_checksum(const char *text);
extern char *migrate_try_checksum(const char *text);

/* A byte string of fields, each with its length before it; then its hash. */
extern void migrate_field_text(StringInfo fields, const char *value);
extern void migrate_field_number(StringInfo fields, bool is_null, int64 value);
extern char *migrate_fields_hash(StringInfo fields);
extern void migrate_fields_digest(StringInfo fields, uint8 *digest);

#endif							/* MIGRATE_CHECKSUM_H */
