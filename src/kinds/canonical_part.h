/*-------------------------------------------------------------------------
 *
 * canonical_part.h
 *	  What the files of the canonical text share.
 *
 * The text of an object has parts that are expressions or queries; the rest
 * (names, options) is a fixed point already.  A part is brought to its fixed
 * point at its place, and put back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CANONICAL_PART_H
#define MIGRATE_CANONICAL_PART_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "parser/parse_node.h"

/* Where a part stands: all that its analysis and its printing depend on. */
typedef struct Place
{
	/* one round: analyses the text and prints what came out */
	char	   *(*reanalyse) (const struct Place *place, const char *text);
	/* prints an expression, or a list of queries */
	char	   *(*print) (const struct Place *place, Node *tree);

	Oid			relation;		/* whose columns are in sight, or InvalidOid */

	/* of expressions only */
	ParseExprKind kind;
	bool		old_and_new;	/* the columns are those of OLD and NEW */
	bool		element;		/* in parentheses unless it is a call */
	const char *clause;			/* name of the clause if it must be boolean */
	Oid			type;			/* what it is coerced to, or what VALUE is */
	int32		typmod;

	Oid			function;		/* whose arguments are in sight */
} Place;

/* A literal that must not be read; a parameter stands for it. */
typedef struct HiddenLiteral
{
	Oid			type;
	char	   *value;
} HiddenLiteral;

/* The hidden literals of a text; they are $(first), $(first + 1), ... */
typedef struct HiddenLiterals
{
	int			first;
	List	   *list;			/* of HiddenLiteral */
} HiddenLiterals;

/* canonical_expression.c */
extern char *migrate_reanalyse_expression(const Place *place, const char *text);
extern char *migrate_print_expression(const Place *place, Node *tree);
extern char *migrate_print_expression_flat(const Place *place, Node *tree);
extern char *migrate_print_old_and_new(const Place *place, Node *tree);
extern Node *migrate_rewrite_casts(Node *tree);

/* canonical_query.c */
extern char *migrate_reanalyse_view(const Place *place, const char *text);
extern char *migrate_print_view(const Place *place, Node *tree);
extern char *migrate_reanalyse_actions(const Place *place, const char *text);
extern char *migrate_print_actions(const Place *place, Node *tree);
extern char *migrate_reanalyse_body(const Place *place, const char *text);
extern char *migrate_print_body(const Place *place, Node *tree);
extern void migrate_add_old_and_new(ParseState *pstate, Oid relation,
									bool as_columns);

/* canonical_literal.c */
extern void migrate_hide_literals(HiddenLiterals *hidden, Node *raw);
extern char *migrate_show_literals(const HiddenLiterals *hidden, char *text);
extern Node *migrate_hidden_literal(const HiddenLiterals *hidden,
									const ParamRef *reference);
extern void migrate_refuse_execution(void);
extern void migrate_allow_execution(void);

/* canonical_text.c */
extern const char *migrate_skip_token(const char *text);
extern const char *migrate_find_outside(const char *text, const char *word);
extern const char *migrate_end_of_item(const char *text);

#endif							/* MIGRATE_CANONICAL_PART_H */
