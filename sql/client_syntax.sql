--
-- What only psql understands is refused with the line, and before anything runs
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;
CREATE FUNCTION hand_over(script text, project text DEFAULT 'main') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM migrate.remove('x', project => project);
	RETURN migrate.add('x', script, project => project);
END $$;
SELECT migrate.set('not_empty', 'allow', project => NULL);

SELECT hand_over(E'CREATE TABLE never (id int);\n\\copy never FROM ''data.csv'' CSV\n');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'SELECT 1;\n\\i other.sql\n');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'\\set ON_ERROR_STOP on\nSELECT 1;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'SELECT 1 \\gset\n');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'SELECT 1;\nSELECT * FROM t WHERE id = :id;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'SELECT 1;\nINSERT INTO t VALUES (:''text'');');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'SELECT 1;\nGRANT SELECT ON t TO :"role";');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'SELECT ''\\\\copy'', '':x'', a::text, E''\\\\i'', (ARRAY[1, 2, 3])[1:2] FROM (VALUES (1)) AS v(a); -- \\i :x\nSELECT $$ \\i $$;', project => 'literal');
CALL migrate.apply(project => 'literal') \gset
\echo :state :done

-- data of the client
SELECT hand_over(E'CREATE TABLE never (id int, t text);\nCOPY never (id, t) FROM stdin;\n1\tone; or more\n2\t\\N\n\\.\nSELECT 1;\n');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over(E'CREATE TABLE never (id int);\nCOPY never FROM STDIN;\n\\.\n');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over('COPY (SELECT 1) TO STDOUT;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT hand_over('COPY pg_class FROM STDIN (FORMAT csv);');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('never') IS NULL AS nothing_ran;

-- the schema as pg_dump writes it
SELECT hand_over($dump$--
-- PostgreSQL database dump
--

\restrict AbCdEfGhIjKlMnOpQrStUvWxYz0123456789

-- Dumped from database version 15.14
-- Dumped by pg_dump version 15.14

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;

--
-- Name: dumped; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dumped (
    id integer NOT NULL,
    title text DEFAULT ';\i'::text
);

CREATE SEQUENCE public.dumped_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.dumped_id_seq OWNED BY public.dumped.id;

ALTER TABLE ONLY public.dumped ALTER COLUMN id SET DEFAULT nextval('public.dumped_id_seq'::regclass);

SELECT pg_catalog.setval('public.dumped_id_seq', 1, false);

ALTER TABLE ONLY public.dumped
    ADD CONSTRAINT dumped_pkey PRIMARY KEY (id);

--
-- PostgreSQL database dump complete
--

\unrestrict AbCdEfGhIjKlMnOpQrStUvWxYz0123456789

$dump$, project => 'dump');
CALL migrate.apply(project => 'dump') \gset
\echo :state :done
INSERT INTO dumped DEFAULT VALUES;
SELECT * FROM dumped;
SHOW search_path;
SELECT statement, line, left(sql, 30) AS sql FROM migrate.statements('x', project => 'dump') WHERE statement IN (1, 13, 14, 18);
-- its bytes are kept as they are
SELECT migrate.bundle(project => 'dump') ->> 'x.sql' LIKE E'%\n\\\\restrict AbC%' AS kept;

-- the lines of pg_dump are skipped, but not any number of them
SELECT hand_over(repeat(E'\\restrict x\n', 100) || 'SELECT 1;', project => 'dumps');
CALL migrate.apply(project => 'dumps') \gset
\echo :state :done
SELECT hand_over(repeat(E'\\restrict x\n', 101) || 'SELECT 1;');
CALL migrate.apply();
\echo :LAST_ERROR_SQLSTATE

DROP TABLE dumped;
DROP FUNCTION hand_over;
