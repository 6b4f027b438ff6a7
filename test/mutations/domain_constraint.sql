--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION s.is_fine(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN s.d AS int CONSTRAINT positive CHECK (VALUE > 0) CHECK (VALUE < 100);
CREATE DOMAIN s.short AS varchar(10) CONSTRAINT listed CHECK (VALUE IN ('x', 'y'));
CREATE DOMAIN s.plain AS int;
CREATE DOMAIN "Odd . ""s"""."D , 'd"" (" AS text CONSTRAINT "C , on 'c"" (" CHECK (VALUE <> 'it''s, NOT VALID');
COMMENT ON CONSTRAINT "C , on 'c"" (" ON DOMAIN "Odd . ""s"""."D , 'd"" (" IS E'two\nlines';
CREATE DOMAIN s.unchecked AS int;
ALTER DOMAIN s.unchecked ADD CONSTRAINT later CHECK (VALUE <> 7) NOT VALID;
CREATE TABLE s.uses (a s.d, b s.unchecked);

--> expect unexpected domain constraint added on s.plain
ALTER DOMAIN s.plain ADD CONSTRAINT added CHECK (s.is_fine(VALUE));

--> expect unexpected domain constraint plain_check on s.plain
ALTER DOMAIN s.plain ADD CHECK (VALUE BETWEEN 1 AND 10) NOT VALID;

--> expect unexpected domain constraint "New "" on" on "Odd . ""s"""."D , 'd"" ("
ALTER DOMAIN "Odd . ""s"""."D , 'd"" (" ADD CONSTRAINT "New "" on" CHECK (VALUE ~ '''');

--> expect missing domain constraint positive on s.d
ALTER DOMAIN s.d DROP CONSTRAINT positive;

--> expect missing domain constraint later on s.unchecked
ALTER DOMAIN s.unchecked DROP CONSTRAINT IF EXISTS later CASCADE;

--> expect missing domain constraint "C , on 'c"" (" on "Odd . ""s"""."D , 'd"" ("
ALTER DOMAIN "Odd . ""s"""."D , 'd"" (" DROP CONSTRAINT "C , on 'c"" (";

--> expect missing domain constraint positive on s.d
--> expect unexpected domain constraint above on s.d
ALTER DOMAIN s.d RENAME CONSTRAINT positive TO above;

--> expect altered domain constraint later on s.unchecked
--> attributes not_valid
ALTER DOMAIN s.unchecked VALIDATE CONSTRAINT later;

--> expect altered domain constraint positive on s.d
--> attributes not_valid
ALTER DOMAIN s.d DROP CONSTRAINT positive;
ALTER DOMAIN s.d ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;

--> expect altered domain constraint positive on s.d
--> attributes definition
ALTER DOMAIN s.d DROP CONSTRAINT positive;
ALTER DOMAIN s.d ADD CONSTRAINT positive CHECK (VALUE >= 0);

--> expect altered domain constraint listed on s.short
--> attributes definition
ALTER DOMAIN s.short DROP CONSTRAINT listed;
ALTER DOMAIN s.short ADD CONSTRAINT listed CHECK (VALUE IN ('x', 'y', 'z'));

--> expect altered domain constraint "C , on 'c"" (" on "Odd . ""s"""."D , 'd"" ("
--> attributes definition
ALTER DOMAIN "Odd . ""s"""."D , 'd"" (" DROP CONSTRAINT "C , on 'c"" (";
ALTER DOMAIN "Odd . ""s"""."D , 'd"" (" ADD CONSTRAINT "C , on 'c"" (" CHECK (VALUE <> 'it''s');
COMMENT ON CONSTRAINT "C , on 'c"" (" ON DOMAIN "Odd . ""s"""."D , 'd"" (" IS E'two\nlines';

--> expect altered domain constraint positive on s.d
--> attributes comment
COMMENT ON CONSTRAINT positive ON DOMAIN s.d IS 'above "0"';

--> expect altered domain constraint "C , on 'c"" (" on "Odd . ""s"""."D , 'd"" ("
--> attributes comment
COMMENT ON CONSTRAINT "C , on 'c"" (" ON DOMAIN "Odd . ""s"""."D , 'd"" (" IS NULL;
