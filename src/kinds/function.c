/*-------------------------------------------------------------------------
 *
 * function.c
 *	  Kinds "function" and "procedure".
 *
 * Covered: CREATE FUNCTION and PROCEDURE with arguments, names, modes and
 * defaults, RETURNS, LANGUAGE, TRANSFORM, WINDOW, IMMUTABLE, STABLE, VOLATILE,
 * LEAKPROOF, STRICT, SECURITY DEFINER, PARALLEL, COST, ROWS, SUPPORT, SET, body
 * as a string, as an object file and link symbol, or in SQL; ALTER FUNCTION for
 * each of those that it can set, DEPENDS ON EXTENSION, OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "lib/stringinfo.h"

/* What ALTER FUNCTION sets with a word and takes back with another. */
#define SWITCH(name_, condition, word, otherwise) \
	{ \
		.name = name_, .sql = WORD_IF(condition, word), \
		.set = "ALTER ROUTINE {identity} " word, \
		.reset = "ALTER ROUTINE {identity} " otherwise \
	}

/* Changes the settings that the routine runs under. */
static bool
AlterSettings(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_settings(migrate_value(before, "settings"));
	List	   *new = migrate_split_settings(migrate_value(after, "settings"));
	ListCell   *lc;

	if (old != NIL)
		*commands = lappend(*commands, psprintf("ALTER ROUTINE %s RESET ALL", after->identity));
	foreach(lc, new)
		*commands = lappend(*commands, psprintf("ALTER ROUTINE %s SET %s", after->identity,
												(char *) lfirst(lc)));
	return true;
}

/* Returns the name with its arguments as CREATE takes them. */
static char *
MakeRoutine(const Object *routine, List *children)
{
	StringInfoData sql;
	const char *open = strchr(routine->identity, '(');

	/* a parenthesis in a quoted name is not the one before the arguments */
	if (routine->identity[0] == '"' || strchr(routine->identity, '"'))
	{
		bool		quoted = false;

		for (open = routine->identity; *open && (quoted || *open != '('); open++)
			if (*open == '"')
				quoted = !quoted;
	}
	initStringInfo(&sql);
	appendStringInfo(&sql, "CREATE OR REPLACE %s %.*s", routine->kind->noun,
					 (int) (open - routine->identity), routine->identity);
	appendStringInfoString(&sql,
						   migrate_expand("({arguments})[ RETURNS {returns}] LANGUAGE {language}"
										  "[ TRANSFORM {transform}][ {window}][ {volatility}]"
										  "[ {leakproof}][ {strict}][ {security_definer}]"
										  "[ PARALLEL {parallel}][ COST {cost}][ ROWS {rows}]"
										  "[ SUPPORT {support}]", routine));
	if (migrate_value(routine, "object_file"))
		appendStringInfoString(&sql, migrate_expand(" AS {object_file}, {body}", routine));
	else
		appendStringInfoString(&sql, migrate_expand("[ AS {body}][ {sql_body}]", routine));
	return sql.data;
}

/*
 * Replaces the routine in place: what only CREATE says, and only if that has
 * not been done already.  Settings and extensions that it depends on are gone
 * then.
 */
static bool
Replace(const Object *before, const Object *after, List **commands)
{
	ListCell   *lc;

	foreach(lc, *commands)
		if (strncmp(lfirst(lc), "CREATE ", strlen("CREATE ")) == 0)
			return true;
	*commands = lappend(*commands, MakeRoutine(after, NIL));
	foreach(lc, migrate_split_settings(migrate_value(after, "settings")))
		*commands = lappend(*commands, psprintf("ALTER ROUTINE %s SET %s", after->identity,
												(char *) lfirst(lc)));
	foreach(lc, migrate_split_list(migrate_value(after, "depends_on")))
		*commands = lappend(*commands, psprintf("ALTER ROUTINE %s DEPENDS ON EXTENSION %s",
												after->identity, (char *) lfirst(lc)));
	return true;
}

/* Another estimate; without one it is that of the language. */
static bool
AlterCost(const Object *before, const Object *after, List **commands)
{
	const char *language = migrate_value(after, "language");
	const char *cost = migrate_value(after, "cost");

	if (cost == NULL)
		cost = strcmp(language, "c") == 0 || strcmp(language, "internal") == 0 ? "1" : "100";
	*commands = lappend(*commands, psprintf("ALTER ROUTINE %s COST %s", after->identity, cost));
	return true;
}

/* Another support function; ALTER cannot take one away. */
static bool
AlterSupport(const Object *before, const Object *after, List **commands)
{
	if (migrate_value(after, "support") == NULL)
		return Replace(before, after, commands);
	*commands = lappend(*commands,
						migrate_expand("ALTER ROUTINE {identity} SUPPORT {support}", after));
	return true;
}

