--> setup
CREATE EXTENSION btree_gist;
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int NOT NULL, b int, c text, d int4range, e int, f int);
ALTER TABLE s.t ADD CONSTRAINT t_key PRIMARY KEY (a);
ALTER TABLE s.t ADD CONSTRAINT t_b UNIQUE (b) INCLUDE (c) WITH (fillfactor = 70) USING INDEX TABLESPACE other_space;
ALTER TABLE s.t ADD CONSTRAINT t_e UNIQUE (e) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE s.t ADD CONSTRAINT t_d EXCLUDE USING gist (d WITH &&, (b + 1) WITH =) WHERE (b > 0);
ALTER TABLE s.t ADD CONSTRAINT t_c CHECK (c <> ''), ADD CONSTRAINT t_f CHECK (f > 0) NOT VALID,
	ADD CONSTRAINT t_alone CHECK (f < 1000) NO INHERIT;
COMMENT ON CONSTRAINT t_c ON s.t IS 'not empty';
COMMENT ON INDEX s.t_b IS 'of b';
CREATE TABLE s.ref (a int, b int, c int, d int);
ALTER TABLE s.ref ADD CONSTRAINT ref_a FOREIGN KEY (a) REFERENCES s.t ON DELETE CASCADE;
ALTER TABLE s.ref ADD CONSTRAINT ref_b FOREIGN KEY (b) REFERENCES s.t (b) DEFERRABLE;
ALTER TABLE s.ref ADD CONSTRAINT ref_c FOREIGN KEY (c) REFERENCES s.t NOT VALID;
CREATE TABLE "Odd . ""s"""."T "" on . (" ("C , "" 'x'" int, b int);
ALTER TABLE "Odd . ""s"""."T "" on . (" ADD CONSTRAINT "K "" on . (" UNIQUE ("C , "" 'x'"),
	ADD CONSTRAINT "Check ' on "" ." CHECK ("C , "" 'x'" > 0);
