# Nobody runs another's script by accident: each way in which a script of a
# role with less power could come to run in a call of one with more; whose
# scripts count as whose roles change; and what a role with little power can do
# to the migrations and settings of others.
#
# A script that must not run moves a sequence, which no rollback moves back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SecurityTest;
use Test::More;

my $node = new_server('trust');
my %tried = map { $_ => 0 } qw(refused healed relation smuggled);
my $TRAP = q(SELECT nextval('public.trap'));

roles(
	$node,
	boss => 'SUPERUSER',
	low  => '',
	peer => '',
	heir => 'IN ROLE low');
ask($node, <<'SQL');
CREATE EXTENSION migrate;
CREATE SEQUENCE trap;
CREATE TABLE gate (i int);
GRANT ALL ON SEQUENCE trap TO PUBLIC;
GRANT SELECT ON gate TO PUBLIC;
SELECT migrate.set('not_empty', 'allow', NULL);
SELECT migrate.grant(r, 'operator') FROM unnest('{low,peer,heir}'::text[]) r;
SQL

# Tests how many scripts that move the sequence have run since the last time.
my $trapped = 0;

sub has_run
{
	my ($times, $title) = @_;
	my $now = ask($node, 'SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM trap');

	is($now - $trapped, $times, $title);
	$trapped = $now;
	return;
}


#
# The ways in which a script can run
#

