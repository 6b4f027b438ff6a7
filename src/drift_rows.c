/*-------------------------------------------------------------------------
 *
 * drift_rows.c
 *	  drift(): the differences as rows, each with its cause and its repair.
 *
 * A difference that only follows from another one names it as its cause: a
 * part of what is missing or unexpected itself, and what prints a changed
 * object in its definition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "args.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_rewrite.h"
#include "drift.h"
#include "errors.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "texttable.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "version.h"


/* The differences, by what can be asked of them. */
typedef struct Causes
{
	List	   *differences;
	HTAB	   *by_identity;	/* of those that are not part of another object */
} Causes;

/* Returns "table public.books". */
static char *
DescribeDifference(const Difference *d)
{
	return psprintf("%s %s", d->kind->name, d->identity);
}

/* Whether objects differ in what makes their parts come and go. */
static bool
PartsDiffer(const Object *a, const Object *b)
{
	for (int i = 0; i < a->kind->attribute_count; i++)
	{
		const char *x = a->values[i];
		const char *y = b->values[i];

		if (a->kind->attributes[i].parts && (x && y ? strcmp(x, y) != 0 : x != y))
			return true;
	}
	return false;
}

/*
 * Returns the difference of the object that another one is a part of, if that
 * comes or goes with it.
 */
static const Difference *
ParentDifference(const Causes *causes, const Difference *d)
{
	const Object *either = d->actual ? d->actual : d->expected;
	const Difference *parent;

	if (either->parent == NULL || (d->actual && d->expected))
		return NULL;
	parent = migrate_text_find(causes->by_identity, either->parent);
	if (parent == NULL)
		return NULL;
	if (parent->actual && parent->expected)
		return PartsDiffer(parent->expected, parent->actual) ? parent : NULL;
	return (parent->actual == NULL) == (d->actual == NULL) ? parent : NULL;
}

/* Returns the difference of a live object, which is not d itself. */
static const Difference *
DifferenceOf(const Causes *causes, const Difference *d, Oid classid, Oid objid, int32 subid)
{
	ListCell   *lc;

	foreach(lc, causes->differences)
	{
		const Difference *other = lfirst(lc);

		if (other == d || other->actual == NULL)
			continue;
		if (other->kind->classid == classid && other->actual->oid == objid &&
			(other->actual->subid == subid || other->actual->subid == 0) &&
			!(d->actual->oid == objid && d->kind->classid == classid))
			return other;
	}
	return NULL;
}

/* Returns a difference that an object prints, looking at one depender. */
static const Difference *
PrintedDifference(const Causes *causes, const Difference *d, Oid classid, Oid objid)
{
	Relation	rel = table_open(DependRelationId, AccessShareLock);
	const Difference *found = NULL;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(classid));
	ScanKeyInit(&keys[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(objid));
	scan = systable_beginscan(rel, DependDependerIndexId, true, NULL, 2, keys);
	while (found == NULL && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);

		found = DifferenceOf(causes, d, row->refclassid, row->refobjid, row->refobjsubid);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/* Returns the oid of a view's rule, which holds what the view depends on. */
static Oid
RuleOf(Oid view)
{
	Relation	rel = table_open(RewriteRelationId, AccessShareLock);
	Oid			rule = InvalidOid;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_rewrite_ev_class, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(view));
	scan = systable_beginscan(rel, RewriteRelRulenameIndexId, true, NULL, 1, &key);
	if (HeapTupleIsValid(tuple = systable_getnext(scan)))
		rule = ((Form_pg_rewrite) GETSTRUCT(tuple))->oid;
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return rule;
}

/* Returns the difference that this one follows from, or NULL. */
static const Difference *
Cause(const Causes *causes, const Difference *d)
{
	const Difference *cause = ParentDifference(causes, d);

	if (cause || d->actual == NULL || d->expected == NULL)
		return cause;
	cause = PrintedDifference(causes, d, d->kind->classid, d->actual->oid);
	if (cause == NULL && d->kind->classid == RelationRelationId)
	{
		Oid			rule = RuleOf(d->actual->oid);

		if (OidIsValid(rule))
			cause = PrintedDifference(causes, d, RewriteRelationId, rule);
	}
	return cause;
}

/* Returns commands as one text. */
static char *
JoinCommands(List *commands)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, commands)
		appendStringInfo(&text, "%s%s", text.len ? ";\n" : "", (char *) lfirst(lc));
	return text.data;
}

