/*-------------------------------------------------------------------------
 *
 * identity_sequence.c
 *	  Kind "identity sequence": what the sequence of an identity column has of
 *	  its own.
 *
 * Covered: privileges and comments; ALTER SEQUENCE SET LOGGED and UNLOGGED,
 * where that is not what the table is.  A sequence is an object only where it
 * has any of these.
 *
 * Not covered: name and options, which are attributes of the column; the owner,
 * which is the table's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* Without the attribute, the sequence is what it is not with it. */
static bool
AlterLogged(const Object *before, const Object *after, List **commands)
{
	const char *logged = migrate_value(after, "logged");

	if (logged == NULL)
		logged = strcmp(migrate_value(before, "logged"), "LOGGED") == 0 ? "UNLOGGED" : "LOGGED";
	*commands = lappend(*commands,
						psprintf("ALTER SEQUENCE %s SET %s", after->identity, logged));
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "logged",
		.sql = "CASE WHEN c.relpersistence <> t.relpersistence THEN"
			" CASE c.relpersistence WHEN 'p' THEN 'LOGGED' ELSE 'UNLOGGED' END END",
		.alter = AlterLogged,
	},
};

/* Are its privileges other than those that sequences have by themselves? */
#define PRIVILEGES(acl) \
	"(SELECT pg_catalog.array_agg(x ORDER BY x::pg_catalog.text COLLATE \"C\") FROM pg_catalog.aclexplode(" acl ") x)"
#define HAS_PRIVILEGES \
	"c.relacl IS NOT NULL AND" \
	" " PRIVILEGES("c.relacl") " IS DISTINCT FROM" \
	" " PRIVILEGES("pg_catalog.acldefault('s', c.relowner)")

const Kind	migrate_kind_identity_sequence = {
	.name = "identity sequence",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" JOIN pg_catalog.pg_depend d"
		"  ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid"
		"  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'i'"
		" JOIN pg_catalog.pg_class t ON t.oid = d.refobjid",
	.where = "c.relkind = 'S' AND t.relpersistence <> 't' AND " USER_SCHEMA("n")
		" AND (" HAS_PRIVILEGES " OR c.relpersistence <> t.relpersistence"
		"  OR EXISTS (SELECT FROM pg_catalog.pg_description de"
		"   WHERE de.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
		"   AND de.objoid = c.oid AND de.objsubid = 0)"
		"  OR EXISTS (SELECT FROM pg_catalog.pg_seclabel la"
		"   WHERE la.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
		"   AND la.objoid = c.oid AND la.objsubid = 0))",
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(c.relname)",
	ATTRIBUTES(attributes),
	.noun = "SEQUENCE",
	.owner_of = "TABLE {parent}",
	.acl_type = "s",
	.implied = migrate_always_implied,
};
