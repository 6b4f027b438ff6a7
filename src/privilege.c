/*-------------------------------------------------------------------------
 *
 * privilege.c
 *	  The call that gives roles access to the ledger.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "compat.h"
#include "errors.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "ledger.h"
#include "runner.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "version.h"

/* Functions that a reader may call. */
static const char *const ReaderFunctions =
	"migrate.bundle, migrate.archive, migrate.unpack, migrate.status, migrate.statements,"
	" migrate.verify, migrate.check, migrate.health, migrate.running,"
	" migrate.effective_settings, migrate.snapshot, migrate.fingerprint, migrate.drift,"
	" migrate.changes, migrate.blame";

/* Runs one of our own statements with the name of a role in it. */
static void
RunGrant(const char *format, const char *role)
{
	char	   *sql = psprintf(format, role);

	if (SPI_execute(sql, false, 0) < 0)
		elog(ERROR, "could not run \"%s\"", sql);
}

/* Takes everything from a role; its name is quoted. */
static void
TakeAll(const char *quoted)
{
	RunGrant("REVOKE ALL ON ALL ROUTINES IN SCHEMA migrate FROM %s", quoted);
	RunGrant("REVOKE ALL ON ALL TABLES IN SCHEMA migrate FROM %s", quoted);
	RunGrant("REVOKE ALL ON SCHEMA migrate FROM %s", quoted);
}

/* What was granted on what is ours: the schema, relations and routines. */
#define OUR_GRANTS \
	"WITH ours AS (SELECT oid, nspowner AS owner, nspacl FROM pg_catalog.pg_namespace" \
	"   WHERE nspname = 'migrate')," \
	" grants AS (SELECT a.grantor, a.grantee FROM (SELECT nspacl AS acl FROM ours" \
	"   UNION ALL SELECT c.relacl FROM pg_catalog.pg_class c JOIN ours o ON o.oid = c.relnamespace" \
	"   UNION ALL SELECT p.proacl FROM pg_catalog.pg_proc p JOIN ours o ON o.oid = p.pronamespace) x," \
	"   LATERAL pg_catalog.aclexplode(x.acl) a)"

/* Takes from a role what others than the owner, who may, gave it by GRANT. */
static void
TakeFromOthers(LedgerAccess *access, const char *role, const char *quoted)
{
	Oid			owner;
	int			security;
	QueryArgs	args = {0};
	List	   *grantors = NIL;
	MemoryContext old;
	ListCell   *lc;
	uint64		n;

	migrate_arg_text(&args, role);
	n = migrate_query(access, OUR_GRANTS
					  " SELECT DISTINCT g.grantor::int8 FROM grants g"
					  " JOIN pg_catalog.pg_roles r ON r.oid = g.grantee"
					  " WHERE r.rolname = $1 AND g.grantor <> (SELECT owner FROM ours)",
					  &args);
	old = MemoryContextSwitchTo(access->context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;

		migrate_get_row(i, &row);
		grantors = lappend_oid(grantors, (Oid) migrate_column_bigint(&row, 1));
	}
	MemoryContextSwitchTo(old);

	GetUserIdAndSecContext(&owner, &security);
	foreach(lc, grantors)
	{
		SetUserIdAndSecContext(lfirst_oid(lc), security);
		TakeAll(quoted);
	}
	SetUserIdAndSecContext(owner, security);
}

/* Gives a role one level, and nothing of another that it had. */
static void
SetLevel(const char *role, const char *level)
{
	LedgerAccess access;
	const char *quoted = quote_identifier(role);

	migrate_ledger_open(&access, LEDGER_WRITE);
	TakeAll(quoted);
	TakeFromOthers(&access, role, quoted);
	if (strcmp(level, "none") != 0)
	{
		RunGrant("GRANT USAGE ON SCHEMA migrate TO %s", quoted);
		RunGrant("GRANT SELECT ON ALL TABLES IN SCHEMA migrate TO %s", quoted);
		if (strcmp(level, "reader") == 0)
			RunGrant(psprintf("GRANT EXECUTE ON FUNCTION %s TO %%s",
							  ReaderFunctions), quoted);
		else
		{
			RunGrant("GRANT EXECUTE ON ALL ROUTINES IN SCHEMA migrate TO %s",
					 quoted);
			RunGrant("REVOKE EXECUTE ON FUNCTION migrate.grant FROM %s", quoted);
		}
	}
	migrate_ledger_close(&access);
}

/* migrate.grant(role, level): returns the level. */
MIGRATE_FUNCTION(migrate_grant)
{
	char	   *role = migrate_text_arg(fcinfo, 0, "role");
	char	   *level = migrate_text_arg(fcinfo, 1, "level");
	Event	   *event;

	(void) get_role_oid(role, false);
	if (strcmp(level, "reader") != 0 && strcmp(level, "operator") != 0 &&
		strcmp(level, "none") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("level cannot be \"%s\"", level),
				 errhint("It can be 'reader', 'operator' or 'none'.")));
	migrate_enter_writer("grant");
	SetLevel(role, level);
	event = migrate_new_event(NULL, "grant", NULL);
	event->detail = psprintf("%s = %s", role, level);
	migrate_write_event(event);
	PG_RETURN_TEXT_P(cstring_to_text(level));
}

/* Returns the roles that have privileges on what is ours, quoted. */
static List *
Grantees(LedgerAccess *access)
{
	List	   *names = NIL;
	MemoryContext old;
	uint64		n;

	n = migrate_query(access,
					  OUR_GRANTS
					  " SELECT DISTINCT quote_ident(r.rolname) FROM grants g"
					  " JOIN pg_catalog.pg_roles r ON r.oid = g.grantee"
					  " WHERE r.oid <> (SELECT owner FROM ours)", NULL);
	old = MemoryContextSwitchTo(access->context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;

		migrate_get_row(i, &row);
		names = lappend(names, migrate_column_text(&row, 1));
	}
	MemoryContextSwitchTo(old);
	return names;
}

/*
 * Called by the extension's own scripts, as migrate.take_defaults(in_use).
 * Default privileges of the owner may have given the ledger away when it was
 * made.  Of a ledger in use, what grant() gave has to stay: there only what it
 * never gives is taken.
 */
PG_FUNCTION_INFO_V1(migrate_take_defaults);
Datum
migrate_take_defaults(PG_FUNCTION_ARGS)
{
	LedgerAccess access;
	ListCell   *lc;

	migrate_ledger_open(&access, LEDGER_WRITE);
	foreach(lc, Grantees(&access))
	{
		if (!PG_GETARG_BOOL(0))
			TakeAll(lfirst(lc));
		else
		{
			RunGrant("REVOKE " MIGRATE_PRIVILEGES_BUT_SELECT
					 " ON ALL TABLES IN SCHEMA migrate FROM %s", lfirst(lc));
			RunGrant("REVOKE CREATE ON SCHEMA migrate FROM %s", lfirst(lc));
		}
	}
	migrate_ledger_close(&access);
	PG_RETURN_VOID();
}
