/*-------------------------------------------------------------------------
 *
 * view.c
 *	  Kind "view".
 *
 * Covered: CREATE [RECURSIVE] VIEW with its options (security_barrier,
 * security_invoker, check_option) and query; ALTER VIEW SET and RESET, OWNER,
 * RENAME COLUMN.
 *
 * Not covered: temporary views.  Defaults, comments and privileges of a view's
 * columns are the kind "view column"; rules and triggers are objects of their
 * own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* Returns the canonical query of a view, as it follows AS. */
char *
migrate_canonical_query(Oid object, int32 subid, char *text)
{
	char	   *query = migrate_canonical_view(object, subid, text);
	int			length;

	while (*query == ' ')
		query++;
	length = strlen(query);
	return pnstrdup(query, query[length - 1] == ';' ? length - 1 : length);
}

/* Returns the length of the name that a column's text begins with. */
static int
NameLength(const char *column)
{
	const char *end = column + 1;

	if (*column != '"')
		return strcspn(column, " ");
	while (*end && (*end != '"' || end[1] == '"'))
		end += (*end == '"') ? 2 : 1;
	return end + 1 - column;
}

/* Whether a column of a list has the name that a text begins with. */
static bool
HasName(List *columns, const char *name, int length)
{
	ListCell   *lc;

	foreach(lc, columns)
		if (NameLength(lfirst(lc)) == length && strncmp(lfirst(lc), name, length) == 0)
			return true;
	return false;
}

/*
 * Adds the commands that rename columns.  Returns false if the columns differ
 * in more than their names, or change them among each other.
 */
static bool
RenameColumns(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "columns"));
	List	   *new = migrate_split_list(migrate_value(after, "columns"));
	List	   *renames = NIL;
	ListCell   *lo;
	ListCell   *ln;

	if (list_length(old) != list_length(new))
		return false;
	forboth(lo, old, ln, new)
	{
		const char *from = lfirst(lo);
		const char *to = lfirst(ln);
		int			from_length = NameLength(from);
		int			to_length = NameLength(to);

		if (strcmp(from, to) == 0)
			continue;
		if (strcmp(from + from_length, to + to_length) != 0 || HasName(old, to, to_length))
			return false;
		renames = lappend(renames, psprintf("ALTER VIEW %s RENAME COLUMN %.*s TO %.*s",
											after->identity, from_length, from,
											to_length, to));
	}
	*commands = list_concat(*commands, renames);
	return true;
}

/*
 * A view gets another query by CREATE OR REPLACE if all its columns stay, or
 * only change their names, and others only follow; else it has to be replaced.
 */
static bool
AlterQuery(const Object *before, const Object *after, List **commands)
{
	const char *old = migrate_value(before, "columns");
	const char *new = migrate_value(after, "columns");
	int			length = old ? strlen(old) : 0;

	if (length > 0 &&
		(new == NULL || strncmp(old, new, length) != 0 || (new[length] && new[length] != ',')) &&
		!RenameColumns(before, after, commands))
		return false;
	*commands = lappend(*commands,
						migrate_expand("CREATE OR REPLACE VIEW {identity}"
									   "[ WITH ({options})] AS {query}", after));
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "columns",
		.sql = RESULT_COLUMNS,
		.set = "",
		.reset = "",
	},
	{
		.name = "query",
		.sql = "''",			/* printed when it is made canonical */
		.canonical = migrate_canonical_query,
		.alter = AlterQuery,
	},
	{
		.name = "options",
		.sql = OPTIONS("c.reloptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER VIEW {identity} SET ({options})",
		.reset = "ALTER VIEW {identity} RESET ({removed})",
	},
};

const Kind	migrate_kind_view = {
	.name = "view",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
	.where = "c.relkind = 'v' AND c.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.relname"),
	.local = "pg_catalog.quote_ident(c.relname)",
	ATTRIBUTES(attributes),
	.noun = "VIEW",
	.acl_type = "r",
	.grant = "ON TABLE {identity}",
	.create = "CREATE VIEW {identity}[ WITH ({options})] AS {query}",
};
