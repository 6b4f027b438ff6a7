--
-- Canonical text: an object that is made from what the server prints of it,
-- as a restored dump makes it, is the same object in the model
--
SET client_min_messages = warning;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE SCHEMA c1;
CREATE SCHEMA c2;
CREATE SCHEMA c3;
CREATE TYPE comp AS (a int, b text);
CREATE FUNCTION grown() RETURNS SETOF comp LANGUAGE sql AS 'SELECT 1, ''x''::text';
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';

-- what each class of texts that change is written like
CREATE TABLE c1.t (
	id int PRIMARY KEY, s varchar(20), v varchar, c char(5), n numeric(10,2), i2 smallint, i8 bigint,
	b boolean, d date, arr text[], va varchar(5)[], cc comp,
	"where, do (" varchar DEFAULT 'where ('' do " WHEN (');
CREATE TABLE c1.u (id int, s varchar, note text);
ALTER TABLE c1.t
	ALTER arr SET DEFAULT ARRAY['x'::varchar, 'y']::text[],
	ALTER va SET DEFAULT ARRAY['x', 'y']::text[],
	ALTER v SET DEFAULT (ARRAY[ARRAY['x'::varchar, 'y'], ARRAY['z', 'w']]::text[])[1][2],
	ALTER n SET DEFAULT - (2.5::numeric),
	ALTER i8 SET DEFAULT -1,
	ALTER cc SET DEFAULT ROW(1, 'x')::comp,
	ALTER b SET DEFAULT 1 BETWEEN 0 AND 2 AND 'a'::varchar IN ('a', 'b'),
	ADD g text GENERATED ALWAYS AS (CASE WHEN s IN ('p', 'q') THEN 'a' ELSE v END) STORED,
	ADD CONSTRAINT in_list CHECK (s IN ('x', 'y')),
	ADD CONSTRAINT in_columns CHECK (s IN (v, 'x', "where, do (")),
	ADD CONSTRAINT in_char CHECK (c IN ('a', 'b') AND v::text IN ('x', 'y')),
	ADD CONSTRAINT in_collated CHECK (s COLLATE "C" IN ('x', 'y')),
	ADD CONSTRAINT casts CHECK (((ARRAY['a'::varchar, 'b']::text[])::varchar[])::text[] <> arr),
	ADD CONSTRAINT nested CHECK (ARRAY[ARRAY['a'::varchar, 'b'], ARRAY['c', 'd']]::text[] <> arr),
	ADD CONSTRAINT between_and CHECK (n BETWEEN 1 AND 5 AND b AND i8 > 0),
	ADD CONSTRAINT sign CHECK (n > - (1::int) AND n <> 'NaN'),
	ADD CONSTRAINT row_type CHECK (cc <> ROW(1, 'x')::comp),
	ADD CONSTRAINT cases CHECK (CASE WHEN s IN ('a', 'b') THEN true ELSE v IS NOT NULL END) NO INHERIT,
	ADD CONSTRAINT quoted CHECK ("where, do (" IN ('do (', 'x'' WHERE "', E'\\ , ')) NOT VALID,
	ADD CONSTRAINT exclusion EXCLUDE USING btree (lower(s) WITH =, (CASE WHEN v IN ('a', 'b') THEN 1 ELSE 2 END) WITH =)
		WHERE (s IN ('x', 'y')) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX plain ON c1.t (s) WHERE s IN ('x', 'y');
CREATE INDEX "where, do (" ON c1.t ((s IN ('a', 'b')), lower(v) COLLATE "C" text_pattern_ops DESC NULLS LAST, (v || ', ('))
	INCLUDE (id) WITH (fillfactor = 80) WHERE "where, do (" IN ('x', 'WHERE y') AND (b AND (i8 > 1 AND i2 > 2));
CREATE UNIQUE INDEX cases ON c1.t (coalesce(s, 'x'), id) WHERE (CASE WHEN s IN ('a', 'b') THEN true ELSE false END);
CREATE STATISTICS c1.several (dependencies, mcv) ON id, (s IN ('a', 'b')), lower(v), (b AND (i8 > 1 AND i2 > 2)) FROM c1.t;
CREATE STATISTICS c1.single ON (CASE WHEN s IN ('a', 'b') THEN 1 END) FROM c1.t;
CREATE TABLE c1.parts (a text, b varchar) PARTITION BY RANGE
	((CASE WHEN b IN ('a', 'b') THEN 'x' ELSE 'y' END), lower(a) COLLATE "C", a);
