/*-------------------------------------------------------------------------
 *
 * canonical_expression.c
 *	  Analysing and printing an expression at its place.
 *
 * The analysis is what the server does when it runs the command that pg_dump
 * writes for the kind; the printing is what it does for the kind's own
 * pg_get function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "compat.h"
#include "kinds/canonical_part.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

/* What the names and parameters of an expression may mean. */
typedef struct References
{
	HiddenLiterals hidden;
	CoerceToDomainValue *value;
} References;

/*
 * Parsing
 */

/* Returns the raw tree of an expression. */
static Node *
ParseExpression(const char *text)
{
	List	   *raw = raw_parser(text, RAW_PARSE_PLPGSQL_EXPR);
	SelectStmt *select = linitial_node(RawStmt, raw)->stmt ?
		castNode(SelectStmt, linitial_node(RawStmt, raw)->stmt) : NULL;

	if (list_length(raw) != 1 || select == NULL ||
		list_length(select->targetList) != 1 || select->fromClause != NIL ||
		select->whereClause != NULL || select->groupClause != NIL ||
		select->op != SETOP_NONE)
		elog(ERROR, "not an expression: %s", text);
	return linitial_node(ResTarget, select->targetList)->val;
}

/*
 * Analysis
 */

/* Gives VALUE its meaning in the check of a domain. */
static Node *
ResolveValue(ParseState *pstate, ColumnRef *column)
{
	References *references = pstate->p_ref_hook_state;

	if (list_length(column->fields) != 1 ||
		strcmp(strVal(linitial(column->fields)), "value") != 0)
		return NULL;
	return copyObject((Node *) references->value);
}

static Node *
ResolveParameter(ParseState *pstate, ParamRef *reference)
{
	References *references = pstate->p_ref_hook_state;

	return migrate_hidden_literal(&references->hidden, reference);
}

/* Puts the columns of the place in sight. */
static void
AddColumns(ParseState *pstate, const Place *place)
{
	ParseNamespaceItem *item;
	Relation	relation;

	if (!OidIsValid(place->relation))
		return;
	if (place->old_and_new)
	{
		migrate_add_old_and_new(pstate, place->relation, true);
		return;
	}
	relation = table_open(place->relation, AccessShareLock);
	item = addRangeTableEntryForRelation(pstate, relation, AccessShareLock,
										 NULL, false, true);
	addNSItemToQuery(pstate, item, false, true, true);
	table_close(relation, NoLock);
}

/* Coerces to what the place demands. */
static Node *
Coerce(ParseState *pstate, const Place *place, Node *tree)
{
	if (place->clause)
		return coerce_to_boolean(pstate, tree, place->clause);
	if (!OidIsValid(place->type))
		return tree;
	tree = coerce_to_target_type(pstate, tree, exprType(tree),
								 place->type, place->typmod,
								 COERCION_ASSIGNMENT, COERCE_IMPLICIT_CAST, -1);
	if (tree == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("expression cannot be cast to type %s",
						format_type_be(place->type))));
	return tree;
}

/* Returns the analysed tree of an expression. */
static Node *
Analyse(const Place *place, Node *raw, References *references, const char *text)
{
	ParseState *pstate = make_parsestate(NULL);
	Node	   *tree;

	pstate->p_sourcetext = text;
	pstate->p_ref_hook_state = references;
	pstate->p_paramref_hook = ResolveParameter;
	if (references->value)
		pstate->p_pre_columnref_hook = ResolveValue;
	AddColumns(pstate, place);
	tree = transformExpr(pstate, raw, place->kind);
	tree = Coerce(pstate, place, tree);
	assign_expr_collations(pstate, tree);
	free_parsestate(pstate);
	return tree;
}

/* Returns what VALUE stands for in the check of a domain. */
static CoerceToDomainValue *
DomainValue(const Place *place)
{
	CoerceToDomainValue *value = makeNode(CoerceToDomainValue);

	value->typeId = place->type;
	value->typeMod = place->typmod;
	value->collation = get_typcollation(place->type);
	value->location = -1;
	return value;
}

/* One round: analyses an expression and prints it. */
char *
migrate_reanalyse_expression(const Place *place, const char *text)
{
	References	references = {{1, NIL}, NULL};
	Node	   *raw = ParseExpression(text);
	Node	   *tree;

	if (place->kind == EXPR_KIND_DOMAIN_CHECK)
		references.value = DomainValue(place);
	migrate_hide_literals(&references.hidden, raw);
	tree = Analyse(place, raw, &references, text);
	return migrate_show_literals(&references.hidden,
								 place->print(place, tree));
}

/*
 * Printing
 */