# before: what boss does first; low: what the author does; call: what runs it;
# once: the trap that a trusted script moves with it.  {p} is a project.
my $GATE = 'SELECT 1; SELECT 1 / count(*) FROM public.gate; SELECT nextval(\'public.trap\')';
my $FOLDER = '{"1_a.sql": "SELECT 1", "1_a.down.sql": "SELECT nextval(\'public.trap\')"}';
my %WAYS = (
	apply => {
		low  => [ add_sql('1', $TRAP, project => '{p}') ],
		call => 'CALL migrate.apply(project => {p})' },
	target => {
		low  => [ add_sql('1', $TRAP, project => '{p}') ],
		call => q(CALL migrate.apply('1', project => {p})) },
	steps => {
		low  => [ add_sql('1', $TRAP, project => '{p}') ],
		call => 'CALL migrate.apply(steps => 1, project => {p})' },
	dry_run => {
		low  => [ add_sql('1', $TRAP, project => '{p}') ],
		call => 'CALL migrate.apply(dry_run => true, project => {p})' },
	apply_in_transaction => {
		low  => [ add_sql('1', $TRAP, project => '{p}') ],
		call => 'SELECT count(*) FROM migrate.apply_in_transaction(project => {p})' },
	stepwise => {
		low  => [ add_sql('1', $TRAP, project => '{p}', transactional => 'off') ],
		call => 'CALL migrate.apply(project => {p})' },
	behind_mine => {
		before => [ add_sql('1', 'SELECT 1', project => '{p}') ],
		low    => [ add_sql('2', $TRAP, project => '{p}') ],
		name   => '2',
		call   => 'CALL migrate.apply(project => {p})' },
	required => {
		low    => [ add_sql('2', $TRAP, project => '{p}') ],
		runner => [ q(SELECT migrate.add('1', 'SELECT 1', requires => '{2}', project => {p})) ],
		name   => '2',
		call   => q(CALL migrate.apply('1', project => {p})) },
	verify => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', verify => $TRAP) ],
		call => 'CALL migrate.apply(project => {p})' },
	verify_stepwise => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', verify => $TRAP, transactional => 'off') ],
		call => 'CALL migrate.apply(project => {p})' },
	verify_dry_run => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', verify => $TRAP) ],
		call => 'CALL migrate.apply(dry_run => true, project => {p})' },
	verify_in_transaction => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', verify => $TRAP) ],
		call => 'SELECT count(*) FROM migrate.apply_in_transaction(project => {p})' },
	revert => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', down => $TRAP), 'CALL migrate.apply(project => {p})' ],
		call => 'CALL migrate.revert(steps => 1, project => {p})' },
	revert_stepwise => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', down => $TRAP, transactional => 'off'), 'CALL migrate.apply(project => {p})' ],
		call => 'CALL migrate.revert(steps => 1, project => {p})' },
	revert_baselined => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', down => $TRAP), q(CALL migrate.baseline('1', project => {p})) ],
		call => 'CALL migrate.revert(steps => 1, project => {p})' },
	resume => {
		low  => [ add_sql('1', $GATE, project => '{p}', transactional => 'off'), 'CALL migrate.apply(project => {p})' ],
		call => 'CALL migrate.apply(resume => true, project => {p})' },
	resume_down => {
		low  => [ add_sql('1', 'SELECT 1', project => '{p}', down => $GATE, transactional => 'off'), 'CALL migrate.apply(project => {p})', 'CALL migrate.revert(steps => 1, project => {p})' ],
		call => 'CALL migrate.revert(steps => 1, project => {p})' },
	again => {
		before => [ q(SELECT migrate.add('1', 'SELECT 1', repeatable => true, project => {p})), 'CALL migrate.apply(project => {p})' ],
		low    => [ q(SELECT migrate.add('1', 'SELECT nextval(''public.trap'')', repeatable => true, project => {p})) ],
		call   => 'CALL migrate.apply(project => {p})' },
	failed_before => {
		low  => [ add_sql('1', 'SELECT 1 / count(*) FROM public.gate; ' . $TRAP, project => '{p}'), 'CALL migrate.apply(project => {p})' ],
		call => 'CALL migrate.apply(project => {p})' },
	reverted_before => {
		low  => [ add_sql('1', $TRAP, project => '{p}', down => 'SELECT 1'), 'CALL migrate.apply(project => {p})', 'CALL migrate.revert(steps => 1, project => {p})' ],
		call => 'CALL migrate.apply(project => {p})' },
	folder_without_down => {
		low    => [ "SELECT count(*) FROM migrate.load(" . quote($FOLDER) . ", project => {p})" ],
		runner => [ q(CALL migrate.deploy('{"1_a.sql": "SELECT 1"}', project => {p})) ],
		name   => '1_a',
		call   => q(CALL migrate.apply(project => {p})),
		heal   => q(CALL migrate.revert(steps => 1, project => {p})) },
	folder_without_down_applied => {
		low    => [ "SELECT count(*) FROM migrate.load(" . quote($FOLDER) . ", project => {p})", 'CALL migrate.apply(project => {p})' ],
		runner => [ q(CALL migrate.deploy('{"1_a.sql": "SELECT 1"}', project => {p})) ],
		name   => '1_a',
		call   => q(CALL migrate.revert(steps => 1, project => {p})) },
	folder_without_verify => {
		low    => [ q(SELECT migrate.add('1_a', 'SELECT 1', verify => 'SELECT nextval(''public.trap'')', project => {p})) ],
		runner => [ q(SELECT count(*) FROM migrate.load('{"1_a/migration.sql": "SELECT 1"}', project => {p})) ],
		name   => '1_a',
		call   => q(CALL migrate.deploy('{"1_a/migration.sql": "SELECT 1"}', project => {p})) },
	setting_role => {
		low  => [ q(SELECT migrate.set('role', 'low', {p})), add_sql('1', 'SELECT 1', project => '{p}') ],
		runner => [ add_sql('1', 'SELECT 1', project => '{p}') ],
		call => 'CALL migrate.apply(project => {p})',
		trust => q(SELECT migrate.set('role', NULL, {p})),
		once => 0 },
	setting_search_path => {
		low  => [ q(SELECT migrate.set('search_path', 'low, pg_temp, pg_catalog', {p})) ],
		runner => [ add_sql('1', 'SELECT 1', project => '{p}') ],
		call => 'SELECT count(*) FROM migrate.apply_in_transaction(project => {p})',
		trust => q(SELECT migrate.set('search_path', 'public', {p})),
		once => 0 },
	setting_revert => {
		low  => [ add_sql('1', 'SELECT 1', down => 'SELECT 1', project => '{p}'), 'CALL migrate.apply(project => {p})', q(SELECT migrate.set('search_path', 'low', {p})) ],
		runner => [ add_sql('1', 'SELECT 1', down => 'SELECT 1', project => '{p}') ],
		call => 'CALL migrate.revert(steps => 1, project => {p})',
		trust => q(SELECT migrate.set('search_path', 'public', {p})),
		once => 0 });

