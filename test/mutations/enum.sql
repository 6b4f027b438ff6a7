--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TYPE s.mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE s.nothing AS ENUM ();
CREATE TYPE "Odd . ""s"""."E , 'num"" (" AS ENUM ('it''s', 'a, b', 'back\slash', 'x" '' , y', '');
COMMENT ON TYPE "Odd . ""s"""."E , 'num"" (" IS E'two\nlines';
CREATE TYPE s.owned AS ENUM ('a');
ALTER TYPE s.owned OWNER TO alice;
GRANT USAGE ON SCHEMA s TO bob;
GRANT USAGE ON TYPE s.owned TO bob WITH GRANT OPTION;
COMMENT ON TYPE s.owned IS 'of alice';
CREATE TYPE s.used AS ENUM ('a', 'b', 'c');
CREATE TABLE s.uses (m s.used DEFAULT 'a', ms s.used[]);

--> expect unexpected enum s.added
CREATE TYPE s.added AS ENUM ('a', 'b');

--> expect unexpected enum "Odd . ""s"""."New , 'e"" ("
CREATE TYPE "Odd . ""s"""."New , 'e"" (" AS ENUM ();

--> expect missing enum s.mood
DROP TYPE s.mood;

--> expect missing enum "Odd . ""s"""."E , 'num"" ("
DROP TYPE "Odd . ""s"""."E , 'num"" (";

--> expect missing enum s.owned
DROP TYPE s.owned;

--> expect missing enum s.mood
--> expect unexpected enum s.feeling
ALTER TYPE s.mood RENAME TO feeling;

--> expect missing enum s.owned
--> expect unexpected enum other.owned
ALTER TYPE s.owned SET SCHEMA other;

--> expect altered enum s.mood
--> attributes values
ALTER TYPE s.mood ADD VALUE 'glad';

--> expect altered enum s.mood
--> attributes values
ALTER TYPE s.mood ADD VALUE 'desperate' BEFORE 'sad';

--> expect altered enum "Odd . ""s"""."E , 'num"" ("
--> attributes values
ALTER TYPE "Odd . ""s"""."E , 'num"" (" ADD VALUE IF NOT EXISTS ', ''' AFTER 'a, b';

--> expect altered enum s.nothing
--> attributes values
ALTER TYPE s.nothing ADD VALUE 'something';

--> expect altered enum s.mood
--> attributes values
ALTER TYPE s.mood RENAME VALUE 'ok' TO 'so, ''so''';

--> expect altered enum s.used
--> expect altered column s.uses.m cause enum s.used
--> attributes values
ALTER TYPE s.used RENAME VALUE 'b' TO 'B';
ALTER TYPE s.used RENAME VALUE 'a' TO 'A';

--> expect altered enum "Odd . ""s"""."E , 'num"" ("
--> attributes values
ALTER TYPE "Odd . ""s"""."E , 'num"" (" RENAME VALUE '' TO ' ';

--> expect altered enum s.mood
--> attributes values
ALTER TYPE s.mood RENAME VALUE 'sad' TO 'x';
ALTER TYPE s.mood RENAME VALUE 'happy' TO 'sad';
ALTER TYPE s.mood RENAME VALUE 'x' TO 'happy';

--> expect altered enum s.mood
--> attributes values
DROP TYPE s.mood;
CREATE TYPE s.mood AS ENUM ('sad', 'happy');

--> expect altered enum s.mood
--> attributes values
DROP TYPE s.mood;
CREATE TYPE s.mood AS ENUM ('happy');

--> expect altered enum s.mood
--> attributes values
DROP TYPE s.mood;
CREATE TYPE s.mood AS ENUM ();

--> expect altered enum s.used
--> attributes values
--> leaves altered enum s.used
ALTER TYPE s.used ADD VALUE 'd';

--> expect altered enum s.mood
--> attributes owner
ALTER TYPE s.mood OWNER TO "Carol ""C""";

--> expect altered enum s.owned
--> attributes owner, privileges
ALTER TYPE s.owned OWNER TO CURRENT_USER;

--> expect altered enum s.mood
--> attributes privileges
GRANT USAGE ON TYPE s.mood TO alice;

--> expect altered enum s.mood
--> attributes privileges
REVOKE USAGE ON TYPE s.mood FROM PUBLIC;

--> expect altered enum s.owned
--> attributes privileges
REVOKE GRANT OPTION FOR USAGE ON TYPE s.owned FROM bob;

--> expect altered enum s.owned
--> attributes privileges
SET ROLE bob;
GRANT USAGE ON TYPE s.owned TO "Carol ""C""" WITH GRANT OPTION;
RESET ROLE;

--> expect altered enum s.owned
--> attributes privileges
REVOKE ALL ON TYPE s.owned FROM alice, bob, PUBLIC;

--> expect altered enum s.mood
--> attributes comment
COMMENT ON TYPE s.mood IS 'how one ''feels''';

--> expect altered enum "Odd . ""s"""."E , 'num"" ("
--> attributes comment
COMMENT ON TYPE "Odd . ""s"""."E , 'num"" (" IS NULL;

--> expect altered enum s.mood
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.mood'::regtype, 'pg_type'::regclass, 0, 'provider', 'secret');
