/*-------------------------------------------------------------------------
 *
 * script.c
 *	  Takes a migration's text apart and says how it must be run.
 *
 * The server's own parser does the work: the whole text is parsed once, so
 * that a syntax error shows before the first statement runs.  Pure: reads no
 * catalog.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "errors.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/value.h"
#include "parser/parser.h"
#include "script.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "texttable.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/*
 * How many \\restrict and \\unrestrict lines a text may have: each is found by
 * parsing all of it.  pg_dump writes two into a file.
 */
#define MOST_RESTRICTS 100

/* Bytes that a message, a detail or a hint of the server may have. */
#define LONGEST_ERROR 8000

static const TransactionMode DefaultMode = {-1, -1, -1};

/*
 * Returns the encoding of a piece of text.  A database in SQL_ASCII does not
 * know; if it can be UTF-8 it most likely is.
 */
static int
EncodingOf(const char *from, const char *to)
{
	int			encoding = GetDatabaseEncoding();

	if (encoding == PG_SQL_ASCII &&
		pg_encoding_verifymbstr(PG_UTF8, from, to - from) == to - from)
		encoding = PG_UTF8;
	return encoding;
}

/*
 * Returns a copy of the text, or of its beginning of at most limit bytes and
 * "...", without half a character.
 */
char *
migrate_clip_to(const char *text, int limit)
{
	int			length = strlen(text);

	if (length <= limit)
		return pstrdup(text);
	return psprintf("%.*s...",
					pg_encoding_mbcliplen(EncodingOf(text, text + length),
										  text, length, limit), text);
}

/*
 * Returns a text of an error, or NULL, no longer than a person would read: the
 * server can quote all of a script in it, and the ledger keeps it.
 */
char *
migrate_clip(char *text)
{
	return text == NULL ? NULL : migrate_clip_to(text, LONGEST_ERROR);
}

/* Does the byte end a line?  CR does where no LF follows, as for the parser. */
static bool
EndsLine(const char *byte)
{
	return byte[0] == '\n' || (byte[0] == '\r' && byte[1] != '\n');
}

/* Returns the line, from 1, that the byte at offset stands in. */
int
migrate_line_of(const char *text, int offset)
{
	int			line = 1;

	for (int i = 0; i < offset && text[i]; i++)
		line += EndsLine(text + i);
	return line;
}

/* Returns the byte offset of a position in characters, counted from 1. */
int
migrate_offset_of(const char *text, int characters)
{
	const char *p = text;

	while (--characters > 0 && *p)
		p += pg_mblen(p);
	return p - text;
}

/* Returns how many columns a character takes where an excerpt is shown. */
static int
ColumnsOf(int encoding, const char *character)
{
	if (*character == '\t' || *character == '\r')
		return 1;				/* a blank in its place */
	return Max(pg_encoding_dsplen(encoding, character), 0);
}

/*
 * Returns "LINE n: text" of the line at offset, as psql shows it, with a caret
 * below the offset if wanted.  A long line is cut around the offset.
 */
char *
migrate_excerpt(const char *text, int offset, bool caret)
{
	const int	reach = 60;
	const char *at = text + offset;
	const char *start = at;
	const char *end = at;
	const char *p;
	StringInfoData out;
	int			encoding;
	int			before = 0;		/* columns from start to at */
	int			behind = 0;

	while (start > text && !EndsLine(start - 1))
		start--;
	while (*end && *end != '\n' && *end != '\r')
		end++;

	/* walk whole characters, so that none is cut in two */
	encoding = EncodingOf(start, end);
	for (p = start; p < at; p += pg_encoding_mblen(encoding, p))
		before += ColumnsOf(encoding, p);
	for (; before > reach; start += pg_encoding_mblen(encoding, start))
		before -= ColumnsOf(encoding, start);
	for (p = at; p < end && behind < reach; p += pg_encoding_mblen(encoding, p))
		behind += ColumnsOf(encoding, p);
	end = Min(p, end);

	initStringInfo(&out);
	appendStringInfo(&out, "LINE %d: ", migrate_line_of(text, offset));
	before += out.len;
	if (start > text && !EndsLine(start - 1))
	{
		appendStringInfoString(&out, "...");
		before += 3;
	}
	for (p = start; p < end; p++)
		appendStringInfoChar(&out, *p == '\t' || *p == '\r' ? ' ' : *p);
	if (*end && *end != '\n' && *end != '\r')
		appendStringInfoString(&out, "...");
	if (caret)
		appendStringInfo(&out, "\n%*s^", before, "");
	return out.data;
}

