--
-- add(): handing over one migration
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- new, again, and another text for what has not run
SELECT migrate.add('1_books', 'CREATE TABLE books (id int);');
SELECT migrate.add('1_books', 'CREATE TABLE books (id int);');
SELECT migrate.add('1_books', 'CREATE TABLE books (id int PRIMARY KEY);');
SELECT name, state, advice FROM migrate.status();

-- what else belongs to it may be given by name, and counts for "unchanged"
SELECT migrate.add(name => '2_authors', up => 'CREATE TABLE authors (id int);',
				   down => 'DROP TABLE authors;',
				   verify => 'SELECT id FROM authors;',
				   requires => ARRAY['1_books'], transactional => 'on');
SELECT migrate.add(name => '2_authors', up => 'CREATE TABLE authors (id int);',
				   down => 'DROP TABLE authors;',
				   verify => 'SELECT id FROM authors;',
				   requires => ARRAY['1_books'], transactional => 'on');
SELECT migrate.add(name => '2_authors', up => 'CREATE TABLE authors (id int);',
				   down => 'DROP TABLE IF EXISTS authors;',
				   verify => 'SELECT id FROM authors;',
				   requires => ARRAY['1_books'], transactional => 'on');

-- handing over runs nothing, and every call that changes something is an event
SELECT to_regclass('books') IS NULL AS nothing_ran;
SELECT id, name, action FROM migrate.history ORDER BY id;

-- an untyped parameter finds the function
PREPARE hand_over AS SELECT migrate.add($1, $2);
EXECUTE hand_over('3_shelf', 'CREATE TABLE shelf (id int);');
DEALLOCATE hand_over;

-- order: groups of digits by number, then bytes
SELECT migrate.add('10_last', 'SELECT 10');
SELECT migrate.add('2.5_between', 'SELECT 2.5');
SELECT position, name FROM migrate.status();

-- an applied migration keeps its meaning
CALL migrate.apply(target => '2_authors') \gset
SELECT migrate.add('1_books', 'CREATE TABLE books (id int PRIMARY KEY);');
SELECT migrate.add('1_books', E'-- the books\nCREATE TABLE books (id int PRIMARY KEY);');
SELECT migrate.add('1_books', E'CREATE TABLE books (id int PRIMARY KEY);\r\n');
SELECT migrate.add('1_books', 'CREATE TABLE books (id bigint PRIMARY KEY);');
\echo :LAST_ERROR_SQLSTATE

-- its down and verify scripts may still be mended
SELECT migrate.add(name => '1_books', up => E'CREATE TABLE books (id int PRIMARY KEY);\r\n',
				   down => 'DROP TABLE books;');

-- the bytes of another one
SELECT migrate.add('1_renamed', E'CREATE TABLE books (id int PRIMARY KEY);\r\n');
\echo :LAST_ERROR_SQLSTATE

-- a project is a line of history of its own
SELECT migrate.add('1_books', 'CREATE TABLE other_books (id int);', project => 'other');
SELECT position, name, state FROM migrate.status(project => 'other');
SELECT project, name FROM migrate.migrations ORDER BY project, position;

-- what cannot be
SELECT migrate.add(NULL, 'SELECT 1');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('x', NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('', 'SELECT 1');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('x', 'SELECT 1', transactional => 'maybe');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('x', 'SELECT 1', requires => ARRAY[NULL]::text[]);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('x', 'SELECT 1', project => NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('x', 'SELECT 1', project => '');
\echo :LAST_ERROR_SQLSTATE

-- an empty script is one
SELECT migrate.add('11_empty', '');

-- a transaction that is rolled back leaves nothing
BEGIN;
SELECT migrate.add('12_gone', 'SELECT 12');
ROLLBACK;
SELECT count(*) FROM migrate.status() WHERE name = '12_gone';

-- neither may a snapshot be older than the ledger, nor the transaction read only
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT migrate.add('12_gone', 'SELECT 12');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN READ ONLY;
SELECT migrate.add('12_gone', 'SELECT 12');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE books, authors;

-- a transaction that wrote the ledger cannot be prepared
BEGIN;
SELECT migrate.add('2pc', 'SELECT 1', project => 'two_phase');
PREPARE TRANSACTION 'migrate';
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM migrate.status(project => 'two_phase');
