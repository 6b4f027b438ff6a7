-- Objects whose text changes when a dump is restored, and neighbours that look
-- like them: every kind, every class of difference.  Each statement has to
-- succeed on every version; newer syntax stands in \if.
SET client_min_messages = error;
SELECT current_setting('server_version_num')::int >= 160000 AS has_16,
	current_setting('server_version_num')::int >= 170000 AS has_17,
	current_setting('server_version_num')::int >= 180000 AS has_18 \gset
CREATE EXTENSION btree_gist;

--
-- Expressions
--
CREATE SCHEMA z;
CREATE TYPE z.comp AS (a int, b text);
CREATE DOMAIN z.short AS varchar(10) CHECK (VALUE IN ('a', 'b'));
CREATE DOMAIN z.of_domain AS z.short DEFAULT 'a' CHECK (VALUE IN ('a', 'c'));
CREATE DOMAIN z.list AS varchar(5)[] DEFAULT ARRAY['a', 'b'] CHECK (VALUE && ARRAY['a', 'b']::text[]::varchar[]);
CREATE DOMAIN z.words AS text[] DEFAULT ARRAY['x'::varchar, 'y']::text[] CHECK (VALUE <> ARRAY['q'::varchar]::text[]);
CREATE TABLE z.t (
	id int PRIMARY KEY, s varchar(20), v varchar, n numeric(10,2), c char(5), d date, ts timestamptz, arr text[],
	va varchar[], b bool, cc z.comp, i8 bigint, i2 smallint, iv interval, m float8, gone int,
	CHECK (s IN ('x', 'y')), CHECK (v::text IN ('x', 'y') OR v IN ('zz', 't')), CHECK (c IN ('a', 'b')),
	CHECK ((s COLLATE "C") IN ('x', 'y')), CHECK (arr && ARRAY['a'::varchar, 'b']::text[]),
	CHECK (va = ARRAY['a', 'b']::varchar(5)[]), CHECK (CASE WHEN s IN ('a', 'b') THEN true ELSE v IS NOT NULL END),
	CHECK ((ARRAY['a'::varchar, 'b']::text[])::varchar[] <> va), CHECK (i8 IN (1, 2)), CHECK (n IN (1, 2.5)),
	CHECK (((ARRAY['a'::varchar, 'b']::text[])::varchar[])::text[] <> arr),
	CHECK (ARRAY[ARRAY['a'::varchar, 'b'], ARRAY['c', 'd']]::text[] <> arr), CHECK (ROW(1, 'x')::z.comp <> cc),
	CHECK (s = ANY (ARRAY['m', 'n'])), CHECK (n BETWEEN -1 AND 'NaN'), CHECK (d <> '2020-01-01'),
	CHECK (s IN (v, 'x', c)), CHECK (s NOT IN (v, 'x', c)), CHECK (n BETWEEN 1 AND 2 AND b AND i8 > - (1::int)),
	CHECK (n BETWEEN SYMMETRIC 2 AND 1 OR b OR i8 > - (2.5::numeric)), CHECK ((s, n) < (v, i8) AND (i8, i2) = (i2, i8) AND b),
	CHECK ((s, v) IS DISTINCT FROM ('a', 'b')), CHECK (s IS DISTINCT FROM NULL), CHECK ((i2, i8) IN ((1, 2), (3, 4))),
	CHECK (CASE s WHEN 'a' THEN b WHEN v THEN false END), CHECK (NULLIF(s, v) IN (coalesce(v, 'x', s), greatest(s, v))),
	CHECK (s LIKE 'a!%' ESCAPE '!' AND s SIMILAR TO '(a|b)' AND s ~ 'x' AND NOT b), CHECK (b IS NOT TRUE),
	CHECK (s OPERATOR(pg_catalog.||) v IN ('ab', 'cd')), CHECK (iv < INTERVAL '2' HOUR OR ts > d + INTERVAL '1 day'),
	CHECK ((arr)[1:2] <> (ARRAY['a'::varchar, s]::text[])[2:3] AND (cc).b IN ('a', v)), CHECK (m <> '-1' AND m + -1 > @ -2.5));
