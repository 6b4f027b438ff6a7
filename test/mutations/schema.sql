--> setup
CREATE SCHEMA plain;
CREATE SCHEMA "Odd . ""name""";
CREATE TABLE "Odd . ""name""".t (a int);
CREATE SCHEMA owned AUTHORIZATION alice;
GRANT USAGE ON SCHEMA owned TO bob;
COMMENT ON SCHEMA owned IS 'of alice';

--> expect unexpected schema added
CREATE SCHEMA added;

--> expect unexpected schema "New . schema"
CREATE SCHEMA "New . schema" AUTHORIZATION bob;

--> expect missing schema plain
DROP SCHEMA plain;

--> expect missing schema plain
--> expect unexpected schema plainer
ALTER SCHEMA plain RENAME TO plainer;

--> expect missing schema "Odd . ""name"""
--> expect missing table "Odd . ""name""".t
DROP SCHEMA "Odd . ""name""" CASCADE;

--> expect altered schema "Odd . ""name"""
--> attributes owner
ALTER SCHEMA "Odd . ""name""" OWNER TO "Carol ""C""";

--> expect altered schema owned
--> attributes owner, privileges
ALTER SCHEMA owned OWNER TO CURRENT_USER;

--> expect altered schema "Odd . ""name"""
--> attributes privileges
GRANT CREATE, USAGE ON SCHEMA "Odd . ""name""" TO PUBLIC;

--> expect altered schema owned
--> attributes privileges
GRANT USAGE ON SCHEMA owned TO bob WITH GRANT OPTION;

--> expect altered schema owned
--> attributes privileges
REVOKE ALL ON SCHEMA owned FROM bob;

--> expect altered schema owned
--> attributes privileges
REVOKE CREATE ON SCHEMA owned FROM alice;

--> expect altered schema public
--> attributes privileges
REVOKE USAGE ON SCHEMA public FROM PUBLIC;

--> expect altered schema owned
--> attributes comment
COMMENT ON SCHEMA owned IS 'of Alice''s';

--> expect altered schema "Odd . ""name"""
--> attributes comment
COMMENT ON SCHEMA "Odd . ""name""" IS 'odd';

--> expect altered schema owned
--> attributes comment
COMMENT ON SCHEMA owned IS NULL;

--> expect altered schema owned
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('owned'::regnamespace, 'pg_namespace'::regclass, 0, 'provider', 'secret');
