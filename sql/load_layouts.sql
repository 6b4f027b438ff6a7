--
-- Folders of other tools: which layout a bundle has, in which order it runs,
-- and what is refused
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- names of migrations, of one project, in order
PREPARE names(text) AS
	SELECT "position", name FROM migrate.status(project => $1) ORDER BY 1;

--
-- Plain
--

-- numbers count, not digits; down and verify scripts belong to their file
SELECT * FROM migrate.load('{
	"0010_last.sql": "SELECT 10",
	"0002_two.sql": "SELECT 2",
	"0002_two.down.sql": "SELECT -2",
	"0002_two.verify.sql": "SELECT 1",
	"1_one.sql": "SELECT 1",
	"seed.sql": "SELECT 0",
	"old/0003_three.sql": "SELECT 3",
	"README.md": "read me"}', project => 'plain');
EXECUTE names('plain');
SELECT migrate.bundle(project => 'plain');

-- two underscores end a version
SELECT * FROM migrate.load('{"V1__a.sql": "SELECT 1", "V1.1__b.sql": "SELECT 2", "V10__d.sql": "SELECT 4", "V2__c.sql": "SELECT 3"}',
	project => 'versions');
EXECUTE names('versions');

-- no key ends in .sql: names
SELECT * FROM migrate.load('{"10_b": "SELECT 2", "2_a": "SELECT 1"}', project => 'names');
EXECUTE names('names');
SELECT migrate.bundle(project => 'names');

-- the numbers are asked for unless the layout is named
SELECT * FROM migrate.load('{"init.sql": "SELECT 1"}', project => 'unnumbered');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"db/init.sql": "SELECT 1"}', 'plain', project => 'unnumbered');

-- other tools' two-way files would run both ways
SELECT * FROM migrate.load(E'{"1_a.sql": "-- migrate:up\\nSELECT 1;\\n-- migrate:down\\nSELECT 2;"}', project => 'refused');
SELECT * FROM migrate.load('{"1_a.down.sql": "SELECT 1"}', project => 'refused');

--
-- An array keeps its order
--

SELECT * FROM migrate.load('[
	{"name": "second", "up": "SELECT 2", "down": "SELECT -2", "transactional": "off"},
	{"name": "first", "up": "SELECT 1", "verify": null, "requires": ["second"]}]', project => 'list');
EXECUTE names('list');
SELECT migrate.bundle(project => 'list');
SELECT migrate.archive(project => 'list');
\echo :LAST_ERROR_SQLSTATE

SELECT * FROM migrate.load('[{"name": "a", "up": "x"}, {"name": "a", "up": "y"}]', project => 'refused');
SELECT * FROM migrate.load('[{"name": "a"}]', project => 'refused');
SELECT * FROM migrate.load('[{"up": "x"}]', project => 'refused');
SELECT * FROM migrate.load('[{"name": "a", "up": "x", "donw": "y"}]', project => 'refused');
SELECT * FROM migrate.load('[{"name": "a", "up": 1}]', project => 'refused');
SELECT * FROM migrate.load('[{"name": "a", "up": "x", "requires": "b"}]', project => 'refused');
SELECT * FROM migrate.load('[{"name": "a", "up": "x", "transactional": "maybe"}]', project => 'refused');
SELECT * FROM migrate.load('[1]', project => 'refused');
SELECT * FROM migrate.load('[{"name": "a", "up": "x"}]', 'prisma', project => 'refused');

--
-- Prisma
--

-- one folder around everything is looked into; a lock file is kept
SELECT * FROM migrate.load(E'{
	"prisma/migrations/20260102_second one/migration.sql": "SELECT 2",
	"prisma/migrations/20260101_first/migration.sql": "SELECT 1\\r\\n",
	"prisma/migrations/20260101_first/down.sql": "SELECT -1",
	"prisma/migrations/20260101_first/notes.sql": "SELECT 0",
	"prisma/migrations/migration_lock.toml": "# provider = \\"mysql\\"\\nprovider = \\"postgresql\\"\\n"}', project => 'prisma');
EXECUTE names('prisma');
SELECT migrate.bundle(project => 'prisma');
SELECT migrate.bundle('golang-migrate', project => 'prisma');

SELECT * FROM migrate.load('{"1_a/migration.sql": "SELECT 1", "2_b/notes.txt": ""}', project => 'refused');
SELECT * FROM migrate.load('{"1_a/migration.sql": "SELECT 1", "migration_lock.toml": "provider = \"mysql\""}', project => 'refused');

--
-- Drizzle, with a journal
--

-- the journal has the order, and says what belongs
SELECT * FROM migrate.load('{
	"meta/_journal.json": "{\"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [{\"idx\": 0, \"tag\": \"0000_zebra\"}, {\"idx\": 1, \"tag\": \"0001_ant\"}]}\n",
	"meta/0000_snapshot.json": "{}",
	"0001_ant.sql": "SELECT 2;--> statement-breakpoint\nSELECT 3;",
	"0000_zebra.sql": "SELECT 1",
	"0002_stray.sql": "SELECT 4"}', project => 'drizzle');
EXECUTE names('drizzle');
SELECT migrate.bundle(project => 'drizzle');
SELECT migrate.bundle('drizzle', project => 'prisma');
\echo :LAST_ERROR_SQLSTATE

