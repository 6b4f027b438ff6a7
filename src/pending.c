/*-------------------------------------------------------------------------
 *
 * pending.c
 *	  Which migrations a call runs, and whether it may.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "errors.h"
#include "executor/spi.h"
#include "ledger.h"
#include "miscadmin.h"
#include "pending.h"
#include "texttable.h"
#include "utils/builtins.h"

/*
 * A database with objects and without history
 */

/* Does the ledger know anything that happened to the schema? */
bool
migrate_has_history(void)
{
	LedgerAccess access;
	bool		any;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	any = migrate_query(&access,
						"SELECT 1 FROM migrate.event WHERE action IN"
						" ('apply', 'start', 'revert', 'resolve', 'baseline', 'accept')"
						" LIMIT 1", NULL) > 0;
	migrate_ledger_close(&access);
	return any;
}

/* History tables of other tools, as patterns of LIKE for schema.table. */
static const char *const OtherLedgers[][2] = {
	{"Prisma Migrate", "%.\\_prisma\\_migrations"},
	{"Drizzle", "%.\\_\\_drizzle\\_migrations"},
	{"Flyway", "%.flyway\\_schema\\_history"},
	{"Liquibase", "%.databasechangelog"},
	{"Sqitch", "sqitch.changes"},
	{"Atlas", "%.atlas\\_schema\\_revisions"},
	{"goose", "%.goose\\_db\\_version"},
	{"Alembic", "%.alembic\\_version"},
	{"Django", "%.django\\_migrations"},
	{"Knex", "%.knex\\_migrations"},
	{"diesel", "%.\\_\\_diesel\\_schema\\_migrations"},
	{"sqlx", "%.\\_sqlx\\_migrations"},
	{"Rails, golang-migrate, dbmate or another tool", "%.schema\\_migrations"},
};

/* Returns the tool whose history table stands in the database, or NULL. */
static const char *
OtherTool(LedgerAccess *access)
{
	for (int i = 0; i < lengthof(OtherLedgers); i++)
	{
		QueryArgs	args = {0};

		migrate_arg_text(&args, OtherLedgers[i][1]);
		if (migrate_query(access,
						  "SELECT 1 FROM pg_catalog.pg_class c"
						  " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
						  " WHERE c.relkind = 'r'"
						  "   AND (n.nspname || '.' || c.relname) LIKE $1"
						  " LIMIT 1", &args) > 0)
			return OtherLedgers[i][0];
	}
	return NULL;
}

/* Returns an object that is neither the system's nor an extension's, or NULL. */
static char *
AnyObject(LedgerAccess *access)
{
	char	   *name = NULL;

	if (migrate_query(access,
					  "WITH ours AS (SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n"
					  "   WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN"
					  "     ('information_schema', 'migrate')),"
					  " owned AS (SELECT d.classid, d.objid FROM pg_catalog.pg_depend d"
					  "   WHERE d.deptype = 'e')"
					  " SELECT x.kind || ' ' || quote_ident(o.nspname) || '.' || quote_ident(x.name)"
					  " FROM (SELECT 'relation' AS kind, 'pg_catalog.pg_class'::pg_catalog.regclass AS classid,"
					  "         oid, relnamespace AS nsp, relname AS name FROM pg_catalog.pg_class"
					  "       UNION ALL SELECT 'type', 'pg_catalog.pg_type'::pg_catalog.regclass,"
					  "         t.oid, t.typnamespace, t.typname FROM pg_catalog.pg_type t"
					  "         WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)"
					  "       UNION ALL SELECT 'routine', 'pg_catalog.pg_proc'::pg_catalog.regclass,"
					  "         oid, pronamespace, proname FROM pg_catalog.pg_proc) AS x"
					  " JOIN ours o ON o.oid = x.nsp"
					  " WHERE NOT EXISTS (SELECT 1 FROM owned w"
					  "   WHERE w.classid = x.classid AND w.objid = x.oid)"
					  "   AND NOT (x.kind = 'type' AND EXISTS (SELECT 1"
					  "     FROM pg_catalog.pg_type t JOIN owned w ON"
					  "       w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = t.typrelid"
					  "     WHERE t.oid = x.oid))"
					  "   AND NOT (x.kind = 'relation' AND EXISTS (SELECT 1"
					  "     FROM pg_catalog.pg_index i JOIN owned w ON"
					  "       w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = i.indrelid"
					  "     WHERE i.indexrelid = x.oid))"
					  " ORDER BY 1 LIMIT 1", NULL) > 0)
		name = migrate_first_text(access);
	return name;
}

