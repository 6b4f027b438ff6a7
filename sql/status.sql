--
-- status(): every state and every problem, and the call to type next
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT * FROM migrate.status();

-- states
CALL migrate.baseline('01_baselined', up => 'CREATE TABLE base (id int);') \gset
SELECT migrate.add('02_applied', 'CREATE TABLE a (id int);');
SELECT migrate.add('03_reverted', 'CREATE TABLE b (id int);', down => 'DROP TABLE b;');
SELECT migrate.add('04_failed', E'SELECT 1;\nSELECT 1/0;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CALL migrate.revert(steps => 1) \gset
SELECT migrate.add('06_pending', 'SELECT 1;');
SELECT position, name, state, problem, statement, statements, applied_at IS NOT NULL AS has_time,
	   duration_ms >= 0 AS took, applied_by = current_user AS by_us, message, advice
FROM migrate.status();

-- half way, and lost on the way (the session ends itself)
SELECT migrate.add('05_partial', 'CREATE TABLE c (id int); SELECT 1/0;', transactional => 'off', project => 'half');
\set VERBOSITY terse
CALL migrate.apply(project => 'half');
\set VERBOSITY default
SELECT name, state, problem, statement, statements, message FROM migrate.status(project => 'half');
SELECT migrate.add('05_lost', 'CREATE TABLE d (id int); SELECT pg_terminate_backend(pg_backend_pid()); CREATE TABLE e (id int);', transactional => 'off', project => 'lost');
\set output `psql -X -q -d :'DBNAME' -c "CALL migrate.apply(project => 'lost')" 2>&1 | grep -c 'terminating connection'`
\echo :output
DO $$BEGIN
	WHILE EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()) LOOP
		PERFORM pg_sleep(0.01);
	END LOOP;
END$$;
SELECT name, state, problem, statement, statements, message FROM migrate.status(project => 'lost');
SELECT statement, state FROM migrate.statements('05_lost', project => 'lost');

-- problems without a folder
SELECT migrate.add('001_late', 'SELECT 0;');
CREATE ROLE regress_migrate_other;
SELECT migrate.grant('regress_migrate_other', 'operator');
SET ROLE regress_migrate_other;
SELECT migrate.add('07_untrusted', 'SELECT 7;');
-- to the other, the rest is trusted: a superuser handed it over
SELECT name, state, problem, advice FROM migrate.status();
RESET ROLE;
SELECT name, state, problem, advice FROM migrate.status();

-- problems with a folder: the folder against the database, nothing written
SELECT count(*) AS events FROM migrate.event \gset
SELECT position, name, state, problem, message, advice FROM migrate.status(bundle => '{
	"01_baselined.sql": "CREATE TABLE base (id int);",
	"02_applied.sql": "-- changed\nCREATE TABLE a (\n  id bigint);",
	"03_new_name.sql": "CREATE TABLE b (id int);",
	"04_failed.sql": "SELECT 1;",
	"05_new.sql": "SELECT 5;",
	"06_pending.sql": "SELECT 6;"}');
SELECT count(*) - :events AS new_events FROM migrate.event;

-- only a folder
SELECT name, state, problem FROM migrate.status(bundle => '{"1_a.sql": "SELECT 1;"}', project => 'nothing');
SELECT * FROM migrate.status(bundle => '{}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.status(bundle => '{"1_a.sql": "SELECT 1;"}', layout => 'prisma');
\echo :LAST_ERROR_SQLSTATE

-- reading is never refused
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY;
SELECT count(*) FROM migrate.status();
COMMIT;

-- the view has all projects
SELECT project, name, state FROM migrate.migrations ORDER BY project, position;
SELECT count(*) AS running FROM migrate.progress;

DROP TABLE a, c, d;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
DROP ROLE regress_migrate_other;
