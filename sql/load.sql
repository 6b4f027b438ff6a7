--
-- load(): handing over a folder as JSON
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- files of a folder; the order is that of their numbers, whatever JSON does
SELECT * FROM migrate.load('{
	"10_shelf.sql": "CREATE TABLE shelf (id int);",
	"9_authors.sql": "CREATE TABLE authors (id int);",
	"9_authors.down.sql": "DROP TABLE authors;",
	"9_authors.verify.sql": "SELECT id FROM authors;"}');
SELECT position, name, state FROM migrate.status();

-- the same folder again is no event
SELECT count(*) AS events FROM migrate.event \gset
SELECT * FROM migrate.load('{
	"10_shelf.sql": "CREATE TABLE shelf (id int);",
	"9_authors.sql": "CREATE TABLE authors (id int);",
	"9_authors.down.sql": "DROP TABLE authors;",
	"9_authors.verify.sql": "SELECT id FROM authors;"}');
SELECT count(*) - :events AS new_events FROM migrate.event;

-- many in one call are one event
SELECT * FROM migrate.load('{
	"9_authors.sql": "CREATE TABLE authors (id int);",
	"9_authors.down.sql": "DROP TABLE authors;",
	"9_authors.verify.sql": "SELECT id FROM authors;",
	"10_shelf.sql": "CREATE TABLE shelf (id int, room text);",
	"11_loans.sql": "CREATE TABLE loans (id int);",
	"12_fines.sql": "CREATE TABLE fines (id int);"}');
SELECT count(*) - :events AS new_events FROM migrate.event;
SELECT action, detail FROM migrate.event ORDER BY id;

-- all or none
CALL migrate.apply(target => '9_authors') \gset
SELECT * FROM migrate.load('{
	"9_authors.sql": "CREATE TABLE authors (id bigint);",
	"13_more.sql": "CREATE TABLE more (id int);"}');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM migrate.status() WHERE name = '13_more';

-- plain names; each is run
SELECT * FROM migrate.load('{"b": "SELECT 2", "a": "SELECT 1"}', project => 'names');
SELECT position, name FROM migrate.status(project => 'names');

-- an array is in order by itself, and has all arguments of add()
SELECT * FROM migrate.load('[
	{"name": "second", "up": "CREATE TABLE second (id int)", "transactional": "off"},
	{"name": "first", "up": "CREATE TABLE first (id int)", "down": "DROP TABLE first",
	 "verify": "SELECT id FROM first", "requires": ["second"], "repeatable": false}]',
	project => 'list');
SELECT position, name FROM migrate.status(project => 'list');
-- a new one comes where the array has it
SELECT * FROM migrate.load('[
	{"name": "second", "up": "CREATE TABLE second (id int)", "transactional": "off"},
	{"name": "between", "up": "SELECT 1"},
	{"name": "first", "up": "CREATE TABLE first (id int)", "down": "DROP TABLE first",
	 "verify": "SELECT id FROM first", "requires": ["second"]}]',
	project => 'list');
SELECT position, name FROM migrate.status(project => 'list');

-- what cannot be read
SELECT * FROM migrate.load(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('"1_a.sql"');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"1_a.sql": 1}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"a": null}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"1_a.sql": "SELECT 1"}', layout => 'rails');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"readme.sql": "SELECT 1"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"../1_a.sql": "SELECT 1"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"1_a.down.sql": "SELECT 1", "2_b.sql": "SELECT 2"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('["SELECT 1"]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"up": "SELECT 1"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": 1}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": "SELECT 1", "sideways": "x"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": "SELECT 1", "transactional": "maybe"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": "SELECT 1", "repeatable": "yes"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": "SELECT 1", "requires": "b"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": "SELECT 1"}, {"name": "a", "up": "SELECT 2"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('[{"name": "a", "up": "SELECT 1"}]', layout => 'prisma');
\echo :LAST_ERROR_SQLSTATE

-- a script that also goes the way back would be run whole
SELECT * FROM migrate.load('{"1_a.sql": "CREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;"}', project => 'other');
\echo :LAST_ERROR_SQLSTATE

-- a file that the layout does not read is told
SELECT * FROM migrate.load('{"1_a.sql": "SELECT 1", "seeds/data.sql": "SELECT 2", "README.md": "read me"}', project => 'other');

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE authors;
