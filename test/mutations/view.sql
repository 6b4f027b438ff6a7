--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TYPE s.mood AS ENUM ('sad', 'ok');
CREATE TABLE s.t (a int, b text, c int, m s.mood);
CREATE TABLE s.other (a int, d text);
CREATE VIEW s.plain AS SELECT a, b FROM s.t WHERE a > 0;
CREATE VIEW s.safe WITH (security_barrier, check_option = local) AS SELECT a, b FROM s.t WHERE a > 1;
CREATE VIEW s.joined AS SELECT t.a, o.d, s.f(t.c) AS f FROM s.t t LEFT JOIN s.other o USING (a);
CREATE VIEW s.upon AS SELECT a AS aa FROM s.plain;
CREATE VIEW s.moods AS SELECT a FROM s.t WHERE m = 'sad';
COMMENT ON VIEW s.safe IS 'safe';
GRANT SELECT ON s.safe TO alice;
GRANT UPDATE ON s.safe TO bob WITH GRANT OPTION;
CREATE TABLE "Odd . ""s"""."T "" . (" ("C , "" 'x'" int, b text);
CREATE VIEW "Odd . ""s"""."V "" . (" AS SELECT "C , "" 'x'" AS "Co "" l", b FROM "Odd . ""s"""."T "" . (";

--> expect unexpected view s.added
CREATE VIEW s.added AS SELECT 1 AS one;

--> expect unexpected view "Odd . ""s"""."add . "" ed"
CREATE VIEW "Odd . ""s"""."add . "" ed" ("a, ""b", c) WITH (check_option = cascaded) AS SELECT b, a FROM s.plain;

