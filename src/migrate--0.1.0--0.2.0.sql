/* migrate: from version 0.1.0 to 0.2.0 */

-- complain if the script is sourced in psql rather than by ALTER EXTENSION
\echo Use "ALTER EXTENSION migrate UPDATE TO '0.2.0'" to load this file. \quit

-- default privileges may have given away what grant() never gives
REVOKE ALL ON ALL TABLES IN SCHEMA migrate FROM PUBLIC;
REVOKE CREATE ON SCHEMA migrate FROM PUBLIC;
CREATE FUNCTION migrate.take_defaults(in_use boolean) RETURNS void
AS 'MODULE_PATHNAME', 'migrate_take_defaults' LANGUAGE c;
SELECT migrate.take_defaults(in_use => true);
DROP FUNCTION migrate.take_defaults(boolean);
