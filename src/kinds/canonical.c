/*-------------------------------------------------------------------------
 *
 * canonical.c
 *	  Canonical texts: which texts need work, and how they get it.
 *
 * Each kind of text names the parts that are expressions or queries, and their
 * places.  The parts are analysed and printed until they no longer change
 * (each restore takes one level of casts away, so one round is not enough).
 * Where the server does not accept its own text, the stored tree is rewritten
 * a little and printed instead; where that fails too, the text stays.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_partitioned_table.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_publication_rel.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "kinds/canonical.h"
#include "kinds/canonical_part.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/syscache.h"

/* A text that needed more rounds than this has no fixed point. */
#define MOST_ROUNDS 16

/* An expression or a query in a text. */
typedef struct Part
{
	const char *start;
	size_t		length;
	Place		place;
	Node	   *tree;			/* as stored, if trees were asked for */
} Part;

/* A text that is being worked on. */
typedef struct Work
{
	Oid			object;
	int32		subid;
	const char *text;
	CanonicalWay way;
	List	   *parts;			/* of Part, in the order of the text */
} Work;

/* A kind of text. */
typedef struct TextKind
{
	/* prints the text, if it is not given: what keeps locks until the end */
	Datum		(*print) (PG_FUNCTION_ARGS);
	/* adds the parts of the text */
	void		(*find_parts) (Work *work);
	/* every text of the kind is to be analysed */
	bool		always;
} TextKind;

static CanonicalWay last_way = CANONICAL_FIXED;

/*
 * Catalog rows
 */

/* A row of a catalog. */
typedef struct Row
{
	Relation	catalog;
	HeapTuple	tuple;
} Row;

/* Reads the row with the given keys; raises an error if it is gone. */
static Row
OpenRow(Oid catalog, Oid index, ScanKey keys, int n)
{
	Row			row;
	SysScanDesc scan;
	HeapTuple	tuple;

	row.catalog = table_open(catalog, AccessShareLock);
	scan = systable_beginscan(row.catalog, index, true, NULL, n, keys);
	tuple = systable_getnext(scan);
	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("object %u of %s is gone",
						DatumGetObjectId(keys[0].sk_argument),
						RelationGetRelationName(row.catalog))));
	row.tuple = heap_copytuple(tuple);
	systable_endscan(scan);
	return row;
}

/* Reads the row whose column of OIDs has the given value. */
static Row
OpenRowByOid(Oid catalog, Oid index, AttrNumber column, Oid object)
{
	ScanKeyData key;

	ScanKeyInit(&key, column, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(object));
	return OpenRow(catalog, index, &key, 1);
}

static void
CloseRow(Row *row)
{
	heap_freetuple(row->tuple);
	table_close(row->catalog, AccessShareLock);
}

#define ROW_STRUCT(row, type) ((type) GETSTRUCT((row).tuple))

/* Tells whether a column of a row is null. */
static bool
RowIsNull(const Row *row, AttrNumber column)
{
	return heap_attisnull(row->tuple, column,
						  RelationGetDescr(row->catalog));
}

/* Returns the stored tree in a column of a row. */
static Node *
RowTree(const Row *row, AttrNumber column)
{
	bool		isnull;
	Datum		value = heap_getattr(row->tuple, column,
									 RelationGetDescr(row->catalog), &isnull);

	return isnull ? NULL : stringToNode(TextDatumGetCString(value));
}

/*
 * Parts
 */

/* Adds the part between two places of the text. */
static Part *
AddPart(Work *work, const char *start, const char *end, const Place *place)
{
	Part	   *part = palloc0(sizeof(Part));

	part->start = start;
	part->length = end - start;
	part->place = *place;
	work->parts = lappend(work->parts, part);
	return part;
}

