--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION s.is_fine (int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE s.t (a int PRIMARY KEY, b text, c int);
CREATE TABLE s.parent (a int PRIMARY KEY);
CREATE TABLE s.child () INHERITS (s.parent);
CREATE TABLE "Odd . ""s"""."T , (" ("A , (" int PRIMARY KEY, "B 'b" text);
CREATE PUBLICATION plain FOR TABLE s.t;
CREATE PUBLICATION "P , 'p"" (" FOR TABLE "Odd . ""s"""."T , (" ("A , (", "B 'b") WHERE ("A , (" > 1 AND "B 'b" <> 'it''s'),
	s.t (a, b) WHERE (a IN (1, 2));

--> expect unexpected publication table s.parent in publication plain
ALTER PUBLICATION plain ADD TABLE ONLY s.parent;

--> expect unexpected publication table s.parent in publication plain
--> expect unexpected publication table s.child in publication plain
ALTER PUBLICATION plain ADD TABLE s.parent *;

--> expect unexpected publication table "Odd . ""s"""."T , (" in publication plain
ALTER PUBLICATION plain ADD TABLE "Odd . ""s"""."T , (" ("A , (") WHERE ("A , (" = 2);

--> expect missing publication table s.t in publication plain
ALTER PUBLICATION plain DROP TABLE s.t;

--> expect missing publication table "Odd . ""s"""."T , (" in publication "P , 'p"" ("
ALTER PUBLICATION "P , 'p"" (" DROP TABLE "Odd . ""s"""."T , (";

--> expect missing publication table s.t in publication "P , 'p"" ("
ALTER PUBLICATION "P , 'p"" (" SET TABLE "Odd . ""s"""."T , (" ("A , (", "B 'b") WHERE ("A , (" > 1 AND "B 'b" <> 'it''s');

--> expect missing publication table s.t in publication plain
--> expect unexpected publication table s.parent in publication plain
ALTER PUBLICATION plain SET TABLE ONLY s.parent;

--> expect altered publication table s.t in publication plain
--> attributes columns
ALTER PUBLICATION plain SET TABLE s.t (a, c);

--> expect altered publication table s.t in publication plain
--> attributes where
ALTER PUBLICATION plain SET TABLE s.t WHERE (a > 1);

--> expect altered publication table s.t in publication "P , 'p"" ("
--> attributes columns, where
ALTER PUBLICATION "P , 'p"" (" SET TABLE s.t, "Odd . ""s"""."T , (" ("A , (", "B 'b") WHERE ("A , (" > 1 AND "B 'b" <> 'it''s');

--> expect altered publication table "Odd . ""s"""."T , (" in publication "P , 'p"" ("
--> attributes columns, where
ALTER PUBLICATION "P , 'p"" (" SET TABLE s.t (a, b) WHERE (a IN (1, 2)), "Odd . ""s"""."T , (" ("A , (") WHERE ("A , (" > 2);
