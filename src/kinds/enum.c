/*-------------------------------------------------------------------------
 *
 * enum.c
 *	  Kind "enum".
 *
 * Covered: CREATE TYPE name AS ENUM (values); ALTER TYPE ADD VALUE BEFORE and
 * AFTER, OWNER TO.  A renamed value shows as one that went and one that came:
 * the type is to be replaced.
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

/* Adds the values that came; false if one went or the order is another. */
static bool
AlterValues(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "values"));
	List	   *new = migrate_split_list(migrate_value(after, "values"));
	int			next = 0;

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
