/*-------------------------------------------------------------------------
 *
 * ledger.c
 *	  The ledger's tables: access to them, and the one way to write them.
 *
 * Reading happens as the caller, who needs to be a reader or an operator.
 * Writing happens as the owner of the ledger and only here: the role is
 * switched for our own statements alone, under a pinned search_path, and no
 * expression of a user is evaluated meanwhile.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "checksum.h"
#include "compat.h"
#include "errors.h"
#include "executor/spi.h"
#include "ledger.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "name_order.h"
#include "nodes/makefuncs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "version.h"

/*
 * How the hash of an event is taken; stored with each one.  In format 1 rows
 * stood in the order of their names in the encoding of the database, from 2 on
 * in the one that they have in UTF-8.
 */
#define EVENT_FORMAT 2

/* Heads to be logged when their transaction has committed. */
typedef struct LoggedHead
{
	SubTransactionId subid;
	int64		id;
	char	   *text;
} LoggedHead;

static List *logged_heads = NIL;

/*
 * Access
 */

/* Returns the role that owns schema migrate, and so the ledger. */
static Oid
LedgerOwner(void)
{
	Oid			schema = get_namespace_oid("migrate", false);
	HeapTuple	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", schema);
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* Pins a setting until the current nest level of settings ends. */
static void
PinSetting(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * Opens the ledger for queries; on error the transaction's end closes it.  Each
 * write looks again whether it may: the extension can have been updated while a
 * script ran.
 */
void
migrate_ledger_open(LedgerAccess *access, LedgerRole role)
{
	if (role == LEDGER_WRITE)
		migrate_check_version();
	access->context = CurrentMemoryContext;
	access->read_only = (role == LEDGER_READ);
	access->snapshot = !ActiveSnapshotSet();
	if (access->snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	access->nest_level = NewGUCNestLevel();
	PinSetting("search_path", "pg_catalog, pg_temp");
	PinSetting("standard_conforming_strings", "on");
	PinSetting("jit", "off");
	GetUserIdAndSecContext(&access->user, &access->security);
	if (role == LEDGER_WRITE)
		SetUserIdAndSecContext(LedgerOwner(), access->security |
							   SECURITY_LOCAL_USERID_CHANGE);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
}

/* Closes the ledger; results in the caller's memory context stay. */
void
migrate_ledger_close(LedgerAccess *access)
{
	SPI_finish();
	SetUserIdAndSecContext(access->user, access->security);
	AtEOXact_GUC(false, access->nest_level);
	if (access->snapshot)
		PopActiveSnapshot();
}

/*
 * Locks a table of the ledger that is about to be written.  A trigger on it
 * would run as the owner of the ledger, who is a superuser: privileges that
 * somebody was given in passing, as by GRANT ALL ON ALL TABLES, must not lead
 * there.  A rule could make the write another one.
 */
static void
LockForWrite(const char *name)
{
	RangeVar   *range = makeRangeVar(pstrdup("migrate"), pstrdup(name), -1);
	Relation	rel = table_openrv(range, RowExclusiveLock);
	TriggerDesc *triggers = rel->trigdesc;

	for (int i = 0; triggers && i < triggers->numtriggers; i++)
		if (!triggers->triggers[i].tgisinternal)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("table migrate.%s of the ledger has a trigger \"%s\"",
							name, triggers->triggers[i].tgname),
					 errdetail("It would run with the rights of the ledger's owner."),
					 errhint("DROP TRIGGER %s ON migrate.%s",
							 quote_identifier(triggers->triggers[i].tgname),
							 name)));
	if (rel->rd_rules != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table migrate.%s of the ledger has a rule", name),
				 errhint("SELECT rulename FROM pg_rules WHERE schemaname = 'migrate' AND tablename = '%s' tells which; drop it.",
						 name)));
	table_close(rel, NoLock);
}

/* Adds a parameter to a query. */
static void
AddArg(QueryArgs *args, Oid type, bool is_null, Datum value)
{
	Assert(args->count < lengthof(args->types));
	args->types[args->count] = type;
	args->values[args->count] = value;
	args->nulls[args->count] = is_null ? 'n' : ' ';
	args->count++;
}

void
migrate_arg_text(QueryArgs *args, const char *value)
{
	AddArg(args, TEXTOID, value == NULL,
		   value ? CStringGetTextDatum(value) : (Datum) 0);
}

