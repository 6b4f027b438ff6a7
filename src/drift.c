/*-------------------------------------------------------------------------
 *
 * drift.c
 *	  How the live schema differs from the one that the ledger expects.
 *
 * A full check reads every object and compares hashes, kind by kind, so that
 * it never holds more than the objects of one kind and those that differ.  It
 * remembers the stamp of the catalogs that it saw before and after, and what
 * differed: while the stamp stays, the next check reads only those objects.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "drift.h"
#include "errors.h"
#include "executor/spi.h"
#include "kinds/command.h"
#include "miscadmin.h"
#include "stamp.h"
#include "texttable.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/memutils.h"

/* How often a schema is read that others change meanwhile. */
#define ATTEMPTS 3

/* More differences than this are not remembered. */
#define REMEMBERED 1000

/*
 * Differences
 */

/* Returns "missing", "unexpected" or "altered". */
const char *
migrate_change_name(const Difference *difference)
{
	if (difference->actual == NULL)
		return "missing";
	return difference->expected == NULL ? "unexpected" : "altered";
}

/* Returns the items of a list that another one has too, as a list. */
static char *
CommonItems(const char *list, const char *other)
{
	List	   *others = migrate_split_list(other);
	StringInfoData text;
	ListCell   *lc;
	ListCell   *lo;

	initStringInfo(&text);
	foreach(lc, migrate_split_list(list))
		foreach(lo, others)
		if (strcmp(lfirst(lc), lfirst(lo)) == 0)
			appendStringInfo(&text, "%s, ", (char *) lfirst(lc));
	return text.data;
}

/* Whether an attribute is the same on both sides, in what it says. */
static bool
SameAttribute(const Attribute *attribute, const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (strcmp(a, b) == 0)
		return true;
	return attribute->order && strcmp(CommonItems(a, b), CommonItems(b, a)) == 0;
}

/* Whether two objects differ in more than what others say of themselves. */
bool
migrate_objects_differ(const Object *a, const Object *b)
{
	int			count = migrate_attribute_count(a->kind);

	for (int i = 0; i < count; i++)
		if (!SameAttribute(migrate_attribute(a->kind, i), a->values[i], b->values[i]))
			return true;
	return false;
}

static int
CompareDifferences(const ListCell *a, const ListCell *b)
{
	const Difference *x = lfirst(a);
	const Difference *y = lfirst(b);
	int			order = migrate_kind_place(x->kind) -
		migrate_kind_place(y->kind);

	return order ? order : strcmp(x->identity, y->identity);
}

/* Returns a difference; the objects may be NULL. */
static Difference *
NewDifference(const Kind *kind, const char *identity, Object *actual)
{
	Difference *difference = palloc0(sizeof(Difference));

	difference->kind = kind;
	difference->identity = pstrdup(identity);
	difference->actual = actual;
	return difference;
}

/* Gives the differences their expected objects. */
void
migrate_complete_differences(List *differences)
{
	List	   *keys = NIL;
	HTAB	   *expected;
	ListCell   *lc;

	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		keys = lappend(keys, migrate_object_key(d->kind, d->identity));
	}
	if (keys == NIL)
		return;
	expected = migrate_expected_of(keys);
	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		d->expected = migrate_text_find(expected, migrate_object_key(d->kind, d->identity));
	}
}

/* Returns the differences that are not excluded. */
static List *
NotExcluded(List *differences)
{
	List	   *patterns = migrate_read_exclusions();
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);
		Object	   *either = d->actual ? d->actual : d->expected;

		if (either && !migrate_is_excluded(patterns, d->identity, either->parent))
			result = lappend(result, d);
	}
	list_sort(result, CompareDifferences);
	return result;
}

/* Returns the differences that count. */
static List *
ThatCount(List *differences)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		if (!d->actual || !d->expected || migrate_objects_differ(d->expected, d->actual))
			result = lappend(result, d);
	}
	return result;
}

/*
 * The full check
 */