# What runs nothing, whatever is pending.
my @HARMLESS = (
	'SELECT count(*) FROM migrate.status(project => {p})',
	q(SELECT count(*) FROM migrate.statements({n}, project => {p})),
	'SELECT count(*) FROM migrate.verify(project => {p})',
	'SELECT migrate.health(project => {p})',
	q(SELECT migrate.bundle('list', project => {p})));

# Puts project and name into SQL.
sub filled
{
	my ($sql, $project, $name) = @_;

	$sql =~ s/'\{p\}'|\{p\}/'$project'/g;
	$sql =~ s/\{n\}/quote($name)/ge;
	return $sql;
}

# Tests all ways for a runner who does not have to trust low.
sub all_ways
{
	my ($runner) = @_;
	my @names = sort keys %WAYS;
	my %project = map { $_ => "$_ of $runner" } @names;
	my @wrong;

	ask($node, 'TRUNCATE gate');
	my $part = sub {
		my ($which, $way) = @_;
		return map { filled($_, $project{$way}, $WAYS{$way}{name} // '1') } @{ $WAYS{$way}{$which} // [] };
	};
	foreach my $result (run_as($node, 'postgres', 'boss', map { $part->('before', $_) } @names),
		run_as($node, 'postgres', 'low', map { $part->('low', $_) } @names))
	{
		push @wrong, "$result->{sql}: $result->{state} $result->{message}"
		  if $result->{state} !~ /^(00000|22012)$/;
	}
	run_as($node, 'postgres', $runner, map { $part->('runner', $_) } @names);
	is(join("\n", @wrong), '', "the scripts are there for $runner");
	has_run(1, 'low has run one of its own');

	my @calls = map { filled($WAYS{$_}{call}, $project{$_}, '') } @names;
	my @harmless = map {
		my $way = $_;
		map { filled($_, $project{$way}, $WAYS{$way}{name} // '1') } @HARMLESS
	} @names;
	ask($node, 'INSERT INTO gate VALUES (1)');

	states_are($node, 'postgres', $runner, "$runner runs none of them",
		(map { [ 'MG022', $_ ] } @calls), (map { [ '00000', $_ ] } @harmless));
	$tried{refused} += @calls;
	has_run(0, 'none has run');

	my $once = 0;
	foreach my $way (@names)
	{
		my $trust = $WAYS{$way}{trust} // 'SELECT migrate.trust({n}, {p})';
		my @results = run_as($node, 'postgres', $runner,
			map { filled($_, $project{$way}, $WAYS{$way}{name} // '1') }
			  grep { defined } $trust, @{$WAYS{$way}}{qw(call heal)});

		$once += $WAYS{$way}{once} // 1;
		push @wrong, map { "$_->{sql}: $_->{state} $_->{message}" } grep { $_->{state} ne '00000' } @results;
		$tried{healed}++;
	}
	is(join("\n", @wrong), '', "$runner runs them after trust()");
	has_run($once, 'each has run once');
	return;
}

all_ways($_) foreach qw(boss peer heir);
ledger_is_sound($node, 'the ledger is sound');

# the author runs them as before
{
	states_are($node, 'postgres', 'low', 'the author needs no trust',
		[ '00000', add_sql('1', $TRAP, project => 'own', down => $TRAP, verify => $TRAP) ],
		[ '00000', 'CALL migrate.apply(project => \'own\')' ],
		[ '00000', 'CALL migrate.revert(steps => 1, project => \'own\')' ]);
	has_run(3, 'and runs all of it');
}


#
# Handing the same over oneself
#

my %SAME = (
	'add' => [ q(SELECT migrate.add('1_a', 'SELECT 1', 'SELECT nextval(''public.trap'')', project => {p})) ],
	'a list' => [ q(SELECT count(*) FROM migrate.load('[{"name": "1_a", "up": "SELECT 1", "down": "SELECT nextval(''public.trap'')"}]', project => {p})) ],
	'a folder' => [ "SELECT count(*) FROM migrate.load(" . quote($FOLDER) . ", project => {p})" ],
	'a deploy' => [ "CALL migrate.deploy(" . quote($FOLDER) . ", project => {p})" ],
	'add without it' => [ q(SELECT migrate.add('1_a', 'SELECT 1', project => {p})), 'MG013', 0 ],
	'a list without it' => [ q(SELECT count(*) FROM migrate.load('[{"name": "1_a", "up": "SELECT 1"}]', project => {p})), 'MG013', 0 ],
	'a folder without it' => [ q(SELECT count(*) FROM migrate.load('{"1_a.sql": "SELECT 1"}', project => {p})), 'MG022', 0 ],
	'a folder without it and another text' => [ q(SELECT count(*) FROM migrate.load('{"1_a.sql": "SELECT 2"}', project => {p})), 'MG013', 0 ],
	'a folder without it and other white space' => [ q(SELECT count(*) FROM migrate.load('{"1_a.sql": "SELECT  1"}', project => {p})), 'MG013', 0 ],
	'another down script' => [ q(SELECT migrate.add('1_a', 'SELECT 1', 'SELECT 3', project => {p})), '00000', 0 ]);

foreach my $how (sort keys %SAME)
{
	my ($sql, $state, $moved) = @{ $SAME{$how} };
	foreach my $first ('', 'applied: ')
	{
		my $project = "$first$how";
		my $again = filled($sql, $project, '');

		# what has run keeps its meaning
		next if $first && $how =~ /another text/;
		run_as($node, 'postgres', 'low',
			"SELECT count(*) FROM migrate.load(" . quote($FOLDER) . ", project => '$project')",
			$first ? "CALL migrate.apply(project => '$project')" : ());
		my @results = run_as($node, 'postgres', 'boss', $again,
			"CALL migrate.apply(project => '$project')",
			"CALL migrate.revert(steps => 1, project => '$project')");
		my $reverted = $state // '00000';

		# what is not trusted does not even get that far
		$reverted = '00000' if $reverted eq 'MG022' && !$first;
		is($results[0]{state}, '00000', "$project: handed over");
		is($results[1]{state}, ($state // '') eq 'MG022' && !$first ? 'MG022' : '00000', "$project: apply");
		is($results[2]{state}, $reverted, "$project: revert");
		$tried{healed}++;
	}
	has_run(($moved // 2), "$how: vouches for what it brings");
}
{
	my ($note) = run_as($node, 'postgres', 'boss',
		q(SELECT outcome || ': ' || note FROM migrate.load('{"1_a.sql": "SELECT 1"}', project => 'folder_without_down of peer')));
	my @notes = run_as($node, 'postgres', 'boss',
		q(SELECT outcome || ': ' || note FROM migrate.load('{"1_a.sql": "SELECT 1"}', project => 'a folder without it')),
		q(SELECT outcome || ': ' || note FROM migrate.load('{"1_a.sql": "SELECT 3"}', project => 'a folder without it')));

	like($note->{out}, qr/^unchanged: not vouched for: its down script of role "\w+" is not in the folder$/, 'the note of what stays');
	is($notes[1]{out}, 'replaced: its down script of role "low" is not kept', 'the note of what does not stay');
}


#
# Who counts as whom
#

# Tests whether a runner may run what an author hands over, after changes by a
# superuser to the roles.
my $relation = 0;

sub relation
{
	my ($title, $author, $changes, $runner, $may) = @_;
	my $project = 'relation ' . ++$relation;
	is(state_of($node, 'postgres', $author, add_sql('1', $TRAP, project => $project)),
		'00000', "$title: handed over") if $author;
	ask($node, $changes) if $changes;
	is(state_of($node, 'postgres', $runner, "CALL migrate.apply(project => '$project')"),
		$may ? '00000' : 'MG022', $title);
	has_run(($may ? 1 : 0), "$title: and so it was");
	$tried{relation}++;
	return;
}

# Makes an operator that is new.
sub operator
{
	my ($name, $attributes) = @_;

	ask($node, "CREATE ROLE $name LOGIN $attributes; SELECT migrate.grant('$name', 'operator')");
	return $name;
}

my $v16 = ask($node, 'SHOW server_version_num') >= 160000;

relation('a superuser for anybody', 'boss', '', 'low', 1);
relation('nobody for a superuser', 'low', '', 'boss', 0);
relation('a peer', 'low', '', 'peer', 0);
relation('the heir runs not what low wrote', 'low', '', 'heir', 0);
relation('low runs what its heir wrote', 'heir', '', 'low', 1);
operator('grandchild', 'IN ROLE heir');
relation('what a member of a member wrote', 'grandchild', '', 'low', 1);
relation('a member that was thrown out', 'heir', 'REVOKE low FROM heir', 'low', 0);
relation('a member of one thrown out', 'grandchild', '', 'low', 0);
relation('one that becomes a member', 'heir', 'GRANT low TO heir', 'low', 1);
relation('a member without inheritance', 'heir',
	$v16 ? 'GRANT low TO heir WITH INHERIT FALSE' : 'ALTER ROLE heir NOINHERIT', 'low', 0);
ask($node, $v16 ? 'GRANT low TO heir WITH INHERIT TRUE' : 'ALTER ROLE heir INHERIT');

SKIP:
{
	skip 'members can always SET ROLE before 16', 6 unless $v16;
	relation('a member that inherits but cannot become the role', 'heir', 'GRANT low TO heir WITH SET FALSE', 'low', 0);
	relation('and can again', 'heir', 'GRANT low TO heir WITH SET TRUE', 'low', 1);
}
operator('boss2', 'SUPERUSER');
relation('a superuser that is none any more', 'boss2', 'ALTER ROLE boss2 NOSUPERUSER', 'low', 0);
relation('and for another superuser', 'boss2', '', 'boss', 0);
relation('one that has become superuser', 'boss2', 'ALTER ROLE boss2 SUPERUSER', 'boss', 1);
operator('gone', 'SUPERUSER');
relation('a superuser that is dropped', 'gone', 'SELECT migrate.grant(\'gone\', \'none\'); DROP ROLE gone', 'low', 0);
operator('gone', 'SUPERUSER');
relation('one made anew without its power', 'gone', 'SELECT migrate.grant(\'gone\', \'none\'); DROP ROLE gone; CREATE ROLE gone', 'boss', 0);
ask($node, 'DROP ROLE gone');
operator('gone', 'IN ROLE low');
relation('a member made anew as a stranger', 'gone', 'SELECT migrate.grant(\'gone\', \'none\'); DROP ROLE gone; CREATE ROLE gone', 'low', 0);
ask($node, 'DROP ROLE gone');
operator('gone', '');
relation('a role of the same name as before: the name counts', 'gone', 'SELECT migrate.grant(\'gone\', \'none\'); DROP ROLE gone; CREATE ROLE gone LOGIN; SELECT migrate.grant(\'gone\', \'operator\')', 'gone', 1);
ask($node, 'SELECT migrate.grant(\'gone\', \'none\'); DROP ROLE gone');
operator('named', 'SUPERUSER');
relation('a role that got another name', 'named', 'ALTER ROLE named RENAME TO renamed', 'low', 0);
operator('named', '');
relation('the name with another role behind it', 'renamed', 'ALTER ROLE renamed NOSUPERUSER; ALTER ROLE named RENAME TO x; ALTER ROLE renamed RENAME TO named', 'boss', 0);
relation('the owner of the database is no superuser', 'low', 'CREATE ROLE dbo; ALTER DATABASE postgres OWNER TO low', 'boss', 0);
relation('nor does it have to trust others', 'peer', '', 'low', 0);
relation('a role with every right but superuser', 'peer', 'ALTER ROLE peer CREATEROLE CREATEDB REPLICATION BYPASSRLS; GRANT pg_write_all_data, pg_execute_server_program TO peer', 'boss', 0);
relation('for a role with less it counts no more', 'peer', '', 'low', 0);

# trust() by one is not trust by another
{
	states_are($node, 'postgres', 'low', 'low hands over', [ '00000', add_sql('1', $TRAP, project => 'vouched') ]);
	operator('boss3', 'SUPERUSER');
	states_are($node, 'postgres', 'peer', 'a peer vouches',
		[ '00000', q(SELECT migrate.trust('1', project => 'vouched')) ]);
	is(state_of($node, 'postgres', 'boss', q(CALL migrate.apply(project => 'vouched'))), 'MG022', 'which is not enough for a superuser');
	is(state_of($node, 'postgres', 'boss3', q(SELECT migrate.trust('1', project => 'vouched'))), '00000', 'a superuser vouches');
	ask($node, q(ALTER ROLE boss3 NOSUPERUSER));
	is(state_of($node, 'postgres', 'boss', q(CALL migrate.apply(project => 'vouched'))), 'MG022', 'who is none any more');
	ask($node, q(SELECT migrate.grant('boss3', 'none'); DROP ROLE boss3));
	is(state_of($node, 'postgres', 'boss', q(CALL migrate.apply(project => 'vouched'))), 'MG022', 'and is dropped');
	ask($node, q(CREATE ROLE boss3 SUPERUSER));
	has_run(0, 'it has not run');
	is(state_of($node, 'postgres', 'boss', q(CALL migrate.apply(project => 'vouched'))), '00000', 'with a superuser of that name it runs');
	has_run(1, 'once');
	$tried{relation} += 3;
}

# SET ROLE: the current role counts, as author and as runner
{
	states_are($node, 'postgres', 'boss', 'a superuser who has become another role',
		[ '00000', 'SET ROLE low' ],
		[ '00000', add_sql('1', $TRAP, project => 'set role') ],
		[ '00000', 'RESET ROLE' ],
		[ 'MG022', q(CALL migrate.apply(project => 'set role')) ],
		[ '00000', 'SET ROLE peer' ],
		[ 'MG022', q(CALL migrate.apply(project => 'set role')) ],
		[ '00000', 'RESET ROLE' ],
		[ '00000', 'SET SESSION AUTHORIZATION peer' ],
		[ 'MG022', q(CALL migrate.apply(project => 'set role')) ],
		[ '00000', 'RESET SESSION AUTHORIZATION' ]);
	has_run(0, 'is that role');
	is(ask($node, q(SELECT string_agg(DISTINCT registered_by, ', ') FROM migrate.migration WHERE project = 'set role')), 'low', 'also in the ledger');
	is(ask($node, q(SELECT login_name || ' ' || role_name FROM migrate.event WHERE project = 'set role' ORDER BY id LIMIT 1)), 'boss low', 'which tells who logged in');
	$tried{relation} += 3;
}


#
# What a role with little power does to the migrations of others
#

# boss hands over and runs what is to run first; low does its part; boss goes on
# and nothing of low may run.
my $smuggled = 0;

sub smuggled
{
	my ($title, $boss, $low, @then) = @_;
	my $project = 'smuggled ' . ++$smuggled;
	my @wrong = map { "$_->{sql}: $_->{state} $_->{message}" } grep { $_->{state} ne '00000' }
	  (run_as($node, 'postgres', 'boss', map { filled($_, $project, '') } @$boss),
		run_as($node, 'postgres', 'low', map { filled($_, $project, '') } @$low));

	is(join("\n", @wrong), '', "$title: low can do that");
	states_are($node, 'postgres', 'boss', $title, map { [ $_->[0], filled($_->[1], $project, '') ] } @then);
	has_run(0, "$title: nothing of low has run");
	$tried{smuggled}++;
	return;
}

my $MINE = q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', project => {p}));
my $APPLY = 'CALL migrate.apply(project => {p})';
my $REVERT = 'CALL migrate.revert(steps => 1, project => {p})';
my $EVIL = q('SELECT nextval(''public.trap'')');

smuggled('another text', [$MINE], [ "SELECT migrate.add('1', $EVIL, project => {p})" ], [ 'MG022', $APPLY ]);
smuggled('another down script', [ $MINE, $APPLY ], [ "SELECT migrate.add('1', 'SELECT 1', $EVIL, project => {p})" ], [ 'MG022', $REVERT ]);
smuggled('a verify script', [$MINE], [ "SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', $EVIL, project => {p})" ], [ 'MG022', $APPLY ]);
smuggled('another way to run', [$MINE], [ q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', transactional => 'off', project => {p})) ], [ 'MG022', $APPLY ]);
smuggled('the name of another', [$MINE], [ q(SELECT migrate.rename('1', '0', {p})), "SELECT migrate.add('1', $EVIL, project => {p})" ], [ 'MG022', $APPLY ]);
smuggled('the name of one removed', [$MINE], [ q(SELECT migrate.remove('1', {p})), "SELECT migrate.add('1', $EVIL, project => {p})" ], [ 'MG022', $APPLY ]);
smuggled('there and back', [$MINE], [ "SELECT migrate.add('1', $EVIL, project => {p})", $MINE ], [ 'MG022', $APPLY ]);
smuggled('renamed there and back', [$MINE], [ q(SELECT migrate.rename('1', '2', {p})), "SELECT migrate.add('1', $EVIL, project => {p})", q(SELECT migrate.rename('1', '3', {p})), q(SELECT migrate.rename('2', '1', {p})) ], [ '00000', q(CALL migrate.apply('1', project => {p})) ], [ 'MG022', $APPLY ]);
smuggled('a requirement', [$MINE], [ "SELECT migrate.add('9', $EVIL, project => {p})", q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', requires => '{9}', project => {p})) ], [ 'MG022', q(CALL migrate.apply('1', project => {p})) ]);
smuggled('a repair', [ $MINE, $APPLY ], [ "CALL migrate.repair('1', $EVIL, 'reason', {p})" ], [ '00000', $APPLY ], [ 'MG022', $REVERT ]);
smuggled('a repeatable one', [ $MINE, $APPLY ], [ q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', repeatable => true, project => {p})), "SELECT migrate.add('1', $EVIL, repeatable => true, project => {p})" ], [ 'MG022', $APPLY ]);
smuggled('a repair of a repeatable one', [ $MINE, $APPLY ], [ q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', repeatable => true, project => {p})), "CALL migrate.repair('1', $EVIL, 'reason', {p})", q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', repeatable => true, project => {p})) ], [ 'MG022', $APPLY ]);
smuggled('a baseline with a text', [$MINE], [ "CALL migrate.baseline('2', $EVIL, project => {p})" ], [ '00000', $APPLY ], [ 'MG022', $REVERT ]);
smuggled('a setting taken back', [$MINE], [ q(SELECT migrate.set('search_path', 'low', {p})), q(SELECT migrate.set('search_path', NULL, {p})) ], [ '00000', $APPLY ]);
smuggled('a setting that the call overrides', [$MINE], [ q(SELECT migrate.set('search_path', 'low', {p})) ], [ 'MG022', $APPLY ], [ '00000', q(CALL migrate.apply(options => '{"search_path": "public"}', project => {p})) ]);
smuggled('a policy is no script', [$MINE], [ q(SELECT migrate.set('lock_timeout', '5s', {p})), q(SELECT migrate.set('out_of_order', 'allow', {p})) ], [ '00000', $APPLY ]);
smuggled('an order', [ $MINE, q(SELECT migrate.add('2', 'SELECT 22', project => {p})) ], [ "SELECT count(*) FROM migrate.load('[{\"name\": \"2\", \"up\": \"SELECT 22\"}, {\"name\": \"3\", \"up\": \"SELECT nextval(''public.trap'')\"}, {\"name\": \"1\", \"up\": \"SELECT 1\", \"down\": \"SELECT 2\"}]', project => {p})" ], [ '00000', q(CALL migrate.apply('2', project => {p})) ], [ 'MG022', $APPLY ]);

# for the whole database
smuggled('a setting of the database', [$MINE], [ q(SELECT migrate.set('search_path', 'low', NULL)) ], [ 'MG022', $APPLY ], [ '00000', q(SELECT migrate.set('search_path', NULL, NULL)) ], [ '00000', $APPLY ]);

# between reading and trust() low can change the text, not between trust() and COMMIT
{
	my $client = start_client($node, q(BEGIN; SELECT migrate.trust('1', project => 'race');), stay => 1)
	  if state_of($node, 'postgres', 'low', add_sql('1', $TRAP, project => 'race')) eq '00000';

	is(state_of($node, 'postgres', 'low', add_sql('1', 'SELECT 5', project => 'race')), 'MG007',
		'between trust() and COMMIT nobody else changes the text');
	$client->{in} .= "COMMIT;\n";
	ok(finish_client($client), 'committed');
}

ledger_is_sound($node, 'the ledger is sound');
is(ask($node, q(SELECT string_agg(rolname, ', ') FROM pg_roles WHERE rolsuper AND rolname IN ('low', 'peer', 'heir'))), '', 'nobody became superuser');
note("tried: $tried{refused} calls that would run a script or setting of a role with less power: refused, nothing ran");
note("tried: $tried{healed} of them after trust() or the same text from the caller: what was vouched for ran, nothing else");
note("tried: $tried{relation} relations of author and caller, as roles change: only scripts with the caller's privileges ran");
note("tried: $tried{smuggled} changes to the migrations of a superuser by a role with less power: none ran");
$node->stop;
done_testing();
