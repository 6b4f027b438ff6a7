-- A history with an event of every kind, for a new release: run it with psql in
-- a database of its library, then keep the dump as database--VERSION.sql.
\set ON_ERROR_STOP off
CREATE EXTENSION migrate;
CREATE ROLE reader;
CREATE ROLE operator;
SELECT migrate.grant('reader', 'reader');
SELECT migrate.grant('operator', 'operator');
SELECT * FROM migrate.load(jsonb_build_object(
	'migration_lock.toml', 'provider = "postgresql"',
	'1_a/migration.sql', E'CREATE TABLE a (id int PRIMARY KEY, t text);\r\nINSERT INTO a VALUES (1, ''ä\\''), (2, E''\\t'');',
	'1_a/down.sql', 'DROP TABLE a;',
	'2_b/migration.sql', 'CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY b_id ON b (id);'));
CALL migrate.apply();
SELECT migrate.set('lock_timeout', '3s');
SELECT migrate.set('lock_wait', '30s', project => NULL);
SELECT migrate.set('lock_wait', NULL, project => NULL);
SELECT migrate.set('out_of_order', 'allow', project => 'other');
CALL migrate.repair('1_a', 'CREATE TABLE a (id int PRIMARY KEY, t text); -- größer', 'by hand');
SELECT migrate.add('1', 'CREATE TABLE c (id int)', verify => 'SELECT 1 FROM c', project => 'other');
SELECT migrate.add('2', 'CREATE TABLE d (id int)', requires => '{1}', project => 'other');
SELECT migrate.add('r', 'CREATE OR REPLACE VIEW v AS SELECT 1', repeatable => true, project => 'other');
CALL migrate.apply(project => 'other');
SELECT migrate.rename('2', '2_new', project => 'other');
SELECT migrate.add('r', 'CREATE OR REPLACE VIEW v AS SELECT 1 AS "?column?", 2 AS more', repeatable => true, project => 'other');
CALL migrate.apply(project => 'other');
SELECT migrate.add('3', 'SELECT 3', down => 'SELECT -3', project => 'other');
CALL migrate.apply(project => 'other');
CALL migrate.revert(steps => 1, project => 'other');
SELECT migrate.add('4', 'SELECT 4', down => 'SELECT -4', project => 'other');
CALL migrate.baseline('4', project => 'other');
SET ROLE operator;
SELECT migrate.add('5', 'SELECT 5', project => 'other');
RESET ROLE;
SELECT migrate.trust('5', project => 'other');
CALL migrate.resolve('5', 'applied', reason => 'seen', project => 'other');
SELECT migrate.add('6', 'SELECT 6', project => 'other');
SELECT migrate.remove('6', project => 'other');
SELECT migrate.add('7_late', 'SELECT nothing', project => 'failing');
CALL migrate.apply(project => 'failing');
SELECT migrate.add('3_half/x', 'CREATE TABLE e (id int); SELECT 1/0', transactional => 'off', project => 'third');
CALL migrate.apply(project => 'third');
SELECT migrate.add('3_half/x', 'CREATE TABLE e (id int); CREATE TABLE f (id int)', transactional => 'off', project => 'third');
