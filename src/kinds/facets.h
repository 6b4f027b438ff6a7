/*-------------------------------------------------------------------------
 *
 * facets.h
 *	  What objects of any kind have: owner, privileges, comment, security label.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_FACETS_H
#define MIGRATE_FACETS_H

#include "kinds/kind.h"
#include "utils/acl.h"

#define FACET_COUNT 4

typedef enum Facet
{
	FACET_OWNER,
	FACET_PRIVILEGES,
	FACET_COMMENT,
	FACET_LABEL
} Facet;

extern const Attribute migrate_facets[FACET_COUNT];

extern char *migrate_facet_columns(const Kind *kind, bool comments);
extern char *migrate_facet_joins(const Kind *kind, bool comments);
extern char *migrate_privileges(const Kind *kind, const Acl *acl, Oid owner);

#endif							/* MIGRATE_FACETS_H */
