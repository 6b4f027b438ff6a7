# pg_upgrade: a cluster of an older server with ledgers in every state goes on
# in a newer one as if nothing had happened.  The same for pg_dump.
#
# MIGRATE_OLD_BIN is the folder with the programs of the older server, which
# has the extension too.  Without it there is nothing to test.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use File::Basename;
use IPC::Run ();
use JSON::PP ();
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'MIGRATE_OLD_BIN names no older server' unless $ENV{MIGRATE_OLD_BIN};

# Returns a cluster that is not running yet; pg_upgrade wants both alike.
sub make_cluster
{
	my ($name, @options) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name, @options);

	$node->init(extra => [ '--data-checksums', '--encoding', 'UTF8', '--locale', 'C' ]);
	$node->append_conf('postgresql.conf', "autovacuum = off\nlc_messages = 'C'\n");
	return $node;
}

my $old = make_cluster('old', install_path => dirname($ENV{MIGRATE_OLD_BIN}));
my $new = make_cluster('new');
my $old_version = $old->config_data('--version');
my $new_version = $new->config_data('--version');

isnt($old_version, $new_version, "from $old_version to $new_version");

my $from_to = 'from ' . join ' to ', map { /(PostgreSQL \d+)/ } $old_version, $new_version;
my %tried;

$old->start;


#
# A database with migrations in every state, made by its owner
#

ask($old, <<'SQL');
CREATE ROLE owner LOGIN;
CREATE ROLE reader LOGIN;
CREATE ROLE operator LOGIN;
CREATE ROLE nobody LOGIN;
CREATE DATABASE app OWNER owner;
SQL
ask($old, <<'SQL', 'app');
SET SESSION AUTHORIZATION owner;
CREATE EXTENSION migrate;
CREATE SCHEMA app;
GRANT CREATE, USAGE ON SCHEMA app TO operator;
SELECT migrate.grant('reader', 'reader');
SELECT migrate.grant('operator', 'operator');
SELECT migrate.set('lock_timeout', '3s');
SELECT migrate.set('search_path', 'app');
SELECT migrate.set('lock_wait', '30s', project => NULL);
SQL

my $view = 'CREATE VIEW titles AS SELECT title FROM books;';

# Returns the folder of the main project, as JSON; more files may be given.
sub folder
{
	my %more = @_;

	return quote(JSON::PP->new->canonical->encode({
		'migration_lock.toml'      => qq(provider = "postgresql"\n),
		'01_authors/migration.sql' =>
		  "CREATE TABLE authors (id int PRIMARY KEY, name text);\r\nINSERT INTO authors VALUES (1, 'Zo\xc3\xab'), (2, E'\\\\');\r\n",
		'02_books/migration.sql' =>
		  'CREATE TABLE books (id int PRIMARY KEY, author int REFERENCES authors, title text);',
		'02_books/down.sql'        => 'DROP TABLE books;',
		'03_index/migration.sql'   =>
		  'CREATE INDEX CONCURRENTLY books_title ON books (title); VACUUM books;',
		'04_view/migration.sql'    => $view,
		'04_view/down.sql'         => 'DROP VIEW titles;',
		%more }));
}

my %BROKEN = (
	'06_pages/migration.sql' => 'ALTER TABLE books ADD pages int; UPDATE books SET page = 1;',
	'06_pages/down.sql'      => 'ALTER TABLE books DROP pages;');
my %MENDED = (%BROKEN,
	'06_pages/migration.sql' => 'ALTER TABLE books ADD pages int; UPDATE books SET pages = 1;');

ask($old, 'SET SESSION AUTHORIZATION owner; CALL migrate.deploy(' . folder() . ')', 'app');
$view = 'CREATE VIEW titles AS SELECT books.title FROM books;';
ask($old, <<"SQL", 'app');
SET SESSION AUTHORIZATION owner;
CALL migrate.revert(steps => 1);
CALL migrate.apply();
CALL migrate.repair('04_view', '$view', 'test');
SELECT migrate.add('r_grants', 'GRANT SELECT ON authors TO reader', repeatable => true,
	down => 'REVOKE SELECT ON authors FROM reader');
