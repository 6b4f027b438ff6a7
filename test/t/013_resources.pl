# Out of disk, memory, locks, stack, time, and without a client: whatever a
# migration or the ledger runs out of, the ledger says what is there, no lock is
# left, the session goes on or is gone, and the next apply completes the work.
#
# Limits are set on the one process that runs the migrations (prlimit), so that
# the server itself has what it needs.  MIGRATE_TRIES is about how often
# memory is limited (40).

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

plan(skip_all => 'prlimit is not here') if system('prlimit --version >/dev/null 2>&1') != 0;

my $TRIES = $ENV{MIGRATE_TRIES} // 40;

# The smallest WAL files: a process that may not write beyond 2 MB still can
# write them.
my $node = PostgreSQL::Test::Cluster->new('resources');
$node->init(extra => ['--wal-segsize=1']);
$node->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
lc_messages = 'C'
max_connections = 20
max_locks_per_transaction = 10
max_wal_size = 64MB
CONF
$node->start;
my $version = ask($node, 'SHOW server_version_num') / 10000;
ask($node, 'CREATE DATABASE prepared');
ask($node, <<'SQL', 'prepared');
CREATE EXTENSION migrate;
SELECT migrate.set('not_empty', 'allow', project => NULL);
CREATE TABLE ran (project text, name text, statement int);
CREATE FUNCTION noise(bytes int) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(md5(random()::text || i), '') FROM generate_series(1, bytes / 32) i $$;
CREATE FUNCTION bundle_of(project text, migrations int, bytes int) RETURNS jsonb LANGUAGE sql AS
$$ SELECT jsonb_agg(jsonb_build_object('name', name, 'transactional', CASE i % 3 WHEN 0 THEN 'off' ELSE 'auto' END,
	'up', format('INSERT INTO ran VALUES (%L, %L, 1); SELECT 1 /* %s */; INSERT INTO ran VALUES (%1$L, %2$L, 3)', project, name, noise(bytes))) ORDER BY name)
   FROM (SELECT i, lpad(i::text, 3, '0') AS name FROM generate_series(1, migrations) i) n $$;
CREATE PROCEDURE gobble(smallest int) LANGUAGE plpgsql AS $$
DECLARE
	n int := 0;
	bytes int := 50000;
BEGIN
	PERFORM pg_advisory_xact_lock_shared(42);
	WHILE bytes >= smallest LOOP
		FOR i IN 1..100 LOOP
			n := n + 1;
			BEGIN
				PERFORM set_config('gobble.x' || n, repeat('x', bytes), false);
			EXCEPTION WHEN out_of_memory THEN
				EXIT;
			END;
		END LOOP;
		bytes := bytes / 5;
	END LOOP;
END $$;
CREATE FUNCTION dive(depth int) RETURNS int LANGUAGE plpgsql AS
$$ BEGIN RETURN CASE WHEN depth > 0 THEN dive(depth - 1) ELSE 0 END; END $$;
SQL

my $database;
my $projects = 0;
my %count;

# Works in a new database from now on.
sub use_database
{
	($database) = @_;
	ask($node, "CREATE DATABASE $database TEMPLATE prepared");
	return;
}

# Hands migrations over, each [name, mode, statement]: the statement stands
# between two others which leave a row.
sub hand_over
{
	my ($project, @migrations) = @_;

	ask($node, join("\n", map {
		my ($name, $mode, $statement) = @$_;
		"SELECT migrate.add('$name', "
		  . quote("INSERT INTO ran VALUES ('$project', '$name', 1);\n$statement;\nINSERT INTO ran VALUES ('$project', '$name', 3)")
		  . ", transactional => '$mode', project => '$project');" } @migrations), $database);
	return;
}

