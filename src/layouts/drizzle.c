/*-------------------------------------------------------------------------
 *
 * drizzle.c
 *	  Drizzle up to 0.x: <tag>.sql files that meta/_journal.json lists.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "errors.h"
#include "layouts/layout.h"

#define JOURNAL "meta/_journal.json"

/* What of an entry of the journal counts. */
typedef struct Entry
{
	int			place;			/* in the array, from 1 */
	Numeric		idx;
	char	   *tag;
} Entry;

/* The journal is proof, unless Drizzle 1.0 has taken the folder over. */
static bool
DetectDrizzle(const Bundle *bundle)
{
	return migrate_bundle_find(bundle, JOURNAL) != NULL &&
		(bundle->named || !migrate_layout_drizzle_folders.detect(bundle));
}

/*
 * Parse the journal.  What is no JSON is the server's error, whose message gets
 * the file.
 */
static Jsonb *
ParseJournal(const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	Jsonb	   *volatile result = NULL;

	/* a text that is parsed leaves nothing that an abort would have to undo */
	PG_TRY();
	{
		result = DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
													CStringGetDatum(text)));
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		error->message = psprintf("file \"%s\": %s", JOURNAL, error->message);
		ReThrowError(error);
	}
	PG_END_TRY();
	return result;
}

/* Complain about an entry of the journal. */
static void
RefuseEntry(int place, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("entry %d of \"%s\" %s", place, JOURNAL, reason)));
}

/* Return a member of a JSON object of this type, or NULL. */
static JsonbValue *
Member(JsonbContainer *object, const char *key, enum jbvType type)
{
	JsonbValue	name;
	JsonbValue *value;

	name.type = jbvString;
	name.val.string.val = unconstify(char *, key);
	name.val.string.len = strlen(key);
	value = findJsonbValueFromContainer(object, JB_FOBJECT, &name);
	return value != NULL && value->type == type ? value : NULL;
}

/* Read one entry; it needs an idx and a tag. */
static Entry *
ReadEntry(const JsonbValue *value, int place)
{
	Entry	   *entry = palloc(sizeof(Entry));
	JsonbValue *idx;
	JsonbValue *tag;

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		RefuseEntry(place, "is no object");
	idx = Member(value->val.binary.data, "idx", jbvNumeric);
	tag = Member(value->val.binary.data, "tag", jbvString);
	if (idx == NULL)
		RefuseEntry(place, "has no number \"idx\"");
	if (tag == NULL || tag->val.string.len == 0)
		RefuseEntry(place, "has no string \"tag\"");

	entry->place = place;
	entry->idx = idx->val.numeric;
	entry->tag = pnstrdup(tag->val.string.val, tag->val.string.len);
	return entry;
}

/* list_sort: entries by idx */
static int
CompareIdx(const ListCell *a, const ListCell *b)
{
	const Entry *x = lfirst(a);
	const Entry *y = lfirst(b);

	return DatumGetInt32(DirectFunctionCall2(numeric_cmp,
											 NumericGetDatum(x->idx),
											 NumericGetDatum(y->idx)));
}

/* list_sort: entries by tag */
static int
CompareTags(const ListCell *a, const ListCell *b)
{
	return strcmp(((Entry *) lfirst(a))->tag, ((Entry *) lfirst(b))->tag);
}

/* Raise an error if two entries are the same by this comparison. */
static void
CheckUnique(List *entries, list_sort_comparator compare, const char *what)
{
	List	   *sorted = list_copy(entries);
	int			i;

	list_sort(sorted, compare);
	for (i = 1; i < list_length(sorted); i++)
	{
		const Entry *entry = list_nth(sorted, i - 1);
		const Entry *next = list_nth(sorted, i);

		if (compare(list_nth_cell(sorted, i - 1),
					list_nth_cell(sorted, i)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("entries %d and %d of \"%s\" have the same %s",
							Min(entry->place, next->place),
							Max(entry->place, next->place), JOURNAL, what),
					 errdetail("They are \"%s\" and \"%s\".", entry->tag,
							   next->tag),
					 errhint("This is what a merge of two branches leaves; generate the later migration again.")));
	}
}

/*
 * Raise ERRCODE_MG_LAYOUT if the journal names another kind of database.
 * Drizzle called this one "pg" up to version 6 of the journal.
 */
static void
CheckDialect(Jsonb *journal)
{
	JsonbValue *value = Member(&journal->root, "dialect", jbvString);
	char	   *dialect;

	if (value == NULL)
		return;
	dialect = pnstrdup(value->val.string.val, value->val.string.len);
	if (strcmp(dialect, "postgresql") != 0 && strcmp(dialect, "pg") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("file \"%s\" says that the migrations are for dialect \"%s\", not \"postgresql\"",
						JOURNAL, dialect),
				 errhint("Hand over the folder of migrations that was made for PostgreSQL.")));
}

/*
 * Return the entries of the journal in the order of the array, which is the
 * one that Drizzle runs; it never looks at idx.
 */
static List *
ReadJournal(Jsonb *journal)
{
	JsonbValue *array;
	List	   *entries = NIL;
	uint32		i;

	if (!JB_ROOT_IS_OBJECT(journal) ||
		(array = Member(&journal->root, "entries", jbvBinary)) == NULL ||
		!JsonContainerIsArray(array->val.binary.data))
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("file \"%s\" has no array \"entries\"", JOURNAL)));
	CheckDialect(journal);
	for (i = 0; i < JsonContainerSize(array->val.binary.data); i++)
	{
		JsonbValue *value =
			getIthJsonbValueFromContainer(array->val.binary.data, i);

		CHECK_FOR_INTERRUPTS();
		entries = lappend(entries, ReadEntry(value, (int) i + 1));
	}
	CheckUnique(entries, CompareIdx, "idx");
	CheckUnique(entries, CompareTags, "tag");
	return entries;
}

/* The journal alone says which files are migrations. */
static void
ReadDrizzle(const Bundle *bundle, BundleContent *content)
{
	BundleFile *journal = migrate_bundle_find(bundle, JOURNAL);
	ListCell   *lc;

	if (journal == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("file \"%s\" is missing", JOURNAL),
				 errdetail("Layout \"drizzle\" has the order of its migrations in it.")));
	content->companions = lappend(content->companions, journal);

	foreach(lc, ReadJournal(ParseJournal(migrate_bundle_text(journal))))
	{
		Entry	   *entry = lfirst(lc);
		BundleFile *up = migrate_bundle_find(bundle,
											 psprintf("%s.sql", entry->tag));

		CHECK_FOR_INTERRUPTS();
		if (up == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("file \"%s.sql\" is missing", entry->tag),
					 errdetail("Entry %d of \"%s\" lists it.", entry->place,
							   JOURNAL),
					 errhint("Restore the file, or take its entry out.")));
		migrate_content_add(content, entry->tag, up);
	}
}

/* Only up scripts have a file. */
static char *
DrizzlePath(const char *name, ScriptKind kind)
{
	return kind == SCRIPT_UP ? psprintf("%s.sql", name) : NULL;
}

const Layout migrate_layout_drizzle = {
	.name = "drizzle",
	.looks_for = JOURNAL,
	.companion = JOURNAL,
	.unread = "not listed in " JOURNAL,
	.detect = DetectDrizzle,
	.read = ReadDrizzle,
	.path = DrizzlePath,
};
