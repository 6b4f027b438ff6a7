# The ledger in a dump: a restored database has its history, whole and with its
# privileges, and goes on; one restored without data is refused.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_server('dump');
my $folder = PostgreSQL::Test::Utils::tempdir();
my @server = ('-h', $node->host, '-p', $node->port);

ask($node, 'CREATE DATABASE source');
ask($node, <<'SQL', 'source');
CREATE ROLE reader LOGIN;
CREATE ROLE operator LOGIN;
CREATE ROLE nobody LOGIN;
GRANT CREATE ON SCHEMA public TO operator;
CREATE EXTENSION migrate;
SELECT migrate.grant('reader', 'reader');
SELECT migrate.grant('operator', 'operator');
SELECT migrate.set('lock_timeout', '3s');
SELECT migrate.set('lock_wait', '30s', project => NULL);
CALL migrate.deploy(jsonb_build_object(
	'001_a.sql', E'CREATE TABLE a (id int PRIMARY KEY, t text);\r\nINSERT INTO a VALUES (1, ''ä\\''), (2, E''\\t'');',
	'001_a.down.sql', 'DROP TABLE a;',
	'002_b.sql', 'CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY b_id ON b (id);'));
SELECT migrate.add('003_c', 'CREATE TABLE c (id int)', verify => 'SELECT 1 FROM c', requires => '{001_a}');
SELECT migrate.add('r_view', 'CREATE OR REPLACE VIEW v AS SELECT id FROM a', repeatable => true);
CALL migrate.apply();
SELECT migrate.rename('003_c', '003_cc');
CALL migrate.repair('001_a', 'CREATE TABLE a (id int PRIMARY KEY, t text);', 'test');
SELECT migrate.add('1', 'CREATE SCHEMA s; CREATE TABLE s.d (id int)', project => 'other');
CALL migrate.apply(project => 'other');
SELECT migrate.add('004_failed', 'SELECT 1/0');
SQL
$node->psql('source', 'CALL migrate.apply()');
ask($node, q(SELECT migrate.remove('004_failed')), 'source');

# What a restored database has to have in common with its source.
my $CONTENT = <<'SQL';
SELECT * FROM migrate.history ORDER BY id;
SELECT * FROM migrate.migrations ORDER BY project, name;
SELECT * FROM migrate.settings ORDER BY project, setting;
SELECT migrate.bundle(layout => 'list');
SELECT migrate.bundle(project => 'other', layout => 'list');
SELECT migrate.health();
SELECT checksum, body FROM migrate.script ORDER BY checksum;
SELECT role, kind, object, privilege
  FROM (VALUES ('reader'), ('operator'), ('nobody')) r (role),
	LATERAL (
	SELECT 'schema', 'migrate', has_schema_privilege(role, 'migrate', 'USAGE')
	UNION ALL
	SELECT 'relation', oid::regclass::text, has_table_privilege(role, oid, 'SELECT')
	  FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'v')
	UNION ALL
	SELECT 'routine', oid::regprocedure::text, has_function_privilege(role, oid, 'EXECUTE')
	  FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace) p (kind, object, privilege)
 ORDER BY 1, 2, 3;
SQL

# Tests a restored database.
sub check_restored
{
	my ($database, $title) = @_;

	is(ask($node, $CONTENT, $database), ask($node, $CONTENT, 'source'),
		"$title: the ledger is the same, and who may read and run");
	ledger_is_sound($node, "$title: the ledger is sound", $database);
	is(ask($node, q(SELECT count(*) FROM migrate.verify(project => 'other')), $database), 0,
		"$title: so is the other project");
	like(call_works($node, 'CALL migrate.apply()', "$title: apply", $database),
		qr/^nothing_to_do\|0\|0\|/, "$title: there is nothing to do");
	like( call_works(
			$node,
			q(CALL migrate.deploy(migrate.bundle(layout => 'list'))),
			"$title: the same bundle again", $database),
		qr/^nothing_to_do\|0\|0\|/, "$title: still nothing to do");
	like( call_works(
			$node,
			q(SET ROLE operator; SELECT migrate.add('005_new', 'CREATE TABLE e (id int)'); CALL migrate.apply()),
			"$title: a new migration, by the operator", $database),
		qr/^ok\|1\|0\|005_new\|/m, "$title: it is applied");
	is(ask($node, 'SELECT tableowner FROM pg_tables WHERE tablename = \'e\'', $database),
		'operator', "$title: the operator owns what it made");
	like( call_works(
			$node, q(SET ROLE reader; SELECT state FROM migrate.status() WHERE name = '005_new'),
			"$title: a reader looks", $database),
		qr/^applied$/, "$title: and sees it");
	call_fails($node, q(SET ROLE reader; SELECT migrate.add('6', 'SELECT 6')), '42501', [],
		"$title: a reader cannot write", $database);
	call_fails($node, q(SET ROLE nobody; SELECT * FROM migrate.history), '42501', [],
		"$title: a role without a level can do nothing", $database);
	ledger_is_sound($node, "$title: the ledger is sound at last", $database);
	call_fails($node, 'DROP SCHEMA migrate CASCADE', '2BP01', [],
		"$title: the schema belongs to the extension still", $database);
	return;
}


