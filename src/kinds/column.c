/*-------------------------------------------------------------------------
 *
 * column.c
 *	  Kind "column": columns of tables and foreign tables.
 *
 * Covered: ADD COLUMN name type [COLLATE] [DEFAULT | GENERATED ... AS
 * (expression) STORED or VIRTUAL | GENERATED ... AS IDENTITY (options)]
 * [[CONSTRAINT name] NOT NULL [NO INHERIT]] [OPTIONS]; ALTER COLUMN TYPE, SET
 * and DROP DEFAULT, SET and DROP NOT NULL, ADD, SET and DROP IDENTITY, DROP and
 * SET EXPRESSION, SET STATISTICS, SET STORAGE, SET COMPRESSION, SET and RESET
 * (options), OPTIONS; RENAME CONSTRAINT and ALTER CONSTRAINT of a NOT NULL.
 *
 * A column that a table has from its parents alone is an object only where it
 * is not like the parent's: it has a default, a NOT NULL or a storage of its
 * own, privileges, a comment and so on, and only those are its attributes.
 * The default NULL then stands for none where the parent has one.  The columns
 * of a partition that has them in another order than its parent are objects
 * with all attributes, because they are created before it is attached.
 *
 * Not covered: the last value of an identity's sequence; statistics of columns
 * of an index, which are an attribute of the index.  The order of columns is
 * an attribute of the table.  A NOT NULL that is NOT VALID is a constraint.
 * Privileges on the sequence of an identity are the kind "identity sequence".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "compat.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "kinds/table.h"
#include "lib/stringinfo.h"

/* Is the column the parents' alone? */
#define INHERITED "(a.attinhcount > 0 AND NOT a.attislocal)"
/* Are all its attributes to be known to create it? */
#define FULL "(NOT " INHERITED " OR o.reordered)"

/* A stored expression without the places in the text that it came from. */
#define TREE(expression) \
	"pg_catalog.regexp_replace(" expression "::pg_catalog.text, ':location -?[0-9]+', '', 'g')"

/* What the parents' columns of the same name are like; NULL for others. */
#define PARENT_COLUMNS \
	"CASE WHEN " INHERITED " THEN (SELECT ARRAY[bool_or(pa.attnotnull), bool_or(pa.atthasdef)," \
	" bool_or(CASE WHEN pd.adbin IS NOT NULL AND d.adbin IS NOT NULL" \
	"  THEN pd.adbin::pg_catalog.text = d.adbin::pg_catalog.text" \
	"   OR " TREE("pd.adbin") " = " TREE("d.adbin") " END)," \
	" bool_or(pa.attstorage = a.attstorage), bool_or(pa.attcompression = a.attcompression)]" \
	" FROM pg_catalog.pg_inherits h" \
	" JOIN pg_catalog.pg_attribute pa ON pa.attrelid = h.inhparent AND pa.attname = a.attname" \
	" LEFT JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum" \
	" WHERE h.inhrelid = a.attrelid) END"
#define PARENTS_NOT_NULL "o.parents[1]"
#define PARENTS_DEFAULT "o.parents[2]"
#define SAME_DEFAULT "o.parents[3]"
#define SAME_STORAGE "o.parents[4]"
#define SAME_COMPRESSION "o.parents[5]"

#define OWN_DEFAULT \
	"a.attgenerated = '' AND (a.atthasdef AND " SAME_DEFAULT " IS NOT TRUE" \
	" OR " PARENTS_DEFAULT " AND NOT a.atthasdef)"
#define HAS_IDENTITY "(a.attidentity <> '' AND NOT " SHARES_IDENTITY("c") ")"