void
migrate_arg_int(QueryArgs *args, bool is_null, int value)
{
	AddArg(args, INT4OID, is_null, Int32GetDatum(value));
}

void
migrate_arg_bigint(QueryArgs *args, int64 value)
{
	AddArg(args, INT8OID, false, Int64GetDatum(value));
}

void
migrate_arg_bool(QueryArgs *args, bool value)
{
	AddArg(args, BOOLOID, false, BoolGetDatum(value));
}

void
migrate_arg_time(QueryArgs *args, TimestampTz value)
{
	AddArg(args, TIMESTAMPTZOID, false, TimestampTzGetDatum(value));
}

void
migrate_arg_texts(QueryArgs *args, List *values)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(values) + 1));
	ListCell   *lc;
	int			n = 0;

	foreach(lc, values)
		elements[n++] = CStringGetTextDatum(lfirst(lc));
	AddArg(args, TEXTARRAYOID, false,
		   PointerGetDatum(construct_array(elements, n, TEXTOID, -1, false,
										   TYPALIGN_INT)));
}

/*
 * Returns the saved plan of one of our queries.  The key is the address of
 * the query's text: they are all constants of this library.
 */
static SPIPlanPtr
PlanQuery(const char *sql, QueryArgs *args)
{
	typedef struct PlanEntry
	{
		const char *sql;
		SPIPlanPtr	plan;
	} PlanEntry;

	static HTAB *plans = NULL;
	PlanEntry  *entry;
	SPIPlanPtr	plan;

	if (plans == NULL)
	{
		HASHCTL		control = {0};

		control.keysize = sizeof(const char *);
		control.entrysize = sizeof(PlanEntry);
		plans = hash_create("migrate queries", 64, &control,
							HASH_ELEM | HASH_BLOBS);
	}
	entry = hash_search(plans, &sql, HASH_FIND, NULL);
	if (entry != NULL)
		return entry->plan;

	plan = SPI_prepare(sql, args ? args->count : 0, args ? args->types : NULL);
	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "could not prepare \"%s\": %s", sql,
			 SPI_result_code_string(SPI_result));
	entry = hash_search(plans, &sql, HASH_ENTER, NULL);
	entry->plan = plan;
	return plan;
}

/*
 * Runs one of our queries; sql must be a constant.  Returns the number of rows
 * and leaves them in SPI_tuptable.  SPI leaves a memory context of its own
 * behind, which goes when the ledger is closed: the caller's is put back.
 */
uint64
migrate_query(LedgerAccess *access, const char *sql, QueryArgs *args)
{
	MemoryContext old = CurrentMemoryContext;
	SPIPlanPtr	plan = PlanQuery(sql, args);

	if (SPI_execute_plan(plan, args ? args->values : NULL,
						 args ? args->nulls : NULL, access->read_only, 0) < 0)
		elog(ERROR, "could not run \"%s\": %s", sql,
			 SPI_result_code_string(SPI_result));
	MemoryContextSwitchTo(old);
	return SPI_processed;
}

/* Takes row i, from 0, of the result apart. */
void
migrate_get_row(uint64 i, ResultRow *row)
{
	Assert(SPI_tuptable->tupdesc->natts <= lengthof(row->values));
	heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
					  row->values, row->nulls);
}

/* Returns the first column of the first row, in the caller's context. */
char *
migrate_first_text(LedgerAccess *access)
{
	MemoryContext old = MemoryContextSwitchTo(access->context);
	ResultRow	row;
	char	   *text;

	migrate_get_row(0, &row);
	text = migrate_column_text(&row, 1);
	MemoryContextSwitchTo(old);
	return text;
}

char *
migrate_column_text(const ResultRow *row, int column)
{
	return row->nulls[column - 1] ? NULL :
		TextDatumGetCString(row->values[column - 1]);
}

int64
migrate_column_bigint(const ResultRow *row, int column)
{
	return row->nulls[column - 1] ? -1 : DatumGetInt64(row->values[column - 1]);
}

int
migrate_column_int(const ResultRow *row, int column)
{
	return row->nulls[column - 1] ? -1 : DatumGetInt32(row->values[column - 1]);
}

TimestampTz
migrate_column_time(const ResultRow *row, int column)
{
	return row->nulls[column - 1] ? 0 :
		DatumGetTimestampTz(row->values[column - 1]);
}

