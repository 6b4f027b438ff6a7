/*-------------------------------------------------------------------------
 *
 * model.c
 *	  The model of a schema: its objects, read from the catalogs.
 *
 * One query for each kind is put together from its declaration.  It runs as
 * the owner of the ledger under pinned settings, so that what is read never
 * depends on who asks.  Nothing of a user's is evaluated: the queries call
 * functions of pg_catalog alone, and canonical.c does not run what could.
 *
 * Objects are read in batches, each in a subtransaction that is rolled back: no
 * lock on a catalog is kept longer than a batch takes, and one on an object not
 * longer than it takes to print that.
 * An object that is changed or dropped while it is read makes the server
 * raise whatever it likes; the batch is then read again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_description.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_type.h"
#include "checksum.h"
#include "compat.h"
#include "executor/spi.h"
#include "kinds/facets.h"
#include "ledger.h"
#include "miscadmin.h"
#include "model.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

/* How this code describes objects; raised when the same object reads new. */
#define MODEL_VERSION "1"

/* Keys of objects that are read at once; some kinds have many objects to a key. */
#define BATCH 10000
#define BATCH_OF_MANY 1000

/* How often a batch is read that others disturb. */
#define ATTEMPTS 10

/* Columns before the attributes in the query of a kind. */
enum
{
	COLUMN_OID = 1, COLUMN_SUBID, COLUMN_ROOT, COLUMN_IDENTITY, COLUMN_PARENT,
	COLUMN_NAME, COLUMN_FIRST
};

/* The queries of a kind; their plans are made when they are first needed. */
typedef enum KindQuery
{
	QUERY_KEYS,					/* the oids of all objects, and maybe of more */
	QUERY_OBJECTS,				/* $1 oid[]: the objects with all attributes */
	QUERY_MANY,					/* the same without comments, for many objects */
	QUERY_NAMES,				/* $1 oid[]: what comes before the attributes */
	QUERY_COUNT
} KindQuery;

static SPIPlanPtr (*plans)[QUERY_COUNT] = NULL;

/* Returns the version of models that are read: ours and the server's. */
const char *
migrate_model_version(void)
{
	return MODEL_VERSION "/" CppAsString2(PG_MAJORVERSION_NUM);
}

/*
 * Settings that decide how the server prints things
 */

