--> setup
CREATE SCHEMA s;
CREATE TABLE s.t (a int GENERATED ALWAYS AS IDENTITY, b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s."S "" eq . ("));
CREATE TABLE s.plain (a int GENERATED ALWAYS AS IDENTITY);
GRANT USAGE ON SEQUENCE s.t_a_seq TO alice;
COMMENT ON SEQUENCE s.t_a_seq IS 'of a';
CREATE UNLOGGED TABLE s.unlogged (a int GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE s.unlogged_a_seq SET LOGGED;

--> expect unexpected identity sequence s.plain_a_seq
ALTER SEQUENCE s.plain_a_seq SET UNLOGGED;

--> expect altered identity sequence s.t_a_seq
--> attributes logged
ALTER SEQUENCE s.t_a_seq SET UNLOGGED;

--> expect missing identity sequence s.unlogged_a_seq
ALTER SEQUENCE s.unlogged_a_seq SET UNLOGGED;

--> expect altered table s.unlogged
--> expect missing identity sequence s.unlogged_a_seq
--> attributes unlogged
ALTER TABLE s.unlogged SET LOGGED;

--> expect unexpected identity sequence s."S "" eq . ("
GRANT SELECT, UPDATE ON SEQUENCE s."S "" eq . (" TO "Carol ""C""" WITH GRANT OPTION;

--> expect altered identity sequence s.t_a_seq
--> attributes privileges
REVOKE USAGE ON SEQUENCE s.t_a_seq FROM alice;

--> expect altered identity sequence s.t_a_seq
--> attributes privileges
GRANT SELECT ON SEQUENCE s.t_a_seq TO alice;

--> expect unexpected identity sequence s."S "" eq . ("
COMMENT ON SEQUENCE s."S "" eq . (" IS 'of b';

--> expect altered identity sequence s.t_a_seq
--> attributes comment
COMMENT ON SEQUENCE s.t_a_seq IS NULL;

--> expect altered identity sequence s.t_a_seq
--> attributes comment
COMMENT ON SEQUENCE s.t_a_seq IS 'it''s of a';

--> expect altered column s.t.a
--> expect missing identity sequence s.t_a_seq
--> attributes as_identity, identity_options, identity_sequence
ALTER TABLE s.t ALTER a DROP IDENTITY;

--> expect altered table s.t
--> expect altered identity sequence s.t_a_seq cause table s.t
--> attributes owner
ALTER TABLE s.t OWNER TO alice;

--> expect altered identity sequence s.t_a_seq
--> attributes label
--> no repair: SECURITY LABEL needs the module of the provider
SET LOCAL allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
VALUES ('s.t_a_seq'::regclass, 'pg_class'::regclass, 0, 'provider', 'secret');
