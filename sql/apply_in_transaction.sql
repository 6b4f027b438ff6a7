--
-- apply_in_transaction(): all that is pending, in the caller's transaction
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);', down => 'DROP TABLE a;');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');

-- rolled back
BEGIN;
SELECT name, statements, duration_ms >= 0 AS took FROM migrate.apply_in_transaction();
SELECT name, state FROM migrate.status();
SELECT * FROM a;
ROLLBACK;
SELECT name, state FROM migrate.status();

-- committed, with work of the caller
BEGIN;
SELECT name, statements FROM migrate.apply_in_transaction(target => '1_a');
INSERT INTO a VALUES (2);
COMMIT;
SELECT count(*) FROM a;
SELECT name, state FROM migrate.status();
SELECT name, statements FROM migrate.apply_in_transaction();
SELECT name, statements FROM migrate.apply_in_transaction();

-- a failure takes the whole transaction with it and cannot be recorded
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);');
SELECT migrate.add('4_d', E'CREATE TABLE d (id int);\nINSERT INTO d VALUES (''x'');');
BEGIN;
INSERT INTO a VALUES (3);
SELECT name FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT count(*) FROM a;
SELECT name, state, message FROM migrate.status() WHERE position > 2;

-- a savepoint of the caller
BEGIN;
SAVEPOINT s;
SELECT name FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
SELECT name FROM migrate.apply_in_transaction(target => '3_c');
COMMIT;
SELECT name, state FROM migrate.status() WHERE position > 2;
SELECT migrate.remove('4_d');

-- what cannot run in one transaction is refused before anything runs
SELECT migrate.add('4_d', 'CREATE TABLE d (id int);');
SELECT migrate.add('5_index', 'CREATE INDEX CONCURRENTLY a_idx ON a (id);');
SELECT name FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('d') IS NULL AS nothing_ran;
SELECT migrate.remove('5_index');

-- in a function
CREATE FUNCTION migrate_all() RETURNS SETOF text LANGUAGE plpgsql AS
'BEGIN RETURN QUERY SELECT name FROM migrate.apply_in_transaction(); END';
SELECT migrate_all();

-- settings, role and search_path of a migration end with it; SET LOCAL too
SELECT migrate.add('6_set', 'CREATE SCHEMA other; SET search_path = other; SET LOCAL work_mem = ''1234kB'';');
SELECT migrate.add('7_where', 'CREATE TABLE here (id int);');
BEGIN;
SET LOCAL work_mem = '5MB';
SELECT name FROM migrate.apply_in_transaction();
SHOW search_path;
SHOW work_mem;
COMMIT;
SELECT schemaname FROM pg_tables WHERE tablename = 'here';

-- warnings of the script reach the client
SELECT migrate.add('8_warns', $$DO 'BEGIN RAISE WARNING ''look here''; END'$$);
SELECT name FROM migrate.apply_in_transaction();

-- a level that the caller's transaction does not have is not passed over
SELECT migrate.add('9_level', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; CREATE TABLE level AS SELECT current_setting(''transaction_isolation'') AS level;');
\set VERBOSITY sqlstate
SELECT name FROM migrate.apply_in_transaction();
\set VERBOSITY default
SELECT to_regclass('level') IS NULL AS never_ran;
SELECT migrate.remove('9_level');

SET client_min_messages = error;
DROP TABLE IF EXISTS level;
RESET client_min_messages;

-- where it may not run
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT * FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT * FROM migrate.apply_in_transaction(target => 'nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.apply_in_transaction(options => '{"nonsense": 1}');
\echo :LAST_ERROR_SQLSTATE

SELECT count(*) AS findings FROM migrate.verify();
DROP FUNCTION migrate_all;
DROP TABLE a, b, c, d, here;
DROP SCHEMA other;
