/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Every difference between server versions, each with its reason.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_COMPAT_H
#define MIGRATE_COMPAT_H

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "parser/parse_type.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "storage/sinvaladt.h"
#include "tcop/pquery.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/guc_tables.h"
#include "utils/lsyscache.h"
#include "utils/timeout.h"

#if PG_VERSION_NUM < 150000
#error "migrate needs PostgreSQL 15 or later"
#endif

/* 18 dropped PortalRun's run_once. */
#if PG_VERSION_NUM >= 180000
#define migrate_portal_run(portal, top, dest, qc) \
	PortalRun(portal, FETCH_ALL, top, dest, dest, qc)
#else
#define migrate_portal_run(portal, top, dest, qc) \
	PortalRun(portal, FETCH_ALL, top, true, dest, dest, qc)
#endif

/* 17 gave LockHeldByMe an "or stronger". */
#if PG_VERSION_NUM >= 170000
#define migrate_lock_held(tag, mode) LockHeldByMe(tag, mode, false)
#else
#define migrate_lock_held(tag, mode) LockHeldByMe(tag, mode)
#endif

/* 17 replaced backend ids by process numbers. */
#if PG_VERSION_NUM >= 170000
#define migrate_vxid_proc(vxid) ProcNumberGetProc((vxid).procNumber)
#else
#define migrate_vxid_proc(vxid) BackendIdGetProc((vxid).backendId)
#endif

/* 16 made the settings a hash table and lists them with their number. */
#if PG_VERSION_NUM >= 160000
#define migrate_guc_variables(n) get_guc_variables(n)
#else
#define migrate_guc_variables(n) \
	(*(n) = GetNumConfigOptions(), get_guc_variables())
#endif

/* 16 has memberships that do not let a member become the role. */
#if PG_VERSION_NUM >= 160000
#define migrate_can_become_role(member, role) member_can_set_role(member, role)
#else
#define migrate_can_become_role(member, role) is_member_of_role(member, role)
#endif

/* 17 has a privilege for VACUUM, REINDEX and LOCK TABLE. */
#if PG_VERSION_NUM >= 170000
#define MIGRATE_PRIVILEGES_BUT_SELECT \
	"INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN"
#else
#define MIGRATE_PRIVILEGES_BUT_SELECT \
	"INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
#endif

/*
 * 17 brought transaction_timeout: it is armed at the start of a transaction
 * and would cut a deployment in two.
 */
#if PG_VERSION_NUM >= 170000
#define migrate_disarm_transaction_timeout() \
	disable_timeout(TRANSACTION_TIMEOUT, false)
#else
#define migrate_disarm_transaction_timeout() ((void) 0)
#endif

/* 16 named the counters of statistics anew. */
#if PG_VERSION_NUM >= 160000
#define migrate_counts_changes(status) \
	((status)->counts.tuples_inserted + (status)->counts.tuples_updated + \
	 (status)->counts.tuples_deleted > 0)
#else
#define migrate_counts_changes(status) \
	((status)->t_counts.t_tuples_inserted + (status)->t_counts.t_tuples_updated + \
	 (status)->t_counts.t_tuples_deleted > 0)
#endif

/* 17 brought ALTER COLUMN SET EXPRESSION; before, the column is replaced. */
#if PG_VERSION_NUM >= 170000
#define SET_EXPRESSION \
	"ALTER TABLE {parent} ALTER COLUMN {name} SET EXPRESSION AS ({generated})"
#else
#define SET_EXPRESSION NULL
#endif

/* 17 brought a privilege of tables. */
#if PG_VERSION_NUM >= 170000
#define TABLE_PRIVILEGES_17 ", MAINTAIN"
#else
#define TABLE_PRIVILEGES_17 ""
#endif

/* 17 lets partitions share the identity of their parent. */
#if PG_VERSION_NUM >= 170000
#define SHARES_IDENTITY(table) table ".relispartition"
#else
#define SHARES_IDENTITY(table) "false"
#endif

/* 16 lets a generated column have another expression than the parent's. */
#if PG_VERSION_NUM >= 160000
#define OWN_GENERATION(column) "(" column ".attgenerated <> '')"
#else
#define OWN_GENERATION(column) "false"
#endif

/* 16 brought SET STORAGE DEFAULT; before, the word has to be known. */
#if PG_VERSION_NUM >= 160000
#define migrate_default_storage(type) "DEFAULT"
#else
static inline const char *
migrate_default_storage(const char *type)
{
	Oid			oid;
	int32		typmod;

	parseTypeString(type, &oid, &typmod, true);
	switch (OidIsValid(oid) ? get_typstorage(oid) : TYPSTORAGE_EXTENDED)
	{
		case TYPSTORAGE_PLAIN:
			return "PLAIN";
		case TYPSTORAGE_EXTERNAL:
			return "EXTERNAL";
		case TYPSTORAGE_MAIN:
			return "MAIN";
		default:
			return "EXTENDED";
	}
}
#endif

/*
 * 18 brought constraints that are NOT ENFORCED, and made NOT NULL a constraint,
 * with a name: it shows if the server did not make it.  Names that the server
 * makes end so.  Those that are not valid, and comments, are objects.
 */
#if PG_VERSION_NUM >= 180000
#define CONSTRAINT_ENFORCED(k) k ".conenforced"
/* is there a parent that has the NOT NULL too, and has it valid? */
#define PARENT_NOT_NULL(relation, number) \
	"EXISTS (SELECT FROM pg_catalog.pg_inherits ph_" \
	" JOIN pg_catalog.pg_attribute ca_ ON ca_.attrelid = ph_.inhrelid AND ca_.attnum = " number \
	" JOIN pg_catalog.pg_attribute pa_ ON pa_.attrelid = ph_.inhparent AND pa_.attname = ca_.attname" \
	" JOIN pg_catalog.pg_constraint pk_ ON pk_.conrelid = pa_.attrelid AND pk_.contype = 'n'" \
	" AND pk_.convalidated AND pk_.conkey = ARRAY[pa_.attnum]" \
	" WHERE ph_.inhrelid = " relation ")"
