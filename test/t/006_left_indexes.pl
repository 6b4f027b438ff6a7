# What a concurrent statement leaves when its session is lost, at each of its
# waits: the next apply finds it and removes it, dead indexes too.
#
# A statement that is to declare an index dead and then drop it waits twice
# for those who use the table.  Two sessions that use it, one begun after the
# other, hold it at the first wait and then at the second.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_server('left');
my $database;

# Starts a session that uses table a.
sub use_table
{
	return start_client($node, "BEGIN;\nTABLE a;", database => $database,
		application => 'user', stay => 1);
}

# Waits until a session waits for the end of another's transaction.
sub wait_for_wait
{
	my ($waiter, $holder) = @_;

	return wait_until($node,
		"$holder->{pid} = ANY (pg_blocking_pids($waiter->{pid}))", $database);
}

# Starts an apply and loses it at its first wait, or at the second.
sub lose_at_wait
{
	my ($number) = @_;
	my $first = use_table();
	my $applier = start_client($node, 'CALL migrate.apply(resume => true);',
		database => $database);

	wait_for_wait($applier, $first);
	if ($number == 2)
	{
		my $second = use_table();

		finish_client($first);
		$first = $second;
		wait_for_wait($applier, $first);
	}
	ask($node, "SELECT pg_terminate_backend($applier->{pid})");
	finish_client($applier);
	finish_client($first);
	wait_until($node, "NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $applier->{pid})");
	return;
}

# Returns the indexes of table a, and of its TOAST table.
sub indexes
{
	return ask($node, <<'SQL', $database);
SELECT string_agg(CASE WHEN indrelid = 'a'::regclass THEN relname ELSE
		regexp_replace(relname, '[0-9]+', 'N') END
	|| CASE WHEN indisvalid THEN '' WHEN indislive THEN ' invalid' ELSE ' dead' END,
	', ' ORDER BY relname)
FROM pg_index JOIN pg_class ON oid = indexrelid
WHERE indrelid IN ('a'::regclass,
	(SELECT reltoastrelid FROM pg_class WHERE oid = 'a'::regclass))
SQL
}

# Makes a new database with a table, and a migration to be cut off.
sub prepare
{
	my ($name, $up) = @_;

	$database = $name;
	ask($node, "CREATE DATABASE $database");
	ask($node, <<'SQL', $database);
CREATE EXTENSION migrate;
SELECT migrate.set('not_empty', 'allow');
CREATE TABLE a (id int, t text);
INSERT INTO a VALUES (1, 'x');
CREATE INDEX a_t ON a (t);
SQL
	ask($node, "SELECT migrate.add('1', '$up', transactional => 'off')", $database);
	return;
}

# Tests that the next apply completes it, and what is there then.
sub completes
{
	my ($title, $expected) = @_;

	is( ask($node, q(SELECT state || ' ' || (SELECT string_agg(state, ' ' ORDER BY statement) FROM migrate.statements('1')) FROM migrate.status()), $database),
		'interrupted in_doubt', "$title: interrupted, in doubt");
	call_works($node, 'CALL migrate.apply(resume => true)', "$title: resumed", $database);
	is(indexes(), $expected, "$title: the indexes that are to be there, and no other");
	ledger_is_sound($node, "$title: the ledger is sound", $database);
	return;
}

my $TOAST = ', pg_toast_N_index';

prepare('reindex_1', 'REINDEX INDEX CONCURRENTLY a_t');
lose_at_wait(1);
is(indexes(), "a_t, a_t_ccold invalid$TOAST", 'reindex, first wait: what is left');
completes('reindex, first wait', "a_t$TOAST");

prepare('reindex_2', 'REINDEX INDEX CONCURRENTLY a_t');
lose_at_wait(2);
is(indexes(), "a_t, a_t_ccold dead$TOAST", 'reindex, second wait: what is left');
completes('reindex, second wait', "a_t$TOAST");

prepare('table_1', 'REINDEX TABLE CONCURRENTLY a');
lose_at_wait(1);
note('reindex of a table leaves: ' . indexes());
completes('reindex of a table, first wait', "a_t$TOAST");

prepare('drop_1', 'DROP INDEX CONCURRENTLY a_t');
lose_at_wait(1);
is(indexes(), "a_t invalid$TOAST", 'drop, first wait: what is left');
completes('drop, first wait', 'pg_toast_N_index');

prepare('drop_2', 'DROP INDEX CONCURRENTLY a_t');
lose_at_wait(2);
is(indexes(), "a_t dead$TOAST", 'drop, second wait: what is left');
completes('drop, second wait', 'pg_toast_N_index');

# an index without a name, whose clean-up is cut off in its turn
foreach my $create ('CREATE INDEX CONCURRENTLY ON a (id)',
	'CREATE INDEX CONCURRENTLY a_id_idx ON a (id)')
{
	my $title = $create =~ /a_id_idx/ ? 'named' : 'unnamed';

	prepare("${title}_index", $create);

	my $writer = start_client($node, "BEGIN;\nINSERT INTO a VALUES (2, 'y');",
		database => $database, stay => 1);
	my $applier = start_client($node, 'CALL migrate.apply();', database => $database);

	wait_for_wait($applier, $writer);
	ask($node, "SELECT pg_terminate_backend($applier->{pid})");
	finish_client($applier);
	finish_client($writer);
	is(indexes(), "a_id_idx invalid, a_t$TOAST", "$title: an invalid index is left");
	lose_at_wait(2);
	is(indexes(), "a_id_idx dead, a_t$TOAST", "$title: its removal was cut off, too");
	completes($title, "a_id_idx, a_t$TOAST");
}

$node->stop;
done_testing();