/* Returns the migration that last changed an object, NULL if none did. */
static char *
LastName(const Difference *d)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	int64		event;
	char	   *name = NULL;

	(void) migrate_expected_object(d->kind, d->identity, NEWEST_EVENT, &event);
	if (event == 0)
		return NULL;
	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	migrate_arg_bigint(&args, event);
	if (migrate_query(&access, "SELECT name FROM migrate.event WHERE id = $1", &args) > 0)
		name = migrate_first_text(&access);
	migrate_ledger_close(&access);
	return name;
}

/* Puts a difference into the result. */
static void
PutDifference(ReturnSetInfo *result, const Difference *d, const Difference *cause)
{
	Datum		values[8] = {0};
	bool		nulls[8] = {false};
	char	   *last = LastName(d);

	values[0] = CStringGetTextDatum(d->kind->name);
	values[1] = CStringGetTextDatum(d->identity);
	values[2] = CStringGetTextDatum(migrate_change_name(d));
	nulls[3] = (d->expected == NULL);
	if (d->expected)
		values[3] = JsonbPGetDatum(migrate_differing_attributes(d->expected, d->actual));
	nulls[4] = (d->actual == NULL);
	if (d->actual)
		values[4] = JsonbPGetDatum(migrate_differing_attributes(d->actual, d->expected));
	/* what follows from another difference goes with it, unless it is gone */
	nulls[5] = (cause != NULL && d->actual != NULL);
	if (!nulls[5])
		values[5] = CStringGetTextDatum(JoinCommands(migrate_repair_commands(d)));
	nulls[6] = (cause == NULL);
	if (cause)
		values[6] = CStringGetTextDatum(DescribeDifference(cause));
	nulls[7] = (last == NULL);
	if (last)
		values[7] = CStringGetTextDatum(last);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Puts the row that says that the schema did not hold still. */
static void
PutMoved(ReturnSetInfo *result)
{
	Datum		values[8] = {0};
	bool		nulls[8] = {false, false, false, true, true, true, true, true};

	values[0] = CStringGetTextDatum("(schema)");
	values[1] = CStringGetTextDatum("(schema)");
	values[2] = CStringGetTextDatum("moving");
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	ereport(WARNING,
			(errmsg("the schema was changed while it was compared"),
			 errhint("Call again when the other session has finished.")));
}

/* Returns the differences and their parents' by identity. */
static Causes
FindCauses(List *differences)
{
	Causes		causes = {.differences = differences, .by_identity = migrate_text_table()};
	ListCell   *lc;

	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);
		const Object *either = d->actual ? d->actual : d->expected;

		if (either->parent == NULL)
			migrate_text_enter(causes.by_identity, d->identity, d);
	}
	return causes;
}

/* Returns the differences that do not follow from another one. */
List *
migrate_first_causes(List *differences)
{
	Causes		causes = FindCauses(differences);
	List	   *first = NIL;
	ListCell   *lc;

	foreach(lc, differences)
		if (Cause(&causes, lfirst(lc)) == NULL)
			first = lappend(first, lfirst(lc));
	return first;
}

/* Whether a difference is shown by that of the object it is inside of. */
static bool
IsInside(const Difference *d, const Difference *cause)
{
	return cause && d->kind->inside && (d->actual == NULL || d->expected == NULL);
}

/* Raises an error unless there is a model of this version. */
void
migrate_require_model(const char *model)
{
	if (model == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the ledger does not know yet how the schema is expected to be"),
				 errhint("The next CALL of migrate.apply(), deploy() or baseline() records it.")));
	if (!migrate_same_model_version(model))
		migrate_refuse_other_model(model);
}

/* drift(against): how the live schema differs from the expected one */
MIGRATE_FUNCTION(migrate_drift)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *against = migrate_text_arg(fcinfo, 0, "against");
	DriftCheck *check;
	Causes		causes;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	if (strcmp(against, "ledger") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot compare with \"%s\"", against),
				 errhint("It can be 'ledger'.")));
	check = migrate_check_drift(true);
	migrate_require_model(check->model);
	causes = FindCauses(check->differences);
	foreach(lc, check->differences)
	{
		const Difference *cause = Cause(&causes, lfirst(lc));

		CHECK_FOR_INTERRUPTS();
		if (!IsInside(lfirst(lc), cause))
			PutDifference(result, lfirst(lc), cause);
	}
	if (check->moved)
		PutMoved(result);
	return (Datum) 0;
}
