--
-- trust(): nobody runs another's script by accident
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE ROLE regress_migrate_super SUPERUSER;
CREATE ROLE regress_migrate_low;
CREATE ROLE regress_migrate_peer;
CREATE ROLE regress_migrate_lead IN ROLE regress_migrate_low;
SELECT migrate.grant('regress_migrate_low', 'operator');
SELECT migrate.grant('regress_migrate_peer', 'operator');
GRANT CREATE ON SCHEMA public TO regress_migrate_low, regress_migrate_peer;

-- a low role hands over what would make it superuser
SET ROLE regress_migrate_low;
SELECT migrate.add('1_mine', 'ALTER ROLE regress_migrate_low SUPERUSER;');
SET ROLE regress_migrate_super;
SELECT name, state, problem, advice FROM migrate.status();
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(dry_run => true);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE

-- nor does a peer run it
SET ROLE regress_migrate_peer;
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.trust('1_mine');
\set VERBOSITY sqlstate
CALL migrate.apply();
\set VERBOSITY default
SET ROLE regress_migrate_super;

-- the peer's trust is not enough for us
SELECT problem FROM migrate.status();
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_migrate_low';

-- one's own script runs, with one's own privileges
SET ROLE regress_migrate_low;
\set VERBOSITY sqlstate
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.add('1_mine', 'CREATE TABLE mine (id int);', down => 'DROP TABLE mine;');
SET ROLE regress_migrate_super;

-- having read it
SELECT migrate.trust('1_mine');
SELECT migrate.trust('1_mine');
SELECT problem IS NULL AS trusted FROM migrate.status();

-- another text must be trusted anew
SET ROLE regress_migrate_low;
SELECT migrate.add('1_mine', 'CREATE TABLE mine (id bigint);', down => 'DROP TABLE mine;');
SET ROLE regress_migrate_super;
SELECT problem FROM migrate.status();

-- handing over the same bytes oneself vouches for them
SELECT migrate.add('1_mine', 'CREATE TABLE mine (id bigint);', down => 'DROP TABLE mine;');
SELECT problem IS NULL AS trusted FROM migrate.status();
CALL migrate.apply() \gset
\echo :state :done :pending

-- a down script counts as well
SET ROLE regress_migrate_low;
SELECT migrate.add('1_mine', 'CREATE TABLE mine (id bigint);', down => 'ALTER ROLE regress_migrate_low SUPERUSER;');
SET ROLE regress_migrate_super;
CALL migrate.revert(steps => 1);
\echo :LAST_ERROR_SQLSTATE

-- what a superuser handed over anybody may run
DROP TABLE mine;
SELECT migrate.add('1_public', 'CREATE TABLE ours (id int);', project => 'ours');
SET ROLE regress_migrate_peer;
CALL migrate.apply(project => 'ours') \gset
\echo :state :done :pending
SET ROLE regress_migrate_super;
SELECT tableowner FROM pg_tables WHERE tablename = 'ours';

-- what a member of the caller's role handed over has the caller's privileges
SELECT migrate.grant('regress_migrate_lead', 'operator');
SET ROLE regress_migrate_lead;
SELECT migrate.add('1_lead', 'CREATE TABLE led (id int);', project => 'led');
SET ROLE regress_migrate_low;
CALL migrate.apply(project => 'led') \gset
\echo :state :done :pending
SET ROLE regress_migrate_super;

SELECT action, name, role_name FROM migrate.history WHERE action = 'trust' AND role_name = 'regress_migrate_peer';
SELECT migrate.trust('unknown');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SELECT count(*) AS findings FROM migrate.verify();

DROP TABLE ours, led;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_low, regress_migrate_peer;
DROP ROLE regress_migrate_lead;
DROP ROLE regress_migrate_low, regress_migrate_peer, regress_migrate_super;
