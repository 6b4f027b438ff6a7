# The head of each event is in the server's log, so that a copy of the log
# proves the ledger: once, when it is committed, and only then.
#
# MIGRATE_SEED repeats the random part.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

seed();
my $node = new_server('log');
ask($node, 'CREATE EXTENSION migrate');

# Returns the lines that are to be in the log, from the ledger.
sub wanted_lines
{
	return ask($node, <<'SQL');
SELECT 'event ' || id || ' ' || action || coalesce(' in project ' || project, '')
	|| coalesce(': ' || name, '') || ', head ' || head
FROM migrate.history ORDER BY id
SQL
}

# Returns those that are in the log.
sub logged_lines
{
	my $log = slurp_file($node->logfile);

	return join "\n", $log =~ /LOG:  migrate: (event .*)$/mg;
}

# Returns how many there are.
sub count_logged
{
	my @lines = split /\n/, logged_lines();

	return scalar @lines;
}

# Tests that the log and the ledger tell the same, and that a number of events
# is new.
my $before = 0;

sub log_is_right
{
	my ($new, $title) = @_;
	my $logged = count_logged();

	is($logged - $before, $new, "$title: events logged");
	is(logged_lines(), wanted_lines(), "$title: the log equals the history");
	$before = $logged;
	return;
}

# Runs SQL that may fail.
sub try_sql
{
	my ($sql) = @_;
	my $error;

	$node->psql('postgres', $sql, stderr => \$error, on_error_stop => 0);
	return $error;
}


#
# Calls of every kind
#

is(count_logged(), 0, 'an empty ledger logs nothing');
ask($node, q(SELECT migrate.add('1_a', 'CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)', down => 'DROP TABLE a')));
log_is_right(1, 'add');
ask($node, q(SELECT migrate.add('1_a', 'CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)', down => 'DROP TABLE a')));
log_is_right(0, 'the same again');
ask($node, 'CALL migrate.apply()');
log_is_right(2, 'apply, which finds the schema first');
ask($node, 'CALL migrate.apply()');
log_is_right(0, 'apply with nothing to do');
ask($node, 'CALL migrate.revert(steps => 1)');
log_is_right(1, 'revert');
ask($node, 'CALL migrate.apply()');
log_is_right(1, 'apply again');
ask($node, q(SELECT count(*) FROM migrate.load('{"2_b": "CREATE TABLE b (id int)", "3_c": "CREATE TABLE c (id int)"}')));
log_is_right(1, 'load: one event for many');
ask($node, 'CALL migrate.apply(dry_run => true)');
log_is_right(0, 'a dry run');
ask($node, q(CALL migrate.deploy('{"2_b": "CREATE TABLE b (id int)", "3_c": "CREATE TABLE c (id int)", "4_d": "SELECT 4"}')));
log_is_right(4, 'deploy: a hand-over and three migrations');
ask($node, q(SELECT migrate.set('lock_timeout', '3s')));
log_is_right(1, 'set');
ask($node, q(SELECT migrate.rename('4_d', '4_dd')));
log_is_right(1, 'rename');
ask($node, q(CALL migrate.repair('4_dd', 'SELECT 44', 'test')));
log_is_right(1, 'repair');
ask($node, q(SELECT migrate.add('5_e', 'SELECT 5'); CALL migrate.baseline('5_e')));
log_is_right(2, 'baseline');
ask($node, q(SELECT migrate.add('6 %s "f"', 'SELECT 6', project => 'p %d'); CALL migrate.apply(project => 'p %d')));
log_is_right(2, 'a name and a project with per cent signs');
ask($node, q(SELECT migrate.add('6_index', 'CREATE TABLE g (id int); CREATE INDEX CONCURRENTLY g_id ON g (id); SELECT 6')));
ask($node, 'CALL migrate.apply()');
log_is_right(5, 'step by step: a start, two steps, and the end');


#
# What fails
#

ask($node, q(SELECT migrate.add('7_fail', 'SELECT 1/0')));
like(try_sql('CALL migrate.apply()'), qr/division by zero/, 'a migration fails');
log_is_right(2, 'a failure is an event');
ask($node, q(SELECT migrate.add('7_fail', 'INSERT INTO a VALUES (1), (1)')));
like(try_sql('CALL migrate.apply()'), qr/duplicate key/, 'a migration fails when it commits');
log_is_right(2, 'what failed at commit has not been applied');
ask($node, q(SELECT migrate.add('7_fail', 'SELECT 7; SELECT 1/0', transactional => 'off')));
like(try_sql('CALL migrate.apply()'), qr/division by zero/, 'one fails half way');
log_is_right(4, 'step by step: a start, a step, a failure');
ask($node, q(CALL migrate.resolve('7_fail', 'applied')));
log_is_right(1, 'resolve');
ask($node, q(SELECT migrate.add('8_fail', 'SELECT 1/0')));
like(try_sql('SELECT * FROM migrate.apply_in_transaction()'), qr/division by zero/,
	'a migration fails in the caller\'s transaction');
