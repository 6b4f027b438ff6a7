/*-------------------------------------------------------------------------
 *
 * kind.h
 *	  The contract of a kind of schema object.
 *
 * A kind is a declaration: which rows of the catalogs are its objects, what
 * they are called, which attributes they have, how SQL creates, alters and
 * drops them.  The code that reads, compares, records and repairs objects is
 * the same for all kinds and knows none of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_KIND_H
#define MIGRATE_KIND_H

#include "kinds/canonical.h"
#include "nodes/pg_list.h"

struct Object;

/*
 * Lists whose items come and go one by one.  Those by name are in the order of
 * their names; a name ends at a blank or an equals sign.
 */
typedef enum ItemList
{
	ITEMS_NONE,					/* no list, or one that changes as a whole */
	ITEMS_WHOLE,				/* in the order of their texts */
	ITEMS_IN_ORDER,				/* the order counts */
	ITEMS_BY_NAME,
	ITEMS_SETTINGS,				/* by name, with semicolons between them */
	ITEMS_PRIVILEGES			/* as facets.c prints them */
} ItemList;

/*
 * An attribute of a kind's objects.  Its value is text that can stand in a
 * command as it is, or NULL for the default.
 *
 * An existing object gets another value by "set", or by "reset" if the new
 * value is NULL.  A "reset" with {removed} comes before a "set", and names the
 * options that go.  Where the one that is needed is not given, the object is
 * replaced, unless "refuse" says why that cannot be done.  An empty template
 * means that the command of another attribute does it.
 */
typedef struct Attribute
{
	const char *name;			/* in the model; lower case, underscores */
	const char *sql;			/* expression of type text over the kind's rows */
	Canonical	canonical;		/* makes the text canonical, or NULL */
	const char *set;			/* template of the command for a value */
	const char *reset;			/* template of the command for NULL */
	const char *refuse;			/* why it cannot be changed */
	ItemList	items;
	const char *add;			/* of a list, instead: template for an {item} that */
	const char *remove;			/* comes, and for one that goes; in order */
	/*
	 * or a function, for what no template says; false: replace the object.
	 * All values of an object that was just created are NULL in "before".
	 */
	bool		(*alter) (const struct Object *before, const struct Object *after,
						  List **commands);
	bool		after;			/* the command that creates does not give it */
	bool		late;			/* nor can it be given before all objects that are
								 * created later are there */
	bool		parts;			/* when it changes, parts of the object come and go */
	bool		order;			/* a list of names whose order alone matters:
								 * the named objects are objects themselves */
} Attribute;

/*
 * A kind.  Expressions are SQL over "from", with every name of a function,
 * type and table in pg_catalog.  The expressions of identity, parent and name,
 * "from" and "where" read nothing but rows, no syscache: they are also
 * evaluated under an older snapshot, to find what objects were called before.
 *
 * A template is a command in which {identity}, {parent}, {name} and
 * {attribute} stand for the object's own, {schema} for the schema of its parent
 * or its own, {before} for the former value, and {default_tablespace} for that
 * of the database; {attribute.parent} is a qualified name without its last part.
 * A part in [brackets] is left out if an attribute in it is NULL, or is what
 * follows a bar in it: [TABLE {a}|VIEW {b}].
 */
typedef struct Kind
{
	const char *name;			/* "materialized view" */
	Oid			classid;		/* catalog of the objects, as in pg_depend */
	const char *row;			/* alias of that catalog in "from" */
	const char *from;			/* the FROM list */
	const char *where;			/* which rows are objects of this kind */
	const char *key;			/* oid as in pg_depend: "c.oid" */
	const char *subid;			/* or NULL: "a.attnum" */
	const char *candidates;		/* query of keys among which are those of all
								 * objects, where that takes less; or NULL */
	Oid			root_class;		/* the object whose membership in an extension */
	const char *root;			/* decides, if it is not the object itself */
	const char *identity;		/* as pg_identify_object() names it, but types
								 * of pg_catalog without their schema */
	const char *parent;			/* identity of what it is a part of, or NULL */
	const char *local;			/* its name alone, quoted: {name} */
	const Attribute *attributes;	/* see ATTRIBUTES() */
	int			attribute_count;

	const char *noun;			/* what commands call it: "TABLE" */
	const char *address;		/* how COMMENT names it; NULL: {identity} */
	const char *owner_of;		/* template of what ALTER ... OWNER names; NULL: as
								 * COMMENT does; NO_OWNER: its owner is another's */
	const char *acl_type;		/* type letter of acldefault(), or NULL */
	const char *acl_sql;		/* its acl, if not the catalog's column */
	const char *grant;			/* template of what follows the privilege in GRANT;
								 * NULL: ON noun {identity} */

	const char *create;			/* template of the command that creates it */
	char	   *(*make) (const struct Object *object, List *children);	/* or a function */
	const char *drop;			/* template; NULL: DROP noun {identity} */
	char	   *(*destroy) (const struct Object *object);	/* or a function */
	bool		inside;			/* comes with its parent's create */
	/*
	 * Whether the object is there whenever its parent is, and counts as an
	 * object only while it has attributes that are not the default; NULL: none.
	 */
	bool		(*implied) (const struct Object *object);
} Kind;

