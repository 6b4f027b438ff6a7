--
-- BEGIN and COMMIT in migrations, and what decides how a migration commits
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE FUNCTION xid_of(a regclass) RETURNS text LANGUAGE plpgsql AS
$$ DECLARE x text; BEGIN EXECUTE format('SELECT xmin FROM pg_class WHERE oid = %s', a::oid) INTO x; RETURN x; END $$;

-- one pair around everything is what migrate does anyway
SELECT migrate.add('1_pair', 'BEGIN; CREATE TABLE a (id int); CREATE TABLE b (id int); COMMIT;');
CALL migrate.apply(options => '{"not_empty": "allow"}') \gset
\echo :state :done :warnings
SELECT xid_of('a') = xid_of('b') AS one_transaction;

-- several pairs, or statements outside: still one, with a warning
SELECT migrate.add('2_pairs', E'BEGIN;\nCREATE TABLE c (id int);\nCOMMIT;\nSTART TRANSACTION;\nCREATE TABLE d (id int);\nEND;');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT xid_of('c') = xid_of('d') AS one_transaction;
SELECT migrate.add('3_outside', E'BEGIN;\nCREATE TABLE e (id int);\nCOMMIT;\nCREATE TABLE f (id int);');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT xid_of('e') = xid_of('f') AS one_transaction;
-- so that a failure in the second pair takes the first one along
SELECT migrate.add('4_fails', E'BEGIN;\nCREATE TABLE g (id int);\nCOMMIT;\nBEGIN;\nSELECT 1/0;\nCOMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('g') IS NULL AS nothing_remains;

-- in mode off each pair is one step
SELECT migrate.add('4_fails', E'BEGIN;\nCREATE TABLE g (id int);\nCREATE TABLE h (id int);\nCOMMIT;\nCREATE TABLE i (id int);\nBEGIN;\nCREATE TABLE j (id int);\nSELECT 1/0;\nCOMMIT;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('g') IS NOT NULL AS g, to_regclass('i') IS NOT NULL AS i, to_regclass('j') IS NOT NULL AS j;
SELECT xid_of('g') = xid_of('h') AS one_transaction, xid_of('h') = xid_of('i') AS with_the_next;
SELECT statement, line, state, sql FROM migrate.statements('4_fails');
DROP TABLE g, h, i;
CALL migrate.resolve('4_fails', 'rolled_back') \gset
SELECT migrate.remove('4_fails');

-- COMMIT first: the migration ends the transaction that its tool would open
SELECT migrate.add('4_idiom', E'CREATE TABLE g (id int);\nCOMMIT;\nCREATE INDEX CONCURRENTLY g_idx ON g (id);\nBEGIN;\nCREATE TABLE h (id int);');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT statement, line, state FROM migrate.statements('4_idiom');
SELECT to_regclass('g_idx') IS NOT NULL AS g_idx, xid_of('g') = xid_of('h') AS one_transaction;
SELECT migrate.add('5_marks', E'COMMIT;--> statement-breakpoint\nCREATE INDEX CONCURRENTLY h_idx ON h (id);--> statement-breakpoint\nBEGIN;');
CALL migrate.apply() \gset
\echo :state :done :warnings
-- marks of their own end statements too
SELECT migrate.add('6_marks', E'CREATE TABLE k (id int)\n--> statement-breakpoint\nCREATE TABLE l (id int)');
CALL migrate.apply() \gset
\echo :state :done :warnings

-- what does not pair up, or is not ours to run, is refused before anything runs
CREATE PROCEDURE refuse(script text, transactional text DEFAULT 'auto') LANGUAGE plpgsql AS $$
BEGIN
	PERFORM migrate.remove('7_refused');
	PERFORM migrate.add('7_refused', script, transactional => transactional);
END $$;
CALL refuse(E'CREATE TABLE never (id int);\nBEGIN;\nSELECT 1;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'BEGIN;\nSELECT 1;\n  BEGIN;\nCOMMIT;\nCOMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;\nCOMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'BEGIN;\nSELECT 1;\nROLLBACK;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'CREATE TABLE never (id int); ROLLBACK;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'SELECT 1;\n/* here */ SAVEPOINT a;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse('ROLLBACK TO SAVEPOINT a;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse('RELEASE a;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse('BEGIN; SELECT 1; COMMIT AND CHAIN; COMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse('BEGIN; PREPARE TRANSACTION ''x'';');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse('COMMIT PREPARED ''x'';');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse('DISCARD ALL;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'BEGIN;\nCREATE INDEX CONCURRENTLY a_idx ON a (id);\nCOMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL refuse(E'SELECT 1;\nVACUUM a;', 'on');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('never') IS NULL AS nothing_ran;
SELECT name, state FROM migrate.status() WHERE name = '7_refused';
CALL migrate.apply(options => '{}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('7_refused');

-- SET TRANSACTION and BEGIN's options before the first query count
SELECT migrate.add('7_level', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; CREATE TABLE level1 AS SELECT current_setting(''transaction_isolation'') AS level;');
SELECT migrate.add('8_level', 'BEGIN ISOLATION LEVEL REPEATABLE READ; CREATE TABLE level2 AS SELECT current_setting(''transaction_isolation'') AS level; COMMIT;');
SELECT migrate.add('9_level', 'CREATE TABLE level3 AS SELECT current_setting(''transaction_isolation'') AS level;');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT * FROM level1, level2, level3;
SHOW transaction_isolation;
SELECT migrate.add('10_steps', 'BEGIN ISOLATION LEVEL SERIALIZABLE; CREATE TABLE level4 AS SELECT current_setting(''transaction_isolation'') AS level; COMMIT; CREATE TABLE level5 AS SELECT current_setting(''transaction_isolation'') AS level;', transactional => 'off');
CALL migrate.apply() \gset
SELECT * FROM level4, level5;
SELECT migrate.add('11_read_only', 'BEGIN READ ONLY; CREATE TABLE never (id int); COMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('11_read_only', 'SELECT 1; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('11_read_only');
-- two pairs that differ cannot be one transaction
SELECT migrate.add('11_differ', E'BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;\nBEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT 2;\nCOMMIT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('11_differ');

-- a new value of an enum
SELECT migrate.add('11_enum', 'CREATE TYPE mood AS ENUM (''ok''); ');
SELECT migrate.add('12_enum', 'ALTER TYPE mood ADD VALUE ''sad'';');
SELECT migrate.add('13_enum', E'ALTER TYPE mood ADD VALUE ''glad'';\nCREATE TABLE moods (m mood DEFAULT ''glad'');');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT name, count(*) FROM migrate.event WHERE name LIKE '%enum' AND action IN ('start', 'step', 'apply') GROUP BY name ORDER BY name;
SELECT migrate.add('14_enum', E'ALTER TYPE mood ADD VALUE ''mad'';\nINSERT INTO moods VALUES (''mad'');', transactional => 'on');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('14_enum', E'ALTER TYPE mood ADD VALUE ''mad'';\nINSERT INTO moods VALUES (''mad'');', transactional => 'off');
CALL migrate.apply() \gset
\echo :state :done :warnings
-- a type that is new itself takes values in the same transaction
SELECT migrate.add('15_enum', 'CREATE TYPE hue AS ENUM (); ALTER TYPE hue ADD VALUE ''red''; CREATE TABLE hues (h hue DEFAULT ''red'');');
CALL migrate.apply() \gset
\echo :state :done :warnings

-- what else cannot run in a transaction block makes steps by itself
SELECT migrate.add('16_vacuum', 'CREATE TABLE m (id int PRIMARY KEY); VACUUM m; REINDEX TABLE CONCURRENTLY m; ANALYZE m;');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT action, statement, statements FROM migrate.event WHERE name = '16_vacuum' ORDER BY id;

-- a procedure that commits needs mode off
CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN INSERT INTO m VALUES (1); COMMIT; INSERT INTO m VALUES (2); END';
SELECT migrate.add('17_commits', 'CALL commits();');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('17_commits', 'CALL commits(); DO ''BEGIN INSERT INTO m VALUES (3); COMMIT; END'';', transactional => 'off');
CALL migrate.apply() \gset
\echo :state :done :warnings
SELECT * FROM m ORDER BY id;

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b, c, d, e, f, g, h, k, l, m, moods, hues, level1, level2, level3, level4, level5;
DROP TYPE mood, hue;
DROP PROCEDURE commits;
DROP PROCEDURE refuse;
DROP FUNCTION xid_of;
