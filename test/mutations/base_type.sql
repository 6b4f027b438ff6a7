--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TYPE s.shell;
CREATE TYPE "Odd . ""s"""."Shell , (";
CREATE TYPE s.num;
CREATE FUNCTION s.num_in (cstring) RETURNS s.num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION s.num_out (s.num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE s.num (INPUT = s.num_in, OUTPUT = s.num_out, LIKE = int4, CATEGORY = 'X', DEFAULT = '7', DELIMITER = ';');
CREATE FUNCTION s.num_recv (internal) RETURNS s.num LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION s.num_send (s.num) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE "Odd . ""s"""."B , 'b"" (";
CREATE FUNCTION "Odd . ""s"""."in , (" (cstring, oid, int) RETURNS "Odd . ""s"""."B , 'b"" (" LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION "Odd . ""s"""."out , (" ("Odd . ""s"""."B , 'b"" (") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION "Odd . ""s"""."recv , (" (internal, oid, int) RETURNS "Odd . ""s"""."B , 'b"" (" LANGUAGE internal IMMUTABLE STRICT AS 'varcharrecv';
CREATE FUNCTION "Odd . ""s"""."send , (" ("Odd . ""s"""."B , 'b"" (") RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'varcharsend';
CREATE TYPE "Odd . ""s"""."B , 'b"" (" (INPUT = "Odd . ""s"""."in , (", OUTPUT = "Odd . ""s"""."out , (",
	RECEIVE = "Odd . ""s"""."recv , (", SEND = "Odd . ""s"""."send , (", TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout,
	ANALYZE = range_typanalyze, STORAGE = main, CATEGORY = 'S', PREFERRED = true, COLLATABLE = true, DEFAULT = 'it''s');
COMMENT ON TYPE "Odd . ""s"""."B , 'b"" (" IS E'two\nlines';
CREATE TYPE s.owned;
CREATE FUNCTION s.owned_in (cstring) RETURNS s.owned LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION s.owned_out (s.owned) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE TYPE s.owned (INPUT = s.owned_in, OUTPUT = s.owned_out, INTERNALLENGTH = 8, PASSEDBYVALUE, ALIGNMENT = double);
ALTER TYPE s.owned OWNER TO alice;
GRANT USAGE ON TYPE s.owned TO bob;
CREATE TYPE s.listed;
CREATE FUNCTION s.listed_in (cstring) RETURNS s.listed LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION s.listed_out (s.listed) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE s.listed (INPUT = s.listed_in, OUTPUT = s.listed_out, INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = float8,
	SUBSCRIPT = raw_array_subscript_handler);
CREATE TABLE s.uses (b s.owned[], a s.num);

--> expect unexpected base type s.added
CREATE TYPE s.added;

--> expect unexpected base type "Odd . ""s"""."New "" ("
CREATE TYPE "Odd . ""s"""."New "" (";

--> expect unexpected base type s.full_one
--> expect unexpected function s.full_in(cstring)
--> expect unexpected function s.full_out(s.full_one)
--> no repair: the type and its functions only go together
CREATE TYPE s.full_one;
CREATE FUNCTION s.full_in (cstring) RETURNS s.full_one LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION s.full_out (s.full_one) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE s.full_one (INPUT = s.full_in, OUTPUT = s.full_out, LIKE = int4);

--> expect missing base type s.shell
DROP TYPE s.shell;

--> expect missing base type "Odd . ""s"""."Shell , ("
DROP TYPE "Odd . ""s"""."Shell , (";

--> expect missing base type s.listed
--> expect missing function s.listed_in(cstring)
--> expect missing function s.listed_out(s.listed)
DROP TYPE s.listed CASCADE;

--> expect missing base type s.num
--> expect unexpected base type s.renamed
--> expect missing function s.num_out(s.num)
--> expect unexpected function s.num_out(s.renamed)
--> expect missing function s.num_send(s.num)
--> expect unexpected function s.num_send(s.renamed)
--> expect altered function s.num_in(cstring) cause base type s.renamed
--> expect altered function s.num_recv(internal) cause base type s.renamed
--> expect altered column s.uses.a cause base type s.renamed
--> no repair: what uses the type has to be made again
ALTER TYPE s.num RENAME TO renamed;

--> expect missing base type s.listed
--> expect unexpected base type other.listed
--> expect missing function s.listed_out(s.listed)
--> expect unexpected function s.listed_out(other.listed)
--> expect altered function s.listed_in(cstring) cause base type other.listed
--> no repair: what uses the type has to be made again
ALTER TYPE s.listed SET SCHEMA other;

--> expect altered base type s.num
--> attributes receive
ALTER TYPE s.num SET (RECEIVE = s.num_recv);

--> expect altered base type s.num
--> attributes receive, send
ALTER TYPE s.num SET (SEND = s.num_send, RECEIVE = s.num_recv);

--> expect altered base type s.num
--> attributes typmod_in, typmod_out
ALTER TYPE s.num SET (TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout);

--> expect altered base type s.num
--> attributes analyze
ALTER TYPE s.num SET (ANALYZE = array_typanalyze);

--> expect altered base type "Odd . ""s"""."B , 'b"" ("
--> attributes analyze, receive, send, typmod_in, typmod_out
ALTER TYPE "Odd . ""s"""."B , 'b"" (" SET (ANALYZE = NONE, RECEIVE = NONE, SEND = NONE, TYPMOD_IN = NONE, TYPMOD_OUT = NONE);

--> expect altered base type "Odd . ""s"""."B , 'b"" ("
--> attributes storage
ALTER TYPE "Odd . ""s"""."B , 'b"" (" SET (STORAGE = external);

--> expect altered base type s.listed
--> attributes subscript
ALTER TYPE s.listed SET (SUBSCRIPT = NONE);

--> expect altered base type s.listed
--> attributes alignment, element, length, storage, subscript
--> leaves altered base type s.listed
DROP TYPE s.listed CASCADE;
CREATE TYPE s.listed;
CREATE FUNCTION s.listed_in (cstring) RETURNS s.listed LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION s.listed_out (s.listed) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE s.listed (INPUT = s.listed_in, OUTPUT = s.listed_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);

--> expect altered base type s.num
--> expect missing column s.uses.a
--> attributes by_value, category, collatable, default, delimiter, length, preferred
--> leaves altered base type s.num
DROP TYPE s.num CASCADE;
CREATE TYPE s.num;
CREATE FUNCTION s.num_in (cstring) RETURNS s.num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION s.num_out (s.num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE s.num (INPUT = s.num_in, OUTPUT = s.num_out, INTERNALLENGTH = 8, ALIGNMENT = int4, COLLATABLE = true, PREFERRED = true);
CREATE FUNCTION s.num_recv (internal) RETURNS s.num LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION s.num_send (s.num) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';

--> expect altered base type s.listed
--> expect missing function s.listed_in(cstring)
--> expect missing function s.listed_out(s.listed)
--> leaves altered base type s.listed
DROP TYPE s.listed CASCADE;
CREATE TYPE s.listed;

--> expect altered base type s.shell
--> attributes owner
ALTER TYPE s.shell OWNER TO alice;

--> expect altered base type s.num
--> attributes owner
ALTER TYPE s.num OWNER TO "Carol ""C""";

--> expect altered base type s.owned
--> attributes owner, privileges
ALTER TYPE s.owned OWNER TO CURRENT_USER;

--> expect altered base type s.num
--> attributes privileges
GRANT USAGE ON TYPE s.num TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered base type s.owned
--> attributes privileges
REVOKE USAGE ON TYPE s.owned FROM PUBLIC, bob;

--> expect altered base type s.num
--> attributes comment
COMMENT ON TYPE s.num IS 'a number';

--> expect altered base type "Odd . ""s"""."B , 'b"" ("
--> attributes comment
COMMENT ON TYPE "Odd . ""s"""."B , 'b"" (" IS NULL;

--> expect altered base type s.num
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.num'::regtype, 'pg_type'::regclass, 0, 'provider', 'secret');
