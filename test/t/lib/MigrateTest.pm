# What the TAP tests share: a server, clients that run beside the test, and
# the questions that every test asks of the ledger.

package MigrateTest;

use strict;
use warnings;

use Exporter 'import';
use IPC::Run ();
use JSON::PP ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(
  new_server seed quote ask ask_json call_fails call_works
  start_client tell_client finish_client client_errors wait_until
  bundle_of ledger_is_sound sound_ledger run_tool
);

# Seconds that anything may take before the test gives up.
use constant PATIENCE => 120;

my $LOST_CONNECTION =
  qr/server closed the connection|terminating connection|connection to server|could not (?:send|receive) data|the database system is/;

# A client whose server is gone cannot take the rest of its input.
$SIG{PIPE} = 'IGNORE';

# Seeds the random numbers: with MIGRATE_SEED, or with a number of our own.
sub seed
{
	my $seed = $ENV{MIGRATE_SEED} // int(time * 1000) % 1_000_000_000;

	srand($seed);
	note("MIGRATE_SEED=$seed repeats the random choices");
	return $seed;
}

# Returns a new running server; the arguments are lines of its configuration.
sub new_server
{
	my ($name, @lines) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(allows_streaming => 1);
	$node->append_conf('postgresql.conf',
		join("\n", "autovacuum = off", "lc_messages = 'C'", @lines, ''));
	$node->start;
	return $node;
}

# Runs a program of the server; it has to succeed and to complain of nothing.
sub run_tool
{
	my ($title, @command) = @_;
	my ($out, $err) = ('', '');
	my $good = IPC::Run::run(\@command, '>', \$out, '2>', \$err);

	ok($good && $err eq '', $title) or diag("@command\n$out\n$err");
	return;
}

# Returns a text as an SQL literal.
sub quote
{
	my ($text) = @_;

	$text =~ s/'/''/g;
	return "'$text'" unless $text =~ s/\\/\\\\/g;
	return " E'$text'";
}

# Returns migrations, each [name, up, transactional, verify, down], as a bundle.
sub bundle_of
{
	my @migrations = map {
		+{  name          => $_->[0],
			up            => $_->[1],
			transactional => $_->[2] // 'auto',
			($_->[3] ? (verify => $_->[3]) : ()),
			($_->[4] ? (down => $_->[4]) : ()) }
	} @_;

	return JSON::PP->new->canonical->encode(\@migrations);
}

