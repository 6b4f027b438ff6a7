/*-------------------------------------------------------------------------
 *
 * handover.c
 *	  Taking migrations into a project.
 *
 * A call that hands over many is one event.  An applied migration keeps its
 * meaning: another text of it is taken only if the server parses the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "checksum.h"
#include "errors.h"
#include "executor/spi.h"
#include "handover.h"
#include "ledger.h"
#include "miscadmin.h"
#include "name_order.h"
#include "script.h"
#include "texttable.h"
#include "utils/builtins.h"

#define MAX_NAME_LENGTH 255

/* One call that hands over. */
typedef struct HandOver
{
	Project    *project;
	BundleContent *content;
	const Settings *settings;
	Event	   *event;
	List	   *outcomes;
	HTAB	   *names;			/* of the content */
	HTAB	   *sums;			/* registered up checksums */
	int			added;
	int			replaced;
} HandOver;

/*
 * Names
 */

/* Raises an error for what cannot be the name of a migration or project. */
void
migrate_check_name(const char *of, const char *name)
{
	const char *what = NULL;

	if (name[0] == '\0')
		what = "is empty";
	else if (strlen(name) > MAX_NAME_LENGTH)
		what = psprintf("is longer than %d bytes", MAX_NAME_LENGTH);
	else
		for (const char *p = name; *p; p++)
			if ((unsigned char) *p < 32 || *p == 127)
				what = "holds a control character";
	if (what)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the name of a %s %s: \"%s\"", of, what, name)));
}

/*
 * Comparing
 */

/* Returns the first line, from 1, in which two texts differ. */
int
migrate_first_difference(const char *a, const char *b)
{
	int			same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	return migrate_line_of(a, same);
}

/* Compares a text with the one of a checksum. */
Comparison
migrate_compare_text(const char *registered, const char *text)
{
	char	   *before;

	if (strcmp(registered, migrate_checksum(text)) == 0)
		return TEXT_SAME;
	before = migrate_read_script(registered);
	if (migrate_same_but_line_ends(before, text) ||
		migrate_same_script(before, text, -1))
		return TEXT_EQUIVALENT;
	return TEXT_DIFFERENT;
}

/*
 * One migration
 */

static void
AddOutcome(HandOver *h, const char *name, const char *outcome,
		   const char *note)
{
	Outcome    *o = palloc(sizeof(Outcome));

	o->name = name;
	o->outcome = outcome;
	o->note = note;
	h->outcomes = lappend(h->outcomes, o);
}

/* Returns the row that a migration as handed over would be. */
static MigrationRow *
MakeRow(HandOver *h, const BundleMigration *b)
{
	MigrationRow *row = palloc0(sizeof(MigrationRow));

	row->project = h->project->name;
	row->name = b->name;
	row->position = -1;
	row->up = migrate_checksum(b->up);
	row->down = b->down ? migrate_checksum(b->down) : NULL;
	row->verify = b->verify ? migrate_checksum(b->verify) : NULL;
	row->requires = b->requires;
	row->repeatable = b->repeatable;
	row->transactional = pstrdup(b->transactional);
	row->registered_by = migrate_current_role();
	row->registered_at = h->event->started;
	return row;
}

/* Takes a row, and its texts, into the event. */
static void
TakeRow(HandOver *h, MigrationRow *row, const BundleMigration *b)
{
	(void) migrate_write_script(b->up);
	if (b->down)
		(void) migrate_write_script(b->down);
	if (b->verify)
		(void) migrate_write_script(b->verify);
	h->event->migrations = lappend(h->event->migrations, row);
}

/*
 * The bytes of a migration that is registered under another name, which the
 * folder does not hold any more: a file was renamed.
 */
static void
RefuseSameBytes(HandOver *h, const MigrationRow *row)
{
	Migration  *other = migrate_text_find(h->sums, row->up);

	if (other == NULL || migrate_text_find(h->names, other->row->name) != NULL)
		return;
	if (h->content->layout == NULL && migrate_is_pending(other))
		return;					/* one by one, nobody said that it is gone */
	ereport(ERROR,
			(errcode(ERRCODE_MG_SAME_BYTES),
			 errmsg("migration \"%s\" has the bytes of \"%s\", which is %s",
					row->name, other->row->name,
					migrate_state_names[other->state]),
			 errhint("If it was renamed, SELECT migrate.rename(%s, %s%s); if both are meant, put a comment into one.",
					 quote_literal_cstr(other->row->name),
					 quote_literal_cstr(row->name),
					 migrate_project_hint(h->project->name))));
}

