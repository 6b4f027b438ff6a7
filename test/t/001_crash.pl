# The crash law: whenever the server or the runner dies, the ledger says what
# is there, and the next apply (or revert) completes it.
#
# Several runners deploy a history, or take it back, each in a database of its
# own, again and again.  At random moments the server is stopped at once, or a backend is
# killed, or the runners are terminated.  Sleeping statements make it likely
# that this hits a statement; slow commits, that it hits a commit; and commits
# that wait for a standby, that it is right after one.
# MIGRATE_CRASHES is how many runs are cut off (100), MIGRATE_SEED repeats the
# random choices.

use strict;
use warnings;

use FindBin;
use JSON::PP ();
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $CRASHES = $ENV{MIGRATE_CRASHES} // 100;

# How many runners work at a time.
my $RUNNERS = 4;

# What a runner's session sets, by the moment at which it is likely to be hit.
my %SESSION = (
	'in a statement' => 'SET crash.pause = 1;',
	'in a commit'    => 'SET commit_delay = 10000; SET commit_siblings = 0;',
	'before its last commits are on disk' =>
	  'SET crash.pause = 0.5; SET synchronous_commit = off;',
	'right after a commit' => 'SET crash.pause = 0.5;');

# Returns SQL that takes a while in a session that pauses.
sub pause
{
	my ($seconds) = @_;

	return "pg_sleep($seconds * current_setting('crash.pause')::float8)";
}

