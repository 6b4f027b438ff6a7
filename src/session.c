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
	char	   *value;
	GucSource	source;
} SavedSetting;

/* Can the session have changed it, and can we put it back? */
static bool
IsRestorable(const struct config_generic *g)
{
	return (g->context == PGC_USERSET || g->context == PGC_SUSET) &&
		strncmp(g->name, "transaction_", 12) != 0;
}

/* Returns the value as SET would take it, or NULL if it is not ours to see. */
static char *
CurrentValue(const struct config_generic *g)
{
	const char *value;

	if ((g->flags & GUC_SUPERUSER_ONLY) != 0 && !superuser())
		return NULL;
	value = GetConfigOption(g->name, true, false);
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
		s->value = CurrentValue(variables[i]);
		s->source = variables[i]->source;
		saved = lappend(saved, s);
	}
	return saved;
}

/* Sets a setting of the session; NULL is its default. */
static void
PutBack(const char *name, const char *value)
{
	(void) set_config_option(name, value,
							 superuser() ? PGC_SUSET : PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SET, true, 0, false);
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

/* Puts one setting back if it is not what it was. */
static void
RestoreOne(List *saved, const char *name)
{
	const SavedSetting *s = FindSaved(saved, name);
	const char *value = GetConfigOption(name, true, false);

	if (s == NULL)
		PutBack(name, NULL);
	else if (s->value != NULL && value != NULL && strcmp(s->value, value) != 0)
		PutBack(name, s->source == PGC_S_SESSION ? s->value : NULL);
	/* RESET may lead to another value than the one that was there */
	value = GetConfigOption(name, true, false);
	if (s != NULL && s->value != NULL && value != NULL &&
		strcmp(s->value, value) != 0)
		PutBack(name, s->value);
}

/*
 * Puts the settings back that differ from what was saved, the session's user
 * and role first.  Must run in a transaction that then commits.
 */
void
migrate_restore_session(List *saved)
{
	int			n;
	struct config_generic **variables;
	List	   *changed = NIL;
	ListCell   *lc;

	RestoreOne(saved, "session_authorization");
	RestoreOne(saved, "role");

	variables = migrate_guc_variables(&n);
	for (int i = 0; i < n; i++)
		if (IsRestorable(variables[i]) &&
			variables[i]->source == PGC_S_SESSION &&
			CurrentValue(variables[i]) != NULL)
			changed = lappend(changed, pstrdup(variables[i]->name));
	foreach(lc, saved)
	{
		const SavedSetting *s = lfirst(lc);

		if (s->source == PGC_S_SESSION)
			changed = lappend(changed, s->name);
	}
	foreach(lc, changed)
		if (strcmp(lfirst(lc), "role") != 0 &&
			strcmp(lfirst(lc), "session_authorization") != 0)
			RestoreOne(saved, lfirst(lc));
}