/* Name and options of the sequence of an identity column, NULL for others. */
#define IDENTITY_SEQUENCE \
	"CASE WHEN " HAS_IDENTITY " THEN" \
	" (SELECT ARRAY[pg_catalog.quote_ident(sc.relname), " SEQUENCE_OPTIONS("sq") "]" \
	" FROM pg_catalog.pg_depend de" \
	" JOIN pg_catalog.pg_sequence sq ON sq.seqrelid = de.objid" \
	" JOIN pg_catalog.pg_class sc ON sc.oid = sq.seqrelid" \
	" WHERE de.classid = 'pg_catalog.pg_class'::pg_catalog.regclass" \
	" AND de.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass" \
	" AND de.refobjid = a.attrelid AND de.refobjsubid = a.attnum" \
	" AND de.deptype = 'i') END"

/* Has the column a comment, or a label? */
#define IS_LISTED(catalog) \
	"(a.attrelid, a.attnum) IN (SELECT l_.objoid, l_.objsubid FROM pg_catalog." catalog " l_" \
	" WHERE l_.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND l_.objsubid > 0)"

/* Does a column that the parents have too differ from theirs? */
#define IS_OWN \
	OWN_DEFAULT " OR " OWN_GENERATION("a") " OR " HAS_IDENTITY \
	" OR (" NOT_NULL(FULL) ") IS NOT NULL" \
	" OR NOT " SAME_STORAGE " OR NOT " SAME_COMPRESSION " OR a.attstattarget >= 0" \
	" OR a.attacl IS NOT NULL OR a.attfdwoptions IS NOT NULL" \
	" OR a.attoptions IS NOT NULL AND (" OPTIONS("a.attoptions") ") IS NOT NULL" \
	" OR " IS_LISTED("pg_description") " OR " IS_LISTED("pg_seclabel")

/* Returns the canonical default; NULL stands for itself. */
static char *
CanonicalDefault(Oid object, int32 subid, char *text)
{
	return strcmp(text, "NULL") == 0 ? text :
		migrate_canonical_column_default(object, subid, text);
}

/* Whether an attribute of a column has a value. */
static bool
Has(const Object *column, const char *attribute)
{
	return migrate_value(column, attribute) != NULL;
}

/* Whether an attribute has the same value in two columns. */
static bool
Same(const Object *a, const Object *b, const char *attribute)
{
	const char *x = migrate_value(a, attribute);
	const char *y = migrate_value(b, attribute);

	return x == y || (x && y && strcmp(x, y) == 0);
}

/* Whether the column comes with the parent's, and is no more than it. */
static bool
IsInherited(const Object *column)
{
	const char *inherited = migrate_value(column, "inherited");

	return inherited && strcmp(inherited, "INHERITED") == 0;
}

/* Whether the parent's column decides its type. */
static bool
HasParent(const Object *column)
{
	return Has(column, "inherited");
}

/* Adds the command of a template. */
static bool
Add(List **commands, const char *template, const Object *column)
{
	*commands = lappend(*commands, migrate_expand(template, column));
	return true;
}

/*
 * Whether nothing is to be done about an attribute, because the column has
 * become the parents' alone, and the attribute is as theirs.
 */
static bool
ComesFromParent(const Object *before, const Object *after, const char *attribute)
{
	return !Has(after, attribute) && IsInherited(after) && !IsInherited(before);
}

/* Says that nothing gives a column what the parent's column has. */
static bool
Refuse(List **commands, const char *attribute)
{
	*commands = lappend(*commands,
						psprintf("-- %s: it is to be what the parent's column has", attribute));
	return true;
}

#define ALTER_COLUMN "ALTER TABLE {parent} ALTER COLUMN {name} "

/* Is the type one of texts? */
static bool
IsString(const char *type)
{
	return strncmp(type, "text", 4) == 0 || strncmp(type, "character", 9) == 0;
}

/* Is the type one of pg_catalog? */
static bool
IsBuiltIn(const char *type)
{
	return strchr(type, '.') == NULL;
}

/*
 * Returns how the values of a type become those of another one, if they do not
 * by themselves.
 */
static const char *
Conversion(const char *old, const char *new)
{
	if (IsString(new))
		return "";
	if (!IsBuiltIn(old) || !IsBuiltIn(new))
		return " USING {name}::pg_catalog.text::{type}";
	return IsString(old) ? " USING {name}::{type}" : "";
}

