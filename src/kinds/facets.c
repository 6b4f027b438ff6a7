/*-------------------------------------------------------------------------
 *
 * facets.c
 *	  What objects of any kind have: owner, privileges, comment, security label.
 *
 * They are attributes like others, but their SQL follows from the catalog of
 * the kind, as the server itself describes it.  They come last, in the order
 * of the enum.
 *
 * Privileges are a list of "PRIVILEGE TO role" in a fixed order, with "*"
 * after a privilege that can be passed on, and "BY role" where the grantor is
 * not the owner.  NULL are those that an object has without any GRANT; an
 * empty text is none at all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/attnum.h"
#include "catalog/objectaddress.h"
#include "kinds/facets.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

const Attribute migrate_facets[FACET_COUNT] = {
	[FACET_OWNER] = {.name = "owner"},
	[FACET_PRIVILEGES] = {.name = "privileges"},
	[FACET_COMMENT] = {.name = "comment"},
	[FACET_LABEL] = {.name = "label"},
};

/* Returns a column of the kind's catalog, or NULL if it has no such. */
static char *
CatalogColumn(const Kind *kind, AttrNumber attnum)
{
	if (attnum == InvalidAttrNumber)
		return NULL;
	return psprintf("%s.%s", kind->row,
					quote_identifier(get_attname(kind->classid, attnum, false)));
}

/* Returns a privilege list of an expression of type aclitem[]. */
static char *
PrivilegeList(const char *acl, const char *owner)
{
	return psprintf("(SELECT coalesce(pg_catalog.string_agg("
					"i.privilege_type || CASE WHEN i.is_grantable THEN '* TO ' ELSE ' TO ' END"
					" || i.grantee || coalesce(' BY ' || i.grantor, ''),"
					" ', ' ORDER BY i.grantee COLLATE \"C\", i.grantor COLLATE \"C\" NULLS FIRST,"
					" i.privilege_type COLLATE \"C\"), '')"
					" FROM (SELECT x.privilege_type, x.is_grantable,"
					" CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE"
					" pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS grantee,"
					" CASE WHEN x.grantor <> %s THEN"
					" pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantor)) END AS grantor"
					" FROM pg_catalog.aclexplode(%s) x) i)", owner, acl);
}

/* Returns the expression of an object's privileges. */
static char *
Privileges(const Kind *kind, const char *owner)
{
	const char *acl = kind->acl_sql;

	if (acl == NULL && kind->acl_type)
		acl = CatalogColumn(kind, get_object_attnum_acl(kind->classid));
	if (acl == NULL)
		return pstrdup("NULL::pg_catalog.text");
	return psprintf("CASE WHEN %s IS NOT NULL THEN nullif(%s, %s) END",
					acl, PrivilegeList(acl, owner),
					PrivilegeList(psprintf("pg_catalog.acldefault('%s', %s)",
										   kind->acl_type, owner), owner));
}

/* Returns the columns of the facets, each with a comma before it. */
char *
migrate_facet_columns(const Kind *kind)
{
	StringInfoData sql;
	bool		owned = !(kind->owner_of && *kind->owner_of == '\0');
	char	   *owner = NULL;

	/* an object without owner or privileges may be of no class with such */
	if (!kind->subid && (owned || kind->acl_type))
		owner = CatalogColumn(kind, get_object_attnum_owner(kind->classid));
	initStringInfo(&sql);
	if (owner && owned)
		appendStringInfo(&sql, ", pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(%s))",
						 owner);
	else
		appendStringInfoString(&sql, ", NULL::pg_catalog.text");
	appendStringInfo(&sql, ", %s, d_.description, l_.label",
					 Privileges(kind, owner ? owner : "c.relowner"));
	return sql.data;
}

/* Returns the joins that these columns need. */
char *
migrate_facet_joins(const Kind *kind)
{
	const char *subid = kind->subid ? kind->subid : "0";

	return psprintf(" LEFT JOIN pg_catalog.pg_description d_ ON d_.classoid = %u"
					" AND d_.objoid = %s AND d_.objsubid = %s"
					" LEFT JOIN (SELECT objoid, objsubid,"
					" pg_catalog.string_agg(provider || '=' || pg_catalog.quote_literal(label),"
					" ', ' ORDER BY provider COLLATE \"C\") AS label"
					" FROM pg_catalog.pg_seclabel WHERE classoid = %u"
					" GROUP BY objoid, objsubid) l_ ON l_.objoid = %s AND l_.objsubid = %s",
					kind->classid, kind->key, subid,
					kind->classid, kind->key, subid);
}
