/*-------------------------------------------------------------------------
 *
 * verify.c
 *	  The calls that prove: verify, check, health.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "bundle.h"
#include "chain.h"
#include "checksum.h"
#include "compare.h"
#include "drift.h"
#include "errors.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "ledger.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "project.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "version.h"

/* Something that is not as it should be. */
typedef struct Finding
{
	const char *finding;
	bool		error;			/* or a warning */
	int			sqlstate;		/* that check() raises */
	const char *name;			/* of a migration, or NULL */
	int64		event;			/* or NO_EVENT */
	const char *what;			/* of the ledger, or NULL */
	const char *expected;
	const char *actual;
	int			line;			/* or -1 */
	const char *advice;
} Finding;

static Finding *
AddFinding(List **findings, const char *finding, int sqlstate)
{
	Finding    *f = palloc0(sizeof(Finding));

	f->finding = finding;
	f->error = true;
	f->sqlstate = sqlstate;
	f->event = NO_EVENT;
	f->line = -1;
	*findings = lappend(*findings, f);
	return f;
}

#define RESTORE_ADVICE \
	"Somebody changed the ledger: compare with a backup and with the heads in the server's log"

/* Finds events that do not fit. */
static void
FindChainFaults(List **findings)
{
	ListCell   *lc;

	foreach(lc, migrate_chain_faults(LEDGER_READ))
	{
		ChainFault *fault = lfirst(lc);
		Finding    *f = AddFinding(findings, fault->finding,
								   ERRCODE_MG_CHAIN_BROKEN);

		f->event = fault->event;
		f->expected = fault->expected;
		f->actual = fault->actual;
		f->advice = RESTORE_ADVICE;
	}
}

/*
 * Adds a finding for each row (event, expected, actual) of a query; what that
 * is, for check(), are the last two with a word before.
 */
static void
FindByQuery(List **findings, LedgerAccess *access, const char *finding,
			const char *word, const char *sql)
{
	uint64		n = migrate_query(access, sql, NULL);
	MemoryContext old = MemoryContextSwitchTo(access->context);

	for (uint64 i = 0; i < n; i++)
	{
		Finding    *f = AddFinding(findings, finding, ERRCODE_MG_CHAIN_BROKEN);
		ResultRow	row;

		migrate_get_row(i, &row);
		f->event = row.nulls[0] ? NO_EVENT : migrate_column_bigint(&row, 1);
		f->expected = migrate_column_text(&row, 2);
		f->actual = migrate_column_text(&row, 3);
		f->what = psprintf("%s%s", word, f->expected ? f->expected :
						   f->actual ? f->actual : "without a name");
		f->advice = RESTORE_ADVICE;
	}
	MemoryContextSwitchTo(old);
}

/* Every place that names a script, as (event, script). */
#define SCRIPT_REFERENCES \
	"(SELECT id AS event, script FROM migrate.event WHERE script IS NOT NULL" \
	" UNION ALL SELECT event, up FROM migrate.migration WHERE up IS NOT NULL" \
	" UNION ALL SELECT event, down FROM migrate.migration WHERE down IS NOT NULL" \
	" UNION ALL SELECT event, verify FROM migrate.migration WHERE verify IS NOT NULL" \
	" UNION ALL SELECT event, script FROM migrate.companion WHERE script IS NOT NULL)"

/* How many texts are held in memory at once. */
#define SCRIPT_BATCH "16"

/* Reads the next texts in the order of their checksums; NULL: the first. */
static uint64
ReadScripts(LedgerAccess *access, const char *after)
{
	QueryArgs	args = {0};

	if (after == NULL)
		return migrate_query(access,
							 "SELECT checksum, body FROM migrate.script"
							 " WHERE checksum IS NOT NULL"
							 " ORDER BY checksum LIMIT " SCRIPT_BATCH, NULL);
	migrate_arg_text(&args, after);
	return migrate_query(access,
						 "SELECT checksum, body FROM migrate.script"
						 " WHERE checksum > $1"
						 " ORDER BY checksum LIMIT " SCRIPT_BATCH, &args);
}

/*
 * Adds a finding, in that memory context, if a text does not have its checksum.
 * It is taken here and not by a query, which would end with an error at a
 * character that UTF-8 lacks.
 */