log_is_right(1, 'that is not recorded, nor logged');
ask($node, q(SELECT migrate.remove('8_fail')));
log_is_right(1, 'remove');
like(try_sql(q(SELECT count(*) FROM migrate.load('{"9_new": "SELECT 9", "1_a": "SELECT 1"}'))),
	qr/1_a/, 'a hand-over that is refused');
log_is_right(0, 'nothing of it is logged');


#
# Transactions of the caller
#

my $client = start_client($node,
	q(BEGIN; SELECT migrate.add('8_h', 'CREATE TABLE h (id int)'); SELECT * FROM migrate.apply_in_transaction();),
	stay => 1);
log_is_right(0, 'before the commit');
$client->{in} .= "COMMIT;\n";
finish_client($client);
log_is_right(2, 'after the commit');

try_sql(q(BEGIN; SELECT migrate.add('8_i', 'SELECT 8'); SELECT * FROM migrate.apply_in_transaction(); ROLLBACK));
log_is_right(0, 'a rollback');
try_sql(q(BEGIN; SELECT migrate.add('8_i', 'SELECT 8'); SELECT 1/0; COMMIT));
log_is_right(0, 'a transaction that failed');
try_sql(<<'SQL');
BEGIN;
SAVEPOINT a;
SELECT migrate.add('8_a', 'SELECT 8');
SAVEPOINT b;
SELECT migrate.add('8_b', 'SELECT 8.1');
RELEASE b;
ROLLBACK TO a;
SELECT migrate.add('8_c', 'SELECT 8.2');
SAVEPOINT d;
SELECT migrate.add('8_d', 'SELECT 8.3');
RELEASE d;
COMMIT;
SQL
log_is_right(2, 'savepoints: what they took back is not logged');
try_sql(<<'SQL');
DO $$
BEGIN
	PERFORM migrate.add('8_e', 'SELECT 8.4');
	BEGIN
		PERFORM migrate.add('8_f', 'SELECT 8.5');
		PERFORM 1/0;
	EXCEPTION WHEN division_by_zero THEN
		PERFORM migrate.add('8_g', 'SELECT 8.6');
	END;
END $$
SQL
log_is_right(2, 'an exception block: what it took back is not logged');
ask($node, 'CALL migrate.apply()');
log_is_right(4, 'all of it applied');

# the session that is lost in the middle
$client = start_client($node, q(BEGIN; SELECT migrate.add('9_lost', 'SELECT 9');), stay => 1);
ask($node, "SELECT pg_terminate_backend($client->{pid})");
finish_client($client);
wait_until($node, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid})");
log_is_right(0, 'a session that is terminated');


#
# At random: savepoints, rollbacks and commits
#

my $number = 0;

# Returns SQL that hands one migration over or takes a part of it back.
sub random_step
{
	my ($depth) = @_;
	my $kind = rand;

	$number++;
	return "SELECT migrate.add('r$number', 'SELECT $number', project => 'random');"
	  if $kind < 0.4;
	return "SELECT migrate.set('lock_timeout', '${number}ms', project => 'random');"
	  if $kind < 0.5;
	return "SELECT * FROM migrate.apply_in_transaction(project => 'random');"
	  if $kind < 0.6;
	return "SELECT 1/0;" if $kind < 0.63;
	return "SAVEPOINT s" . ++$$depth . ";" if $kind < 0.8 || $$depth == 0;
	return "RELEASE s" . $$depth-- . ";" if $kind < 0.9;
	return "ROLLBACK TO s$$depth;";
}

my $wrong = 0;
my $sql = '';

foreach my $transaction (1 .. 60)
{
	my $depth = 0;

	$sql .= "BEGIN;\n";
	$sql .= random_step(\$depth) . "\n" foreach 1 .. 1 + int rand 12;
	$sql .= (rand() < 0.75 ? 'COMMIT' : 'ROLLBACK') . ";\n";
}
try_sql($sql);
is(logged_lines(), wanted_lines(), 'at random: the log equals the history')
  or diag($sql);
cmp_ok(count_logged() - $before, '>', 20, 'at random: events were logged');
ledger_is_sound($node, 'the ledger is sound');
is((split /head /, logged_lines())[-1], ask($node, 'SELECT hash FROM migrate.head'),
	'the last head in the log is the head of the ledger');

$node->stop;
done_testing();
