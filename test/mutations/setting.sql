--> setup
CREATE SCHEMA "Odd . ""s""";
ALTER DATABASE changed_setting SET work_mem TO '5MB';
ALTER DATABASE changed_setting SET search_path TO "$user", "Odd . ""s""", public;
ALTER DATABASE changed_setting SET "my.x_y" TO 'it''s; , ok';
ALTER ROLE alice IN DATABASE changed_setting SET statement_timeout TO '3s';
ALTER ROLE alice IN DATABASE changed_setting SET temp_tablespaces TO other_space;
ALTER ROLE "Carol ""C""" IN DATABASE changed_setting SET datestyle TO 'ISO, DMY';
ALTER ROLE bob SET work_mem TO '6MB';

--> expect unexpected setting role bob
ALTER ROLE bob IN DATABASE changed_setting SET search_path TO '';

--> expect unexpected setting role bob
ALTER ROLE bob IN DATABASE changed_setting SET timezone FROM CURRENT;

--> expect missing setting role alice
ALTER ROLE alice IN DATABASE changed_setting RESET ALL;

--> expect missing setting role "Carol ""C"""
ALTER USER "Carol ""C""" IN DATABASE changed_setting RESET datestyle;

--> expect missing setting database
ALTER DATABASE changed_setting RESET ALL;

--> expect altered setting database
--> attributes settings
ALTER DATABASE changed_setting SET work_mem TO '6MB';

--> expect altered setting database
--> attributes settings
ALTER DATABASE changed_setting RESET search_path;

--> expect altered setting database
--> attributes settings
ALTER DATABASE changed_setting SET search_path TO 'a, b', "c ; d";

--> expect altered setting database
--> attributes settings
ALTER ROLE ALL IN DATABASE changed_setting SET "my.x_y" TO E'back\\slash';

--> expect altered setting database
--> attributes settings
ALTER DATABASE changed_setting SET lock_timeout = DEFAULT;
ALTER DATABASE changed_setting SET "my.x_y" = DEFAULT;

--> expect altered setting role alice
--> attributes settings
ALTER ROLE alice IN DATABASE changed_setting SET enable_seqscan TO off;

--> expect altered setting role alice
--> attributes settings
ALTER ROLE alice IN DATABASE changed_setting RESET statement_timeout;

--> expect altered setting role "Carol ""C"""
--> attributes settings
ALTER ROLE "Carol ""C""" IN DATABASE changed_setting SET datestyle TO 'German';

--> expect altered setting role "Carol ""C"""
--> attributes settings
ALTER ROLE "Carol ""C""" IN DATABASE changed_setting SET local_preload_libraries TO 'a b', "C";
