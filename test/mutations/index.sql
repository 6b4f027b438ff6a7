--> setup
CREATE EXTENSION btree_gin;
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int, b text, c tsvector, d int);
CREATE INDEX t_a ON s.t (a);
CREATE INDEX t_b ON s.t (lower(b), a DESC NULLS LAST) INCLUDE (d) WITH (fillfactor = 70)
	TABLESPACE other_space WHERE d > 0;
CREATE UNIQUE INDEX t_d ON s.t (d);
CREATE INDEX t_c ON s.t USING gin (c) WITH (fastupdate = off);
ALTER INDEX s.t_b ALTER COLUMN 1 SET STATISTICS 100;
COMMENT ON INDEX s.t_d IS 'of d';
CREATE TABLE s.marked (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX marked_a ON s.marked (a);
CREATE UNIQUE INDEX marked_b ON s.marked (b);
ALTER TABLE s.marked CLUSTER ON marked_a, REPLICA IDENTITY USING INDEX marked_a;
CREATE TABLE "Odd . ""s"""."T "" on . (" ("C , "" 'x'" text);
CREATE INDEX "I "" on WITH (x) WHERE ." ON "Odd . ""s"""."T "" on . (" ("C , "" 'x'");
CREATE TABLE s.parts (a int, b text) PARTITION BY RANGE (a);
CREATE TABLE s.part_1 PARTITION OF s.parts FOR VALUES FROM (1) TO (10);
CREATE INDEX parts_a ON s.parts (a);
CREATE INDEX parts_b ON ONLY s.parts (b);
CREATE INDEX part_1_b ON s.part_1 (b);
CREATE MATERIALIZED VIEW s.m AS SELECT 1 AS a;
CREATE INDEX m_a ON s.m (a);

--> expect unexpected index s.added
CREATE INDEX added ON s.t (b text_pattern_ops, a ASC NULLS FIRST) WITH (deduplicate_items = off);

--> expect unexpected index "Odd . ""s"""."Added . """
CREATE UNIQUE INDEX "Added . """ ON "Odd . ""s"""."T "" on . (" (("C , "" 'x'" || 'x') COLLATE "C");

--> expect unexpected index s.added
CREATE INDEX added ON s.t USING hash (a) TABLESPACE other_space WHERE b = 'it''s' AND a > 1;

--> expect unexpected index s.added
CREATE UNIQUE INDEX added ON s.t (a, b) NULLS NOT DISTINCT;

--> expect unexpected index s.added
CREATE INDEX added ON s.t USING brin (a) WITH (pages_per_range = 8);

--> expect unexpected index s.part_1_a_b_idx cause index s.parts_a_b_idx
--> expect unexpected index s.parts_a_b_idx
CREATE INDEX ON s.parts (a, b);

--> expect unexpected index s.added
CREATE INDEX added ON ONLY s.parts (a, b);

--> expect unexpected index s.m_a_idx
CREATE UNIQUE INDEX ON s.m (a);

--> expect missing index s.t_a
DROP INDEX s.t_a;

--> expect missing index s.t_b
DROP INDEX s.t_b;

--> expect missing index "Odd . ""s"""."I "" on WITH (x) WHERE ."
DROP INDEX "Odd . ""s"""."I "" on WITH (x) WHERE .";

--> expect missing index s.part_1_a_idx cause index s.parts_a
--> expect missing index s.parts_a
DROP INDEX s.parts_a;

--> expect missing index s.parts_b
DROP INDEX s.parts_b;

--> expect altered table s.marked
--> expect missing index s.marked_a
--> attributes clustered, replica_identity
DROP INDEX s.marked_a;

--> expect missing index s.t_a
--> expect unexpected index s.t_aa
ALTER INDEX s.t_a RENAME TO t_aa;

--> expect missing index "Odd . ""s"""."I "" on WITH (x) WHERE ."
--> expect unexpected index "Odd . ""s"""."i "" on WITH (x) WHERE ."
ALTER INDEX "Odd . ""s"""."I "" on WITH (x) WHERE ." RENAME TO "i "" on WITH (x) WHERE .";

--> expect altered index s.t_a
--> attributes definition
DROP INDEX s.t_a;
CREATE INDEX t_a ON s.t (a DESC);

--> expect altered index s.t_a
--> attributes definition
DROP INDEX s.t_a;
CREATE INDEX t_a ON s.t USING hash (a);

--> expect altered index s.t_a
--> attributes definition
DROP INDEX s.t_a;
CREATE UNIQUE INDEX t_a ON s.t (a);

--> expect altered index s.t_b
--> attributes predicate, statistics
DROP INDEX s.t_b;
CREATE INDEX t_b ON s.t (lower(b), a DESC NULLS LAST) INCLUDE (d) WITH (fillfactor = 70)
	TABLESPACE other_space WHERE d > 1;

--> expect altered index s.t_a
--> attributes predicate
DROP INDEX s.t_a;
CREATE INDEX t_a ON s.t (a) WHERE a > 1;

--> expect missing column s.t.b
--> expect unexpected column s.t.bb
--> expect altered index s.t_b cause column s.t.bb
--> leaves altered table s.t
ALTER TABLE s.t RENAME COLUMN b TO bb;

--> expect altered index s.t_a
--> attributes options
ALTER INDEX s.t_a SET (fillfactor = 80);

--> expect altered index s.t_b
--> attributes options
ALTER INDEX s.t_b SET (fillfactor = 80, deduplicate_items = off);

--> expect altered index s.t_b
--> attributes options
ALTER INDEX s.t_b RESET (fillfactor);

--> expect altered index s.t_c
--> attributes options
ALTER INDEX s.t_c SET (fastupdate = on, gin_pending_list_limit = 128);

--> expect altered index s.t_a
--> attributes tablespace
ALTER INDEX s.t_a SET TABLESPACE other_space;

--> expect altered index s.t_b
--> attributes tablespace
ALTER INDEX s.t_b SET TABLESPACE pg_default;

--> expect altered index s.parts_a
--> attributes tablespace
ALTER INDEX s.parts_a SET TABLESPACE other_space;

--> expect altered index s.t_b
--> attributes statistics
ALTER INDEX s.t_b ALTER COLUMN 1 SET STATISTICS 200;

--> expect altered index s.t_b
--> attributes statistics
ALTER INDEX s.t_b ALTER COLUMN 1 SET STATISTICS -1;

--> expect altered index s.part_1_b
--> attributes partition_of
--> leaves altered index s.part_1_b
ALTER INDEX s.parts_b ATTACH PARTITION s.part_1_b;

--> expect altered table s.t
--> expect altered index s.t_d cause table s.t
--> attributes clustered
ALTER TABLE s.t CLUSTER ON t_d;

--> expect altered index s.marked_a
--> expect altered index s.marked_b
--> attributes clustered
ALTER TABLE s.marked CLUSTER ON marked_b;

--> expect altered table s.marked
--> expect altered index s.marked_a cause table s.marked
--> attributes clustered
ALTER TABLE s.marked SET WITHOUT CLUSTER;

--> expect altered index s.marked_a
--> expect altered index s.marked_b
--> attributes replica_identity
ALTER TABLE s.marked REPLICA IDENTITY USING INDEX marked_b;

--> expect altered table s.marked
--> expect altered index s.marked_a cause table s.marked
--> attributes replica_identity
ALTER TABLE s.marked REPLICA IDENTITY DEFAULT;

--> expect altered index s.t_c
--> attributes extensions
ALTER INDEX s.t_c DEPENDS ON EXTENSION btree_gin;

--> expect altered index s.t_a
--> attributes invalid
--> no repair: REINDEX CONCURRENTLY does not run in a transaction
SET LOCAL allow_system_table_mods = on;
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 's.t_a'::regclass;

--> expect altered index s.t_a
--> attributes comment
COMMENT ON INDEX s.t_a IS 'of a';

--> expect altered index "Odd . ""s"""."I "" on WITH (x) WHERE ."
--> attributes comment
COMMENT ON INDEX "Odd . ""s"""."I "" on WITH (x) WHERE ." IS 'odd';

--> expect altered index s.t_d
--> attributes comment
COMMENT ON INDEX s.t_d IS NULL;
