# Traps that other roles set, and settings that the session brings: functions,
# operators, types, casts, tables and views with the names that the extension's
# own queries use, in schemas that come first; event triggers; callers with the
# rights of a definer; other sessions that pretend to be the runner; and every
# setting that could change what a query means.  None of it runs, and none
# changes what the ledger says.
#
# A trap that runs moves a sequence, which no rollback moves back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SecurityTest;
use Test::More;

my $node = new_server('traps');
my %tried = map { $_ => 0 } qw(planted path setting event definer pretended);

roles($node, boss => 'SUPERUSER', op => '', low => '', nobody => '');
ask($node, 'CREATE DATABASE shop');
ask($node, <<'SQL', 'shop');
CREATE EXTENSION migrate;
CREATE SEQUENCE public.trap;
GRANT ALL ON SEQUENCE public.trap TO PUBLIC;
GRANT ALL ON SCHEMA public TO PUBLIC;
GRANT CREATE ON DATABASE shop TO PUBLIC;
SELECT migrate.set('not_empty', 'allow', NULL);
SELECT migrate.grant(r, 'operator') FROM unnest('{op,low}'::text[]) r;
SQL

# Tests how many traps have run since the last time.
my $trapped = 0;

sub has_run
{
	my ($times, $title) = @_;
	my $now = ask($node, 'SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.trap', 'shop');

	is($now - $trapped, $times, $title);
	$trapped = $now;
	return;
}


#
# One scenario: every kind of call, in a project of its own
#

# Returns the statements of the scenario.
sub scenario
{
	my ($p) = @_;
	my $in = "project => '$p'";

	return (
		"SELECT migrate.add('1', 'CREATE TABLE public.${p}_a (i pg_catalog.int4 PRIMARY KEY, t pg_catalog.text)', 'DROP TABLE public.${p}_a', 'TABLE public.${p}_a', $in)",
		"SELECT * FROM migrate.load('{\"2_b\": \"INSERT INTO public.${p}_a VALUES (1, NULL), (2, NULL)\", \"3_c\": \"CREATE INDEX CONCURRENTLY ${p}_i ON public.${p}_a (t); SELECT 3\"}', $in)",
		"CALL migrate.apply(dry_run => true, $in)",
		"CALL migrate.apply($in)",
		"SELECT migrate.add('4', 'SELECT 1; SELECT 1/0', $in)",
		"CALL migrate.apply($in)",
		"SELECT migrate.add('4', 'SELECT 1; SELECT 4', 'SELECT 44', requires => '{1,2_b}', $in)",
		"SELECT name, statements FROM migrate.apply_in_transaction($in)",
		"CALL migrate.revert(steps => 1, $in)",
		"SELECT migrate.rename('4', '4_d', $in)",
		"SELECT migrate.trust('4_d', $in)",
		"SELECT migrate.set('lock_timeout', '3s', $in)",
		"SELECT migrate.set('search_path', 'public', $in)",
		"CALL migrate.deploy('[{\"name\": \"5_e\", \"up\": \"SELECT 5; SELECT 1/0; SELECT 55\", \"transactional\": \"off\"}]', $in)",
		"CALL migrate.resolve('5_e', 'applied', 2, 'looked', $in)",
		"CALL migrate.apply(resume => true, $in)",
		"CALL migrate.repair('2_b', 'SELECT 2', 'a reason', $in)",
		"SELECT migrate.add('6_f', 'SELECT 6', $in)",
		"CALL migrate.baseline('6_f', $in)",
		"SELECT migrate.add('7_g', 'SELECT 7', $in)",
		"SELECT migrate.remove('7_g', $in)",
		"SELECT name, state, problem, statement, statements, message FROM migrate.status($in)",
		"SELECT statement, line, state, sql, error FROM migrate.statements('5_e', $in)",
		"SELECT migrate.bundle('list', $in)",
		"SELECT migrate.check($in)",
		'SELECT * FROM migrate.verify()',
		'SELECT * FROM migrate.running()',
		"SELECT action, name, statements, sqlstate FROM migrate.history WHERE project OPERATOR(pg_catalog.=) '$p' ORDER BY id",
		"SELECT name, state FROM migrate.migrations WHERE project OPERATOR(pg_catalog.=) '$p'",
		"SELECT setting, value, source FROM migrate.settings WHERE project OPERATOR(pg_catalog.=) '$p'",
		'SELECT * FROM migrate.progress');
}

