/*-------------------------------------------------------------------------
 *
 * expected.h
 *	  The model that the ledger expects: what the deltas of its events add up to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_EXPECTED_H
#define MIGRATE_EXPECTED_H

#include "ledger.h"
#include "model.h"
#include "utils/hsearch.h"

/* As of the newest event. */
#define NEWEST_EVENT PG_INT64_MAX

/* An object of the expected model, as far as comparing needs it. */
typedef struct ExpectedEntry
{
	const char *key;			/* see migrate_object_key() */
	int64		event;			/* that last changed it */
	bool		seen;			/* for who compares */
	uint8		hash[PG_SHA256_DIGEST_LENGTH];
} ExpectedEntry;

/* The expected model, by key. */
typedef struct Expected
{
	HTAB	   *entries;
	char	   *model;			/* model version, NULL if there is none yet */
	Fingerprint fingerprint;
} Expected;

extern char *migrate_object_key(const Kind *kind, const char *identity);
extern const Kind *migrate_key_kind(const char *key);
extern const char *migrate_key_identity(const char *key);

extern char *migrate_expected_version(void);
extern void migrate_expected_fingerprint(char **version, Fingerprint *sum);
extern Expected *migrate_read_expected(int64 event);
extern Object *migrate_expected_object(const Kind *kind, const char *identity,
									   int64 event, int64 *last);
extern HTAB *migrate_expected_of(List *keys);
extern List *migrate_expected_objects(const Kind *kind, int64 event);
extern List *migrate_expected_children(const Kind *kind, const char *parent,
									   int64 event);
extern bool migrate_event_is_of(int64 event, const char *project, const char *name);

#endif							/* MIGRATE_EXPECTED_H */