/* The first run in a database with objects is refused, with the way out. */
static void
RefuseNotEmpty(void)
{
	LedgerAccess access;
	char	   *object;
	const char *tool = NULL;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	object = AnyObject(&access);
	if (object)
		tool = OtherTool(&access);
	migrate_ledger_close(&access);
	if (object == NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_MG_NOT_EMPTY),
			 errmsg("the database has objects, but no history"),
			 tool ? errdetail("For example: %s. A history table of %s was found.",
							  object, tool) :
			 errdetail("For example: %s.", object),
			 errhint("Hand the migrations over and record what is there as applied with CALL migrate.baseline('the newest applied migration'), or run everything beside it with options => '{\"not_empty\": \"allow\"}'.")));
}

/*
 * What blocks
 */

/* Raises an error for a migration that somebody must settle first. */
static void
RefuseUnsettled(const Migration *m)
{
	const char *name = quote_literal_cstr(m->row->name);
	const char *project = migrate_project_hint(m->row->project);

	if (m->reverting)
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNSETTLED),
				 errmsg("migration \"%s\" is %s on its way down",
						m->row->name, migrate_state_names[m->state]),
				 errdetail("%s.%s%s",
						   migrate_done_so_far(m->done,
											   Max(m->statements, m->done)),
						   m->message ? " It failed: " : "",
						   m->message ? m->message : ""),
				 errhint("CALL migrate.revert(steps => 1%s) goes on; or %s",
						 project, migrate_resolve_hint(m))));
	ereport(ERROR,
			(errcode(ERRCODE_MG_UNSETTLED),
			 errmsg("migration \"%s\" is %s", m->row->name,
					migrate_state_names[m->state]),
			 errdetail("%s. %s",
					   migrate_done_so_far(m->done,
										   Max(m->statements, m->done)),
					   m->failed_statement > 0 ?
					   psprintf("Statement %d failed: %s", m->failed_statement,
								m->message) :
					   m->message ? psprintf("It failed: %s", m->message) :
					   "The session that ran it was lost."),
			 errhint("CALL migrate.apply(resume => true%s) goes on at statement %d; or %s SELECT * FROM migrate.statements(%s%s) shows each statement.",
					 project, m->done + 1, migrate_resolve_hint(m), name,
					 project)));
}

/* Returns the applied migration that stands last, or NULL. */
static const Migration *
LastApplied(const Project *project)
{
	for (int i = project->count - 1; i >= 0; i--)
	{
		const Migration *m = project->migrations[i];

		if (migrate_is_applied(m) && !m->row->repeatable)
			return m;
	}
	return NULL;
}

/* A pending migration stands before an applied one: policy out_of_order. */
static void
CheckOrder(Executor *executor, const Migration *m, const Migration *last)
{
	const char *name = m->row->name;
	char	   *message;
	int			behind = m->place;	/* what it requires comes before it anyway */
	ListCell   *lc;

	if (executor->settings->out_of_order == OUT_OF_ORDER_ALLOW ||
		last == NULL || m->row->repeatable)
		return;
	foreach(lc, m->row->requires)
		behind = Max(behind, migrate_get_migration(executor->project,
												   lfirst(lc))->place);
	if (last->place <= behind)
		return;
	message = psprintf("migration \"%s\" stands before \"%s\", which is applied already",
					   name, last->row->name);
	if (executor->settings->out_of_order == OUT_OF_ORDER_ERROR)
		ereport(ERROR,
				(errcode(ERRCODE_MG_OUT_OF_ORDER),
				 errmsg("%s", message),
				 errhint("Give it a later name, or run it with options => '{\"out_of_order\": \"warn\"}'.")));
	migrate_add_warning(executor, name, "out_of_order", message);
}

/*
 * What a deploy's bundle names
 */

static int
CompareTexts(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* Returns the names of a content, sorted. */
static List *
ContentNames(const BundleContent *content)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, content->migrations)
		names = lappend(names, ((BundleMigration *) lfirst(lc))->name);
	list_sort(names, CompareTexts);
	return names;
}

