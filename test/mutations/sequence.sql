--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TABLE s.t (a serial, b bigint, c int);
CREATE SEQUENCE s.plain;
CREATE SEQUENCE s.full AS smallint INCREMENT 5 MINVALUE 10 MAXVALUE 500 START 20 CACHE 3 CYCLE;
CREATE SEQUENCE s.owned OWNED BY s.t.b;
COMMENT ON SEQUENCE s.full IS 'full';
GRANT USAGE ON SEQUENCE s.full TO alice;
GRANT SELECT ON SEQUENCE s.full TO bob WITH GRANT OPTION;
CREATE SEQUENCE "Odd . ""s"""."S "" eq . (";
CREATE TABLE "Odd . ""s"""."T "" . (" ("C , "" 'x'" int);

--> expect unexpected sequence s.added
CREATE SEQUENCE s.added;

--> expect unexpected sequence "Odd . ""s"""."add . "" ed"
CREATE SEQUENCE "Odd . ""s"""."add . "" ed" AS int INCREMENT -1 OWNED BY "Odd . ""s"""."T "" . ("."C , "" 'x'";

--> expect unexpected sequence s.added
CREATE UNLOGGED SEQUENCE s.added;

--> expect missing sequence s.plain
DROP SEQUENCE s.plain;

--> expect missing sequence s."full"
DROP SEQUENCE s.full;

--> expect missing sequence s.owned
DROP SEQUENCE s.owned;

--> expect missing sequence s.t_a_seq
--> expect altered column s.t.a
--> attributes default
DROP SEQUENCE s.t_a_seq CASCADE;

--> expect missing sequence s.plain
--> expect unexpected sequence s.plainer
ALTER SEQUENCE s.plain RENAME TO plainer;

--> expect unexpected sequence s."T . ""a"
--> expect missing sequence s.t_a_seq
--> expect altered column s.t.a cause sequence s."T . ""a"
ALTER SEQUENCE s.t_a_seq RENAME TO "T . ""a";

--> expect unexpected sequence "Odd . ""s""".plain
--> expect missing sequence s.plain
ALTER SEQUENCE s.plain SET SCHEMA "Odd . ""s""";

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain AS int;

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain INCREMENT BY 2;

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain MINVALUE -5;

--> expect altered sequence s."full"
--> attributes options
ALTER SEQUENCE s.full NO MINVALUE NO MAXVALUE;

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain MAXVALUE 1000;

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain START WITH 7;

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain CACHE 20;

--> expect altered sequence s.plain
--> attributes options
ALTER SEQUENCE s.plain CYCLE;

--> expect altered sequence s."full"
--> attributes options
ALTER SEQUENCE s.full NO CYCLE;

--> expect altered sequence s.plain
--> attributes unlogged
ALTER SEQUENCE s.plain SET UNLOGGED;

--> expect altered sequence s.plain
--> attributes owned_by
ALTER SEQUENCE s.plain OWNED BY s.t.c;

--> expect altered sequence s.owned
--> attributes owned_by
ALTER SEQUENCE s.owned OWNED BY s.t.c;

--> expect altered sequence s.owned
--> attributes owned_by
ALTER SEQUENCE s.owned OWNED BY NONE;

--> expect altered sequence "Odd . ""s"""."S "" eq . ("
--> attributes owned_by
ALTER SEQUENCE "Odd . ""s"""."S "" eq . (" OWNED BY "Odd . ""s"""."T "" . ("."C , "" 'x'";

--> expect altered sequence s.plain
--> attributes owner
ALTER SEQUENCE s.plain OWNER TO alice;

--> expect altered sequence "Odd . ""s"""."S "" eq . ("
--> attributes owner
ALTER SEQUENCE "Odd . ""s"""."S "" eq . (" OWNER TO "Carol ""C""";

--> expect altered sequence s.owned cause table s.t
--> expect altered sequence s.t_a_seq cause table s.t
--> expect altered table s.t
--> attributes owner
ALTER TABLE s.t OWNER TO alice;

--> expect altered sequence s.plain
--> attributes privileges
GRANT ALL ON SEQUENCE s.plain TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered sequence s."full"
--> expect altered sequence s.owned
--> expect altered sequence s.plain
--> expect altered sequence s.t_a_seq
--> attributes privileges
GRANT USAGE ON ALL SEQUENCES IN SCHEMA s TO PUBLIC;

--> expect altered sequence s."full"
--> attributes privileges
REVOKE USAGE ON SEQUENCE s.full FROM alice;

--> expect altered sequence s."full"
--> attributes privileges
REVOKE GRANT OPTION FOR SELECT ON SEQUENCE s.full FROM bob;

--> expect altered sequence s.t_a_seq
--> attributes privileges
REVOKE UPDATE ON SEQUENCE s.t_a_seq FROM CURRENT_USER;

--> expect altered sequence s.plain
--> attributes comment
COMMENT ON SEQUENCE s.plain IS 'plain';

--> expect altered sequence s."full"
--> attributes comment
COMMENT ON SEQUENCE s.full IS NULL;

--> expect altered sequence s.plain
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.plain'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');
