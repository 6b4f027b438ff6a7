/*-------------------------------------------------------------------------
 *
 * language.c
 *	  Kind "language": procedural languages.
 *
 * Covered: CREATE [TRUSTED] LANGUAGE name HANDLER handler INLINE handler
 * VALIDATOR function; ALTER LANGUAGE OWNER TO.
 *
 * Not covered: the languages that every database has.  pg_dump writes a
 * language whose functions are the server's own as an extension, which may not
 * be there: restored it is missing, and shows so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_language.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

#define DEFINITION \
	"[ {trusted}] LANGUAGE {identity}[ HANDLER {handler}][ INLINE {inline}]" \
	"[ VALIDATOR {validator}]"

/* Replaces the language in place, if that has not been done already. */
static bool
Replace(const Object *before, const Object *after, List **commands)
{
	if (*commands == NIL)
		*commands = list_make1(migrate_expand("CREATE OR REPLACE" DEFINITION, after));
	return true;
}

static const Attribute attributes[] = {
	{.name = "trusted", .sql = WORD_IF("l.lanpltrusted", "TRUSTED"), .alter = Replace},
	{.name = "handler", .sql = FUNCTION_NAME("l.lanplcallfoid"), .alter = Replace},
	{.name = "inline", .sql = FUNCTION_NAME("l.laninline"), .alter = Replace},
	{.name = "validator", .sql = FUNCTION_NAME("l.lanvalidator"), .alter = Replace},
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
	.create = "CREATE" DEFINITION,
};
