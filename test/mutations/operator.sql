--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TYPE "Odd . ""s"""."T , (" AS ENUM ('a');
CREATE FUNCTION s.same (int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE FUNCTION s.differ (int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2';
CREATE FUNCTION s.prefix (int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT -$1';
CREATE FUNCTION "Odd . ""s"""."F , (" ("Odd . ""s"""."T , (", "Odd . ""s"""."T , ("[]) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR s.=== (FUNCTION = s.same, LEFTARG = int, RIGHTARG = int, COMMUTATOR = OPERATOR(s.===),
	NEGATOR = OPERATOR(s.<!>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR s.<!> (FUNCTION = s.differ, LEFTARG = int, RIGHTARG = int, NEGATOR = OPERATOR(s.===));
CREATE OPERATOR s.!! (FUNCTION = s.prefix, RIGHTARG = int);
CREATE OPERATOR s.~~~ (FUNCTION = s.same, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR "Odd . ""s""".<% (FUNCTION = "Odd . ""s"""."F , (", LEFTARG = "Odd . ""s"""."T , (", RIGHTARG = "Odd . ""s"""."T , ("[]);
COMMENT ON OPERATOR "Odd . ""s""".<% ("Odd . ""s"""."T , (", "Odd . ""s"""."T , ("[]) IS E'two\nlines';
CREATE OPERATOR s.*** (FUNCTION = s.same, LEFTARG = int, RIGHTARG = int);
ALTER OPERATOR s.*** (int, int) OWNER TO alice;

--> expect unexpected operator s.@+(integer,integer)
CREATE OPERATOR s.@+ (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int);

--> expect unexpected operator "Odd . ""s""".@-(NONE,integer)
CREATE OPERATOR "Odd . ""s""".@- (PROCEDURE = s.prefix, RIGHTARG = int);

--> expect missing operator s.!!(NONE,integer)
DROP OPERATOR s.!! (NONE, int);

--> expect missing operator s.~~~(integer,integer)
DROP OPERATOR s.~~~ (int, int);

--> expect missing operator "Odd . ""s""".<%("Odd . ""s"""."T , (","Odd . ""s"""."T , ("[])
DROP OPERATOR "Odd . ""s""".<% ("Odd . ""s"""."T , (", "Odd . ""s"""."T , ("[]);

--> expect missing operator s.===(integer,integer)
--> expect altered operator s.<!>(integer,integer)
DROP OPERATOR s.=== (int, int);

--> expect missing operator s.~~~(integer,integer)
--> expect unexpected operator other.~~~(integer,integer)
ALTER OPERATOR s.~~~ (int, int) SET SCHEMA other;

--> expect altered operator s.===(integer,integer)
--> attributes restrict
ALTER OPERATOR s.=== (int, int) SET (RESTRICT = NONE);

--> expect altered operator s.===(integer,integer)
--> attributes join
ALTER OPERATOR s.=== (int, int) SET (JOIN = NONE);

--> expect altered operator s.===(integer,integer)
--> attributes join, restrict
ALTER OPERATOR s.=== (int, int) SET (RESTRICT = neqsel, JOIN = neqjoinsel);

--> expect altered operator s.~~~(integer,integer)
--> attributes join, restrict
ALTER OPERATOR s.~~~ (int, int) SET (RESTRICT = eqsel, JOIN = eqjoinsel);

--> expect altered operator s.~~~(integer,integer)
--> attributes hashes, merges
--> version >= 17
ALTER OPERATOR s.~~~ (int, int) SET (HASHES, MERGES);

--> expect altered operator s.~~~(integer,integer)
--> attributes commutator
--> version >= 17
ALTER OPERATOR s.~~~ (int, int) SET (COMMUTATOR = OPERATOR(s.~~~));

--> expect altered operator s.~~~(integer,integer)
--> expect altered operator s.***(integer,integer)
--> attributes negator
--> version >= 17
ALTER OPERATOR s.~~~ (int, int) SET (NEGATOR = OPERATOR(s.***));

--> expect altered operator s.~~~(integer,integer)
--> attributes function
DROP OPERATOR s.~~~ (int, int);
CREATE OPERATOR s.~~~ (FUNCTION = s.differ, LEFTARG = int, RIGHTARG = int);

--> expect altered operator s.~~~(integer,integer)
--> attributes commutator, hashes, merges
DROP OPERATOR s.~~~ (int, int);
CREATE OPERATOR s.~~~ (FUNCTION = s.same, LEFTARG = int, RIGHTARG = int, COMMUTATOR = OPERATOR(s.~~~), HASHES, MERGES);

--> expect altered operator s.~~~(integer,integer)
--> attributes owner
ALTER OPERATOR s.~~~ (int, int) OWNER TO "Carol ""C""";

--> expect altered operator s.!!(NONE,integer)
--> attributes owner
ALTER OPERATOR s.!! (NONE, int) OWNER TO bob;

--> expect altered operator s.***(integer,integer)
--> attributes owner
ALTER OPERATOR s.*** (int, int) OWNER TO CURRENT_USER;

--> expect altered operator s.~~~(integer,integer)
--> attributes comment
COMMENT ON OPERATOR s.~~~ (int, int) IS 'it''s like';

--> expect altered operator s.!!(NONE,integer)
--> attributes comment
COMMENT ON OPERATOR s.!! (NONE, int) IS 'prefix';

--> expect altered operator "Odd . ""s""".<%("Odd . ""s"""."T , (","Odd . ""s"""."T , ("[])
--> attributes comment
COMMENT ON OPERATOR "Odd . ""s""".<% ("Odd . ""s"""."T , (", "Odd . ""s"""."T , ("[]) IS NULL;
