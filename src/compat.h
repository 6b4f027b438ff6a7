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
#include "storage/lock.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "storage/sinvaladt.h"
#include "tcop/pquery.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/guc_tables.h"
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