# Returns a text without what differs each time.
sub plain
{
	my ($p, $text) = @_;

	$text =~ s/\b[0-9a-f]{64}\b/hash/g;
	$text =~ s/\[\{"code": "drift", (?:(?!\}).)*\}\]/[]/g;    # of the traps themselves
	$text =~ s/\b\Q$p\E(?=[_ ,)"'\\|]|$)/P/gm;
	return $text;
}

# Returns what the ledger has of a scenario, without what differs each time.
sub told
{
	my ($p) = @_;

	return plain($p, ask($node, <<"SQL", 'shop'));
SELECT string_agg(row, E'\\n' ORDER BY kind, id, row) FROM (
	SELECT 1 AS kind, id, concat_ws('|', name, action, detail, statement, statements, line, row_count, sqlstate, message, error_detail, error_hint, body) AS row
		FROM migrate.event LEFT JOIN migrate.script ON checksum = script WHERE project = '$p'
	UNION ALL SELECT 2, event - min(event) OVER (), concat_ws('|', name, "position", u.body, d.body, v.body, requires, repeatable, transactional)
		FROM migrate.migration LEFT JOIN migrate.script u ON u.checksum = up LEFT JOIN migrate.script d ON d.checksum = down LEFT JOIN migrate.script v ON v.checksum = verify
		WHERE project = '$p'
	UNION ALL SELECT 3, 0, concat_ws('|', name, value) FROM migrate.setting WHERE project = '$p') x
SQL
}

# Runs the scenario behind other statements; returns its results without what
# differs each time.
sub play
{
	my ($p, $role, @first) = @_;
	my @results = run_as($node, 'shop', $role, @first, scenario($p));
	my @preparing = splice @results, 0, scalar @first;
	my @bad = map { "$_->{sql}: $_->{state} $_->{message}" } grep { $_->{state} ne '00000' } @preparing;

	diag(join "\n", @bad) if @bad;
	return plain($p, join "\n", map { "$_->{state} $_->{out}" } @results);
}

my $played = play('plain', 'boss');
my $told = told('plain');

is(() = $played =~ /^(22012) /mg, 2, 'the scenario has two failures');
is(() = $played =~ /^00000 /mg, @{ [ scenario('x') ] } - 2, 'and the rest works');
like($told, qr/CREATE INDEX CONCURRENTLY.*baseline/s, 'the ledger tells of it');

# Tests that the scenario does and tells the same behind other statements.
sub same
{
	my ($p, $title, $role, @first) = @_;

	is(differing($played, play($p, $role, @first)), '', "$title: what the calls answer");
	is(differing($told, told($p)), '', "$title: what the ledger tells");
	return;
}

