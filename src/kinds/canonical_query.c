/*-------------------------------------------------------------------------
 *
 * canonical_query.c
 *	  Analysing and printing views, actions of rules, and bodies in SQL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/pg_proc.h"
#include "compat.h"
#include "executor/functions.h"
#include "kinds/canonical_part.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "parser/analyze.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"

/*
 * Adds OLD and NEW, which have to be the first two of their range table.
 * Their columns can be named with or without the prefix, or with it only.
 */
void
migrate_add_old_and_new(ParseState *pstate, Oid relation, bool as_columns)
{
	static const char *const names[] = {"old", "new"};
	Relation	rel = relation_open(relation, AccessShareLock);

	for (int i = 0; i < lengthof(names); i++)
	{
		ParseNamespaceItem *item;

		item = addRangeTableEntryForRelation(pstate, rel, AccessShareLock,
											 makeAlias(names[i], NIL),
											 false, false);
		addNSItemToQuery(pstate, item, false, true, as_columns);
	}
	relation_close(rel, NoLock);
}

/* Returns the raw tree of a text that is one statement. */
static Node *
ParseStatement(const char *text)
{
	List	   *raw = raw_parser(text, RAW_PARSE_DEFAULT);

	if (list_length(raw) != 1)
		elog(ERROR, "not one statement: %s", text);
	return linitial_node(RawStmt, raw)->stmt;
}

static Node *
ResolveParameter(ParseState *pstate, ParamRef *reference)
{
	return migrate_hidden_literal(pstate->p_ref_hook_state, reference);
}

/* Returns a parse state for a text with hidden literals. */
static ParseState *
StartAnalysis(HiddenLiterals *hidden, const char *text)
{
	ParseState *pstate = make_parsestate(NULL);

	pstate->p_sourcetext = text;
	pstate->p_ref_hook_state = hidden;
	pstate->p_paramref_hook = ResolveParameter;
	return pstate;
}

/*
 * Views
 */

#ifdef MIGRATE_VIEWS_HAVE_OLD_AND_NEW
/*
 * Returns the query of a view as it is stored.  The two entries make the
 * server print columns with the name of their table.
 */
static Query *
AsStored(Query *query, Oid view)
{
	ParseState *pstate = make_parsestate(NULL);

	/* parts that are there twice must not be renumbered twice */
	query = copyObject(query);
	migrate_add_old_and_new(pstate, view, false);
	query->rtable = list_concat(pstate->p_rtable, query->rtable);
	OffsetVarNodes((Node *) query, 2, 0);
	return query;
}
#else
static Query *
AsStored(Query *query, Oid view)
{
	return query;
}
#endif

/* One round: analyses the query of a view and prints it. */
char *
migrate_reanalyse_view(const Place *place, const char *text)
{
	HiddenLiterals hidden = {1, NIL};
	Node	   *raw = ParseStatement(text);
	ParseState *pstate = StartAnalysis(&hidden, text);
	Query	   *query;

	migrate_hide_literals(&hidden, raw);
	query = AsStored(transformStmt(pstate, raw), place->relation);
	free_parsestate(pstate);
	return migrate_show_literals(&hidden,
								 place->print(place, (Node *) list_make1(query)));
}

/*
 * Raises an error unless the query has the names of the view's columns.  They
 * differ in a stored query whose view had a column renamed; there is no way to
 * hand the names to the printer.
 */
static void
CheckColumnNames(const Query *query, Oid view)
{
	Relation	rel = relation_open(view, AccessShareLock);
	TupleDesc	desc = RelationGetDescr(rel);
	int			n = 0;
	ListCell   *lc;

	foreach(lc, query->targetList)
	{
		TargetEntry *entry = lfirst(lc);

		if (entry->resjunk)
			continue;
		if (n >= desc->natts ||
			strcmp(entry->resname, NameStr(TupleDescAttr(desc, n)->attname)) != 0)
			elog(ERROR, "column %d of view %u has another name", n + 1, view);
		n++;
	}
	relation_close(rel, NoLock);
}

/* Prints a view as pg_get_viewdef() does. */
char *
migrate_print_view(const Place *place, Node *tree)
{
	Query	   *query = linitial_node(Query, (List *) tree);

	CheckColumnNames(query, place->relation);
	return psprintf("%s;", pg_get_querydef(query, false));
}

/*
 * Rules
 */