# A statement that leaves a row as its evidence, after a little while.
sub row
{
	my ($name, $statement, $seconds) = @_;

	return [
		"INSERT INTO ran SELECT '$name', $statement FROM " . pause($seconds // 0.01),
		"row:$name/$statement" ];
}

# The history: name, mode, statements, each with the evidence that it has run.
# "no:" is evidence that something is gone; undef: there is none.
my @HISTORY = (
	[   '01_base', 'auto',
		[ 'CREATE TABLE ran (name text, statement int)', 'relation:ran' ],
		[   'CREATE FUNCTION slow(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS '
			  . '$$ BEGIN PERFORM ' . pause(0.004) . '; RETURN i; END $$',
			'function:slow' ],
		row('01_base', 3) ],
	[   '02_tables', 'auto',
		[ 'CREATE TABLE a (id int PRIMARY KEY, n int)', 'relation:a' ],
		row('02_tables', 2),
		[ 'INSERT INTO a SELECT i, i FROM generate_series(1, 8) i', undef ],
		[ 'CREATE INDEX a_plain ON a (n)', undef ],    # 07_drop looks at it
		row('02_tables', 5) ],
	[   '03_index', 'auto',
		[ 'CREATE INDEX CONCURRENTLY a_slow ON a (slow(n))', 'index:a_slow' ] ],
	[   '04_mixed', 'auto',
		[ 'CREATE TABLE b (id int, n int)', 'relation:b' ],
		row('04_mixed', 2),
		[ 'INSERT INTO b SELECT i, i FROM generate_series(1, 8) i', undef ],
		[ 'CREATE UNIQUE INDEX CONCURRENTLY b_slow ON b (slow(n))', 'index:b_slow' ],
		row('04_mixed', 5),
		[ 'CREATE INDEX CONCURRENTLY ON b (slow(id), n)', 'index:b_slow_n_idx' ],
		[ 'CREATE VIEW b_view AS SELECT n FROM b', 'relation:b_view' ] ],
	[   '05_enum', 'off',
		[ q(CREATE TYPE mood AS ENUM ('sad')), 'type:mood' ],
		[ q(ALTER TYPE mood ADD VALUE 'ok'), 'label:mood.ok' ],
		[ q(CREATE TABLE c (m mood DEFAULT 'ok')), 'relation:c' ],
		row('05_enum', 4) ],
	[   '06_block', 'off',
		[ 'BEGIN', undef ],
		[ 'CREATE TABLE d (id int)', 'relation:d' ],
		row('06_block', 3),
		[ 'COMMIT', undef ],
		row('06_block', 5),
		[ 'CREATE TABLE e (id int)', 'relation:e' ] ],
	[   '07_drop', 'auto',
		[ 'DROP INDEX CONCURRENTLY a_plain', 'no:index:a_plain' ],
		row('07_drop', 2) ],
	[   '08_data', 'auto',
		[ 'ALTER TABLE a ADD COLUMN extra text', 'column:a.extra' ],
		[ q(UPDATE a SET extra = 'x' FROM ) . pause(0.02), undef ],
		row('08_data', 3) ],
	[   '09_reindex', 'off',
		[ 'REINDEX INDEX CONCURRENTLY a_slow', undef ],
		row('09_reindex', 2),
		[ 'VACUUM a', undef ],
		[ 'CREATE SEQUENCE s', 'relation:s' ] ],
	[   '10_view', 'auto',
		[ 'CREATE MATERIALIZED VIEW v AS SELECT id FROM a', 'relation:v' ],
		row('10_view', 2, 0.02) ],
	[   '11_many', 'off',
		map { row('11_many', $_, 0.004) } 1 .. 12 ],
	[   '12_last', 'auto',
		row('12_last', 1),
		[ 'CREATE TABLE z (id int)', 'relation:z' ],
		row('12_last', 3) ]);

# Verify scripts: what they look at is done before, but not yet applied.
my %VERIFY = (
	'08_data' => 'SELECT ' . pause(0.02),
	'11_many' => 'SELECT ' . pause(0.02));

# Down scripts.  They remove the rows that are evidence too.
my %DOWN = (
	'01_base'    => 'DROP FUNCTION slow(int); DROP TABLE ran',
	'02_tables'  => 'DROP TABLE a',
	'03_index'   => 'DROP INDEX CONCURRENTLY a_slow',
	'04_mixed'   => 'DROP INDEX CONCURRENTLY b_slow; DROP VIEW b_view; DROP TABLE b',
	'05_enum'    => 'DROP TABLE c; DROP TYPE mood',
	'06_block'   => 'BEGIN; DROP TABLE d; DROP TABLE e; COMMIT',
	'07_drop'    => 'CREATE INDEX CONCURRENTLY a_plain ON a (slow(n)); SELECT ' . pause(0.02),
	'08_data'    => 'ALTER TABLE a DROP COLUMN extra; SELECT ' . pause(0.03),
	'09_reindex' => 'DROP SEQUENCE s; VACUUM a; SELECT ' . pause(0.02),
	'10_view'    => 'DROP MATERIALIZED VIEW v',
	'11_many'    => join('; ', map { "DELETE FROM ran WHERE name = '11_many' AND statement = $_" } 1 .. 12),
	'12_last'    => 'SELECT ' . pause(0.03) . '; DROP TABLE z');

# Statements that commit by themselves, the only ones that may be in doubt.
sub commits_by_itself
{
	my ($statement) = @_;

	return $statement->[0] =~ /CONCURRENTLY|^VACUUM/;
}

# Does a migration run in one transaction?
sub is_whole
{
	my ($name, $mode, @statements) = @{ $_[0] };

	return $mode ne 'off' && !grep { commits_by_itself($_) } @statements;
}

# All that can be evidence, and indexes that are not valid.
my $EVIDENCE = <<'SQL';
SELECT 'found relation:' || relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I')
UNION ALL
SELECT CASE WHEN indisvalid AND indisready AND indislive
	THEN 'found index:' ELSE 'found invalid:' END || relname
  FROM pg_class JOIN pg_index ON indexrelid = oid
 WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'found function:' || proname FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'found type:' || typname FROM pg_type
 WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
UNION ALL
SELECT 'found label:' || enumtypid::regtype || '.' || enumlabel FROM pg_enum
UNION ALL
SELECT 'found column:' || attrelid::regclass || '.' || attname FROM pg_attribute
 WHERE attnum > 0 AND NOT attisdropped
   AND attrelid IN (SELECT oid FROM pg_class
                     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
SQL

# Looks at a database; returns what is there (key => how often), what the
# ledger says of migrations and their statements, and what is wrong with it.
sub look
{
	my ($node, $database) = @_;
	my (%found, $rows, @wrong);
	my $answer = ask($node, <<SQL, $database);
$EVIDENCE;
SELECT to_regclass('ran') IS NOT NULL AS there \\gset
\\if :there
SELECT 'found row:' || name || '/' || statement FROM ran;
\\endif
SELECT 'ledger ' || coalesce(json_agg(json_build_array(s.name, s.state,
	(SELECT json_agg(t.state ORDER BY t.statement) FROM migrate.statements(s.name) t))), '[]')
  FROM migrate.status() s;
SELECT 'wrong ' || v FROM migrate.verify() v;
SELECT 'wrong advisory lock of ' || pid
  FROM pg_locks l JOIN pg_database d ON d.oid = l.database
 WHERE locktype = 'advisory' AND datname = current_database();
SQL

	foreach my $line (split /\n/, $answer)
	{
		my ($kind, $rest) = split / /, $line, 2;

		$found{$rest}++ if $kind eq 'found';
		$rows = JSON::PP->new->decode($rest) if $kind eq 'ledger';
		push @wrong, $rest if $kind eq 'wrong';
	}
	return \%found, $rows, @wrong;
}

# Is there evidence of the statement?  undef: it leaves none.
sub has_run
{
	my ($statement, $found) = @_;
	my $key = $statement->[1] // return undef;

	return $found->{$key} ? 1 : 0 unless $key =~ s/^no:index://;
	return $found->{"index:$key"} || $found->{"invalid:$key"} ? 0 : 1;
}

# Does the evidence fit?  An index that nobody has made yet is gone too.
sub fits
{
	my ($statement, $done, $ran, $states) = @_;

	return 1 if $ran == $done;
	return ($statement->[1] // '') =~ /^no:/
	  && ($states->{'02_tables'} // '') ne 'applied';
}

# Returns what contradicts the law, for one transactional migration.
sub judge_whole
{
	my ($migration, $state, $found, $states) = @_;
	my ($name, undef, @statements) = @$migration;
	my @wrong;

	push @wrong, "$name is $state" unless $state =~ /^(pending|applied|reverted)$/;
	foreach my $s (@statements)
	{
		my $ran = has_run($s, $found) // next;

		push @wrong, "$name is $state, but evidence of \"$s->[0]\": $ran"
		  if !fits($s, $state eq 'applied' ? 1 : 0, $ran, $states);
	}
	return @wrong;
}

# The same for one that runs step by step; steps are the states of its
# statements.  Half way down they do not say what of it is left.
sub judge_steps
{
	my ($migration, $state, $found, $states, $steps, $down) = @_;
	my ($name, undef, @statements) = @$migration;
	my @wrong;

	push @wrong, "$name is $state"
	  unless $state =~ /^(pending|applied|interrupted|partial|reverted)$/;
	return @wrong if $down && $state eq 'interrupted';
	foreach my $i (0 .. $#statements)
	{
		my $s = $statements[$i];
		my $where = "$name/" . ($i + 1);
		my $step = $steps->[$i] // $state;
		my $done = $step =~ /^(done|applied)$/ ? 1 : 0;
		my $ran = has_run($s, $found);

		push @wrong, "$where is $step, and $name applied"
		  if $state eq 'applied' && !$done;
		push @wrong, "$where is in doubt"
		  if $step eq 'in_doubt' && !commits_by_itself($s);
		push @wrong, "$where is $step, but evidence: $ran"
		  if $step ne 'in_doubt'
		  && defined $ran
		  && !fits($s, $done, $ran, $states);
	}
	return @wrong;
}

# What invalid indexes there may be: those of a statement in doubt.
sub judge_invalid
{
	my ($found, $in_doubt) = @_;

	return map { "$_ without a statement in doubt" }
	  grep { /^invalid:|_cc(new|old)\d*$/ && !$in_doubt } keys %$found;
}

# How many times a statement was in doubt.
my $doubts = 0;

# Returns all that contradicts the law in a database, as lines; the states of
# the migrations; and what is there.
sub judge
{
	my ($node, $database, $down) = @_;
	my ($found, $rows, @wrong) = look($node, $database);
	my %states = map { $_->[0] => $_->[1] } @$rows;
	my %steps = map { $_->[0] => $_->[2] } @$rows;
	my $in_doubt = grep { ($_ // '') eq 'in_doubt' } map { @{ $_ // [] } } values %steps;
	my $half_way = grep { $_ eq 'interrupted' } values %states;

	$doubts++ if $in_doubt;
	$in_doubt ||= $down && $half_way;
	push @wrong, "$half_way are interrupted" if $half_way > 1;
	push @wrong, judge_invalid($found, $in_doubt);
	push @wrong, "$_ is there $found->{$_} times"
	  foreach grep { $found->{$_} > 1 } keys %$found;
	foreach my $migration (@HISTORY)
	{
		my $name = $migration->[0];
		my @arguments = ($migration, $states{$name} // 'pending', $found, \%states);

		push @wrong, is_whole($migration) ? judge_whole(@arguments) :
		  judge_steps(@arguments, $steps{$name}, $down);
	}
	return join("\n", @wrong), \%states, join("\n", map { "$_ $found->{$_}" } sort keys %$found);
}

# Returns a call that runs the whole history, one of several ways.
sub way_to_apply
{
	my ($resume, $registered) = @_;
	my $options = "resume => $resume";
	my $bundle = bundle_of(map {
		my ($name, $mode, @statements) = @$_;
		my $rows = grep { ($_->[1] // '') =~ /^row:/ } @statements;
		my $remove = $rows && $name ne '01_base' ? "DELETE FROM ran WHERE name = '$name'; " : '';

		[   $name, join("\n", map { "$_->[0];" } @statements),
			$mode, $VERIFY{$name}, "$remove$DOWN{$name};" ]
	} @HISTORY);

	return "CALL migrate.apply($options);" if $registered && rand() < 0.5;
	return "SELECT count(*) FROM migrate.load(\$b\$$bundle\$b\$);\nCALL migrate.apply($options);"
	  if rand() < 0.3;
	return "CALL migrate.deploy(\$b\$$bundle\$b\$, $options);";
}


#
# The server, and how it dies
#

seed();
my $node = new_server(
	'crash',
	'restart_after_crash = on',
	'max_connections = 30',
	'crash.pause = 0',
	q(include_if_exists = 'commits.conf'));

# Settings under which commits can be slow: commit_delay does nothing unless
# they wait for the disk.  Only runners do, recovery would take seconds.
my $WAIT_FOR_DISK = "fsync = on\n";

# Settings under which commits, when they are on disk, wait for a standby that
# never comes.
my $WAIT_FOR_STANDBY = "synchronous_standby_names = 'nobody'\n";

# What commits wait for when the server has read its configuration again.
sub commits_wait_for
{
	my $file = $node->data_dir . '/commits.conf';

	unlink $file;
	append_to_file($file, join '', @_);
	return;
}

# Returns the runners whose commit waits; at least one, unless all have ended.
sub wait_for_commits
{
	my (@runners) = @_;
	my $pids = join ', ', map { $_->{client}{pid} } @runners;
	my $end = time + 60;

	while (time < $end)
	{
		my ($alive, @waiting) = split /\s/, ask($node, <<"SQL");
SELECT count(*), string_agg(CASE WHEN wait_event = 'SyncRep' THEN pid::text END, ' ')
  FROM pg_stat_activity WHERE pid IN ($pids) AND state = 'active'
SQL
		my %waits = map { $_ => 1 } @waiting;

		return grep { $waits{ $_->{client}{pid} } } @runners if %waits || !$alive;
	}
	diag("runners at work, and what they wait for:\n" . ask($node, <<"SQL"));
SELECT pid, datname, wait_event_type, wait_event, now() - state_change, pg_blocking_pids(pid), query
  FROM pg_stat_activity WHERE pid IN ($pids) AND state = 'active'
SQL
	BAIL_OUT('no commit waited for the standby');
}

# Waits until the server has recovered after a backend was killed.
sub wait_for_recovery
{
	my ($offset) = @_;
	my $end = time + 120;

	while (time < $end)
	{
		return
		  if slurp_file($node->logfile, $offset) =~ /database system is ready to accept connections/;
		sleep 0.02;
	}
	BAIL_OUT('the server did not recover');
}

# Stops the server at once and starts it.
sub stop_at_once
{
	my ($hold, @clients) = @_;

	$node->stop('immediate');
	finish_client($_) foreach @clients;
	commits_wait_for();
	$node->start;
	return;
}

# Kills one of the backends, after which the server ends all and recovers.
sub kill_one
{
	my ($hold, @clients) = @_;
	my $offset;

	commits_wait_for($hold ? $WAIT_FOR_STANDBY : ());
	$node->reload;
	$offset = -s $node->logfile;
	foreach my $client (@clients)
	{
		last if kill 'KILL', $client->{pid};
	}
	finish_client($_) foreach @clients;
	if (grep { $_->{lost} } @clients)
	{
		wait_for_recovery($offset);
		commits_wait_for();
		$node->reload;
	}
	else
	{
		# it was about to end, so that the server may have died or not
		stop_at_once($hold);
	}
	return;
}

# Terminates the backends, at slightly different moments.
sub terminate_all
{
	my ($hold, @clients) = @_;

	ask($node, join "\n", map { "SELECT pg_terminate_backend($_->{pid}, 60000);" } @clients);
	finish_client($_) foreach @clients;
	commits_wait_for();
	$node->reload;
	return;
}

my @WAYS = (
	[ 'a stop of the server at once', 0.4, \&stop_at_once ],
	[ 'a backend killed',             0.4, \&kill_one ],
	[ 'a termination',                0.2, \&terminate_all ]);

# Returns one of the ways to die.
sub choose_way
{
	my $choice = rand();

	foreach my $way (@WAYS)
	{
		return $way if ($choice -= $way->[1]) < 0;
	}
	return $WAYS[0];
}


#
# How it ends when nothing happens, and how long that takes
#

my %duration = (up => {}, down => {});    # by the moment
my $expected;
my $nothing;
my $REVERT = 'CALL migrate.revert(steps => 100);';

commits_wait_for($WAIT_FOR_DISK);
$node->reload;
foreach my $moment (sort keys %SESSION)
{
	my $database = 'reference_' . keys %{ $duration{up} };

	ask($node, "CREATE DATABASE $database");
	ask($node, 'CREATE EXTENSION migrate', $database);
	foreach my $way ([ 'up', way_to_apply('false'), 'applied', \$expected ],
		[ 'down', $REVERT, 'reverted', \$nothing ])
	{
		my ($direction, $sql, $end, $content) = @$way;
		my $start = time;
		my $client = start_client($node, "$SESSION{$moment}\n$sql", database => $database);

		ok(finish_client($client), "the history runs $direction, to be cut off $moment")
		  or diag($client->{err});
		$duration{$direction}{$moment} = time - $start;

		my ($wrong, $states, $found) = judge($node, $database);

		is($wrong, '', 'the ledger is right');
		is(scalar(grep { $_ eq $end } values %$states), 12, "twelve are $end");
		$$content //= $found;
		is($found, $$content, 'it is always the same that is there');
		note(sprintf 'it takes %.2f s', $duration{$direction}{$moment});
	}
}
is($nothing, '', 'nothing is there when all is reverted');
commits_wait_for();
$node->reload;
ask($node, 'CALL migrate.apply()', 'reference_0');
ask($node, 'DROP TABLE z', 'reference_0');
like((judge($node, 'reference_0'))[0], qr/12_last is applied, but evidence/,
	'what is missing would be seen');
ask($node, 'CREATE TABLE z (id int); DELETE FROM migrate.event WHERE id = 5', 'reference_0');
isnt((judge($node, 'reference_0'))[0], '', 'what is missing in the ledger would be seen too');


#
# The runners
#

my %tried;
my %seen;
my $cut_off = 0;
my $early = 0;
my $broken = 0;
my @runners = map { { database => "history_$_" } } 1 .. $RUNNERS;

# Gives a runner an empty database.
sub make_fresh
{
	my ($runner) = @_;

	ask($node, <<'SQL', $runner->{database});
SET client_min_messages = 'warning';
DROP EXTENSION IF EXISTS migrate;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
CREATE EXTENSION migrate;
SQL
	$runner->{direction} = 'up';
	$runner->{left} = 1;
	$runner->{states} = {};
	return;
}

# Returns SQL that goes on with what a runner is at.
sub way_to_go_on
{
	my ($runner, $registered) = @_;

	return $runner->{direction} eq 'down' ? $REVERT : way_to_apply('true', $registered);
}

# Starts the runners, so that each has come to a random part of what is left
# when this returns.
sub start_runners
{
	my ($hold) = @_;
	my @moments = grep { $_ ne 'right after a commit' } sort keys %SESSION;
	my $crash;

	foreach my $runner (@runners)
	{
		$runner->{moment} = $hold ? 'right after a commit' : $moments[ rand @moments ];
		$runner->{ahead} =
		  rand($duration{ $runner->{direction} }{ $runner->{moment} } * $runner->{left} * 0.85);
	}
	foreach my $runner (sort { $b->{ahead} <=> $a->{ahead} } @runners)
	{
		my $wait;

		$crash //= time + $runner->{ahead};
		$wait = $crash - $runner->{ahead} - time;
		sleep $wait if $wait > 0;
		$runner->{client} = start_client(
			$node,
			"$SESSION{$runner->{moment}}\n"
			  . way_to_go_on($runner, scalar %{ $runner->{states} }),
			database => $runner->{database});
	}
	sleep $crash - time if $crash > time;
	return;
}

# Has the commits of the runners wait for a while, and finds out which do.
sub hold_runners
{
	my %waits;

	commits_wait_for($WAIT_FOR_STANDBY);
	$node->reload;
	wait_for_commits(@runners);
	sleep rand 0.1;
	%waits = map { $_->{database} => 1 } wait_for_commits(@runners);
	foreach my $runner (@runners)
	{
		$runner->{moment} = 'in a statement' unless $waits{ $runner->{database} };
	}
	return;
}

# Returns what a runner has still to do, the next first.
sub still_to_do
{
	my ($runner) = @_;
	my $states = $runner->{states};

	return grep { ($states->{ $_->[0] } // '') ne 'applied' } @HISTORY
	  if $runner->{direction} eq 'up';
	return grep { $states->{ $_->[0] } ne 'reverted' } reverse @HISTORY;
}

# Judges what a runner left, and counts it.
sub judge_runner
{
	my ($runner, $way) = @_;
	my $client = $runner->{client};
	my $direction = $runner->{direction};
	my ($wrong, $states) = judge($node, $runner->{database}, $direction eq 'down');
	my @left;
	my $where;

	$runner->{states} = $states;
	$seen{$_}++ foreach values %$states;
	@left = still_to_do($runner);
	$runner->{left} = @left / @HISTORY;
	$where = !%$states ? 'before the hand-over' :
	  !@left ? "on the way $direction, at its end" :
	  is_whole($left[0]) ? "on the way $direction, at a migration in one transaction" :
	  "on the way $direction, at one that runs step by step";
	if (!$client->{lost})
	{
		$early++;
		$wrong .= "\nit ended with an error" if $client->{err} =~ /ERROR:/;
		$wrong .= "\nit ended and did not do all" if @left;
	}
	else
	{
		$cut_off++;
		foreach my $what ("counted by how: $way, $runner->{moment}", "counted by where: $where")
		{
			$tried{ "runs cut off, $what: the ledger was "
				  . ($wrong eq '' ? 'right' : 'wrong') }++;
		}
	}
	return 1 if $wrong eq '';
	$broken++;
	fail("the law holds after $way, $runner->{moment}, on the way $direction");
	diag("$wrong\nclient: $client->{err}");
	return 0;
}

# What is interrupted blocks until it is resumed.
sub check_blocked
{
	my ($runner) = @_;

	return unless grep { $_ eq 'interrupted' } values %{ $runner->{states} };
	call_fails($node, 'CALL migrate.apply()', 'MG002', [qr/interrupted/],
		'what is interrupted blocks', $runner->{database});
	return;
}

# Runs what is left to the end, which must be the expected one.  Some of those
# that are all up go down next; the others begin again with nothing.
sub complete
{
	my (@complete) = @_;

	foreach my $runner (@complete)
	{
		$runner->{client} = start_client($node, way_to_go_on($runner, 0),
			database => $runner->{database});
	}
	foreach my $runner (@complete)
	{
		my $direction = $runner->{direction};
		my $good = finish_client($runner->{client});
		my ($wrong, $states, $content) = judge($node, $runner->{database});

		$runner->{states} = $states;
		$good = $good
		  && $wrong eq ''
		  && !still_to_do($runner)
		  && $content eq ($direction eq 'up' ? $expected : $nothing);
		$tried{ "histories that were cut off on the way $direction, completed: the end was "
			  . ($good ? 'that of one that was not cut off' : 'another one') }++;
		if (!$good)
		{
			$broken++;
			fail("what was cut off on the way $direction is completed");
			diag("errors:\n$runner->{client}{err}\nproblems:\n$wrong\ncontent:\n$content");
		}
		if ($good && $direction eq 'up' && rand() < 0.4)
		{
			$runner->{direction} = 'down';
			$runner->{left} = 1;
		}
		else
		{
			make_fresh($runner);
		}
	}
	return;
}

foreach my $runner (@runners)
{
	ask($node, "CREATE DATABASE $runner->{database}");
	make_fresh($runner);
}

my $rounds = 0;

while ($cut_off < $CRASHES && $rounds++ < $CRASHES)
{
	my $hold = rand() < 0.3;
	my ($way, undef, $die) = @{ choose_way() };
	my @complete;

	commits_wait_for($WAIT_FOR_DISK);
	$node->reload;
	start_runners($hold);
	hold_runners() if $hold;
	$die->($hold, map { $_->{client} } @runners);
	foreach my $runner (@runners)
	{
		my $good = judge_runner($runner, $way);

		check_blocked($runner) if rand() < 0.2;

		# one in three histories goes on into the next crash
		push @complete, $runner if !$good || !$runner->{left} || rand() < 0.6;
	}
	complete(@complete);
}
complete(grep { $_->{client}{lost} } @runners);

is($broken, 0, 'zero exceptions to the crash law');
cmp_ok($cut_off, '>=', $CRASHES, "$CRASHES runs were cut off");
note("$rounds rounds, $early runs ended before");
note('states met: ' . join(', ', map { "$_: $seen{$_}" } sort keys %seen)
	  . ", with a statement in doubt: $doubts");
note("tried: $tried{$_} $_") foreach sort keys %tried;
$node->stop;

done_testing();
