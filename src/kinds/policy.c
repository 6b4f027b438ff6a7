/*-------------------------------------------------------------------------
 *
 * policy.c
 *	  Kind "policy": policies of row level security.
 *
 * Covered: CREATE POLICY AS PERMISSIVE and RESTRICTIVE, FOR, TO, USING, WITH
 * CHECK; ALTER POLICY TO, USING, WITH CHECK.
 *
 * Not covered: whether the table's row level security is on, which is an
 * attribute of the table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_policy.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "restrictive",
		.sql = WORD_IF("NOT p.polpermissive", "RESTRICTIVE"),
	},
	{
		.name = "command",
		.sql = "CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'"
			" WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END",
	},
	{
		.name = "roles",
		.sql = "CASE WHEN p.polroles <> '{0}' THEN"
			" (SELECT pg_catalog.string_agg(r.role, ', ' ORDER BY r.role COLLATE \"C\")"
			" FROM (SELECT CASE WHEN u.oid = 0 THEN 'PUBLIC' ELSE"
			" pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(u.oid)) END AS role"
			" FROM pg_catalog.unnest(p.polroles) u (oid)) r) END",
		.set = "ALTER POLICY {name} ON {parent} TO {roles}",
		.reset = "ALTER POLICY {name} ON {parent} TO PUBLIC",
	},
	{
		.name = "using",
		.sql = "pg_catalog.pg_get_expr(p.polqual, p.polrelid)",
		.canonical = migrate_canonical_policy_using,
		.set = "ALTER POLICY {name} ON {parent} USING ({using})",
	},
	{
		.name = "with_check",
		.sql = "pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)",
		.canonical = migrate_canonical_policy_check,
		.set = "ALTER POLICY {name} ON {parent} WITH CHECK ({with_check})",
	},
};

const Kind	migrate_kind_policy = {
	.name = "policy",
	.classid = PolicyRelationId,
	.row = "p",
	.from = "pg_catalog.pg_policy p"
		" JOIN pg_catalog.pg_class t ON t.oid = p.polrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace",
	.where = "t.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "p.oid",
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = "pg_catalog.quote_ident(p.polname) || ' on ' || " QUALIFIED("n", "t.relname"),
	.parent = QUALIFIED("n", "t.relname"),
	.local = "pg_catalog.quote_ident(p.polname)",
	ATTRIBUTES(attributes),
	.noun = "POLICY",
	.address = "{name} ON {parent}",
	.create = "CREATE POLICY {name} ON {parent}[ AS {restrictive}][ FOR {command}][ TO {roles}]"
		"[ USING ({using})][ WITH CHECK ({with_check})]",
};