/* Adds the whole text as a part, with the stored tree in a column of a row. */
static Part *
AddWhole(Work *work, const Place *place, const Row *row, AttrNumber column)
{
	Part	   *part = AddPart(work, work->text,
							   work->text + strlen(work->text), place);

	if (work->way == CANONICAL_REWRITTEN)
		part->tree = RowTree(row, column);
	return part;
}

/* Returns the place of an expression that is printed with lines broken. */
static Place
ExpressionPlace(ParseExprKind kind, Oid relation, const char *clause)
{
	Place		place = {
		.reanalyse = migrate_reanalyse_expression,
		.print = migrate_print_expression,
		.kind = kind,
		.relation = relation,
		.clause = clause,
		.typmod = -1
	};

	return place;
}

/* Returns what follows a word of the text; raises an error if it is absent. */
static const char *
AfterWord(const char *text, const char *word)
{
	const char *found = migrate_find_outside(text, word);

	if (found == NULL)
		elog(ERROR, "no \"%s\" in: %s", word, text);
	return found + strlen(word);
}

/* Returns the place of a keyword, which a space or a line end follows. */
static const char *
FindKeyword(const char *text, const char *keyword)
{
	size_t		length = strlen(keyword);
	const char *found = text;

	while ((found = migrate_find_outside(found, keyword)) != NULL &&
		   found[length] != ' ' && found[length] != '\n')
		found += length;
	if (found == NULL)
		elog(ERROR, "no \"%s\" in: %s", keyword, text);
	return found;
}

/* Returns what follows a keyword and its space; a line end is left. */
static const char *
AfterKeyword(const char *text, const char *keyword)
{
	text = FindKeyword(text, keyword) + strlen(keyword);
	return *text == ' ' ? text + 1 : text;
}

/* Adds the part in the parentheses that follow. */
static Part *
AddInParentheses(Work *work, const char *text, const Place *place)
{
	const char *start = AfterWord(text, "(");

	return AddPart(work, start, migrate_skip_token(start - 1) - 1, place);
}

/*
 * Adds the elements of a list that are expressions: those whose column number
 * is 0.  An element is a call or stands in parentheses; its collation,
 * operator class and the like follow.  Returns the end of the list.
 */
static const char *
AddElements(Work *work, const char *list, const int16 *columns, int n,
			const Place *place, List *trees)
{
	ListCell   *tree = list_head(trees);

	for (int i = 0; i < n; i++)
	{
		const char *end = migrate_end_of_item(list);

		if (columns[i] == 0)
		{
			const char *group = migrate_find_outside(list, "(");
			Part	   *part;

			if (group == NULL || group >= end)
				elog(ERROR, "no expression in: %s", list);
			part = AddPart(work, list, migrate_skip_token(group), place);
			if (tree)
			{
				part->tree = lfirst(tree);
				tree = lnext(trees, tree);
			}
		}
		if (i < n - 1)
		{
			if (*end != ',')
				elog(ERROR, "too few elements in: %s", work->text);
			end += 2;
		}
		list = end;
	}
	return list;
}

/*
 * Columns, domains and constraints
 */

static void
FindColumnDefault(Work *work)
{
	Place		place = ExpressionPlace(EXPR_KIND_COLUMN_DEFAULT,
										work->object, NULL);
	ScanKeyData key[2];
	Row			row;
	HeapTuple	tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(work->object),
										Int16GetDatum(work->subid));
	Form_pg_attribute column;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "column %d of relation %u is gone", work->subid,
			 work->object);
	column = (Form_pg_attribute) GETSTRUCT(tuple);
	place.type = column->atttypid;
	place.typmod = column->atttypmod;
	if (column->attgenerated)
		place.kind = EXPR_KIND_GENERATED_COLUMN;
	ReleaseSysCache(tuple);

	ScanKeyInit(&key[0], Anum_pg_attrdef_adrelid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(work->object));
	ScanKeyInit(&key[1], Anum_pg_attrdef_adnum, BTEqualStrategyNumber,
				F_INT2EQ, Int16GetDatum(work->subid));
	row = OpenRow(AttrDefaultRelationId, AttrDefaultIndexId, key, 2);
	AddWhole(work, &place, &row, Anum_pg_attrdef_adbin);
	CloseRow(&row);
}