static void
CheckScript(List **findings, MemoryContext results, const char *checksum,
			const char *body)
{
	char	   *actual = body ? migrate_try_checksum(body) : NULL;
	MemoryContext old;
	Finding    *f;

	if (actual && strcmp(actual, checksum) == 0)
		return;
	old = MemoryContextSwitchTo(results);
	f = AddFinding(findings, "script_changed", ERRCODE_MG_CHAIN_BROKEN);
	f->expected = pstrdup(checksum);
	f->actual = actual ? pstrdup(actual) : NULL;
	f->what = psprintf("script %s", checksum);
	f->advice = RESTORE_ADVICE;
	MemoryContextSwitchTo(old);
}

/* Returns the first event that names a script, or NO_EVENT. */
static int64
FirstUse(LedgerAccess *access, const char *checksum)
{
	QueryArgs	args = {0};
	ResultRow	row;

	migrate_arg_text(&args, checksum);
	migrate_query(access,
				  "SELECT min(r.event) FROM " SCRIPT_REFERENCES " r"
				  " WHERE r.script = $1", &args);
	migrate_get_row(0, &row);
	return row.nulls[0] ? NO_EVENT : migrate_column_bigint(&row, 1);
}

/* Finds texts that do not have their checksum. */
static void
FindChangedScripts(List **findings, LedgerAccess *access)
{
	MemoryContext batch = AllocSetContextCreate(access->context,
												"migrate scripts",
												ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(batch);
	int			known = list_length(*findings);
	char	   *last = NULL;
	uint64		n;

	while ((n = ReadScripts(access, last)) > 0)
	{
		for (uint64 i = 0; i < n; i++)
		{
			ResultRow	row;

			CHECK_FOR_INTERRUPTS();
			migrate_get_row(i, &row);
			last = migrate_column_text(&row, 1);
			CheckScript(findings, access->context, last,
						migrate_column_text(&row, 2));
		}
		SPI_freetuptable(SPI_tuptable);
		last = MemoryContextStrdup(access->context, last);
		MemoryContextReset(batch);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(batch);

	for (int i = known; i < list_length(*findings); i++)
	{
		Finding    *f = list_nth(*findings, i);

		f->event = FirstUse(access, f->expected);
	}
}

/* Finds texts that changed, are missing, or that nobody handed over. */
static void
FindScriptFaults(List **findings, LedgerAccess *access)
{
	FindChangedScripts(findings, access);
	FindByQuery(findings, access, "script_missing", "script ",
				"SELECT min(r.event), r.script, NULL::text"
				" FROM " SCRIPT_REFERENCES " r"
				" WHERE NOT EXISTS (SELECT 1 FROM migrate.script s"
				"   WHERE s.checksum = r.script)"
				" GROUP BY r.script ORDER BY 1, 2");
	FindByQuery(findings, access, "script_unknown", "script ",
				"SELECT NULL::bigint, NULL::text, s.checksum FROM migrate.script s"
				" WHERE NOT EXISTS (SELECT 1 FROM " SCRIPT_REFERENCES " r"
				"   WHERE r.script = s.checksum) ORDER BY 3");
}

/* Finds rows that belong to no event. */
static void
FindStrayRows(List **findings, LedgerAccess *access)
{
	FindByQuery(findings, access, "row_without_event", "",
				"SELECT r.event, NULL::text, r.what FROM"
				" (SELECT event, 'migration ' || project || '/' || name AS what FROM migrate.migration"
				"  UNION ALL SELECT event, 'companion ' || project || '/' || path FROM migrate.companion"
				"  UNION ALL SELECT event, 'project ' || project FROM migrate.project"
				"  UNION ALL SELECT event, 'setting ' || name FROM migrate.setting) r"
				" WHERE NOT EXISTS (SELECT 1 FROM migrate.event e WHERE e.id = r.event)"
				" ORDER BY 1, 3");
}

/* Finds where the folder and the ledger differ. */
static void
FindFolderDifferences(List **findings, List *compared)
{
	ListCell   *lc;

	foreach(lc, compared)
	{
		Compared   *c = lfirst(lc);
		Finding    *f;
		int			sqlstate = c->problem == PROBLEM_EDITED ?
			ERRCODE_MG_CHECKSUM : c->problem == PROBLEM_RENAMED ?
			ERRCODE_MG_SAME_BYTES : c->problem == PROBLEM_NOT_IN_BUNDLE ?
			ERRCODE_MG_NOT_IN_BUNDLE : ERRCODE_MG_PENDING;

		if (c->problem != PROBLEM_EDITED && c->problem != PROBLEM_RENAMED &&
			c->problem != PROBLEM_NOT_IN_BUNDLE &&
			c->problem != PROBLEM_NOT_REGISTERED)
			continue;
		f = AddFinding(findings, migrate_problem_names[c->problem], sqlstate);
		f->error = c->problem != PROBLEM_NOT_REGISTERED;
		f->name = c->name;
		if (c->migration)
			f->event = c->migration->row->event;
		f->expected = c->migration ? c->migration->row->up : NULL;
		f->actual = c->problem == PROBLEM_RENAMED ? c->other_name : NULL;
		f->line = c->line;
		f->advice = migrate_advice(c);
	}
}

/* Returns everything that is not as it should be. */
static List *
FindAll(List *compared)
{
	List	   *findings = NIL;
	LedgerAccess access;

	FindChainFaults(&findings);
	migrate_ledger_open(&access, LEDGER_READ);
	FindScriptFaults(&findings, &access);
	FindStrayRows(&findings, &access);
	migrate_ledger_close(&access);
	FindFolderDifferences(&findings, compared);
	return findings;
}

/*
 * Reads arguments 0 to 2 (bundle, layout, project) and compares; without a
 * bundle there is nothing to compare.
 */
static List *
CompareArgs(FunctionCallInfo fcinfo)
{
	Jsonb	   *bundle = migrate_optional_jsonb_arg(fcinfo, 0);
	char	   *layout = migrate_layout_arg(fcinfo, 1);
	char	   *project = migrate_project_arg(fcinfo, 2);

	if (bundle == NULL)
		return NIL;
	return migrate_compare_project(migrate_read_project(project, LEDGER_READ),
								   migrate_read_bundle(bundle, layout));
}

/* migrate.verify() */
MIGRATE_FUNCTION(migrate_verify)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	foreach(lc, FindAll(CompareArgs(fcinfo)))
	{
		Finding    *f = lfirst(lc);
		Datum		values[8] = {0};
		bool		nulls[8] = {false};

#define PUT_TEXT(i, text) \
		(nulls[i] = ((text) == NULL), \
		 values[i] = (text) ? CStringGetTextDatum(text) : (Datum) 0)

		PUT_TEXT(0, f->finding);
		PUT_TEXT(1, f->error ? "error" : "warning");
		PUT_TEXT(2, f->name);
		nulls[3] = f->event == NO_EVENT;
		values[3] = Int64GetDatum(f->event);
		PUT_TEXT(4, f->expected);
		PUT_TEXT(5, f->actual);
		nulls[6] = f->line < 0;
		values[6] = Int32GetDatum(f->line);
		PUT_TEXT(7, f->advice);
#undef PUT_TEXT
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * Counts
 */

typedef struct Counts
{
	int			applied;
	int			pending;
	int			failed;
	int			partial;
	int			interrupted;
	int			running;
} Counts;

static Counts
CountStates(const Project *project)
{
	Counts		counts = {0};

	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];

		counts.applied += migrate_is_applied(m) && !migrate_is_pending(m);
		counts.pending += migrate_is_pending(m);
		counts.failed += m->state == MIGRATION_FAILED;
		counts.partial += m->state == MIGRATION_PARTIAL;
		counts.interrupted += m->state == MIGRATION_INTERRUPTED;
		counts.running += m->state == MIGRATION_RUNNING;
	}
	return counts;
}

static void
PushKey(JsonbParseState **state, const char *key)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = (char *) key;
	value.val.string.len = strlen(key);
	(void) pushJsonbValue(state, WJB_KEY, &value);
}

