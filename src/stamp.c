/*-------------------------------------------------------------------------
 *
 * stamp.c
 *	  What the rows of the catalogs tell before they are understood.
 *
 * Every change of a row leaves a new version of it, at another place or of
 * another transaction.  So the sum of a hash of those over all rows, the
 * stamp, changes with every change, and equal stamps mean that nothing was
 * changed.  Being a sum, it can be carried over a transaction's own changes
 * without reading the rest.
 *
 * pg_class is different: TRUNCATE, VACUUM and REFRESH write it without
 * changing what the model has of it.  Its rows count by their contents.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/multixact.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "common/hashfn.h"
#include "compat.h"
#include "kinds/catalogs.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "stamp.h"
#include "utils/builtins.h"
#include "utils/combocid.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* What is known while catalogs are walked. */
typedef struct Walk
{
	HTAB	   *passed_over;	/* oids of temporary and TOAST relations */
	Oid			relation;		/* the last one that was asked for */
	bool		relation_passed_over;
	Oid			schema;			/* the last one that was asked for */
	bool		schema_temporary;
} Walk;

/* Returns an empty set of oids, or of other keys of fixed size. */
static HTAB *
NewSet(Size key_size)
{
	HASHCTL		control = {.keysize = key_size, .entrysize = key_size,
	.hcxt = CurrentMemoryContext};

	return hash_create("migrate set", 256, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Returns an oid of a row, 0 if the column is null. */
static Oid
OidColumn(HeapTuple tuple, TupleDesc desc, AttrNumber column)
{
	bool		is_null;
	Datum		value = heap_getattr(tuple, column, desc, &is_null);

	return is_null ? InvalidOid : DatumGetObjectId(value);
}

/* Is the schema of temporary objects, or of their TOAST tables? */
static bool
IsTemporarySchema(Walk *walk, Oid schema)
{
	if (walk->schema != schema)
	{
		walk->schema = schema;
		walk->schema_temporary = isAnyTempNamespace(schema);
	}
	return walk->schema_temporary;
}

/* Is the relation temporary or a TOAST table? */
static bool
IsRelationPassedOver(Walk *walk, Oid relation)
{
	if (walk->relation != relation)
	{
		walk->relation = relation;
		walk->relation_passed_over =
			hash_search(walk->passed_over, &relation, HASH_FIND, NULL) != NULL;
	}
	return walk->relation_passed_over;
}

/* Is the row of no concern, because its object is temporary or a TOAST table? */
static bool
IsPassedOver(Walk *walk, const Catalog *catalog, HeapTuple tuple, TupleDesc desc)
{
	Oid			oid;

	if (catalog->relid == RelationRelationId)
	{
		Form_pg_class form = (Form_pg_class) GETSTRUCT(tuple);

		if (form->relpersistence != RELPERSISTENCE_TEMP &&
			form->relnamespace != PG_TOAST_NAMESPACE)
			return false;
		oid = form->oid;
		hash_search(walk->passed_over, &oid, HASH_ENTER, NULL);
		return form->relpersistence == RELPERSISTENCE_TEMP;
	}
	if (catalog->schema &&
		IsTemporarySchema(walk, OidColumn(tuple, desc, catalog->schema)))
		return true;
	if (catalog->relation || catalog->class_column)
	{
		oid = OidColumn(tuple, desc, catalog->relation ? catalog->relation : catalog->object);
		return IsRelationPassedOver(walk, oid);
	}
	return false;
}

/* Returns the hash of a column of variable length, as it is stored. */
static uint64
HashVariable(HeapTuple tuple, TupleDesc desc, AttrNumber column)
{
	bool		is_null;
	Datum		value = heap_getattr(tuple, column, desc, &is_null);
	struct varlena *plain;
	uint64		hash;

	if (is_null)
		return column;
	plain = PG_DETOAST_DATUM(value);
	hash = hash_bytes_extended((unsigned char *) VARDATA(plain),
							   VARSIZE(plain) - VARHDRSZ, column);
	if ((Pointer) plain != DatumGetPointer(value))
		pfree(plain);
	return hash;
}

/* Returns the hash of what the model has of a row of pg_class. */
static uint64
HashClass(HeapTuple tuple, TupleDesc desc)
{
	Form_pg_class form = (Form_pg_class) GETSTRUCT(tuple);
	struct
	{
		Oid			oid;
		Oid			schema;
		Oid			of_type;
		Oid			owner;
		Oid			access_method;
		Oid			tablespace;
		char		flags[8];
		NameData	name;
	}			fixed;
	uint64		hash;

	hash = HashVariable(tuple, desc, Anum_pg_class_reloptions);
	if (form->relnamespace == PG_TOAST_NAMESPACE)
		return hash == Anum_pg_class_reloptions ? 0 : hash;
	memset(&fixed, 0, sizeof(fixed));
	fixed.oid = form->oid;
	fixed.schema = form->relnamespace;
	fixed.of_type = form->reloftype;
	fixed.owner = form->relowner;
	fixed.access_method = form->relam;
	fixed.tablespace = form->reltablespace;
	fixed.flags[0] = form->relkind;
	fixed.flags[1] = form->relpersistence;
	fixed.flags[2] = form->relrowsecurity;
	fixed.flags[3] = form->relforcerowsecurity;
	fixed.flags[4] = form->relreplident;
	fixed.flags[5] = form->relispartition;
	namestrcpy(&fixed.name, NameStr(form->relname));
	hash = hash_combine64(hash, HashVariable(tuple, desc, Anum_pg_class_relacl));
	hash = hash_combine64(hash, HashVariable(tuple, desc, Anum_pg_class_relpartbound));
	return hash_combine64(hash, hash_bytes_extended((unsigned char *) &fixed,
													sizeof(fixed), 0));
}

/* Returns what a row adds to the stamp. */
static uint64
HashRow(const Catalog *catalog, HeapTuple tuple, TupleDesc desc)
{
	ItemPointer ctid = &tuple->t_self;
	uint64		hash;

	if (catalog->relid == RelationRelationId)
		return HashClass(tuple, desc);
	hash = hash_bytes_uint32_extended(HeapTupleHeaderGetRawXmin(tuple->t_data),
									  catalog->relid);
	return hash_bytes_uint32_extended(ItemPointerGetBlockNumber(ctid),
									  hash + ItemPointerGetOffsetNumber(ctid));
}

/*
 * The stamp
 */

/* Returns the sum over the rows of a catalog. */
static uint64
CatalogStamp(Walk *walk, const Catalog *catalog, Snapshot snapshot)
{
	Relation	rel = table_open(catalog->relid, AccessShareLock);
	TableScanDesc scan = table_beginscan(rel, snapshot, 0, NULL);
	uint64		sum = 0;
	HeapTuple	tuple;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (!IsPassedOver(walk, catalog, tuple, RelationGetDescr(rel)))
			sum += HashRow(catalog, tuple, RelationGetDescr(rel));
	}
	table_endscan(scan);
	table_close(rel, AccessShareLock);
	return sum;
}

/* Does the row make an object a member of an extension, or DEPEND ON it? */
static bool
RefersToExtension(Form_pg_depend row)
{
	return row->deptype == DEPENDENCY_EXTENSION ||
		row->deptype == DEPENDENCY_AUTO_EXTENSION;
}

/* Returns the sum over the rows that tie objects to extensions. */
static uint64
ExtensionStamp(Snapshot snapshot)
{
	static const Catalog depend = {.relid = DependRelationId};
	Relation	rel = table_open(DependRelationId, AccessShareLock);
	uint64		sum = 0;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(ExtensionRelationId));
	scan = systable_beginscan(rel, DependReferenceIndexId, true, snapshot, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (RefersToExtension((Form_pg_depend) GETSTRUCT(tuple)))
			sum += HashRow(&depend, tuple, RelationGetDescr(rel));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return sum;
}

/* Returns the stamp of the catalogs as they are now. */
uint64
migrate_stamp(void)
{
	Walk		walk = {.passed_over = NewSet(sizeof(Oid))};
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	uint64		sum = 0;

	for (int i = 0; i < migrate_catalog_count; i++)
		sum += CatalogStamp(&walk, &migrate_catalogs[i], snapshot);
	sum += ExtensionStamp(snapshot);
	UnregisterSnapshot(snapshot);
	hash_destroy(walk.passed_over);
	return sum;
}

/*
 * What this transaction touched
 */

/* Where its traces are collected. */
typedef struct Search
{
	Walk		walk;
	CommandId	since;			/* commands before this one do not count */
	HTAB	   *seen;			/* of TouchedObject */
	Touched    *touched;
} Search;

/* Notes an object, once. */
static void
NoteTouched(Search *search, Oid classid, Oid objid)
{
	TouchedObject key = {classid, objid};
	TouchedObject *object;
	bool		found;

	if (!OidIsValid(objid))
		return;
	hash_search(search->seen, &key, HASH_ENTER, &found);
	if (found)
		return;
	object = palloc(sizeof(TouchedObject));
	*object = key;
	search->touched->objects = lappend(search->touched->objects, object);
}

/* Did this transaction make the row version, since the given command? */
static bool
IsMadeByUs(HeapTupleHeader header, CommandId since)
{
	return TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetRawXmin(header)) &&
		HeapTupleHeaderGetCmin(header) >= since;
}

