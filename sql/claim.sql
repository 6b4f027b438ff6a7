--
-- resolve() holds what a person says against the schema
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
SET client_min_messages = warning;
CREATE SCHEMA cl;
CREATE TABLE cl.t (a int);
SELECT migrate.add('1_many', $$
CREATE TABLE cl.made (id int);
ALTER TABLE cl.t ADD COLUMN b int;
CREATE INDEX t_a ON cl.t (a);
CREATE VIEW cl."V 1" AS SELECT 1;
CREATE FUNCTION cl.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE cl.mood AS ENUM ('a');
DROP TABLE IF EXISTS cl.gone;
ALTER TABLE cl.nowhere ADD COLUMN z int;
CREATE TRIGGER tr BEFORE INSERT ON cl.nowhere EXECUTE FUNCTION cl.f();
ALTER TABLE missing.t ADD COLUMN z int;
$$);
CREATE TABLE cl.gone (id int);
CALL migrate.resolve('1_many', 'applied');
\echo :LAST_ERROR_SQLSTATE
SELECT state FROM migrate.status();

-- made so, it is accepted, and is no drift
SELECT migrate.add('1_many', $$
CREATE TABLE cl.made (id int);
ALTER TABLE cl.t ADD COLUMN b int;
$$);
CREATE TABLE cl.made (id int);
ALTER TABLE cl.t ADD COLUMN b int;
CALL migrate.resolve('1_many', 'applied');
SELECT state FROM migrate.status();

-- what is left of one that was rolled back
SELECT migrate.add('2_steps', $$
CREATE TABLE cl.left_over (id int);
SELECT 1/0;
$$, transactional => 'off');
CALL migrate.apply(options => '{"not_empty": "allow"}');
CALL migrate.resolve('2_steps', 'rolled_back');
DROP TABLE cl.left_over;
CALL migrate.resolve('2_steps', 'rolled_back');
SELECT name, state FROM migrate.status();
SELECT kind, identity, change FROM migrate.drift();
SELECT count(*) AS findings FROM migrate.verify();
DROP SCHEMA cl CASCADE;