/*
 * Another type, and the default with it: the old one may not be convertible.
 * Storage and compression become those of the type.  A column that has parents
 * gets its type from them.
 */
static bool
AlterType(const Object *before, const Object *after, List **commands)
{
	const char *conversion;

	if (HasParent(before) || HasParent(after))
		return true;
	conversion = Same(before, after, "type") ? "" :
		Conversion(migrate_value(before, "type"), migrate_value(after, "type"));
	if (Has(before, "default"))
		Add(commands, psprintf(ALTER_COLUMN "DROP DEFAULT, ALTER COLUMN {name}"
							   " TYPE {type}[ COLLATE {collation}]%s"
							   "[, ALTER COLUMN {name} SET DEFAULT {default}]", conversion), after);
	else
		Add(commands, psprintf(ALTER_COLUMN "TYPE {type}[ COLLATE {collation}]%s", conversion), after);
	if (Has(after, "storage") && Same(before, after, "storage"))
		Add(commands, ALTER_COLUMN "SET STORAGE {storage}", after);
	if (Has(after, "compression") && Same(before, after, "compression"))
		Add(commands, ALTER_COLUMN "SET COMPRESSION {compression}", after);
	return true;
}

/* Another collation is another type, if that is not done already. */
static bool
AlterCollation(const Object *before, const Object *after, List **commands)
{
	return !Same(before, after, "type") || AlterType(before, after, commands);
}

/*
 * Another expression.  A column does not become a generated one, and one that
 * is virtual does not become plain; those are replaced.
 */
static bool
AlterGenerated(const Object *before, const Object *after, List **commands)
{
	const char *how = migrate_value(before, "generated_how");

	if (ComesFromParent(before, after, "generated"))
		return true;
	if (!Has(after, "generated"))
	{
		if (IsInherited(before))
			return Refuse(commands, "generated");
		return strcmp(how, "STORED") == 0 &&
			Add(commands, ALTER_COLUMN "DROP EXPRESSION", after);
	}
	if (SET_EXPRESSION == NULL || !(Same(before, after, "generated_how") || IsInherited(after)))
		return false;
	return Add(commands, SET_EXPRESSION, after);
}

/* What becomes of it when it begins or ends is said with the expression. */
static bool
AlterGeneratedHow(const Object *before, const Object *after, List **commands)
{
	return !Has(before, "generated_how") || !Has(after, "generated_how");
}

/* An identity needs a column that is NOT NULL and has no default. */
static bool
AlterIdentity(const Object *before, const Object *after, List **commands)
{
	if (!Has(after, "as_identity"))
		return Add(commands, ALTER_COLUMN "DROP IDENTITY", after);
	if (Has(before, "as_identity"))
		return Add(commands, ALTER_COLUMN "SET GENERATED {as_identity}", after);
	if (Has(before, "default"))
		Add(commands, ALTER_COLUMN "DROP DEFAULT", after);
	if (!Has(before, "not_null"))
		Add(commands, ALTER_COLUMN "SET NOT NULL", after);
	return Add(commands, ALTER_COLUMN "ADD GENERATED {as_identity} AS IDENTITY"
			   " (SEQUENCE NAME {schema}.{identity_sequence} {identity_options})", after);
}

/* The sequence is renamed, if it stays. */
static bool
AlterIdentitySequence(const Object *before, const Object *after, List **commands)
{
	if (Has(before, "as_identity") && Has(after, "as_identity"))
		*commands = lappend(*commands,
							psprintf("%s RENAME TO %s",
									 migrate_expand("ALTER SEQUENCE {schema}.{identity_sequence}", before),
									 migrate_value(after, "identity_sequence")));
	return true;
}

static bool
AlterIdentityOptions(const Object *before, const Object *after, List **commands)
{
	if (Has(before, "as_identity") && Has(after, "as_identity"))
		Add(commands, "ALTER SEQUENCE {schema}.{identity_sequence} {identity_options}", after);
	return true;
}