/* Did this transaction delete or replace it, since the given command? */
static bool
IsEndedByUs(HeapTupleHeader header, CommandId since)
{
	if ((header->t_infomask & HEAP_XMAX_INVALID) ||
		HEAP_XMAX_IS_LOCKED_ONLY(header->t_infomask))
		return false;
	return TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetUpdateXid(header)) &&
		HeapTupleHeaderGetCmax(header) >= since;
}

/* Notes whose object a row is. */
static void
NoteRow(Search *search, const Catalog *catalog, HeapTuple tuple, TupleDesc desc)
{
	Oid			classid = catalog->class_column ?
		OidColumn(tuple, desc, catalog->class_column) : catalog->classid;

	NoteTouched(search, classid, OidColumn(tuple, desc, catalog->object));
	for (int i = 0; i < lengthof(catalog->also) && catalog->also[i].classid; i++)
		NoteTouched(search, catalog->also[i].classid,
					OidColumn(tuple, desc, catalog->also[i].object));
}

/* Collects the traces in a catalog. */
static void
SearchCatalog(Search *search, const Catalog *catalog)
{
	TransactionId own = GetTopTransactionIdIfAny();
	Relation	rel = table_open(catalog->relid, AccessShareLock);
	TupleDesc	desc = RelationGetDescr(rel);
	TableScanDesc scan = table_beginscan(rel, SnapshotAny, 0, NULL);
	HeapTuple	tuple;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		HeapTupleHeader header = tuple->t_data;
		bool		made;
		bool		ended;

		CHECK_FOR_INTERRUPTS();
		/* all our transaction ids are at least the top one's */
		made = !TransactionIdPrecedes(HeapTupleHeaderGetRawXmin(header), own) &&
			IsMadeByUs(header, search->since);
		ended = IsEndedByUs(header, search->since);
		if ((!made && !ended) ||
			IsPassedOver(&search->walk, catalog, tuple, desc))
			continue;
		NoteRow(search, catalog, tuple, desc);
		if (made && !ended)
			search->touched->stamp += HashRow(catalog, tuple, desc);
		else if (ended && !made)
			search->touched->stamp -= HashRow(catalog, tuple, desc);
	}
	table_endscan(scan);
	table_close(rel, AccessShareLock);
}

