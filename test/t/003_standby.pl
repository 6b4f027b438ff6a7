# A streaming standby: reading calls work there and say what the primary says;
# calls that write refuse; after promotion work goes on, also with a migration
# that was half done.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = new_server('primary');

ask($primary, <<'SQL');
CREATE EXTENSION migrate;
CREATE ROLE reader;
SELECT migrate.grant('reader', 'reader');
SELECT migrate.set('lock_timeout', '3s');
CALL migrate.deploy('{"1_a.sql": "CREATE TABLE a (id int);",
	"1_a.down.sql": "DROP TABLE a;", "2_b.sql": "CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY b_id ON b (id);"}');
SELECT migrate.add('3_bad', 'SELECT 1/0');
SQL
$primary->psql('postgres', 'CALL migrate.apply()');
ask($primary, q(SELECT migrate.add('3_bad', 'CREATE TABLE c (id int)')));
$primary->backup('base');

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;

# Waits until the standby has all that the primary has.
sub catch_up
{
	$primary->wait_for_catchup($standby);
	return;
}


#
# Reading calls
#

my $bundle = quote(ask($primary, 'SELECT migrate.bundle()'));
my %readers = (
	status               => 'SELECT * FROM migrate.status()',
	'status of a bundle' => "SELECT * FROM migrate.status($bundle)",
	statements           => q(SELECT * FROM migrate.statements('2_b')),
	verify               => 'SELECT count(*) FROM migrate.verify()',
	'verify of a bundle' => "SELECT * FROM migrate.verify($bundle)",
	check                => 'SELECT migrate.check()',
	health               => 'SELECT migrate.health()',
	bundle               => 'SELECT migrate.bundle()',
	archive              => 'SELECT migrate.archive()',
	running              => 'SELECT * FROM migrate.running()',
	'view migrations'    => 'SELECT * FROM migrate.migrations',
	'view history'       => 'SELECT * FROM migrate.history ORDER BY id',
	'view progress'      => 'SELECT * FROM migrate.progress',
	'view settings'      => 'SELECT * FROM migrate.settings ORDER BY project, setting');

catch_up();
foreach my $call (sort keys %readers)
{
	my $there = call_works($standby, $readers{$call}, "$call works");

	is($there, ask($primary, $readers{$call}), "$call says what the primary says");
	is( call_works($standby, "BEGIN ISOLATION LEVEL REPEATABLE READ; $readers{$call}",
			"$call works under REPEATABLE READ"),
		$there, "$call says the same there");
	is( call_works($standby, "SET ROLE reader; $readers{$call}", "$call works for a reader"),
		$there, "$call says the same to a reader");
}
is(ask($standby, 'SELECT count(*) FROM migrate.verify()'), 0, 'verify() has no row');
call_fails($standby, "SELECT migrate.check($bundle)", 'MG025', [qr/3_bad/],
	'check() raises what is wrong');


#
# Calls that write
#

my $archive = quote(ask($primary, 'SELECT migrate.archive()'));
my %writers = (
	add                  => q(SELECT migrate.add('4_new', 'SELECT 4')),
	load                 => qq(SELECT * FROM migrate.load($bundle)),
	load_archive         => qq(SELECT * FROM migrate.load_archive($archive)),
	remove               => q(SELECT migrate.remove('3_bad')),
	rename               => q(SELECT migrate.rename('3_bad', '3_good')),
	trust                => q(SELECT migrate.trust('3_bad')),
	set                  => q(SELECT migrate.set('lock_timeout', '4s')),
	apply                => q(CALL migrate.apply()),
	deploy               => qq(CALL migrate.deploy($bundle)),
	deploy_archive       => qq(CALL migrate.deploy_archive($archive)),
	apply_in_transaction => q(SELECT * FROM migrate.apply_in_transaction()),
	revert               => q(CALL migrate.revert(steps => 1)),
	resolve              => q(CALL migrate.resolve('3_bad', 'applied')),
	baseline             => q(CALL migrate.baseline('3_bad')),
	repair               => q(CALL migrate.repair('1_a', 'SELECT 1', 'test')));