/* Returns a copy of statement i's own text. */
char *
migrate_statement_text(const Script *script, int i)
{
	const ScriptStatement *s = &script->statements[i];

	return pnstrdup(script->text + s->start, s->length);
}

/* Returns the offset of the first byte that is neither space nor comment. */
static int
SkipSpaceAndComments(const char *text, int from, int end)
{
	int			i = from;

	while (i < end)
	{
		if (isspace((unsigned char) text[i]))
			i++;
		else if (text[i] == '-' && text[i + 1] == '-')
		{
			while (i < end && text[i] != '\n' && text[i] != '\r')
				i++;
		}
		else if (text[i] == '/' && text[i + 1] == '*')
		{
			int			depth = 0;

			do
			{
				if (text[i] == '/' && text[i + 1] == '*')
					depth++, i += 2;
				else if (text[i] == '*' && text[i + 1] == '/')
					depth--, i += 2;
				else
					i++;
			} while (depth > 0 && i < end);
		}
		else
			break;
	}
	return i;
}

/*
 * Syntax errors
 */

/* Does the line at offset begin there, but for white space? */
static bool
BeginsLine(const char *text, int offset)
{
	while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t'))
		offset--;
	return offset == 0 || EndsLine(text + offset - 1);
}

/*
 * Blanks the line at offset if it is one of pg_dump's \restrict lines, which
 * mean nothing to the server.  Returns whether it was.
 */
static bool
BlankRestrictLine(char *text, int offset)
{
	char	   *p = text + offset;

	if (!BeginsLine(text, offset) ||
		(strncmp(p, "\\restrict ", 10) != 0 &&
		 strncmp(p, "\\unrestrict ", 12) != 0))
		return false;
	while (*p && *p != '\n' && *p != '\r')
		*p++ = ' ';
	return true;
}

/* Is a piece of text, by itself, one COPY ... FROM STDIN? */
static bool
IsInlineCopy(const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool result = false;

	/* raw parsing touches nothing that an abort would have to undo */
	PG_TRY();
	{
		List	   *trees = raw_parser(text, RAW_PARSE_DEFAULT);

		if (list_length(trees) == 1)
		{
			CopyStmt   *copy = (CopyStmt *) linitial_node(RawStmt, trees)->stmt;

			result = IsA(copy, CopyStmt) && copy->is_from &&
				copy->filename == NULL;
		}
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
	}
	PG_END_TRY();
	return result;
}

/*
 * Returns the offset of the last COPY ... FROM STDIN that starts a line before
 * offset, or -1: the data behind it is what the parser stumbled over.
 */
static int
FindInlineCopy(const char *text, int offset)
{
	const int	longest = 10000;	/* of the statement */
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate COPY",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);
	int			found = -1;

	for (int i = offset; i >= 0 && found < 0; i--)
	{
		const char *end;

		if (pg_strncasecmp(text + i, "copy", 4) != 0 || !BeginsLine(text, i))
			continue;
		CHECK_FOR_INTERRUPTS();
		end = memchr(text + i, ';', strnlen(text + i, longest));
		if (end != NULL && IsInlineCopy(pnstrdup(text + i, end - (text + i))))
			found = i;
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	return found;
}

/* Raises the error for what a migration must leave to psql. */
static void
RefuseClientSyntax(const char *subject, const char *text, int offset,
				   const char *what, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_UNSUPPORTED),
			 errmsg("%s, line %d: %s\n%s", subject,
					migrate_line_of(text, offset), what,
					migrate_excerpt(text, offset, true)),
			 errdetail("Nothing of this migration has been run."),
			 errhint("%s", hint)));
}

static void
RefuseInlineCopy(const char *subject, const char *text, int offset)
{
	RefuseClientSyntax(subject, text, offset,
					   "COPY from or to the client cannot run inside a migration",
					   "Write the rows as INSERT statements, or COPY from a file of the server.");
}

/*
 * Raises a syntax error again with migration and line, or with the reason if
 * the text holds something that only psql understands.
 */
