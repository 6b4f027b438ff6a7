/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  What is expected of an object that was not as expected, after a change.
 *
 * Three states of an object are known: what it was before, what was expected,
 * and what it is now.  What is the same before and now stays as expected; what
 * is not was changed, and is expected as it is now.  That holds for each
 * attribute, and in lists whose items come and go one by one for each item.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kinds/command.h"
#include "kinds/facets.h"
#include "lib/stringinfo.h"
#include "merge.h"

/* Whether two values are the same; NULL is a value. */
static bool
SameValue(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Returns the value that one of three has after a change. */
static const char *
MergeValue(const char *before, const char *expected, const char *now)
{
	return SameValue(before, now) ? expected : now;
}

/*
 * Lists
 */

/* Is an item in a list? */
static bool
HasItem(List *items, const char *item)
{
	ListCell   *lc;

	foreach(lc, items)
		if (strcmp(lfirst(lc), item) == 0)
			return true;
	return false;
}

/* Returns items as a list, with a separator. */
static char *
JoinItems(List *items, const char *separator)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, items)
		appendStringInfo(&text, "%s%s", lc == list_head(items) ? "" : separator,
						 (char *) lfirst(lc));
	return text.data;
}

/*
 * Returns the order that is expected now: that of the list as it is, without
 * the items that were there before and not expected, and with those that were
 * expected and not there.
 */
static List *
MergeOrder(List *before, List *expected, List *now)
{
	List	   *merged = NIL;
	ListCell   *lc;

	foreach(lc, now)
		if (!HasItem(before, lfirst(lc)) || HasItem(expected, lfirst(lc)))
			merged = lappend(merged, lfirst(lc));
	for (int i = 0; i < list_length(expected); i++)
		if (!HasItem(before, list_nth(expected, i)))
			merged = list_insert_nth(merged, Min(i, list_length(merged)),
									 list_nth(expected, i));
	return merged;
}

/* Returns what tells an item from the others of its list. */
static char *
ItemKey(ItemList list, const char *item)
{
	return list == ITEMS_WHOLE || list == ITEMS_PRIVILEGES ? pstrdup(item) :
		migrate_item_name(item);
}

/* Returns the item with the same key, or NULL. */
static char *
FindItem(ItemList list, List *items, const char *key)
{
	ListCell   *lc;

	foreach(lc, items)
		if (strcmp(ItemKey(list, lfirst(lc)), key) == 0)
			return lfirst(lc);
	return NULL;
}

/* Returns a key for each item that is expected or there now, each once. */
static List *
KeysOfItems(ItemList list, List *expected, List *now)
{
	List	   *keys = NIL;
	ListCell   *lc;

	foreach(lc, list_concat_copy(expected, now))
	{
		char	   *key = ItemKey(list, lfirst(lc));

		if (!HasItem(keys, key))
			keys = lappend(keys, key);
	}
	return keys;
}

static int
CompareItems(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* Returns the items that are expected after a change, sorted. */
static List *
MergeItems(ItemList list, List *before, List *expected, List *now)
{
	List	   *keys = KeysOfItems(list, expected, now);
	List	   *merged = NIL;
	ListCell   *lc;

	list_sort(keys, CompareItems);
	foreach(lc, keys)
	{
		const char *key = lfirst(lc);
		const char *item = MergeValue(FindItem(list, before, key),
									  FindItem(list, expected, key),
									  FindItem(list, now, key));

		if (item)
			merged = lappend(merged, (char *) item);
	}
	return merged;
}

/* Returns a list that is expected after a change. */
static const char *
MergeList(ItemList list, const char *before, const char *expected, const char *now)
{
	List	   *(*split) (const char *text) = list == ITEMS_SETTINGS ?
		migrate_split_settings : migrate_split_list;
	List	   *merged = list == ITEMS_IN_ORDER ?
		MergeOrder(split(before), split(expected), split(now)) :
		MergeItems(list, split(before), split(expected), split(now));

	if (merged == NIL && list != ITEMS_IN_ORDER && list != ITEMS_WHOLE)
		return NULL;
	return JoinItems(merged, list == ITEMS_SETTINGS ? "; " : ", ");
}

/*
 * Returns the privileges that are expected after a change.  Those that an
 * object has by itself depend on its owner: the one that is expected.
 */
static const char *
MergePrivileges(const Object *before, const Object *expected, const Object *now,
				const char *owner)
{
	return migrate_privileges_of_items(now->kind, owner,
									   MergeItems(ITEMS_PRIVILEGES,
												  migrate_privilege_items(before, owner),
												  migrate_privilege_items(expected, owner),
												  migrate_privilege_items(now, owner)));
}

/* Returns one of the three values of an attribute, or what they come to. */
static const char *
MergeAttribute(const Attribute *attribute, const char *before, const char *expected,
			   const char *now)
{
	ItemList	list = attribute->order ? ITEMS_IN_ORDER : attribute->items;

	if (SameValue(before, now) || SameValue(before, expected) || list == ITEMS_NONE ||
		(list == ITEMS_IN_ORDER && !(before && expected && now)))
		return MergeValue(before, expected, now);
	return MergeList(list, before, expected, now);
}

/*
 * Objects
 */

/* Returns what is expected of an object that is now so. */
Object *
migrate_merge(const Object *before, const Object *expected, const Object *now)
{
	int			own = now->kind->attribute_count;
	int			count = migrate_attribute_count(now->kind);
	Object	   *merged = palloc(sizeof(Object));

	*merged = *now;
	merged->values = palloc(sizeof(char *) * count);
	for (int i = 0; i < count; i++)
		if (i != own + FACET_PRIVILEGES)
			merged->values[i] = (char *) MergeAttribute(migrate_attribute(now->kind, i),
														before->values[i],
														expected->values[i],
														now->values[i]);
	merged->values[own + FACET_PRIVILEGES] =
		(char *) MergePrivileges(before, expected, now, merged->values[own + FACET_OWNER]);
	migrate_hash_object(merged);
	return merged;
}
