-- An archive as the bundle that looking calls take; what a folder does not
-- bring stays.
SET client_min_messages = error;
DROP EXTENSION migrate;
RESET client_min_messages;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a ();', down => 'DROP TABLE a;', verify => 'SELECT 1 FROM a;');
SELECT migrate.add('2_b', 'CREATE TABLE b ();');
SELECT migrate.archive('plain') AS tar \gset
SELECT jsonb_pretty(migrate.unpack(:'tar'));
CALL migrate.apply() \gset
SELECT name, state, problem FROM migrate.status(migrate.unpack(:'tar'));
SELECT migrate.check(migrate.unpack(:'tar')) ->> 'applied' AS applied;
SELECT migrate.unpack('\x00');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.unpack(NULL);
\echo :LAST_ERROR_SQLSTATE

-- a folder without down script does not take one away, nor a mode
SELECT migrate.add('3_c', 'CREATE TABLE c ();', down => 'DROP TABLE c;', transactional => 'off');
CALL migrate.deploy('{"1_a.sql": "CREATE TABLE a ();", "2_b.sql": "CREATE TABLE b ();", "3_c.sql": "CREATE TABLE c ();"}') \gset
\echo :state :done :warnings
SELECT name, down IS NOT NULL AS down, transactional FROM migrate.migration WHERE up IS NOT NULL ORDER BY name, event;
CALL migrate.revert(steps => 1) \gset
\echo :state :done

-- a project that does not exist is no healthy one
\set VERBOSITY terse
SELECT migrate.check(project => 'mian');
SELECT migrate.health('mian');
CALL migrate.apply(project => 'mian');
CALL migrate.revert(steps => 1, project => 'mian');
SELECT * FROM migrate.apply_in_transaction(project => 'mian');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE

-- what has its cause elsewhere is simply called again
SELECT migrate.add('4_d', 'SELECT pg_sleep(60);');
\set VERBOSITY terse
CALL migrate.apply(options => '{"statement_timeout": "50ms"}');
\set VERBOSITY default
SELECT name, state, advice FROM migrate.status() WHERE name = '4_d';

DROP TABLE a, b, c;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
