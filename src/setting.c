/*-------------------------------------------------------------------------
 *
 * setting.c
 *	  Stored policies and the options of a call.
 *
 * Policies are rows of the ledger: a parameter of the session would not
 * survive a transaction pooler, and a session must not be able to change what
 * counts as wrong.  The call's options come before the project's setting, that
 * before the database's, that before the default.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "errors.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "handover.h"
#include "ledger.h"
#include "lib/stringinfo.h"
#include "project.h"
#include "runner.h"
#include "setting.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "version.h"

typedef enum SettingKind
{
	SETTING_TEXT,				/* checked as the server's setting of that name */
	SETTING_TIME,				/* milliseconds, or with a unit */
	SETTING_CHOICE
} SettingKind;

typedef struct SettingInfo
{
	const char *name;
	SettingKind kind;
	const char *otherwise;		/* default; NULL = none */
	const char *choices[4];
	bool		vouched;		/* decides what a script does: its setter must
								 * be trusted as a script's registrant is */
	const char *description;
} SettingInfo;

static const SettingInfo Known[] = {
	{"checksum_mismatch", SETTING_CHOICE, "error", {"error", "warn"}, false,
	"an applied migration is handed over with another meaning"},
	{"lock_timeout", SETTING_TIME, "2s", {NULL}, false,
	"how long a statement waits for a lock before the migration is repeated; 0 = no limit"},
	{"lock_wait", SETTING_TIME, "60s", {NULL}, false,
	"how long a migration is repeated because of locks; 0 = once only"},
	{"not_empty", SETTING_CHOICE, "error", {"error", "allow"}, false,
	"the first run meets a database that has objects and no history"},
	{"on_drift", SETTING_CHOICE, "warn", {"warn", "error", "ignore"}, false,
	"the schema is not what the migrations made it"},
	{"out_of_order", SETTING_CHOICE, "warn", {"warn", "error", "allow"}, false,
	"a pending migration stands before an applied one"},
	{"role", SETTING_TEXT, NULL, {NULL}, true,
	"role that each migration starts with"},
	{"search_path", SETTING_TEXT, NULL, {NULL}, true,
	"search_path that each migration starts with"},
	{"statement_timeout", SETTING_TIME, "0", {NULL}, false,
	"how long a statement may run; 0 = no limit"},
	{"wait", SETTING_TIME, "60s", {NULL}, false,
	"how long a call waits for another session that runs migrations; 0 = not at all"},
};

/* A row that counts. */
typedef struct StoredSetting
{
	const char *project;		/* "" = the whole database */
	const char *name;
	const char *value;
	const char *set_by;
} StoredSetting;

static char *
SettingNames(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < lengthof(Known); i++)
		appendStringInfo(&names, "%s%s", i ? ", " : "", Known[i].name);
	return names.data;
}

/* Returns a setting by name; an unknown one is an error. */
static const SettingInfo *
FindSetting(const char *name)
{
	for (int i = 0; i < lengthof(Known); i++)
		if (strcmp(Known[i].name, name) == 0)
			return &Known[i];
	ereport(ERROR,
			(errcode(ERRCODE_MG_UNKNOWN_OPTION),
			 errmsg("unknown setting \"%s\"", name),
			 errhint("Settings are: %s.", SettingNames())));
}

static void
RefuseValue(const SettingInfo *info, const char *value, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_UNKNOWN_OPTION),
			 errmsg("setting \"%s\" cannot be \"%s\"", info->name, value),
			 hint ? errhint("%s", hint) : 0));
}

/* Returns a time in milliseconds; anything else is an error. */
static int
ParseTime(const SettingInfo *info, const char *value)
{
	const char *hint = NULL;
	int			ms;

	if (!parse_int(value, &ms, GUC_UNIT_MS, &hint) || ms < 0)
		RefuseValue(info, value,
					hint ? _(hint) : "Give milliseconds, or a number with a unit such as '5s' or '2min'.");
	return ms;
}

/* Returns the number of a choice; anything else is an error. */
static int
ParseChoice(const SettingInfo *info, const char *value)
{
	StringInfoData choices;

	initStringInfo(&choices);
	for (int i = 0; info->choices[i]; i++)
	{
		if (strcmp(info->choices[i], value) == 0)
			return i;
		appendStringInfo(&choices, "%s%s", i ? ", " : "", info->choices[i]);
	}
	RefuseValue(info, value, psprintf("It can be: %s.", choices.data));
	return -1;
}

/* Is the value one that can have been stored? */
static bool
CanBeStored(const SettingInfo *info, const char *value)
{
	int			ms;

	switch (info->kind)
	{
		case SETTING_TIME:
			return parse_int(value, &ms, GUC_UNIT_MS, NULL) && ms >= 0;
		case SETTING_CHOICE:
			for (int i = 0; info->choices[i]; i++)
				if (strcmp(info->choices[i], value) == 0)
					return true;
			return false;
		default:
			return true;
	}
}