/* Is the name in a sorted list? */
static bool
HasName(const List *names, const char *name)
{
	int			low = 0;
	int			high = list_length(names) - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(list_nth(names, middle), name);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle - 1;
	}
	return false;
}

/* Warns of what is registered and not in the bundle. */
static void
WarnNotInBundle(Executor *executor, const List *names)
{
	for (int i = 0; i < executor->project->count; i++)
	{
		Migration  *m = executor->project->migrations[i];

		if (HasName(names, m->row->name))
			continue;
		migrate_add_warning(executor, m->row->name, "not_in_bundle",
							psprintf("migration \"%s\" is %s and not in the bundle%s",
									 m->row->name, migrate_state_names[m->state],
									 migrate_is_pending(m) ? "; it was not run" : ""));
	}
}

/*
 * Selecting
 */

/* The migrations of a call while they are collected. */
typedef struct Selection
{
	PendingRequest *request;
	const List *names;			/* of the bundle; sorted */
	List	   *selected;
	HTAB	   *chosen;			/* the same, by name */
	HTAB	   *seen;			/* on the way through requirements */
} Selection;

/* Selects a migration, and before it what it requires. */
static void
Select(Selection *s, Migration *m)
{
	Executor   *executor = s->request->executor;
	ListCell   *lc;

	check_stack_depth();
	if (migrate_text_find(s->seen, m->row->name) != NULL)
		return;
	if (m->row->requires != NIL)
		migrate_text_enter(s->seen, m->row->name, m);
	foreach(lc, m->row->requires)
	{
		Migration  *other = migrate_get_migration(executor->project, lfirst(lc));

		if (!migrate_is_pending(other))
			continue;
		if (s->request->content && !HasName(s->names, other->row->name))
			ereport(ERROR,
					(errcode(ERRCODE_MG_REQUIRES),
					 errmsg("migration \"%s\" requires \"%s\", which is pending and not in the bundle",
							m->row->name, other->row->name)));
		if (migrate_text_find(s->chosen, other->row->name) == NULL)
			Select(s, other);
	}
	if (migrate_text_find(s->chosen, m->row->name) != NULL)
		return;
	s->selected = lappend(s->selected, m);
	migrate_text_enter(s->chosen, m->row->name, m);
}

/* Returns the place up to which the call runs. */
static int
LastPlace(PendingRequest *request)
{
	Project    *project = request->executor->project;

	if (request->target == NULL)
		return project->count - 1;
	return migrate_get_migration(project, request->target)->place;
}

/*
 * Returns the migrations that a call runs, in order, after having checked that
 * it may run them: settled, trusted, in order, and in a database that began
 * empty.
 */
List *
migrate_select_pending(PendingRequest *request)
{
	Executor   *executor = request->executor;
	Project    *project = executor->project;
	Selection	s = {0};
	int			last = LastPlace(request);
	const Migration *last_applied = LastApplied(project);
	ListCell   *lc;

	s.request = request;
	s.chosen = migrate_text_table();
	s.seen = migrate_text_table();
	if (request->content)
	{
		s.names = ContentNames(request->content);
		WarnNotInBundle(executor, s.names);
	}
	for (int i = 0; i < project->count; i++)
	{
		Migration  *m = project->migrations[i];

		if (migrate_is_unsettled(m) &&
			(!request->resume || m->reverting ||
			 (request->content && !HasName(s.names, m->row->name))))
			RefuseUnsettled(m);
	}
	for (int i = 0; i <= last; i++)
	{
		Migration  *m = project->migrations[i];

		CHECK_FOR_INTERRUPTS();
		if (!migrate_is_pending(m) && !migrate_is_unsettled(m))
			continue;
		if (request->content && !HasName(s.names, m->row->name))
			continue;
		if (request->steps >= 0 && list_length(s.selected) >= request->steps)
			break;
		if (migrate_text_find(s.chosen, m->row->name) != NULL)
			continue;
		CheckOrder(executor, m, last_applied);
		Select(&s, m);
	}
	if (s.selected != NIL)
		migrate_require_trusted_settings(executor->settings);
	if (request->steps >= 0)
		s.selected = list_truncate(s.selected, request->steps);
	foreach(lc, s.selected)
		migrate_require_trust(lfirst(lc));
	if (s.selected != NIL && !executor->settings->not_empty_allowed &&
		!migrate_has_history())
		RefuseNotEmpty();
	return s.selected;
}
