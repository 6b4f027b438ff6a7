--> setup
CREATE SCHEMA s;
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN DATA WRAPPER "W , (";
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO alice;
CREATE SERVER plain FOREIGN DATA WRAPPER wrapper;
CREATE SERVER "S , 's"" (" TYPE 't ''x' VERSION '1 ''v' FOREIGN DATA WRAPPER "W , (" OPTIONS (host 'it''s, "x"', "Odd , (' o" '1');
COMMENT ON SERVER "S , 's"" (" IS E'two\nlines';
CREATE SERVER owned FOREIGN DATA WRAPPER wrapper OPTIONS (a '1', b '2');
ALTER SERVER owned OWNER TO alice;
GRANT USAGE ON FOREIGN SERVER owned TO bob WITH GRANT OPTION;
CREATE FOREIGN TABLE s.uses (a int) SERVER owned;
CREATE USER MAPPING FOR bob SERVER owned OPTIONS ("user" 'b', password 's3cret');

--> expect unexpected server added
CREATE SERVER added TYPE 'x' FOREIGN DATA WRAPPER wrapper OPTIONS (a 'b');

--> expect unexpected server "New "" ("
CREATE SERVER "New "" (" VERSION '7' FOREIGN DATA WRAPPER "W , (";

--> expect missing server plain
DROP SERVER plain;

--> expect missing server "S , 's"" ("
DROP SERVER "S , 's"" (";

--> expect missing server owned
--> expect missing user mapping bob on server owned cause server owned
--> expect missing foreign table s.uses
--> leaves altered user mapping bob on server owned
DROP SERVER owned CASCADE;

--> expect missing server plain
--> expect unexpected server renamed
ALTER SERVER plain RENAME TO renamed;

--> expect altered server plain
--> attributes version
ALTER SERVER plain VERSION 'it''s 9';

--> expect altered server "S , 's"" ("
--> attributes version
ALTER SERVER "S , 's"" (" VERSION '2';

--> expect altered server "S , 's"" ("
--> attributes version
ALTER SERVER "S , 's"" (" VERSION NULL;

--> expect altered server plain
--> attributes options
ALTER SERVER plain OPTIONS (a 'x = y', ADD "B , (" '');

--> expect altered server "S , 's"" ("
--> attributes options, version
ALTER SERVER "S , 's"" (" VERSION '3' OPTIONS (SET host E'back\\slash', DROP "Odd , (' o", ADD new 'n');

--> expect altered server owned
--> attributes options
ALTER SERVER owned OPTIONS (DROP a, DROP b);

--> expect altered server plain
--> attributes wrapper
DROP SERVER plain;
CREATE SERVER plain FOREIGN DATA WRAPPER "W , (";

--> expect altered server "S , 's"" ("
--> attributes comment, type
DROP SERVER "S , 's"" (";
CREATE SERVER "S , 's"" (" VERSION '1 ''v' FOREIGN DATA WRAPPER "W , (" OPTIONS (host 'it''s, "x"', "Odd , (' o" '1');

--> expect altered server plain
--> attributes owner
ALTER SERVER plain OWNER TO alice;

--> expect altered server owned
--> attributes owner, privileges
ALTER SERVER owned OWNER TO CURRENT_USER;

--> expect altered server plain
--> attributes privileges
GRANT USAGE ON FOREIGN SERVER plain TO PUBLIC, "Carol ""C""";

--> expect altered server owned
--> attributes privileges
REVOKE GRANT OPTION FOR USAGE ON FOREIGN SERVER owned FROM bob;

--> expect altered server owned
--> attributes privileges
REVOKE ALL ON FOREIGN SERVER owned FROM bob, alice;

--> expect altered server plain
--> attributes comment
COMMENT ON SERVER plain IS 'plain';

--> expect altered server "S , 's"" ("
--> attributes comment
COMMENT ON SERVER "S , 's"" (" IS NULL;
