/*-------------------------------------------------------------------------
 *
 * exclude.c
 *	  Patterns of what is no part of the model.
 *
 * Partitions that a job makes, or another tool's tables, change without a
 * migration.  A pattern names them by identity, with * for any characters and
 * ? for one.  What is part of an excluded object is excluded too.  The patterns
 * are rows of the ledger, as settings are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "drift.h"
#include "errors.h"
#include "executor/spi.h"
#include "ledger.h"
#include "mb/pg_wchar.h"
#include "runner.h"
#include "utils/builtins.h"
#include "version.h"


/* Before the pattern in the name of the row. */
#define PREFIX "exclude "

/* Returns the patterns in force. */
List *
migrate_read_exclusions(void)
{
	LedgerAccess access;
	List	   *patterns = NIL;
	MemoryContext old;
	uint64		n;

	migrate_ledger_open(&access, LEDGER_READ_LATEST);
	n = migrate_query(&access,
					  "SELECT name FROM (SELECT DISTINCT ON (name) name, value"
					  "  FROM migrate.setting WHERE project = '' AND name LIKE '" PREFIX "%'"
					  "  ORDER BY name, event DESC) s WHERE value IS NOT NULL ORDER BY name",
					  NULL);
	old = MemoryContextSwitchTo(access.context);
	for (uint64 i = 0; i < n; i++)
	{
		ResultRow	row;

		migrate_get_row(i, &row);
		patterns = lappend(patterns, migrate_column_text(&row, 1) + strlen(PREFIX));
	}
	MemoryContextSwitchTo(old);
	migrate_ledger_close(&access);
	return patterns;
}

/* Whether a text matches a pattern with * and ?. */
static bool
Matches(const char *pattern, const char *text)
{
	const char *star = NULL;
	const char *from = NULL;

	while (*text)
	{
		if (*pattern == '*')
		{
			star = pattern++;
			from = text;
		}
		else if (*pattern == '?' || *pattern == *text)
		{
			/* one character may be several bytes */
			if (*pattern == '?')
				text += pg_mblen(text) - 1;
			pattern++;
			text++;
		}
		else if (star)
		{
			pattern = star + 1;
			text = ++from;
		}
		else
			return false;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* Whether an object is excluded, by its own identity or its parent's. */
bool
migrate_is_excluded(List *patterns, const char *identity, const char *parent)
{
	ListCell   *lc;

	foreach(lc, patterns)
		if (Matches(lfirst(lc), identity) || (parent && Matches(lfirst(lc), parent)))
			return true;
	return false;
}

/*
 * migrate.exclude(pattern, exclude) returns "excluded" or "included", or
 * "unchanged" if it was so before.
 */
MIGRATE_FUNCTION(migrate_exclude)
{
	char	   *pattern = migrate_text_arg(fcinfo, 0, "pattern");
	bool		exclude = migrate_bool_arg(fcinfo, 1);
	bool		excluded = false;
	SettingRow *row = palloc0(sizeof(SettingRow));
	Event	   *event;
	ListCell   *lc;

	if (*pattern == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("pattern must not be empty"),
				 errhint("Name objects as migrate.snapshot() does, with * and ?: 'public.log_*'.")));
	migrate_enter_writer("exclude");
	foreach(lc, migrate_read_exclusions())
		if (strcmp(lfirst(lc), pattern) == 0)
			excluded = true;
	if (exclude == excluded)
		PG_RETURN_TEXT_P(cstring_to_text("unchanged"));

	row->project = pstrdup("");
	row->name = psprintf(PREFIX "%s", pattern);
	row->value = exclude ? pstrdup("true") : NULL;
	row->set_by = migrate_current_role();
	event = migrate_new_event(NULL, "setting", NULL);
	event->detail = psprintf("%s %s", exclude ? "exclude" : "include", pattern);
	event->settings = list_make1(row);
	migrate_write_event(event);
	PG_RETURN_TEXT_P(cstring_to_text(exclude ? "excluded" : "included"));
}
