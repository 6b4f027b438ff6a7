--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a int, who text);
ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON s.t FOR ALL TO alice, bob USING (who = current_user) WITH CHECK (who = current_user AND a > 0);
CREATE POLICY look ON s.t FOR SELECT USING (a > 0);
CREATE POLICY less ON s.t AS RESTRICTIVE FOR DELETE TO alice USING (a < 10);
CREATE POLICY put ON s.t FOR INSERT WITH CHECK (a IN (1, 2, 3));
COMMENT ON POLICY own ON s.t IS 'own rows';
CREATE TABLE "Odd . ""s"""."T "" on . (" ("C , "" 'x'" int);
CREATE POLICY "P "" on . (" ON "Odd . ""s"""."T "" on . (" TO "Carol ""C""" USING ("C , "" 'x'" > 0);

--> expect unexpected policy added on s.t
CREATE POLICY added ON s.t;

--> expect unexpected policy "add . "" ed" on "Odd . ""s"""."T "" on . ("
CREATE POLICY "add . "" ed" ON "Odd . ""s"""."T "" on . (" AS RESTRICTIVE FOR UPDATE TO "Carol ""C""", bob
	USING (true) WITH CHECK ("C , "" 'x'" IS NOT NULL);

--> expect missing policy look on s.t
DROP POLICY look ON s.t;

--> expect missing policy "P "" on . (" on "Odd . ""s"""."T "" on . ("
DROP POLICY "P "" on . (" ON "Odd . ""s"""."T "" on . (";

--> expect missing policy own on s.t
--> expect unexpected policy owned on s.t
ALTER POLICY own ON s.t RENAME TO owned;

--> expect altered policy look on s.t
--> attributes roles
ALTER POLICY look ON s.t TO bob;

--> expect altered policy own on s.t
--> attributes roles
ALTER POLICY own ON s.t TO alice;

--> expect altered policy own on s.t
--> attributes roles
ALTER POLICY own ON s.t TO PUBLIC;

--> expect altered policy own on s.t
--> attributes roles
ALTER POLICY own ON s.t TO CURRENT_USER;

--> expect altered policy look on s.t
--> attributes using
ALTER POLICY look ON s.t USING (a > 1);

--> expect altered policy own on s.t
--> attributes with_check
ALTER POLICY own ON s.t WITH CHECK (true);

--> expect altered policy put on s.t
--> attributes with_check
ALTER POLICY put ON s.t WITH CHECK (a IN (1, 2));

--> expect altered policy "P "" on . (" on "Odd . ""s"""."T "" on . ("
--> attributes using, with_check
ALTER POLICY "P "" on . (" ON "Odd . ""s"""."T "" on . (" USING ("C , "" 'x'" > 1) WITH CHECK (false);

--> expect altered policy own on s.t
--> attributes comment, with_check
DROP POLICY own ON s.t;
CREATE POLICY own ON s.t FOR ALL TO alice, bob USING (who = current_user);

--> expect altered policy less on s.t
--> attributes restrictive
DROP POLICY less ON s.t;
CREATE POLICY less ON s.t FOR DELETE TO alice USING (a < 10);

--> expect altered policy look on s.t
--> attributes restrictive
DROP POLICY look ON s.t;
CREATE POLICY look ON s.t AS RESTRICTIVE FOR SELECT USING (a > 0);

--> expect altered policy look on s.t
--> attributes command
DROP POLICY look ON s.t;
CREATE POLICY look ON s.t FOR UPDATE USING (a > 0);

--> expect altered policy look on s.t
--> attributes command
DROP POLICY look ON s.t;
CREATE POLICY look ON s.t USING (a > 0);

--> expect unexpected column s.t."W ""ho"
--> expect missing column s.t.who
--> expect altered policy own on s.t cause column s.t."W ""ho"
ALTER TABLE s.t RENAME who TO "W ""ho";

--> expect altered policy look on s.t
--> attributes comment
COMMENT ON POLICY look ON s.t IS 'look';

--> expect altered policy own on s.t
--> attributes comment
COMMENT ON POLICY own ON s.t IS NULL;
