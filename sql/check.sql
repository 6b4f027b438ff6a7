--
-- check(): raises the worst finding, for deploy jobs and application start
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.check();
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
CALL migrate.apply(target => '1_a') \gset

-- without a folder pending ones are no fault
SELECT migrate.check();

-- with one they are, as is what the database does not know
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id int);", "2_b.sql": "CREATE TABLE b (id int);"}');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply() \gset
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id int);", "2_b.sql": "CREATE TABLE b (id int);"}');
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id int);", "2_b.sql": "CREATE TABLE b (id int);", "3_c.sql": "SELECT 3"}');
\echo :LAST_ERROR_SQLSTATE
-- the file of an applied one is missing
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id int);"}');
\echo :LAST_ERROR_SQLSTATE
-- edited
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id int);", "2_b.sql": "CREATE TABLE b (\n  id bigint);"}');
\echo :LAST_ERROR_SQLSTATE
-- renamed
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id int);", "2_c.sql": "CREATE TABLE b (id int);"}');
\echo :LAST_ERROR_SQLSTATE
-- several: the worst first
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE a (id bigint);", "3_c.sql": "SELECT 3"}');
\echo :LAST_ERROR_SQLSTATE

-- failed
SELECT migrate.add('3_c', 'SELECT 1/0;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.check();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('3_c');
-- half way
SELECT migrate.add('3_c', 'CREATE TABLE c (id int); SELECT 1/0;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.check();
\echo :LAST_ERROR_SQLSTATE
-- the ledger itself is worse than all
BEGIN;
UPDATE migrate.event SET role_name = 'somebody' WHERE id = 1;
SELECT migrate.check();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
CALL migrate.resolve('3_c', 'applied');
SELECT migrate.check();
SELECT migrate.check(project => 'another');

-- it may be called where nothing may be written
BEGIN READ ONLY ISOLATION LEVEL SERIALIZABLE;
SELECT migrate.check();
COMMIT;
DROP TABLE a, b, c;
