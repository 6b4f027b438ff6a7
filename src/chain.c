/*-------------------------------------------------------------------------
 *
 * chain.c
 *	  Does the chain of events hold?
 *
 * Each event's hash covers the hash before it and every row that came with it,
 * so one walk proves the whole ledger but for the texts, which prove
 * themselves.  Acting calls walk the newest part only: from the event up to
 * which an earlier walk found all well, which the cache remembers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "chain.h"
#include "errors.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#define BATCH 1000

/* Where a walk stands. */
typedef struct ChainWalk
{
	LedgerAccess *access;
	MemoryContext results;		/* of the faults */
	int64		id;				/* the last event seen */
	char	   *hash;			/* its hash */
	List	   *faults;
} ChainWalk;

static void
AddFault(ChainWalk *walk, const char *finding, int64 event,
		 const char *expected, const char *actual)
{
	MemoryContext old = MemoryContextSwitchTo(walk->results);
	ChainFault *fault = palloc(sizeof(ChainFault));

	fault->finding = finding;
	fault->event = event;
	fault->expected = expected ? pstrdup(expected) : NULL;
	fault->actual = actual ? pstrdup(actual) : NULL;
	walk->faults = lappend(walk->faults, fault);
	MemoryContextSwitchTo(old);
}

/*
 * Reading a batch of events with their rows
 */

/*
 * What is never written, and would not show in a hash: it has one value for
 * NULL and for numbers below 0, and takes a list of texts for what it holds.
 */

/* Does one of the columns lack a value?  In optional, bit 0 is the first. */
static bool
LacksValue(const ResultRow *row, int columns, uint32 optional)
{
	for (int i = 0; i < columns; i++)
		if (row->nulls[i] && (optional & (1U << i)) == 0)
			return true;
	return false;
}

/* Is there an integer below 0 in columns first..last, from 1? */
static bool
HasNegative(const ResultRow *row, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (!row->nulls[i - 1] && DatumGetInt32(row->values[i - 1]) < 0)
			return true;
	return false;
}

/* Is an array other than a plain list of texts? */
static bool
IsOddArray(const ResultRow *row, int column)
{
	ArrayType  *array;

	if (row->nulls[column - 1])
		return true;
	array = DatumGetArrayTypeP(row->values[column - 1]);
	return ARR_NDIM(array) > 1 || array_contains_nulls(array) ||
		(ARR_NDIM(array) == 1 && ARR_LBOUND(array)[0] != 1);
}

/* Columns that may be NULL: project, name, script, detail, statement ... hint */
#define OPTIONAL_OF_EVENT 0xFF36

/* position, up, down, verify */
#define OPTIONAL_OF_MIGRATION 0x78

static void *
ReadEventRow(const ResultRow *row)
{
	Event	   *e = palloc0(sizeof(Event));

	e->id = migrate_column_bigint(row, 1);
	e->project = migrate_column_text(row, 2);
	e->name = migrate_column_text(row, 3);
	e->action = migrate_column_text(row, 4);
	e->script = migrate_column_text(row, 5);
	e->detail = migrate_column_text(row, 6);
	e->started = migrate_column_time(row, 7);
	e->finished = migrate_column_time(row, 8);
	e->statement = migrate_column_int(row, 9);
	e->statements = migrate_column_int(row, 10);
	e->line = migrate_column_int(row, 11);
	e->rows = migrate_column_bigint(row, 12);
	e->sqlstate = migrate_column_text(row, 13);
	e->message = migrate_column_text(row, 14);
	e->error_detail = migrate_column_text(row, 15);
	e->error_hint = migrate_column_text(row, 16);
	e->login_name = migrate_column_text(row, 17);
	e->role_name = migrate_column_text(row, 18);
	e->application = migrate_column_text(row, 19);
	e->client = migrate_column_text(row, 20);
	e->xid = migrate_column_bigint(row, 21);
	e->system_id = migrate_column_text(row, 22);
	e->timeline = migrate_column_int(row, 23);
	e->format = migrate_column_int(row, 24);
	e->previous = migrate_column_text(row, 25);
	e->hash = migrate_column_text(row, 26);
	e->model = migrate_column_text(row, 27);
	e->fingerprint = migrate_column_text(row, 28);
	e->impossible = LacksValue(row, 26, OPTIONAL_OF_EVENT) ||
		HasNegative(row, 9, 11) || (!row->nulls[11] && e->rows < 0);
	return e;
}