/* a partition loses the mark "local" when it is attached, as a restore does */
#define LOCAL_NOT_NULL(c, k) \
	"(" k ".conislocal AND NOT " c ".relispartition OR " k ".coninhcount = 0)"
#define NOT_NULL_CONSTRAINT(c, k) \
	k ".contype = 'n' AND (" LOCAL_NOT_NULL(c, k) " OR " k ".convalidated" \
	" AND NOT " PARENT_NOT_NULL(k ".conrelid", k ".conkey[1]") ")"
#define NOT_NULL_JOIN \
	" LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid" \
	" AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]"
#define NOT_NULL(full) \
	"CASE WHEN a.attnotnull AND (CASE WHEN nn.oid IS NULL THEN " full \
	" ELSE nn.convalidated AND (" LOCAL_NOT_NULL("c", "nn") " OR o.reordered" \
	"  OR NOT " PARENT_NOT_NULL("a.attrelid", "a.attnum") ") END) THEN" \
	" CASE WHEN nn.conname !~ '_not_null[0-9]*$'" \
	" THEN 'CONSTRAINT ' || pg_catalog.quote_ident(nn.conname) || ' ' ELSE '' END" \
	" || 'NOT NULL' || CASE WHEN nn.connoinherit THEN ' NO INHERIT' ELSE '' END END"
#else
#define CONSTRAINT_ENFORCED(k) "true"
#define NOT_NULL_CONSTRAINT(c, k) "false"
#define NOT_NULL_JOIN ""
#define NOT_NULL(full) \
	"CASE WHEN a.attnotnull AND (" full " OR " PARENTS_NOT_NULL " IS NOT TRUE) THEN 'NOT NULL' END"
#endif

/* 16 brought rules of collations, 17 renamed the locale that they had. */
#if PG_VERSION_NUM >= 170000
#define COLLATION_LOCALE(c) c ".colllocale"
#define COLLATION_RULES(c) c ".collicurules"
#elif PG_VERSION_NUM >= 160000
#define COLLATION_LOCALE(c) c ".colliculocale"
#define COLLATION_RULES(c) c ".collicurules"
#else
#define COLLATION_LOCALE(c) c ".colliculocale"
#define COLLATION_RULES(c) "NULL::pg_catalog.text"
#endif

/* 18 can publish generated columns. */
#if PG_VERSION_NUM >= 180000
#define PUBLISH_GENERATED(p) WORD_IF(p ".pubgencols = 's'", "stored")
#else
#define PUBLISH_GENERATED(p) "NULL::pg_catalog.text"
#endif

/* 16 lets subscriptions ask for a password, run as their owner, have an origin. */
#if PG_VERSION_NUM >= 160000
#define SUBSCRIPTION_NO_PASSWORD(s) WORD_IF("NOT " s ".subpasswordrequired", "true")
#define SUBSCRIPTION_RUN_AS_OWNER(s) WORD_IF(s ".subrunasowner", "true")
#define SUBSCRIPTION_ORIGIN(s) "nullif(" s ".suborigin, 'any')"
#else
#define SUBSCRIPTION_NO_PASSWORD(s) "NULL::pg_catalog.text"
#define SUBSCRIPTION_RUN_AS_OWNER(s) "NULL::pg_catalog.text"
#define SUBSCRIPTION_ORIGIN(s) "NULL::pg_catalog.text"
#endif

/* 17 lets the slot of a subscription survive its publisher. */
#if PG_VERSION_NUM >= 170000
#define SUBSCRIPTION_FAILOVER(s) WORD_IF(s ".subfailover", "true")
#else
#define SUBSCRIPTION_FAILOVER(s) "NULL::pg_catalog.text"
#endif

/* 18 can change two_phase of a subscription. */
#if PG_VERSION_NUM >= 180000
#define SET_TWO_PHASE "ALTER SUBSCRIPTION {identity} SET (two_phase = true)"
#define RESET_TWO_PHASE "ALTER SUBSCRIPTION {identity} SET (two_phase = false)"
#else
#define SET_TWO_PHASE NULL
#define RESET_TWO_PHASE NULL
#endif

/* 18 puts pg_noreturn before a declaration, others an attribute behind it. */
#if PG_VERSION_NUM >= 180000
#define migrate_noreturn pg_noreturn
#else
#define migrate_noreturn __attribute__((noreturn))
#endif

/*
 * Until 15 the stored query of a view begins its range table with entries for
 * OLD and NEW, and columns are therefore printed with the name of their table.
 */
#if PG_VERSION_NUM < 160000
#define MIGRATE_VIEWS_HAVE_OLD_AND_NEW
#endif

/* 16 moved the permissions out of the range table, to a list beside it. */
#if PG_VERSION_NUM >= 160000
#define migrate_take_permissions(query, pstate) \
	((query)->rteperminfos = (pstate)->p_rteperminfos)
#else
#define migrate_take_permissions(query, pstate) ((void) 0)
#endif

/* 17 brought the functions JSON_QUERY, JSON_VALUE and JSON_EXISTS. */
#if PG_VERSION_NUM >= 170000
#define migrate_is_json_call(node) IsA(node, JsonExpr)
#else
#define migrate_is_json_call(node) false
#endif

#endif							/* MIGRATE_COMPAT_H */
