--
-- load_directory(): a folder of the server
--
DROP EXTENSION migrate;
CREATE EXTENSION migrate;

-- a folder beneath the data directory, which the server can write
COPY (SELECT) TO PROGRAM 'cat; mkdir -p migrate_regress/empty migrate_regress/.hidden';
SELECT current_setting('data_directory') || '/migrate_regress' AS folder \gset
\set file :folder '/1_books.sql'
COPY (SELECT 'CREATE TABLE books (id int);') TO :'file';
\set file :folder '/1_books.down.sql'
COPY (SELECT 'DROP TABLE books;') TO :'file';
\set file :folder '/.hidden/0_never.sql'
COPY (SELECT 'SELECT 1/0;') TO :'file';
\set file :folder '/notes.txt'
COPY (SELECT 'no script') TO :'file';

SELECT * FROM migrate.load_directory(:'folder');
SELECT * FROM migrate.load_directory('migrate_regress/');
SELECT body, down IS NOT NULL AS has_down
FROM migrate.migration m JOIN migrate.script s ON s.checksum = m.up;

-- what does not fit
SELECT * FROM migrate.load_directory(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_directory('migrate_regress/nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_directory(repeat('x', 300));
SELECT left(:'LAST_ERROR_SQLSTATE', 2) AS class;
SELECT * FROM migrate.load_directory('migrate_regress/empty');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_directory('migrate_regress/notes.txt');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM migrate.load_directory('migrate_regress', layout => 'prisma');
\echo :LAST_ERROR_SQLSTATE

-- a link is not followed
COPY (SELECT) TO PROGRAM 'cat; ln -s /etc/passwd migrate_regress/2_link.sql';
SELECT * FROM migrate.load_directory('migrate_regress');
\echo :LAST_ERROR_SQLSTATE
COPY (SELECT) TO PROGRAM 'cat; rm migrate_regress/2_link.sql';

-- only members of pg_read_server_files
CREATE ROLE regress_migrate_operator;
SELECT migrate.grant('regress_migrate_operator', 'operator');
SET ROLE regress_migrate_operator;
SELECT * FROM migrate.load_directory('migrate_regress');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
GRANT pg_read_server_files TO regress_migrate_operator;
SET ROLE regress_migrate_operator;
SELECT name, outcome FROM migrate.load_directory('migrate_regress');
RESET ROLE;

COPY (SELECT) TO PROGRAM 'cat; rm -r migrate_regress';
SELECT migrate.grant('regress_migrate_operator', 'none');
DROP ROLE regress_migrate_operator;
