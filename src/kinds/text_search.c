/*-------------------------------------------------------------------------
 *
 * text_search.c
 *	  Kinds "text search parser", "text search template", "text search
 *	  dictionary" and "text search configuration".
 *
 * Covered: CREATE TEXT SEARCH PARSER with START, GETTOKEN, END, LEXTYPES,
 * HEADLINE; TEMPLATE with INIT, LEXIZE; DICTIONARY with TEMPLATE and options;
 * CONFIGURATION with PARSER and mappings; ALTER TEXT SEARCH DICTIONARY options,
 * ALTER TEXT SEARCH CONFIGURATION ADD, ALTER and DROP MAPPING, OWNER TO.
 *
 * Not covered: nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_dict.h"
#include "catalog/pg_ts_parser.h"
#include "catalog/pg_ts_template.h"
#include "kinds/command.h"
#include "kinds/kinds.h"
#include "lib/stringinfo.h"

static const Attribute parser_attributes[] = {
	{.name = "start", .sql = FUNCTION_NAME("p.prsstart::pg_catalog.oid")},
	{.name = "gettoken", .sql = FUNCTION_NAME("p.prstoken::pg_catalog.oid")},
	{.name = "end", .sql = FUNCTION_NAME("p.prsend::pg_catalog.oid")},
	{.name = "lextypes", .sql = FUNCTION_NAME("p.prslextype::pg_catalog.oid")},
	{.name = "headline", .sql = FUNCTION_NAME("p.prsheadline::pg_catalog.oid")},
};

const Kind	migrate_kind_text_search_parser = {
	.name = "text search parser",
	.classid = TSParserRelationId,
	.row = "p",
	.from = "pg_catalog.pg_ts_parser p JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace",
	.where = USER_SCHEMA("n"),
	.key = "p.oid",
	.identity = QUALIFIED("n", "p.prsname"),
	.local = "pg_catalog.quote_ident(p.prsname)",
	ATTRIBUTES(parser_attributes),
	.noun = "TEXT SEARCH PARSER",
	.create = "CREATE TEXT SEARCH PARSER {identity} (START = {start}, GETTOKEN = {gettoken},"
		" END = {end}, LEXTYPES = {lextypes}[, HEADLINE = {headline}])",
};

static const Attribute template_attributes[] = {
	{.name = "init", .sql = FUNCTION_NAME("t.tmplinit::pg_catalog.oid")},
	{.name = "lexize", .sql = FUNCTION_NAME("t.tmpllexize::pg_catalog.oid")},
};

const Kind	migrate_kind_text_search_template = {
	.name = "text search template",
	.classid = TSTemplateRelationId,
	.row = "t",
	.from = "pg_catalog.pg_ts_template t JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace",
	.where = USER_SCHEMA("n"),
	.key = "t.oid",
	.identity = QUALIFIED("n", "t.tmplname"),
	.local = "pg_catalog.quote_ident(t.tmplname)",
	ATTRIBUTES(template_attributes),
	.noun = "TEXT SEARCH TEMPLATE",
	.create = "CREATE TEXT SEARCH TEMPLATE {identity} ([INIT = {init}, ]LEXIZE = {lexize})",
};

/* Returns the length of the name of an option, as "name = value". */
static int
OptionNameLength(const char *option)
{
	const char *end = option;

	if (*end != '"')
		return strcspn(end, " ");
	for (end++; *end && (*end != '"' || end[1] == '"'); end++)
		if (*end == '"')
			end++;
	return end + 1 - option;
}

/* Whether a list has an option of the same name. */
static bool
HasOption(List *options, const char *option)
{
	int			length = OptionNameLength(option);
	ListCell   *lc;

	foreach(lc, options)
		if (OptionNameLength(lfirst(lc)) == length &&
			strncmp(lfirst(lc), option, length) == 0)
			return true;
	return false;
}

/*
 * Gives all options again, in order, and takes those that are gone: they are
 * the ones without a value.
 */
static bool
AlterOptions(const Object *before, const Object *after, List **commands)
{
	List	   *new = migrate_split_list(migrate_value(after, "options"));
	StringInfoData options;
	ListCell   *lc;

	initStringInfo(&options);
	if (new != NIL)
		appendStringInfoString(&options, migrate_value(after, "options"));
	foreach(lc, migrate_split_list(migrate_value(before, "options")))
		if (!HasOption(new, lfirst(lc)))
			appendStringInfo(&options, "%s%.*s", options.len ? ", " : "",
							 OptionNameLength(lfirst(lc)), (char *) lfirst(lc));
	*commands = lappend(*commands, psprintf("ALTER TEXT SEARCH DICTIONARY %s (%s)",
											after->identity, options.data));
	return true;
}

