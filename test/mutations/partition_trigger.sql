--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE s.parts (a int) PARTITION BY RANGE (a);
CREATE TABLE s.part_1 PARTITION OF s.parts FOR VALUES FROM (1) TO (10);
CREATE TABLE "Odd . ""s"""."Part "" on . (" PARTITION OF s.parts FOR VALUES FROM (10) TO (20);
CREATE TRIGGER each AFTER INSERT ON s.parts FOR EACH ROW EXECUTE FUNCTION s.f();
CREATE TRIGGER "Tr "" on . (" AFTER INSERT ON s.parts FOR EACH ROW EXECUTE FUNCTION s.f();
ALTER TABLE s.part_1 DISABLE TRIGGER each;

--> expect missing partition trigger each on s.part_1
ALTER TABLE s.part_1 ENABLE TRIGGER each;

--> expect altered partition trigger each on s.part_1
--> attributes enabled
ALTER TABLE s.part_1 ENABLE ALWAYS TRIGGER each;

--> expect unexpected partition trigger "Tr "" on . (" on "Odd . ""s"""."Part "" on . ("
ALTER TABLE "Odd . ""s"""."Part "" on . (" ENABLE REPLICA TRIGGER "Tr "" on . (";

--> expect unexpected partition trigger "Tr "" on . (" on "Odd . ""s"""."Part "" on . ("
--> expect unexpected partition trigger each on "Odd . ""s"""."Part "" on . ("
ALTER TABLE "Odd . ""s"""."Part "" on . (" DISABLE TRIGGER USER;

--> expect altered trigger each on s.parts
--> expect unexpected partition trigger each on "Odd . ""s"""."Part "" on . (" cause trigger each on s.parts
--> expect altered partition trigger each on s.part_1 cause trigger each on s.parts
--> attributes enabled
ALTER TABLE s.parts ENABLE ALWAYS TRIGGER each;

--> expect missing trigger each on s.parts
--> expect missing partition trigger each on s.part_1 cause trigger each on s.parts
DROP TRIGGER each ON s.parts;

--> expect missing table s.part_1
--> expect missing partition trigger each on s.part_1 cause table s.part_1
DROP TABLE s.part_1;
