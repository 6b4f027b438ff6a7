-- At least one object of every kind that zoo.sql lacks, with what its kind can
-- have.  It comes after zoo.sql, in the same database; the roles every_owner
-- and every_reader, and the tablespace every_space, are there.
SET client_min_messages = error;
CREATE SCHEMA e AUTHORIZATION every_owner;
GRANT USAGE ON SCHEMA e TO every_reader WITH GRANT OPTION;
COMMENT ON SCHEMA e IS 'of ''every'' kind';
CREATE SCHEMA "E e";
ALTER DEFAULT PRIVILEGES IN SCHEMA "E e" GRANT SELECT ON TABLES TO every_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE every_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SELECT format('ALTER DATABASE %I SET work_mem = ''8MB''', current_database()) AS set_1,
	format('ALTER DATABASE %I SET search_path = e, "E e", public', current_database()) AS set_2,
	format('ALTER ROLE every_reader IN DATABASE %I SET datestyle = ''German, DMY''', current_database()) AS set_3 \gset
:set_1;
:set_2;
:set_3;
SET search_path = e;

--
-- Types
--
CREATE TYPE mood AS ENUM ('sad', 'it''s', 'glad');
ALTER TYPE mood ADD VALUE 'middle' BEFORE 'glad';
ALTER TYPE mood OWNER TO every_owner;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
CREATE TYPE pair AS (a int, gone text, b text COLLATE "C", m mood[]);
ALTER TYPE pair DROP ATTRIBUTE gone;
COMMENT ON COLUMN pair.b IS 'the second';
CREATE TYPE shell;
CREATE TYPE number;
CREATE FUNCTION number_in(cstring) RETURNS number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION number_out(number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE number (INPUT = number_in, OUTPUT = number_out, LIKE = int4, CATEGORY = 'N', DEFAULT = '7');
CREATE COLLATION ordered FROM "C";
COMMENT ON COLLATION ordered IS 'bytes';
CREATE FUNCTION difference(text, text) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT 1.0::float8';
CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = ordered, SUBTYPE_DIFF = difference, MULTIRANGE_TYPE_NAME = many_words);
CREATE DOMAIN short AS text COLLATE ordered DEFAULT 'x' NOT NULL CONSTRAINT is_short CHECK (length(VALUE) < 9);
ALTER DOMAIN short ADD CONSTRAINT not_checked CHECK (VALUE <> 'y') NOT VALID;
COMMENT ON CONSTRAINT is_short ON DOMAIN short IS 'less than nine';

