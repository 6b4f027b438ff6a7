/*-------------------------------------------------------------------------
 *
 * status.c
 *	  The calls that show where migrations stand: status, statements, running.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "bundle.h"
#include "compare.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "ledger.h"
#include "miscadmin.h"
#include "project.h"
#include "runner.h"
#include "script.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "version.h"

/* A row while its columns are filled in. */
typedef struct Row
{
	Datum		values[12];
	bool		nulls[12];
	int			n;
} Row;

static void
PutText(Row *row, const char *text)
{
	row->nulls[row->n] = (text == NULL);
	row->values[row->n++] = text ? CStringGetTextDatum(text) : (Datum) 0;
}

static void
PutInt(Row *row, bool is_null, int value)
{
	row->nulls[row->n] = is_null;
	row->values[row->n++] = Int32GetDatum(value);
}

static void
PutRow(FunctionCallInfo fcinfo, Row *row)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc, row->values,
						 row->nulls);
}

/* Milliseconds between two times, as an int. */
static int
Duration(TimestampTz start, TimestampTz end)
{
	return (int) Min(TimestampDifferenceMilliseconds(start, end), PG_INT32_MAX);
}

/*
 * status
 */

/* Puts the statement at which a migration stands. */
static void
PutStatement(Row *row, const Migration *m)
{
	if (m != NULL && m->failed_statement >= 0)
		PutInt(row, false, m->failed_statement);
	else if (m != NULL && migrate_is_unsettled(m))
		PutInt(row, false, m->done + 1);
	else
		PutInt(row, true, 0);
}

/* Puts what is to be known of one migration. */
static void
PutStatus(FunctionCallInfo fcinfo, int place, const Compared *c)
{
	const Migration *m = c->migration;
	Row			row = {0};
	bool		applied = m && migrate_is_applied(m);
	bool		ran = m && m->started != 0;
	const char *message = m ? m->message : NULL;

	if (c->problem == PROBLEM_EDITED)
		message = psprintf("the folder's text differs from line %d on", c->line);
	else if (c->problem == PROBLEM_RENAMED)
		message = psprintf("the folder has the bytes of \"%s\" under this name",
						   c->other_name);

	PutInt(&row, false, place);
	PutText(&row, c->name);
	PutText(&row, migrate_state_names[m == NULL ? MIGRATION_PENDING :
									  applied && migrate_is_pending(m) ?
									  MIGRATION_PENDING : m->state]);
	PutText(&row, migrate_problem_names[c->problem]);
	PutStatement(&row, m);
	PutInt(&row, m == NULL || m->statements < 0, m ? m->statements : 0);
	row.nulls[row.n] = !applied;
	row.values[row.n++] = applied ? TimestampTzGetDatum(m->finished) : (Datum) 0;
	PutInt(&row, !ran, ran ? Duration(m->started, m->finished) : 0);
	PutText(&row, applied ? m->by : NULL);
	PutText(&row, message);
	PutText(&row, migrate_advice(c));
	PutRow(fcinfo, &row);
}

/* migrate.status() */
MIGRATE_FUNCTION(migrate_status)
{
	Jsonb	   *bundle = migrate_optional_jsonb_arg(fcinfo, 0);
	char	   *layout = migrate_layout_arg(fcinfo, 1);
	BundleContent *content = NULL;
	Project    *project;
	int			place = 0;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	if (bundle)
		content = migrate_read_bundle(bundle, layout);
	project = migrate_read_project(migrate_project_arg(fcinfo, 2), LEDGER_READ);
	foreach(lc, migrate_compare_project(project, content))
		PutStatus(fcinfo, ++place, lfirst(lc));
	return (Datum) 0;
}

/*
 * statements
 */

/* What the ledger knows of one statement. */
typedef struct StatementFact
{
	TimestampTz started;
	TimestampTz finished;
	int64		rows;
} StatementFact;

/*
 * Reads the steps of a migration since it was last begun from its first
 * statement, by the number of the last statement of each.  The last one is in
 * the event that ends it, which began when the one before had ended.
 */