/* Returns an element of an index or the like: calls need no parentheses. */
static char *
PutInParentheses(const Place *place, const Node *tree, char *text)
{
	bool		call;

	if (!place->element)
		return text;
	switch (nodeTag(tree))
	{
		case T_FuncExpr:
			call = ((FuncExpr *) tree)->funcformat == COERCE_EXPLICIT_CALL ||
				((FuncExpr *) tree)->funcformat == COERCE_SQL_SYNTAX;
			break;
		case T_NullIfExpr:
		case T_CoalesceExpr:
		case T_MinMaxExpr:
		case T_SQLValueFunction:
		case T_XmlExpr:
			call = true;
			break;
		default:
			call = migrate_is_json_call(tree);
			break;
	}
	return call ? text : psprintf("(%s)", text);
}

/* Prints as pg_get_expr() does, with lines broken. */
char *
migrate_print_expression(const Place *place, Node *tree)
{
	LOCAL_FCINFO(fcinfo, 2);
	Datum		printed;

	InitFunctionCallInfoData(*fcinfo, NULL, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = CStringGetTextDatum(nodeToString(tree));
	fcinfo->args[0].isnull = false;
	fcinfo->args[1].value = ObjectIdGetDatum(place->relation);
	fcinfo->args[1].isnull = false;
	printed = pg_get_expr(fcinfo);
	if (fcinfo->isnull)
		elog(ERROR, "relation %u is gone", place->relation);
	return PutInParentheses(place, tree, TextDatumGetCString(printed));
}

/* Prints in one line, as in the definition of an index. */
char *
migrate_print_expression_flat(const Place *place, Node *tree)
{
	List	   *context = NIL;

	if (OidIsValid(place->relation))
		context = deparse_context_for(get_rel_name(place->relation),
									  place->relation);
	return PutInParentheses(place, tree,
							deparse_expression(tree, context, false, false));
}

/*
 * Prints a condition over OLD and NEW, as in a trigger: the server prints such
 * names only within a query.
 */
char *
migrate_print_old_and_new(const Place *place, Node *tree)
{
	static const char before[] = " SELECT\n  WHERE";
	Query	   *query = makeNode(Query);
	ParseState *pstate = make_parsestate(NULL);
	char	   *text;

	migrate_add_old_and_new(pstate, place->relation, false);
	query->commandType = CMD_SELECT;
	query->canSetTag = true;
	query->rtable = pstate->p_rtable;
	migrate_take_permissions(query, pstate);
	query->jointree = makeFromExpr(NIL, tree);
	text = pg_get_querydef(query, false);
	free_parsestate(pstate);
	if (strncmp(text, before, strlen(before)) != 0)
		elog(ERROR, "unexpected query: %s", text);
	text += strlen(before);
	return *text == ' ' ? text + 1 : text;
}

/*
 * Rewriting, where analysis is not possible
 *
 * The cast of an array constructor becomes casts of its elements: so does
 * analysis when it sees the text of the cast.
 */

/* Puts an element in place of what stands for it in the cast of elements. */
static Node *
ReplaceElement(Node *node, void *element)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, CaseTestExpr))
		return copyObject((Node *) element);
	if (IsA(node, ArrayCoerceExpr))
	{
		/* its own cast of elements has an element of its own */
		ArrayCoerceExpr *coerce = copyObject((ArrayCoerceExpr *) node);

		coerce->arg = (Expr *) ReplaceElement((Node *) coerce->arg, element);
		return (Node *) coerce;
	}
	return expression_tree_mutator(node, ReplaceElement, element);
}

/* Returns an array constructor with its elements cast. */
static Node *
CastElements(ArrayCoerceExpr *coerce)
{
	ArrayExpr  *array = castNode(ArrayExpr, copyObject(coerce->arg));
	ListCell   *lc;

	foreach(lc, array->elements)
	{
		Node	   *element = lfirst(lc);

		if (array->multidims)
		{
			ArrayCoerceExpr *inner = copyObject(coerce);

			inner->arg = (Expr *) element;
			lfirst(lc) = IsA(element, ArrayExpr) ? CastElements(inner) :
				(Node *) inner;
		}
		else
			lfirst(lc) = ReplaceElement((Node *) coerce->elemexpr, element);
	}
	array->array_typeid = coerce->resulttype;
	array->array_collid = coerce->resultcollid;
	array->element_typeid = get_element_type(coerce->resulttype);
	return (Node *) array;
}

static Node *
RewriteMutator(Node *node, void *context)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, Query))
		return (Node *) query_tree_mutator((Query *) node, RewriteMutator,
										   context, 0);
	node = expression_tree_mutator(node, RewriteMutator, context);
	if (IsA(node, ArrayCoerceExpr) &&
		IsA(((ArrayCoerceExpr *) node)->arg, ArrayExpr) &&
		OidIsValid(get_element_type(((ArrayCoerceExpr *) node)->resulttype)))
		return CastElements((ArrayCoerceExpr *) node);
	return node;
}

/* Returns a stored tree with the casts of array constructors rewritten. */
Node *
migrate_rewrite_casts(Node *tree)
{
	return RewriteMutator(tree, NULL);
}
