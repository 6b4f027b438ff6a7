--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
GRANT USAGE ON SCHEMA s TO bob;
CREATE TYPE s.row AS (a int, b text);
CREATE TABLE s.plain (a int, b text);
CREATE TABLE s.stored (a int, b text) WITH (fillfactor = 70, autovacuum_enabled = off,
	toast.autovacuum_enabled = off) TABLESPACE other_space;
CREATE UNLOGGED TABLE s.unlogged (a int);
CREATE TABLE s.typed OF s.row;
CREATE TABLE s.parent (a int, b text);
CREATE TABLE s.second (z int);
CREATE TABLE s.child (c int) INHERITS (s.parent, s.second);
CREATE TABLE s.parts (a int, b text) PARTITION BY RANGE (a);
CREATE TABLE s.part_1 PARTITION OF s.parts FOR VALUES FROM (1) TO (10);
CREATE TABLE s.part_2 (b text, a int);
ALTER TABLE s.parts ATTACH PARTITION s.part_2 FOR VALUES FROM (10) TO (20);
CREATE TABLE s.listed (a int) PARTITION BY LIST (a);
CREATE TABLE s.listed_rest PARTITION OF s.listed DEFAULT;
CREATE TABLE s.hashed (a int) PARTITION BY HASH (a);
CREATE TABLE s.hashed_0 PARTITION OF s.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE s.indexed (a int NOT NULL, b text);
CREATE UNIQUE INDEX indexed_a ON s.indexed (a);
CREATE TABLE s.secure (a int);
ALTER TABLE s.secure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
CREATE TABLE s.clustered (a int NOT NULL);
CREATE UNIQUE INDEX clustered_a ON s.clustered (a);
ALTER TABLE s.clustered CLUSTER ON clustered_a, REPLICA IDENTITY USING INDEX clustered_a;
CREATE TABLE "Odd . ""s"""."T , 'able"" (""" ("C . "" 'x'" int, b text);
COMMENT ON TABLE "Odd . ""s"""."T , 'able"" (""" IS E'two\nlines';
CREATE TABLE s.granted (a int);
GRANT SELECT, INSERT ON s.granted TO alice;
GRANT UPDATE ON s.granted TO bob WITH GRANT OPTION;
SET ROLE bob;
GRANT UPDATE ON s.granted TO "Carol ""C""" WITH GRANT OPTION;
RESET ROLE;
GRANT USAGE ON SCHEMA s TO "Carol ""C""";
SET ROLE "Carol ""C""";
GRANT UPDATE ON s.granted TO alice;
RESET ROLE;
CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE s.other_method (a int) USING heap_too;

--> expect unexpected table s.added
CREATE TABLE s.added (a int, b text);

--> expect unexpected sequence "Odd . ""s"""."new "" (_b_seq" cause table "Odd . ""s"""."new "" ("
--> expect unexpected table "Odd . ""s"""."new "" ("
--> expect unexpected constraint "new "" (_pkey" on "Odd . ""s"""."new "" (" cause table "Odd . ""s"""."new "" ("
CREATE TABLE "Odd . ""s"""."new "" (" (" "" ," int PRIMARY KEY, b serial);

--> expect unexpected table s.added
CREATE TABLE s.added AS SELECT 1 AS a, 'x'::text AS b;

--> expect unexpected table s.part_3
CREATE TABLE s.part_3 PARTITION OF s.parts FOR VALUES FROM (20) TO (30) PARTITION BY LIST (b);

--> expect missing table s.plain
DROP TABLE s.plain;

--> expect missing table s.part_1
DROP TABLE s.part_1;

--> expect missing table s.part_1 cause table s.parts
--> expect missing table s.part_2 cause table s.parts
--> expect missing table s.parts
DROP TABLE s.parts;

--> expect missing table s.clustered
--> expect missing index s.clustered_a cause table s.clustered
DROP TABLE s.clustered;

--> expect missing table s.child
--> expect missing table s.parent
DROP TABLE s.parent CASCADE;

--> expect missing table "Odd . ""s"""."T , 'able"" ("""
DROP TABLE "Odd . ""s"""."T , 'able"" (""";

--> expect missing table s.plain
--> expect unexpected table s.plainer
ALTER TABLE s.plain RENAME TO plainer;

--> expect unexpected table "Odd . ""s""".indexed
--> expect missing table s.indexed
--> expect unexpected index "Odd . ""s""".indexed_a cause table "Odd . ""s""".indexed
--> expect missing index s.indexed_a cause table s.indexed
ALTER TABLE s.indexed SET SCHEMA "Odd . ""s""";