--> expect unexpected view s.added
CREATE RECURSIVE VIEW s.added (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM added WHERE n < 5;

--> expect unexpected view s.added
CREATE VIEW s.added WITH (security_invoker = true) AS VALUES (1, 'x'::text);

--> expect missing view s.safe
DROP VIEW s.safe;

--> expect missing view s.plain
--> expect missing view s.upon
DROP VIEW s.plain CASCADE;

--> expect missing view "Odd . ""s"""."V "" . ("
DROP VIEW "Odd . ""s"""."V "" . (";

--> expect missing view s.safe
--> expect unexpected view s.safer
ALTER VIEW s.safe RENAME TO safer;

--> expect unexpected view s."Pl ""ain"
--> expect missing view s.plain
--> expect altered view s.upon cause view s."Pl ""ain"
ALTER VIEW s.plain RENAME TO "Pl ""ain";

--> expect unexpected view "Odd . ""s""".safe
--> expect missing view s.safe
ALTER VIEW s.safe SET SCHEMA "Odd . ""s""";

--> expect altered view s.plain
--> attributes columns, query
ALTER VIEW s.plain RENAME COLUMN b TO bb;

--> expect altered view s.plain
--> expect altered view s.upon cause view s.plain
--> attributes columns, query
ALTER VIEW s.plain RENAME COLUMN a TO "A ""a";

--> expect altered view s.plain
--> attributes query
CREATE OR REPLACE VIEW s.plain AS SELECT a, b FROM s.t WHERE a > 5;

--> expect altered view s.plain
--> attributes columns, query
--> leaves altered view s.plain
CREATE OR REPLACE VIEW s.plain AS SELECT a, b, c FROM s.t WHERE a > 0;

--> expect altered view s.joined
--> attributes query
CREATE OR REPLACE VIEW s.joined AS SELECT t.a, o.d, s.f(t.c) AS f FROM s.t t JOIN s.other o USING (a);

--> expect altered view s.safe
--> attributes columns, comment, privileges, query
DROP VIEW s.safe;
CREATE VIEW s.safe WITH (security_barrier, check_option = local) AS SELECT a AS b, b AS a FROM s.t WHERE a > 1;

--> expect missing view s.safe
--> expect unexpected materialized view s.safe
DROP VIEW s.safe;
CREATE MATERIALIZED VIEW s.safe AS SELECT a, b FROM s.t WHERE a > 1;

--> expect unexpected table s."T ""t"
--> expect missing table s.t
--> expect altered view s.joined cause table s."T ""t"
--> expect altered view s.moods cause table s."T ""t"
--> expect altered view s.plain cause table s."T ""t"
--> expect altered view s.safe cause table s."T ""t"
ALTER TABLE s.t RENAME TO "T ""t";

--> expect unexpected column s.t."C ""c"
--> expect missing column s.t.c
--> expect altered view s.joined cause column s.t."C ""c"
--> leaves altered table s.t
ALTER TABLE s.t RENAME c TO "C ""c";

--> expect unexpected table "Odd . ""s""".other
--> expect missing table s.other
--> expect altered view s.joined cause table "Odd . ""s""".other
ALTER TABLE s.other SET SCHEMA "Odd . ""s""";

--> expect unexpected function s."F ""f"(integer)
--> expect missing function s.f(integer)
--> expect altered view s.joined cause function s."F ""f"(integer)
ALTER FUNCTION s.f(int) RENAME TO "F ""f";

--> expect altered enum s.mood
--> expect altered view s.moods cause enum s.mood
--> attributes values
ALTER TYPE s.mood RENAME VALUE 'sad' TO 'it''s sad';

--> expect unexpected schema "S ""s"
--> expect missing schema s
--> expect unexpected enum "S ""s".mood
--> expect missing enum s.mood
--> expect unexpected function "S ""s".f(integer)
--> expect missing function s.f(integer)
--> expect unexpected table "S ""s".other
--> expect unexpected table "S ""s".t
--> expect missing table s.other
--> expect missing table s.t
--> expect unexpected view "S ""s".joined
--> expect unexpected view "S ""s".moods
--> expect unexpected view "S ""s".plain
--> expect unexpected view "S ""s".safe
--> expect unexpected view "S ""s".upon
--> expect missing view s.joined
--> expect missing view s.moods
--> expect missing view s.plain
--> expect missing view s.safe
--> expect missing view s.upon
ALTER SCHEMA s RENAME TO "S ""s";

--> expect altered view s.plain
--> attributes options
ALTER VIEW s.plain SET (security_barrier = true);

--> expect altered view s.plain
--> attributes options
ALTER VIEW s.plain SET (check_option = cascaded);

--> expect altered view s.safe
--> attributes options
ALTER VIEW s.safe SET (check_option = cascaded, security_barrier = false);

--> expect altered view s.safe
--> attributes options
ALTER VIEW s.safe RESET (check_option);

--> expect altered view s.safe
--> attributes options
ALTER VIEW s.safe RESET (check_option, security_barrier);

--> expect altered view s.plain
--> attributes options
ALTER VIEW s.plain SET (security_invoker = on);

--> expect altered view s.plain
--> attributes owner
ALTER VIEW s.plain OWNER TO alice;

--> expect altered view "Odd . ""s"""."V "" . ("
--> attributes owner
ALTER VIEW "Odd . ""s"""."V "" . (" OWNER TO "Carol ""C""";

--> expect altered view s.plain
--> attributes privileges
GRANT SELECT, INSERT ON s.plain TO PUBLIC;

--> expect altered view "Odd . ""s"""."V "" . ("
--> attributes privileges
GRANT ALL ON "Odd . ""s"""."V "" . (" TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered view s.safe
--> attributes privileges
REVOKE SELECT ON s.safe FROM alice;

--> expect altered view s.safe
--> attributes privileges
REVOKE GRANT OPTION FOR UPDATE ON s.safe FROM bob;

--> expect altered view s.plain
--> attributes comment
COMMENT ON VIEW s.plain IS 'plain';

--> expect altered view s.safe
--> attributes comment
COMMENT ON VIEW s.safe IS NULL;

--> expect altered view s.plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');

