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

/*
 * A view gets another query by CREATE OR REPLACE if all its columns stay and
 * others only follow; else it has to be replaced.
 */
static bool
AlterQuery(const Object *before, const Object *after, List **commands)
{
	const char *old = migrate_value(before, "columns");
	const char *new = migrate_value(after, "columns");
	int			length = old ? strlen(old) : 0;

	if (length > 0 &&
		(new == NULL || strncmp(old, new, length) != 0 || (new[length] && new[length] != ',')))
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
		.sql = "pg_catalog.pg_get_viewdef(c.oid)",
		.canonical = migrate_canonical_query,
		.alter = AlterQuery,
	},
	{
		.name = "options",
		.sql = OPTIONS("c.reloptions"),
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
	.locks = true,
};
