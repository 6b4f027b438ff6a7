--
-- Verify scripts: they look after the migration, in its transaction
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);', verify => 'SELECT 1/count(*) FROM a;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

-- one that fails: the migration has not happened
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', verify => E'SELECT id FROM b;\nSELECT 1/count(*)\nFROM b;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, message FROM migrate.status();
SELECT to_regclass('b') IS NULL AS nothing_remains;
SELECT action, name FROM migrate.event ORDER BY id DESC LIMIT 1;
-- the session is as it was
SELECT count(*) FROM a;

-- the same in a dry run
\set VERBOSITY terse
CALL migrate.apply(dry_run => true);
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('b') IS NULL AS nothing_remains;

-- and in the caller's transaction
BEGIN;
INSERT INTO a VALUES (2);
SELECT name FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
SELECT 1;
ROLLBACK;
SELECT count(*) FROM a;
BEGIN;
SAVEPOINT s;
SELECT name FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
INSERT INTO a VALUES (2);
COMMIT;
SELECT count(*) FROM a;

-- mended
SELECT migrate.add('2_b', 'CREATE TABLE b (id int); INSERT INTO b VALUES (1);', verify => E'SELECT id FROM b;\nSELECT 1/count(*)\nFROM b;');
BEGIN;
SELECT name FROM migrate.apply_in_transaction();
COMMIT;

-- what it changes is rolled back; it may say so itself
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);', verify => 'INSERT INTO c VALUES (1); SELECT 1/count(*) FROM c; SET work_mem = ''7MB'';');
SELECT migrate.add('4_d', 'CREATE TABLE d (id int);', verify => 'BEGIN; SELECT id FROM d WHERE false; ROLLBACK;');
CALL migrate.apply() \gset
\echo :state :done :pending :warnings
SELECT count(*) FROM c;
SELECT current_setting('work_mem') = '7MB' AS leaked;

-- deferred constraints are looked at before
SELECT migrate.add('5_e', 'CREATE TABLE e (id int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO e VALUES (1), (1);', verify => 'SELECT 1;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE

-- an exception in it has its own text
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);', verify => $$DO 'BEGIN RAISE EXCEPTION ''e must not be empty'' USING HINT = ''fill it''; END'$$);
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE

-- what cannot be in one
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);', verify => 'SELECT 1; COMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);', verify => 'VACUUM a;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);', verify => 'SELCT 1;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('e') IS NULL AS nothing_ran;

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b, c, d;
