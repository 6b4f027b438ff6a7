# New versions of the extension: a database that was updated has the same
# objects as a new one, and keeps its ledger; a library beside SQL objects of
# another version works, or says what to do.
#
# test/releases has, of each released version, its SQL script, and a database
# whose history was written by its library.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use PrivateInstallation;
use Test::More;

my $installation = PrivateInstallation->new(PostgreSQL::Test::Utils::tempdir());
my ($CURRENT) = slurp_file("$installation->{extension}/migrate.control") =~
  /^default_version = '([0-9.]+)'/m;
my @RELEASED = map { /migrate--(.*)\.sql$/ } sort glob "$FindBin::RealBin/../releases/migrate--*.sql";

# Versions that are as long as the current one, and its library as theirs.
my $NEWER = $CURRENT =~ s/^\d/9/r;
my $OLDER = $CURRENT =~ s/\d/0/gr;
my $library = slurp_file($installation->library);
my %library = ($CURRENT => $library);

foreach my $version ($NEWER, $OLDER)
{
	my $found = ($library{$version} = $library) =~ s/\0migrate \Q$CURRENT\E\0/\0migrate $version\0/;

	BAIL_OUT('the library does not tell its version') unless $found;
}

foreach my $version (@RELEASED)
{
	$installation->put_script($version,
		slurp_file("$FindBin::RealBin/../releases/migrate--$version.sql"));
}
my $definition = slurp_file("$installation->{extension}/migrate--$CURRENT.sql");
$installation->put_script($OLDER, $definition);
$installation->put_script("$OLDER--$CURRENT", "SELECT 1;\n");
$installation->put_script("$CURRENT--$NEWER", "SELECT 1;\n");

my $node = PostgreSQL::Test::Cluster->new('update',
	install_path => $installation->install_path);
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nlc_messages = 'C'\n");
$node->start;
ask($node, 'CREATE ROLE owner; CREATE ROLE "Reader ""1"; CREATE ROLE operator');
$node->psql('postgres', 'CREATE ROLE postgres SUPERUSER');    # of the old databases

my $number = 0;
my %count;

# Returns the name of a new database with the extension in that version; with a
# role, that one installs it.
sub new_database
{
	my ($version, $role) = @_;
	my $database = 'db_' . ++$number;

	ask($node, "CREATE DATABASE $database OWNER owner");
	ask($node, ($role ? "SET ROLE $role; " : '') . "CREATE EXTENSION migrate VERSION '$version'",
		$database);
	return $database;
}


#
# What the catalogs say of the extension
#

# Everything that the catalogs say of the extension: a line for each fact.
my $DESCRIBE = slurp_file("$FindBin::RealBin/../releases/describe.sql");

# Returns that, as seen after SQL that is rolled back.
sub describe
{
	my ($database, $before) = @_;

	return ask($node, $DESCRIBE, $database) unless $before;
	return ask($node, "BEGIN;\n$before;\n${DESCRIBE}ROLLBACK;", $database);
}

# Tests that two descriptions are the same.
sub same_description
{
	my ($got, $expected, $title) = @_;
	my %got = map { $_ => 1 } split /\n/, $got;
	my %expected = map { $_ => 1 } split /\n/, $expected;

	return 1 if ok($got eq $expected, $title);
	diag("only there after the update: $_") foreach grep { !$expected{$_} } sort keys %got;
	diag("not there after the update: $_") foreach grep { !$got{$_} } sort keys %expected;
	return 0;
}

my %fresh = (
	superuser => describe(new_database($CURRENT)),
	owner     => describe(new_database($CURRENT, 'owner')));

{
	my $kinds = join ' ', map { /^(\w[\w ]*) \|/ ? $1 : () } split /\n/, $fresh{owner};

	like($kinds, qr/\b$_\b/, "the description knows each $_")
	  foreach 'extension', 'dumped', 'object', 'comment', 'dependency', 'role', 'first privilege',
	  'privilege', 'routine', 'relation', 'column', 'constraint', 'rule';
	ok($fresh{owner} ne $fresh{superuser}, 'the description knows who installed');
}

