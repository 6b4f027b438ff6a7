/*-------------------------------------------------------------------------
 *
 * stepwise.c
 *	  Migrations that cannot be one transaction: each step commits by itself.
 *
 * A start event says that steps may follow; each step and its event commit
 * together where the step is transactional.  A statement that commits by
 * itself (CREATE INDEX CONCURRENTLY, VACUUM) leaves its last transaction open,
 * and its event goes into that one.  What a crash leaves in doubt is settled
 * by looking, or by a person.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "compat.h"
#include "delta.h"
#include "errors.h"
#include "execute.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "runner.h"
#include "storage/lmgr.h"
#include "temporary.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

/*
 * Invalid indexes
 */

/* Is the index there, and can it be used? */
typedef enum IndexState
{
	INDEX_ABSENT,
	INDEX_INVALID,
	INDEX_VALID
} IndexState;

/* Returns the state of an index of a table; its name, quoted, in *name. */
static IndexState
LookAtIndex(Oid index, Oid table, char **name)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	Form_pg_index form;
	IndexState	state;

	if (!HeapTupleIsValid(tuple))
		return INDEX_ABSENT;
	form = (Form_pg_index) GETSTRUCT(tuple);
	if (form->indrelid != table)
		state = INDEX_ABSENT;
	else
		state = form->indisvalid ? INDEX_VALID : INDEX_INVALID;
	ReleaseSysCache(tuple);
	if (state != INDEX_ABSENT)
		*name = quote_qualified_identifier(get_namespace_name(get_rel_namespace(index)),
										   get_rel_name(index));
	return state;
}

/*
 * Returns all indexes of a table.  RelationGetIndexList() leaves out those that
 * a DROP or REINDEX INDEX CONCURRENTLY had declared dead when it was cut off.
 */
