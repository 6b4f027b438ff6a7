/*-------------------------------------------------------------------------
 *
 * operator_family.c
 *	  Kind "operator family".
 *
 * Covered: CREATE OPERATOR FAMILY name USING method; ALTER OPERATOR FAMILY ADD
 * and DROP of operators and functions that belong to no class, OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_opfamily.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/operator_class.h"

/* Returns the number and types of a member, as DROP takes them. */
static char *
DropItem(const char *item)
{
	const char *number = strchr(item, ' ') + 1;
	int			kind = number - item;
	int			digits = strspn(number, "0123456789");
	const char *types = item[0] == 'F' ? strchr(item, '(') : strrchr(item, '(');
	const char *end = strchr(types, ')');

	return psprintf("%.*s%.*s %.*s", kind, item, digits, number, (int) (end + 1 - types), types);
}

/* Adds and drops the members that are loose in the family. */
static bool
AlterMembers(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "members"));
	List	   *new = migrate_split_list(migrate_value(after, "members"));
	ListCell   *lc;
	ListCell   *lo;

	foreach(lc, old)
	{
		bool		kept = false;

		foreach(lo, new)
			if (strcmp(lfirst(lc), lfirst(lo)) == 0)
				kept = true;
		if (!kept)
			*commands = lappend(*commands, psprintf("ALTER OPERATOR FAMILY %s DROP %s",
													after->identity, DropItem(lfirst(lc))));
	}
	foreach(lc, new)
	{
		bool		had = false;

		foreach(lo, old)
			if (strcmp(lfirst(lc), lfirst(lo)) == 0)
				had = true;
		if (!had)
			*commands = lappend(*commands, psprintf("ALTER OPERATOR FAMILY %s ADD %s",
													after->identity, (char *) lfirst(lc)));
	}
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "members",
		.sql = MEMBERS("f.oid", "pg_opfamily", "f.oid"),
		.alter = AlterMembers,
		.after = true,
	},
};

const Kind	migrate_kind_operator_family = {
	.name = "operator family",
	.classid = OperatorFamilyRelationId,
	.row = "f",
	.from = "pg_catalog.pg_opfamily f"
		" JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace"
		" JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod",
	.where = USER_SCHEMA("n"),
	.key = "f.oid",
	.identity = QUALIFIED("n", "f.opfname") " || ' USING ' || pg_catalog.quote_ident(m.amname)",
	.local = "pg_catalog.quote_ident(f.opfname)",
	ATTRIBUTES(attributes),
	.noun = "OPERATOR FAMILY",
	.create = "CREATE OPERATOR FAMILY {identity}",
};