/* Pins them until the current subtransaction ends. */
static void
PinSettings(void)
{
	static const char *const settings[][2] = {
		{"search_path", "pg_catalog, pg_temp"},
		{"TimeZone", "UTC"},
		{"DateStyle", "ISO, YMD"},
		{"IntervalStyle", "postgres"},
		{"extra_float_digits", "3"},
		{"bytea_output", "hex"},
		{"lc_monetary", "C"},
		{"lc_numeric", "C"},
		{"quote_all_identifiers", "off"},
		{"transform_null_equals", "off"},
		{"standard_conforming_strings", "on"},
		{"xmlbinary", "base64"},
		{"xmloption", "content"},
		{"row_security", "off"},
		{"jit", "off"},
		{"enable_seqscan", "on"},
		{"enable_hashjoin", "on"},
		{"lock_timeout", "100ms"},
	};

	for (int i = 0; i < lengthof(settings); i++)
		(void) set_config_option(settings[i][0], settings[i][1],
								 PGC_SUSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * The members of extensions
 */

typedef struct Member
{
	Oid			classid;
	Oid			objid;
} Member;

/* Returns the set of all objects that belong to an extension. */
static HTAB *
ReadMembers(void)
{
	HASHCTL		control = {.keysize = sizeof(Member), .entrysize = sizeof(Member),
	.hcxt = CurrentMemoryContext};
	HTAB	   *members = hash_create("migrate members", 256, &control,
									  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_depend_refclassid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(ExtensionRelationId));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);
		Member		member = {row->classid, row->objid};

		if (row->deptype == DEPENDENCY_EXTENSION)
			hash_search(members, &member, HASH_ENTER, NULL);
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return members;
}

/* Whether an object belongs to an extension, itself or by its root. */
static bool
IsMember(HTAB *members, const Kind *kind, Oid oid, Oid root)
{
	Member		own = {kind->classid, oid};
	Member		parent = {kind->root_class, root};

	return hash_search(members, &own, HASH_FIND, NULL) != NULL ||
		(OidIsValid(root) && hash_search(members, &parent, HASH_FIND, NULL) != NULL);
}

/*
 * The comments
 */

typedef struct Comment
{
	Oid			objid;			/* the key, with the number */
	int32		subid;
	char	   *text;
} Comment;

/*
 * Returns the comments on all objects of a class.  To search them one by one
 * takes longer, if there are many objects.
 */
static HTAB *
ReadComments(Oid classid)
{
	HASHCTL		control = {.keysize = offsetof(Comment, text), .entrysize = sizeof(Comment),
	.hcxt = CurrentMemoryContext};
	HTAB	   *comments = hash_create("migrate comments", 256, &control,
									   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	Relation	description = table_open(DescriptionRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(description, InvalidOid, false, NULL, 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_description row = (Form_pg_description) GETSTRUCT(tuple);
		Comment		key = {row->objoid, row->objsubid};
		Comment    *comment;
		bool		is_null;

		CHECK_FOR_INTERRUPTS();
		if (row->classoid != classid)
			continue;
		comment = hash_search(comments, &key, HASH_ENTER, NULL);
		comment->text = TextDatumGetCString(heap_getattr(tuple, Anum_pg_description_description,
														 RelationGetDescr(description), &is_null));
	}
	systable_endscan(scan);
	table_close(description, AccessShareLock);
	return comments;
}

/* Gives an object its comment. */
static void
TakeComment(HTAB *comments, Object *object)
{
	Comment		key = {object->oid, object->subid};
	Comment    *comment = hash_search(comments, &key, HASH_FIND, NULL);

	if (comment)
		object->values[object->kind->attribute_count + FACET_COMMENT] = comment->text;
}

/*
 * Queries
 */

/* Prepares one of the queries of a kind. */
static SPIPlanPtr
Prepare(const char *sql, bool with_oids)
{
	Oid			types[] = {OIDARRAYOID};
	SPIPlanPtr	plan = SPI_prepare(sql, with_oids ? 1 : 0, types);

	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "could not prepare \"%s\": %s", sql,
			 SPI_result_code_string(SPI_result));
	return plan;
}

/* Returns the columns that come before the attributes. */
static char *
NameColumns(const Kind *kind)
{
	return psprintf("%s, %s::pg_catalog.int4, %s::pg_catalog.oid, %s, %s, %s",
					kind->key, kind->subid ? kind->subid : "0",
					kind->root ? kind->root : "0",
					kind->identity,
					kind->parent ? kind->parent : "NULL::pg_catalog.text",
					kind->local);
}

/* Returns the query of all attributes of some objects, or all but the comment. */
static char *
ObjectsQuery(const Kind *kind, bool comments)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s", NameColumns(kind));
	for (int i = 0; i < kind->attribute_count; i++)
		appendStringInfo(&sql, ", %s", kind->attributes[i].sql);
	appendStringInfo(&sql, "%s FROM %s%s WHERE %s AND %s = ANY ($1)",
					 migrate_facet_columns(kind, comments), kind->from,
					 migrate_facet_joins(kind, comments), kind->where, kind->key);
	return sql.data;
}

/* Returns a query of a kind. */
static char *
QueryText(const Kind *kind, KindQuery query)
{
	switch (query)
	{
		case QUERY_KEYS:
			return kind->candidates ? pstrdup(kind->candidates) :
				psprintf("SELECT %s FROM %s WHERE %s", kind->key, kind->from, kind->where);
		case QUERY_NAMES:
			return psprintf("SELECT %s FROM %s WHERE %s AND %s = ANY ($1)",
							NameColumns(kind), kind->from, kind->where, kind->key);
		default:
			return ObjectsQuery(kind, query == QUERY_OBJECTS);
	}
}

/* Returns the plan of a query of a kind; SPI is connected. */
static SPIPlanPtr
QueryPlan(const Kind *kind, KindQuery query)
{
	SPIPlanPtr *plan;

	if (plans == NULL)
		plans = MemoryContextAllocZero(TopMemoryContext,
									   sizeof(*plans) * migrate_kind_count);
	plan = &plans[migrate_kind_place(kind)][query];
	if (*plan == NULL)
		*plan = Prepare(QueryText(kind, query), query != QUERY_KEYS);
	return *plan;
}

/* Returns oids of the list, from a place on, as an array. */
static Datum
OidArray(List *oids, int from, int count)
{
	Datum	   *elements = palloc(sizeof(Datum) * (count + 1));

	for (int i = 0; i < count; i++)
		elements[i] = ObjectIdGetDatum(list_nth_oid(oids, from + i));
	return PointerGetDatum(construct_array(elements, count, OIDOID, sizeof(Oid),
										   true, TYPALIGN_INT));
}

/* Returns a text of a row, or NULL, in the given context. */
static char *
RowText(const ResultRow *row, int column, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	char	   *result = migrate_column_text(row, column);

	MemoryContextSwitchTo(old);
	return result;
}

/* Returns an oid of a row. */
static Oid
RowOid(const ResultRow *row, int column)
{
	return row->nulls[column - 1] ? InvalidOid : DatumGetObjectId(row->values[column - 1]);
}

/* Returns an object with the names of a row. */
static Object *
RowNames(const Kind *kind, const ResultRow *row, MemoryContext context)
{
	Object	   *object = MemoryContextAllocZero(context, sizeof(Object));

	object->kind = kind;
	object->oid = RowOid(row, COLUMN_OID);
	object->subid = (int32) RowOid(row, COLUMN_SUBID);
	object->identity = RowText(row, COLUMN_IDENTITY, context);
	object->parent = RowText(row, COLUMN_PARENT, context);
	object->name = RowText(row, COLUMN_NAME, context);
	if (object->identity == NULL || object->name == NULL)
		elog(ERROR, "%s %u has no name", kind->name, object->oid);
	return object;
}

/* Returns an attribute of a row that takes work. */
static char *
RowAttribute(const Object *object, const ResultRow *row, int number)
{
	const Kind *kind = object->kind;
	int			column = COLUMN_FIRST + number;

	if (number == kind->attribute_count + FACET_PRIVILEGES)
		return migrate_privileges(kind, DatumGetAclP(row->values[column - 1]),
								  RowOid(row, COLUMN_FIRST + migrate_attribute_count(kind)));
	return migrate_attribute(kind, number)->canonical(object->oid, object->subid,
													  migrate_column_text(row, column));
}

/* Returns the object of a row. */
static Object *
RowObject(const Kind *kind, const ResultRow *row, MemoryContext context,
		  MemoryContext scratch)
{
	Object	   *object = RowNames(kind, row, context);
	int			count = migrate_attribute_count(kind);

	object->values = MemoryContextAllocZero(context, sizeof(char *) * count);
	for (int i = 0; i < count; i++)
	{
		MemoryContext old;
		char	   *text;

		if (row->nulls[COLUMN_FIRST + i - 1])
			continue;
		if (migrate_attribute(kind, i)->canonical == NULL &&
			i != kind->attribute_count + FACET_PRIVILEGES)
		{
			object->values[i] = RowText(row, COLUMN_FIRST + i, context);
			continue;
		}
		old = MemoryContextSwitchTo(scratch);
		text = RowAttribute(object, row, i);
		object->values[i] = text ? MemoryContextStrdup(context, text) : NULL;
		MemoryContextSwitchTo(old);
		MemoryContextReset(scratch);
	}
	return object;
}

/* Checks that a query's columns are what its kind declares. */
static void
CheckColumns(const Kind *kind, int attributes)
{
	for (int i = COLUMN_IDENTITY; i < COLUMN_FIRST + attributes; i++)
		if (SPI_gettypeid(SPI_tuptable->tupdesc, i) !=
			(i == COLUMN_FIRST + kind->attribute_count + FACET_PRIVILEGES ? ACLITEMARRAYOID : TEXTOID))
			elog(ERROR, "column \"%s\" of kind \"%s\" is of another type",
				 SPI_fname(SPI_tuptable->tupdesc, i), kind->name);
}

/*
 * Batches
 */

/* What is read in one subtransaction. */
typedef struct Batch
{
	List	   *parts;			/* of ReadPart */
	int			from;			/* of each part's oids, so many are read */
	int			count;
	Snapshot	before;			/* for the former names, or NULL */
	HTAB	   *members;		/* of extensions; NULL: look at each object */
	HTAB	   *comments;		/* NULL: the query has them */
	MemoryContext context;		/* for the results */
} Batch;

/* Whether the object of a row belongs to an extension. */
static bool
RowIsMember(const Batch *batch, const Kind *kind, const ResultRow *row)
{
	Oid			oid = RowOid(row, COLUMN_OID);
	Oid			root = RowOid(row, COLUMN_ROOT);

	if (batch->members)
		return IsMember(batch->members, kind, oid, root);
	return OidIsValid(getExtensionOfObject(kind->classid, oid)) ||
		(OidIsValid(root) && OidIsValid(getExtensionOfObject(kind->root_class, root)));
}

/* Takes the objects of the query's result, or their names. */
static List *
CollectObjects(const Batch *batch, const Kind *kind, bool names_only)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate object",
												  ALLOCSET_DEFAULT_SIZES);
	List	   *objects = NIL;

	CheckColumns(kind, names_only ? 0 : migrate_attribute_count(kind));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext old;
		ResultRow	row;
		Object	   *object;

		CHECK_FOR_INTERRUPTS();
		migrate_get_row(i, &row);
		if (RowIsMember(batch, kind, &row))
			continue;
		if (names_only)
			object = RowNames(kind, &row, batch->context);
		else
		{
			object = RowObject(kind, &row, batch->context, scratch);
			if (batch->comments)
				TakeComment(batch->comments, object);
			migrate_hash_object(object);
		}
		old = MemoryContextSwitchTo(batch->context);
		objects = lappend(objects, object);
		MemoryContextSwitchTo(old);
	}
	MemoryContextDelete(scratch);
	return objects;
}

