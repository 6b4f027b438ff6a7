/*-------------------------------------------------------------------------
 *
 * catalogs.h
 *	  The catalogs that a model is read from, and whose object a row is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_CATALOGS_H
#define MIGRATE_CATALOGS_H

#include "access/attnum.h"

/*
 * A catalog.  Each of its rows belongs to an object, as pg_depend names it.
 * Rows of temporary objects are passed over: they are known by their schema or
 * by their relation.
 */
typedef struct Catalog
{
	Oid			relid;
	Oid			classid;		/* catalog of the object, or 0: see class_column */
	AttrNumber	object;			/* column with its oid */
	AttrNumber	class_column;	/* column with its catalog */
	struct
	{
		Oid			classid;
		AttrNumber	object;
	}			also[2];		/* other objects that show it, if their oid is not 0 */
	AttrNumber	schema;			/* column with its schema, or 0 */
	AttrNumber	relation;		/* column with its relation, or 0 */
	bool		renames;		/* dependants print the object's name */
} Catalog;

extern const Catalog migrate_catalogs[];
extern const int migrate_catalog_count;

#endif							/* MIGRATE_CATALOGS_H */
