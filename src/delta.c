/*-------------------------------------------------------------------------
 *
 * delta.c
 *	  What a migration did to the schema.
 *
 * At the end of each transaction of a migration the objects that it touched
 * are read, together with those that print them, and compared with what they
 * were.  What they were is what the ledger expects, unless they differed from
 * that before: those differences are known when the migrations begin, and
 * stay differences.  So a migration never takes for its own what somebody
 * else did.
 *
 * The changes are collected in memory and become the deltas of the next event
 * that is written.  A statement that commits by itself is watched from the
 * transaction's end: nothing of ours may raise an error there.
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
#include "catalog/pg_attrdef.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_shdepend.h"
#include "catalog/pg_type.h"
#include "delta.h"
#include "expected.h"
#include "kinds/command.h"
#include "merge.h"
#include "miscadmin.h"
#include "runner.h"
#include "stamp.h"
#include "texttable.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

/* An object that the migration changed, made or dropped. */
typedef struct Change
{
	const Kind *kind;
	char	   *identity;
	Object	   *now;			/* NULL: it is gone */
	char	   *was;			/* key under its former name, or NULL */
	bool		committed;		/* with a transaction that wrote no event */
	bool		again;			/* changed since, by one that is not committed */
	Object	   *then;			/* what it was before that */
} Change;

/* The migrations that are watched in this session. */
static struct
{
	MemoryContext context;		/* NULL: none */
	HTAB	   *differences;	/* key -> Difference, as the last event left them */
	HTAB	   *changes;		/* key -> Change, not yet in a committed event */
	List	   *settled;		/* of Difference: what is known when the event that
								 * the changes are attached to is committed */
	bool		attached;
	bool		committed;		/* that event is; settle before going on */
	CommandId	since;			/* commands before this one do not count */
	uint64		stamp;			/* that committed changes add up to */
	uint64		stamp_pending;	/* of the transaction that is running */
	bool		lost;			/* something could not be read */
}			watch;

/*
 * Copies that live as long as the watch
 */

static char *
CopyText(const char *text)
{
	return text ? MemoryContextStrdup(watch.context, text) : NULL;
}

static Object *
CopyObject(const Object *object)
{
	Object	   *copy;
	int			count;

	if (object == NULL)
		return NULL;
	count = migrate_attribute_count(object->kind);
	copy = MemoryContextAlloc(watch.context, sizeof(Object));
	*copy = *object;
	copy->identity = CopyText(object->identity);
	copy->parent = CopyText(object->parent);
	copy->name = CopyText(object->name);
	copy->values = MemoryContextAlloc(watch.context, sizeof(char *) * count);
	for (int i = 0; i < count; i++)
		copy->values[i] = CopyText(object->values[i]);
	return copy;
}

/* Returns a difference, or that there is none, to be kept. */
static Difference *
NewDifference(const Kind *kind, const char *identity, const Object *expected,
			  const Object *actual)
{
	Difference *difference = MemoryContextAlloc(watch.context, sizeof(Difference));

	difference->kind = kind;
	difference->identity = CopyText(identity);
	difference->expected = CopyObject(expected);
	difference->actual = CopyObject(actual);
	return difference;
}

/* Keeps what is known of an object once the event that is written commits. */
static void
SettleLater(Difference *difference)
{
	MemoryContext old = MemoryContextSwitchTo(watch.context);

	watch.settled = lappend(watch.settled, difference);
	MemoryContextSwitchTo(old);
}

/* Takes over how an object now differs from what is expected, or does not. */
static void
NoteDifference(Difference *difference)
{
	MemoryContext old = MemoryContextSwitchTo(watch.context);
	char	   *key = migrate_object_key(difference->kind, difference->identity);
	Object	   *expected = difference->expected;
	Object	   *actual = difference->actual;

	if ((expected == NULL && actual == NULL) ||
		(expected && actual && migrate_same_object(expected, actual)))
		(void) hash_search(watch.differences, &key, HASH_REMOVE, NULL);
	else
		migrate_text_enter(watch.differences, key, difference);
	MemoryContextSwitchTo(old);
}

/*
 * The watch
 */

/* Whether the changes of migrations are recorded. */
bool
migrate_watching(void)
{
	return watch.context != NULL;
}

