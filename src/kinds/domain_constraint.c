/*-------------------------------------------------------------------------
 *
 * domain_constraint.c
 *	  Kind "domain constraint": checks of domains.
 *
 * Covered: ALTER DOMAIN ADD CONSTRAINT name CHECK [NOT VALID], VALIDATE
 * CONSTRAINT.
 *
 * Not covered: NOT NULL, which is an attribute of the domain; the name that it
 * has from PostgreSQL 17 on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "definition",
		/* NOT VALID is an attribute of its own */
		.sql = "CASE WHEN k.convalidated THEN pg_catalog.pg_get_constraintdef(k.oid)"
			" ELSE pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid),"
			" ' NOT VALID$', '') END",
		.canonical = migrate_canonical_constraint,
	},
	{
		.name = "not_valid",
		.sql = WORD_IF("NOT k.convalidated", "NOT VALID"),
		.reset = "ALTER DOMAIN {parent} VALIDATE CONSTRAINT {name}",
	},
};

const Kind	migrate_kind_domain_constraint = {
	.name = "domain constraint",
	.classid = ConstraintRelationId,
	.row = "k",
	.from = "pg_catalog.pg_constraint k"
		" JOIN pg_catalog.pg_type t ON t.oid = k.contypid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace",
	.where = "k.contype = 'c' AND " USER_SCHEMA("n"),
	.key = "k.oid",
	.root_class = TypeRelationId,
	.root = "t.oid",
	.identity = "pg_catalog.quote_ident(k.conname) || ' on ' || " QUALIFIED("n", "t.typname"),
	.parent = QUALIFIED("n", "t.typname"),
	.local = "pg_catalog.quote_ident(k.conname)",
	ATTRIBUTES(attributes),
	.noun = "CONSTRAINT",
	.address = "{name} ON DOMAIN {parent}",
	.create = "ALTER DOMAIN {parent} ADD CONSTRAINT {name} {definition}[ {not_valid}]",
	.drop = "ALTER DOMAIN {parent} DROP CONSTRAINT {name}",
};
