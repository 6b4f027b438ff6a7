--
-- A migration that was merged late is never skipped silently
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
CALL migrate.apply() \gset

-- warned of and run
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
SELECT name, state, problem FROM migrate.status();
CALL migrate.apply() \gset
\echo :state :done :warnings

-- refused
SELECT migrate.add('1_late', 'CREATE TABLE late (id int);');
CALL migrate.apply(options => '{"out_of_order": "error"}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('out_of_order', 'error');
SELECT migrate.add('3_c', 'CREATE TABLE c (id int);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('c') IS NULL AS nothing_ran;
-- in order is in order
SELECT migrate.rename('1_late', '2_late');
CALL migrate.apply(options => '{"out_of_order": "allow"}') \gset
\echo :state :done :warnings
SELECT migrate.add('4_d', 'CREATE TABLE d (id int);');
CALL migrate.apply() \gset
\echo :state :done :warnings

-- an array's own order counts, not the names
SELECT * FROM migrate.load('[{"name": "z", "up": "CREATE TABLE z (id int)"}, {"name": "a", "up": "CREATE TABLE y (id int)"}]', project => 'array');
CALL migrate.apply(target => 'z', project => 'array') \gset
SELECT migrate.set('out_of_order', 'error', project => 'array');
CALL migrate.apply(project => 'array') \gset
\echo :state :done :warnings

-- after a revert too
SELECT migrate.set('out_of_order', NULL);
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);', down => 'DROP TABLE e;');
CALL migrate.apply() \gset
CALL migrate.revert(steps => 1) \gset
SELECT migrate.add('6_f', 'CREATE TABLE f (id int);');
CALL migrate.deploy('{"6_f.sql": "CREATE TABLE f (id int);"}', options => '{"out_of_order": "allow"}') \gset
SELECT name, state, problem FROM migrate.status() WHERE name >= '5';
CALL migrate.apply() \gset
\echo :state :done :warnings
-- a baseline counts as applied
SELECT migrate.add('2_base', 'SELECT ''base'';', project => 'base');
CALL migrate.baseline('2_base', project => 'base') \gset
SELECT migrate.add('1_base', 'SELECT ''earlier'';', project => 'base');
SELECT name, state, problem FROM migrate.status(project => 'base');
CALL migrate.apply(project => 'base') \gset
\echo :state :done :warnings

DROP TABLE a, b, c, d, e, f, late, y, z;
