/*-------------------------------------------------------------------------
 *
 * sequence.c
 *	  Kind "sequence": sequences that are not those of identity columns.
 *
 * Covered: CREATE [UNLOGGED] SEQUENCE AS type INCREMENT BY, MINVALUE, MAXVALUE,
 * START WITH, CACHE, CYCLE, OWNED BY; ALTER SEQUENCE with the same, SET LOGGED
 * and UNLOGGED, OWNER.
 *
 * Not covered: the current value, so RESTART and setval(); temporary sequences.
 * The sequence of an identity column is an attribute of the column, and the
 * kind "identity sequence".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "unlogged",
		.sql = WORD_IF("c.relpersistence = 'u'", "UNLOGGED"),
		.set = "ALTER SEQUENCE {identity} SET UNLOGGED",
		.reset = "ALTER SEQUENCE {identity} SET LOGGED",
	},
	{
		.name = "options",
		.sql = "'AS ' || pg_catalog.format_type(s.seqtypid, NULL) || ' ' || " SEQUENCE_OPTIONS("s"),
		.set = "ALTER SEQUENCE {identity} {options}",
	},
	{
		.name = "owned_by",
		.sql = QUALIFIED("on_", "oc.relname") " || '.' || pg_catalog.quote_ident(oa.attname)",
		.set = "ALTER SEQUENCE {identity} OWNED BY {owned_by}",
		.reset = "ALTER SEQUENCE {identity} OWNED BY NONE",
		.late = true,
	},
};

const Kind	migrate_kind_sequence = {
	.name = "sequence",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid"
		" LEFT JOIN pg_catalog.pg_depend d"
		"  ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid"
		"  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass"
		"  AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')"
		" LEFT JOIN pg_catalog.pg_attribute oa"
		"  ON oa.attrelid = d.refobjid AND oa.attnum = d.refobjsubid"
		" LEFT JOIN pg_catalog.pg_class oc ON oc.oid = d.refobjid"
		" LEFT JOIN pg_catalog.pg_namespace on_ ON on_.oid = oc.relnamespace",
	.where = "c.relkind = 'S' AND c.relpersistence <> 't' AND " USER_SCHEMA("n")
		" AND d.deptype IS DISTINCT FROM 'i'",
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.relname"),
	/* it goes with the table that owns it */
	.parent = QUALIFIED("on_", "oc.relname"),
	.local = "pg_catalog.quote_ident(c.relname)",
	ATTRIBUTES(attributes),
	.noun = "SEQUENCE",
	/* the owner of a sequence that a column owns is that of the table */
	.owner_of = "[TABLE {owned_by.parent}|SEQUENCE {identity}]",
	.acl_type = "s",
	.create = "CREATE[ {unlogged}] SEQUENCE {identity} {options}",
};
