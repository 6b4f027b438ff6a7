/*-------------------------------------------------------------------------
 *
 * setting.h
 *	  Stored policies and the options of a call.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_SETTING_H
#define MIGRATE_SETTING_H

#include "utils/jsonb.h"

typedef enum OutOfOrderPolicy
{
	OUT_OF_ORDER_WARN,
	OUT_OF_ORDER_ERROR,
	OUT_OF_ORDER_ALLOW
} OutOfOrderPolicy;

typedef enum OnDriftPolicy
{
	ON_DRIFT_WARN,
	ON_DRIFT_ERROR,
	ON_DRIFT_IGNORE
} OnDriftPolicy;

/* The settings in force for one call on one project; times in ms. */
typedef struct Settings
{
	char	   *search_path;	/* NULL = the session's */
	char	   *role;			/* NULL = the caller */
	bool		not_empty_allowed;
	OutOfOrderPolicy out_of_order;
	OnDriftPolicy on_drift;
	bool		checksum_mismatch_warns;
	int			lock_timeout;
	bool		lock_timeout_given; /* by the call's options */
	int			lock_wait;
	int			statement_timeout;
	int			wait;
	const struct StoredSetting *untrusted;	/* a row that somebody without the
											 * caller's privileges set, or NULL */
} Settings;

extern Settings *migrate_read_settings(const char *project, Jsonb *options,
									   bool read_only);
extern void migrate_require_trusted_settings(const Settings *settings);

#endif							/* MIGRATE_SETTING_H */
