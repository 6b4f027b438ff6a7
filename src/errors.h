/*-------------------------------------------------------------------------
 *
 * errors.h
 *	  The SQLSTATEs of migrate: class MG, one per condition.
 *
 * The numbers are part of the interface and are never given to another
 * condition.  docs/errors.md lists each with its causes and ways out.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_ERRORS_H
#define MIGRATE_ERRORS_H

#include "utils/elog.h"

#define MG(d1, d2, d3) MAKE_SQLSTATE('M', 'G', d1, d2, d3)

#define ERRCODE_MG_NOT_EMPTY			MG('0', '0', '1')
#define ERRCODE_MG_UNSETTLED			MG('0', '0', '2')
#define ERRCODE_MG_CHECKSUM				MG('0', '0', '3')
#define ERRCODE_MG_UNKNOWN_NAME			MG('0', '0', '4')
#define ERRCODE_MG_ALREADY_APPLIED		MG('0', '0', '5')
#define ERRCODE_MG_NOTHING_TO_ROLL_BACK MG('0', '0', '6')
#define ERRCODE_MG_OTHER_RUNNER			MG('0', '0', '7')
#define ERRCODE_MG_OUT_OF_ORDER			MG('0', '0', '8')
#define ERRCODE_MG_DRIFT				MG('0', '0', '9')
#define ERRCODE_MG_LAYOUT				MG('0', '1', '0')
#define ERRCODE_MG_UNSUPPORTED			MG('0', '1', '1')
#define ERRCODE_MG_REQUIRES				MG('0', '1', '2')
#define ERRCODE_MG_NO_DOWN				MG('0', '1', '3')
#define ERRCODE_MG_CHAIN_BROKEN			MG('0', '1', '6')
#define ERRCODE_MG_VERIFY_FAILED		MG('0', '1', '8')
#define ERRCODE_MG_SAME_BYTES			MG('0', '1', '9')
#define ERRCODE_MG_FALSE_CLAIM			MG('0', '2', '0')
#define ERRCODE_MG_UNKNOWN_OPTION		MG('0', '2', '1')
#define ERRCODE_MG_UNTRUSTED			MG('0', '2', '2')
#define ERRCODE_MG_SNAPSHOT				MG('0', '2', '3')
#define ERRCODE_MG_MODEL_VERSION		MG('0', '2', '4')
#define ERRCODE_MG_PENDING				MG('0', '2', '5')
#define ERRCODE_MG_FAILED				MG('0', '2', '6')
#define ERRCODE_MG_NOT_IN_BUNDLE		MG('0', '2', '7')
#define ERRCODE_MG_ENCODING				MG('0', '2', '8')

#endif							/* MIGRATE_ERRORS_H */