static void
RaiseSyntaxError(const char *subject, const char *text, ErrorData *edata)
{
	int			offset;
	int			copy;
	char	   *message = migrate_clip(edata->message);

	if (edata->cursorpos <= 0)
	{
		if (edata->sqlerrcode != ERRCODE_QUERY_CANCELED)
			edata->message = psprintf("%s: %s", subject, message);
		ReThrowError(edata);
	}

	offset = migrate_offset_of(text, edata->cursorpos);
	if (edata->sqlerrcode == ERRCODE_SYNTAX_ERROR)
	{
		copy = FindInlineCopy(text, offset);
		if (copy >= 0)
			RefuseInlineCopy(subject, text, copy);
		if (text[offset] == '\\')
			RefuseClientSyntax(subject, text, offset,
							   "a backslash command of psql is not SQL",
							   "Write what the command does as SQL; load data with INSERT statements.");
		if (text[offset] == ':' && text[offset + 1] != ':')
			RefuseClientSyntax(subject, text, offset,
							   "a psql variable is not SQL",
							   "Put the value in before the migration is handed over.");
	}
	edata->message = psprintf("%s, line %d: %s\n%s", subject,
							  migrate_line_of(text, offset), message,
							  migrate_excerpt(text, offset, true));
	edata->cursorpos = 0;
	if (edata->detail == NULL)
		edata->detail = pstrdup("Nothing of this migration has been run.");
	ReThrowError(edata);
}

/*
 * Puts a semicolon where Drizzle marks the end of a statement, which its users
 * may leave out.  Returns whether there was a mark; the length stays.
 */
static bool
EndAtBreakpoints(char *text)
{
	static const char mark[] = "--> statement-breakpoint";
	bool		any = false;

	for (char *p = text; (p = strstr(p, mark)) != NULL;)
	{
		any = true;
		memset(p, ' ', strlen(mark));
		*p = ';';
	}
	return any;
}

/*
 * Parses the text once: returns NULL and the raw parse trees, or the error.
 * What an error leaves is freed.
 */
static ErrorData *
TryParseText(const char *text, List **trees)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext parse = AllocSetContextCreate(context, "migrate parse trees",
												ALLOCSET_DEFAULT_SIZES);
	ErrorData  *volatile error = NULL;

	MemoryContextSwitchTo(parse);
	PG_TRY();
	{
		*trees = pg_parse_query(text);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	if (error != NULL)
		MemoryContextDelete(parse);
	return error;
}

/*
 * Returns the raw parse trees of the text.  \restrict lines are blanked in
 * the text itself, and Drizzle's marks become semicolons if it does not parse
 * otherwise; anything else that does not parse is an error.
 */
static List *
ParseText(const char *subject, char *text)
{
	int			restricts = 0;

	for (;;)
	{
		List	   *trees = NIL;
		ErrorData  *error = TryParseText(text, &trees);
		int			offset;

		if (error == NULL)
			return trees;
		CHECK_FOR_INTERRUPTS();

		offset = error->cursorpos > 0 ?
			migrate_offset_of(text, error->cursorpos) : 0;
		if (error->sqlerrcode != ERRCODE_SYNTAX_ERROR)
			RaiseSyntaxError(subject, text, error);
		if (text[offset] == '\\' && restricts++ < MOST_RESTRICTS &&
			BlankRestrictLine(text, offset))
			continue;
		if (!EndAtBreakpoints(text))
			RaiseSyntaxError(subject, text, error);
	}
}

/*
 * What a single statement is
 */

/* Returns the value of a boolean option such as CONCURRENTLY, or a default. */
static bool
OptionIsOn(List *options, const char *name, bool otherwise)
{
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);

		if (strcmp(def->defname, name) != 0)
			continue;
		if (def->arg == NULL)
			return true;
		if (IsA(def->arg, Boolean))
			return boolVal(def->arg);
		if (IsA(def->arg, Integer))
			return intVal(def->arg) != 0;
		if (IsA(def->arg, String))
			return pg_strcasecmp(strVal(def->arg), "false") != 0 &&
				pg_strcasecmp(strVal(def->arg), "off") != 0;
		return true;
	}
	return otherwise;
}

/* Is there an option of that name with a value? */
static bool
HasOption(List *options, const char *name)
{
	ListCell   *lc;

	foreach(lc, options)
		if (pg_strcasecmp(lfirst_node(DefElem, lc)->defname, name) == 0 &&
			lfirst_node(DefElem, lc)->arg != NULL)
			return true;
	return false;
}