static List *
AllIndexes(Oid table)
{
	Relation	rel = table_open(IndexRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *indexes = NIL;

	ScanKeyInit(&key, Anum_pg_index_indrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(table));
	scan = systable_beginscan(rel, IndexIndrelidIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		indexes = lappend_oid(indexes,
							  ((Form_pg_index) GETSTRUCT(tuple))->indexrelid);
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return indexes;
}

/*
 * Does the name of an index look like one that the server made for this table:
 * table_columns_idx, perhaps with a number?  Where that is too long the server
 * cuts what is longer, table or columns, down to equal lengths.
 */
static bool
HasDefaultName(Oid index, Oid table)
{
	const size_t longest = NAMEDATALEN - 1;
	const size_t partial = 2 * (MAX_MULTIBYTE_CHAR_LEN - 1);	/* of both parts */
	char	   *name = get_rel_name(index);
	char	   *table_name = get_rel_name(table);
	size_t		end;
	size_t		same = 0;

	if (name == NULL || table_name == NULL)
		return false;
	for (end = strlen(name); end > 0 && isdigit((unsigned char) name[end - 1]);)
		end--;
	if (end < 4 || strncmp(name + end - 4, "_idx", 4) != 0)
		return false;
	while (table_name[same] != '\0' && name[same] == table_name[same])
		same++;
	if (table_name[same] == '\0')
		return name[same] == '_';
	return strlen(name) >= longest - partial && same >= longest / 4;
}

/*
 * Returns the names of the invalid indexes that an earlier try of this CREATE
 * INDEX CONCURRENTLY left, or NIL; *state tells whether the index is there.
 */
static List *
FindLeftIndexes(const IndexStmt *stmt, IndexState *state)
{
	Oid			table = RangeVarGetRelid(stmt->relation, NoLock, true);
	List	   *names = NIL;
	char	   *name;

	*state = INDEX_ABSENT;
	if (!OidIsValid(table))
		return NIL;
	if (stmt->idxname != NULL)
	{
		Oid			index = get_relname_relid(stmt->idxname,
											  get_rel_namespace(table));

		*state = LookAtIndex(index, table, &name);
		if (*state == INDEX_INVALID)
			names = list_make1(name);
	}
	else
	{
		ListCell   *lc;

		foreach(lc, AllIndexes(table))
			if (HasDefaultName(lfirst_oid(lc), table) &&
				LookAtIndex(lfirst_oid(lc), table, &name) == INDEX_INVALID)
				names = lappend(names, name);
	}
	return names;
}

/* Adds the names of the invalid copies of a table's indexes. */
static List *
AddLeftCopies(List *names, Oid table)
{
	ListCell   *lc;
	char	   *name;

	foreach(lc, AllIndexes(table))
	{
		char	   *relname = get_rel_name(lfirst_oid(lc));

		if (relname != NULL &&
			(strstr(relname, "_ccnew") != NULL ||
			 strstr(relname, "_ccold") != NULL) &&
			LookAtIndex(lfirst_oid(lc), table, &name) == INDEX_INVALID)
			names = lappend(names, name);
	}
	return names;
}

/*
 * Returns the names of the invalid copies that a failed REINDEX CONCURRENTLY
 * of an index or table left ("..._ccnew", "..._ccold"), also of its TOAST table.
 */
static List *
FindLeftReindex(const ReindexStmt *stmt)
{
	Oid			oid;
	Oid			table;
	Oid			toast;
	Relation	rel;
	List	   *names;

	if (stmt->relation == NULL)
		return NIL;
	oid = RangeVarGetRelid(stmt->relation, NoLock, true);
	if (!OidIsValid(oid))
		return NIL;
	table = stmt->kind == REINDEX_OBJECT_INDEX ? IndexGetRelation(oid, true) : oid;
	rel = OidIsValid(table) ? try_relation_open(table, AccessShareLock) : NULL;
	if (rel == NULL)
		return NIL;
	toast = rel->rd_rel->reltoastrelid;
	names = AddLeftCopies(NIL, table);
	if (OidIsValid(toast))
		names = AddLeftCopies(names, toast);
	relation_close(rel, AccessShareLock);
	return names;
}

/* Is another session building an index of the table just now? */
static bool
TableIsBusy(RangeVar *relation)
{
	Oid			table = RangeVarGetRelid(relation, NoLock, true);

	if (!OidIsValid(table))
		return false;
	if (!ConditionalLockRelationOid(table, ShareUpdateExclusiveLock))
		return true;
	UnlockRelationOid(table, ShareUpdateExclusiveLock);
	return false;
}

/* Drops an invalid index without blocking anybody. */
static void
DropInvalidIndex(Execution *x, const char *name)
{
	char	   *sql = psprintf("DROP INDEX CONCURRENTLY IF EXISTS %s", name);
	Script	   *script = migrate_parse_script("", x->migration->row->name, sql,
											  "off");
	ScriptRun  *run = migrate_new_run(script, x->executor->project->name,
									  x->migration->row->name, true);

	ereport(NOTICE,
			(errmsg("dropping invalid index %s that an earlier try left", name)));
	migrate_run_statements(run, 0, 0);
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/*
 * Removes what an earlier try of a CONCURRENTLY statement left.  Returns true
 * if there is nothing more to do: the index is there and valid.
 */
static bool
CleanUpBefore(Execution *x, const ScriptStatement *s)
{
	Node	   *stmt = s->raw->stmt;
	IndexState	state = INDEX_ABSENT;
	List	   *names = NIL;
	RangeVar   *relation = NULL;
	ListCell   *lc;

	if (IsA(stmt, IndexStmt) && s->concurrently)
	{
		names = FindLeftIndexes((IndexStmt *) stmt, &state);
		relation = ((IndexStmt *) stmt)->relation;
	}
	else if (IsA(stmt, ReindexStmt) && s->concurrently)
		names = FindLeftReindex((ReindexStmt *) stmt);

	/* do not take an index from a session that is still at it */
	if (names != NIL && relation != NULL && TableIsBusy(relation))
		names = NIL;
	foreach(lc, names)
		DropInvalidIndex(x, lfirst(lc));
	return state == INDEX_VALID;
}

/*
 * Steps
 */

/* Number of statements that are done when a step is. */
static int
DoneAfter(const ScriptStep *step)
{
	return step->last + 1;
}

/* Is the step a single statement that commits by itself? */
static const ScriptStatement *
OwnTransactionOf(const Script *script, const ScriptStep *step)
{
	const ScriptStatement *s = &script->statements[step->first];

	return step->first == step->last && s->own_transaction ? s : NULL;
}

/* Records a step, or the end if it was the last and nothing is to verify. */
static void
RecordStep(Execution *x, const ScriptStep *step, TimestampTz started)
{
	Event	   *e;

	if (DoneAfter(step) == x->script->nstatements && x->verify == NULL)
	{
		migrate_record_end(x);
		return;
	}
	e = migrate_execution_event(x, "step");
	migrate_changes_collect();
	migrate_changes_attach(e);
	e->started = started;
	e->statement = DoneAfter(step);
	e->line = x->script->statements[step->first].line;
	e->rows = x->rows;
	migrate_write_event(e);
}

/*
 * Waits of the CONCURRENTLY forms block nobody, and a repeat would build again:
 * no lock_timeout there, unless the call or the script gave one.
 */
static void
SetLockTimeout(Execution *x, const ScriptStatement *own)
{
	const Settings *settings = x->executor->settings;
	int			wanted = settings->lock_timeout;
	char		text[32];

	if (own && own->concurrently && !settings->lock_timeout_given)
		wanted = 0;
	if (LockTimeout != x->lock_timeout || wanted == LockTimeout)
		return;					/* the script's own, or as it should be */
	snprintf(text, sizeof(text), "%d", wanted);
	(void) set_config_option("lock_timeout", text, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SET, true, 0, false);
	x->lock_timeout = wanted;
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/* Runs, records and commits one step; raises whatever goes wrong. */
static void
RunStep(Execution *x, const ScriptStep *step)
{
	const ScriptStatement *own = OwnTransactionOf(x->script, step);
	bool		block = step->last > step->first;
	TimestampTz started = GetCurrentTimestamp();

	x->run = migrate_new_run(x->script, x->executor->project->name,
							 x->migration->row->name, true);
	SetLockTimeout(x, own);
	migrate_changes_begin();
	migrate_watch_locks(LockTimeout);
	if (block)
		BeginImplicitTransactionBlock();
	migrate_start_mode(&step->mode);
	migrate_run_statements(x->run, step->first, step->last);
	x->rows = x->run->rows;
	migrate_unwatch_locks();
	migrate_check_lock_kept(x->migration->row->name);
	XactReadOnly = false;
	RecordStep(x, step, started);
	if (block)
		EndImplicitTransactionBlock();
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/*
 * Runs a step that may have been tried before: what that left is removed.  If
 * it is in doubt and all is there already, the step is recorded only.
 */
static void
RunStepAgain(Execution *x, const ScriptStep *step, bool in_doubt)
{
	const ScriptStatement *own = OwnTransactionOf(x->script, step);

	if (own != NULL)
	{
		x->run = migrate_new_run(x->script, x->executor->project->name,
								 x->migration->row->name, true);
		x->run->at = step->first;
		SetLockTimeout(x, own); /* what clears up waits as long, too */
	}
	if (own == NULL || !CleanUpBefore(x, own) || !in_doubt)
	{
		RunStep(x, step);
		return;
	}
	RecordStep(x, step, GetCurrentTimestamp());
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/*
 * Tries a step once; false if it failed, with the error kept.  again: there
 * may be something left of an earlier try.
 */
static bool
TryStep(Execution *x, const ScriptStep *step, bool again, bool in_doubt)
{
	x->error = NULL;
	PG_TRY();
	{
		if (again)
			RunStepAgain(x, step, in_doubt);
		else
			RunStep(x, step);
	}
	PG_CATCH();
	{
		migrate_catch_failure(x);
	}
	PG_END_TRY();
	return x->error == NULL;
}

/* Runs the verify script and records the end; keeps an error. */
static bool
TryVerify(Execution *x)
{
	x->error = NULL;
	PG_TRY();
	{
		BeginImplicitTransactionBlock();
		migrate_run_verify(x, true);
		migrate_check_lock_kept(x->migration->row->name);
		migrate_record_end(x);
		EndImplicitTransactionBlock();
		CommitTransactionCommand();
		migrate_runner_new_transaction();
		MemoryContextSwitchTo(x->context);
	}
	PG_CATCH();
	{
		migrate_catch_failure(x);
	}
	PG_END_TRY();
	return x->error == NULL;
}

/* What the session had before a stepwise migration. */
typedef struct SessionState
{
	List	   *settings;
	ObjectAddresses *temporary;
} SessionState;

/* Puts settings back, drops temporary objects, and commits that. */
static void
RestoreSession(Execution *x, const SessionState *before)
{
	migrate_restore_session(before->settings);
	migrate_drop_temporary(before->temporary, true);
	CommitTransactionCommand();
	migrate_runner_new_transaction();
	MemoryContextSwitchTo(x->context);
}

/*
 * Records that steps may follow.  The commit need not be flushed: the first
 * commit of the script flushes it too, and without that nothing has happened.
 */
static void
RecordStart(Execution *x)
{
	Event	   *e = migrate_execution_event(x, "start");

	if (x->resume && x->direction == DIRECTION_UP)
		e->detail = pstrdup("resume");
	(void) set_config_option("synchronous_commit", "off", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	migrate_write_event(e);
}

/* Begins: records that, and takes the settings.  Nothing has run if it fails. */
static void
Start(Execution *x)
{
	PG_TRY();
	{
		RecordStart(x);
		migrate_start_settings(x->executor->settings, true);
		x->lock_timeout = x->executor->settings->lock_timeout;
		CommitTransactionCommand();
		migrate_runner_new_transaction();
		MemoryContextSwitchTo(x->context);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(x->context);
		error = CopyErrorData();
		FlushErrorState();
		error->message = psprintf("%s could not begin: %s",
								  x->script->subject,
								  error->message ? error->message : "");
		ReThrowError(error);
	}
	PG_END_TRY();
}

/*
 * Sets again what the statements that are done have set for the session: it
 * ended with the session, or with the failure.
 */
static void
RepeatSettings(Execution *x, int done)
{
	x->run = migrate_new_run(x->script, x->executor->project->name,
							 x->migration->row->name, true);
	for (int i = 0; i < done && i < x->script->nstatements; i++)
	{
		VariableSetStmt *set = (VariableSetStmt *) x->script->statements[i].raw->stmt;

		if (!IsA(set, VariableSetStmt) || set->is_local)
			continue;
		migrate_run_statements(x->run, i, i);
		CommitTransactionCommand();
		migrate_runner_new_transaction();
		MemoryContextSwitchTo(x->context);
	}
}

/* Does that; false if it failed, with the error kept. */
static bool
TryRepeatSettings(Execution *x, int done)
{
	x->error = NULL;
	PG_TRY();
	{
		RepeatSettings(x, done);
	}
	PG_CATCH();
	{
		migrate_catch_failure(x);
	}
	PG_END_TRY();
	return x->error == NULL;
}

/*
 * Returns the statement that failed, NULL if it was none.  One that is a step of
 * its own can also fail when its end is to be recorded and committed.
 */
static const ScriptStatement *
FailedStatement(const Execution *x)
{
	const ScriptStatement *statements = x->script->statements;

	if (x->run == NULL || migrate_failed_in_verify(x))
		return NULL;
	if (x->run->at >= 0)
		return &statements[x->run->at];
	return x->step && x->run->begun && x->step->first == x->step->last ?
		&statements[x->step->first] : NULL;
}

/* Records the failure and raises it, with what is done and how to go on. */
static void
FailStepwise(Execution *x, const SessionState *before, int done)
{
	const char *name = quote_literal_cstr(x->migration->row->name);
	const char *project = migrate_project_hint(x->migration->row->project);
	const ScriptStatement *failed;
	char	   *state;
	char	   *hint;

	RestoreSession(x, before);
	failed = FailedStatement(x);
	x->in_doubt = failed && migrate_may_commit_inside(failed);
	x->partial = x->direction == DIRECTION_UP && (done > 0 || x->in_doubt);
	migrate_record_failure(x);

	if (done == 0 && !x->in_doubt && x->direction == DIRECTION_DOWN)
		state = pstrdup("The migration is still applied, whole");
	else if (done > 0 || x->in_doubt)
		state = migrate_done_so_far(done, x->script->nstatements);
	else
		state = pstrdup("Nothing of this migration remains");
	if (x->in_doubt)
		state = psprintf("%s, statement %d perhaps in part: it can commit by itself",
						 state, (int) (failed - x->script->statements) + 1);
	else if (failed && failed->concurrently &&
			 (IsA(failed->raw->stmt, IndexStmt) ||
			  IsA(failed->raw->stmt, ReindexStmt)))
		state = psprintf("%s, but an invalid index may be left, which the next try removes",
						 state);
	state = psprintf("%s%s.", state, migrate_before_it(x->executor));

	if (done == 0 && !x->in_doubt && x->direction == DIRECTION_DOWN)
		hint = pstrdup("Correct the down script, hand it over again and revert again.");
	else if (migrate_failed_in_verify(x))
		hint = psprintf("Mend the cause, or hand over a corrected verify script; then CALL migrate.apply(resume => true%s) verifies again.",
						project);
	else if (x->direction == DIRECTION_DOWN)
		hint = psprintf("Mend the cause and revert again, which goes on at statement %d; or %s",
						done + 1, migrate_resolve_hint(x->migration));
	else if (done == 0 && !x->in_doubt)
		hint = pstrdup("Correct the script and hand it over again.");
	else
		hint = psprintf("Correct statement %d and hand the script over again, or mend the data; then CALL migrate.apply(resume => true%s) goes on at statement %d. SELECT * FROM migrate.statements(%s%s) shows each statement.",
						x->run && x->run->at >= 0 ? x->run->at + 1 : done + 1,
						project, done + 1, name, project);
	migrate_raise_failure(x, state, hint);
}

/*
 * A statement that was at work when the session was lost may have had effect.
 * Some can be looked at or simply be repeated; for others a person must say.
 */
static void
RefuseInDoubt(Execution *x, const ScriptStep *step)
{
	const ScriptStatement *s = &x->script->statements[step->first];
	Node	   *stmt = s->raw->stmt;
	const char *name = quote_literal_cstr(x->migration->row->name);

	if (step->last > step->first)
		return;					/* a block is done or not */
	switch (nodeTag(stmt))
	{
		case T_CreatedbStmt:
		case T_DropdbStmt:
		case T_CreateTableSpaceStmt:
		case T_DropTableSpaceStmt:
		case T_CreateSubscriptionStmt:
		case T_DropSubscriptionStmt:
		case T_AlterTableStmt:
		case T_CallStmt:
		case T_DoStmt:
			break;
		default:
			return;
	}
	if (IsA(stmt, AlterTableStmt) && !s->concurrently)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_MG_UNSETTLED),
			 errmsg("statement %d of migration \"%s\", line %d, was interrupted and may have had effect",
					step->first + 1, x->migration->row->name, s->line),
			 errdetail("%s", migrate_statement_text(x->script, step->first)),
			 errhint("Look, then CALL migrate.resolve(%s, 'applied', statement => %d%s) if it is done, or statement => %d if it is to run again.",
					 name, step->first + 1,
					 migrate_project_hint(x->migration->row->project),
					 step->first)));
}

/*
 * Runs a stepwise migration, from where it stopped if it is resumed.  Returns
 * when all is done and recorded.
 */
void
migrate_execute_stepwise(Execution *x)
{
	Migration  *m = x->migration;
	bool		goes_on = x->resume || (x->direction == DIRECTION_DOWN &&
										migrate_is_unsettled(m));
	int			done = goes_on ? m->done : 0;
	bool		tried = goes_on || m->stepwise;
	bool		in_doubt = goes_on && m->state == MIGRATION_INTERRUPTED;
	SessionState before = {migrate_save_session(), migrate_note_temporary()};
	ScriptRun  *idle = x->run;	/* of a step that has not begun */
	MemoryContext one = AllocSetContextCreate(x->context, "migration step",
											  ALLOCSET_DEFAULT_SIZES);

	for (int i = 0; i < x->script->nsteps; i++)
		if (in_doubt && x->script->steps[i].first == done)
			RefuseInDoubt(x, &x->script->steps[i]);

	Start(x);
	if (done > 0 && !TryRepeatSettings(x, done))
		FailStepwise(x, &before, done);
	x->run = idle;
	for (int i = 0; i < x->script->nsteps; i++)
	{
		const ScriptStep *step = &x->script->steps[i];
		TimestampTz start = GetCurrentTimestamp();
		int			pause = 0;

		if (step->last < done)
			continue;
		MemoryContextSwitchTo(one);
		x->step = step;
		while (!TryStep(x, step, tried || pause != 0,
						in_doubt && step->first == m->done))
			if (!migrate_retry_pause(x, start, &pause))
				FailStepwise(x, &before, done);
		done = DoneAfter(step);
		x->step = NULL;
		x->run = idle;
		MemoryContextSwitchTo(x->context);
		MemoryContextReset(one);
	}
	/* an empty script, or one that was done but for its end */
	if (x->verify != NULL || x->script->nsteps == 0 ||
		(goes_on && m->done >= x->script->nstatements))
		if (!TryVerify(x))
			FailStepwise(x, &before, done);
	RestoreSession(x, &before);
}