static void
FindDomainDefault(Work *work)
{
	Place		place = ExpressionPlace(EXPR_KIND_COLUMN_DEFAULT, InvalidOid,
										NULL);
	Row			row = OpenRowByOid(TypeRelationId, TypeOidIndexId,
								   Anum_pg_type_oid, work->object);

	place.type = ROW_STRUCT(row, Form_pg_type)->typbasetype;
	place.typmod = ROW_STRUCT(row, Form_pg_type)->typtypmod;
	AddWhole(work, &place, &row, Anum_pg_type_typdefaultbin);
	CloseRow(&row);
}

/* Returns the place of the check of a domain. */
static Place
DomainCheckPlace(Oid domain)
{
	Place		place = ExpressionPlace(EXPR_KIND_DOMAIN_CHECK, InvalidOid,
										"CHECK");
	Row			row = OpenRowByOid(TypeRelationId, TypeOidIndexId,
								   Anum_pg_type_oid, domain);

	place.type = ROW_STRUCT(row, Form_pg_type)->typbasetype;
	place.typmod = ROW_STRUCT(row, Form_pg_type)->typtypmod;
	CloseRow(&row);
	return place;
}

/*
 * Adds the parts of the definition of an index, or of the exclusion constraint
 * that belongs to it: its elements and its predicate.
 */
static void
FindIndexParts(Work *work, Oid index, bool constraint)
{
	Row			row = OpenRowByOid(IndexRelationId, IndexRelidIndexId,
								   Anum_pg_index_indexrelid, index);
	Form_pg_index form = ROW_STRUCT(row, Form_pg_index);
	Place		place = ExpressionPlace(EXPR_KIND_INDEX_EXPRESSION,
										form->indrelid, NULL);
	List	   *trees = NIL;
	const char *end;

	place.element = true;
	if (work->way == CANONICAL_REWRITTEN)
		trees = (List *) RowTree(&row, Anum_pg_index_indexprs);
	end = AddElements(work, AfterWord(work->text, "("), form->indkey.values,
					  form->indnkeyatts, &place, trees);
	if (!RowIsNull(&row, Anum_pg_index_indpred))
	{
		Part	   *part;

		place.kind = EXPR_KIND_INDEX_PREDICATE;
		place.clause = "WHERE";
		place.element = false;
		end = AfterWord(end, " WHERE ");
		part = constraint ? AddInParentheses(work, end, &place) :
			AddPart(work, end, end + strlen(end), &place);
		if (work->way == CANONICAL_REWRITTEN)
			part->tree = RowTree(&row, Anum_pg_index_indpred);
	}
	CloseRow(&row);
}

static void
FindConstraintParts(Work *work)
{
	Row			row = OpenRowByOid(ConstraintRelationId, ConstraintOidIndexId,
								   Anum_pg_constraint_oid, work->object);
	Form_pg_constraint form = ROW_STRUCT(row, Form_pg_constraint);

	if (form->contype == CONSTRAINT_CHECK)
	{
		Place		place = OidIsValid(form->contypid) ?
			DomainCheckPlace(form->contypid) :
			ExpressionPlace(EXPR_KIND_CHECK_CONSTRAINT, form->conrelid, "CHECK");
		Part	   *part = AddInParentheses(work, work->text, &place);

		if (work->way == CANONICAL_REWRITTEN)
			part->tree = RowTree(&row, Anum_pg_constraint_conbin);
	}
	else if (form->contype == CONSTRAINT_EXCLUSION)
		FindIndexParts(work, form->conindid, true);
	CloseRow(&row);
}

static void
FindIndex(Work *work)
{
	FindIndexParts(work, work->object, false);
}