/* Stops watching. */
void
migrate_watch_end(void)
{
	if (watch.context)
		MemoryContextDelete(watch.context);
	memset(&watch, 0, sizeof(watch));
}

/*
 * Returns what the changes of this watch add to the stamp; false if they are
 * not known.
 */
bool
migrate_watch_stamp(uint64 *stamp)
{
	*stamp = watch.stamp;
	return !watch.lost;
}

/* Forgets all changes. */
static void
ForgetChanges(void)
{
	HASH_SEQ_STATUS status;
	TextEntry  *entry;

	hash_seq_init(&status, watch.changes);
	while ((entry = hash_seq_search(&status)) != NULL)
		(void) hash_search(watch.changes, &entry->text, HASH_REMOVE, NULL);
}

/* Takes over what the committed event settled. */
static void
Settle(void)
{
	ListCell   *lc;

	if (!watch.committed)
		return;
	foreach(lc, watch.settled)
		NoteDifference(lfirst(lc));
	ForgetChanges();
	watch.settled = NIL;
	watch.attached = false;
	watch.committed = false;
}

/* Returns the differences that are known now. */
List *
migrate_watch_differences(void)
{
	List	   *list = NIL;
	HASH_SEQ_STATUS status;
	TextEntry  *entry;

	Settle();
	hash_seq_init(&status, watch.differences);
	while ((entry = hash_seq_search(&status)) != NULL)
		list = lappend(list, entry->value);
	return list;
}

/* Marks the changes of a transaction that has committed.  Allocates nothing. */
static void
MarkCommitted(void)
{
	HASH_SEQ_STATUS status;
	TextEntry  *entry;

	watch.stamp += watch.stamp_pending;
	watch.stamp_pending = 0;
	watch.since = FirstCommandId;
	watch.committed = watch.attached;
	if (watch.attached)
		return;
	hash_seq_init(&status, watch.changes);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		Change	   *change = entry->value;

		change->committed = true;
		change->again = false;
	}
}

/* Forgets the changes of a transaction that has been rolled back. */
static void
MarkAborted(void)
{
	HASH_SEQ_STATUS status;
	TextEntry  *entry;

	hash_seq_init(&status, watch.changes);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		Change	   *change = entry->value;

		if (!change->committed)
			(void) hash_search(watch.changes, &entry->text, HASH_REMOVE, NULL);
		else if (change->again)
			change->now = change->then;
		change->again = false;
	}
	watch.settled = NIL;
	watch.attached = false;
	watch.stamp_pending = 0;
	watch.since = FirstCommandId;
}

static void CollectBeforeCommit(void);

/* Follows the transactions of this session. */
static void
FollowTransaction(XactEvent event, void *arg)
{
	if (watch.context == NULL)
		return;
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			if (migrate_script_runs)
				CollectBeforeCommit();
			break;
		case XACT_EVENT_COMMIT:
			MarkCommitted();
			break;
		case XACT_EVENT_ABORT:
			MarkAborted();
			break;
		default:
			break;
	}
}

/*
 * Begins to watch migrations.  The differences are all that there are between
 * the expected and the live model.
 */
void
migrate_watch_begin(List *differences)
{
	static bool registered = false;
	MemoryContext old;
	ListCell   *lc;

	migrate_watch_end();
	if (!registered)
		RegisterXactCallback(FollowTransaction, NULL);
	registered = true;
	watch.context = AllocSetContextCreate(TopMemoryContext, "migrate watch",
										  ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(watch.context);
	watch.differences = migrate_text_table();
	watch.changes = migrate_text_table();
	MemoryContextSwitchTo(old);
	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		NoteDifference(NewDifference(d->kind, d->identity, d->expected, d->actual));
	}
}

/*
 * Collecting
 */

/* What one collection is working on. */
typedef struct Collection
{
	Snapshot	before;			/* shows what was before our changes */
	HTAB	   *seen;			/* of TouchedObject */
	HTAB	   *followed;		/* of TouchedObject: its dependants are on the list */
	List	   *level;			/* of TouchedObject: to be read next */
	List	   *next;			/* found meanwhile */
} Collection;

