--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE COLLATION "Odd . ""s"""."C . c" (LOCALE = 'C');
CREATE TYPE s.pair AS (a int, b text);
COMMENT ON COLUMN s.pair.a IS 'first';
CREATE TYPE s.nothing AS ();
CREATE TYPE s.typed AS (a numeric(10, 2), b varchar(7)[] COLLATE "C", c timestamp(3) with time zone);
CREATE TYPE "Odd . ""s"""."T , 'ype"" (" AS ("A , 'a"" (" int, b text COLLATE "Odd . ""s"""."C . c", "C  c" s.pair);
COMMENT ON TYPE "Odd . ""s"""."T , 'ype"" (" IS E'two\nlines';
COMMENT ON COLUMN "Odd . ""s"""."T , 'ype"" ("."A , 'a"" (" IS 'it''s, "odd"';
COMMENT ON COLUMN "Odd . ""s"""."T , 'ype"" ("."C  c" IS 'c';
CREATE TYPE s.holed AS (a int, gone int, b int);
ALTER TYPE s.holed DROP ATTRIBUTE gone;
CREATE TYPE s.owned AS (a int);
ALTER TYPE s.owned OWNER TO alice;
GRANT USAGE ON TYPE s.owned TO bob;
CREATE TYPE s.parent AS (a int, b text);
CREATE TABLE s.typed_table OF s.parent;
CREATE TABLE s.uses (p s.owned);

--> expect unexpected composite type s.added
CREATE TYPE s.added AS (a int, b s.pair[]);

--> expect unexpected composite type "Odd . ""s"""."New , 't"" ("
CREATE TYPE "Odd . ""s"""."New , 't"" (" AS ();

--> expect missing composite type s.typed
DROP TYPE s.typed;

--> expect missing composite type "Odd . ""s"""."T , 'ype"" ("
DROP TYPE "Odd . ""s"""."T , 'ype"" (";

--> expect missing composite type s.nothing
DROP TYPE s.nothing;

--> expect missing composite type s.typed
--> expect unexpected composite type s.of_types
ALTER TYPE s.typed RENAME TO of_types;

--> expect missing composite type s.nothing
--> expect unexpected composite type other.nothing
ALTER TYPE s.nothing SET SCHEMA other;

--> expect altered composite type s.pair
--> attributes attributes
ALTER TYPE s.pair ADD ATTRIBUTE c int;

--> expect altered composite type s.pair
--> attributes attributes
ALTER TYPE s.pair ADD ATTRIBUTE "c , """ varchar(3) COLLATE "POSIX", ADD ATTRIBUTE d int[];

--> expect altered composite type s.nothing
--> attributes attributes
ALTER TYPE s.nothing ADD ATTRIBUTE a int;

--> expect altered composite type s.holed
--> attributes attributes
ALTER TYPE s.holed ADD ATTRIBUTE gone int;

--> expect altered composite type s.pair
--> attributes attributes
ALTER TYPE s.pair DROP ATTRIBUTE b;

--> expect altered composite type s.pair
--> attributes attribute_comments, attributes
--> leaves altered composite type s.pair
ALTER TYPE s.pair DROP ATTRIBUTE IF EXISTS a RESTRICT;

--> expect altered composite type s.pair
--> attributes attribute_comments, attributes
ALTER TYPE s.pair DROP ATTRIBUTE a, DROP ATTRIBUTE b;

--> expect altered composite type "Odd . ""s"""."T , 'ype"" ("
--> attributes attribute_comments, attributes
ALTER TYPE "Odd . ""s"""."T , 'ype"" (" DROP ATTRIBUTE "A , 'a"" (";

--> expect altered composite type s.pair
--> attributes attributes
ALTER TYPE s.pair ALTER ATTRIBUTE b TYPE varchar(10);

--> expect altered composite type s.pair
--> attributes attributes
ALTER TYPE s.pair ALTER ATTRIBUTE b SET DATA TYPE text COLLATE "C";

