--
-- revert(): down scripts, newest migration first
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', down => 'DROP TABLE b;');
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);', down => 'DROP TABLE c;');
CALL migrate.apply() \gset

-- so many steps; what is reverted is pending again
CALL migrate.revert(steps => 1) \gset
\echo :state :done :pending :last_name :warnings
SELECT name, state, applied_at IS NULL AS not_applied, advice FROM migrate.status();
CALL migrate.apply() \gset

-- down to a migration that stays
CALL migrate.revert(after => '1_a') \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status();
CALL migrate.revert(after => '1_a') \gset
\echo :state :done :pending
CALL migrate.revert(steps => 0) \gset
\echo :state :done :pending
SELECT action, name, statements FROM migrate.event WHERE action = 'revert' ORDER BY id;

-- more steps than there are
CALL migrate.revert(steps => 100) \gset
\echo :state :done :pending :last_name
CALL migrate.apply() \gset

-- the newest by time, not by name
SELECT migrate.add('0_late', 'CREATE TABLE late (id int);', down => 'DROP TABLE late;');
CALL migrate.apply(options => '{"out_of_order": "allow"}') \gset
CALL migrate.revert(steps => 1) \gset
\echo :state :done :pending :last_name
SELECT migrate.remove('0_late');

-- after and steps both: whichever ends first
CALL migrate.revert(after => '1_a', steps => 1) \gset
\echo :state :done :pending :last_name
CALL migrate.apply() \gset

-- neither, wrong ones
CALL migrate.revert();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.revert(steps => -1);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.revert(after => 'nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('4_d', 'CREATE TABLE d (id int);', down => 'DROP TABLE d;');
CALL migrate.revert(after => '4_d');
\echo :LAST_ERROR_SQLSTATE
BEGIN;
CALL migrate.revert(steps => 1);
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT migrate.remove('4_d');

-- one without a down script: refused before anything runs
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
CALL migrate.revert(steps => 3);
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('c') IS NOT NULL AS c_stays;
SELECT name, state, message FROM migrate.status();
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', down => 'DROP TABLE b;');

-- a failing down script: still applied, whole
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);', down => E'DROP TABLE c;\nSELECT 1/0;');
CALL migrate.revert(steps => 1);
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('c') IS NOT NULL AS c_stays;
SELECT name, state FROM migrate.status() WHERE name = '3_c';
SELECT action, name, detail, sqlstate, statement, line, message FROM migrate.event ORDER BY id DESC LIMIT 1;

-- one that cannot be parsed
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);', down => 'DORP TABLE c;');
\set VERBOSITY terse
CALL migrate.revert(steps => 1);
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE

-- down step by step, with a failure in the middle: goes on there
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);', down => E'ALTER TABLE c RENAME TO c_old;\nDROP INDEX CONCURRENTLY nowhere_idx;\nDROP TABLE c_old;');
\set VERBOSITY terse
CALL migrate.revert(steps => 1);
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, statement, advice FROM migrate.status() WHERE name = '3_c';
SELECT to_regclass('c_old') IS NOT NULL AS first_is_done;
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
CREATE INDEX nowhere_idx ON c_old (id);
CALL migrate.revert(steps => 1) \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status() WHERE name = '3_c';
SELECT to_regclass('c_old') IS NULL AS gone;

-- a baseline has no down script
CALL migrate.baseline('3_c') \gset
SELECT migrate.add('4_base', 'CREATE TABLE d (id int);');
CALL migrate.baseline('4_base') \gset
CALL migrate.revert(steps => 1);
\echo :LAST_ERROR_SQLSTATE

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b;
