--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TYPE "Odd . ""s"""."T , (" AS (a int);
CREATE FUNCTION "Odd . ""s"""."step , (" (int, "Odd . ""s"""."T , (", int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION s.step (int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION s.minus (int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE FUNCTION s.last (int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION s.last (int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE s.plain (int) (SFUNC = int4pl, STYPE = int);
CREATE AGGREGATE s.counted (*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE s.parallel (a numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 128,
	FINALFUNC = numeric_avg, FINALFUNC_MODIFY = SHAREABLE, COMBINEFUNC = numeric_avg_combine,
	SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = SAFE);
CREATE AGGREGATE s.moving (int) (SFUNC = s.step, STYPE = int, INITCOND = '5', MSFUNC = s.step, MINVFUNC = s.minus, MSTYPE = int,
	MSSPACE = 64, MFINALFUNC = s.last, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = READ_ONLY, MINITCOND = '7', FINALFUNC = s.last,
	FINALFUNC_EXTRA, SORTOP = <);
CREATE AGGREGATE s.ordered (fraction float8 ORDER BY v anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
	FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
CREATE AGGREGATE s.hypo (VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
	FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE "Odd . ""s"""."A , 'a"" (" ("X , (" "Odd . ""s"""."T , (", b int) (SFUNC = "Odd . ""s"""."step , (", STYPE = int, INITCOND = '9');
COMMENT ON AGGREGATE "Odd . ""s"""."A , 'a"" (" ("Odd . ""s"""."T , (", int) IS E'two\nlines';
CREATE AGGREGATE s.owned (int) (SFUNC = int4pl, STYPE = int);
ALTER AGGREGATE s.owned (int) OWNER TO alice;
GRANT EXECUTE ON FUNCTION s.owned (int) TO bob;
COMMENT ON AGGREGATE s.ordered (float8 ORDER BY anyelement) IS 'ordered';
CREATE VIEW s.uses AS SELECT s.owned(1) AS a;

--> expect unexpected aggregate s.added(integer)
CREATE AGGREGATE s.added (int) (SFUNC = int4pl, STYPE = int);

--> expect unexpected aggregate "Odd . ""s"""."New "" ("()
CREATE AGGREGATE "Odd . ""s"""."New "" (" (*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');

--> expect missing aggregate s.plain(integer)
DROP AGGREGATE s.plain (int);

--> expect missing aggregate s.counted()
DROP AGGREGATE s.counted (*);

--> expect missing aggregate s.parallel(numeric)
DROP AGGREGATE s.parallel (numeric);

--> expect missing aggregate s.moving(integer)
DROP ROUTINE s.moving (int);

--> expect missing aggregate s.ordered(double precision,anyelement)
DROP AGGREGATE s.ordered (float8 ORDER BY anyelement);

--> expect missing aggregate s.hypo("any")
DROP ROUTINE s.hypo;

--> expect missing aggregate "Odd . ""s"""."A , 'a"" ("("Odd . ""s"""."T , (",integer)
DROP AGGREGATE "Odd . ""s"""."A , 'a"" (" ("Odd . ""s"""."T , (", int);

--> expect missing aggregate s.plain(integer)
--> expect unexpected aggregate s.renamed(integer)
ALTER AGGREGATE s.plain (int) RENAME TO renamed;

--> expect missing aggregate s.ordered(double precision,anyelement)
--> expect unexpected aggregate other.ordered(double precision,anyelement)
ALTER AGGREGATE s.ordered (float8 ORDER BY anyelement) SET SCHEMA other;

--> expect altered aggregate s.plain(integer)
--> attributes sfunc
CREATE OR REPLACE AGGREGATE s.plain (int) (SFUNC = s.step, STYPE = int);

--> expect altered aggregate s.plain(integer)
--> attributes initcond, sfunc, stype
DROP AGGREGATE s.plain (int);
CREATE AGGREGATE s.plain (int) (SFUNC = int84pl, STYPE = int8, INITCOND = '0');

--> expect altered aggregate s.plain(integer)
--> attributes signature
DROP AGGREGATE s.plain (int);
CREATE AGGREGATE s.plain ("x , (" int) (SFUNC = int4pl, STYPE = int);

--> expect altered aggregate s.plain(integer)
--> attributes sspace
CREATE OR REPLACE AGGREGATE s.plain (int) (SFUNC = int4pl, STYPE = int, SSPACE = 16);

--> expect altered aggregate s.plain(integer)
--> attributes finalfunc, finalfunc_modify
CREATE OR REPLACE AGGREGATE s.plain (int) (SFUNC = int4pl, STYPE = int, FINALFUNC = s.last);

--> expect altered aggregate s.parallel(numeric)
--> attributes finalfunc_modify
CREATE OR REPLACE AGGREGATE s.parallel (a numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 128,
	FINALFUNC = numeric_avg, FINALFUNC_MODIFY = READ_WRITE, COMBINEFUNC = numeric_avg_combine,
	SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = SAFE);

--> expect altered aggregate s.parallel(numeric)
--> attributes deserialfunc, serialfunc
CREATE OR REPLACE AGGREGATE s.parallel (a numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 128,
	FINALFUNC = numeric_avg, FINALFUNC_MODIFY = SHAREABLE, COMBINEFUNC = numeric_avg_combine, PARALLEL = SAFE,
	SERIALFUNC = numeric_serialize, DESERIALFUNC = numeric_deserialize);

--> expect altered aggregate s.parallel(numeric)
--> attributes combinefunc, deserialfunc, parallel, serialfunc
CREATE OR REPLACE AGGREGATE s.parallel (a numeric) (SFUNC = numeric_avg_accum, STYPE = internal, SSPACE = 128,
	FINALFUNC = numeric_avg, FINALFUNC_MODIFY = SHAREABLE, PARALLEL = RESTRICTED);

--> expect altered aggregate s.moving(integer)
--> attributes finalfunc_extra, mfinalfunc_extra
CREATE OR REPLACE AGGREGATE s.moving (int) (SFUNC = s.step, STYPE = int, INITCOND = '5', MSFUNC = s.step, MINVFUNC = s.minus, MSTYPE = int,
	MSSPACE = 64, MFINALFUNC = s.last, MFINALFUNC_MODIFY = READ_ONLY, MINITCOND = '7', FINALFUNC = s.last, SORTOP = <);

--> expect altered aggregate s.moving(integer)
--> attributes initcond, mfinalfunc_modify, minitcond, msspace
CREATE OR REPLACE AGGREGATE s.moving (int) (SFUNC = s.step, STYPE = int, MSFUNC = s.step, MINVFUNC = s.minus, MSTYPE = int,
	MFINALFUNC = s.last, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = SHAREABLE, MINITCOND = '8', FINALFUNC = s.last,
	FINALFUNC_EXTRA, SORTOP = <);

--> expect altered aggregate s.moving(integer)
--> attributes sortop
CREATE OR REPLACE AGGREGATE s.moving (int) (SFUNC = s.step, STYPE = int, INITCOND = '5', MSFUNC = s.step, MINVFUNC = s.minus, MSTYPE = int,
	MSSPACE = 64, MFINALFUNC = s.last, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = READ_ONLY, MINITCOND = '7', FINALFUNC = s.last,
	FINALFUNC_EXTRA, SORTOP = >);

--> expect altered aggregate s.moving(integer)
--> attributes mfinalfunc, mfinalfunc_extra, mfinalfunc_modify, minitcond, minvfunc, msfunc, msspace, mstype
CREATE OR REPLACE AGGREGATE s.moving (int) (SFUNC = s.step, STYPE = int, INITCOND = '5', FINALFUNC = s.last,
	FINALFUNC_EXTRA, SORTOP = <);

--> expect altered aggregate s.hypo("any")
--> attributes hypothetical
DROP ROUTINE s.hypo;
CREATE AGGREGATE s.hypo (VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
	FINALFUNC = rank_final, FINALFUNC_EXTRA);

--> expect altered aggregate "Odd . ""s"""."A , 'a"" ("("Odd . ""s"""."T , (",integer)
--> attributes initcond
CREATE OR REPLACE AGGREGATE "Odd . ""s"""."A , 'a"" (" ("X , (" "Odd . ""s"""."T , (", b int) (SFUNC = "Odd . ""s"""."step , (", STYPE = int, INITCOND = '10');

--> expect altered aggregate s.owned(integer)
--> attributes initcond
CREATE OR REPLACE AGGREGATE s.owned (int) (SFUNC = int4pl, STYPE = int, INITCOND = '1');

--> expect altered aggregate s.plain(integer)
--> attributes owner
ALTER AGGREGATE s.plain (int) OWNER TO "Carol ""C""";

--> expect altered aggregate s.counted()
--> attributes owner
ALTER AGGREGATE s.counted (*) OWNER TO alice;

--> expect altered aggregate s.hypo("any")
--> attributes owner
ALTER AGGREGATE s.hypo (VARIADIC "any" ORDER BY VARIADIC "any") OWNER TO alice;

--> expect altered aggregate s.owned(integer)
--> attributes owner, privileges
ALTER AGGREGATE s.owned (int) OWNER TO bob;

--> expect altered aggregate s.counted()
--> attributes privileges
GRANT EXECUTE ON FUNCTION s.counted () TO alice;

--> expect altered aggregate s.ordered(double precision,anyelement)
--> attributes privileges
REVOKE EXECUTE ON FUNCTION s.ordered FROM PUBLIC;

--> expect altered aggregate s.hypo("any")
--> attributes privileges
REVOKE EXECUTE ON ROUTINE s.hypo FROM PUBLIC;

--> expect altered aggregate s.owned(integer)
--> attributes privileges
REVOKE ALL ON FUNCTION s.owned (int) FROM bob, PUBLIC;

--> expect altered aggregate s.plain(integer)
--> attributes comment
COMMENT ON AGGREGATE s.plain (int) IS 'plain';

--> expect altered aggregate s.counted()
--> attributes comment
COMMENT ON AGGREGATE s.counted (*) IS 'counted';

--> expect altered aggregate s.ordered(double precision,anyelement)
--> attributes comment
COMMENT ON AGGREGATE s.ordered (float8 ORDER BY anyelement) IS NULL;

--> expect altered aggregate "Odd . ""s"""."A , 'a"" ("("Odd . ""s"""."T , (",integer)
--> attributes comment
COMMENT ON ROUTINE "Odd . ""s"""."A , 'a"" (" IS 'one';

--> expect altered aggregate s.plain(integer)
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain(int)'::regprocedure, 'pg_proc'::regclass, 0, 'provider', 'secret');
