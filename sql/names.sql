--
-- Names of migrations and projects, however hostile
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
SELECT getdatabaseencoding() <> 'UTF8' AS skip_test \gset
\if :skip_test
\quit
\endif

CREATE TABLE hostile (n serial, name text);
INSERT INTO hostile (name) VALUES
	('Robert''); DROP TABLE hostile; --'),
	('"quoted"'), ('a.b.c'), ('UPPER lower'), ('$1'), ('%s%n%d'), ('back\slash'), ('/* comment */'),
	('-- dash'), (' leading and trailing '), ('''''; SELECT 1; '''), ('../../etc/passwd'), ('NULL'), ('main'),
	(U&'\00e9t\00e9_\4e2d\6587_\+01f600'), (repeat('n', 63)), (repeat('x', 255)), ('*/ evil /*'), (':var'), ('{"json": [1]}');
SELECT n, migrate.add(name, format('CREATE TABLE "t%s" (id int)', n), down => format('DROP TABLE "t%s"', n)) FROM hostile ORDER BY n;
SELECT count(*) FROM migrate.status() s JOIN hostile h USING (name) WHERE s.state = 'pending';
\set VERBOSITY terse
SET client_min_messages = warning;
CALL migrate.apply(options => '{"not_empty": "allow"}') \gset
RESET client_min_messages;
\set VERBOSITY default
\echo :state :done :pending
SELECT count(*) FROM migrate.status() s JOIN hostile h USING (name) WHERE s.state = 'applied';
SELECT count(*) FROM migrate.history JOIN hostile USING (name) WHERE action = 'apply';
SELECT count(*) FROM hostile h, migrate.statements(h.name) s WHERE s.state = 'done';
SELECT migrate.bundle(layout => 'list') @> '[{"name": "UPPER lower"}, {"name": "-- dash"}]' AS there;
-- the whole way back by the array
SELECT DISTINCT outcome FROM migrate.load(migrate.bundle(layout => 'list'));
SELECT count(*) FROM migrate.verify();

-- advice and hints quote what they name
SELECT migrate.add('it''s', 'SELECT 1/0;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('it''s', 'CREATE TABLE its (id int); SELECT 1/0;', transactional => 'off');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.resolve('it''s', 'applied') \gset
-- the progress that other sessions see
SELECT migrate.add('progress', $$CREATE TABLE activity AS SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid();$$, project => 'shop');
CALL migrate.apply(project => 'shop') \gset
SELECT query FROM activity;

-- too long, empty, control characters
SELECT migrate.add(repeat('x', 256), 'SELECT 1;');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add(repeat(U&'\00e9', 128), 'SELECT 1;');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add(repeat(U&'\00e9', 127), 'SELECT ''127 times two bytes'';');
SELECT migrate.add('', 'SELECT 1;');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add(E'tab\there', 'SELECT 1;');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add(E'line\nend', 'SELECT 1;');
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY sqlstate
SELECT migrate.rename('main', E'bell\x07');
SELECT * FROM migrate.load(jsonb_build_array(jsonb_build_object('name', E'a\rb', 'up', 'SELECT 1;')));
\set VERBOSITY default

-- case and composition count
SELECT migrate.add('Case', 'SELECT ''Case'';');
SELECT migrate.add('case', 'SELECT ''case'';');
SELECT migrate.add(U&'\00e9', 'SELECT ''composed'';');
SELECT migrate.add(U&'e\0301', 'SELECT ''decomposed'';');
SELECT count(*) FROM migrate.status() WHERE state = 'pending';
\set VERBOSITY terse
SET client_min_messages = warning;
CALL migrate.apply(options => '{"out_of_order": "allow"}') \gset
RESET client_min_messages;
\set VERBOSITY default
\echo :state :done :pending

-- objects with names of 63 bytes
SELECT migrate.add('long', format('CREATE TABLE %I (%I int CONSTRAINT %I CHECK (true))', repeat('t', 63), repeat('c', 63), repeat('k', 63)), down => format('DROP TABLE %I', repeat('t', 63)), project => 'long');
CALL migrate.apply(project => 'long') \gset
CALL migrate.revert(steps => 1, project => 'long') \gset
\echo :state :done :last_name

-- projects
SELECT project, migrate.add('1', 'SELECT ' || quote_literal(project), project => project)
FROM unnest(ARRAY['Project''s', '"p"', 'a of b', '../x', repeat('p', 255)]) AS project;
SELECT count(*) FROM migrate.migrations WHERE state = 'pending';
SELECT length(project) FROM migrate.project WHERE project LIKE 'ppp%';
SET client_min_messages = warning;
CALL migrate.apply(project => 'Project''s') \gset
CALL migrate.apply(project => 'a of b') \gset
RESET client_min_messages;
\echo :state :done :pending
SELECT migrate.set('wait', '5s', project => 'Project''s');
\set VERBOSITY sqlstate
SELECT migrate.add('1', 'SELECT 1;', project => repeat('p', 256));
SELECT migrate.add('1', 'SELECT 1;', project => E'a\nb');
SELECT * FROM migrate.status(project => '');
SELECT migrate.set('wait', '5s', project => '');
SELECT migrate.set('wait', '5s', project => E'a\nb');
\set VERBOSITY default
SELECT * FROM migrate.status(project => 'never heard of');

-- a path that is too long is cut between characters
SELECT * FROM migrate.load(jsonb_build_object('1' || repeat(U&'\00e9', 600) || '.sql', 'SELECT 1'));
\echo :LAST_ERROR_SQLSTATE

-- roles
CREATE ROLE "regress_Migrate ""role""; --";
SELECT migrate.grant('regress_Migrate "role"; --', 'operator');
SET ROLE "regress_Migrate ""role""; --";
SELECT migrate.add('by role', 'SELECT ''by role'';', project => 'role');
RESET ROLE;
SELECT migrate.grant('regress_Migrate "role"; --', 'none');
DROP ROLE "regress_Migrate ""role""; --";
-- a role that is gone vouches for nothing
SELECT problem FROM migrate.status(project => 'role');

SELECT count(*) FROM migrate.verify();
SELECT format('DROP TABLE %s', string_agg('t' || n, ', ')) AS drop_all FROM hostile \gset
:drop_all;
DROP TABLE hostile, its, activity;
