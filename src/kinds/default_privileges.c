/*-------------------------------------------------------------------------
 *
 * default_privileges.c
 *	  Kind "default privileges".
 *
 * Covered: ALTER DEFAULT PRIVILEGES FOR ROLE role IN SCHEMA schema GRANT and
 * REVOKE ON tables, sequences, functions, types, schemas, large objects.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_default_acl.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/facets.h"

#define DEFAULT_OBJECTS \
	"CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'" \
	" WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END"
#define DEFAULT_ROLE "'for role ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))"

/* The items of privileges, as facets.c prints them. */
#define GRANTED(acl) \
	"coalesce((SELECT pg_catalog.string_agg(g.item, ', ' ORDER BY g.item COLLATE \"C\") FROM (" \
	" SELECT i.privilege_type || CASE WHEN i.is_grantable THEN '* TO ' ELSE ' TO ' END ||" \
	"  CASE WHEN i.grantee = 0 THEN 'PUBLIC' ELSE" \
	"   pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(i.grantee)) END AS item" \
	" FROM pg_catalog.aclexplode(" acl ") i) g), '')"

/* Returns a GRANT or REVOKE of an item. */
static char *
DefaultCommand(const Object *object, const char *item, bool grant)
{
	const char *to = strstr(item, " TO ");
	bool		grantable = (to[-1] == '*');

	return psprintf("ALTER DEFAULT PRIVILEGES %s %s %.*s ON %s %s %s%s",
					migrate_expand("{scope}", object), grant ? "GRANT" : "REVOKE",
					(int) (to - item - (grantable ? 1 : 0)), item,
					migrate_value(object, "objects"), grant ? "TO" : "FROM", to + 4,
					grant && grantable ? " WITH GRANT OPTION" : "");
}

/* Grants and revokes what differs. */
static bool
AlterGranted(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "granted"));
	List	   *new = migrate_split_list(migrate_value(after, "granted"));
	ListCell   *lc;
	ListCell   *lo;

	foreach(lc, old)
	{
		bool		kept = false;

		foreach(lo, new)
			if (strcmp(lfirst(lc), lfirst(lo)) == 0)
				kept = true;
		if (!kept)
			*commands = lappend(*commands, DefaultCommand(after, lfirst(lc), false));
	}
	foreach(lc, new)
	{
		bool		had = false;

		foreach(lo, old)
			if (strcmp(lfirst(lc), lfirst(lo)) == 0)
				had = true;
		if (!had)
			*commands = lappend(*commands, DefaultCommand(after, lfirst(lc), true));
	}
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "scope",
		.sql = "'FOR ROLE ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole)) ||"
			" coalesce(' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), '')",
	},
	{.name = "objects", .sql = "pg_catalog.upper(" DEFAULT_OBJECTS ")"},
	{.name = "granted", .sql = GRANTED("d.defaclacl"), .items = ITEMS_WHOLE, .alter = AlterGranted},
	{
		.name = "standard",
		.sql = "CASE WHEN d.defaclnamespace = 0 THEN "
			GRANTED("pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)")
			" END",
	},
};

/* Returns the commands between two lists of privileges as one text. */
static char *
JoinDefaults(const Object *object, const char *from, const char *to)
{
	Object		before = *object;
	Object		after = *object;
	char	   *from_values[4 + FACET_COUNT];
	char	   *to_values[4 + FACET_COUNT];
	List	   *commands = NIL;
	char	   *text = NULL;
	ListCell   *lc;

	memcpy(from_values, object->values, sizeof(from_values));
	memcpy(to_values, object->values, sizeof(to_values));
	from_values[2] = (char *) from;
	to_values[2] = (char *) to;
	before.values = from_values;
	after.values = to_values;
	(void) AlterGranted(&before, &after, &commands);
	foreach(lc, commands)
		text = text ? psprintf("%s;\n%s", text, (char *) lfirst(lc)) : lfirst(lc);
	return text ? text : pstrdup("");
}

static char *
MakeDefaults(const Object *object, List *children)
{
	return JoinDefaults(object, migrate_value(object, "standard"), migrate_value(object, "granted"));
}

static char *
DropDefaults(const Object *object)
{
	return JoinDefaults(object, migrate_value(object, "granted"), migrate_value(object, "standard"));
}

const Kind	migrate_kind_default_privileges = {
	.name = "default privileges",
	.classid = DefaultAclRelationId,
	.row = "d",
	.from = "pg_catalog.pg_default_acl d"
		" LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace",
	.where = "true",
	.key = "d.oid",
	.identity = DEFAULT_ROLE " || coalesce(' in schema ' || pg_catalog.quote_ident(n.nspname), '')"
		" || ' on ' || " DEFAULT_OBJECTS,
	.local = DEFAULT_ROLE,
	ATTRIBUTES(attributes),
	.noun = "DEFAULT PRIVILEGES",
	.owner_of = NO_OWNER,
	.make = MakeDefaults,
	.destroy = DropDefaults,
};
