--> setup
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."call , (" () RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION "Odd . ""s"""."inline , (" (internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION "Odd . ""s"""."check , (" (oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE plain HANDLER plpgsql_call_handler;
CREATE TRUSTED LANGUAGE "L , 'l"" (" HANDLER "Odd . ""s"""."call , (" INLINE "Odd . ""s"""."inline , (" VALIDATOR "Odd . ""s"""."check , (";
COMMENT ON LANGUAGE "L , 'l"" (" IS E'two\nlines';
CREATE TRUSTED LANGUAGE owned HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
ALTER LANGUAGE owned OWNER TO alice;
REVOKE USAGE ON LANGUAGE owned FROM PUBLIC;
GRANT USAGE ON LANGUAGE owned TO bob WITH GRANT OPTION;
CREATE FUNCTION "Odd . ""s""".uses () RETURNS int LANGUAGE plain AS 'BEGIN RETURN 1; END';

--> expect unexpected language added
CREATE LANGUAGE added HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler;

--> expect unexpected language "New "" ("
CREATE TRUSTED LANGUAGE "New "" (" HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;

--> expect missing language owned
DROP LANGUAGE owned;

--> expect missing language "L , 'l"" ("
DROP LANGUAGE "L , 'l"" (";

--> expect missing language plain
--> expect missing function "Odd . ""s""".uses()
DROP LANGUAGE plain CASCADE;

--> expect missing language owned
--> expect unexpected language renamed
ALTER LANGUAGE owned RENAME TO renamed;

--> expect altered language owned
--> attributes trusted
CREATE OR REPLACE LANGUAGE owned HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;

--> expect altered language plain
--> attributes inline
CREATE OR REPLACE LANGUAGE plain HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler;

--> expect altered language owned
--> attributes inline, validator
CREATE OR REPLACE TRUSTED LANGUAGE owned HANDLER plpgsql_call_handler;

--> expect altered language "L , 'l"" ("
--> attributes handler, inline, validator
CREATE OR REPLACE TRUSTED LANGUAGE "L , 'l"" (" HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;

--> expect altered language plain
--> attributes owner
ALTER LANGUAGE plain OWNER TO "Carol ""C""";

--> expect altered language owned
--> attributes owner, privileges
ALTER PROCEDURAL LANGUAGE owned OWNER TO CURRENT_USER;

--> expect altered language "L , 'l"" ("
--> attributes privileges
GRANT USAGE ON LANGUAGE "L , 'l"" (" TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered language owned
--> attributes privileges
GRANT ALL ON LANGUAGE owned TO PUBLIC;

--> expect altered language owned
--> attributes privileges
REVOKE USAGE ON LANGUAGE owned FROM alice, bob;

--> expect altered language plain
--> attributes comment
COMMENT ON LANGUAGE plain IS 'plain';

--> expect altered language "L , 'l"" ("
--> attributes comment
COMMENT ON LANGUAGE "L , 'l"" (" IS NULL;

--> expect altered language plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
SELECT oid, 'pg_language'::regclass, 0, 'provider', 'secret' FROM pg_language WHERE lanname = 'plain';
