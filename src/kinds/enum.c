/*-------------------------------------------------------------------------
 *
 * enum.c
 *	  Kind "enum".
 *
 * Covered: CREATE TYPE name AS ENUM (values); ALTER TYPE ADD VALUE BEFORE and
 * AFTER, RENAME VALUE, OWNER TO.  As many values as before, with others in some
 * places, are renamed ones.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "lib/stringinfo.h"

/* Whether a list has a value. */
static bool
HasValue(List *values, const char *value)
{
	ListCell   *lc;

	foreach(lc, values)
		if (strcmp(lfirst(lc), value) == 0)
			return true;
	return false;
}

/* Renames values in their places; false if it takes more than that. */
static bool
RenameValues(const Object *type, List *old, List *new, List **commands)
{
	List	   *renamed = NIL;

	if (list_length(old) != list_length(new))
		return false;
	for (int i = 0; i < list_length(new); i++)
	{
		char	   *from = list_nth(old, i);
		char	   *to = list_nth(new, i);

		if (strcmp(from, to) == 0)
			continue;
		if (HasValue(new, from) || HasValue(old, to))
			return false;
		renamed = lappend(renamed, psprintf("ALTER TYPE %s RENAME VALUE %s TO %s",
											type->identity, from, to));
	}
	*commands = list_concat(*commands, renamed);
	return true;
}

/* Renames values or adds those that came; false if one went or moved. */
static bool
AlterValues(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "values"));
	List	   *new = migrate_split_list(migrate_value(after, "values"));
	int			next = 0;

	if (RenameValues(after, old, new, commands))
		return true;
	for (int i = 0; i < list_length(new); i++)
	{
		char	   *value = list_nth(new, i);

		if (next < list_length(old) && strcmp(value, list_nth(old, next)) == 0)
		{
			next++;
			continue;
		}
		*commands = lappend(*commands,
							i > 0 ? psprintf("ALTER TYPE %s ADD VALUE %s AFTER %s", after->identity,
											 value, (char *) list_nth(new, i - 1)) :
							old == NIL ? psprintf("ALTER TYPE %s ADD VALUE %s", after->identity, value) :
							psprintf("ALTER TYPE %s ADD VALUE %s BEFORE %s", after->identity,
									 value, (char *) linitial(old)));
	}
	return next == list_length(old);
}

static const Attribute attributes[] = {
	{
		.name = "values",
		.sql = "coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_literal(v.enumlabel), ', '"
			" ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v WHERE v.enumtypid = t.oid), '')",
		.items = ITEMS_IN_ORDER,
		.alter = AlterValues,
	},
};

const Kind	migrate_kind_enum = {
	.name = "enum",
	.classid = TypeRelationId,
	.row = "t",
	.from = "pg_catalog.pg_type t"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace",
	.where = "t.typtype = 'e' AND " USER_SCHEMA("n"),
	.key = "t.oid",
	.identity = QUALIFIED("n", "t.typname"),
	.local = "pg_catalog.quote_ident(t.typname)",
	ATTRIBUTES(attributes),
	.noun = "TYPE",
	.acl_type = "T",
	.create = "CREATE TYPE {identity} AS ENUM ({values})",
};