/* Another meaning for a migration that has run: an error, or a warning. */
static void
RefuseChange(HandOver *h, const Migration *m, const BundleMigration *b,
			 const char *because)
{
	int			line = migrate_first_difference(migrate_read_script(m->row->up),
												b->up);
	char	   *note = psprintf("its text differs from line %d on", line);

	if (h->settings->checksum_mismatch_warns)
	{
		AddOutcome(h, b->name, "refused", note);
		return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_MG_CHECKSUM),
			 errmsg("migration \"%s\" is %s and has another text now",
					m->row->name, migrate_state_names[m->state]),
			 because ? errdetail("%s. Nothing has been changed.", because) :
			 errdetail("The first difference is in line %d; it was %s, now it is %s. Nothing has been changed.",
					   line, m->row->up, migrate_checksum(b->up)),
			 because ?
			 errhint("Leave those statements as they were; what follows may be corrected.") :
			 migrate_is_unsettled(m) ?
			 errhint("Leave the text as it was until the migration is settled.") :
			 errhint("Put the change into a new migration. If the database is right as it is, CALL migrate.repair(%s, up => ..., reason => '...'%s).",
					 quote_literal_cstr(m->row->name),
					 migrate_project_hint(h->project->name))));
}

/* Returns which statements must not be corrected any more, and why. */
static char *
MustStay(const char *script, int done)
{
	if (done == 1)
		return psprintf("Statement 1 of its %s is done and must stay as it was",
						script);
	return psprintf("Statements 1 to %d of its %s are done and must stay as they were",
					done, script);
}

/* Has the migration run, so that its text must keep its meaning? */
static bool
KeepsMeaning(const Migration *m, const MigrationRow *row)
{
	return (migrate_is_applied(m) && !(m->row->repeatable && row->repeatable)) ||
		m->state == MIGRATION_RUNNING || m->reverting;
}

/*
 * What a folder does not bring stays: it says nothing of requirements and
 * modes, and a file that is not there is no wish to lose a script.  A single
 * migration, or one of a list, is handed over whole.
 */
static void
KeepWhatIsNotBrought(const HandOver *h, const MigrationRow *before,
					 MigrationRow *row)
{
	const char *layout = h->content->layout;

	if (layout == NULL || strcmp(layout, "list") == 0)
		return;
	row->requires = before->requires;
	row->repeatable = before->repeatable;
	row->transactional = before->transactional;
	if (row->down == NULL)
		row->down = before->down;
	if (row->verify == NULL)
		row->verify = before->verify;
}

/*
 * Returns a script that would stay though the caller neither brings nor trusts
 * it, or NULL.  Whoever hands a row over vouches for all of it, so none may get
 * in unseen.
 */
static const char *
KeptUnseen(const Migration *m, const MigrationRow *row,
		   const BundleMigration *b)
{
	bool		down = row->down != NULL && b->down == NULL;
	bool		verify = row->verify != NULL && b->verify == NULL;

	if ((!down && !verify) || migrate_is_trusted(m))
		return NULL;
	return down ? "down script" : "verify script";
}

/*
 * The same as before.  Handing over the same bytes oneself vouches for them,
 * if that is all there is.
 */
static void
HandOverSame(HandOver *h, const Migration *m, MigrationRow *row,
			 const BundleMigration *b, const char *unseen)
{
	const char *note = NULL;

	if (unseen)
		note = psprintf("not vouched for: its %s of role \"%s\" is not in the folder",
						unseen, m->row->registered_by);
	else if (!migrate_is_trusted(m))
	{
		TakeRow(h, row, b);
		note = "vouched for";
	}
	AddOutcome(h, b->name, "unchanged", note);
}

