/*-------------------------------------------------------------------------
 *
 * expected.c
 *	  The model that the ledger expects: what the deltas of its events add up to.
 *
 * No table holds it.  The newest delta of an object says how it is to be, and
 * one without attributes that it is not to be.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "errors.h"
#include "executor/spi.h"
#include "expected.h"
#include "miscadmin.h"
#include "texttable.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#define BATCH 10000

/* Returns the key of an object: a byte for its kind, and its identity. */
char *
migrate_object_key(const Kind *kind, const char *identity)
{
	Size		length = strlen(identity);
	char	   *key = palloc(length + 2);

	StaticAssertStmt(sizeof(char) == 1, "a kind's number fits a byte");
	key[0] = (char) (migrate_kind_place(kind) + 1);
	memcpy(key + 1, identity, length + 1);
	return key;
}

const Kind *
migrate_key_kind(const char *key)
{
	return migrate_kinds[(unsigned char) key[0] - 1];
}

const char *
migrate_key_identity(const char *key)
{
	return key + 1;
}

/*
 * Returns the version of the model that the ledger keeps, NULL if it keeps
 * none yet.
 */
char *
migrate_expected_version(void)
{
	LedgerAccess access;
	char	   *version = NULL;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	if (migrate_query(&access,
					  "SELECT e.model FROM migrate.event e"
					  " JOIN migrate.head h ON h.id = e.id", NULL) > 0)
		version = migrate_first_text(&access);
	migrate_ledger_close(&access);
	return version;
}

/* Takes the model's version and fingerprint as of an event. */
static void
TakeVersion(LedgerAccess *access, Expected *expected, int64 event)
{
	QueryArgs	args = {0};
	MemoryContext old;
	ResultRow	row;

	migrate_arg_bigint(&args, event);
	if (migrate_query(access,
					  "SELECT model, fingerprint FROM migrate.event"
					  " WHERE id <= $1 AND model IS NOT NULL"
					  " ORDER BY id DESC LIMIT 1", &args) == 0)
		return;
	migrate_get_row(0, &row);
	old = MemoryContextSwitchTo(access->context);
	expected->model = migrate_column_text(&row, 1);
	if (!migrate_fingerprint_parse(migrate_required_text(&row, 2), &expected->fingerprint))
		migrate_refuse_row();
	MemoryContextSwitchTo(old);
}

/* Returns version and fingerprint of the model that the newest event expects. */
void
migrate_expected_fingerprint(char **version, Fingerprint *sum)
{
	LedgerAccess access;
	Expected	expected = {0};

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	TakeVersion(&access, &expected, NEWEST_EVENT);
	migrate_ledger_close(&access);
	*version = expected.model;
	*sum = expected.fingerprint;
}

/* Takes a row into the table of what is expected. */
static void
TakeRow(Expected *expected, const ResultRow *row, MemoryContext context)
{
	int			number = migrate_kind_number(migrate_required_text(row, 1));
	MemoryContext old;
	char	   *key;
	ExpectedEntry *entry;

	if (number < 0)
		return;					/* of a later version of the extension */
	old = MemoryContextSwitchTo(context);
	key = migrate_object_key(migrate_kinds[number],
							 migrate_required_text(row, 2));
	entry = migrate_text_find(expected->entries, key);
	if (row->nulls[3])
	{
		if (entry)
			(void) hash_search(expected->entries, &key, HASH_REMOVE, NULL);
	}
	else
	{
		bytea	   *hash = DatumGetByteaPP(row->values[3]);

		if (entry == NULL)
		{
			entry = palloc0(sizeof(ExpectedEntry));
			entry->key = key;
			migrate_text_enter(expected->entries, key, entry);
		}
		entry->event = migrate_column_bigint(row, 3);
		if (VARSIZE_ANY_EXHDR(hash) == sizeof(entry->hash))
			memcpy(entry->hash, VARDATA_ANY(hash), sizeof(entry->hash));
	}
	MemoryContextSwitchTo(old);
}

/* Reads all deltas up to an event, oldest first. */
static void
TakeDeltas(LedgerAccess *access, Expected *expected, int64 event)
{
	QueryArgs	args = {0};
	SPIPlanPtr	plan;
	Portal		portal;

	migrate_arg_bigint(&args, event);
	plan = migrate_plan("SELECT kind, identity, event, hash FROM migrate.delta"
						" WHERE event <= $1 ORDER BY event, number", &args);
	portal = SPI_cursor_open(NULL, plan, args.values, args.nulls, access->read_only);
	for (;;)
	{
		SPI_cursor_fetch(portal, true, BATCH);
		if (SPI_processed == 0)
			break;
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			ResultRow	row;

			CHECK_FOR_INTERRUPTS();
			migrate_get_row(i, &row);
			TakeRow(expected, &row, access->context);
		}
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
}

/* Returns the model that is expected as of an event. */
Expected *
migrate_read_expected(int64 event)
{
	Expected   *expected = palloc0(sizeof(Expected));
	LedgerAccess access;

	expected->entries = migrate_text_table();
	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	TakeVersion(&access, expected, event);
	if (expected->model)
		TakeDeltas(&access, expected, event);
	migrate_ledger_close(&access);
	return expected;
}