static void
PushInt(JsonbParseState **state, const char *key, int64 number)
{
	JsonbValue	value = {.type = jbvNumeric};

	PushKey(state, key);
	value.val.numeric = DatumGetNumeric(DirectFunctionCall1(int8_numeric,
															Int64GetDatum(number)));
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

static void
PushBool(JsonbParseState **state, const char *key, bool flag)
{
	JsonbValue	value = {.type = jbvBool};

	PushKey(state, key);
	value.val.boolean = flag;
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

static void
PushText(JsonbParseState **state, const char *key, const char *text)
{
	JsonbValue	value = {.type = jbvNull};

	PushKey(state, key);
	if (text)
	{
		value.type = jbvString;
		value.val.string.val = (char *) text;
		value.val.string.len = strlen(text);
	}
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

static void
PushCounts(JsonbParseState **state, const Counts *counts)
{
	PushInt(state, "applied", counts->applied);
	PushInt(state, "pending", counts->pending);
	PushInt(state, "failed", counts->failed);
	PushInt(state, "partial", counts->partial);
	PushInt(state, "interrupted", counts->interrupted);
	PushInt(state, "running", counts->running);
}

/*
 * check
 */

/* Adds what check() counts as wrong though the ledger holds. */
static void
FindBadStates(List **findings, const Project *project, bool with_bundle)
{
	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];
		Finding    *f;

		if (migrate_is_unsettled(m))
			f = AddFinding(findings, migrate_state_names[m->state],
						   ERRCODE_MG_UNSETTLED);
		else if (m->state == MIGRATION_FAILED)
			f = AddFinding(findings, "failed", ERRCODE_MG_FAILED);
		else if (with_bundle && migrate_is_pending(m))
			f = AddFinding(findings, "pending", ERRCODE_MG_PENDING);
		else
			continue;
		f->name = m->row->name;
		f->actual = m->message;
	}
}

/* How bad an SQLSTATE of check() is; higher is worse. */
static int
Badness(int sqlstate)
{
	static const int order[] = {
		ERRCODE_MG_PENDING, ERRCODE_MG_NOT_IN_BUNDLE, ERRCODE_MG_FAILED,
		ERRCODE_MG_UNSETTLED, ERRCODE_MG_SAME_BYTES, ERRCODE_MG_CHECKSUM,
		ERRCODE_MG_CHAIN_BROKEN
	};

	for (int i = 0; i < lengthof(order); i++)
		if (order[i] == sqlstate)
			return i;
	return -1;
}

/* Returns a finding in a few words. */
static char *
DescribeFinding(const Finding *f)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, f->finding);
	if (f->name)
		appendStringInfo(&text, ": migration \"%s\"", f->name);
	if (f->event != NO_EVENT && f->sqlstate == ERRCODE_MG_CHAIN_BROKEN)
		appendStringInfo(&text, ": event " INT64_FORMAT, f->event);
	if (f->what)
		appendStringInfo(&text, ": %s", f->what);
	if (f->line > 0)
		appendStringInfo(&text, ", line %d", f->line);
	if (f->sqlstate == ERRCODE_MG_UNSETTLED || f->sqlstate == ERRCODE_MG_FAILED)
		appendStringInfo(&text, ": %s", f->actual ? f->actual : "session lost");
	return text.data;
}

