--> setup
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."F , (" () RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION public.second () RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER plain ON ddl_command_start EXECUTE FUNCTION public.second ();
CREATE EVENT TRIGGER "T , 't"" (" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION "Odd . ""s"""."F , (" ();
COMMENT ON EVENT TRIGGER "T , 't"" (" IS E'two\nlines';
CREATE EVENT TRIGGER disabled ON sql_drop EXECUTE FUNCTION public.second ();
ALTER EVENT TRIGGER disabled DISABLE;
CREATE EVENT TRIGGER always ON table_rewrite EXECUTE FUNCTION public.second ();
ALTER EVENT TRIGGER always ENABLE ALWAYS;

--> expect unexpected event trigger added
CREATE EVENT TRIGGER added ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE PROCEDURE public.second ();

--> expect unexpected event trigger "New "" ("
CREATE EVENT TRIGGER "New "" (" ON ddl_command_end EXECUTE FUNCTION "Odd . ""s"""."F , (" ();

--> expect unexpected event trigger at_login
--> version >= 17
CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION public.second ();

--> expect missing event trigger plain
DROP EVENT TRIGGER plain;

--> expect missing event trigger "T , 't"" ("
DROP EVENT TRIGGER "T , 't"" (";

--> expect missing event trigger always
DROP EVENT TRIGGER always;

--> expect missing event trigger plain
--> expect unexpected event trigger renamed
ALTER EVENT TRIGGER plain RENAME TO renamed;

--> expect altered event trigger plain
--> attributes enabled
ALTER EVENT TRIGGER plain DISABLE;

--> expect altered event trigger plain
--> attributes enabled
ALTER EVENT TRIGGER plain ENABLE REPLICA;

--> expect altered event trigger disabled
--> attributes enabled
ALTER EVENT TRIGGER disabled ENABLE;

--> expect altered event trigger always
--> attributes enabled
ALTER EVENT TRIGGER always ENABLE;

--> expect altered event trigger "T , 't"" ("
--> attributes enabled
ALTER EVENT TRIGGER "T , 't"" (" ENABLE ALWAYS;

--> expect altered event trigger plain
--> attributes tags
DROP EVENT TRIGGER plain;
CREATE EVENT TRIGGER plain ON ddl_command_start WHEN TAG IN ('GRANT') EXECUTE FUNCTION public.second ();

--> expect altered event trigger "T , 't"" ("
--> attributes comment, event, function, tags
DROP EVENT TRIGGER "T , 't"" (";
CREATE EVENT TRIGGER "T , 't"" (" ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.second ();

--> expect altered event trigger plain
--> attributes owner
ALTER ROLE "Carol ""C""" SUPERUSER;
ALTER EVENT TRIGGER plain OWNER TO "Carol ""C""";

--> expect altered event trigger plain
--> attributes comment
COMMENT ON EVENT TRIGGER plain IS 'plain';

--> expect altered event trigger "T , 't"" ("
--> attributes comment
COMMENT ON EVENT TRIGGER "T , 't"" (" IS NULL;

--> expect altered event trigger plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
SELECT oid, 'pg_event_trigger'::regclass, 0, 'provider', 'secret' FROM pg_event_trigger WHERE evtname = 'plain';