bool
migrate_column_bool(const ResultRow *row, int column)
{
	return !row->nulls[column - 1] && DatumGetBool(row->values[column - 1]);
}

List *
migrate_column_texts(const ResultRow *row, int column)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	List	   *texts = NIL;

	if (row->nulls[column - 1])
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(row->values[column - 1]), TEXTOID, -1,
					  false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
		if (!nulls[i])
			texts = lappend(texts, TextDatumGetCString(elements[i]));
	return texts;
}

/*
 * The hash of an event
 */

/* Compares names; one that somebody has taken away counts as empty. */
static int
CompareRowNames(const char *a, const char *b)
{
	return migrate_compare_utf8(a ? a : "", b ? b : "");
}

static int
CompareMigrationRows(const ListCell *a, const ListCell *b)
{
	return CompareRowNames(((MigrationRow *) lfirst(a))->name,
						   ((MigrationRow *) lfirst(b))->name);
}

static int
CompareCompanionRows(const ListCell *a, const ListCell *b)
{
	return CompareRowNames(((CompanionRow *) lfirst(a))->path,
						   ((CompanionRow *) lfirst(b))->path);
}

/*
 * Puts the rows of an event in the order in which its hash covers them.  Those
 * of an event that is read come in the order of their names.
 */
void
migrate_sort_event_rows(Event *e)
{
	if (e->format < 2)
		return;
	list_sort(e->migrations, CompareMigrationRows);
	list_sort(e->companions, CompareCompanionRows);
}

/* Adds the rows that were written with an event. */
static void
AppendRows(StringInfo fields, const Event *e)
{
	ListCell   *lc;
	ListCell   *name;

	if (e->layout)
	{
		migrate_field_text(fields, "project");
		migrate_field_text(fields, e->project);
		migrate_field_text(fields, e->layout);
	}
	foreach(lc, e->migrations)
	{
		MigrationRow *m = lfirst(lc);

		migrate_field_text(fields, "migration");
		migrate_field_text(fields, m->project);
		migrate_field_text(fields, m->name);
		migrate_field_number(fields, m->position < 0, m->position);
		migrate_field_text(fields, m->up);
		migrate_field_text(fields, m->down);
		migrate_field_text(fields, m->verify);
		migrate_field_number(fields, false, list_length(m->requires));
		foreach(name, m->requires)
			migrate_field_text(fields, lfirst(name));
		migrate_field_number(fields, false, m->repeatable);
		migrate_field_text(fields, m->transactional);
		migrate_field_text(fields, m->registered_by);
		migrate_field_number(fields, false, m->registered_at);
	}
	foreach(lc, e->companions)
	{
		CompanionRow *c = lfirst(lc);

		migrate_field_text(fields, "companion");
		migrate_field_text(fields, c->project);
		migrate_field_text(fields, c->path);
		migrate_field_text(fields, c->script);
	}
	foreach(lc, e->settings)
	{
		SettingRow *s = lfirst(lc);

		migrate_field_text(fields, "setting");
		migrate_field_text(fields, s->project);
		migrate_field_text(fields, s->name);
		migrate_field_text(fields, s->value);
		migrate_field_text(fields, s->set_by);
	}
}

/*
 * Returns the hash of an event: over the hash before it, every fact of its
 * row, and the rows that were written with it.
 */
char *
migrate_event_hash(const Event *e)
{
	StringInfoData fields;
	char	   *hash;

	initStringInfo(&fields);
	migrate_field_text(&fields, "migrate event");
	migrate_field_number(&fields, false, e->format);
	migrate_field_text(&fields, e->previous);
	migrate_field_number(&fields, false, e->id);
	migrate_field_text(&fields, e->project);
	migrate_field_text(&fields, e->name);
	migrate_field_text(&fields, e->action);
	migrate_field_text(&fields, e->script);
	migrate_field_text(&fields, e->detail);
	migrate_field_number(&fields, false, e->started);
	migrate_field_number(&fields, false, e->finished);
	migrate_field_number(&fields, e->statement < 0, e->statement);
	migrate_field_number(&fields, e->statements < 0, e->statements);
	migrate_field_number(&fields, e->line < 0, e->line);
	migrate_field_number(&fields, e->rows < 0, e->rows);
	migrate_field_text(&fields, e->sqlstate);
	migrate_field_text(&fields, e->message);
	migrate_field_text(&fields, e->error_detail);
	migrate_field_text(&fields, e->error_hint);
	migrate_field_text(&fields, e->login_name);
	migrate_field_text(&fields, e->role_name);
	migrate_field_text(&fields, e->application);
	migrate_field_text(&fields, e->client);
	migrate_field_number(&fields, false, e->xid);
	migrate_field_text(&fields, e->system_id);
	migrate_field_number(&fields, false, e->timeline);

	AppendRows(&fields, e);
	hash = migrate_fields_hash(&fields);
	pfree(fields.data);
	return hash;
}

