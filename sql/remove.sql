--
-- remove(): taking a migration back that the database does not hold
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', requires => ARRAY['1_a']);

-- pending
SELECT migrate.remove('2_b');
SELECT migrate.remove('2_b');
SELECT migrate.remove('never');
SELECT name, state FROM migrate.status();

-- what another one requires stays
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', requires => ARRAY['1_a']);
SELECT migrate.remove('1_a');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('2_b');

-- applied
CALL migrate.apply() \gset
SELECT migrate.remove('1_a');
\echo :LAST_ERROR_SQLSTATE

-- reverted
CALL migrate.revert(steps => 1) \gset
SELECT migrate.remove('1_a');
SELECT name, state FROM migrate.status();

-- its texts and events stay, and it may come again with another text
SELECT action, name FROM migrate.event ORDER BY id;
SELECT count(*) FROM migrate.script WHERE body LIKE '%TABLE a%';
SELECT migrate.add('1_a', 'CREATE TABLE a (id bigint);');
SELECT name, state, message, applied_at IS NULL AS never_applied FROM migrate.status();

-- one that failed as a whole left nothing and can go
SELECT migrate.add('1_a', 'CREATE TABLE a (id nonsense);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('1_a');

-- one that stopped half way must be settled first
SELECT migrate.add('1_half', 'CREATE TABLE half (id int); SELECT 1/0;', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('1_half');
\echo :LAST_ERROR_SQLSTATE
DROP TABLE half;
CALL migrate.resolve('1_half', 'rolled_back');
SELECT migrate.remove('1_half');

SELECT migrate.remove(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) AS findings FROM migrate.verify();
