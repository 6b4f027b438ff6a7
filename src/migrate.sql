/* migrate: schema migrations that live inside the database */

-- complain if the script is sourced in psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION migrate" to load this file. \quit

-- The schema is created here and not by the control file, so that it is a
-- member of the extension: DROP EXTENSION removes it whole, and DROP SCHEMA
-- ... CASCADE is refused.
CREATE SCHEMA migrate;
COMMENT ON SCHEMA migrate IS 'migration ledger and the calls on it';


/*
 * 1. The ledger
 *
 * Only the C code of the extension writes these tables.  Every row but those
 * of head and cache is written once and never changed: what holds today is
 * the newest row of its key.  The hash of an event covers the event and every
 * row that carries its id, so verify() proves all of them.  That is also why
 * there are no foreign keys: verify() checks the references.
 */

CREATE TABLE migrate.script (
	checksum	text COLLATE "C" NOT NULL,
	body		text NOT NULL,
	CONSTRAINT script_pkey PRIMARY KEY (checksum)
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE migrate.script IS 'texts by the SHA-256 of their UTF-8 bytes; never changed';

CREATE TABLE migrate.event (
	id			bigint NOT NULL,
	project		text COLLATE "C",
	name		text COLLATE "C",
	action		text COLLATE "C" NOT NULL,
	script		text COLLATE "C",
	detail		text,
	started_at	timestamptz NOT NULL,
	finished_at	timestamptz NOT NULL,
	statement	int,
	statements	int,
	line		int,
	row_count	bigint,
	sqlstate	text,
	message		text,
	error_detail text,
	error_hint	text,
	login_name	text NOT NULL,
	role_name	text NOT NULL,
	application	text NOT NULL,
	client		text NOT NULL,
	xid			bigint NOT NULL,
	system_id	text NOT NULL,
	timeline	int NOT NULL,
	format		int NOT NULL,
	previous	text COLLATE "C" NOT NULL,
	hash		text COLLATE "C" NOT NULL,
	model		text COLLATE "C",
	fingerprint	text COLLATE "C",
	CONSTRAINT event_pkey PRIMARY KEY (id),
	CONSTRAINT event_previous_key UNIQUE (previous)
);
COMMENT ON TABLE migrate.event IS 'what happened, append-only; each event holds the hash of the one before';

CREATE TABLE migrate.project (
	event		bigint NOT NULL,
	project		text COLLATE "C" NOT NULL,
	layout		text NOT NULL,
	CONSTRAINT project_pkey PRIMARY KEY (project, event)
);
COMMENT ON TABLE migrate.project IS 'lines of history and the folder layout they came in; the newest row of a project counts';

CREATE TABLE migrate.migration (
	event		bigint NOT NULL,
	project		text COLLATE "C" NOT NULL,
	name		text COLLATE "C" NOT NULL,
	"position"	int,
	up			text COLLATE "C",
	down		text COLLATE "C",
	verify		text COLLATE "C",
	requires	text[] NOT NULL,
	repeatable	boolean NOT NULL,
	transactional text NOT NULL,
	registered_by text NOT NULL,
	registered_at timestamptz NOT NULL,
	CONSTRAINT migration_pkey PRIMARY KEY (project, name, event)
);
COMMENT ON TABLE migrate.migration IS 'registered migrations; the newest row of a name counts, one without up is removed';

CREATE TABLE migrate.companion (
	event		bigint NOT NULL,
	project		text COLLATE "C" NOT NULL,
	path		text COLLATE "C" NOT NULL,
	script		text COLLATE "C",
	CONSTRAINT companion_pkey PRIMARY KEY (project, path, event)
);
COMMENT ON TABLE migrate.companion IS 'files of a folder that its layout reads and that are no script, such as a journal; the newest row of a path counts, one without script is removed';

CREATE TABLE migrate.setting (
	event		bigint NOT NULL,
	project		text COLLATE "C" NOT NULL,
	name		text COLLATE "C" NOT NULL,
	value		text,
	set_by		text NOT NULL,
	CONSTRAINT setting_pkey PRIMARY KEY (project, name, event)
);
COMMENT ON TABLE migrate.setting IS 'stored policies; project '''' is the whole database; the newest row counts, one without value is the default again';

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

CREATE TABLE migrate.head (
	singleton	boolean NOT NULL DEFAULT true,
	id			bigint NOT NULL,
	hash		text COLLATE "C" NOT NULL,
	CONSTRAINT head_pkey PRIMARY KEY (singleton),
	CONSTRAINT head_singleton_check CHECK (singleton)
);
COMMENT ON TABLE migrate.head IS 'id and hash of the newest event: shows a tail that was cut off';

CREATE TABLE migrate.cache (
	key			text COLLATE "C" NOT NULL,
	value		text NOT NULL,
	CONSTRAINT cache_pkey PRIMARY KEY (key)
);
COMMENT ON TABLE migrate.cache IS 'what can be found out again, such as the event up to which the chain was verified; not dumped';
-- a check of the schema replaces this row, and never waits to insert one
INSERT INTO migrate.cache (key, value) VALUES ('drift', '');

CREATE INDEX event_project_name_idx ON migrate.event (project, name, id);
-- a long list of arguments makes an identity too long for an index
CREATE INDEX delta_identity_idx ON migrate.delta (kind, "left"(identity, 600));
CREATE INDEX migration_event_idx ON migrate.migration (event);

SELECT pg_catalog.pg_extension_config_dump('migrate.script', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.event', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.project', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.migration', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.companion', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.setting', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.delta', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.head', '');


/*
 * 2. Hand over
 */

CREATE FUNCTION migrate.add(
	name text, up text, down text DEFAULT NULL, verify text DEFAULT NULL,
	requires text[] DEFAULT '{}', repeatable boolean DEFAULT false,
	transactional text DEFAULT 'auto', project text DEFAULT 'main')
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_add' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.add IS 'hand over one migration';

CREATE FUNCTION migrate.load(
	bundle jsonb, layout text DEFAULT 'auto', project text DEFAULT 'main',
	OUT name text, OUT outcome text, OUT note text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_load' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.load IS 'hand over a folder of migrations as JSON';

CREATE FUNCTION migrate.load_archive(
	archive bytea, layout text DEFAULT 'auto', project text DEFAULT 'main',
	OUT name text, OUT outcome text, OUT note text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_load_archive' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.load_archive IS 'hand over a folder of migrations as a tar archive';

CREATE FUNCTION migrate.load_directory(
	path text, layout text DEFAULT 'auto', project text DEFAULT 'main',
	OUT name text, OUT outcome text, OUT note text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_load_directory' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.load_directory IS 'hand over a folder of the server''s file system (members of pg_read_server_files)';

CREATE FUNCTION migrate.bundle(
	layout text DEFAULT 'auto', project text DEFAULT 'main')
RETURNS jsonb
AS 'MODULE_PATHNAME', 'migrate_bundle' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.bundle IS 'the registered migrations as files, as JSON';

CREATE FUNCTION migrate.archive(
	layout text DEFAULT 'auto', project text DEFAULT 'main')
RETURNS bytea
AS 'MODULE_PATHNAME', 'migrate_archive' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.archive IS 'the registered migrations as files, as a tar archive';

CREATE FUNCTION migrate.unpack(
	archive bytea, layout text DEFAULT 'auto')
RETURNS jsonb
AS 'MODULE_PATHNAME', 'migrate_unpack' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.unpack IS 'the files that the layout reads in a tar archive, as JSON: the bundle that status, verify and check take';

CREATE FUNCTION migrate.remove(name text, project text DEFAULT 'main')
RETURNS boolean
AS 'MODULE_PATHNAME', 'migrate_remove' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.remove IS 'take back a migration that is not applied';

CREATE FUNCTION migrate.rename(
	name text, new_name text, project text DEFAULT 'main')
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_rename' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.rename IS 'give a migration another name; its history follows';

CREATE FUNCTION migrate.trust(name text, project text DEFAULT 'main')
RETURNS boolean
AS 'MODULE_PATHNAME', 'migrate_trust' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.trust IS 'vouch for a migration that another role handed over';


/*
 * 3. Run
 */

CREATE PROCEDURE migrate.apply(
	target text DEFAULT NULL, steps int DEFAULT NULL,
	resume boolean DEFAULT false, dry_run boolean DEFAULT false,
	options jsonb DEFAULT '{}', project text DEFAULT 'main',
	INOUT state text DEFAULT NULL, INOUT done int DEFAULT NULL,
	INOUT pending int DEFAULT NULL, INOUT last_name text DEFAULT NULL,
	INOUT head text DEFAULT NULL, INOUT warnings jsonb DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_apply' LANGUAGE c;
COMMENT ON PROCEDURE migrate.apply IS 'run pending migrations, each in a transaction of its own';

CREATE PROCEDURE migrate.deploy(
	bundle jsonb, layout text DEFAULT 'auto', target text DEFAULT NULL,
	resume boolean DEFAULT false,
	options jsonb DEFAULT '{}', project text DEFAULT 'main',
	INOUT state text DEFAULT NULL, INOUT done int DEFAULT NULL,
	INOUT pending int DEFAULT NULL, INOUT last_name text DEFAULT NULL,
	INOUT head text DEFAULT NULL, INOUT warnings jsonb DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_deploy' LANGUAGE c;
COMMENT ON PROCEDURE migrate.deploy IS 'hand over a folder as JSON and run what of it is pending';

CREATE PROCEDURE migrate.deploy_archive(
	archive bytea, layout text DEFAULT 'auto', target text DEFAULT NULL,
	resume boolean DEFAULT false,
	options jsonb DEFAULT '{}', project text DEFAULT 'main',
	INOUT state text DEFAULT NULL, INOUT done int DEFAULT NULL,
	INOUT pending int DEFAULT NULL, INOUT last_name text DEFAULT NULL,
	INOUT head text DEFAULT NULL, INOUT warnings jsonb DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_deploy_archive' LANGUAGE c;
COMMENT ON PROCEDURE migrate.deploy_archive IS 'hand over a folder as a tar archive and run what of it is pending';

CREATE FUNCTION migrate.apply_in_transaction(
	target text DEFAULT NULL, options jsonb DEFAULT '{}',
	project text DEFAULT 'main',
	OUT name text, OUT statements int, OUT duration_ms int)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_apply_in_transaction' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.apply_in_transaction IS 'run pending migrations in the caller''s transaction';

CREATE PROCEDURE migrate.revert(
	after text DEFAULT NULL, steps int DEFAULT NULL,
	options jsonb DEFAULT '{}', project text DEFAULT 'main',
	INOUT state text DEFAULT NULL, INOUT done int DEFAULT NULL,
	INOUT pending int DEFAULT NULL, INOUT last_name text DEFAULT NULL,
	INOUT head text DEFAULT NULL, INOUT warnings jsonb DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_revert' LANGUAGE c;
COMMENT ON PROCEDURE migrate.revert IS 'run the down scripts of applied migrations, newest first';

CREATE PROCEDURE migrate.resolve(
	name text, outcome text, statement int DEFAULT NULL,
	reason text DEFAULT NULL, project text DEFAULT 'main',
	INOUT state text DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_resolve' LANGUAGE c;
COMMENT ON PROCEDURE migrate.resolve IS 'say what became of a migration: ''applied'' or ''rolled_back''';

CREATE PROCEDURE migrate.baseline(
	upto text, up text DEFAULT NULL,
	options jsonb DEFAULT '{}', project text DEFAULT 'main',
	INOUT state text DEFAULT NULL, INOUT done int DEFAULT NULL,
	INOUT pending int DEFAULT NULL, INOUT last_name text DEFAULT NULL,
	INOUT head text DEFAULT NULL, INOUT warnings jsonb DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_baseline' LANGUAGE c;
COMMENT ON PROCEDURE migrate.baseline IS 'record migrations as applied without running them';

CREATE PROCEDURE migrate.repair(
	name text, up text, reason text, project text DEFAULT 'main',
	INOUT old_checksum text DEFAULT NULL, INOUT new_checksum text DEFAULT NULL)
AS 'MODULE_PATHNAME', 'migrate_repair' LANGUAGE c;
COMMENT ON PROCEDURE migrate.repair IS 'accept another text for an applied migration';


/*
 * 4. Look
 */

CREATE FUNCTION migrate.status(
	bundle jsonb DEFAULT NULL, layout text DEFAULT 'auto',
	project text DEFAULT 'main',
	OUT "position" int, OUT name text, OUT state text, OUT problem text,
	OUT statement int, OUT statements int, OUT applied_at timestamptz,
	OUT duration_ms int, OUT applied_by text, OUT message text,
	OUT advice text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_status' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.status IS 'every migration, its state, what is wrong with it and what to do';

CREATE FUNCTION migrate.statements(
	name text, project text DEFAULT 'main',
	OUT statement int, OUT line int, OUT state text, OUT sql text,
	OUT error text, OUT duration_ms int, OUT rows bigint)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_statements' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.statements IS 'the statements of a migration and how far they came';

CREATE FUNCTION migrate.verify(
	bundle jsonb DEFAULT NULL, layout text DEFAULT 'auto',
	project text DEFAULT 'main',
	OUT finding text, OUT severity text, OUT name text, OUT event bigint,
	OUT expected text, OUT actual text, OUT line int, OUT advice text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_verify' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.verify IS 'recompute every checksum and hash of the ledger; no row is good news';

CREATE FUNCTION migrate.check(
	bundle jsonb DEFAULT NULL, layout text DEFAULT 'auto',
	project text DEFAULT 'main')
RETURNS jsonb
AS 'MODULE_PATHNAME', 'migrate_check' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.check IS 'raise the worst thing that is wrong; for deploy jobs and application start';

CREATE FUNCTION migrate.health(project text DEFAULT 'main')
RETURNS jsonb
AS 'MODULE_PATHNAME', 'migrate_health' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.health IS 'counts and head of the ledger for monitoring';

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

CREATE FUNCTION migrate.exclude(pattern text, exclude boolean DEFAULT true)
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_exclude' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.exclude IS 'leave objects out of the model, such as partitions that a job makes';

-- Runs as the owner, because pg_stat_activity hides the query of another
-- role; it shows nothing but the progress line of the runner itself.
CREATE FUNCTION migrate.running(
	OUT pid int, OUT project text, OUT name text, OUT statement int,
	OUT statements int, OUT started_at timestamptz, OUT role_name text,
	OUT sql text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_running' LANGUAGE c STABLE PARALLEL UNSAFE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
COMMENT ON FUNCTION migrate.running IS 'what the runner is at; the view progress shows it';

CREATE VIEW migrate.progress AS
	SELECT pid, project, name, statement, statements, started_at, role_name, sql
	FROM migrate.running();
COMMENT ON VIEW migrate.progress IS 'the migration that is running now';

CREATE VIEW migrate.history AS
	SELECT id, project, name, action, started_at,
		   (EXTRACT(epoch FROM finished_at OPERATOR(pg_catalog.-) started_at)
			OPERATOR(pg_catalog.*) 1000)::int AS duration_ms,
		   login_name, role_name, application, client, statements, sqlstate,
		   coalesce(message, detail) AS message, hash AS head
	FROM migrate.event;
COMMENT ON VIEW migrate.history IS 'the events of the ledger, readable';

CREATE VIEW migrate.migrations AS
	SELECT p.project, s."position", s.name, s.state, s.statement,
		   s.statements, s.applied_at, s.duration_ms, s.applied_by, s.message,
		   s.advice
	FROM (SELECT DISTINCT project FROM migrate.project) AS p,
		 LATERAL migrate.status(project => p.project) AS s;
COMMENT ON VIEW migrate.migrations IS 'status() of every project';

CREATE FUNCTION migrate.effective_settings(
	OUT project text, OUT setting text, OUT value text, OUT source text,
	OUT description text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'migrate_effective_settings' LANGUAGE c STABLE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.effective_settings IS 'settings in force; the view settings shows them';

CREATE VIEW migrate.settings AS
	SELECT project, setting, value, source, description
	FROM migrate.effective_settings();
COMMENT ON VIEW migrate.settings IS 'settings in force for each project and where they come from';

CREATE FUNCTION migrate.set(
	setting text, value text, project text DEFAULT 'main')
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_set' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.set IS 'store a setting; project NULL sets it for the whole database, value NULL takes it back';

CREATE FUNCTION migrate.grant(role text, level text)
RETURNS text
AS 'MODULE_PATHNAME', 'migrate_grant' LANGUAGE c VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION migrate.grant IS 'let a role read the ledger (''reader''), run migrations (''operator''), or neither (''none'')';


/*
 * 5. Privileges
 *
 * PUBLIC has nothing.  migrate.grant() gives the two levels; the role that
 * installs is an operator that may pass it on.
 */

REVOKE ALL ON ALL ROUTINES IN SCHEMA migrate FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA migrate FROM PUBLIC;
REVOKE ALL ON SCHEMA migrate FROM PUBLIC;

-- default privileges may have given away more
CREATE FUNCTION migrate.take_defaults(in_use boolean) RETURNS void
AS 'MODULE_PATHNAME', 'migrate_take_defaults' LANGUAGE c;
SELECT migrate.take_defaults(in_use => false);
DROP FUNCTION migrate.take_defaults(boolean);

GRANT USAGE ON SCHEMA migrate TO @extowner@ WITH GRANT OPTION;
GRANT SELECT ON ALL TABLES IN SCHEMA migrate TO @extowner@ WITH GRANT OPTION;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA migrate TO @extowner@ WITH GRANT OPTION;
