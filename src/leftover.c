/*-------------------------------------------------------------------------
 *
 * leftover.c
 *	  What a script can leave in the session though it must not: held cursors,
 *	  prepared statements, and channels that it listens on.
 *
 * As statements of a script these are refused before anything runs.  A DO block
 * or a function can still make them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/async.h"
#include "commands/prepare.h"
#include "executor/spi.h"
#include "ledger.h"
#include "leftover.h"
#include "utils/portal.h"

/* Returns what the session has, each as its kind and its name. */
List *
migrate_note_leftovers(void)
{
	LedgerAccess access;
	List	   *names = NIL;
	uint64		n;

	migrate_ledger_open(&access, LEDGER_READ_FRESH);
	n = migrate_query(&access,
					  "SELECT 'c' || name FROM pg_catalog.pg_cursors"
					  " UNION ALL SELECT 'p' || name FROM pg_catalog.pg_prepared_statements"
					  " UNION ALL SELECT 'l' || c FROM pg_catalog.pg_listening_channels() c",
					  NULL);
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

/* Drops one of them. */
static void
DropLeftover(const char *kind_and_name)
{
	const char *name = kind_and_name + 1;
	Portal		portal;

	switch (kind_and_name[0])
	{
		case 'c':
			portal = GetPortalByName(name);
			if (PortalIsValid(portal) && portal->status != PORTAL_ACTIVE &&
				portal->portalPinned == false)
				PortalDrop(portal, false);
			break;
		case 'p':
			DropPreparedStatement(name, false);
			break;
		case 'l':
			Async_Unlisten(name);
			break;
	}
}

/*
 * Drops what the session did not have before.  Returns whether there was
 * anything; then the transaction has to commit.
 */
bool
migrate_drop_leftovers(const List *before)
{
	bool		any = false;
	ListCell   *lc;

	foreach(lc, migrate_note_leftovers())
	{
		ListCell   *known;
		bool		found = false;

		foreach(known, before)
			found |= strcmp(lfirst(known), lfirst(lc)) == 0;
		if (found)
			continue;
		DropLeftover(lfirst(lc));
		any = true;
	}
	return any;
}