/* Is this one of the CONCURRENTLY forms that cannot run in a block? */
static bool
IsConcurrently(Node *stmt)
{
	ListCell   *lc;

	switch (nodeTag(stmt))
	{
		case T_IndexStmt:
			return ((IndexStmt *) stmt)->concurrent;
		case T_DropStmt:
			return ((DropStmt *) stmt)->concurrent;
		case T_ReindexStmt:
			return OptionIsOn(((ReindexStmt *) stmt)->params, "concurrently",
							  false);
		case T_AlterTableStmt:
			foreach(lc, ((AlterTableStmt *) stmt)->cmds)
			{
				AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

				if (cmd->subtype == AT_DetachPartition &&
					((PartitionCmd *) cmd->def)->concurrent)
					return true;
			}
			return false;
		default:
			return false;
	}
}

/* Does the statement change something at the publisher, or ask it? */
static bool
IsSubscriptionRefresh(const AlterSubscriptionStmt *stmt)
{
	switch (stmt->kind)
	{
		case ALTER_SUBSCRIPTION_REFRESH:
			return true;
		case ALTER_SUBSCRIPTION_SET_PUBLICATION:
		case ALTER_SUBSCRIPTION_ADD_PUBLICATION:
		case ALTER_SUBSCRIPTION_DROP_PUBLICATION:
			return OptionIsOn(stmt->options, "refresh", true);
		case ALTER_SUBSCRIPTION_OPTIONS:
			return OptionIsOn(stmt->options, "failover", false) ||
				OptionIsOn(stmt->options, "two_phase", false) ||
				HasOption(stmt->options, "failover") ||
				HasOption(stmt->options, "two_phase");
		default:
			return false;
	}
}

/* Can the statement not run in a transaction block? */
static bool
NeedsOwnTransaction(Node *stmt)
{
	switch (nodeTag(stmt))
	{
		case T_VacuumStmt:
			return ((VacuumStmt *) stmt)->is_vacuumcmd;
		case T_ClusterStmt:
			return ((ClusterStmt *) stmt)->relation == NULL;
		case T_ReindexStmt:
			return IsConcurrently(stmt) ||
				((ReindexStmt *) stmt)->kind == REINDEX_OBJECT_SCHEMA ||
				((ReindexStmt *) stmt)->kind == REINDEX_OBJECT_SYSTEM ||
				((ReindexStmt *) stmt)->kind == REINDEX_OBJECT_DATABASE;
		case T_AlterDatabaseStmt:
			return HasOption(((AlterDatabaseStmt *) stmt)->options,
							 "tablespace");
		case T_CreateSubscriptionStmt:
			{
				List	   *options = ((CreateSubscriptionStmt *) stmt)->options;

				return OptionIsOn(options, "create_slot",
								  OptionIsOn(options, "connect", true));
			}
		case T_AlterSubscriptionStmt:
			return IsSubscriptionRefresh((AlterSubscriptionStmt *) stmt);
		case T_CreatedbStmt:
		case T_DropdbStmt:
		case T_CreateTableSpaceStmt:
		case T_DropTableSpaceStmt:
		case T_AlterSystemStmt:
		case T_DropSubscriptionStmt:
			return true;
		default:
			return IsConcurrently(stmt);
	}
}

/* Is this SET TRANSACTION, or the SET that means the same? */
static bool
IsSetTransaction(Node *stmt)
{
	VariableSetStmt *set = (VariableSetStmt *) stmt;

	return IsA(stmt, VariableSetStmt) && set->kind == VAR_SET_MULTI &&
		strcmp(set->name, "TRANSACTION") == 0;
}

/* Adds what BEGIN or SET TRANSACTION say to the mode of a transaction. */
static void
ReadTransactionMode(TransactionMode *mode, List *options)
{
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);
		A_Const    *value = castNode(A_Const, def->arg);

		if (strcmp(def->defname, "transaction_isolation") == 0)
		{
			const char *level = strVal(&value->val);

			mode->isolation =
				strcmp(level, "serializable") == 0 ? XACT_SERIALIZABLE :
				strcmp(level, "repeatable read") == 0 ? XACT_REPEATABLE_READ :
				XACT_READ_COMMITTED;
		}
		else if (strcmp(def->defname, "transaction_read_only") == 0)
			mode->read_only = intVal(&value->val) != 0;
		else if (strcmp(def->defname, "transaction_deferrable") == 0)
			mode->deferrable = intVal(&value->val) != 0;
	}
}

/* Does the statement leave in the session what no transaction takes back? */
static bool
OutlivesMigration(Node *stmt)
{
	switch (nodeTag(stmt))
	{
		case T_ListenStmt:
		case T_UnlistenStmt:
		case T_PrepareStmt:
		case T_DeallocateStmt:
			return true;
		case T_DeclareCursorStmt:
			return (((DeclareCursorStmt *) stmt)->options & CURSOR_OPT_HOLD) != 0;
		default:
			return false;
	}
}