/* Takes the oids of the query's result, each once and in order. */
static List *
CollectKeys(const Batch *batch)
{
	MemoryContext old = MemoryContextSwitchTo(batch->context);
	List	   *oids = NIL;

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool		is_null;
		Datum		oid = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
										1, &is_null);

		oids = lappend_oid(oids, DatumGetObjectId(oid));
	}
	list_sort(oids, list_oid_cmp);
	list_deduplicate_oid(oids);
	MemoryContextSwitchTo(old);
	return oids;
}

/* Runs a query under a snapshot, for reading. */
static void
RunQuery(const Kind *kind, KindQuery query, Datum arg, Snapshot snapshot)
{
	if (SPI_execute_snapshot(QueryPlan(kind, query), &arg, NULL, snapshot, InvalidSnapshot,
							 true, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the objects of kind \"%s\"", kind->name);
}

/* Reads what a batch takes of a part. */
static void
ReadPartOf(const Batch *batch, ReadPart *part)
{
	Datum		oids;

	if (part->oids == NIL)
	{
		RunQuery(part->kind, QUERY_KEYS, (Datum) 0, GetActiveSnapshot());
		part->keys = CollectKeys(batch);
		return;
	}
	if (batch->from >= list_length(part->oids))
		return;
	oids = OidArray(part->oids, batch->from,
					Min(batch->count, list_length(part->oids) - batch->from));
	RunQuery(part->kind, batch->comments ? QUERY_MANY : QUERY_OBJECTS, oids,
			 GetActiveSnapshot());
	part->now = CollectObjects(batch, part->kind, false);
	SPI_freetuptable(SPI_tuptable);
	if (batch->before == NULL)
		return;
	RunQuery(part->kind, QUERY_NAMES, oids, batch->before);
	part->former = CollectObjects(batch, part->kind, true);
	SPI_freetuptable(SPI_tuptable);
}

/* Runs the queries of a batch; the caller's subtransaction contains it. */
static void
RunBatch(const Batch *batch)
{
	ListCell   *lc;

	PinSettings();
	SetUserIdAndSecContext(migrate_ledger_owner(),
						   SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	PushActiveSnapshot(GetLatestSnapshot());
	foreach(lc, batch->parts)
		ReadPartOf(batch, lfirst(lc));
	PopActiveSnapshot();
	SPI_finish();
}

/* Whether an error came from what others do to an object that is read. */
static bool
IsDisturbance(const ErrorData *error)
{
	return error->sqlerrcode != ERRCODE_QUERY_CANCELED &&
		error->sqlerrcode != ERRCODE_OUT_OF_MEMORY &&
		error->sqlerrcode != ERRCODE_ASSERT_FAILURE &&
		ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_INSUFFICIENT_RESOURCES &&
		ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_OPERATOR_INTERVENTION;
}

/*
 * Reads a batch in a subtransaction that is rolled back.  Returns the error
 * of a disturbance, or NULL.
 */
static ErrorData *
TryBatch(const Batch *batch)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	PG_TRY();
	{
		RunBatch(batch);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	if (error && !IsDisturbance(error))
		ReThrowError(error);
	return error;
}

/* Reads a batch, again if others disturb it. */
static void
ReadBatch(const Batch *batch)
{
	ErrorData  *error = NULL;

	for (int i = 0; i < ATTEMPTS; i++)
	{
		error = TryBatch(batch);
		if (error == NULL)
			return;
		CHECK_FOR_INTERRUPTS();
		pg_usleep(1000L << i);
	}
	ReThrowError(error);
}

int
migrate_compare_identity(const ListCell *a, const ListCell *b)
{
	return strcmp(((Object *) lfirst(a))->identity, ((Object *) lfirst(b))->identity);
}

/*
 * Reads all objects of a kind, by identity.  Everything is in the current
 * memory context.
 */
List *
migrate_read_kind(const Kind *kind)
{
	ReadPart	part = {.kind = kind};
	Batch		batch = {.parts = list_make1(&part), .context = CurrentMemoryContext,
	.count = kind->subid ? BATCH_OF_MANY : BATCH};
	List	   *objects = NIL;

	ReadBatch(&batch);
	if (part.keys == NIL)
		return NIL;
	part.oids = part.keys;
	batch.members = ReadMembers();
	batch.comments = ReadComments(kind->classid);
	for (; batch.from < list_length(part.oids); batch.from += batch.count)
	{
		ReadBatch(&batch);
		objects = list_concat(objects, part.now);
	}
	hash_destroy(batch.members);
	hash_destroy(batch.comments);
	list_sort(objects, migrate_compare_identity);
	return objects;
}

/*
 * Reads objects of several kinds: what they are, and with a snapshot what they
 * were called in it.  Everything is in the current memory context.
 */
void
migrate_read_parts(List *parts, Snapshot before)
{
	Batch		batch = {.parts = parts, .count = BATCH_OF_MANY, .before = before,
	.context = CurrentMemoryContext};
	int			longest = 0;
	ListCell   *lc;

	foreach(lc, parts)
		longest = Max(longest, list_length(((ReadPart *) lfirst(lc))->oids));
	if (longest <= batch.count)
	{
		ReadBatch(&batch);
		return;
	}
	batch.members = ReadMembers();
	foreach(lc, parts)
	{
		ReadPart   *part = lfirst(lc);
		List	   *now = NIL;
		List	   *former = NIL;

		batch.parts = list_make1(part);
		batch.count = part->kind->subid ? BATCH_OF_MANY : BATCH;
		for (batch.from = 0; batch.from < list_length(part->oids); batch.from += batch.count)
		{
			ReadBatch(&batch);
			now = list_concat(now, part->now);
			former = list_concat(former, part->former);
		}
		part->now = now;
		part->former = former;
	}
}

/*
 * Objects
 */

/* Returns the value of an attribute, which the kind has to have. */
const char *
migrate_value(const Object *object, const char *attribute)
{
	int			count = migrate_attribute_count(object->kind);

	for (int i = 0; i < count; i++)
		if (strcmp(migrate_attribute(object->kind, i)->name, attribute) == 0)
			return object->values[i];
	elog(ERROR, "%s has no attribute \"%s\"", object->kind->name, attribute);
}

/* Computes the hash: of kind, identity and the attributes that have a value. */
void
migrate_hash_object(Object *object)
{
	StringInfoData fields;
	int			count = migrate_attribute_count(object->kind);

	initStringInfo(&fields);
	migrate_field_text(&fields, object->kind->name);
	migrate_field_text(&fields, object->identity);
	for (int i = 0; i < count; i++)
	{
		if (object->values[i] == NULL)
			continue;
		migrate_field_text(&fields, migrate_attribute(object->kind, i)->name);
		migrate_field_text(&fields, object->values[i]);
	}
	migrate_fields_digest(&fields, object->hash);
	pfree(fields.data);
}

/* Whether two objects of one identity are the same. */
bool
migrate_same_object(const Object *a, const Object *b)
{
	return memcmp(a->hash, b->hash, sizeof(a->hash)) == 0;
}

/* Pushes a text into the JSON that is built. */
static void
PushText(JsonbParseState **state, JsonbIteratorToken token, const char *text)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = (char *) text;
	value.val.string.len = strlen(text);
	(void) pushJsonbValue(state, token, &value);
}

/* Returns the attributes that have a value. */
Jsonb *
migrate_object_json(const Object *object)
{
	JsonbParseState *state = NULL;
	int			count = migrate_attribute_count(object->kind);

	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < count; i++)
	{
		if (object->values[i] == NULL)
			continue;
		PushText(&state, WJB_KEY, migrate_attribute(object->kind, i)->name);
		PushText(&state, WJB_VALUE, object->values[i]);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/* Returns the attributes of an object, those alone that differ in another one. */
Jsonb *
migrate_differing_attributes(const Object *object, const Object *other)
{
	Object		copy;
	int			count = migrate_attribute_count(object->kind);

	if (other == NULL)
		return migrate_object_json(object);
	copy = *object;
	copy.values = palloc(sizeof(char *) * count);
	for (int i = 0; i < count; i++)
	{
		const char *a = object->values[i];
		const char *b = other->values[i];

		copy.values[i] = (a && b && strcmp(a, b) == 0) ? NULL : object->values[i];
	}
	return migrate_object_json(&copy);
}

/* Returns the object that was recorded with these attributes. */
Object *
migrate_object_from_json(const Kind *kind, const char *identity, const char *parent,
						 const char *name, Jsonb *attributes)
{
	Object	   *object = palloc0(sizeof(Object));
	int			count = migrate_attribute_count(kind);

	object->kind = kind;
	object->identity = pstrdup(identity);
	object->parent = parent ? pstrdup(parent) : NULL;
	object->name = pstrdup(name);
	object->values = palloc0(sizeof(char *) * count);
	for (int i = 0; i < count; i++)
	{
		const char *key = migrate_attribute(kind, i)->name;
		JsonbValue	buffer;
		JsonbValue *value = getKeyJsonValueFromContainer(&attributes->root, key,
														 strlen(key), &buffer);

		if (value && value->type == jbvString)
			object->values[i] = pnstrdup(value->val.string.val, value->val.string.len);
	}
	migrate_hash_object(object);
	return object;
}

/*
 * Fingerprints: a sum, so that it follows a change without the other objects
 */

static uint64
HashLane(const Object *object, int lane)
{
	uint64		value = 0;

	for (int i = 0; i < sizeof(uint64); i++)
		value = value << 8 | object->hash[lane * sizeof(uint64) + i];
	return value;
}

void
migrate_fingerprint_add(Fingerprint *sum, const Object *object)
{
	for (int i = 0; i < lengthof(sum->lane); i++)
		sum->lane[i] += HashLane(object, i);
}

void
migrate_fingerprint_subtract(Fingerprint *sum, const Object *object)
{
	for (int i = 0; i < lengthof(sum->lane); i++)
		sum->lane[i] -= HashLane(object, i);
}

/* Returns the fingerprint in hexadecimal. */
char *
migrate_fingerprint_text(const Fingerprint *sum)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < lengthof(sum->lane); i++)
		appendStringInfo(&text, "%016llx", (unsigned long long) sum->lane[i]);
	return text.data;
}

/* Reads a fingerprint; whether the text is one. */
bool
migrate_fingerprint_parse(const char *text, Fingerprint *sum)
{
	if (strlen(text) != 2 * PG_SHA256_DIGEST_LENGTH)
		return false;
	for (int i = 0; i < lengthof(sum->lane); i++)
	{
		unsigned long long value;

		if (sscanf(text + 16 * i, "%16llx", &value) != 1)
			return false;
		sum->lane[i] = value;
	}
	return true;
}