/* Collects the changes of what ties objects to extensions. */
static void
SearchExtensions(Search *search)
{
	static const Catalog depend = {.relid = DependRelationId};
	Relation	rel = table_open(DependRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(ExtensionRelationId));
	scan = systable_beginscan(rel, DependReferenceIndexId, true, SnapshotAny, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);
		bool		made;
		bool		ended;

		if (!RefersToExtension(row))
			continue;
		made = IsMadeByUs(tuple->t_data, search->since);
		ended = IsEndedByUs(tuple->t_data, search->since);
		if (made || ended)
			NoteTouched(search, row->classid, row->objid);
		if (made && !ended)
			search->touched->stamp += HashRow(&depend, tuple, RelationGetDescr(rel));
		else if (ended && !made)
			search->touched->stamp -= HashRow(&depend, tuple, RelationGetDescr(rel));
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
}

/*
 * May this session have written the relation in this transaction?  The
 * session's own statistics tell; they may also count what came before.
 */
static bool
MayBeWritten(Oid relid)
{
	PgStat_TableStatus *status;

	if (!pgstat_track_counts)
		return true;
	status = find_tabstat_entry(relid);
	return status != NULL &&
		(status->trans != NULL || migrate_counts_changes(status));
}

/*
 * Finds the objects that the current transaction has touched since a command,
 * and what that adds to the stamp.
 */
void
migrate_find_touched(CommandId since, Touched *touched)
{
	Search		search = {.since = since, .touched = touched,
	.walk = {.passed_over = NewSet(sizeof(Oid))},
	.seen = NewSet(sizeof(TouchedObject))};

	touched->objects = NIL;
	touched->stamp = 0;
	if (TransactionIdIsValid(GetTopTransactionIdIfAny()))
	{
		for (int i = 0; i < migrate_catalog_count; i++)
			if (MayBeWritten(migrate_catalogs[i].relid))
				SearchCatalog(&search, &migrate_catalogs[i]);
		if (MayBeWritten(DependRelationId))
			SearchExtensions(&search);
	}
	hash_destroy(search.seen);
	hash_destroy(search.walk.passed_over);
}
