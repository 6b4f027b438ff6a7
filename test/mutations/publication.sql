--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int PRIMARY KEY, b text, c int);
CREATE TABLE s.second (a int PRIMARY KEY);
CREATE TABLE "Odd . ""s"""."T , (" ("A , (" int PRIMARY KEY);
CREATE PUBLICATION plain FOR TABLE s.t;
CREATE PUBLICATION empty WITH (publish = 'insert, truncate', publish_via_partition_root = true);
CREATE PUBLICATION nothing WITH (publish = '');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION "P , 'p"" (" FOR TABLE "Odd . ""s"""."T , (", s.second, TABLES IN SCHEMA other WITH (publish = 'delete');
COMMENT ON PUBLICATION "P , 'p"" (" IS E'two\nlines';
CREATE PUBLICATION owned;
ALTER PUBLICATION owned OWNER TO alice;

--> expect unexpected publication added
CREATE PUBLICATION added FOR ALL TABLES WITH (publish_via_partition_root = true);

--> expect unexpected publication "New "" ("
--> expect unexpected publication table s.t in publication "New "" (" cause publication "New "" ("
--> expect unexpected publication schema "Odd . ""s""" in publication "New "" (" cause publication "New "" ("
CREATE PUBLICATION "New "" (" FOR TABLE s.t WHERE (a > 1), TABLES IN SCHEMA "Odd . ""s""" WITH (publish = 'update');

--> expect missing publication empty
DROP PUBLICATION empty;

--> expect missing publication everything
DROP PUBLICATION everything;

--> expect missing publication "P , 'p"" ("
--> expect missing publication table "Odd . ""s"""."T , (" in publication "P , 'p"" (" cause publication "P , 'p"" ("
--> expect missing publication table s.second in publication "P , 'p"" (" cause publication "P , 'p"" ("
--> expect missing publication schema other in publication "P , 'p"" (" cause publication "P , 'p"" ("
DROP PUBLICATION "P , 'p"" (";

--> expect missing publication empty
--> expect unexpected publication renamed
ALTER PUBLICATION empty RENAME TO renamed;

--> expect altered publication plain
--> attributes publish
ALTER PUBLICATION plain SET (publish = 'insert');

--> expect altered publication nothing
--> attributes publish
ALTER PUBLICATION nothing SET (publish = 'update, delete');

--> expect altered publication "P , 'p"" ("
--> attributes publish
ALTER PUBLICATION "P , 'p"" (" SET (publish = 'insert, update, delete, truncate');

--> expect altered publication plain
--> attributes via_root
ALTER PUBLICATION plain SET (publish_via_partition_root);

--> expect altered publication empty
--> attributes publish, via_root
ALTER PUBLICATION empty SET (publish_via_partition_root = false, publish = '');

--> expect altered publication plain
--> attributes generated_columns
--> version >= 18
ALTER PUBLICATION plain SET (publish_generated_columns = stored);

--> expect altered publication everything
--> attributes all_tables
DROP PUBLICATION everything;
CREATE PUBLICATION everything;

--> expect altered publication plain
--> attributes owner
ALTER PUBLICATION plain OWNER TO "Carol ""C""";

--> expect altered publication owned
--> attributes owner
ALTER PUBLICATION owned OWNER TO CURRENT_USER;

--> expect altered publication plain
--> attributes comment
COMMENT ON PUBLICATION plain IS 'plain';

--> expect altered publication "P , 'p"" ("
--> attributes comment
COMMENT ON PUBLICATION "P , 'p"" (" IS NULL;

--> expect altered publication plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
SELECT oid, 'pg_publication'::regclass, 0, 'provider', 'secret' FROM pg_publication WHERE pubname = 'plain';
