/*-------------------------------------------------------------------------
 *
 * version.h
 *	  Do the library and the SQL objects of the database fit?
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_VERSION_H
#define MIGRATE_VERSION_H

#include "fmgr.h"

/*
 * The oldest SQL objects with which this library works.  A change of
 * migrate.sql that the library cannot do without raises it.
 */
#define MIGRATE_OLDEST_SQL "0.3.0"

extern const char *migrate_library_version(void);
extern void migrate_check_version(void);
extern char *migrate_version_warning(void);

/*
 * Begins the definition of a function that SQL calls.  Versions are compared
 * before anything of the call is looked at: arguments and result may differ.
 */
#define MIGRATE_FUNCTION(name) \
	PG_FUNCTION_INFO_V1(name); \
	static Datum name##_checked(PG_FUNCTION_ARGS); \
	Datum \
	name(PG_FUNCTION_ARGS) \
	{ \
		migrate_check_version(); \
		return name##_checked(fcinfo); \
	} \
	static Datum \
	name##_checked(PG_FUNCTION_ARGS)

#endif							/* MIGRATE_VERSION_H */