ALTER TABLE z.t
	ADD g text GENERATED ALWAYS AS (CASE WHEN s IN ('p', 'q') THEN 'a' ELSE v END) STORED,
	ALTER s SET DEFAULT (ARRAY['x'::varchar, 'y']::text[])[1], ALTER arr SET DEFAULT ARRAY['x'::varchar, 'y']::text[],
	ALTER va SET DEFAULT ARRAY['x', 'y']::text[], ALTER iv SET DEFAULT '1 day 02:00'::interval day to minute,
	ALTER cc SET DEFAULT ROW(1, 'q'), ALTER n SET DEFAULT - (1.5::numeric), ALTER i8 SET DEFAULT -1, ALTER i2 SET DEFAULT 2,
	ALTER ts SET DEFAULT '2020-01-01 00:00+02', ALTER v SET DEFAULT current_user, ALTER c SET DEFAULT 'x',
	ALTER b SET DEFAULT 1 BETWEEN 0 AND 2 AND 'a'::varchar IN ('b', 'c') AND true,
	ADD EXCLUDE USING gist (id WITH =, (CASE WHEN s IN ('a', 'b') THEN 1 ELSE 2 END) WITH <>)
		WHERE (v IN ('a', 'b')) DEFERRABLE INITIALLY DEFERRED,
	ADD EXCLUDE USING gist (lower(s) WITH =);
CREATE INDEX ON z.t ((s IN ('a', 'b')), lower(v), (v || 'x')) WHERE s IN ('x', 'y') AND (b AND (i8 > 1 AND i2 > 2));
CREATE INDEX "u U" ON z.t USING gist ((s IN ('a', 'b')), id) WHERE v IN ('x');
CREATE UNIQUE INDEX ON z.t (coalesce(s, 'x'), id) INCLUDE (v) WHERE (CASE WHEN s IN ('a', 'b') THEN true ELSE false END);
CREATE INDEX ON z.t (("left"(s, 3)) COLLATE "C" text_pattern_ops DESC NULLS LAST, id) WITH (fillfactor = 70);
CREATE INDEX ON z.t ((ARRAY['a'::varchar, s]::text[])) WHERE s IN (v, 'x', c);
CREATE INDEX ON z.t ((ts AT TIME ZONE 'UTC'), (nullif(s, 'x')), (id::text::varchar(3)), (- (1::int)));
CREATE STATISTICS z.several (dependencies, mcv) ON id, (s IN ('a', 'b')), (b AND (i8 > 1 AND i2 > 2)), lower(v) FROM z.t;
CREATE STATISTICS z.call ON (extract(year FROM d)) FROM z.t;
CREATE STATISTICS z.cases ON (CASE WHEN s IN ('a', 'b') THEN 1 END) FROM z.t;
CREATE STATISTICS z.columns ON i8, i2 FROM z.t;
CREATE TABLE z.p (a text, b varchar) PARTITION BY RANGE
	((CASE WHEN b IN ('a', 'b') THEN 'x' ELSE 'y' END), lower(a) COLLATE "C", a);
CREATE TABLE z.pl (a text, b varchar) PARTITION BY LIST ((b IN ('a', 'b')));
CREATE TABLE z.pl1 PARTITION OF z.pl FOR VALUES IN (true);
CREATE TABLE z.log (a int, s text, s2 varchar);
CREATE TABLE z.of_domains (a z.of_domain DEFAULT 'a', b z.list DEFAULT ARRAY['x', 'y'], CHECK (a IN ('a', 'b')),
	CHECK (b = ARRAY['a', 'b']::varchar[]), CHECK (b <> '{a}'));
CREATE TABLE z.parent (a varchar, k int);
CREATE TABLE z.child () INHERITS (z.parent);
ALTER TABLE z.parent ADD m varchar CHECK (m IN ('a', 'b'));
ALTER TABLE z.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY both_sides ON z.t USING (s IN ('x', 'y') AND EXISTS (SELECT FROM z.p WHERE p.b = t.s))
	WITH CHECK (v IN (SELECT b FROM z.p x WHERE x.a = t.v) OR v IN (VALUES ('a'), ('b')));