CREATE POLICY both_sides ON c1.t USING (s IN ('x', 'y') AND EXISTS (SELECT FROM c1.u WHERE u.s = t.s))
	WITH CHECK (v IN (SELECT s FROM c1.u x WHERE x.note = t.v) OR v IN (VALUES ('a'), ('b')));
CREATE TRIGGER in_list BEFORE UPDATE OF s ON c1.t FOR EACH ROW
	WHEN (OLD.s IN ('a', 'b') AND NEW.s IN ('c', 'd')) EXECUTE FUNCTION fire('WHEN (', 'x');
CREATE TRIGGER cases BEFORE INSERT ON c1.t FOR EACH ROW
	WHEN (CASE WHEN NEW."where, do (" IN ('a', 'b') THEN true ELSE NEW.v IS NULL END) EXECUTE FUNCTION fire();
CREATE RULE condition AS ON INSERT TO c1.t WHERE NEW.s IN ('a', 'b') AND NEW.id BETWEEN 1 AND 3 AND NEW.b
	DO ALSO INSERT INTO c1.u VALUES (NEW.id, NEW.s, NEW.v);
CREATE RULE actions AS ON UPDATE TO c1.t WHERE (CASE WHEN OLD.s IN ('a', 'b') THEN true ELSE NEW.s IN ('c', 'd') END)
	DO ALSO (INSERT INTO c1.u SELECT NEW.id, x.s FROM c1.u x WHERE x.id = OLD.id AND x.s IN ('a', 'b');
		UPDATE c1.u SET s = NEW.s FROM c1.parts p WHERE p.a = OLD.s; DELETE FROM c1.u WHERE id = OLD.id);
CREATE RULE nothing AS ON DELETE TO c1.t WHERE OLD.s IN ('a', 'b') DO INSTEAD NOTHING;
CREATE RULE notify AS ON DELETE TO c1.u DO ALSO NOTIFY someone;
CREATE VIEW c1.in_list AS SELECT t.*, u.note FROM c1.t, c1.u WHERE t.s IN ('a', 'b');
CREATE VIEW c1.one_table AS SELECT s, v FROM c1.t WHERE s IN ('a', 'b');
CREATE VIEW c1.set_operation AS SELECT s, v FROM c1.t WHERE s IN ('a', 'b') UNION ALL SELECT v, s FROM c1.t ORDER BY 1;
CREATE VIEW c1.value_list AS VALUES (1, 'a'), (2, 'b');
ALTER VIEW c1.value_list RENAME COLUMN column1 TO renamed;
CREATE VIEW c1.subqueries AS SELECT t.id, (SELECT max(x.id) FROM c1.t x WHERE x.s IN ('a', 'b')), ARRAY(SELECT 1),
	EXISTS (SELECT 1 FROM c1.u WHERE u.s IN ('a', t.s)) FROM c1.t;
CREATE VIEW c1.row_function AS SELECT a, b FROM grown();
CREATE VIEW c1.old_and_new AS SELECT old.id, new.s FROM c1.t old, c1.u new WHERE old.s IN ('a', 'b');
CREATE VIEW c1.with_queries AS WITH RECURSIVE w (n, s) AS (SELECT 1, 'x'::varchar UNION ALL SELECT n + 1, w.s FROM w WHERE w.s IN ('a', 'b'))
	SELECT w.n, u.s FROM w LEFT JOIN c1.u USING (s) WHERE u.note IN (w.s, 'x', 'y');
CREATE MATERIALIZED VIEW c1.stored AS SELECT count(*) AS n, s FROM c1.t WHERE s IN ('a', 'b') GROUP BY s, v IN ('a', 'b') WITH NO DATA;
CREATE FUNCTION c1.body(p int, varchar DEFAULT 'x', "Q q" text[] DEFAULT ARRAY['a'::varchar, 'b']::text[]) RETURNS int LANGUAGE sql
	BEGIN ATOMIC
		INSERT INTO c1.u SELECT p, t.s FROM c1.t WHERE t.s = ANY ("Q q") AND t.v IN ('a', 'b');
		SELECT p + 1 WHERE body.p BETWEEN 1 AND 3 AND true;
	END;
CREATE FUNCTION c1.expression(x varchar) RETURNS boolean LANGUAGE sql
	RETURN CASE WHEN x IN ('a', 'b') THEN true ELSE (SELECT count(*) > 1 FROM c1.t WHERE s = x) END;
