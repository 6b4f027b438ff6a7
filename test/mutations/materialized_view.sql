--> setup
CREATE EXTENSION btree_gin;
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE s.t (a int, b text);
CREATE MATERIALIZED VIEW s.plain AS SELECT a, b FROM s.t;
CREATE MATERIALIZED VIEW s.full USING heap_too WITH (fillfactor = 70, autovacuum_enabled = off,
	toast.autovacuum_enabled = off) TABLESPACE other_space AS SELECT a, b FROM s.t WHERE a > 0 WITH NO DATA;
CREATE MATERIALIZED VIEW s.marked AS SELECT a FROM s.t;
CREATE UNIQUE INDEX marked_a ON s.marked (a);
ALTER MATERIALIZED VIEW s.marked CLUSTER ON marked_a;
CREATE VIEW s.upon AS SELECT a FROM s.plain;
COMMENT ON MATERIALIZED VIEW s.full IS 'full';
GRANT SELECT ON s.full TO alice;
CREATE MATERIALIZED VIEW "Odd . ""s"""."M "" . (" AS SELECT a AS "Co "" l" FROM s.t;

--> expect unexpected materialized view s.added
CREATE MATERIALIZED VIEW s.added AS SELECT 1 AS one;

--> expect unexpected materialized view "Odd . ""s"""."add . "" ed"
CREATE MATERIALIZED VIEW "Odd . ""s"""."add . "" ed" ("a, ""b") WITH (fillfactor = 50) TABLESPACE other_space
	AS SELECT a FROM s.t WITH NO DATA;

--> expect missing materialized view s."full"
DROP MATERIALIZED VIEW s.full;

--> expect missing view s.upon
--> expect missing materialized view s.plain
DROP MATERIALIZED VIEW s.plain CASCADE;

--> expect missing materialized view s.marked
--> expect missing index s.marked_a cause materialized view s.marked
DROP MATERIALIZED VIEW s.marked;

--> expect missing materialized view "Odd . ""s"""."M "" . ("
DROP MATERIALIZED VIEW "Odd . ""s"""."M "" . (";

--> expect unexpected materialized view s."Fu ""ll"
--> expect missing materialized view s."full"
ALTER MATERIALIZED VIEW s.full RENAME TO "Fu ""ll";

--> expect unexpected materialized view "Odd . ""s"""."full"
--> expect missing materialized view s."full"
ALTER MATERIALIZED VIEW s.full SET SCHEMA "Odd . ""s""";

--> expect altered materialized view s."full"
--> attributes columns, query
ALTER MATERIALIZED VIEW s.full RENAME COLUMN b TO bb;

--> expect altered materialized view "Odd . ""s"""."M "" . ("
--> attributes query
DROP MATERIALIZED VIEW "Odd . ""s"""."M "" . (";
CREATE MATERIALIZED VIEW "Odd . ""s"""."M "" . (" AS SELECT a + 1 AS "Co "" l" FROM s.t;

--> expect missing column s.t.b
--> expect unexpected column s.t.bb
--> expect altered materialized view s."full" cause column s.t.bb
--> expect altered materialized view s.plain cause column s.t.bb
--> leaves unexpected column s.t.bb
--> leaves altered materialized view s.plain cause column s.t.bb
ALTER TABLE s.t RENAME b TO bb;

--> expect altered materialized view s.plain
--> attributes access_method
ALTER MATERIALIZED VIEW s.plain SET ACCESS METHOD heap_too;

--> expect altered materialized view s."full"
--> attributes access_method
ALTER MATERIALIZED VIEW s.full SET ACCESS METHOD heap;

--> expect altered materialized view s.plain
--> attributes options
ALTER MATERIALIZED VIEW s.plain SET (fillfactor = 60, autovacuum_vacuum_threshold = 7);

--> expect altered materialized view s."full"
--> attributes options
ALTER MATERIALIZED VIEW s.full SET (fillfactor = 60);

--> expect altered materialized view s."full"
--> attributes options
ALTER MATERIALIZED VIEW s.full RESET (fillfactor, autovacuum_enabled);

--> expect altered materialized view s."full"
--> attributes toast_options
ALTER MATERIALIZED VIEW s.full SET (toast.autovacuum_enabled = on);

--> expect altered materialized view s."full"
--> attributes toast_options
ALTER MATERIALIZED VIEW s.full RESET (toast.autovacuum_enabled);

--> expect altered materialized view s.plain
--> attributes tablespace
ALTER MATERIALIZED VIEW s.plain SET TABLESPACE other_space;

--> expect altered materialized view s."full"
--> attributes tablespace
ALTER MATERIALIZED VIEW ALL IN TABLESPACE other_space SET TABLESPACE pg_default;

--> expect altered materialized view s.plain
--> expect unexpected index s.plain_a
--> attributes clustered
CREATE INDEX plain_a ON s.plain (a);
ALTER MATERIALIZED VIEW s.plain CLUSTER ON plain_a;

--> expect altered materialized view s.marked
--> expect altered index s.marked_a cause materialized view s.marked
--> attributes clustered
ALTER MATERIALIZED VIEW s.marked SET WITHOUT CLUSTER;

--> expect altered materialized view s.plain
--> attributes extensions
ALTER MATERIALIZED VIEW s.plain DEPENDS ON EXTENSION btree_gin;

--> expect altered materialized view s.plain
--> attributes owner
ALTER MATERIALIZED VIEW s.plain OWNER TO alice;

--> expect altered materialized view "Odd . ""s"""."M "" . ("
--> attributes owner
ALTER MATERIALIZED VIEW "Odd . ""s"""."M "" . (" OWNER TO "Carol ""C""";

--> expect altered materialized view s.plain
--> attributes privileges
GRANT SELECT ON s.plain TO PUBLIC;

--> expect altered materialized view s."full"
--> attributes privileges
REVOKE ALL ON s.full FROM alice;

--> expect altered materialized view s.plain
--> attributes comment
COMMENT ON MATERIALIZED VIEW s.plain IS 'plain';

--> expect altered materialized view s."full"
--> attributes comment
COMMENT ON MATERIALIZED VIEW s.full IS NULL;

--> expect altered materialized view s.plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');
