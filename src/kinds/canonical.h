/*-------------------------------------------------------------------------
 *
 * canonical.h
 *	  The canonical text of what the server deparses.
 *
 * What pg_get_viewdef() and its sisters print is not a fixed point: after dump
 * and restore the same object may print differently.  Each function here takes
 * the text that the server printed for an object, as the comment of each says,
 * and returns the fixed point of deparse, parse analysis, deparse; that is the
 * same in a database and in its restored dump.  NULL gives NULL.
 *
 * The caller pins the settings that decide the text, is the owner of the
 * ledger, and holds a snapshot.  Locks that are taken here are given back
 * here.  No code of users runs.  An error of the analysis is contained; what
 * gets through is what could be otherwise on a second try: a cancel, a lock
 * that was not to be had, a lack of resources.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CANONICAL_H
#define MIGRATE_CANONICAL_H

#include "postgres.h"

/*
 * How a canonical text came about.  Only CANONICAL_FIXED is the same wherever
 * the object is restored.  The others are the best that can be had where the
 * server does not accept its own text (any more): they serve to be shown, and
 * to be compared with texts of the same database that came about the same way.
 * Texts that came about in two ways must not be compared, so a caller that
 * keeps a text keeps the way too, unless it is CANONICAL_FIXED.
 */
typedef enum CanonicalWay
{
	CANONICAL_FIXED,			/* the fixed point */
	CANONICAL_REWRITTEN,		/* printed from the stored tree, rewritten */
	CANONICAL_PLAIN				/* the text that was given */
} CanonicalWay;

/* Returns how the text of the last call came about. */
extern CanonicalWay migrate_canonical_way(void);

/* object and subid as in pg_depend */
typedef char *(*Canonical) (Oid object, int32 subid, char *text);

/* pg_get_expr() of pg_attrdef; object is the table, subid the column */
extern char *migrate_canonical_column_default(Oid object, int32 subid, char *text);
/* pg_get_expr() of typdefaultbin */
extern char *migrate_canonical_domain_default(Oid object, int32 subid, char *text);
/* pg_get_constraintdef(): check of a table or domain, exclusion, and others */
extern char *migrate_canonical_constraint(Oid object, int32 subid, char *text);
/* pg_get_indexdef() */
extern char *migrate_canonical_index(Oid object, int32 subid, char *text);
/* pg_get_partkeydef(); object is the table */
extern char *migrate_canonical_partition_key(Oid object, int32 subid, char *text);
/* pg_get_statisticsobjdef() */
extern char *migrate_canonical_statistics(Oid object, int32 subid, char *text);
/* pg_get_expr() of polqual and of polwithcheck; object is the policy */
extern char *migrate_canonical_policy_using(Oid object, int32 subid, char *text);
extern char *migrate_canonical_policy_check(Oid object, int32 subid, char *text);
/* pg_get_triggerdef() */
extern char *migrate_canonical_trigger(Oid object, int32 subid, char *text);
/* The text of the following three is printed here: that takes locks. */
/* pg_get_ruledef() */
extern char *migrate_canonical_rule(Oid object, int32 subid, char *text);
/* pg_get_viewdef(); object is the view or materialized view */
extern char *migrate_canonical_view(Oid object, int32 subid, char *text);
/* pg_get_function_sqlbody(); arguments come back as $1, $2 */
extern char *migrate_canonical_sql_body(Oid object, int32 subid, char *text);
/* pg_get_function_arguments(), with defaults */
extern char *migrate_canonical_arguments(Oid object, int32 subid, char *text);
/* pg_get_expr() of prqual; object is the row of pg_publication_rel */
extern char *migrate_canonical_publication_where(Oid object, int32 subid, char *text);

#endif							/* MIGRATE_CANONICAL_H */
