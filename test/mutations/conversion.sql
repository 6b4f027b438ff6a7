--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."F , (" (int, int, cstring, internal, int, bool) RETURNS int LANGUAGE c STRICT AS '$libdir/utf8_and_iso8859_1', 'utf8_to_iso8859_1';
CREATE CONVERSION s.plain FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION s.standard FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE CONVERSION "Odd . ""s"""."C , 'c"" (" FOR 'UTF8' TO 'LATIN1' FROM "Odd . ""s"""."F , (";
COMMENT ON CONVERSION "Odd . ""s"""."C , 'c"" (" IS E'two\nlines';
CREATE CONVERSION s.owned FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
ALTER CONVERSION s.owned OWNER TO alice;

--> expect unexpected conversion s.added
CREATE DEFAULT CONVERSION s.added FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

--> expect unexpected conversion "Odd . ""s"""."New "" ("
CREATE CONVERSION "Odd . ""s"""."New "" (" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

--> expect missing conversion s.standard
DROP CONVERSION s.standard;

--> expect missing conversion "Odd . ""s"""."C , 'c"" ("
DROP CONVERSION "Odd . ""s"""."C , 'c"" (";

--> expect missing conversion s.plain
--> expect unexpected conversion s.renamed
ALTER CONVERSION s.plain RENAME TO renamed;

--> expect missing conversion s.standard
--> expect unexpected conversion other.standard
ALTER CONVERSION s.standard SET SCHEMA other;

--> expect altered conversion s.standard
--> attributes default
DROP CONVERSION s.standard;
CREATE CONVERSION s.standard FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

--> expect altered conversion s.plain
--> attributes function, source, target
DROP CONVERSION s.plain;
CREATE CONVERSION s.plain FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

--> expect altered conversion "Odd . ""s"""."C , 'c"" ("
--> attributes comment, function
DROP CONVERSION "Odd . ""s"""."C , 'c"" (";
CREATE CONVERSION "Odd . ""s"""."C , 'c"" (" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

--> expect altered conversion s.plain
--> attributes owner
ALTER CONVERSION s.plain OWNER TO "Carol ""C""";

--> expect altered conversion s.owned
--> attributes owner
ALTER CONVERSION s.owned OWNER TO CURRENT_USER;

--> expect altered conversion s.plain
--> attributes comment
COMMENT ON CONVERSION s.plain IS 'plain';

--> expect altered conversion "Odd . ""s"""."C , 'c"" ("
--> attributes comment
COMMENT ON CONVERSION "Odd . ""s"""."C , 'c"" (" IS NULL;