# a difference in anything shows
{
	my $database = new_database($CURRENT);
	my $before = describe($database);
	my @changes = (
		q(COMMENT ON TABLE migrate.event IS 'other'),
		q(COMMENT ON COLUMN migrate.event.id IS 'other'),
		q(GRANT SELECT ON migrate.event TO PUBLIC),
		q(GRANT SELECT (id) ON migrate.event TO PUBLIC),
		q(GRANT EXECUTE ON FUNCTION migrate.bundle TO PUBLIC),
		q(GRANT USAGE ON SCHEMA migrate TO PUBLIC),
		q(ALTER TABLE migrate.event ADD COLUMN more text),
		q(ALTER TABLE migrate.event ALTER COLUMN message SET NOT NULL),
		q(ALTER TABLE migrate.event ALTER COLUMN message SET STORAGE EXTERNAL),
		q(ALTER TABLE migrate.event ALTER COLUMN format SET DEFAULT 1),
		q(ALTER TABLE migrate.event ADD CONSTRAINT more CHECK (id > 0)),
		q(ALTER TABLE migrate.event REPLICA IDENTITY FULL),
		q(ALTER TABLE migrate.event SET (fillfactor = 50)),
		q(ALTER TABLE migrate.event ENABLE ROW LEVEL SECURITY),
		q(ALTER TABLE migrate.event OWNER TO owner),
		q(CREATE INDEX ON migrate.event (xid)),
		q(CREATE POLICY more ON migrate.event USING (true)),
		q(CREATE RULE more AS ON DELETE TO migrate.event DO INSTEAD NOTHING),
		q(CREATE OR REPLACE VIEW migrate.progress AS SELECT * FROM migrate.running() WHERE true),
		q(ALTER FUNCTION migrate.bundle VOLATILE),
		q(ALTER FUNCTION migrate.bundle SET jit = off),
		q(ALTER FUNCTION migrate.bundle OWNER TO owner),
		q(CREATE FUNCTION migrate.more() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER EXTENSION migrate ADD FUNCTION migrate.more()),
		q(ALTER EXTENSION migrate DROP FUNCTION migrate.bundle),
		q(UPDATE pg_extension SET extconfig = extconfig[2:], extcondition = extcondition[2:] WHERE extname = 'migrate'),
		q(UPDATE pg_extension SET extcondition[1] = 'WHERE false' WHERE extname = 'migrate'),
		q(DELETE FROM pg_init_privs WHERE objoid = 'migrate.event'::regclass));

	foreach my $change (@changes)
	{
		ok(describe($database, $change) ne $before, "the description shows: $change");
		$count{change}++;
	}
}


#
# Updates
#

# What has to survive an update; columns that it adds are null.
my $CONTENT = <<'SQL';
SELECT jsonb_strip_nulls(to_jsonb(e)) FROM migrate.event e ORDER BY id;
SELECT * FROM migrate.head;
SELECT * FROM migrate.script ORDER BY checksum;
SELECT * FROM migrate.project ORDER BY event, project;
SELECT * FROM migrate.migration ORDER BY event, project, name;
SELECT * FROM migrate.companion ORDER BY event, project, path;
SELECT * FROM migrate.setting ORDER BY event, project, name;
SELECT jsonb_strip_nulls(to_jsonb(h)) FROM migrate.history h ORDER BY id;
SQL

# What follows from it.
my $STATES = <<'SQL';
SELECT string_agg(concat_ws(' ', project, name, state), ', ' ORDER BY project, position) FROM migrate.migrations;
SELECT string_agg(concat_ws(' ', project, setting, value), ', ' ORDER BY project, setting)
  FROM migrate.settings WHERE source <> 'default';
SELECT string_agg(key, ', ' ORDER BY key) FROM jsonb_each_text(migrate.bundle());
SQL
my $EXPECTED_STATES = <<'STATES' =~ s/\n$//r;
failing 7_late failed, main 1_a applied, main 2_b applied, other 1 applied, other 2_new applied, other 3 baselined, other 4 baselined, other 5 applied, other r applied, third 3_half/x partial
main lock_timeout 3s, other out_of_order allow
1_a/down.sql, 1_a/migration.sql, 2_b/migration.sql, migration_lock.toml
STATES