/* Puts an object on the list of those to be read, once. */
static void
Enqueue(Collection *c, Oid classid, Oid objid)
{
	TouchedObject key = {classid, objid};
	TouchedObject *object;
	bool		found;

	if (!OidIsValid(objid) && classid != DbRoleSettingRelationId)
		return;
	hash_search(c->seen, &key, HASH_ENTER, &found);
	if (found)
		return;
	object = palloc(sizeof(TouchedObject));
	*object = key;
	c->next = lappend(c->next, object);
}

/* Returns the table of a rule, 0 if it is gone. */
static Oid
RelationOfRule(Oid rule)
{
	Relation	rel = table_open(RewriteRelationId, AccessShareLock);
	Oid			relation = InvalidOid;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_rewrite_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(rule));
	scan = systable_beginscan(rel, RewriteOidIndexId, true, NULL, 1, &key);
	if (HeapTupleIsValid(tuple = systable_getnext(scan)))
		relation = ((Form_pg_rewrite) GETSTRUCT(tuple))->ev_class;
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return relation;
}

/* Puts a dependant on the list, as the object whose text prints it. */
static void
EnqueueDependant(Collection *c, Oid classid, Oid objid)
{
	if (classid == AttrDefaultRelationId)
	{
		classid = RelationRelationId;
		objid = GetAttrDefaultColumnAddress(objid).objectId;
	}
	else if (classid == RewriteRelationId)
		Enqueue(c, RelationRelationId, RelationOfRule(objid));
	Enqueue(c, classid, objid);
}

/*
 * Whether what depends on a dependant may print the object too: the parts of a
 * type or table, such as the type of its rows and arrays of it; and the domains
 * and functions of a type, whose columns a query prints where it calls them.
 */
static bool
PassesOn(Oid classid, const FormData_pg_depend *dependant)
{
	if (dependant->deptype == DEPENDENCY_INTERNAL)
		return dependant->classid == TypeRelationId ||
			dependant->classid == RelationRelationId;
	return classid == TypeRelationId &&
		(dependant->classid == TypeRelationId ||
		 dependant->classid == ProcedureRelationId);
}

/* Puts the objects on the list that depend on an object. */
static void
EnqueueDependants(Collection *c, Oid classid, Oid objid)
{
	TouchedObject self = {classid, objid};
	bool		found;
	List	   *next = NIL;
	Relation	rel;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;
	ListCell   *lc;

	check_stack_depth();
	hash_search(c->followed, &self, HASH_ENTER, &found);
	if (found)
		return;
	rel = table_open(DependRelationId, AccessShareLock);
	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(classid));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(objid));
	scan = systable_beginscan(rel, DependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);

		CHECK_FOR_INTERRUPTS();
		/* a type that is a part of something is no object of the model */
		if (row->classid != TypeRelationId || row->deptype != DEPENDENCY_INTERNAL)
			EnqueueDependant(c, row->classid, row->objid);
		if (PassesOn(classid, row))
		{
			TouchedObject *dependant = palloc(sizeof(TouchedObject));

			*dependant = (TouchedObject) {row->classid, row->objid};
			next = lappend(next, dependant);
		}
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	foreach(lc, next)
	{
		TouchedObject *dependant = lfirst(lc);

		EnqueueDependants(c, dependant->classid, dependant->objid);
	}
}

/* Puts the object on the list that an object is an internal part of. */
static void
EnqueueWhole(Collection *c, Oid classid, Oid objid)
{
	Relation	rel = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(classid));
	ScanKeyInit(&keys[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(objid));
	scan = systable_beginscan(rel, DependDependerIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);

		if (row->deptype == DEPENDENCY_INTERNAL)
			Enqueue(c, row->refclassid, row->refobjid);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
}

