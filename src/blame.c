/*-------------------------------------------------------------------------
 *
 * blame.c
 *	  changes() and blame(): what a migration did, and who made an object so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "errors.h"
#include "executor/spi.h"
#include "expected.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "project.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "version.h"

/* A delta that is looked at. */
typedef struct LookedAt
{
	int64		event;
	const Kind *kind;
	char	   *identity;
	bool		dropped;
	/* of its event */
	char	   *name;
	char	   *action;
	TimestampTz at;
	char	   *by;
} LookedAt;

/* Returns the deltas of a query: event, kind, identity, dropped, and so on. */
static List *
ReadDeltas(const char *sql, QueryArgs *args)
{
	LedgerAccess access;
	List	   *deltas = NIL;
	MemoryContext old;
	uint64		n;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	n = migrate_query(&access, sql, args);
	old = MemoryContextSwitchTo(access.context);
	for (uint64 i = 0; i < n; i++)
	{
		LookedAt   *d = palloc0(sizeof(LookedAt));
		ResultRow	row;
		int			number;

		migrate_get_row(i, &row);
		number = migrate_kind_number(migrate_required_text(&row, 2));
		if (number < 0)
			continue;
		d->event = migrate_column_bigint(&row, 1);
		d->kind = migrate_kinds[number];
		d->identity = migrate_required_text(&row, 3);
		d->dropped = migrate_column_bool(&row, 4);
		d->name = migrate_column_text(&row, 5);
		d->action = migrate_required_text(&row, 6);
		d->at = migrate_column_time(&row, 7);
		d->by = migrate_required_text(&row, 8);
		deltas = lappend(deltas, d);
	}
	MemoryContextSwitchTo(old);
	migrate_ledger_close(&access);
	return deltas;
}

/* Returns the attributes of an object that differ in another one. */
static Datum
Attributes(const Object *object, const Object *other, bool *is_null)
{
	*is_null = (object == NULL);
	if (object == NULL)
		return (Datum) 0;
	return JsonbPGetDatum(migrate_differing_attributes(object, other));
}

/*
 * changes(name): what the events of a migration did to the schema, object by
 * object; of an object that was changed the attributes that differ
 */
MIGRATE_FUNCTION(migrate_changes)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *project = migrate_project_arg(fcinfo, 1);
	QueryArgs	args = {0};
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	(void) migrate_get_migration(migrate_read_project(project, LEDGER_READ), name);
	migrate_arg_text(&args, project);
	migrate_arg_text(&args, name);
	foreach(lc, ReadDeltas("SELECT d.event, d.kind, d.identity, d.attributes IS NULL,"
						   " e.name, e.action, e.finished_at, e.login_name"
						   " FROM migrate.event e JOIN migrate.delta d ON d.event = e.id"
						   " WHERE e.project = $1 AND e.name = $2"
						   " ORDER BY d.event, d.number", &args))
	{
		LookedAt   *d = lfirst(lc);
		Object	   *before = migrate_expected_object(d->kind, d->identity, d->event - 1, NULL);
		Object	   *after = migrate_expected_object(d->kind, d->identity, d->event, NULL);
		Datum		values[5];
		bool		nulls[5] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int64GetDatum(d->event);
		values[1] = CStringGetTextDatum(d->kind->name);
		values[2] = CStringGetTextDatum(d->identity);
		values[3] = Attributes(before, after, &nulls[3]);
		values[4] = Attributes(after, before, &nulls[4]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* Returns "created", "dropped" or "changed". */
static const char *
ChangeOf(const LookedAt *d)
{
	if (d->dropped)
		return "dropped";
	return migrate_expected_object(d->kind, d->identity, d->event - 1, NULL) ?
		"changed" : "created";
}

/* blame(identity): the events that changed an object, newest first */
MIGRATE_FUNCTION(migrate_blame)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *identity = migrate_text_arg(fcinfo, 0, "identity");
	QueryArgs	args = {0};
	List	   *deltas;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	migrate_arg_text(&args, identity);
	deltas = ReadDeltas("SELECT d.event, d.kind, d.identity, d.attributes IS NULL,"
						" e.name, e.action, e.finished_at, e.login_name"
						" FROM migrate.delta d LEFT JOIN migrate.event e ON e.id = d.event"
						" WHERE d.identity = $1 ORDER BY d.event DESC, d.number DESC", &args);
	if (deltas == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("the ledger knows no object \"%s\"", identity),
				 errhint("Name it as migrate.snapshot() does: 'public.books', 'public.books.title', 'public.f(integer,text)'.")));
	foreach(lc, deltas)
	{
		LookedAt   *d = lfirst(lc);
		Datum		values[7] = {0};
		bool		nulls[7] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int64GetDatum(d->event);
		values[1] = CStringGetTextDatum(d->kind->name);
		nulls[2] = (d->name == NULL);
		if (d->name)
			values[2] = CStringGetTextDatum(d->name);
		values[3] = CStringGetTextDatum(d->action);
		values[4] = TimestampTzGetDatum(d->at);
		values[5] = CStringGetTextDatum(d->by);
		values[6] = CStringGetTextDatum(ChangeOf(d));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
