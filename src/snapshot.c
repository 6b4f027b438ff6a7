/*-------------------------------------------------------------------------
 *
 * snapshot.c
 *	  snapshot() and fingerprint(): a model as rows, and as one hash.
 *
 * The live model, or the one that the ledger expects, now or as of an event.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "drift.h"
#include "errors.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "version.h"

/* Where a model comes from. */
typedef struct Source
{
	bool		live;
	int64		event;			/* of the ledger's model */
	List	   *exclusions;
} Source;

/* Raises an error unless the ledger knows a model as of the event. */
static void
CheckEvent(int64 event)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	bool		known;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_bigint(&args, event);
	known = migrate_query(&access,
						  "SELECT 1 FROM migrate.event WHERE id = $1 AND model IS NOT NULL",
						  &args) > 0;
	migrate_ledger_close(&access);
	if (!known)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the ledger knows no model as of event " INT64_FORMAT, event),
				 errhint("migrate.history lists the events; models begin with the event \"found\" or a baseline.")));
}

/* Reads where a model is to come from: 'live', 'ledger' or 'ledger@N'. */
static Source
ReadSource(const char *text)
{
	Source		source = {.event = NEWEST_EVENT, .exclusions = migrate_read_exclusions()};

	if (strcmp(text, "live") == 0)
		source.live = true;
	else if (strcmp(text, "ledger") == 0)
	{
		if (migrate_expected_version() == NULL)
			migrate_require_model(NULL);
	}
	else if (strncmp(text, "ledger@", 7) == 0 && text[7] != '\0' &&
			 strspn(text + 7, "0123456789") == strlen(text + 7) && strlen(text) < 25)
	{
		source.event = strtoi64(text + 7, NULL, 10);
		CheckEvent(source.event);
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown source \"%s\" of a model", text),
				 errhint("It can be 'live', 'ledger', or 'ledger@N' as of event N.")));
	return source;
}

/* Returns the objects of a kind. */
static List *
ReadKind(const Source *source, const Kind *kind)
{
	List	   *objects = source->live ? migrate_read_kind(kind) :
		migrate_expected_objects(kind, source->event);
	List	   *included = NIL;
	ListCell   *lc;

	if (source->exclusions == NIL)
		return objects;
	foreach(lc, objects)
	{
		Object	   *object = lfirst(lc);

		if (!migrate_is_excluded(source->exclusions, object->identity, object->parent))
			included = lappend(included, object);
	}
	return included;
}

/* Puts an object into the result. */
static void
PutObject(ReturnSetInfo *result, const Object *object)
{
	Datum		values[5];
	bool		nulls[5] = {false};
	char		hash[2 * PG_SHA256_DIGEST_LENGTH + 1];

	hex_encode((const char *) object->hash, PG_SHA256_DIGEST_LENGTH, hash);
	hash[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
	values[0] = CStringGetTextDatum(object->kind->name);
	values[1] = CStringGetTextDatum(object->identity);
	nulls[2] = (object->parent == NULL);
	values[2] = nulls[2] ? (Datum) 0 : CStringGetTextDatum(object->parent);
	values[3] = JsonbPGetDatum(migrate_object_json(object));
	values[4] = CStringGetTextDatum(hash);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* snapshot(source): the objects of a model */
MIGRATE_FUNCTION(migrate_snapshot)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Source		source = ReadSource(migrate_text_arg(fcinfo, 0, "source"));
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate snapshot",
												  ALLOCSET_DEFAULT_SIZES);

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < migrate_kind_count; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(context);
		ListCell   *lc;

		foreach(lc, ReadKind(&source, migrate_kinds[i]))
			PutObject(result, lfirst(lc));
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	return (Datum) 0;
}

/* fingerprint(source): one hash for a whole model */
MIGRATE_FUNCTION(migrate_fingerprint)
{
	Source		source = ReadSource(migrate_text_arg(fcinfo, 0, "source"));
	Fingerprint sum = {{0}};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate fingerprint",
												  ALLOCSET_DEFAULT_SIZES);

	for (int i = 0; i < migrate_kind_count; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(context);
		ListCell   *lc;

		foreach(lc, ReadKind(&source, migrate_kinds[i]))
			migrate_fingerprint_add(&sum, lfirst(lc));
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	PG_RETURN_TEXT_P(cstring_to_text(migrate_fingerprint_text(&sum)));
}
