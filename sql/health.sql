--
-- health(): counts and head for monitoring
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

SELECT jsonb_pretty(migrate.health() - 'version');
SELECT migrate.health() ->> 'version' = extversion AS right_version FROM pg_extension WHERE extname = 'migrate';

SELECT migrate.add('1_a', 'CREATE TABLE a (id int);');
SELECT migrate.add('2_b', 'SELECT 1/0;');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT jsonb_pretty(migrate.health() - '{version,head,last_at}'::text[]);
SELECT h ->> 'head' = hash AS head_is_newest, (h ->> 'last_at')::timestamptz <= now() AS has_time
FROM migrate.health() AS h, migrate.event ORDER BY id DESC LIMIT 1;

SELECT migrate.add('2_b', 'CREATE TABLE b (id int); SELECT 1/0;', transactional => 'off');
\set VERBOSITY terse
CALL migrate.apply();
\set VERBOSITY default
SELECT migrate.health() - '{version,head,last_at}'::text[];
CALL migrate.resolve('2_b', 'applied') \gset
SELECT migrate.health() ->> 'ok' AS ok, migrate.health() ->> 'last_name' AS last_name;
SELECT migrate.health(project => 'another') - '{version,head}'::text[];

-- the ledger would be replicated
SET client_min_messages = error;
CREATE PUBLICATION everything FOR ALL TABLES;
RESET client_min_messages;
SELECT migrate.health() ->> 'warning' AS warning;
DROP PUBLICATION everything;
DROP TABLE a, b;

-- drift, as far as the last check knows: nobody has looked since a change
CREATE TABLE by_hand (a int);
SELECT migrate.health() -> 'drift' AS drift;
SELECT count(*) FROM migrate.drift() WHERE cause IS NULL;
SELECT migrate.health() -> 'drift' AS drift;
DROP TABLE by_hand;
SELECT count(*) FROM migrate.drift();
SELECT migrate.health() -> 'drift' AS drift;
CALL migrate.accept_drift('9_accepted', 'they are not needed') \gset
SELECT migrate.health() -> 'drift' AS drift;
SELECT count(*) FROM migrate.drift();