/* Another default; what has become an identity has none. */
static bool
AlterDefault(const Object *before, const Object *after, List **commands)
{
	if (Has(after, "default"))
		return Add(commands, ALTER_COLUMN "SET DEFAULT {default}", after);
	if (IsInherited(before))
		return Refuse(commands, "default");
	return ComesFromParent(before, after, "default") || Has(after, "as_identity") || Add(commands, ALTER_COLUMN "DROP DEFAULT", after);
}

/* Returns the name of the constraint of a NOT NULL, or NULL. */
static char *
NotNullName(const char *not_null)
{
	const char *prefix = "CONSTRAINT ";
	int			length = strlen(prefix);

	if (strncmp(not_null, prefix, length) != 0)
		return NULL;
	return pnstrdup(not_null + length, strstr(not_null, " NOT NULL") - not_null - length);
}

/*
 * Another NOT NULL: with another name, and inherited or not.  A name that the
 * server made is not known, and the constraint made again.
 */
static bool
AlterNotNull(const Object *before, const Object *after, List **commands)
{
	const char *old = migrate_value(before, "not_null");
	const char *new = migrate_value(after, "not_null");
	const char *no_inherit = " NO INHERIT";
	char	   *old_name;
	char	   *new_name;

	if (ComesFromParent(before, after, "not_null"))
		return true;
	if (new == NULL)
		return Add(commands, ALTER_COLUMN "DROP NOT NULL", after);
	if (old == NULL && strcmp(new, "NOT NULL") == 0)
		return Add(commands, ALTER_COLUMN "SET NOT NULL", after);
	old_name = old ? NotNullName(old) : NULL;
	new_name = NotNullName(new);
	if (old_name == NULL || new_name == NULL)
	{
		const char *kind = strstr(new, "NOT NULL");

		*commands = lappend(*commands,
							psprintf("%s%s ADD %.*sNOT NULL %s%s",
									 migrate_expand("ALTER TABLE {parent}", after),
									 old ? migrate_expand(" ALTER COLUMN {name} DROP NOT NULL,", after) : "",
									 (int) (kind - new), new, after->name,
									 kind + strlen("NOT NULL")));
		return true;
	}
	if (strcmp(old_name, new_name) != 0)
		*commands = lappend(*commands,
							psprintf("%s RENAME CONSTRAINT %s TO %s",
									 migrate_expand("ALTER TABLE {parent}", after),
									 old_name, new_name));
	if ((strstr(old, no_inherit) == NULL) != (strstr(new, no_inherit) == NULL))
		*commands = lappend(*commands,
							psprintf("%s ALTER CONSTRAINT %s%s",
									 migrate_expand("ALTER TABLE {parent}", after), new_name,
									 strstr(new, no_inherit) ? no_inherit : " INHERIT"));
	return true;
}

static bool
AlterStorage(const Object *before, const Object *after, List **commands)
{
	if (Has(after, "storage"))
		return Add(commands, ALTER_COLUMN "SET STORAGE {storage}", after);
	if (IsInherited(before))
		return Refuse(commands, "storage");
	if (ComesFromParent(before, after, "storage"))
		return true;
	*commands = lappend(*commands,
						psprintf("%s SET STORAGE %s",
								 migrate_expand("ALTER TABLE {parent} ALTER COLUMN {name}", after),
								 migrate_default_storage(migrate_value(after, "type"))));
	return true;
}

static bool
AlterCompression(const Object *before, const Object *after, List **commands)
{
	if (ComesFromParent(before, after, "compression"))
		return true;
	if (!Has(after, "compression") && IsInherited(before))
		return Refuse(commands, "compression");
	return Add(commands, ALTER_COLUMN "SET COMPRESSION [{compression}|default]", after);
}

