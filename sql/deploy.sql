--
-- deploy(): handing a folder over and running what of it is pending
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

CALL migrate.deploy('{
	"1_a.sql": "CREATE TABLE a (id int);",
	"1_a.down.sql": "DROP TABLE a;",
	"2_b.sql": "CREATE TABLE b (id int);"}') \gset
\echo :state :done :pending :last_name :warnings
-- again, blindly
CALL migrate.deploy('{
	"1_a.sql": "CREATE TABLE a (id int);",
	"1_a.down.sql": "DROP TABLE a;",
	"2_b.sql": "CREATE TABLE b (id int);"}') \gset
\echo :state :done :pending :warnings

-- registered but not in the bundle: warned of, and not run
SELECT migrate.add('3_other', 'CREATE TABLE other (id int);');
CALL migrate.deploy('{
	"2_b.sql": "CREATE TABLE b (id int);",
	"4_d.sql": "CREATE TABLE d (id int);"}') \gset
\echo :state :done :pending :last_name
SELECT w->>'code' AS code, w->>'name' AS name, w->>'message' AS message FROM jsonb_array_elements(:'warnings') AS w;
SELECT name, state FROM migrate.status();

-- an applied one that was edited
CALL migrate.deploy('{
	"1_a.sql": "CREATE TABLE a (id bigint);",
	"5_e.sql": "CREATE TABLE e (id int);"}');
\echo :LAST_ERROR_SQLSTATE
SELECT name FROM migrate.status() WHERE name = '5_e';

-- an equivalent text is accepted with a warning
CALL migrate.deploy('{
	"1_a.sql": "CREATE TABLE a (\n  id int -- the key\n);",
	"1_a.down.sql": "DROP TABLE a;",
	"2_b.sql": "CREATE TABLE b (id int);",
	"3_other.sql": "CREATE TABLE other (id int);",
	"4_d.sql": "CREATE TABLE d (id int);"}') \gset
\echo :state :done :pending :last_name
SELECT w->>'code' AS code, w->>'name' AS name, w->>'message' AS message FROM jsonb_array_elements(:'warnings') AS w;

-- a failure keeps what was handed over; the corrected folder goes on
CALL migrate.deploy('{
	"1_a.sql": "CREATE TABLE a (\n  id int -- the key\n);",
	"1_a.down.sql": "DROP TABLE a;",
	"2_b.sql": "CREATE TABLE b (id int);",
	"3_other.sql": "CREATE TABLE other (id int);",
	"4_d.sql": "CREATE TABLE d (id int);",
	"5_e.sql": "CREATE TABLE e (id int);",
	"6_f.sql": "CREATE TABLE f (id int);\nALTER TABLE f RENAME nothing TO id;\n"}');
\echo :LAST_ERROR_SQLSTATE
SELECT name, state FROM migrate.status() WHERE name > '4';
CALL migrate.deploy('{
	"1_a.sql": "CREATE TABLE a (\n  id int -- the key\n);",
	"1_a.down.sql": "DROP TABLE a;",
	"2_b.sql": "CREATE TABLE b (id int);",
	"3_other.sql": "CREATE TABLE other (id int);",
	"4_d.sql": "CREATE TABLE d (id int);",
	"5_e.sql": "CREATE TABLE e (id int);",
	"6_f.sql": "CREATE TABLE f (id int);\n"}') \gset
\echo :state :done :pending :last_name :warnings

-- up to a target
CALL migrate.deploy('[{"name": "1_p", "up": "CREATE TABLE p (id int)"}, {"name": "2_q", "up": "CREATE TABLE q (id int)"}]',
	target => '1_p', project => 'second') \gset
\echo :state :done :pending :last_name

-- files that are not read are warned of
CALL migrate.deploy('{"1_p.sql": "CREATE TABLE p (id int)", "2_q.sql": "CREATE TABLE q (id int)", "seeds/data.sql": "SELECT 1"}',
	project => 'second') \gset
\echo :state :done :pending :last_name
SELECT w->>'code' AS code, w->>'name' AS name, w->>'message' AS message FROM jsonb_array_elements(:'warnings') AS w;

-- what it requires is pending and not in the bundle
SELECT migrate.add('1_needed', 'CREATE TABLE needed (id int)', project => 'third');
CALL migrate.deploy('[{"name": "2_needs", "up": "CREATE TABLE needs (id int)", "requires": ["1_needed"]}]', project => 'third');
\echo :LAST_ERROR_SQLSTATE

-- options are for this call
CALL migrate.deploy('{"1_a.sql": "CREATE TABLE a (id bigint);"}', options => '{"checksum_mismatch": "warn"}') \gset
\echo :state :done :pending
SELECT w->>'code' AS code, w->>'name' AS name, w->>'message' AS message FROM jsonb_array_elements(:'warnings') AS w WHERE w->>'name' = '1_a';
CALL migrate.deploy('{"1_a.sql": "CREATE TABLE a (id bigint);"}');
\echo :LAST_ERROR_SQLSTATE

-- what cannot be read hands nothing over
CALL migrate.deploy(NULL);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.deploy('{}');
\echo :LAST_ERROR_SQLSTATE
CALL migrate.deploy('{"7_g.sql": "SELECT 1"}', layout => 'nothing');
\echo :LAST_ERROR_SQLSTATE
BEGIN;
CALL migrate.deploy('{"7_g.sql": "SELECT 1"}');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT count(*) FROM migrate.status() WHERE name = '7_g';

SELECT count(*) AS findings FROM migrate.verify();
DROP TABLE a, b, d, e, f, other, p, q;
