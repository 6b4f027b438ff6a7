--
-- verify(): every checksum and hash of the ledger is recomputed
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT * FROM migrate.verify();

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);', down => 'DROP TABLE a;', verify => 'SELECT id FROM a;');
SELECT name FROM migrate.load('{
	"migration_lock.toml": "provider = \"postgresql\"\n",
	"2_b/migration.sql": "CREATE TABLE b (id int);"}', project => 'prisma');
SELECT migrate.set('lock_timeout', '3s');
CALL migrate.apply() \gset
CALL migrate.apply(project => 'prisma') \gset
SELECT migrate.rename('1_a', '1_first');
SELECT id, action FROM migrate.event ORDER BY id;
SELECT * FROM migrate.verify();
SELECT migrate.check();

-- a superuser can change anything; each change shows
PREPARE found AS SELECT finding, severity, event, name FROM migrate.verify();
BEGIN;
UPDATE migrate.event SET role_name = 'somebody' WHERE id = 4;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.event SET started_at = started_at - interval '1 second' WHERE id = 4;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.event SET detail = NULL WHERE id = 1;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.event SET statements = 2 WHERE id = 4;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.event SET xid = xid + 1, client = 'elsewhere' WHERE id = 5;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.event SET previous = repeat('0', 64) WHERE id = 3;
EXECUTE found;
ROLLBACK;
-- with a hash to match the change, the next event does not fit
BEGIN;
UPDATE migrate.event SET hash = repeat('0', 64) WHERE id = 3;
SELECT finding, event, length(expected), length(actual), advice FROM migrate.verify();
ROLLBACK;
-- rows that came with an event
BEGIN;
UPDATE migrate.migration SET transactional = 'off' WHERE event = 1;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.migration SET registered_by = 'somebody' WHERE event = 2;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.migration SET down = NULL WHERE event = 1;
EXECUTE found;
ROLLBACK;
BEGIN;
DELETE FROM migrate.migration WHERE event = 2;
EXECUTE found;
ROLLBACK;
BEGIN;
INSERT INTO migrate.migration SELECT event, project, 'planted', position, up, down, verify, requires, repeatable, transactional, registered_by, registered_at
	FROM migrate.migration WHERE event = 1;
EXECUTE found;
ROLLBACK;
BEGIN;
INSERT INTO migrate.migration SELECT 100, project, name, position, up, down, verify, requires, repeatable, transactional, registered_by, registered_at
	FROM migrate.migration WHERE event = 1;
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.setting SET value = '4s';
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.companion SET path = 'elsewhere';
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.project SET layout = 'prisma' WHERE project = 'main';
EXECUTE found;
ROLLBACK;
-- texts
BEGIN;
UPDATE migrate.script SET body = body || ' ' WHERE body LIKE 'CREATE TABLE a%';
SELECT finding, event, length(expected), length(actual) FROM migrate.verify();
-- and nothing that has changed runs
SELECT migrate.bundle();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN;
DELETE FROM migrate.script WHERE body LIKE 'CREATE TABLE b%';
EXECUTE found;
ROLLBACK;
BEGIN;
INSERT INTO migrate.script VALUES (encode(sha256('SELECT 1'), 'hex'), 'SELECT 1');
EXECUTE found;
ROLLBACK;
-- events that are gone
BEGIN;
DELETE FROM migrate.event WHERE id = 4;
EXECUTE found;
ROLLBACK;
BEGIN;
DELETE FROM migrate.event WHERE id = 1;
EXECUTE found;
ROLLBACK;
BEGIN;
DELETE FROM migrate.event WHERE id = 7;
EXECUTE found;
ROLLBACK;
BEGIN;
DELETE FROM migrate.event WHERE id >= 5;
EXECUTE found;
ROLLBACK;
-- the head
BEGIN;
UPDATE migrate.head SET hash = repeat('0', 64);
EXECUTE found;
ROLLBACK;
BEGIN;
UPDATE migrate.head SET id = 5, hash = (SELECT hash FROM migrate.event WHERE id = 5);
EXECUTE found;
ROLLBACK;
BEGIN;
DELETE FROM migrate.head;
EXECUTE found;
ROLLBACK;

-- acting calls refuse a broken ledger
BEGIN;
UPDATE migrate.event SET role_name = 'somebody' WHERE id = 7;
\set VERBOSITY terse
SAVEPOINT s;
CALL migrate.resolve('1_first', 'applied');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
SELECT * FROM migrate.apply_in_transaction();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
SELECT migrate.check();
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY default
ROLLBACK;

-- the folder against the ledger
SELECT finding, severity, name, event, expected = encode(sha256('CREATE TABLE a (id int);'), 'hex') AS sum_of_ours, actual, line, advice
FROM migrate.verify(bundle => '{"1_first.sql": "CREATE TABLE a\n(id bigint);", "1_first.down.sql": "DROP TABLE a;", "2_new.sql": "SELECT 2"}');
SELECT finding, severity, name, advice FROM migrate.verify(bundle => '{"0_other.sql": "CREATE TABLE a (id int);"}');
SELECT * FROM migrate.verify(bundle => '{"1_first.sql": "CREATE TABLE a (id int);"}');
SELECT * FROM migrate.verify(bundle => '{}');
\echo :LAST_ERROR_SQLSTATE

-- all is well again
SELECT * FROM migrate.verify();
DEALLOCATE found;
DROP TABLE a, b;
