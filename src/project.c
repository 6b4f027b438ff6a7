/*-------------------------------------------------------------------------
 *
 * project.c
 *	  A project as the ledger's rows and events add up to it.
 *
 * Nothing is stored that follows from events: the state of a migration is a
 * fold over them, in the order in which they happened.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "errors.h"
#include "executor/spi.h"
#include "ledger.h"
#include "miscadmin.h"
#include "name_order.h"
#include "project.h"
#include "runner.h"
#include "texttable.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

const char *const migrate_state_names[] = {
	[MIGRATION_PENDING] = "pending",
	[MIGRATION_RUNNING] = "running",
	[MIGRATION_APPLIED] = "applied",
	[MIGRATION_BASELINED] = "baselined",
	[MIGRATION_FAILED] = "failed",
	[MIGRATION_PARTIAL] = "partial",
	[MIGRATION_INTERRUPTED] = "interrupted",
	[MIGRATION_REVERTED] = "reverted",
};

StaticAssertDecl(lengthof(migrate_state_names) == MIGRATION_REVERTED + 1,
				 "every state has a name");

/* Returns the migration of that name, or NULL. */
Migration *
migrate_find_migration(Project *project, const char *name)
{
	return migrate_text_find(project->by_name, name);
}

/* Returns the migration of that name; an unknown one is an error. */
Migration *
migrate_get_migration(Project *project, const char *name)
{
	Migration  *m = migrate_find_migration(project, name);

	if (m == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNKNOWN_NAME),
				 errmsg("migration \"%s\" is not registered in project \"%s\"",
						name, project->name),
				 errhint("SELECT name FROM migrate.status() lists the names; give the whole name.")));
	return m;
}

/* Forgets what happened to a migration; what is registered stays. */
static void
ForgetLife(Migration *m)
{
	MigrationRow *row = m->row;
	List	   *vouchers = m->vouchers;

	memset(m, 0, sizeof(Migration));
	m->row = row;
	m->vouchers = vouchers;
	m->statements = m->failed_statement = m->line = -1;
}

/* Gives a migration a place in the table under its name. */
static Migration *
EnterMigration(Project *project, const char *name)
{
	Migration  *m = migrate_text_find(project->by_name, name);

	if (m == NULL)
	{
		m = palloc0(sizeof(Migration));
		ForgetLife(m);
		migrate_text_enter(project->by_name, name, m);
	}
	return m;
}

/* Does the name stand in the list? */
static bool
ListHasName(List *names, const char *name)
{
	ListCell   *lc;

	foreach(lc, names)
		if (strcmp(lfirst(lc), name) == 0)
			return true;
	return false;
}

