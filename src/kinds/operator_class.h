/*-------------------------------------------------------------------------
 *
 * operator_class.h
 *	  The operators and functions of an operator class or family.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_OPERATOR_CLASS_H
#define MIGRATE_OPERATOR_CLASS_H

/* Is a member an internal part of its class, or loose in the family? */
#define MEMBER_OF(catalog, member, holder_class, holder) \
	"EXISTS (SELECT FROM pg_catalog.pg_depend md_" \
	" WHERE md_.classid = 'pg_catalog." catalog "'::pg_catalog.regclass AND md_.objid = " member \
	" AND md_.refclassid = 'pg_catalog." holder_class "'::pg_catalog.regclass" \
	" AND md_.refobjid = " holder " AND md_.deptype IN ('i', 'a'))"

#define MEMBERS(family, holder_class, holder) \
	"(SELECT pg_catalog.string_agg(m_.text, ', ' ORDER BY m_.text COLLATE \"C\") FROM (" \
	"SELECT 'OPERATOR ' || ao_.amopstrategy || ' ' || pg_catalog.quote_ident(oon_.nspname) || '.' || oo_.oprname ||" \
	" '(' || pg_catalog.format_type(ao_.amoplefttype, NULL) || ',' ||" \
	" pg_catalog.format_type(ao_.amoprighttype, NULL) || ')' ||" \
	" coalesce(' FOR ORDER BY ' || (SELECT " QUALIFIED("sfn_", "sf_.opfname") " FROM pg_catalog.pg_opfamily sf_" \
	"  JOIN pg_catalog.pg_namespace sfn_ ON sfn_.oid = sf_.opfnamespace" \
	"  WHERE sf_.oid = ao_.amopsortfamily), '') AS text" \
	" FROM pg_catalog.pg_amop ao_ JOIN pg_catalog.pg_operator oo_ ON oo_.oid = ao_.amopopr" \
	" JOIN pg_catalog.pg_namespace oon_ ON oon_.oid = oo_.oprnamespace" \
	" WHERE ao_.amopfamily = " family " AND " MEMBER_OF("pg_amop", "ao_.oid", holder_class, holder) \
	" UNION ALL SELECT 'FUNCTION ' || ap_.amprocnum || ' (' ||" \
	" pg_catalog.format_type(ap_.amproclefttype, NULL) || ', ' ||" \
	" pg_catalog.format_type(ap_.amprocrighttype, NULL) || ') ' ||" \
	" ap_.amproc::pg_catalog.regprocedure::pg_catalog.text" \
	" FROM pg_catalog.pg_amproc ap_" \
	" WHERE ap_.amprocfamily = " family " AND " MEMBER_OF("pg_amproc", "ap_.oid", holder_class, holder) \
	") m_)"

#endif							/* MIGRATE_OPERATOR_CLASS_H */
