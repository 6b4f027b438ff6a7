# The crash law: whenever the server or the runner dies, the ledger says what
# is there, and the next apply completes it.
#
# A history is deployed again and again, each time into a new database, and
# at random moments the server is stopped at once or the backend killed.
# MIGRATE_CRASHES is how often (30), MIGRATE_SEED repeats the moments.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $CRASHES = $ENV{MIGRATE_CRASHES} // 30;

# A statement that leaves a row as its evidence, after a little while.
sub row
{
	my ($name, $statement, $seconds) = @_;

	return [
		"INSERT INTO ran SELECT '$name', $statement FROM pg_sleep("
		  . ($seconds // 0.01) . ')',
		"row:$name/$statement" ];
}

# The history: name, mode, statements, each with the evidence that it has run.
# "no:" is evidence that something is gone; undef: there is none.
my @HISTORY = (
	[   '01_base', 'auto',
		[ 'CREATE TABLE ran (name text, statement int)', 'relation:ran' ],
		[   'CREATE FUNCTION slow(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS '
			  . '$$ BEGIN PERFORM pg_sleep(0.004); RETURN i; END $$',
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
		[ q(UPDATE a SET extra = 'x' FROM pg_sleep(0.02)), undef ],
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
	'08_data' => 'SELECT pg_sleep(0.02)',
	'11_many' => 'SELECT pg_sleep(0.02)');

# Statements that commit by themselves, the only ones that may be in doubt.
sub commits_by_itself
{
	my ($statement) = @_;

	return $statement->[0] =~ /CONCURRENTLY|^VACUUM/;
}

# All that can be evidence, and indexes that are not valid.
my $EVIDENCE = <<'SQL';
SELECT 'relation:' || relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I')
UNION ALL
SELECT CASE WHEN indisvalid AND indisready AND indislive
	THEN 'index:' ELSE 'invalid:' END || relname
  FROM pg_class JOIN pg_index ON indexrelid = oid
 WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'function:' || proname FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'type:' || typname FROM pg_type
 WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
UNION ALL
SELECT 'label:' || enumtypid::regtype || '.' || enumlabel FROM pg_enum
UNION ALL
SELECT 'column:' || attrelid::regclass || '.' || attname FROM pg_attribute
 WHERE attnum > 0 AND NOT attisdropped
   AND attrelid IN (SELECT oid FROM pg_class
                     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
SQL

# Returns the evidence in a database: key => how often.
sub evidence
{
	my ($node, $database) = @_;
	my %found;
	my $keys = ask($node, <<SQL, $database);
$EVIDENCE;
SELECT to_regclass('ran') IS NOT NULL AS there \\gset
\\if :there
SELECT 'row:' || name || '/' || statement FROM ran;
\\endif
SQL

	$found{$_}++ foreach split /\n/, $keys;
	return \%found;
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

	push @wrong, "$name is $state" unless $state =~ /^(pending|applied)$/;
	foreach my $s (@statements)
	{
		my $ran = has_run($s, $found) // next;

		push @wrong, "$name is $state, but evidence of \"$s->[0]\": $ran"
		  if !fits($s, $state eq 'applied' ? 1 : 0, $ran, $states);
	}
	return @wrong;
}

# The same for one that runs step by step; states are those of its statements.
sub judge_steps
{
	my ($migration, $state, $found, $states, $steps) = @_;
	my ($name, undef, @statements) = @$migration;
	my @wrong;

	push @wrong, "$name is $state"
	  unless $state =~ /^(pending|applied|interrupted|partial)$/;
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

# Returns all that contradicts the law in a database, as lines.
sub judge
{
	my ($node, $database) = @_;
	my $found = evidence($node, $database);
	my $rows = ask_json($node, <<'SQL', $database) // [];
SELECT json_agg(json_build_array(s.name, s.state,
	(SELECT json_agg(t.state ORDER BY t.statement) FROM migrate.statements(s.name) t)))
  FROM migrate.status() s
SQL
	my %states = map { $_->[0] => $_->[1] } @$rows;
	my %steps = map { $_->[0] => $_->[2] } @$rows;
	my $in_doubt = grep { ($_ // '') eq 'in_doubt' } map { @{ $_ // [] } } values %steps;
	my @wrong = (judge_invalid($found, $in_doubt));
	my $sound = sound_ledger($node, $database);

	$doubts++ if $in_doubt;
	push @wrong, $sound if $sound ne '';
	push @wrong, "$_ is there $found->{$_} times"
	  foreach grep { $found->{$_} > 1 } keys %$found;
	foreach my $migration (@HISTORY)
	{
		my ($name, $mode, @statements) = @$migration;
		my $whole = $mode ne 'off' && !grep { commits_by_itself($_) } @statements;
		my @arguments = ($migration, $states{$name} // 'pending', $found, \%states);

		push @wrong, $whole ? judge_whole(@arguments) :
		  judge_steps(@arguments, $steps{$name});
	}
	return join("\n", @wrong), \%states;
}

# Returns a call that runs the whole history, one of several ways.
sub way_to_apply
{
	my ($resume, $registered) = @_;
	my $options = "resume => $resume";
	my $bundle = bundle_of(map {
		my ($name, $mode, @statements) = @$_;
		[   $name, join("\n", map { "$_->[0];" } @statements),
			$mode, $VERIFY{$name} ]
	} @HISTORY);

	return "CALL migrate.apply($options);" if $registered && rand() < 0.5;
	return "SELECT count(*) FROM migrate.load(\$b\$$bundle\$b\$);\nCALL migrate.apply($options);"
	  if rand() < 0.3;
	return "CALL migrate.deploy(\$b\$$bundle\$b\$, $options);";
}

# Stops the server at once, and starts it.
sub stop_at_once
{
	my ($node, $client) = @_;

	$node->stop('immediate');
	finish_client($client);
	$node->start;
	return;
}

# Lets the server die and come back; returns how.  The client may have ended
# before.
sub crash
{
	my ($node, $client) = @_;
	my $offset = -s $node->logfile;

	if (rand() < 0.5)
	{
		stop_at_once($node, $client);
		return 'stop';
	}
	kill 'KILL', $client->{pid} if $client->{pid};
	finish_client($client);
	if ($client->{lost})
	{
		$node->wait_for_log(qr/database system is ready to accept connections/,
			$offset);
	}
	else
	{
		# it was about to end, so that the server may have died or not
		stop_at_once($node, $client);
	}
	return 'kill';
}

my $number = 0;

# Returns the name of a new database with the extension in it.
sub new_database
{
	my ($node) = @_;
	my $database = 'history_' . ++$number;

	ask($node, "CREATE DATABASE $database TEMPLATE prepared");
	return $database;
}

# Returns everything that is in a database, to be compared.
sub content
{
	my ($node, $database) = @_;
	my $found = evidence($node, $database);

	return join "\n", map { "$_ $found->{$_}" } sort keys %$found;
}

seed();
my $node = new_server('crash', 'restart_after_crash = on', 'max_connections = 20');
ask($node, 'CREATE DATABASE prepared');
ask($node, 'CREATE EXTENSION migrate', 'prepared');

# how it ends when nothing happens, and how long that takes
my $reference = new_database($node);
my $client = start_client($node, way_to_apply('false'), database => $reference);
my $start = time;
ok(finish_client($client), 'the history runs') or diag($client->{err});
my $duration = time - $start;
my $expected = content($node, $reference);
my ($wrong, $states) = judge($node, $reference);
is($wrong, '', 'the history is all there and all applied');
is(scalar(grep { $_ eq 'applied' } values %$states), 12, 'twelve are applied');
ask($node, 'DROP TABLE z', $reference);
like((judge($node, $reference))[0], qr/12_last is applied, but evidence/,
	'what is missing would be seen');
note(sprintf 'the history takes %.2f s', $duration);

my %count = (stop => 0, kill => 0, early => 0);
my %seen;
my $database;
my $tries = 0;
my $left;
my $broken = 0;

# Runs what is left of the history to its end, which must be the expected one.
sub complete
{
	my ($end) = ($client = start_client($node, way_to_apply('true', 0),
		database => $database));
	my $good = finish_client($end);
	my ($problems) = judge($node, $database);
	my $content = content($node, $database);

	return if $good && $problems eq '' && $content eq $expected;
	$broken++;
	fail("history $number completes");
	diag("errors:\n$end->{err}\nproblems:\n$problems\ncontent:\n$content");
	return;
}

while ($count{stop} + $count{kill} < $CRASHES && $tries++ < 3 * $CRASHES + 10)
{
	if (!defined $database)
	{
		$database = new_database($node);
		$left = 1;
		undef $states;
	}
	my $interrupted = grep { /interrupted|partial/ } values %{ $states // {} };
	my $registered = %{ $states // {} };

	# what is interrupted blocks until it is resumed
	if ($interrupted && rand() < 0.2)
	{
		call_fails($node, 'CALL migrate.apply()', 'MG002', [qr/interrupted/],
			"history $number: interrupted blocks", $database);
	}
	$client = start_client($node, way_to_apply('true', $registered),
		database => $database);
	sleep rand($duration * $left * 0.85);
	my $how = crash($node, $client);

	($wrong, $states) = judge($node, $database);
	$seen{$_}++ foreach values %$states;
	if ($wrong ne '')
	{
		$broken++;
		fail("the law holds after crash $tries ($how) of history $number");
		diag($wrong);
		diag("client: $client->{err}");
	}
	$count{ $client->{lost} ? $how : 'early' }++;
	$left = 1 - grep({ $_ eq 'applied' } values %$states) / @HISTORY;

	# one in three histories goes on into the next crash
	if ($left == 0 || rand() < 0.6 || $wrong ne '')
	{
		complete();
		ask($node, "DROP DATABASE $database");
		undef $database;
	}
}
if (defined $database)
{
	complete();
}

is($broken, 0, 'zero exceptions to the crash law');
is($count{stop} + $count{kill}, $CRASHES, "$CRASHES runs were cut off");
note(join ', ', map { "$_: $count{$_}" } sort keys %count);
note('states met: ' . join(', ', map { "$_: $seen{$_}" } sort keys %seen)
	  . ", statements in doubt: $doubts");
$node->stop;

done_testing();
