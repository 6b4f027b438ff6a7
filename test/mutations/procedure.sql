--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE EXTENSION citext;
CREATE TABLE s.t (a int);
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE PROCEDURE s.plain (a int DEFAULT 3) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE s.plain () LANGUAGE plpgsql AS $$BEGIN COMMIT; END$$;
CREATE PROCEDURE s.options (INOUT a int, VARIADIC b text[]) LANGUAGE sql SECURITY DEFINER
	SET search_path = s SET my.x = 'it''s; ok' AS 'SELECT 1';
CREATE PROCEDURE s.out_only (OUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE s.body (a int) LANGUAGE sql BEGIN ATOMIC INSERT INTO s.t VALUES (a); END;
CREATE PROCEDURE s.transformed (int) LANGUAGE sql TRANSFORM FOR TYPE int AS 'SELECT 1';
CREATE PROCEDURE s.compiled () LANGUAGE c AS '$libdir/refint', 'check_primary_key';
CREATE PROCEDURE "Odd . ""s"""."P , 'p"" (" ("A , 'a"" (" text DEFAULT 'it''s') LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE "Odd . ""s"""."P , 'p"" (" IS E'two\nlines';
CREATE PROCEDURE s.depending () LANGUAGE sql AS 'SELECT 1';
ALTER PROCEDURE s.depending DEPENDS ON EXTENSION citext;
CREATE PROCEDURE s.owned () LANGUAGE sql AS 'SELECT 1';
ALTER PROCEDURE s.owned OWNER TO alice;
GRANT EXECUTE ON PROCEDURE s.owned TO bob;

--> expect unexpected procedure s.added()
CREATE PROCEDURE s.added () LANGUAGE sql AS 'SELECT 1';

--> expect unexpected procedure "Odd . ""s"""."New "" ("(text)
CREATE PROCEDURE "Odd . ""s"""."New "" (" (IN text) LANGUAGE sql AS '';

--> expect missing procedure s.plain(integer)
DROP PROCEDURE s.plain (int);

--> expect missing procedure s.options(integer,text[])
DROP ROUTINE s.options;

--> expect missing procedure s.out_only()
DROP PROCEDURE s.out_only;

--> expect missing procedure s.body(integer)
DROP PROCEDURE s.body;

--> expect missing procedure "Odd . ""s"""."P , 'p"" ("(text)
DROP PROCEDURE "Odd . ""s"""."P , 'p"" (";

--> expect missing procedure s.plain()
--> expect unexpected procedure s.renamed()
ALTER PROCEDURE s.plain () RENAME TO renamed;

--> expect missing procedure s.plain(integer)
--> expect unexpected procedure other.plain(integer)
ALTER PROCEDURE s.plain (int) SET SCHEMA other;

--> expect missing procedure s.plain()
--> expect unexpected function s.plain()
DROP PROCEDURE s.plain ();
CREATE FUNCTION s.plain () RETURNS void LANGUAGE sql AS '';

--> expect altered procedure s.plain(integer)
--> attributes body
CREATE OR REPLACE PROCEDURE s.plain (a int DEFAULT 3) LANGUAGE sql AS 'SELECT 2';

--> expect altered procedure s.plain(integer)
--> attributes arguments
CREATE OR REPLACE PROCEDURE s.plain (a int DEFAULT 4) LANGUAGE sql AS 'SELECT 1';

--> expect altered procedure s.plain(integer)
--> attributes arguments
DROP PROCEDURE s.plain (int);
CREATE PROCEDURE s.plain (a int) LANGUAGE sql AS 'SELECT 1';

--> expect altered procedure s.plain()
--> attributes body, language
CREATE OR REPLACE PROCEDURE s.plain () LANGUAGE sql AS $$SELECT 1$$;

--> expect altered procedure s.body(integer)
--> attributes sql_body
CREATE OR REPLACE PROCEDURE s.body (a int) LANGUAGE sql BEGIN ATOMIC INSERT INTO s.t VALUES (a + 1); END;

--> expect altered procedure s.transformed(integer)
--> attributes transform
CREATE OR REPLACE PROCEDURE s.transformed (int) LANGUAGE sql AS 'SELECT 1';

--> expect altered procedure s.compiled()
--> attributes object_file
CREATE OR REPLACE PROCEDURE s.compiled () LANGUAGE c AS 'refint', 'check_primary_key';

--> expect altered procedure s.plain(integer)
--> attributes security_definer
ALTER PROCEDURE s.plain (int) SECURITY DEFINER;

--> expect altered procedure s.options(integer,text[])
--> attributes security_definer
ALTER PROCEDURE s.options EXTERNAL SECURITY INVOKER;

--> expect altered procedure s.plain(integer)
--> attributes settings
ALTER PROCEDURE s.plain (int) SET search_path TO "$user", public SET work_mem TO DEFAULT;

--> expect altered procedure s.options(integer,text[])
--> attributes settings
ALTER PROCEDURE s.options SET my.x FROM CURRENT;

--> expect altered procedure s.options(integer,text[])
--> attributes settings
ALTER PROCEDURE s.options RESET search_path;

--> expect altered procedure s.options(integer,text[])
--> attributes settings
ALTER PROCEDURE s.options RESET ALL;

--> expect altered procedure s.plain(integer)
--> attributes depends_on
ALTER PROCEDURE s.plain (int) DEPENDS ON EXTENSION citext;

--> expect altered procedure s.depending()
--> attributes depends_on
ALTER PROCEDURE s.depending () NO DEPENDS ON EXTENSION citext;

--> expect altered procedure s.plain(integer)
--> attributes owner
ALTER PROCEDURE s.plain (int) OWNER TO "Carol ""C""";

--> expect altered procedure s.owned()
--> attributes owner, privileges
ALTER PROCEDURE s.owned () OWNER TO bob;

--> expect altered procedure s.plain(integer)
--> attributes privileges
GRANT EXECUTE ON PROCEDURE s.plain (int) TO alice;

--> expect altered procedure s.owned()
--> attributes privileges
REVOKE ALL ON PROCEDURE s.owned () FROM PUBLIC, bob;

--> expect altered procedure "Odd . ""s"""."P , 'p"" ("(text)
--> attributes privileges
REVOKE EXECUTE ON ALL PROCEDURES IN SCHEMA "Odd . ""s""" FROM PUBLIC;

--> expect altered procedure s.plain(integer)
--> attributes comment
COMMENT ON PROCEDURE s.plain (int) IS 'plain';

--> expect altered procedure "Odd . ""s"""."P , 'p"" ("(text)
--> attributes comment
COMMENT ON PROCEDURE "Odd . ""s"""."P , 'p"" (" IS NULL;

--> expect altered procedure s.plain(integer)
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain(int)'::regprocedure, 'pg_proc'::regclass, 0, 'provider', 'secret');
