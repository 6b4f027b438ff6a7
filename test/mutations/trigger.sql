--> setup
CREATE EXTENSION btree_gin;
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION s.g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE s.t (a int, b text);
CREATE TRIGGER before BEFORE INSERT OR UPDATE OF b ON s.t FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION s.f('x');
CREATE TRIGGER after AFTER DELETE ON s.t REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION s.f();
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON s.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION s.f();
CREATE TRIGGER off BEFORE UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();
ALTER TABLE s.t DISABLE TRIGGER off;
COMMENT ON TRIGGER after ON s.t IS 'after';
CREATE VIEW s.v AS SELECT a FROM s.t;
CREATE TRIGGER instead INSTEAD OF INSERT ON s.v FOR EACH ROW EXECUTE FUNCTION s.f();
CREATE TABLE "Odd . ""s"""."T "" on . (" ("C , "" 'x'" int);
CREATE TRIGGER "Tr "" on . (" AFTER UPDATE OF "C , "" 'x'" ON "Odd . ""s"""."T "" on . (" EXECUTE FUNCTION s.f('it''s', '\');
CREATE TABLE s.parts (a int) PARTITION BY RANGE (a);
CREATE TABLE s.part_1 PARTITION OF s.parts FOR VALUES FROM (1) TO (10);
CREATE TRIGGER each AFTER INSERT ON s.parts FOR EACH ROW EXECUTE FUNCTION s.f();

--> expect unexpected trigger added on s.t
CREATE TRIGGER added BEFORE TRUNCATE ON s.t EXECUTE FUNCTION s.f();

--> expect unexpected trigger "add . "" ed" on "Odd . ""s"""."T "" on . ("
CREATE CONSTRAINT TRIGGER "add . "" ed" AFTER UPDATE OR DELETE ON "Odd . ""s"""."T "" on . (" FROM s.t NOT DEFERRABLE
	FOR EACH ROW WHEN (old."C , "" 'x'" IS NOT NULL) EXECUTE FUNCTION s.g();

--> expect unexpected trigger added on s.t
CREATE TRIGGER added AFTER UPDATE ON s.t REFERENCING NEW TABLE AS n OLD TABLE AS o FOR EACH ROW EXECUTE FUNCTION s.g();

--> expect unexpected trigger added on s.parts
CREATE TRIGGER added BEFORE DELETE ON s.parts FOR EACH ROW EXECUTE FUNCTION s.g();

--> expect missing trigger before on s.t
DROP TRIGGER before ON s.t;

--> expect missing trigger "Tr "" on . (" on "Odd . ""s"""."T "" on . ("
DROP TRIGGER "Tr "" on . (" ON "Odd . ""s"""."T "" on . (";

--> expect missing trigger each on s.parts
DROP TRIGGER each ON s.parts;

--> expect unexpected trigger "Bef ""ore" on s.t
--> expect missing trigger before on s.t
ALTER TRIGGER before ON s.t RENAME TO "Bef ""ore";

--> expect missing trigger each on s.parts
--> expect unexpected trigger every on s.parts
ALTER TRIGGER each ON s.parts RENAME TO every;

--> expect altered trigger before on s.t
--> attributes definition
CREATE OR REPLACE TRIGGER before BEFORE INSERT OR UPDATE OF b ON s.t FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION s.f('x');

--> expect altered trigger before on s.t
--> attributes definition
CREATE OR REPLACE TRIGGER before BEFORE INSERT OR UPDATE OF a, b ON s.t FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION s.f('x');

--> expect altered trigger before on s.t
--> attributes definition
CREATE OR REPLACE TRIGGER before BEFORE INSERT OR UPDATE OF b ON s.t FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION s.g('y');

--> expect altered trigger after on s.t
--> attributes definition
CREATE OR REPLACE TRIGGER after AFTER DELETE ON s.t FOR EACH STATEMENT EXECUTE FUNCTION s.f();

--> expect altered trigger checked on s.t
--> attributes definition
DROP TRIGGER checked ON s.t;
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON s.t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION s.f();

--> expect altered trigger checked on s.t
--> attributes definition
DROP TRIGGER checked ON s.t;
CREATE TRIGGER checked AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();

--> expect unexpected column s.t."B ""b"
--> expect missing column s.t.b
--> expect altered trigger before on s.t cause column s.t."B ""b"
ALTER TABLE s.t RENAME b TO "B ""b";

--> expect missing function s.f()
--> expect unexpected function s.ff()
--> expect altered trigger "Tr "" on . (" on "Odd . ""s"""."T "" on . (" cause function s.ff()
--> expect altered trigger after on s.t cause function s.ff()
--> expect altered trigger before on s.t cause function s.ff()
--> expect altered trigger checked on s.t cause function s.ff()
--> expect altered trigger each on s.parts cause function s.ff()
--> expect altered trigger instead on s.v cause function s.ff()
--> expect altered trigger off on s.t cause function s.ff()
ALTER FUNCTION s.f() RENAME TO ff;

--> expect altered trigger before on s.t
--> attributes enabled
ALTER TABLE s.t DISABLE TRIGGER before;

--> expect altered trigger before on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE REPLICA TRIGGER before;

--> expect altered trigger before on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE ALWAYS TRIGGER before;

--> expect altered trigger off on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE TRIGGER off;

--> expect altered trigger after on s.t
--> expect altered trigger before on s.t
--> expect altered trigger checked on s.t
--> attributes enabled
ALTER TABLE s.t DISABLE TRIGGER USER;

--> expect altered trigger off on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE TRIGGER ALL;

--> expect altered trigger each on s.parts
--> expect unexpected partition trigger each on s.part_1 cause trigger each on s.parts
--> attributes enabled
ALTER TABLE s.parts DISABLE TRIGGER each;

--> expect altered trigger each on s.parts
--> attributes enabled
ALTER TABLE ONLY s.parts ENABLE ALWAYS TRIGGER each;

--> expect altered trigger before on s.t
--> attributes extensions
ALTER TRIGGER before ON s.t DEPENDS ON EXTENSION btree_gin;

--> expect altered trigger before on s.t
--> attributes comment
COMMENT ON TRIGGER before ON s.t IS 'before';

--> expect altered trigger "Tr "" on . (" on "Odd . ""s"""."T "" on . ("
--> attributes comment
COMMENT ON TRIGGER "Tr "" on . (" ON "Odd . ""s"""."T "" on . (" IS 'odd';

--> expect altered trigger after on s.t
--> attributes comment
COMMENT ON TRIGGER after ON s.t IS NULL;