# Returns the name of a new database with the history that a released library
# wrote.
sub old_database
{
	my ($version, $role) = @_;
	my $database = 'db_' . ++$number;
	my $dump = slurp_file("$FindBin::RealBin/../releases/database--$version.sql");
	my $create = "CREATE EXTENSION migrate VERSION '$version';";

	$create = "SET ROLE $role; $create RESET ROLE;" if $role;
	$dump =~ s/^CREATE EXTENSION .*;$/$create/m or BAIL_OUT('the dump has no extension');
	ask($node, "CREATE DATABASE $database OWNER owner");
	ask($node, $dump, $database);
	return $database;
}

# Tests that a database goes on with its history.
sub goes_on
{
	my ($database, $title) = @_;

	ledger_is_sound($node, "$title: the ledger is sound", $database);
	like(call_works($node, 'CALL migrate.apply()', "$title: apply", $database),
		qr/^nothing_to_do\|0\|0\|/, "$title: there is nothing to do");
	call_fails($node, q(CALL migrate.apply(project => 'third')), 'MG002', [qr/3_half/],
		"$title: what stopped half way blocks", $database);
	like( call_works($node, q(CALL migrate.apply(resume => true, project => 'third')),
			"$title: resume", $database),
		qr/^ok\|1\|0\|/, "$title: and goes on");
	is(ask($node, q(SELECT to_regclass('f') IS NOT NULL), $database), 't',
		"$title: at its second statement");
	call_fails($node, q(SELECT migrate.add('1_a', 'CREATE TABLE z (id int)')), 'MG003', [qr/1_a/],
		"$title: an old migration cannot be changed", $database);
	like( call_works($node, q(SELECT migrate.add('9_new', 'CREATE TABLE n (id int)', down => 'DROP TABLE n'); CALL migrate.apply()),
			"$title: a new migration", $database),
		qr/^ok\|1\|0\|9_new\|/m, "$title: is applied");
	call_works($node, <<'SQL', "$title: and reverted, as an old one is", $database);
CALL migrate.revert(steps => 1);
SELECT migrate.add('5', 'SELECT 5', down => 'SELECT -5', project => 'other');
CALL migrate.revert(steps => 1, project => 'other');
SQL
	call_fails($node, q(SELECT migrate.check(project => 'failing')), 'MG026', [qr/7_late/],
		"$title: what failed has failed", $database);
	call_works($node, 'SELECT migrate.check()', "$title: check() finds nothing", $database);
	is(ask($node, 'SELECT count(*) FROM migrate.drift()', $database), 0, "$title: nor does drift()");
	ledger_is_sound($node, "$title: the ledger is sound at last", $database);
	return;
}

cmp_ok(scalar @RELEASED, '>=', 1, 'there are released versions');
isnt($_, $CURRENT, "$_ is released and not the current one") foreach @RELEASED;
foreach my $version (@RELEASED)
{
	foreach my $role (undef, 'owner')
	{
		my $who = $role // 'superuser';
		my $title = "$version by $who";
		my $database = old_database($version, $role);
		my $update = ($role ? "SET ROLE $role; " : '') . 'ALTER EXTENSION migrate UPDATE';

		my $content = ask($node, $CONTENT, $database);
		my $old = describe($database);

		ask($node, "BEGIN; ALTER EXTENSION migrate UPDATE; ROLLBACK", $database);
		is(describe($database), $old, "$title: an update that is rolled back leaves nothing");
		ask($node, $update, $database);
		same_description(describe($database), $fresh{$who}, "$title, updated: all objects are those of a new one");
		is(ask($node, $CONTENT, $database), $content, "$title, updated: the ledger is the same");
		is(ask($node, $STATES, $database), $EXPECTED_STATES, "$title, updated: and says what it said");
		is(ask($node, q(SELECT migrate.health() ->> 'version' = extversion, migrate.health() ->> 'warning' FROM pg_extension WHERE extname = 'migrate'), $database),
			't|', "$title, updated: health() says so");
		goes_on($database, "$title, updated");
		$count{update}++;
	}
}

