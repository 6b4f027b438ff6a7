-- Migrations that stopped half way, up or down, and their corrections.
SET client_min_messages = error;
DROP EXTENSION migrate;
RESET client_min_messages;
CREATE EXTENSION migrate;

-- what went step by step goes on step by step, whatever the correction is
CREATE TABLE ran (what text);
SELECT migrate.set('not_empty', 'allow');
SELECT migrate.add('1_up', E'INSERT INTO ran VALUES (''first'');\nCREATE INDEX CONCURRENTLY ON nowhere (what);');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.add('1_up', E'INSERT INTO ran VALUES (''first'');\nCREATE INDEX ran_what ON ran (what);');
CALL migrate.apply(resume => true) \gset
\echo :state :done
SELECT * FROM ran;

-- what a done statement set holds when it goes on
CREATE SCHEMA app;
SELECT migrate.add('2_set', E'SET search_path = app;\nCREATE TABLE t1 (id int);\nSELECT 1/0;\nCREATE TABLE t2 (id int);', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.add('2_set', E'SET search_path = app;\nCREATE TABLE t1 (id int);\nSELECT 1;\nCREATE TABLE t2 (id int);', transactional => 'off');
CALL migrate.apply(resume => true) \gset
SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('t1', 't2') ORDER BY 2;

-- half way down: neither script may change its meaning, and statement => k
-- counts on the way down
SELECT migrate.add('3_down', E'CREATE TABLE a ();\nCREATE TABLE b ();\nCREATE TABLE c ();',
	down => E'DROP TABLE c;\nDROP INDEX CONCURRENTLY nowhere;\nDROP TABLE b;\nDROP TABLE a;');
CALL migrate.apply() \gset
\set VERBOSITY terse
CALL migrate.revert(steps => 1);
\set VERBOSITY default
SELECT name, state, message, advice FROM migrate.status() WHERE name = '3_down';
SELECT statement, state, error FROM migrate.statements('3_down');
SELECT migrate.add('3_down', E'CREATE TABLE a ();\nCREATE TABLE b ();\nCREATE TABLE other ();',
	down => E'DROP TABLE c;\nDROP INDEX CONCURRENTLY nowhere;\nDROP TABLE b;\nDROP TABLE a;');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('3_down', E'CREATE TABLE a ();\nCREATE TABLE b ();\nCREATE TABLE c ();',
	down => E'DROP TABLE b;\nDROP TABLE a;');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('3_down', 'applied', statement => 2);
CALL migrate.revert(steps => 1) \gset
\echo :state :done
SELECT to_regclass('a') IS NULL AND to_regclass('b') IS NULL AND to_regclass('c') IS NULL AS gone;
SELECT name, state FROM migrate.status() WHERE name = '3_down';

-- a down script that fails at its first statement has changed nothing
SELECT migrate.remove('3_down');
SELECT migrate.add('4_first', 'CREATE TABLE d ();', down => E'DROP INDEX CONCURRENTLY nowhere;\nDROP TABLE d;');
CALL migrate.apply() \gset
CALL migrate.revert(steps => 1);
SELECT state, statement, message FROM migrate.status() WHERE name = '4_first';
SELECT migrate.add('4_first', 'CREATE TABLE d ();', down => 'DROP TABLE d;');
CALL migrate.revert(steps => 1) \gset
SELECT migrate.remove('4_first');

-- a bundle without the migration that stopped does not pass it
SELECT migrate.add('5_stops', E'CREATE TABLE e ();\nSELECT 1/0;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
CALL migrate.deploy('{"6_next": "CREATE TABLE f ()"}', resume => true);
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY default
CALL migrate.resolve('5_stops', 'rolled_back');
\echo :LAST_ERROR_SQLSTATE
DROP TABLE e;
CALL migrate.resolve('5_stops', 'rolled_back');
SELECT migrate.remove('5_stops'), migrate.remove('6_next');

-- deferred triggers run as the role and under the path of the migration
CREATE ROLE regress_migrate_app;
GRANT ALL ON SCHEMA app TO regress_migrate_app;
SELECT migrate.add('7_trigger', E'SET ROLE regress_migrate_app;\nSET search_path = app;\nCREATE TABLE who (name text, path text);\nCREATE TABLE watched (id int);\nCREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO who VALUES (current_user, current_setting(''search_path'')); RETURN NULL; END$$;\nCREATE CONSTRAINT TRIGGER late AFTER INSERT ON watched DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note();\nINSERT INTO watched VALUES (1);');
CALL migrate.apply() \gset
\echo :state :done
SELECT * FROM app.who;

-- arguments that a function reads from a table
CREATE TABLE bundles (b jsonb);
ALTER TABLE bundles ALTER b SET STORAGE external;
INSERT INTO bundles SELECT jsonb_build_object('8_toast', 'SELECT 8; -- ' || repeat('x', 10000));
CREATE FUNCTION stored() RETURNS jsonb LANGUAGE sql AS 'SELECT b FROM bundles';
SET client_min_messages = error;
CALL migrate.deploy(stored()) \gset
RESET client_min_messages;
\echo :state :done

-- the caret belongs to the error, not to a warning before it
SELECT migrate.add('9_caret', E'SET plpgsql.extra_warnings = ''shadowed_variables'';\nCREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $$\nDECLARE a int; BEGIN\n RETURN a;\nEND $$;\n\n\nSELECT 1/0;');
SET client_min_messages = error;
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
RESET client_min_messages;
SELECT migrate.remove('9_caret');

-- steps counts what is required too
SELECT migrate.load('[{"name": "91", "up": "SELECT 91", "requires": ["93"]}, {"name": "93", "up": "SELECT 93"}]');
CALL migrate.apply(steps => 1) \gset
\echo :state :done :last_name
CALL migrate.apply(options => '{"out_of_order": "error"}') \gset
\echo :state :done :last_name

-- an error while the event is written, then a warning: nothing is left behind
SELECT migrate.add('94', 'SELECT 94');
BEGIN;
SET LOCAL transaction_read_only = on;
SELECT * FROM migrate.apply_in_transaction();
ROLLBACK;
DO $$BEGIN RAISE WARNING 'still here'; END$$;
SELECT count(*) AS findings FROM migrate.verify();

DROP EXTENSION migrate;
SET client_min_messages = error;
DROP SCHEMA app CASCADE;
DROP FUNCTION stored();
DROP TABLE ran, bundles;
RESET client_min_messages;
DROP ROLE regress_migrate_app;
CREATE EXTENSION migrate;

-- a script that cannot be parsed now: how far it came is not forgotten
SELECT migrate.add('p_quote', $$CREATE TABLE p (id int); SELECT 1/0; SELECT E'it\'s'$$, transactional => 'off', project => 'quote');
CALL migrate.apply(project => 'quote');
SET backslash_quote = off;
CALL migrate.apply(resume => true, project => 'quote');
RESET backslash_quote;
SELECT name, state, statement, advice FROM migrate.status(project => 'quote');
SELECT migrate.add('p_quote', $$CREATE TABLE p (id int); SELECT 1; SELECT E'it\'s'$$, transactional => 'off', project => 'quote');
CALL migrate.apply(resume => true, project => 'quote') \gset
SELECT :'state' AS state, :done AS done;
DROP TABLE p;

-- a CALL that fails when its end is to be committed: what it committed before
-- that is not forgotten
CREATE TABLE p (id int, CONSTRAINT p_key UNIQUE (id) DEFERRABLE INITIALLY DEFERRED);
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO p VALUES (1);
	COMMIT;
	INSERT INTO p VALUES (1);
END $$;
SELECT migrate.add('1_fill', 'CALL fill()', transactional => 'off', project => 'fill');
CALL migrate.apply(project => 'fill');
SELECT count(*) FROM p;
SELECT name, state, advice FROM migrate.status(project => 'fill');
DROP PROCEDURE fill;
CREATE PROCEDURE fill() LANGUAGE sql AS 'INSERT INTO p VALUES (2)';
CALL migrate.apply(resume => true, project => 'fill') \gset
SELECT :'state' AS state, (SELECT count(*) FROM p) AS count;
DROP PROCEDURE fill;
DROP TABLE p;