/* Returns the rows of a query with two numbers, each read by a function. */
static List *
ReadBatch(ChainWalk *walk, const char *sql, int64 first, int64 last,
		  void *(*read) (const ResultRow *))
{
	QueryArgs	args = {0};
	MemoryContext results = CurrentMemoryContext;
	List	   *list = NIL;
	uint64		n;

	migrate_arg_bigint(&args, first);
	migrate_arg_bigint(&args, last);
	n = migrate_query(walk->access, sql, &args);
	MemoryContextSwitchTo(results);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;

		migrate_get_row(i, &row);
		list = lappend(list, read(&row));
	}
	SPI_freetuptable(SPI_tuptable);
	return list;
}

static void *
ReadMigrationRow(const ResultRow *row)
{
	MigrationRow *m = palloc0(sizeof(MigrationRow));

	m->event = migrate_column_bigint(row, 1);
	m->project = migrate_column_text(row, 2);
	m->name = migrate_column_text(row, 3);
	m->position = migrate_column_int(row, 4);
	m->up = migrate_column_text(row, 5);
	m->down = migrate_column_text(row, 6);
	m->verify = migrate_column_text(row, 7);
	m->requires = migrate_column_texts(row, 8);
	m->repeatable = migrate_column_bool(row, 9);
	m->transactional = migrate_column_text(row, 10);
	m->registered_by = migrate_column_text(row, 11);
	m->registered_at = migrate_column_time(row, 12);
	m->impossible = LacksValue(row, 12, OPTIONAL_OF_MIGRATION) ||
		HasNegative(row, 4, 4) || IsOddArray(row, 8);
	return m;
}

static void *
ReadCompanionRow(const ResultRow *row)
{
	CompanionRow *c = palloc0(sizeof(CompanionRow));

	c->event = migrate_column_bigint(row, 1);
	c->project = migrate_column_text(row, 2);
	c->path = migrate_column_text(row, 3);
	c->script = migrate_column_text(row, 4);
	return c;
}

static void *
ReadSettingRow(const ResultRow *row)
{
	SettingRow *s = palloc0(sizeof(SettingRow));

	s->event = migrate_column_bigint(row, 1);
	s->project = migrate_column_text(row, 2);
	s->name = migrate_column_text(row, 3);
	s->value = migrate_column_text(row, 4);
	s->set_by = migrate_column_text(row, 5);
	return s;
}

/* A row of project, read as companion-like facts. */
typedef struct ProjectRow
{
	int64		event;
	char	   *project;
	char	   *layout;
} ProjectRow;

static void *
ReadProjectRow(const ResultRow *row)
{
	ProjectRow *p = palloc0(sizeof(ProjectRow));

	p->event = migrate_column_bigint(row, 1);
	p->project = migrate_column_text(row, 2);
	p->layout = migrate_column_text(row, 3);
	return p;
}

/* Reads a delta, which lives as long as the result of the query. */
static void
ReadDelta(const ResultRow *row, DeltaRow *d)
{
	d->event = migrate_column_bigint(row, 1);
	d->number = migrate_column_int(row, 2);
	d->kind = migrate_column_text(row, 3);
	d->identity = migrate_column_text(row, 4);
	d->parent = migrate_column_text(row, 5);
	d->name = migrate_column_text(row, 6);
	d->attributes = row->nulls[6] ? NULL : DatumGetJsonbP(row->values[6]);
	d->hash = row->nulls[7] ? NULL : DatumGetByteaP(row->values[7]);
}