/*
 * The log line of each head
 */

/*
 * Logs the heads of a transaction once it has committed, and forgets others.
 * A transaction that wrote events cannot be prepared: its end could not be
 * logged, and until then it would keep every runner out.
 */
static void
LogHeadsAtEnd(XactEvent event, void *arg)
{
	List	   *heads = logged_heads;
	ListCell   *lc;

	logged_heads = NIL;			/* its memory goes with the transaction's */
	if (event == XACT_EVENT_PRE_PREPARE && heads != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a transaction that wrote the migration ledger cannot be prepared"),
				 errhint("Use COMMIT.")));
	if (event != XACT_EVENT_COMMIT)
	{
		if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE)
			logged_heads = heads;
		return;
	}
	foreach(lc, heads)
		ereport(LOG,
				(errmsg_internal("%s", ((LoggedHead *) lfirst(lc))->text),
				 errhidestmt(true), errhidecontext(true)));
}

/* Forgets the heads of a subtransaction that is rolled back. */
static void
ForgetHeadsOfSubtransaction(SubXactEvent event, SubTransactionId subid,
							SubTransactionId parent, void *arg)
{
	ListCell   *lc;

	foreach(lc, logged_heads)
	{
		LoggedHead *head = lfirst(lc);

		if (head->subid != subid)
			continue;
		if (event == SUBXACT_EVENT_ABORT_SUB)
			logged_heads = foreach_delete_current(logged_heads, lc);
		else if (event == SUBXACT_EVENT_COMMIT_SUB)
			head->subid = parent;
	}
}

/* Has the event's head logged when the transaction commits. */
static void
LogHeadLater(const Event *e)
{
	static bool registered = false;
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	LoggedHead *head = palloc(sizeof(LoggedHead));

	if (!registered)
	{
		RegisterXactCallback(LogHeadsAtEnd, NULL);
		RegisterSubXactCallback(ForgetHeadsOfSubtransaction, NULL);
		registered = true;
	}
	head->subid = GetCurrentSubTransactionId();
	head->id = e->id;
	head->text = psprintf("migrate: event " INT64_FORMAT " %s%s%s%s%s, head %s",
						  e->id, e->action,
						  e->project ? " in project " : "",
						  e->project ? e->project : "",
						  e->name ? ": " : "", e->name ? e->name : "",
						  e->hash);
	logged_heads = lappend(logged_heads, head);
	MemoryContextSwitchTo(old);
}

/*
 * Writing
 */

/*
 * Returns the name of a role, or NULL if it is gone.  Roles belong to all
 * databases, so a name can be no text in the encoding of this one.  Such a role
 * is called by its number: as a text that is too long to be the name of any.
 */
static char *
RoleName(Oid role)
{
	char	   *name = GetUserNameFromId(role, true);

	if (name == NULL || pg_verifymbstr(name, strlen(name), true))
		return name;
	return psprintf("role %u, the name of which is no text in the encoding of this database", role);
}

/* The same of a role at work; that it is gone is an error. */
static char *
WorkingRoleName(Oid role)
{
	char	   *name = RoleName(role);

	return name ? name : GetUserNameFromId(role, false);
}

/* Returns the name of the current role. */
char *
migrate_current_role(void)
{
	return WorkingRoleName(GetUserId());
}

/*
 * Returns a text of the server, or NULL, without bytes that are no text in the
 * encoding of the database: a dump with them could not be restored.
 */
static char *
ValidText(char *text)
{
	int			encoding = GetDatabaseEncoding();
	StringInfoData valid;
	int			left;

	if (text == NULL || pg_verifymbstr(text, strlen(text), true))
		return text;
	initStringInfo(&valid);
	for (left = strlen(text); left > 0;)
	{
		int			length = pg_encoding_verifymbchar(encoding, text, left);

		appendBinaryStringInfo(&valid, length > 0 ? text : "?", Max(length, 1));
		text += Max(length, 1);
		left -= Max(length, 1);
	}
	return valid.data;
}

