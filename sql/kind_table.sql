--
-- Kind "table"
--
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/sql/include/changes.sql'
\i :include
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE ROLE regress_kinds;
CREATE SCHEMA kt;
CREATE SCHEMA "Kt .""";
CREATE TYPE kt.row AS (a int, b text);

CREATE TABLE kt.plain (a int, b text);
CREATE UNLOGGED TABLE kt.unlogged (a text) WITH (fillfactor = 70, autovacuum_enabled = off, toast.autovacuum_enabled = off);
CREATE TEMP TABLE temporary (a int);
CREATE TABLE kt.empty ();
CREATE TABLE kt.typed OF kt.row;
CREATE TABLE kt.typed_more OF kt.row (b WITH OPTIONS DEFAULT 'b' NOT NULL, PRIMARY KEY (a));
CREATE TABLE "Kt ."""."Tàble ""1.2" ("A.b" int, "c""" text);
CREATE TABLE kt.parent (p int, q text);
CREATE TABLE kt.other (r int, q text);
CREATE TABLE kt.child (c int) INHERITS (kt.other, kt.parent);
CREATE TABLE kt.merged (z int, q text, p int) INHERITS (kt.parent);
CREATE TABLE kt.locked (a int PRIMARY KEY, b text);
ALTER TABLE kt.locked ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
COMMENT ON TABLE kt.locked IS 'locked';
GRANT SELECT, INSERT ON kt.locked TO regress_kinds;
SELECT * FROM pg_temp.model('%', 'table') WHERE identity ~* '^"?kt';

-- a name as long as names can be
SELECT format('CREATE TABLE kt.%I (a int)', repeat('é', 31) || '.') AS long \gset
:long;
SELECT identity FROM pg_temp.model('kt.%éé%', 'table');

-- each ALTER shows where it should
SELECT * FROM pg_temp.change('ALTER TABLE kt.plain SET UNLOGGED');
SELECT * FROM pg_temp.change('ALTER TABLE kt.unlogged SET LOGGED');
SELECT * FROM pg_temp.change('ALTER TABLE kt.unlogged SET (fillfactor = 80, toast.vacuum_truncate = off), RESET (autovacuum_enabled)');
SELECT * FROM pg_temp.change('ALTER TABLE kt.plain OF kt.row');
SELECT * FROM pg_temp.change('ALTER TABLE kt.plain NOT OF');
SELECT * FROM pg_temp.change('ALTER TABLE kt.child NO INHERIT kt.other');
SELECT * FROM pg_temp.change('ALTER TABLE kt.child INHERIT kt.other');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked DISABLE ROW LEVEL SECURITY');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked NO FORCE ROW LEVEL SECURITY');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked REPLICA IDENTITY USING INDEX locked_pkey');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked REPLICA IDENTITY NOTHING');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked REPLICA IDENTITY DEFAULT');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked CLUSTER ON locked_pkey');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked SET WITHOUT CLUSTER');
SELECT * FROM pg_temp.change('ALTER TABLE kt.locked OWNER TO regress_kinds');
SELECT * FROM pg_temp.change('GRANT SELECT ON kt.plain TO regress_kinds WITH GRANT OPTION; GRANT UPDATE ON kt.plain TO PUBLIC');
SELECT * FROM pg_temp.change('COMMENT ON TABLE kt.locked IS ''other''');
SELECT * FROM pg_temp.change('ALTER TABLE kt.empty RENAME TO "Empty"');
SELECT * FROM pg_temp.change('ALTER TABLE kt."Empty" SET SCHEMA "Kt ."""');
SELECT * FROM pg_temp.change('ALTER TABLE kt.parent ADD COLUMN late int');
-- a column that went and came again changes the order
SELECT * FROM pg_temp.change('ALTER TABLE kt.plain DROP COLUMN a');
SELECT * FROM pg_temp.change('ALTER TABLE kt.plain ADD COLUMN a int');
-- what is no DDL shows nowhere
SELECT * FROM pg_temp.change('INSERT INTO kt.plain SELECT ''x'' FROM generate_series(1, 100); ANALYZE kt.plain; TRUNCATE kt.plain');

-- what somebody does is undone
CALL migrate.baseline('tables', up => 'SELECT 1;') \gset
SELECT pg_temp.repair('ALTER TABLE kt.plain SET LOGGED; ALTER TABLE kt.unlogged RESET (fillfactor, toast.vacuum_truncate, toast.autovacuum_enabled), SET (user_catalog_table = on)');
SELECT pg_temp.repair('ALTER TABLE kt.typed NOT OF');
SELECT pg_temp.repair('ALTER TABLE kt.locked REPLICA IDENTITY USING INDEX locked_pkey, ENABLE ROW LEVEL SECURITY, CLUSTER ON locked_pkey');
SELECT pg_temp.repair('ALTER TABLE kt.locked OWNER TO CURRENT_USER; REVOKE ALL ON kt.locked FROM regress_kinds; COMMENT ON TABLE kt.locked IS NULL');
SELECT pg_temp.repair('REVOKE GRANT OPTION FOR SELECT ON kt.plain FROM regress_kinds; REVOKE ALL ON kt.plain FROM CURRENT_USER');
SELECT pg_temp.repair('CREATE TABLE kt.unexpected (a int PRIMARY KEY, b serial)');
SELECT pg_temp.repair('DROP TABLE kt.plain, kt.unlogged, kt.typed, kt.typed_more, kt.locked, "Kt ."""."Tàble ""1.2", "Kt ."""."Empty"');
SELECT pg_temp.repair('DROP TABLE kt.child, kt.merged');
SELECT pg_temp.repair('ALTER TABLE kt.parent ADD COLUMN more int');
-- an order cannot be undone
BEGIN;
SELECT pg_temp.repair('ALTER TABLE kt.other DROP r, ADD r int');
ROLLBACK;
-- nor does a column become again what its parent's is alone
BEGIN;
SELECT pg_temp.repair('ALTER TABLE kt.child NO INHERIT kt.parent');
ROLLBACK;
DROP SCHEMA kt, "Kt .""" CASCADE;
DROP ROLE regress_kinds;
