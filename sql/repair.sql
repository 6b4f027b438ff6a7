--
-- repair(): accepting another text for an applied migration
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);', down => 'DROP TABLE a;', verify => 'SELECT id FROM a;');
CALL migrate.apply() \gset
ALTER TABLE a ALTER id TYPE bigint;
SELECT migrate.add('1_a', 'CREATE TABLE a (id bigint);', down => 'DROP TABLE a;', verify => 'SELECT id FROM a;');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('1_a', up => 'CREATE TABLE a (id bigint);', reason => 'changed by hand') \gset
SELECT :'old_checksum' = encode(sha256('CREATE TABLE a (id int);'), 'hex') AS old_is_that_of_the_bytes,
	   :'new_checksum' = encode(sha256('CREATE TABLE a (id bigint);'), 'hex') AS new_is_that_of_the_bytes;
SELECT migrate.add('1_a', 'CREATE TABLE a (id bigint);', down => 'DROP TABLE a;', verify => 'SELECT id FROM a;');
SELECT name, state, problem FROM migrate.status(bundle => '{"1_a.sql": "CREATE TABLE a (id bigint);"}');

-- both texts and the reason stay
SELECT action, name, message, detail = :'old_checksum' AS was, script = :'new_checksum' AS "is" FROM migrate.event WHERE action = 'repair';
SELECT body FROM migrate.script WHERE checksum IN (:'old_checksum', :'new_checksum') ORDER BY 1;
-- nothing runs again, and it can be reverted
CALL migrate.apply() \gset
\echo :state :done :pending
SELECT statement, state, sql FROM migrate.statements('1_a');

-- the same text again is no event
SELECT count(*) AS events FROM migrate.event \gset
CALL migrate.repair('1_a', up => 'CREATE TABLE a (id bigint);', reason => 'once more') \gset
SELECT :'old_checksum' = :'new_checksum' AS same, count(*) - :events AS new_events FROM migrate.event;

-- a baseline as well
CALL migrate.baseline('0_base', up => 'CREATE TABLE base (id int);', project => 'base') \gset
CALL migrate.repair('0_base', up => 'CREATE TABLE base (id bigint);', reason => 'newer dump', project => 'base') \gset
SELECT name, state FROM migrate.status(project => 'base');

-- what cannot be
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
CALL migrate.repair('2_b', up => 'CREATE TABLE b (id bigint);', reason => 'x');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('nowhere', up => 'SELECT 1;', reason => 'x');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('1_a', up => 'SELCT 1;', reason => 'x');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('1_a', up => 'BEGIN; SELECT 1;', reason => 'x');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('1_a', up => NULL, reason => 'x');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('1_a', up => 'SELECT 1;', reason => NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('2_b');
SELECT migrate.add('2_half', 'CREATE TABLE half (id int); SELECT 1/0;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
CALL migrate.repair('2_half', up => 'SELECT 1;', reason => 'x');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('2_half', 'applied') \gset

-- in a transaction
BEGIN;
CALL migrate.repair('1_a', up => 'CREATE TABLE a (id text);', reason => 'x') \gset
ROLLBACK;
SELECT sql FROM migrate.statements('1_a');

CALL migrate.revert(after => '1_a');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, half;