/* Returns an event to fill in; it starts now. */
Event *
migrate_new_event(const char *project, const char *action, const char *name)
{
	Event	   *e = palloc0(sizeof(Event));

	e->project = project ? pstrdup(project) : NULL;
	e->action = pstrdup(action);
	e->name = name ? pstrdup(name) : NULL;
	e->started = GetCurrentTimestamp();
	e->statement = e->statements = e->line = -1;
	e->rows = -1;
	return e;
}

/* Returns hash and id of the newest event; id 0 and NULL if there is none. */
char *
migrate_head(LedgerAccess *access, int64 *id)
{
	char	   *hash = NULL;

	*id = 0;
	if (migrate_query(access, "SELECT id, hash FROM migrate.head WHERE singleton",
					  NULL) > 0)
	{
		MemoryContext old = MemoryContextSwitchTo(access->context);
		ResultRow	row;

		migrate_get_row(0, &row);
		*id = migrate_column_bigint(&row, 1);
		hash = migrate_column_text(&row, 2);
		MemoryContextSwitchTo(old);
	}
	return hash;
}

/* Returns the client's address, or "local"; asked once for each session. */
static const char *
ClientAddress(LedgerAccess *access)
{
	static char *address = NULL;

	if (address == NULL)
	{
		migrate_query(access,
					  "SELECT coalesce(pg_catalog.host(pg_catalog.inet_client_addr()), 'local')",
					  NULL);
		address = MemoryContextStrdup(TopMemoryContext,
									  migrate_first_text(access));
	}
	return address;
}

/*
 * Returns the name of the role that logged in, which a migration can have
 * dropped under another session authorization.
 */
static char *
LoginName(void)
{
	Oid			role = GetAuthenticatedUserId();
	char	   *name = RoleName(role);

	return name ? name : psprintf("dropped role %u", role);
}

/* Fills in who, where and when, and the link to the event before. */
static void
CompleteEvent(LedgerAccess *access, Event *e, int64 head, char *head_hash)
{
	e->id = head + 1;
	e->previous = head_hash ? head_hash : pstrdup("");
	e->finished = GetCurrentTimestamp();
	e->login_name = LoginName();
	if (e->role_name == NULL)
		e->role_name = WorkingRoleName(access->user);
	e->message = ValidText(e->message);
	e->error_detail = ValidText(e->error_detail);
	e->error_hint = ValidText(e->error_hint);
	e->application = pstrdup(application_name ? application_name : "");
	e->client = pstrdup(ClientAddress(access));
	e->xid = (int64) U64FromFullTransactionId(GetTopFullTransactionId());
	e->system_id = psprintf(UINT64_FORMAT, GetSystemIdentifier());
	e->timeline = GetWALInsertionTimeLine();
	e->format = EVENT_FORMAT;
}

static void
InsertMigrations(LedgerAccess *access, Event *e)
{
	ListCell   *lc;

	if (e->migrations != NIL)
		LockForWrite("migration");
	foreach(lc, e->migrations)
	{
		MigrationRow *m = lfirst(lc);
		QueryArgs	args = {0};

		CHECK_FOR_INTERRUPTS();
		m->event = e->id;
		migrate_arg_bigint(&args, m->event);
		migrate_arg_text(&args, m->project);
		migrate_arg_text(&args, m->name);
		migrate_arg_int(&args, m->position < 0, m->position);
		migrate_arg_text(&args, m->up);
		migrate_arg_text(&args, m->down);
		migrate_arg_text(&args, m->verify);
		migrate_arg_texts(&args, m->requires);
		migrate_arg_bool(&args, m->repeatable);
		migrate_arg_text(&args, m->transactional);
		migrate_arg_text(&args, m->registered_by);
		migrate_arg_time(&args, m->registered_at);
		migrate_query(access,
					  "INSERT INTO migrate.migration"
					  " (event, project, name, \"position\", up, down, verify,"
					  "  requires, repeatable, transactional, registered_by,"
					  "  registered_at)"
					  " VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)",
					  &args);
	}
}

