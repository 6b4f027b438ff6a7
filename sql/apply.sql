--
-- apply(): running what is pending, each migration in a transaction of its own
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- nothing registered
CALL migrate.apply() \gset
\echo :state :done :pending :warnings

SELECT migrate.add('1_a', 'CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1), (2);');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
SELECT migrate.add('3_c', E'INSERT INTO b SELECT id FROM a;\nCREATE VIEW c AS SELECT * FROM b;');
SELECT migrate.add('4_d', 'CREATE TABLE d (id int);');

-- up to and including a target, then so many steps, then the rest
CALL migrate.apply(target => '1_a') \gset
\echo :state :done :pending :last_name
CALL migrate.apply(steps => 1) \gset
\echo :state :done :pending :last_name
CALL migrate.apply(steps => 0) \gset
\echo :state :done :pending
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
CALL migrate.apply() \gset
\echo :state :done :pending
SELECT * FROM c ORDER BY id;

-- the row of the call
SELECT :'head' = hash AS head_is_newest FROM migrate.event ORDER BY id DESC LIMIT 1;
SELECT pg_typeof(:'state'::text), jsonb_typeof(:'warnings');

-- an applied target: nothing to do
CALL migrate.apply(target => '2_b') \gset
\echo :state :done :pending
CALL migrate.apply(target => 'nowhere');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(steps => -1);
\echo :LAST_ERROR_SQLSTATE

-- what history keeps of a run
SELECT action, name, statements, duration_ms >= 0 AS took, application, sqlstate, role_name = current_user AS by_us
FROM migrate.history WHERE action = 'apply' ORDER BY id;

-- a failure: nothing of the migration remains, what came before does
SELECT migrate.add('5_e', 'CREATE TABLE e (id int);');
SELECT migrate.add('6_f', E'CREATE TABLE f (id int);\n\nINSERT INTO e\n  SELECT ids FROM a;\nSELECT 1;');
SELECT migrate.add('7_g', 'CREATE TABLE g (id int);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('e') IS NOT NULL AS e, to_regclass('f') IS NOT NULL AS f, to_regclass('g') IS NOT NULL AS g;
SELECT name, state, statement, statements, applied_at IS NOT NULL AS applied, message, advice
FROM migrate.status() WHERE position > 4;
SELECT statement, line, state, error FROM migrate.statements('6_f');
SELECT action, name, statement, statements, line, sqlstate, message FROM migrate.event ORDER BY id DESC LIMIT 1;

-- again: tries again, nothing to resolve
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE

-- corrected
SELECT migrate.add('6_f', E'CREATE TABLE f (id int);\n\nINSERT INTO e\n  SELECT id FROM a;\nSELECT 1;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT count(*) FROM e;

-- the server's own DETAIL and HINT stay
SELECT migrate.add('8_unique', 'INSERT INTO a VALUES (3), (1);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('8_unique', 'SELECT lowerr(''A'');');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('8_unique', $$DO 'BEGIN RAISE EXCEPTION USING MESSAGE = ''mine'', DETAIL = ''more'', HINT = ''do so'', ERRCODE = ''XX999''; END'$$);
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE

-- an error at the end of the transaction is one of the migration
SELECT migrate.add('8_unique', $$
CREATE TABLE later (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO later VALUES (1), (1);
$$);
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, statement, message FROM migrate.status() WHERE name = '8_unique';
SELECT to_regclass('later') IS NULL AS nothing_remains;

-- a syntax error stops the call before anything has run
SELECT migrate.add('8_unique', 'CREATE TABLE h (id int);');
SELECT migrate.add('9_syntax', E'SELECT 1;\nSELCT 2;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('h') IS NULL AS nothing_ran;
SELECT name, state, message FROM migrate.status() WHERE name > '8';
SELECT migrate.remove('9_syntax');

-- warnings of the script are in the row, and named
SELECT migrate.add('9_warns', $$DO 'BEGIN RAISE WARNING ''look here''; RAISE NOTICE ''never mind''; END'$$);
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
\echo :warnings

-- a script that is empty, or nothing but a comment
SELECT migrate.add('10_empty', '');
SELECT migrate.add('11_comment', '-- nothing');
SELECT migrate.add('12_semicolons', ';;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

-- not in a transaction, a function, or a message with other statements
BEGIN;
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
DO $$
DECLARE s text; d int; p int; l text; h text; w jsonb;
BEGIN
	CALL migrate.apply(state => s, done => d, pending => p, last_name => l, head => h, warnings => w);
END$$;
\echo :LAST_ERROR_SQLSTATE
SELECT 1 \; CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
\set AUTOCOMMIT off
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
\set AUTOCOMMIT on
-- whatever isolation the session likes
SET default_transaction_isolation = 'serializable';
SELECT migrate.add('13_isolation', 'SELECT 1');
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT migrate.add('13_isolation', 'CREATE TABLE i AS SELECT current_setting(''transaction_isolation'') AS level');
COMMIT;
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT * FROM i;
RESET default_transaction_isolation;
-- nor does its own time-out cut a deploy in two
SET statement_timeout = '200ms';
SELECT migrate.add('14_slow', 'SELECT pg_sleep(0.3)');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SHOW statement_timeout;
RESET statement_timeout;
-- but one that was asked for does
SELECT migrate.add('15_slow', 'SELECT pg_sleep(10)');
CALL migrate.apply(options => '{"statement_timeout": "10ms"}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('15_slow');

-- a read only session
SET default_transaction_read_only = on;
\set VERBOSITY sqlstate
SELECT migrate.add('16_ro', 'SELECT 1');
CALL migrate.apply();
\set VERBOSITY default
RESET default_transaction_read_only;

-- nothing is left behind in the session
SELECT count(*) AS locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b, d, e, f, g, h, i CASCADE;
