/*-------------------------------------------------------------------------
 *
 * temporary.c
 *	  Temporary objects of a migration end with it.
 *
 * The next migration, and the next client of a pooled connection, must not
 * meet them.  What the session had before stays.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_namespace.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "temporary.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/*
 * Adds the objects that stand in the session's temporary schema, but for some;
 * returns how many.
 */
static int
AddTemporary(ObjectAddresses *objects, const ObjectAddresses *but)
{
	int			count = 0;
	Oid			schema;
	Oid			toast;
	Relation	depend;
	ScanKeyData key[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	GetTempNamespaceState(&schema, &toast);
	if (!OidIsValid(schema))
		return 0;

	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyInit(&key[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(NamespaceRelationId));
	ScanKeyInit(&key[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2,
							  key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);
		ObjectAddress object;

		ObjectAddressSubSet(object, form->classid, form->objid, form->objsubid);
		if (but != NULL && object_address_present(&object, but))
			continue;
		add_exact_object_address(&object, objects);
		count++;
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return count;
}

/* Returns the temporary objects that the session has. */
ObjectAddresses *
migrate_note_temporary(void)
{
	ObjectAddresses *objects = new_object_addresses();

	(void) AddTemporary(objects, NULL);
	return objects;
}

/*
 * Fires the deferred triggers as the end of the transaction would.  Not to be
 * called inside a query, which may have triggers of its own queued.
 */
void
migrate_fire_deferred(void)
{
	PushActiveSnapshot(GetTransactionSnapshot());
	AfterTriggerFireDeferred();
	PopActiveSnapshot();
	CommandCounterIncrement();
}

/*
 * Drops the temporary objects that were not there before, in the current
 * transaction.
 */
void
migrate_drop_temporary(const ObjectAddresses *before, bool top_level)
{
	ObjectAddresses *objects = new_object_addresses();

	if (AddTemporary(objects, before) > 0)
	{
		/* a table with events of deferred triggers cannot be dropped */
		if (top_level)
			migrate_fire_deferred();
		PushActiveSnapshot(GetTransactionSnapshot());
		performMultipleDeletions(objects, DROP_CASCADE,
								 PERFORM_DELETION_INTERNAL);
		CommandCounterIncrement();
		PopActiveSnapshot();
	}
	free_object_addresses(objects);
}