static bool
SameText(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Do two lists hold the same names in the same order? */
static bool
SameNames(List *a, List *b)
{
	if (list_length(a) != list_length(b))
		return false;
	for (int i = 0; i < list_length(a); i++)
		if (strcmp(list_nth(a, i), list_nth(b, i)) != 0)
			return false;
	return true;
}

/* Do two rows have the same scripts, so that who vouches for one does for both? */
static bool
SameScripts(const MigrationRow *a, const MigrationRow *b)
{
	return SameText(a->up, b->up) && SameText(a->down, b->down) &&
		SameText(a->verify, b->verify) &&
		strcmp(a->transactional, b->transactional) == 0;
}

/* Do two rows register the same scripts, to be run the same way? */
bool
migrate_same_row(const MigrationRow *a, const MigrationRow *b)
{
	return SameScripts(a, b) && SameNames(a->requires, b->requires) &&
		a->repeatable == b->repeatable;
}

/* Takes in the next row of a migration: the newest counts. */
static void
FoldRow(Project *project, MigrationRow *row)
{
	Migration  *m = EnterMigration(project, row->name);

	if (m->row == NULL || !SameScripts(m->row, row))
		m->vouchers = NIL;
	m->row = row;
	if (!ListHasName(m->vouchers, row->registered_by))
		m->vouchers = lappend(m->vouchers, row->registered_by);
}

static void
ReadRows(LedgerAccess *access, Project *project)
{
	QueryArgs	args = {0};
	uint64		n;
	MemoryContext old;

	migrate_arg_text(&args, project->name);
	n = migrate_query(access,
					  "SELECT name, \"position\", up, down, verify, requires,"
					  " repeatable, coalesce(transactional, 'auto'),"
					  " coalesce(registered_by, ''), registered_at, event"
					  " FROM migrate.migration"
					  " WHERE project = $1 AND name IS NOT NULL"
					  " ORDER BY name, event", &args);
	old = MemoryContextSwitchTo(access->context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	r;
		MigrationRow *row = palloc0(sizeof(MigrationRow));

		migrate_get_row(i, &r);
		row->project = project->name;
		row->name = migrate_column_text(&r, 1);
		row->position = migrate_column_int(&r, 2);
		row->up = migrate_column_text(&r, 3);
		row->down = migrate_column_text(&r, 4);
		row->verify = migrate_column_text(&r, 5);
		row->requires = migrate_column_texts(&r, 6);
		row->repeatable = migrate_column_bool(&r, 7);
		row->transactional = migrate_column_text(&r, 8);
		row->registered_by = migrate_column_text(&r, 9);
		row->registered_at = migrate_column_time(&r, 10);
		row->event = migrate_column_bigint(&r, 11);
		FoldRow(project, row);
	}
	MemoryContextSwitchTo(old);
}

/*
 * The fold over events
 */

/* The name of a migration changed: its life goes on under the new one. */
static void
FoldRename(Project *project, Migration *m, const char *new_name)
{
	Migration  *to = EnterMigration(project, new_name);
	MigrationRow *row = to->row;
	List	   *vouchers = to->vouchers;

	*to = *m;
	to->row = row;
	to->vouchers = vouchers;
	ForgetLife(m);
}

/* resolve: what a person said became of the migration. */
static void
FoldResolve(Migration *m, const Event *e)
{
	m->sqlstate = m->message = NULL;
	m->failed_statement = m->line = -1;
	if (strcmp(e->detail, "applied") == 0)
		m->state = MIGRATION_APPLIED;
	else if (strcmp(e->detail, "rolled_back") == 0)
	{
		m->state = MIGRATION_PENDING;
		m->done = 0;
	}
	else						/* 1..k are done, on the way it was going */
	{
		m->state = MIGRATION_PARTIAL;
		m->done = e->statement;
		return;
	}
	m->reverting = false;
}

/* fail: a transaction left everything as it was, steps left what they did. */
static void
FoldFail(Migration *m, const Event *e)
{
	bool		stepwise = (m->state == MIGRATION_INTERRUPTED);

	bool		down = m->reverting || strcmp(e->detail, "revert") == 0;

	m->sqlstate = e->sqlstate;
	m->message = e->message;
	if (down && e->statement > 0)
		m->message = psprintf("down script, statement %d: %s", e->statement,
							  e->message);
	if (!down)
	{
		if (e->statements >= 0)
			m->statements = e->statements;
		m->failed_statement = e->statement;
		m->line = e->line;
		m->failed_script = e->script;
	}
	m->stepwise = stepwise;
	if (stepwise && (m->done > 0 || strcmp(e->detail, FAIL_IN_DOUBT) == 0))
		m->state = MIGRATION_PARTIAL;
	else if (stepwise)
	{
		m->state = m->reverting ? MIGRATION_APPLIED : MIGRATION_FAILED;
		m->reverting = false;
	}
	else if (strcmp(e->detail, "apply") == 0 && m->state != MIGRATION_PARTIAL)
		m->state = MIGRATION_FAILED;
}

/* start: one that ends needs an end; until then it is in doubt. */
static void
FoldStart(Migration *m, const Event *e)
{
	m->stepwise = true;
	m->reverting = strcmp(e->detail, "revert") == 0;
	if (strcmp(e->detail, "apply") == 0 ||
		(m->reverting && m->state != MIGRATION_PARTIAL && m->state != MIGRATION_INTERRUPTED))
		m->done = 0;
	m->state = MIGRATION_INTERRUPTED;
}

/* Takes the next event into the state of its migration. */
static void
FoldEvent(Project *project, const Event *e)
{
	Migration  *m = EnterMigration(project, e->name);

	m->newest = e->id;
	if (strcmp(e->action, "rename") == 0)
	{
		FoldRename(project, m, e->detail);
		return;
	}
	if (strcmp(e->action, "step") == 0)
	{
		m->done = e->statement;
		return;
	}
	if (strcmp(e->action, "remove") == 0)
	{
		ForgetLife(m);
		return;
	}
	if (strcmp(e->action, "repair") == 0)
	{
		m->ran = e->script;
		return;
	}

	if (strcmp(e->action, "fail") == 0)
	{
		FoldFail(m, e);
		if (migrate_is_applied(m))
			return;				/* its down script failed: still applied */
	}
	m->event = e->id;
	m->started = e->started;
	m->finished = e->finished;
	m->by = e->role_name;
	if (e->statements >= 0)
		m->statements = e->statements;

	if (strcmp(e->action, "fail") == 0)
	{
	}
	else if (strcmp(e->action, "resolve") == 0)
		FoldResolve(m, e);
	else if (strcmp(e->action, "start") == 0)
		FoldStart(m, e);
	else
	{
		m->state = strcmp(e->action, "apply") == 0 ? MIGRATION_APPLIED :
			strcmp(e->action, "revert") == 0 ? MIGRATION_REVERTED : MIGRATION_BASELINED;
		m->reverting = false;
		m->sqlstate = m->message = NULL;
		m->failed_statement = m->line = -1;
		m->done = m->state == MIGRATION_REVERTED ? 0 : Max(e->statements, 0);
	}
	if (strcmp(e->action, "resolve") == 0 || strcmp(e->action, "baseline") == 0 ||
		strcmp(e->action, "accept") == 0)
		m->started = 0;			/* nothing ran */
	/* what ran last upwards is what the database has */
	if (e->script && !m->reverting && strcmp(e->action, "revert") != 0 &&
		!(strcmp(e->action, "fail") == 0 && m->state == MIGRATION_FAILED))
		m->ran = e->script;
}

/*
 * Reads the events of a project.  Somebody can have changed them: no text that
 * the fold compares may be missing.
 */
static void
ReadEvents(LedgerAccess *access, Project *project)
{
	QueryArgs	args = {0};
	uint64		n;
	MemoryContext old;

	migrate_arg_text(&args, project->name);
	n = migrate_query(access,
					  "SELECT id, name, action, script, coalesce(detail, ''), started_at,"
					  " finished_at, statement, statements, line, sqlstate,"
					  " message, role_name"
					  " FROM migrate.event"
					  " WHERE project = $1 AND name IS NOT NULL AND action IN"
					  " ('apply', 'start', 'step', 'fail', 'revert', 'resolve',"
					  "  'baseline', 'accept', 'rename', 'remove', 'repair')"
					  " ORDER BY id", &args);
	old = MemoryContextSwitchTo(access->context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	r;
		Event		e = {0};

		CHECK_FOR_INTERRUPTS();
		migrate_get_row(i, &r);
		e.id = migrate_column_bigint(&r, 1);
		e.name = migrate_column_text(&r, 2);
		e.action = migrate_column_text(&r, 3);
		e.script = migrate_column_text(&r, 4);
		e.detail = migrate_column_text(&r, 5);
		e.started = migrate_column_time(&r, 6);
		e.finished = migrate_column_time(&r, 7);
		e.statement = migrate_column_int(&r, 8);
		e.statements = migrate_column_int(&r, 9);
		e.line = migrate_column_int(&r, 10);
		e.sqlstate = migrate_column_text(&r, 11);
		e.message = migrate_column_text(&r, 12);
		e.role_name = migrate_column_text(&r, 13);
		FoldEvent(project, &e);
	}
	MemoryContextSwitchTo(old);
}

static void
ReadLayout(LedgerAccess *access, Project *project)
{
	QueryArgs	args = {0};

	migrate_arg_text(&args, project->name);
	if (migrate_query(access,
					  "SELECT layout FROM migrate.project WHERE project = $1"
					  " ORDER BY event DESC LIMIT 1", &args) > 0)
		project->layout = migrate_first_text(access);
}

/*
 * Did a run that our snapshot shows without its end go on afterwards?  The
 * snapshot can be older than the look at who holds the lock: the run may have
 * ended, and its runner left, in between.
 */
static bool
WentOn(LedgerAccess *access, const Project *project, const Migration *m)
{
	QueryArgs	args = {0};
	ResultRow	row;
	bool		went_on = false;

	migrate_arg_text(&args, project->name);
	migrate_arg_text(&args, m->row->name);
	migrate_arg_bigint(&args, m->newest);
	PushActiveSnapshot(GetLatestSnapshot());
	if (migrate_query(access,
					  "SELECT action IN ('step', 'fail', 'apply', 'revert')"
					  " FROM migrate.event WHERE project = $1 AND name = $2"
					  " AND id > $3 ORDER BY id LIMIT 1", &args) > 0)
	{
		migrate_get_row(0, &row);
		went_on = migrate_column_bool(&row, 1);
	}
	PopActiveSnapshot();
	return went_on;
}

/*
 * Finds the runner of another session: true if there is one, with the
 * migration of this project that it is at in *at, or NULL; shown tells whether
 * it shows what it is at.
 */
static bool
FindRunner(LedgerAccess *access, Project *project, Migration **at, bool *shown)
{
	ResultRow	row;

	*at = NULL;
	*shown = false;
	if (migrate_runner_pid(access) == 0)
		return false;
	if (migrate_query(access, "SELECT project, name FROM migrate.running()",
					  NULL) == 0)
		return true;
	*shown = true;
	migrate_get_row(0, &row);
	if (strcmp(migrate_column_text(&row, 1), project->name) == 0)
		*at = migrate_find_migration(project, migrate_column_text(&row, 2));
	return true;
}

/*
 * A migration that was started and not ended is running while the runner that
 * is at it lives; without one it is interrupted.  A runner that does not show
 * what it is at may be at any of them.
 */
static void
MarkRunning(LedgerAccess *access, Project *project)
{
	Migration  *at;
	bool		shown;
	bool		runner = FindRunner(access, project, &at, &shown);

	if (at != NULL)
		at->state = MIGRATION_RUNNING;
	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];

		if (m->state == MIGRATION_INTERRUPTED &&
			((runner && !shown) || WentOn(access, project, m)))
			m->state = MIGRATION_RUNNING;
	}
}

