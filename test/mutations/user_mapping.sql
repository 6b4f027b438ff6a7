--> setup
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER "S , 's"" (" FOREIGN DATA WRAPPER wrapper;
CREATE SERVER plain FOREIGN DATA WRAPPER wrapper;
CREATE USER MAPPING FOR PUBLIC SERVER plain;
CREATE USER MAPPING FOR alice SERVER plain OPTIONS ("user" 'a', password 's3cret', "Odd , (" 'x');
CREATE USER MAPPING FOR "Carol ""C""" SERVER "S , 's"" (";

--> expect unexpected user mapping bob on server plain
CREATE USER MAPPING FOR bob SERVER plain OPTIONS (password 'very s3cret');

--> expect unexpected user mapping public on server "S , 's"" ("
CREATE USER MAPPING FOR PUBLIC SERVER "S , 's"" (";

--> expect missing user mapping public on server plain
DROP USER MAPPING FOR PUBLIC SERVER plain;

--> expect missing user mapping "Carol ""C""" on server "S , 's"" ("
DROP USER MAPPING FOR "Carol ""C""" SERVER "S , 's"" (";

--> expect missing user mapping alice on server plain
--> leaves altered user mapping alice on server plain
DROP USER MAPPING FOR alice SERVER plain;

--> expect altered user mapping public on server plain
--> attributes option_names
ALTER USER MAPPING FOR PUBLIC SERVER plain OPTIONS (ADD password 'very s3cret');

--> expect altered user mapping alice on server plain
--> attributes option_names
--> leaves altered user mapping alice on server plain
ALTER USER MAPPING FOR alice SERVER plain OPTIONS (DROP password, SET "user" 'b', ADD "New (" 'x');

--> expect altered user mapping alice on server plain
--> attributes option_names
--> leaves altered user mapping alice on server plain
ALTER USER MAPPING FOR alice SERVER plain OPTIONS (DROP password, DROP "user", DROP "Odd , (");

--> expect altered user mapping alice on server plain
--> attributes option_names
ALTER USER MAPPING FOR alice SERVER plain OPTIONS ("a , (" '1', b 's3cret');