/* Counts the deltas of events first..last in; the list is in order. */
static void
SumDeltas(ChainWalk *walk, List *events, int64 first, int64 last)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "migrate delta",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = CurrentMemoryContext;
	QueryArgs	args = {0};
	Portal		portal;
	int			i = 0;

	migrate_arg_bigint(&args, first);
	migrate_arg_bigint(&args, last);
	portal = SPI_cursor_open(NULL,
							 migrate_plan("SELECT event, number, kind, identity, parent, name,"
										  " attributes, hash FROM migrate.delta"
										  " WHERE event BETWEEN $1 AND $2 ORDER BY event, number",
										  &args),
							 args.values, args.nulls, walk->access->read_only);
	while (SPI_cursor_fetch(portal, true, BATCH), SPI_processed > 0)
	{
		MemoryContextSwitchTo(scratch);
		for (uint64 n = 0; n < SPI_processed; n++)
		{
			ResultRow	row;
			DeltaRow	d;

			CHECK_FOR_INTERRUPTS();
			migrate_get_row(n, &row);
			ReadDelta(&row, &d);
			while (i < list_length(events) && ((Event *) list_nth(events, i))->id < d.event)
				i++;
			if (i < list_length(events) && ((Event *) list_nth(events, i))->id == d.event)
				migrate_sum_delta(list_nth(events, i), &d);
		}
		MemoryContextSwitchTo(old);
		MemoryContextReset(scratch);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	MemoryContextDelete(scratch);
	MemoryContextSwitchTo(old);
}

/*
 * Returns the next events from a number on, with all the rows that came with
 * them; NIL if there are no more.
 */
static List *
ReadEvents(ChainWalk *walk, int64 first)
{
	int64		last;
	List	   *events;
	List	   *migrations;
	List	   *companions;
	List	   *settings;
	List	   *projects;
	int			m = 0;
	int			c = 0;
	int			s = 0;
	int			p = 0;
	ListCell   *lc;

	events = ReadBatch(walk,
					   "SELECT id, project, name, action, script, detail,"
					   " started_at, finished_at, statement, statements, line,"
					   " row_count, sqlstate, message, error_detail, error_hint,"
					   " login_name, role_name, application, client, xid,"
					   " system_id, timeline, format, previous, hash, model, fingerprint"
					   " FROM migrate.event WHERE id >= $1"
					   " ORDER BY id LIMIT $2", first, BATCH, ReadEventRow);
	if (events == NIL)
		return NIL;
	first = ((Event *) linitial(events))->id;
	last = ((Event *) llast(events))->id;
	migrations = ReadBatch(walk,
						   "SELECT event, project, name, \"position\", up, down,"
						   " verify, requires, repeatable, transactional,"
						   " registered_by, registered_at"
						   " FROM migrate.migration WHERE event BETWEEN $1 AND $2"
						   " ORDER BY event, project, name",
						   first, last, ReadMigrationRow);
	companions = ReadBatch(walk,
						   "SELECT event, project, path, script"
						   " FROM migrate.companion WHERE event BETWEEN $1 AND $2"
						   " ORDER BY event, project, path",
						   first, last, ReadCompanionRow);
	settings = ReadBatch(walk,
						 "SELECT event, project, name, value, set_by"
						 " FROM migrate.setting WHERE event BETWEEN $1 AND $2"
						 " ORDER BY event, project, name",
						 first, last, ReadSettingRow);
	projects = ReadBatch(walk,
						 "SELECT event, project, layout"
						 " FROM migrate.project WHERE event BETWEEN $1 AND $2"
						 " ORDER BY event, project", first, last, ReadProjectRow);

	foreach(lc, events)
	{
		Event	   *e = lfirst(lc);

		/* rows of events that are missing are passed over: that shows anyway */
#define ROWS_OF(list, i, type, take) \
		while (i < list_length(list) && \
			   ((type *) list_nth(list, i))->event <= e->id) \
		{ \
			type *row = list_nth(list, i); \
			if (row->event == e->id) \
				take; \
			i++; \
		}

		ROWS_OF(migrations, m, MigrationRow,
				e->migrations = lappend(e->migrations, row);
				e->impossible |= row->impossible);
		ROWS_OF(companions, c, CompanionRow,
				e->companions = lappend(e->companions, row));
		ROWS_OF(settings, s, SettingRow,
				e->settings = lappend(e->settings, row));
		ROWS_OF(projects, p, ProjectRow,
				e->layout = e->layout || e->project == NULL ||
				row->project == NULL ||
				strcmp(e->project, row->project) != 0 ?
				pstrdup("(a row too many)") : row->layout);
#undef ROWS_OF
		migrate_sort_event_rows(e);
	}
	SumDeltas(walk, events, first, last);
	return events;
}

