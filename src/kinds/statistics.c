/*-------------------------------------------------------------------------
 *
 * statistics.c
 *	  Kind "statistics": extended statistics.
 *
 * Covered: CREATE STATISTICS name (kinds) ON columns and expressions FROM
 * table; ALTER STATISTICS SET STATISTICS, OWNER.
 *
 * Not covered: the statistics that ANALYZE collects.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_statistic_ext.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "definition",
		.sql = "pg_catalog.pg_get_statisticsobjdef(s.oid)",
		.canonical = migrate_canonical_statistics,
	},
	{
		.name = "target",
		.sql = "CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::pg_catalog.text END",
		.set = "ALTER STATISTICS {identity} SET STATISTICS {target}",
		.reset = "ALTER STATISTICS {identity} SET STATISTICS -1",
		.after = true,
	},
};

const Kind	migrate_kind_statistics = {
	.name = "statistics",
	.classid = StatisticExtRelationId,
	.row = "s",
	.from = "pg_catalog.pg_statistic_ext s"
		" JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace"
		" JOIN pg_catalog.pg_class t ON t.oid = s.stxrelid"
		" JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace",
	.where = "t.relpersistence <> 't' AND " USER_SCHEMA("n"),
	.key = "s.oid",
	.root_class = RelationRelationId,
	.root = "t.oid",
	.identity = QUALIFIED("n", "s.stxname"),
	.parent = QUALIFIED("tn", "t.relname"),
	.local = "pg_catalog.quote_ident(s.stxname)",
	ATTRIBUTES(attributes),
	.noun = "STATISTICS",
	.create = "{definition}",
};
