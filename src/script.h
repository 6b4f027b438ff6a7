/*-------------------------------------------------------------------------
 *
 * script.h
 *	  A migration's text, taken apart: statements, lines, transactions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_SCRIPT_H
#define MIGRATE_SCRIPT_H

#include "nodes/parsenodes.h"

/* What the executor does with a statement. */
typedef enum StatementRole
{
	STATEMENT_RUN,
	STATEMENT_BEGIN,			/* opens a pair; not run */
	STATEMENT_COMMIT,			/* closes a pair; not run */
	STATEMENT_ISOLATION			/* SET TRANSACTION before a query; not run,
								 * the transaction starts that way */
} StatementRole;

/* How a transaction of the script wants to be started. */
typedef struct TransactionMode
{
	int			isolation;		/* XACT_..., or -1 */
	int			read_only;		/* 0, 1, or -1 */
	int			deferrable;		/* 0, 1, or -1 */
} TransactionMode;

typedef struct ScriptStatement
{
	RawStmt    *raw;
	int			start;			/* bytes; white space and comments skipped */
	int			length;
	int			line;			/* of start, from 1 */
	StatementRole role;
	bool		own_transaction;	/* cannot run in a transaction block */
	bool		concurrently;	/* one of the CONCURRENTLY forms */
} ScriptStatement;

/* Statements that commit together: first..last, from 0. */
typedef struct ScriptStep
{
	int			first;
	int			last;
	TransactionMode mode;
} ScriptStep;

typedef struct Script
{
	const char *label;			/* name of the migration */
	const char *subject;		/* what messages are about */
	const char *text;			/* as parsed: without BOM and \restrict */
	ScriptStatement *statements;
	int			nstatements;
	ScriptStep *steps;			/* one if transactional */
	int			nsteps;
	bool		stepwise;		/* every step commits by itself */
	bool		verifies;		/* a verify script: changes nothing */
	List	   *warnings;		/* of char * */
} Script;

extern Script *migrate_parse_script(const char *what, const char *label,
									const char *text,
									const char *transactional);
extern bool migrate_may_commit_inside(const ScriptStatement *s);
extern bool migrate_same_script(const char *before, const char *after,
								int statements);
extern bool migrate_same_but_line_ends(const char *a, const char *b);
extern char *migrate_clip_to(const char *text, int limit);
extern char *migrate_clip(char *text);
extern int	migrate_line_of(const char *text, int offset);
extern int	migrate_offset_of(const char *text, int characters);
extern char *migrate_excerpt(const char *text, int offset, bool caret);
extern char *migrate_statement_text(const Script *script, int i);

#endif							/* MIGRATE_SCRIPT_H */