# Returns what is wrong with a project, '' if nothing is: the rows that its
# migrations left against what the ledger tells, the ledger itself, locks.
sub judge
{
	my ($project) = @_;
	my $wrong = ask($node, <<"SQL", $database);
SELECT concat_ws(' ', s.name, 'is', s.state, 'statements done:', d.done, 'rows:', r.rows)
  FROM migrate.status(project => '$project') s,
	LATERAL (SELECT coalesce(array_agg(t.statement::int ORDER BY t.statement), '{}') AS done
	  FROM migrate.statements(s.name, project => '$project') t
	 WHERE t.state = 'done' AND t.statement IN (1, 3)) d,
	LATERAL (SELECT coalesce(array_agg(statement ORDER BY statement), '{}') AS rows
	  FROM ran WHERE project = '$project' AND name = s.name) r
 WHERE r.rows <> CASE WHEN s.state = 'applied' THEN '{1,3}'
	WHEN s.state IN ('partial', 'interrupted') THEN d.done ELSE '{}' END
SQL

	return join '; ', grep { $_ ne '' } $wrong, sound_ledger($node, $database);
}

# Returns how many migrations of a project are in each state, as a text.
sub states
{
	my ($project) = @_;

	return ask($node, "SELECT string_agg(concat(state, ' ', n), ', ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM migrate.status(project => '$project') GROUP BY 1) s",
		$database);
}

# Sets a limit of a client's process.
sub limit
{
	my ($client, $what, $value) = @_;

	system('prlimit', '--pid', $client->{pid}, "--$what=$value:") == 0
	  or BAIL_OUT("prlimit: cannot set $what to $value");
	return;
}