static const Attribute attributes[] = {
	{
		.name = "type",
		.sql = "CASE WHEN " FULL " THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END",
		.alter = AlterType,
	},
	{
		.name = "collation",
		.sql = "CASE WHEN a.attcollation <> ty.typcollation AND " FULL " THEN"
			" (SELECT " QUALIFIED("cn", "co.collname")
			" FROM pg_catalog.pg_collation co"
			" JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
			" WHERE co.oid = a.attcollation) END",
		.alter = AlterCollation,
	},
	{
		.name = "generated",
		.sql = "CASE WHEN a.attgenerated <> '' AND (" FULL " OR " OWN_GENERATION("a") ")"
			" THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END",
		.canonical = migrate_canonical_column_default,
		.alter = AlterGenerated,
	},
	{
		.name = "generated_how",
		.sql = "CASE WHEN a.attgenerated <> '' AND (" FULL " OR " OWN_GENERATION("a") ") THEN"
			" CASE a.attgenerated WHEN 's' THEN 'STORED' WHEN 'v' THEN 'VIRTUAL' END END",
		.alter = AlterGeneratedHow,
	},
	{
		.name = "as_identity",
		.sql = "CASE WHEN " HAS_IDENTITY " THEN"
			" CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END END",
		.alter = AlterIdentity,
	},
	{
		.name = "identity_sequence",
		.sql = "o.sequence[1]",
		.alter = AlterIdentitySequence,
	},
	{
		.name = "identity_options",
		.sql = "o.sequence[2]",
		.alter = AlterIdentityOptions,
	},
	{
		.name = "default",
		.sql = "CASE WHEN a.attgenerated <> '' THEN NULL"
			" WHEN " FULL " THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)"
			" WHEN " OWN_DEFAULT " THEN"
			"  CASE WHEN a.atthasdef THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)"
			"  ELSE 'NULL' END END",
		.canonical = CanonicalDefault,
		.alter = AlterDefault,
	},
	{
		.name = "not_null",
		.sql = NOT_NULL(FULL),
		.alter = AlterNotNull,
	},
	{
		.name = "storage",
		.sql = "CASE WHEN CASE WHEN " FULL " THEN a.attstorage <> ty.typstorage"
			" ELSE NOT " SAME_STORAGE " END"
			" THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'"
			" WHEN 'm' THEN 'MAIN' WHEN 'x' THEN 'EXTENDED' END END",
		.alter = AlterStorage,
		.after = true,
	},
	{
		.name = "compression",
		.sql = "CASE WHEN " FULL " OR NOT " SAME_COMPRESSION " THEN"
			" CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4'"
			" ELSE CASE WHEN NOT " FULL " THEN 'default' END END END",
		.alter = AlterCompression,
		.after = true,
	},
	{
		.name = "statistics",
		.sql = "CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::pg_catalog.text END",
		.set = ALTER_COLUMN "SET STATISTICS {statistics}",
		.reset = ALTER_COLUMN "SET STATISTICS -1",
		.after = true,
	},
	{
		.name = "options",
		.sql = OPTIONS("a.attoptions"),
		.items = ITEMS_BY_NAME,
		.set = ALTER_COLUMN "SET ({options})",
		.reset = ALTER_COLUMN "RESET ({removed})",
		.after = true,
	},
	{
		.name = "foreign_options",
		.sql = FOREIGN_OPTIONS("a.attfdwoptions"),
		.items = ITEMS_BY_NAME,
		.set = "ALTER FOREIGN TABLE {parent} ALTER COLUMN {name} OPTIONS ({changed})",
		.reset = "ALTER FOREIGN TABLE {parent} ALTER COLUMN {name} OPTIONS ({changed})",
	},
	{
		.name = "inherited",
		.sql = "CASE WHEN o.reordered THEN 'REORDERED' WHEN " INHERITED " THEN 'INHERITED'"
			" WHEN a.attinhcount > 0 THEN 'INHERITED AND LOCAL' END",
		/* it follows from the parents of the table */
		.set = "",
		.reset = "",
	},
};

/* What makes a column, behind its name and type. */
#define COLUMN_OPTIONS \
	"[ DEFAULT {default}][ GENERATED ALWAYS AS ({generated}) {generated_how}]" \
	"[ GENERATED {as_identity} AS IDENTITY" \
	" (SEQUENCE NAME {schema}.{identity_sequence} {identity_options})][ {not_null}]"
