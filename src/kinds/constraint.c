/*-------------------------------------------------------------------------
 *
 * constraint.c
 *	  Kind "constraint": constraints of tables and foreign tables.
 *
 * Covered: ADD CONSTRAINT name CHECK (with NO INHERIT), UNIQUE and PRIMARY KEY
 * (with NULLS NOT DISTINCT, INCLUDE, WITHOUT OVERLAPS), EXCLUDE, FOREIGN KEY
 * (with MATCH, ON DELETE, ON UPDATE, PERIOD), each with DEFERRABLE, INITIALLY
 * DEFERRED, NOT VALID and NOT ENFORCED; WITH and USING INDEX TABLESPACE; ALTER
 * CONSTRAINT, VALIDATE CONSTRAINT; of the index that belongs to the constraint
 * what the kind "index" covers, and its comment.  From PostgreSQL 18 on also
 * NOT NULL constraints that are NOT VALID, and comments on others.
 *
 * Not covered: constraints that a table has from its parents alone, as far as
 * the server creates them with the parent's; the constraint of a constraint
 * trigger, which is a trigger; other NOT NULL constraints, which are an
 * attribute of the column.  Checks of domains are objects of another kind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "compat.h"
#include "kinds/canonical_part.h"
#include "kinds/command.h"
#include "kinds/index.h"
#include "kinds/kinds.h"
#include "lib/stringinfo.h"

/* Whether a constraint is of the type whose definition begins so. */
static bool
IsOfType(const Object *constraint, const char *beginning)
{
	const char *definition = migrate_value(constraint, "definition");

	return definition && strncmp(definition, beginning, strlen(beginning)) == 0;
}

/* Adds an ALTER CONSTRAINT, which constraints of one type have. */
static bool
AlterConstraint(const Object *after, const char *type, const char *template,
				List **commands)
{
	if (!IsOfType(after, type))
		return false;
	*commands = lappend(*commands, migrate_expand(template, after));
	return true;
}

/* Whether a constraint is one that has an index. */
bool
migrate_is_key(const Object *constraint)
{
	return IsOfType(constraint, "EXCLUDE") || IsOfType(constraint, "UNIQUE") ||
		IsOfType(constraint, "PRIMARY KEY");
}

static bool
AlterDeferrable(const Object *before, const Object *after, List **commands)
{
	return AlterConstraint(after, "FOREIGN KEY",
						   "ALTER TABLE {parent} ALTER CONSTRAINT {name}"
						   " [{deferrable}|NOT DEFERRABLE]", commands);
}

static bool
AlterEnforced(const Object *before, const Object *after, List **commands)
{
	return AlterConstraint(after, "FOREIGN KEY",
						   "ALTER TABLE {parent} ALTER CONSTRAINT {name}"
						   " [{not_enforced}|ENFORCED]", commands);
}

static bool
AlterInherit(const Object *before, const Object *after, List **commands)
{
	return AlterConstraint(after, "NOT NULL",
						   "ALTER TABLE {parent} ALTER CONSTRAINT {name}"
						   " [{no_inherit}|INHERIT]", commands);
}

/* Has the constraint a comment, or a label? */
#define IS_LISTED(catalog) \
	"k.oid IN (SELECT l_.objoid FROM pg_catalog." catalog " l_" \
	" WHERE l_.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass)"

/* A NOT NULL that is valid comes with its column. */
static bool
IsOfColumn(const Object *constraint)
{
	return IsOfType(constraint, "NOT NULL") && migrate_value(constraint, "not_valid") == NULL;
}

/* Returns the canonical definition, without the options of the index. */
static char *
Definition(Oid object, int32 subid, char *text)
{
	const char *with;

	text = migrate_canonical_constraint(object, subid, text);
	with = migrate_find_outside(text, " WITH (");
	return with ? psprintf("%.*s%s", (int) (with - text), text,
						   migrate_skip_token(with + strlen(" WITH "))) : text;
}

/* A NOT NULL has the definition that its name says. */
static bool
AlterDefinition(const Object *before, const Object *after, List **commands)
{
	return migrate_value(before, "definition") == NULL || migrate_value(after, "definition") == NULL;
}