/* By place where the layout gave one, then by name. */
static int
CompareMigrations(const void *a, const void *b)
{
	const Migration *m = *(Migration *const *) a;
	const Migration *n = *(Migration *const *) b;

	if (m->row->position != n->row->position)
		return m->row->position < n->row->position ? -1 : 1;
	return migrate_compare_names(m->row->name, n->row->name);
}

/* Lists the migrations that are registered, in order. */
static void
ListMigrations(Project *project)
{
	HASH_SEQ_STATUS seq;
	TextEntry  *entry;

	project->migrations = MemoryContextAllocHuge(CurrentMemoryContext,
												 sizeof(Migration *) *
												 (hash_get_num_entries(project->by_name) + 1));
	hash_seq_init(&seq, project->by_name);
	while ((entry = hash_seq_search(&seq)) != NULL)
	{
		Migration  *m = entry->value;

		/* what failed was another text */
		if (m->state == MIGRATION_FAILED && m->row != NULL &&
			!SameText(m->row->up, m->failed_script))
		{
			m->state = MIGRATION_PENDING;
			m->message = m->sqlstate = NULL;
			m->failed_statement = m->line = m->statements = -1;
		}
		if (m->row == NULL || m->row->up == NULL)
			(void) hash_search(project->by_name, &entry->text, HASH_REMOVE,
							   NULL);
		else
		{
			project->migrations[project->count++] = m;
			project->has_positions |= m->row->position >= 0;
		}
	}
	qsort(project->migrations, project->count, sizeof(Migration *),
		  CompareMigrations);
	for (int i = 0; i < project->count; i++)
		project->migrations[i]->place = i;
}

