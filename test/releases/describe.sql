-- Everything that the catalogs say of the members of the extension and of what
-- belongs to them, but for the numbers of objects: a line for each fact.
SET search_path = pg_catalog, pg_temp;
WITH RECURSIVE objects (classid, objid, objsubid) AS (
	SELECT d.classid, d.objid, d.objsubid
	  FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
	 WHERE d.refclassid = 'pg_extension'::regclass AND x.extname = 'migrate' AND d.deptype = 'e'
	UNION
	SELECT d.classid, d.objid, d.objsubid
	  FROM pg_depend d JOIN objects o ON d.refclassid = o.classid AND d.refobjid = o.objid
	 WHERE d.deptype IN ('a', 'i')),
facts (kind, name, fact) AS (
	SELECT 'extension', extname::text, (to_jsonb(x)
		- '{oid,extowner,extnamespace,extconfig,extcondition}'::text[])::text
		|| extowner::regrole || ' ' || extnamespace::regnamespace
	  FROM pg_extension x WHERE extname = 'migrate'
	UNION ALL
	SELECT 'dumped', c.oid::regclass::text, c.condition
	  FROM pg_extension, unnest(extconfig, extcondition) c (oid, condition) WHERE extname = 'migrate'
	UNION ALL
	SELECT 'object', pg_describe_object(classid, objid, objsubid), NULL
	  FROM objects o
	UNION ALL
	SELECT 'comment', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description
	  FROM pg_description d
	  JOIN (SELECT DISTINCT classid, objid FROM objects) o ON d.classoid = o.classid AND d.objoid = o.objid
	UNION ALL
	SELECT 'dependency', pg_describe_object(d.classid, d.objid, d.objsubid),
		d.deptype::text || ' ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
	  FROM pg_depend d JOIN (SELECT DISTINCT classid, objid FROM objects) o USING (classid, objid)
	UNION ALL
	SELECT 'role', pg_describe_object(s.classid, s.objid, s.objsubid),
		s.deptype::text || ' ' || pg_describe_object(s.refclassid, s.refobjid, 0)
	  FROM pg_shdepend s JOIN (SELECT DISTINCT classid, objid FROM objects) o USING (classid, objid)
	 WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
	UNION ALL
	SELECT 'first privilege', pg_describe_object(i.classoid, i.objoid, i.objsubid),
		i.privtype::text || ' ' || unnest(i.initprivs)::text
	  FROM pg_init_privs i
	  JOIN (SELECT DISTINCT classid, objid FROM objects) o ON i.classoid = o.classid AND i.objoid = o.objid
	UNION ALL
	SELECT 'privilege', pg_describe_object('pg_namespace'::regclass, n.oid, 0), unnest(n.nspacl)::text
	  FROM pg_namespace n WHERE n.oid IN (SELECT objid FROM objects WHERE classid = 'pg_namespace'::regclass)
	UNION ALL
	SELECT 'privilege', p.oid::regprocedure::text, unnest(p.proacl)::text
	  FROM pg_proc p WHERE p.oid IN (SELECT objid FROM objects WHERE classid = 'pg_proc'::regclass)
	UNION ALL
	SELECT 'privilege', c.oid::regclass::text, unnest(c.relacl)::text
	  FROM pg_class c WHERE c.oid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'privilege', a.attrelid::regclass || '.' || a.attname, unnest(a.attacl)::text
	  FROM pg_attribute a WHERE a.attrelid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'routine', p.oid::regprocedure::text, pg_get_functiondef(p.oid) || (to_jsonb(p)
		- '{oid,pronamespace,proowner,prolang,prorettype,proargtypes,proallargtypes,provariadic,prosupport,proacl,proargdefaults,protrftypes}'::text[])::text
		|| proowner::regrole
	  FROM pg_proc p WHERE p.oid IN (SELECT objid FROM objects WHERE classid = 'pg_proc'::regclass)
	UNION ALL
	SELECT 'relation', c.oid::regclass::text, concat_ws(' ', to_jsonb(c)
		- '{oid,relnamespace,reltype,reloftype,relowner,relam,relfilenode,reltablespace,relpages,reltuples,relallvisible,relallfrozen,reltoastrelid,relfrozenxid,relminmxid,relacl}'::text[],
		c.relowner::regrole, (SELECT amname FROM pg_am WHERE oid = c.relam),
		CASE WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid) WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
		'toast: ' || (c.reltoastrelid <> 0), 'index: ' || (SELECT to_jsonb(i)
		- '{indexrelid,indrelid,indcollation,indclass,indexprs,indpred}'::text[] FROM pg_index i WHERE i.indexrelid = c.oid)::text)
	  FROM pg_class c WHERE c.oid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'column', a.attrelid::regclass || '.' || a.attname, concat_ws(' ',
		row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum),
		to_jsonb(a) - '{attrelid,atttypid,attnum,attcollation,attacl,attcacheoff,atthasmissing,attmissingval,attoptions}'::text[],
		format_type(a.atttypid, a.atttypmod),
		(SELECT n.nspname || '.' || l.collname FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = a.attcollation),
		(SELECT pg_get_expr(f.adbin, f.adrelid) FROM pg_attrdef f WHERE (f.adrelid, f.adnum) = (a.attrelid, a.attnum)),
		ARRAY(SELECT o FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\_attver=%'))
	  FROM pg_attribute a
	 WHERE a.attnum > 0 AND NOT a.attisdropped
	   AND a.attrelid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'constraint', pg_describe_object('pg_constraint'::regclass, c.oid, 0), pg_get_constraintdef(c.oid) || (to_jsonb(c)
		- '{oid,connamespace,conrelid,contypid,conindid,conparentid,confrelid,conkey,confkey,conpfeqop,conppeqop,conffeqop,confdelsetcols,conexclop,conbin}'::text[])::text
	  FROM pg_constraint c WHERE c.conrelid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'trigger', t.tgrelid::regclass || '.' || t.tgname, pg_get_triggerdef(t.oid) || t.tgenabled::text
	  FROM pg_trigger t WHERE t.tgrelid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'policy', p.polrelid::regclass || '.' || p.polname, concat_ws(' ', p.polcmd, p.polpermissive,
		pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
	  FROM pg_policy p WHERE p.polrelid IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'rule', r.ev_class::regclass || '.' || r.rulename, pg_get_ruledef(r.oid) || r.ev_enabled::text
	  FROM pg_rewrite r WHERE r.ev_class IN (SELECT objid FROM objects WHERE classid = 'pg_class'::regclass))
SELECT regexp_replace(concat_ws(' | ', kind, name, fact), '(pg_toast_)\d+', '\1N', 'g')
  FROM facts ORDER BY 1;
