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
#include "catalog/namespace.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_rewrite.h"
#include "drift.h"
#include "errors.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "kinds/command.h"
#include "kinds/facets.h"
#include "kinds/kinds.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "texttable.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"
#include "utils/varlena.h"
#include "version.h"


/* The differences, by what can be asked of them. */
typedef struct Causes
{
	List	   *differences;
	/*
	 * Of either side, by identity those that are not part of another object,
	 * and indexes by their name.
	 */
	HTAB	   *expected;
	HTAB	   *actual;
} Causes;

/* Returns "table public.books". */
static char *
DescribeDifference(const Difference *d)
{
	return psprintf("%s %s", d->kind->name, d->identity);
}

/* Whether both objects of a difference are there. */
static bool
IsAltered(const Difference *d)
{
	return d->actual && d->expected;
}

/* Whether an altered object differs in an attribute, given by its number. */
static bool
DiffersAt(const Difference *d, int number)
{
	const char *x = d->expected->values[number];
	const char *y = d->actual->values[number];

	return x && y ? strcmp(x, y) != 0 : x != y;
}

/* Whether it differs in a facet. */
static bool
DiffersInFacet(const Difference *d, Facet facet)
{
	return DiffersAt(d, d->kind->attribute_count + facet);
}

/* Tells something of an attribute. */
typedef bool (*AttributeTest) (const Attribute *attribute);

/* Whether it differs in an attribute that is no facet and passes a test. */
static bool
DiffersIn(const Difference *d, AttributeTest test)
{
	for (int i = 0; i < d->kind->attribute_count; i++)
		if (DiffersAt(d, i) && test(&d->kind->attributes[i]))
			return true;
	return false;
}

/* It is no facet. */
static bool
IsAny(const Attribute *attribute)
{
	return true;
}

/* It makes parts of the object come and go. */
static bool
MakesParts(const Attribute *attribute)
{
	return attribute->parts;
}

/* It follows from what is said elsewhere. */
static bool
HasNoCommand(const Attribute *attribute)
{
	return attribute->set && *attribute->set == '\0' &&
		attribute->reset && *attribute->reset == '\0';
}

/* It is no text that the server prints, with the names of other objects. */
static bool
IsNotPrinted(const Attribute *attribute)
{
	return attribute->canonical == NULL;
}

/* Whether the owner of a part is that of the whole, which has another. */
static bool
OwnerFollows(const Difference *d, const Difference *parent)
{
	return d->kind->owner_of && *d->kind->owner_of &&
		DiffersInFacet(d, FACET_OWNER) && DiffersInFacet(parent, FACET_OWNER);
}

/*
 * Returns the difference of the object that another one is a part of, if that
 * comes or goes with it, or is altered with it.
 */
static const Difference *
ParentDifference(const Causes *causes, const Difference *d)
{
	const Object *either = d->actual ? d->actual : d->expected;
	const Difference *parent;
	bool		follows;

	if (either->parent == NULL)
		return NULL;
	parent = migrate_text_find(d->actual ? causes->actual : causes->expected, either->parent);
	if (parent == NULL)
		return NULL;
	if (!IsAltered(parent))
		follows = !IsAltered(d);
	else if (IsAltered(d))
		follows = OwnerFollows(d, parent) ||
			(DiffersIn(d, HasNoCommand) && DiffersIn(parent, MakesParts));
	else
		follows = DiffersIn(parent, MakesParts);
	return follows ? parent : NULL;
}

/* Returns an object of a difference. */
static const Object *
Either(const Difference *d)
{
	return d->actual ? d->actual : d->expected;
}

/*
 * Returns the difference of the table or index that this one is a partition
 * of, if they come or go together.
 */
static const Difference *
PartitionedDifference(const Causes *causes, const Difference *d)
{
	const Kind *kind = d->kind;
	const char *whole;
	const Difference *found;

	if (IsAltered(d) ||
		!(kind == &migrate_kind_table || kind == &migrate_kind_foreign_table ||
		  kind == &migrate_kind_index || kind == &migrate_kind_constraint))
		return NULL;
	whole = migrate_value(Either(d), "partition_of");
	if (whole == NULL)
		return NULL;
	found = migrate_text_find(d->actual ? causes->actual : causes->expected, whole);
	return found && !IsAltered(found) ? found : NULL;
}