/*
 * Other things of tables
 */

static void
FindPartitionKey(Work *work)
{
	Row			row = OpenRowByOid(PartitionedRelationId,
								   PartitionedRelidIndexId,
								   Anum_pg_partitioned_table_partrelid,
								   work->object);
	Form_pg_partitioned_table form = ROW_STRUCT(row, Form_pg_partitioned_table);
	Place		place = ExpressionPlace(EXPR_KIND_PARTITION_EXPRESSION,
										work->object, NULL);
	List	   *trees = NIL;

	place.element = true;
	if (work->way == CANONICAL_REWRITTEN)
		trees = (List *) RowTree(&row, Anum_pg_partitioned_table_partexprs);
	AddElements(work, AfterWord(work->text, "("), form->partattrs.values,
				form->partnatts, &place, trees);
	CloseRow(&row);
}

/* The expressions follow the columns; each one is an item as a whole. */
static void
FindStatistics(Work *work)
{
	Row			row = OpenRowByOid(StatisticExtRelationId,
								   StatisticExtOidIndexId,
								   Anum_pg_statistic_ext_oid, work->object);
	Form_pg_statistic_ext form = ROW_STRUCT(row, Form_pg_statistic_ext);
	Place		place = ExpressionPlace(EXPR_KIND_STATS_EXPRESSION,
										form->stxrelid, NULL);
	List	   *trees = (List *) RowTree(&row, Anum_pg_statistic_ext_stxexprs);
	const char *item = AfterWord(work->text, " ON ");
	const char *from = AfterWord(item, " FROM ") - strlen(" FROM ");
	ListCell   *lc;

	/* the server prints them in a manner of its own: one line, few parentheses */
	place.print = migrate_print_expression_flat;
	place.element = true;
	for (int i = 0; i < form->stxkeys.dim1; i++)
	{
		item = migrate_end_of_item(item);
		if (*item == ',')
			item += 2;
	}
	foreach(lc, trees)
	{
		const char *end = lnext(trees, lc) ? migrate_end_of_item(item) : from;

		AddPart(work, item, end, &place)->tree = lfirst(lc);
		item = end + 2;
	}
	CloseRow(&row);
}

static void
FindPolicy(Work *work, AttrNumber column)
{
	Row			row = OpenRowByOid(PolicyRelationId, PolicyOidIndexId,
								   Anum_pg_policy_oid, work->object);
	Place		place = ExpressionPlace(EXPR_KIND_POLICY,
										ROW_STRUCT(row, Form_pg_policy)->polrelid,
										"POLICY");

	AddWhole(work, &place, &row, column);
	CloseRow(&row);
}

static void
FindPolicyUsing(Work *work)
{
	FindPolicy(work, Anum_pg_policy_polqual);
}

static void
FindPolicyCheck(Work *work)
{
	FindPolicy(work, Anum_pg_policy_polwithcheck);
}

static void
FindPublicationWhere(Work *work)
{
	Row			row = OpenRowByOid(PublicationRelRelationId,
								   PublicationRelObjectIndexId,
								   Anum_pg_publication_rel_oid, work->object);
	Place		place = ExpressionPlace(EXPR_KIND_WHERE,
										ROW_STRUCT(row, Form_pg_publication_rel)->prrelid,
										"PUBLICATION WHERE");

	AddWhole(work, &place, &row, Anum_pg_publication_rel_prqual);
	CloseRow(&row);
}

/* Returns the place of a condition over OLD and NEW. */
static Place
OldAndNewPlace(ParseExprKind kind, Oid relation, const char *clause)
{
	Place		place = ExpressionPlace(kind, relation, clause);

	place.print = migrate_print_old_and_new;
	place.old_and_new = true;
	return place;
}

