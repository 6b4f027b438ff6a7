/*-------------------------------------------------------------------------
 *
 * args.c
 *	  Arguments of SQL calls, copied where they survive a commit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "args.h"
#include "catalog/pg_type.h"
#include "handover.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* Raises the error for an argument that must be given. */
static void
RequireArg(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
}

/* Returns a text argument; null is an error. */
char *
migrate_text_arg(FunctionCallInfo fcinfo, int n, const char *name)
{
	RequireArg(fcinfo, n, name);
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* Returns a text argument, or NULL. */
char *
migrate_optional_text_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* Returns the name of a layout; null is 'auto'. */
char *
migrate_layout_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? pstrdup("auto") :
		text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* Returns a jsonb argument; null is an error. */
Jsonb *
migrate_jsonb_arg(FunctionCallInfo fcinfo, int n, const char *name)
{
	RequireArg(fcinfo, n, name);
	return PG_GETARG_JSONB_P_COPY(n);
}

/* Returns a jsonb argument, or NULL. */
Jsonb *
migrate_optional_jsonb_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_JSONB_P_COPY(n);
}

/* Returns a bytea argument; null is an error. */
bytea *
migrate_bytea_arg(FunctionCallInfo fcinfo, int n, const char *name)
{
	RequireArg(fcinfo, n, name);
	return PG_GETARG_BYTEA_P_COPY(n);
}

/* Returns an integer argument from 0 up; null is the default. */
int
migrate_count_arg(FunctionCallInfo fcinfo, int n, const char *name,
				  int otherwise)
{
	if (PG_ARGISNULL(n))
		return otherwise;
	if (PG_GETARG_INT32(n) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" must not be negative", name)));
	return PG_GETARG_INT32(n);
}

/* Returns a boolean argument; null is false. */
bool
migrate_bool_arg(FunctionCallInfo fcinfo, int n)
{
	return !PG_ARGISNULL(n) && PG_GETARG_BOOL(n);
}

/* Returns a text[] argument; null is empty, a null element is an error. */
List *
migrate_texts_arg(FunctionCallInfo fcinfo, int n, const char *name)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *texts = NIL;

	if (PG_ARGISNULL(n))
		return NIL;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(n), TEXTOID, -1, false,
					  TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not hold null", name)));
		texts = lappend(texts, TextDatumGetCString(elements[i]));
	}
	return texts;
}

/* Returns the name of a project; the rules are those of migrations' names. */
char *
migrate_project_arg(FunctionCallInfo fcinfo, int n)
{
	char	   *name = migrate_text_arg(fcinfo, n, "project");

	migrate_check_name("project", name);
	return name;
}
