--
-- requires: what must run before
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- a required migration is registered first
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);', requires => '{9_z}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('9_z', 'CREATE TABLE z (id int);', down => 'DROP TABLE z;');
SELECT migrate.add('1_a', 'CREATE TABLE a AS SELECT * FROM z;', requires => '{9_z}', down => 'DROP TABLE a;');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', down => 'DROP TABLE b;');

-- runs before what requires it, whatever its name
CALL migrate.apply(target => '1_a', dry_run => true) \gset
\echo :state :done :pending :last_name
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status();

-- a circle, and oneself
SELECT migrate.add('9_z', 'CREATE TABLE z (id int);', down => 'DROP TABLE z;', requires => '{1_a}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('3_self', 'SELECT 1;', requires => '{3_self}');
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY terse
SELECT * FROM migrate.load('[{"name": "x", "up": "SELECT 1", "requires": ["y"]}, {"name": "y", "up": "SELECT 2", "requires": ["x"]}]', project => 'circle');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
-- twice the same is once
SELECT migrate.add('3_twice', 'SELECT 3;', requires => '{2_b,2_b}');
CALL migrate.apply(options => '{"out_of_order": "allow"}') \gset
\echo :state :done :pending

-- neither removed nor reverted while another one stands on it
SELECT migrate.remove('9_z');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.revert(steps => 1);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('3_twice', 'SELECT 3;', down => 'SELECT 3;', requires => '{1_a}');
-- the newest first: 3_twice, 2_b, 1_a, 9_z
CALL migrate.revert(steps => 4) \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status();

-- requirements in their own project only
SELECT migrate.add('1_a', 'SELECT 1;', requires => '{2_b}', project => 'other');
\echo :LAST_ERROR_SQLSTATE

-- a target brings what it requires
SELECT * FROM migrate.load('[
	{"name": "1", "up": "CREATE TABLE r1 ()", "requires": ["3"]},
	{"name": "2", "up": "CREATE TABLE r2 ()"},
	{"name": "3", "up": "CREATE TABLE r3 ()", "requires": ["4"]},
	{"name": "4", "up": "CREATE TABLE r4 ()"}]', project => 'target');
CALL migrate.apply(target => '1', project => 'target') \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status(project => 'target');
SELECT name FROM migrate.apply_in_transaction(options => '{"out_of_order": "allow"}', project => 'target');

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE r1, r2, r3, r4;