/* Returns an object copied to the current memory context. */
static Object *
CopyObject(const Object *object)
{
	Object	   *copy = palloc(sizeof(Object));
	int			count = migrate_attribute_count(object->kind);

	*copy = *object;
	copy->identity = pstrdup(object->identity);
	copy->parent = object->parent ? pstrdup(object->parent) : NULL;
	copy->name = pstrdup(object->name);
	copy->values = palloc(sizeof(char *) * count);
	for (int i = 0; i < count; i++)
		copy->values[i] = object->values[i] ? pstrdup(object->values[i]) : NULL;
	return copy;
}

/* Adds the differences among the live objects of a kind. */
static List *
CompareKind(List *differences, const Kind *kind, Expected *expected,
			MemoryContext scratch)
{
	MemoryContext result = MemoryContextSwitchTo(scratch);
	ListCell   *lc;

	foreach(lc, migrate_read_kind(kind))
	{
		Object	   *object = lfirst(lc);
		ExpectedEntry *entry = migrate_text_find(expected->entries,
												 migrate_object_key(kind, object->identity));

		if (entry)
			entry->seen = true;
		if (entry && memcmp(entry->hash, object->hash, sizeof(object->hash)) == 0)
			continue;
		MemoryContextSwitchTo(result);
		differences = lappend(differences, NewDifference(kind, object->identity,
														 CopyObject(object)));
		MemoryContextSwitchTo(scratch);
	}
	MemoryContextSwitchTo(result);
	MemoryContextReset(scratch);
	return differences;
}

/* Adds the expected objects that were not seen. */
static List *
AddMissing(List *differences, Expected *expected)
{
	HASH_SEQ_STATUS status;
	TextEntry  *text;

	hash_seq_init(&status, expected->entries);
	while ((text = hash_seq_search(&status)) != NULL)
	{
		ExpectedEntry *entry = text->value;

		if (!entry->seen)
			differences = lappend(differences,
								  NewDifference(migrate_key_kind(entry->key),
												migrate_key_identity(entry->key), NULL));
	}
	return differences;
}

/* Compares all objects; in memory stay those that differ. */
static List *
CompareAll(void)
{
	MemoryContext result = CurrentMemoryContext;
	MemoryContext work = AllocSetContextCreate(result, "migrate check",
											   ALLOCSET_DEFAULT_SIZES);
	MemoryContext scratch = AllocSetContextCreate(work, "migrate kind",
												  ALLOCSET_DEFAULT_SIZES);
	Expected   *expected;
	List	   *differences = NIL;

	MemoryContextSwitchTo(work);
	expected = migrate_read_expected(NEWEST_EVENT);
	MemoryContextSwitchTo(result);
	for (int i = 0; i < migrate_kind_count; i++)
		differences = CompareKind(differences, migrate_kinds[i], expected, scratch);
	differences = AddMissing(differences, expected);
	MemoryContextDelete(work);
	migrate_complete_differences(differences);
	return differences;
}

/*
 * What a check remembers
 */

/* Returns what has to be the same for a remembered check to count. */
static char *
CheckKey(uint64 stamp)
{
	char	   *model;
	Fingerprint expected;

	migrate_expected_fingerprint(&model, &expected);
	return psprintf("%s " UINT64_FORMAT " %u %s %016llx",
					migrate_model_version(), GetSystemIdentifier(), MyDatabaseId,
					migrate_fingerprint_text(&expected), (unsigned long long) stamp);
}

/*
 * Keeps what a check found, if that is not too much: a line with its key, and
 * one with the objects, [kind, identity, oid] each; no oid where the object is
 * missing.
 */
void
migrate_remember_check(uint64 stamp, List *all)
{
	StringInfoData text;
	ListCell   *lc;

	if (list_length(all) > REMEMBERED)
		return;
	initStringInfo(&text);
	appendStringInfo(&text, "%s\n[", CheckKey(stamp));
	foreach(lc, all)
	{
		Difference *d = lfirst(lc);

		appendStringInfo(&text, "%s[", lc == list_head(all) ? "" : ", ");
		escape_json(&text, d->kind->name);
		appendStringInfoString(&text, ", ");
		escape_json(&text, d->identity);
		appendStringInfo(&text, ", \"%s\"]",
						 d->actual ? psprintf("%u", d->actual->oid) : "");
	}
	appendStringInfoChar(&text, ']');
	migrate_write_cache_if_free("drift", text.data);
}

