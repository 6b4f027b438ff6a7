# Logical replication: two databases, each with a ledger of its own; what
# happens to a ledger that is replicated all the same; a move to another server.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = new_server('publisher', 'wal_level = logical');
my $subscriber = new_server('subscriber', 'wal_retrieve_retry_interval = 100ms',
	'max_logical_replication_workers = 10', 'max_sync_workers_per_subscription = 5');
my %count;

# Makes a database on both servers.
sub databases
{
	my ($database) = @_;

	foreach my $node ($publisher, $subscriber)
	{
		ask($node, "CREATE DATABASE $database");
		ask($node, 'CREATE EXTENSION migrate', $database);
	}
	return $database;
}

# Hands migrations over and runs them; returns the row.
sub deploy
{
	my ($node, $database, $files, $more) = @_;
	my $bundle = join ', ', map { qq("$_.sql": "$files->{$_}") } sort keys %$files;

	return ask($node, "CALL migrate.deploy('{$bundle}'" . ($more // '') . ')', $database);
}

# Hands one migration over and runs it; returns the row.
sub run_one
{
	my ($node, $database, $name, $up, $down) = @_;

	return ask($node,
		"SELECT migrate.add('$name', " . quote($up) . ', down => ' . quote($down // 'SELECT 1')
		  . ", project => 'replication');"
		  . "CALL migrate.apply(project => 'replication')", $database);
}

# SQL that subscribes; the name is that of the database unless it is given.
sub subscribe
{
	my ($database, $publication, $with, $name) = @_;

	return 'CREATE SUBSCRIPTION ' . ($name // $database) . ' CONNECTION '
	  . quote($publisher->connstr($database)) . " PUBLICATION $publication"
	  . ($with ? " WITH ($with)" : '');
}

# Waits until the subscriber has copied every table.
sub wait_for_copy
{
	my ($database) = @_;

	return wait_until($subscriber,
		q((SELECT count(*) > 0 AND bool_and(srsubstate = 'r') FROM pg_subscription_rel)), $database);
}

# Waits for a row that the publisher has written to arrive.
sub wait_for_row
{
	my ($database, $condition) = @_;

	return wait_until($subscriber, "EXISTS (SELECT FROM $condition)", $database);
}

# What health() warns of.
sub warning
{
	my ($node, $database, $before) = @_;

	return ask($node, ($before // '') . q(SELECT migrate.health() ->> 'warning'), $database);
}

# All rows of the ledger, for comparisons.
sub ledger
{
	my ($node, $database) = @_;

	return ask($node, join(' ', map { "TABLE migrate.$_ ORDER BY 1, 2;" }
			  qw(event head script project migration companion setting)), $database);
}

# Both ledgers are whole.
sub both_sound
{
	my ($database, $title) = @_;

	ledger_is_sound($publisher, "$title: the publisher's ledger is sound", $database);
	ledger_is_sound($subscriber, "$title: the subscriber's ledger is sound", $database);
	$count{sound} += 2;
	return;
}


#
# The way it is meant: user tables are published, each side has its own ledger
#

my $shop = databases('shop');
my %files = ('1_a' => 'CREATE TABLE a (id int PRIMARY KEY)');

like(deploy($_, $shop, \%files), qr/^ok\|1\|/, 'deploy on ' . $_->name)
  foreach $subscriber, $publisher;
ask($publisher, 'INSERT INTO a VALUES (1)', $shop);
like(run_one($publisher, $shop, '1_publish', 'CREATE PUBLICATION app FOR TABLES IN SCHEMA public'),
	qr/^ok\|1\|/m, 'a migration publishes');
like( run_one($subscriber, $shop, '1_subscribe', subscribe($shop, 'app'),
		"DROP SUBSCRIPTION $shop"),
	qr/^ok\|1\|/m, 'a migration subscribes');
wait_for_copy($shop);
ask($publisher, 'INSERT INTO a VALUES (2)', $shop);
ok(wait_for_row($shop, 'a WHERE id = 2'), 'rows arrive');
is(ask($subscriber, 'SELECT count(*) FROM a', $shop), 2, 'each once');
is(warning($_, $shop), '', 'health() warns of nothing on ' . $_->name)
  foreach $publisher, $subscriber;

# what is added: first at the subscriber
$files{'2_more'} = 'ALTER TABLE a ADD COLUMN b int; CREATE TABLE c (id int PRIMARY KEY)';
like(deploy($_, $shop, \%files), qr/^ok\|1\|/, 'what is added, on ' . $_->name)
  foreach $subscriber, $publisher;
ask($publisher, 'INSERT INTO a VALUES (3, 3); INSERT INTO c VALUES (3)', $shop);
ok(wait_for_row($shop, 'a WHERE b = 3'), 'a new column arrives');
like(run_one($subscriber, $shop, '2_refresh', "ALTER SUBSCRIPTION $shop REFRESH PUBLICATION"),
	qr/^ok\|1\|/m, 'a migration refreshes the subscription');
ok(wait_for_row($shop, 'c WHERE id = 3'), 'a new table arrives');
like(run_one($publisher, $shop, '2_publish', 'CREATE SCHEMA s; CREATE PUBLICATION more FOR TABLES IN SCHEMA s'),
	qr/^ok\|1\|/m, 'a migration publishes more');
like( run_one($subscriber, $shop, '3_more', <<"SQL"), qr/^ok\|1\|/m,
ALTER SUBSCRIPTION $shop ADD PUBLICATION more;
ALTER SUBSCRIPTION $shop DROP PUBLICATION more;
ALTER SUBSCRIPTION $shop SET PUBLICATION app;
SQL
	'a migration changes what is subscribed');
is( ask($subscriber, q(SELECT string_agg(state, ' ') FROM migrate.statements('3_more', project => 'replication')), $shop),
	'done done done', 'step by step');
like( run_one($subscriber, $shop, '4_alone', "ALTER SUBSCRIPTION $shop ADD PUBLICATION more WITH (refresh = false); ALTER SUBSCRIPTION $shop DROP PUBLICATION more WITH (refresh = false)"),
	qr/^ok\|1\|/m, 'what need not ask the publisher');
is( ask($subscriber, q(SELECT count(*) FROM migrate.history WHERE name = '4_alone' AND action IN ('start', 'step')), $shop),
	0, 'is one transaction');

# the wrong way round: replication waits, and goes on
$files{'3_late'} = 'ALTER TABLE a ADD COLUMN d int';
{
	my $offset = -s $subscriber->logfile;

	deploy($publisher, $shop, \%files);
	ask($publisher, 'INSERT INTO a VALUES (4, 4, 4)', $shop);
	ok($subscriber->wait_for_log(qr/target relation "public.a" is missing replicated column: "d"/, $offset),
		'a column that the subscriber lacks stops replication');
	both_sound($shop, 'meanwhile');
	like(deploy($subscriber, $shop, \%files), qr/^ok\|1\|/, 'the subscriber gets it');
	ok(wait_for_row($shop, 'a WHERE d = 4'), 'and replication goes on');
}

# what is dropped: first at the publisher
$files{'4_less'} = 'ALTER TABLE a DROP COLUMN b';
deploy($publisher, $shop, \%files);
ask($publisher, 'INSERT INTO a VALUES (5, 5)', $shop);
ok(wait_for_row($shop, 'a WHERE id = 5 AND d = 5'), 'a column that only the subscriber has does not matter');
like(deploy($subscriber, $shop, \%files), qr/^ok\|1\|/, 'what is dropped, at the subscriber');
ask($publisher, 'INSERT INTO a VALUES (6, 6)', $shop);
ok(wait_for_row($shop, 'a WHERE id = 6'), 'replication goes on');

# data: runs at the publisher, the subscriber is told that it is done
$files{'5_data'} = 'INSERT INTO a VALUES (100, 100); UPDATE a SET d = 0 WHERE id = 1';
like(deploy($publisher, $shop, \%files), qr/^ok\|1\|/, 'rows of a migration, at the publisher');
ok(wait_for_row($shop, 'a WHERE id = 100'), 'arrive');
is(ask($subscriber, q(SELECT migrate.add('5_data', 'INSERT INTO a VALUES (100, 100); UPDATE a SET d = 0 WHERE id = 1')), $shop),
	'added', 'the subscriber has the migration');
is(ask($subscriber, q(CALL migrate.resolve('5_data', 'applied', reason => 'its rows are replicated')), $shop),
	'applied', 'which is resolved');
like(deploy($subscriber, $shop, \%files), qr/^nothing_to_do\|/, 'so that it does not run');

# what is not committed does not arrive
{
	my $before = ask($subscriber, 'TABLE a ORDER BY id', $shop);

	$publisher->psql($shop, q(CALL migrate.deploy('{"6_fail": "INSERT INTO a VALUES (7); SELECT 1/0"}', project => 'other')));
	ask($publisher, q(SELECT migrate.add('6_fail', 'INSERT INTO a VALUES (7)', project => 'other')), $shop);
	ask($publisher, q(CALL migrate.apply(dry_run => true, project => 'other')), $shop);
	ask($publisher, q(BEGIN; SELECT * FROM migrate.apply_in_transaction(project => 'other'); ROLLBACK), $shop);
	$publisher->wait_for_catchup($shop);
	is(ask($subscriber, 'TABLE a ORDER BY id', $shop), $before,
		'migrations that fail or are rolled back send nothing');
	like(ask($publisher, q(CALL migrate.apply(project => 'other')), $shop), qr/^ok\|1\|/, 'one that is applied');
	ok(wait_for_row($shop, 'a WHERE id = 7'), 'sends its rows');
}

both_sound($shop, 'at last');
isnt(ask($publisher, 'SELECT hash FROM migrate.head', $shop),
	ask($subscriber, 'SELECT hash FROM migrate.head', $shop), 'each side has its own ledger');
is( ask($publisher, q(SELECT string_agg(name || ' ' || state, ', ' ORDER BY name) FROM migrate.status()), $shop),
	ask($subscriber, q(SELECT string_agg(name || ' ' || state, ', ' ORDER BY name) FROM migrate.status()), $shop),
	'and the same migrations');
like(ask($subscriber, q(CALL migrate.revert(steps => 4, project => 'replication')), $shop), qr/^ok\|4\|/,
	'the migrations of the subscription are reverted');
is(ask($subscriber, 'SELECT count(*) FROM pg_subscription', $shop), 0, 'and it is gone');
ledger_is_sound($subscriber, 'without it the ledger is sound', $shop);


#
# A publisher whose ledger is published
#

my $all = databases('everything');
my %publications = (
	'FOR ALL TABLES'               => qr/^publication "p" FOR ALL TABLES replicates the ledger$/,
	'FOR TABLES IN SCHEMA migrate' => qr/^publication "p" replicates the ledger$/,
	'FOR TABLES IN SCHEMA public, migrate' => qr/^publication "p" replicates the ledger$/,
	'FOR TABLE migrate.event'      => qr/^publication "p" replicates the ledger$/,
	'FOR TABLE public.x, migrate.head WITH (publish = \'insert\')' =>
	  qr/^publication "p" replicates the ledger$/,
	'FOR TABLES IN SCHEMA public'  => qr/^$/,
	'FOR TABLE public.x'           => qr/^$/);

ask($publisher, q(CREATE ROLE reader; CREATE TABLE x (id int PRIMARY KEY); SELECT migrate.grant('reader', 'reader'); SELECT migrate.add('1', 'SELECT 1')), $all);
foreach my $what (sort keys %publications)
{
	ask($publisher, "CREATE PUBLICATION p $what", $all);
	like(warning($publisher, $all), $publications{$what}, "health() with a publication $what");
	is(warning($publisher, $all, 'SET ROLE reader; '), warning($publisher, $all),
		'says the same to a reader');
	ask($publisher, 'DROP PUBLICATION p', $all);
	$count{publication}++;
}
ask($publisher, 'CREATE PUBLICATION p FOR ALL TABLES; CREATE PUBLICATION q FOR TABLE migrate.event', $all);
is(warning($publisher, $all),
	'publication "p" FOR ALL TABLES replicates the ledger; publication "q" replicates the ledger',
	'health() names all of them');
ask($publisher, 'DROP PUBLICATION q', $all);

# every call goes on to work: updates need a replica identity
foreach my $call (
	q(SELECT migrate.set('not_empty', 'allow')),
	q(CALL migrate.apply()),
	q(CALL migrate.deploy('{"1": "SELECT 1", "2": "CREATE TABLE y (id int PRIMARY KEY); INSERT INTO y VALUES (1); UPDATE y SET id = 2"}')),
	q(SELECT migrate.add('3', 'CREATE INDEX CONCURRENTLY ON y (id); SELECT 3', down => 'SELECT -3'); CALL migrate.apply()),
	q(CALL migrate.revert(steps => 1)),
	q(SELECT * FROM migrate.apply_in_transaction(target => '2')),
	q(SELECT migrate.rename('3', '3_new')),
	q(SELECT migrate.remove('3_new')),
	q(CALL migrate.repair('1', 'SELECT 11', 'test')),
	q(SELECT migrate.add('4', 'SELECT 4'); CALL migrate.baseline('4')),
	q(SELECT migrate.add('5', 'SELECT 5'); CALL migrate.resolve('5', 'applied')),
	q(SELECT migrate.grant('reader', 'none')),
	q(SELECT migrate.check()))
{
	call_works($publisher, $call, "with all tables published: $call", $all);
	$count{published}++;
}
ask($publisher, q(SELECT migrate.add('6', 'CREATE TABLE z (id int); INSERT INTO z VALUES (1); UPDATE z SET id = 2')), $all);
call_fails($publisher, 'CALL migrate.apply()', '55000',
	[qr/migration "6" failed at statement 3.*does not have a replica identity/, qr/DETAIL:  Nothing of this migration remains/],
	'a table without a key cannot be updated by a migration either', $all);
ledger_is_sound($publisher, 'with all tables published: the ledger is sound', $all);


#
# A move: everything is published to a server whose ledger is empty
#

my $move = databases('move');
%files = ('1_a' => 'CREATE TABLE a (id int PRIMARY KEY)', '2_b' => 'CREATE TABLE b (id int PRIMARY KEY)');
deploy($publisher, $move, \%files);
ask($publisher, 'INSERT INTO a VALUES (1); CREATE PUBLICATION everything FOR ALL TABLES', $move);
ask($subscriber, 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)', $move);
ask($subscriber, subscribe($move, 'everything'), $move);
wait_for_copy($move);
is(ledger($subscriber, $move), ledger($publisher, $move), 'moved: the ledger is the same');
is(ask($subscriber, 'SELECT count(*) FROM migrate.verify()', $move), 0, 'moved: verify() has no row');
like(warning($publisher, $move), qr/^publication "everything" FOR ALL TABLES replicates the ledger$/,
	'moved: health() warns at the publisher');
is(warning($subscriber, $move), 'subscription "move" writes the ledger',
	'moved: health() warns at the subscriber');
ask($publisher, q(SELECT migrate.set('lock_timeout', '3s')), $move);
ok(wait_for_row($move, q(migrate.setting WHERE value = '3s')), 'moved: later events arrive');
is(ledger($subscriber, $move), ledger($publisher, $move), 'moved: the ledger is the same again');
is(ask($subscriber, 'SELECT count(*) FROM migrate.verify()', $move), 0, 'moved: verify() has no row again');
ask($subscriber, "DROP SUBSCRIPTION $move", $move);
is(warning($subscriber, $move), '', 'moved: without the subscription there is no warning');
like(deploy($subscriber, $move, \%files), qr/^nothing_to_do\|/, 'moved: there is nothing to do');
$files{'3_c'} = 'CREATE TABLE c (id int)';
like(deploy($subscriber, $move, \%files), qr/^ok\|1\|0\|3_c\|/, 'moved: the new server goes on');
both_sound($move, 'moved');


#
# A subscriber that writes events of its own between those that arrive
#

my $mixed = databases('mixed');
%files = ('1_a' => 'CREATE TABLE a (id int PRIMARY KEY)');
deploy($publisher, $mixed, \%files);
ask($publisher, 'CREATE PUBLICATION everything FOR ALL TABLES; CREATE PUBLICATION app FOR TABLES IN SCHEMA public', $mixed);
ask($subscriber, 'CREATE TABLE a (id int PRIMARY KEY)', $mixed);
ask($subscriber, subscribe($mixed, 'everything'), $mixed);
wait_for_copy($mixed);
ask($subscriber, q(SELECT migrate.add('2_own', 'CREATE TABLE own (id int)'); CALL migrate.apply()), $mixed);
{
	my $offset = -s $subscriber->logfile;
	my $before = ledger($subscriber, $mixed);

	ask($publisher, q(SELECT migrate.set('lock_timeout', '3s'); INSERT INTO a VALUES (2)), $mixed);
	ok($subscriber->wait_for_log(qr/duplicate key value violates unique constraint "event_(pkey|previous_key)"|conflict detected on relation "migrate.event"/, $offset),
		'events of both sides: the key of event stops replication');
	is(ledger($subscriber, $mixed), $before, 'the ledger of the subscriber is as it was');
	is(ask($subscriber, 'SELECT count(*) FROM a', $mixed), 0, 'and no row arrives any more');
	both_sound($mixed, 'events of both sides');
	like(call_works($subscriber, q(SELECT migrate.add('3_own', 'SELECT 3'); CALL migrate.apply()),
			'the subscriber can go on by itself', $mixed), qr/^ok\|1\|/m, 'and run migrations');
}
ask($subscriber, "DROP SUBSCRIPTION $mixed", $mixed);
ask($subscriber, subscribe($mixed, 'app', '', 'mixed_app'), $mixed);
wait_for_copy($mixed);
ok(wait_for_row($mixed, 'a WHERE id = 2'), 'a subscription of user tables is the way out');
is(warning($subscriber, $mixed), '', 'and health() warns of nothing');
both_sound($mixed, 'after the way out');
ask($subscriber, 'DROP SUBSCRIPTION mixed_app', $mixed);


#
# A subscriber whose ledger is not empty when the other one is copied into it
#

my $double = databases('double');
ask($subscriber, q(SELECT migrate.set('lock_timeout', '3s')), $double);
deploy($_, $double, \%files) foreach $publisher, $subscriber;
ask($publisher, 'CREATE PUBLICATION everything FOR ALL TABLES', $double);
ask($subscriber, join(' ', map { "CREATE TABLE kept_$_ AS TABLE migrate.$_;" }
			qw(event head script project migration companion setting cache)), $double);
{
	my $offset = -s $subscriber->logfile;
	my @tables = qw(event head script);

	ask($subscriber, subscribe($double, 'everything'), $double);
	foreach my $table (@tables)
	{
		ok($subscriber->wait_for_log(qr/duplicate key value violates unique constraint "${table}_pkey"/, $offset),
			"two ledgers: the copy of $table fails");
	}
	wait_until($subscriber,
		q((SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel WHERE srrelid IN ('a'::regclass, 'migrate.project'::regclass, 'migrate.migration'::regclass))),
		$double);
	is(warning($subscriber, $double), 'subscription "double" writes the ledger', 'two ledgers: health() warns');
	is( ask($subscriber, q(SELECT DISTINCT finding, severity, event FROM migrate.verify() ORDER BY 1, 3), $double),
		"event_changed|error|1", 'two ledgers: verify() shows that rows came which belong to no event here');
	call_fails($subscriber, 'SELECT migrate.check()', 'MG016', [qr/event_changed: event 1/],
		'two ledgers: check() raises it', $double);
	like(call_works($subscriber, 'SELECT name, state FROM migrate.status()', 'two ledgers: status()', $double),
		qr/^1_a\|applied$/, 'two ledgers: status() tells what the events say');
}
ask($subscriber, "DROP SUBSCRIPTION $double", $double);
ask($subscriber, join(' ', map { "DELETE FROM migrate.$_; INSERT INTO migrate.$_ TABLE kept_$_;" }
			qw(event head script project migration companion setting cache)), $double);
both_sound($double, 'two ledgers: once the rows are put back');
$files{'2_b'} = 'CREATE TABLE b (id int)';
like(deploy($subscriber, $double, \%files), qr/^ok\|1\|/, 'two ledgers: and the subscriber goes on');
both_sound($double, 'two ledgers: at last');

$publisher->stop;
$subscriber->stop;

note("tried: $count{publication} kinds of publications: health() warns of those with the ledger");
note("tried: $count{published} calls while all tables are published: they work");
note("tried: $count{sound} ledgers beside logical replication: verify() finds nothing");
done_testing();
