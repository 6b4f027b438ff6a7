--
-- baseline(): recording migrations as applied without running them
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- a database that has objects, and migrations that made them
CREATE TABLE a (id int);
CREATE TABLE b (id int);
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.baseline('2_b') \gset
\echo :state :done :pending :last_name :warnings
SELECT name, state, applied_at IS NOT NULL AS has_time, applied_by = current_user AS by_us, advice FROM migrate.status();
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

-- again: nothing to do; never what is applied already
CALL migrate.baseline('2_b') \gset
\echo :state :done :pending
CALL migrate.baseline('3_c') \gset
\echo :state :done :pending
SELECT name, state FROM migrate.status();
SELECT action, name FROM migrate.event WHERE action IN ('baseline', 'apply') ORDER BY id;

-- with its text: the dump of what is there
CALL migrate.baseline('0_base', up => 'CREATE TABLE a (id int);
CREATE TABLE b (id int);', project => 'dump') \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status(project => 'dump');
SELECT statement, state FROM migrate.statements('0_base', project => 'dump');
SELECT migrate.add('1_d', 'CREATE TABLE d (id int);', project => 'dump');
CALL migrate.apply(project => 'dump') \gset
\echo :state :done :pending :last_name
-- the text of a baseline is one that has run
SELECT migrate.add('0_base', 'CREATE TABLE a (id int);', project => 'dump');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.baseline('0_base', up => 'CREATE TABLE a (id int);', project => 'dump');
\echo :LAST_ERROR_SQLSTATE

-- unknown
CALL migrate.baseline('nowhere');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.baseline(NULL);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.baseline('3_c', options => '{"nonsense": "x"}');
\echo :LAST_ERROR_SQLSTATE

-- what stopped half way must be settled before
SELECT migrate.add('4_half', 'CREATE TABLE half (id int); SELECT 1/0;', transactional => 'off');
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CALL migrate.baseline('5_e');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('4_half', 'applied');

-- in a transaction of the caller
BEGIN;
CALL migrate.baseline('5_e') \gset
\echo :state :done :pending :last_name
ROLLBACK;
SELECT name, state FROM migrate.status() WHERE name = '5_e';

-- a failed one may be said to be there
SELECT migrate.add('5_e', 'CREATE TABLE e (id nonsense);');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CALL migrate.baseline('5_e') \gset
SELECT name, state, message FROM migrate.status() WHERE name = '5_e';

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b, c, d, half;
