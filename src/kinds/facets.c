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
 * empty text is none at all.  A grantor who has become a member of the owner is
 * replaced by the owner in a restored dump, and that shows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/attnum.h"
#include "catalog/catalog.h"
#include "catalog/objectaddress.h"
#include "kinds/facets.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

const Attribute migrate_facets[FACET_COUNT] = {
	[FACET_OWNER] = {.name = "owner"},
	[FACET_PRIVILEGES] = {.name = "privileges", .items = ITEMS_PRIVILEGES},
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

/* Returns the expression of an object's access control list, or NULL. */
static const char *
AccessList(const Kind *kind)
{
	if (kind->acl_sql || kind->acl_type == NULL)
		return kind->acl_sql;
	return CatalogColumn(kind, get_object_attnum_acl(kind->classid));
}

/*
 * Returns the columns of the facets, each with a comma before it, and behind
 * them the owner, whom the privileges depend on; the comment may be left out.
 */
char *
migrate_facet_columns(const Kind *kind, bool comments)
{
	bool		owned = !(kind->owner_of && *kind->owner_of == '\0');
	const char *acl = AccessList(kind);
	char	   *owner = NULL;

	/* an object without owner or privileges may be of no class with such */
	if (!kind->subid && (owned || kind->acl_type))
		owner = CatalogColumn(kind, get_object_attnum_owner(kind->classid));
	return psprintf(", %s, %s, %s, l_.label, %s",
					owner && owned ?
					psprintf("pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(%s))", owner) :
					"NULL::pg_catalog.text",
					acl ? acl : "NULL::pg_catalog.aclitem[]",
					comments ? "d_.description" : "NULL::pg_catalog.text",
					acl == NULL ? "0::pg_catalog.oid" : owner ? owner : "c.relowner");
}

/* Returns the joins that these columns need. */
char *
migrate_facet_joins(const Kind *kind, bool comments)
{
	const char *subid = kind->subid ? kind->subid : "0";
	char	   *description = psprintf(" LEFT JOIN pg_catalog.pg_description d_"
									   " ON d_.classoid = %u AND d_.objoid = %s AND d_.objsubid = %s",
									   kind->classid, kind->key, subid);
	bool		shared = IsSharedRelation(kind->classid);

	/* labels of objects in shared catalogs are in one too, their comments not */
	return psprintf("%s LEFT JOIN (SELECT objoid, %s AS objsubid,"
					" pg_catalog.string_agg(provider || '=' || pg_catalog.quote_literal(label),"
					" ', ' ORDER BY provider COLLATE \"C\") AS label"
					" FROM pg_catalog.%s WHERE classoid = %u"
					" GROUP BY 1, 2) l_ ON l_.objoid = %s AND l_.objsubid = %s",
					comments ? description : "",
					shared ? "0" : "objsubid", shared ? "pg_shseclabel" : "pg_seclabel",
					kind->classid, kind->key, subid);
}

/*
 * Privileges
 */

/* The names of privileges, by their bit. */
static const char *const privilege_names[] = {
	"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER",
	"EXECUTE", "USAGE", "CREATE", "TEMPORARY", "CONNECT", "SET", "ALTER SYSTEM",
	"MAINTAIN",
};

StaticAssertDecl(N_ACL_RIGHTS <= lengthof(privilege_names), "a privilege has no name");

/* A privilege in an access control list. */
typedef struct Grant
{
	const char *privilege;
	const char *grantee;
	const char *grantor;		/* NULL: the owner */
	bool		grantable;
} Grant;

/* Returns the name of a role as it stands in commands. */
static const char *
RoleName(Oid role)
{
	const char *name = GetUserNameFromId(role, true);

	return quote_identifier(name ? name : psprintf("unknown (OID=%u)", role));
}

static int
CompareGrants(const ListCell *a, const ListCell *b)
{
	const Grant *x = lfirst(a);
	const Grant *y = lfirst(b);
	int			order = strcmp(x->grantee, y->grantee);

	if (order == 0 && (x->grantor || y->grantor))
		order = x->grantor && y->grantor ? strcmp(x->grantor, y->grantor) :
			x->grantor ? 1 : -1;
	return order ? order : strcmp(x->privilege, y->privilege);
}

/* Adds what an item of an access control list grants. */
static List *
AddGrants(List *grants, const AclItem *item, Oid owner)
{
	const char *grantee = item->ai_grantee == ACL_ID_PUBLIC ? "PUBLIC" :
		RoleName(item->ai_grantee);
	const char *grantor = item->ai_grantor == owner ? NULL : RoleName(item->ai_grantor);

	for (int i = 0; i < N_ACL_RIGHTS; i++)
	{
		AclMode		bit = (AclMode) 1 << i;
		Grant	   *grant;

		if (!(ACLITEM_GET_PRIVS(*item) & bit))
			continue;
		grant = palloc(sizeof(Grant));
		grant->privilege = privilege_names[i];
		grant->grantee = grantee;
		grant->grantor = grantor;
		grant->grantable = (ACLITEM_GET_GOPTIONS(*item) & bit) != 0;
		grants = lappend(grants, grant);
	}
	return grants;
}

/* Returns what an access control list grants, as a list in a fixed order. */
static char *
PrivilegeList(const Acl *acl, Oid owner)
{
	List	   *grants = NIL;
	StringInfoData text;
	ListCell   *lc;

	for (int i = 0; i < ACL_NUM(acl); i++)
		grants = AddGrants(grants, &ACL_DAT(acl)[i], owner);
	list_sort(grants, CompareGrants);
	initStringInfo(&text);
	foreach(lc, grants)
	{
		const Grant *grant = lfirst(lc);

		appendStringInfo(&text, "%s%s%s TO %s", text.len ? ", " : "",
						 grant->privilege, grant->grantable ? "*" : "", grant->grantee);
		if (grant->grantor)
			appendStringInfo(&text, " BY %s", grant->grantor);
	}
	return text.data;
}

/*
 * Returns the privileges of an access control list, NULL if they are those
 * that objects of the kind have by themselves.
 */
char *
migrate_privileges(const Kind *kind, const Acl *acl, Oid owner)
{
	char	   *list = PrivilegeList(acl, owner);
	Datum		standard = DirectFunctionCall2(acldefault_sql,
											   CharGetDatum(kind->acl_type[0]),
											   ObjectIdGetDatum(owner));

	return strcmp(list, PrivilegeList(DatumGetAclP(standard), owner)) == 0 ? NULL : list;
}
