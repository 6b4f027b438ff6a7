/* migrate 0.2.0 -> 0.3.0: the expected schema, and drift from it */

-- complain if the script is sourced in psql rather than by ALTER EXTENSION
\echo Use "ALTER EXTENSION migrate UPDATE" to load this file. \quit

ALTER TABLE migrate.event ADD COLUMN model text COLLATE "C";
ALTER TABLE migrate.event ADD COLUMN fingerprint text COLLATE "C";

CREATE TABLE migrate.delta (
	event		bigint NOT NULL,
	number		int NOT NULL,
	kind		text COLLATE "C" NOT NULL,
	identity	text COLLATE "C" NOT NULL,
	parent		text COLLATE "C",
	name		text COLLATE "C" NOT NULL,
	attributes	jsonb,
	hash		bytea,
	CONSTRAINT delta_pkey PRIMARY KEY (event, number)
);
COMMENT ON TABLE migrate.delta IS 'what events did to the schema; the newest row of an object says how it is expected to be, one without attributes that it is dropped';

-- a long list of arguments makes an identity too long for an index
CREATE INDEX delta_identity_idx ON migrate.delta (kind, "left"(identity, 600));

SELECT pg_catalog.pg_extension_config_dump('migrate.delta', '');

-- a check of the schema replaces this row, and never waits to insert one
INSERT INTO migrate.cache (key, value) VALUES ('drift', '');

CREATE FUNCTION migrate.snapshot(source text DEFAULT 'live')
RETURNS TABLE (kind text, identity text, parent text, attributes jsonb, hash text)
AS 'MODULE_PATHNAME', 'migrate_snapshot' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.snapshot IS 'the objects of the schema with all their attributes';

CREATE FUNCTION migrate.fingerprint(source text DEFAULT 'live')
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_fingerprint' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.fingerprint IS 'one hash for the whole schema: equal when all objects are';

CREATE FUNCTION migrate.drift(against text DEFAULT 'ledger')
RETURNS TABLE (kind text, identity text, change text, expected jsonb,
			   actual jsonb, repair text, cause text, last_name text)
AS 'MODULE_PATHNAME', 'migrate_drift' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.drift IS 'how the live schema differs from the one that the migrations made; no row: not at all';

CREATE FUNCTION migrate.changes(name text, project text DEFAULT 'main')
RETURNS TABLE (event bigint, kind text, identity text, before jsonb, after jsonb)
AS 'MODULE_PATHNAME', 'migrate_changes' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.changes IS 'what a migration did to the schema, object by object';

CREATE FUNCTION migrate.blame(identity text)
RETURNS TABLE (event bigint, kind text, name text, action text, at timestamptz,
			   by text, change text)
AS 'MODULE_PATHNAME', 'migrate_blame' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.blame IS 'which events made an object what it is, newest first';

CREATE FUNCTION migrate.exclude(pattern text, exclude boolean DEFAULT true)
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_exclude' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.exclude IS 'leave objects out of the model, such as partitions that a job makes';

CREATE PROCEDURE migrate.accept_drift(
	name text, reason text, project text DEFAULT 'main',
	INOUT state text DEFAULT NULL, INOUT done int DEFAULT NULL,
	INOUT pending int DEFAULT NULL, INOUT last_name text DEFAULT NULL,
	INOUT head text DEFAULT NULL, INOUT warnings jsonb DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_accept_drift' LANGUAGE c;
COMMENT ON PROCEDURE migrate.accept_drift IS 'record the live differences as a migration that is applied';

CREATE PROCEDURE migrate.rerender(
	INOUT state text DEFAULT NULL, INOUT changed int DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_rerender' LANGUAGE c;
COMMENT ON PROCEDURE migrate.rerender IS 'take the live schema for the expected one after an upgrade of the server';

REVOKE ALL ON TABLE migrate.delta FROM PUBLIC;
GRANT SELECT ON TABLE migrate.delta TO @extowner@ WITH GRANT OPTION;

REVOKE ALL ON FUNCTION migrate.snapshot, migrate.fingerprint, migrate.drift,
	migrate.changes, migrate.blame, migrate.exclude FROM PUBLIC;
REVOKE ALL ON PROCEDURE migrate.accept_drift, migrate.rerender FROM PUBLIC;

-- default privileges may have given away more
CREATE FUNCTION migrate.take_defaults(in_use boolean) RETURNS void
AS 'MODULE_PATHNAME', 'migrate_take_defaults' LANGUAGE c;
SELECT migrate.take_defaults(in_use => true);
DROP FUNCTION migrate.take_defaults(boolean);

GRANT EXECUTE ON FUNCTION migrate.snapshot, migrate.fingerprint, migrate.drift,
	migrate.changes, migrate.blame, migrate.exclude TO @extowner@ WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE migrate.accept_drift, migrate.rerender
	TO @extowner@ WITH GRANT OPTION;

-- who has a level has it for what is new, too
DO $$
DECLARE
	r record;
BEGIN
	FOR r IN
		SELECT DISTINCT p.proname, a.grantee::pg_catalog.regrole AS role
		FROM pg_catalog.pg_proc p, LATERAL pg_catalog.aclexplode(p.proacl) a
		WHERE p.pronamespace = 'migrate'::pg_catalog.regnamespace
			AND p.proname IN ('status', 'add') AND NOT a.grantee IN (0, p.proowner)
			AND NOT a.is_grantable
	LOOP
		EXECUTE pg_catalog.format('GRANT SELECT ON TABLE migrate.delta TO %s', r.role);
		IF r.proname = 'status' THEN
			EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION migrate.snapshot, migrate.fingerprint,'
				' migrate.drift, migrate.changes, migrate.blame TO %s', r.role);
		ELSE
			EXECUTE pg_catalog.format('GRANT EXECUTE ON ROUTINE migrate.exclude, migrate.accept_drift,'
				' migrate.rerender TO %s', r.role);
		END IF;
	END LOOP;
END$$;
