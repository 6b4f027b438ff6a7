--
-- grant(): reader, operator, none; and an owner of the database who installs
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE ROLE regress_migrate_reader;
CREATE ROLE regress_migrate_operator;
CREATE ROLE regress_migrate_nobody;
GRANT CREATE ON SCHEMA public TO regress_migrate_operator;
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');

-- PUBLIC has nothing
SELECT count(*) FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
WHERE pronamespace = 'migrate'::regnamespace AND grantee = 0;
SELECT count(*) FROM pg_class c, aclexplode(coalesce(relacl, acldefault('r', relowner))) a
WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'v') AND grantee = 0;
SELECT count(*) FROM pg_namespace, aclexplode(nspacl) a WHERE nspname = 'migrate' AND grantee = 0;
SET ROLE regress_migrate_nobody;
SELECT * FROM migrate.status();
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.history;
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;

-- a reader looks
SELECT migrate.grant('regress_migrate_reader', 'reader');
SET ROLE regress_migrate_reader;
SELECT name, state FROM migrate.status();
SELECT statement, state FROM migrate.statements('1_a');
SELECT count(*) FROM migrate.verify();
SELECT migrate.check();
SELECT migrate.health() ->> 'ok' AS ok;
SELECT migrate.bundle();
SELECT length(migrate.archive()) > 0 AS archive;
SELECT action, name FROM migrate.history;
SELECT name FROM migrate.migrations;
SELECT count(*) FROM migrate.progress;
SELECT count(*) > 0 AS settings FROM migrate.settings;
SELECT migrate.add('2_b', 'SELECT 2;');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.trust('1_a');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('wait', '1s');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.grant('regress_migrate_nobody', 'reader');
\echo :LAST_ERROR_SQLSTATE
DELETE FROM migrate.event;
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;

-- an operator acts, writes the ledger through calls only, and passes nothing on
SELECT migrate.grant('regress_migrate_operator', 'operator');
SET ROLE regress_migrate_operator;
CALL migrate.apply() \gset
\echo :state :done
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);', down => 'DROP TABLE b;');
CALL migrate.apply() \gset
CALL migrate.revert(steps => 1) \gset
\echo :state :done
SELECT migrate.remove('2_b');
SELECT migrate.set('wait', '1s');
UPDATE migrate.event SET role_name = 'somebody';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO migrate.script VALUES ('x', 'y');
\echo :LAST_ERROR_SQLSTATE
TRUNCATE migrate.head;
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.grant('regress_migrate_nobody', 'reader');
\echo :LAST_ERROR_SQLSTATE
GRANT USAGE ON SCHEMA migrate TO regress_migrate_nobody;
RESET ROLE;

-- down a level, and none
SELECT migrate.grant('regress_migrate_operator', 'reader');
SET ROLE regress_migrate_operator;
SELECT migrate.add('2_b', 'SELECT 2;');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM migrate.status();
RESET ROLE;
SELECT migrate.grant('regress_migrate_operator', 'none');
SET ROLE regress_migrate_operator;
SELECT count(*) FROM migrate.status();
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SELECT action, detail FROM migrate.event WHERE action = 'grant' ORDER BY id;
SELECT migrate.grant('regress_migrate_nowhere', 'reader');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.grant('regress_migrate_nobody', 'owner');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.grant(NULL, 'reader');
\echo :LAST_ERROR_SQLSTATE
DROP TABLE a;
SELECT migrate.grant('regress_migrate_reader', 'none');
DROP ROLE regress_migrate_reader;

-- a plain owner of the database installs, is an operator, and passes it on
DROP EXTENSION migrate;
CREATE ROLE regress_migrate_owner;
GRANT CREATE ON SCHEMA public TO regress_migrate_owner;
DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_migrate_owner', current_database()); END$$;
SET ROLE regress_migrate_owner;
CREATE EXTENSION migrate;
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
CALL migrate.apply() \gset
\echo :state :done
SELECT tableowner FROM pg_tables WHERE tablename = 'a';
SELECT migrate.grant('regress_migrate_operator', 'operator');
SELECT migrate.grant('regress_migrate_nobody', 'reader');
-- but does not own the ledger
UPDATE migrate.event SET role_name = 'somebody';
\echo :LAST_ERROR_SQLSTATE
ALTER TABLE migrate.event DISABLE TRIGGER ALL;
\echo :LAST_ERROR_SQLSTATE
ALTER FUNCTION migrate.verify OWNER TO regress_migrate_owner;
\echo :LAST_ERROR_SQLSTATE
CREATE TABLE migrate.planted (id int);
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_migrate_nobody;
SELECT name, state FROM migrate.status();
SET ROLE regress_migrate_operator;
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
-- the owner does not run it unread
SET ROLE regress_migrate_owner;
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('2_b');
-- its schema cannot be dropped beneath it
DROP SCHEMA migrate CASCADE;
\echo :LAST_ERROR_SQLSTATE
DROP TABLE migrate.event;
\echo :LAST_ERROR_SQLSTATE
DROP TABLE a;
DROP EXTENSION migrate;
RESET ROLE;
SELECT count(*) FROM pg_namespace WHERE nspname = 'migrate';
SELECT count(*) FROM pg_depend WHERE refobjid NOT IN (SELECT oid FROM pg_extension) AND refclassid = 'pg_extension'::regclass;
CREATE EXTENSION migrate;
DROP SCHEMA migrate CASCADE;
\echo :LAST_ERROR_SQLSTATE
ALTER EXTENSION migrate SET SCHEMA public;
\echo :LAST_ERROR_SQLSTATE

DO $$BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_migrate_owner', current_database()); END$$;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_owner, regress_migrate_operator;
DROP ROLE regress_migrate_owner, regress_migrate_operator, regress_migrate_nobody;
