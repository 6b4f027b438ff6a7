--
-- A migration never takes for its own what somebody else did: lists whose items
-- come and go one by one
--
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/sql/include/changes.sql'
\i :include
SET client_min_messages = error;
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE ROLE regress_absorb_a;
CREATE ROLE regress_absorb_b;
CREATE SCHEMA ab;
CREATE TABLE ab.t (a int) WITH (fillfactor = 70);
CREATE TABLE ab.other (a int);
CREATE TYPE ab.mood AS ENUM ('a', 'b');
CREATE VIEW ab.v AS SELECT a FROM ab.t;
CREATE FUNCTION ab.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ab.g() RETURNS int LANGUAGE sql SET work_mem = '1MB' AS 'SELECT 1';
CREATE FOREIGN DATA WRAPPER ab_wrapper OPTIONS (one '1', two '2');
SELECT migrate.add('0_start', 'SELECT 1');
CALL migrate.apply(options => '{"not_empty": "allow"}') \g /dev/null

-- by hand
GRANT SELECT ON ab.t TO regress_absorb_a;
REVOKE EXECUTE ON FUNCTION ab.f(int) FROM PUBLIC;
REVOKE UPDATE ON ab.other FROM CURRENT_USER;
ALTER TYPE ab.mood ADD VALUE 'hand' BEFORE 'b';
ALTER TABLE ab.t SET (fillfactor = 50, parallel_workers = 2);
ALTER VIEW ab.v SET (security_barrier = true);
ALTER FUNCTION ab.g() SET enable_seqscan = off;
ALTER FUNCTION ab.g() RESET work_mem;
ALTER FOREIGN DATA WRAPPER ab_wrapper OPTIONS (SET one '11', DROP two, ADD three '3');
CREATE TEMP TABLE drift_before AS SELECT kind, identity, change, expected, actual, repair FROM migrate.drift();
SELECT kind, identity, change, pg_temp.plain(repair) FROM drift_before ORDER BY 1, 2;

SELECT migrate.add('1_lists', $$
GRANT INSERT ON ab.t TO regress_absorb_b;
GRANT EXECUTE ON FUNCTION ab.f(int) TO regress_absorb_b;
GRANT SELECT ON ab.other TO regress_absorb_b;
ALTER TYPE ab.mood ADD VALUE 'migration';
ALTER TABLE ab.t SET (autovacuum_enabled = off);
ALTER VIEW ab.v SET (check_option = local);
ALTER FUNCTION ab.g() SET enable_indexscan = off;
ALTER FOREIGN DATA WRAPPER ab_wrapper OPTIONS (ADD four '4');
$$);
CALL migrate.apply() \g /dev/null
SELECT kind, identity, before, pg_temp.plain(after::text) FROM migrate.changes('1_lists') ORDER BY 1, 2;
-- the same commands lead back
SELECT d.kind, d.identity, d.change, pg_temp.plain(d.repair)
FROM migrate.drift() d LEFT JOIN drift_before b USING (kind, identity, change, repair)
WHERE b.kind IS NULL;
SELECT count(*) = (SELECT count(*) FROM drift_before) AS all_drift_is_there FROM migrate.drift();

-- what a migration takes away or sets itself is its own
SELECT migrate.add('2_own', $$
ALTER TABLE ab.t RESET (parallel_workers), SET (fillfactor = 60);
REVOKE SELECT ON ab.t FROM regress_absorb_a;
GRANT EXECUTE ON FUNCTION ab.f(int) TO PUBLIC;
GRANT UPDATE ON ab.other TO CURRENT_USER;
ALTER FUNCTION ab.g() SET work_mem = '2MB';
ALTER FOREIGN DATA WRAPPER ab_wrapper OPTIONS (DROP one, DROP three, ADD two '2');
$$);
CALL migrate.apply() \g /dev/null
SELECT kind, identity, change, pg_temp.plain(repair) FROM migrate.drift();

DROP SCHEMA ab CASCADE;
DROP FOREIGN DATA WRAPPER ab_wrapper;
DROP ROLE regress_absorb_a, regress_absorb_b;