/* Returns the live table that an object is a part of, or InvalidOid. */
static Oid
TableOf(const Object *object)
{
	List	   *names = textToQualifiedNameList(cstring_to_text(object->parent));
	Oid			schema = get_namespace_oid(strVal(linitial(names)), true);

	return OidIsValid(schema) ? get_relname_relid(strVal(lsecond(names)), schema) : InvalidOid;
}

/* Whether a table inherits from another one, or is a partition of it. */
static bool
InheritsFrom(Oid table, Oid ancestor)
{
	Relation	rel = table_open(InheritsRelationId, AccessShareLock);
	bool		found = false;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	check_stack_depth();
	ScanKeyInit(&key, Anum_pg_inherits_inhrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(table));
	scan = systable_beginscan(rel, InheritsRelidSeqnoIndexId, true, NULL, 1, &key);
	while (!found && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Oid			parent = ((Form_pg_inherits) GETSTRUCT(tuple))->inhparent;

		found = (parent == ancestor) || InheritsFrom(parent, ancestor);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/* Whether two differences are of the same change, to the same attributes. */
static bool
IsSameChange(const Difference *d, const Difference *other)
{
	if (strcmp(migrate_change_name(d), migrate_change_name(other)) != 0)
		return false;
	for (int i = 0; IsAltered(d) && i < d->kind->attribute_count; i++)
		if (DiffersAt(d, i) && !DiffersAt(other, i))
			return false;
	return true;
}

/*
 * Returns the difference of what a part of a table, a column or trigger, is
 * inherited from.
 */
static const Difference *
InheritedDifference(const Causes *causes, const Difference *d)
{
	const Kind *kind = d->kind == &migrate_kind_partition_trigger ?
		&migrate_kind_trigger : d->kind;
	Oid			table = InvalidOid;
	ListCell   *lc;

	if (kind == d->kind && !(kind == &migrate_kind_column && migrate_value(Either(d), "inherited")))
		return NULL;
	foreach(lc, causes->differences)
	{
		const Difference *other = lfirst(lc);

		if (other == d || other->kind != kind ||
			strcmp(Either(other)->name, Either(d)->name) != 0 ||
			(kind == d->kind && !IsSameChange(d, other)))
			continue;
		if (!OidIsValid(table))
			table = TableOf(Either(d));
		if (InheritsFrom(table, TableOf(Either(other))))
			return other;
	}
	return NULL;
}

/* Whether a column differs in nothing but its type. */
static bool
HasOtherType(const Difference *d)
{
	int			count = migrate_attribute_count(d->kind);

	for (int i = 0; i < count; i++)
	{
		const char *name = migrate_attribute(d->kind, i)->name;

		if (DiffersAt(d, i) && strcmp(name, "type") != 0 && strcmp(name, "collation") != 0)
			return false;
	}
	return true;
}

/* Returns the type that a table is of, or InvalidOid. */
static Oid
TypeOfTable(Oid table)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid			type = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		type = ((Form_pg_class) GETSTRUCT(tuple))->reloftype;
		ReleaseSysCache(tuple);
	}
	return type;
}

/*
 * Returns the difference of the type that a column of a typed table comes from,
 * if it has other attributes.
 */
static const Difference *
TypeDifference(const Causes *causes, const Difference *d)
{
	Oid			type = InvalidOid;
	ListCell   *lc;

	if (d->kind != &migrate_kind_column || (IsAltered(d) && !HasOtherType(d)))
		return NULL;
	foreach(lc, causes->differences)
	{
		const Difference *other = lfirst(lc);

		if (other->kind != &migrate_kind_composite_type || !IsAltered(other))
			continue;
		if (!OidIsValid(type))
			type = TypeOfTable(TableOf(Either(d)));
		if (other->actual->oid == type && DiffersIn(other, MakesParts))
			return other;
	}
	return NULL;
}

