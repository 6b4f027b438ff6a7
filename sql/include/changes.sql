--
-- pg_temp.change(command): runs a command and shows what it changes in the
-- model, attribute by attribute
--
\set ECHO none
\set QUIET on
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
			   coalesce(m.key, n.key), m.value, n.value
		FROM model m
		FULL JOIN (SELECT s.kind, s.identity, a.key, a.value
				   FROM migrate.snapshot() s, jsonb_each_text(s.attributes || '{"": ""}') a) n
			ON m.kind = n.kind AND m.identity = n.identity AND m.key = n.key
		WHERE m.value IS DISTINCT FROM n.value
		ORDER BY 1, 2 COLLATE "C", 3;
	DROP TABLE model;
END$$;
\set QUIET off
\set ECHO all