static void
FindTrigger(Work *work)
{
	Row			row = OpenRowByOid(TriggerRelationId, TriggerOidIndexId,
								   Anum_pg_trigger_oid, work->object);
	Place		place = OldAndNewPlace(EXPR_KIND_TRIGGER_WHEN,
									   ROW_STRUCT(row, Form_pg_trigger)->tgrelid,
									   "WHEN");

	if (!RowIsNull(&row, Anum_pg_trigger_tgqual))
	{
		Part	   *part = AddInParentheses(work,
											AfterWord(work->text, " WHEN "),
											&place);

		if (work->way == CANONICAL_REWRITTEN)
			part->tree = RowTree(&row, Anum_pg_trigger_tgqual);
	}
	CloseRow(&row);
}

/* Adds the parts of a rule: … TO table [WHERE condition] DO [INSTEAD] actions */
static void
FindRule(Work *work)
{
	Row			row = OpenRowByOid(RewriteRelationId, RewriteOidIndexId,
								   Anum_pg_rewrite_oid, work->object);
	Place		place = OldAndNewPlace(EXPR_KIND_WHERE,
									   ROW_STRUCT(row, Form_pg_rewrite)->ev_class,
									   "WHERE");
	const char *after = AfterWord(work->text, " TO ");
	const char *actions = AfterKeyword(after, " DO");
	Node	   *qual = RowTree(&row, Anum_pg_rewrite_ev_qual);

	if (qual)
		AddPart(work, AfterKeyword(after, " WHERE"),
				FindKeyword(after, " DO"), &place)->tree = qual;
	if (ROW_STRUCT(row, Form_pg_rewrite)->is_instead)
		actions = AfterKeyword(actions, "INSTEAD");
	if (strcmp(actions, "NOTHING;") != 0)
	{
		Part	   *part;

		place.reanalyse = migrate_reanalyse_actions;
		place.print = migrate_print_actions;
		part = AddPart(work, actions, actions + strlen(actions), &place);
		if (work->way == CANONICAL_REWRITTEN)
			part->tree = RowTree(&row, Anum_pg_rewrite_ev_action);
	}
	CloseRow(&row);
}

/*
 * Views and functions
 */

static void
FindView(Work *work)
{
	Place		place = {
		.reanalyse = migrate_reanalyse_view,
		.print = migrate_print_view,
		.relation = work->object
	};
	ScanKeyData key[2];
	Row			row;

	ScanKeyInit(&key[0], Anum_pg_rewrite_ev_class, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(work->object));
	ScanKeyInit(&key[1], Anum_pg_rewrite_rulename, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum("_RETURN"));
	row = OpenRow(RewriteRelationId, RewriteRelRulenameIndexId, key, 2);
	AddWhole(work, &place, &row, Anum_pg_rewrite_ev_action);
	CloseRow(&row);
}

static void
FindSqlBody(Work *work)
{
	Place		place = {
		.reanalyse = migrate_reanalyse_body,
		.print = migrate_print_body,
		.function = work->object
	};
	Row			row = OpenRowByOid(ProcedureRelationId, ProcedureOidIndexId,
								   Anum_pg_proc_oid, work->object);

	AddWhole(work, &place, &row, Anum_pg_proc_prosqlbody);
	CloseRow(&row);
}

/* The last of the input arguments have defaults. */
static void
FindArguments(Work *work)
{
	Row			row = OpenRowByOid(ProcedureRelationId, ProcedureOidIndexId,
								   Anum_pg_proc_oid, work->object);
	Form_pg_proc form = ROW_STRUCT(row, Form_pg_proc);
	Place		place = ExpressionPlace(EXPR_KIND_FUNCTION_DEFAULT, InvalidOid,
										NULL);
	List	   *trees = (List *) RowTree(&row, Anum_pg_proc_proargdefaults);
	const char *item = work->text;
	int			argument = form->pronargs - form->pronargdefaults;
	ListCell   *lc;

	place.print = migrate_print_expression_flat;
	foreach(lc, trees)
	{
		const char *start = AfterWord(item, " DEFAULT ");

		item = migrate_end_of_item(start);
		place.type = form->proargtypes.values[argument++];
		AddPart(work, start, item, &place)->tree = lfirst(lc);
	}
	CloseRow(&row);
}

