--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."compare , (" (int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR "Odd . ""s""".<@ (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE TYPE s.kind AS ENUM ('a');
CREATE OPERATOR FAMILY s.family USING btree;
CREATE OPERATOR FAMILY s.second USING btree;
CREATE OPERATOR FAMILY s.third USING btree;
CREATE OPERATOR CLASS s.plain FOR TYPE int USING btree FAMILY s.family AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp (int, int);
CREATE OPERATOR CLASS s.bare FOR TYPE int USING btree FAMILY s.second AS STORAGE int;
CREATE OPERATOR CLASS s.stored FOR TYPE int8 USING gist AS OPERATOR 3 =, STORAGE int4;
CREATE OPERATOR CLASS s.standard DEFAULT FOR TYPE s.kind USING hash AS OPERATOR 1 = (anyenum, anyenum), FUNCTION 1 hashenum (anyenum);
CREATE OPERATOR CLASS "Odd . ""s"""."C , 'c"" (" FOR TYPE int USING btree AS
	OPERATOR 1 "Odd . ""s""".<@, FUNCTION 1 "Odd . ""s"""."compare , (" (int, int);
COMMENT ON OPERATOR CLASS "Odd . ""s"""."C , 'c"" (" USING btree IS E'two\nlines';
CREATE OPERATOR CLASS s.owned FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4 (int);
ALTER OPERATOR CLASS s.owned USING hash OWNER TO alice;
CREATE TABLE s.t (a int);
CREATE INDEX uses ON s.t (a s.plain);

--> expect unexpected operator class s.added USING btree
CREATE OPERATOR CLASS s.added FOR TYPE int USING btree FAMILY s.second AS OPERATOR 1 <, FUNCTION 1 btint4cmp (int, int);

--> expect unexpected operator class "Odd . ""s"""."New "" (" USING hash
--> expect unexpected operator family "Odd . ""s"""."New "" (" USING hash
CREATE OPERATOR CLASS "Odd . ""s"""."New "" (" FOR TYPE int USING hash AS OPERATOR 1 =;

--> expect missing operator class s.bare USING btree
DROP OPERATOR CLASS s.bare USING btree;

--> expect missing operator class s.stored USING gist
DROP OPERATOR CLASS s.stored USING gist;

--> expect missing operator class s.standard USING hash
--> expect missing operator family s.standard USING hash
DROP OPERATOR FAMILY s.standard USING hash;

--> expect missing operator class "Odd . ""s"""."C , 'c"" (" USING btree
DROP OPERATOR CLASS "Odd . ""s"""."C , 'c"" (" USING btree;

--> expect missing operator class s.stored USING gist
--> expect unexpected operator class s.renamed USING gist
ALTER OPERATOR CLASS s.stored USING gist RENAME TO renamed;

--> expect missing operator class s.bare USING btree
--> expect unexpected operator class other.bare USING btree
ALTER OPERATOR CLASS s.bare USING btree SET SCHEMA other;

--> expect altered operator class s.bare USING btree
--> attributes family
DROP OPERATOR CLASS s.bare USING btree;
CREATE OPERATOR CLASS s.bare FOR TYPE int USING btree FAMILY s.third AS STORAGE int;

--> expect altered operator class s.stored USING gist
--> attributes storage
DROP OPERATOR CLASS s.stored USING gist;
CREATE OPERATOR CLASS s.stored FOR TYPE int8 USING gist FAMILY s.stored AS STORAGE int8;

--> expect altered operator class s.stored USING gist
--> attributes type
DROP OPERATOR CLASS s.stored USING gist;
CREATE OPERATOR CLASS s.stored FOR TYPE int2 USING gist FAMILY s.stored AS STORAGE int4;

--> expect altered operator class s.standard USING hash
--> attributes default
DROP OPERATOR CLASS s.standard USING hash;
CREATE OPERATOR CLASS s.standard FOR TYPE s.kind USING hash FAMILY s.standard AS STORAGE s.kind;

--> expect altered operator class "Odd . ""s"""."C , 'c"" (" USING btree
--> attributes comment, members
DROP OPERATOR CLASS "Odd . ""s"""."C , 'c"" (" USING btree;
CREATE OPERATOR CLASS "Odd . ""s"""."C , 'c"" (" FOR TYPE int USING btree FAMILY "Odd . ""s"""."C , 'c"" (" AS OPERATOR 1 "Odd . ""s""".<@;

--> expect altered operator class s.bare USING btree
--> attributes owner
ALTER OPERATOR CLASS s.bare USING btree OWNER TO "Carol ""C""";

--> expect altered operator class s.owned USING hash
--> attributes owner
ALTER OPERATOR CLASS s.owned USING hash OWNER TO CURRENT_USER;

--> expect altered operator class s.bare USING btree
--> attributes comment
COMMENT ON OPERATOR CLASS s.bare USING btree IS 'bare';

--> expect altered operator class "Odd . ""s"""."C , 'c"" (" USING btree
--> attributes comment
COMMENT ON OPERATOR CLASS "Odd . ""s"""."C , 'c"" (" USING btree IS NULL;
