--
-- what a migration changes in objects that it does not name: those that print
-- a type through an array of it, a row of a table, a domain or a function
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT migrate.add('1_types', $$
CREATE TYPE color AS ENUM ('red');
CREATE DOMAIN amount AS int;
CREATE TYPE span AS RANGE (SUBTYPE = int, MULTIRANGE_TYPE_NAME = spans);
CREATE TYPE pair AS (x int, y int);
CREATE DOMAIN pair_domain AS pair;
CREATE TABLE rows (x int);
CREATE TABLE uses (colors color[], amounts amount[], pairs pair[], rows_ rows[], spans_ span[],
	one_pair pair, one_row rows, one_domain pair_domain);
CREATE FUNCTION get_rows() RETURNS SETOF rows LANGUAGE sql AS 'SELECT * FROM rows';
CREATE FUNCTION get_pair() RETURNS pair LANGUAGE sql AS 'SELECT NULL::pair';
CREATE FUNCTION get_domain() RETURNS pair_domain LANGUAGE sql AS 'SELECT NULL::pair_domain';
CREATE FUNCTION take_rows(a rows[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION sql_body(a color[]) RETURNS int BEGIN ATOMIC; SELECT x FROM get_pair(); END;
CREATE VIEW of_rows AS SELECT * FROM get_rows();
CREATE VIEW of_pair AS SELECT get_pair.x FROM get_pair();
CREATE VIEW of_domain AS SELECT x FROM get_domain();
CREATE VIEW of_columns AS SELECT (one_pair).x, (one_row).x AS row_x, (one_domain).y FROM uses;
CREATE INDEX uses_x ON uses (((one_pair).x));
CREATE POLICY of_pair ON uses USING ((SELECT x FROM get_pair()) = 1);
$$);
SELECT migrate.add('2_rename', 'ALTER TYPE color RENAME TO colour; ALTER DOMAIN amount RENAME TO quantity; ALTER TABLE rows RENAME TO lines; ALTER TYPE span RENAME TO reach;');
SELECT migrate.add('3_add', 'ALTER TYPE pair ADD ATTRIBUTE z int; ALTER TABLE lines ADD COLUMN z int;');
SELECT migrate.add('4_drop', 'ALTER TYPE pair DROP ATTRIBUTE z; ALTER TABLE lines DROP COLUMN z; ALTER TYPE pair RENAME TO two;');
SELECT migrate.add('5_move', 'CREATE SCHEMA apart; ALTER TYPE two SET SCHEMA apart; ALTER TABLE lines SET SCHEMA apart; ALTER TYPE colour SET SCHEMA apart;');
SELECT migrate.add('6_columns', 'ALTER TYPE apart.two RENAME ATTRIBUTE x TO xx; ALTER TABLE apart.lines RENAME x TO xx;');
CALL migrate.apply() \gset
\echo :state :done :pending :last_name

SELECT name, c.kind, c.identity,
	CASE WHEN c.before IS NULL THEN 'created' WHEN c.after IS NULL THEN 'dropped'
		ELSE (SELECT string_agg(k, ', ' ORDER BY k) FROM jsonb_object_keys(c.before || c.after) k) END AS change
FROM migrate.status() s, migrate.changes(s.name) c WHERE s.position > 1 ORDER BY s.position, c.kind, c.identity;

-- every object is compared: there is no difference
DELETE FROM migrate.cache WHERE key = 'drift';
SELECT kind, identity, change, expected, actual FROM migrate.drift();

SET client_min_messages = warning;
DROP TABLE uses, apart.lines CASCADE;
DROP SCHEMA apart CASCADE;
DROP DOMAIN quantity;
DROP TYPE reach;