--> expect altered table s.plain
--> attributes columns
--> leaves altered table s.plain
DROP TABLE s.plain;
CREATE TABLE s.plain (b text, a int);

--> expect altered table s.plain
--> attributes partition_by
--> leaves altered table s.plain
DROP TABLE s.plain;
CREATE TABLE s.plain (a int, b text) PARTITION BY HASH (a);

--> expect missing table s.plain
--> expect unexpected view s.plain
DROP TABLE s.plain;
CREATE VIEW s.plain AS SELECT 1 AS a, ''::text AS b;

--> expect altered table s.listed
--> attributes partition_by
--> leaves altered table s.listed
DROP TABLE s.listed;
CREATE TABLE s.listed (a int) PARTITION BY RANGE (a);
CREATE TABLE s.listed_rest PARTITION OF s.listed DEFAULT;

--> expect altered table s.plain
--> attributes unlogged
ALTER TABLE s.plain SET UNLOGGED;

--> expect altered table s.unlogged
--> attributes unlogged
ALTER TABLE s.unlogged SET LOGGED;

--> expect altered table s.plain
--> attributes of_type
ALTER TABLE s.plain OF s.row;

--> expect altered table s.typed
--> attributes of_type
ALTER TABLE s.typed NOT OF;

--> expect altered table s.plain
--> attributes options
ALTER TABLE s.plain SET (fillfactor = 90, autovacuum_vacuum_cost_delay = 1.5);

--> expect altered table s.stored
--> attributes options
ALTER TABLE s.stored SET (fillfactor = 80);

--> expect altered table s.stored
--> attributes options
ALTER TABLE s.stored RESET (autovacuum_enabled, fillfactor);

--> expect altered table s.stored
--> attributes toast_options
ALTER TABLE s.stored SET (toast.autovacuum_enabled = on, toast.vacuum_truncate = off);

--> expect altered table s.stored
--> attributes toast_options
ALTER TABLE s.stored RESET (toast.autovacuum_enabled);

--> expect altered table s.plain
--> attributes options
ALTER TABLE s.plain SET (toast_tuple_target = 256, user_catalog_table = on, parallel_workers = 3);

--> expect altered table s.plain
--> attributes tablespace
ALTER TABLE s.plain SET TABLESPACE other_space;

--> expect altered table s.stored
--> attributes tablespace
ALTER TABLE s.stored SET TABLESPACE pg_default;

--> expect altered table s.stored
--> attributes tablespace
ALTER TABLE ALL IN TABLESPACE other_space SET TABLESPACE pg_default;

--> expect altered table s.part_1 cause table s.parts
--> expect altered table s.part_2 cause table s.parts
--> expect altered table s.parts
--> attributes tablespace
ALTER TABLE s.parts SET TABLESPACE other_space;

--> expect altered table s.plain
--> attributes access_method
ALTER TABLE s.plain SET ACCESS METHOD heap_too;

--> expect altered table s.other_method
--> attributes access_method
ALTER TABLE s.other_method SET ACCESS METHOD heap;

--> expect altered table s.part_1 cause table s.parts
--> expect altered table s.part_2 cause table s.parts
--> expect altered table s.parts
--> attributes access_method
--> version >= 17
ALTER TABLE s.parts SET ACCESS METHOD heap_too;

--> expect altered table s.plain
--> expect altered column s.plain.a cause table s.plain
--> expect altered column s.plain.b cause table s.plain
--> attributes inherits
ALTER TABLE s.plain INHERIT s.parent;

--> expect altered table s.child
--> attributes columns, inherits
--> leaves unexpected column s.child.z
ALTER TABLE s.child NO INHERIT s.second;

--> expect altered table s.child
--> attributes columns, inherits
--> leaves unexpected column s.child.a
--> leaves unexpected column s.child.b
--> leaves unexpected column s.child.z
ALTER TABLE s.child NO INHERIT s.parent, INHERIT s.parent;

--> expect unexpected table s.part_0
CREATE TABLE s.part_0 (a int, b text);
ALTER TABLE s.parts ATTACH PARTITION s.part_0 FOR VALUES FROM (MINVALUE) TO (1);

--> expect altered table s.plain
--> attributes columns, partition_bound, partition_of
ALTER TABLE s.parts ATTACH PARTITION s.plain DEFAULT;

--> expect altered table s.part_1
--> attributes columns, partition_bound, partition_of
ALTER TABLE s.parts DETACH PARTITION s.part_1;

--> expect altered table s.part_2
--> expect altered column s.part_2.a cause table s.part_2
--> expect altered column s.part_2.b cause table s.part_2
--> attributes partition_bound, partition_of
ALTER TABLE s.parts DETACH PARTITION s.part_2;

