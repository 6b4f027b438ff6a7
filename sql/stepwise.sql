--
-- Migrations that cannot be one transaction: each step commits by itself
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_index', 'CREATE TABLE a (id int, n int); INSERT INTO a VALUES (1, 1), (2, 1); CREATE INDEX CONCURRENTLY a_id ON a (id);');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass;
SELECT action, statement, statements, row_count FROM migrate.event WHERE name = '1_index' ORDER BY id;
SELECT statement, state, sql, error, duration_ms >= 0 AS took, rows FROM migrate.statements('1_index');

-- a failure leaves what was done, says so, and blocks
SELECT migrate.add('2_unique', E'CREATE TABLE b (id int);\nCREATE UNIQUE INDEX CONCURRENTLY a_n ON a (n);\nCREATE TABLE c (id int);');
SELECT migrate.add('3_after', 'CREATE TABLE d (id int);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, problem, statement, statements, message, advice FROM migrate.status();
SELECT statement, line, state, sql, error FROM migrate.statements('2_unique');
SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_n'::regclass;
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(target => '1_index');
\echo :LAST_ERROR_SQLSTATE
SELECT name FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('2_unique');
\echo :LAST_ERROR_SQLSTATE

-- resume without mending: the invalid index goes, and comes again
CALL migrate.apply(resume => true);
\echo :LAST_ERROR_SQLSTATE
SELECT count(*), bool_or(indisvalid) AS valid FROM pg_index WHERE indrelid = 'a'::regclass AND indisunique;

-- the data is mended: goes on where it stopped
DELETE FROM a WHERE id = 2;
CALL migrate.apply(resume => true) \gset
\echo :state :done :pending :last_name
SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_n'::regclass;
SELECT name, state, message FROM migrate.status();
SELECT action, statement, sqlstate, detail FROM migrate.event WHERE name = '2_unique' ORDER BY id;

-- a corrected script may take over while what is done keeps its meaning
SELECT migrate.add('4_corrected', E'CREATE TABLE e (id int);\nALTER TABLE e ADD n nonsense;\nCREATE TABLE f (id int);', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY terse
SELECT migrate.add('4_corrected', E'CREATE TABLE e (id bigint);\nALTER TABLE e ADD n int;\nCREATE TABLE f (id int);', transactional => 'off');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('4_corrected', E'-- corrected\nCREATE TABLE e (id int);\nALTER TABLE e ADD n int;\nCREATE TABLE f (id int);', transactional => 'off');
SELECT name, state, statement, statements FROM migrate.status() WHERE name = '4_corrected';
CALL migrate.apply(resume => true) \gset
\echo :state :done :pending :last_name
SELECT attname FROM pg_attribute WHERE attrelid = 'e'::regclass AND attnum > 0;

-- the first statement fails: nothing of it remains, nothing to resolve
SELECT migrate.add('5_first', E'INSERT INTO nowhere VALUES (1);\nCREATE TABLE g (id int);', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, statement FROM migrate.status() WHERE name = '5_first';
SELECT migrate.add('5_first', E'CREATE TABLE g (id int);', transactional => 'off');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

-- an invalid index without a name of its own is cleaned up too
INSERT INTO a VALUES (3, 2);
ALTER TABLE a ADD m int DEFAULT 7;
SELECT migrate.add('6_unnamed', 'CREATE UNIQUE INDEX CONCURRENTLY ON a (m);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT indexrelid::regclass AS name, indisvalid FROM pg_index WHERE indrelid = 'a'::regclass ORDER BY indexrelid::regclass::text COLLATE "C";
SELECT name, state FROM migrate.status() WHERE name = '6_unnamed';
UPDATE a SET m = id;
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT indexrelid::regclass AS name, indisvalid FROM pg_index WHERE indrelid = 'a'::regclass ORDER BY indexrelid::regclass::text COLLATE "C";
-- an invalid index of somebody else stays
DELETE FROM a;
INSERT INTO a VALUES (1, 1, 1), (2, 2, 2);
ALTER TABLE a ADD o int DEFAULT 7;
CREATE UNIQUE INDEX CONCURRENTLY other_index ON a (o);
SELECT migrate.add('7_other', 'CREATE INDEX CONCURRENTLY a_o ON a (o);');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT indisvalid FROM pg_index WHERE indexrelid = 'other_index'::regclass;

-- REINDEX CONCURRENTLY leaves copies, which go as well
SELECT migrate.add('8_reindex', 'REINDEX INDEX CONCURRENTLY other_index;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
UPDATE a SET o = id;
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT indexrelid::regclass AS name, indisvalid FROM pg_index WHERE indrelid = 'a'::regclass ORDER BY indexrelid::regclass::text COLLATE "C";

-- settings, search_path, role and temporary objects end with the migration
CREATE ROLE regress_migrate_stepper;
GRANT CREATE ON SCHEMA public TO regress_migrate_stepper;
SET work_mem = '5MB';
SELECT migrate.add('9_set', E'CREATE SCHEMA elsewhere;\nSET search_path = elsewhere;\nSET work_mem = ''6MB'';\nSET migrate_test.custom = ''on'';\nCREATE TABLE h (id int);\nCREATE TEMP TABLE leak (id int);\nSET search_path = public;\nSET ROLE regress_migrate_stepper;\nCREATE TABLE owned (id int);', transactional => 'off');
SELECT migrate.add('10_fails', E'CREATE TABLE i (id int);\nSET search_path = elsewhere;\nSET ROLE regress_migrate_stepper;\nSELECT 1/0;', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SHOW search_path;
SHOW work_mem;
SHOW role;
SHOW lock_timeout;
SELECT coalesce(current_setting('migrate_test.custom', true), '') = '' AS no_custom, to_regclass('pg_temp.leak') IS NULL AS no_leak;
RESET work_mem;
SELECT schemaname, tablename, tableowner = 'regress_migrate_stepper' AS by_stepper FROM pg_tables WHERE tablename IN ('h', 'owned', 'i') ORDER BY 2;

-- settled by saying which statements are done
CALL migrate.resolve('10_fails', 'applied', statement => 4);
CALL migrate.apply(resume => true) \gset
\echo :state :done :pending :last_name

-- with a verify script: it runs when all steps are done
SELECT migrate.add('11_verify', 'CREATE TABLE j (id int); CREATE TABLE k (id int);', verify => 'SELECT 1/count(*) FROM j;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, message FROM migrate.status() WHERE name = '11_verify';
INSERT INTO j VALUES (1);
CALL migrate.apply(resume => true) \gset
\echo :state :done :pending :last_name

-- what the done statements set holds when it goes on
SELECT migrate.add('12_goes_on', E'SET search_path = elsewhere;\nGRANT ALL ON SCHEMA elsewhere TO regress_migrate_stepper;\nSET ROLE regress_migrate_stepper;\nSELECT 1 FROM public.gate;\nCREATE TABLE l AS SELECT 1 AS id;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CREATE TABLE public.gate ();
GRANT SELECT ON gate TO regress_migrate_stepper;
CALL migrate.apply(resume => true) \gset
\echo :state :done :pending :last_name
SELECT schemaname, tableowner FROM pg_tables WHERE tablename = 'l';

-- a COMMIT at the end that nothing opened does nothing
SELECT migrate.add('13_commit', 'CREATE TABLE m (id int); CREATE TABLE n (id int); COMMIT;', transactional => 'off');
SELECT migrate.add('14_commit', 'CREATE INDEX CONCURRENTLY ON m (id); COMMIT;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name :warnings
SELECT statement, state, sql FROM migrate.statements('13_commit');
SELECT statement, state, sql FROM migrate.statements('14_commit');

-- the server cuts the names that it makes, and columns can be named like an index
CREATE TABLE "a table whose name is as long as a name can be and not one more" (a_idx int);
INSERT INTO "a table whose name is as long as a name can be and not one more" VALUES (1), (1);
SELECT migrate.add('15_cut', 'CREATE UNIQUE INDEX CONCURRENTLY ON "a table whose name is as long as a name can be and not one more" (a_idx)');
CREATE TABLE o (a_idx int);
INSERT INTO o VALUES (1), (1);
SELECT migrate.add('16_idx', 'CREATE UNIQUE INDEX CONCURRENTLY ON o (a_idx)');
\set VERBOSITY terse
CALL migrate.apply();
CALL migrate.apply(resume => true);
DELETE FROM "a table whose name is as long as a name can be and not one more" WHERE ctid = '(0,1)';
CALL migrate.apply(resume => true);
CALL migrate.apply(resume => true);
DELETE FROM o WHERE ctid = '(0,1)';
\set VERBOSITY default
CALL migrate.apply(resume => true) \gset
\echo :state :done
SELECT indexrelid::regclass, indisvalid FROM pg_index
WHERE indrelid IN ('o'::regclass, '"a table whose name is as long as a name can be and not one more"'::regclass)
ORDER BY indexrelid::regclass::text COLLATE "C";

-- no lock is left
SELECT count(*) AS locks FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory';
SELECT count(*) AS findings FROM migrate.verify();

SELECT format('DROP TABLE %I.l', schemaname) FROM pg_tables WHERE tablename = 'l' \gexec
DROP TABLE "a table whose name is as long as a name can be and not one more";
DROP TABLE a, b, c, d, e, f, g, i, j, k, m, n, o, owned, gate, elsewhere.h;
DROP SCHEMA elsewhere;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_stepper;
DROP ROLE regress_migrate_stepper;