/* Takes in another version of a registered migration. */
static void
HandOverAgain(HandOver *h, Migration *m, MigrationRow *row,
			  const BundleMigration *b)
{
	const char *outcome = "replaced";
	const char *note = NULL;
	const char *unseen;

	row->position = m->row->position;
	KeepWhatIsNotBrought(h, m->row, row);
	unseen = KeptUnseen(m, row, b);
	if (migrate_same_row(m->row, row))
	{
		HandOverSame(h, m, row, b, unseen);
		return;
	}
	if (unseen)
	{
		if (b->down == NULL)
			row->down = NULL;
		if (b->verify == NULL)
			row->verify = NULL;
		note = psprintf("its %s of role \"%s\" is not kept", unseen,
						m->row->registered_by);
	}

	if (m->reverting && migrate_is_unsettled(m) &&
		(row->down == NULL ||
		 !migrate_same_script(migrate_read_script(m->row->down), b->down,
							  m->done)))
	{
		RefuseChange(h, m, b,
					 MustStay("down script", m->done));
		return;
	}
	if (strcmp(m->row->up, row->up) != 0)
	{
		if (KeepsMeaning(m, row))
		{
			if (migrate_compare_text(m->row->up, b->up) == TEXT_DIFFERENT)
			{
				RefuseChange(h, m, b, NULL);
				return;
			}
			outcome = "equivalent";
			note = psprintf("only comments, white space or line ends differ from what ran%s%s",
							note ? "; " : "", note ? note : "");
		}
		else if (migrate_is_unsettled(m) &&
				 !migrate_same_script(migrate_read_script(m->row->up), b->up,
									  m->done))
		{
			RefuseChange(h, m, b,
						 MustStay("script", m->done));
			return;
		}
	}
	TakeRow(h, row, b);
	h->replaced++;
	AddOutcome(h, b->name, outcome, note);
}

static void
HandOverOne(HandOver *h, const BundleMigration *b)
{
	Migration  *m;
	MigrationRow *row;

	CHECK_FOR_INTERRUPTS();
	migrate_check_name("migration", b->name);
	m = migrate_find_migration(h->project, b->name);
	row = MakeRow(h, b);
	if (m != NULL)
	{
		HandOverAgain(h, m, row, b);
		return;
	}
	RefuseSameBytes(h, row);
	TakeRow(h, row, b);
	h->added++;
	AddOutcome(h, b->name, "added", NULL);
}

/*
 * Order
 */

/* A migration in the order that is to be. */
typedef struct Place
{
	const char *name;
	struct Place *next;
} Place;

/* Is the content in the order of its names? */
static bool
IsInNameOrder(const BundleContent *content)
{
	const char *previous = NULL;
	ListCell   *lc;

	foreach(lc, content->migrations)
	{
		const char *name = ((BundleMigration *) lfirst(lc))->name;

		if (previous && migrate_compare_names(previous, name) > 0)
			return false;
		previous = name;
	}
	return true;
}

/*
 * Returns the order in which the migrations of the project and of the content
 * run: that of the content, if it has all; else new ones follow the one that
 * the content has before them.
 */
static Place *
MergeOrder(HandOver *h)
{
	Place		head = {NULL, NULL};
	Place	   *tail = &head;
	Place	   *last = NULL;
	HTAB	   *places = migrate_text_table();
	bool		complete = true;
	ListCell   *lc;

	for (int i = 0; i < h->project->count; i++)
	{
		const char *name = h->project->migrations[i]->row->name;

		complete &= migrate_text_find(h->names, name) != NULL;
		tail->next = palloc0(sizeof(Place));
		tail = tail->next;
		tail->name = name;
		migrate_text_enter(places, name, tail);
	}
	if (complete)
	{
		head.next = NULL;
		tail = &head;
		places = migrate_text_table();
	}

	/* new ones before the first known one go in front of that */
	foreach(lc, h->content->migrations)
	{
		const char *name = ((BundleMigration *) lfirst(lc))->name;

		if (migrate_text_find(places, name) == NULL)
			continue;
		for (Place *p = &head; p->next; p = p->next)
			if (strcmp(p->next->name, name) == 0)
			{
				last = p;
				break;
			}
		break;
	}
	if (last == NULL)
		last = tail;

	foreach(lc, h->content->migrations)
	{
		const char *name = ((BundleMigration *) lfirst(lc))->name;
		Place	   *place = migrate_text_find(places, name);

		if (place == NULL)
		{
			place = palloc0(sizeof(Place));
			place->name = name;
			place->next = last->next;
			last->next = place;
		}
		last = place;
	}
	return head.next;
}

/*
 * Gives places where the names do not give the order.  A migration that moves
 * gets a new row, which keeps who registered it.
 */
