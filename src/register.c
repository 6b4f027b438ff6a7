/*-------------------------------------------------------------------------
 *
 * register.c
 *	  The calls that hand migrations over, take them back, and give them back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "bundle.h"
#include "errors.h"
#include "funcapi.h"
#include "handover.h"
#include "ledger.h"
#include "project.h"
#include "runner.h"
#include "setting.h"
#include "utils/builtins.h"
#include "version.h"

/* Raises an error for what is no mode of transactions. */
static void
CheckTransactional(const char *mode)
{
	if (strcmp(mode, "auto") != 0 && strcmp(mode, "on") != 0 &&
		strcmp(mode, "off") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("transactional cannot be \"%s\"", mode),
				 errhint("It can be 'auto', 'on' or 'off'.")));
}

/* Hands a content over in the caller's transaction. */
static List *
HandOver(const char *call, const char *project, BundleContent *content)
{
	bool		changed;

	migrate_enter_writer(call);
	return migrate_hand_over(migrate_read_project(project, LEDGER_READ_FRESH),
							 content,
							 migrate_read_settings(project, NULL, false),
							 &changed);
}

/* migrate.add(): returns what became of the migration. */
MIGRATE_FUNCTION(migrate_add)
{
	BundleMigration *b = palloc0(sizeof(BundleMigration));
	BundleContent *content = palloc0(sizeof(BundleContent));
	Outcome    *outcome;
	char	   *transactional = migrate_optional_text_arg(fcinfo, 6);

	b->name = migrate_text_arg(fcinfo, 0, "name");
	b->up = migrate_text_arg(fcinfo, 1, "up");
	b->down = migrate_optional_text_arg(fcinfo, 2);
	b->verify = migrate_optional_text_arg(fcinfo, 3);
	b->requires = migrate_texts_arg(fcinfo, 4, "requires");
	b->repeatable = migrate_bool_arg(fcinfo, 5);
	b->transactional = transactional ? transactional : "auto";
	CheckTransactional(b->transactional);
	content->migrations = list_make1(b);

	outcome = linitial(HandOver("add", migrate_project_arg(fcinfo, 7), content));
	if (outcome->note)
		ereport(NOTICE, (errmsg("%s: %s", outcome->name, outcome->note)));
	PG_RETURN_TEXT_P(cstring_to_text(outcome->outcome));
}

/* Returns the outcomes of a folder as rows. */
static Datum
ReturnOutcomes(FunctionCallInfo fcinfo, List *outcomes)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	foreach(lc, outcomes)
	{
		Outcome    *o = lfirst(lc);
		Datum		values[3];
		bool		nulls[3] = {false, false, o->note == NULL};

		values[0] = CStringGetTextDatum(o->name);
		values[1] = CStringGetTextDatum(o->outcome);
		values[2] = o->note ? CStringGetTextDatum(o->note) : (Datum) 0;
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* migrate.load(): a folder as JSON. */
MIGRATE_FUNCTION(migrate_load)
{
	BundleContent *content;

	content = migrate_read_bundle(migrate_jsonb_arg(fcinfo, 0, "bundle"),
								  migrate_layout_arg(fcinfo, 1));
	return ReturnOutcomes(fcinfo, HandOver("load", migrate_project_arg(fcinfo, 2),
										   content));
}

/* migrate.load_archive(): a folder as a tar archive. */
MIGRATE_FUNCTION(migrate_load_archive)
{
	BundleContent *content;

	content = migrate_read_archive(migrate_bytea_arg(fcinfo, 0, "archive"),
								   migrate_layout_arg(fcinfo, 1));
	return ReturnOutcomes(fcinfo, HandOver("load_archive",
										   migrate_project_arg(fcinfo, 2),
										   content));
}

/* migrate.load_directory(): a folder of the server. */
MIGRATE_FUNCTION(migrate_load_directory)
{
	BundleContent *content;

	content = migrate_read_directory(migrate_text_arg(fcinfo, 0, "path"),
									 migrate_layout_arg(fcinfo, 1));
	return ReturnOutcomes(fcinfo, HandOver("load_directory",
										   migrate_project_arg(fcinfo, 2),
										   content));
}

/* Returns what is registered, in the layout that arguments 0 and 1 name. */
static BundleContent *
RegisteredContent(FunctionCallInfo fcinfo)
{
	char	   *layout = migrate_layout_arg(fcinfo, 0);
	Project    *project = migrate_read_project(migrate_project_arg(fcinfo, 1),
											   LEDGER_READ);

	return migrate_project_content(project,
								   strcmp(layout, "auto") == 0 ? NULL : layout);
}

/* migrate.bundle(): the way back to files, as JSON. */
MIGRATE_FUNCTION(migrate_bundle)
{
	BundleContent *content = RegisteredContent(fcinfo);

	if (strcmp(content->layout, "list") == 0)
		PG_RETURN_JSONB_P(migrate_content_to_list(content));
	PG_RETURN_JSONB_P(migrate_bundle_to_jsonb(migrate_content_to_bundle(content)));
}

/* migrate.archive(): the way back to files, as a tar archive. */
MIGRATE_FUNCTION(migrate_archive)
{
	BundleContent *content = RegisteredContent(fcinfo);

	PG_RETURN_BYTEA_P(migrate_pack_archive(migrate_content_to_bundle(content)));
}

/* migrate.unpack(): an archive as the bundle that other calls take. */
MIGRATE_FUNCTION(migrate_unpack)
{
	BundleContent *content;

	content = migrate_read_archive(migrate_bytea_arg(fcinfo, 0, "archive"),
								   migrate_layout_arg(fcinfo, 1));
	PG_RETURN_JSONB_P(migrate_bundle_to_jsonb(migrate_content_to_bundle(content)));
}

/*
 * migrate.remove(): true if the migration was registered and is no more, false
 * if it was not registered.
 */
MIGRATE_FUNCTION(migrate_remove)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *project_name = migrate_project_arg(fcinfo, 1);
	Project    *project;
	Migration  *m;
	MigrationRow *row;
	Event	   *event;

	migrate_enter_writer("remove");
	project = migrate_read_project(project_name, LEDGER_READ_FRESH);
	m = migrate_find_migration(project, name);
	if (m == NULL)
		PG_RETURN_BOOL(false);
	if (!migrate_is_pending(m) || migrate_is_applied(m))
		ereport(ERROR,
				(errcode(migrate_is_applied(m) ? ERRCODE_MG_ALREADY_APPLIED :
						 ERRCODE_MG_UNSETTLED),
				 errmsg("migration \"%s\" is %s and cannot be removed", name,
						migrate_state_names[m->state]),
				 migrate_is_applied(m) ?
				 errhint("Revert it first: CALL migrate.revert(steps => ...).") :
				 errhint("Settle it first: %s", migrate_resolve_hint(m))));
	for (int i = 0; i < project->count; i++)
	{
		MigrationRow *other = project->migrations[i]->row;
		ListCell   *lc;

		foreach(lc, other->requires)
			if (strcmp(lfirst(lc), name) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_MG_REQUIRES),
						 errmsg("migration \"%s\" requires \"%s\"", other->name,
								name),
						 errhint("Remove or replace \"%s\" first.",
								 other->name)));
	}

	row = palloc(sizeof(MigrationRow));
	*row = *m->row;
	row->up = row->down = row->verify = NULL;
	row->requires = NIL;
	row->registered_by = migrate_current_role();
	event = migrate_new_event(project_name, "remove", name);
	row->registered_at = event->started;
	event->migrations = list_make1(row);
	migrate_write_event(event);
	PG_RETURN_BOOL(true);
}