# a dump of an old one becomes a new one
foreach my $version (@RELEASED)
{
	my $database = old_database($version);
	my $file = PostgreSQL::Test::Utils::tempdir() . '/dump';
	my @server = ('-h', $node->host, '-p', $node->port);

	ask($node, "CREATE DATABASE restored_$number");
	command_ok(
		[ $node->installed_command('pg_dump'), @server, '-Fc', '-f', $file, $database ],
		"$version: pg_dump");
	command_ok(
		[ $node->installed_command('pg_restore'), @server, '-e', '-d', "restored_$number", $file ],
		"$version: pg_restore");
	same_description(describe("restored_$number"), $fresh{superuser},
		"$version, restored: all objects are those of a new one");
	is(ask($node, $CONTENT, "restored_$number"), ask($node, $CONTENT, $database),
		"$version, restored: the ledger is the same");
	is(ask($node, $STATES, "restored_$number"), $EXPECTED_STATES, "$version, restored: and says what it said");
	goes_on("restored_$number", "$version, restored");
	$count{restore}++;
}

# roles with a level have it for what is new, too
foreach my $version (@RELEASED)
{
	my $database = new_database($version);
	my $privileges = <<'SQL';
SELECT r.rolname, p.oid::regprocedure::text FROM pg_proc p, pg_roles r
 WHERE r.rolname IN ('Reader "1', 'operator') AND p.pronamespace = 'migrate'::regnamespace AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
UNION ALL
SELECT r.rolname, c.oid::regclass::text FROM pg_class c, pg_roles r
 WHERE r.rolname IN ('Reader "1', 'operator') AND c.relnamespace = 'migrate'::regnamespace AND c.relkind IN ('r', 'v') AND has_table_privilege(r.oid, c.oid, 'SELECT')
 ORDER BY 1, 2
SQL

	# as grant() of the release does it
	ask($node, <<'SQL', $database);
GRANT USAGE ON SCHEMA migrate TO "Reader ""1", operator;
GRANT SELECT ON ALL TABLES IN SCHEMA migrate TO "Reader ""1", operator;
GRANT EXECUTE ON FUNCTION migrate.bundle, migrate.archive, migrate.unpack, migrate.status, migrate.statements, migrate.verify,
	migrate.check, migrate.health, migrate.running, migrate.effective_settings TO "Reader ""1";
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA migrate TO operator;
REVOKE EXECUTE ON FUNCTION migrate.grant FROM operator;
ALTER EXTENSION migrate UPDATE;
SQL
	my $updated = ask($node, $privileges, $database);

	ask($node, q(SELECT migrate.grant('Reader "1', 'reader'), migrate.grant('operator', 'operator')), $database);
	is($updated, ask($node, $privileges, $database), "$version: after an update levels are what grant() gives now");
}

# a migration that updates the extension
$installation->put_library($library{$NEWER});
my $newer = describe(new_database($NEWER));
foreach my $mode ('on', 'off')
{
	my $database = new_database($CURRENT);

	ask($node, "SELECT migrate.add('1_update', 'CREATE TABLE a (id int); ALTER EXTENSION migrate UPDATE TO ''$NEWER''; CREATE TABLE b (id int)', transactional => '$mode'); CALL migrate.apply()",
		$database);
	is(ask($node, 'SELECT state FROM migrate.status()', $database), 'applied',
		"a migration that updates the extension is applied, transactional $mode");
	same_description(describe($database), $newer, 'and all objects are those of a new one');
	ledger_is_sound($node, 'and the ledger is sound', $database);
}
$installation->put_library($library{$CURRENT});


#
# A library and SQL objects of different versions
#