/* One round: analyses the actions of a rule and prints them. */
char *
migrate_reanalyse_actions(const Place *place, const char *text)
{
	HiddenLiterals hidden = {1, NIL};
	List	   *queries = NIL;
	RuleStmt   *rule;
	ListCell   *lc;

	/* what the actions may be does not depend on the event */
	text = psprintf("CREATE RULE r AS ON UPDATE TO t DO %s", text);
	rule = castNode(RuleStmt, ParseStatement(text));
	foreach(lc, rule->actions)
	{
		ParseState *pstate = StartAnalysis(&hidden, text);

		migrate_hide_literals(&hidden, lfirst(lc));
		migrate_add_old_and_new(pstate, place->relation, false);
		queries = lappend(queries, transformStmt(pstate, lfirst(lc)));
		free_parsestate(pstate);
	}
	return migrate_show_literals(&hidden, place->print(place, (Node *) queries));
}

/* Prints the actions as pg_get_ruledef() does. */
char *
migrate_print_actions(const Place *place, Node *tree)
{
	List	   *queries = (List *) tree;
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	if (list_length(queries) == 1)
	{
		appendStringInfo(&out, "%s;",
						 pg_get_querydef(linitial_node(Query, queries), false));
		return out.data;
	}
	appendStringInfoChar(&out, '(');
	foreach(lc, queries)
		appendStringInfo(&out, "%s;\n",
						 pg_get_querydef(lfirst_node(Query, lc), false));
	appendStringInfoString(&out, ");");
	return out.data;
}

/*
 * Bodies in SQL
 */

/* Returns what a body may refer to: arguments by number and by name. */
static SQLFunctionParseInfo *
ArgumentsOf(Oid function)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	SQLFunctionParseInfo *info;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "function %u is gone", function);
	info = prepare_sql_fn_parse_info(tuple, NULL, InvalidOid);
	ReleaseSysCache(tuple);
	return info;
}

/* Adds hidden literals as further arguments, without names. */
static void
AddHiddenArguments(SQLFunctionParseInfo *info, const HiddenLiterals *hidden)
{
	int			more = list_length(hidden->list);
	Oid		   *types = palloc((info->nargs + more) * sizeof(Oid));
	char	  **names = palloc0((info->nargs + more) * sizeof(char *));
	ListCell   *lc;

	for (int i = 0; i < info->nargs; i++)
	{
		types[i] = info->argtypes[i];
		names[i] = info->argnames ? info->argnames[i] : NULL;
	}
	info->argtypes = types;
	info->argnames = names;
	foreach(lc, hidden->list)
		types[info->nargs++] = ((HiddenLiteral *) lfirst(lc))->type;
}

/* Returns the analysed query of a statement of a body. */
static Query *
AnalyseOfBody(Node *raw, SQLFunctionParseInfo *info, const char *text)
{
	ParseState *pstate = make_parsestate(NULL);
	Query	   *query;

	pstate->p_sourcetext = text;
	sql_fn_parser_setup(pstate, info);
	query = transformStmt(pstate, raw);
	free_parsestate(pstate);
	return query;
}

/*
 * One round: analyses a body and prints it.  A body is one RETURN or a list
 * that holds the list of statements, which may be empty.
 */
char *
migrate_reanalyse_body(const Place *place, const char *text)
{
	HiddenLiterals hidden = {1, NIL};
	SQLFunctionParseInfo *info = ArgumentsOf(place->function);
	CreateFunctionStmt *create;
	List	   *queries = NIL;
	Node	   *body;
	ListCell   *lc;

	text = psprintf("CREATE FUNCTION f() %s", text);
	create = castNode(CreateFunctionStmt, ParseStatement(text));
	hidden.first = info->nargs + 1;
	body = create->sql_body;
	migrate_hide_literals(&hidden, body);
	AddHiddenArguments(info, &hidden);
	if (!IsA(body, List))
		body = (Node *) AnalyseOfBody(body, info, text);
	else
	{
		foreach(lc, (List *) linitial((List *) body))
			queries = lappend(queries, AnalyseOfBody(lfirst(lc), info, text));
		body = (Node *) list_make1(queries);
	}
	return migrate_show_literals(&hidden, place->print(place, body));
}

/*
 * Prints a body as pg_get_function_sqlbody() does, but for the arguments,
 * which are printed by number.
 */
char *
migrate_print_body(const Place *place, Node *tree)
{
	StringInfoData out;
	ListCell   *lc;

	if (!IsA(tree, List))
		return pg_get_querydef(castNode(Query, tree), false);
	initStringInfo(&out);
	appendStringInfoString(&out, "BEGIN ATOMIC\n");
	foreach(lc, (List *) linitial((List *) tree))
		appendStringInfo(&out, "%s;\n",
						 pg_get_querydef(lfirst_node(Query, lc), false));
	appendStringInfoString(&out, "END");
	return out.data;
}
