/*-------------------------------------------------------------------------
 *
 * user_mapping.c
 *	  Kind "user mapping".
 *
 * Covered: CREATE and DROP USER MAPPING FOR user SERVER server; which options
 * it has.
 *
 * Not covered: the values of the options, which may be secrets: a changed one
 * does not show.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_user_mapping.h"
#include "kinds/kinds.h"

static const Attribute attributes[] = {
	{
		.name = "option_names",
		.sql = "CASE WHEN m.umoptions IS NOT NULL THEN (SELECT pg_catalog.string_agg("
			"pg_catalog.quote_ident(pg_catalog.split_part(o, '=', 1)), ', ' ORDER BY o COLLATE \"C\")"
			" FROM pg_catalog.unnest(m.umoptions) o) END",
		.refuse = "the values of the options are not kept, since they may be secrets",
	},
};

#define MAPPED_USER \
	"CASE WHEN m.umuser = 0 THEN 'public' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(m.umuser)) END"

const Kind	migrate_kind_user_mapping = {
	.name = "user mapping",
	.classid = UserMappingRelationId,
	.row = "m",
	.from = "pg_catalog.pg_user_mapping m"
		" JOIN pg_catalog.pg_foreign_server s ON s.oid = m.umserver",
	.where = "true",
	.key = "m.oid",
	.root_class = UserMappingRelationId,
	.identity = MAPPED_USER " || ' on server ' || pg_catalog.quote_ident(s.srvname)",
	.parent = "pg_catalog.quote_ident(s.srvname)",
	.local = MAPPED_USER,
	ATTRIBUTES(attributes),
	.noun = "USER MAPPING",
	.owner_of = NO_OWNER,
	.create = "CREATE USER MAPPING FOR {name} SERVER {parent}",
	.drop = "DROP USER MAPPING FOR {name} SERVER {parent}",
};