#
# The whole database
#

run_tool('pg_dump, plain', 'pg_dump', @server, '-f', "$folder/plain.sql", 'source');
ask($node, 'CREATE DATABASE plain');
run_tool('psql', 'psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null',
	'-f', "$folder/plain.sql", 'plain');
check_restored('plain', 'plain');

run_tool('pg_dump, custom', 'pg_dump', @server, '-Fc', '-f', "$folder/custom", 'source');
ask($node, 'CREATE DATABASE custom');
run_tool('pg_restore', 'pg_restore', @server, '-e', '-d', 'custom', "$folder/custom");
check_restored('custom', 'custom');

run_tool('pg_dump, directory, parallel', 'pg_dump', @server, '-Fd', '-j', '2',
	'-f', "$folder/directory", 'source');
ask($node, 'CREATE DATABASE directory');
run_tool('pg_restore, parallel', 'pg_restore', @server, '-e', '-j', '2',
	'-d', 'directory', "$folder/directory");
check_restored('directory', 'directory');

# rows in the form of INSERT, all in one transaction
run_tool('pg_dump, inserts', 'pg_dump', @server, '--inserts', '-f', "$folder/inserts.sql",
	'source');
ask($node, 'CREATE DATABASE inserts');
run_tool('psql, one transaction', 'psql', @server, '-Xq1', '-v', 'ON_ERROR_STOP=1',
	'-o', '/dev/null', '-f', "$folder/inserts.sql", 'inserts');
check_restored('inserts', 'inserts');

# the copy of a copy, which has gone on by itself
run_tool('pg_dump of the restored one', 'pg_dump', @server, '-Fc', '-f', "$folder/again",
	'custom');
ask($node, 'CREATE DATABASE again');
run_tool('pg_restore of it', 'pg_restore', @server, '-e', '-d', 'again', "$folder/again");
is(ask($node, $CONTENT, 'again'), ask($node, $CONTENT, 'custom'),
	'again: the ledger is the same');
ledger_is_sound($node, 'again: the ledger is sound', 'again');

# pg_restore --clean over what is there
run_tool('pg_restore, clean', 'pg_restore', @server, '-e', '--clean', '--if-exists',
	'-d', 'again', "$folder/custom");
is(ask($node, $CONTENT, 'again'), ask($node, $CONTENT, 'source'),
	'clean: the ledger is that of the dump');
ledger_is_sound($node, 'clean: the ledger is sound', 'again');


#
# Without data
#

run_tool('pg_dump, schema only', 'pg_dump', @server, '-s', '-f', "$folder/schema.sql", 'source');
ask($node, 'CREATE DATABASE schema');
run_tool('psql, schema only', 'psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1',
	'-o', '/dev/null', '-f', "$folder/schema.sql", 'schema');
is(ask($node, 'SELECT count(*) FROM migrate.event', 'schema'), 0, 'schema only: no history');
ledger_is_sound($node, 'schema only: verify() finds nothing wrong', 'schema');

my $bundle = quote(ask($node, 'SELECT migrate.bundle(layout => \'list\')', 'source'));

call_fails($node, "CALL migrate.deploy($bundle)", 'MG001',
	[qr/HINT:.*migrate\.baseline\(.*not_empty/s], 'schema only: the first deploy is refused',
	'schema');
is(ask($node, 'SELECT count(*) FROM migrate.event WHERE action = \'apply\'', 'schema'), 0,
	'schema only: nothing ran');
ask($node, "SELECT count(*) FROM migrate.load($bundle)", 'schema');
call_fails($node, 'CALL migrate.apply()', 'MG001', [qr/HINT:.*migrate\.baseline\(/],
	'schema only: so is apply', 'schema');
call_fails($node, 'SELECT * FROM migrate.apply_in_transaction()', 'MG001',
	[qr/HINT:.*migrate\.baseline\(/], 'schema only: so is apply_in_transaction', 'schema');
like( call_works(
		$node,
		q(CALL migrate.baseline('003_cc'); CALL migrate.apply(target => 'r_view')),
		'schema only: a baseline is the way out', 'schema'),
	qr/^ok\|1\|0\|r_view\|/m, 'schema only: then apply goes on');
ledger_is_sound($node, 'schema only: the ledger is sound', 'schema');

$node->stop;
done_testing();
