/*-------------------------------------------------------------------------
 *
 * base_type.c
 *	  Kind "base type": types with input and output functions, and shell types.
 *
 * Covered: CREATE TYPE name with INPUT, OUTPUT, RECEIVE, SEND, TYPMOD_IN,
 * TYPMOD_OUT, ANALYZE, SUBSCRIPT, INTERNALLENGTH, PASSEDBYVALUE, ALIGNMENT,
 * STORAGE, CATEGORY, PREFERRED, DEFAULT, ELEMENT, DELIMITER, COLLATABLE; CREATE
 * TYPE name alone; ALTER TYPE SET (RECEIVE, SEND, TYPMOD_IN, TYPMOD_OUT,
 * ANALYZE, SUBSCRIPT, STORAGE), OWNER TO.
 *
 * Not covered: array types, which come with their element type.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "kinds/command.h"
#include "kinds/kinds.h"

/* A function of the type that ALTER TYPE can set. */
#define TYPE_FUNCTION(name_, column, option) \
	{ \
		.name = name_, .sql = FUNCTION_NAME(column), \
		.set = "ALTER TYPE {identity} SET (" option " = {" name_ "})", \
		.reset = "ALTER TYPE {identity} SET (" option " = NONE)" \
	}

static const Attribute attributes[] = {
	{.name = "shell", .sql = WORD_IF("NOT t.typisdefined", "SHELL")},
	{.name = "input", .sql = FUNCTION_NAME("t.typinput::pg_catalog.oid")},
	{.name = "output", .sql = FUNCTION_NAME("t.typoutput::pg_catalog.oid")},
	TYPE_FUNCTION("receive", "t.typreceive::pg_catalog.oid", "RECEIVE"),
	TYPE_FUNCTION("send", "t.typsend::pg_catalog.oid", "SEND"),
	TYPE_FUNCTION("typmod_in", "t.typmodin::pg_catalog.oid", "TYPMOD_IN"),
	TYPE_FUNCTION("typmod_out", "t.typmodout::pg_catalog.oid", "TYPMOD_OUT"),
	TYPE_FUNCTION("analyze", "t.typanalyze::pg_catalog.oid", "ANALYZE"),
	TYPE_FUNCTION("subscript", "t.typsubscript::pg_catalog.oid", "SUBSCRIPT"),
	{.name = "length", .sql = "CASE WHEN t.typlen = -1 THEN 'VARIABLE' ELSE t.typlen::pg_catalog.text END"},
	{.name = "by_value", .sql = WORD_IF("t.typbyval", "PASSEDBYVALUE")},
	{.name = "alignment", .sql = "CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2'"
		" WHEN 'i' THEN 'int4' ELSE 'double' END"},
	{.name = "storage", .sql = "CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'"
		" WHEN 'm' THEN 'main' ELSE 'extended' END",
		.set = "ALTER TYPE {identity} SET (STORAGE = {storage})"},
	{.name = "category", .sql = "pg_catalog.quote_literal(t.typcategory::pg_catalog.text)"},
	{.name = "preferred", .sql = WORD_IF("t.typispreferred", "true")},
	{.name = "default", .sql = "pg_catalog.quote_literal(t.typdefault)"},
	{.name = "element", .sql = "CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END"},
	{.name = "delimiter", .sql = "pg_catalog.quote_literal(t.typdelim::pg_catalog.text)"},
	{.name = "collatable", .sql = WORD_IF("t.typcollation <> 0", "true")},
};

/* Returns the command that creates a type, or the shell of one. */
static char *
MakeBaseType(const Object *type, List *children)
{
	if (migrate_value(type, "shell"))
		return migrate_expand("CREATE TYPE {identity}", type);
	return migrate_expand("CREATE TYPE {identity} (INPUT = {input}, OUTPUT = {output}"
						  "[, RECEIVE = {receive}][, SEND = {send}][, TYPMOD_IN = {typmod_in}]"
						  "[, TYPMOD_OUT = {typmod_out}][, ANALYZE = {analyze}]"
						  "[, SUBSCRIPT = {subscript}], INTERNALLENGTH = {length}[, {by_value}]"
						  ", ALIGNMENT = {alignment}, STORAGE = {storage}, CATEGORY = {category}"
						  "[, PREFERRED = {preferred}][, DEFAULT = {default}]"
						  "[, ELEMENT = {element}], DELIMITER = {delimiter}"
						  "[, COLLATABLE = {collatable}])", type);
}

const Kind	migrate_kind_base_type = {
	.name = "base type",
	.classid = TypeRelationId,
	.row = "t",
	.from = "pg_catalog.pg_type t"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace",
	.where = "t.typtype IN ('b', 'p') AND NOT EXISTS (SELECT FROM pg_catalog.pg_type a"
		" WHERE a.typarray = t.oid AND a.oid = t.typelem) AND " USER_SCHEMA("n"),
	.key = "t.oid",
	.identity = QUALIFIED("n", "t.typname"),
	.local = "pg_catalog.quote_ident(t.typname)",
	ATTRIBUTES(attributes),
	.noun = "TYPE",
	.acl_type = "T",
	.make = MakeBaseType,
};
