--
-- resolve(): saying what became of a migration
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
SELECT migrate.add('2_b', E'CREATE TABLE b (id int);\nCREATE TABLE c (id int);\nSELECT 1/0;\nCREATE TABLE d (id int);', transactional => 'off');
SELECT migrate.add('3_e', 'CREATE TABLE e (id int);');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT name, state, statement FROM migrate.status();

-- a person says that it is undone: it runs again from its start
DROP TABLE b, c;
CALL migrate.resolve('2_b', 'rolled_back', reason => 'dropped by hand');
SELECT name, state, statement, message, advice FROM migrate.status() WHERE name = '2_b';
SELECT action, name, detail, message FROM migrate.event ORDER BY id DESC LIMIT 1;
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default

-- that the first statements are done
CALL migrate.resolve('2_b', 'applied', statement => 1);
SELECT statement, state FROM migrate.statements('2_b');
DROP TABLE c;
\set VERBOSITY terse
CALL migrate.apply(resume => true);
\set VERBOSITY default
CALL migrate.resolve('2_b', 'applied', statement => 3, reason => 'the third is not needed');
SELECT statement, state FROM migrate.statements('2_b');
CALL migrate.apply(resume => true, target => '2_b') \gset
\echo :state :done :pending :last_name

-- a failed one has left nothing to roll back
SELECT migrate.add('3_e', 'CREATE TABLE e (id nonsense);');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CALL migrate.resolve('3_e', 'rolled_back');
\echo :LAST_ERROR_SQLSTATE
-- but may have been done by hand
CREATE TABLE e (id int);
CALL migrate.resolve('3_e', 'applied', reason => 'made by hand');
SELECT name, state, message, advice FROM migrate.status() WHERE name = '3_e';
CALL migrate.apply() \gset
\echo :state :done :pending

-- one that is pending too
SELECT migrate.add('4_f', 'CREATE TABLE f (id int);');
CALL migrate.resolve('4_f', 'rolled_back');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('4_f', 'applied', statement => 1);
\echo :LAST_ERROR_SQLSTATE
-- what the script creates has to be there
CALL migrate.resolve('4_f', 'applied');
\echo :LAST_ERROR_SQLSTATE
CREATE TABLE f (id int);
CALL migrate.resolve('4_f', 'applied');

-- what cannot be
CALL migrate.resolve('1_a', 'applied');
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY terse
CALL migrate.resolve('1_a', 'rolled_back');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('nowhere', 'applied');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('nowhere', 'rolled_back');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('1_a', 'undone');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('1_a', NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('5_g', E'BEGIN;\nCREATE TABLE g (id int);\nCREATE TABLE h (id int);\nCOMMIT;\nSELECT 1/0;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CALL migrate.resolve('5_g', 'applied', statement => 6);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('5_g', 'applied', statement => 2);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('5_g', 'rolled_back', statement => 1);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('5_g', 'applied', statement => -1);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('5_g', 'applied', statement => 4);

-- works in a transaction of the caller, and not under an old snapshot
BEGIN;
CALL migrate.resolve('5_g', 'applied');
SELECT name, state FROM migrate.status() WHERE name = '5_g';
ROLLBACK;
SELECT name, state FROM migrate.status() WHERE name = '5_g';
BEGIN ISOLATION LEVEL REPEATABLE READ;
CALL migrate.resolve('5_g', 'applied');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
CALL migrate.resolve('5_g', 'applied');

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b, c, d, e, f, g, h;
