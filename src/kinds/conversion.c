/*-------------------------------------------------------------------------
 *
 * conversion.c
 *	  Kind "conversion".
 *
 * Covered: CREATE [DEFAULT] CONVERSION name FOR source TO target FROM function;
 * ALTER CONVERSION OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_conversion.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "default", .sql = WORD_IF("c.condefault", "DEFAULT")},
	{.name = "source", .sql = "pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(c.conforencoding))"},
	{.name = "target", .sql = "pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(c.contoencoding))"},
	{.name = "function", .sql = FUNCTION_NAME("c.conproc::pg_catalog.oid")},
};

const Kind	migrate_kind_conversion = {
	.name = "conversion",
	.classid = ConversionRelationId,
	.row = "c",
	.from = "pg_catalog.pg_conversion c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace",
	.where = USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.conname"),
	.local = "pg_catalog.quote_ident(c.conname)",
	ATTRIBUTES(attributes),
	.noun = "CONVERSION",
	.create = "CREATE[ {default}] CONVERSION {identity} FOR {source} TO {target} FROM {function}",
};
