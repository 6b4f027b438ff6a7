/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The model of a schema: its objects, read from the catalogs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_MODEL_H
#define MIGRATE_MODEL_H

#include "common/sha2.h"
#include "kinds/kind.h"
#include "utils/jsonb.h"
#include "utils/snapshot.h"

/* An object of a model, live or recorded. */
typedef struct Object
{
	const Kind *kind;
	Oid			oid;			/* as in pg_depend; 0 in recorded models */
	int32		subid;
	char	   *identity;
	char	   *parent;			/* identity of what it is a part of, or NULL */
	char	   *name;			/* alone, quoted */
	char	  **values;			/* of the kind's attributes, each may be NULL */
	uint8		hash[PG_SHA256_DIGEST_LENGTH];
} Object;

/* The sum of the hashes of a set of objects. */
typedef struct Fingerprint
{
	uint64		lane[PG_SHA256_DIGEST_LENGTH / sizeof(uint64)];
} Fingerprint;

extern const char *migrate_model_version(void);

/* Objects of a kind that are read together with others. */
typedef struct ReadPart
{
	const Kind *kind;
	List	   *oids;			/* keys of the objects; NIL: find the keys of all */
	List	   *keys;			/* those that were found */
	List	   *now;			/* of Object, as they are */
	List	   *former;			/* of Object with names alone, as they were */
} ReadPart;

extern List *migrate_read_kind(const Kind *kind);
extern void migrate_read_parts(List *parts, Snapshot before);

extern const char *migrate_value(const Object *object, const char *attribute);
extern void migrate_hash_object(Object *object);
extern bool migrate_same_object(const Object *a, const Object *b);
extern Jsonb *migrate_object_json(const Object *object);
extern Jsonb *migrate_differing_attributes(const Object *object, const Object *other);
extern Object *migrate_object_from_json(const Kind *kind, const char *identity,
										const char *parent, const char *name,
										Jsonb *attributes);
extern int	migrate_compare_identity(const ListCell *a, const ListCell *b);

extern void migrate_fingerprint_add(Fingerprint *sum, const Object *object);
extern void migrate_fingerprint_subtract(Fingerprint *sum, const Object *object);
extern char *migrate_fingerprint_text(const Fingerprint *sum);
extern bool migrate_fingerprint_parse(const char *text, Fingerprint *sum);

#endif							/* MIGRATE_MODEL_H */
