/*-------------------------------------------------------------------------
 *
 * layout.h
 *	  The contract of a folder layout: how one tool keeps its migrations.
 *
 * One file for each layout, one row for each in layouts.c.  A layout is pure:
 * it reads a Bundle and touches neither ledger nor catalog.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_LAYOUT_H
#define MIGRATE_LAYOUT_H

#include "bundle.h"

/* The scripts that a migration may have. */
typedef enum ScriptKind
{
	SCRIPT_UP,
	SCRIPT_DOWN,
	SCRIPT_VERIFY
} ScriptKind;

typedef struct Layout
{
	/* What a caller types: "prisma". */
	const char *name;

	/* What detection looks for, shown when no layout fits a folder. */
	const char *looks_for;

	/* Path of the file that is no script and that read() keeps, or NULL. */
	const char *companion;

	/* Note on an SQL file that read() does not read. */
	const char *unread;

	/* Is this folder certainly one of ours? */
	bool		(*detect) (const Bundle *bundle);

	/*
	 * Append migrations in the tool's own order, companions and ignored files
	 * to the content; raise ERRCODE_MG_LAYOUT naming the file that is wrong.
	 * SQL files that are left unread are added to the ignored ones by the
	 * caller.
	 */
	void		(*read) (const Bundle *bundle, BundleContent *content);

	/* Path of a migration's script, palloc'd; NULL = no such file here. */
	char	   *(*path) (const char *name, ScriptKind kind);
} Layout;

/* layouts.c: the table, ended by NULL */
extern const Layout *const migrate_layouts[];

/* layouts.c: which layout a folder has */
extern void migrate_check_layout_name(const char *name);
extern const Layout *migrate_choose_layout(Bundle **bundle, const char *name);
extern const Layout *migrate_find_layout(const char *name);
extern bool migrate_is_companion(const char *path);

/* one row for each file of this folder */
extern const Layout migrate_layout_prisma;
extern const Layout migrate_layout_drizzle;
extern const Layout migrate_layout_drizzle_folders;
extern const Layout migrate_layout_golang_migrate;
extern const Layout migrate_layout_plain;

#endif							/* MIGRATE_LAYOUT_H */