/*
 * Walking
 */

static bool
SameText(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Takes the next event: does it follow, and is it what it was? */
static void
WalkEvent(ChainWalk *walk, const Event *e)
{
	char	   *hash;
	MemoryContext old;

	if (e->id <= walk->id)
	{
		/* nothing ever had that number */
		AddFault(walk, "event_changed", e->id, NULL, e->hash);
		return;
	}
	if (e->id != walk->id + 1)
		AddFault(walk, "event_missing", walk->id + 1, NULL, NULL);
	else if (!SameText(e->previous, walk->hash))
		AddFault(walk, "event_changed", e->id, walk->hash, e->previous);
	hash = migrate_event_hash(e);
	if (!SameText(hash, e->hash))
		AddFault(walk, "event_changed", e->id, e->hash, hash);
	else if (e->impossible)
		AddFault(walk, "event_changed", e->id, e->hash,
				 "a value that is never written");
	else if (e->format < 3 && (e->delta_count > 0 || e->model || e->fingerprint))
		AddFault(walk, "event_changed", e->id, "no model", "a model");

	old = MemoryContextSwitchTo(walk->results);
	walk->id = e->id;
	walk->hash = pstrdup(e->hash ? e->hash : "");
	MemoryContextSwitchTo(old);
}

/* Is the head the event at which the walk ended? */
static void
CheckHead(ChainWalk *walk)
{
	int64		head;
	char	   *hash = migrate_head(walk->access, &head);

	if (head > walk->id)
		AddFault(walk, "events_cut_off", walk->id + 1, hash, NULL);
	else if (head < walk->id || (walk->id > 0 && !SameText(hash, walk->hash)) ||
			 (walk->id == 0 && hash != NULL))
		AddFault(walk, "head_changed", walk->id > 0 ? walk->id : NO_EVENT,
				 walk->hash, hash);
}

/*
 * Walks from where it stands to the end of the events; from the beginning, if
 * it has seen none, with those that stand before it.
 */
static void
WalkToEnd(ChainWalk *walk)
{
	MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext,
												"migrate chain",
												ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(batch);
	int64		next = walk->id > 0 ? walk->id + 1 : PG_INT64_MIN;
	List	   *events;

	while ((events = ReadEvents(walk, next)) != NIL)
	{
		ListCell   *lc;

		CHECK_FOR_INTERRUPTS();
		next = ((Event *) llast(events))->id;
		foreach(lc, events)
			WalkEvent(walk, lfirst(lc));
		MemoryContextReset(batch);
		if (next++ == PG_INT64_MAX)
			break;
	}
	CheckHead(walk);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(batch);
}

/*
 * Starts a walk behind the event up to which the chain is known to hold: the
 * cache has its id and hash.  Anything else in the cache counts for nothing.
 */
static void
StartAtBookmark(ChainWalk *walk)
{
	QueryArgs	args = {0};
	MemoryContext old;
	ResultRow	row;
	char	   *bookmark;
	int64		id;

	if (migrate_query(walk->access,
					  "SELECT value FROM migrate.cache WHERE key = 'chain'",
					  NULL) == 0)
		return;
	bookmark = migrate_first_text(walk->access);
	id = bookmark ? strtoll(bookmark, NULL, 10) : 0;
	if (id <= 0)
		return;
	migrate_arg_bigint(&args, id);
	migrate_arg_text(&args, bookmark);
	if (migrate_query(walk->access,
					  "SELECT hash FROM migrate.event"
					  " WHERE id = $1 AND $2 = id || ' ' || hash", &args) == 0)
		return;
	old = MemoryContextSwitchTo(walk->results);
	migrate_get_row(0, &row);
	walk->id = id;
	walk->hash = migrate_column_text(&row, 1);
	MemoryContextSwitchTo(old);
}

/* Returns everything that does not fit in the whole chain, in order. */
List *
migrate_chain_faults(LedgerRole role)
{
	LedgerAccess access;
	ChainWalk	walk = {0};

	migrate_ledger_open(&access, role);
	walk.access = &access;
	walk.results = access.context;
	walk.hash = "";
	WalkToEnd(&walk);
	migrate_ledger_close(&access);
	return walk.faults;
}

/* Was the chain found well up to the head, and is that still the newest event? */
static bool
NothingNew(LedgerAccess *access)
{
	return migrate_query(access,
						 "SELECT 1 FROM migrate.head h"
						 " JOIN migrate.cache c ON c.key = 'chain'"
						 "  AND c.value = h.id || ' ' || h.hash"
						 " JOIN migrate.event e ON e.id = h.id AND e.hash = h.hash"
						 " WHERE h.singleton AND h.id = (SELECT max(id) FROM migrate.event)",
						 NULL) > 0;
}

/*
 * Finds a row that stands before the first event or behind the newest one: it
 * would count, and no walk comes by.
 */
static void
CheckStrayRows(ChainWalk *walk)
{
	ResultRow	row;

	if (migrate_query(walk->access,
					  "SELECT CASE WHEN r.low < 1 THEN r.low ELSE r.high END FROM (SELECT"
					  " least((SELECT min(event) FROM migrate.migration),"
					  "  (SELECT min(event) FROM migrate.companion),"
					  "  (SELECT min(event) FROM migrate.setting),"
					  "  (SELECT min(event) FROM migrate.project)) AS low,"
					  " greatest((SELECT max(event) FROM migrate.migration),"
					  "  (SELECT max(event) FROM migrate.companion),"
					  "  (SELECT max(event) FROM migrate.setting),"
					  "  (SELECT max(event) FROM migrate.project)) AS high) AS r"
					  " WHERE r.low < 1"
					  "  OR r.high > (SELECT coalesce(max(id), 0) FROM migrate.event)",
					  NULL) == 0)
		return;
	migrate_get_row(0, &row);
	AddFault(walk, "row_without_event", migrate_column_bigint(&row, 1), NULL,
			 NULL);
}

/* Raises the first of the faults that a walk found, if any. */
static void
RaiseFault(const ChainWalk *walk)
{
	ChainFault *fault;

	if (walk->faults == NIL)
		return;
	fault = linitial(walk->faults);
	ereport(ERROR,
			(errcode(ERRCODE_MG_CHAIN_BROKEN),
			 errmsg("the ledger does not hold: %s%s", fault->finding,
					fault->event == NO_EVENT ? "" :
					psprintf(" at event " INT64_FORMAT, fault->event)),
			 errdetail("Expected %s, found %s.",
					   fault->expected ? fault->expected : "an event",
					   fault->actual ? fault->actual : "none"),
			 errhint("SELECT * FROM migrate.verify() shows everything that does not fit. Nothing runs until the ledger is restored from a backup.")));
}

/*
 * Raises an error if the newest part of the chain does not hold.  Remembers
 * how far it came, if it may write.
 */
void
migrate_check_chain_tail(bool may_write)
{
	LedgerAccess access;
	ChainWalk	walk = {0};
	int64		start = 0;
	bool		nothing_new;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	walk.access = &access;
	walk.results = access.context;
	walk.hash = "";
	nothing_new = NothingNew(&access);
	if (!nothing_new)
	{
		StartAtBookmark(&walk);
		start = walk.id;
		WalkToEnd(&walk);
	}
	CheckStrayRows(&walk);
	migrate_ledger_close(&access);
	RaiseFault(&walk);
	if (may_write && !nothing_new && walk.id > start)
		migrate_write_cache("chain", psprintf(INT64_FORMAT " %s", walk.id,
											  walk.hash));
}
