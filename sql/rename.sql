--
-- rename(): another name; the history follows
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', requires => ARRAY['1_a']);
CALL migrate.apply(target => '1_a') \gset

SELECT migrate.rename('1_a', '1_first');
SELECT position, name, state, applied_at IS NOT NULL AS has_time, applied_by = current_user AS by_us
FROM migrate.status();
SELECT action, name, detail FROM migrate.event ORDER BY id;

-- what requires it follows
SELECT name, requires FROM migrate.migration WHERE event = (SELECT max(event) FROM migrate.migration) ORDER BY name;
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

-- the old name is free, and has no history
SELECT migrate.add('1_a', 'SELECT 1;');
SELECT name, state, problem, message FROM migrate.status();
CALL migrate.apply(options => '{"out_of_order": "allow"}') \gset
\echo :state :done :pending :last_name
SELECT migrate.rename('1_a', '3_free');

-- as the error of the same bytes says
SELECT migrate.add('1_again', 'CREATE TABLE a (id int);');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('1_first', '1_again');
SELECT migrate.add('1_again', 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');

-- and back; the migration can be run down under its new name
SELECT migrate.rename('1_again', '1_a');
SELECT migrate.rename('2_b', '0_b');
SELECT position, name, state FROM migrate.status();

-- its order may change with its name; applied once is applied
CALL migrate.apply() \gset
\echo :state :done :pending

-- what cannot be
SELECT migrate.rename('nowhere', 'x');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('1_a', '0_b');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('1_a', '1_a');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('1_a', '');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('1_a', NULL);
\echo :LAST_ERROR_SQLSTATE

-- one that stopped half way goes on under its new name
SELECT migrate.add('3_c', 'CREATE TABLE c (id int); SELECT 1 FROM later; CREATE TABLE d (id int);', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('3_c', '4_c');
SELECT name, state, statement, statements, message FROM migrate.status() WHERE name = '4_c';
CREATE TABLE later ();
CALL migrate.apply(resume => true) \gset
\echo :state :done :pending :last_name
SELECT count(*) FROM migrate.verify();
DROP TABLE a, b, c, d, later;
