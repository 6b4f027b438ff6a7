/*-------------------------------------------------------------------------
 *
 * args.h
 *	  Arguments of SQL calls, copied where they survive a commit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_ARGS_H
#define MIGRATE_ARGS_H

#include "fmgr.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"

extern char *migrate_text_arg(FunctionCallInfo fcinfo, int n, const char *name);
extern char *migrate_optional_text_arg(FunctionCallInfo fcinfo, int n);
extern char *migrate_layout_arg(FunctionCallInfo fcinfo, int n);
extern Jsonb *migrate_jsonb_arg(FunctionCallInfo fcinfo, int n,
								const char *name);
extern Jsonb *migrate_optional_jsonb_arg(FunctionCallInfo fcinfo, int n);
extern bytea *migrate_bytea_arg(FunctionCallInfo fcinfo, int n,
								const char *name);
extern int	migrate_count_arg(FunctionCallInfo fcinfo, int n, const char *name,
							  int otherwise);
extern bool migrate_bool_arg(FunctionCallInfo fcinfo, int n);
extern List *migrate_texts_arg(FunctionCallInfo fcinfo, int n,
							   const char *name);
extern char *migrate_project_arg(FunctionCallInfo fcinfo, int n);

#endif							/* MIGRATE_ARGS_H */