# Calls that are to work in every version, in an order in which they do.
my @CALLS = (
	[ add => q(SELECT migrate.add('1_x', 'CREATE TABLE x (id int)', down => 'DROP TABLE x')) ],
	[ load => q(SELECT * FROM migrate.load('{"2_y.sql": "CREATE TABLE y (id int)"}')) ],
	[ bundle => q(SELECT migrate.bundle('list')) ],
	[ archive => q(SELECT migrate.archive('plain')) ],
	[ unpack => q(SELECT migrate.unpack(migrate.archive('plain'))) ],
	[ load_archive => q(SELECT * FROM migrate.load_archive(migrate.archive('plain'))) ],
	[ load_directory => q(SELECT * FROM migrate.load_directory('FOLDER')) ],
	[ status => q(SELECT * FROM migrate.status()) ],
	[ trust => q(SELECT migrate.trust('1_x')) ],
	[ apply => q(CALL migrate.apply(target => '1_x')) ],
	[ snapshot => q(SELECT * FROM migrate.snapshot('ledger')) ],
	[ fingerprint => q(SELECT migrate.fingerprint()) ],
	[ drift => q(SELECT * FROM migrate.drift()) ],
	[ changes => q(SELECT * FROM migrate.changes('1_x')) ],
	[ blame => q(SELECT * FROM migrate.blame('public.x')) ],
	[ exclude => q(SELECT migrate.exclude('public.log_*')) ],
	[ accept_drift => q(COMMENT ON SCHEMA public IS 'changed'; CALL migrate.accept_drift('1_xx', 'test')) ],
	[ rerender => q(CALL migrate.rerender()) ],
	[ statements => q(SELECT * FROM migrate.statements('1_x')) ],
	[ verify => q(SELECT * FROM migrate.verify()) ],
	[ check => q(SELECT migrate.check()) ],
	[ health => q(SELECT migrate.health()) ],
	[ running => q(SELECT * FROM migrate.running()) ],
	[ effective_settings => q(SELECT * FROM migrate.effective_settings()) ],
	[ set => q(SELECT migrate.set('lock_timeout', '3s')) ],
	[ grant => q(SELECT migrate.grant('owner', 'reader')) ],
	[ rename => q(SELECT migrate.rename('2_y', '2_yy')) ],
	[ remove => q(SELECT migrate.remove('3_z')) ],
	[ apply_in_transaction => q(SELECT * FROM migrate.apply_in_transaction()) ],
	[ repair => q(CALL migrate.repair('2_yy', 'CREATE TABLE y (id bigint)', 'test')) ],
	[ revert => q(CALL migrate.revert(after => '1_x', steps => 0)) ],
	[ baseline => q(SELECT migrate.add('4_w', 'SELECT 4'); CALL migrate.baseline('4_w')) ],
	[ resolve => q(SELECT migrate.add('5_v', 'SELECT 5'); CALL migrate.resolve('5_v', 'applied')) ],
	[ deploy => q(CALL migrate.deploy('{"1_x.sql": "CREATE TABLE x (id int)", "6_u.sql": "SELECT 6"}')) ],
	[ deploy_archive => q(CALL migrate.deploy_archive(migrate.archive('plain', project => 'arch'), project => 'arch')) ],
	[ migrations => q(SELECT * FROM migrate.migrations) ],
	[ history => q(SELECT * FROM migrate.history) ],
	[ progress => q(SELECT * FROM migrate.progress) ],
	[ settings => q(SELECT * FROM migrate.settings) ]);
my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/3_z.sql", 'CREATE TABLE z (id int)');

# Returns a call of every routine, with nothing but nulls, as name => SQL.
sub calls_of_all
{
	my ($database) = @_;

	return map { split /\|/, $_, 2 } split /\n/, ask($node, <<'SQL', $database);
SELECT p.oid::regprocedure || '|' || CASE p.prokind WHEN 'p' THEN 'CALL ' ELSE 'SELECT * FROM ' END
	|| p.oid::regproc || '(' || coalesce((SELECT string_agg('NULL::' || t.oid::regtype, ', ' ORDER BY n)
	FROM unnest(p.proargtypes) WITH ORDINALITY t (oid, n)), '') || ')'
  FROM pg_proc p WHERE p.pronamespace = 'migrate'::regnamespace
 ORDER BY 1
SQL
}

