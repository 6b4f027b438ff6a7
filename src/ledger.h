/*-------------------------------------------------------------------------
 *
 * ledger.h
 *	  The ledger's tables: access to them, and the one way to write them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_LEDGER_H
#define MIGRATE_LEDGER_H

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"

/*
 * Access to the ledger's tables by SQL, between open and close: an SPI
 * connection under settings of our own.  No script runs meanwhile.
 */
typedef struct LedgerAccess
{
	MemoryContext context;		/* the caller's, for results */
	Oid			user;
	int			security;
	int			nest_level;
	bool		snapshot;		/* we pushed one */
	bool		read_only;		/* queries see the caller's snapshot */
} LedgerAccess;

typedef enum LedgerRole
{
	LEDGER_READ,				/* as the caller, under the caller's snapshot */
	LEDGER_READ_FRESH,			/* as the caller, newest committed state, as
								 * far as the isolation level lets */
	LEDGER_READ_LATEST,			/* as the owner, whatever role a script has set;
								 * newest state at any isolation level */
	LEDGER_WRITE				/* as the owner of the ledger */
} LedgerRole;

extern Oid	migrate_ledger_owner(void);
extern void migrate_ledger_open(LedgerAccess *access, LedgerRole role);
extern void migrate_ledger_close(LedgerAccess *access);

/* Parameters of a query. */
typedef struct QueryArgs
{
	int			count;
	Oid			types[32];
	Datum		values[32];
	char		nulls[32];
} QueryArgs;

extern void migrate_arg_text(QueryArgs *args, const char *value);
extern void migrate_arg_int(QueryArgs *args, bool is_null, int value);
extern void migrate_arg_bigint(QueryArgs *args, int64 value);
extern void migrate_arg_bool(QueryArgs *args, bool value);
extern void migrate_arg_time(QueryArgs *args, TimestampTz value);
extern void migrate_arg_texts(QueryArgs *args, List *values);

extern struct _SPI_plan *migrate_plan(const char *sql, QueryArgs *args);
extern uint64 migrate_query(LedgerAccess *access, const char *sql,
							QueryArgs *args);

/* A row of a result, taken apart. */
typedef struct ResultRow
{
	Datum		values[64];
	bool		nulls[64];
} ResultRow;

extern void migrate_get_row(uint64 i, ResultRow *row);
extern char *migrate_first_text(LedgerAccess *access);

/* Columns of a row, from 1: text and texts are NULL, numbers -1 for null. */
extern char *migrate_column_text(const ResultRow *row, int column);
extern char *migrate_required_text(const ResultRow *row, int column);
extern void migrate_refuse_row(void);
extern int64 migrate_column_bigint(const ResultRow *row, int column);
extern int	migrate_column_int(const ResultRow *row, int column);
extern TimestampTz migrate_column_time(const ResultRow *row, int column);
extern bool migrate_column_bool(const ResultRow *row, int column);
extern List *migrate_column_texts(const ResultRow *row, int column);

struct Event;

/* Returns the next deltas of an event, NIL when there are no more. */
typedef List *(*DeltaSource) (struct Event *event, void *arg);

/*
 * An event and the rows that came with it.  Texts may be NULL; numbers are -1
 * where there is none.
 */
typedef struct Event
{
	int64		id;
	char	   *project;
	char	   *name;
	char	   *action;
	char	   *script;
	char	   *detail;
	TimestampTz started;
	TimestampTz finished;
	int			statement;
	int			statements;
	int			line;
	int64		rows;			/* that statements processed */
	char	   *sqlstate;
	char	   *message;
	char	   *error_detail;
	char	   *error_hint;

	/* the model that is expected after it; carried on unless it is given */
	char	   *model;			/* version, NULL if no model is kept yet */
	char	   *fingerprint;

	/* filled in by migrate_write_event() */
	char	   *login_name;
	char	   *role_name;		/* unless it is given */
	char	   *application;
	char	   *client;
	int64		xid;
	char	   *system_id;
	int			timeline;
	int			format;
	char	   *previous;
	char	   *hash;

	/* rows written with it */
	char	   *layout;			/* a row of project, or NULL */
	List	   *migrations;		/* of MigrationRow */
	List	   *companions;		/* of CompanionRow */
	List	   *settings;		/* of SettingRow */
	List	   *deltas;			/* of DeltaRow */
	DeltaSource more_deltas;	/* gives further ones, or NULL */
	void	   *more_deltas_arg;

	/* over all deltas: how many, and the sum of their hashes */
	int			delta_count;
	uint64		delta_sum[4];

	bool		impossible;		/* read, and never written like that */
} Event;

/* What an event did to an object of the schema. */
typedef struct DeltaRow
{
	int64		event;
	int			number;			/* from 1, in the event */
	char	   *kind;
	char	   *identity;
	char	   *parent;			/* or NULL */
	char	   *name;
	Jsonb	   *attributes;		/* NULL = dropped */
	bytea	   *hash;			/* of the object, NULL = dropped */
} DeltaRow;

typedef struct MigrationRow
{
	int64		event;
	char	   *project;
	char	   *name;
	int			position;		/* -1 = by name */
	char	   *up;				/* checksums; NULL up = removed */
	char	   *down;
	char	   *verify;
	List	   *requires;		/* of char * */
	bool		repeatable;
	char	   *transactional;
	char	   *registered_by;
	TimestampTz registered_at;
	bool		impossible;		/* read, and never written like that */
} MigrationRow;

typedef struct CompanionRow
{
	int64		event;
	char	   *project;
	char	   *path;
	char	   *script;			/* NULL = removed */
} CompanionRow;

typedef struct SettingRow
{
	int64		event;
	char	   *project;		/* "" = the whole database */
	char	   *name;
	char	   *value;			/* NULL = default */
	char	   *set_by;
} SettingRow;

extern Event *migrate_new_event(const char *project, const char *action,
								const char *name);
extern void migrate_write_event(Event *event);
extern void migrate_write_events(List *events);
extern char *migrate_write_script(const char *text);
extern char *migrate_read_script(const char *checksum);
extern void migrate_sum_delta(Event *event, const DeltaRow *delta);
extern void migrate_sort_event_rows(Event *event);
extern char *migrate_event_hash(const Event *event);
extern char *migrate_head(LedgerAccess *access, int64 *id);
extern void migrate_write_cache(const char *key, const char *value);
extern void migrate_write_cache_if_free(const char *key, const char *value);
extern char *migrate_current_role(void);

#endif							/* MIGRATE_LEDGER_H */
