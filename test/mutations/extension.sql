--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE EXTENSION citext SCHEMA s;
CREATE EXTENSION hstore SCHEMA "Odd . ""s""" VERSION '1.4';
COMMENT ON EXTENSION hstore IS E'two\nlines';
CREATE EXTENSION cube SCHEMA s;
CREATE EXTENSION pg_buffercache;
CREATE TABLE s.t (a int);
CREATE FUNCTION s.f () RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE s.uses (b int, a s.cube);

--> expect unexpected extension pg_trgm
CREATE EXTENSION pg_trgm SCHEMA other;

--> expect unexpected extension earthdistance
CREATE EXTENSION earthdistance SCHEMA s CASCADE;

--> expect missing extension citext
DROP EXTENSION citext;

--> expect missing extension hstore
DROP EXTENSION hstore;

--> expect missing extension cube
--> expect missing column s.uses.a
DROP EXTENSION cube CASCADE;

--> expect altered extension citext
--> attributes in_schema
ALTER EXTENSION citext SET SCHEMA other;

--> expect altered extension hstore
--> attributes in_schema
ALTER EXTENSION hstore SET SCHEMA other;

--> expect altered extension hstore
--> attributes version
--> no repair: no script leads back to the older version
ALTER EXTENSION hstore UPDATE TO '1.5';

--> expect altered extension hstore
--> attributes version
--> no repair: no script leads back to the older version
ALTER EXTENSION hstore UPDATE;

--> expect unexpected schema old
--> expect missing schema "Odd . ""s"""
--> expect altered extension hstore cause schema old
ALTER SCHEMA "Odd . ""s""" RENAME TO old;

--> expect missing table s.t
--> no repair: the table is the extension's
ALTER EXTENSION citext ADD TABLE s.t;

--> expect missing function s.f()
--> no repair: the function is the extension's
ALTER EXTENSION hstore ADD FUNCTION s.f ();

--> expect unexpected view public.pg_buffercache
ALTER EXTENSION pg_buffercache DROP VIEW pg_buffercache;

--> expect altered extension citext
--> attributes comment
COMMENT ON EXTENSION citext IS 'it''s mine';

--> expect altered extension hstore
--> attributes comment
COMMENT ON EXTENSION hstore IS NULL;
