--
-- What a migration does to the session, and what it cannot do to migrate
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE ROLE regress_migrate_app;
CREATE ROLE regress_migrate_operator;
GRANT CREATE ON SCHEMA public TO regress_migrate_app, regress_migrate_operator;
SELECT migrate.grant('regress_migrate_operator', 'operator');
-- runs one script in both modes and takes it back again
CREATE PROCEDURE hand_over(script text, transactional text DEFAULT 'auto') LANGUAGE plpgsql AS $$
BEGIN
	PERFORM migrate.remove('x');
	PERFORM migrate.add('x', script, transactional => transactional);
END $$;
SELECT migrate.set('not_empty', 'allow');

-- calls that write are refused, those that read are not
CALL hand_over('SELECT migrate.add(''y'', ''SELECT 1;'');');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL hand_over('CALL migrate.apply();');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL hand_over('SELECT 1; SELECT migrate.remove(''x'');', 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('x', 'rolled_back') \gset
CALL hand_over('SELECT * FROM migrate.apply_in_transaction();');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL hand_over('CALL migrate.resolve(''x'', ''applied'');');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL hand_over('SELECT migrate.set(''wait'', ''1s'');');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL hand_over('CREATE TABLE seen AS SELECT name, state FROM migrate.status();');
CALL migrate.apply() \gset
SELECT * FROM seen;
DROP TABLE seen;

-- the ledger is written by calls only
SET ROLE regress_migrate_operator;
SELECT migrate.add('operator', 'UPDATE migrate.event SET role_name = ''somebody'';', project => 'op');
CALL migrate.apply(project => 'op');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('operator', 'DROP EXTENSION migrate;', project => 'op');
CALL migrate.apply(project => 'op');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('operator', 'INSERT INTO migrate.script VALUES (''x'', ''y'');', project => 'op', transactional => 'off');
CALL migrate.apply(project => 'op');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SELECT count(*) AS findings FROM migrate.verify();

-- the extension cannot be dropped by what it runs
SELECT migrate.add('drop', 'DROP EXTENSION migrate;', project => 'drop');
\set VERBOSITY terse
CALL migrate.apply(project => 'drop');
\set VERBOSITY default
SELECT count(*) FROM pg_extension WHERE extname = 'migrate';
SELECT migrate.add('drop', 'SELECT 1; DROP EXTENSION migrate CASCADE;', project => 'drop', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply(project => 'drop');
\set VERBOSITY default
SELECT count(*) FROM pg_extension WHERE extname = 'migrate';
SELECT count(*) AS findings FROM migrate.verify();

-- the lock of the runner
SELECT migrate.add('unlock', 'CREATE TABLE unlocked (id int); SELECT pg_advisory_unlock_all();', project => 'unlock');
CALL migrate.apply(project => 'unlock');
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('unlocked') IS NULL AS nothing_remains;
SELECT migrate.add('unlock', 'DISCARD ALL;', project => 'unlock');
\set VERBOSITY terse
CALL migrate.apply(project => 'unlock');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('unlock', 'DO ''BEGIN PERFORM pg_advisory_unlock_all(); END'';', project => 'unlock');
\set VERBOSITY terse
CALL migrate.apply(project => 'unlock');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
-- locks of its own are its own affair
SELECT pg_advisory_lock(42);
SELECT migrate.add('unlock', 'SELECT pg_advisory_lock(43), pg_advisory_unlock(43);', project => 'unlock');
CALL migrate.apply(project => 'unlock') \gset
\echo :state :done
SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
SELECT pg_advisory_unlock(42);

-- SET, SET LOCAL, set_config: neither to the next migration nor to the session
SELECT * FROM migrate.load('[
	{"name": "1", "up": "SET work_mem = ''7MB''; SET LOCAL enable_seqscan = off; SELECT set_config(''my.variable'', ''leak'', false); SET TIME ZONE ''Asia/Tokyo''; SET search_path = pg_catalog; SET lock_timeout = ''7s''; SET statement_timeout = ''7min'';"},
	{"name": "2", "up": "CREATE TABLE public.after_set AS SELECT name, setting FROM pg_settings WHERE name IN (''work_mem'', ''enable_seqscan'', ''search_path'', ''lock_timeout'', ''statement_timeout'') UNION ALL SELECT ''my.variable'', current_setting(''my.variable'', true);"},
	{"name": "3", "up": "SET work_mem = ''7MB''; SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT set_config(''my.variable'', ''leak'', false); SET search_path = pg_catalog;", "transactional": "off"},
	{"name": "4", "up": "CREATE TABLE public.after_steps AS SELECT name, setting FROM pg_settings WHERE name IN (''work_mem'', ''search_path'', ''transaction_isolation'', ''default_transaction_isolation'') UNION ALL SELECT ''my.variable'', current_setting(''my.variable'', true);"}]', project => 'set');
CALL migrate.apply(project => 'set') \gset
\echo :state :done
SELECT name, nullif(setting, '') AS setting FROM after_set ORDER BY name;
SELECT name, nullif(setting, '') AS setting FROM after_steps ORDER BY name;
SELECT name, setting FROM pg_settings WHERE name IN ('work_mem', 'enable_seqscan', 'search_path', 'lock_timeout', 'statement_timeout', 'default_transaction_isolation') AND source = 'session' ORDER BY name;
SHOW search_path;
SELECT nullif(current_setting('my.variable', true), '') AS variable;
DROP TABLE after_set, after_steps;
-- nor is what the session had set lost
SET work_mem = '3MB';
SET my.variable = 'mine';
SELECT migrate.add('5', 'RESET work_mem; RESET my.variable; RESET ALL;', project => 'set');
SELECT migrate.add('6', 'RESET work_mem; RESET my.variable; RESET ALL; -- in steps', project => 'set', transactional => 'off');
CALL migrate.apply(project => 'set') \gset
\echo :state :done
SHOW work_mem;
SHOW my.variable;
RESET work_mem;
RESET my.variable;

-- roles
SELECT * FROM migrate.load('[
	{"name": "1", "up": "SET ROLE regress_migrate_app; CREATE TABLE role_1 (id int);"},
	{"name": "2", "up": "CREATE TABLE role_2 (id int); SET LOCAL ROLE regress_migrate_app; RESET ROLE; CREATE TABLE role_2b (id int);"},
	{"name": "3", "up": "SET SESSION AUTHORIZATION regress_migrate_app; CREATE TABLE role_3 (id int);"},
	{"name": "4", "up": "SET SESSION AUTHORIZATION regress_migrate_app; CREATE TABLE role_4 (id int);", "transactional": "off"},
	{"name": "5", "up": "CREATE TABLE role_5 (id int);"}]', project => 'role');
CALL migrate.apply(project => 'role') \gset
\echo :state :done
SELECT tablename, tableowner = 'regress_migrate_app' AS by_app FROM pg_tables WHERE tablename LIKE 'role\__%' ORDER BY 1;
SELECT current_user = session_user AS same_user, rolsuper FROM pg_roles WHERE rolname = session_user;
DROP TABLE role_1, role_2, role_2b, role_3, role_4, role_5;
-- a session under SET ROLE stays so
SET ROLE regress_migrate_operator;
SELECT migrate.add('6', 'RESET ROLE; CREATE TABLE role_6 (id int);', project => 'role');
SELECT migrate.add('7', 'RESET ROLE; CREATE TABLE role_7 (id int);', project => 'role', transactional => 'off');
CALL migrate.apply(project => 'role') \gset
\echo :state :done
SELECT current_user;
RESET ROLE;
DROP TABLE IF EXISTS role_6, role_7;

-- temporary tables end with their migration; those of the session stay
CREATE TEMP TABLE of_session (id int);
SELECT * FROM migrate.load('[
	{"name": "1", "up": "CREATE TEMP TABLE scratch (id int); INSERT INTO scratch VALUES (1); CREATE TABLE from_scratch AS SELECT * FROM scratch;"},
	{"name": "2", "up": "CREATE TEMP TABLE scratch (id int) ON COMMIT DROP; INSERT INTO of_session VALUES (2);"},
	{"name": "3", "up": "CREATE TEMP TABLE scratch (id int); INSERT INTO scratch VALUES (3); INSERT INTO from_scratch SELECT * FROM scratch; CREATE TEMP VIEW v AS SELECT * FROM scratch;", "transactional": "off"},
	{"name": "4", "up": "SELECT 1/(to_regclass(''pg_temp.scratch'') IS NULL)::int;"}]', project => 'temp');
CALL migrate.apply(project => 'temp') \gset
\echo :state :done
SELECT * FROM from_scratch ORDER BY id;
SELECT * FROM of_session;
SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() ORDER BY 1;
DROP TABLE from_scratch, of_session;

-- cursors, results that nobody sees, utilities
SELECT * FROM migrate.load('[
	{"name": "1", "up": "DECLARE c CURSOR FOR SELECT 1; FETCH c; CREATE TABLE many AS SELECT generate_series(1, 1000) AS id; SELECT * FROM many; EXPLAIN SELECT * FROM many; TABLE many; VALUES (1); SHOW work_mem; COPY many TO PROGRAM ''cat >/dev/null''; LOCK many; COMMENT ON TABLE many IS ''many''; TRUNCATE many; DO ''BEGIN NULL; END'';"}]', project => 'misc');
CALL migrate.apply(project => 'misc') \gset
\echo :state :done
SELECT count(*) FROM pg_cursors WHERE name = 'c';
DROP TABLE many;

SELECT count(*) AS findings FROM migrate.verify();
DROP PROCEDURE hand_over;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_app, regress_migrate_operator;
DROP ROLE regress_migrate_app;
DROP ROLE regress_migrate_operator;
