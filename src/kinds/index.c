/*-------------------------------------------------------------------------
 *
 * index.c
 *	  Kind "index": indexes that belong to no constraint.
 *
 * Covered: CREATE [UNIQUE] INDEX ... ON [ONLY] table USING method (columns,
 * expressions, collations, operator classes and their options, order)
 * INCLUDE, NULLS NOT DISTINCT, WITH, TABLESPACE, WHERE; ALTER INDEX SET and
 * RESET, SET TABLESPACE, ALTER COLUMN SET STATISTICS, ATTACH PARTITION,
 * DEPENDS ON EXTENSION; whether the index is valid, is the one that CLUSTER
 * uses, and is the replica identity.
 *
 * Not covered: the progress of a concurrent build; whether the index of a
 * partitioned table is valid, which follows from its parts.  Indexes of
 * constraints are part of their constraint.  pg_dump leaves out an index that
 * is not valid: restored it is missing, and shows so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/canonical_part.h"
#include "kinds/command.h"
#include "kinds/index.h"
#include "kinds/kinds.h"
#include "lib/stringinfo.h"

/* Returns an index's definition without its options and its predicate. */
static char *
Definition(Oid object, int32 subid, char *text)
{
	const char *end;

	text = migrate_canonical_index(object, subid, text);
	end = migrate_find_outside(text, " WITH (");
	if (end == NULL)
		end = migrate_find_outside(text, " WHERE ");
	return end ? pnstrdup(text, end - text) : text;
}

/* Returns its predicate. */
static char *
Predicate(Oid object, int32 subid, char *text)
{
	text = migrate_canonical_index(object, subid, text);
	return pstrdup(migrate_find_outside(text, " WHERE ") + strlen(" WHERE "));
}

/* Returns the item of a list "number=target" for a column, or NULL. */
static const char *
FindTarget(List *targets, const char *column)
{
	int			length = strchr(column, '=') - column + 1;
	ListCell   *lc;

	foreach(lc, targets)
		if (strncmp(lfirst(lc), column, length) == 0)
			return lfirst(lc);
	return NULL;
}

/* Adds the command that gives a column, "number=target", its target or none. */
static List *
SetTarget(List *commands, const Object *object, const char *column, bool none)
{
	const char *equal = strchr(column, '=');

	return lappend(commands,
				   psprintf("%s ALTER COLUMN %.*s SET STATISTICS %s",
							migrate_expand("ALTER INDEX {schema}.{name}", object),
							(int) (equal - column), column, none ? "-1" : equal + 1));
}

/* Adds the commands that change the statistics targets of an index's columns. */
bool
migrate_alter_index_statistics(const Object *before, const Object *after,
							   List **commands)
{
	List	   *old = migrate_split_list(migrate_value(before, "statistics"));
	List	   *new = migrate_split_list(migrate_value(after, "statistics"));
	ListCell   *lc;

	foreach(lc, new)
	{
		const char *former = FindTarget(old, lfirst(lc));

		if (former == NULL || strcmp(former, lfirst(lc)) != 0)
			*commands = SetTarget(*commands, after, lfirst(lc), false);
	}
	foreach(lc, old)
		if (FindTarget(new, lfirst(lc)) == NULL)
			*commands = SetTarget(*commands, after, lfirst(lc), true);
	return true;
}

static const Attribute attributes[] = {
	{
		.name = "definition",
		.sql = "d.definition",
		.canonical = Definition,
	},
	{
		.name = "predicate",
		.sql = "CASE WHEN i.indpred IS NOT NULL THEN d.definition END",
		.canonical = Predicate,
	},
	INDEX_ATTRIBUTES,
	{
		.name = "invalid",
		.sql = WORD_IF("NOT i.indisvalid AND x.relkind = 'i'", "INVALID"),
		.refuse = "an index becomes invalid only by a build that fails",
		.reset = "REINDEX INDEX CONCURRENTLY {identity}",
	},
};

/* Does the index, which is not temporary, belong to no constraint? */
#define FREE_INDEX \
	USER_SCHEMA("n") " AND x.relpersistence <> 't'" \
	" AND NOT ((i.indisunique OR i.indisexclusion) AND EXISTS" \
	"  (SELECT FROM pg_catalog.pg_constraint k" \
	"   WHERE k.conindid = x.oid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')))"

const Kind	migrate_kind_index = {
	.name = "index",
	.classid = RelationRelationId,
	.row = "x",
	.from = "pg_catalog.pg_index i"
		" JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace"
		" JOIN pg_catalog.pg_class t ON t.oid = i.indrelid"
		/* not merged into the query, so that it is done once */
		" CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_indexdef(x.oid) AS definition OFFSET 0) d",
	.where = FREE_INDEX,
	.key = "x.oid",
	.candidates = "SELECT x.oid FROM pg_catalog.pg_index i"
		" JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace"
		" WHERE " FREE_INDEX,
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = QUALIFIED("n", "x.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(x.relname)",
	ATTRIBUTES(attributes),
	.noun = "INDEX",
	.owner_of = NO_OWNER,
	.create = "{definition}[ WITH ({options})][ TABLESPACE {tablespace}][ WHERE {predicate}]",
};
