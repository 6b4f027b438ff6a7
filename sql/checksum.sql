--
-- Checksums: the same, equivalent, edited, renamed
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- the sum is that of the bytes, as other tools store it
SELECT migrate.add('1_a', E'-- first\nCREATE TABLE a (\n    id int,\n    t text DEFAULT ''x''\n);\n');
SELECT up = encode(sha256(convert_to(E'-- first\nCREATE TABLE a (\n    id int,\n    t text DEFAULT ''x''\n);\n', 'UTF8')), 'hex') AS same FROM migrate.migration;
SELECT migrate.add('2_empty', '');
SELECT up FROM migrate.migration WHERE name = '2_empty';
CALL migrate.apply() \gset

-- the same but for line ends, comments, white space, case of keywords
SELECT migrate.add('1_a', E'-- first\r\nCREATE TABLE a (\r\n    id int,\r\n    t text DEFAULT ''x''\r\n);\r\n');
SELECT migrate.add('1_a', E'create table A(id int,t text default ''x'')');
SELECT migrate.add('1_a', E'/* other */ CREATE TABLE a ( -- the table\n id integer, t text DEFAULT ''x'') ; ;');
SELECT migrate.add('1_a', E'\uFEFFCREATE TABLE a (id int, t text DEFAULT ''x'');');
-- anything else
\set VERBOSITY terse
SELECT migrate.add('1_a', 'CREATE TABLE a (id int, t text DEFAULT ''X'');');
SELECT migrate.add('1_a', 'CREATE TABLE a (t text DEFAULT ''x'', id int);');
SELECT migrate.add('1_a', 'CREATE TABLE a (id int, t text DEFAULT ''x''); SELECT 1;');
SELECT migrate.add('1_a', '');
SELECT migrate.add('1_a', 'CREATE TABLE "A" (id int, t text DEFAULT ''x'');');
SELECT migrate.add('1_a', 'CREATE TABLE a (id int, t text DEFAULT ''x''');
SELECT migrate.add('2_empty', 'SELECT 1;');
\set VERBOSITY default
SELECT migrate.add('2_empty', '-- nothing');

-- the line of the first difference
SELECT migrate.add('3_lines', E'SELECT 1;\nSELECT 2;\nSELECT 3;\n', project => 'lines');
CALL migrate.apply(project => 'lines') \gset
SELECT name, problem, message FROM migrate.status(bundle => '{"3_lines.sql": "SELECT 1;\nSELECT 2;\nSELECT 4;\n"}', project => 'lines');
SELECT name, problem, message FROM migrate.status(bundle => '{"3_lines.sql": "SELECT 1;\n\nSELECT 2;\nSELECT 3;\n"}', project => 'lines');
SELECT finding, line FROM migrate.verify(bundle => '{"3_lines.sql": "SELECT 1;\nSELECT 2;\nSELECT 3;\nSELECT 5;"}', project => 'lines');

-- warned of instead: what is registered stays
SELECT migrate.set('checksum_mismatch', 'warn', project => 'lines');
SELECT * FROM migrate.load('{"3_lines.sql": "SELECT 1;\nSELECT 4;\n", "4_new.sql": "SELECT ''new'';"}', project => 'lines');
SELECT sql FROM migrate.statements('3_lines', project => 'lines');
SELECT name, state FROM migrate.status(project => 'lines');

-- a repaired text is the one that counts; equivalence is to that
CALL migrate.repair('1_a', up => 'CREATE TABLE a (id bigint);', reason => 'test') \gset
SELECT migrate.add('1_a', 'CREATE TABLE a (id bigint); -- the same');
\set VERBOSITY terse
SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
\set VERBOSITY default

-- the same bytes under another name: a file was renamed
SELECT migrate.add('4_b', 'CREATE TABLE b (id int);');
CALL migrate.apply() \gset
SELECT migrate.add('5_b', 'CREATE TABLE b (id int);');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load('{"5_b.sql": "CREATE TABLE b (id int);"}');
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, problem FROM migrate.status(bundle => '{"5_b.sql": "CREATE TABLE b (id int);"}') WHERE name LIKE '%b';
-- both in one folder are two
SELECT * FROM migrate.load('{"4_b.sql": "CREATE TABLE b (id int);", "5_b.sql": "CREATE TABLE b (id int);"}');
SELECT migrate.remove('5_b');
SELECT migrate.rename('4_b', '5_b');
SELECT * FROM migrate.load('{"5_b.sql": "CREATE TABLE b (id int);"}');
SELECT name, state FROM migrate.status();
DROP TABLE a, b;

-- what is too deep to be compared counts as another text
SELECT migrate.add('1_deep', 'SELECT ' || repeat('1+', 200000) || '1;', project => 'deep');
CALL migrate.resolve('1_deep', 'applied', project => 'deep');
SELECT migrate.add('1_deep', 'SELECT ' || repeat('1+', 200000) || '1; --', project => 'deep');
\echo :LAST_ERROR_SQLSTATE
SELECT problem FROM migrate.status(jsonb_build_object('1_deep', 'SELECT ' || repeat('1+', 200000) || '1; --'), project => 'deep');