/* Returns the object of a row: identity, parent, name, attributes, event. */
static Object *
RowObject(const Kind *kind, const ResultRow *row, int64 *last)
{
	Jsonb	   *attributes;

	if (last)
		*last = migrate_column_bigint(row, 5);
	if (row->nulls[3])
		return NULL;
	attributes = DatumGetJsonbP(row->values[3]);
	if (!JB_ROOT_IS_OBJECT(attributes))
		migrate_refuse_row();
	return migrate_object_from_json(kind, migrate_required_text(row, 1),
									migrate_column_text(row, 2),
									migrate_required_text(row, 3), attributes);
}

/*
 * Returns an object as it is expected as of an event, NULL if it is not; and
 * the event that last changed it, 0 if none did.
 */
Object *
migrate_expected_object(const Kind *kind, const char *identity, int64 event,
						int64 *last)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	Object	   *object = NULL;

	if (last)
		*last = 0;
	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_text(&args, kind->name);
	migrate_arg_text(&args, identity);
	migrate_arg_bigint(&args, event);
	if (migrate_query(&access,
					  "SELECT identity, parent, name, attributes, event"
					  " FROM migrate.delta WHERE kind = $1"
					  " AND \"left\"(identity, 600) = \"left\"($2, 600)"
					  " AND identity = $2 AND event <= $3"
					  " ORDER BY event DESC, number DESC LIMIT 1", &args) > 0)
	{
		MemoryContext old = MemoryContextSwitchTo(access.context);
		ResultRow	row;

		migrate_get_row(0, &row);
		object = RowObject(kind, &row, last);
		MemoryContextSwitchTo(old);
	}
	migrate_ledger_close(&access);
	return object;
}

/*
 * Returns a table of the objects of some keys, by key, as far as they are
 * expected now.
 */
HTAB *
migrate_expected_of(List *keys)
{
	HTAB	   *objects = migrate_text_table();
	LedgerAccess access;
	QueryArgs	args = {0};
	List	   *kinds = NIL;
	List	   *identities = NIL;
	ListCell   *lc;
	MemoryContext old;
	uint64		n;

	foreach(lc, keys)
	{
		kinds = lappend(kinds, (char *) migrate_key_kind(lfirst(lc))->name);
		identities = lappend(identities, (char *) migrate_key_identity(lfirst(lc)));
	}
	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_texts(&args, kinds);
	migrate_arg_texts(&args, identities);
	n = migrate_query(&access,
					  "SELECT d.identity, d.parent, d.name, d.attributes, d.event, k.kind"
					  " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS k (kind, identity),"
					  " LATERAL (SELECT * FROM migrate.delta x WHERE x.kind = k.kind"
					  "  AND \"left\"(x.identity, 600) = \"left\"(k.identity, 600)"
					  "  AND x.identity = k.identity"
					  "  ORDER BY x.event DESC, x.number DESC LIMIT 1) d", &args);
	old = MemoryContextSwitchTo(access.context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;
		Object	   *object;
		const Kind *kind;

		migrate_get_row(i, &row);
		kind = migrate_kinds[migrate_kind_number(migrate_column_text(&row, 6))];
		object = RowObject(kind, &row, NULL);
		if (object)
			migrate_text_enter(objects, migrate_object_key(kind, object->identity), object);
	}
	MemoryContextSwitchTo(old);
	migrate_ledger_close(&access);
	return objects;
}

/* Returns the objects of a query's newest rows for each identity. */
static List *
NewestObjects(LedgerAccess *access, const Kind *kind, const char *sql, QueryArgs *args)
{
	uint64		n = migrate_query(access, sql, args);
	MemoryContext old = MemoryContextSwitchTo(access->context);
	List	   *objects = NIL;

	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;
		Object	   *object;

		CHECK_FOR_INTERRUPTS();
		migrate_get_row(i, &row);
		object = RowObject(kind, &row, NULL);
		if (object)
			objects = lappend(objects, object);
	}
	MemoryContextSwitchTo(old);
	return objects;
}

/* Returns all objects of a kind as they are expected as of an event. */
List *
migrate_expected_objects(const Kind *kind, int64 event)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	List	   *objects;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_text(&args, kind->name);
	migrate_arg_bigint(&args, event);
	objects = NewestObjects(&access, kind,
							"SELECT DISTINCT ON (identity)"
							" identity, parent, name, attributes, event"
							" FROM migrate.delta WHERE kind = $1 AND event <= $2"
							" ORDER BY identity, event DESC, number DESC", &args);
	migrate_ledger_close(&access);
	return objects;
}

/* Returns those of them that are part of an object. */
List *
migrate_expected_children(const Kind *kind, const char *parent, int64 event)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	List	   *objects;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_text(&args, kind->name);
	migrate_arg_text(&args, parent);
	migrate_arg_bigint(&args, event);
	objects = NewestObjects(&access, kind,
							"SELECT DISTINCT ON (identity)"
							" identity, parent, name, attributes, event"
							" FROM migrate.delta WHERE kind = $1 AND parent = $2 AND event <= $3"
							" ORDER BY identity, event DESC, number DESC", &args);
	migrate_ledger_close(&access);
	return objects;
}

/* Whether an event is of a migration. */
bool
migrate_event_is_of(int64 event, const char *project, const char *name)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	bool		is;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_bigint(&args, event);
	migrate_arg_text(&args, project);
	migrate_arg_text(&args, name);
	is = migrate_query(&access,
					   "SELECT 1 FROM migrate.event"
					   " WHERE id = $1 AND project = $2 AND name = $3", &args) > 0;
	migrate_ledger_close(&access);
	return is;
}
