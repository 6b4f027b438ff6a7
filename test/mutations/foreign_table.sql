--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FOREIGN DATA WRAPPER fdw;
CREATE SERVER srv FOREIGN DATA WRAPPER fdw;
CREATE SERVER "Other ""srv" FOREIGN DATA WRAPPER fdw;
CREATE FOREIGN TABLE s.plain (a int, b text) SERVER srv;
CREATE FOREIGN TABLE s.full (a int NOT NULL, b text DEFAULT 'x') SERVER srv OPTIONS (name 'n', kind 'k');
CREATE TABLE s.parent (a int);
CREATE FOREIGN TABLE s.child (b int) INHERITS (s.parent) SERVER srv;
CREATE TABLE s.parts (a int, b text) PARTITION BY RANGE (a);
CREATE FOREIGN TABLE s.part_1 PARTITION OF s.parts FOR VALUES FROM (1) TO (10) SERVER srv;
COMMENT ON FOREIGN TABLE s.full IS 'full';
GRANT SELECT ON s.full TO alice;
CREATE FOREIGN TABLE "Odd . ""s"""."F "" . (" ("C , "" 'x'" int) SERVER "Other ""srv" OPTIONS ("O , "" 'x'" 'it''s "', b '\');

--> expect unexpected foreign table s.added
CREATE FOREIGN TABLE s.added (a int OPTIONS (x 'y') NOT NULL, b text COLLATE "C") SERVER srv;

--> expect unexpected foreign table "Odd . ""s"""."add . "" ed"
CREATE FOREIGN TABLE "Odd . ""s"""."add . "" ed" () INHERITS (s.parent) SERVER "Other ""srv" OPTIONS ("a "" , " ', ');

--> expect unexpected foreign table s.added
CREATE FOREIGN TABLE s.added PARTITION OF s.parts DEFAULT SERVER srv;

--> expect missing foreign table s."full"
DROP FOREIGN TABLE s.full;

--> expect missing foreign table s.part_1
DROP FOREIGN TABLE s.part_1;

--> expect missing foreign table "Odd . ""s"""."F "" . ("
DROP FOREIGN TABLE "Odd . ""s"""."F "" . (";

--> expect missing table s.parts
--> expect missing foreign table s.part_1 cause table s.parts
DROP TABLE s.parts;

--> expect unexpected foreign table s."Pl ""ain"
--> expect missing foreign table s.plain
ALTER FOREIGN TABLE s.plain RENAME TO "Pl ""ain";

--> expect unexpected foreign table "Odd . ""s"""."full"
--> expect missing foreign table s."full"
ALTER FOREIGN TABLE s.full SET SCHEMA "Odd . ""s""";

--> expect altered foreign table s.plain
--> attributes server
DROP FOREIGN TABLE s.plain;
CREATE FOREIGN TABLE s.plain (a int, b text) SERVER "Other ""srv";

--> expect altered foreign table s.plain
--> attributes columns
--> leaves altered foreign table s.plain
DROP FOREIGN TABLE s.plain;
CREATE FOREIGN TABLE s.plain (b text, a int) SERVER srv;

--> expect unexpected table s.plain
--> expect missing foreign table s.plain
DROP FOREIGN TABLE s.plain;
CREATE TABLE s.plain (a int, b text);

--> expect unexpected server "S ""rv"
--> expect missing server srv
--> expect altered foreign table s."full" cause server "S ""rv"
--> expect altered foreign table s.child cause server "S ""rv"
--> expect altered foreign table s.part_1 cause server "S ""rv"
--> expect altered foreign table s.plain cause server "S ""rv"
ALTER SERVER srv RENAME TO "S ""rv";

--> expect altered foreign table s.plain
--> attributes options
ALTER FOREIGN TABLE s.plain OPTIONS (ADD name 'n');

--> expect altered foreign table s."full"
--> attributes options
ALTER FOREIGN TABLE s.full OPTIONS (SET name 'N', DROP kind, ADD "More , ""x" 'it''s');

--> expect altered foreign table s."full"
--> attributes options
ALTER FOREIGN TABLE s.full OPTIONS (DROP name, DROP kind);

--> expect altered foreign table "Odd . ""s"""."F "" . ("
--> attributes options
ALTER FOREIGN TABLE "Odd . ""s"""."F "" . (" OPTIONS (SET "O , "" 'x'" '', DROP b);

--> expect altered foreign table s.child
--> attributes columns, inherits
--> leaves unexpected column s.child.a
ALTER FOREIGN TABLE s.child NO INHERIT s.parent;

--> expect altered foreign table s.plain
--> expect altered column s.plain.a cause foreign table s.plain
--> attributes inherits
ALTER FOREIGN TABLE s.plain INHERIT s.parent;

--> expect altered foreign table s.part_1
--> attributes columns, partition_bound, partition_of
ALTER TABLE s.parts DETACH PARTITION s.part_1;

--> expect altered foreign table s.plain
--> attributes columns, partition_bound, partition_of
ALTER TABLE s.parts ATTACH PARTITION s.plain FOR VALUES FROM (10) TO (20);

--> expect altered foreign table s.part_1
--> attributes partition_bound
ALTER TABLE s.parts DETACH PARTITION s.part_1;
ALTER TABLE s.parts ATTACH PARTITION s.part_1 FOR VALUES FROM (1) TO (11);

--> expect altered foreign table s.plain
--> attributes owner
ALTER FOREIGN TABLE s.plain OWNER TO alice;

--> expect altered foreign table "Odd . ""s"""."F "" . ("
--> attributes owner
ALTER FOREIGN TABLE "Odd . ""s"""."F "" . (" OWNER TO "Carol ""C""";

--> expect altered foreign table s.plain
--> attributes privileges
GRANT SELECT, INSERT ON s.plain TO bob WITH GRANT OPTION;

--> expect altered foreign table s."full"
--> attributes privileges
REVOKE SELECT ON s.full FROM alice;

--> expect altered foreign table s.plain
--> attributes comment
COMMENT ON FOREIGN TABLE s.plain IS 'plain';

--> expect altered foreign table s."full"
--> attributes comment
COMMENT ON FOREIGN TABLE s.full IS NULL;

--> expect altered foreign table s.plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');