/* Raises an error for a stored value that nobody can have stored. */
static void
RefuseStored(const StoredSetting *row)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_CHAIN_BROKEN),
			 errmsg("the ledger does not hold: setting \"%s\" cannot be \"%s\"",
					row->name, row->value),
			 errhint("SELECT * FROM migrate.verify() shows everything that does not fit.")));
}

/* Raises an error unless the value is one that the setting can have. */
static void
CheckValue(const SettingInfo *info, const char *value)
{
	switch (info->kind)
	{
		case SETTING_TEXT:
			(void) set_config_option(info->name, value, PGC_USERSET,
									 PGC_S_SESSION, GUC_ACTION_SAVE, false, 0,
									 false);
			break;
		case SETTING_TIME:
			(void) ParseTime(info, value);
			break;
		case SETTING_CHOICE:
			(void) ParseChoice(info, value);
			break;
	}
}

/* Returns the newest row of each setting of a project and of the database. */
static List *
ReadStored(const char *project, bool read_only)
{
	LedgerAccess access;
	QueryArgs	args = {0};
	List	   *stored = NIL;
	uint64		n;

	migrate_ledger_open(&access, read_only ? LEDGER_READ : LEDGER_READ_FRESH);
	migrate_arg_text(&args, project);
	n = migrate_query(&access,
					  "SELECT DISTINCT ON (project, name) project, name, value,"
					  " coalesce(set_by, '')"
					  " FROM migrate.setting"
					  " WHERE project IN ($1, '') AND name IS NOT NULL"
					  " ORDER BY project, name, event DESC", &args);
	MemoryContextSwitchTo(access.context);
	for (uint64 i = 0; i < n; i++)
	{
		StoredSetting *s = palloc(sizeof(StoredSetting));
		ResultRow	row;

		migrate_get_row(i, &row);
		s->project = migrate_column_text(&row, 1);
		s->name = migrate_column_text(&row, 2);
		s->value = migrate_column_text(&row, 3);
		s->set_by = migrate_column_text(&row, 4);
		stored = lappend(stored, s);
	}
	migrate_ledger_close(&access);
	return stored;
}

/* Returns the stored row that counts for a setting, or NULL. */
static const StoredSetting *
FindStored(List *stored, const char *name)
{
	const StoredSetting *found = NULL;
	ListCell   *lc;

	foreach(lc, stored)
	{
		const StoredSetting *s = lfirst(lc);

		if (s->value != NULL && strcmp(s->name, name) == 0 &&
			(found == NULL || s->project[0] != '\0'))
			found = s;
	}
	return found;
}

/* Returns the text of an option's JSON value; objects and null are errors. */
static char *
OptionText(const SettingInfo *info, JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(value->val.numeric)));
		default:
			RefuseValue(info, "(this JSON value)",
						"Give a string or a number.");
			return NULL;
	}
}

/* Returns the options of a call as a list of name, value, name, value ... */
static List *
ReadOptions(Jsonb *options)
{
	List	   *list = NIL;
	JsonbIterator *it;
	JsonbValue	value;
	JsonbIteratorToken token;

	if (options == NULL)
		return NIL;
	if (!JB_ROOT_IS_OBJECT(options))
		ereport(ERROR,
				(errcode(ERRCODE_MG_UNKNOWN_OPTION),
				 errmsg("options must be a JSON object"),
				 errhint("For example: options => '{\"lock_timeout\": \"5s\"}'.")));
	it = JsonbIteratorInit(&options->root);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		const SettingInfo *info;

		if (token != WJB_KEY)
			continue;
		info = FindSetting(pnstrdup(value.val.string.val,
									value.val.string.len));
		(void) JsonbIteratorNext(&it, &value, true);
		list = lappend(list, (char *) info->name);
		list = lappend(list, OptionText(info, &value));
		CheckValue(info, llast(list));
	}
	return list;
}

/* Returns the value of an option, or NULL. */
static char *
FindOption(List *options, const char *name)
{
	for (int i = 0; i < list_length(options); i += 2)
		if (strcmp(list_nth(options, i), name) == 0)
			return list_nth(options, i + 1);
	return NULL;
}

/*
 * Raises an error if a stored search_path or role was set by a role with less
 * privileges than the caller's: it would decide what the caller's scripts do.
 */
