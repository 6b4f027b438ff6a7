# One writer at a time: many sessions at once, cancelled and terminated at
# random; locks of others; who is told to wait, and whom it is told about.
#
# MIGRATE_CALLS is how many calls the storm makes (200), MIGRATE_SEED repeats
# its random choices.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $CALLS = $ENV{MIGRATE_CALLS} // 200;
my $CLIENTS = 8;
my $STORM = 3600;      # seconds that the storm may take at most
my $IN_VAIN = '5 s';   # that a session may wait while nobody works
my $MIGRATIONS = 60;

seed();
my $node = new_server('concurrency', 'max_connections = 40');
ask($node, 'CREATE DATABASE prepared');
ask($node, <<'SQL', 'prepared');
CREATE EXTENSION migrate;
SELECT migrate.set('not_empty', 'allow');
CREATE TABLE ran (name text, statement int);
CREATE TABLE t (id int);
SQL

# Returns a new database with the extension in it.
sub fresh
{
	my ($database) = @_;

	ask($node, "CREATE DATABASE $database TEMPLATE prepared");
	return $database;
}

# Hands a migration over.
sub add
{
	my ($database, $name, $up, $more) = @_;

	ask($node, "SELECT migrate.add('$name', " . quote($up) . ($more // '') . ')',
		$database);
	return;
}

# Tests what state a migration is in.
sub state_is
{
	my ($database, $name, $state, $title) = @_;

	is(ask($node, "SELECT state FROM migrate.status() WHERE name = '$name'",
			$database), $state, $title);
	return;
}

# Tests that a client failed with an SQLSTATE and with messages that match.
sub client_failed
{
	my ($client, $sqlstate, $patterns, $title) = @_;

	finish_client($client);
	is(join(' ', client_errors($client)), $sqlstate, $title) or diag($client->{err});
	like($client->{err}, $_, "$title: message") foreach @$patterns;
	return;
}

# Tests that a client succeeded.
sub client_succeeded
{
	my ($client, $title) = @_;

	return ok(finish_client($client), $title) || diag($client->{err});
}

# Waits until a process waits for a lock of a type.
sub wait_for_lock
{
	my ($client, $type, $database) = @_;

	return wait_until($node,
		"EXISTS (SELECT FROM pg_locks WHERE pid = $client->{pid}"
		  . " AND NOT granted AND locktype = '$type')", $database);
}

# Starts a session that holds something open until it is finished.
sub hold
{
	my ($database, $sql) = @_;

	return start_client($node, "BEGIN;\n$sql;", database => $database,
		application => 'holder', stay => 1);
}

# Starts a session that applies and stops at a gate that another one holds.
# Returns both.
sub apply_up_to_gate
{
	my ($database, $call) = @_;
	my $gate = hold($database, 'SELECT pg_advisory_xact_lock(42)');
	my $applier = start_client($node,
		$call // q(CALL migrate.apply(options => '{"lock_timeout": "0"}');),
		database => $database, application => 'the applier');

	wait_for_lock($applier, 'advisory', $database);
	return ($gate, $applier);
}

my $GATE = 'SELECT pg_advisory_xact_lock(42); INSERT INTO ran VALUES (%s, 1)';


#
# The storm
#

# Returns the migrations of the storm, as bundle_of() takes them.
sub storm_migrations
{
	my @migrations;

	foreach my $i (1 .. $MIGRATIONS)
	{
		my $name = sprintf 'm%03d', $i;
		my $row = "INSERT INTO ran SELECT '$name', %d FROM pg_sleep(0.03);";
		my $up = sprintf($row, 1) . " CREATE TABLE ${name}_t (id int); " . sprintf($row, 2);

		$up .= " CREATE INDEX CONCURRENTLY ${name}_i ON ${name}_t (id); " . sprintf($row, 3)
		  if $i % 4 == 0;
		push @migrations, [ $name, $up, $i % 5 == 0 ? 'off' : 'auto' ];
	}
	return @migrations;
}

# Returns a call of the storm: deploy with ever more migrations, apply, one that
# writes and does not wait, or some that look.
sub storm_call
{
	my ($migrations, $number) = @_;
	my $wait = rand() < 0.3 ? '20ms' : '60s';

	return q(SELECT migrate.set('wait', '60s');) if rand() < 0.07;
	return <<'SQL' if rand() < 0.07;
SELECT 'finding: ' || v::text FROM migrate.verify() v;
SELECT count(*) FROM migrate.status();
SELECT count(*) FROM migrate.progress;
SELECT migrate.health();
SQL
	my $options = "resume => true, options => '{\"wait\": \"$wait\"}'";
	my $upto = 1 + int(@$migrations * $number / ($CALLS * 0.8));

	return "CALL migrate.apply($options);" if rand() < 0.5;
	$upto = @$migrations if $upto > @$migrations;
	return 'CALL migrate.deploy(' . quote(bundle_of(@{$migrations}[ 0 .. $upto - 1 ]))
	  . ", $options);";
}

# What a client of the storm asks after its call: what is left of it in the
# session, locks and settings.  It asks twice: a hit that was meant for the call
# can come late and cut off the question.
my $LEFT = <<'SQL' x 2;
SELECT 'left: ' || concat_ws(', ',
	(SELECT string_agg(locktype || ' ' || mode, ', ') FROM pg_locks
	  WHERE pid = pg_backend_pid() AND locktype <> 'virtualxid'
	    AND NOT (locktype = 'relation' AND mode = 'AccessShareLock')),
	(SELECT string_agg(name || ' = ' || setting, ', ') FROM pg_settings
	  WHERE source = 'session'));
SQL

# Notes how a client of the storm ended; what it may not have got is a failure.
sub judge_client
{
	my ($client, $count) = @_;
	my $good = finish_client($client);
	my @errors = client_errors($client);

	$count->{$_}++ foreach $good ? 'done' : @errors ? @errors : 'lost';
	if (@errors ? grep { !/^(MG007|57014|57P01)$/ } @errors : !$good && !$client->{lost})
	{
		fail('no error in the storm but MG007, 57014 and a lost connection');
		diag("client: $client->{err}");
	}
	if (grep { $_ eq 'MG007' } @errors)
	{
		my $told = $client->{err} =~
		  /DETAIL:  (Process \d+ of role \S+ \(client\) has held it since|Another session held it until just now)/;

		$count->{told}++ if $told && $1 =~ /^Process/;
		fail('who is refused is told why') && diag("client: $client->{err}") unless $told;
	}
	return if $client->{lost};
	$count->{asked}++;
	my @left = $client->{out} =~ /^left: (.*)$/mg;
	return if @left && !(grep { $_ ne '' } @left) && $client->{out} !~ /^finding: /m;
	fail('a session of the storm is left as it was, and finds nothing wrong');
	diag("client: $client->{out}$client->{err}");
	return;
}

# Starts to watch, from another database so that no snapshot disturbs, that
# every session that waits for the runner waits for one that works.
sub start_watching
{
	my ($watched) = @_;

	ask($node, <<'SQL');
CREATE TABLE over ();
CREATE FUNCTION waits(watched text, OUT pid int, OUT waitstart timestamptz, OUT in_vain boolean)
RETURNS SETOF record LANGUAGE sql AS $$
	SELECT l.pid, l.waitstart, NOT EXISTS (SELECT FROM pg_stat_activity a
		WHERE a.pid = ANY (pg_blocking_pids(l.pid)) AND a.state = 'active')
	FROM pg_locks l JOIN pg_database d ON d.oid = l.database
	WHERE NOT l.granted AND l.locktype = 'advisory' AND d.datname = watched
$$;
CREATE PROCEDURE watch(watched text, patience interval,
	INOUT looks int DEFAULT 0, INOUT in_vain int[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE seen (pid int, waitstart timestamptz, in_vain boolean);
	CREATE TEMP TABLE suspect (pid int, waitstart timestamptz, since timestamptz);
	WHILE NOT EXISTS (SELECT FROM over) LOOP
		DELETE FROM seen;
		INSERT INTO seen SELECT * FROM waits(watched);
		looks := looks + (SELECT count(*) FROM seen);
		DELETE FROM suspect s WHERE NOT EXISTS (SELECT FROM seen w WHERE w.in_vain
			AND (w.pid, w.waitstart) IS NOT DISTINCT FROM (s.pid, s.waitstart));
		INSERT INTO suspect SELECT w.pid, w.waitstart, clock_timestamp() FROM seen w
			WHERE w.in_vain AND NOT EXISTS (SELECT FROM suspect s
				WHERE (w.pid, w.waitstart) IS NOT DISTINCT FROM (s.pid, s.waitstart));
		in_vain := ARRAY(SELECT unnest(in_vain) UNION
			SELECT s.pid FROM suspect s WHERE s.since < clock_timestamp() - patience);
		COMMIT;
		PERFORM pg_sleep(0.02);
		COMMIT;
	END LOOP;
END
$$;
SQL
	return start_client($node, "CALL watch('$watched', '$IN_VAIN');",
		application => 'watcher', patience => $STORM);
}

# Ends the watch and tests what it saw.
sub end_watching
{
	my ($watcher) = @_;

	ask($node, 'INSERT INTO over DEFAULT VALUES');
	client_succeeded($watcher, 'the storm was watched');
	my ($looks, $in_vain) = $watcher->{out} =~ /^(\d+)\|(.*)$/m;
	cmp_ok($looks // 0, '>', 0, 'sessions were seen that waited for the runner');
	is($in_vain, '{}', 'none of them waited while nobody worked');
	return $looks;
}

# Makes all calls of the storm, several at a time.
sub storm
{
	my ($database) = @_;
	my @migrations = storm_migrations();
	my %count;
	my $started = 0;
	my @clients;
	my $reaper = start_client($node, '', stay => 1, application => 'reaper',
		patience => $STORM);

	# on a machine that is busy elsewhere every hit may come too late: go on
	my $goes_on = sub {
		return $started < $CALLS || (!$count{57014} && !$count{'57P01'} && $started < 3 * $CALLS);
	};

	while ($goes_on->() || @clients)
	{
		while ($goes_on->() && @clients < $CLIENTS)
		{
			push @clients, start_client($node,
				storm_call(\@migrations, $started++) . "\n$LEFT", database => $database);
		}
		# whom to hit the server chooses: a session that is at work
		if (rand() < 0.1)
		{
			my $how = rand() < 0.5 ? 'cancel' : 'terminate';

			$reaper->{in} .= "SELECT pg_${how}_backend(pid) FROM pg_stat_activity"
			  . " WHERE datname = '$database' AND state = 'active' AND query LIKE '%migrate%'"
			  . " AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1;\n";
			$reaper->{run}->pump_nb;
		}
		sleep 0.01;
		foreach my $client (@clients)
		{
			eval { $client->{run}->pump_nb if $client->{run}->pumpable; 1 } or last;
		}
		judge_client($_, \%count) foreach grep { !$_->{run}->pumpable } @clients;
		@clients = grep { $_->{run}->pumpable } @clients;
	}
	finish_client($reaper);
	note('the storm: ' . join ', ', map { "$_ $count{$_}" } sort keys %count);
	return \%count;
}

my $database = fresh('storm');
my $start = time;
my $watcher = start_watching($database);
my $count = storm($database);
note(sprintf 'the storm took %.1f s', time - $start);
my $looks = end_watching($watcher);
cmp_ok($count->{done} // 0, '>', $CALLS / 4, 'many calls of the storm succeeded');
cmp_ok(($count->{57014} // 0) + ($count->{'57P01'} // 0), '>', 0, 'some were hit');
cmp_ok($count->{told} // 0, '>', 0, 'some were told who works');
wait_until($node, <<"SQL");
NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '$database')
SQL
is(ask($node, <<"SQL"), '', 'nothing is left locked');
SELECT DISTINCT locktype, mode FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE datname = '$database'
SQL
ledger_is_sound($node, 'the ledger is sound after the storm', $database);
call_works($node,
	'CALL migrate.deploy(' . quote(bundle_of(storm_migrations())) . ', resume => true)',
	'what the storm left is completed', $database);
is(ask($node, q(SELECT count(*) FROM migrate.status() WHERE state = 'applied'), $database),
	$MIGRATIONS, 'all are applied');
is(ask($node, <<'SQL', $database), '', 'every statement ran exactly once');
SELECT name, statement, count(*) FROM ran GROUP BY 1, 2 HAVING count(*) <> 1
SQL
is(ask($node, 'SELECT count(*) FROM ran', $database),
	$MIGRATIONS * 2 + $MIGRATIONS / 4, 'every statement ran');
is(ask($node, <<'SQL', $database), '', 'every migration is recorded as applied exactly once');
SELECT name, count(*) FILTER (WHERE action = 'apply') FROM migrate.event
WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) FILTER (WHERE action = 'apply') <> 1
SQL
is(ask($node, 'SELECT count(*) FROM pg_index WHERE NOT indisvalid', $database), 0,
	'no invalid index is left');
ledger_is_sound($node, 'the ledger is sound after all', $database);


#
# A table that another session has locked
#

foreach my $mode ('auto', 'off')
{
	my $name = "locked_$mode";
	my $up = 'ALTER TABLE t ADD COLUMN n int; INSERT INTO ran VALUES (%s, 1)';

	$database = fresh("locked_$mode");
	add($database, $name, sprintf($up, "'$name'"), ", transactional => '$mode'");

	my $holder = hold($database, 'LOCK TABLE t IN ACCESS SHARE MODE');

	call_fails(
		$node,
		q(CALL migrate.apply(options => '{"lock_timeout": "50ms", "lock_wait": "400ms"}')),
		'55P03',
		[   qr/migration "\Q$name\E" failed at statement 1, line 1/,
			qr/DETAIL:.*Blocked by process $holder->{pid}, role \S+, application "holder", .* since .*LOCK TABLE t/s,
			qr/HINT:.*lock_wait/ ],
		"$mode: an error that names who blocks",
		$database);
	state_is($database, $name, 'failed', "$mode: it has failed");

	my $applier = start_client(
		$node,
		q(CALL migrate.apply(options => '{"lock_timeout": "20ms", "lock_wait": "60s"}');),
		database => $database);
	wait_until(
		$node,
		"EXISTS (SELECT FROM pg_stat_activity WHERE pid = $applier->{pid}"
		  . " AND wait_event_type = 'Extension')",
		$database);
	finish_client($holder);
	client_succeeded($applier, "$mode: retried until the lock was free");
	is(ask($node, 'SELECT count(*) FROM ran', $database), 1, "$mode: it ran once");

	# the pause between two tries can be cancelled
	add($database, 'next', 'ALTER TABLE t ADD COLUMN m int', ", transactional => '$mode'");
	$holder = hold($database, 'LOCK TABLE t IN ACCESS SHARE MODE');
	$applier = start_client(
		$node,
		q(CALL migrate.apply(options => '{"lock_timeout": "10ms", "lock_wait": "60s"}');),
		database => $database);
	wait_until(
		$node,
		"EXISTS (SELECT FROM pg_stat_activity WHERE pid = $applier->{pid}"
		  . " AND wait_event_type = 'Extension')",
		$database);
	ask($node, "SELECT pg_cancel_backend($applier->{pid})", $database);
	client_failed($applier, '57014', [qr/migration "next"/],
		"$mode: cancelled in the pause between two tries");
	state_is($database, 'next', 'failed', "$mode: a cancel is recorded");
	finish_client($holder);
	ledger_is_sound($node, "$mode: the ledger is sound after the cancel", $database);
	call_works($node, 'CALL migrate.apply()', "$mode: the next apply succeeds", $database);
	ledger_is_sound($node, "$mode: the ledger is sound", $database);
}

# in the caller's transaction nothing is repeated
$database = fresh('locked_inside');
add($database, 'inside', 'ALTER TABLE t ADD COLUMN n int');
my $holder = hold($database, 'LOCK TABLE t IN ACCESS SHARE MODE');
call_fails(
	$node,
	q(SELECT * FROM migrate.apply_in_transaction(options => '{"lock_timeout": "50ms"}')),
	'55P03', [qr/migration "inside" failed at statement 1/],
	'apply_in_transaction: a lock that is not to be had', $database);
finish_client($holder);
ledger_is_sound($node, 'apply_in_transaction: the ledger is sound', $database);


#
# An index built concurrently while another session waits to apply
#

$database = fresh('building');
add($database, 'build', 'CREATE INDEX CONCURRENTLY t_id ON t (id)');
add($database, 'later', q(INSERT INTO ran VALUES ('later', 1)));
$holder = hold($database, 'INSERT INTO t VALUES (1)');
my $builder = start_client($node, 'CALL migrate.apply();', database => $database);
wait_for_lock($builder, 'virtualxid', $database);
my @waiting = map {
	start_client($node, $_, database => $database)
} ('CALL migrate.apply();',
	q(CALL migrate.deploy('[{"name": "new", "up": "SELECT 1"}]');));
wait_for_lock($_, 'advisory', $database) foreach @waiting;
sleep 1.5;    # longer than deadlock_timeout
finish_client($holder);
client_succeeded($builder, 'building: the one that builds ends');
client_succeeded($_, 'building: one that waited ends') foreach @waiting;
like($waiting[0]->{out}, qr/^nothing_to_do\|0\|0\|.*"waited"/m,
	'building: nothing was left to do, and why is told');
is(ask($node, 'SELECT count(*) FROM ran', $database), 1, 'building: all ran once');
is(ask($node, q(SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass), $database),
	't', 'building: the index is valid');
ledger_is_sound($node, 'building: the ledger is sound', $database);


#
# Other calls while one applies
#

$database = fresh('busy');
add($database, '0_applied', 'SELECT 1', q(, down => 'SELECT 1'));
call_works($node, 'CALL migrate.apply()', 'busy: one is applied', $database);
my $archive = quote(ask($node, 'SELECT migrate.archive()', $database));
add($database, '1_gate', sprintf($GATE, q('1_gate')));
add($database, '2_pending', 'SELECT 2');
my ($gate, $applier) = apply_up_to_gate($database);

my $holder_named =
  qr/DETAIL:  Process $applier->{pid} of role \S+ \(the applier\) has held it since .*; it runs: /;
my %writers = (
	add      => q(SELECT migrate.add('3_new', 'SELECT 3')),
	load     => q(SELECT * FROM migrate.load('{"3_new": "SELECT 3"}')),
	load_archive => qq(SELECT * FROM migrate.load_archive($archive)),
	remove   => q(SELECT migrate.remove('2_pending')),
	rename   => q(SELECT migrate.rename('2_pending', '2_other')),
	trust    => q(SELECT migrate.trust('2_pending')),
	set      => q(SELECT migrate.set('lock_timeout', '3s')),
	resolve  => q(CALL migrate.resolve('2_pending', 'applied')),
	baseline => q(CALL migrate.baseline('2_pending')),
	repair   => q(CALL migrate.repair('0_applied', 'SELECT 10', 'test')),
	apply_in_transaction => q(SELECT * FROM migrate.apply_in_transaction()));
my %committing = (
	apply  => q(CALL migrate.apply(options => '{"wait": "50ms"}')),
	deploy => q(CALL migrate.deploy('{"3_new": "SELECT 3"}', options => '{"wait": "50ms"}')),
	deploy_archive => q(CALL migrate.deploy_archive('', options => '{"wait": "50ms"}')),
	revert => q(CALL migrate.revert(steps => 1, options => '{"wait": "50ms"}')));

foreach my $call (sort keys %writers)
{
	call_fails($node, $writers{$call}, 'MG007', [ $holder_named, qr/HINT:/ ],
		"busy: $call names the one that applies", $database);
}
foreach my $call (sort keys %committing)
{
	call_fails($node, $committing{$call}, 'MG007', [ $holder_named, qr/HINT:.*"wait"/ ],
		"busy: $call waits in vain and names the one that applies", $database);
}

# those that read are not refused
state_is($database, '1_gate', 'running', 'busy: status() tells what runs');
is(ask($node, q(SELECT pid, name, statement, statements FROM migrate.progress), $database),
	"$applier->{pid}|1_gate|1|2", 'busy: progress shows the statement');
is(ask($node, 'SELECT count(*) FROM migrate.verify()', $database), 0, 'busy: verify() works');
is(ask($node, q(SELECT migrate.health()->>'running'), $database) ne '', 1, 'busy: health() works');

# one that waits can be cancelled and terminated
my %ended = (cancel => '57014', terminate => '57P01');
foreach my $how (sort keys %ended)
{
	my $client = start_client($node, 'CALL migrate.apply();', database => $database);

	wait_for_lock($client, 'advisory', $database);
	ask($node, "SELECT pg_${how}_backend($client->{pid})", $database);
	client_failed($client, $ended{$how}, [], "busy: $how while waiting for the runner");
}
my $events = ask($node, 'SELECT count(*) FROM migrate.event', $database);
finish_client($gate);
client_succeeded($applier, 'busy: the one that applies ends');
is(ask($node, 'SELECT count(*) FROM migrate.event', $database),
	$events + 2, 'busy: those refused have recorded nothing');
ledger_is_sound($node, 'busy: the ledger is sound', $database);

# a cancel of the migration itself
add($database, '4_gate', sprintf($GATE, q('4_gate')));
add($database, '5_gate', sprintf($GATE, q('5_gate')), q(, transactional => 'off'));
foreach my $name ('4_gate', '5_gate')
{
	($gate, $applier) = apply_up_to_gate($database);
	ask($node, "SELECT pg_cancel_backend($applier->{pid})", $database);
	client_failed($applier, '57014', [qr/migration "$name" failed at statement 1/],
		"busy: $name is cancelled");
	state_is($database, $name, 'failed', "busy: $name has failed");
	finish_client($gate);
	ledger_is_sound($node, "busy: the ledger is sound after $name", $database);
	($gate, $applier) = apply_up_to_gate($database);
	ask($node, "SELECT pg_terminate_backend($applier->{pid})", $database);
	client_failed($applier, '57P01', [], "busy: $name is terminated");
	wait_until($node, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $applier->{pid})");
	state_is($database, $name, $name eq '4_gate' ? 'failed' : 'interrupted',
		"busy: $name after that");
	finish_client($gate);
	call_works($node, "CALL migrate.apply(resume => true, target => '$name')",
		"busy: $name is applied at last", $database);
}
ledger_is_sound($node, 'busy: the ledger is sound at last', $database);


#
# Isolation levels
#

foreach my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
	foreach my $call (sort keys %writers)
	{
		call_fails($node, "BEGIN ISOLATION LEVEL $level;\n$writers{$call};",
			'MG023', [qr/HINT:.*READ COMMITTED/], "$level: $call is refused", $database);
	}
}
add($database, '6_level', 'CREATE TABLE level AS SELECT current_setting(\'transaction_isolation\')');
is( call_works($node, <<'SQL', 'a default level does not keep apply from working', $database),
SET default_transaction_isolation = 'serializable';
CALL migrate.apply(target => '6_level') \gset
SELECT current_setting, :'state' FROM level;
SQL
	'read committed|ok', 'it runs under READ COMMITTED');


#
# apply_in_transaction() in two sessions
#

$database = fresh('inside');
add($database, 'once', q(INSERT INTO ran VALUES ('once', 1)));
foreach my $ending ('ROLLBACK', 'COMMIT')
{
	my $first = hold($database, 'SELECT * FROM migrate.apply_in_transaction()');

	call_fails($node, 'SELECT * FROM migrate.apply_in_transaction()', 'MG007',
		[qr/DETAIL:  Process $first->{pid} of role \S+ \(holder\)/],
		"inside: the second is refused before $ending", $database);
	$first->{in} .= "$ending;\n";
	client_succeeded($first, "inside: $ending of the first");
	is(ask($node, 'SELECT count(*) FROM ran', $database), $ending eq 'COMMIT' ? 1 : 0,
		"inside: what $ending left");
	ledger_is_sound($node, "inside: the ledger is sound after $ending", $database);
}
is(ask($node, 'SELECT * FROM migrate.apply_in_transaction()', $database), '',
	'inside: nothing is left for the second');
is(ask($node, 'SELECT count(*) FROM ran', $database), 1, 'inside: it ran once');

note("tried: $count->{asked} calls of many sessions at once, done or cut off: nothing is left locked or set in the session");
note("tried: $looks looks at sessions that wait for the runner: each waits for one that works");
$node->stop;
done_testing();
