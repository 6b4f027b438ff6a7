/*-------------------------------------------------------------------------
 *
 * language.c
 *	  Kind "language": procedural languages.
 *
 * Covered: CREATE [TRUSTED] LANGUAGE name HANDLER handler INLINE handler
 * VALIDATOR function; ALTER LANGUAGE OWNER TO.
 *
 * Not covered: the languages that every database has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_language.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{.name = "trusted", .sql = WORD_IF("l.lanpltrusted", "TRUSTED")},
	{.name = "handler", .sql = FUNCTION_NAME("l.lanplcallfoid")},
	{.name = "inline", .sql = FUNCTION_NAME("l.laninline")},
	{.name = "validator", .sql = FUNCTION_NAME("l.lanvalidator")},
};

const Kind	migrate_kind_language = {
	.name = "language",
	.classid = LanguageRelationId,
	.row = "l",
	.from = "pg_catalog.pg_language l",
	.where = "l.oid >= 16384",
	.key = "l.oid",
	.identity = "pg_catalog.quote_ident(l.lanname)",
	.local = "pg_catalog.quote_ident(l.lanname)",
	ATTRIBUTES(attributes),
	.noun = "LANGUAGE",
	.acl_type = "l",
	.create = "CREATE[ {trusted}] LANGUAGE {identity}[ HANDLER {handler}][ INLINE {inline}]"
		"[ VALIDATOR {validator}]",
};