/* Returns the texts of the remembered objects: kind, identity, oid, and so on. */
static List *
ReadRemembered(const char *key, bool *found)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	List	   *texts = NIL;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_text(&args, key);
	*found = migrate_query(&access,
						   "SELECT array(SELECT x"
						   " FROM jsonb_array_elements(split_part(c.value, E'\\n', 2)::jsonb)"
						   " WITH ORDINALITY o (object, n),"
						   " jsonb_array_elements_text(o.object) WITH ORDINALITY t (x, m)"
						   " ORDER BY o.n, t.m)"
						   " FROM migrate.cache c"
						   " WHERE c.key = 'drift' AND split_part(c.value, E'\\n', 1) = $1", &args) > 0;
	if (*found)
	{
		MemoryContext old = MemoryContextSwitchTo(access.context);
		ResultRow	row;

		migrate_get_row(0, &row);
		texts = migrate_column_texts(&row, 1);
		MemoryContextSwitchTo(old);
	}
	migrate_ledger_close(&access);
	return texts;
}

/* Adds an object to what is to be read; parts has one for each kind. */
static void
AddToPart(ReadPart *parts, const Kind *kind, Oid oid)
{
	ReadPart   *part = &parts[migrate_kind_place(kind)];

	part->kind = kind;
	part->oids = lappend_oid(part->oids, oid);
}

/* Reads the live objects of differences again, each kind at once. */
static void
ReadActuals(List *differences, ReadPart *parts)
{
	HTAB	   *actual = migrate_text_table();
	List	   *wanted = NIL;
	ListCell   *lc;
	ListCell   *lo;

	for (int i = 0; i < migrate_kind_count; i++)
		if (parts[i].kind)
			wanted = lappend(wanted, &parts[i]);
	if (wanted == NIL)
		return;
	migrate_read_parts(wanted, NULL);
	foreach(lc, wanted)
		foreach(lo, ((ReadPart *) lfirst(lc))->now)
	{
		Object	   *object = lfirst(lo);

		migrate_text_enter(actual, migrate_object_key(object->kind, object->identity), object);
	}
	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		d->actual = migrate_text_find(actual, migrate_object_key(d->kind, d->identity));
	}
}

/* Returns the differences of the last check, if nothing has changed since. */
static List *
Remembered(uint64 stamp, bool *found)
{
	List	   *texts = ReadRemembered(CheckKey(stamp), found);
	ReadPart   *parts = palloc0(sizeof(ReadPart) * migrate_kind_count);
	List	   *differences = NIL;

	for (int i = 0; i + 2 < list_length(texts); i += 3)
	{
		int			number = migrate_kind_number(list_nth(texts, i));
		const char *oid = list_nth(texts, i + 2);

		if (number < 0)
			continue;
		differences = lappend(differences,
							  NewDifference(migrate_kinds[number],
											list_nth(texts, i + 1), NULL));
		/* that of the settings of the database is 0 */
		if (*oid)
			AddToPart(parts, migrate_kinds[number], atooid(oid));
	}
	ReadActuals(differences, parts);
	migrate_complete_differences(differences);
	return differences;
}

/* Whether this transaction may write what a check remembers. */
static bool
MayRemember(void)
{
	return !RecoveryInProgress() && !XactReadOnly && !IsolationUsesXactSnapshot() &&
		!IsInParallelMode();
}

/* Whether a model was made by this code on this server version. */
bool
migrate_same_model_version(const char *model)
{
	return strcmp(model, migrate_model_version()) == 0;
}