CREATE POLICY check_only ON z.t FOR INSERT WITH CHECK (s IN ('q', 'r'));
CREATE FUNCTION z.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER in_list BEFORE UPDATE OF s ON z.t FOR EACH ROW WHEN (OLD.s IN ('a', 'b') AND NEW.s <> 'x')
	EXECUTE FUNCTION z.fire('WHEN (x)', 'do ');
CREATE TRIGGER cases BEFORE INSERT ON z.t FOR EACH ROW
	WHEN (CASE WHEN NEW.s IN ('a', 'b') THEN true ELSE NEW.v IS NULL END) EXECUTE FUNCTION z.fire();
CREATE CONSTRAINT TRIGGER whole_row AFTER INSERT ON z.t DEFERRABLE FOR EACH ROW WHEN (NEW.* IS DISTINCT FROM NULL)
	EXECUTE FUNCTION z.fire();
CREATE TRIGGER statement AFTER UPDATE ON z.t REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT
	EXECUTE FUNCTION z.fire();
CREATE PUBLICATION zoo FOR TABLE z.t WHERE (id > 1), TABLE z.log (a, s2)
	WHERE (s2 = ANY (ARRAY['x', 'y']) AND s2::text IN ('a', 'x') AND a BETWEEN 1 AND 3 AND a > 0);

--
-- Rules
--
CREATE RULE condition AS ON INSERT TO z.t WHERE NEW.s IN ('a', 'b')
	DO ALSO INSERT INTO z.log VALUES (NEW.id, NEW.s, NEW.v);
CREATE RULE several AS ON UPDATE TO z.t WHERE (CASE WHEN OLD.s IN ('a', 'b') THEN true ELSE NEW.s IN ('c', 'd') END)
	DO ALSO (INSERT INTO z.log SELECT NEW.id, x.s FROM z.log x WHERE x.a = OLD.id AND x.s2 IN ('a', 'b');
		DELETE FROM z.log WHERE a = OLD.id; UPDATE z.log SET s = NEW.s FROM z.p WHERE p.a = OLD.s);
CREATE RULE notify AS ON DELETE TO z.t DO ALSO NOTIFY someone;
CREATE RULE nothing AS ON INSERT TO z.log DO INSTEAD NOTHING;
CREATE RULE nothing_if AS ON INSERT TO z.log WHERE NEW.s2 IN ('a', 'b') DO INSTEAD NOTHING;
CREATE RULE query AS ON DELETE TO z.log DO ALSO SELECT 1 AS x, 'a'::varchar IN ('b', 'c');
CREATE RULE with_query AS ON INSERT TO z.p DO INSTEAD
	INSERT INTO z.log WITH w AS (SELECT 1 AS a, 'x'::varchar AS q) SELECT w.a, w.q FROM w WHERE q IN ('a', 'b')
	ON CONFLICT DO NOTHING RETURNING a::text, s2;

