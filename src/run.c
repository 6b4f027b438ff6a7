/*-------------------------------------------------------------------------
 *
 * run.c
 *	  Running the statements of a script, and telling what went wrong.
 *
 * Each statement goes the way that one sent by a client goes: analysed with
 * the whole script as its text, planned, and run in a portal of its own.  No
 * SPI connection is open meanwhile, so that what a client may do, a migration
 * may do.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "compat.h"
#include "errors.h"
#include "miscadmin.h"
#include "parser/analyze.h"
#include "pgstat.h"
#include "run.h"
#include "tcop/pquery.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"

#define MAX_WARNINGS 100

/* Where the warnings of the running script go. */
static List **collected = NULL;
static MemoryContext collect_context;
static const char *collect_name;
static emit_log_hook_type previous_log_hook = NULL;

/* Returns a name without what would end the comment that shows it. */
static char *
WithoutCommentEnd(const char *name)
{
	char	   *copy = pstrdup(name);

	for (char *p = copy; (p = strstr(p, "*/")) != NULL;)
		*p = '+';
	return copy;
}

/* Returns a run of a script that has not begun. */
ScriptRun *
migrate_new_run(const Script *script, const char *project, const char *name,
				bool top_level)
{
	ScriptRun  *run = palloc0(sizeof(ScriptRun));

	run->script = script;
	run->project = project;
	run->name = name;
	run->shown_name = WithoutCommentEnd(name);
	run->top_level = top_level;
	run->at = -1;
	return run;
}

/* Returns an SQLSTATE as its five characters. */
char *
migrate_sqlstate(int code)
{
	return pstrdup(unpack_sql_state(code));
}

/*
 * Settings that a migration starts with
 */

static void
StartSetting(const char *name, const char *value, bool session)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 session ? GUC_ACTION_SET : GUC_ACTION_SAVE,
							 true, 0, false);
}

/*
 * Sets what every migration starts with: for the session (stepwise; put back
 * by migrate_restore_session), or for the current nest level of settings.
 */
void
migrate_start_settings(const Settings *settings, bool session)
{
	StartSetting("lock_timeout", psprintf("%d", settings->lock_timeout),
				 session);
	StartSetting("statement_timeout",
				 psprintf("%d", settings->statement_timeout), session);
	if (settings->search_path)
		StartSetting("search_path", settings->search_path, session);
	if (settings->role)
		StartSetting("role", settings->role, session);
}

/*
 * Warnings
 */

/* Keeps a warning on its way to the log. */
static void
CollectWarning(ErrorData *edata)
{
	if (edata->elevel == WARNING && collected != NULL &&
		list_length(*collected) < MAX_WARNINGS)
	{
		MemoryContext old = MemoryContextSwitchTo(collect_context);
		ScriptWarning *w = palloc(sizeof(ScriptWarning));

		w->name = pstrdup(collect_name);
		w->code = migrate_sqlstate(edata->sqlerrcode);
		w->message = pstrdup(edata->message ? edata->message : "");
		*collected = lappend(*collected, w);
		MemoryContextSwitchTo(old);
	}
	if (previous_log_hook)
		previous_log_hook(edata);
}

/* Has the warnings of a migration kept until migrate_stop_collecting(). */
void
migrate_collect_warnings(List **warnings, MemoryContext context,
						 const char *name)
{
	if (emit_log_hook != CollectWarning)
	{
		previous_log_hook = emit_log_hook;
		emit_log_hook = CollectWarning;
	}
	collected = warnings;
	collect_context = context;
	collect_name = name;
}

/* Tells the client a warning of our own, which is not the script's. */
void
migrate_tell_warning(const char *message)
{
	List	  **saved = collected;

	collected = NULL;
	ereport(WARNING, (errmsg("%s", message)));
	collected = saved;
}

void
migrate_stop_collecting(void)
{
	collected = NULL;
	if (emit_log_hook == CollectWarning)
		emit_log_hook = previous_log_hook;
}

/*
 * Running
 */

/* Shows in pg_stat_activity which statement runs; running() parses it. */
void
migrate_show_activity(const ScriptRun *run)
{
	const ScriptStatement *s = &run->script->statements[run->at];
	int			length = Min(s->length, pgstat_track_activity_query_size);
	char	   *line = psprintf("/* migrate %s %d/%d%s%s */ %.*s",
								run->shown_name,
								run->at + 1, run->script->nstatements,
								strcmp(run->project, "main") ? " of " : "",
								strcmp(run->project, "main") ? run->project : "",
								length, run->script->text + s->start);

	pgstat_report_activity(STATE_RUNNING, line);
	pfree(line);
}

