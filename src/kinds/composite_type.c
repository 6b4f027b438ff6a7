/*-------------------------------------------------------------------------
 *
 * composite_type.c
 *	  Kind "composite type".
 *
 * Covered: CREATE TYPE name AS (attribute type COLLATE collation, ...); ALTER
 * TYPE ADD, DROP, ALTER and RENAME ATTRIBUTE, OWNER TO; comments on attributes.
 *
 * Not covered: the row types of tables and views, which are those of the
 * relation.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* Returns the length of the name at the start of "name type". */
static int
NameLength(const char *item)
{
	const char *end = item;

	if (*end != '"')
		return strcspn(end, " ");
	for (end++; *end && (*end != '"' || end[1] == '"'); end++)
		if (*end == '"')
			end++;
	return end + 1 - item;
}

/* Returns the item of that name, or NULL. */
static const char *
FindAttribute(List *items, const char *item)
{
	int			length = NameLength(item);
	ListCell   *lc;

	foreach(lc, items)
		if (NameLength(lfirst(lc)) == length && strncmp(lfirst(lc), item, length) == 0)
			return lfirst(lc);
	return NULL;
}

/*
 * Adds the commands that rename attributes.  Returns false if they differ in
 * more than their names, or change them among each other.
 */
static bool
RenameAttributes(const Object *type, List *old, List *new, List **commands)
{
	List	   *renames = NIL;
	ListCell   *lo;
	ListCell   *ln;

	if (list_length(old) != list_length(new))
		return false;
	forboth(lo, old, ln, new)
	{
		const char *from = lfirst(lo);
		const char *to = lfirst(ln);

		if (strcmp(from, to) == 0)
			continue;
		if (strcmp(from + NameLength(from), to + NameLength(to)) != 0 || FindAttribute(old, to))
			return false;
		renames = lappend(renames, psprintf("ALTER TYPE %s RENAME ATTRIBUTE %.*s TO %.*s CASCADE",
											type->identity, NameLength(from), from,
											NameLength(to), to));
	}
	*commands = list_concat(*commands, renames);
	return true;
}

/* Whether what is kept keeps its order, and what comes comes behind it. */
static bool
CanAlter(List *old, List *new)
{
	List	   *kept = NIL;
	ListCell   *lc;
	int			place = 0;

	foreach(lc, old)
		if (FindAttribute(new, lfirst(lc)))
			kept = lappend(kept, lfirst(lc));
	foreach(lc, kept)
		if (FindAttribute(list_make1(lfirst(lc)), list_nth(new, place++)) == NULL)
			return false;
	return true;
}

/*
 * Renames, adds, drops and alters attributes, those of tables of the type with
 * them.  Returns false if their order is to be another.
 */
static bool
AlterAttributes(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "attributes"));
	List	   *new = migrate_split_list(migrate_value(after, "attributes"));
	ListCell   *lc;

	if (RenameAttributes(after, old, new, commands))
		return true;
	if (!CanAlter(old, new))
		return false;
	foreach(lc, old)
		if (FindAttribute(new, lfirst(lc)) == NULL)
			*commands = lappend(*commands,
								psprintf("ALTER TYPE %s DROP ATTRIBUTE %.*s CASCADE",
										 after->identity, NameLength(lfirst(lc)),
										 (char *) lfirst(lc)));
	foreach(lc, new)
	{
		char	   *item = lfirst(lc);
		const char *former = FindAttribute(old, item);
		int			length = NameLength(item);

		if (former == NULL)
			*commands = lappend(*commands, psprintf("ALTER TYPE %s ADD ATTRIBUTE %s CASCADE",
													after->identity, item));
		else if (strcmp(former, item) != 0)
			*commands = lappend(*commands, psprintf("ALTER TYPE %s ALTER ATTRIBUTE %.*s TYPE%s CASCADE",
													after->identity, length, item, item + length));
	}
	return true;
}

/* Sets the comments on attributes that are others now. */
static bool
AlterComments(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "attribute_comments"));
	List	   *new = migrate_split_list(migrate_value(after, "attribute_comments"));
	List	   *present = migrate_split_list(migrate_value(after, "attributes"));
	ListCell   *lc;

	/* one that was dropped or renamed took its comment with it */
	foreach(lc, old)
		if (FindAttribute(new, lfirst(lc)) == NULL && FindAttribute(present, lfirst(lc)))
			*commands = lappend(*commands,
								psprintf("COMMENT ON COLUMN %s.%.*s IS NULL", after->identity,
										 NameLength(lfirst(lc)), (char *) lfirst(lc)));
	foreach(lc, new)
	{
		char	   *item = lfirst(lc);
		const char *former = FindAttribute(old, item);

		if (former == NULL || strcmp(former, item) != 0)
			*commands = lappend(*commands, psprintf("COMMENT ON COLUMN %s.%.*s IS%s",
													after->identity, NameLength(item), item,
													item + NameLength(item)));
	}
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "attributes",
		.sql = "coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' ||"
			" pg_catalog.format_type(a.atttypid, a.atttypmod) ||"
			" CASE WHEN a.attcollation <> ty.typcollation THEN ' COLLATE ' ||"
			" (SELECT " QUALIFIED("cn", "co.collname") " FROM pg_catalog.pg_collation co"
			" JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
			" WHERE co.oid = a.attcollation) ELSE '' END, ', ' ORDER BY a.attnum)"
			" FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid"
			" WHERE a.attrelid = t.typrelid AND a.attnum > 0), '')",
		.alter = AlterAttributes,
		.parts = true,
	},
	{
		.name = "attribute_comments",
		.sql = "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' ||"
			" pg_catalog.quote_literal(d.description), ', ' ORDER BY a.attnum)"
			" FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_description d"
			" ON d.objoid = a.attrelid AND d.objsubid = a.attnum"
			" AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
			" WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)",
		.alter = AlterComments,
		.after = true,
	},
};

const Kind	migrate_kind_composite_type = {
	.name = "composite type",
	.classid = TypeRelationId,
	.row = "t",
	.from = "pg_catalog.pg_type t"
		" JOIN pg_catalog.pg_class c ON c.oid = t.typrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace",
	.where = "t.typtype = 'c' AND c.relkind = 'c' AND " USER_SCHEMA("n"),
	.key = "t.oid",
	.identity = QUALIFIED("n", "t.typname"),
	.local = "pg_catalog.quote_ident(t.typname)",
	ATTRIBUTES(attributes),
	.noun = "TYPE",
	.acl_type = "T",
	.create = "CREATE TYPE {identity} AS ({attributes})",
};