static void
GivePlaces(HandOver *h)
{
	HTAB	   *rows;
	int			position = 0;
	ListCell   *lc;

	if (!h->project->has_positions && IsInNameOrder(h->content))
		return;
	rows = migrate_text_table();
	foreach(lc, h->event->migrations)
	{
		MigrationRow *row = lfirst(lc);

		migrate_text_enter(rows, row->name, row);
	}
	for (Place *p = MergeOrder(h); p; p = p->next)
	{
		MigrationRow *row = migrate_text_find(rows, p->name);
		Migration  *m = migrate_find_migration(h->project, p->name);

		position++;
		if (row == NULL && m != NULL && m->row->position != position)
		{
			row = palloc(sizeof(MigrationRow));
			*row = *m->row;
			h->event->migrations = lappend(h->event->migrations, row);
		}
		if (row != NULL)
			row->position = position;
	}
}

/*
 * What is required
 */

/* A migration on the way through what it requires. */
typedef struct Requirer
{
	const char *name;
	List	   *requires;
	int			mark;			/* 0 = not seen, 1 = on the way, 2 = done */
} Requirer;

/* Follows what a migration requires; a cycle is an error that names it. */
static void
FollowRequires(HTAB *table, Requirer *r, List **path)
{
	ListCell   *lc;

	check_stack_depth();
	*path = lappend(*path, (char *) r->name);
	if (r->mark == 1)
	{
		StringInfoData cycle;

		initStringInfo(&cycle);
		foreach(lc, *path)
			appendStringInfo(&cycle, "%s%s", cycle.len ? " -> " : "",
							 (char *) lfirst(lc));
		ereport(ERROR,
				(errcode(ERRCODE_MG_REQUIRES),
				 errmsg("migrations require each other in a circle"),
				 errdetail("%s", cycle.data)));
	}
	foreach(lc, r->mark == 2 ? NIL : r->requires)
	{
		Requirer   *other = migrate_text_find(table, lfirst(lc));

		r->mark = 1;
		if (other == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_REQUIRES),
					 errmsg("migration \"%s\" requires \"%s\", which is not registered",
							r->name, (char *) lfirst(lc)),
					 errhint("Hand over the required migration first, or in the same call.")));
		FollowRequires(table, other, path);
	}
	r->mark = 2;
	*path = list_delete_last(*path);
}

/* Raises an error unless everything required is there and without a circle. */
static void
CheckRequires(HandOver *h)
{
	HTAB	   *table = migrate_text_table();
	bool		any = false;
	List	   *path = NIL;
	ListCell   *lc;
	HASH_SEQ_STATUS seq;
	TextEntry  *entry;

	for (int i = 0; i < h->project->count; i++)
	{
		MigrationRow *row = h->project->migrations[i]->row;
		Requirer   *r = palloc0(sizeof(Requirer));

		r->name = row->name;
		r->requires = row->requires;
		migrate_text_enter(table, r->name, r);
	}
	foreach(lc, h->event->migrations)
	{
		MigrationRow *row = lfirst(lc);
		Requirer   *r = palloc0(sizeof(Requirer));

		r->name = row->name;
		r->requires = row->requires;
		any |= r->requires != NIL;
		migrate_text_enter(table, r->name, r);
	}
	if (!any)
		return;
	hash_seq_init(&seq, table);
	while ((entry = hash_seq_search(&seq)) != NULL)
		FollowRequires(table, entry->value, &path);
}

/*
 * Companions and layout
 */

/* Returns checksum by path of a project's companions. */
static HTAB *
ReadCompanions(const char *project, List **paths)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	HTAB	   *table = migrate_text_table();
	uint64		n;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	migrate_arg_text(&args, project);
	n = migrate_query(&access,
					  "SELECT DISTINCT ON (path) path, script"
					  " FROM migrate.companion"
					  " WHERE project = $1 AND path IS NOT NULL"
					  " ORDER BY path, event DESC", &args);
	MemoryContextSwitchTo(access.context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;
		char	   *path;
		char	   *script;

		migrate_get_row(i, &row);
		path = migrate_column_text(&row, 1);
		script = migrate_column_text(&row, 2);
		if (script == NULL)
			continue;
		migrate_text_enter(table, path, script);
		*paths = lappend(*paths, path);
	}
	migrate_ledger_close(&access);
	return table;
}

static void
TakeCompanion(HandOver *h, char *path, char *script)
{
	CompanionRow *row = palloc0(sizeof(CompanionRow));

	row->project = h->project->name;
	row->path = path;
	row->script = script;
	h->event->companions = lappend(h->event->companions, row);
}