# Tests that every call fails and says what to do.
sub all_fail
{
	my ($database, $patterns, $title) = @_;
	my %calls = calls_of_all($database);

	cmp_ok(scalar keys %calls, '>', 25, "$title: all calls are known");
	$calls{"view $_"} = "SELECT * FROM migrate.$_" foreach qw(progress settings);
	$calls{"real $_->[0]"} = $_->[1] foreach grep { $_->[0] !~ /^(history|migrations)$/ } @CALLS;    # tables only, while empty
	my $said = '';

	$node->psql($database,
		join("\n", map { ("\\warn call $_", "$calls{$_};") } sort keys %calls),
		stderr => \$said, on_error_stop => 0, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	my %said = $said =~ /^call (.*)\n((?:(?!call ).*\n?)*)/mg;
	foreach my $call (sort keys %calls)
	{
		my $good = !grep { ($said{$call} // '') !~ $_ } qr/ERROR:  55000: /, @$patterns;

		ok($good, "$title: $call") or diag("got:\n" . ($said{$call} // 'nothing'));
		$count{refused} += $good;
	}
	return;
}

# the newest library beside SQL of released versions
foreach my $version (@RELEASED)
{
	my $database = new_database($version);
	my $worked = 0;

	my $said = '';

	$node->psql($database, q(SELECT migrate.add('1', 'SELECT 1', project => 'arch')));
	$node->psql($database, q(SELECT migrate.health(project => 'arch') ->> 'warning'),
		stdout => \$said, stderr => \$said);
	like($said, qr/ version \Q$version\E .*ALTER EXTENSION migrate UPDATE$/s, "$version: health() says what to do");
	foreach my $call (@CALLS)
	{
		my ($name, $sql) = @$call;
		my ($status, $out, $err) = $node->psql($database, $sql =~ s/FOLDER/$folder/r,
			on_error_stop => 1, extra_params => [ '-v', 'VERBOSITY=verbose' ]);

		is($node->psql($database, 'SELECT 1'), 0, "$version: the server is there after $name");
		if ($status == 0)
		{
			$worked++;
			next;
		}
		like($err, qr/ALTER EXTENSION migrate UPDATE|ERROR:  42883: .* migrate\.$name\(/,
			"$version: $name says what to do, or is not there yet");
	}
	$count{worked} += $worked;
	$count{named} += @CALLS - $worked;
	ask($node, 'ALTER EXTENSION migrate UPDATE', $database);
	ledger_is_sound($node, "$version: the ledger is sound after the update", $database);
}

# SQL that is too old
{
	my $database = new_database($OLDER);

	all_fail($database,
		[ qr/is of version \Q$OLDER\E in this database, and its library needs [0-9.]+$/m,
			qr/^DETAIL:  The library is of version \Q$CURRENT\E\.$/m,
			qr/^HINT:  ALTER EXTENSION migrate UPDATE$/m ], 'SQL objects are too old');
	ask($node, 'ALTER EXTENSION migrate UPDATE', $database);
	call_works($node, q(SELECT migrate.add('1', 'SELECT 1'); CALL migrate.apply()),
		'SQL objects are too old: after the update all is well', $database);
}

# SQL that is newer
{
	my $database = new_database($CURRENT);

	ask($node, "ALTER EXTENSION migrate UPDATE TO '$NEWER'", $database);
	all_fail($database,
		[ qr/is of version \Q$NEWER\E in this database, and the library of this session is older$/m,
			qr/^DETAIL:  The library is of version \Q$CURRENT\E\.$/m,
			qr/^HINT:  Connect again\. .* install version \Q$NEWER\E /m ], 'SQL objects are newer');
}


#
# A library that is replaced while sessions live
#

# Starts a client that stays.
sub session
{
	my ($database) = @_;

	return start_client($node, '', database => $database, stay => 1);
}

{
	my $database = new_database($CURRENT);
	my $old = session($database);
	my $lazy = session($database);    # has not loaded any library yet

	like(tell_client($old, q(SELECT migrate.health() ->> 'version' FROM migrate.add('1', 'SELECT 1');)),
		qr/^\Q$CURRENT\E$/m, 'a session has the library');
	$installation->put_library($library{$NEWER});

	like(tell_client($old, q(SELECT migrate.health();)), qr/"version": "\Q$CURRENT\E"/,
		'a new file: the session keeps its library');
	like(tell_client($old, q(CALL migrate.apply();)), qr/^ok\|1\|/m, 'and goes on with it');
	like(tell_client($old, q(SELECT migrate.rename('1', '1_a'); SELECT count(*) FROM migrate.verify();)),
		qr/^1_a\n0$/m, 'also with calls that it had not made before');
	like(tell_client($lazy, q(SELECT migrate.health();)), qr/"version": "\Q$NEWER\E".*ALTER EXTENSION migrate UPDATE/,
		'a session that loads it now has the new one, which warns');
	like(ask($node, q(SELECT migrate.add('2', 'CREATE TABLE t2 (id int)'); CALL migrate.apply()), $database),
		qr/^ok\|1\|/m, 'and so has a new session');

	# the extension is updated while sessions with the old library live
	ask($node, 'ALTER EXTENSION migrate UPDATE' . " TO '$NEWER'", $database);
	like(tell_client($old, $_), qr/ERROR:  55000: .*library of this session is older\n.*HINT:  Connect again/s,
		"updated: the session with the old library is told to connect again: $_")
	  foreach 'CALL migrate.apply();', 'SELECT migrate.check();', q(SELECT migrate.add('3', 'SELECT 3'););
	like(tell_client($lazy, q(SELECT migrate.health() ->> 'version', migrate.health() ->> 'warning';)),
		qr/^\Q$NEWER\E\|$/m, 'updated: the one with the new library goes on');
	like(tell_client($lazy, q(SELECT migrate.add('3', 'CREATE TABLE t3 (id int)'); CALL migrate.apply();)),
		qr/^ok\|1\|0\|3\|/m, 'updated: and runs migrations');
	is(tell_client($old, 'SELECT 1;'), "1\n", 'the session with the old library lives');
	finish_client($_) foreach map { $_->{in} .= "\\q\n"; $_ } $old, $lazy;
	ledger_is_sound($node, 'the ledger is sound', $database);

	# the package is put back
	$installation->put_library($library{$CURRENT});
	call_fails($node, 'SELECT migrate.check()', '55000',
		[ qr/is older$/m, qr/install version \Q$NEWER\E / ], 'a package that is put back is refused', $database);
	$installation->put_library($library{$NEWER});
	call_works($node, 'SELECT migrate.check()', 'until it is there again', $database);
	$installation->put_library($library{$CURRENT});
	$count{replaced}++;
}

# the extension is updated while a migration runs
foreach my $way ('to the version of the library', 'past the library')
{
	foreach my $mode ('on', 'off')
	{
		my $past = $way eq 'past the library';
		my $title = "updated $way under a migration, transactional $mode";
		my $database = new_database($CURRENT);
		my $gate = start_client($node, "BEGIN;\nSELECT pg_advisory_xact_lock(42);",
			stay => 1, database => $database);
		my $runner;

		$installation->put_library($library{$NEWER}) unless $past;
		ask($node, "SELECT migrate.add('1_slow', 'CREATE TABLE a (id int); SELECT pg_advisory_xact_lock(42); CREATE TABLE b (id int)', transactional => '$mode')",
			$database);
		$runner = start_client($node, q(CALL migrate.apply(options => '{"lock_timeout": "0"}');),
			database => $database);
		wait_until($node, "EXISTS (SELECT FROM pg_locks WHERE pid = $runner->{pid} AND NOT granted)");
		$installation->put_library($library{$NEWER});
		ask($node, "ALTER EXTENSION migrate UPDATE TO '$NEWER'", $database);
		$gate->{in} .= "COMMIT;\n\\q\n";
		finish_client($gate);
		is(finish_client($runner) ? 'done' : join(' ', client_errors($runner)),
			$past ? '55000' : 'done', "$title: the call")
		  or diag($runner->{err});
		is( ask($node, q(SELECT state, to_regclass('a') IS NOT NULL, to_regclass('b') IS NOT NULL FROM migrate.status()), $database),
			!$past ? 'applied|t|t' : $mode eq 'on' ? 'pending|f|f' : 'interrupted|t|f',
			"$title: the ledger tells what is there");
		ledger_is_sound($node, "$title: the ledger is sound", $database);
		like(call_works($node, 'CALL migrate.apply(resume => true)', "$title: apply again", $database),
			$past ? qr/^ok\|1\|0\|/ : qr/^nothing_to_do/, "$title: completes it");
		is(ask($node, q(SELECT to_regclass('b') IS NOT NULL), $database), 't', "$title: all is there");
		ledger_is_sound($node, "$title: the ledger is sound at last", $database);
		$installation->put_library($library{$CURRENT});
		$count{under}++;
	}
}

$node->stop;

note("tried: $count{change} changes of the extension's objects: each shows in the description");
note("tried: $count{update} updates from a released version: the objects of a new one, the same ledger");
note("tried: $count{restore} restored dumps of a released version: the objects of a new one, the same ledger");
note("tried: $count{worked} calls of the new library beside released SQL: they work") if $count{worked};
note("tried: $count{named} calls of the new library beside released SQL: each says what to do") if $count{named};
note("tried: $count{refused} calls with SQL objects too old or too new for the library: each is refused and says what to do");
note("tried: $count{under} updates while a migration ran: the ledger tells what is there, the next apply completes");
done_testing();