/* Raises the worst finding, with the others in the detail. */
static void
RaiseWorst(List *findings)
{
	const int	shown = 20;
	Finding    *worst = linitial(findings);
	StringInfoData others;
	int			n = 0;
	ListCell   *lc;

	foreach(lc, findings)
		if (Badness(((Finding *) lfirst(lc))->sqlstate) > Badness(worst->sqlstate))
			worst = lfirst(lc);
	initStringInfo(&others);
	for (int bad = Badness(worst->sqlstate); bad >= 0; bad--)
		foreach(lc, findings)
		{
			Finding    *f = lfirst(lc);

			if (f == worst || Badness(f->sqlstate) != bad || n++ >= shown)
				continue;
			appendStringInfo(&others, "%s%s", others.len ? "\n" : "",
							 DescribeFinding(f));
		}
	if (n > shown)
		appendStringInfo(&others, "\nand %d more", n - shown);
	ereport(ERROR,
			(errcode(worst->sqlstate),
			 errmsg("%s", DescribeFinding(worst)),
			 n > 0 ? errdetail("%s", others.data) : 0,
			 errhint("%s", worst->advice ? worst->advice :
					 "SELECT * FROM migrate.status() shows what to do.")));
}

/* migrate.check(): counts, if nothing is wrong. */
MIGRATE_FUNCTION(migrate_check)
{
	List	   *findings = FindAll(CompareArgs(fcinfo));
	Project    *project = migrate_read_project(migrate_project_arg(fcinfo, 2),
											   LEDGER_READ);
	JsonbParseState *state = NULL;
	Counts		counts;

	if (PG_ARGISNULL(0))
		migrate_require_project(project);
	FindBadStates(&findings, project, !PG_ARGISNULL(0));
	if (findings != NIL)
		RaiseWorst(findings);
	counts = CountStates(project);
	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	PushCounts(&state, &counts);
	PG_RETURN_JSONB_P(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT,
													   NULL)));
}

/*
 * health
 */