/* Takes in the files that are no script, and forgets those that are gone. */
static void
HandOverCompanions(HandOver *h)
{
	List	   *paths = NIL;
	HTAB	   *known = ReadCompanions(h->project->name, &paths);
	HTAB	   *given = migrate_text_table();
	ListCell   *lc;

	foreach(lc, h->content->companions)
	{
		BundleFile *file = lfirst(lc);
		char	   *sum = migrate_checksum(file->text);
		char	   *before = migrate_text_find(known, file->path);

		migrate_text_enter(given, file->path, sum);
		if (before != NULL && strcmp(before, sum) == 0)
			continue;
		(void) migrate_write_script(file->text);
		TakeCompanion(h, file->path, sum);
	}
	foreach(lc, paths)
		if (migrate_text_find(given, lfirst(lc)) == NULL)
			TakeCompanion(h, lfirst(lc), NULL);
}

/* Indexes what the project has and what is handed over. */
static void
IndexNames(HandOver *h)
{
	ListCell   *lc;

	h->names = migrate_text_table();
	h->sums = migrate_text_table();
	foreach(lc, h->content->migrations)
	{
		BundleMigration *b = lfirst(lc);

		if (migrate_text_find(h->names, b->name) != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_MG_LAYOUT),
					 errmsg("migration \"%s\" is handed over twice", b->name)));
		migrate_text_enter(h->names, b->name, b);
	}
	for (int i = 0; i < h->project->count; i++)
	{
		Migration  *m = h->project->migrations[i];

		if (migrate_text_find(h->sums, m->row->up) == NULL)
			migrate_text_enter(h->sums, m->row->up, m);
	}
}

/*
 * Takes migrations into a project, all or none, in one event if anything
 * changes.  A content without layout (a single migration) leaves the layout
 * and the companions as they are.  Returns a list of Outcome; *changed tells
 * whether the ledger has a new event.
 */
List *
migrate_hand_over(Project *project, BundleContent *content,
				  const Settings *settings, bool *changed)
{
	HandOver	h = {0};
	ListCell   *lc;

	h.project = project;
	h.content = content;
	h.settings = settings;
	h.event = migrate_new_event(project->name, "add", NULL);
	IndexNames(&h);
	foreach(lc, content->migrations)
		HandOverOne(&h, lfirst(lc));
	foreach(lc, content->ignored)
	{
		BundleIgnored *ignored = lfirst(lc);

		AddOutcome(&h, ignored->path, "ignored", ignored->note);
	}
	GivePlaces(&h);
	CheckRequires(&h);
	if (content->layout != NULL)
	{
		HandOverCompanions(&h);
		if (project->layout == NULL ||
			strcmp(project->layout, content->layout) != 0)
			h.event->layout = pstrdup(content->layout);
	}
	else if (project->layout == NULL)
		h.event->layout = pstrdup("plain");

	*changed = h.event->migrations != NIL || h.event->companions != NIL ||
		(h.event->layout != NULL && content->migrations != NIL);
	if (!*changed)
		return h.outcomes;
	h.event->detail = psprintf("%d added, %d replaced", h.added, h.replaced);
	if (list_length(content->migrations) == 1)
		h.event->name = ((BundleMigration *) linitial(content->migrations))->name;
	migrate_write_event(h.event);
	return h.outcomes;
}

/*
 * Returns the registered migrations and companions of a project as they would
 * be handed over; layout NULL is the one they came in.
 */
BundleContent *
migrate_project_content(Project *project, const char *layout)
{
	BundleContent *content = palloc0(sizeof(BundleContent));
	List	   *paths = NIL;
	HTAB	   *companions = ReadCompanions(project->name, &paths);
	ListCell   *lc;

	content->layout = layout ? layout :
		project->layout ? project->layout : "plain";
	for (int i = 0; i < project->count; i++)
	{
		MigrationRow *row = project->migrations[i]->row;
		BundleMigration *b = palloc0(sizeof(BundleMigration));

		b->name = row->name;
		b->up = migrate_read_script(row->up);
		b->down = row->down ? migrate_read_script(row->down) : NULL;
		b->verify = row->verify ? migrate_read_script(row->verify) : NULL;
		b->requires = row->requires;
		b->repeatable = row->repeatable;
		b->transactional = row->transactional;
		content->migrations = lappend(content->migrations, b);
	}
	if (project->layout == NULL || strcmp(content->layout, project->layout) != 0)
		return content;
	foreach(lc, paths)
	{
		BundleFile *file = palloc0(sizeof(BundleFile));

		file->path = lfirst(lc);
		file->text = migrate_read_script(migrate_text_find(companions, file->path));
		content->companions = lappend(content->companions, file);
	}
	return content;
}
