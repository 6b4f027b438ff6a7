/*-------------------------------------------------------------------------
 *
 * bundle_json.c
 *	  Bundles as JSON: an object of files or names, an array of migrations.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "bundle.h"
#include "errors.h"
#include "layouts/layout.h"
#include "name_order.h"

/* Return the text of a JSON string. */
static char *
StringOf(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* What a message calls a JSON value. */
static const char *
TypeName(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return "null";
		case jbvString:
			return "a string";
		case jbvNumeric:
			return "a number";
		case jbvBool:
			return "a boolean";
		default:
			return "an array or object";
	}
}

/* Step to the next member of an object; false at its end. */
static bool
NextMember(JsonbIterator **iterator, char **key, JsonbValue *value)
{
	JsonbIteratorToken token = JsonbIteratorNext(iterator, value, true);

	CHECK_FOR_INTERRUPTS();
	if (token == WJB_BEGIN_OBJECT)
		token = JsonbIteratorNext(iterator, value, true);
	if (token != WJB_KEY)
		return false;
	*key = StringOf(value);
	(void) JsonbIteratorNext(iterator, value, true);
	return true;
}

/* Return the text of an object's member; raise an error if it is no text. */
static char *
TextOf(const char *key, const JsonbValue *value)
{
	if (value->type != jbvString)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("\"%s\" of the bundle is %s, not text",
						key, TypeName(value)),
				 errhint("Hand over {\"path\": \"text\", ...}.")));
	return StringOf(value);
}

/*
 * Is this object a folder, and not names with scripts?  A single path shows
 * it.
 */
bool
migrate_jsonb_is_folder(Jsonb *bundle)
{
	JsonbIterator *iterator = JsonbIteratorInit(&bundle->root);
	JsonbValue	value;
	char	   *key;

	while (NextMember(&iterator, &key, &value))
	{
		if (migrate_ends_with(key, ".sql") || migrate_is_companion(key))
			return true;
	}
	return false;
}

/* Return the folder that an object of files describes. */
Bundle *
migrate_bundle_from_jsonb(Jsonb *bundle)
{
	Bundle	   *result = palloc0(sizeof(Bundle));
	JsonbIterator *iterator = JsonbIteratorInit(&bundle->root);
	JsonbValue	value;
	char	   *key;

	while (NextMember(&iterator, &key, &value))
		migrate_bundle_add_text(result, key, TextOf(key, &value));
	migrate_bundle_sort(result);
	return result;
}

/* Raise an error: nothing handed over is more likely a mistake. */
static void
RefuseEmpty(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("the bundle is empty"),
			 errhint("Hand over {\"path\": \"text\", ...} or [{\"name\": ..., \"up\": ...}, ...].")));
}

/* Append a migration with its name and the rest as by default. */
static BundleMigration *
AddMigration(BundleContent *content, char *name)
{
	BundleMigration *migration = palloc0(sizeof(BundleMigration));

	migration->name = name;
	migration->transactional = "auto";
	content->migrations = lappend(content->migrations, migration);
	return migration;
}

/* list_sort: migrations by name */
static int
CompareMigrations(const ListCell *a, const ListCell *b)
{
	return migrate_compare_names(((BundleMigration *) lfirst(a))->name,
								 ((BundleMigration *) lfirst(b))->name);
}

/* Return the migrations of an object of names. */
BundleContent *
migrate_names_from_jsonb(Jsonb *bundle)
{
	BundleContent *content = palloc0(sizeof(BundleContent));
	JsonbIterator *iterator = JsonbIteratorInit(&bundle->root);
	JsonbValue	value;
	char	   *key;

	content->layout = migrate_layout_plain.name;
	while (NextMember(&iterator, &key, &value))
	{
		if (key[0] == '\0')
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("a name in the bundle is empty")));
		AddMigration(content, key)->up = TextOf(key, &value);
	}
	if (content->migrations == NIL)
		RefuseEmpty();
	list_sort(content->migrations, CompareMigrations);
	return content;
}

/*
 * The array
 */

/* Where in the array a message points to. */
typedef struct Element
{
	int			place;			/* from 1 */
	const BundleMigration *migration;	/* name NULL as long as unknown */
} Element;