#define NO_OWNER ""
#define ATTRIBUTES(list) .attributes = (list), .attribute_count = lengthof(list)

/*
 * Joins and conditions that kinds share.  The planner would think that no
 * schema passes, and read pg_class once for each one; CASE hides it from it.
 */
#define USER_SCHEMA(n) \
	"CASE WHEN " n ".nspname LIKE 'pg\\_%' THEN false" \
	" ELSE " n ".nspname NOT IN ('information_schema', 'migrate') END"
/* casts and transforms have no schema: they are as temporary as their types */
#define LASTING_TYPE(type_oid) \
	"EXISTS (SELECT FROM pg_catalog.pg_type lt_" \
	" JOIN pg_catalog.pg_namespace ln_ ON ln_.oid = lt_.typnamespace" \
	" WHERE lt_.oid = " type_oid " AND ln_.nspname NOT LIKE 'pg\\_temp\\_%')"
#define QUALIFIED(n, name) \
	"pg_catalog.quote_ident(" n ".nspname) || '.' || pg_catalog.quote_ident(" name ")"
/* a switch: the word if the condition holds, else NULL */
#define WORD_IF(condition, word) "CASE WHEN " condition " THEN '" word "' END"

/*
 * Options, sorted: of storage, as SET ( ) takes them, and of foreign data, as
 * OPTIONS ( ) takes them.  Some minor releases keep a version of their own
 * among a column's options.
 */
#define HAS_OPTIONS(options) \
	options " IS NOT NULL AND NOT (" options "[1] LIKE 'pg\\_attver=%'" \
	" AND pg_catalog.cardinality(" options ") = 1)"
#define NAMED_OPTIONS(options, prefix, sign) \
	"CASE WHEN " HAS_OPTIONS(options) " THEN (SELECT pg_catalog.string_agg(" prefix \
	" pg_catalog.quote_ident(pg_catalog.split_part(o_, '=', 1)) || '" sign "' ||" \
	" pg_catalog.quote_literal(pg_catalog.substr(o_, pg_catalog.strpos(o_, '=') + 1))," \
	" ', ' ORDER BY pg_catalog.quote_ident(pg_catalog.split_part(o_, '=', 1)) COLLATE \"C\")" \
	" FROM pg_catalog.unnest(" options ") o_ WHERE o_ NOT LIKE 'pg\\_attver=%') END"
#define OPTIONS(options) NAMED_OPTIONS(options, "", "=")
#define TOAST_OPTIONS(options) NAMED_OPTIONS(options, "'toast.' ||", "=")
#define FOREIGN_OPTIONS(options) NAMED_OPTIONS(options, "", " ")

/* Is the object an internal part of another one, such as a type's constructor? */
#define NOT_INTERNAL(catalog, object) \
	"NOT EXISTS (SELECT FROM pg_catalog.pg_depend i_" \
	" WHERE i_.classid = 'pg_catalog." catalog "'::pg_catalog.regclass" \
	" AND i_.objid = " object " AND i_.deptype = 'i')"

/* The name of a function given by its oid, NULL for 0. */
#define FUNCTION_NAME(function) \
	"CASE WHEN " function " <> 0 THEN" \
	" (SELECT " QUALIFIED("fn_", "f_.proname") " FROM pg_catalog.pg_proc f_" \
	" JOIN pg_catalog.pg_namespace fn_ ON fn_.oid = f_.pronamespace" \
	" WHERE f_.oid = " function ") END"

/*
 * Settings as SET takes them, sorted.  Those whose value is a list of names
 * are printed without quotes around the list.
 */
#define SETTINGS(settings) \
	"CASE WHEN " settings " IS NOT NULL THEN (SELECT pg_catalog.string_agg(" \
	" pg_catalog.quote_ident(pg_catalog.split_part(s_, '=', 1)) || ' TO ' ||" \
	" CASE WHEN pg_catalog.lower(pg_catalog.split_part(s_, '=', 1)) IN ('search_path', 'temp_tablespaces'," \
	"  'local_preload_libraries', 'session_preload_libraries', 'shared_preload_libraries', 'unix_socket_directories')" \
	" AND pg_catalog.substr(s_, pg_catalog.strpos(s_, '=') + 1) <> ''" \
	" THEN pg_catalog.substr(s_, pg_catalog.strpos(s_, '=') + 1)" \
	" ELSE pg_catalog.quote_literal(pg_catalog.substr(s_, pg_catalog.strpos(s_, '=') + 1)) END," \
	" '; ' ORDER BY pg_catalog.quote_ident(pg_catalog.split_part(s_, '=', 1)) COLLATE \"C\")" \
	" FROM pg_catalog.unnest(" settings ") s_) END"

