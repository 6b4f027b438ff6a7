/*-------------------------------------------------------------------------
 *
 * version.c
 *	  Do the library and the SQL objects of the database fit?
 *
 * A new package brings a new library at once.  The SQL objects of a database
 * follow with ALTER EXTENSION, and a session keeps the library that it began
 * with.  So a library meets older SQL objects, with which it works as far back
 * as MIGRATE_OLDEST_SQL, and newer ones, of which it knows nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "version.h"

/* The file of the library tells its version to whoever looks into it. */
static const char Identification[] = "migrate " MIGRATE_VERSION;

/* Returns the version of the library. */
const char *
migrate_library_version(void)
{
	return Identification + strlen("migrate ");
}

/*
 * Returns the version of the extension in this database, NULL if it is not
 * there.  That is one look into an index, cheap enough for every call; a change
 * of the catalog's row would not be announced to a cache.
 */
static char *
InstalledVersion(void)
{
	Relation	rel = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	char	   *version = NULL;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum("migrate"));
	scan = systable_beginscan(rel, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool		isnull;
		Datum		value = heap_getattr(tuple, Anum_pg_extension_extversion,
										 RelationGetDescr(rel), &isnull);

		Assert(!isnull);
		version = TextDatumGetCString(value);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return version;
}

/* Compares versions by their numbers, as strcmp() compares texts. */
static int
CompareVersions(const char *a, const char *b)
{
	for (;;)
	{
		char	   *end_a;
		char	   *end_b;
		long		number_a = strtol(a, &end_a, 10);
		long		number_b = strtol(b, &end_b, 10);

		if (number_a != number_b)
			return number_a < number_b ? -1 : 1;
		if (*end_a != '.' && *end_b != '.')
			return 0;
		a = end_a + (*end_a == '.');
		b = end_b + (*end_b == '.');
	}
}

/*
 * Raises an error if the library does not know the database's SQL objects.  The
 * extension's own scripts may call it while they come from far back.
 */
void
migrate_check_version(void)
{
	char	   *installed = creating_extension ? NULL : InstalledVersion();

	if (installed == NULL)
		return;
	if (CompareVersions(installed, MIGRATE_OLDEST_SQL) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"migrate\" is of version %s in this database, and its library needs %s",
						installed, MIGRATE_OLDEST_SQL),
				 errdetail("The library is of version %s.",
						   migrate_library_version()),
				 errhint("ALTER EXTENSION migrate UPDATE")));
	if (CompareVersions(installed, migrate_library_version()) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"migrate\" is of version %s in this database, and the library of this session is older",
						installed),
				 errdetail("The library is of version %s.",
						   migrate_library_version()),
				 errhint("Connect again. If that does not help, install version %s of the package on this server.",
						 installed)));
	pfree(installed);
}

/* Returns that the SQL objects are old though they still do, or NULL. */
char *
migrate_version_warning(void)
{
	char	   *installed = InstalledVersion();

	if (installed == NULL ||
		CompareVersions(installed, migrate_library_version()) >= 0)
		return NULL;
	return psprintf("extension \"migrate\" is of version %s in this database, its library of %s: ALTER EXTENSION migrate UPDATE",
					installed, migrate_library_version());
}
