--
-- What a hostile user plants must never be used by migrate
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE ROLE regress_migrate_hostile;
SELECT migrate.grant('regress_migrate_hostile', 'operator');
CREATE SCHEMA hostile AUTHORIZATION regress_migrate_hostile;

-- functions, operators, casts and tables named like pg_catalog's and like ours
SET ROLE regress_migrate_hostile;
SET search_path = hostile;
CREATE TABLE caught (what text);
CREATE FUNCTION catch(what text) RETURNS boolean LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'caught as %: %', current_user, what; END $$;
CREATE FUNCTION lower(text) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('lower')::text $$;
CREATE FUNCTION max(bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT hostile.catch('max')::int::bigint $$;
CREATE FUNCTION coalesce_it(text, text) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('coalesce')::text $$;
CREATE FUNCTION format(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('format')::text $$;
CREATE FUNCTION split_part(text, text, int) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('split_part')::text $$;
CREATE FUNCTION convert_to(text, name) RETURNS bytea LANGUAGE sql AS $$ SELECT hostile.catch('convert_to')::text::bytea $$;
CREATE FUNCTION encode(bytea, text) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('encode')::text $$;
CREATE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT hostile.catch('sha256')::text::bytea $$;
CREATE FUNCTION quote_ident(text) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('quote_ident')::text $$;
CREATE FUNCTION eq(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT hostile.catch('= of text') $$;
CREATE FUNCTION eq(bigint, bigint) RETURNS boolean LANGUAGE sql AS $$ SELECT hostile.catch('= of bigint') $$;
CREATE FUNCTION cat(text, text) RETURNS text LANGUAGE sql AS $$ SELECT hostile.catch('||')::text $$;
CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = eq);
CREATE OPERATOR = (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = eq);
CREATE OPERATOR || (LEFTARG = text, RIGHTARG = text, FUNCTION = cat);
CREATE VIEW event AS SELECT hostile.catch('event') AS id;
CREATE VIEW head AS SELECT hostile.catch('head') AS id;
CREATE VIEW migration AS SELECT hostile.catch('migration') AS id;
CREATE VIEW pg_class AS SELECT hostile.catch('pg_class') AS oid;
CREATE VIEW pg_locks AS SELECT hostile.catch('pg_locks') AS pid;
CREATE DOMAIN text AS pg_catalog.text CHECK (false);
CREATE DOMAIN bigint AS pg_catalog.int8 CHECK (false);
-- and as temporary objects, which come first if nothing forbids it
CREATE TEMP TABLE event (id int);
CREATE TEMP TABLE script (id int);
CREATE TEMP TABLE head (id int);
CREATE TEMP TABLE migration (id int);
CREATE TEMP VIEW pg_database AS SELECT hostile.catch('pg_database') AS oid;
CREATE FUNCTION pg_temp.max(bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT hostile.catch('temp max')::int::bigint $$;
RESET ROLE;

CREATE FUNCTION public.run_all() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM migrate.add('1_a', 'SELECT 1;', down => 'SELECT 1;');
	PERFORM migrate.load('{"1_a.sql": "SELECT 1;", "1_a.down.sql": "SELECT 1;", "2_b.sql": "SELECT 2;"}');
	PERFORM migrate.status();
	PERFORM migrate.status('{"1_a.sql": "SELECT 1;"}');
	PERFORM migrate.verify();
	PERFORM migrate.health();
	PERFORM migrate.statements('1_a');
	PERFORM migrate.bundle();
	PERFORM migrate.archive();
	PERFORM migrate.set('wait', '5s');
	PERFORM migrate.rename('2_b', '2_c');
	PERFORM migrate.trust('2_c');
	PERFORM migrate.remove('2_c');
	PERFORM * FROM migrate.history;
	PERFORM * FROM migrate.migrations;
	PERFORM * FROM migrate.settings;
	PERFORM * FROM migrate.progress;
END $$;
GRANT EXECUTE ON FUNCTION public.run_all() TO regress_migrate_hostile;

-- everything, with the planted things first in the path, by a superuser and by an operator
SET search_path = hostile, pg_temp, pg_catalog;
SELECT public.run_all();
CALL migrate.apply(options => '{"not_empty": "allow", "search_path": "public"}') \gset
\echo :state :done :pending
CALL migrate.revert(steps => 1) \gset
\echo :state :done :pending
CALL migrate.deploy('{"1_a.sql": "SELECT 1;", "1_a.down.sql": "SELECT 1;"}') \gset
\echo :state :done :pending
CALL migrate.baseline('0_base', up => 'SELECT 0;') \gset
\echo :state :done :pending
CALL migrate.repair('0_base', up => 'SELECT 00;', reason => 'none') \gset
SELECT migrate.check();
SELECT pg_catalog.count(*) FROM migrate.verify();
SELECT migrate.grant('regress_migrate_hostile', 'operator');
SET ROLE regress_migrate_hostile;
SELECT public.run_all();
CALL migrate.apply() \gset
\echo :state :done :pending
RESET ROLE;

-- the migrations themselves see the path of the session, as typed in psql
SET search_path = public;
SELECT migrate.add('3_path', 'CREATE TABLE where_am_i (id int);');
SET search_path = hostile;
CALL migrate.apply() \gset
RESET search_path;
SELECT schemaname FROM pg_tables WHERE tablename = 'where_am_i';

-- what is temporary is not in the way of a migration either, nor is it gone
SELECT count(*) FROM pg_temp.event;
SELECT count(*) AS findings FROM migrate.verify();

-- a user cannot come before the install
DROP EXTENSION migrate;
CREATE SCHEMA migrate AUTHORIZATION regress_migrate_hostile;
\set VERBOSITY terse
CREATE EXTENSION migrate;
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
DROP SCHEMA migrate;
SET search_path = hostile, pg_temp, pg_catalog;
CREATE EXTENSION migrate;
RESET search_path;
SELECT count(*) AS findings FROM migrate.verify();
SELECT n.nspname, count(*) > 0 AS has_all FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE relname IN ('script', 'event', 'head', 'project') AND relkind = 'r' AND nspname !~ '^pg_temp' GROUP BY 1;

DROP FUNCTION run_all;
SET client_min_messages = warning;
DROP SCHEMA hostile CASCADE;
RESET client_min_messages;
DISCARD TEMP;
DROP ROLE regress_migrate_hostile;
