--> setup
CREATE SUBSCRIPTION plain CONNECTION 'host=/nowhere password=s3cret' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION "S , 's"" (" CONNECTION 'host=/nowhere password=s3cret' PUBLICATION "P , 'p"" (", b, a
	WITH (connect = false, slot_name = NONE, binary = true, streaming = true, synchronous_commit = 'local', disable_on_error = true);
COMMENT ON SUBSCRIPTION "S , 's"" (" IS E'two\nlines';
CREATE SUBSCRIPTION running CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = 'my_slot');
ALTER SUBSCRIPTION running ENABLE;

--> expect unexpected subscription added
CREATE SUBSCRIPTION added CONNECTION 'host=/nowhere password=s3cret' PUBLICATION p WITH (connect = false, slot_name = NONE);

--> expect unexpected subscription "New "" ("
CREATE SUBSCRIPTION "New "" (" CONNECTION 'host=/nowhere' PUBLICATION "Q , (" WITH (connect = false, slot_name = NONE, create_slot = false, enabled = false, copy_data = false);

--> expect missing subscription plain
DROP SUBSCRIPTION plain;

--> expect missing subscription "S , 's"" ("
DROP SUBSCRIPTION "S , 's"" (";

--> expect missing subscription running
ALTER SUBSCRIPTION running DISABLE;
ALTER SUBSCRIPTION running SET (slot_name = NONE);
DROP SUBSCRIPTION running;

--> expect missing subscription plain
--> expect unexpected subscription renamed
ALTER SUBSCRIPTION plain RENAME TO renamed;

--> expect altered subscription plain
--> attributes publications
ALTER SUBSCRIPTION plain CONNECTION 'host=/elsewhere password=s3cret';
ALTER SUBSCRIPTION plain SET PUBLICATION "Q , (", r WITH (refresh = false);

--> expect altered subscription plain
--> attributes publications
ALTER SUBSCRIPTION plain ADD PUBLICATION q WITH (refresh = false);

--> expect altered subscription "S , 's"" ("
--> attributes publications
ALTER SUBSCRIPTION "S , 's"" (" DROP PUBLICATION "P , 'p"" (" WITH (refresh = false);

--> expect altered subscription running
--> attributes disabled
ALTER SUBSCRIPTION running DISABLE;

--> expect altered subscription running
--> attributes disabled, slot
ALTER SUBSCRIPTION running DISABLE;
ALTER SUBSCRIPTION running SET (slot_name = NONE);

--> expect altered subscription running
--> attributes slot
ALTER SUBSCRIPTION running SET (slot_name = 'other_slot');

--> expect altered subscription plain
--> attributes slot
ALTER SUBSCRIPTION plain SET (slot_name = 'plain');

--> expect altered subscription plain
--> attributes disabled, slot
ALTER SUBSCRIPTION plain SET (slot_name = 'plain');
ALTER SUBSCRIPTION plain ENABLE;

--> expect altered subscription plain
--> attributes binary
ALTER SUBSCRIPTION plain SET (binary);

--> expect altered subscription "S , 's"" ("
--> attributes binary
ALTER SUBSCRIPTION "S , 's"" (" SET (binary = off);

--> expect altered subscription "S , 's"" ("
--> attributes streaming
ALTER SUBSCRIPTION "S , 's"" (" SET (streaming = off);

--> expect altered subscription "S , 's"" ("
--> attributes streaming
--> version >= 17
ALTER SUBSCRIPTION "S , 's"" (" SET (streaming = parallel);

--> expect altered subscription plain
--> attributes synchronous_commit
ALTER SUBSCRIPTION plain SET (synchronous_commit = 'remote_apply');

--> expect altered subscription "S , 's"" ("
--> attributes synchronous_commit
ALTER SUBSCRIPTION "S , 's"" (" SET (synchronous_commit = off);

--> expect altered subscription plain
--> attributes disable_on_error
ALTER SUBSCRIPTION plain SET (disable_on_error = true);

--> expect altered subscription "S , 's"" ("
--> attributes disable_on_error
ALTER SUBSCRIPTION "S , 's"" (" SET (disable_on_error = false);

--> expect altered subscription plain
--> attributes two_phase
--> version < 18
--> leaves altered subscription plain
DROP SUBSCRIPTION plain;
CREATE SUBSCRIPTION plain CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, two_phase = true);

--> expect altered subscription plain
--> attributes two_phase
--> version >= 18
--> no repair: the slot of the publisher has to change with it, which takes a connection
ALTER SUBSCRIPTION plain SET (two_phase = true);

--> expect altered subscription plain
--> attributes run_as_owner
--> version >= 17
ALTER SUBSCRIPTION plain SET (run_as_owner = true);

--> expect altered subscription plain
--> attributes no_password
--> version >= 17
ALTER SUBSCRIPTION plain SET (password_required = false);

--> expect altered subscription plain
--> attributes origin
--> version >= 17
ALTER SUBSCRIPTION plain SET (origin = none);

--> expect altered subscription plain
--> attributes failover
--> version >= 17
--> no repair: the slot of the publisher has to change with it, which takes a connection
DROP SUBSCRIPTION plain;
CREATE SUBSCRIPTION plain CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, failover = true);

--> expect altered subscription plain
--> attributes owner
ALTER ROLE "Carol ""C""" SUPERUSER;
ALTER SUBSCRIPTION plain OWNER TO "Carol ""C""";

--> expect altered subscription plain
--> attributes comment
COMMENT ON SUBSCRIPTION plain IS 'plain';

--> expect altered subscription "S , 's"" ("
--> attributes comment
COMMENT ON SUBSCRIPTION "S , 's"" (" IS NULL;

--> expect altered subscription plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_shseclabel (objoid, classoid, provider, label)
SELECT oid, 'pg_subscription'::regclass, 'provider', 'secret' FROM pg_subscription WHERE subname = 'plain';
