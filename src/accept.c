/*-------------------------------------------------------------------------
 *
 * accept.c
 *	  The calls that take the live schema for the expected one: accept_drift
 *	  and rerender.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "chain.h"
#include "errors.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "handover.h"
#include "miscadmin.h"
#include "runner.h"
#include "runresult.h"
#include "texttable.h"
#include "track.h"
#include "utils/builtins.h"
#include "version.h"

/* Returns the description of a procedure's row. */
static TupleDesc
ResultDesc(FunctionCallInfo fcinfo)
{
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "the call must return a row");
	return BlessTupleDesc(desc);
}

/* Returns what a call works on, under the lock of the writer. */
static Executor *
EnterCall(const char *name, const char *project)
{
	Executor   *executor = palloc0(sizeof(Executor));

	migrate_enter_writer(name);
	executor->context = CurrentMemoryContext;
	executor->settings = migrate_read_settings(project, NULL, false);
	executor->project = migrate_read_project(project, LEDGER_READ_FRESH);
	migrate_check_chain_tail(false);
	return executor;
}

/*
 * accept_drift
 */

/* Raises an error for a name that is taken. */
static void
CheckNewName(Project *project, const char *name)
{
	migrate_check_name("migration", name);
	if (migrate_find_migration(project, name) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_ALREADY_APPLIED),
				 errmsg("migration \"%s\" exists already", name),
				 errhint("Give the accepted drift a name of its own.")));
}

/* Returns differences with their sides exchanged: the way there, not back. */
static List *
Exchanged(List *differences)
{
	List	   *exchanged = NIL;
	ListCell   *lc;

	foreach(lc, differences)
	{
		Difference *d = lfirst(lc);
		Difference *back = palloc(sizeof(Difference));

		*back = *d;
		back->expected = d->actual;
		back->actual = d->expected;
		exchanged = lappend(exchanged, back);
	}
	return exchanged;
}

/* Returns the script that did by hand what is accepted, as far as it is known. */
static char *
ScriptOfDrift(List *differences)
{
	StringInfoData text;
	ListCell   *lc;
	ListCell   *command;

	initStringInfo(&text);
	appendStringInfoString(&text, "-- accepted as it was found in the database\n");
	foreach(lc, migrate_repairs(Exchanged(migrate_first_causes(differences)),
								Exchanged(differences)))
		foreach(command, lfirst(lc))
		appendStringInfo(&text, "%s;\n", (char *) lfirst(command));
	return text.data;
}

/* CALL migrate.accept_drift(): the live differences become a migration. */
MIGRATE_FUNCTION(migrate_accept_drift)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *reason = migrate_text_arg(fcinfo, 1, "reason");
	char	   *project_name = migrate_project_arg(fcinfo, 2);
	TupleDesc	desc = ResultDesc(fcinfo);
	Executor   *executor = EnterCall("accept_drift", project_name);
	DriftCheck *check;
	MigrationRow *row = palloc0(sizeof(MigrationRow));
	Event	   *event;

	migrate_require_project(executor->project);
	CheckNewName(executor->project, name);
	check = migrate_check_drift(false);
	migrate_require_model(check->model);
	if (check->moved)
		ereport(ERROR,
				(errcode(ERRCODE_MG_DRIFT),
				 errmsg("the schema was changed while it was compared"),
				 errhint("Call again when the other session has finished.")));
	if (check->differences == NIL)
		return migrate_run_result(desc, executor, "nothing_to_do");

	event = migrate_new_event(project_name, "accept", name);
	event->script = migrate_write_script(ScriptOfDrift(check->differences));
	event->message = reason;
	row->project = project_name;
	row->name = name;
	row->position = -1;
	row->up = event->script;
	row->transactional = pstrdup("auto");
	row->registered_by = migrate_current_role();
	row->registered_at = event->started;
	event->migrations = list_make1(row);
	migrate_take_differences(event, check->managed);
	migrate_write_event(event);
	migrate_remember_check(check->stamp, list_difference_ptr(check->all, check->managed));
	executor->done = 1;
	executor->last_name = name;
	executor->project = migrate_read_project(project_name, LEDGER_READ_FRESH);
	return migrate_run_result(desc, executor, "ok");
}

/*
 * rerender
 */

/*
 * Returns the differences between the expected model, whatever version it was
 * written as, and the live one.
 */
static List *
AllDifferences(void)
{
	Expected   *expected = migrate_read_expected(NEWEST_EVENT);
	List	   *differences = NIL;
	HASH_SEQ_STATUS status;
	TextEntry  *text;

	for (int i = 0; i < migrate_kind_count; i++)
	{
		ListCell   *lc;

		foreach(lc, migrate_read_kind(migrate_kinds[i]))
		{
			Object	   *object = lfirst(lc);
			ExpectedEntry *entry = migrate_text_find(expected->entries,
													 migrate_object_key(object->kind,
																		object->identity));
			Difference *d;

			if (entry)
				entry->seen = true;
			if (entry && memcmp(entry->hash, object->hash, sizeof(object->hash)) == 0)
				continue;
			d = palloc0(sizeof(Difference));
			d->kind = object->kind;
			d->identity = object->identity;
			d->actual = object;
			differences = lappend(differences, d);
		}
	}
	hash_seq_init(&status, expected->entries);
	while ((text = hash_seq_search(&status)) != NULL)
	{
		ExpectedEntry *entry = text->value;
		Difference *d;

		if (entry->seen)
			continue;
		d = palloc0(sizeof(Difference));
		d->kind = migrate_key_kind(entry->key);
		d->identity = pstrdup(migrate_key_identity(entry->key));
		differences = lappend(differences, d);
	}
	migrate_complete_differences(differences);
	return differences;
}

/* CALL migrate.rerender(): the expected model in this server's spelling. */
MIGRATE_FUNCTION(migrate_rerender)
{
	TupleDesc	desc = ResultDesc(fcinfo);
	Datum		values[2] = {0};
	bool		nulls[2] = {false, false};
	char	   *model;
	int			count = 0;

	migrate_enter_writer("rerender");
	migrate_check_chain_tail(false);
	model = migrate_expected_version();
	if (model == NULL)
		migrate_require_model(NULL);
	if (!migrate_same_model_version(model))
	{
		List	   *differences = AllDifferences();
		Event	   *event = migrate_new_event(NULL, "rerender", NULL);

		event->detail = psprintf("from %s to %s", model, migrate_model_version());
		migrate_take_differences(event, differences);
		event->model = pstrdup(migrate_model_version());
		migrate_write_event(event);
		count = list_length(differences);
	}
	values[0] = CStringGetTextDatum(migrate_same_model_version(model) ?
									"nothing_to_do" : "ok");
	values[1] = Int32GetDatum(count);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}