/* When a trigger or rule fires, NULL for as usual. */
#define FIRING(enabled) \
	"CASE " enabled " WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'" \
	" WHEN 'A' THEN 'ENABLE ALWAYS' END"

/* The columns of the result of a view's query, with their types. */
#define RESULT_COLUMNS \
	"(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a_.attname) || ' ' ||" \
	" pg_catalog.format_type(a_.atttypid, a_.atttypmod), ', ' ORDER BY a_.attnum)" \
	" FROM pg_catalog.pg_attribute a_ WHERE a_.attrelid = c.oid AND a_.attnum > 0)"

/* The tablespace of a row of pg_class, NULL for that of the database. */
#define TABLESPACE(c) \
	"CASE WHEN " c ".reltablespace <> 0 THEN" \
	" (SELECT pg_catalog.quote_ident(ts_.spcname) FROM pg_catalog.pg_tablespace ts_" \
	" WHERE ts_.oid = " c ".reltablespace) END"

/*
 * The extensions that an object DEPENDS ON EXTENSION, given by its catalog and
 * oid.  Few objects have any: the list of those comes first.
 */
#define EXTENSIONS(catalog, object) \
	"CASE WHEN " object " IN (SELECT dx_.objid FROM pg_catalog.pg_depend dx_" \
	" WHERE dx_.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass" \
	" AND dx_.classid = 'pg_catalog." catalog "'::pg_catalog.regclass" \
	" AND dx_.deptype = 'x') THEN" \
	" (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(ex_.extname), ', '" \
	" ORDER BY ex_.extname COLLATE \"C\")" \
	" FROM pg_catalog.pg_depend dx_" \
	" JOIN pg_catalog.pg_extension ex_ ON ex_.oid = dx_.refobjid" \
	" WHERE dx_.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass" \
	" AND dx_.classid = 'pg_catalog." catalog "'::pg_catalog.regclass" \
	" AND dx_.objid = " object " AND dx_.deptype = 'x') END"

/* The options of a row of pg_sequence, as CREATE SEQUENCE takes them. */
#define SEQUENCE_OPTIONS(s) \
	"pg_catalog.format('INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s %s'," \
	" " s ".seqincrement, " s ".seqmin, " s ".seqmax, " s ".seqstart, " s ".seqcache," \
	" CASE WHEN " s ".seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)"

/* The name of a type by its rows alone, without type modifiers. */
#define TYPE_NAME(type_oid) \
	"(SELECT CASE WHEN t_.oid < 16384 THEN pg_catalog.format_type(t_.oid, NULL)" \
	" WHEN e_.oid IS NOT NULL THEN pg_catalog.quote_ident(en_.nspname) || '.' ||" \
	"  pg_catalog.quote_ident(e_.typname) || '[]'" \
	" ELSE pg_catalog.quote_ident(tn_.nspname) || '.' || pg_catalog.quote_ident(t_.typname) END" \
	" FROM pg_catalog.pg_type t_ JOIN pg_catalog.pg_namespace tn_ ON tn_.oid = t_.typnamespace" \
	" LEFT JOIN pg_catalog.pg_type e_ ON e_.oid = t_.typelem AND e_.typarray = t_.oid" \
	" LEFT JOIN pg_catalog.pg_namespace en_ ON en_.oid = e_.typnamespace" \
	" WHERE t_.oid = " type_oid ")"
/* The names of the types of an oidvector, as in a function's identity. */
#define TYPE_NAMES(vector) \
	"coalesce((SELECT pg_catalog.string_agg(" TYPE_NAME("v_.type") ", ',' ORDER BY v_.n)" \
	" FROM pg_catalog.unnest(" vector "::pg_catalog.oid[])" \
	" WITH ORDINALITY v_ (type, n)), '')"

/* The canonical query of a view or materialized view, without semicolon. */
extern char *migrate_canonical_query(Oid object, int32 subid, char *text);

extern bool migrate_always_implied(const struct Object *object);

extern const Kind *const migrate_kinds[];
extern const int migrate_kind_count;

extern int	migrate_kind_number(const char *name);
extern int	migrate_kind_place(const Kind *kind);
extern int	migrate_attribute_count(const Kind *kind);
extern const Attribute *migrate_attribute(const Kind *kind, int number);

#endif							/* MIGRATE_KIND_H */