static void
InsertCompanions(LedgerAccess *access, Event *e)
{
	ListCell   *lc;

	if (e->companions != NIL)
		LockForWrite("companion");
	foreach(lc, e->companions)
	{
		CompanionRow *c = lfirst(lc);
		QueryArgs	args = {0};

		c->event = e->id;
		migrate_arg_bigint(&args, c->event);
		migrate_arg_text(&args, c->project);
		migrate_arg_text(&args, c->path);
		migrate_arg_text(&args, c->script);
		migrate_query(access,
					  "INSERT INTO migrate.companion (event, project, path, script)"
					  " VALUES ($1,$2,$3,$4)", &args);
	}
}

static void
InsertSettings(LedgerAccess *access, Event *e)
{
	ListCell   *lc;

	if (e->settings != NIL)
		LockForWrite("setting");
	foreach(lc, e->settings)
	{
		SettingRow *s = lfirst(lc);
		QueryArgs	args = {0};

		s->event = e->id;
		migrate_arg_bigint(&args, s->event);
		migrate_arg_text(&args, s->project);
		migrate_arg_text(&args, s->name);
		migrate_arg_text(&args, s->value);
		migrate_arg_text(&args, s->set_by);
		migrate_query(access,
					  "INSERT INTO migrate.setting (event, project, name, value, set_by)"
					  " VALUES ($1,$2,$3,$4,$5)", &args);
	}
}

static void
InsertProject(LedgerAccess *access, Event *e)
{
	QueryArgs	args = {0};

	if (e->layout == NULL)
		return;
	LockForWrite("project");
	migrate_arg_bigint(&args, e->id);
	migrate_arg_text(&args, e->project);
	migrate_arg_text(&args, e->layout);
	migrate_query(access,
				  "INSERT INTO migrate.project (event, project, layout)"
				  " VALUES ($1,$2,$3)", &args);
}

static void
InsertEvent(LedgerAccess *access, Event *e)
{
	QueryArgs	args = {0};

	LockForWrite("event");
	migrate_arg_bigint(&args, e->id);
	migrate_arg_text(&args, e->project);
	migrate_arg_text(&args, e->name);
	migrate_arg_text(&args, e->action);
	migrate_arg_text(&args, e->script);
	migrate_arg_text(&args, e->detail);
	migrate_arg_time(&args, e->started);
	migrate_arg_time(&args, e->finished);
	migrate_arg_int(&args, e->statement < 0, e->statement);
	migrate_arg_int(&args, e->statements < 0, e->statements);
	migrate_arg_int(&args, e->line < 0, e->line);
	AddArg(&args, INT8OID, e->rows < 0, Int64GetDatum(e->rows));
	migrate_arg_text(&args, e->sqlstate);
	migrate_arg_text(&args, e->message);
	migrate_arg_text(&args, e->error_detail);
	migrate_arg_text(&args, e->error_hint);
	migrate_arg_text(&args, e->login_name);
	migrate_arg_text(&args, e->role_name);
	migrate_arg_text(&args, e->application);
	migrate_arg_text(&args, e->client);
	migrate_arg_bigint(&args, e->xid);
	migrate_arg_text(&args, e->system_id);
	migrate_arg_int(&args, false, e->timeline);
	migrate_arg_text(&args, e->previous);
	migrate_arg_text(&args, e->hash);
	migrate_query(access,
				  "INSERT INTO migrate.event"
				  " (id, project, name, action, script, detail, started_at,"
				  "  finished_at, statement, statements, line, row_count, sqlstate,"
				  "  message, error_detail, error_hint, login_name, role_name,"
				  "  application, client, xid, system_id, timeline, format,"
				  "  previous, hash)"
				  " VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,"
				  "  $15,$16,$17,$18,$19,$20,$21,$22,$23,"
				  CppAsString2(EVENT_FORMAT) ",$24,$25)", &args);
}

/*
 * Raises an error if the head is not the newest event: what is to be written
 * would have no place in the chain.
 */
static void
CheckHead(LedgerAccess *access, int64 head, const char *hash)
{
	int64		newest = 0;

	if (migrate_query(access,
					  "SELECT id, hash FROM migrate.event ORDER BY id DESC LIMIT 1",
					  NULL) > 0)
	{
		ResultRow	row;
		char	   *newest_hash;

		migrate_get_row(0, &row);
		newest = migrate_column_bigint(&row, 1);
		newest_hash = migrate_column_text(&row, 2);
		if (newest == head && hash && newest_hash &&
			strcmp(newest_hash, hash) == 0)
			return;
	}
	else if (hash == NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_MG_CHAIN_BROKEN),
			 errmsg("the ledger does not hold: its head is not its newest event"),
			 errdetail("The head is event " INT64_FORMAT ", the newest event is "
					   INT64_FORMAT ".", head, newest),
			 errhint("SELECT * FROM migrate.verify() shows everything that does not fit. Nothing is recorded until the ledger is restored from a backup.")));
}

