--
-- repeatable: run again whenever the text is another one
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 1 AS one;', repeatable => true, down => 'DROP VIEW v;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
-- nothing to do while the text is the same
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 1 AS one;', repeatable => true, down => 'DROP VIEW v;');
CALL migrate.apply() \gset
\echo :state :done :pending

-- another text: pending again
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 2 AS one;', repeatable => true, down => 'DROP VIEW v;');
SELECT name, state, problem, advice FROM migrate.status();
SELECT * FROM v;
CALL migrate.apply() \gset
\echo :state :done :pending :last_name
SELECT * FROM v;
SELECT name, state, problem FROM migrate.status();

-- a comment is another text too, and does no harm
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 2 AS one; -- two', repeatable => true, down => 'DROP VIEW v;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

-- it is not out of order
SELECT migrate.add('0_views', 'CREATE OR REPLACE VIEW w AS SELECT 1 AS one;', repeatable => true);
SELECT name, state, problem FROM migrate.status();
CALL migrate.apply() \gset
\echo :state :done :pending :warnings

-- a failing text: the former one is what the database has
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 1/0 AS two;', repeatable => true, down => 'DROP VIEW v;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT name, state, message FROM migrate.status() WHERE name = 'views';
SELECT * FROM v;
-- back to the text that ran
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 2 AS one; -- two', repeatable => true, down => 'DROP VIEW v;');
CALL migrate.apply() \gset
\echo :state :done :pending
SELECT name, state, message FROM migrate.status() WHERE name = 'views';

-- once and again need the same mark: an applied one keeps its meaning
SELECT migrate.add('1_a', 'CREATE TABLE a (id bigint);', repeatable => true);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('views', 'CREATE OR REPLACE VIEW v AS SELECT 3 AS one;');
\echo :LAST_ERROR_SQLSTATE

-- down it goes as any other
CALL migrate.apply() \gset
CALL migrate.revert(after => '1_a');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.add('0_views', 'CREATE OR REPLACE VIEW w AS SELECT 1 AS one;', repeatable => true, down => 'DROP VIEW w;');
CALL migrate.revert(after => '1_a') \gset
\echo :state :done :pending :last_name
SELECT name, state FROM migrate.status();
SELECT to_regclass('v') IS NULL AND to_regclass('w') IS NULL AS gone;

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a;
