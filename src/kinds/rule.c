/*-------------------------------------------------------------------------
 *
 * rule.c
 *	  Kind "rule": rules of tables and views.
 *
 * Covered: CREATE RULE; ALTER TABLE DISABLE RULE, ENABLE REPLICA RULE and
 * ENABLE ALWAYS RULE.
 *
 * Not covered: the rule that makes a view, which is the view's query.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_rewrite.h"
#include "kinds/kinds.h"
#include "utils/builtins.h"

/* Returns the canonical definition of a rule, without a semicolon at its end. */
static char *
Definition(Oid object, int32 subid, char *text)
{
	int			length;

	text = migrate_canonical_rule(object, subid, text);
	length = strlen(text);
	return pnstrdup(text, text[length - 1] == ';' ? length - 1 : length);
}

static const Attribute attributes[] = {
	{
		.name = "definition",
		.sql = "''",			/* printed when it is made canonical */
		.canonical = Definition,
	},
	{
		.name = "enabled",
		.sql = FIRING("r.ev_enabled"),
		.set = "ALTER TABLE {parent} {enabled} RULE {name}",
		.reset = "ALTER TABLE {parent} ENABLE RULE {name}",
		.after = true,
	},
};

const Kind	migrate_kind_rule = {
	.name = "rule",
	.classid = RewriteRelationId,
	.row = "r",
	.from = "pg_catalog.pg_rewrite r"
		" JOIN pg_catalog.pg_class t ON t.oid = r.ev_class"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace",
	.where = "r.rulename <> '_RETURN' AND t.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "r.oid",
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = "pg_catalog.quote_ident(r.rulename) || ' on ' || " QUALIFIED("n", "t.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(r.rulename)",
	ATTRIBUTES(attributes),
	.noun = "RULE",
	.address = "{name} ON {parent}",
	.create = "{definition}",
};