foreach my $call (sort keys %writers)
{
	call_fails($standby, $writers{$call}, '25006',
		[ qr/migrate\.$call\(\) cannot run on a standby/, qr/HINT:.*primary/ ],
		"$call refuses");
}

my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/1_a.sql", 'CREATE TABLE a (id int);');
call_fails($standby, 'SELECT migrate.load_directory(' . quote($folder) . ')', '25006',
	[qr/standby/], 'load_directory refuses');
call_fails($standby, q(SELECT migrate.grant('reader', 'operator')), '25006', [],
	'grant refuses');
call_fails($standby, q(CALL migrate.apply(dry_run => true)), '25006', [qr/standby/],
	'a dry run refuses');


#
# What the primary does later
#

ask($primary, q(CALL migrate.apply()));
catch_up();
is(ask($standby, q(SELECT state FROM migrate.status() WHERE name = '3_bad')), 'applied',
	'what the primary has applied is applied');
is(ask($standby, q(SELECT to_regclass('c') IS NOT NULL)), 't', 'and it is there');

# a migration that the primary is at
ask($primary, <<'SQL');
SELECT migrate.add('4_half', 'CREATE TABLE d (id int); INSERT INTO d SELECT 1 FROM pg_advisory_xact_lock(42); CREATE TABLE e (id int)', transactional => 'off');
SELECT migrate.add('5_last', 'CREATE TABLE f (id int)');
SQL
my $gate = start_client($primary, "BEGIN;\nSELECT pg_advisory_xact_lock(42);", stay => 1);
my $applier = start_client($primary, q(CALL migrate.apply(options => '{"lock_timeout": "0"}');));
wait_until($primary,
	"EXISTS (SELECT FROM pg_locks WHERE pid = $applier->{pid} AND NOT granted)");
catch_up();
note('on the standby, a migration that the primary runs is: '
	  . ask($standby, q(SELECT state, statement, advice FROM migrate.status() WHERE name = '4_half')));
is(ask($standby, q(SELECT string_agg(state, ' ' ORDER BY statement) FROM migrate.statements('4_half'))),
	'done pending pending', 'statements() tells how far it came');
is(ask($standby, 'SELECT count(*) FROM migrate.verify()'), 0, 'verify() has no row meanwhile');


#
# Promotion
#

$primary->stop('immediate');
finish_client($_) foreach $gate, $applier;
$standby->promote;
is(ask($standby, q(SELECT state FROM migrate.status() WHERE name = '4_half')), 'interrupted',
	'promoted: the migration was interrupted');
call_fails($standby, 'CALL migrate.apply()', 'MG002', [qr/4_half.*interrupted/],
	'promoted: it blocks');
is( call_works($standby, <<'SQL', 'promoted: apply goes on'),
CALL migrate.apply(resume => true) \gset
SELECT :'state', :done, :pending, :'last_name';
SQL
	'ok|2|0|5_last', 'promoted: all is applied');
is(ask($standby, 'SELECT count(*) FROM d'), 1, 'promoted: every statement ran once');
is(ask($standby, q(SELECT to_regclass('e') IS NOT NULL AND to_regclass('f') IS NOT NULL)), 't',
	'promoted: all is there');
is(ask($standby, 'SELECT min(timeline), max(timeline) FROM migrate.event'), '1|2',
	'promoted: events tell the timeline');
call_works($standby, q(SELECT migrate.add('6_new', 'CREATE TABLE g (id int)'); SELECT * FROM migrate.apply_in_transaction()),
	'promoted: new migrations can be handed over and run');
call_works($standby, 'SELECT migrate.check()', 'promoted: check() finds nothing');
ledger_is_sound($standby, 'promoted: the ledger is sound');

$standby->stop;
done_testing();