/* May a statement commit parts of its work by itself, when it runs alone? */
bool
migrate_may_commit_inside(const ScriptStatement *s)
{
	return IsA(s->raw->stmt, CallStmt) || IsA(s->raw->stmt, DoStmt);
}

/* Does a connection string give a password? */
static bool
ConnectsWithPassword(const char *conninfo)
{
	for (; conninfo && *conninfo; conninfo++)
		if (pg_strncasecmp(conninfo, "password", 8) == 0)
			return true;
	return false;
}

/* Does the statement hold a password in clear text? */
static bool
HoldsPassword(Node *stmt)
{
	switch (nodeTag(stmt))
	{
		case T_CreateRoleStmt:
			return HasOption(((CreateRoleStmt *) stmt)->options, "password");
		case T_AlterRoleStmt:
			return HasOption(((AlterRoleStmt *) stmt)->options, "password");
		case T_CreateUserMappingStmt:
			return HasOption(((CreateUserMappingStmt *) stmt)->options,
							 "password");
		case T_AlterUserMappingStmt:
			return HasOption(((AlterUserMappingStmt *) stmt)->options,
							 "password");
		case T_CreateSubscriptionStmt:
			return ConnectsWithPassword(((CreateSubscriptionStmt *) stmt)->conninfo);
		case T_AlterSubscriptionStmt:
			return ConnectsWithPassword(((AlterSubscriptionStmt *) stmt)->conninfo);
		default:
			return false;
	}
}

/*
 * Refuses a statement that must not be run by us: it would talk to the client,
 * end our transaction, free our locks, or leave a secret in the ledger.
 */
static void
RefuseStatement(const Script *script, const ScriptStatement *s)
{
	Node	   *stmt = s->raw->stmt;
	const char *what = NULL;

	if (IsA(stmt, CopyStmt) && ((CopyStmt *) stmt)->filename == NULL)
		RefuseInlineCopy(script->subject, script->text, s->start);
	if (IsA(stmt, DiscardStmt) && ((DiscardStmt *) stmt)->target == DISCARD_ALL)
		RefuseClientSyntax(script->subject, script->text, s->start,
						   "DISCARD ALL would free the lock of the runner",
						   "Leave it out: a migration's settings end with it.");
	if (OutlivesMigration(stmt))
		RefuseClientSyntax(script->subject, script->text, s->start,
						   psprintf("%s would change the session of the client",
									CreateCommandName(stmt)),
						   "The session may be a pooled one, and the next client would meet it. Leave it out; instead of PREPARE and EXECUTE write the statement, or use DO.");
	if (HoldsPassword(stmt))
		RefuseClientSyntax(script->subject, script->text, s->start,
						   "a password must not stand in a migration",
						   "The ledger keeps the text of every migration. Set the password outside of it, for example with \\password in psql.");
	if (!IsA(stmt, TransactionStmt))
		return;

	switch (((TransactionStmt *) stmt)->kind)
	{
		case TRANS_STMT_BEGIN:
		case TRANS_STMT_START:
			return;
		case TRANS_STMT_COMMIT:
			if (!((TransactionStmt *) stmt)->chain)
				return;
			what = "COMMIT AND CHAIN";
			break;
		case TRANS_STMT_ROLLBACK:
			if (script->verifies && !((TransactionStmt *) stmt)->chain)
				return;
			what = "ROLLBACK";
			break;
		case TRANS_STMT_SAVEPOINT:
		case TRANS_STMT_RELEASE:
		case TRANS_STMT_ROLLBACK_TO:
			what = "SAVEPOINT, RELEASE or ROLLBACK TO";
			break;
		default:
			what = "two-phase commit";
			break;
	}
	RefuseClientSyntax(script->subject, script->text, s->start,
					   psprintf("%s cannot run inside a migration", what),
					   "Leave transaction control to migrate: each migration is one transaction.");
}

/*
 * How the statements commit
 */

/* Raises the error for transaction control that does not pair up. */
static void
RefuseUnbalanced(const Script *script, const ScriptStatement *s,
				 const char *what)
{
	RefuseClientSyntax(script->subject, script->text, s->start, what,
					   "Pair every BEGIN with a COMMIT, or leave both out: each migration is one transaction anyway.");
}

