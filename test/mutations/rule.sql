--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int, b text);
CREATE TABLE s.log (a int, note text);
CREATE VIEW s.v AS SELECT a, b FROM s.t;
CREATE RULE log_insert AS ON INSERT TO s.t WHERE new.a > 0 DO ALSO INSERT INTO s.log VALUES (new.a, 'x');
CREATE RULE no_delete AS ON DELETE TO s.t DO INSTEAD NOTHING;
CREATE RULE quiet AS ON UPDATE TO s.t DO ALSO (INSERT INTO s.log VALUES (old.a, 'a'); NOTIFY changed);
ALTER TABLE s.t DISABLE RULE quiet;
CREATE RULE v_update AS ON UPDATE TO s.v DO INSTEAD UPDATE s.t SET b = new.b WHERE a = old.a RETURNING a, b;
COMMENT ON RULE log_insert ON s.t IS 'log';
CREATE TABLE "Odd . ""s"""."T "" on . (" ("C , "" 'x'" int);
CREATE RULE "R "" on . (" AS ON DELETE TO "Odd . ""s"""."T "" on . (" DO INSTEAD NOTHING;

--> expect unexpected rule added on s.t
CREATE RULE added AS ON UPDATE TO s.t WHERE old.b <> new.b DO INSTEAD NOTHING;

--> expect unexpected rule "add . "" ed" on "Odd . ""s"""."T "" on . ("
CREATE RULE "add . "" ed" AS ON INSERT TO "Odd . ""s"""."T "" on . (" DO ALSO DELETE FROM s.log;

--> expect missing rule no_delete on s.t
DROP RULE no_delete ON s.t;

--> expect missing rule "R "" on . (" on "Odd . ""s"""."T "" on . ("
DROP RULE "R "" on . (" ON "Odd . ""s"""."T "" on . (";

--> expect missing rule no_delete on s.t
--> expect unexpected rule none_deleted on s.t
ALTER RULE no_delete ON s.t RENAME TO none_deleted;

--> expect altered rule log_insert on s.t
--> attributes definition
CREATE OR REPLACE RULE log_insert AS ON INSERT TO s.t WHERE new.a > 1 DO ALSO INSERT INTO s.log VALUES (new.a, 'x');

--> expect altered rule no_delete on s.t
--> attributes definition
CREATE OR REPLACE RULE no_delete AS ON DELETE TO s.t DO ALSO NOTHING;

--> expect altered rule no_delete on s.t
--> attributes definition
CREATE OR REPLACE RULE no_delete AS ON UPDATE TO s.t DO INSTEAD NOTHING;

--> expect altered rule v_update on s.v
--> attributes definition
CREATE OR REPLACE RULE v_update AS ON UPDATE TO s.v DO INSTEAD UPDATE s.t SET b = upper(new.b) WHERE a = old.a;

--> expect unexpected column s.log."No ""te"
--> expect missing column s.log.note
--> expect altered rule log_insert on s.t cause column s.log."No ""te"
--> expect altered rule quiet on s.t cause column s.log."No ""te"
ALTER TABLE s.log RENAME note TO "No ""te";

--> expect altered rule no_delete on s.t
--> attributes enabled
ALTER TABLE s.t DISABLE RULE no_delete;

--> expect altered rule log_insert on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE REPLICA RULE log_insert;

--> expect altered rule log_insert on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE ALWAYS RULE log_insert;

--> expect altered rule quiet on s.t
--> attributes enabled
ALTER TABLE s.t ENABLE RULE quiet;

--> expect altered rule "R "" on . (" on "Odd . ""s"""."T "" on . ("
--> attributes enabled
ALTER TABLE "Odd . ""s"""."T "" on . (" ENABLE ALWAYS RULE "R "" on . (";

--> expect altered rule no_delete on s.t
--> attributes comment
COMMENT ON RULE no_delete ON s.t IS 'nothing goes';

--> expect altered rule log_insert on s.t
--> attributes comment
COMMENT ON RULE log_insert ON s.t IS NULL;