# Returns the lines of two texts that differ, '' if none does.
sub differing
{
	my ($before, $now) = @_;
	my @before = split /\n/, $before;
	my @now = split /\n/, $now;

	return '' if $before eq $now;
	return join "\n", map {
		my ($old, $new) = ($before[$_] // '', $now[$_] // '');
		$old eq $new ? () : "-$old\n+$new"
	} 0 .. (@before > @now ? $#before : $#now);
}


#
# What others plant
#

# functions with the names and arguments of the server's own; operators that
# fit better than those; types and casts; tables and views
my @NAMES = qw(format left max min split_part regexp_match quote_ident host inet_client_addr current_database
  pg_backend_pid encode convert_to lower nextval now count pg_listening_channels aclexplode
  set_config current_setting to_regclass pg_sleep);
my @TABLES = qw(event head migration script setting project companion cache
  pg_class pg_namespace pg_proc pg_type pg_depend pg_index pg_locks pg_database pg_roles
  pg_stat_activity pg_cursors pg_prepared_statements pg_extension pg_prepared_xacts);
my $PLANT = <<'SQL';
CREATE FUNCTION {s}.spring() RETURNS bool LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.nextval(''public.trap'') IS NOT NULL';
DO $do$
DECLARE
	f record;
	n text;
BEGIN
	FOR f IN SELECT p.proname, pg_get_function_identity_arguments(p.oid) AS arguments,
			format_type(p.prorettype, NULL) AS result, p.proretset, p.prokind
		FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace
			AND proname = ANY ('{{names}}') AND prokind = 'f' AND provariadic = 0
			AND NOT 'internal'::regtype = ANY (proargtypes) AND prorettype NOT IN ('trigger'::regtype, 'record'::regtype)
	LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION {s}.%I(%s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN PERFORM {s}.spring(); %s END $f$',
				f.proname, f.arguments, CASE WHEN f.proretset THEN 'SETOF ' ELSE '' END || f.result,
				CASE WHEN f.proretset THEN 'RETURN;' WHEN f.result = 'void' THEN '' ELSE 'RETURN NULL;' END);
		EXCEPTION WHEN invalid_function_definition OR feature_not_supported OR syntax_error THEN NULL;
		END;
	END LOOP;
	FOR f IN SELECT o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS result
		FROM pg_operator o
		WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname IN ('=', '<>', '<', '>', '<=', '>=', '||', '~', '!~', '~~', '+', '-', '*', '&&', '@>')
			AND oprleft IN ('text'::regtype, 'int8'::regtype, 'int4'::regtype, 'oid'::regtype, 'name'::regtype, 'bool'::regtype, '"char"'::regtype, 'timestamptz'::regtype, 'interval'::regtype, 'numeric'::regtype)
			AND oprright NOT IN ('anynonarray'::regtype, 'anycompatiblearray'::regtype)
	LOOP
		EXECUTE format('CREATE FUNCTION {s}.op_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN PERFORM {s}.spring(); RETURN NULL; END $f$',
			md5(f.oprname || f.l || f.r), f.l, f.r, f.result);
		EXECUTE format('CREATE OPERATOR {s}.%s (FUNCTION = {s}.op_%s, LEFTARG = %s, RIGHTARG = %s)',
			f.oprname, md5(f.oprname || f.l || f.r), f.l, f.r);
	END LOOP;
	FOREACH n IN ARRAY '{text,int4,int8,bool,name,oid,jsonb,timestamptz,regclass}'::text[]
	LOOP
		EXECUTE format('CREATE DOMAIN {s}.%I AS pg_catalog.%I CHECK ({s}.spring())', n, n);
	END LOOP;
	FOREACH n IN ARRAY '{{tables}}'::text[]
	LOOP
		EXECUTE format('CREATE VIEW {s}.%I AS SELECT {s}.spring() AS id, ''x''::pg_catalog.text AS hash, ''main''::pg_catalog.text AS project, NULL::pg_catalog.text AS name, 0 AS oid', n);
	END LOOP;
END $do$;
CREATE TYPE {s}.other AS (t pg_catalog.text);
CREATE FUNCTION {s}.to_other(pg_catalog.text) RETURNS {s}.other LANGUAGE plpgsql AS 'BEGIN PERFORM {s}.spring(); RETURN ROW($1); END';
CREATE FUNCTION {s}.from_other({s}.other) RETURNS pg_catalog.text LANGUAGE plpgsql AS 'BEGIN PERFORM {s}.spring(); RETURN $1.t; END';
CREATE CAST (pg_catalog.text AS {s}.other) WITH FUNCTION {s}.to_other(pg_catalog.text) AS ASSIGNMENT;
CREATE CAST ({s}.other AS pg_catalog.text) WITH FUNCTION {s}.from_other({s}.other) AS IMPLICIT;
CREATE DEFAULT CONVERSION {s}.conversion FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE COLLATION {s}."C" FROM "POSIX";
CREATE OPERATOR CLASS {s}.text_ops DEFAULT FOR TYPE {s}.other USING btree AS STORAGE {s}.other;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {s} TO PUBLIC;
SQL

# Returns the statements that plant in a schema.
sub plants
{
	my ($schema) = @_;
	my $sql = $PLANT;

	$sql =~ s/\{s\}/$schema/g;
	$sql =~ s/\{\{names\}\}/'{' . join(',', @NAMES) . '}'/ge;
	$sql =~ s/\{\{tables\}\}/'{' . join(',', @TABLES) . '}'/ge;
	# only a superuser makes operator classes, and those are no trap
	$sql =~ s/^CREATE OPERATOR CLASS.*\n//m;
	return $sql;
}

foreach my $schema ('low', 'public')
{
	my $script = plants($schema) . "SELECT 'planted';";
	my ($out, $err) = ('', '');

	$node->psql('shop', ($schema eq 'low' ? 'CREATE SCHEMA low; GRANT USAGE ON SCHEMA low TO PUBLIC;' : '') . $script,
		extra_params => [ '-U', 'low' ], stdout => \$out, stderr => \$err, on_error_stop => 1);
	like($out, qr/^planted$/m, "low plants in $schema") or diag($err);
}
$tried{planted} = ask($node, <<'SQL', 'shop');
SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace IN ('low'::regnamespace, 'public'::regnamespace))
	+ (SELECT count(*) FROM pg_operator WHERE oprnamespace IN ('low'::regnamespace, 'public'::regnamespace))
	+ (SELECT count(*) FROM pg_class WHERE relnamespace IN ('low'::regnamespace, 'public'::regnamespace) AND relkind = 'v')
	+ (SELECT count(*) FROM pg_type WHERE typnamespace IN ('low'::regnamespace, 'public'::regnamespace) AND typtype = 'd')
SQL
cmp_ok($tried{planted}, '>', 300, 'they are many');

# they are traps: who looks there is caught
run_as($node, 'shop', 'boss', 'SET search_path = low, pg_catalog', q(SELECT format('x'::text), 'a'::text = 'b'::text));
ok(ask($node, 'SELECT is_called FROM public.trap', 'shop') eq 't', 'the traps work');
$trapped = ask($node, 'SELECT last_value FROM public.trap', 'shop');

my @TEMPORARY = (
	(map { "CREATE TEMP VIEW \"$_\" AS SELECT pg_catalog.nextval('public.trap') AS id, 'x'::pg_catalog.text AS hash, 'main'::pg_catalog.text AS project" } @TABLES),
	(map { "CREATE DOMAIN pg_temp.$_ AS pg_catalog.$_ CHECK (pg_catalog.nextval('public.trap') IS NOT NULL)" } qw(text int4 int8 bool name oid jsonb)),
	q(CREATE FUNCTION pg_temp.format(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT pg_catalog.nextval('public.trap')::pg_catalog.text $$));

foreach my $path (
	'low, pg_catalog', 'public, pg_catalog', 'low, public, pg_temp', 'pg_temp, low, public, pg_catalog',
	'pg_temp, pg_catalog', "''", 'migrate, low, pg_catalog', 'low', 'nowhere, low, pg_catalog')
{
	my $p = 'path' . ++$tried{path};

	same($p, "search_path $path", 'boss', @TEMPORARY, "SET search_path = $path");
}
has_run(0, 'no trap has run');
same('planted_op', 'an operator', 'op', 'SET search_path = low, public, pg_catalog');
has_run(0, 'nor for an operator');
ledger_is_sound($node, 'the ledger is sound', 'shop');
ask($node, 'DROP OWNED BY low CASCADE; SELECT migrate.grant(\'low\', \'operator\'); GRANT CREATE ON DATABASE shop TO low', 'shop');


#
# Settings of the session
#

my $parallel = ask($node, 'SHOW server_version_num') >= 160000 ? 'debug_parallel_query' : 'force_parallel_mode';
# as many at once as go together
my @SETTINGS = (
	'row_security = off, check_function_bodies = off, quote_all_identifiers = on, standard_conforming_strings = off',
	'standard_conforming_strings = off, escape_string_warning = off, backslash_quote = on, transform_null_equals = on, array_nulls = off',
	'session_replication_role = replica, track_counts = off, lo_compat_privileges = on, zero_damaged_pages = on',
	'session_replication_role = local, default_transaction_deferrable = on, synchronous_commit = off, default_toast_compression = pglz',
	"DateStyle = 'German, DMY', TimeZone = 'Asia/Kathmandu', IntervalStyle = sql_standard, bytea_output = escape, extra_float_digits = -15",
	"DateStyle = 'SQL, MDY', TimeZone = '-13:37', IntervalStyle = iso_8601, timezone_abbreviations = 'Australia', xmloption = document, xmlbinary = hex",
	"DateStyle = 'Postgres, YMD', IntervalStyle = postgres_verbose, TimeZone = 'UTC'",
	'client_encoding = LATIN1, lc_messages = "POSIX", lc_monetary = "POSIX", lc_numeric = "POSIX", lc_time = "POSIX"',
	'client_encoding = SQL_ASCII, default_text_search_config = simple',
	'client_encoding = EUC_JP, application_name = "/* migrate 1 1/1 */", update_process_title = off',
	'statement_timeout = 60000, lock_timeout = 60000, idle_in_transaction_session_timeout = 60000, exit_on_error = off',
	'enable_seqscan = off, enable_sort = off, enable_hashjoin = off, enable_nestloop = off, work_mem = 64, plan_cache_mode = force_generic_plan',
	'enable_indexscan = off, enable_bitmapscan = off, enable_hashagg = off, enable_mergejoin = off, plan_cache_mode = force_custom_plan, geqo_threshold = 2',
	"jit = on, jit_above_cost = 0, $parallel = on, constraint_exclusion = on, cursor_tuple_fraction = 0",
	"$parallel = regress, track_activities = off, track_functions = 'all'",
	'client_min_messages = error, log_statement = "all", log_duration = on',
	'client_min_messages = debug1, log_min_messages = error');

# Returns the statements that set them.
sub set_all
{
	my ($settings) = @_;

	return map { "SET $_" } split /, (?=\w+ = )/, $settings;
}

foreach my $settings (@SETTINGS)
{
	my $number = ++$tried{setting};

	same("setting$number", $settings, 'boss', set_all($settings));
}
ledger_is_sound($node, 'the ledger is sound', 'shop');

# what shows of a runner
{
	my $client = start_client($node, q(SELECT migrate.add('1 \\ d', 'SELECT pg_sleep(60) -- \\d', project => 'runs'); CALL migrate.apply(project => 'runs');),
		database => 'shop', application => 'runner');

	wait_until($node, "EXISTS (SELECT FROM pg_stat_activity WHERE pid = $client->{pid} AND query LIKE '/* migrate%')", 'shop');
	foreach my $settings (grep { !/client_min_messages|track_activities/ } @SETTINGS)
	{
		my @results = run_as($node, 'shop', 'boss', set_all($settings),
			q(SELECT name || ' ' || project || ' ' || statement || ' ' || sql FROM migrate.running()));

		is($results[-1]{out}, '1 \\ d runs 1 SELECT pg_sleep(60) -- \\d', "what runs shows with $settings");
	}
	ask($node, "SELECT pg_cancel_backend($client->{pid})", 'shop');
	finish_client($client);
}

# what the calls refuse to begin with
foreach my $case (
	[ q(SET default_transaction_read_only = on), '25006', '25006' ],
	[ q(SET default_transaction_isolation = 'repeatable read'), 'MG023', '00000' ],
	[ q(SET default_transaction_isolation = 'serializable'), 'MG023', '00000' ])
{
	my ($set, $inside, $commits) = @$case;

	states_are($node, 'shop', 'boss', $set,
		[ '00000', $set ],
		[ $inside, add_sql('1', 'SELECT 1', project => 'refused') ],
		[ $inside, q(SELECT migrate.set('wait', '1s', 'refused')) ],
		[ $commits, q(CALL migrate.deploy('{"1_a": "SELECT 1"}', project => 'deployed')) ],
		[ '00000', 'SELECT count(*) FROM migrate.status()' ],
		[ '00000', 'SELECT count(*) FROM migrate.verify()' ]);
	$tried{setting}++;
}


#
# Event triggers, which only superusers make: they run as whoever runs the script
#

my @EVENTS = (
	[ 'raises',          q(RAISE EXCEPTION 'no'), 'P0001' ],
	[ 'looks',           'PERFORM count(*) FROM migrate.status(); PERFORM count(*) FROM migrate.verify(); PERFORM migrate.health(); PERFORM count(*) FROM migrate.history', '00000' ],
	[ 'hands over',      q(PERFORM migrate.add('99', 'SELECT 99')), 'MG011' ],
	[ 'runs',            'PERFORM migrate.apply_in_transaction()', 'MG011' ],
	[ 'sets a role',     q(PERFORM set_config('role', 'low', false)), '00000' ],
	[ 'sets a path',     q(PERFORM set_config('search_path', 'low', false)), '00000' ],
	[ 'unlocks',         'PERFORM pg_advisory_unlock_all()', 'MG011' ],
	[ 'makes a table',   q(IF to_regclass('public.made') IS NULL AND pg_trigger_depth() = 0 AND current_setting('my.deep', true) IS DISTINCT FROM 'on' THEN PERFORM set_config('my.deep', 'on', false); CREATE TABLE public.made (i int); DROP TABLE public.made; PERFORM set_config('my.deep', 'off', false); END IF), '00000' ],
	[ 'tells who',       'INSERT INTO public.seen VALUES (current_user, session_user)', '00000' ]);

ask($node, 'CREATE TABLE public.seen (who text, login text); GRANT ALL ON public.seen TO PUBLIC; GRANT low TO op; GRANT USAGE ON SCHEMA migrate TO PUBLIC', 'shop');
foreach my $event (qw(ddl_command_start ddl_command_end sql_drop))
{
	foreach my $case (@EVENTS)
	{
		my ($title, $body, $state) = @$case;
		my $number = ++$tried{event};
		my @wanted;

		ask($node, <<"SQL", 'shop');
CREATE OR REPLACE FUNCTION public.event() RETURNS event_trigger LANGUAGE plpgsql AS \$\$
BEGIN
	$body;
END \$\$;
CREATE EVENT TRIGGER event ON $event EXECUTE FUNCTION public.event();
SQL
		foreach my $mode ('on', 'off')
		{
			my $p = "event $number $mode";

			push @wanted,
			  [ '00000', add_sql('1', "CREATE TABLE public.event_${number}_$mode (i int); CREATE TABLE public.gone_${number}_$mode (i int); DROP TABLE public.gone_${number}_$mode", project => $p, transactional => $mode) ],
			  [ '00000', session_of() ],
			  [ $state, "CALL migrate.apply(project => '$p')" ],
			  [ '00000', session_of() ];
		}
		my @results = states_are($node, 'shop', 'op', "an event trigger on $event that $title", @wanted);

		# my.deep is the trigger's own, and stays as empty as it was
		is(session_changes($results[1], $results[3]), '', "$event, $title: the session is as before");
		is(session_changes($results[5], $results[7]), '', "$event, $title: the same, step by step");
		is( ask($node, <<"SQL", 'shop'),
SELECT string_agg(DISTINCT told, ', ' ORDER BY told) FROM (
	SELECT state || ' ' || (to_regclass('public.event_${number}_' || split_part(project, ' ', 3)) IS NOT NULL) AS told
	FROM migrate.migrations WHERE project LIKE 'event $number %') x
SQL
			$state eq '00000' ? 'applied true'
			# what is dropped is dropped by the third statement
			: $event eq 'sql_drop' ? 'failed false, partial true'
			: 'failed false',
			"$event, $title: the ledger tells what is there");
		ask($node, 'DROP EVENT TRIGGER event', 'shop');
	}
}

is(ask($node, 'SELECT string_agg(DISTINCT who || \'/\' || login, \', \') FROM public.seen', 'shop'), 'op/op',
	'event triggers run as who runs the script');
is(ask($node, q(SELECT string_agg(DISTINCT role_name || '/' || login_name, ', ') FROM migrate.event WHERE project LIKE 'event %'), 'shop'), 'op/op',
	'and so the ledger tells');
ledger_is_sound($node, 'the ledger is sound', 'shop');


#
# Callers with the rights of a definer
#

ask($node, <<'SQL', 'shop');
SET ROLE boss;
CREATE FUNCTION public.boss_adds(name text, script text) RETURNS text LANGUAGE sql SECURITY DEFINER
	AS 'SELECT migrate.add($1, $2, project => ''definer'')';
CREATE FUNCTION public.boss_runs(project text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
	AS 'SELECT count(*) FROM migrate.apply_in_transaction(project => $1)';
CREATE FUNCTION public.boss_runs_pinned(project text) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
	AS 'SELECT count(*) FROM migrate.apply_in_transaction(project => $1)';
CREATE PROCEDURE public.boss_applies() LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN CALL migrate.apply(project => ''definer''); END';
CREATE PROCEDURE public.applies() LANGUAGE plpgsql AS $$
DECLARE
	t text; i int; j jsonb;
BEGIN
	CALL migrate.apply(NULL, NULL, false, false, '{}', 'definer', t, i, i, t, t, j);
END $$;
SET ROLE low;
CREATE FUNCTION public.low_adds() RETURNS text LANGUAGE sql SECURITY DEFINER
	AS 'SELECT migrate.add(''1'', ''SELECT nextval(''''public.trap'''')'', project => ''low definer'')';
CREATE FUNCTION public.low_adds_as_caller() RETURNS text LANGUAGE sql
	AS 'SELECT migrate.add(''1'', ''SELECT nextval(''''public.trap'''')'', project => ''low invoker'')';
CREATE FUNCTION public.low_adds_when_read(i int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	PERFORM migrate.add('i' || i, 'SELECT nextval(''public.trap'') -- ' || i, project => 'low index');
	RETURN i;
END $$;
CREATE TABLE public.low_table (i int);
INSERT INTO public.low_table VALUES (1);
CREATE MATERIALIZED VIEW public.low_view AS SELECT public.low_adds_when_read(i + 100) AS i FROM public.low_table WITH NO DATA;
SQL

# Tests statements as states_are() does, and counts them.
sub called_as
{
	my ($role, $title, @wanted) = @_;

	$tried{definer} += @wanted;
	return states_are($node, 'shop', $role, $title, @wanted);
}

called_as('low', 'what a definer hands over',
	[ '00000', q(SELECT public.boss_adds('1', 'INSERT INTO public.seen VALUES (current_user, session_user)')) ]);
is(ask($node, q(SELECT e.role_name || ' ' || e.login_name || ' ' || m.registered_by FROM migrate.event e JOIN migrate.migration m ON m.event = e.id WHERE e.project = 'definer'), 'shop'),
	'boss low boss', 'is of the definer; the event tells who logged in');
ask($node, 'TRUNCATE public.seen', 'shop');
called_as('low', 'a definer runs it',
	[ '00000', q(SELECT public.boss_runs('definer')) ]);
is(ask($node, q(SELECT who || ' ' || login FROM public.seen), 'shop'), 'boss low', 'as itself');
called_as('low', 'a script of low for a definer',
	[ '00000', add_sql('1', q(SELECT nextval('public.trap')), project => 'of low') ],
	[ 'MG022', q(SELECT public.boss_runs('of low')) ],
	[ 'MG022', q(SELECT public.boss_runs_pinned('of low')) ],
	[ '00000', q(SELECT migrate.set('role', 'low', 'role')) ],
	[ '00000', q(SELECT migrate.set('search_path', 'low', 'path')) ]);
called_as('boss', 'scripts of boss',
	[ '00000', add_sql('1', 'SELECT 1', project => 'role') ],
	[ '00000', add_sql('1', 'SELECT 1', project => 'path') ],
	[ '00000', add_sql('1', 'SET ROLE low; SELECT 1', project => 'sets') ],
	[ '00000', add_sql('1', 'SET SESSION AUTHORIZATION low; SELECT 1', project => 'authorizes') ],
	[ '00000', q(SELECT migrate.set('role', 'op', 'boss role')) ],
	[ '00000', add_sql('1', 'SELECT 1', project => 'boss role') ]);
called_as('low', 'settings of low, and roles, under a definer',
	[ 'MG022', q(SELECT public.boss_runs('role')) ],
	[ 'MG022', q(SELECT public.boss_runs('path')) ],
	[ '42501', q(SELECT public.boss_runs('sets')) ],
	[ '42501', q(SELECT public.boss_runs('authorizes')) ],
	[ '42501', q(SELECT public.boss_runs('boss role')) ],
	[ qr/^(25001|42601)$/, 'CALL public.boss_applies()' ],
	[ '25001', 'CALL public.applies()' ]);
called_as('boss', 'what low\'s functions hand over when boss calls them',
	[ '00000', 'SELECT public.low_adds()' ],
	[ '00000', 'SELECT public.low_adds_as_caller()' ],
	[ 'MG022', q(CALL migrate.apply(project => 'low definer')) ]);
is(ask($node, q(SELECT string_agg(project || ': ' || registered_by, ', ' ORDER BY project) FROM migrate.migration WHERE project IN ('low definer', 'low invoker')), 'shop'),
	'low definer: low, low invoker: boss', 'is of the current role, as whatever a function does');
called_as('boss', 'what runs as low within a command of boss',
	[ '00000', 'REFRESH MATERIALIZED VIEW public.low_view' ]);
is(ask($node, q(SELECT string_agg(name || ' ' || registered_by, ', ' ORDER BY name) FROM migrate.migration WHERE project = 'low index'), 'shop'),
	'i101 low', 'is low\'s');
called_as('boss', 'and not run by boss', [ 'MG022', q(CALL migrate.apply(project => 'low index')) ]);
has_run(0, 'none of it has run');
ledger_is_sound($node, 'the ledger is sound', 'shop');


#
# Sessions of anybody that hold the lock and pretend to be the runner
#

foreach my $line (
	'/* migrate 1 99999999999/1 */', '/* migrate 1 1/99999999999 of plain */', '/* migrate 1 -1/1 */', '/* migrate  1/1 */',
	'/* migrate 1 1/1 of plain */', '/* migrate nothing 1/1 of nowhere */', '/* migrate 1 1/1 of plain */ /* */',
	"/* migrate 1'; DROP TABLE x 1/1 */", '/* migrate ' . ('x 1/1 of ' x 80) . '*/')
{
	my $client = start_client($node, "SET ROLE nobody;\nSELECT pg_advisory_lock(30796665482998885);\n$line SELECT 1;",
		database => 'shop', application => 'pretender', stay => 1);
	my @looks = map { [ '00000', $_ ] } (
		"SELECT count(*) FROM migrate.status(project => 'plain')", "SELECT count(*) FROM migrate.statements('1', project => 'plain')",
		'SELECT count(*) FROM migrate.running()', 'SELECT count(*) FROM migrate.progress', 'SELECT count(*) FROM migrate.migrations',
		'SELECT count(*) FROM migrate.verify()', q(SELECT migrate.health('plain')), "SELECT migrate.bundle('list', project => 'plain')");

	states_are($node, 'shop', 'op', "as if it were at: $line", @looks,
		[ 'MG007', add_sql('1', 'SELECT 1', project => 'waits') ],
		[ 'MG007', q(CALL migrate.apply(options => '{"wait": 0}', project => 'plain')) ]);
	finish_client($client);
	$tried{pretended}++;
}
is(ask($node, q(SELECT state FROM migrate.status(project => 'plain') WHERE name = '1'), 'shop'), 'applied', 'nothing of it stays');
is(told('plain'), $told, 'and the ledger is as it was');
ledger_is_sound($node, 'the ledger is sound', 'shop');


#
# A database with another encoding, and a conversion that somebody planted
#

ask($node, q(CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0));
ask($node, 'CREATE EXTENSION migrate; GRANT CREATE ON DATABASE latin TO low', 'latin');
is(state_of($node, 'latin', 'low', q(CREATE SCHEMA low)), '00000', 'a schema');
states_are($node, 'latin', 'low', 'with conversions',
	[ '00000', q(CREATE DEFAULT CONVERSION low.there FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8) ],
	[ '00000', q(CREATE DEFAULT CONVERSION low.back FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1) ],
	[ qr/^(42P17|XX000|22023|42883)$/, q(CREATE DEFAULT CONVERSION low.wrong FOR 'LATIN1' TO 'UTF8' FROM iso8859_to_utf8) ],
	[ '00000', 'GRANT USAGE ON SCHEMA low TO PUBLIC' ]);
states_are($node, 'latin', 'boss', 'change nothing',
	[ '00000', 'SET search_path = low, pg_catalog' ],
	[ '00000', q(SELECT migrate.add('1_' || chr(228), 'SELECT ''' || chr(246) || '''')) ],
	[ '00000', 'CALL migrate.apply()' ]);
is(ask($node, q(SELECT up = encode(sha256(convert_to('SELECT ''' || chr(246) || '''', 'UTF8')), 'hex') FROM migrate.migration), 'latin'), 't', 'the checksum is that of UTF-8');
ledger_is_sound($node, 'the ledger is sound', 'latin');

note("tried: $tried{planted} functions, operators, types and views planted under names that the extension uses: none ran");
note("tried: $tried{path} search paths that begin with them: every call did and told the same");
note("tried: $tried{setting} sets of settings of the session: every call did, told and showed the same, or refused to begin");
note("tried: $tried{event} event triggers that raise, look, call, change role, path or lock: the ledger told what was there");
note("tried: $tried{definer} calls through functions with the rights of others: the current role counted");
note("tried: $tried{pretended} sessions that hold the lock and pretend to be the runner: looking works, writing names them");
$node->stop;
done_testing();
