/*-------------------------------------------------------------------------
 *
 * runresult.c
 *	  The row that a call which acts returns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "runresult.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

static void
PushString(JsonbParseState **state, JsonbIteratorToken token, const char *text)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = (char *) text;
	value.val.string.len = strlen(text);
	(void) pushJsonbValue(state, token, &value);
}

static void
PushField(JsonbParseState **state, const char *key, const char *text)
{
	JsonbValue	null = {.type = jbvNull};

	PushString(state, WJB_KEY, key);
	if (text)
		PushString(state, WJB_VALUE, text);
	else
		(void) pushJsonbValue(state, WJB_VALUE, &null);
}

/* Returns warnings as an array of {code, name, message}. */
static Jsonb *
WarningsToJsonb(List *warnings)
{
	JsonbParseState *state = NULL;
	ListCell   *lc;

	(void) pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	foreach(lc, warnings)
	{
		ScriptWarning *w = lfirst(lc);

		(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		PushField(&state, "code", w->code);
		PushField(&state, "name", w->name);
		PushField(&state, "message", w->message);
		(void) pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
}

/*
 * Returns the row of a call: state, done, pending, last_name, head, warnings,
 * as the ledger is now.
 */
Datum
migrate_run_result(TupleDesc desc, Executor *executor, const char *state)
{
	Project    *project = executor->done == 0 ? executor->project :
		migrate_read_project(executor->project->name, LEDGER_READ_FRESH);
	Datum		values[6] = {0};
	bool		nulls[6] = {false};
	int			pending = 0;

	for (int i = 0; i < project->count; i++)
		pending += migrate_is_pending(project->migrations[i]) ||
			migrate_is_unsettled(project->migrations[i]);

	values[0] = CStringGetTextDatum(state);
	values[1] = Int32GetDatum(executor->done);
	values[2] = Int32GetDatum(pending);
	nulls[3] = executor->last_name == NULL;
	if (executor->last_name)
		values[3] = CStringGetTextDatum(executor->last_name);
	nulls[4] = project->head_hash == NULL;
	if (project->head_hash)
		values[4] = CStringGetTextDatum(project->head_hash);
	values[5] = JsonbPGetDatum(WarningsToJsonb(executor->warnings));
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}