/* Returns a project; one that does not exist yet is empty. */
Project *
migrate_read_project(const char *name, LedgerRole role)
{
	LedgerAccess access;
	Project    *project = palloc0(sizeof(Project));
	MemoryContext old;

	project->name = pstrdup(name);
	project->by_name = migrate_text_table();
	migrate_ledger_open(&access, role);
	project->head_hash = migrate_head(&access, &project->head);
	ReadLayout(&access, project);
	ReadRows(&access, project);
	ReadEvents(&access, project);
	old = MemoryContextSwitchTo(access.context);
	ListMigrations(project);
	MemoryContextSwitchTo(old);
	if (role == LEDGER_READ)
		MarkRunning(&access, project);
	migrate_ledger_close(&access);
	return project;
}

/*
 * Raises an error if nothing was ever handed over to a project: its name may
 * be misspelled, and all would look well.
 */
void
migrate_require_project(const Project *project)
{
	if (project->layout == NULL && strcmp(project->name, "main") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNKNOWN_NAME),
				 errmsg("no migration was ever handed over to project \"%s\"",
						project->name),
				 errhint("SELECT DISTINCT project FROM migrate.migrations lists the projects.")));
}

/* Returns the names of all projects. */
List *
migrate_project_names(void)
{
	LedgerAccess access;
	List	   *names = NIL;
	uint64		n;

	migrate_ledger_open(&access, LEDGER_READ);
	n = migrate_query(&access,
					  "SELECT project FROM migrate.project WHERE project IS NOT NULL"
					  " UNION SELECT project FROM migrate.setting WHERE project <> ''"
					  " UNION SELECT 'main' ORDER BY 1", NULL);
	MemoryContextSwitchTo(access.context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;

		migrate_get_row(i, &row);
		names = lappend(names, migrate_column_text(&row, 1));
	}
	migrate_ledger_close(&access);
	return names;
}