/* Return what a message calls an element. */
static char *
DescribeElement(const Element *element)
{
	if (element->migration->name == NULL)
		return psprintf("element %d of the bundle", element->place);
	return psprintf("element %d (\"%s\") of the bundle", element->place,
					element->migration->name);
}

/* Raise an error about a member that has a wrong type. */
static void
RefuseType(const Element *element, const char *key, const JsonbValue *value,
		   const char *wanted)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_LAYOUT),
			 errmsg("\"%s\" in %s is %s, not %s", key,
					DescribeElement(element), TypeName(value), wanted)));
}

/* Return a text member. */
static char *
TextMember(const Element *element, const char *key, const JsonbValue *value)
{
	if (value->type != jbvString)
		RefuseType(element, key, value, "text");
	return StringOf(value);
}

/* Return a member that is an array of texts. */
static List *
TextsMember(const Element *element, const char *key, const JsonbValue *value)
{
	JsonbContainer *array;
	List	   *result = NIL;
	uint32		i;

	if (value->type != jbvBinary ||
		!JsonContainerIsArray(value->val.binary.data))
		RefuseType(element, key, value, "an array of texts");
	array = value->val.binary.data;
	for (i = 0; i < JsonContainerSize(array); i++)
	{
		JsonbValue *item = getIthJsonbValueFromContainer(array, i);

		if (item->type != jbvString)
			RefuseType(element, key, item, "an array of texts");
		result = lappend(result, StringOf(item));
	}
	return result;
}

/* Return a transaction mode. */
static const char *
ModeMember(const Element *element, const char *key, const JsonbValue *value)
{
	char	   *mode = TextMember(element, key, value);

	if (strcmp(mode, "auto") != 0 && strcmp(mode, "on") != 0 &&
		strcmp(mode, "off") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("\"%s\" in %s is \"%s\"", key,
						DescribeElement(element), mode),
				 errhint("It is one of auto, on, off.")));
	return mode;
}

/* Take over one member; a null is as good as none. */
static void
ReadMember(const Element *element, BundleMigration *migration,
		   const char *key, const JsonbValue *value)
{
	bool		null = value->type == jbvNull;

	if (strcmp(key, "name") == 0)
		migration->name = null ? NULL : TextMember(element, key, value);
	else if (strcmp(key, "up") == 0)
		migration->up = null ? NULL : TextMember(element, key, value);
	else if (strcmp(key, "down") == 0)
		migration->down = null ? NULL : TextMember(element, key, value);
	else if (strcmp(key, "verify") == 0)
		migration->verify = null ? NULL : TextMember(element, key, value);
	else if (strcmp(key, "requires") == 0)
		migration->requires = null ? NIL : TextsMember(element, key, value);
	else if (strcmp(key, "transactional") == 0)
		migration->transactional = null ? "auto" :
			ModeMember(element, key, value);
	else if (strcmp(key, "repeatable") == 0)
	{
		if (!null && value->type != jbvBool)
			RefuseType(element, key, value, "a boolean");
		migration->repeatable = !null && value->val.boolean;
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("unknown key \"%s\" in %s", key,
						DescribeElement(element)),
				 errhint("Keys are name, up, down, verify, requires, repeatable, transactional.")));
}

/* Read one element into a migration. */
static void
ReadElement(const JsonbValue *value, int place, BundleMigration *migration)
{
	Element		element = {.place = place,.migration = migration};
	JsonbIterator *iterator;
	JsonbValue	member;
	char	   *key;

	if (value->type != jbvBinary ||
		!JsonContainerIsObject(value->val.binary.data))
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("%s is %s, not an object", DescribeElement(&element),
						TypeName(value)),
				 errhint("Hand over [{\"name\": ..., \"up\": ...}, ...].")));

	iterator = JsonbIteratorInit(value->val.binary.data);
	while (NextMember(&iterator, &key, &member))
		ReadMember(&element, migration, key, &member);
	if (migration->name == NULL || migration->name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("%s has no name", DescribeElement(&element))));
	if (migration->up == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("%s has no up script", DescribeElement(&element))));
}

/* list_sort: migrations by the bytes of their names */
static int
CompareBytes(const ListCell *a, const ListCell *b)
{
	return strcmp(((BundleMigration *) lfirst(a))->name,
				  ((BundleMigration *) lfirst(b))->name);
}