/*
 * Gives BEGIN and COMMIT their roles and checks that they pair up.  Returns
 * the number of pairs.  The first COMMIT may stand without BEGIN: it ends the
 * transaction that the tool opens for the file (Drizzle's COMMIT; ... BEGIN;,
 * and what Prisma's implicit transaction makes of it).  *leading tells that it
 * does so with statements behind it.
 */
static int
PairTransactions(Script *script, bool *leading)
{
	bool		first = true;
	int			open = -1;
	int			pairs = 0;

	*leading = false;
	for (int i = 0; i < script->nstatements; i++)
	{
		ScriptStatement *s = &script->statements[i];
		TransactionStmt *t = (TransactionStmt *) s->raw->stmt;

		if (!IsA(t, TransactionStmt))
			continue;
		if (t->kind == TRANS_STMT_COMMIT || t->kind == TRANS_STMT_ROLLBACK)
		{
			s->role = STATEMENT_COMMIT;
			if (open < 0 && (!first || script->verifies))
				RefuseUnbalanced(script, s, "COMMIT without BEGIN");
			*leading |= (open < 0 && i < script->nstatements - 1);
			open = -1;
			pairs++;
		}
		else
		{
			s->role = STATEMENT_BEGIN;
			if (open >= 0)
				RefuseUnbalanced(script, s,
								 psprintf("BEGIN inside the transaction that line %d began",
										  script->statements[open].line));
			open = i;
		}
		first = false;
	}

	if (open >= 0 && !*leading)
		RefuseUnbalanced(script, &script->statements[open],
						 "BEGIN without COMMIT");
	return pairs;
}

/*
 * Reads BEGIN's options and SET TRANSACTION in first..last, as far as they
 * stand before the first query, into the mode of the step.
 */
static void
ReadStepMode(Script *script, ScriptStep *step)
{
	step->mode = DefaultMode;
	for (int i = step->first; i <= step->last; i++)
	{
		ScriptStatement *s = &script->statements[i];
		Node	   *stmt = s->raw->stmt;

		if (s->role == STATEMENT_BEGIN)
			ReadTransactionMode(&step->mode, ((TransactionStmt *) stmt)->options);
		else if (IsSetTransaction(stmt))
		{
			s->role = STATEMENT_ISOLATION;
			ReadTransactionMode(&step->mode, ((VariableSetStmt *) stmt)->args);
		}
		else if (!IsA(stmt, VariableSetStmt))
			break;
	}
}

/* Appends the step first..last. */
static void
AddStep(Script *script, int first, int last)
{
	ScriptStep *step = &script->steps[script->nsteps++];

	step->first = first;
	step->last = last;
	ReadStepMode(script, step);
}

/*
 * Cuts a stepwise script: each pair is one step, so is each other statement.  A
 * COMMIT at the end that nothing opened is a step that does nothing.
 */
static void
CutIntoSteps(Script *script, bool leading)
{
	int			open = -1;

	script->steps = palloc(sizeof(ScriptStep) * (script->nstatements + 1));
	if (leading)
		open = 0;
	for (int i = 0; i < script->nstatements; i++)
	{
		ScriptStatement *s = &script->statements[i];

		if (s->role == STATEMENT_BEGIN)
			open = i;
		else if (s->role == STATEMENT_COMMIT)
		{
			AddStep(script, open >= 0 ? open : i, i);
			open = -1;
		}
		else if (open < 0)
			AddStep(script, i, i);
		else if (s->own_transaction)
			RefuseClientSyntax(script->subject, script->text, s->start,
							   "this statement cannot run between BEGIN and COMMIT",
							   "Move it out of the BEGIN ... COMMIT pair.");
	}
	if (open >= 0)
		AddStep(script, open, script->nstatements - 1);
}

/* Makes the whole script one step, with a warning where that is a surprise. */
static void
MakeOneStep(Script *script, int pairs)
{
	bool		outside = false;
	bool		open = false;

	script->steps = palloc(sizeof(ScriptStep));
	AddStep(script, 0, script->nstatements - 1);

	for (int i = 0; i < script->nstatements; i++)
	{
		ScriptStatement *s = &script->statements[i];

		if (s->role == STATEMENT_BEGIN)
		{
			TransactionMode mode = DefaultMode;

			open = true;
			ReadTransactionMode(&mode, ((TransactionStmt *) s->raw->stmt)->options);
			if (memcmp(&mode, &DefaultMode, sizeof(mode)) != 0 &&
				memcmp(&mode, &script->steps[0].mode, sizeof(mode)) != 0)
				RefuseClientSyntax(script->subject, script->text, s->start,
								   "this transaction mode differs from the migration's",
								   "Set transactional to 'off': then each BEGIN ... COMMIT pair is a transaction of its own.");
		}
		else if (s->role == STATEMENT_COMMIT)
			open = false;
		else if (!open)
			outside = true;
	}
	if (!script->verifies && (pairs > 1 || (pairs == 1 && outside)))
		script->warnings =
			lappend(script->warnings,
					psprintf("BEGIN and COMMIT are ignored: all of \"%s\" is one transaction",
							 script->label));
}

