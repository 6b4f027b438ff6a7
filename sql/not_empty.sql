--
-- The first run in a database that has objects and no history is refused
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
SELECT migrate.add('1_a', 'CREATE TABLE from_migration (id int);');
-- each kind of object counts; an empty schema does not
CREATE PROCEDURE try_with(definition text, removal text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE definition;
	BEGIN
		PERFORM migrate.apply_in_transaction();
		RAISE NOTICE 'ran beside: %', definition;
		RAISE division_by_zero;
	EXCEPTION
		WHEN division_by_zero THEN NULL;
		WHEN OTHERS THEN
			DECLARE
				found text;
				hint text;
			BEGIN
				GET STACKED DIAGNOSTICS found = PG_EXCEPTION_DETAIL;
				RAISE NOTICE '% %', SQLSTATE, found;
			END;
	END;
	EXECUTE removal;
END $$;
-- the procedure itself is an object; it belongs to an extension for the time being
ALTER EXTENSION plpgsql ADD PROCEDURE try_with(text, text);
CALL try_with('CREATE SCHEMA empty_schema', 'DROP SCHEMA empty_schema');
CALL try_with('CREATE TABLE t (id int)', 'DROP TABLE t');
CALL try_with('CREATE VIEW v AS SELECT 1 AS one', 'DROP VIEW v');
CALL try_with('CREATE MATERIALIZED VIEW v AS SELECT 1 AS one', 'DROP MATERIALIZED VIEW v');
CALL try_with('CREATE SEQUENCE s', 'DROP SEQUENCE s');
CALL try_with('CREATE TYPE e AS ENUM (''a'')', 'DROP TYPE e');
CALL try_with('CREATE TYPE c AS (a int)', 'DROP TYPE c');
CALL try_with('CREATE DOMAIN d AS int', 'DROP DOMAIN d');
CALL try_with('CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''SELECT 1''', 'DROP FUNCTION f');
CALL try_with('CREATE PROCEDURE p() LANGUAGE sql AS ''SELECT 1''', 'DROP PROCEDURE p');
CALL try_with('CREATE AGGREGATE agg (int) (SFUNC = int4pl, STYPE = int)', 'DROP AGGREGATE agg (int)');
CALL try_with('CREATE SCHEMA "Odd Schema" CREATE TABLE "Odd ""Table"" " (id int)', 'DROP SCHEMA "Odd Schema" CASCADE');
CALL try_with('CREATE TABLE parts (id int) PARTITION BY RANGE (id)', 'DROP TABLE parts');
CALL try_with('CREATE TEMP TABLE temporary (id int)', 'DROP TABLE temporary');
CALL try_with('CREATE EXTENSION IF NOT EXISTS plpgsql', 'SELECT 1');

-- the tables of other tools are named
CALL try_with('CREATE TABLE _prisma_migrations (id int)', 'DROP TABLE _prisma_migrations');
CALL try_with('CREATE SCHEMA drizzle CREATE TABLE __drizzle_migrations (id int)', 'DROP SCHEMA drizzle CASCADE');
CALL try_with('CREATE TABLE flyway_schema_history (id int)', 'DROP TABLE flyway_schema_history');
CALL try_with('CREATE TABLE databasechangelog (id int)', 'DROP TABLE databasechangelog');
CALL try_with('CREATE TABLE schema_migrations (version int)', 'DROP TABLE schema_migrations');
CALL try_with('CREATE TABLE alembic_version (version int)', 'DROP TABLE alembic_version');
CALL try_with('CREATE TABLE django_migrations (version int)', 'DROP TABLE django_migrations');
CALL try_with('CREATE TABLE xprisma_migrations (version int)', 'DROP TABLE xprisma_migrations');
ALTER EXTENSION plpgsql DROP PROCEDURE try_with(text, text);
DROP PROCEDURE try_with;

-- ways out
CREATE TABLE t (id int);
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
CALL migrate.apply(dry_run => true);
\echo :LAST_ERROR_SQLSTATE
CALL migrate.deploy('{"1_a.sql": "CREATE TABLE from_migration (id int);"}');
\echo :LAST_ERROR_SQLSTATE
-- nothing to run is no reason to complain
SELECT migrate.add('1_other', 'SELECT ''other'';', project => 'other');
SELECT migrate.remove('1_other', project => 'other');
CALL migrate.apply(project => 'other') \gset
\echo :state
-- a setting, an option
CALL migrate.apply(dry_run => true, options => '{"not_empty": "allow"}') \gset
\echo :state :done
SELECT migrate.set('not_empty', 'allow', project => NULL);
CALL migrate.apply(dry_run => true) \gset
\echo :state :done
CALL migrate.apply(options => '{"not_empty": "error"}');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.set('not_empty', NULL, project => NULL);
-- once there is a history, it is one
CALL migrate.apply(options => '{"not_empty": "allow"}') \gset
SELECT migrate.add('2_b', 'CREATE TABLE b (id int);');
CALL migrate.apply() \gset
\echo :state :done
DROP TABLE t, b, from_migration;
