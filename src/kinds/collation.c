/*-------------------------------------------------------------------------
 *
 * collation.c
 *	  Kind "collation".
 *
 * Covered: CREATE COLLATION with LOCALE, LC_COLLATE, LC_CTYPE, PROVIDER,
 * DETERMINISTIC, RULES; ALTER COLLATION OWNER TO.
 *
 * Not covered: the version of the library that the collation was made with,
 * which ALTER COLLATION REFRESH VERSION changes: dump and restore change it too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "compat.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "provider", .sql = "CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin'"
		" WHEN 'c' THEN 'libc' ELSE 'default' END"},
	{.name = "locale", .sql = "pg_catalog.quote_literal(" COLLATION_LOCALE("c") ")"},
	{.name = "lc_collate", .sql = "pg_catalog.quote_literal(c.collcollate)"},
	{.name = "lc_ctype", .sql = "pg_catalog.quote_literal(c.collctype)"},
	{.name = "rules", .sql = "pg_catalog.quote_literal(" COLLATION_RULES("c") ")"},
	{.name = "nondeterministic", .sql = WORD_IF("NOT c.collisdeterministic", "false")},
};

const Kind	migrate_kind_collation = {
	.name = "collation",
	.classid = CollationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_collation c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace",
	.where = USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.collname"),
	.local = "pg_catalog.quote_ident(c.collname)",
	ATTRIBUTES(attributes),
	.noun = "COLLATION",
	.create = "CREATE COLLATION {identity} (PROVIDER = {provider}[, LOCALE = {locale}]"
		"[, LC_COLLATE = {lc_collate}][, LC_CTYPE = {lc_ctype}][, RULES = {rules}]"
		"[, DETERMINISTIC = {nondeterministic}])",
};