/* Puts the objects on the list that name a role as owner or grantee. */
static void
EnqueueOfRole(Collection *c, Oid role)
{
	Relation	rel = table_open(SharedDependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_shdepend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(AuthIdRelationId));
	ScanKeyInit(&keys[1], Anum_pg_shdepend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(role));
	scan = systable_beginscan(rel, SharedDependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_shdepend row = (Form_pg_shdepend) GETSTRUCT(tuple);

		if (row->dbid == MyDatabaseId || row->dbid == InvalidOid)
			Enqueue(c, row->classid, row->objid);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
}

/*
 * Notes what an object is now, NULL if it is gone; was is its former key if it
 * has another name now.
 */
static void
NoteChange(const Kind *kind, const char *identity, const Object *now, const char *was)
{
	MemoryContext old = MemoryContextSwitchTo(watch.context);
	char	   *key = migrate_object_key(kind, identity);
	Change	   *change = migrate_text_find(watch.changes, key);

	if (change == NULL)
	{
		change = palloc0(sizeof(Change));
		change->kind = kind;
		change->identity = CopyText(identity);
		migrate_text_enter(watch.changes, key, change);
	}
	else if (change->committed && !change->again)
	{
		change->again = true;
		change->then = change->now;
	}
	change->now = CopyObject(now);
	if (was)
	{
		Change	   *former = migrate_text_find(watch.changes, was);

		change->was = former && former->was ? former->was : CopyText(was);
	}
	MemoryContextSwitchTo(old);
}

/* Returns what is known of an object before this transaction. */
static Object *
KnownObject(HTAB *expected, const char *key)
{
	Change	   *change = migrate_text_find(watch.changes, key);
	Difference *difference;

	if (change)
		return change->now;
	difference = migrate_text_find(watch.differences, key);
	return difference ? difference->actual : migrate_text_find(expected, key);
}

/* Does nothing but a new name of such an object show in those that print it? */
static bool
IsKnownByName(Oid classid)
{
	return classid != RelationRelationId && classid != TypeRelationId &&
		classid != ProcedureRelationId && classid != ConstraintRelationId;
}

/* Returns the keys of objects, of both lists. */
static List *
KeysOf(List *former, List *now)
{
	List	   *keys = NIL;
	ListCell   *lc;

	foreach(lc, former)
	{
		Object	   *o = lfirst(lc);

		keys = lappend(keys, migrate_object_key(o->kind, o->identity));
	}
	foreach(lc, now)
	{
		Object	   *o = lfirst(lc);

		keys = lappend(keys, migrate_object_key(o->kind, o->identity));
	}
	return keys;
}

/* Returns the key under which an object went before, NULL if it is the same. */
static char *
FormerKey(HTAB *by_oid, const Object *object)
{
	Object	   *former = migrate_text_find(by_oid, psprintf("%u.%d", object->oid, object->subid));

	if (former == NULL || strcmp(former->identity, object->identity) == 0)
		return NULL;
	return migrate_object_key(former->kind, former->identity);
}

/* Returns a table of objects by oid and number. */
static HTAB *
TableOfOids(List *objects)
{
	HTAB	   *table = migrate_text_table();
	ListCell   *lc;

	foreach(lc, objects)
	{
		Object	   *o = lfirst(lc);

		migrate_text_enter(table, psprintf("%u.%d", o->oid, o->subid), o);
	}
	return table;
}

/* Returns a table of the keys of objects. */
static HTAB *
TableOfKeys(List *objects)
{
	HTAB	   *table = migrate_text_table();
	ListCell   *lc;

	foreach(lc, objects)
	{
		Object	   *o = lfirst(lc);

		migrate_text_enter(table, migrate_object_key(o->kind, o->identity), o);
	}
	return table;
}

/* Notes the changes among the objects of a kind that were read. */
static void
ComparePart(Collection *c, ReadPart *part)
{
	HTAB	   *expected = migrate_expected_of(KeysOf(part->former, part->now));
	HTAB	   *former = TableOfKeys(part->former);
	HTAB	   *former_oids = TableOfOids(part->former);
	HTAB	   *now = TableOfKeys(part->now);
	ListCell   *lc;

	foreach(lc, part->now)
	{
		Object	   *object = lfirst(lc);
		char	   *key = migrate_object_key(object->kind, object->identity);
		Object	   *known = KnownObject(expected, key);

		if (known && migrate_same_object(known, object))
			continue;
		NoteChange(object->kind, object->identity, object, FormerKey(former_oids, object));
		if (!IsKnownByName(part->kind->classid) || !migrate_text_find(former, key))
			EnqueueDependants(c, part->kind->classid, object->oid);
	}
	foreach(lc, part->former)
	{
		Object	   *object = lfirst(lc);
		char	   *key = migrate_object_key(object->kind, object->identity);

		if (migrate_text_find(now, key))
			continue;
		if (KnownObject(expected, key))
			NoteChange(object->kind, object->identity, NULL, NULL);
		EnqueueDependants(c, part->kind->classid, object->oid);
	}
}

/* Returns what is to be read of a level: for each kind the oids of its class. */
static List *
PartsOf(List *level)
{
	List	   *parts = NIL;

	for (int i = 0; i < migrate_kind_count; i++)
	{
		List	   *oids = NIL;
		ReadPart   *part;
		ListCell   *lc;

		foreach(lc, level)
		{
			TouchedObject *object = lfirst(lc);

			if (object->classid == migrate_kinds[i]->classid)
				oids = lappend_oid(oids, object->objid);
		}
		if (oids == NIL)
			continue;
		part = palloc0(sizeof(ReadPart));
		part->kind = migrate_kinds[i];
		part->oids = oids;
		parts = lappend(parts, part);
	}
	return parts;
}

/* Reads and compares a level, and finds the next one. */
static void
CollectLevel(Collection *c)
{
	List	   *parts = PartsOf(c->level);
	ListCell   *lc;

	migrate_read_parts(parts, c->before);
	foreach(lc, parts)
		ComparePart(c, lfirst(lc));
	foreach(lc, c->level)
	{
		TouchedObject *object = lfirst(lc);

		if (object->classid == AuthIdRelationId)
			EnqueueOfRole(c, object->objid);
		EnqueueWhole(c, object->classid, object->objid);
	}
}

/* Returns a snapshot that shows what was before our own changes. */
static Snapshot
SnapshotBefore(CommandId since)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());

	snapshot->curcid = since;
	return snapshot;
}

