--
-- Each condition of migrate has its own SQLSTATE, and says the way out
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE TABLE a (id int);
SELECT migrate.add('1_a', 'CREATE TABLE b (id int);');

-- MG001 not empty
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(options => '{"not_empty": "allow"}') \gset

-- MG002 partial or interrupted
SELECT migrate.add('2_half', 'CREATE TABLE half (id int); SELECT 1/0;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('2_half', 'applied') \gset

-- MG003 checksum
SELECT migrate.add('1_a', 'CREATE TABLE b (id bigint);');
\echo :LAST_ERROR_SQLSTATE

-- MG004 unknown name
CALL migrate.apply(target => '1');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.revert(after => '1');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('1', 'applied');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.baseline('1');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.repair('1', 'SELECT 1;', 'none');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.rename('1', '2');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.trust('1');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.statements('1');
\echo :LAST_ERROR_SQLSTATE

-- MG005 already applied
CALL migrate.resolve('1_a', 'applied');
\echo :LAST_ERROR_SQLSTATE

-- MG006 nothing to roll back
SELECT migrate.add('3_c', 'SELECT ''c'';');
CALL migrate.resolve('3_c', 'rolled_back');
\echo :LAST_ERROR_SQLSTATE

-- MG007 another runner: this session holds the key of Prisma Migrate, or of Sqitch
SELECT pg_advisory_lock(72707369);
\set output `psql -X -q -d :'DBNAME' -v VERBOSITY=verbose -c "SELECT migrate.add('4_d', 'SELECT 4;')" 2>&1 | sed -n 's/ERROR:  //p; s/of role .*(\(.*\)) has held.*/(\1)/; s/Process [0-9]*/Process N/; s/DETAIL:  //p; s/HINT:  //p'`
\echo :output
\set output `psql -X -q -d :'DBNAME' -c "CALL migrate.apply(options => '{\"wait\": \"10ms\"}')" 2>&1 | sed -n 's/ERROR:  //p; s/HINT:  //p'`
\echo :output
SELECT pg_advisory_unlock(72707369);
SELECT pg_advisory_lock(75474063);
\set output `psql -X -q -d :'DBNAME' -c "CALL migrate.resolve('3_c', 'applied')" 2>&1 | sed -n 's/ERROR:  //p'`
\echo :output
SELECT pg_advisory_unlock(75474063);

-- MG008 out of order
SELECT migrate.add('0_late', 'SELECT ''late'';');
CALL migrate.apply(options => '{"out_of_order": "error"}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('0_late');

-- MG010 layout
SELECT * FROM migrate.load('{"1_a/migration.sql": "SELECT 1;", "migration_lock.toml": "provider = \"mysql\""}', project => 'prisma');
\echo :LAST_ERROR_SQLSTATE

-- MG011 not supported
SELECT migrate.add('3_c', 'SAVEPOINT a;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
-- literal passwords would stay in the ledger
SELECT migrate.add('3_c', 'CREATE ROLE regress_migrate_secret PASSWORD ''secret'';');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('3_c');

-- MG012 requires
SELECT migrate.add('3_c', 'SELECT ''c'';', requires => '{nowhere}');
\echo :LAST_ERROR_SQLSTATE

-- MG013 no down script
CALL migrate.revert(steps => 1);
\echo :LAST_ERROR_SQLSTATE

-- MG016 the chain of events
BEGIN;
UPDATE migrate.event SET name = 'other' WHERE id = 1;
SELECT migrate.check();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- MG018 verify script
SELECT migrate.add('3_c', 'SELECT ''c'';', verify => 'SELECT 1/0;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('3_c');

-- MG019 the same bytes under another name
SELECT migrate.add('3_c', 'CREATE TABLE b (id int);');
\echo :LAST_ERROR_SQLSTATE

-- MG021 unknown option or setting
CALL migrate.apply(options => '{"lock_timeuot": "1s"}');
\echo :LAST_ERROR_SQLSTATE

-- MG022 untrusted
CREATE ROLE regress_migrate_low;
CREATE ROLE regress_migrate_super SUPERUSER;
SELECT migrate.grant('regress_migrate_low', 'operator');
SET ROLE regress_migrate_low;
SELECT migrate.add('3_c', 'SELECT ''c'';');
SET ROLE regress_migrate_super;
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SELECT migrate.remove('3_c');

-- MG023 a snapshot that may be too old
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT * FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- MG025 pending
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE b (id int);", "2_half.sql": "CREATE TABLE half (id int); SELECT 1/0;", "3_c.sql": "SELECT ''c'';"}');
\echo :LAST_ERROR_SQLSTATE

-- MG026 failed
SELECT migrate.add('3_c', 'SELECT 1/0;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.check();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.remove('3_c');

-- MG027 applied and not in the folder
SELECT migrate.check(bundle => '{"1_a.sql": "CREATE TABLE b (id int);"}');
\echo :LAST_ERROR_SQLSTATE

-- MG028 bytes that are no text
SELECT migrate.add('1_a', 'SELECT ''text'';', project => 'text');
SELECT * FROM migrate.load_archive(set_byte(migrate.archive(project => 'text'), 512, 0), project => 'text');
\echo :LAST_ERROR_SQLSTATE

-- the server's own: a failing migration keeps it, and a call in the wrong place
SELECT migrate.add('3_c', 'SELECT nowhere;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
BEGIN;
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

DROP TABLE a, b, half;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
DROP ROLE regress_migrate_low, regress_migrate_super;