# Returns the size of a client's address space in bytes, nearly: the least limit
# under which a large text can be made is above it by that text.  /proc would
# tell, but need not be there.
sub address_space
{
	my ($client) = @_;
	my $large = 40 << 20;
	my ($low, $high) = (0, 1 << 30);

	while ($high - $low > 64 << 10)
	{
		my $middle = int(($low + $high) / 2);
		my $said;

		limit($client, 'as', $middle);
		$said = tell_client($client, "SELECT length(repeat('x', i)) FROM generate_series($large, $large) i;");
		if (($said // '') =~ /^$large$/m)
		{
			$high = $middle;
		}
		else
		{
			$low = $middle;
		}
	}
	limit($client, 'as', 'unlimited');
	return $high - $large;
}

# Starts a client that stays.
sub session
{
	return start_client($node, '', database => $database, stay => 1);
}

# Ends a client and waits until its process is gone.
sub leave
{
	my ($client) = @_;

	$client->{in} .= "\\q\n";
	finish_client($client);
	wait_until($node, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid})");
	return;
}

# Runs what is left of a project to its end, in the session if it lives.
sub complete
{
	my ($project, $client, $title) = @_;
	my $call = "CALL migrate.apply(resume => true, project => '$project');";
	my $said = $client ? tell_client($client, $call) :
	  call_works($node, $call, "$title: the next apply", $database);

	like($said // '', qr/^(ok|nothing_to_do)\|\d+\|0\|/m, "$title: the next apply completes it");
	unlike(states($project), qr/, /, "$title: all are applied");
	like(states($project), qr/^applied/, "$title: really");
	is(judge($project), '', "$title: and all is there once");
	return;
}

# Tries a migration that fails in its second statement for want of something,
# in one transaction and step by step.  before: what takes it from a session;
# after: what gives it back; sqlstate: of the error; gone: the session ends, of a
# script in one transaction; instead: a statement that replaces the failing one.
sub try_without
{
	my ($what, $statement, %option) = @_;

	foreach my $mode ($option{gone} ? 'on' : ('on', 'off'))
	{
		my $project = 'p' . ++$projects;
		my $title = "$what, transactional $mode";
		my $client = session();

		hand_over($project, [ 'a', 'auto', 'SELECT 1' ],
			[ 'b', $mode, $statement =~ s/PROJECT/$project/r ], [ 'c', 'auto', 'SELECT 1' ]);
		$option{before}->($client) if $option{before};
		my $said = tell_client($client, "CALL migrate.apply(project => '$project'"
			  . ($option{options} ? ", options => '$option{options}'" : '') . ");");

		if ($option{gone})
		{
			ok(!defined $said, "$title: the session is gone");
			finish_client($client);
			like($client->{err}, qr/FATAL:  $option{sqlstate}:/, "$title: and was told why");
			$client = undef;
		}
		else
		{
			like($said // '', qr/^(?:psql:\S+ )?ERROR:  $option{sqlstate}: migration "b" failed at statement \d, line \d: /m,
				"$title: the error tells where");
			like($said // '', $mode eq 'on' ? qr/Nothing of this migration remains; the migration before/ :
				qr/^(?:DETAIL:  )?Statement 1 of \d is done.*; the migration before/m,
				"$title: and what is left");
			like($said // '', $option{hint}, "$title: and what to do") if $option{hint};
			is(tell_client($client, 'SELECT 41 + 1;'), "42\n", "$title: the session goes on");
		}
		is(judge($project), '', "$title: the ledger tells what is there");
		is( states($project),
			$mode eq 'off' ? 'applied 1, partial 1, pending 1' :
			  $option{gone} ? 'applied 1, pending 2' : 'applied 1, failed 1, pending 1',
			"$title: what stands before it is applied");
		$option{after}->($client) if $option{after} && $client;
		hand_over($project, [ 'b', $mode, $option{instead} ]) if $option{instead};
		complete($project, $client, $title);
		leave($client) if $client;
		$count{without}++;
	}
	return;
}

use_database('work');


#
# One migration that asks for too much
#

try_without(
	'a file that may not grow',
	q(CREATE TABLE big_PROJECT AS SELECT repeat(md5(i::text), 30) AS t FROM generate_series(1, 4000) i),
	before   => sub { limit($_[0], 'fsize', 2 << 20) },
	after    => sub { limit($_[0], 'fsize', 'unlimited') },
	sqlstate => '(?:53100|XX000)');
try_without(
	'temporary files that may not grow',
	q(SELECT count(*) FROM (SELECT i FROM generate_series(1, 100000) i ORDER BY md5(i::text)) s),
	before   => sub { tell_client($_[0], q(SET temp_file_limit = '1MB'; SET work_mem = '64kB';)) },
	after    => sub { tell_client($_[0], 'RESET temp_file_limit;') },
	sqlstate => '53400',
	hint     => qr/^(?:HINT:  )?Call again(?: with resume => true)? when the server has room for it\.$/m);
try_without(
	'memory',
	q(SELECT length(repeat('x', 100000000))),
	before   => sub { limit($_[0], 'as', address_space($_[0]) + (50 << 20)) },
	after    => sub { limit($_[0], 'as', 'unlimited') },
	sqlstate => '53200',
	hint     => qr/^(?:HINT:  )?Call again(?: with resume => true)? when the server has room for it\.$/m);
try_without(
	'locks',
	'SELECT count(pg_advisory_xact_lock(i)) FROM generate_series(1, 100000) i',
	instead  => 'SELECT count(pg_advisory_xact_lock(i)) FROM generate_series(1, 10) i',
	sqlstate => '53200',
	hint     => qr/max_locks_per_transaction/);
try_without(
	'tables, each of which is a lock',
	q(DO $$ BEGIN FOR i IN 1..20000 LOOP EXECUTE 'CREATE TABLE many_' || i || ' ()'; END LOOP; END $$),
	instead  => 'SELECT 1',
	sqlstate => '53200');
try_without(
	'stack, in a function',
	'SELECT dive(400)',
	before   => sub { tell_client($_[0], q(SET max_stack_depth = '200kB';)) },
	after    => sub { tell_client($_[0], 'RESET max_stack_depth;') },
	sqlstate => '54001');
try_without(
	'stack, in an expression',
	'SELECT ' . join('+', 1 .. 2000),
	before   => sub { tell_client($_[0], q(SET max_stack_depth = '100kB';)) },
	after    => sub { tell_client($_[0], 'RESET max_stack_depth;') },
	sqlstate => '54001');
try_without(
	'a text longer than any may be',
	q(SELECT length(repeat('x', 1100000000))),
	instead  => 'SELECT 1',
	sqlstate => '(?:54000|XX000|53200)');


#
# Time
#

try_without(
	'time, by option',
	'SELECT pg_sleep(0.5)',
	options  => '{"statement_timeout": "100ms"}',
	sqlstate => '57014',
	hint     => qr/^HINT:  Call again/m);
try_without(
	'time, of the transaction, by the script',
	q(SET transaction_timeout = '200ms'; SELECT pg_sleep(5)),
	instead  => 'SELECT 1',
	gone     => 1,
	sqlstate => '25P04') if $version >= 17;

# the client's own time-outs do not end a call that commits
foreach my $mode ('on', 'off')
{
	my $project = 'p' . ++$projects;
	my $client = session();

	hand_over($project, map { [ $_, $mode, 'SELECT pg_sleep(0.3)' ] } 'a' .. 'c');
	tell_client($client, q(SET statement_timeout = '400ms'; SET idle_in_transaction_session_timeout = '200ms'; SET idle_session_timeout = '5s';)
		  . ($version >= 17 ? q(SET transaction_timeout = '700ms';) : ''));
	complete($project, $client, "time-outs of the client, transactional $mode");
	like(tell_client($client, 'SELECT pg_sleep(1);'), qr/ERROR:  57014:/,
		"time-outs of the client, transactional $mode: they hold for its next statement");
	leave($client);
	$count{timeout}++;
}

# they end a transaction of the client, and all that it ran
my @timeouts = ([ idle_in_transaction_session_timeout => '200ms', '25P03', 'idle' ]);
push @timeouts, [ transaction_timeout => '500ms', '25P04', 'idle' ],
  [ transaction_timeout => '500ms', '25P04', 'busy' ] if $version >= 17;
foreach my $timeout (@timeouts)
{
	my ($setting, $value, $sqlstate, $way) = @$timeout;
	my $title = "$setting, $way in a transaction";
	my $project = 'p' . ++$projects;
	my $client = session();

	hand_over($project, [ 'a', 'auto', 'SELECT 1' ], [ 'b', 'auto', $way eq 'busy' ? 'SELECT pg_sleep(1)' : 'SELECT 1' ]);
	tell_client($client, "SET $setting = '$value';");
	my $said = tell_client($client, "BEGIN; SELECT * FROM migrate.apply_in_transaction(project => '$project');");
	if ($way eq 'idle')
	{
		like($said // '', qr/^b\|3\|/m, "$title: migrations run");
		wait_until($node, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid})");
		$said = tell_client($client, 'COMMIT;');
	}
	ok(!defined $said, "$title: the session is gone");
	finish_client($client);
	like($client->{err}, qr/FATAL:  $sqlstate:/, "$title: and was told why");
	is(states($project), 'pending 2', "$title: nothing is applied");
	is(judge($project), '', "$title: and nothing is there");
	complete($project, undef, $title);
	$count{timeout}++;
}


#
# A client that is gone
#

# Kills a client; returns once its server process is gone.
sub kill_client
{
	my ($client) = @_;

	$client->{run}->signal('KILL');
	finish_client($client);
	wait_until($node, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid})");
	return;
}

# Has a client read no more, while its server process sleeps before it speaks;
# returns once that cannot go on.
sub stop_reading
{
	my ($client) = @_;

	wait_until($node, "EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid} AND wait_event = 'PgSleep')");
	$client->{run}->signal('STOP');
	wait_until($node, "EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid} AND wait_event = 'ClientWrite')");
	return;
}

# while a migration runs: it ends, and the next thing that is told finds out
foreach my $mode ('on', 'off')
{
	my $project = 'p' . ++$projects;
	my $title = "the client is lost, transactional $mode";
	my $client;

	hand_over($project, [ 'a', 'auto', 'SELECT 1' ], [ 'b', $mode, 'SELECT pg_sleep(0.5)' ],
		map { [ $_, 'auto', 'SELECT 1' ] } 'c' .. 'm');
	$client = start_client($node, "CALL migrate.apply(project => '$project');", database => $database);
	wait_until($node, "EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid} AND wait_event = 'PgSleep')");
	kill_client($client);
	is(judge($project), '', "$title: the ledger tells what is there");
	like(states($project), qr/applied [2-9].*pending/, "$title: it ended between two migrations");
	complete($project, undef, $title);
	$count{client}++;
}

# while it does not read what it is told
foreach my $mode ('on', 'off')
{
	my $project = 'p' . ++$projects;
	my $title = "the client stops reading, transactional $mode";
	my $client;

	hand_over($project, [ 'a', 'auto', 'SELECT 1' ],
		[ 'b', $mode, q(DO $$ BEGIN PERFORM pg_sleep(0.5); FOR i IN 1..2000 LOOP RAISE NOTICE '%', repeat('x', 10000); END LOOP; END $$) ]);
	$client = start_client($node, "CALL migrate.apply(project => '$project');", database => $database);
	stop_reading($client);
	is(ask($node, q(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), $database), 3,
		"$title: the call waits, with its locks");
	kill_client($client);
	is(judge($project), '', "$title: the ledger tells what is there");
	is(states($project), $mode eq 'on' ? 'applied 1, pending 1' : 'applied 1, interrupted 1',
		"$title: the migration was cut off");
	if ($mode eq 'off')
	{
		call_fails($node, "CALL migrate.apply(resume => true, project => '$project')", 'MG002',
			[qr/statement 2 .* may have had effect/], "$title: a DO is in doubt", $database);
		ask($node, "CALL migrate.resolve('b', 'applied', statement => 1, project => '$project')", $database);
	}
	complete($project, undef, $title);
	$count{client}++;
}

# while a result is sent
{
	my $client;

	ask($node, "SELECT count(*) FROM migrate.load(bundle_of('large', 30, 100000), project => 'large')", $database);
	foreach my $call (
		q(SELECT migrate.bundle('list', project => 'large') FROM s),
		q(SELECT t.* FROM s, generate_series(1, 30), migrate.statements('001', project => 'large') t),
		q(SELECT m.* FROM s, generate_series(1, 200), migrate.migrations m WHERE project = 'large'))
	{
		$client = start_client($node, "WITH s AS MATERIALIZED (SELECT pg_sleep(0.5)) $call;", database => $database);
		stop_reading($client);
		kill_client($client);
		is(judge('large'), '', "the client is lost while it is sent a result: $call");
		$count{client}++;
	}
	complete('large', undef, 'a large bundle');
}


#
# A full lock table: another session leaves room for one lock more each time
#

{
	my $reserve = 80;
	my $client = session();
	my $hog = start_client($node, <<'SQL', stay => 1);
DO $$ BEGIN FOR i IN 1..100000 LOOP PERFORM pg_advisory_lock(i); END LOOP; EXCEPTION WHEN out_of_memory THEN NULL; END $$;
SQL
	my $hold = sub {
		my ($call, $first) = @_;

		tell_client($hog, "SELECT count(pg_advisory_$call(i)) FROM generate_series($first, $reserve) i;");
	};
	my %seen;

	$hold->('unlock', 1);
	foreach my $room (0 .. $reserve)
	{
		my $project = 'p' . ++$projects;
		my $table = "locks_$projects";
		my $up = qq(INSERT INTO ran VALUES (''$project'', ''a'', 1); CREATE TABLE $table (id int PRIMARY KEY, t text); INSERT INTO ran VALUES (''$project'', ''a'', 3));
		my $said;

		tell_client($client, 'SELECT migrate.health();') if $room == 0;
		$hold->('lock', $room + 1);
		$said = tell_client($client, $room % 2 ?
			  qq(CALL migrate.deploy('[{"name": "a", "up": "$up"}]', project => '$project');) :
			  qq(SELECT migrate.add('a', '$up', project => '$project'); SELECT * FROM migrate.apply_in_transaction(project => '$project');))
		  // 'gone';
		$hold->('unlock', $room + 1);
		$seen{ $said =~ /ERROR:  (\w+):/ ? $1 : $said eq 'gone' ? 'gone' : 'none' }++;

		my $there = ask($node, "SELECT to_regclass('$table') IS NOT NULL", $database);
		my $wrong = judge($project);
		my $state = states($project);

		if ($wrong ne '' || ($there eq 't') != ($state eq 'applied 1'))
		{
			fail("the ledger holds with room for $room locks");
			diag("$wrong\nthere: $there, states: $state\n$said");
		}
		$count{locks}++;
		last if ($seen{none} // 0) > 3;
	}
	note('with room for few locks: ' . join ', ', map { "$_: $seen{$_}" } sort keys %seen);
	cmp_ok($seen{'53200'} // 0, '>', 3, 'calls ran out of locks');
	is(join(' ', sort keys %seen), '53200 none', 'and of nothing else, and the session went on');
	leave($hog);
	leave($client);
	foreach my $project (split /\n/, ask($node, q(SELECT DISTINCT project FROM migrate.migrations WHERE state <> 'applied'), $database))
	{
		complete($project, undef, 'with room for all locks');
	}
}


#
# Memory: a little more each time, until it is enough
#

{
	my %seen;

	# Returns where an error stands, or what came instead of one.
	my $place = sub {
		my ($said) = @_;

		return 'session gone' unless defined $said;
		return 'done' if $said =~ /^(ok|nothing_to_do)\|/m;
		return 'no library' if $said =~ /ERROR:  58P01: could not load library/;
		return "unforeseen: $said" unless $said =~ /ERROR:  53200: (.*)/;
		return $1 =~ /could not begin/ ? 'before the first statement' :
		  $1 =~ /failed at statement/ ? 'in a statement' :
		  $1 =~ /failed at its end/ ? 'in the ledger' :
		  $1 =~ /^migration/ ? 'in a script' : 'elsewhere';
	};

	# Calls again and again, each time in a new session with more room, until
	# the project is done.
	my $grow = sub {
		my ($project, $step, $prepare, $call, $tries) = @_;
		my $space;

		foreach my $try (0 .. $tries)
		{
			my $client = session();

			tell_client($client, "$prepare\nSELECT dive(100);");    # the stack cannot grow later
			$space //= address_space($client);
			limit($client, 'as', $space + $try * $step);
			my $said = tell_client($client, $call);
			my $where = $place->($said);
			my $wrong;

			if (defined $said)
			{
				limit($client, 'as', 'unlimited');
				$wrong = tell_client($client, 'SELECT 41 + 1;') // 'gone';
				is($wrong, "42\n", "the session goes on with room for $try times $step bytes")
				  if $wrong ne "42\n";
			}
			$wrong = judge($project);
			if ($wrong ne '')
			{
				fail("the ledger tells what is there with room for $try times $step bytes");
				diag("$wrong\n" . ($said // 'gone'));
			}
			leave($client);
			$seen{$where}++;
			$count{memory}++;
			last if $where eq 'done';
		}
		return;
	};

	foreach my $kind ('handed over', 'run', 'run where the ledger is known')
	{
		my $project = 'm' . ++$projects;

		if ($kind eq 'handed over')
		{
			$grow->($project, 150_000, "SELECT bundle_of('$project', 20, 20000) AS bundle \\gset",
				"CALL migrate.deploy(:'bundle', resume => true, project => '$project');", $TRIES / 4);
			ask($node, "SELECT count(*) FROM migrate.load(bundle_of('$project', 20, 20000), project => '$project')", $database)
			  if (states($project) // '') eq '';
		}
		else
		{
			hand_over($project, map { [ sprintf('%02d', $_), $_ % 2 ? 'on' : 'off',
				"CREATE TABLE ${project}_$_ AS SELECT array_agg(i) AS all_of FROM generate_series(1, $_ * 4000) i" ] } 1 .. 12);
			$grow->($project, $kind eq 'run' ? 250_000 : 100_000,
				$kind eq 'run' ? '' : "SELECT count(*) FROM migrate.verify(); SELECT count(*) FROM migrate.status(project => '$project'); SELECT migrate.set('lock_timeout', '3s', project => '$project');",
				"CALL migrate.apply(resume => true, project => '$project');", $TRIES / 4);
		}
		complete($project, undef, "what is $kind, with all the memory");
	}

	# a statement takes all the room, in pieces of different sizes: what comes
	# behind it has less than one piece
	my $piece = 50_000;
	my $idle = session();
	my $space = address_space($idle);

	leave($idle);
	foreach my $try (0 .. $TRIES / 4)
	{
		my $project = 'w' . ++$projects;
		my $gate = start_client($node, 'SELECT pg_advisory_lock(42);', database => $database, stay => 1);
		my ($client, $said, $wrong);

		hand_over($project, map { [ $_, $try % 2 ? 'on' : 'off', "CALL gobble(${\int $piece})" ] } 'a', 'b');
		$piece = $piece > 400 ? $piece / 5 : 50_000 if $try % 2;
		$client = start_client($node, <<"SQL", database => $database);
SELECT dive(100);
CALL migrate.apply(options => '{"lock_timeout": "0"}', project => '$project');
SELECT 41 + 1;
SQL
		wait_until($node, "EXISTS (SELECT FROM pg_locks WHERE pid = $client->{pid} AND NOT granted)");
		limit($client, 'as', $space + 200_000);
		leave($gate);
		finish_client($client);
		$said = $client->{lost} ? undef : "$client->{out}$client->{err}";
		$seen{ $place->($said) }++;
		$wrong = judge($project);
		if ($wrong ne '' || (defined $said && $said !~ /^42$/m))
		{
			fail("the ledger tells what is there, and the session goes on, when a statement took the room (try $try)");
			diag("$wrong\n" . ($said // 'gone'));
		}
		ask($node, "CALL migrate.apply(resume => true, project => '$project')", $database);
		$wrong = judge($project);
		is($wrong, '', "the next apply completes it, when a statement took the room (try $try)") if $wrong ne '' || states($project) ne 'applied 2';
		$count{memory}++;
	}

	note('with little memory: ' . join ', ', map { "$_: $seen{$_}" } sort keys %seen);
	ok(!(grep { /^unforeseen/ } keys %seen), 'calls ran out of memory and of nothing else');
	cmp_ok($seen{elsewhere} // 0, '>', 0, 'some before a migration');
	cmp_ok(($seen{'in a statement'} // 0) + ($seen{'in the ledger'} // 0), '>', 0, 'some in one');
	unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC/, 'the server never crashed');
}


#
# The ledger itself cannot be written
#

use_database('full_ledger');
ask($node, q(SELECT count(migrate.set('lock_timeout', i || 'ms')) FROM generate_series(1, 4000) i), $database);

# a bundle that does not fit
{
	my $client = session();
	my $before = ask($node, 'SELECT hash FROM migrate.head', $database);

	limit($client, 'fsize', 2 << 20);
	foreach my $call (
		q(SELECT count(*) FROM migrate.load(bundle_of('large', 30, 100000), project => 'large')),
		q(CALL migrate.deploy(bundle_of('large', 30, 100000), project => 'large')))
	{
		like(tell_client($client, "$call;") // '', qr/ERROR:  (53100|XX000): could not extend file/, "too large to be kept: $call");
		is(ask($node, 'SELECT hash FROM migrate.head', $database), $before, 'nothing of it is handed over');
		ledger_is_sound($node, 'the ledger is sound', $database);
		$count{ledger}++;
	}
	limit($client, 'fsize', 'unlimited');
	like(tell_client($client, q(CALL migrate.deploy(bundle_of('large', 30, 100000), project => 'large');)) // '',
		qr/^ok\|30\|0\|/m, 'the same session can, when there is room');
	is(judge('large'), '', 'and all is there');
	leave($client);
}

# events that do not fit: limit the process to what the table has now
foreach my $mode ('on', 'off')
{
	my $project = 'p' . ++$projects;
	my $client = session();
	my $said;

	hand_over($project, map { [ sprintf('%02d', $_), $mode, 'SELECT 1' ] } 1 .. 60);
	tell_client($client, 'SET client_min_messages = warning;');
	limit($client, 'fsize', ask($node, q(SELECT pg_relation_size('migrate.event')), $database));
	$said = tell_client($client, "CALL migrate.apply(project => '$project');") // '';
	like($said, qr/ERROR:  (?:53100|XX000): migration "\d\d" (?:failed at its end, when it was to be recorded and committed|failed at statement \d, line \d|could not begin): could not extend file/,
		"an event that does not fit, transactional $mode: the error tells");
	like($said, qr/^The failure could not be recorded: could not extend file/m,
		"an event that does not fit, transactional $mode: and that nobody else can know") if $mode eq 'on';
	is(judge($project), '', "an event that does not fit, transactional $mode: the ledger tells what is there");
	like(states($project), qr/pending/, "an event that does not fit, transactional $mode: the rest is pending");
	tell_client($client, "CALL migrate.apply(resume => true, project => '$project');") foreach 1 .. 3;
	is(judge($project), '', "an event that does not fit, transactional $mode: nor does trying again change that");
	limit($client, 'fsize', 'unlimited');
	complete($project, $client, "an event that does not fit, transactional $mode");
	leave($client);
	$count{ledger}++;
}

# a failure that cannot be recorded
{
	my $project = 'p' . ++$projects;
	my $client = session();
	my $said = '';
	my $tries = 0;

	hand_over($project, [ 'a', 'on', 'SELECT 1/0' ]);
	limit($client, 'fsize', ask($node, q(SELECT pg_relation_size('migrate.event')), $database));
	$said = tell_client($client, "CALL migrate.apply(project => '$project');") // ''
	  while $said !~ /could not be recorded/ && $tries++ < 60;
	like($said, qr/ERROR:  22012: migration "a" failed at statement 2, line 2: division by zero\n(?s:.*)^The failure could not be recorded: could not extend file .*\.$/m,
		'a failure that cannot be recorded is told');
	is(judge($project), '', 'a failure that cannot be recorded: the ledger is sound');
	limit($client, 'fsize', 'unlimited');
	hand_over($project, [ 'a', 'on', 'SELECT 1' ]);
	complete($project, $client, 'a failure that cannot be recorded');
	leave($client);
	$count{ledger}++;
}

$node->stop;

note("tried: $count{without} migrations that ran out of disk, memory, locks, stack or time: the ledger tells what is there, the next apply completes");
note("tried: $count{timeout} calls under the client's time-outs: whole or not at all");
note("tried: $count{client} clients that were lost: no lock is left, the next apply completes");
note("tried: $count{locks} calls with few locks left: whole or not at all");
note("tried: $count{memory} calls with little memory: the ledger tells what is there, the session goes on or is gone");
note("tried: $count{ledger} ledgers that could not be written: nothing is there that it does not tell");
done_testing();
