/*-------------------------------------------------------------------------
 *
 * canonical_literal.c
 *	  Literals that parse analysis must not read.
 *
 * Analysis turns a literal into a value with the input function of its type.
 * If the type is an array, a composite or a range with a domain inside, that
 * runs the domain's CHECK, which is code of a user; a range may also have a
 * canonical function.  The analysis runs with the rights of the ledger's
 * owner, so none of this may happen.  A parameter of the literal's type takes
 * its place during the analysis; in the printed text the literal comes back.
 *
 * As a second line, no function may be executed at all while a text is
 * analysed: a hook raises an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_type.h"
#include "kinds/canonical_part.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

static object_access_hook_type hook_before = NULL;

static bool ReadingRunsCode(Oid type);

/* Tells whether reading a value inside of another one runs code of a user. */
static bool
InnerRunsCode(Oid type)
{
	return get_typtype(type) == TYPTYPE_DOMAIN || ReadingRunsCode(type);
}

/* Tells whether reading a composite value runs code of a user. */
static bool
CompositeRunsCode(Oid type)
{
	TupleDesc	desc = lookup_rowtype_tupdesc(type, -1);
	bool		found = false;

	for (int i = 0; i < desc->natts && !found; i++)
		found = !TupleDescAttr(desc, i)->attisdropped &&
			InnerRunsCode(TupleDescAttr(desc, i)->atttypid);
	ReleaseTupleDesc(desc);
	return found;
}

/*
 * Tells whether reading a range runs code of a user: its canonical function,
 * or the comparison of an operator class that is not the server's own.
 */
static bool
RangeRunsCode(Oid type)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_RANGE_INFO);

	return entry->rng_canonical_finfo.fn_oid >= FirstNormalObjectId ||
		entry->rng_cmp_proc_finfo.fn_oid >= FirstNormalObjectId ||
		InnerRunsCode(entry->rngelemtype->type_id);
}

/*
 * Tells whether reading a literal of a type runs code of a user.  The CHECK of
 * the type itself, if it is a domain, is not run by analysis.
 */
static bool
ReadingRunsCode(Oid type)
{
	Oid			base = getBaseType(type);
	Oid			element = get_element_type(base);

	check_stack_depth();
	if (OidIsValid(element))
		return InnerRunsCode(element);
	switch (get_typtype(base))
	{
		case TYPTYPE_COMPOSITE:
			return CompositeRunsCode(base);
		case TYPTYPE_RANGE:
			return RangeRunsCode(base);
		case TYPTYPE_MULTIRANGE:
			return RangeRunsCode(get_multirange_range(base));
		default:
			return false;
	}
}

/* Returns a named type, or InvalidOid. */
static Oid
NamedType(const TypeName *name)
{
	Type		tuple = LookupTypeName(NULL, name, NULL, true);
	Oid			type;

	if (tuple == NULL)
		return InvalidOid;
	type = typeTypeId(tuple);
	ReleaseSysCache(tuple);
	return type;
}

/*
 * Returns the number that stands for a literal.  The same literal has the same
 * number: analysis compares expressions, for GROUP BY for instance.
 */
static int
NumberOfLiteral(HiddenLiterals *hidden, Oid type, const char *value)
{
	HiddenLiteral *literal;
	ListCell   *lc;

	foreach(lc, hidden->list)
	{
		literal = lfirst(lc);
		if (literal->type == type && strcmp(literal->value, value) == 0)
			return hidden->first + foreach_current_index(lc);
	}
	literal = palloc(sizeof(HiddenLiteral));
	literal->type = type;
	literal->value = pstrdup(value);
	hidden->list = lappend(hidden->list, literal);
	return hidden->first + list_length(hidden->list) - 1;
}

/* Puts a parameter in place of the literal of a cast if it must be hidden. */
static void
HideLiteral(HiddenLiterals *hidden, TypeCast *cast)
{
	A_Const    *constant = (A_Const *) cast->arg;
	ParamRef   *reference;
	Oid			type;

	if (constant->isnull || !IsA(&constant->val, String))
		return;
	type = NamedType(cast->typeName);
	if (!OidIsValid(type) || !ReadingRunsCode(type))
		return;
	reference = makeNode(ParamRef);
	reference->number = NumberOfLiteral(hidden, type, strVal(&constant->val));
	reference->location = -1;
	cast->arg = (Node *) reference;
}

static bool
HideWalker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_TypeCast:
			if (IsA(((TypeCast *) node)->arg, A_Const))
			{
				HideLiteral(context, (TypeCast *) node);
				return false;
			}
			break;
		case T_ReturnStmt:
			/* the server's walker does not know it */
			return HideWalker(((ReturnStmt *) node)->returnval, context);
		case T_NotifyStmt:
			return false;
		default:
			break;
	}
	return raw_expression_tree_walker(node, HideWalker, context);
}

/* Hides the literals of a raw parse tree that analysis must not read. */
void
migrate_hide_literals(HiddenLiterals *hidden, Node *raw)
{
	(void) HideWalker(raw, hidden);
}

/* Returns the parameter that a reference means, or NULL. */
Node *
migrate_hidden_literal(const HiddenLiterals *hidden, const ParamRef *reference)
{
	int			n = reference->number - hidden->first;
	HiddenLiteral *literal;
	Param	   *param;

	if (n < 0 || n >= list_length(hidden->list))
		return NULL;
	literal = list_nth(hidden->list, n);
	param = makeNode(Param);
	param->paramkind = PARAM_EXTERN;
	param->paramid = reference->number;
	param->paramtype = literal->type;
	param->paramtypmod = -1;
	param->paramcollid = get_typcollation(literal->type);
	param->location = -1;
	return (Node *) param;
}

/* Appends a literal as the server prints it. */
static void
AppendLiteral(StringInfo out, const HiddenLiteral *literal)
{
	appendStringInfoChar(out, '\'');
	for (const char *c = literal->value; *c; c++)
	{
		if (*c == '\'')
			appendStringInfoChar(out, '\'');
		appendStringInfoChar(out, *c);
	}
	appendStringInfo(out, "'::%s", format_type_with_typemod(literal->type, -1));
}

/* Returns a printed text with the hidden literals in place again. */
char *
migrate_show_literals(const HiddenLiterals *hidden, char *text)
{
	StringInfoData out;

	if (hidden->list == NIL)
		return text;
	initStringInfo(&out);
	while (*text)
	{
		char	   *next = text + 1;
		char	   *end;
		int			n;

		if (*text == '"' || *text == '\'')
			next = unconstify(char *, migrate_skip_token(text));
		else if (*text == '$')
		{
			n = strtol(text + 1, &end, 10) - hidden->first;
			if (n >= 0 && n < list_length(hidden->list))
			{
				AppendLiteral(&out, list_nth(hidden->list, n));
				text = end;
				continue;
			}
		}
		appendBinaryStringInfo(&out, text, next - text);
		text = next;
	}
	return out.data;
}

/* Raises an error if a function is about to be executed. */
static void
RefuseExecution(ObjectAccessType access, Oid class, Oid object, int subid,
				void *arg)
{
	if (access == OAT_FUNCTION_EXECUTE)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("function %u must not run while the schema is read",
						object)));
	if (hook_before)
		hook_before(access, class, object, subid, arg);
}

/* From here on no function can be executed. */
void
migrate_refuse_execution(void)
{
	hook_before = object_access_hook;
	object_access_hook = RefuseExecution;
}

/* Ends migrate_refuse_execution(), if it began. */
void
migrate_allow_execution(void)
{
	if (object_access_hook != RefuseExecution)
		return;
	object_access_hook = hook_before;
	hook_before = NULL;
}