/*
 * The arguments are those of the definition, without the names of the server's
 * own schema; what returns is part of them.
 */
static const Attribute attributes[] = {
	{
		.name = "arguments",
		.sql = "pg_catalog.pg_get_function_arguments(p.oid)",
		.canonical = migrate_canonical_arguments,
	},
	{.name = "returns", .sql = "CASE WHEN p.prokind <> 'p' THEN pg_catalog.pg_get_function_result(p.oid) END"},
	{
		.name = "language",
		.sql = "(SELECT pg_catalog.quote_ident(l.lanname)"
			" FROM pg_catalog.pg_language l WHERE l.oid = p.prolang)",
		.alter = Replace,
	},
	{
		.name = "transform",
		.sql = "CASE WHEN p.protrftypes IS NOT NULL THEN"
			" (SELECT pg_catalog.string_agg('FOR TYPE ' || pg_catalog.format_type(x.t, NULL), ', ' ORDER BY x.n)"
			" FROM pg_catalog.unnest(p.protrftypes) WITH ORDINALITY x (t, n)) END",
		.alter = Replace,
	},
	{
		.name = "body",
		.sql = "CASE WHEN p.prosqlbody IS NULL THEN pg_catalog.quote_literal(p.prosrc) END",
		.alter = Replace,
	},
	{
		.name = "object_file",
		.sql = "pg_catalog.quote_literal(p.probin)",
		.alter = Replace,
	},
	{
		.name = "sql_body",
		/* printed when it is made canonical */
		.sql = "CASE WHEN p.prosqlbody IS NOT NULL THEN '' END",
		.canonical = migrate_canonical_sql_body,
		.alter = Replace,
	},
	{.name = "window", .sql = WORD_IF("p.prokind = 'w'", "WINDOW")},
	{
		.name = "volatility",
		.sql = "CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' END",
		.set = "ALTER ROUTINE {identity} {volatility}",
		.reset = "ALTER ROUTINE {identity} VOLATILE",
	},
	SWITCH("leakproof", "p.proleakproof", "LEAKPROOF", "NOT LEAKPROOF"),
	SWITCH("strict", "p.proisstrict", "STRICT", "CALLED ON NULL INPUT"),
	SWITCH("security_definer", "p.prosecdef", "SECURITY DEFINER", "SECURITY INVOKER"),
	{
		.name = "parallel",
		.sql = "CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END",
		.set = "ALTER ROUTINE {identity} PARALLEL {parallel}",
		.reset = "ALTER ROUTINE {identity} PARALLEL UNSAFE",
	},
	{
		.name = "cost",
		.sql = "CASE WHEN p.procost <> (CASE WHEN p.prolang IN (12, 13) THEN 1 ELSE 100 END)"
			" THEN p.procost::pg_catalog.text END",
		.alter = AlterCost,
	},
	{
		.name = "rows",
		.sql = "CASE WHEN p.proretset AND p.prorows <> 1000 THEN p.prorows::pg_catalog.text END",
		.set = "ALTER ROUTINE {identity} ROWS {rows}",
		.reset = "ALTER ROUTINE {identity} ROWS 1000",
	},
	{
		.name = "support",
		.sql = FUNCTION_NAME("p.prosupport::pg_catalog.oid"),
		.alter = AlterSupport,
	},
	{
		.name = "settings",
		.sql = SETTINGS("p.proconfig"),
		.items = ITEMS_SETTINGS,
		.alter = AlterSettings,
		.after = true,
	},
	{
		.name = "depends_on",
		.sql = EXTENSIONS("pg_proc", "p.oid"),
		.items = ITEMS_BY_NAME,
		.add = "ALTER ROUTINE {identity} DEPENDS ON EXTENSION {item}",
		.remove = "ALTER ROUTINE {identity} NO DEPENDS ON EXTENSION {item}",
		.after = true,
	},
};

#define ROUTINE \
	.classid = ProcedureRelationId, \
	.row = "p", \
	.from = "pg_catalog.pg_proc p" \
		" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace", \
	.key = "p.oid", \
	.identity = QUALIFIED("n", "p.proname") " || '(' || " TYPE_NAMES("p.proargtypes") " || ')'", \
	.local = "pg_catalog.quote_ident(p.proname)", \
	ATTRIBUTES(attributes), \
	.acl_type = "f", \
	.make = MakeRoutine

const Kind	migrate_kind_function = {
	.name = "function",
	.where = "p.prokind IN ('f', 'w') AND " USER_SCHEMA("n") " AND " NOT_INTERNAL("pg_proc", "p.oid"),
	.noun = "FUNCTION",
	ROUTINE
};

const Kind	migrate_kind_procedure = {
	.name = "procedure",
	.where = "p.prokind = 'p' AND " USER_SCHEMA("n"),
	.noun = "PROCEDURE",
	ROUTINE
};
