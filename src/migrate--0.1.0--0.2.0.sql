/* migrate: from version 0.1.0 to 0.2.0 */

-- complain if the script is sourced in psql rather than by ALTER EXTENSION
\echo Use "ALTER EXTENSION migrate UPDATE TO '0.2.0'" to load this file. \quit