/* Raise an error if two migrations of a list have the same name. */
static void
CheckNames(List *migrations)
{
	List	   *sorted = list_copy(migrations);
	int			i;

	list_sort(sorted, CompareBytes);
	for (i = 1; i < list_length(sorted); i++)
	{
		BundleMigration *migration = list_nth(sorted, i);
		BundleMigration *before = list_nth(sorted, i - 1);
		int			first = -1;
		int			second = -1;
		ListCell   *lc;

		if (strcmp(migration->name, before->name) != 0)
			continue;
		foreach(lc, migrations)
		{
			if (lfirst(lc) != migration && lfirst(lc) != before)
				continue;
			if (first < 0)
				first = foreach_current_index(lc) + 1;
			else
				second = foreach_current_index(lc) + 1;
		}
		ereport(ERROR,
				(errcode(ERRCODE_MG_LAYOUT),
				 errmsg("elements %d and %d of the bundle have the same name \"%s\"",
						first, second, migration->name)));
	}
}

/* Return the migrations of an array, in its order. */
BundleContent *
migrate_list_from_jsonb(Jsonb *bundle)
{
	BundleContent *content = palloc0(sizeof(BundleContent));
	JsonbIterator *iterator = JsonbIteratorInit(&bundle->root);
	JsonbValue	value;
	JsonbIteratorToken token;
	int			place = 0;

	content->layout = "list";
	(void) JsonbIteratorNext(&iterator, &value, true);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) == WJB_ELEM)
	{
		CHECK_FOR_INTERRUPTS();
		ReadElement(&value, ++place, AddMigration(content, NULL));
	}
	if (content->migrations == NIL)
		RefuseEmpty();
	CheckNames(content->migrations);
	return content;
}

/*
 * Writing
 */

/* Parse JSON that was put together here. */
static Jsonb *
ParseJson(const char *json)
{
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
											  CStringGetDatum(json)));
}

/* Return a folder as an object of files. */
Jsonb *
migrate_bundle_to_jsonb(const Bundle *bundle)
{
	StringInfoData json;
	ListCell   *lc;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	foreach(lc, bundle->files)
	{
		BundleFile *file = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (lc != list_head(bundle->files))
			appendStringInfoChar(&json, ',');
		escape_json(&json, file->path);
		appendStringInfoChar(&json, ':');
		escape_json(&json, migrate_bundle_text(file));
	}
	appendStringInfoChar(&json, '}');
	return ParseJson(json.data);
}

/* Append a text member, if there is a text. */
static void
AppendMember(StringInfo json, const char *key, const char *text)
{
	if (text == NULL)
		return;
	appendStringInfo(json, ",\"%s\":", key);
	escape_json(json, text);
}

/* Append one migration; defaults are left out. */
static void
AppendMigration(StringInfo json, const BundleMigration *migration)
{
	ListCell   *lc;

	appendStringInfoString(json, "{\"name\":");
	escape_json(json, migration->name);
	AppendMember(json, "up", migration->up);
	AppendMember(json, "down", migration->down);
	AppendMember(json, "verify", migration->verify);
	if (migration->requires != NIL)
		appendStringInfoString(json, ",\"requires\":[");
	foreach(lc, migration->requires)
	{
		escape_json(json, lfirst(lc));
		appendStringInfoChar(json,
							 lnext(migration->requires, lc) ? ',' : ']');
	}
	if (migration->repeatable)
		appendStringInfoString(json, ",\"repeatable\":true");
	if (strcmp(migration->transactional, "auto") != 0)
		AppendMember(json, "transactional", migration->transactional);
	appendStringInfoChar(json, '}');
}

/*
 * Return migrations as an array, which holds all of them whatever layout they
 * came in.
 */
Jsonb *
migrate_content_to_list(const BundleContent *content)
{
	StringInfoData json;
	ListCell   *lc;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	foreach(lc, content->migrations)
	{
		CHECK_FOR_INTERRUPTS();
		if (lc != list_head(content->migrations))
			appendStringInfoChar(&json, ',');
		AppendMigration(&json, lfirst(lc));
	}
	appendStringInfoChar(&json, ']');
	return ParseJson(json.data);
}