/* Collects what the current transaction changed since the last time. */
static void
Collect(void)
{
	Collection	c = {0};
	Touched		touched;
	ListCell   *lc;
	HASHCTL		control = {.keysize = sizeof(TouchedObject),
	.entrysize = sizeof(TouchedObject), .hcxt = CurrentMemoryContext};

	Settle();
	CommandCounterIncrement();
	migrate_find_touched(watch.since, &touched);
	watch.stamp_pending += touched.stamp;
	c.seen = hash_create("migrate collection", 64, &control,
						 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	c.followed = hash_create("migrate dependants", 64, &control,
							 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	c.before = SnapshotBefore(watch.since);
	c.next = NIL;
	foreach(lc, touched.objects)
	{
		TouchedObject *object = lfirst(lc);

		Enqueue(&c, object->classid, object->objid);
	}
	while (c.next != NIL)
	{
		c.level = c.next;
		c.next = NIL;
		CollectLevel(&c);
	}
	UnregisterSnapshot(c.before);
	watch.since = GetCurrentCommandId(false);
}

/* Collects in a memory context of its own. */
void
migrate_changes_collect(void)
{
	MemoryContext context;
	MemoryContext old;

	if (!migrate_watching())
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "migrate collection",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	Collect();
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/*
 * Collects before a statement of a script commits by itself.  An error there
 * would be taken for the statement's: it is contained, and the next check has
 * to look at everything.
 */
static void
CollectBeforeCommit(void)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	if (!TransactionIdIsValid(GetTopTransactionIdIfAny()))
		return;
	BeginInternalSubTransaction(NULL);
	PG_TRY();
	{
		migrate_changes_collect();
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		watch.lost = true;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

/*
 * Becoming the deltas of an event
 */

/* Returns the row that records an object, or that it is dropped (NULL). */
DeltaRow *
migrate_delta_row(const Kind *kind, const char *identity, const char *parent,
				  const char *name, const Object *object)
{
	DeltaRow   *row = palloc0(sizeof(DeltaRow));

	row->kind = pstrdup(kind->name);
	row->identity = pstrdup(identity);
	row->parent = parent ? pstrdup(parent) : NULL;
	row->name = pstrdup(name);
	if (object)
	{
		row->attributes = migrate_object_json(object);
		row->hash = palloc(VARHDRSZ + sizeof(object->hash));
		SET_VARSIZE(row->hash, VARHDRSZ + sizeof(object->hash));
		memcpy(VARDATA(row->hash), object->hash, sizeof(object->hash));
	}
	return row;
}

/*
 * Returns what is expected of an object after a change, NULL if it is not.
 * What was expected of it, and what it was, goes by the name that it had.
 */
static const Object *
ExpectedAfter(const Change *change, HTAB *expected)
{
	const char *key = change->was ? change->was :
		migrate_object_key(change->kind, change->identity);
	Difference *difference = migrate_text_find(watch.differences, key);
	const Object *old = migrate_text_find(expected, key);

	if (difference == NULL || change->now == NULL || difference->actual == NULL)
		return change->now;
	if (old == NULL)
		return NULL;			/* nobody made it known; it stays so */
	return migrate_merge(difference->actual, old, change->now);
}

/* Adds the delta of a change to an event, if there is one. */
static void
AttachChange(Event *event, const Change *change, HTAB *expected, Fingerprint *sum)
{
	char	   *key = migrate_object_key(change->kind, change->identity);
	Object	   *old = migrate_text_find(expected, key);
	const Object *new = ExpectedAfter(change, expected);
	const Object *named = new ? new : old;

	SettleLater(NewDifference(change->kind, change->identity, new, change->now));
	if (named == NULL || (old && new && migrate_same_object(old, new)))
		return;
	if (old)
		migrate_fingerprint_subtract(sum, old);
	if (new)
		migrate_fingerprint_add(sum, new);
	event->deltas = lappend(event->deltas,
							migrate_delta_row(change->kind, change->identity,
											  named->parent, named->name, new));
}

static int
CompareDeltas(const ListCell *a, const ListCell *b)
{
	const DeltaRow *x = lfirst(a);
	const DeltaRow *y = lfirst(b);
	int			order = migrate_kind_number(x->kind) - migrate_kind_number(y->kind);

	return order ? order : strcmp(x->identity, y->identity);
}

/* Makes what was collected the deltas of an event. */
void
migrate_changes_attach(Event *event)
{
	List	   *keys = NIL;
	HTAB	   *expected;
	HASH_SEQ_STATUS status;
	TextEntry  *entry;
	Fingerprint sum;

	if (!migrate_watching())
		return;
	Settle();
	hash_seq_init(&status, watch.changes);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		Change	   *change = entry->value;

		keys = lappend(keys, (char *) entry->text);
		if (change->was)
			keys = lappend(keys, change->was);
	}
	if (keys == NIL)
		return;
	expected = migrate_expected_of(keys);
	migrate_expected_fingerprint(&event->model, &sum);
	watch.settled = NIL;
	hash_seq_init(&status, watch.changes);
	while ((entry = hash_seq_search(&status)) != NULL)
		AttachChange(event, entry->value, expected, &sum);
	list_sort(event->deltas, CompareDeltas);
	event->fingerprint = migrate_fingerprint_text(&sum);
	watch.attached = true;
}

/*
 * Begins a migration or a step: what the session did before does not count.
 * In the transaction of a caller, the one before it is settled.
 */
void
migrate_changes_begin(void)
{
	if (!migrate_watching())
		return;
	if (watch.attached)
		watch.committed = true;
	Settle();
	watch.since = GetCurrentCommandId(false);
}

/*
 * The whole model
 */

/* Where the recording of a model stands. */
typedef struct ModelSource
{
	int			kind;
	Fingerprint sum;
	MemoryContext context;
} ModelSource;

/* Returns the deltas of the next kind that has objects. */
static List *
NextKind(Event *event, void *arg)
{
	ModelSource *source = arg;
	List	   *rows = NIL;
	MemoryContext old;

	MemoryContextReset(source->context);
	old = MemoryContextSwitchTo(source->context);
	while (rows == NIL && source->kind < migrate_kind_count)
	{
		ListCell   *lc;

		foreach(lc, migrate_read_kind(migrate_kinds[source->kind]))
		{
			Object	   *o = lfirst(lc);

			migrate_fingerprint_add(&source->sum, o);
			rows = lappend(rows, migrate_delta_row(o->kind, o->identity, o->parent,
												   o->name, o));
		}
		source->kind++;
	}
	MemoryContextSwitchTo(old);
	if (rows == NIL)
		event->fingerprint = migrate_fingerprint_text(&source->sum);
	return rows;
}

/* Has an event record the whole live model, where there is none yet. */
void
migrate_record_model(Event *event)
{
	ModelSource *source = palloc0(sizeof(ModelSource));

	source->context = AllocSetContextCreate(CurrentMemoryContext, "migrate model",
											ALLOCSET_DEFAULT_SIZES);
	event->model = pstrdup(migrate_model_version());
	event->more_deltas = NextKind;
	event->more_deltas_arg = source;
}