CREATE TABLE s.parts (a int NOT NULL, b text) PARTITION BY RANGE (a);
CREATE TABLE s.part_1 PARTITION OF s.parts FOR VALUES FROM (1) TO (10);
CREATE TABLE s.part_2 PARTITION OF s.parts FOR VALUES FROM (10) TO (20);
ALTER TABLE s.parts ADD CONSTRAINT parts_key PRIMARY KEY (a);
CREATE TABLE s.only_parts (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE s.only_part_1 PARTITION OF s.only_parts FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY s.only_parts ADD CONSTRAINT only_parts_key PRIMARY KEY (a);
ALTER TABLE ONLY s.only_part_1 ADD CONSTRAINT only_part_1_key PRIMARY KEY (a);
CREATE TABLE s.parent (a int, CONSTRAINT parent_a CHECK (a > 0));
CREATE TABLE s.child (b int) INHERITS (s.parent);
CREATE FOREIGN DATA WRAPPER fdw;
CREATE SERVER srv FOREIGN DATA WRAPPER fdw;
CREATE FOREIGN TABLE s.remote (a int, CONSTRAINT remote_a CHECK (a > 0)) SERVER srv;

--> expect unexpected constraint more on s.ref
ALTER TABLE s.ref ADD CONSTRAINT more CHECK (d > 0);

--> expect unexpected constraint ref_check on s.ref
ALTER TABLE s.ref ADD CHECK (a > b) NOT VALID;

--> expect unexpected constraint ref_d_key on s.ref
ALTER TABLE s.ref ADD UNIQUE (d);

--> expect unexpected constraint more on s.ref
ALTER TABLE s.ref ADD CONSTRAINT more UNIQUE NULLS NOT DISTINCT (c, d) INCLUDE (a) WITH (fillfactor = 50) USING INDEX TABLESPACE other_space;

--> expect altered column s.ref.d
--> expect unexpected constraint more on s.ref
--> attributes not_null
ALTER TABLE s.ref ADD CONSTRAINT more PRIMARY KEY (d) DEFERRABLE;

--> expect unexpected constraint more on s.t
CREATE UNIQUE INDEX more ON s.t (c, f);
ALTER TABLE s.t ADD CONSTRAINT more UNIQUE USING INDEX more;

--> expect unexpected constraint more on s.ref
ALTER TABLE s.ref ADD CONSTRAINT more EXCLUDE USING gist (d WITH =, int4range(a, b) WITH &&) WHERE (d IS NOT NULL) DEFERRABLE INITIALLY DEFERRED;

--> expect unexpected constraint ref_d_fkey on s.ref
ALTER TABLE s.ref ADD FOREIGN KEY (d) REFERENCES s.t MATCH FULL ON UPDATE RESTRICT ON DELETE SET NULL (d) DEFERRABLE INITIALLY DEFERRED NOT VALID;

--> expect unexpected constraint more on s.parts
ALTER TABLE s.parts ADD CONSTRAINT more CHECK (b <> '');

--> expect unexpected constraint more on s.parts
--> expect unexpected constraint part_1_a_b_key on s.part_1 cause constraint more on s.parts
--> expect unexpected constraint part_2_a_b_key on s.part_2 cause constraint more on s.parts
ALTER TABLE s.parts ADD CONSTRAINT more UNIQUE (a, b);

--> expect unexpected constraint more on s.parts
ALTER TABLE s.parts ADD CONSTRAINT more FOREIGN KEY (a) REFERENCES s.t;

--> expect unexpected constraint more on s.part_1
ALTER TABLE s.part_1 ADD CONSTRAINT more CHECK (a <> 5);

--> expect unexpected constraint more on s.parent
ALTER TABLE s.parent ADD CONSTRAINT more CHECK (a < 100);

--> expect unexpected constraint parent_b on s.child
ALTER TABLE ONLY s.child ADD CONSTRAINT parent_b CHECK (b < 100);

--> expect unexpected constraint more on s.remote
ALTER FOREIGN TABLE s.remote ADD CONSTRAINT more CHECK (a < 10) NOT VALID;

--> expect unexpected constraint more on s.t
--> version >= 18
ALTER TABLE s.t ADD CONSTRAINT more NOT NULL f NOT VALID;

--> expect unexpected constraint more on s.t
--> version >= 18
ALTER TABLE s.t ADD CONSTRAINT more CHECK (f <> 7) NOT ENFORCED;

--> expect unexpected constraint even_more on s.ref
--> expect unexpected constraint more on s.ref
--> version >= 18
ALTER TABLE s.ref ADD CONSTRAINT more UNIQUE (d, c), ADD CONSTRAINT even_more FOREIGN KEY (d) REFERENCES s.t NOT ENFORCED;

--> expect missing constraint ref_a on s.ref
ALTER TABLE s.ref DROP CONSTRAINT ref_a;

--> expect missing constraint t_c on s.t
ALTER TABLE s.t DROP CONSTRAINT t_c;

--> expect missing constraint ref_a on s.ref
--> expect missing constraint ref_c on s.ref
--> expect missing constraint t_key on s.t
ALTER TABLE s.t DROP CONSTRAINT t_key CASCADE;

--> expect missing constraint t_d on s.t
ALTER TABLE s.t DROP CONSTRAINT t_d;

--> expect missing constraint part_1_pkey on s.part_1 cause constraint parts_key on s.parts
--> expect missing constraint part_2_pkey on s.part_2 cause constraint parts_key on s.parts
--> expect missing constraint parts_key on s.parts
ALTER TABLE s.parts DROP CONSTRAINT parts_key;

--> expect missing constraint only_parts_key on s.only_parts
ALTER TABLE s.only_parts DROP CONSTRAINT only_parts_key;

--> expect missing constraint parent_a on s.parent
ALTER TABLE s.parent DROP CONSTRAINT parent_a;

--> expect missing constraint remote_a on s.remote
ALTER FOREIGN TABLE s.remote DROP CONSTRAINT remote_a;

--> expect missing constraint "K "" on . (" on "Odd . ""s"""."T "" on . ("
ALTER TABLE "Odd . ""s"""."T "" on . (" DROP CONSTRAINT "K "" on . (";

--> expect missing constraint t_c on s.t
--> expect unexpected constraint t_cc on s.t
ALTER TABLE s.t RENAME CONSTRAINT t_c TO t_cc;

--> expect unexpected constraint "T "" e" on s.t
--> expect missing constraint t_e on s.t
ALTER TABLE s.t RENAME CONSTRAINT t_e TO "T "" e";

--> expect missing constraint t_b on s.t
--> expect unexpected constraint t_bb on s.t
--> leaves unexpected constraint t_bb on s.t
ALTER TABLE s.t RENAME CONSTRAINT t_b TO t_bb;

--> expect missing constraint t_key on s.t
--> expect unexpected constraint t_pkey on s.t
--> leaves missing constraint t_key on s.t
--> leaves unexpected constraint t_pkey on s.t
ALTER INDEX s.t_key RENAME TO t_pkey;

--> expect missing constraint "Check ' on "" ." on "Odd . ""s"""."T "" on . ("
--> expect unexpected constraint "check on "" ." on "Odd . ""s"""."T "" on . ("
ALTER TABLE "Odd . ""s"""."T "" on . (" RENAME CONSTRAINT "Check ' on "" ." TO "check on "" .";

--> expect altered constraint t_c on s.t
--> attributes comment, definition
ALTER TABLE s.t DROP CONSTRAINT t_c;
ALTER TABLE s.t ADD CONSTRAINT t_c CHECK (c <> ' ');

--> expect altered constraint t_d on s.t
--> attributes definition
ALTER TABLE s.t DROP CONSTRAINT t_d;
ALTER TABLE s.t ADD CONSTRAINT t_d EXCLUDE USING gist (d WITH &&, (b + 1) WITH =) WHERE (b > 1);

--> expect altered constraint t_e on s.t
--> attributes definition
ALTER TABLE s.t DROP CONSTRAINT t_e;
ALTER TABLE s.t ADD CONSTRAINT t_e UNIQUE (e, f) DEFERRABLE INITIALLY DEFERRED;

--> expect altered constraint ref_a on s.ref
--> attributes definition
ALTER TABLE s.ref DROP CONSTRAINT ref_a;
ALTER TABLE s.ref ADD CONSTRAINT ref_a FOREIGN KEY (a) REFERENCES s.t ON DELETE SET DEFAULT;

--> expect altered constraint ref_a on s.ref
--> attributes definition
ALTER TABLE s.ref DROP CONSTRAINT ref_a;
ALTER TABLE s.ref ADD CONSTRAINT ref_a CHECK (a > 0);

--> expect altered constraint t_alone on s.t
--> attributes no_inherit
ALTER TABLE s.t DROP CONSTRAINT t_alone, ADD CONSTRAINT t_alone CHECK (f < 1000);

--> expect altered constraint t_c on s.t
--> attributes comment, no_inherit
ALTER TABLE s.t DROP CONSTRAINT t_c, ADD CONSTRAINT t_c CHECK (c <> '') NO INHERIT;

--> expect altered constraint ref_a on s.ref
--> attributes deferrable
ALTER TABLE s.ref ALTER CONSTRAINT ref_a DEFERRABLE INITIALLY DEFERRED;

--> expect altered constraint ref_b on s.ref
--> attributes deferrable
ALTER TABLE s.ref ALTER CONSTRAINT ref_b NOT DEFERRABLE;

--> expect altered constraint t_e on s.t
--> attributes deferrable
ALTER TABLE s.t DROP CONSTRAINT t_e, ADD CONSTRAINT t_e UNIQUE (e);

--> expect altered constraint ref_a on s.ref
--> attributes not_enforced
--> version >= 18
ALTER TABLE s.ref ALTER CONSTRAINT ref_a NOT ENFORCED;

--> expect altered constraint t_alone on s.t
--> attributes not_enforced
--> version >= 18
ALTER TABLE s.t DROP CONSTRAINT t_alone, ADD CONSTRAINT t_alone CHECK (f < 1000) NO INHERIT NOT ENFORCED;

--> expect altered constraint t_f on s.t
--> attributes not_valid
ALTER TABLE s.t VALIDATE CONSTRAINT t_f;

--> expect altered constraint ref_c on s.ref
--> attributes not_valid
ALTER TABLE s.ref VALIDATE CONSTRAINT ref_c;

--> expect altered constraint ref_a on s.ref
--> attributes not_valid
ALTER TABLE s.ref DROP CONSTRAINT ref_a, ADD CONSTRAINT ref_a FOREIGN KEY (a) REFERENCES s.t ON DELETE CASCADE NOT VALID;

--> expect altered constraint t_b on s.t
--> attributes options
ALTER INDEX s.t_b SET (fillfactor = 80, deduplicate_items = off);

--> expect altered constraint t_b on s.t
--> attributes options
ALTER INDEX s.t_b RESET (fillfactor);

--> expect altered constraint t_key on s.t
--> attributes tablespace
ALTER INDEX s.t_key SET TABLESPACE other_space;

--> expect altered constraint t_b on s.t
--> attributes tablespace
ALTER INDEX s.t_b SET TABLESPACE pg_default;

--> expect altered constraint t_b on s.t
--> attributes tablespace
ALTER INDEX ALL IN TABLESPACE other_space SET TABLESPACE pg_default;

--> expect altered constraint t_d on s.t
--> attributes statistics
ALTER INDEX s.t_d ALTER COLUMN 2 SET STATISTICS 99;

--> expect altered constraint only_part_1_key on s.only_part_1
--> attributes partition_of
--> leaves altered constraint only_part_1_key on s.only_part_1
ALTER INDEX s.only_parts_key ATTACH PARTITION s.only_part_1_key;

--> expect altered table s.t
--> expect altered constraint t_key on s.t cause table s.t
--> attributes clustered
ALTER TABLE s.t CLUSTER ON t_key;

--> expect altered table s.t
--> expect altered constraint t_key on s.t cause table s.t
--> attributes replica_identity
ALTER TABLE s.t REPLICA IDENTITY USING INDEX t_key;

--> expect altered constraint t_b on s.t
--> attributes extensions
ALTER INDEX s.t_b DEPENDS ON EXTENSION btree_gist;

--> expect altered constraint t_key on s.t
--> attributes index_comment
COMMENT ON INDEX s.t_key IS 'key';

--> expect altered constraint t_b on s.t
--> attributes index_comment
COMMENT ON INDEX s.t_b IS NULL;

--> expect altered constraint t_c on s.t
--> attributes comment
COMMENT ON CONSTRAINT t_c ON s.t IS 'it''s not empty';

--> expect altered constraint t_c on s.t
--> attributes comment
COMMENT ON CONSTRAINT t_c ON s.t IS NULL;

--> expect altered constraint "Check ' on "" ." on "Odd . ""s"""."T "" on . ("
--> attributes comment
COMMENT ON CONSTRAINT "Check ' on "" ." ON "Odd . ""s"""."T "" on . (" IS 'odd';

--> expect unexpected constraint t_a_not_null on s.t
--> version >= 18
COMMENT ON CONSTRAINT t_a_not_null ON s.t IS 'not null';