/*
 * The ways
 */

/*
 * Tells whether an operator stands in groups of different depth: one of them
 * may be an operand of another.
 */
static bool
IsNested(const char *text, const char *operator)
{
	size_t		length = strlen(operator);
	int			depth = 0;
	int			found = -1;

	if (strstr(text, operator) == NULL)
		return false;
	while (*text)
	{
		if (*text == '(' || *text == '[')
			depth++;
		else if (*text == ')' || *text == ']')
			depth--;
		else if (*text == ' ' && strncmp(text, operator, length) == 0)
		{
			if (found >= 0 && found != depth)
				return true;
			found = depth;
		}
		text = *text == '"' || *text == '\'' ? migrate_skip_token(text) : text + 1;
	}
	return false;
}

/* Tells whether a sign stands in front of an unquoted number. */
static bool
HasSignedNumber(const char *text)
{
	while ((text = strstr(text, "(- ")) != NULL)
	{
		text += strlen("(- ");
		if (*text >= '0' && *text <= '9')
			return true;
	}
	return false;
}

/*
 * Tells whether an expression may print differently after a restore: casts of
 * array constructors, sub-selects, rows of a type that has grown, ANDs or ORs
 * below one another (of BETWEEN or IN), a sign that becomes part of a number.
 * It may well say so of others; they are fixed points.
 */
static bool
MayChange(const char *text)
{
	return strstr(text, "])::") || strstr(text, "SELECT") ||
		strstr(text, "VALUES") ||
		(strstr(text, "ROW(") && strstr(text, "NULL")) ||
		IsNested(text, " OR ") || IsNested(text, " AND ") ||
		HasSignedNumber(text);
}

/* Returns the fixed point of a part; raises an error if there is none. */
static char *
FixedPoint(const Place *place, char *text)
{
	for (int i = 0; i < MOST_ROUNDS; i++)
	{
		char	   *next;

		CHECK_FOR_INTERRUPTS();
		next = place->reanalyse(place, text);
		if (strcmp(next, text) == 0)
			return next;
		text = next;
	}
	elog(ERROR, "no fixed point after %d rounds: %s", MOST_ROUNDS, text);
}

/* Returns the text with its parts worked on. */
static char *
WorkOut(const TextKind *kind, Work *work)
{
	const char *done = work->text;
	StringInfoData out;
	ListCell   *lc;

	kind->find_parts(work);
	initStringInfo(&out);
	foreach(lc, work->parts)
	{
		Part	   *part = lfirst(lc);
		char	   *text = pnstrdup(part->start, part->length);

		appendBinaryStringInfo(&out, done, part->start - done);
		if (kind->always || MayChange(text))
			text = work->way == CANONICAL_FIXED ?
				FixedPoint(&part->place, text) :
				part->place.print(&part->place,
								  migrate_rewrite_casts(part->tree));
		appendStringInfoString(&out, text);
		done = part->start + part->length;
	}
	appendStringInfoString(&out, done);
	return out.data;
}

/*
 * Tells whether an error says something about the moment, not the object.
 */
static bool
IsOfTheMoment(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_TO_CATEGORY(ERRCODE_TRANSACTION_ROLLBACK):
		case ERRCODE_TO_CATEGORY(ERRCODE_INSUFFICIENT_RESOURCES):
		case ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION):
		case ERRCODE_TO_CATEGORY(ERRCODE_SYSTEM_ERROR):
			return true;
	}
	return sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
		sqlstate == ERRCODE_DATA_CORRUPTED ||
		sqlstate == ERRCODE_INDEX_CORRUPTED;
}

/* Returns the text that the server prints. */
static char *
Print(const TextKind *kind, Oid object)
{
	return TextDatumGetCString(DirectFunctionCall1(kind->print, ObjectIdGetDatum(object)));
}