/* Rewrites the name in what other migrations require. */
static void
RenameInRequires(Project *project, Event *event, const char *name,
				 const char *new_name)
{
	for (int i = 0; i < project->count; i++)
	{
		MigrationRow *row = project->migrations[i]->row;
		MigrationRow *changed = NULL;
		ListCell   *lc;

		foreach(lc, row->requires)
		{
			if (strcmp(lfirst(lc), name) != 0)
				continue;
			if (changed == NULL)
			{
				changed = palloc(sizeof(MigrationRow));
				*changed = *row;
				changed->requires = list_copy(row->requires);
				event->migrations = lappend(event->migrations, changed);
			}
			lfirst(list_nth_cell(changed->requires,
								 foreach_current_index(lc))) = pstrdup(new_name);
		}
	}
}

/* migrate.rename(): returns the new name. */
MIGRATE_FUNCTION(migrate_rename)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *new_name = migrate_text_arg(fcinfo, 1, "new_name");
	char	   *project_name = migrate_project_arg(fcinfo, 2);
	Project    *project;
	MigrationRow *old_row = palloc(sizeof(MigrationRow));
	MigrationRow *new_row = palloc(sizeof(MigrationRow));
	Event	   *event;

	migrate_check_name("migration", new_name);
	migrate_enter_writer("rename");
	project = migrate_read_project(project_name, LEDGER_READ_FRESH);
	*new_row = *migrate_get_migration(project, name)->row;
	if (migrate_find_migration(project, new_name) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("migration \"%s\" is registered already", new_name),
				 errhint("Remove one of them, or choose another name.")));

	event = migrate_new_event(project_name, "rename", name);
	event->detail = new_name;
	*old_row = *new_row;
	old_row->up = old_row->down = old_row->verify = NULL;
	old_row->requires = NIL;
	new_row->name = new_name;
	event->migrations = list_make2(old_row, new_row);
	RenameInRequires(project, event, name, new_name);
	migrate_write_event(event);
	PG_RETURN_TEXT_P(cstring_to_text(new_name));
}

/*
 * migrate.trust(): true if the caller now vouches for the migration, false if
 * the caller trusted it anyway.
 */
MIGRATE_FUNCTION(migrate_trust)
{
	char	   *name = migrate_text_arg(fcinfo, 0, "name");
	char	   *project_name = migrate_project_arg(fcinfo, 1);
	Migration  *m;
	MigrationRow *row = palloc(sizeof(MigrationRow));
	Event	   *event;

	migrate_enter_writer("trust");
	m = migrate_get_migration(migrate_read_project(project_name,
												   LEDGER_READ_FRESH), name);
	if (migrate_is_trusted(m))
		PG_RETURN_BOOL(false);
	event = migrate_new_event(project_name, "trust", name);
	event->script = m->row->up;
	*row = *m->row;
	row->registered_by = migrate_current_role();
	row->registered_at = event->started;
	event->migrations = list_make1(row);
	migrate_write_event(event);
	PG_RETURN_BOOL(true);
}
