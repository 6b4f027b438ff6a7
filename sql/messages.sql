--
-- Messages: the line, and the caret below the place
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
SELECT getdatabaseencoding() <> 'UTF8' AS skip_test \gset
\if :skip_test
\quit
\endif

-- tabs count as one blank, both in the line and above the caret
SELECT migrate.add('1', E'SELECT 1;\n\t\tSELECT\tnowhere;');
CALL migrate.apply();
-- characters of two, three, four bytes; wide ones take two columns
SELECT migrate.add('1', E'-- \u00fcber\nSELECT ''\u00e9\u00e9\u00e9'', nowhere;');
CALL migrate.apply();
SELECT migrate.add('1', E'SELECT ''\u4e2d\u6587'', nowhere;');
CALL migrate.apply();
SELECT migrate.add('1', E'SELECT ''\U0001f600'', nowhere;');
CALL migrate.apply();
SELECT migrate.add('1', E'SELECT ''e\u0301'', nowhere;');
CALL migrate.apply();
-- in a syntax error
SELECT migrate.add('1', E'SELECT 1;\n\tSELECT ''\u4e2d\u6587'' FROM FROM;');
CALL migrate.apply();
-- carriage returns do not show
SELECT migrate.add('1', E'SELECT 1;\r\nSELECT nowhere;\r\nSELECT 3;\r\n');
CALL migrate.apply();
-- a byte order mark is no character of line 1
SELECT migrate.add('1', E'\uFEFFSELECT nowhere;');
CALL migrate.apply();
-- a long line is cut around the place
SELECT migrate.add('1', 'SELECT ' || repeat('1, ', 100) || 'nowhere, ' || repeat('2, ', 100) || '3;');
CALL migrate.apply();
SELECT migrate.add('1', E'SELECT ''' || repeat(U&'\4e2d', 100) || ''', nowhere, ''' || repeat(U&'\6587', 100) || ''';');
CALL migrate.apply();
-- the last line without an end, an empty first one
SELECT migrate.add('1', E'\n\n\nSELECT nowhere');
CALL migrate.apply();
-- a statement over several lines: the line of the error, not of the statement
SELECT migrate.add('1', E'SELECT 1;\n\nSELECT\n  1,\n  nowhere\nFROM pg_class;');
CALL migrate.apply();
-- an error without a place has the statement's first line and no caret
SELECT migrate.add('1', E'SELECT 1;\n\n-- comment\nSELECT\n  1/0;');
CALL migrate.apply();
-- what the server says is cut where it quotes all that follows
SELECT migrate.add('1', 'SELECT ''' || repeat(U&'\4e2d', 10000));
\set VERBOSITY sqlstate
CALL migrate.apply();
SELECT length(:'LAST_ERROR_MESSAGE');
SELECT migrate.add('1', 'SELECT ''' || repeat('x', 100000) || '''::int;');
CALL migrate.apply();
\set VERBOSITY default
SELECT length(:'LAST_ERROR_MESSAGE'), length(message) AS stored FROM migrate.status() WHERE name = '1';
-- or no line at all
SELECT migrate.add('1', E'SELECT 1;\nSELECT E''\\xff'';');
CALL migrate.apply();
-- what stands in a comment is not looked at
SELECT migrate.add('1', E'/*\nCOPY never FROM E''\\xff'';\nCOPY never FROM STDIN\n*/ !!!');
CALL migrate.apply();
-- an error within a function keeps its own context
SELECT migrate.add('1', E'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN nowhere;\nEND $$;\nSELECT f();');
CALL migrate.apply();
-- in a down and in a verify script
SELECT migrate.add('1', 'SELECT 1;', verify => E'SELECT 1;\nSELECT\tnowhere;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
-- a percent sign is no format
SELECT migrate.add('100%s', E'SELECT ''%s%n'' FROM "100%d";');
SELECT migrate.remove('1');
CALL migrate.apply();
SELECT message FROM migrate.status();
-- what is stored is what was raised
SELECT line, sqlstate, message, error_hint FROM migrate.event WHERE action = 'fail' AND name = '1' ORDER BY id LIMIT 1;