/*
 * Returns the text worked out in the given way, or NULL if that failed.  A
 * subtransaction contains the error and gives the locks back; it is rolled
 * back in any case.  A text that cannot be printed is an error.
 */
static char *
TryWay(const TextKind *kind, Work *work, MemoryContext context)
{
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext outer = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;
	char	   *volatile text = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		if (kind->print)
			work->text = Print(kind, work->object);
		migrate_refuse_execution();
		text = WorkOut(kind, work);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	migrate_allow_execution();
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(outer);
	CurrentResourceOwner = owner;
	if (error && (work->text == NULL || IsOfTheMoment(error->sqlerrcode)))
		ReThrowError(error);
	if (error)
		ereport(DEBUG1,
				(errmsg_internal("canonical text of object %u: %s",
								 work->object, error->message)));
	return text;
}

/* Returns the canonical text of an object, in the caller's context. */
static char *
WorkIn(const TextKind *kind, Oid object, int32 subid, const char *text,
	   MemoryContext context)
{
	static const CanonicalWay ways[] = {CANONICAL_FIXED, CANONICAL_REWRITTEN};

	for (int i = 0; i < lengthof(ways); i++)
	{
		Work		work = {
			.object = object,
			.subid = subid,
			.text = kind->print ? NULL : text,
			.way = ways[i]
		};
		char	   *result = TryWay(kind, &work, context);

		if (result)
		{
			last_way = ways[i];
			return pstrdup(result);
		}
		text = work.text;
	}
	last_way = CANONICAL_PLAIN;
	return pstrdup(text);
}

static char *
CanonicalText(const TextKind *kind, Oid object, int32 subid, char *text)
{
	MemoryContext context;

	last_way = CANONICAL_FIXED;
	if (text == NULL || (!kind->always && !MayChange(text)))
		return text;
	context = AllocSetContextCreate(CurrentMemoryContext, "canonical text",
									ALLOCSET_DEFAULT_SIZES);
	text = WorkIn(kind, object, subid, text, context);
	MemoryContextDelete(context);
	return text;
}

/* Returns how the text of the last call came about. */
CanonicalWay
migrate_canonical_way(void)
{
	return last_way;
}

/*
 * The kinds
 */

#define DEFINE_TEXT_KIND(name, function, find, each) \
char * \
migrate_canonical_##name(Oid object, int32 subid, char *text) \
{ \
	static const TextKind kind = { \
		.print = function, .find_parts = find, .always = each \
	}; \
 \
	return CanonicalText(&kind, object, subid, text); \
}

DEFINE_TEXT_KIND(column_default, NULL, FindColumnDefault, false)
DEFINE_TEXT_KIND(domain_default, NULL, FindDomainDefault, false)
DEFINE_TEXT_KIND(constraint, NULL, FindConstraintParts, false)
DEFINE_TEXT_KIND(index, NULL, FindIndex, false)
DEFINE_TEXT_KIND(partition_key, NULL, FindPartitionKey, false)
DEFINE_TEXT_KIND(statistics, NULL, FindStatistics, true)
DEFINE_TEXT_KIND(policy_using, NULL, FindPolicyUsing, false)
DEFINE_TEXT_KIND(policy_check, NULL, FindPolicyCheck, false)
DEFINE_TEXT_KIND(trigger, NULL, FindTrigger, false)
DEFINE_TEXT_KIND(rule, pg_get_ruledef, FindRule, true)
DEFINE_TEXT_KIND(view, pg_get_viewdef, FindView, true)
DEFINE_TEXT_KIND(sql_body, pg_get_function_sqlbody, FindSqlBody, true)
DEFINE_TEXT_KIND(arguments, NULL, FindArguments, false)
DEFINE_TEXT_KIND(publication_where, NULL, FindPublicationWhere, false)
