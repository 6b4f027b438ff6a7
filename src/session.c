/*-------------------------------------------------------------------------
 *
 * session.c
 *	  Settings of the session, put back after a stepwise migration.
 *
 * In one transaction the server itself takes back what a migration sets.  A
 * stepwise migration commits, and its settings with it; the next client of a
 * pooled connection must not inherit them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "miscadmin.h"
#include "run.h"
#include "utils/guc.h"
#include "utils/guc_tables.h"

typedef struct SavedSetting
{
	char	   *name;
	char	   *value;			/* NULL = a variable without value */
	GucSource	source;
} SavedSetting;

/* Can a script have changed it for the session? */
static bool
IsRestorable(const struct config_generic *g)
{
	return (g->context == PGC_USERSET || g->context == PGC_SUSET) &&
		strncmp(g->name, "transaction_", 12) != 0;
}

static char *
CurrentValue(const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	return value ? pstrdup(value) : NULL;
}

/* Returns the settings of the session as they are. */
List *
migrate_save_session(void)
{
	int			n;
	struct config_generic **variables = migrate_guc_variables(&n);
	List	   *saved = NIL;

	for (int i = 0; i < n; i++)
	{
		SavedSetting *s;

		if (!IsRestorable(variables[i]))
			continue;
		s = palloc(sizeof(SavedSetting));
		s->name = pstrdup(variables[i]->name);
		s->value = CurrentValue(s->name);
		s->source = variables[i]->source;
		saved = lappend(saved, s);
	}
	return saved;
}

/*
 * Sets a setting of the session; NULL is its default.  What the session had it
 * may have again, whoever it is: the script may have been a superuser with
 * RESET ROLE.  Where a value is not possible any more, because the script
 * dropped what it names, the default takes its place, and a warning says so.
 */
static void
PutBack(const char *name, const char *value)
{
	if (set_config_option(name, value, PGC_SUSET, PGC_S_SESSION,
						  GUC_ACTION_SET, true, WARNING, false) <= 0 &&
		value != NULL)
		PutBack(name, NULL);
}

/* Does a setting have that value? */
static bool
HasValue(const char *name, const char *value)
{
	const char *now = GetConfigOption(name, true, false);

	return now == value || (now && value && strcmp(now, value) == 0);
}

/* Finds what was saved of a setting, or NULL if it did not exist. */
static const SavedSetting *
FindSaved(List *saved, const char *name)
{
	ListCell   *lc;

	foreach(lc, saved)
	{
		const SavedSetting *s = lfirst(lc);

		if (strcmp(s->name, name) == 0)
			return s;
	}
	return NULL;
}

/* Puts one setting back to what it was, and to where it came from. */
static void
RestoreOne(List *saved, const char *name)
{
	const SavedSetting *s = FindSaved(saved, name);

	if (s == NULL || s->source != PGC_S_SESSION)
		PutBack(name, NULL);
	if (s != NULL && s->value != NULL && !HasValue(name, s->value))
		PutBack(name, s->value);
}

/*
 * Puts the settings back that differ from what was saved, the session's user
 * and role first.  Must run in a transaction that then commits.
 */
void
migrate_restore_session(List *saved)
{
	static const char *const identity[] = {"session_authorization", "role"};
	int			n;
	struct config_generic **variables;
	List	   *changed = NIL;
	ListCell   *lc;

	for (int i = 0; i < lengthof(identity); i++)
	{
		const SavedSetting *s = FindSaved(saved, identity[i]);

		if (s != NULL && !HasValue(s->name, s->value))
			RestoreOne(saved, s->name);
	}

	/* what the session set, and what it had set and is gone */
	variables = migrate_guc_variables(&n);
	for (int i = 0; i < n; i++)
		if (IsRestorable(variables[i]) && variables[i]->source == PGC_S_SESSION)
			changed = lappend(changed, pstrdup(variables[i]->name));
	foreach(lc, saved)
	{
		const SavedSetting *s = lfirst(lc);

		if (s->source == PGC_S_SESSION && !HasValue(s->name, s->value))
			changed = lappend(changed, s->name);
	}
	foreach(lc, changed)
		if (strcmp(lfirst(lc), "role") != 0 &&
			strcmp(lfirst(lc), "session_authorization") != 0)
			RestoreOne(saved, lfirst(lc));
}