/* Returns the newest applied migration, or NULL. */
static Migration *
NewestApplied(const Project *project)
{
	Migration  *newest = NULL;

	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];

		if (migrate_is_applied(m) && (newest == NULL || m->event > newest->event))
			newest = m;
	}
	return newest;
}

/* Adds the first column of a query's rows to the warnings. */
static void
WarnByQuery(List **warnings, LedgerAccess *access, const char *sql)
{
	uint64		n = migrate_query(access, sql, NULL);
	MemoryContext old = MemoryContextSwitchTo(access->context);

	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;

		migrate_get_row(i, &row);
		*warnings = lappend(*warnings, migrate_column_text(&row, 1));
	}
	MemoryContextSwitchTo(old);
}

/*
 * Warns of publications that carry the ledger away, and of subscriptions that
 * write it.
 */
static void
WarnOfReplication(List **warnings)
{
	LedgerAccess access;

	migrate_ledger_open(&access, LEDGER_READ);
	WarnByQuery(warnings, &access,
				"SELECT format('publication \"%s\"%s replicates the ledger', p.pubname,"
				"   CASE WHEN p.puballtables THEN ' FOR ALL TABLES' END)"
				" FROM pg_catalog.pg_publication p"
				" WHERE p.puballtables"
				"  OR EXISTS (SELECT 1 FROM pg_catalog.pg_publication_namespace n"
				"    WHERE n.pnpubid = p.oid AND n.pnnspid = 'migrate'::regnamespace)"
				"  OR EXISTS (SELECT 1 FROM pg_catalog.pg_publication_rel r"
				"    JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
				"    WHERE r.prpubid = p.oid AND c.relnamespace = 'migrate'::regnamespace)"
				" ORDER BY p.pubname");
	WarnByQuery(warnings, &access,
				"SELECT format('subscription \"%s\" writes the ledger', s.subname)"
				" FROM pg_catalog.pg_subscription s"
				" WHERE EXISTS (SELECT 1 FROM pg_catalog.pg_subscription_rel r"
				"    JOIN pg_catalog.pg_class c ON c.oid = r.srrelid"
				"    WHERE r.srsubid = s.oid AND c.relnamespace = 'migrate'::regnamespace)"
				" ORDER BY s.subname");
	migrate_ledger_close(&access);
}

/* Returns all warnings of health() as one text, or NULL. */
static char *
HealthWarning(void)
{
	List	   *warnings = NIL;
	char	   *version = migrate_version_warning();
	StringInfoData text;
	ListCell   *lc;

	if (version)
		warnings = lappend(warnings, version);
	WarnOfReplication(&warnings);
	if (warnings == NIL)
		return NULL;
	initStringInfo(&text);
	foreach(lc, warnings)
		appendStringInfo(&text, "%s%s", text.len ? "; " : "",
						 (char *) lfirst(lc));
	return text.data;
}

/*
 * Adds what is known of drift.  The schema is not read: only a stamp of the
 * catalogs is compared with that of the last check.
 */
static void
PushDrift(JsonbParseState **state)
{
	DriftCheck *check = migrate_last_check();
	const char *drift = "unknown";

	if (check->model == NULL)
		drift = "no model";
	else if (!migrate_same_model_version(check->model))
		drift = "other model version";
	else if (check->known)
		drift = check->differences ? "drift" : "none";
	PushKey(state, "drift");
	(void) pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	PushText(state, "state", drift);
	PushInt(state, "differences",
			list_length(migrate_first_causes(check->differences)));
	(void) pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

/* migrate.health() */
MIGRATE_FUNCTION(migrate_health)
{
	Project    *project = migrate_read_project(migrate_project_arg(fcinfo, 0),
											   LEDGER_READ);
	Counts		counts = CountStates(project);
	Migration  *newest = NewestApplied(project);
	JsonbParseState *state = NULL;

	migrate_require_project(project);
	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	PushBool(&state, "ok", counts.failed + counts.partial + counts.interrupted == 0);
	PushText(&state, "head", project->head_hash);
	PushCounts(&state, &counts);
	PushText(&state, "last_name", newest ? newest->row->name : NULL);
	PushText(&state, "last_at", newest ?
			 pstrdup(timestamptz_to_str(newest->finished)) : NULL);
	PushDrift(&state);
	PushText(&state, "version", migrate_library_version());
	PushText(&state, "warning", HealthWarning());
	PG_RETURN_JSONB_P(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT,
													   NULL)));
}