--
-- Functions, operators, casts
--
CREATE FUNCTION plus(number, number) RETURNS number LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE COST 3 AS 'int4pl';
CREATE FUNCTION same(number, number) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT LEAKPROOF AS 'int4eq';
CREATE FUNCTION other(number, number) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4ne';
CREATE FUNCTION compare(number, number) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION hash(number) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'hashint4';
CREATE FUNCTION settings(a int DEFAULT 3, OUT b text, VARIADIC c text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql
	SECURITY DEFINER STABLE SET search_path = e, pg_temp SET work_mem = '3MB' SET datestyle FROM CURRENT
	AS $$ BEGIN b := '\ "'; END $$;
CREATE FUNCTION several(int) RETURNS SETOF pair LANGUAGE sql ROWS 7 AS 'SELECT 1, ''x'', NULL::e.mood[]';
GRANT EXECUTE ON FUNCTION several(int) TO every_reader;
COMMENT ON FUNCTION several(int) IS 'rows';
CREATE PROCEDURE nothing(INOUT a mood DEFAULT 'sad') LANGUAGE plpgsql AS 'BEGIN NULL; END';
ALTER PROCEDURE nothing OWNER TO every_owner;
CREATE AGGREGATE total(number) (SFUNC = plus, STYPE = number, INITCOND = '0', PARALLEL = safe, COMBINEFUNC = plus);
CREATE AGGREGATE middle(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
	FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE OPERATOR + (FUNCTION = plus, LEFTARG = number, RIGHTARG = number, COMMUTATOR = +);
CREATE OPERATOR = (FUNCTION = same, LEFTARG = number, RIGHTARG = number, COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR <> (FUNCTION = other, LEFTARG = number, RIGHTARG = number, COMMUTATOR = <>, NEGATOR = =);
CREATE OPERATOR FAMILY numbers USING hash;
CREATE OPERATOR CLASS hashed DEFAULT FOR TYPE number USING hash FAMILY numbers AS OPERATOR 1 =, FUNCTION 1 hash(number);
CREATE OPERATOR FAMILY loose USING btree;
ALTER OPERATOR FAMILY loose USING btree ADD OPERATOR 3 = (number, number), FUNCTION 1 compare(number, number);
CREATE CAST (number AS int) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (text AS pair) WITH INOUT;
COMMENT ON CAST (text AS pair) IS 'as it is written';
CREATE FUNCTION from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR pair LANGUAGE plpgsql (FROM SQL WITH FUNCTION from_sql(internal));
CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE FUNCTION other_call() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION other_inline(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE TRUSTED LANGUAGE other_plpgsql HANDLER other_call INLINE other_inline;
ALTER LANGUAGE other_plpgsql OWNER TO every_owner;
CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler;

--
-- Text search
--
CREATE TEXT SEARCH PARSER parse (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE simplest (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY english (TEMPLATE = simplest, StopWords = english);
CREATE TEXT SEARCH CONFIGURATION search (PARSER = parse);
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR asciiword, word WITH english, simple;
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR uint WITH simple;

--
-- Foreign data
--
CREATE FOREIGN DATA WRAPPER wrapper OPTIONS (a 'it''s', b 'x');
CREATE SERVER there TYPE 'kind' VERSION '1' FOREIGN DATA WRAPPER wrapper OPTIONS (host 'a "b"');
CREATE USER MAPPING FOR PUBLIC SERVER there OPTIONS (password 'secret');
CREATE USER MAPPING FOR every_reader SERVER there;
CREATE FOREIGN TABLE far (a int OPTIONS (name 'A') NOT NULL, b text COLLATE "C" DEFAULT 'x', CHECK (a > 0)) SERVER there OPTIONS (t 'far');
GRANT SELECT (a) ON far TO every_reader;
GRANT USAGE ON FOREIGN SERVER there TO every_reader;

--
-- Tables
--
CREATE SEQUENCE steps AS smallint INCREMENT -2 MINVALUE -100 MAXVALUE 10 START 4 CACHE 3 CYCLE;
CREATE UNLOGGED SEQUENCE unlogged_steps;
CREATE TABLE plain (
	id bigint GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT 5) PRIMARY KEY WITH (fillfactor = 90) USING INDEX TABLESPACE every_space,
	gone_1 int, s serial, t text COLLATE ordered, u uuid NOT NULL DEFAULT gen_random_uuid(), gone_2 int,
	m mood, p pair, n number DEFAULT '3', r words, w short, "Q q" numeric(5,-2), b bytea DEFAULT '\x00ff',
	d timestamptz DEFAULT '2020-02-01 00:00:00.5+02', i interval DEFAULT '1 year 2 mons -3 days 04:05:06.7', f float8 DEFAULT 0.1,
	g int GENERATED ALWAYS AS (length(t)) STORED,
	CONSTRAINT once UNIQUE NULLS NOT DISTINCT (t, m) INCLUDE (u) DEFERRABLE INITIALLY DEFERRED)
	WITH (fillfactor = 70, autovacuum_enabled = off, toast.autovacuum_enabled = off) TABLESPACE every_space;
ALTER TABLE plain DROP gone_1, DROP gone_2, OWNER TO every_owner,
	ALTER t SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz, ALTER s SET STATISTICS 7, ALTER id SET (n_distinct = -0.5),
	ADD CONSTRAINT not_checked CHECK (f > 0) NOT VALID, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE INDEX plain_t ON plain USING hash (t) TABLESPACE every_space;
CREATE UNIQUE INDEX plain_u ON plain (u) WITH (fillfactor = 60);
CREATE INDEX plain_expression ON plain (lower(t) COLLATE ordered text_pattern_ops DESC NULLS LAST, (f * 2));
ALTER INDEX plain_expression ALTER COLUMN 2 SET STATISTICS 50;
CREATE INDEX plain_gin ON plain USING gin (to_tsvector('e.search', t)) WITH (fastupdate = off);
ALTER TABLE plain REPLICA IDENTITY USING INDEX plain_u, CLUSTER ON plain_u;
COMMENT ON TABLE plain IS E'two\nlines';
COMMENT ON COLUMN plain."Q q" IS 'quoted';
COMMENT ON INDEX plain_t IS 'hashed';
COMMENT ON CONSTRAINT once ON plain IS 'once';
GRANT SELECT, INSERT ON plain TO every_reader WITH GRANT OPTION;
GRANT UPDATE (t, m) ON plain TO every_reader;
SET ROLE every_reader;
GRANT SELECT ON e.plain TO PUBLIC;
RESET ROLE;
GRANT USAGE ON SEQUENCE plain_id_seq TO every_reader;
COMMENT ON SEQUENCE plain_id_seq IS 'of the identity';
REVOKE ALL ON plain FROM every_owner;
CREATE UNLOGGED TABLE keys (a int, b int, c bigint REFERENCES plain ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE,
	PRIMARY KEY (a, b));
ALTER TABLE keys ADD CONSTRAINT self FOREIGN KEY (a, b) REFERENCES keys MATCH FULL NOT VALID;
CREATE TABLE other_method (a int) USING other_heap;
CREATE TABLE typed OF pair (a NOT NULL, b DEFAULT 'typed');
CREATE TABLE empty ();
CREATE TABLE "E e"."where, ("")" ("a.b" int, "é" text);
CREATE TABLE parent (a int, gone int, b text DEFAULT 'p', c int CHECK (c > 0));
CREATE TABLE second (b text, z int CHECK (z > 1) NO INHERIT);
ALTER TABLE parent DROP gone;
CREATE TABLE child (own int, b text DEFAULT 'c') INHERITS (parent, second);
ALTER TABLE child ALTER a SET DEFAULT 5, ALTER a SET NOT NULL, ALTER b DROP DEFAULT;
CREATE TABLE joined (c int CONSTRAINT parent_c_check CHECK (c > 0), b text, x int, a int);
ALTER TABLE joined INHERIT parent;
ALTER TABLE parent ADD late int DEFAULT 1;
CREATE TABLE events (id int, day date NOT NULL, note text DEFAULT 'n', PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2020-01-01') WITH (fillfactor = 50);
CREATE TABLE events_new (note text, gone int, day date NOT NULL, id int NOT NULL);
ALTER TABLE events_new DROP gone;
ALTER TABLE events ATTACH PARTITION events_new FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE events_old ALTER note SET DEFAULT 'old';
CREATE TABLE events_rest PARTITION OF events DEFAULT PARTITION BY HASH (id);
CREATE TABLE events_rest_0 PARTITION OF events_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE INDEX events_note ON events (note);
CREATE INDEX own_index ON events_new (lower(note));
CREATE INDEX events_lower ON ONLY events (lower(note));
ALTER INDEX events_lower ATTACH PARTITION own_index;
CREATE TABLE events_late PARTITION OF events FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
ALTER TABLE events_old ADD CONSTRAINT noted CHECK (note <> 'z'), ADD CONSTRAINT valid CHECK (note <> 'y'), ALTER note SET NOT NULL;
ALTER TABLE events ADD CONSTRAINT noted CHECK (note <> 'z'), ALTER note SET NOT NULL;
ALTER TABLE events ADD CONSTRAINT valid CHECK (note <> 'y') NOT VALID;
CREATE TABLE refers (a int, b date, FOREIGN KEY (a, b) REFERENCES events);
CREATE STATISTICS counted (ndistinct) ON id, day FROM events;
ALTER STATISTICS counted SET STATISTICS 33;

--
-- Views, rules, triggers, policies
--
CREATE VIEW seen WITH (security_barrier, security_invoker) AS SELECT id, t, m FROM plain WHERE t <> 'x';
ALTER VIEW seen ALTER t SET DEFAULT 'seen';
COMMENT ON COLUMN seen.t IS 'text';
GRANT SELECT (id) ON seen TO every_reader;
CREATE MATERIALIZED VIEW counts USING heap WITH (fillfactor = 80) TABLESPACE every_space AS SELECT m, count(*) AS n FROM plain GROUP BY m;
CREATE UNIQUE INDEX counts_m ON counts (m);
ALTER MATERIALIZED VIEW counts CLUSTER ON counts_m, ALTER n SET STATISTICS 9;
COMMENT ON MATERIALIZED VIEW counts IS 'counted';
CREATE VIEW depends AS SELECT plain.*, counts.n AS how_many FROM plain LEFT JOIN counts USING (m);
CREATE RULE off AS ON DELETE TO keys DO INSTEAD NOTHING;
ALTER TABLE keys DISABLE RULE off;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER always BEFORE INSERT OR UPDATE OF t, m ON plain FOR EACH ROW EXECUTE FUNCTION fire('a', 'b''c');
ALTER TABLE plain ENABLE ALWAYS TRIGGER always;
CREATE TRIGGER off AFTER TRUNCATE ON plain EXECUTE FUNCTION fire();
ALTER TABLE plain DISABLE TRIGGER off;
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON plain FROM keys INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TRIGGER instead INSTEAD OF INSERT ON seen FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TRIGGER of_parts AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION fire();
ALTER TABLE events_new DISABLE TRIGGER of_parts;
COMMENT ON TRIGGER always ON plain IS 'fires';
CREATE POLICY mine ON plain AS RESTRICTIVE FOR UPDATE TO every_reader, every_owner USING (f > 1) WITH CHECK (t IN ('a', 'b'));
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watches ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP VIEW') EXECUTE FUNCTION watch();
ALTER EVENT TRIGGER watches DISABLE;

--
-- Publications and subscriptions
--
CREATE PUBLICATION tables FOR TABLE plain (id, u), ONLY parent WITH (publish = 'insert, delete');
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA "E e" WITH (publish_via_partition_root);
CREATE PUBLICATION rows FOR TABLE typed WHERE (a > 1 AND b IN ('x', 'y'));
CREATE SUBSCRIPTION every_subscription CONNECTION 'dbname=nowhere password=secret' PUBLICATION p, "Q q"
	WITH (connect = false, slot_name = NONE, binary);

--
-- What depends on an extension
--
CREATE FUNCTION with_extension() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION with_extension() DEPENDS ON EXTENSION btree_gist;
RESET search_path;
