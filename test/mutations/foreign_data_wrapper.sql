--> setup
CREATE SCHEMA "Odd . ""s""";
CREATE EXTENSION file_fdw;
CREATE FUNCTION "Odd . ""s"""."H , (" () RETURNS fdw_handler LANGUAGE c AS '$libdir/file_fdw', 'file_fdw_handler';
CREATE FUNCTION "Odd . ""s"""."V , (" (text[], oid) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE FOREIGN DATA WRAPPER plain;
CREATE FOREIGN DATA WRAPPER "W , 'w"" (" HANDLER "Odd . ""s"""."H , (" VALIDATOR "Odd . ""s"""."V , ("
	OPTIONS (plain 'it''s, "x"', "Odd , (' o" '1', empty '');
COMMENT ON FOREIGN DATA WRAPPER "W , 'w"" (" IS E'two\nlines';
CREATE FOREIGN DATA WRAPPER owned OPTIONS (a '1', b '2');
GRANT USAGE ON FOREIGN DATA WRAPPER owned TO bob WITH GRANT OPTION;
CREATE SERVER uses FOREIGN DATA WRAPPER owned;

--> expect unexpected foreign data wrapper added
CREATE FOREIGN DATA WRAPPER added HANDLER file_fdw_handler NO VALIDATOR OPTIONS (a 'b');

--> expect unexpected foreign data wrapper "New "" ("
CREATE FOREIGN DATA WRAPPER "New "" (" NO HANDLER;

--> expect missing foreign data wrapper plain
DROP FOREIGN DATA WRAPPER plain;

--> expect missing foreign data wrapper "W , 'w"" ("
DROP FOREIGN DATA WRAPPER "W , 'w"" (";

--> expect missing foreign data wrapper owned
--> expect missing server uses
DROP FOREIGN DATA WRAPPER owned CASCADE;

--> expect missing foreign data wrapper plain
--> expect unexpected foreign data wrapper renamed
ALTER FOREIGN DATA WRAPPER plain RENAME TO renamed;

--> expect missing foreign data wrapper owned
--> expect unexpected foreign data wrapper renamed
--> expect altered server uses cause foreign data wrapper renamed
ALTER FOREIGN DATA WRAPPER owned RENAME TO renamed;

--> expect altered foreign data wrapper plain
--> attributes handler
ALTER FOREIGN DATA WRAPPER plain HANDLER file_fdw_handler;

--> expect altered foreign data wrapper "W , 'w"" ("
--> attributes handler
ALTER FOREIGN DATA WRAPPER "W , 'w"" (" NO HANDLER;

--> expect altered foreign data wrapper plain
--> attributes validator
ALTER FOREIGN DATA WRAPPER plain VALIDATOR "Odd . ""s"""."V , (";

--> expect altered foreign data wrapper "W , 'w"" ("
--> attributes handler, options, validator
ALTER FOREIGN DATA WRAPPER "W , 'w"" (" VALIDATOR postgresql_fdw_validator HANDLER file_fdw_handler
	OPTIONS (DROP plain, DROP "Odd , (' o", DROP empty);

--> expect altered foreign data wrapper "W , 'w"" ("
--> attributes validator
ALTER FOREIGN DATA WRAPPER "W , 'w"" (" NO VALIDATOR;

--> expect altered foreign data wrapper plain
--> attributes options
ALTER FOREIGN DATA WRAPPER plain OPTIONS (ADD a 'x = y', "B , (" '');

--> expect altered foreign data wrapper "W , 'w"" ("
--> attributes options
ALTER FOREIGN DATA WRAPPER "W , 'w"" (" OPTIONS (SET plain E'back\\slash', DROP "Odd , (' o", ADD new 'n');

--> expect altered foreign data wrapper owned
--> attributes options
ALTER FOREIGN DATA WRAPPER owned OPTIONS (DROP a, DROP b);

--> expect altered foreign data wrapper plain
--> attributes owner
ALTER ROLE alice SUPERUSER;
ALTER FOREIGN DATA WRAPPER plain OWNER TO alice;

--> expect altered foreign data wrapper owned
--> attributes owner, privileges
ALTER ROLE "Carol ""C""" SUPERUSER;
ALTER FOREIGN DATA WRAPPER owned OWNER TO "Carol ""C""";

--> expect altered foreign data wrapper plain
--> attributes privileges
GRANT USAGE ON FOREIGN DATA WRAPPER plain TO PUBLIC, "Carol ""C""";

--> expect altered foreign data wrapper owned
--> attributes privileges
REVOKE GRANT OPTION FOR ALL ON FOREIGN DATA WRAPPER owned FROM bob;

--> expect altered foreign data wrapper owned
--> attributes privileges
REVOKE USAGE ON FOREIGN DATA WRAPPER owned FROM bob, CURRENT_USER;

--> expect altered foreign data wrapper plain
--> attributes comment
COMMENT ON FOREIGN DATA WRAPPER plain IS 'plain';

--> expect altered foreign data wrapper "W , 'w"" ("
--> attributes comment
COMMENT ON FOREIGN DATA WRAPPER "W , 'w"" (" IS NULL;