# Asks a question in a session of its own; it has to succeed.
sub ask
{
	my ($node, $sql, $database) = @_;

	return $node->safe_psql($database // 'postgres', $sql);
}

# The same where the answer is JSON; NULL is undef.
sub ask_json
{
	my $answer = ask(@_);

	return $answer eq '' ? undef : JSON::PP->new->allow_nonref->decode($answer);
}

# Runs SQL; returns its exit status and what it printed, with SQLSTATEs.
sub run_sql
{
	my ($node, $sql, $database) = @_;
	my ($out, $err) = ('', '');
	my $status = $node->psql(
		$database // 'postgres', $sql,
		stdout        => \$out,
		stderr        => \$err,
		on_error_stop => 1,
		extra_params  => [ '-v', 'VERBOSITY=verbose' ]);

	return ($status, $out, $err);
}

# Tests that SQL fails with an SQLSTATE and with messages that match.
sub call_fails
{
	my ($node, $sql, $sqlstate, $patterns, $title, $database) = @_;
	my ($status, undef, $err) = run_sql($node, $sql, $database);
	my @missing = grep { $err !~ $_ } @$patterns;
	my $good = $status != 0 && $err =~ /ERROR:  \Q$sqlstate\E: / && !@missing;

	ok($good, $title);
	diag("wanted $sqlstate @missing, got:\n$err") unless $good;
	return $good;
}

# Tests that SQL succeeds; returns its output.
sub call_works
{
	my ($node, $sql, $title, $database) = @_;
	my ($status, $out, $err) = run_sql($node, $sql, $database);

	ok($status == 0, $title);
	diag("got:\n$err") if $status != 0;
	return $out;
}

# Starts a psql beside the test and waits until it is served.  Options:
# database, application; patience, if it may take longer than most; and stay:
# also waits until it has done its SQL, and keeps its session, with what it has
# open, until finish_client().
sub start_client
{
	my ($node, $sql, %option) = @_;
	my $client = { in => '', out => '', err => '' };
	my $connection = $node->connstr($option{database} // 'postgres')
	  . " application_name='" . ($option{application} // 'client') . "'";

	$client->{in} = "\\set VERBOSITY verbose\n"
	  . "SELECT 'pid ' || pg_catalog.pg_backend_pid();\n$sql\n"
	  . ($option{stay} ? "\\echo through\n" : "\\q\n");
	$client->{run} = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $connection, '-f', '-' ],
		'<',  \$client->{in},
		'>',  \$client->{out},
		'2>', \$client->{err},
		IPC::Run::timeout($option{patience} // PATIENCE));
	pump_for($client, qr/^pid (\d+)$/m);
	$client->{pid} = $1 if $client->{out} =~ /^pid (\d+)$/m;
	pump_for($client, qr/^through$/m) if $option{stay};
	return $client;
}

# Waits until a client has printed something, or has ended.
sub pump_for
{
	my ($client, $pattern) = @_;

	while ($client->{out} !~ $pattern && $client->{run}->pumpable)
	{
		last unless eval { $client->{run}->pump; 1 };
	}
	return;
}

# Has a client that stays run SQL; returns what it printed, errors included, or
# undef if it has lost its server.
sub tell_client
{
	my ($client, $sql) = @_;
	my $told = 'told ' . ++$client->{told};

	$client->{out} = $client->{err} = '';
	$client->{in} .= "$sql\n\\echo $told\n\\warn $told\n";
	pump_for($client, qr/^$told\n/m);
	while ($client->{err} !~ /^$told\n/m && $client->{run}->pumpable)
	{
		last unless eval { $client->{run}->pump; 1 };
	}
	return undef unless $client->{err} =~ /^$told\n/m;
	return join '', map { s/^$told\n//mr } $client->{out}, $client->{err};
}

# Waits for the end of a client; returns whether all of its SQL succeeded.
# {lost} tells whether it lost its server.
sub finish_client
{
	my ($client) = @_;

	eval { $client->{run}->finish; 1 } or $client->{broken} = $@;
	$client->{lost} = $client->{err} =~ $LOST_CONNECTION;
	return $client->{err} !~ /(ERROR|FATAL|PANIC):/
	  && !$client->{lost}
	  && !$client->{broken};
}

# Returns the SQLSTATEs of the errors that a client got.
sub client_errors
{
	my ($client) = @_;

	return $client->{err} =~ /(?:ERROR|FATAL|PANIC):  (\w{5}):/g;
}

# Waits until an SQL condition holds.
sub wait_until
{
	my ($node, $condition, $database) = @_;
	my $end = time + PATIENCE;

	while (time < $end)
	{
		return 1 if ask($node, "SELECT ($condition)", $database) eq 't';
		sleep 0.02;
	}
	BAIL_OUT("waited in vain for: $condition");
}

# Returns what is wrong with the ledger as a text, '' if all is well: findings
# of verify() and locks that nobody ought to hold.
sub sound_ledger
{
	my ($node, $database) = @_;

	return ask($node, <<'SQL', $database);
SELECT concat_ws('; ',
	(SELECT string_agg(v::text, '; ') FROM migrate.verify() v),
	(SELECT 'advisory locks of ' || string_agg(DISTINCT pid::text, ', ')
	   FROM pg_locks l JOIN pg_database d ON d.oid = l.database
	  WHERE locktype = 'advisory' AND datname = current_database()))
SQL
}

# Tests that the ledger is sound.
sub ledger_is_sound
{
	my ($node, $title, $database) = @_;

	return is(sound_ledger($node, $database), '', $title);
}

1;