/* Shows the client's statement again. */
void
migrate_show_call(void)
{
	pgstat_report_activity(STATE_RUNNING, debug_query_string);
}

/*
 * Error context of a running statement: takes the position away, which the
 * client would look for in the text of the CALL.
 */
static void
StatementContext(void *arg)
{
	ScriptRun  *run = arg;
	run->position = geterrposition();	/* a warning may have left another */
	if (run->position > 0)
		errposition(0);
}

/* Runs one statement to its end, in the current transaction. */
static void
RunStatement(ScriptRun *run, const ScriptStatement *s)
{
	RawStmt    *raw = copyObject(s->raw);	/* utilities scribble on it */
	const char *text = run->script->text;
	bool		snapshot = analyze_requires_snapshot(raw);
	List	   *queries;
	List	   *plans;
	Portal		portal;
	QueryCompletion qc;

	if (snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	queries = pg_analyze_and_rewrite_fixedparams(raw, text, NULL, 0, NULL);
	plans = pg_plan_queries(queries, text, CURSOR_OPT_PARALLEL_OK, NULL);
	if (snapshot)
		PopActiveSnapshot();
	CHECK_FOR_INTERRUPTS();

	portal = CreateNewPortal();
	portal->visible = false;
	PortalDefineQuery(portal, NULL, text, CreateCommandTag(raw->stmt), plans,
					  NULL);
	PortalStart(portal, NULL, 0, InvalidSnapshot);
	InitializeQueryCompletion(&qc);
	(void) migrate_portal_run(portal, run->top_level, None_Receiver, &qc);
	run->rows += qc.nprocessed;
	PortalDrop(portal, false);
	CommandCounterIncrement();
}

/*
 * Runs statements first..last, in the current transaction.  The time-out for a
 * statement is the setting as it stands, which the script may have changed.
 */
void
migrate_run_statements(ScriptRun *run, int first, int last)
{
	ErrorContextCallback callback;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate statement",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);

	callback.callback = StatementContext;
	callback.arg = run;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	run->begun = true;

	for (run->at = first; run->at <= last; run->at++)
	{
		const ScriptStatement *s = &run->script->statements[run->at];

		if (s->role != STATEMENT_RUN)
			continue;
		CHECK_FOR_INTERRUPTS();
		migrate_show_activity(run);
		run->position = 0;
		if (StatementTimeout > 0)
			enable_timeout_after(STATEMENT_TIMEOUT, StatementTimeout);
		RunStatement(run, s);
		if (StatementTimeout > 0 || get_timeout_active(STATEMENT_TIMEOUT))
			disable_timeout(STATEMENT_TIMEOUT, false);
		MemoryContextReset(context);
	}

	run->at = -1;
	error_context_stack = callback.previous;
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/*
 * What went wrong
 */

/* Joins two texts with a line end; either may be NULL. */
static char *
JoinLines(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a ? pstrdup(a) : b ? pstrdup(b) : NULL;
	return psprintf("%s\n%s", a, b);
}

/*
 * Makes an error of a script tell migration, statement and line in its
 * message, with the line and a caret below: many clients show nothing else.
 * The state of the database joins the detail, the way out the hint.
 */
void
migrate_describe_error(ErrorData *edata, const ScriptRun *run,
					   const char *state, const char *hint)
{
	const Script *script = run->script;
	const char *message = edata->message ? migrate_clip(edata->message) : "";

	if (script != NULL && run->at >= 0)
	{
		const ScriptStatement *s = &script->statements[run->at];
		int			offset = run->position > 0 ?
			migrate_offset_of(script->text, run->position) : s->start;

		edata->message = psprintf("%s failed at statement %d, line %d: %s\n%s",
								  script->subject, run->at + 1,
								  migrate_line_of(script->text, offset),
								  message,
								  migrate_excerpt(script->text, offset,
												  run->position > 0));
	}
	else if (script != NULL && edata->sqlerrcode != ERRCODE_MG_UNSUPPORTED)
		edata->message = psprintf(run->begun ?
								  "%s failed at its end, when it was to be recorded and committed: %s" :
								  "%s could not begin: %s",
								  script->subject, message);
	edata->detail = JoinLines(migrate_clip(edata->detail), state);
	edata->hint = JoinLines(migrate_clip(edata->hint), hint);
	edata->cursorpos = 0;
}