CREATE PROCEDURE c1.empty() LANGUAGE sql BEGIN ATOMIC END;
CREATE DOMAIN c1.short AS varchar DEFAULT (ARRAY['a'::varchar, 'b']::text[])[1] CHECK (VALUE IN ('a', 'b')) CHECK (VALUE <> 'x');
CREATE DOMAIN c1.of_array AS varchar(5)[] DEFAULT ARRAY['a', 'b']::text[] CHECK (VALUE && ARRAY['a', 'b']::text[]::varchar[]);
-- the row type and the row function grow afterwards
ALTER TYPE comp ADD ATTRIBUTE late varchar;

-- makes the objects of a schema again, in another one, from what is printed
CREATE PROCEDURE copy_objects(source text, target text) LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
	command text;
BEGIN
	FOR command IN
		SELECT replace(replace(text, source || '.', target || '.'), '''' || source || '.', '''' || target || '.')
		  FROM (
			SELECT 1, oid, format('CREATE DOMAIN %s.%I AS %s DEFAULT %s', source, typname,
				format_type(typbasetype, typtypmod), pg_get_expr(typdefaultbin, 0))
			  FROM pg_type WHERE typnamespace = source::regnamespace AND typtype = 'd'
			UNION ALL
			SELECT 2, oid, format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', contypid::regtype, conname, pg_get_constraintdef(oid))
			  FROM pg_constraint WHERE connamespace = source::regnamespace AND contypid <> 0
			UNION ALL
			SELECT 3, c.oid, format('CREATE TABLE %s (%s) %s', c.oid::regclass,
				(SELECT string_agg(format('%I %s %s', attname, format_type(atttypid, atttypmod),
					CASE WHEN attgenerated = 's' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(adbin, adrelid) || ') STORED'
						WHEN adbin IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(adbin, adrelid) END), ', ' ORDER BY attnum)
				  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
				 WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
				'PARTITION BY ' || pg_get_partkeydef(c.oid))
			  FROM pg_class c WHERE relnamespace = source::regnamespace AND relkind IN ('r', 'p')
			UNION ALL
			SELECT 4, oid, format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
			  FROM pg_constraint WHERE connamespace = source::regnamespace AND conrelid <> 0
			UNION ALL
			SELECT 5, indexrelid, pg_get_indexdef(indexrelid)
			  FROM pg_index JOIN pg_class ON oid = indexrelid
			 WHERE relnamespace = source::regnamespace
			   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
			UNION ALL
			SELECT 6, oid, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = source::regnamespace
			UNION ALL
			SELECT 7, p.oid, format('CREATE POLICY %I ON %s USING (%s) WITH CHECK (%s)', polname, polrelid::regclass,
				pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
			  FROM pg_policy p JOIN pg_class c ON c.oid = polrelid WHERE relnamespace = source::regnamespace
			UNION ALL
			SELECT 8, t.oid, pg_get_triggerdef(t.oid)
			  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = source::regnamespace AND NOT tgisinternal
			UNION ALL
			SELECT 9, r.oid, pg_get_ruledef(r.oid)
			  FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE relnamespace = source::regnamespace AND rulename <> '_RETURN'
			UNION ALL
			SELECT 10, oid, format('CREATE VIEW %s AS %s', oid::regclass, pg_get_viewdef(oid))
			  FROM pg_class WHERE relnamespace = source::regnamespace AND relkind = 'v'
			UNION ALL
			SELECT 10, oid, format('CREATE MATERIALIZED VIEW %s AS %s WITH NO DATA', oid::regclass, rtrim(pg_get_viewdef(oid), ';'))
			  FROM pg_class WHERE relnamespace = source::regnamespace AND relkind = 'm'
			UNION ALL
			SELECT 11, oid, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = source::regnamespace) o (number, oid, text)
		 ORDER BY number, oid
	LOOP
		EXECUTE command;
	END LOOP;
END $$;
CALL copy_objects('c1', 'c2');
CALL copy_objects('c2', 'c3');

-- what the server prints of a schema's objects, and what the model has of them
CREATE FUNCTION printed(schema text) RETURNS TABLE (kind text, name text, text text) LANGUAGE sql
SET search_path = pg_catalog AS $$
	SELECT o.kind, replace(o.name, schema || '.', ''), replace(o.text, schema || '.', '')
	  FROM (
		SELECT 'default', adrelid::regclass || '.' || adnum, adrelid, pg_get_expr(adbin, adrelid) FROM pg_attrdef
		UNION ALL
		SELECT 'constraint', conrelid::regclass || ' ' || conname, conrelid, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('c', 'x')
		UNION ALL
		SELECT 'index', indexrelid::regclass::text, indexrelid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indisprimary IS FALSE
		UNION ALL
		SELECT 'partition key', partrelid::regclass::text, partrelid, pg_get_partkeydef(partrelid) FROM pg_partitioned_table
		UNION ALL
		SELECT 'policy', polname, polrelid, pg_get_expr(polqual, polrelid) || pg_get_expr(polwithcheck, polrelid) FROM pg_policy
		UNION ALL
		SELECT 'trigger', tgname, tgrelid, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL
		SELECT 'rule', rulename, ev_class, pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename <> '_RETURN'
		UNION ALL
		SELECT 'view', oid::regclass::text, oid, pg_get_viewdef(oid) FROM pg_class WHERE relkind IN ('v', 'm')) o (kind, name, relation, text)
	  JOIN pg_class c ON c.oid = relation AND c.relnamespace = schema::regnamespace
	UNION ALL
	SELECT 'function', proname, replace(coalesce(pg_get_function_sqlbody(oid), '') || pg_get_function_arguments(oid), schema || '.', '')
	  FROM pg_proc WHERE pronamespace = schema::regnamespace
	UNION ALL
	SELECT 'statistics', stxname, replace(pg_get_statisticsobjdef(oid), schema || '.', '')
	  FROM pg_statistic_ext WHERE stxnamespace = schema::regnamespace
	UNION ALL
	SELECT 'domain', typname || coalesce(conname, ''), replace(coalesce(pg_get_constraintdef(k.oid), pg_get_expr(typdefaultbin, 0)), schema || '.', '')
	  FROM pg_type t LEFT JOIN pg_constraint k ON k.contypid = t.oid WHERE typnamespace = schema::regnamespace AND typtype = 'd'
$$;
CREATE FUNCTION modelled(schema text) RETURNS TABLE (kind text, name text, text text) LANGUAGE sql AS $$
	SELECT kind, replace(identity, schema || '.', ''), replace(attributes::text, schema || '.', '')
	  FROM migrate.snapshot()
	 WHERE identity LIKE schema || '.%' OR parent LIKE schema || '.%' OR identity LIKE '% on ' || schema || '.%'
$$;

-- all of them are there in all schemas; of every kind some print differently
SELECT kind, count(*) AS objects, count(*) FILTER (WHERE a.text <> b.text) > 0 AS change,
	count(*) FILTER (WHERE b.text <> c.text) > 0 AS change_again
  FROM printed('c1') a FULL JOIN printed('c2') b USING (kind, name) FULL JOIN printed('c3') c USING (kind, name)
 GROUP BY kind ORDER BY kind COLLATE "C";
-- the model is the same
SELECT kind, count(*) AS objects, count(*) FILTER (WHERE (a.text = b.text AND b.text = c.text) IS NOT TRUE) AS differ
  FROM modelled('c1') a FULL JOIN modelled('c2') b USING (kind, name) FULL JOIN modelled('c3') c USING (kind, name)
 GROUP BY kind ORDER BY kind COLLATE "C";
SELECT kind, name, a.text, b.text, c.text
  FROM modelled('c1') a FULL JOIN modelled('c2') b USING (kind, name) FULL JOIN modelled('c3') c USING (kind, name)
 WHERE (a.text = b.text AND b.text = c.text) IS NOT TRUE;

-- how it reads
SELECT identity, attributes ->> 'definition' AS definition FROM migrate.snapshot()
 WHERE identity IN ('in_list on c2.t', 'nested on c2.t', 'between_and on c2.t', 'sign on c2.t', 'c2.cases') AND kind IN ('constraint', 'index')
 ORDER BY identity COLLATE "C";

--
-- Literals whose reading runs code of a user: it does not run
--
CREATE SCHEMA g;
CREATE SEQUENCE g.runs;
CREATE FUNCTION g.run(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN PERFORM nextval(''g.runs''); RETURN true; END';
CREATE DOMAIN g.checked AS text CHECK (g.run(VALUE));
CREATE DOMAIN g.number AS int CHECK (g.run(VALUE::text));
CREATE DOMAIN g.list AS g.checked[];
CREATE TYPE g.pair AS (a int, b g.checked);
CREATE TYPE g.outer_pair AS (x g.pair);
CREATE TYPE g.range AS RANGE (SUBTYPE = g.number, MULTIRANGE_TYPE_NAME = g.multirange);
CREATE TABLE g.t (
	n int, s varchar, l g.checked[] DEFAULT '{d,e}'::g.checked[], m g.list, p g.pair DEFAULT '(1,x)', o g.outer_pair, r g.range,
	CHECK (n BETWEEN 1 AND 3 AND s IN ('a', 'b') AND l <> '{a,"b''$1"}'::g.checked[]),
	CHECK (n BETWEEN 1 AND 3 AND s IN ('a', 'b') AND m <> '{a,b}'::g.list),
	CHECK (n BETWEEN 1 AND 3 AND s IN ('a', 'b') AND p <> '(1,"$2")'::g.pair AND o <> '("(1,k)")'::g.outer_pair),
	CHECK (n BETWEEN 1 AND 3 AND s IN ('a', 'b') AND r <> '[1,2]'::g.range AND '{[1,2]}'::g.multirange @> r));
CREATE INDEX plain ON g.t (s, (l || '{x}'::g.checked[])) WHERE s IN ('a', 'b') AND l <> '{a}'::g.checked[];
CREATE POLICY p ON g.t USING (s IN ('a', 'b') AND l <> '{a}'::g.checked[]);
CREATE TRIGGER t BEFORE UPDATE ON g.t FOR EACH ROW WHEN (NEW.s IN ('a', 'b') AND NEW.p <> '(1,x)'::g.pair) EXECUTE FUNCTION fire();
CREATE RULE r AS ON UPDATE TO g.t WHERE NEW.s IN ('a', 'b') AND NEW.p <> '(1,y)'::g.pair
	DO ALSO INSERT INTO g.t (l) SELECT '{a,b}'::g.checked[] || t.l FROM g.t t, c1.u;
CREATE VIEW g.v AS SELECT '{a,b}'::g.checked[] AS x, t.p, t.s FROM g.t, c1.u
	WHERE t.p = '(2,y)'::g.pair AND t.s IN ('a', 'b') GROUP BY '{a,b}'::g.checked[], t.p, t.s;
CREATE FUNCTION g.f(int, a g.checked[] DEFAULT '{u}', b text[] DEFAULT ARRAY['a'::varchar, 'b']::text[]) RETURNS int LANGUAGE sql
	BEGIN ATOMIC SELECT $1 FROM g.t, c1.u WHERE t.l = '{zz}'::g.checked[] OR t.l = a OR t.p = '(3,w)'::g.pair; END;
CREATE STATISTICS g.s ON (l <> '{a}'::g.checked[]), (s IN ('a', 'b')) FROM g.t;
SELECT last_value > 1 AS creating_runs_it FROM g.runs;
SELECT last_value AS before FROM g.runs \gset
SELECT kind, identity, value FROM migrate.snapshot(), jsonb_each_text(attributes)
 WHERE (identity LIKE 'g.%' OR parent LIKE 'g.%') AND value ~ '(checked|list|pair|range)'' ?::|::g\.' ORDER BY kind COLLATE "C", identity COLLATE "C", key;
SELECT last_value = :before AS did_not_run FROM g.runs;

-- a literal that does not show its type, by a hand in the catalogs: what would
-- read it is refused, and the text is made from what is stored
CREATE FUNCTION g.any_list(VARIADIC "any") RETURNS text LANGUAGE internal IMMUTABLE AS 'text_concat';
CREATE TABLE g.hidden (s varchar CHECK (s IN ('a', 'b') AND g.any_list('{a,b}') <> s));
CREATE INDEX hidden_s ON g.hidden ((s IN ('a', 'b') AND g.any_list('{a,b}') <> s)) WHERE s IN ('c', 'd') AND g.any_list('{a,b}') <> s;
UPDATE pg_proc SET proargtypes = format('%s', 'g.checked[]'::regtype::oid)::oidvector, provariadic = 0,
	proargmodes = NULL, proallargtypes = NULL WHERE oid = 'g.any_list'::regproc;
SELECT last_value AS before FROM g.runs \gset
SELECT attributes ->> 'definition' AS definition, attributes ->> 'predicate' AS predicate FROM migrate.snapshot()
 WHERE identity IN ('hidden_s_check on g.hidden', 'g.hidden_s') ORDER BY 1;
SELECT last_value = :before AS did_not_run FROM g.runs;
DROP TABLE g.hidden;

--
-- A text that the server does not accept itself (it prints an argument without
-- name as ""): made from what is stored
--
CREATE FUNCTION g.unnamed(int, named varchar) RETURNS int LANGUAGE sql
	RETURN CASE WHEN named IN ('a', 'b') AND named <> ANY (ARRAY['c'::varchar, named]::text[]) THEN $1 END;
SELECT pg_get_function_sqlbody('g.unnamed'::regproc) LIKE '%""%' AS not_accepted;
SELECT attributes ->> 'sql_body' AS sql_body FROM migrate.snapshot() WHERE identity LIKE 'g.unnamed(%';

DROP SCHEMA c1, c2, c3, g CASCADE;
DROP FUNCTION fire, grown, printed, modelled;
DROP PROCEDURE copy_objects;
DROP TYPE comp;