--
-- Queries
--
CREATE SCHEMA q;
SET search_path = q;
CREATE TABLE a (id int PRIMARY KEY, s varchar, v varchar(5), n numeric, d date, j jsonb);
CREATE TABLE b (id int, s varchar, a_id int REFERENCES a, k text, gone int, ts timestamptz);
CREATE TABLE c (id int, x text, arr text[]);
CREATE TYPE ct AS (p int, r varchar);
CREATE FUNCTION rows_of(int) RETURNS SETOF ct LANGUAGE sql AS 'SELECT 1, ''x''::varchar';
CREATE FUNCTION table_of() RETURNS TABLE (t1 int, t2 text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION c_rows() RETURNS SETOF c LANGUAGE sql AS 'SELECT * FROM q.c';
CREATE FUNCTION records() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, ''x''::text';
CREATE FUNCTION variadic_of(VARIADIC text[]) RETURNS text LANGUAGE sql AS 'SELECT $1[1]';
CREATE FUNCTION named(a1 int, b1 int DEFAULT 2, c1 text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE w (a varchar, b varchar);
CREATE VIEW all_columns AS SELECT * FROM w WHERE b IN ('a', 'b');
ALTER VIEW all_columns RENAME b TO b_new;
CREATE VIEW value_list (x, y) AS VALUES (1, 'a'), (2, 'b');
CREATE VIEW value_list_renamed AS VALUES (1, 'a'::varchar, NULL), (2, 'b'::text, NULL::int);
CREATE VIEW values_in_from (z1, z2) AS SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v WHERE v.column2 IN ('a', 'b'::varchar);
CREATE VIEW subqueries AS SELECT t.id, u.id AS id2, (SELECT max(x.id) FROM z.t x WHERE x.s IN ('a', 'b')), ARRAY(SELECT 1),
	EXISTS (SELECT 1) FROM z.t JOIN z.t u USING (s) LEFT JOIN z.log l ON l.a = t.id WHERE t.v IN ('a', 'b');
CREATE VIEW unions AS SELECT s, v FROM z.t WHERE s IN ('a', 'b') UNION ALL SELECT v, s FROM z.t WHERE v IN ('c', 'd')
	UNION SELECT 'a', 'b' ORDER BY 1;
CREATE VIEW set_operations AS (SELECT s FROM a WHERE s IN ('a', 'b') UNION ALL SELECT k FROM b) INTERSECT SELECT x FROM c
	EXCEPT (SELECT 'x' ORDER BY 1 LIMIT 1) ORDER BY 1 DESC NULLS LAST LIMIT 5 OFFSET 1;
CREATE VIEW old_and_new AS SELECT "old".id, "new".s FROM z.t "old", z.t "new" WHERE "old".s IN ('a', 'b');
CREATE VIEW rows_and_fields AS SELECT ROW(1, 'x')::z.comp AS c, (ROW(1, 'x')::z.comp).b, cc, (cc).a AS aa FROM z.t;
CREATE VIEW row_function AS SELECT p, r FROM rows_of(1);
CREATE VIEW lateral_rows AS SELECT x.i, f.p, w.n FROM a x (i, t), LATERAL rows_of(x.i) f,
	LATERAL (VALUES (x.i, 'a'::varchar), (2, 'b')) w (m, n) WHERE w.n IN ('a', 'b');
CREATE VIEW rows_from AS SELECT g, w, r.t, u2 FROM c_rows() AS w, records() AS r (i int, t text), generate_series(1, 3) g,
	unnest(ARRAY[1, 2], ARRAY['a'::varchar, 'b']::text[]) WITH ORDINALITY AS un (u1, u2, o),
	ROWS FROM (table_of(), generate_series(1, 2)) AS rf (r1, r2, r3);
CREATE VIEW using_alias AS SELECT ju.s, a.id, b.id AS bid FROM a JOIN b USING (s) AS ju WHERE ju.s IN ('a', 'b');
CREATE VIEW outer_joins AS SELECT a.id, b.ts, a.s FROM a NATURAL LEFT JOIN b FULL JOIN c ON c.id = a.id AND c.x IN ('a', b.k::varchar);
CREATE VIEW join_alias AS SELECT x.q1, x.q4, y.* FROM (a JOIN b ON a.id = b.a_id) AS x (q1, q2, q3, q4)
	CROSS JOIN LATERAL (SELECT x.q1 + 1 AS y1, x.q2 IN ('a', 'b') AS y2, 'u' AS y3) AS y;
CREATE VIEW self_joins AS SELECT a1.id, a2.id AS i2 FROM a a1 JOIN a a2 USING (s) JOIN a a3 USING (s) WHERE s IN ('a', 'b');
CREATE VIEW grouping_sets AS SELECT s, v, grouping(s), grouping(s, v) AS g2, string_agg(DISTINCT s, ',' ORDER BY s),
	percentile_cont(0.5) WITHIN GROUP (ORDER BY n), array_agg(s ORDER BY n DESC, v) FILTER (WHERE s IN ('a', 'b'))
	FROM a GROUP BY CUBE (s, v), ROLLUP (n), GROUPING SETS ((), (s)) HAVING count(*) > 1 AND max(s) IN ('a', 'b');
CREATE VIEW grouped_expression AS SELECT s || 'x' AS y, s IN ('a', 'b') AS z, count(*), (SELECT max(id) FROM a a2 WHERE a2.s = a.s)
	FROM a GROUP BY s, s || 'x', s IN ('a', 'b') HAVING s IN ('a', 'b') ORDER BY s IN ('a', 'b');
CREATE VIEW windows AS SELECT 1 AS one, NULL AS nil, 'x' AS lit, s, count(*) OVER w, sum(n) FILTER (WHERE v IN ('a', 'b'))
	OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM a GROUP BY s, n, v
	WINDOW w AS (PARTITION BY s ORDER BY n NULLS FIRST);
CREATE VIEW distinct_on AS SELECT DISTINCT ON (s, v IN ('a', 'b')) s, v, n FROM a ORDER BY s, v IN ('a', 'b'), n DESC;
CREATE VIEW with_queries AS WITH w1 AS MATERIALIZED (SELECT s, v FROM a WHERE s IN ('a', 'b')),
	w2 (x1, x2) AS NOT MATERIALIZED (SELECT * FROM w1 UNION SELECT k, k FROM b), w3 AS (SELECT 1)
	SELECT w1.s, w2.x1, (SELECT * FROM w3) FROM w1, w2 WHERE EXISTS (WITH i AS (SELECT 1 FROM w2) SELECT * FROM i);
CREATE VIEW recursive AS WITH RECURSIVE t (n, path) AS (SELECT id, ARRAY[id] FROM b WHERE k IN ('a', 'b')
	UNION ALL SELECT b.a_id, path || b.id FROM t JOIN b ON b.id = t.n WHERE NOT b.id = ANY (path))
	SEARCH BREADTH FIRST BY n SET ord CYCLE n SET cyc USING pth SELECT n, path, cyc FROM t;
CREATE VIEW row_in AS SELECT id FROM a WHERE (id, s) IN (SELECT id, k FROM b WHERE k IN ('a', 'b'::varchar))
	AND id = ANY (SELECT id FROM c) AND s > ALL (ARRAY(SELECT x FROM c)) AND (id, s) = (SELECT 1, 'x'::varchar) AND ROW(id, n) < ROW(1, 2);
CREATE VIEW calls AS SELECT a.id, named(c1 => 'z', a1 => 2), variadic_of('a', 'b') AS v1,
	variadic_of(VARIADIC ARRAY['a'::varchar, 'b']::text[]) AS v2, format('%s', VARIADIC ARRAY['q']), substring(s FROM 2 FOR 3),
	position('a' IN s), overlay(s PLACING 'x' FROM 1 FOR 2), trim(LEADING 'x' FROM s), normalize(s::text, NFC),
	extract(epoch FROM now()), collation for (s), s COLLATE "C" < v, current_role AS cr, current_date AS cd, localtimestamp(3) AS lt
	FROM a FOR NO KEY UPDATE OF a SKIP LOCKED;
CREATE VIEW literals AS SELECT cast(s AS char(3)) AS c1, s::"char" AS c2, n::int::text AS c3, d::timestamp AT TIME ZONE 'UTC' AS c6,
	INTERVAL '1' YEAR AS c7, TIME '10:00' AS c8, B'101' AS c9, 1e10 AS c11, -5 AS c12, - (5) AS c13, - (-5) AS c14, + 5 AS c15,
	@ -5 AS c16, 2 ^ 3 AS c17, 2 BETWEEN 1 AND 3 AND true AS c20, NOT (s BETWEEN 'a' AND 'b') OR s IS NULL OR s IN (v, s, 'x') AS c21 FROM a;
CREATE VIEW names AS SELECT x.id AS "x.id", "Q q".id AS "weird ""name" FROM a x, b "Q q", c AS "select" WHERE "select".x IN ('a', 'b'::varchar);
CREATE VIEW sampled AS SELECT id FROM a TABLESAMPLE BERNOULLI (10) REPEATABLE (1) WHERE s IN ('a', 'b') OFFSET 1 FETCH FIRST 3 ROWS ONLY;
CREATE VIEW checked AS SELECT id, s FROM a WHERE s IN ('a', 'b') WITH LOCAL CHECK OPTION;
CREATE MATERIALIZED VIEW stored AS SELECT s, array_agg(v IN ('a', 'b')) FROM a GROUP BY s WITH NO DATA;
CREATE VIEW written AS SELECT id, s, v FROM a;
CREATE RULE on_insert AS ON INSERT TO written DO INSTEAD
	INSERT INTO a (id, s, v) VALUES (NEW.id, NEW.s, coalesce(NEW.v, 'x')) ON CONFLICT (id) WHERE n > 0 DO UPDATE
	SET s = excluded.s, (v, n) = (SELECT k, 1 FROM b WHERE k IN ('a', 'b'::varchar) LIMIT 1) WHERE a.s IN ('a', 'b')
	RETURNING a.id, a.s, a.v;
CREATE RULE on_update AS ON UPDATE TO written DO INSTEAD
	UPDATE a x SET (s, v) = (NEW.s, NEW.v), n = DEFAULT FROM b y JOIN c z USING (id)
	WHERE x.id = OLD.id AND y.s IN ('a', 'b') AND (x.id, x.s) IN (SELECT id, s FROM b) RETURNING x.id, x.s, x.v;
CREATE RULE on_delete AS ON DELETE TO written DO INSTEAD
	DELETE FROM a USING b bb WHERE a.id = OLD.id AND bb.k IN ('a', 'b'::varchar) RETURNING OLD.id, a.s, a.v;

--
-- Functions
--
CREATE FUNCTION writes(p int, q varchar, "Q" text DEFAULT 'a') RETURNS SETOF a LANGUAGE sql BEGIN ATOMIC
	INSERT INTO a (id, s) SELECT p, q WHERE q IN ('a', "Q") RETURNING id;
	UPDATE a SET s = writes."Q", v = DEFAULT WHERE a.v IN ('a', 'b') RETURNING *;
	WITH del AS (DELETE FROM b WHERE k = ANY (ARRAY['a'::varchar, 'b']::text[]) RETURNING *)
	SELECT a.* FROM a, del WHERE a.id = del.id AND a.s IN ('a', 'b'); END;
CREATE FUNCTION merges(id int) RETURNS int LANGUAGE sql BEGIN ATOMIC
	MERGE INTO a USING b ON a.id = b.a_id WHEN MATCHED AND b.s IN ('a', 'b') THEN UPDATE SET s = b.s, v = DEFAULT
		WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND b.k IN ('a', 'b'::varchar) THEN INSERT (id, s) VALUES (b.id, 'x')
		WHEN NOT MATCHED THEN DO NOTHING;
	SELECT a.id FROM a WHERE a.id = merges.id AND merges.id BETWEEN 1 AND 3 AND true; END;
CREATE FUNCTION returns(a1 ct, b1 text[]) RETURNS text LANGUAGE sql RETURN a1.r || (returns.b1)[1] || ((a1).p IN (1, 2))::text ||
	(SELECT string_agg(x, ',') FROM c WHERE x = ANY (b1) AND x IN ('a', a1.r));
CREATE FUNCTION without_names(varchar, int DEFAULT 3) RETURNS bool LANGUAGE sql RETURN $1 IN ('a', 'b') AND $2 BETWEEN 1 AND 2 AND true;
CREATE FUNCTION result_table() RETURNS TABLE (o1 int, o2 text) LANGUAGE sql BEGIN ATOMIC
	SELECT id, s FROM a UNION ALL VALUES (1, 'x'), (2, 'y'::varchar); END;
CREATE FUNCTION empty() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE PROCEDURE in_out(INOUT z int, y varchar DEFAULT 'q') LANGUAGE sql BEGIN ATOMIC ; ; SELECT z + 1; END;
CREATE FUNCTION defaults(a int DEFAULT 1 + 2, b text DEFAULT 'x' || 'y'::varchar, c ct DEFAULT ROW(1, 'x')::ct, d timestamptz DEFAULT now(),
	e varchar[] DEFAULT '{}', f text DEFAULT ('{a,b}'::varchar[])[1], g anyarray DEFAULT ARRAY['a'::varchar, 'b']::text[],
	h bool DEFAULT 'a'::varchar IN ('b', 'c') AND 1 BETWEEN 0 AND 2 AND true, VARIADIC i text[] DEFAULT ARRAY['q'::varchar, 'DEFAULT , x'])
	RETURNS int LANGUAGE sql AS 'SELECT 1';
-- the server refuses bodies that write where such rules are, but not the rules
CREATE RULE many AS ON INSERT TO b WHERE NEW.k IN ('a', 'b') AND NEW.id BETWEEN 1 AND 3 AND NEW.s IS NOT NULL DO ALSO
	(WITH w AS (SELECT 1 AS one) INSERT INTO c SELECT one, 'x', ARRAY['a'::varchar]::text[] FROM w; INSERT INTO c DEFAULT VALUES;
	INSERT INTO c (arr[1], arr[2]) VALUES ('a'::varchar, 'b'); SELECT 1; DELETE FROM c);
CREATE RULE notify_and_query AS ON DELETE TO b DO ALSO (NOTIFY x; SELECT 1);
RESET search_path;

--
-- Names that look like syntax
--
CREATE SCHEMA "S S";
CREATE TABLE "S S"."where (x" ("a , b" varchar DEFAULT 'q', "do (" varchar,
	CHECK ("a , b" IN ('x', 'y') AND "do (" IN ('z', $$it's "quoted ( $$)));
CREATE INDEX "on (" ON "S S"."where (x" (lower("a , b"), ("do (" || 'a, b')) WHERE "do (" IN ('x''y', E'\\');
CREATE TRIGGER "when (" BEFORE UPDATE OF "do (" ON "S S"."where (x" FOR EACH ROW WHEN (OLD."do (" IN ('a', 'b'))
	EXECUTE FUNCTION z.fire('when (', 'x');
CREATE RULE " do " AS ON UPDATE TO "S S"."where (x" WHERE OLD."do (" IN ('a', 'b') DO INSTEAD NOTHING;
CREATE STATISTICS "S S"." on " ON "do (", ("do (" IN ('a', 'b')), upper("a , b") FROM "S S"."where (x";
CREATE FUNCTION "S S"." default "(" default , x" varchar DEFAULT 'q, default', y text DEFAULT (ARRAY['a, default'::varchar, 'b']::text[])[1])
	RETURNS int LANGUAGE sql RETURN 1;

--
-- Syntax of newer versions
--
CREATE SCHEMA k;
SET search_path = k;
CREATE TABLE t (id int, s varchar, j jsonb, js text, n numeric);
\if :has_16
CREATE VIEW json_constructors AS SELECT json_object('a': s, 'b' VALUE n NULL ON NULL WITH UNIQUE KEYS),
	json_array(s, n ABSENT ON NULL RETURNING jsonb), json_objectagg(s: n), json_arrayagg(n ORDER BY id RETURNING jsonb),
	s IS JSON OBJECT WITH UNIQUE KEYS AS isj, json_array(SELECT s FROM k.t WHERE s IN ('a', 'b')) AS ja2 FROM t GROUP BY id, s, n;
CREATE TABLE json_checks (s varchar, CHECK (s IS JSON OR s IN ('a', 'b')));
CREATE VIEW newer_names AS SELECT now() AT TIME ZONE 'UTC' AS t, system_user, any_value(s) FROM t GROUP BY ();
\endif
\if :has_17
CREATE VIEW json_functions AS SELECT
	json_value(j, '$.a' PASSING s AS x RETURNING varchar(5) DEFAULT 'z' ON EMPTY ERROR ON ERROR),
	json_query(j, 'lax $.b' OMIT QUOTES ON SCALAR STRING), json_exists(j, '$.c ? (@ > $x)' PASSING n AS x UNKNOWN ON ERROR),
	json_scalar(n), json_serialize(js RETURNING bytea), json(js WITH UNIQUE KEYS) FROM t WHERE s IN ('a', 'b');
CREATE VIEW json_tables AS SELECT jt.* FROM t, json_table(j, '$.a[*]' AS p PASSING t.n AS nn COLUMNS
	(o FOR ORDINALITY, x int PATH '$.x' DEFAULT 3 ON EMPTY, y varchar(4) EXISTS PATH '$.y',
	NESTED PATH '$.k[*]' COLUMNS (z text FORMAT JSON PATH '$'))) jt WHERE jt.x IN (1, 2) AND t.s IN ('a', 'b');
CREATE INDEX ON t (json_value(j, '$.a' RETURNING text), (s IN ('a', 'b'))) WHERE json_value(j, '$.b') IN ('a', 'b');
CREATE STATISTICS json_call ON json_value(j, '$.a'), (s IN ('a', 'b')) FROM t;
CREATE FUNCTION json_default(p jsonb) RETURNS text LANGUAGE sql RETURN json_value(p, '$.a' DEFAULT 'x'::varchar ON ERROR);
CREATE FUNCTION merge_returns(p int) RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
	MERGE INTO t USING z.log ON t.s = log.s WHEN MATCHED AND log.s IN ('a', 'b') THEN UPDATE SET s = 'x'
		WHEN NOT MATCHED BY SOURCE AND t.s IN ('a', 'b') THEN DELETE
		WHEN NOT MATCHED BY TARGET THEN INSERT (s) VALUES (log.s) RETURNING merge_action() || t.s; END;
CREATE VIEW at_local AS SELECT now() AT LOCAL AS t FROM t WHERE s IN ('a', 'b');
\endif
\if :has_18
CREATE FUNCTION returns_old(p int) RETURNS TABLE (o varchar, n varchar) LANGUAGE sql BEGIN ATOMIC
	UPDATE t SET s = 'a' WHERE s IN ('a', 'b') RETURNING old.s, new.s; END;
CREATE FUNCTION returns_aliases(p int) RETURNS TABLE (o varchar, n varchar) LANGUAGE sql BEGIN ATOMIC
	INSERT INTO t (s) VALUES ('x'::varchar) RETURNING WITH (old AS o, new AS n) o.s, n.s; END;
CREATE TABLE virtual (a varchar, b int, v bool GENERATED ALWAYS AS (a IN ('a', 'b') AND b BETWEEN 1 AND 2 AND true) VIRTUAL,
	w text GENERATED ALWAYS AS (CASE WHEN a IN ('a', 'b') THEN 'x' ELSE a END) VIRTUAL, CHECK (v AND a IN ('c', 'd')));
CREATE VIEW of_virtual AS SELECT * FROM virtual WHERE v AND a IN ('a', 'b');
CREATE POLICY of_virtual ON virtual USING (v AND a IN ('a', 'b'));
CREATE TRIGGER of_virtual AFTER UPDATE ON virtual FOR EACH ROW
	WHEN (NEW.w IN ('a', 'b'::varchar) AND OLD.a IN ('a', 'b')) EXECUTE FUNCTION z.fire();
CREATE TABLE not_null (a int NOT NULL CONSTRAINT my_name CHECK (a > 0), b int CHECK (b BETWEEN 1 AND 2 AND b IS NOT NULL) NOT ENFORCED);
CREATE TABLE lazy (a int, b int);
CREATE TABLE eager (c int) INHERITS (lazy);
CREATE TABLE local (a int, c int) INHERITS (lazy);
ALTER TABLE lazy ADD CONSTRAINT later NOT NULL a NOT VALID;
ALTER TABLE eager VALIDATE CONSTRAINT later;
ALTER TABLE local VALIDATE CONSTRAINT later;
COMMENT ON CONSTRAINT later ON eager IS 'valid';
CREATE TABLE periods (a int4range, b int, PRIMARY KEY (b, a WITHOUT OVERLAPS));
\endif
RESET search_path;

--
-- Later changes
--
ALTER TYPE z.comp ADD ATTRIBUTE c varchar;
CREATE TABLE z.grown (cc z.comp CHECK (cc <> ROW(1, 'x', NULL)::z.comp), k varchar CHECK (k IN ('a', 'b')));
ALTER TABLE z.t ADD added int, DROP gone;
ALTER TABLE q.w ADD added int;
ALTER TYPE q.ct ADD ATTRIBUTE newer int;
ALTER TYPE q.ct RENAME ATTRIBUTE r TO rr;
ALTER TYPE q.ct RENAME TO ct2;
ALTER TABLE q.b RENAME k TO k_new;
ALTER TABLE q.a RENAME TO a_renamed;
ALTER TABLE q.a_renamed RENAME s TO "S s";
ALTER TABLE q.c ADD id2 int;
ALTER VIEW q.value_list_renamed RENAME column1 TO c1;
ALTER VIEW q.windows RENAME one TO one_new;
ALTER VIEW q.set_operations RENAME s TO s_new;
ALTER VIEW q.grouping_sets RENAME grouping TO g1;
ALTER FUNCTION q.rows_of(int) RENAME TO rows_renamed;
ALTER FUNCTION q.writes RENAME TO "Writes 1";
ALTER SCHEMA q RENAME TO "Q S";
