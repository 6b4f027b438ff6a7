--
-- bundle(), archive(): the way back to files
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- nothing registered
SELECT migrate.bundle();

-- plain files, byte for byte
SELECT name, outcome FROM migrate.load('{
	"2_b.sql": "-- second\r\nCREATE TABLE b (id int);\n\n",
	"2_b.down.sql": "DROP TABLE b;",
	"2_b.verify.sql": "SELECT id FROM b;",
	"10_c.sql": "\ufeffSELECT 1;"}');
SELECT replace(jsonb_pretty(migrate.bundle()), E'\uFEFF', '(mark)');
SELECT migrate.bundle() = '{
	"2_b.sql": "-- second\r\nCREATE TABLE b (id int);\n\n",
	"2_b.down.sql": "DROP TABLE b;",
	"2_b.verify.sql": "SELECT id FROM b;",
	"10_c.sql": "\ufeffSELECT 1;"}' AS same;
SELECT replace(jsonb_pretty(migrate.bundle(layout => 'list')), E'\uFEFF', '(mark)');

-- what was handed over one by one comes back as files too
SELECT migrate.add('1_a', 'SELECT 1;', project => 'single');
SELECT migrate.bundle(project => 'single');

-- a layout with files of its own keeps them
SELECT name, outcome FROM migrate.load('{
	"migration_lock.toml": "provider = \"postgresql\"\n",
	"20260101000000_init/migration.sql": "CREATE TABLE p (id int);",
	"20260102000000_more/migration.sql": "CREATE TABLE q (id int);"}', project => 'prisma');
SELECT jsonb_pretty(migrate.bundle(project => 'prisma'));
SELECT migrate.bundle('prisma', 'prisma') = migrate.bundle(project => 'prisma') AS same;
SELECT jsonb_pretty(migrate.bundle(layout => 'plain', project => 'prisma'));

-- an archive that can be read again
SELECT length(migrate.archive()) % 512 AS rest;
SELECT name, outcome FROM migrate.load_archive(migrate.archive(project => 'prisma'), project => 'copy');
SELECT migrate.bundle(project => 'copy') = migrate.bundle(project => 'prisma') AS same;

-- what a layout has no file for is said, not left out
SELECT name, outcome FROM migrate.load('[{"name": "1_a", "up": "SELECT 1;"},
	{"name": "2_b", "up": "SELECT 2;", "requires": ["1_a"]}]', project => 'list');
SELECT migrate.bundle(project => 'list');
SELECT migrate.bundle(layout => 'plain', project => 'list');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.archive(project => 'list');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('1_a', 'SELECT 1;', repeatable => true, project => 'repeatable');
SELECT migrate.bundle(project => 'repeatable');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('1_a', 'SELECT 1;', transactional => 'off', project => 'off');
SELECT migrate.bundle(project => 'off');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('1_a', 'SELECT 1;', verify => 'SELECT 1;', project => 'verify');
SELECT migrate.bundle(layout => 'prisma', project => 'verify');
\echo :LAST_ERROR_SQLSTATE
-- an order that the names do not give
SELECT name, outcome FROM migrate.load('[{"name": "b", "up": "SELECT 1;"}, {"name": "a", "up": "SELECT 2;"}]', project => 'order');
SELECT migrate.bundle(layout => 'plain', project => 'order');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.bundle(project => 'order');
SELECT migrate.bundle(layout => 'rails');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.bundle(layout => NULL, project => 'single');
SELECT migrate.archive(project => NULL);
\echo :LAST_ERROR_SQLSTATE