/*
 * Returns the values that ALTER TYPE ... ADD VALUE adds, as the literals that
 * use them, each with the number of its statement, from 1; NULL for none.
 */
static HTAB *
NewEnumValues(const Script *script)
{
	HTAB	   *values = NULL;

	for (int i = 0; i < script->nstatements; i++)
	{
		AlterEnumStmt *add = (AlterEnumStmt *) script->statements[i].raw->stmt;
		char	   *literal;

		CHECK_FOR_INTERRUPTS();
		if (!IsA(add, AlterEnumStmt) || add->oldVal != NULL)
			continue;
		if (values == NULL)
			values = migrate_text_table();
		literal = quote_literal_cstr(add->newVal);
		literal = strchr(literal, '\'');	/* behind an E */
		if (migrate_text_find(values, literal) == NULL)
			migrate_text_enter(values, literal, (void *) (intptr_t) (i + 1));
	}
	return values;
}

/*
 * Returns the literal that begins with the quote at text, or NULL if it does
 * not end before end or is too long for the value of an enum.
 */
static char *
LiteralAt(const char *text, const char *end)
{
	const int	longest = 4 * NAMEDATALEN;	/* all doubled, and more */
	const char *p = text + 1;

	for (end = Min(end, text + longest); p < end; p++)
	{
		if (*p != '\'' && *p != '\\')
			continue;
		if (p + 1 < end && p[1] == *p)
			p++;				/* doubled */
		else if (*p == '\'')
			return pnstrdup(text, p + 1 - text);
	}
	return NULL;
}

/*
 * Does a later statement use a value that ALTER TYPE ... ADD VALUE adds?  The
 * server refuses that within one transaction.
 */
static bool
UsesNewEnumValue(const Script *script)
{
	HTAB	   *values = NewEnumValues(script);

	for (int i = 0; values != NULL && i < script->nstatements; i++)
	{
		const ScriptStatement *s = &script->statements[i];
		const char *p = script->text + s->start;
		const char *end = p + s->length;

		CHECK_FOR_INTERRUPTS();
		if (IsA(s->raw->stmt, AlterEnumStmt) || IsA(s->raw->stmt, CreateEnumStmt))
			continue;
		while ((p = memchr(p, '\'', end - p)) != NULL)
		{
			char	   *literal = LiteralAt(p++, end);
			intptr_t	added;

			if (literal == NULL)
				continue;
			added = (intptr_t) migrate_text_find(values, literal);
			pfree(literal);
			if (added != 0 && added <= i)
				return true;
		}
	}
	return false;
}

/* Finds the statement that keeps a script out of one transaction, or NULL. */
static const ScriptStatement *
FirstOwnTransaction(const Script *script)
{
	for (int i = 0; i < script->nstatements; i++)
		if (script->statements[i].own_transaction)
			return &script->statements[i];
	return NULL;
}

/* Decides between one transaction and steps, and makes the steps. */
static void
DecideTransactions(Script *script, const char *transactional)
{
	const ScriptStatement *own = FirstOwnTransaction(script);
	bool		leading;
	int			pairs = PairTransactions(script, &leading);

	if (strcmp(transactional, "on") == 0 || script->verifies)
	{
		if (own != NULL)
			RefuseClientSyntax(script->subject, script->text, own->start,
							   "this statement cannot run in a transaction",
							   script->verifies ?
							   "A verify script looks and changes nothing." :
							   "Set transactional to 'auto' or 'off', or move the statement to a migration of its own.");
		if (leading)
			RefuseUnbalanced(script, &script->statements[0],
							 "COMMIT without BEGIN");
		script->stepwise = false;
	}
	else
		script->stepwise = strcmp(transactional, "off") == 0 ||
			own != NULL || leading || UsesNewEnumValue(script);

	if (script->stepwise)
		CutIntoSteps(script, leading);
	else
		MakeOneStep(script, pairs);
}

