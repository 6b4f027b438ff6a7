--
-- Functions for the tests of the kinds of objects
--
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;

-- a text without what depends on who runs the test, and on which server
CREATE FUNCTION pg_temp.plain(value text) RETURNS text
LANGUAGE sql AS $$
	SELECT replace(regexp_replace(value, '(GRANT|REVOKE) MAINTAIN ON [^;]*;\n|MAINTAIN TO \S+, ', '', 'g'),
				   current_user, 'OWNER');
$$;

-- the objects whose identity or parent is like a pattern
CREATE FUNCTION pg_temp.model(pattern text, VARIADIC kinds text[])
RETURNS TABLE (kind text, identity text, parent text, attributes text)
LANGUAGE sql AS $$
	SELECT s.kind, s.identity, s.parent,
		   pg_temp.plain((s.attributes - 'owner')::text)
	FROM migrate.snapshot() s
	WHERE s.kind = ANY (kinds) AND (s.identity LIKE pattern OR s.parent LIKE pattern)
	ORDER BY array_position(kinds, s.kind), s.identity COLLATE "C";
$$;

-- runs a command and shows what it changes in the model, attribute by attribute
CREATE FUNCTION pg_temp.change(command text)
RETURNS TABLE (kind text, identity text, attribute text, before text, after text)
LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE model ON COMMIT DROP AS
		SELECT s.kind, s.identity, a.key, a.value
		FROM migrate.snapshot() s, jsonb_each_text(s.attributes || '{"": ""}') a;
	EXECUTE command;
	RETURN QUERY
		SELECT coalesce(m.kind, n.kind), coalesce(m.identity, n.identity),
			   coalesce(m.key, n.key), pg_temp.plain(m.value), pg_temp.plain(n.value)
		FROM model m
		FULL JOIN (SELECT s.kind, s.identity, a.key, a.value
				   FROM migrate.snapshot() s, jsonb_each_text(s.attributes || '{"": ""}') a) n
			ON m.kind = n.kind AND m.identity = n.identity AND m.key = n.key
		WHERE m.value IS DISTINCT FROM n.value
		ORDER BY 1, coalesce(m.identity, n.identity) COLLATE "C", 3;
	DROP TABLE model;
END$$;

-- runs a command behind the ledger's back, then the repairs that drift() gives
-- until nothing is left, and shows those of the first round
CREATE FUNCTION pg_temp.repair(command text, show boolean = true)
RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	d record;
	rounds int := 0;
	problem text;
BEGIN
	EXECUTE command;
	IF NOT EXISTS (SELECT FROM migrate.drift()) THEN
		RETURN NEXT 'no drift';
	END IF;
	WHILE EXISTS (SELECT FROM migrate.drift()) LOOP
		rounds := rounds + 1;
		IF rounds > 5 THEN
			RETURN QUERY SELECT 'left: ' || l.kind || ' ' || l.identity || ' ' || l.change
				|| coalesce(' ' || l.repair, '') FROM migrate.drift() l;
			RETURN NEXT problem;
			RETURN;
		END IF;
		FOR d IN SELECT * FROM migrate.drift() x WHERE x.repair IS NOT NULL LOOP
			IF show AND rounds = 1 THEN
				RETURN NEXT pg_temp.plain(d.repair);
			END IF;
			BEGIN
				EXECUTE d.repair;
			EXCEPTION WHEN OTHERS THEN
				problem := d.repair || ': ' || SQLERRM;
			END;
		END LOOP;
	END LOOP;
	RETURN NEXT 'repaired';
END$$;
\set QUIET off
\set ECHO all
