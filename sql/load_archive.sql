--
-- load_archive(), deploy_archive(): a folder as a tar archive
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- An entry of a tar archive, as any tar writes it.
CREATE FUNCTION tar_entry(path text, content bytea, kind text DEFAULT '0', target text DEFAULT '')
RETURNS bytea LANGUAGE sql AS $$
	WITH parts AS (
		SELECT rpad(path, 100, '~') || '0000644~' || '0000000~' || '0000000~' ||
			   lpad(to_oct, 11, '0') || '~' || '00000000000~' AS before,
			   kind || rpad(target, 100, '~') || 'ustar~00' || repeat('~', 247) AS after
		FROM (SELECT string_agg(((length(content) >> (3 * i)) & 7)::text, '' ORDER BY i DESC) AS to_oct
			  FROM generate_series(0, 10) AS i) AS o
	), sum AS (
		SELECT *, (SELECT sum(CASE c WHEN '~' THEN 0 ELSE ascii(c) END)
				   FROM regexp_split_to_table(before || '        ' || after, '') AS c) AS n
		FROM parts
	)
	SELECT decode(replace(encode(convert_to(before ||
				  (SELECT string_agg(((n::int >> (3 * i)) & 7)::text, '' ORDER BY i DESC)
				   FROM generate_series(0, 5) AS i) || '~ ' || after, 'SQL_ASCII'), 'hex'), '7e', '00'), 'hex')
		   || content
		   || decode(repeat('00', (512 - length(content) % 512) % 512), 'hex')
	FROM sum
$$;
\set tar_end 'decode(repeat(\'00\', 1024), \'hex\')'

SELECT * FROM migrate.load_archive(
	tar_entry('./', '', '5') ||
	tar_entry('./2_authors.sql', 'CREATE TABLE authors (id int);') ||
	tar_entry('./1_books.sql', E'CREATE TABLE books (id int);\n') ||
	tar_entry('./1_books.down.sql', E'DROP TABLE books;\n') ||
	:tar_end);
SELECT position, name FROM migrate.status();

-- byte for byte what was in the file
SELECT name, body FROM migrate.migration m JOIN migrate.script s ON s.checksum = m.up ORDER BY name;

-- what does not fit
SELECT * FROM migrate.load_archive(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_archive('');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_archive('SELECT 1;');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_archive('\x1f8b0800000000000003');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_archive(convert_to(repeat('SELECT 1;', 100), 'UTF8'));
\echo :LAST_ERROR_SQLSTATE
-- cut off in the middle of a file
SELECT * FROM migrate.load_archive(substr(tar_entry('1_a.sql', convert_to(repeat('x', 1000), 'UTF8')), 1, 600));
\echo :LAST_ERROR_SQLSTATE
-- one bit of a header turned over
SELECT * FROM migrate.load_archive(set_byte(tar_entry('1_a.sql', 'SELECT 1') || :tar_end, 2, 66));
\echo :LAST_ERROR_SQLSTATE
-- a link
SELECT * FROM migrate.load_archive(tar_entry('1_a.sql', '', '2', '/etc/passwd') || :tar_end);
\echo :LAST_ERROR_SQLSTATE
-- out of the folder
SELECT * FROM migrate.load_archive(tar_entry('../1_a.sql', 'SELECT 1') || :tar_end);
\echo :LAST_ERROR_SQLSTATE
-- twice the same
SELECT * FROM migrate.load_archive(tar_entry('3_a.sql', 'SELECT 1') || tar_entry('./3_a.sql', 'SELECT 2') || :tar_end);
\echo :LAST_ERROR_SQLSTATE
-- nothing in it
SELECT * FROM migrate.load_archive(tar_entry('./', '', '5') || :tar_end);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_archive(tar_entry('3_a.sql', 'SELECT 1') || :tar_end, layout => 'list');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) AS registered FROM migrate.status();

-- load and apply in one statement
CALL migrate.deploy_archive(
	tar_entry('1_books.sql', E'CREATE TABLE books (id int);\n') ||
	tar_entry('1_books.down.sql', E'DROP TABLE books;\n') ||
	tar_entry('2_authors.sql', 'CREATE TABLE authors (id int);') ||
	:tar_end, options => '{"not_empty": "allow"}') \gset
\echo :state :done :pending :last_name :warnings
BEGIN;
CALL migrate.deploy_archive('');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- the way back is an archive again
SELECT name, outcome FROM migrate.load_archive(migrate.archive(), project => 'copy');
SELECT migrate.bundle() = migrate.bundle(project => 'copy') AS same;

DROP TABLE books, authors;
DROP FUNCTION tar_entry;