void
migrate_require_trusted_settings(const Settings *settings)
{
	const StoredSetting *row = settings->untrusted;

	if (row == NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_MG_UNTRUSTED),
			 errmsg("setting \"%s\" was stored by role \"%s\", which does not have your privileges",
					row->name, row->set_by),
			 errdetail("It would decide what your migrations do; its value is \"%s\".",
					   row->value),
			 errhint("Store it yourself: SELECT migrate.set(%s, %s, %s).",
					 quote_literal_cstr(row->name),
					 quote_literal_cstr(row->value),
					 row->project[0] ?
					 quote_literal_cstr(row->project) : "NULL")));
}

/* Returns the settings in force for a call on a project. */
Settings *
migrate_read_settings(const char *project, Jsonb *options, bool read_only)
{
	Settings   *settings = palloc0(sizeof(Settings));
	List	   *given = ReadOptions(options);
	List	   *stored = ReadStored(project, read_only);

	for (int i = 0; i < lengthof(Known); i++)
	{
		const SettingInfo *info = &Known[i];
		const char *value = FindOption(given, info->name);
		const StoredSetting *row = FindStored(stored, info->name);

		if (value == NULL && row != NULL)
		{
			if (!CanBeStored(info, row->value))
				RefuseStored(row);
			if (info->vouched && !migrate_role_vouches(row->set_by))
				settings->untrusted = row;
			value = row->value;
		}
		if (value == NULL)
			value = info->otherwise;
		if (value == NULL)
			continue;

		if (strcmp(info->name, "checksum_mismatch") == 0)
			settings->checksum_mismatch_warns = ParseChoice(info, value) == 1;
		else if (strcmp(info->name, "lock_timeout") == 0)
		{
			settings->lock_timeout = ParseTime(info, value);
			settings->lock_timeout_given =
				FindOption(given, info->name) != NULL;
		}
		else if (strcmp(info->name, "lock_wait") == 0)
			settings->lock_wait = ParseTime(info, value);
		else if (strcmp(info->name, "not_empty") == 0)
			settings->not_empty_allowed = ParseChoice(info, value) == 1;
		else if (strcmp(info->name, "on_drift") == 0)
			settings->on_drift = ParseChoice(info, value);
		else if (strcmp(info->name, "out_of_order") == 0)
			settings->out_of_order = ParseChoice(info, value);
		else if (strcmp(info->name, "role") == 0)
			settings->role = pstrdup(value);
		else if (strcmp(info->name, "search_path") == 0)
			settings->search_path = pstrdup(value);
		else if (strcmp(info->name, "statement_timeout") == 0)
			settings->statement_timeout = ParseTime(info, value);
		else if (strcmp(info->name, "wait") == 0)
			settings->wait = ParseTime(info, value);
	}
	return settings;
}

/*
 * migrate.set(setting, value, project) returns the value now in force for the
 * level that was set, NULL if it is the default again.
 */
MIGRATE_FUNCTION(migrate_set)
{
	const SettingInfo *info;
	SettingRow *row = palloc0(sizeof(SettingRow));
	Event	   *event;
	char	   *project = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("setting must not be null"),
				 errhint("Settings are: %s.", SettingNames())));
	info = FindSetting(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	if (!PG_ARGISNULL(1))
	{
		row->value = text_to_cstring(PG_GETARG_TEXT_PP(1));
		CheckValue(info, row->value);
	}
	if (project)
		migrate_check_name("project", project);
	migrate_enter_writer("set");

	row->project = project ? project : pstrdup("");
	row->name = pstrdup(info->name);
	row->set_by = migrate_current_role();
	event = migrate_new_event(project, "setting", NULL);
	event->detail = psprintf("%s = %s", info->name,
							 row->value ? row->value : "default");
	event->settings = list_make1(row);
	migrate_write_event(event);

	if (row->value == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(row->value));
}

/* Puts the settings of one project into the result. */
static void
ReturnSettings(ReturnSetInfo *result, const char *project)
{
	List	   *stored = ReadStored(project, true);

	for (int i = 0; i < lengthof(Known); i++)
	{
		const StoredSetting *row = FindStored(stored, Known[i].name);
		const char *value = row ? row->value : Known[i].otherwise;
		Datum		values[5] = {0};
		bool		nulls[5] = {false};

		values[0] = CStringGetTextDatum(project);
		values[1] = CStringGetTextDatum(Known[i].name);
		nulls[2] = (value == NULL);
		if (value)
			values[2] = CStringGetTextDatum(value);
		values[3] = CStringGetTextDatum(row == NULL ? "default" :
										row->project[0] ? "project" : "database");
		values[4] = CStringGetTextDatum(Known[i].description);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* migrate.effective_settings(): the rows of the view settings. */
MIGRATE_FUNCTION(migrate_effective_settings)
{
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	foreach(lc, migrate_project_names())
		ReturnSettings((ReturnSetInfo *) fcinfo->resultinfo, lfirst(lc));
	return (Datum) 0;
}
