--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TYPE "Odd . ""s"""."T , (" AS (a int);
CREATE TYPE s.pair AS (a int, b int);
CREATE TYPE s.other AS (a int, b int);
CREATE TYPE s.kind AS ENUM ('a');
CREATE FUNCTION "Odd . ""s"""."F , (" (int) RETURNS "Odd . ""s"""."T , (" LANGUAGE sql IMMUTABLE AS 'SELECT NULL::"Odd . ""s"""."T , ("';
CREATE FUNCTION s.second (int) RETURNS "Odd . ""s"""."T , (" LANGUAGE sql IMMUTABLE AS 'SELECT NULL::"Odd . ""s"""."T , ("';
CREATE FUNCTION s.limited (s.pair, int) RETURNS s.other LANGUAGE sql IMMUTABLE AS 'SELECT NULL::s.other';
CREATE CAST (int AS "Odd . ""s"""."T , (") WITH FUNCTION "Odd . ""s"""."F , (" (int) AS IMPLICIT;
CREATE CAST (s.pair AS s.other) WITH FUNCTION s.limited (s.pair, int) AS ASSIGNMENT;
CREATE CAST (s.kind AS text) WITH INOUT;
CREATE CAST (s.other AS text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (int AS "Odd . ""s"""."T , (") IS E'two\nlines';

--> expect unexpected cast (text AS s.kind)
CREATE CAST (text AS s.kind) WITH INOUT AS IMPLICIT;

--> expect unexpected cast ("Odd . ""s"""."T , (" AS bigint)
CREATE CAST ("Odd . ""s"""."T , (" AS bigint) WITH INOUT;

--> expect unexpected cast (s.kind[] AS character varying)
CREATE CAST (s.kind[] AS varchar) WITH INOUT;

--> expect missing cast (s.kind AS text)
DROP CAST (s.kind AS text);

--> expect missing cast (s.pair AS s.other)
DROP CAST IF EXISTS (s.pair AS s.other) CASCADE;

--> expect missing cast (integer AS "Odd . ""s"""."T , (")
DROP CAST (int AS "Odd . ""s"""."T , (");

--> expect altered cast (s.kind AS text)
--> attributes context
DROP CAST (s.kind AS text);
CREATE CAST (s.kind AS text) WITH INOUT AS ASSIGNMENT;

--> expect altered cast (s.other AS text)
--> attributes context
DROP CAST (s.other AS text);
CREATE CAST (s.other AS text) WITH INOUT;

--> expect altered cast (integer AS "Odd . ""s"""."T , (")
--> attributes comment, how
DROP CAST (int AS "Odd . ""s"""."T , (");
CREATE CAST (int AS "Odd . ""s"""."T , (") WITH FUNCTION s.second (int) AS IMPLICIT;

--> expect altered cast (s.pair AS s.other)
--> attributes how
DROP CAST (s.pair AS s.other);
CREATE CAST (s.pair AS s.other) WITH INOUT AS ASSIGNMENT;

--> expect altered cast (s.kind AS text)
--> attributes comment
COMMENT ON CAST (s.kind AS text) IS 'as text';

--> expect altered cast (integer AS "Odd . ""s"""."T , (")
--> attributes comment
COMMENT ON CAST (int AS "Odd . ""s"""."T , (") IS NULL;
