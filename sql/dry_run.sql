--
-- apply(dry_run => true): runs all in one transaction and rolls it back
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

CALL migrate.apply(dry_run => true) \gset
\echo :state :done :pending

SELECT migrate.add('1_a', 'CREATE TABLE a (id int); CREATE TYPE mood AS ENUM (''ok'');');
SELECT migrate.add('2_b', 'INSERT INTO a VALUES (1); ALTER TYPE mood ADD VALUE ''sad'';');
SELECT migrate.add('3_c', 'CREATE TABLE c AS SELECT * FROM a; CREATE TABLE moods (m mood DEFAULT ''sad'');');
SELECT count(*) AS events FROM migrate.event \gset
CALL migrate.apply(dry_run => true) \gset
\echo :state :done :pending :last_name :warnings
SELECT to_regclass('a') IS NULL AND to_regclass('c') IS NULL AS rolled_back;
SELECT count(*) - :events AS new_events FROM migrate.event;
SELECT name, state FROM migrate.status();

-- up to a target, or so many
CALL migrate.apply(dry_run => true, target => '2_b') \gset
\echo :state :done :pending :last_name
CALL migrate.apply(dry_run => true, steps => 1) \gset
\echo :state :done :pending :last_name

-- what cannot be rolled back is listed, not run
SELECT migrate.add('4_index', 'CREATE INDEX CONCURRENTLY a_idx ON a (id);');
SELECT migrate.add('5_off', 'DROP TABLE c;', transactional => 'off');
CALL migrate.apply(dry_run => true) \gset
\echo :state :done :pending :last_name
SELECT w->>'code' AS code, w->>'name' AS name, w->>'message' AS message FROM jsonb_array_elements(:'warnings') AS w;

-- a failure is told, and not recorded
SELECT migrate.add('6_fails', E'SELECT 1;\nINSERT INTO c VALUES (''x'');');
CALL migrate.apply(dry_run => true);
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, message FROM migrate.status() WHERE name = '6_fails';

-- so is one of the end of a transaction, such as a deferred constraint
SELECT migrate.add('6_fails', $$
CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO t VALUES (1), (1);
$$);
CALL migrate.apply(dry_run => true);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('6_fails');

-- each starts with the settings of the session
SELECT migrate.add('6_set', 'SET search_path = pg_catalog; CREATE TEMP TABLE leak (id int);');
SELECT migrate.add('7_set', 'CREATE TABLE in_public (id int); SELECT 1/(current_setting(''search_path'') LIKE ''%public%'')::int;');
CALL migrate.apply(dry_run => true, options => '{}') \gset
\echo :state :done :pending :last_name
SHOW search_path;
SELECT to_regclass('leak') IS NULL AS no_leak;

-- then it is run, as it would have been
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
CALL migrate.apply(dry_run => true) \gset
\echo :state :done :pending
SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, in_public, moods;
DROP TYPE mood;