/* Returns the difference of a live object, which is not d itself. */
static const Difference *
DifferenceOf(const Causes *causes, const Difference *d, Oid classid, Oid objid, int32 subid)
{
	ListCell   *lc;

	foreach(lc, causes->differences)
	{
		const Difference *other = lfirst(lc);

		if (other == d || other->actual == NULL ||
			(other->expected && !DiffersIn(other, IsAny)))
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

		/* a column is answerable for itself alone */
		if (classid == d->kind->classid && d->actual->subid != 0 &&
			row->objsubid != d->actual->subid)
			continue;
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

	if (cause == NULL)
		cause = PartitionedDifference(causes, d);
	if (cause == NULL)
		cause = TypeDifference(causes, d);
	if (cause == NULL && !(IsAltered(d) && !DiffersIn(d, IsAny)))
		cause = InheritedDifference(causes, d);
	if (cause || !IsAltered(d) || !DiffersIn(d, IsAny))
		return cause;
	cause = PrintedDifference(causes, d, d->kind->classid, d->actual->oid);
	if (cause == NULL && d->kind->classid == RelationRelationId)
	{
		AttrNumber	column = d->actual->subid;
		Oid			printed = column ? GetAttrDefaultOid(d->actual->oid, column) :
			RuleOf(d->actual->oid);

		if (OidIsValid(printed))
			cause = PrintedDifference(causes, d, column ? AttrDefaultRelationId :
									  RewriteRelationId, printed);
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
PutDifference(ReturnSetInfo *result, const Difference *d, const Difference *cause,
			  List *repair)
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
	nulls[5] = (repair == NIL);
	if (repair)
		values[5] = CStringGetTextDatum(JoinCommands(repair));
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

/* Enters a difference under what parts of its object call that. */
static void
EnterSide(HTAB *table, const Object *object, Difference *d)
{
	if (object == NULL)
		return;
	if (object->parent == NULL)
		migrate_text_enter(table, d->identity, d);
	else if (d->kind == &migrate_kind_index)
		migrate_text_enter(table, d->identity, d);
	else if (d->kind == &migrate_kind_constraint && migrate_is_key(object))
		migrate_text_enter(table, migrate_expand("{schema}.{name}", object), d);
}

/* Returns the differences and their parents' by identity. */
static Causes
FindCauses(List *differences)
{
	Causes		causes = {.differences = differences, .expected = migrate_text_table(),
	.actual = migrate_text_table()};
	ListCell   *lc;

	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);

		EnterSide(causes.expected, d->expected, d);
		EnterSide(causes.actual, d->actual, d);
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
	return cause && d->kind->inside && !IsAltered(d) && cause->kind != d->kind &&
		cause->kind != &migrate_kind_composite_type;
}

/*
 * Whether a difference has a repair of its own.  A part that is unexpected goes
 * with the whole, and a text that prints what was altered goes back with that.
 * One that names an object that is unexpected has to let go of it.
 */
static bool
HasRepair(const Difference *d, const Difference *cause)
{
	if (cause == NULL)
		return true;
	if (d->actual == NULL)
		return !d->kind->inside;
	if (d->expected == NULL)
		return d->kind->implied && IsAltered(cause);
	if (cause->kind == &migrate_kind_composite_type && d->kind == &migrate_kind_column &&
		IsAltered(cause) && HasOtherType(d))
		return false;
	return
		(cause->expected == NULL || DiffersIn(d, IsNotPrinted) ||
		 DiffersInFacet(d, FACET_PRIVILEGES) || DiffersInFacet(d, FACET_COMMENT) ||
		 DiffersInFacet(d, FACET_LABEL));
}

/* Puts the differences into the result. */
static void
PutDifferences(ReturnSetInfo *result, List *differences)
{
	Causes		causes = FindCauses(differences);
	List	   *repaired = NIL;
	List	   *repairs;
	ListCell   *lc;
	int			next = 0;

	foreach(lc, differences)
		if (HasRepair(lfirst(lc), Cause(&causes, lfirst(lc))))
			repaired = lappend(repaired, lfirst(lc));
	repairs = migrate_repairs(repaired, differences);
	foreach(lc, differences)
	{
		const Difference *cause = Cause(&causes, lfirst(lc));
		List	   *repair = NIL;

		CHECK_FOR_INTERRUPTS();
		if (HasRepair(lfirst(lc), cause))
			repair = list_nth(repairs, next++);
		if (!IsInside(lfirst(lc), cause))
			PutDifference(result, lfirst(lc), cause, repair);
	}
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

	InitMaterializedSRF(fcinfo, 0);
	if (strcmp(against, "ledger") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot compare with \"%s\"", against),
				 errhint("It can be 'ledger'.")));
	check = migrate_check_drift(true);
	migrate_require_model(check->model);
	PutDifferences(result, check->differences);
	if (check->moved)
		PutMoved(result);
	return (Datum) 0;
}