--> expect altered composite type s.typed
--> attributes attributes
ALTER TYPE s.typed ALTER ATTRIBUTE a TYPE numeric(10, 3), ALTER ATTRIBUTE b TYPE varchar(7)[],
	ALTER ATTRIBUTE c TYPE timestamp;

--> expect altered composite type "Odd . ""s"""."T , 'ype"" ("
--> attributes attributes
ALTER TYPE "Odd . ""s"""."T , 'ype"" (" ALTER ATTRIBUTE b TYPE text, ALTER ATTRIBUTE "C  c" TYPE int;

--> expect altered composite type s.pair
--> attributes attribute_comments, attributes
ALTER TYPE s.pair RENAME ATTRIBUTE a TO z;

--> expect altered composite type "Odd . ""s"""."T , 'ype"" ("
--> attributes attribute_comments, attributes
ALTER TYPE "Odd . ""s"""."T , 'ype"" (" RENAME ATTRIBUTE "C  c" TO "C , c";

--> expect altered composite type s.typed
--> attributes attributes
ALTER TYPE s.typed RENAME ATTRIBUTE a TO x;
ALTER TYPE s.typed RENAME ATTRIBUTE b TO a;
ALTER TYPE s.typed RENAME ATTRIBUTE x TO b;

--> expect altered composite type s.parent
--> expect unexpected column s.typed_table.c cause composite type s.parent
--> attributes attributes
ALTER TYPE s.parent ADD ATTRIBUTE c int CASCADE;

--> expect altered composite type s.parent
--> expect missing column s.typed_table.a cause composite type s.parent
--> attributes attributes
--> leaves altered composite type s.parent
--> leaves missing column s.typed_table.a cause composite type s.parent
ALTER TYPE s.parent DROP ATTRIBUTE a CASCADE;

--> expect altered composite type s.parent
--> expect altered column s.typed_table.a cause composite type s.parent
--> attributes attributes
ALTER TYPE s.parent ALTER ATTRIBUTE a TYPE int8 CASCADE;

--> expect altered composite type s.parent
--> expect missing column s.typed_table.b cause composite type s.parent
--> expect unexpected column s.typed_table.z cause composite type s.parent
--> attributes attributes
ALTER TYPE s.parent RENAME ATTRIBUTE b TO z CASCADE;

--> expect altered composite type s.pair
--> attributes attribute_comments
COMMENT ON COLUMN s.pair.a IS 'the ''first''';

--> expect altered composite type s.pair
--> attributes attribute_comments
COMMENT ON COLUMN s.pair.a IS NULL;

--> expect altered composite type s.pair
--> attributes attribute_comments
COMMENT ON COLUMN s.pair.b IS E'sec,\nond';

--> expect altered composite type "Odd . ""s"""."T , 'ype"" ("
--> attributes attribute_comments
COMMENT ON COLUMN "Odd . ""s"""."T , 'ype"" ("."A , 'a"" (" IS 'even';

--> expect altered composite type s.typed
--> attributes owner
ALTER TYPE s.typed OWNER TO "Carol ""C""";

--> expect altered composite type s.owned
--> attributes owner, privileges
ALTER TYPE s.owned OWNER TO CURRENT_USER;

--> expect altered composite type s.typed
--> attributes privileges
GRANT USAGE ON TYPE s.typed TO bob;

--> expect altered composite type s.owned
--> attributes privileges
REVOKE USAGE ON TYPE s.owned FROM bob, alice;

--> expect altered composite type s.pair
--> attributes comment
COMMENT ON TYPE s.pair IS 'two';

--> expect altered composite type "Odd . ""s"""."T , 'ype"" ("
--> attributes comment
COMMENT ON TYPE "Odd . ""s"""."T , 'ype"" (" IS NULL;

--> expect altered composite type s.pair
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.pair'::regtype, 'pg_type'::regclass, 0, 'provider', 'secret');