SELECT * FROM migrate.load('{"meta/_journal.json": "{\"entries\": [{\"idx\": 0, \"tag\": \"gone\"}]}"}', project => 'refused');
SELECT * FROM migrate.load('{"meta/_journal.json": "{\"entries\": [{\"idx\": 0, \"tag\": \"a\"}, {\"idx\": 0, \"tag\": \"b\"}]}", "a.sql": "", "b.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"meta/_journal.json": "{\"entries\": [{\"idx\": 0, \"tag\": \"a\"}, {\"idx\": 1, \"tag\": \"a\"}]}", "a.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"meta/_journal.json": "{\"entries\": [{\"idx\": 0}]}"}', project => 'refused');
SELECT * FROM migrate.load('{"meta/_journal.json": "{\"dialect\": \"sqlite\", \"entries\": []}"}', project => 'refused');
SELECT * FROM migrate.load('{"meta/_journal.json": "[]"}', project => 'refused');
SELECT migrate.load('{"meta/_journal.json": "{\"entries\": ["}', project => 'refused');

--
-- Drizzle, with folders
--

SELECT * FROM migrate.load('{
	"20260102_b/migration.sql": "SELECT 2", "20260102_b/snapshot.json": "{}",
	"20260101_a/migration.sql": "SELECT 1", "20260101_a/snapshot.json": "{}"}', project => 'folders');
EXECUTE names('folders');
SELECT migrate.bundle(project => 'folders');
SELECT * FROM migrate.load('{"a/migration.sql": "", "a/snapshot.json": "", "meta/_journal.json": "{}"}', project => 'refused');
SELECT * FROM migrate.load('{"a/migration.sql": "", "a/snapshot.json": "", "migration_lock.toml": ""}', project => 'refused');
\echo :LAST_ERROR_SQLSTATE

--
-- golang-migrate
--

SELECT * FROM migrate.load('{
	"10_c.up.sql": "SELECT 3", "2_b.up.sql": "SELECT 2",
	"000001_a.up.sql": "SELECT 1", "000001_a.down.sql": "SELECT -1",
	"3_stray.sql": "SELECT 0"}', project => 'golang');
EXECUTE names('golang');
SELECT migrate.bundle(project => 'golang');
SELECT * FROM migrate.load('{"1_a.up.sql": "", "001_b.up.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"1_a.up.sql": "", "2_b.down.sql": ""}', project => 'refused');

--
-- What is no bundle
--

SELECT * FROM migrate.load('{}', project => 'refused');
SELECT * FROM migrate.load('[]', project => 'refused');
SELECT * FROM migrate.load('7', project => 'refused');
SELECT * FROM migrate.load('{"1_a.sql": null}', project => 'refused');
SELECT * FROM migrate.load('{"1_a": 5}', project => 'refused');
SELECT * FROM migrate.load('{"a.txt": "", "b.txt": "", "c.txt": "", "d.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"1_a.sql": ""}', 'liquibase', project => 'refused');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"x.sql": ""}', 'prisma', project => 'refused');
SELECT * FROM migrate.load('{"/1_a.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"../1_a.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"a//1_a.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"a\\1_a.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"./1_a.sql": "", "1_a.sql": ""}', project => 'refused');
SELECT * FROM migrate.load('{"1_a.sql": "", "1_a.sql/2_b.sql": ""}', project => 'refused');

--
-- Archives
--

-- there and back: the same files, the same bytes
SELECT project, count(*)
FROM unnest('{plain,prisma,drizzle,golang}'::text[]) AS p(project),
	 LATERAL migrate.load_archive(migrate.archive(project => p.project), project => p.project || '_archive')
GROUP BY 1 ORDER BY 1;
SELECT p AS project, migrate.bundle(project => p) = migrate.bundle(project => p || '_archive') AS same
FROM unnest('{plain,prisma,drizzle,golang}'::text[]) AS p;
SELECT p AS project, migrate.archive(project => p) = migrate.archive(project => p || '_archive') AS same,
	   length(migrate.archive(project => p)) % 512 AS remainder
FROM unnest('{plain,prisma,drizzle,golang}'::text[]) AS p;

-- damage: cut off at a header or within a file, a wrong checksum, compressed
SELECT * FROM migrate.load_archive(substr(migrate.archive(project => 'plain'), 1, 1024), project => 'refused');
SELECT * FROM migrate.load_archive(set_byte(migrate.archive(project => 'plain'), 1024, 65), project => 'refused');
SELECT * FROM migrate.load_archive(substr(migrate.archive(project => 'plain'), 1, 700), project => 'refused');
SELECT * FROM migrate.load_archive('\x1f8b0800', project => 'refused');
SELECT * FROM migrate.load_archive('', project => 'refused');
SELECT * FROM migrate.load_archive('no archive', project => 'refused');

-- bytes that are no text
SELECT * FROM migrate.load_archive(set_byte(migrate.archive(project => 'names'), 512, 0), project => 'refused');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_archive(set_byte(migrate.archive(project => 'names'), 512, 255), project => 'refused');
\echo :LAST_ERROR_SQLSTATE

-- nothing of what was refused has come in
EXECUTE names('refused');

DEALLOCATE names;