/* Raises the error that models of two versions cannot be compared. */
void
migrate_refuse_other_model(const char *model)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_MODEL_VERSION),
			 errmsg("the expected model was written as version %s, this server writes version %s",
					model, migrate_model_version()),
			 errdetail("Each major version of PostgreSQL prints some definitions in its own way; comparing them would show differences that are none."),
			 errhint("CALL migrate.rerender() takes the live schema, in this version's spelling, for the expected one.")));
}

/* Leaves of what differs what counts. */
static DriftCheck *
FinishCheck(DriftCheck *check)
{
	check->managed = NotExcluded(check->all);
	check->differences = ThatCount(check->managed);
	return check;
}

/*
 * Compares the live schema with the expected one.  If others change it all the
 * time, the last comparison counts, and the result says so.
 */
DriftCheck *
migrate_check_drift(bool may_write)
{
	DriftCheck *check = migrate_last_check();

	if (check->known || check->model == NULL ||
		!migrate_same_model_version(check->model))
		return check;
	for (int i = 0; i < ATTEMPTS && (i == 0 || check->moved); i++)
	{
		char	   *key = CheckKey(check->stamp);

		check->all = CompareAll();
		check->stamp = migrate_stamp();
		check->moved = strcmp(CheckKey(check->stamp), key) != 0;
	}
	check->known = !check->moved;
	if (check->known && may_write && MayRemember())
		migrate_remember_check(check->stamp, check->all);
	return FinishCheck(check);
}

/*
 * Returns what the last check found, if nothing has changed since; else the
 * result is not known.
 */
DriftCheck *
migrate_last_check(void)
{
	DriftCheck *check = palloc0(sizeof(DriftCheck));

	check->model = migrate_expected_version();
	if (check->model == NULL || !migrate_same_model_version(check->model))
		return check;
	check->stamp = migrate_stamp();
	check->all = Remembered(check->stamp, &check->known);
	return FinishCheck(check);
}

/*
 * Repairs
 */

/*
 * Returns the objects inside of an expected one: those that the ledger expects,
 * but as the differences want them.
 */
static List *
ExpectedChildren(const Object *object, List *differences)
{
	const Kind *kind = migrate_kinds[migrate_kind_number("column")];
	List	   *children = migrate_expected_children(kind, object->identity, NEWEST_EVENT);
	ListCell   *lc;
	ListCell   *child;

	foreach(lc, differences)
	{
		const Difference *d = lfirst(lc);
		const Object *either = d->actual ? d->actual : d->expected;

		if (!d->kind->inside || either->parent == NULL ||
			strcmp(either->parent, object->identity) != 0)
			continue;
		foreach(child, children)
			if (strcmp(((Object *) lfirst(child))->identity, d->identity) == 0)
				children = foreach_delete_current(children, child);
		if (d->expected)
			children = lappend(children, d->expected);
	}
	return children;
}

/*
 * Returns the commands of each difference, a list of lists of the same order,
 * that make the live objects what is expected.  What has to wait until all is
 * created comes with what is created last.  The columns of a table that is
 * created may be among other differences.
 */
List *
migrate_repairs(List *differences, List *all)
{
	List	   *repairs = NIL;
	List	   *late = NIL;
	int			last = -1;

	for (int i = 0; i < list_length(differences); i++)
		if (((Difference *) list_nth(differences, i))->actual == NULL)
			last = i;
	for (int i = 0; i < list_length(differences); i++)
	{
		const Difference *d = list_nth(differences, i);
		List	   *children = d->expected && d->kind->make ?
			ExpectedChildren(d->expected, all) : NIL;
		List	   *commands;

		if (d->expected == NULL)
			commands = migrate_drop_commands(d->actual);
		else if (d->actual)
			commands = migrate_alter_commands(d->actual, d->expected, children);
		else
		{
			commands = migrate_early_commands(d->expected, children);
			late = list_concat(late, migrate_late_commands(d->expected));
		}
		repairs = lappend(repairs, i == last ? list_concat(commands, late) : commands);
	}
	return repairs;
}