static void
ReadSteps(const char *project, const char *name, StatementFact *facts, int n)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	uint64		rows;

	migrate_ledger_open(&access, LEDGER_READ);
	migrate_arg_text(&args, project);
	migrate_arg_text(&args, name);
	rows = migrate_query(&access,
						 "SELECT statement, CASE action WHEN 'step' THEN started_at"
						 "  ELSE lag(finished_at) OVER (ORDER BY id) END,"
						 " finished_at, row_count"
						 " FROM migrate.event WHERE project = $1 AND name = $2"
						 "  AND (action = 'step' AND detail = 'apply'"
						 "    OR action IN ('start', 'apply'))"
						 "  AND id >= (SELECT max(id) FROM migrate.event"
						 "    WHERE project = $1 AND name = $2"
						 "      AND action = 'start' AND detail = 'apply')"
						 " ORDER BY id", &args);
	for (uint64 i = 0; i < rows; i++)
	{
		ResultRow	row;
		int			statement;

		migrate_get_row(i, &row);
		statement = migrate_column_int(&row, 1);
		if (statement < 1 || statement > n)
			continue;
		facts[statement - 1].started = migrate_column_time(&row, 2);
		facts[statement - 1].finished = migrate_column_time(&row, 3);
		facts[statement - 1].rows = migrate_column_bigint(&row, 4);
	}
	migrate_ledger_close(&access);
}

/* Can the loss of a session leave it in doubt whether a statement was done? */
static bool
MayBeInDoubt(const ScriptStatement *s)
{
	return s->own_transaction || migrate_may_commit_inside(s);
}

/* Returns the state of statement i, from 0. */
static const char *
StatementState(const Migration *m, const Script *script, int i)
{
	if (migrate_is_applied(m) && !migrate_is_pending(m))
		return "done";
	if (!m->reverting && i < m->done)
		return "done";
	if (m->failed_statement == i + 1 && !m->reverting)
		return "failed";
	if (!m->reverting && m->state == MIGRATION_INTERRUPTED && i == m->done &&
		MayBeInDoubt(&script->statements[i]))
		return "in_doubt";
	return "pending";
}

/* migrate.statements() */
MIGRATE_FUNCTION(migrate_statements)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *project_name = migrate_project_arg(fcinfo, 1);
	Migration  *m;
	Script	   *script;
	StatementFact *facts;

	InitMaterializedSRF(fcinfo, 0);
	m = migrate_get_migration(migrate_read_project(project_name, LEDGER_READ),
							  name);
	script = migrate_parse_script("", name, migrate_read_script(m->row->up),
								  migrate_script_mode(m));
	facts = palloc0(sizeof(StatementFact) * (script->nstatements + 1));
	if (script->stepwise)
		ReadSteps(project_name, name, facts, script->nstatements);

	for (int i = 0; i < script->nstatements; i++)
	{
		Row			row = {0};
		bool		step = facts[i].finished != 0;
		bool		failed = m->failed_statement == i + 1 && !m->reverting;

		CHECK_FOR_INTERRUPTS();
		PutInt(&row, false, i + 1);
		PutInt(&row, false, script->statements[i].line);
		PutText(&row, StatementState(m, script, i));
		PutText(&row, migrate_statement_text(script, i));
		PutText(&row, failed ? m->message : NULL);
		PutInt(&row, !step, Duration(facts[i].started, facts[i].finished));
		row.nulls[row.n] = !step || facts[i].rows < 0;
		row.values[row.n++] = Int64GetDatum(facts[i].rows);
		PutRow(fcinfo, &row);
	}
	return (Datum) 0;
}

/*
 * running
 */

/*
 * migrate.running(): the line that the runner shows in pg_stat_activity, taken
 * apart.  Runs as the owner, who sees it.
 */
MIGRATE_FUNCTION(migrate_running)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	int			pid;

	InitMaterializedSRF(fcinfo, 0);
	pgstat_clear_backend_activity_snapshot();	/* as it is now */
	migrate_ledger_open(&access, LEDGER_READ);
	pid = migrate_runner_pid(&access);
	migrate_arg_int(&args, false, pid);
	if (pid != 0 &&
		migrate_query(&access,
					  "SELECT a.pid, coalesce(p.f[5], 'main'), p.f[1], p.f[2]::int,"
					  "  p.f[3]::int, a.query_start, a.usename::text, p.f[6]"
					  " FROM pg_catalog.pg_stat_activity a,"
					  "  LATERAL (SELECT regexp_match(a.query,"
					  "   '^/\\* migrate (.*?) (\\d{1,9})/(\\d{1,9})( of (.*?))? \\*/ (.*)$') AS f) p"
					  " WHERE a.pid = $1 AND p.f IS NOT NULL", &args) > 0)
	{
		ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

		tuplestore_puttuple(result->setResult, SPI_tuptable->vals[0]);
	}
	migrate_ledger_close(&access);
	return (Datum) 0;
}
