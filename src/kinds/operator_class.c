/*-------------------------------------------------------------------------
 *
 * operator_class.c
 *	  Kind "operator class".
 *
 * Covered: CREATE OPERATOR CLASS [DEFAULT] FOR TYPE USING FAMILY AS operators,
 * functions, STORAGE; ALTER OPERATOR CLASS OWNER TO.
 *
 * Not covered: nothing.  All but the owner changes only with a new class.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_opclass.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/operator_class.h"

static const Attribute attributes[] = {
	{.name = "default", .sql = WORD_IF("c.opcdefault", "DEFAULT")},
	{.name = "type", .sql = "pg_catalog.format_type(c.opcintype, NULL)"},
	{
		.name = "family",
		.sql = "(SELECT " QUALIFIED("fn", "f.opfname") " FROM pg_catalog.pg_opfamily f"
			" JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = c.opcfamily)",
	},
	{.name = "members", .sql = MEMBERS("c.opcfamily", "pg_opclass", "c.oid")},
	{
		.name = "storage",
		.sql = "CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype THEN"
			" pg_catalog.format_type(c.opckeytype, NULL) END",
	},
	{.name = "method", .sql = "pg_catalog.quote_ident(m.amname)"},
};

/* Returns the command that creates a class; it has at least a storage. */
static char *
MakeOperatorClass(const Object *object, List *children)
{
	const char *rest = migrate_value(object, "members") ?
		"{members}[, STORAGE {storage}]" : "[STORAGE {storage}|STORAGE {type}]";

	return migrate_expand(psprintf("CREATE OPERATOR CLASS {schema}.{name}[ {default}] FOR TYPE {type}"
								   " USING {method} FAMILY {family} AS %s", rest), object);
}

const Kind	migrate_kind_operator_class = {
	.name = "operator class",
	.classid = OperatorClassRelationId,
	.row = "c",
	.from = "pg_catalog.pg_opclass c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace"
		" JOIN pg_catalog.pg_am m ON m.oid = c.opcmethod",
	.where = USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.opcname") " || ' USING ' || pg_catalog.quote_ident(m.amname)",
	.local = "pg_catalog.quote_ident(c.opcname)",
	ATTRIBUTES(attributes),
	.noun = "OPERATOR CLASS",
	.make = MakeOperatorClass,
};
