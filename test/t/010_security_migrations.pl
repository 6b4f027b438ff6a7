# Migrations that try to get at the ledger, the lock, the role or the session,
# run by an operator, by the owner of the database who installed the extension,
# and by a superuser, in one transaction and step by step.  Whatever they did:
# the ledger tells what is there, and the session is as it was before.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SecurityTest;
use Test::More;

my $node = new_server('migrations');
my %tried = map { $_ => 0 } qw(run inside called tampered);
my @RUNNERS = qw(op dbo boss);
my $DIES = '22012';

# Each: a title, the script behind a first statement that makes a table, and
# the SQLSTATE with which the call ends: of op, dbo and boss in one transaction,
# then of op, dbo and boss step by step; one for all, or three for both ways.
my @EVIL = (
	# roles
	[ 'SET ROLE',            'SET ROLE friend', '00000' ],
	[ 'SET ROLE none',       'SET ROLE friend; SET ROLE none', '00000' ],
	[ 'RESET ROLE',          'SET ROLE friend; RESET ROLE', '00000' ],
	[ 'SET LOCAL ROLE',      'SET LOCAL ROLE friend', '00000' ],
	[ 'set_config of role',  q(SELECT set_config('role', 'friend', false)), '00000' ],
	[ 'role in a DO',        q(DO $$ BEGIN PERFORM set_config('role', 'friend', false); END $$), '00000' ],
	[ 'SET ROLE of boss',    'SET ROLE boss', '42501 42501 00000' ],
	[ 'SET SESSION AUTHORIZATION', 'SET SESSION AUTHORIZATION friend', '42501 42501 00000' ],
	[ 'both',                'SET SESSION AUTHORIZATION op; SET ROLE friend', '00000 42501 00000' ],
	[ 'role and error',      'SET ROLE friend; SELECT 1/0', $DIES ],
	[ 'authorization and error', 'SET SESSION AUTHORIZATION op; SET ROLE friend; SELECT 1/0', "$DIES 42501 $DIES" ],
	[ 'RESET ALL',           'RESET ALL', '00000' ],

	# writing the ledger
	[ 'INSERT event',        'INSERT INTO migrate.event SELECT * FROM migrate.event LIMIT 0', '42501 42501 00000' ],
	[ 'TRUNCATE cache',      'TRUNCATE migrate.cache', '42501 42501 00000' ],
	[ 'a definer',           q(CREATE FUNCTION pg_temp.f() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM migrate.event WHERE false'; SELECT pg_temp.f()), '42501 42501 00000' ],
	[ 'LOCK the ledger',     'DO $$ BEGIN LOCK TABLE migrate.event IN ACCESS EXCLUSIVE MODE; END $$', '42501 42501 00000' ],
	[ 'LOCK head shared',    'DO $$ BEGIN LOCK TABLE migrate.head IN ACCESS SHARE MODE; END $$', '00000' ],
	[ 'FOR UPDATE',          'SELECT * FROM migrate.head FOR UPDATE', '42501 42501 00000' ],
	[ 'DROP TABLE',          'DROP TABLE migrate.event CASCADE', '42501 42501 2BP01' ],
	[ 'DROP SCHEMA',         'DROP SCHEMA migrate CASCADE', '42501 42501 2BP01' ],
	[ 'DROP EXTENSION',      'DROP EXTENSION migrate', '42501 MG011 MG011' ],
	[ 'made anew',           'DROP EXTENSION migrate; CREATE EXTENSION migrate', '42501 MG011 MG011' ],
	[ 'made anew in a DO',   'DO $$ BEGIN DROP EXTENSION migrate; CREATE EXTENSION migrate; END $$', '42501 MG011 MG011' ],
	[ 'CREATE EXTENSION',    'CREATE EXTENSION migrate', '42710' ],
	[ 'REASSIGN OWNED',      'REASSIGN OWNED BY boss TO op', '42501 42501 00000' ],
	[ 'GRANT to itself',     'GRANT ALL ON ALL TABLES IN SCHEMA migrate TO CURRENT_USER', '00000' ],
	[ 'GRANT of a role',     'GRANT boss TO CURRENT_USER', '42501 42501 0LP01' ],
	[ 'a trigger',           'CREATE TRIGGER x AFTER INSERT ON migrate.event FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()', '42501 42501 55000' ],
	[ 'a rule',              'CREATE RULE x AS ON INSERT TO migrate.event DO INSTEAD NOTHING', '42501 42501 55000' ],
	[ 'head gone',           'DELETE FROM migrate.head', '42501 42501 MG016' ],
	[ 'head set back',       'UPDATE migrate.head SET id = 0', '42501 42501 MG016' ],
	[ 'another head',        q(UPDATE migrate.head SET hash = 'x'), '42501 42501 MG016' ],
	[ 'a constraint',        'ALTER TABLE migrate.event ADD CHECK (false) NOT VALID', '42501 42501 23514' ],
	[ 'a member gone',       'DO $$ BEGIN ALTER EXTENSION migrate DROP TABLE migrate.head; DROP TABLE migrate.head; END $$', '42501 42501 42P01' ],
	[ 'another schema name', 'ALTER SCHEMA migrate RENAME TO other', '42501 42501 MG011' ],
	[ 'another owner',       'ALTER SCHEMA migrate OWNER TO op', '42501' ],
	[ 'shadows',             'CREATE TEMP TABLE event (id int); CREATE TEMP TABLE head (id int); CREATE TEMP TABLE pg_class (oid oid); CREATE FUNCTION pg_temp.format(text) RETURNS text LANGUAGE sql AS \'SELECT 1 / 0\'', '00000' ],

	# the lock
	[ 'unlock all',          'SELECT pg_advisory_unlock_all()', 'MG011' ],
	[ 'unlock ours',         'SELECT pg_advisory_unlock(30796665482998885)', 'MG011' ],
	[ 'unlock of Prisma',    'SELECT pg_advisory_unlock(72707369)', 'MG011' ],
	[ 'unlock of Sqitch',    'DO $$ BEGIN PERFORM pg_advisory_unlock(75474063); END $$', 'MG011' ],
	[ 'unlock and lock',     'DO $$ BEGIN PERFORM pg_advisory_unlock(30796665482998885); PERFORM pg_advisory_lock(30796665482998885); END $$', '00000' ],
	[ 'lock and unlock',     'SELECT pg_advisory_lock(30796665482998885); SELECT pg_advisory_unlock(30796665482998885)', '00000' ],
	[ 'unlock, rolled back', 'DO $$ BEGIN PERFORM pg_advisory_unlock_all(); PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN NULL; END $$', 'MG011' ],

	# what would outlive it in the session
	[ 'DISCARD ALL',         'DISCARD ALL', 'MG011' ],
	[ 'DISCARD PLANS',       'DISCARD PLANS; DISCARD SEQUENCES', '00000' ],
	[ 'LISTEN',              'LISTEN x', 'MG011' ],
	[ 'LISTEN in a DO',      q(DO $$ BEGIN EXECUTE 'LISTEN x'; END $$), '00000' ],
	[ 'LISTEN and error',    q(DO $$ BEGIN EXECUTE 'LISTEN x'; END $$; SELECT 1/0), $DIES ],
	[ 'PREPARE',             'PREPARE x AS SELECT 1', 'MG011' ],
	[ 'PREPARE in a DO',     q(DO $$ BEGIN EXECUTE 'PREPARE x AS SELECT 1'; END $$), '00000' ],
	[ 'PREPARE and error',   q(DO $$ BEGIN EXECUTE 'PREPARE x AS SELECT 1'; END $$; SELECT 1/0), $DIES ],
	[ 'WITH HOLD',           'DECLARE x CURSOR WITH HOLD FOR SELECT 1', 'MG011' ],
	[ 'WITH HOLD in a DO',   q(DO $$ BEGIN EXECUTE 'DECLARE x CURSOR WITH HOLD FOR SELECT 1'; END $$), '00000' ],
	[ 'WITH HOLD and error', q(DO $$ BEGIN EXECUTE 'DECLARE x CURSOR WITH HOLD FOR SELECT 1'; END $$; SELECT 1/0), $DIES ],
	[ 'WITH HOLD that calls', q(DO $$ BEGIN EXECUTE 'DECLARE x CURSOR WITH HOLD FOR SELECT migrate.set(''wait'', ''1s'')'; END $$), 'MG011' ],
	[ 'a cursor',            'DECLARE x CURSOR FOR SELECT 1; FETCH x', '00000 00000 00000 25P01 25P01 25P01' ],
	[ 'temporary things',    'CREATE TEMP TABLE tt (i int); CREATE TEMP VIEW tv AS SELECT 1; CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS \'SELECT 1\'; CREATE TYPE pg_temp.ty AS (a int)', '00000' ],
	[ 'ON COMMIT',           'CREATE TEMP TABLE oc (i int) ON COMMIT DROP', '00000' ],
	[ 'NOTIFY',              q(NOTIFY x, 'y'), '00000' ],

	# settings
	[ 'settings',            q(SET work_mem = '77kB'; SET search_path = pg_temp, nowhere; SET statement_timeout = '1h'; SET lock_timeout = '7s'; SET my.var = 'x'), '00000' ],
	[ 'settings and error',  q(SET work_mem = '77kB'; SET search_path = nowhere; SET my.var = 'x'; SELECT 1/0), $DIES ],
	[ 'set_config',          q(SELECT set_config('search_path', 'nowhere', false), set_config('my.var', 'x', false)), '00000' ],
	[ 'client_encoding',     q(SET client_encoding = 'LATIN1'), '00000' ],
	[ 'SET NAMES',           q(SET NAMES 'SQL_ASCII'), '00000' ],
	[ 'replication role',    'SET session_replication_role = replica', '42501 42501 00000' ],
	[ 'superuser settings',  q(SET log_min_messages = panic; SET lc_messages = 'C'; SET log_statement = 'none'; SET track_activities = off), '42501 42501 00000' ],
	[ 'read only sessions',  'SET default_transaction_read_only = on', '00000' ],
	[ 'read only',           'SET TRANSACTION READ ONLY', '00000' ],
	[ 'serializable sessions', q(SET default_transaction_isolation = 'serializable'; SELECT 1), '00000' ],
	[ 'isolation too late',  'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', '25001 25001 25001 00000 00000 00000' ],
	[ 'parser settings',     'SET standard_conforming_strings = off; SET quote_all_identifiers = on; SET transform_null_equals = on; SET backslash_quote = on; SET array_nulls = off', '00000' ],
	[ 'formats',             q(SET DateStyle = 'German, DMY'; SET IntervalStyle = 'sql_standard'; SET TimeZone = 'Asia/Kathmandu'; SET bytea_output = 'escape'; SET extra_float_digits = -15; SET xmloption = document), '00000' ],
	[ 'planner settings',    q(SET enable_seqscan = off; SET enable_indexscan = off; SET plan_cache_mode = force_generic_plan; SET jit_above_cost = 0; SET jit = on), '00000' ],
	[ 'row_security',        'SET row_security = off; SET check_function_bodies = off', '00000' ],
	[ 'application name',    q(SET application_name = '/* migrate x 1/1 */'), '00000' ],
	[ 'a path that is gone', 'CREATE SCHEMA gone; SET search_path = gone, public; DROP SCHEMA gone', '00000' ],

	# time, and the end of the session
	[ 'statement_timeout',   q(SET statement_timeout = '10ms'; SELECT pg_sleep(5)), '57014' ],
	[ 'cancelled',           'SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)', '57014' ],
	[ 'terminated',          'SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)', 'lost' ],

	# transactions
	[ 'PREPARE TRANSACTION', q(PREPARE TRANSACTION 'x'), 'MG011' ],
	[ 'ROLLBACK',            'ROLLBACK', 'MG011' ],
	[ 'COMMIT in a DO',      'DO $$ BEGIN COMMIT; END $$', '2D000 2D000 2D000 00000 00000 00000' ],
	[ 'ROLLBACK in a DO',    'DO $$ BEGIN CREATE TABLE rolled (i int); ROLLBACK; END $$', '2D000 2D000 2D000 00000 00000 00000' ],
	[ 'role and COMMIT',     q(DO $$ BEGIN EXECUTE 'SET ROLE friend'; COMMIT; PERFORM 1/0; END $$), "2D000 2D000 2D000 $DIES $DIES $DIES" ],

	# at the commit
	[ 'deferred constraint', 'CREATE TABLE pg_temp.d (i int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO pg_temp.d VALUES (1), (1)', '23505' ],
	[ 'deferred call',       q(SELECT public.defer('SELECT migrate.set(''wait'', ''1s'')')), 'MG011' ],
	[ 'deferred run',        q(SELECT public.defer('SELECT migrate.apply_in_transaction()')), 'MG011' ],
	[ 'deferred unlock',     q(SELECT public.defer('SELECT pg_advisory_unlock_all()'); SELECT 1), 'MG011' ],
	[ 'deferred role',       q(SELECT public.defer('SET ROLE friend')), '00000' ],
	[ 'deferred settings',   q(SELECT public.defer('SET my.var = ''x''')), '00000' ],
);

# Refused before any statement runs, whichever way.
my %never_runs = map { $_ => 1 } 'DISCARD ALL', 'LISTEN', 'PREPARE', 'WITH HOLD', 'PREPARE TRANSACTION', 'ROLLBACK';

# Otherwise in the caller's transaction: what is deferred has not come yet, the
# lock of a transaction cannot be freed, nor does a transaction that is rolled
# back hold a cursor.
my %otherwise_inside = (
	(map { $_ => '00000' }
		  'deferred call', 'deferred run', 'deferred unlock', 'WITH HOLD that calls',
		grep { /^unlock/ } map { $_->[0] } @EVIL),
	'deferred constraint' => '55006');

# There a lock that a script takes for the session stays, and so does what it
# prepared before its error: both outlive a transaction that is rolled back.
my %stays_inside = map { $_ => 1 } 'unlock and lock', 'unlock, rolled back', 'PREPARE and error';

# What only a superuser can do, and what verify() then finds.
my @TAMPERING = (
	[ 'DELETE FROM migrate.event WHERE id < 3',           qr/^event_missing/m ],
	[ 'TRUNCATE migrate.event, migrate.head',             qr/^row_without_event/m ],
	[ q(UPDATE migrate.event SET role_name = 'nobody' WHERE id = 1), qr/^event_changed/m ],
	[ q(UPDATE migrate.script SET body = 'SELECT 2'),     qr/^script_changed/m ],
	[ 'TRUNCATE migrate.script',                          qr/^script_missing/m ],
	[ q(UPDATE migrate.migration SET registered_by = 'nobody'), qr/^event_changed/m ],
	[ q(INSERT INTO migrate.setting VALUES (1, '', 'role', 'boss', 'boss')), qr/^event_changed/m ],
	[ q(COPY (SELECT 1) TO PROGRAM 'psql {where} -Xc "UPDATE migrate.event SET detail = NULL WHERE id = 1"'), qr/^event_changed/m ],
);

roles($node, friend => '', boss => 'SUPERUSER', dbo => 'CREATEDB IN ROLE friend', op => 'IN ROLE friend');
is(state_of($node, 'postgres', 'dbo', 'CREATE DATABASE shop'), '00000', 'a database');
states_are($node, 'shop', 'dbo', 'with the extension, of its owner',
	[ '00000', 'CREATE EXTENSION migrate' ],
	[ '00000', q(SELECT migrate.grant('op', 'operator')) ],
	[ '00000', q(SELECT migrate.set('not_empty', 'allow', NULL)) ],
	[ '00000', 'GRANT ALL ON SCHEMA public TO PUBLIC' ],
	[ '00000', 'GRANT CREATE ON DATABASE shop TO op' ],
	[ '00000', 'CREATE TABLE public.deferred (sql text)' ],
	[ '00000', 'GRANT ALL ON public.deferred TO PUBLIC' ],
	[ '00000', <<'SQL' ],
CREATE FUNCTION public.run_deferred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE NEW.sql;
	RETURN NULL;
END $$
SQL
	[ '00000', 'CREATE CONSTRAINT TRIGGER run AFTER INSERT ON public.deferred DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.run_deferred()' ],
	[ '00000', q(CREATE FUNCTION public.defer(sql text) RETURNS void LANGUAGE sql AS 'INSERT INTO public.deferred VALUES ($1)') ]);
ask($node, 'CREATE DATABASE spare TEMPLATE shop OWNER dbo');


#
# Every script, for every runner, both ways
#

# Returns the state that one of six, three or one is for.
sub state_for
{
	my ($states, $runner, $step) = @_;
	my @states = split / /, $states;

	return $states[ ($runner + 3 * $step) % @states ];
}

# What the ledger says of all of them, and what is there.
sub truth
{
	return ask($node, <<'SQL', 'shop');
SELECT string_agg(concat_ws(' ', project, state,
	CASE WHEN to_regclass('public.' || quote_ident(project)) IS NULL THEN 'nothing there' ELSE 'there' END,
	(SELECT string_agg(DISTINCT role_name || '/' || login_name, ',') FROM migrate.event e WHERE e.project = m.project)),
	E'\n' ORDER BY project COLLATE "C")
FROM migrate.migrations m WHERE project ~ '^t_'
SQL
}

# Returns what is to be there after a call that ended with an SQLSTATE.
sub expected_truth
{
	my ($project, $state, $step, $runner) = @_;
	my $is =
		$state eq '00000' ? 'applied there'
	  : $state eq 'lost'  ? ($step ? 'interrupted there' : 'pending nothing there')
	  : $step             ? 'partial there'
	  :                     'failed nothing there';

	return "$project $is $runner/$runner";
}

# Returns the name of the table that a script makes, which is its project too.
sub table_of
{
	my ($case, $runner, $step) = @_;

	return lc sprintf 't_%s_%s_%s', $case->[0] =~ s/\W+/_/gr, $runner, $step ? 'off' : 'on';
}

my @expected;

foreach my $runner (0 .. $#RUNNERS)
{
	my $role = $RUNNERS[$runner];
	my @open = map { my $case = $_; map { [ $case, $_ ] } 0, 1 } @EVIL;

	# one session for many, and a new one after each that was lost
	while (@open)
	{
		my @now;

		while (@open)
		{
			push @now, shift @open;
			last if $now[-1][0][2] eq 'lost';
		}
		my @statements = map {
			my ($case, $step) = @$_;
			my $table = table_of($case, $role, $step);

			(add_sql('1', "CREATE TABLE public.$table (i int); $case->[1]", project => $table, transactional => $step ? 'off' : 'on'),
				session_of(), "CALL migrate.apply(project => '$table')", session_of())
		} @now;
		my @results = run_as($node, 'shop', $role, @statements);

		foreach my $one (@now)
		{
			my ($case, $step) = @$one;
			my (undef, $before, $call, $after) = splice @results, 0, 4;
			my $state = state_for($case->[2], $runner, $step);
			my $title = "$role: $case->[0], " . ($step ? 'step by step' : 'one transaction');

			is($call->{state}, $state, $title) or diag($call->{message});
			is(session_changes($before, $after), '', "$title: the session is as before") if $state ne 'lost';
			push @expected, expected_truth(table_of($case, $role, $step), $state, $step && !$never_runs{ $case->[0] }, $role);
			$tried{run}++;
		}
	}
}
{
	my %told = map { $_ => 1 } split /\n/, truth();

	is(scalar keys %told, scalar @expected, 'the ledger tells of all');
	is(join("\n", grep { !$told{$_} } @expected), '', 'what is there, and who did it');
}
ledger_is_sound($node, 'the ledger is sound', 'shop');


#
# Who has become another role, and what cannot be put back
#

{
	my @script = ('RESET ROLE', 'SET session_replication_role = replica', 'SET log_min_messages = error',
		q(SET work_mem = '77kB'), 'SET ROLE friend');
	my @results;

	foreach my $mode ('on', 'off')
	{
		@results = states_are($node, 'shop', 'boss', "a superuser who has become op, $mode",
			[ '00000', 'SET ROLE op' ],
			[ '00000', add_sql('1', join('; ', @script), project => "become $mode", transactional => $mode) ],
			[ '00000', session_of() ],
			[ '00000', "CALL migrate.apply(project => 'become $mode')" ],
			[ '00000', session_of() ]);
		is(session_changes($results[2], $results[4]), '', "$mode: the session is as before");
		$tried{run}++;
	}
	ask($node, q(CREATE ROLE brief; SELECT migrate.grant('brief', 'operator')), 'shop');
	@results = states_are($node, 'shop', 'boss', 'a superuser whose role is dropped',
		[ '00000', session_of() ],
		[ '00000', 'SET ROLE brief' ],
		[ '00000', add_sql('1', 'RESET ROLE; DROP OWNED BY brief; DROP ROLE brief; ' . join('; ', @script), project => 'brief', transactional => 'off') ],
		[ '00000', q(CALL migrate.apply(project => 'brief')) ],
		[ '00000', session_of() ]);
	is(session_changes($results[0], $results[4]), '', 'is who logged in, and has all else as before');
	is(ask($node, q(SELECT state FROM migrate.status(project => 'brief')), 'shop'), 'applied', 'and the ledger tells');
	$tried{run}++;

	# the role that logged in
	roles($node, brief => 'SUPERUSER');
	run_as($node, 'shop', 'brief',
		add_sql('1', 'SET SESSION AUTHORIZATION boss; DROP ROLE brief', project => 'suicide'),
		q(CALL migrate.apply(project => 'suicide')));
	like(ask($node, q(SELECT string_agg(action || ' ' || login_name, ', ' ORDER BY id) FROM migrate.event WHERE project = 'suicide'), 'shop'),
		qr/^add brief, apply dropped role \d+$/, 'a role that drops itself');
	$tried{run}++;
	ledger_is_sound($node, 'the ledger is sound', 'shop');
}


#
# In the caller's transaction
#

{
	my @cases = grep { $_->[2] ne 'lost' && !$never_runs{ $_->[0] } } @EVIL;
	my @statements = map {
		my $project = 'in_' . table_of($_, 'boss', 0);

		(add_sql('1', "CREATE TABLE public.$project (i int); $_->[1]", project => $project),
			session_of(), 'BEGIN', "SELECT count(*) FROM migrate.apply_in_transaction(project => '$project')", 'ROLLBACK', session_of())
	} @cases;
	my @results = run_as($node, 'shop', 'boss', @statements);
	my @wrong;

	foreach my $case (@cases)
	{
		my (undef, $before, undef, $call, undef, $after) = splice @results, 0, 6;
		my $state = $otherwise_inside{ $case->[0] } // state_for($case->[2], 2, 0);

		push @wrong, "$case->[0]: wanted $state, got $call->{state} $call->{message}" if $call->{state} ne $state;
		push @wrong, "$case->[0]: the session has changed: " . session_changes($before, $after)
		  if session_changes($before, $after) && !$stays_inside{ $case->[0] };
		$tried{inside}++;
	}
	is(join("\n", @wrong), '', 'in the caller\'s transaction');
	ledger_is_sound($node, 'the ledger is sound', 'shop');
}


#
# Every call, from inside of a migration
#

# Is it an error of the arguments, found before the call is refused?
sub refused_before
{
	my ($call, $result) = @_;

	return $call =~ /\.(load_archive|load_directory|load|set|resolve|add)\(/
	  && $result->{state} =~ /^(MG010|MG021|22023)$/;
}

{
	my @calls = split /\n/, ask($node, <<'SQL', 'shop');
SELECT CASE prokind WHEN 'p' THEN 'CALL ' ELSE 'SELECT ' END || oid::regproc || '('
	|| (SELECT coalesce(string_agg(CASE t WHEN 'int'::regtype THEN '1' WHEN 'boolean'::regtype THEN 'false'
			WHEN 'jsonb'::regtype THEN quote_literal('{}') WHEN 'bytea'::regtype THEN quote_literal('')
			WHEN 'text[]'::regtype THEN quote_literal('{}')
			ELSE quote_literal(CASE proname WHEN 'load_directory' THEN '/tmp' WHEN 'drift' THEN 'ledger'
				WHEN 'grant' THEN CASE n WHEN 1 THEN 'op' ELSE 'none' END ELSE 'main' END) END
			|| '::' || t::regtype, ', ' ORDER BY n), '')
		FROM unnest(proargtypes) WITH ORDINALITY a (t, n))
	|| ')' || CASE WHEN provolatile = 'v' AND proname <> 'drift' THEN ' -- writes' ELSE ' -- looks' END
FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace ORDER BY proname
SQL
	cmp_ok(scalar @calls, '>', 20, 'calls of the catalog');
	foreach my $step (0, 1)
	{
		foreach my $how ('alone', 'in a DO', 'in a definer')
		{
			my @projects = map { "$_ $step $how" } 1 .. @calls;
			my @statements = map {
				my $call = $calls[$_] =~ s/ -- .*//r;
				my $body = "BEGIN EXECUTE " . quote($call) . "; END";
				my $sql =
					$how eq 'alone'   ? $call
				  : $how eq 'in a DO' ? "DO \$do\$ $body \$do\$"
				  : "CREATE FUNCTION public.definer() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS \$do\$ $body \$do\$; SELECT public.definer()";

				(add_sql('1', $sql, project => $projects[$_], transactional => $step ? 'off' : 'on'),
					"CALL migrate.apply(project => '$projects[$_]')",
					'DROP FUNCTION IF EXISTS public.definer()')
			} 0 .. $#calls;
			my @results = run_as($node, 'spare', 'boss', @statements);
			my @wrong;

			foreach my $call (@calls)
			{
				my ($add, $apply) = splice @results, 0, 3;
				my $good = $call =~ /-- writes/
				  ? $apply->{state} eq 'MG011' || refused_before($call, $apply)
				  : $apply->{message} !~ /cannot be called by a migration/;

				push @wrong, "$call: $add->{state} $apply->{state} $apply->{message}"
				  if $add->{state} ne '00000' || !$good;
				$tried{called}++;
			}
			is(join("\n", @wrong), '', "calls $how, " . ($step ? 'step by step' : 'in one transaction'));
		}
	}
	is(ask($node, q(SELECT count(*) FROM migrate.event WHERE project = 'main' OR name = 'main'), 'spare'), '0', 'none has done anything');
	ledger_is_sound($node, 'the ledger is sound', 'spare');
}


#
# A superuser who tampers
#

foreach my $case (@TAMPERING)
{
	my ($sql, $finding) = @$case;

	ask($node, 'DROP DATABASE IF EXISTS tampered');
	ask($node, 'CREATE DATABASE tampered TEMPLATE spare');
	my $where = '-h ' . $node->host . ' -p ' . $node->port . ' -d tampered -U boss';
	$sql =~ s/\{where\}/$where/;
	my @results = run_as($node, 'tampered', 'boss', add_sql('1', $sql, project => 'tampers'),
		"CALL migrate.apply(project => 'tampers')", 'SELECT finding FROM migrate.verify()');

	is($results[1]{state}, '00000', "$sql: done");
	like($results[2]{out}, $finding, "$sql: verify() finds it");
	is(state_of($node, 'tampered', 'op', 'SELECT migrate.check()'), 'MG016', "$sql: check() raises it");
	$tried{tampered}++;
}

note("tried: $tried{run} migrations that reach for the ledger, the lock, the role or the session: the ledger told what was there, the session was as before");
note("tried: $tried{inside} of them in the caller's transaction: the same");
note("tried: $tried{called} calls of migrate from inside of a migration: those that write refused, those that look not");
note("tried: $tried{tampered} migrations of a superuser that change the ledger: found by verify()");
$node->stop;
done_testing();