/*
 * Returns a copy of a text as the parser sees it: without byte order mark,
 * whose bytes are parts of characters in some encodings.
 */
static char *
CopyForParser(const char *text)
{
	if (strncmp(text, "\xEF\xBB\xBF", 3) == 0 &&
		(GetDatabaseEncoding() == PG_UTF8 ||
		 pg_database_encoding_max_length() == 1))
		text += 3;
	return pstrdup(text);
}

/*
 * Takes a text apart.  Raises an error, before anything runs, for what does
 * not parse and for what a migration cannot hold.  what is "", or says which
 * other script of the migration it is, for messages.  transactional is "auto",
 * "on", "off", or "verify" for a script that only looks: there BEGIN may pair
 * with ROLLBACK too, as Sqitch has it.
 */
Script *
migrate_parse_script(const char *what, const char *label, const char *text,
					 const char *transactional)
{
	Script	   *script = palloc0(sizeof(Script));
	char	   *copy;
	List	   *trees;
	ListCell   *lc;
	int			line = 1;
	int			counted = 0;
	int			i = 0;

	copy = CopyForParser(text);
	script->label = label;
	script->verifies = strcmp(transactional, "verify") == 0;
	script->subject = psprintf("%smigration \"%s\"", what, label);
	trees = ParseText(script->subject, copy);
	script->text = copy;
	script->nstatements = list_length(trees);
	script->statements = MemoryContextAllocHuge(CurrentMemoryContext,
												sizeof(ScriptStatement) *
												(script->nstatements + 1));

	foreach(lc, trees)
	{
		ScriptStatement *s = &script->statements[i++];
		int			end;

		CHECK_FOR_INTERRUPTS();
		s->raw = lfirst_node(RawStmt, lc);
		end = s->raw->stmt_len > 0 ?
			s->raw->stmt_location + s->raw->stmt_len : strlen(copy);
		s->start = SkipSpaceAndComments(copy, s->raw->stmt_location, end);
		while (end > s->start && isspace((unsigned char) copy[end - 1]))
			end--;
		s->length = end - s->start;
		for (; counted < s->start; counted++)
			line += EndsLine(copy + counted);
		s->line = line;
		s->role = STATEMENT_RUN;
		s->concurrently = IsConcurrently(s->raw->stmt);
		s->own_transaction = NeedsOwnTransaction(s->raw->stmt);
		RefuseStatement(script, s);
	}

	DecideTransactions(script, transactional);
	return script;
}

/*
 * Comparing texts
 */

/* Are two texts equal when CR LF counts as LF? */
bool
migrate_same_but_line_ends(const char *a, const char *b)
{
	for (;;)
	{
		if (a[0] == '\r' && a[1] == '\n')
			a++;
		if (b[0] == '\r' && b[1] == '\n')
			b++;
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
		a++, b++;
	}
}

/*
 * Returns the parse trees of a text, without the lengths that equal() looks at
 * in some versions; NIL if it does not parse.
 */
static List *
TryParse(const char *text, bool *parsed)
{
	MemoryContext context = CurrentMemoryContext;
	List	   *volatile trees = NIL;
	ListCell   *lc;

	*parsed = true;
	PG_TRY();
	{
		trees = ParseText("", CopyForParser(text));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		if (geterrcode() == ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		*parsed = false;
	}
	PG_END_TRY();
	foreach(lc, trees)
		lfirst_node(RawStmt, lc)->stmt_len = 0;
	return trees;
}

/* Are two lists of parse trees equal?  What is too deep to compare is not. */
static bool
SameTrees(const List *a, const List *b)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool same = false;

	/* comparing touches nothing that an abort would have to undo */
	PG_TRY();
	{
		same = equal(a, b);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		if (geterrcode() != ERRCODE_STATEMENT_TOO_COMPLEX)
			PG_RE_THROW();
		FlushErrorState();
	}
	PG_END_TRY();
	return same;
}

/*
 * Do two texts have the same parse trees?  With a number of statements, only
 * so many of the first ones are compared; -1 compares all.
 */
bool
migrate_same_script(const char *before, const char *after, int statements)
{
	bool		ok_before;
	bool		ok_after;
	List	   *a = TryParse(before, &ok_before);
	List	   *b = TryParse(after, &ok_after);

	if (!ok_before || !ok_after)
		return false;
	if (statements < 0)
		return SameTrees(a, b);
	if (list_length(a) < statements || list_length(b) < statements)
		return false;
	return SameTrees(list_truncate(a, statements), list_truncate(b, statements));
}
