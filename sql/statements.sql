--
-- statements(): the statements of a migration and how far they came
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', E'-- the first\nCREATE TABLE a (id int);\n\n/* the\n   second */ INSERT INTO a\nVALUES (1), (2);  ;\nSELECT '';''; -- not two\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$');
SELECT statement, line, state, sql FROM migrate.statements('1_a');
CALL migrate.apply() \gset
SELECT statement, line, state FROM migrate.statements('1_a');

-- what failed in a transaction left nothing
SELECT migrate.add('2_b', E'CREATE TABLE b (id int);\nSELECT 1/0;\nSELECT 3;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT statement, line, state, error FROM migrate.statements('2_b');

-- in steps
SELECT migrate.add('2_b', E'CREATE TABLE b AS SELECT generate_series(1, 5) AS id;\nUPDATE b SET id = id + 1 WHERE id > 2;\nSELECT 1/0;\nSELECT 4;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT statement, line, state, error, duration_ms >= 0 AS took, rows FROM migrate.statements('2_b');

-- a syntax error: there are no statements to show
SELECT migrate.add('3_c', 'SELCT 1;', project => 'other');
SELECT * FROM migrate.statements('3_c', project => 'other');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.statements('nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.statements(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('4_empty', '-- nothing', project => 'other');
SELECT * FROM migrate.statements('4_empty', project => 'other');

-- lines may end in a carriage return alone
SELECT migrate.add('5_return', E'-- one\rSELECT 1;\r-- two\rSELECT 2', project => 'other');
SELECT statement, sql FROM migrate.statements('5_return', project => 'other');

DROP TABLE a, b;
DROP FUNCTION f;
