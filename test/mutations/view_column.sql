--> setup
CREATE SCHEMA s;
CREATE TABLE s.t (a int, b text);
CREATE VIEW s.v AS SELECT a, b, a AS "C , "" 'x'" FROM s.t;
ALTER VIEW s.v ALTER a SET DEFAULT 5;
COMMENT ON COLUMN s.v.a IS 'a';
GRANT SELECT (a) ON s.v TO alice;
CREATE MATERIALIZED VIEW s.m AS SELECT a, b, b AS "D , "" 'x'", a AS e FROM s.t;
ALTER MATERIALIZED VIEW s.m ALTER b SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz,
	ALTER a SET STATISTICS 500, ALTER a SET (n_distinct = 7);

--> expect unexpected view column s.v.b
ALTER VIEW s.v ALTER b SET DEFAULT 'it''s';

--> expect altered view column s.v.a
--> attributes default
ALTER VIEW s.v ALTER a SET DEFAULT 6;

--> expect altered view column s.v.a
--> attributes default
ALTER VIEW s.v ALTER a DROP DEFAULT;

--> expect unexpected view column s.v."C , "" 'x'"
ALTER VIEW s.v ALTER "C , "" 'x'" SET DEFAULT 1 + 1;

--> expect altered view column s.m.b
--> attributes storage
ALTER MATERIALIZED VIEW s.m ALTER b SET STORAGE MAIN;

--> expect altered view column s.m.b
--> attributes storage, storage_type
ALTER MATERIALIZED VIEW s.m ALTER b SET STORAGE EXTENDED;

--> expect unexpected view column s.m."D , "" 'x'"
ALTER MATERIALIZED VIEW s.m ALTER "D , "" 'x'" SET STORAGE PLAIN;

--> expect altered view column s.m.b
--> attributes compression
ALTER MATERIALIZED VIEW s.m ALTER b SET COMPRESSION default;

--> expect unexpected view column s.m."D , "" 'x'"
ALTER MATERIALIZED VIEW s.m ALTER "D , "" 'x'" SET COMPRESSION pglz;

--> expect altered view column s.m.a
--> attributes statistics
ALTER MATERIALIZED VIEW s.m ALTER a SET STATISTICS 10;

--> expect altered view column s.m.a
--> attributes statistics
ALTER MATERIALIZED VIEW s.m ALTER a SET STATISTICS -1;

--> expect unexpected view column s.m.e
ALTER MATERIALIZED VIEW s.m ALTER e SET STATISTICS 0;

--> expect altered view column s.m.a
--> attributes options
ALTER MATERIALIZED VIEW s.m ALTER a SET (n_distinct = 8, n_distinct_inherited = 9);

--> expect altered view column s.m.a
--> attributes options
ALTER MATERIALIZED VIEW s.m ALTER a RESET (n_distinct);

--> expect unexpected view column s.m.e
ALTER MATERIALIZED VIEW s.m ALTER e SET (n_distinct = -1);

--> expect unexpected view column s.v.b
GRANT SELECT (b), UPDATE (b) ON s.v TO bob WITH GRANT OPTION;

--> expect unexpected view column s.m."D , "" 'x'"
GRANT SELECT ("D , "" 'x'") ON s.m TO "Carol ""C""";

--> expect altered view column s.v.a
--> attributes privileges
REVOKE SELECT (a) ON s.v FROM alice;

--> expect altered view column s.v.a
--> attributes privileges
GRANT UPDATE (a) ON s.v TO alice;

--> expect unexpected view column s.v.b
COMMENT ON COLUMN s.v.b IS 'b';

--> expect unexpected view column s.m."D , "" 'x'"
COMMENT ON COLUMN s.m."D , "" 'x'" IS E'two\nlines';

--> expect altered view column s.v.a
--> attributes comment
COMMENT ON COLUMN s.v.a IS NULL;

--> expect altered view column s.v.a
--> attributes comment
COMMENT ON COLUMN s.v.a IS 'other';

--> expect altered view column s.v.a
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.v'::regclass, 'pg_class'::regclass, 1, 'provider', 'secret');

--> expect missing view s.v
--> expect missing view column s.v.a cause view s.v
DROP VIEW s.v;

--> expect altered view s.v
--> expect unexpected view column s.v."A ""a"
--> expect missing view column s.v.a
--> attributes columns, query
ALTER VIEW s.v RENAME a TO "A ""a";
