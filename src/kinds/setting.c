/*-------------------------------------------------------------------------
 *
 * setting.c
 *	  Kind "setting": settings of the database, and of roles in it.
 *
 * Covered: ALTER DATABASE SET and RESET; ALTER ROLE role IN DATABASE SET and
 * RESET; ALTER ROLE ALL IN DATABASE SET and RESET.
 *
 * Not covered: settings of a role in all databases, which are the role's.  The
 * name of the database is not part of the identity: a copy has another one.
 * pg_dump writes these settings with --create only: restored without it they
 * are missing, and show so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_db_role_setting.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "miscadmin.h"
#include "commands/dbcommands.h"
#include "utils/builtins.h"

/* Returns whose settings an object has, as ALTER names it. */
static char *
Whose(const Object *object)
{
	const char *database = quote_identifier(get_database_name(MyDatabaseId));

	if (strcmp(object->name, "DATABASE") == 0)
		return psprintf("DATABASE %s", database);
	return psprintf("%s IN DATABASE %s", object->name, database);
}

/* Sets what differs and resets what is gone. */
static bool
AlterSettings(const Object *before, const Object *after, List **commands)
{
	ListCell   *lc;

	if (migrate_value(before, "settings"))
		*commands = lappend(*commands, psprintf("ALTER %s RESET ALL", Whose(after)));
	foreach(lc, migrate_split_settings(migrate_value(after, "settings")))
		*commands = lappend(*commands, psprintf("ALTER %s SET %s", Whose(after),
												(char *) lfirst(lc)));
	return true;
}

static const Attribute attributes[] = {
	{.name = "settings", .sql = SETTINGS("s.setconfig"), .items = ITEMS_SETTINGS, .alter = AlterSettings},
};

/* Returns the commands that set all of it, as one text. */
static char *
MakeSettings(const Object *object, List *children)
{
	char	   *text = NULL;
	ListCell   *lc;

	foreach(lc, migrate_split_settings(migrate_value(object, "settings")))
	{
		char	   *command = psprintf("ALTER %s SET %s", Whose(object), (char *) lfirst(lc));

		text = text ? psprintf("%s;\n%s", text, command) : command;
	}
	return text ? text : pstrdup("");
}

/* Returns the command that resets all of it. */
static char *
DropSettings(const Object *object)
{
	return psprintf("ALTER %s RESET ALL", Whose(object));
}

const Kind	migrate_kind_setting = {
	.name = "setting",
	.classid = DbRoleSettingRelationId,
	.row = "s",
	.from = "pg_catalog.pg_db_role_setting s",
	.where = "s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d"
		" WHERE d.datname = pg_catalog.current_database())",
	.key = "s.setrole",
	.identity = "CASE WHEN s.setrole = 0 THEN 'database' ELSE 'role ' ||"
		" pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) END",
	.local = "CASE WHEN s.setrole = 0 THEN 'DATABASE' ELSE 'ROLE ' ||"
		" pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) END",
	ATTRIBUTES(attributes),
	.noun = "DATABASE",
	.owner_of = NO_OWNER,
	.make = MakeSettings,
	.destroy = DropSettings,
};