#define COLUMN_DEFINITION \
	"{name} {type}[ OPTIONS ({foreign_options})][ COLLATE {collation}]" COLUMN_OPTIONS

/* Returns the column of that name, or NULL. */
static const Object *
FindColumn(List *children, const char *name)
{
	ListCell   *lc;

	foreach(lc, children)
	{
		const Object *child = lfirst(lc);

		if (child->kind == &migrate_kind_column && strcmp(child->name, name) == 0)
			return child;
	}
	return NULL;
}

/* Returns the definitions of a table's columns as a list. */
static char *
ColumnList(const Object *table, List *children)
{
	bool		typed = table->kind == &migrate_kind_table &&
		migrate_value(table, "of_type");
	StringInfoData list;
	ListCell   *lc;

	initStringInfo(&list);
	foreach(lc, migrate_split_list(migrate_value(table, "columns")))
	{
		const Object *column = FindColumn(children, lfirst(lc));
		const char *options;

		if (column == NULL)
			continue;
		options = typed ? migrate_expand(COLUMN_OPTIONS, column) : "";
		if (typed && *options == '\0')
			continue;
		appendStringInfo(&list, "%s%s", list.len ? ", " : "",
						 typed ? psprintf("%s WITH OPTIONS%s", column->name, options) :
						 migrate_expand(COLUMN_DEFINITION, column));
	}
	return list.data;
}

/* Returns what follows the name of a table in the command that creates it. */
char *
migrate_table_body(const Object *table, List *children)
{
	char	   *columns = ColumnList(table, children);

	if (migrate_value(table, "partition_of") && migrate_value(table, "columns") == NULL)
		return migrate_expand(" PARTITION OF {partition_of} {partition_bound}", table);
	if (table->kind == &migrate_kind_table && migrate_value(table, "of_type"))
		return psprintf(*columns ? "%s (%s)" : "%s",
						migrate_expand(" OF {of_type}", table), columns);
	return psprintf(" (%s)%s", columns, migrate_expand("[ INHERITS ({inherits})]", table));
}

/* Returns the command that drops a column, which its parent's may keep alive. */
static char *
DropColumn(const Object *column)
{
	if (HasParent(column))
		return pstrdup("-- the parent has the column too; to have it from there alone takes a new table");
	return migrate_expand("ALTER TABLE {parent} DROP COLUMN {name}", column);
}

const Kind	migrate_kind_column = {
	.name = "column",
	.classid = RelationRelationId,
	.row = "c",
	.from = "pg_catalog.pg_attribute a"
		" JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid"
		" LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid"
		/* an index is not searched for NULL */
		"  AND d.adnum = CASE WHEN a.atthasdef THEN a.attnum END"
		NOT_NULL_JOIN
		/* not merged into the query, so that it is done once */
		" CROSS JOIN LATERAL (SELECT " IS_REORDERED("c") " AS reordered,"
		"  " PARENT_COLUMNS " AS parents, " IDENTITY_SEQUENCE " AS sequence OFFSET 0) o",
	.where = "c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'"
		" AND a.attnum > 0 AND NOT a.attisdropped AND " USER_SCHEMA("n")
		" AND (" FULL " OR " IS_OWN ")",
	.key = "a.attrelid",
	.subid = "a.attnum",
	.candidates = "SELECT c.oid FROM pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.identity = QUALIFIED("n", "c.relname") " || '.' || pg_catalog.quote_ident(a.attname)",
	.parent = QUALIFIED("n", "c.relname"),
	.local = "pg_catalog.quote_ident(a.attname)",
	ATTRIBUTES(attributes),
	.noun = "COLUMN",
	.acl_type = "c",
	.acl_sql = "a.attacl",
	.grant = "({name}) ON TABLE {parent}",
	.create = "ALTER TABLE {parent} ADD COLUMN " COLUMN_DEFINITION,
	.destroy = DropColumn,
	.inside = true,
	.implied = IsInherited,
};
