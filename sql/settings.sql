--
-- Settings: stored policies and options of a call
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT * FROM migrate.settings ORDER BY project, setting;

-- for a project, for the whole database, and back
SELECT migrate.set('lock_timeout', '5s', project => NULL);
SELECT migrate.set('lock_timeout', '10s');
SELECT migrate.set('wait', '1min', project => 'other');
SELECT project, setting, value, source FROM migrate.settings WHERE source <> 'default' ORDER BY project, setting;
SELECT migrate.set('lock_timeout', NULL);
SELECT project, setting, value, source FROM migrate.settings WHERE source <> 'default' ORDER BY project, setting;
SELECT migrate.set('lock_timeout', NULL, project => NULL);
SELECT project, setting, value, source FROM migrate.settings WHERE source <> 'default' ORDER BY project, setting;
-- each is an event
SELECT project, action, detail FROM migrate.event ORDER BY id;

-- unknown ones and wrong values
SELECT migrate.set('nonsense', '1');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('work_mem', '1MB');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set(NULL, '1');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('lock_timeout', 'soon');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('lock_timeout', '-1');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('lock_timeout', '5 parsecs');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('out_of_order', 'maybe');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('not_empty', 'ALLOW');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('search_path', 'a, "b');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('role', 'regress_migrate_nobody');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '{"nonsense": 1}');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '{"lock_timeout": true}');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '{"lock_timeout": null}');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '[]');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '{"lock_timeout": 1.5e3, "wait": "2min"}') \gset
\echo :state
CALL migrate.apply(options => NULL) \gset
\echo :state

-- what a migration starts with: options before project before database before default
SELECT migrate.add('1_show', $$CREATE TABLE shown AS SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement, current_setting('search_path') AS path;$$);
SELECT migrate.add('2_show', $$INSERT INTO shown SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('search_path');$$);
SELECT migrate.add('3_show', $$INSERT INTO shown SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('search_path'); -- 3$$);
SELECT migrate.add('4_show', $$INSERT INTO public.shown SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('search_path'); -- 4$$);
CALL migrate.apply(steps => 1) \gset
SELECT migrate.set('lock_timeout', '3s', project => NULL);
CALL migrate.apply(steps => 1) \gset
SELECT migrate.set('lock_timeout', '4s');
CALL migrate.apply(steps => 1) \gset
SELECT migrate.set('search_path', 'pg_catalog, "Odd Schema"');
CALL migrate.apply(steps => 1, options => '{"lock_timeout": "5s", "statement_timeout": "1min"}') \gset
SELECT * FROM shown;
SELECT migrate.set('search_path', NULL);

-- the role of a project
CREATE ROLE regress_migrate_app;
GRANT CREATE ON SCHEMA public TO regress_migrate_app;
SELECT migrate.set('role', 'regress_migrate_app');
SELECT migrate.add('5_owned', 'CREATE TABLE owned (id int);');
SELECT migrate.add('6_owned', 'CREATE INDEX CONCURRENTLY owned_id ON owned (id);');
CALL migrate.apply() \gset
\echo :state :done
SELECT tableowner FROM pg_tables WHERE tablename = 'owned';
SELECT current_user = session_user AS back;
-- the ledger says who and as whom
SELECT action, name, role_name = login_name AS as_himself FROM migrate.history WHERE name LIKE '%owned' AND action = 'apply' ORDER BY id;
SELECT migrate.set('role', NULL);

-- who may not be trusted with scripts is not with what they start with
CREATE ROLE regress_migrate_low;
CREATE ROLE regress_migrate_super SUPERUSER;
SELECT migrate.grant('regress_migrate_low', 'operator');
SET ROLE regress_migrate_low;
SELECT migrate.set('search_path', 'low, public');
SELECT migrate.set('statement_timeout', '1h');
SET ROLE regress_migrate_super;
SELECT migrate.add('7_path', 'SELECT 7;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '{"search_path": "public"}') \gset
\echo :state :done
SELECT migrate.set('search_path', 'public');
CALL migrate.apply() \gset
\echo :state :done
RESET ROLE;

-- a role that is gone: the migration cannot begin
CREATE ROLE regress_migrate_gone;
SELECT migrate.set('role', 'regress_migrate_gone');
DROP ROLE regress_migrate_gone;
SELECT migrate.add('8_gone', 'SELECT 8;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT state, message FROM migrate.status() WHERE name = '8_gone';
CALL migrate.apply(dry_run => true);
SELECT * FROM migrate.apply_in_transaction();
SELECT migrate.add('8_gone', 'SELECT 8;', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('role', NULL);
CALL migrate.apply() \gset
\echo :state :done

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE shown, owned;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_app;
DROP ROLE regress_migrate_app;
DROP ROLE regress_migrate_low, regress_migrate_super;
