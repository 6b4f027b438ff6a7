--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int);
CREATE PUBLICATION plain FOR TABLE s.t;
CREATE PUBLICATION "P , 'p"" (" FOR TABLES IN SCHEMA s, "Odd . ""s""";

--> expect unexpected publication schema other in publication plain
ALTER PUBLICATION plain ADD TABLES IN SCHEMA other;

--> expect unexpected publication schema public in publication "P , 'p"" ("
ALTER PUBLICATION "P , 'p"" (" ADD TABLES IN SCHEMA public;

--> expect unexpected publication schema "Odd . ""s""" in publication plain
--> expect missing publication table s.t in publication plain
ALTER PUBLICATION plain SET TABLES IN SCHEMA "Odd . ""s""";

--> expect missing publication schema s in publication "P , 'p"" ("
ALTER PUBLICATION "P , 'p"" (" DROP TABLES IN SCHEMA s;

--> expect missing publication schema "Odd . ""s""" in publication "P , 'p"" ("
--> expect unexpected publication schema other in publication "P , 'p"" ("
ALTER PUBLICATION "P , 'p"" (" SET TABLES IN SCHEMA s, other;

--> expect missing publication schema "Odd . ""s""" in publication "P , 'p"" ("
--> expect missing schema "Odd . ""s"""
DROP SCHEMA "Odd . ""s""";
