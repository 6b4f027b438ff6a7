--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE COLLATION "Odd . ""s"""."C . c" (LOCALE = 'C');
CREATE FUNCTION "Odd . ""s"""."diff ()" (text, text) RETURNS float8 LANGUAGE sql IMMUTABLE
	AS 'SELECT 1::float8';
CREATE FUNCTION s.float_diff (float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE
	AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS "Odd . ""s"""."ops , """ FOR TYPE text USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 bttextcmp(text, text);
CREATE TYPE s.floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TYPE s.plain AS RANGE (SUBTYPE = timestamptz);
CREATE TYPE "Odd . ""s"""."R , 'ange"" (" AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = "Odd . ""s"""."ops , """,
	COLLATION = "Odd . ""s"""."C . c", SUBTYPE_DIFF = "Odd . ""s"""."diff ()",
	MULTIRANGE_TYPE_NAME = "Odd . ""s"""."M , 'ulti"" (");
COMMENT ON TYPE "Odd . ""s"""."R , 'ange"" (" IS E'two\nlines';
CREATE TYPE s.discrete;
CREATE FUNCTION s.canonical (s.discrete) RETURNS s.discrete LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE s.discrete AS RANGE (SUBTYPE = int4, CANONICAL = s.canonical);
CREATE TYPE s.owned AS RANGE (SUBTYPE = int8);
ALTER TYPE s.owned OWNER TO alice;
GRANT USAGE ON TYPE s.owned TO bob;
CREATE TABLE s.uses (r s.owned);

--> expect unexpected range s.added
CREATE TYPE s.added AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = s.many);

--> expect unexpected range "Odd . ""s"""."New , 'r"" ("
CREATE TYPE "Odd . ""s"""."New , 'r"" (" AS RANGE (SUBTYPE = int4);

--> expect missing range s.floats
DROP TYPE s.floats;

--> expect missing range "Odd . ""s"""."R , 'ange"" ("
DROP TYPE "Odd . ""s"""."R , 'ange"" (";

--> expect missing range s.discrete
--> expect missing function s.canonical(s.discrete)
--> no repair: the type and its function need a shell type first
DROP TYPE s.discrete CASCADE;

--> expect missing range s.floats
--> expect unexpected range s.doubles
ALTER TYPE s.floats RENAME TO doubles;

--> expect missing range s.plain
--> expect unexpected range other.plain
ALTER TYPE s.plain SET SCHEMA other;

--> expect altered range s.floats
--> attributes multirange
ALTER TYPE s.floats_multirange RENAME TO many;

--> expect altered range s.plain
--> attributes subtype
DROP TYPE s.plain;
CREATE TYPE s.plain AS RANGE (SUBTYPE = timestamp);

--> expect altered range s.floats
--> attributes subtype_diff
DROP TYPE s.floats;
CREATE TYPE s.floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = s.float_diff);

--> expect altered range "Odd . ""s"""."R , 'ange"" ("
--> attributes collation, comment, operator_class
DROP TYPE "Odd . ""s"""."R , 'ange"" (";
CREATE TYPE "Odd . ""s"""."R , 'ange"" (" AS RANGE (SUBTYPE = text,
	SUBTYPE_DIFF = "Odd . ""s"""."diff ()", MULTIRANGE_TYPE_NAME = "Odd . ""s"""."M , 'ulti"" (");

--> expect altered range s.discrete
--> expect missing function s.canonical(s.discrete)
--> attributes canonical
--> no repair: the type and its function need a shell type first
DROP TYPE s.discrete CASCADE;
CREATE TYPE s.discrete AS RANGE (SUBTYPE = int4);

--> expect altered range s.floats
--> attributes owner
ALTER TYPE s.floats OWNER TO "Carol ""C""";

--> expect altered range s.owned
--> attributes owner, privileges
ALTER TYPE s.owned OWNER TO bob;

--> expect altered range s.floats
--> attributes privileges
GRANT USAGE ON TYPE s.floats TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered range s.owned
--> attributes privileges
REVOKE ALL ON TYPE s.owned FROM bob, PUBLIC;

--> expect altered range s.floats
--> attributes comment
COMMENT ON TYPE s.floats IS 'of floats';

--> expect altered range "Odd . ""s"""."R , 'ange"" ("
--> attributes comment
COMMENT ON TYPE "Odd . ""s"""."R , 'ange"" (" IS NULL;

--> expect altered range s.floats
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.floats'::regtype, 'pg_type'::regclass, 0, 'provider', 'secret');