static const Attribute dictionary_attributes[] = {
	{
		.name = "template",
		.sql = "(SELECT " QUALIFIED("tn", "t.tmplname") " FROM pg_catalog.pg_ts_template t"
			" JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate)",
	},
	{
		.name = "options",
		.sql = "d.dictinitoption",
		.alter = AlterOptions,
	},
};

const Kind	migrate_kind_text_search_dictionary = {
	.name = "text search dictionary",
	.classid = TSDictionaryRelationId,
	.row = "d",
	.from = "pg_catalog.pg_ts_dict d JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace",
	.where = USER_SCHEMA("n"),
	.key = "d.oid",
	.identity = QUALIFIED("n", "d.dictname"),
	.local = "pg_catalog.quote_ident(d.dictname)",
	ATTRIBUTES(dictionary_attributes),
	.noun = "TEXT SEARCH DICTIONARY",
	.create = "CREATE TEXT SEARCH DICTIONARY {identity} (TEMPLATE = {template}[, {options}])",
};

/* Adds, alters and drops mappings: each is "token WITH dictionary, ...". */
static bool
AlterMappings(const Object *before, const Object *after, List **commands)
{
	List	   *old = migrate_split_settings(migrate_value(before, "mappings"));
	List	   *new = migrate_split_settings(migrate_value(after, "mappings"));
	ListCell   *lc;
	ListCell   *lo;

	foreach(lc, old)
	{
		int			token = strcspn(lfirst(lc), " ");
		bool		kept = false;

		foreach(lo, new)
			if (strncmp(lfirst(lc), lfirst(lo), token + 1) == 0)
				kept = true;
		if (!kept)
			*commands = lappend(*commands,
								psprintf("ALTER TEXT SEARCH CONFIGURATION %s DROP MAPPING FOR %.*s",
										 after->identity, token, (char *) lfirst(lc)));
	}
	foreach(lc, new)
	{
		int			token = strcspn(lfirst(lc), " ");
		const char *verb = "ADD";

		foreach(lo, old)
			if (strncmp(lfirst(lc), lfirst(lo), token + 1) == 0)
				verb = strcmp(lfirst(lc), lfirst(lo)) == 0 ? NULL : "ALTER";
		if (verb)
			*commands = lappend(*commands,
								psprintf("ALTER TEXT SEARCH CONFIGURATION %s %s MAPPING FOR %s",
										 after->identity, verb, (char *) lfirst(lc)));
	}
	return true;
}

static const Attribute configuration_attributes[] = {
	{
		.name = "parser",
		.sql = "(SELECT " QUALIFIED("pn", "p.prsname") " FROM pg_catalog.pg_ts_parser p"
			" JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace WHERE p.oid = c.cfgparser)",
	},
	{
		.name = "mappings",
		.sql = "(SELECT pg_catalog.string_agg(m.text, '; ' ORDER BY m.text COLLATE \"C\") FROM ("
			"SELECT tt.alias || ' WITH ' || pg_catalog.string_agg(" QUALIFIED("dn", "d.dictname")
			", ', ' ORDER BY x.mapseqno) AS text"
			" FROM pg_catalog.pg_ts_config_map x"
			" JOIN pg_catalog.ts_token_type(c.cfgparser) tt ON tt.tokid = x.maptokentype"
			" JOIN pg_catalog.pg_ts_dict d ON d.oid = x.mapdict"
			" JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace"
			" WHERE x.mapcfg = c.oid GROUP BY tt.alias) m)",
		.items = ITEMS_SETTINGS,
		.alter = AlterMappings,
		.after = true,
	},
};

const Kind	migrate_kind_text_search_configuration = {
	.name = "text search configuration",
	.classid = TSConfigRelationId,
	.row = "c",
	.from = "pg_catalog.pg_ts_config c JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace",
	.where = USER_SCHEMA("n"),
	.key = "c.oid",
	.identity = QUALIFIED("n", "c.cfgname"),
	.local = "pg_catalog.quote_ident(c.cfgname)",
	ATTRIBUTES(configuration_attributes),
	.noun = "TEXT SEARCH CONFIGURATION",
	.create = "CREATE TEXT SEARCH CONFIGURATION {identity} (PARSER = {parser})",
};
