--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT SELECT, INSERT ON TABLES TO bob;
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "Carol ""C""" IN SCHEMA "Odd . ""s""" GRANT USAGE ON SEQUENCES TO bob WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE "Carol ""C""" REVOKE ALL ON TYPES FROM PUBLIC, "Carol ""C""";

--> expect unexpected default privileges for role bob on tables
ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT ALL ON TABLES TO "Carol ""C""" WITH GRANT OPTION;

--> expect unexpected default privileges for role bob in schema s on sequences
ALTER DEFAULT PRIVILEGES FOR USER bob IN SCHEMA s GRANT SELECT, UPDATE ON SEQUENCES TO PUBLIC;

--> expect unexpected default privileges for role bob on functions
ALTER DEFAULT PRIVILEGES FOR ROLE bob REVOKE ALL ON ROUTINES FROM PUBLIC;

--> expect unexpected default privileges for role bob in schema "Odd . ""s""" on functions
ALTER DEFAULT PRIVILEGES FOR ROLE bob IN SCHEMA "Odd . ""s""" GRANT EXECUTE ON FUNCTIONS TO "Carol ""C""";

--> expect unexpected default privileges for role bob on types
ALTER DEFAULT PRIVILEGES FOR ROLE bob REVOKE USAGE ON TYPES FROM PUBLIC;

--> expect unexpected default privileges for role bob on schemas
ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT USAGE, CREATE ON SCHEMAS TO alice;

--> expect unexpected default privileges for role bob on large objects
--> version >= 18
ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT SELECT ON LARGE OBJECTS TO alice;

--> expect unexpected default privileges for role bob on tables
--> version >= 17
ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT MAINTAIN ON TABLES TO alice;

--> expect missing default privileges for role alice on tables
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE ALL ON TABLES FROM bob;

--> expect missing default privileges for role alice in schema s on tables
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA s REVOKE SELECT ON TABLES FROM PUBLIC;

--> expect missing default privileges for role alice on functions
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT EXECUTE ON FUNCTIONS TO PUBLIC;

--> expect missing default privileges for role "Carol ""C""" in schema "Odd . ""s""" on sequences
ALTER DEFAULT PRIVILEGES FOR ROLE "Carol ""C""" IN SCHEMA "Odd . ""s""" REVOKE USAGE ON SEQUENCES FROM bob;

--> expect missing default privileges for role "Carol ""C""" on types
ALTER DEFAULT PRIVILEGES FOR ROLE "Carol ""C""" GRANT ALL ON TYPES TO PUBLIC, "Carol ""C""";

--> expect altered default privileges for role alice on tables
--> attributes granted
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT UPDATE, TRUNCATE ON TABLES TO bob, PUBLIC;

--> expect altered default privileges for role alice on tables
--> attributes granted
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE INSERT ON TABLES FROM bob;

--> expect altered default privileges for role alice on tables
--> attributes granted
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT SELECT ON TABLES TO bob WITH GRANT OPTION;

--> expect altered default privileges for role alice on tables
--> attributes granted
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE DELETE, TRIGGER ON TABLES FROM alice;

--> expect altered default privileges for role "Carol ""C""" in schema "Odd . ""s""" on sequences
--> attributes granted
ALTER DEFAULT PRIVILEGES FOR ROLE "Carol ""C""" IN SCHEMA "Odd . ""s""" REVOKE GRANT OPTION FOR USAGE ON SEQUENCES FROM bob;

--> expect altered default privileges for role "Carol ""C""" on types
--> attributes granted
ALTER DEFAULT PRIVILEGES FOR ROLE "Carol ""C""" GRANT USAGE ON TYPES TO alice;

--> expect missing default privileges for role alice in schema s on tables
--> expect missing schema s
DROP SCHEMA s;

--> expect missing default privileges for role "Carol ""C""" in schema "Odd . ""s""" on sequences
--> expect missing default privileges for role "Carol ""C""" on types
DROP OWNED BY "Carol ""C""";