static const Attribute attributes[] = {
	{
		.name = "definition",
		/* the words at the end are attributes of their own */
		.sql = "CASE WHEN k.condeferrable OR NOT k.convalidated OR k.connoinherit"
			" THEN pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid),"
			" '( NO INHERIT)?( DEFERRABLE)?( INITIALLY DEFERRED)?( NOT VALID| NOT ENFORCED)?$', '')"
			" ELSE pg_catalog.pg_get_constraintdef(k.oid) END",
		.canonical = Definition,
		.alter = AlterDefinition,
	},
	{
		.name = "no_inherit",
		.sql = WORD_IF("k.connoinherit AND k.contype IN ('c', 'n')", "NO INHERIT"),
		.alter = AlterInherit,
	},
	{
		.name = "deferrable",
		.sql = "CASE WHEN k.condeferred THEN 'DEFERRABLE INITIALLY DEFERRED'"
			" WHEN k.condeferrable THEN 'DEFERRABLE INITIALLY IMMEDIATE' END",
		.alter = AlterDeferrable,
	},
	{
		.name = "not_enforced",
		.sql = WORD_IF("NOT " CONSTRAINT_ENFORCED("k"), "NOT ENFORCED"),
		.alter = AlterEnforced,
	},
	{
		.name = "not_valid",
		.sql = WORD_IF("NOT k.convalidated AND " CONSTRAINT_ENFORCED("k"), "NOT VALID"),
		.reset = "ALTER TABLE {parent} VALIDATE CONSTRAINT {name}",
	},
	INDEX_ATTRIBUTES,
	{
		.name = "index_comment",
		.sql = "CASE WHEN x.oid IS NOT NULL THEN"
			" (SELECT pg_catalog.quote_literal(xd.description) FROM pg_catalog.pg_description xd"
			" WHERE xd.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
			" AND xd.objoid = x.oid AND xd.objsubid = 0) END",
		.set = "COMMENT ON INDEX {schema}.{name} IS {index_comment}",
		.reset = "COMMENT ON INDEX {schema}.{name} IS NULL",
		.after = true,
	},
};

/*
 * Returns the command that adds a constraint.  The options of its index come
 * before the predicate.  Keys of partitions are constraints of their own,
 * which are attached.
 */
static char *
MakeConstraint(const Object *constraint, List *children)
{
	const char *definition = migrate_value(constraint, "definition");
	const char *where = IsOfType(constraint, "EXCLUDE") ?
		migrate_find_outside(definition, " WHERE ") : NULL;
	int			length = where ? where - definition : strlen(definition);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "ALTER TABLE %s%s%.*s", migrate_is_key(constraint) ? "ONLY " : "",
					 migrate_expand("{parent} ADD CONSTRAINT {name} ", constraint),
					 length, definition);
	appendStringInfoString(&sql,
						   migrate_expand("[ WITH ({options})][ USING INDEX TABLESPACE {tablespace}]",
										  constraint));
	appendStringInfoString(&sql, where ? where : "");
	appendStringInfoString(&sql,
						   migrate_expand("[ {no_inherit}][ {deferrable}][ {not_enforced}][ {not_valid}]",
										  constraint));
	return sql.data;
}

const Kind	migrate_kind_constraint = {
	.name = "constraint",
	.classid = ConstraintRelationId,
	.row = "k",
	.from = "pg_catalog.pg_constraint k"
		" JOIN pg_catalog.pg_class t ON t.oid = k.conrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace"
		/* an index is not searched for NULL */
		" LEFT JOIN pg_catalog.pg_class x"
		"  ON x.oid = CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END"
		" LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = x.oid",
	/* those of partitions come with the parent's, but for keys */
	.where = "t.relpersistence <> 't' AND " USER_SCHEMA("n")
		" AND (k.contype IN ('p', 'u', 'x')"
		"  OR k.contype = 'f' AND k.conparentid = 0"
		"  OR k.contype = 'c' AND k.conislocal"
		"  OR " NOT_NULL_CONSTRAINT("t", "k") " AND (NOT k.convalidated"
		"   OR " IS_LISTED("pg_description") " OR " IS_LISTED("pg_seclabel") "))",
	.key = "k.oid",
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = "pg_catalog.quote_ident(k.conname) || ' on ' || " QUALIFIED("n", "t.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(k.conname)",
	ATTRIBUTES(attributes),
	.noun = "CONSTRAINT",
	.address = "{name} ON {parent}",
	.make = MakeConstraint,
	.drop = "ALTER TABLE {parent} DROP CONSTRAINT {name}",
	.implied = IsOfColumn,
};