/* Writes an event, which follows that head, and the rows that came with it. */
static void
WriteAfter(LedgerAccess *access, Event *e, int64 head, char *head_hash)
{
	MemoryContext scratch = MemoryContextSwitchTo(access->context);

	CompleteEvent(access, e, head, head_hash);
	migrate_sort_event_rows(e);
	e->hash = migrate_event_hash(e);
	MemoryContextSwitchTo(scratch);
	InsertProject(access, e);
	InsertMigrations(access, e);
	InsertCompanions(access, e);
	InsertSettings(access, e);
	InsertEvent(access, e);
}

/*
 * Writes events in their order, the rows that came with each, and the new head.
 * The caller holds the runner's lock, so the head cannot move meanwhile.
 */
void
migrate_write_events(List *events)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	MemoryContext one;
	MemoryContext old;
	int64		head;
	char	   *hash;
	ListCell   *lc;

	if (events == NIL)
		return;
	migrate_ledger_open(&access, LEDGER_WRITE);
	hash = migrate_head(&access, &head);
	CheckHead(&access, head, hash);
	one = AllocSetContextCreate(CurrentMemoryContext, "migrate event",
								ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(one);
	foreach(lc, events)
	{
		Event	   *e = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		WriteAfter(&access, e, head, hash);
		head = e->id;
		hash = e->hash;
		MemoryContextReset(one);
	}
	MemoryContextSwitchTo(old);
	LockForWrite("head");
	migrate_arg_bigint(&args, head);
	migrate_arg_text(&args, hash);
	migrate_query(&access,
				  "INSERT INTO migrate.head AS h (id, hash) VALUES ($1, $2)"
				  " ON CONFLICT (singleton) DO UPDATE"
				  " SET id = excluded.id, hash = excluded.hash", &args);
	migrate_ledger_close(&access);
	foreach(lc, events)
		LogHeadLater(lfirst(lc));
}

/* Writes one event. */
void
migrate_write_event(Event *e)
{
	migrate_write_events(list_make1(e));
}

/* Keeps a text, unless it is there already; returns its checksum. */
char *
migrate_write_script(const char *text)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	char	   *checksum = migrate_checksum(text);

	migrate_ledger_open(&access, LEDGER_WRITE);
	LockForWrite("script");
	migrate_arg_text(&args, checksum);
	migrate_arg_text(&args, text);
	migrate_query(&access,
				  "INSERT INTO migrate.script (checksum, body) VALUES ($1, $2)"
				  " ON CONFLICT (checksum) DO NOTHING", &args);
	migrate_ledger_close(&access);
	return checksum;
}

/*
 * Returns the text of a checksum.  A text that is gone or no longer has that
 * checksum is an error: nothing may run that nobody handed over.
 */
char *
migrate_read_script(const char *checksum)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	char	   *text = NULL;
	char	   *actual;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	migrate_arg_text(&args, checksum);
	if (migrate_query(&access,
					  "SELECT body FROM migrate.script WHERE checksum = $1",
					  &args) > 0)
		text = migrate_first_text(&access);
	migrate_ledger_close(&access);
	actual = text ? migrate_try_checksum(text) : NULL;
	if (actual == NULL || strcmp(actual, checksum) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_MG_CHAIN_BROKEN),
				 errmsg("script %s of the ledger is %s", checksum,
						text ? "changed" : "missing"),
				 errhint("SELECT * FROM migrate.verify() shows everything that does not fit.")));
	return text;
}

/* Stores what can be found out again. */
void
migrate_write_cache(const char *key, const char *value)
{
	LedgerAccess access;
	QueryArgs	args = {0};

	migrate_ledger_open(&access, LEDGER_WRITE);
	LockForWrite("cache");
	migrate_arg_text(&args, key);
	migrate_arg_text(&args, value);
	migrate_query(&access,
				  "INSERT INTO migrate.cache AS c (key, value) VALUES ($1, $2)"
				  " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
				  &args);
	migrate_ledger_close(&access);
}