CALL migrate.apply();
SELECT migrate.rename('r_grants', 'r_read');
SELECT migrate.add('05_gone', 'SELECT 5');
SELECT migrate.remove('05_gone');
SELECT migrate.add('1', 'SELECT 1', project => 'baseline');
SELECT migrate.add('2', 'SELECT 2', project => 'baseline', verify => 'SELECT 1', requires => '{1}');
CALL migrate.baseline('1', project => 'baseline');
SELECT migrate.add('1_long', repeat('-- a line of comment' || chr(10), 20000) || 'SELECT 1', project => 'long');
CALL migrate.apply(project => 'long');
SET SESSION AUTHORIZATION operator;
SELECT migrate.add('1_unread', 'CREATE TABLE app.unread (id int)', project => 'operator');
SQL

# a failed one, with a file that is missing in the folder above
call_fails($old, 'SET SESSION AUTHORIZATION owner; CALL migrate.deploy('
	  . folder(%BROKEN) . ')',
	'42703', [qr/"page"/], 'one fails', 'app');

# one that stopped half way, with an index that is not valid
ask($old, <<'SQL', 'app');
SET SESSION AUTHORIZATION owner;
SELECT migrate.add('1_unique',
	'CREATE TABLE twice AS SELECT 1 AS id FROM generate_series(1, 2);
	CREATE UNIQUE INDEX CONCURRENTLY twice_id ON twice (id);
	COMMENT ON TABLE twice IS ''once''', project => 'half');
SQL
call_fails($old, q(SET SESSION AUTHORIZATION owner; SET search_path = app; CALL migrate.apply(project => 'half')),
	'23505', [qr/Statement 1 of 3 is done/], 'one stops half way', 'app');

# two whose sessions are lost: what was at work can be repeated, and cannot
foreach my $lost ([ 'again', 'SELECT pg_sleep(600)' ],
	[ 'doubt', 'DO $do$ BEGIN PERFORM pg_sleep(600); END $do$' ])
{
	my ($project, $statement) = @$lost;
	my $client;

	ask($old, qq(SET SESSION AUTHORIZATION owner;
		SELECT migrate.add('1_lost', 'CREATE TABLE app.$project (id int);
			' || '$statement' || '; INSERT INTO app.$project VALUES (1)',
			transactional => 'off', project => '$project')), 'app');
	$client = start_client($old,
		"SET SESSION AUTHORIZATION owner;\nCALL migrate.apply(project => '$project');",
		database => 'app');
	wait_until($old, "EXISTS (SELECT FROM migrate.progress WHERE project = '$project' AND statement = 2)", 'app');
	ask($old, "SELECT pg_terminate_backend($client->{pid}, 60000)");
	finish_client($client);
	ok($client->{lost}, "$project: a session is lost");
}


#
# A database in another encoding, and one with an empty ledger
#

ask($old, q(CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'));
ask($old, <<"SQL", 'latin');
SET client_encoding = 'UTF8';
CREATE EXTENSION migrate;
CALL migrate.deploy('{"1_caf\xc3\xa9": "CREATE TABLE \\"caf\xc3\xa9\\" (t text DEFAULT ''\xc3\xbc'')"}');
SQL
ask($old, 'CREATE DATABASE empty');
ask($old, 'CREATE EXTENSION migrate', 'empty');


#
# What has to be the same afterwards
#

my @DATABASES = ('app', 'latin', 'empty');
my $LEDGER = join "\nUNION ALL\n",
  map { "SELECT '$_', row_to_json(t)::text COLLATE \"C\" FROM migrate.$_ t" }
  qw(script event project migration companion setting head);
my $CONTENT = <<"SQL";
SET client_encoding = 'UTF8';
SELECT * FROM (
$LEDGER) t ORDER BY 1, 2;
SELECT * FROM migrate.history ORDER BY id;
SELECT * FROM migrate.migrations ORDER BY project, name;
SELECT * FROM migrate.settings ORDER BY project, setting;
SELECT m.project, m.name, s.*
  FROM migrate.migrations m, LATERAL migrate.statements(m.name, m.project) s
 ORDER BY m.project, m.name, s.statement;
SELECT project, migrate.bundle('list', project) FROM migrate.project ORDER BY project, event;
SELECT project, migrate.health(project) FROM migrate.project ORDER BY project, event;
SQL

# Who may do what.
my $PRIVILEGES = <<'SQL';
SELECT role, kind, object, privilege
  FROM (VALUES ('owner'), ('reader'), ('operator'), ('nobody')) r (role),
	LATERAL (
	SELECT 'schema', 'migrate', has_schema_privilege(role, 'migrate', 'USAGE, USAGE WITH GRANT OPTION')
	UNION ALL
	SELECT 'relation', oid::regclass::text, has_table_privilege(role, oid, 'SELECT')
	  FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'v')
	UNION ALL
	SELECT 'change', oid::regclass::text, has_table_privilege(role, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
	  FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'v')
	UNION ALL
	SELECT 'routine', oid::regprocedure::text, has_function_privilege(role, oid, 'EXECUTE')
	  FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace) p (kind, object, privilege)
 ORDER BY 1, 2, 3;
SQL

my $FINDINGS = <<'SQL';
SELECT v FROM migrate.verify() v
UNION ALL
SELECT v FROM (SELECT DISTINCT project FROM migrate.project) p,
	LATERAL migrate.verify(project => p.project) v
SQL
my %content = map { $_ => ask($old, $CONTENT, $_) } @DATABASES;
my $privileges = ask($old, $PRIVILEGES, 'app');

foreach my $role (qw(owner operator reader))
{
	like($privileges, qr/^$role\|routine\|.*\|t$/m, "$role may do something");
}

my $system = ask($old, 'SELECT system_identifier FROM pg_control_system()');

foreach my $database (@DATABASES)
{
	is(ask($old, $FINDINGS, $database), '', "$database: the ledger is sound before");
}
foreach my $state (qw(pending applied baselined failed partial interrupted))
{
	isnt(ask($old, "SELECT count(*) FROM migrate.migrations WHERE state = '$state'", 'app'),
		0, "one is $state");
}


#
# The ways to the newer server
#

my $folder = PostgreSQL::Test::Utils::tempdir();

$new->start;
forget_unknown_options();

# The first is a dump, into a database that is new.
foreach my $role (qw(owner reader operator nobody))
{
	ask($new, "CREATE ROLE $role LOGIN");
}
run_tool('pg_dump of the old server',
	'pg_dump', '-Fc', '-f', "$folder/app", '-d', $old->connstr('app'));
ask($new, 'CREATE DATABASE dumped OWNER owner');
run_tool('pg_restore into the new one',
	'pg_restore', '-e', '-d', $new->connstr('dumped'), "$folder/app");
$tried{"databases dumped and restored $from_to: "
	  . (same_lines(ask($new, $CONTENT, 'dumped'), $content{app}, 'dumped: the ledger is the same')
		? 'same ledger' : 'another ledger')}++;

# the extension was made anew, by who restored: its installer is nobody special
same_lines(
	join("\n", grep { !/^owner/ } split /\n/, ask($new, $PRIVILEGES, 'dumped')),
	join("\n", grep { !/^owner/ } split /\n/, $privileges),
	'dumped: who may do what is the same, but for the installer');
call_fails($new, 'SET SESSION AUTHORIZATION owner; SELECT * FROM migrate.status()', '42501', [],
	'dumped: who installed the extension has nothing', 'dumped');
ask($new, q(SELECT migrate.grant('owner', 'operator')), 'dumped');
go_on('dumped');
$new->stop;

# The second is pg_upgrade, of the whole cluster into an empty one.
my $upgraded = make_cluster('upgraded');

$old->stop;
chdir $folder or die "could not go to $folder: $!";
run_tool(
	'pg_upgrade',
	'pg_upgrade', '--no-sync',
	'-d', $old->data_dir, '-D', $upgraded->data_dir,
	'-b', $ENV{MIGRATE_OLD_BIN}, '-B', $upgraded->config_data('--bindir'),
	'-s', $upgraded->host, '-p', $old->port, '-P', $upgraded->port);
$upgraded->start;
foreach my $database (@DATABASES)
{
	my $same = same_lines(ask($upgraded, $CONTENT, $database), $content{$database},
		"$database: the ledger is the same");

	$tried{"databases taken by pg_upgrade $from_to: " . ($same ? 'same ledger' : 'another ledger')}++;
}
same_lines(ask($upgraded, $PRIVILEGES, 'app'), $privileges, 'who may do what is the same');
isnt(ask($upgraded, 'SELECT system_identifier FROM pg_control_system()'), $system,
	'the cluster has another system identifier');
$new = $upgraded;
go_on('app');
is(ask($new, <<'SQL', 'app'), 't', 'the ledger names both systems');
SELECT count(DISTINCT system_id) = 2 AND bool_or(system_id = (SELECT system_identifier::text FROM pg_control_system()))
FROM migrate.event
SQL

# the other databases
like( call_works(
		$new,
		"SET client_encoding = 'UTF8'; CALL migrate.deploy('{\"1_caf\xc3\xa9\": \"CREATE TABLE \\\"caf\xc3\xa9\\\" (t text DEFAULT ''\xc3\xbc'')\"}')",
		'latin: the same again', 'latin'),
	qr/^nothing_to_do\|0\|0\|/m, 'latin: there is nothing to do');
like(call_works($new, q(SELECT migrate.add('2', 'SELECT 2'); CALL migrate.apply()),
		'latin: a new migration', 'latin'),
	qr/^ok\|1\|0\|2\|/m, 'latin: it is applied');
is(ask($new, $FINDINGS, 'latin'), '', 'latin: the ledger is sound');
like(call_works($new, q(SELECT migrate.add('1', 'SELECT 1'); CALL migrate.apply()),
		'empty: the first migration', 'empty'),
	qr/^ok\|1\|0\|1\|/m, 'empty: it is applied');
is(ask($new, $FINDINGS, 'empty'), '', 'empty: the ledger is sound');


# If the newer server's minor release is the older one of the two, it may not
# know an option that the old server gives every column, and cannot take over
# any table, with or without the extension.  Takes such an option away.
sub forget_unknown_options
{
	my $output = '';
	my $option;

	ask($old, 'CREATE TABLE public.probe (id int)');
	IPC::Run::run([ 'pg_dump', '-t', 'public.probe', '-f', "$folder/probe", '-d',
			$old->connstr('postgres') ], '2>', \$output);
	IPC::Run::run([ 'psql', '-Xqf', "$folder/probe", '-d', $new->connstr('postgres') ],
		'>', \$output, '2>&1');
	($option) = $output =~ /unrecognized parameter "(\w+)"/;
	ask($old, 'DROP TABLE public.probe');
	ask($new, 'DROP TABLE IF EXISTS public.probe');
	return unless $option;
	note("$new_version does not know the column option $option: taken away in the old cluster");
	foreach my $database (@DATABASES, 'postgres')
	{
		ask($old, <<"SQL", $database);
UPDATE pg_attribute
   SET attoptions = nullif(ARRAY(SELECT o FROM unnest(attoptions) o WHERE o NOT LIKE '$option=%'), '{}')
 WHERE EXISTS (SELECT FROM unnest(attoptions) o WHERE o LIKE '$option=%')
SQL
	}
	return;
}

# Tests that two texts are the same; shows the lines that are not.
sub same_lines
{
	my ($got, $expected, $title) = @_;
	my %lines;

	$lines{$_}++ foreach split /\n/, $expected;
	$lines{$_}-- foreach split /\n/, $got;
	ok($got eq $expected, $title)
	  or diag(map { ($lines{$_} > 0 ? '- ' : '+ ') . substr($_, 0, 500) . "\n" }
		  grep { $lines{$_} } sort keys %lines);
	return $got eq $expected;
}

# Tests that what the old server left goes on in a database of the new one.
sub go_on
{
	my ($database) = @_;
	my $as_owner = 'SET SESSION AUTHORIZATION owner;';

	is(ask($new, $FINDINGS, $database), '', "$database: verify() finds nothing");
	call_fails($new, 'SELECT migrate.check()', 'MG026', [qr/06_pages/],
		"$database: check() still tells of the failure", $database);
	call_fails($new, q(CALL migrate.apply(project => 'half')), 'MG002', [qr/1_unique/],
		"$database: what stopped half way still blocks", $database);

	# the failed one, corrected
	like( call_works(
			$new, "$as_owner CALL migrate.deploy(" . folder(%MENDED) . ')',
			"$database: the failed one is corrected", $database),
		qr/^ok\|1\|0\|06_pages\|/m, "$database: and applied");
	like( call_works(
			$new, "$as_owner CALL migrate.deploy(" . folder(%MENDED) . ')',
			"$database: the same again", $database),
		qr/^nothing_to_do\|0\|0\|/m, "$database: there is nothing to do");

	# the one that stopped half way, when the data are mended
	like( call_works(
			$new,
			"$as_owner SET search_path = app; DELETE FROM twice WHERE ctid = '(0,1)'; CALL migrate.apply(resume => true, project => 'half')",
			"$database: the partial one goes on", $database),
		qr/^ok\|1\|0\|1_unique\|/m, "$database: to its end");
	is( ask(
			$new,
			q(SELECT indisvalid FROM pg_index WHERE indexrelid = 'app.twice_id'::regclass),
			$database), 't', "$database: with a valid index");

	# those whose sessions were lost
	like( call_works(
			$new,
			"$as_owner SELECT migrate.add('1_lost', 'CREATE TABLE app.again (id int); SELECT 1; INSERT INTO app.again VALUES (1)', transactional => 'off', project => 'again');"
			  . " CALL migrate.apply(resume => true, project => 'again')",
			"$database: the lost one goes on", $database),
		qr/^ok\|1\|0\|1_lost\|/m, "$database: to its end");
	call_fails($new, "$as_owner CALL migrate.apply(resume => true, project => 'doubt')", 'MG002',
		[qr/1_lost/], "$database: what is in doubt is a person's to tell", $database);
	like( call_works(
			$new,
			"$as_owner CALL migrate.resolve('1_lost', 'applied', statement => 2, project => 'doubt'); CALL migrate.apply(resume => true, project => 'doubt')",
			"$database: who does", $database),
		qr/^ok\|1\|0\|1_lost\|/m, "$database: and it goes on");
	is(ask($new, 'SELECT (SELECT count(*) FROM app.again), (SELECT count(*) FROM app.doubt)', $database),
		'1|1', "$database: their last statements ran once");

	# other projects, other roles, and back
	like( call_works(
			$new, "$as_owner CALL migrate.apply(project => 'baseline')",
			"$database: what waited behind the baseline", $database),
		qr/^ok\|1\|0\|2\|/m, "$database: is applied");
	call_fails($new, 'SET SESSION AUTHORIZATION owner; CALL migrate.apply(project => \'operator\')',
		'MG022', [qr/1_unread/], "$database: another role's script is not trusted", $database);
	like( call_works(
			$new,
			q(SET SESSION AUTHORIZATION operator; CALL migrate.apply(project => 'operator')),
			"$database: its own role runs it", $database),
		qr/^ok\|1\|0\|1_unread\|/m, "$database: it is applied");
	call_fails($new, q(SET SESSION AUTHORIZATION reader; SELECT migrate.add('9', 'SELECT 9')),
		'42501', [], "$database: a reader cannot write", $database);
	call_fails($new, q(SET SESSION AUTHORIZATION owner; INSERT INTO migrate.cache VALUES ('a', 'b')),
		'42501', [], "$database: the owner cannot write the tables", $database);
	like( call_works(
			$new, "$as_owner CALL migrate.revert(after => '03_index')",
			"$database: what the old server applied is reverted", $database),
		qr/^ok\|3\|3\|04_view\|/m, "$database: it is, in the old order");
	like(call_works($new, "$as_owner CALL migrate.apply()", "$database: apply", $database),
		qr/^ok\|3\|0\|/m, "$database: applies it again");
	is(ask($new, $FINDINGS, $database), '', "$database: verify() finds nothing at last");
	call_fails($new, 'DROP SCHEMA migrate CASCADE', '2BP01', [],
		"$database: the schema still belongs to the extension", $database);
	return;
}

note("tried: $tried{$_} $_") foreach sort keys %tried;
$new->stop;
done_testing();
