--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION s.compare (int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE FUNCTION "Odd . ""s"""."compare , (" (int, int8) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR "Odd . ""s""".<@ (FUNCTION = int48lt, LEFTARG = int, RIGHTARG = int8);
CREATE OPERATOR FAMILY s.plain USING btree;
CREATE OPERATOR FAMILY s.gist USING gist;
CREATE OPERATOR FAMILY s.loose USING btree;
ALTER OPERATOR FAMILY s.loose USING btree ADD OPERATOR 1 < (int, int), OPERATOR 3 = (int, int),
	FUNCTION 1 (int, int) s.compare (int, int);
CREATE OPERATOR FAMILY "Odd . ""s"""."F , 'f"" (" USING btree;
ALTER OPERATOR FAMILY "Odd . ""s"""."F , 'f"" (" USING btree ADD OPERATOR 1 "Odd . ""s""".<@ (int, int8),
	FUNCTION 1 (int, int8) "Odd . ""s"""."compare , (" (int, int8);
COMMENT ON OPERATOR FAMILY "Odd . ""s"""."F , 'f"" (" USING btree IS E'two\nlines';
CREATE OPERATOR FAMILY s.owned USING hash;
ALTER OPERATOR FAMILY s.owned USING hash OWNER TO alice;

--> expect unexpected operator family s.added USING hash
CREATE OPERATOR FAMILY s.added USING hash;

--> expect unexpected operator family "Odd . ""s"""."New "" (" USING brin
CREATE OPERATOR FAMILY "Odd . ""s"""."New "" (" USING brin;

--> expect missing operator family s.plain USING btree
DROP OPERATOR FAMILY s.plain USING btree;

--> expect missing operator family s.loose USING btree
DROP OPERATOR FAMILY s.loose USING btree;

--> expect missing operator family "Odd . ""s"""."F , 'f"" (" USING btree
DROP OPERATOR FAMILY "Odd . ""s"""."F , 'f"" (" USING btree;

--> expect missing operator family s.plain USING btree
--> expect unexpected operator family s.renamed USING btree
ALTER OPERATOR FAMILY s.plain USING btree RENAME TO renamed;

--> expect missing operator family s.plain USING btree
--> expect unexpected operator family other.plain USING btree
ALTER OPERATOR FAMILY s.plain USING btree SET SCHEMA other;

--> expect missing operator family s.plain USING btree
--> expect unexpected operator family s.plain USING hash
DROP OPERATOR FAMILY s.plain USING btree;
CREATE OPERATOR FAMILY s.plain USING hash;

--> expect altered operator family s.plain USING btree
--> attributes members
ALTER OPERATOR FAMILY s.plain USING btree ADD OPERATOR 1 < (int, int8), OPERATOR 5 > (int, int8) FOR SEARCH,
	FUNCTION 1 (int, int8) btint48cmp (int, int8), FUNCTION 2 (int, int) btint4sortsupport (internal);

--> expect altered operator family s.gist USING gist
--> attributes members
ALTER OPERATOR FAMILY s.gist USING gist ADD OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops;

--> expect altered operator family s.loose USING btree
--> attributes members
ALTER OPERATOR FAMILY s.loose USING btree DROP OPERATOR 1 (int, int);

--> expect altered operator family s.loose USING btree
--> attributes members
ALTER OPERATOR FAMILY s.loose USING btree DROP FUNCTION 1 (int, int), OPERATOR 3 (int, int);

--> expect altered operator family s.loose USING btree
--> attributes members
ALTER OPERATOR FAMILY s.loose USING btree DROP FUNCTION 1 (int, int);
ALTER OPERATOR FAMILY s.loose USING btree ADD FUNCTION 1 (int, int) btint4cmp (int, int);

--> expect altered operator family "Odd . ""s"""."F , 'f"" (" USING btree
--> attributes members
ALTER OPERATOR FAMILY "Odd . ""s"""."F , 'f"" (" USING btree DROP OPERATOR 1 (int, int8), FUNCTION 1 (int, int8);

--> expect altered operator family s.plain USING btree
--> attributes owner
ALTER OPERATOR FAMILY s.plain USING btree OWNER TO "Carol ""C""";

--> expect altered operator family s.owned USING hash
--> attributes owner
ALTER OPERATOR FAMILY s.owned USING hash OWNER TO CURRENT_USER;

--> expect altered operator family s.plain USING btree
--> attributes comment
COMMENT ON OPERATOR FAMILY s.plain USING btree IS 'plain';

--> expect altered operator family "Odd . ""s"""."F , 'f"" (" USING btree
--> attributes comment
COMMENT ON OPERATOR FAMILY "Odd . ""s"""."F , 'f"" (" USING btree IS NULL;
