--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TYPE s.kind AS ENUM ('a');
CREATE TABLE s.t (a int, b text);
CREATE TYPE "Odd . ""s"""."T , (" AS (a int);
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE FUNCTION s.plain (a int, b text DEFAULT 'it''s, (b)') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION s.plain (a int) RETURNS int LANGUAGE sql AS $$SELECT 2$$;
CREATE FUNCTION s.options () RETURNS SETOF int LANGUAGE plpgsql IMMUTABLE LEAKPROOF STRICT SECURITY DEFINER
	PARALLEL SAFE COST 7 ROWS 11 SUPPORT generate_series_int4_support
	SET search_path = s, "$user", pg_temp SET work_mem = '5MB' SET "my.x_y" = 'it''s; , ok'
	AS $_$BEGIN RETURN NEXT 1; END$_$;
CREATE FUNCTION s.modes (IN a int, OUT b text, INOUT c numeric(4, 2), VARIADIC d text[]) LANGUAGE sql AS 'SELECT ''x'', 1.0';
CREATE FUNCTION s.tab (a int) RETURNS TABLE (x int, "y , z" text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION s.body (a int, t s.t DEFAULT NULL) RETURNS int LANGUAGE sql RETURN a + 1;
CREATE FUNCTION s.atomic (a int) RETURNS bigint LANGUAGE sql
	BEGIN ATOMIC SELECT 1; SELECT count(*) FROM s.t WHERE t.a = $1; END;
CREATE FUNCTION s.native (int) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'int4abs';
CREATE FUNCTION s.compiled (text) RETURNS bool LANGUAGE c STRICT AS '$libdir/refint', 'check_primary_key';
CREATE FUNCTION s.win (int) RETURNS int LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION s.transformed (int) RETURNS int LANGUAGE sql TRANSFORM FOR TYPE int AS 'SELECT 1';
CREATE FUNCTION s.trg () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION s.polymorphic (anyelement, anyarray DEFAULT NULL) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION "Odd . ""s"""."F , 'f"" (" ("A , 'a"" (" "Odd . ""s"""."T , ("[], b "Odd . ""s"""."T , (" DEFAULT ROW(1))
	RETURNS "Odd . ""s"""."T , (" LANGUAGE plpgsql AS E'-- it''s [x] {identity} \\ \nBEGIN RETURN b; END';
COMMENT ON FUNCTION "Odd . ""s"""."F , 'f"" (" IS E'two\nlines';
CREATE FUNCTION s.depending () RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION s.depending () DEPENDS ON EXTENSION citext;
ALTER FUNCTION s.depending () DEPENDS ON EXTENSION hstore;
CREATE FUNCTION s.owned () RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION s.owned () OWNER TO alice;
GRANT EXECUTE ON FUNCTION s.owned () TO bob WITH GRANT OPTION;
CREATE FUNCTION s.closed () RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION s.closed () FROM PUBLIC;
CREATE VIEW s.uses AS SELECT s.native(1) AS a;

--> expect unexpected function s.added(integer)
CREATE FUNCTION s.added (int) RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect unexpected function s.plain(text,s.kind[])
CREATE FUNCTION s.plain (text, s.kind[]) RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect unexpected function "Odd . ""s"""."New "" (,"("Odd . ""s"""."T , (")
CREATE FUNCTION "Odd . ""s"""."New "" (," (IN "Odd . ""s"""."T , (", OUT "x , (" int) LANGUAGE sql RETURN 1;

--> expect missing function s.plain(integer,text)
DROP FUNCTION s.plain (int, text);

--> expect missing function s.options()
DROP FUNCTION s.options;

--> expect missing function s.modes(integer,numeric,text[])
DROP ROUTINE s.modes;

--> expect missing function s.body(integer,s.t)
DROP FUNCTION s.body;

--> expect missing function s.atomic(integer)
DROP FUNCTION s.atomic;

--> expect missing function s.compiled(text)
DROP FUNCTION s.compiled (text);

--> expect missing function s.win(integer)
DROP FUNCTION s.win (int);

--> expect missing function s.tab(integer)
DROP FUNCTION s.tab (int);

--> expect missing function s.transformed(integer)
DROP FUNCTION s.transformed (int);

--> expect missing function s.depending()
DROP FUNCTION s.depending;

--> expect missing function s.owned()
DROP FUNCTION s.owned;

--> expect missing function s.closed()
DROP FUNCTION s.closed;

--> expect missing function "Odd . ""s"""."F , 'f"" ("("Odd . ""s"""."T , ("[],"Odd . ""s"""."T , (")
DROP FUNCTION "Odd . ""s"""."F , 'f"" (";

--> expect missing function s.native(integer)
--> expect missing view s.uses
DROP FUNCTION s.native CASCADE;

--> expect missing function s.plain(integer,text)
--> expect unexpected function s.renamed(integer,text)
ALTER FUNCTION s.plain (int, text) RENAME TO renamed;

--> expect missing function s.plain(integer)
--> expect unexpected function other.plain(integer)
ALTER FUNCTION s.plain (int) SET SCHEMA other;

--> expect altered function s.plain(integer)
--> attributes body
CREATE OR REPLACE FUNCTION s.plain (a int) RETURNS int LANGUAGE sql AS $$SELECT 3 -- it's$$;

--> expect altered function s.plain(integer)
--> attributes body
CREATE OR REPLACE FUNCTION s.plain (a int) RETURNS int LANGUAGE sql AS $$SELECT 2 $$;

--> expect altered function s.plain(integer)
--> attributes body, language
CREATE OR REPLACE FUNCTION s.plain (a int) RETURNS int LANGUAGE plpgsql AS $$BEGIN RETURN 2; END$$;

--> expect altered function s.plain(integer)
--> attributes body, sql_body
CREATE OR REPLACE FUNCTION s.plain (a int) RETURNS int LANGUAGE sql RETURN 2;

--> expect altered function s.body(integer,s.t)
--> attributes body, sql_body
CREATE OR REPLACE FUNCTION s.body (a int, t s.t DEFAULT NULL) RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect altered function s.body(integer,s.t)
--> attributes sql_body
CREATE OR REPLACE FUNCTION s.body (a int, t s.t DEFAULT NULL) RETURNS int LANGUAGE sql RETURN a + 2;

--> expect altered function s.atomic(integer)
--> attributes sql_body
CREATE OR REPLACE FUNCTION s.atomic (a int) RETURNS bigint LANGUAGE sql
	BEGIN ATOMIC SELECT count(*) FROM s.t WHERE t.a = $1; END;

--> expect altered function s.plain(integer,text)
--> attributes arguments
CREATE OR REPLACE FUNCTION s.plain (a int, b text DEFAULT 'other') RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect altered function s.plain(integer,text)
--> attributes arguments
CREATE OR REPLACE FUNCTION s.plain (a int DEFAULT 1, b text DEFAULT 'it''s, (b)') RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect altered function s.plain(integer,text)
--> attributes arguments
DROP FUNCTION s.plain (int, text);
CREATE FUNCTION s.plain ("A , (" int, b text DEFAULT 'it''s, (b)') RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect altered function s.plain(integer)
--> attributes returns
DROP FUNCTION s.plain (int);
CREATE FUNCTION s.plain (a int) RETURNS bigint LANGUAGE sql AS $$SELECT 2$$;

--> expect altered function s.tab(integer)
--> attributes returns
DROP FUNCTION s.tab (int);
CREATE FUNCTION s.tab (a int) RETURNS TABLE (x int, z text) LANGUAGE sql AS 'SELECT 1, ''x''';

--> expect altered function s.modes(integer,numeric,text[])
--> attributes arguments, body, returns
DROP FUNCTION s.modes;
CREATE FUNCTION s.modes (IN a int, INOUT c numeric(4, 2), VARIADIC d text[]) LANGUAGE sql AS 'SELECT 1.0';

--> expect altered function s.native(integer)
--> attributes body
CREATE OR REPLACE FUNCTION s.native (int) RETURNS int LANGUAGE internal STRICT IMMUTABLE AS 'int4um';

--> expect altered function s.compiled(text)
--> attributes object_file
CREATE OR REPLACE FUNCTION s.compiled (text) RETURNS bool LANGUAGE c STRICT AS 'refint', 'check_primary_key';

--> expect altered function s.compiled(text)
--> attributes body
CREATE OR REPLACE FUNCTION s.compiled (text) RETURNS bool LANGUAGE c STRICT AS '$libdir/refint', 'check_foreign_key';

--> expect altered function s.win(integer)
--> attributes window
DROP FUNCTION s.win (int);
CREATE FUNCTION s.win (int) RETURNS int LANGUAGE internal AS 'window_row_number';

--> expect altered function s.transformed(integer)
--> attributes transform
CREATE OR REPLACE FUNCTION s.transformed (int) RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect altered function s.plain(integer)
--> attributes volatility
ALTER FUNCTION s.plain (int) IMMUTABLE;

--> expect altered function s.plain(integer)
--> attributes volatility
ALTER FUNCTION s.plain (int) STABLE;

--> expect altered function s.options()
--> attributes volatility
ALTER FUNCTION s.options () VOLATILE;

--> expect altered function s.plain(integer)
--> attributes strict
ALTER FUNCTION s.plain (int) STRICT;

--> expect altered function s.plain(integer)
--> attributes strict
ALTER FUNCTION s.plain (int) RETURNS NULL ON NULL INPUT RESTRICT;

--> expect altered function s.options()
--> attributes strict
ALTER FUNCTION s.options () CALLED ON NULL INPUT;

--> expect altered function s.plain(integer)
--> attributes leakproof
ALTER FUNCTION s.plain (int) LEAKPROOF;

--> expect altered function s.options()
--> attributes leakproof
ALTER ROUTINE s.options () NOT LEAKPROOF;

--> expect altered function s.plain(integer)
--> attributes security_definer
ALTER FUNCTION s.plain (int) EXTERNAL SECURITY DEFINER;

--> expect altered function s.options()
--> attributes security_definer
ALTER FUNCTION s.options () SECURITY INVOKER;

--> expect altered function s.plain(integer)
--> attributes parallel
ALTER FUNCTION s.plain (int) PARALLEL RESTRICTED;

--> expect altered function s.options()
--> attributes parallel
ALTER FUNCTION s.options () PARALLEL UNSAFE;

--> expect altered function s.plain(integer)
--> attributes cost
ALTER FUNCTION s.plain (int) COST 0.5;

--> expect altered function s.options()
--> attributes cost
ALTER FUNCTION s.options () COST 100;

--> expect altered function s.native(integer)
--> attributes cost
ALTER FUNCTION s.native (int) COST 100;

--> expect altered function s.options()
--> attributes rows
ALTER FUNCTION s.options () ROWS 1000;

--> expect altered function s.tab(integer)
--> attributes rows
ALTER FUNCTION s.tab (int) ROWS 5;

--> expect altered function s.options()
--> attributes support
CREATE OR REPLACE FUNCTION s.options () RETURNS SETOF int LANGUAGE plpgsql IMMUTABLE LEAKPROOF STRICT SECURITY DEFINER
	PARALLEL SAFE COST 7 ROWS 11
	SET search_path = s, "$user", pg_temp SET work_mem = '5MB' SET "my.x_y" = 'it''s; , ok'
	AS $_$BEGIN RETURN NEXT 1; END$_$;

--> expect altered function s.tab(integer)
--> attributes support
ALTER FUNCTION s.tab (int) SUPPORT generate_series_int4_support;

--> expect altered function s.options()
--> attributes support
ALTER FUNCTION s.options () SUPPORT generate_series_int8_support;

--> expect altered function s.plain(integer)
--> attributes settings
ALTER FUNCTION s.plain (int) SET search_path = pg_catalog, "Odd . ""s""";

--> expect altered function s.plain(integer)
--> attributes settings
ALTER FUNCTION s.plain (int) SET search_path TO '';

--> expect altered function s.plain(integer)
--> attributes settings
ALTER FUNCTION s.plain (int) SET work_mem FROM CURRENT;

--> expect altered function s.plain(integer)
--> attributes settings
ALTER FUNCTION s.plain (int) SET my.long TO 'a; b, "d"' SET timezone TO 'UTC';

--> expect altered function s.options()
--> attributes body
CREATE OR REPLACE FUNCTION s.options () RETURNS SETOF int LANGUAGE plpgsql IMMUTABLE LEAKPROOF STRICT SECURITY DEFINER
	PARALLEL SAFE COST 7 ROWS 11 SUPPORT generate_series_int4_support
	SET search_path = s, "$user", pg_temp SET work_mem = '5MB' SET "my.x_y" = 'it''s; , ok'
	AS $_$BEGIN RETURN NEXT 2; END$_$;

--> expect altered function s.depending()
--> attributes body
CREATE OR REPLACE FUNCTION s.depending () RETURNS int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION s.depending () DEPENDS ON EXTENSION citext;
ALTER FUNCTION s.depending () DEPENDS ON EXTENSION hstore;

--> expect altered function s.depending()
--> attributes depends_on
CREATE OR REPLACE FUNCTION s.depending () RETURNS int LANGUAGE sql AS 'SELECT 1';

--> expect altered function s.depending()
--> attributes body, depends_on
CREATE OR REPLACE FUNCTION s.depending () RETURNS int LANGUAGE sql AS 'SELECT 2';

--> expect altered function s.options()
--> attributes settings
ALTER FUNCTION s.options () SET work_mem TO '6MB';

--> expect altered function s.options()
--> attributes settings
ALTER FUNCTION s.options () RESET search_path;

--> expect altered function s.options()
--> attributes settings
ALTER FUNCTION s.options () RESET ALL;

--> expect altered function s.depending()
--> attributes depends_on
ALTER FUNCTION s.depending () NO DEPENDS ON EXTENSION hstore;

--> expect altered function s.plain(integer)
--> attributes depends_on
ALTER FUNCTION s.plain (int) DEPENDS ON EXTENSION hstore;

--> expect altered function s.plain(integer)
--> attributes owner
ALTER FUNCTION s.plain (int) OWNER TO "Carol ""C""";

--> expect altered function s.owned()
--> attributes owner, privileges
ALTER ROUTINE s.owned () OWNER TO CURRENT_USER;

--> expect altered function s.plain(integer)
--> attributes privileges
GRANT ALL ON FUNCTION s.plain (int) TO alice WITH GRANT OPTION;

--> expect altered function s.plain(integer)
--> attributes privileges
REVOKE EXECUTE ON FUNCTION s.plain (int) FROM PUBLIC;

--> expect altered function s.closed()
--> attributes privileges
GRANT EXECUTE ON ROUTINE s.closed () TO PUBLIC;

--> expect altered function s.owned()
--> attributes privileges
REVOKE EXECUTE ON FUNCTION s.owned () FROM PUBLIC, alice, bob;

--> expect altered function "Odd . ""s"""."F , 'f"" ("("Odd . ""s"""."T , ("[],"Odd . ""s"""."T , (")
--> attributes privileges
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "Odd . ""s""" TO bob;

--> expect altered function "Odd . ""s"""."F , 'f"" ("("Odd . ""s"""."T , ("[],"Odd . ""s"""."T , (")
--> attributes comment
COMMENT ON FUNCTION "Odd . ""s"""."F , 'f"" (" IS 'one';

--> expect altered function s.plain(integer)
--> attributes comment
COMMENT ON ROUTINE s.plain (int) IS 'plain';

--> expect altered function s.plain(integer)
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain(int)'::regprocedure, 'pg_proc'::regclass, 0, 'provider', 'secret');
