--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE COLLATION "Odd . ""s"""."C . c" (LOCALE = 'C');
CREATE FUNCTION "Odd . ""s"""."f ()" () RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN s.plain AS int;
CREATE DOMAIN s.whole AS varchar(20) COLLATE "POSIX" DEFAULT 'a'::text NOT NULL CHECK (VALUE <> '');
CREATE DOMAIN s.words AS text[] DEFAULT ARRAY['x'];
CREATE DOMAIN "Odd . ""s"""."D , 'omain"" (" AS text COLLATE "Odd . ""s"""."C . c" DEFAULT 'it''s';
COMMENT ON DOMAIN "Odd . ""s"""."D , 'omain"" (" IS E'two\nlines';
CREATE DOMAIN s.over AS s.plain;
CREATE DOMAIN s.owned AS int;
ALTER DOMAIN s.owned OWNER TO alice;
GRANT USAGE ON DOMAIN s.owned TO bob;
CREATE TABLE s.uses (a s.whole, b s.owned);

--> expect unexpected domain s.added
CREATE DOMAIN s.added AS numeric(10, 2);

--> expect unexpected domain "Odd . ""s"""."New , 'd"" ("
--> expect unexpected domain constraint "c , """ on "Odd . ""s"""."New , 'd"" (" cause domain "Odd . ""s"""."New , 'd"" ("
CREATE DOMAIN "Odd . ""s"""."New , 'd"" (" AS "Odd . ""s"""."D , 'omain"" (" NOT NULL CONSTRAINT "c , """ CHECK (VALUE <> 'x');

--> expect missing domain s.words
DROP DOMAIN s.words;

--> expect missing domain s.plain
--> expect missing domain s.over
DROP DOMAIN s.plain CASCADE;

--> expect missing domain "Odd . ""s"""."D , 'omain"" ("
DROP DOMAIN "Odd . ""s"""."D , 'omain"" (";

--> expect missing domain s.words
--> expect unexpected domain s.phrases
ALTER DOMAIN s.words RENAME TO phrases;

--> expect missing domain s.words
--> expect unexpected domain other.words
ALTER DOMAIN s.words SET SCHEMA other;

--> expect altered domain s.plain
--> attributes default
ALTER DOMAIN s.plain SET DEFAULT 1 + 1;

--> expect altered domain s.plain
--> attributes default
ALTER DOMAIN s.plain SET DEFAULT "Odd . ""s"""."f ()"();

--> expect altered domain s.whole
--> attributes default
ALTER DOMAIN s.whole SET DEFAULT 'b';

--> expect altered domain s.whole
--> attributes default
ALTER DOMAIN s.whole DROP DEFAULT;

--> expect altered domain "Odd . ""s"""."D , 'omain"" ("
--> attributes default
ALTER DOMAIN "Odd . ""s"""."D , 'omain"" (" SET DEFAULT E'back\\slash, {identity} [x]';

--> expect altered domain s.plain
--> attributes not_null
ALTER DOMAIN s.plain SET NOT NULL;

--> expect altered domain s.whole
--> attributes not_null
ALTER DOMAIN s.whole DROP NOT NULL;

--> expect altered domain s.words
--> attributes type
DROP DOMAIN s.words;
CREATE DOMAIN s.words AS varchar(3)[] DEFAULT ARRAY['x'::text];

--> expect altered domain s.words
--> attributes default, type
DROP DOMAIN s.words;
CREATE DOMAIN s.words AS int;

--> expect altered domain "Odd . ""s"""."D , 'omain"" ("
--> attributes collation
DROP DOMAIN "Odd . ""s"""."D , 'omain"" (";
CREATE DOMAIN "Odd . ""s"""."D , 'omain"" (" AS text DEFAULT 'it''s';
COMMENT ON DOMAIN "Odd . ""s"""."D , 'omain"" (" IS E'two\nlines';

--> expect altered domain s.plain
--> attributes owner
ALTER DOMAIN s.plain OWNER TO "Carol ""C""";

--> expect altered domain s.owned
--> attributes owner, privileges
ALTER DOMAIN s.owned OWNER TO bob;

--> expect altered domain s.plain
--> attributes privileges
GRANT USAGE ON DOMAIN s.plain TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered domain s.owned
--> attributes privileges
REVOKE USAGE ON TYPE s.owned FROM bob;

--> expect altered domain s.plain
--> attributes privileges
REVOKE ALL ON DOMAIN s.plain FROM PUBLIC, CURRENT_USER;

--> expect altered domain s.plain
--> attributes comment
COMMENT ON DOMAIN s.plain IS 'plain';

--> expect altered domain "Odd . ""s"""."D , 'omain"" ("
--> attributes comment
COMMENT ON TYPE "Odd . ""s"""."D , 'omain"" (" IS 'one';

--> expect altered domain s.plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain'::regtype, 'pg_type'::regclass, 0, 'provider', 'secret');