/*
 * What a state means
 */

/* Does the next apply run it? */
bool
migrate_is_pending(const Migration *m)
{
	switch (m->state)
	{
		case MIGRATION_PENDING:
		case MIGRATION_FAILED:
		case MIGRATION_REVERTED:
			return true;
		case MIGRATION_APPLIED:
		case MIGRATION_BASELINED:
			return m->row->repeatable && !SameText(m->ran, m->row->up);
		default:
			return false;
	}
}

/* Does the database hold what it makes? */
bool
migrate_is_applied(const Migration *m)
{
	return m->state == MIGRATION_APPLIED || m->state == MIGRATION_BASELINED;
}

/* Does it block until somebody says what became of it? */
bool
migrate_is_unsettled(const Migration *m)
{
	return m->state == MIGRATION_PARTIAL || m->state == MIGRATION_INTERRUPTED;
}

/*
 * Returns how its script is to be taken apart: what went step by step goes on
 * step by step, whatever a correction has made of it.
 */
const char *
migrate_script_mode(const Migration *m)
{
	return migrate_is_unsettled(m) ? "off" : m->row->transactional;
}

/* Returns the argument that names a project in a call, "" for the default. */
char *
migrate_project_hint(const char *project)
{
	if (strcmp(project, "main") == 0)
		return pstrdup("");
	return psprintf(", project => %s", quote_literal_cstr(project));
}

/* Returns how to say what became of a migration, as a sentence for hints. */
char *
migrate_resolve_hint(const Migration *m)
{
	const char *name = quote_literal_cstr(m->row->name);
	const char *project = migrate_project_hint(m->row->project);

	return psprintf("CALL migrate.resolve(%s, 'applied'%s) if all of it is there, or CALL migrate.resolve(%s, 'rolled_back'%s) if nothing is.",
					name, project, name, project);
}

/*
 * Trust: nobody runs another's script by accident
 */

/*
 * May what that role handed over run as the current role?  Yes if the role has
 * the current role's privileges anyway, as a superuser has, and could become
 * that role: attributes such as CREATEROLE are not inherited.
 */
bool
migrate_role_vouches(const char *role)
{
	Oid			oid = get_role_oid(role, true);

	if (strcmp(role, migrate_current_role()) == 0)
		return true;			/* also where its name is no text */
	return OidIsValid(oid) && has_privs_of_role(oid, GetUserId()) &&
		migrate_can_become_role(oid, GetUserId());
}

/* Did anybody hand it over, or vouch for it, whom the current role may trust? */
bool
migrate_is_trusted(const Migration *m)
{
	ListCell   *lc;

	foreach(lc, m->vouchers)
		if (migrate_role_vouches(lfirst(lc)))
			return true;
	return false;
}

/* Raises an error for a script that the current role must not run. */
void
migrate_require_trust(const Migration *m)
{
	if (!migrate_is_trusted(m))
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNTRUSTED),
				 errmsg("migration \"%s\" was handed over by role \"%s\", which does not have your privileges",
						m->row->name, m->row->registered_by),
				 errdetail("Its script would run as role \"%s\".",
						   migrate_current_role()),
				 errhint("Read it, then hand the same text over yourself%s or call SELECT migrate.trust(%s%s).",
						 m->row->down || m->row->verify ?
						 ", with its down or verify script," : "",
						 quote_literal_cstr(m->row->name),
						 migrate_project_hint(m->row->project))));
}