--> expect altered table s.part_1
--> attributes partition_bound
ALTER TABLE s.parts DETACH PARTITION s.part_1;
ALTER TABLE s.parts ATTACH PARTITION s.part_1 FOR VALUES FROM (2) TO (10);

--> expect altered table s.listed_rest
--> attributes partition_bound
ALTER TABLE s.listed DETACH PARTITION s.listed_rest;
ALTER TABLE s.listed ATTACH PARTITION s.listed_rest FOR VALUES IN (1, 2, NULL);

--> expect altered table s.hashed_0
--> attributes partition_bound
ALTER TABLE s.hashed DETACH PARTITION s.hashed_0;
ALTER TABLE s.hashed ATTACH PARTITION s.hashed_0 FOR VALUES WITH (MODULUS 2, REMAINDER 1);

--> expect altered table s.listed_rest
--> attributes partition_bound, partition_of
ALTER TABLE s.listed DETACH PARTITION s.listed_rest;
ALTER TABLE s.hashed ATTACH PARTITION s.listed_rest FOR VALUES WITH (MODULUS 4, REMAINDER 1);

--> expect altered table s.plain
--> attributes row_security
ALTER TABLE s.plain ENABLE ROW LEVEL SECURITY;

--> expect altered table s.secure
--> attributes row_security
ALTER TABLE s.secure DISABLE ROW LEVEL SECURITY;

--> expect altered table s.plain
--> attributes force_row_security
ALTER TABLE s.plain FORCE ROW LEVEL SECURITY;

--> expect altered table s.secure
--> attributes force_row_security
ALTER TABLE s.secure NO FORCE ROW LEVEL SECURITY;

--> expect altered table s.plain
--> attributes replica_identity
ALTER TABLE s.plain REPLICA IDENTITY FULL;

--> expect altered table s.plain
--> attributes replica_identity
ALTER TABLE s.plain REPLICA IDENTITY NOTHING;

--> expect altered table s.secure
--> attributes replica_identity
ALTER TABLE s.secure REPLICA IDENTITY DEFAULT;

--> expect altered table s.indexed
--> expect altered index s.indexed_a cause table s.indexed
--> attributes replica_identity
ALTER TABLE s.indexed REPLICA IDENTITY USING INDEX indexed_a;

--> expect altered table s.clustered
--> expect altered index s.clustered_a cause table s.clustered
--> attributes replica_identity
ALTER TABLE s.clustered REPLICA IDENTITY NOTHING;

--> expect altered table s.indexed
--> expect altered index s.indexed_a cause table s.indexed
--> attributes clustered
ALTER TABLE s.indexed CLUSTER ON indexed_a;

--> expect altered table s.clustered
--> expect altered index s.clustered_a cause table s.clustered
--> attributes clustered
ALTER TABLE s.clustered SET WITHOUT CLUSTER;

--> expect altered table s.plain
--> attributes owner
ALTER TABLE s.plain OWNER TO alice;

--> expect altered table "Odd . ""s"""."T , 'able"" ("""
--> attributes owner
ALTER TABLE "Odd . ""s"""."T , 'able"" (""" OWNER TO "Carol ""C""";

--> expect altered table s.granted
--> attributes owner, privileges
ALTER TABLE s.granted OWNER TO alice;

--> expect altered table s.plain
--> attributes privileges
GRANT SELECT ON s.plain TO PUBLIC;

--> expect altered table s.plain
--> attributes privileges
GRANT ALL ON s.plain TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered table s.granted
--> attributes privileges
REVOKE INSERT ON s.granted FROM alice;

--> expect altered table s.granted
--> attributes privileges
REVOKE GRANT OPTION FOR UPDATE ON s.granted FROM bob CASCADE;

--> expect altered table s.plain
--> attributes privileges
REVOKE ALL ON s.plain FROM CURRENT_USER;

--> expect altered table s.granted
--> attributes privileges
REVOKE UPDATE ON s.granted FROM bob CASCADE;

--> expect missing table s.granted
DROP TABLE s.granted;

--> expect altered table s.granted
--> attributes privileges
SET ROLE bob;
GRANT UPDATE ON s.granted TO alice;
RESET ROLE;

--> expect altered table s.plain
--> attributes comment
COMMENT ON TABLE s.plain IS 'plain';

--> expect altered table "Odd . ""s"""."T , 'able"" ("""
--> attributes comment
COMMENT ON TABLE "Odd . ""s"""."T , 'able"" (""" IS 'one ''line';

--> expect altered table "Odd . ""s"""."T , 'able"" ("""
--> attributes comment
COMMENT ON TABLE "Odd . ""s"""."T , 'able"" (""" IS NULL;

--> expect altered table s.plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');
