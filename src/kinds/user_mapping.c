/*-------------------------------------------------------------------------
 *
 * user_mapping.c
 *	  Kind "user mapping".
 *
 * Covered: CREATE and DROP USER MAPPING FOR user SERVER server; which options
 * it has.
 *
 * Not covered: the values of the options, which may be secrets: a changed one
 * does not show.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_user_mapping.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* Whether a list has an option. */
static bool
HasOption(List *names, const char *name)
{
	ListCell   *lc;

	foreach(lc, names)
		if (strcmp(lfirst(lc), name) == 0)
			return true;
	return false;
}

/* Drops the options that are not to be there; the others cannot be given. */
static bool
AlterOptions(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "option_names"));
	List	   *new = migrate_split_list(migrate_value(after, "option_names"));
	ListCell   *lc;
	bool		complete = true;

	foreach(lc, old)
		if (!HasOption(new, lfirst(lc)))
			*commands = lappend(*commands,
								psprintf("%s OPTIONS (DROP %s)",
										 migrate_expand("ALTER USER MAPPING FOR {name} SERVER {parent}",
														after), (char *) lfirst(lc)));
	foreach(lc, new)
		if (!HasOption(old, lfirst(lc)))
			complete = false;
	if (!complete)
		*commands = lappend(*commands,
							pstrdup("-- option_names: the values of the options are not kept,"
									" since they may be secrets"));
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "option_names",
		.sql = "CASE WHEN m.umoptions IS NOT NULL THEN (SELECT pg_catalog.string_agg("
			"pg_catalog.quote_ident(pg_catalog.split_part(o, '=', 1)), ', ' ORDER BY o COLLATE \"C\")"
			" FROM pg_catalog.unnest(m.umoptions) o) END",
		.alter = AlterOptions,
	},
};

#define MAPPED_USER \
	"CASE WHEN m.umuser = 0 THEN 'public' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(m.umuser)) END"

const Kind	migrate_kind_user_mapping = {
	.name = "user mapping",
	.classid = UserMappingRelationId,
	.row = "m",
	.from = "pg_catalog.pg_user_mapping m"
		" JOIN pg_catalog.pg_foreign_server s ON s.oid = m.umserver",
	.where = "true",
	.key = "m.oid",
	.root_class = UserMappingRelationId,
	.identity = MAPPED_USER " || ' on server ' || pg_catalog.quote_ident(s.srvname)",
	.parent = "pg_catalog.quote_ident(s.srvname)",
	.local = MAPPED_USER,
	ATTRIBUTES(attributes),
	.noun = "USER MAPPING",
	.owner_of = NO_OWNER,
	.create = "CREATE USER MAPPING FOR {name} SERVER {parent}",
	.drop = "DROP USER MAPPING FOR {name} SERVER {parent}",
};
