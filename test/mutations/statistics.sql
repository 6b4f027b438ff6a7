--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int, b text, c int);
CREATE STATISTICS s.stat ON a, c FROM s.t;
CREATE STATISTICS s.more (ndistinct, mcv) ON a, lower(b), (c + 1) FROM s.t;
ALTER STATISTICS s.more SET STATISTICS 500;
COMMENT ON STATISTICS s.more IS 'more';
CREATE STATISTICS "Odd . ""s"""."St "" at . (" ON a, b FROM s.t;

--> expect unexpected statistics s.added
CREATE STATISTICS s.added (dependencies) ON b, c FROM s.t;

--> expect unexpected statistics "Odd . ""s"""."add . "" ed"
CREATE STATISTICS "Odd . ""s"""."add . "" ed" ON (a * 2) FROM s.t;

--> expect missing statistics s.stat
DROP STATISTICS s.stat;

--> expect missing statistics "Odd . ""s"""."St "" at . ("
DROP STATISTICS "Odd . ""s"""."St "" at . (";

--> expect missing column s.t.c
--> expect missing statistics s.more
--> expect missing statistics s.stat
ALTER TABLE s.t DROP c;

--> expect missing statistics s.stat
--> expect unexpected statistics s.stats
ALTER STATISTICS s.stat RENAME TO stats;

--> expect unexpected statistics "Odd . ""s""".stat
--> expect missing statistics s.stat
ALTER STATISTICS s.stat SET SCHEMA "Odd . ""s""";

--> expect altered statistics s.stat
--> attributes definition
DROP STATISTICS s.stat;
CREATE STATISTICS s.stat ON a, b FROM s.t;

--> expect altered statistics s.stat
--> attributes definition
DROP STATISTICS s.stat;
CREATE STATISTICS s.stat (mcv) ON a, c FROM s.t;

--> expect missing column s.t.b
--> expect unexpected column s.t.bb
--> expect altered statistics "Odd . ""s"""."St "" at . (" cause column s.t.bb
--> expect altered statistics s.more cause column s.t.bb
--> leaves altered table s.t
ALTER TABLE s.t RENAME b TO bb;

--> expect altered statistics s.stat
--> attributes target
ALTER STATISTICS s.stat SET STATISTICS 200;

--> expect altered statistics s.more
--> attributes target
ALTER STATISTICS s.more SET STATISTICS -1;

--> expect altered statistics s.more
--> attributes target
ALTER STATISTICS s.more SET STATISTICS 0;

--> expect altered statistics s.stat
--> attributes owner
ALTER STATISTICS s.stat OWNER TO alice;

--> expect altered statistics "Odd . ""s"""."St "" at . ("
--> attributes owner
ALTER STATISTICS "Odd . ""s"""."St "" at . (" OWNER TO "Carol ""C""";

--> expect altered statistics s.stat
--> attributes comment
COMMENT ON STATISTICS s.stat IS 'stat';

--> expect altered statistics s.more
--> attributes comment
COMMENT ON STATISTICS s.more IS NULL;
