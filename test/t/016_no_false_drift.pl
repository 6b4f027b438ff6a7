# What does not change the schema is no drift: the fingerprint and every object
# stay the same, and drift() has no row, whoever reads, wherever, and under
# whatever settings.
#
# Besides objects made for it, the test takes the end states of real schemas
# from MIGRATE_TEST_DATA, and the objects of PostgreSQL's own regression tests:
# MIGRATE_POSTGRES_REGRESS is the folder src/test/regress of a built source of
# the server that is tested.  MIGRATE_END_STATES says how many end states, chosen
# at random, or "all".

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use Digest::MD5 qw(md5_hex);
use File::Basename qw(basename);
use File::Path ();
use JSON::PP ();
use List::Util qw(shuffle);
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# How many end states are tried.
use constant END_STATES => 10;

# The kinds of objects of which the test has at least one.
my @KINDS = (
	'access method', 'aggregate', 'base type', 'cast', 'collation', 'column', 'composite type',
	'constraint', 'conversion', 'default privileges', 'domain', 'domain constraint', 'enum',
	'event trigger', 'extension', 'foreign data wrapper', 'foreign table', 'function',
	'identity sequence', 'index', 'language', 'materialized view', 'operator', 'operator class',
	'operator family', 'partition trigger', 'policy', 'procedure', 'publication',
	'publication schema', 'publication table', 'range', 'rule', 'schema', 'sequence', 'server',
	'setting', 'statistics', 'subscription', 'table', 'text search configuration',
	'text search dictionary', 'text search parser', 'text search template', 'transform',
	'trigger', 'user mapping', 'view', 'view column');

seed();
my $folder = PostgreSQL::Test::Utils::tempdir();
my $node = new_server('original', 'allow_in_place_tablespaces = on', 'max_prepared_transactions = 2');
my $other = new_server('other', 'allow_in_place_tablespaces = on');
my %tried;

# a standby is there before the tablespace is: it makes its own
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;

foreach my $server ($node, $other)
{
	ask($server, <<'SQL');
CREATE ROLE every_owner;
CREATE ROLE every_reader LOGIN;
CREATE TABLESPACE every_space LOCATION '';
SQL
}


#
# Looking
#

# Returns the objects of a database, as text, by name.
sub objects
{
	my ($server, $database) = @_;
	my $json = JSON::PP->new->canonical;
	my $rows = ask_json($server, <<'SQL', $database) // [];
SELECT json_agg(json_build_array(concat_ws(' ', kind, identity, 'of ' || parent), attributes, hash)) FROM migrate.snapshot()
SQL

	return { map { $_->[0] => $json->encode([ @$_[ 1, 2 ] ]) } @$rows };
}

# Returns what two states of objects do not have in common, for people.
sub differences
{
	my ($before, $after, $leave_out) = @_;
	my %names = (%$before, %$after);

	return map { "$_\n\tbefore: " . ($before->{$_} // 'absent') . "\n\tafter:  " . ($after->{$_} // 'absent') }
	  grep { ($before->{$_} // '') ne ($after->{$_} // '') }
	  grep { !$leave_out || !/$leave_out/ } sort keys %names;
}

# What a state of a database is compared by.  The stamp of an earlier check must
# not answer for drift(): a comment that is set again moves it.
my $UNSETTLE = q(COMMENT ON SCHEMA public IS 'standard public schema';);
my $LOOK = <<'SQL';
SELECT 'looks';
SELECT migrate.fingerprint();
SELECT hash FROM migrate.snapshot();
SELECT 'drift ' OPERATOR(pg_catalog.||) d::pg_catalog.text FROM migrate.drift() d;
SQL

# Returns how a database looks now; SQL may come before.
sub look
{
	my ($server, $database, $before) = @_;
	my $out = ask($server, ($before // '') . ";\n$LOOK", $database);
	my ($fingerprint, @rows) = split /\n/, $out =~ s/.*^looks\n//msr;
	my @hashes = sort grep { /^[0-9a-f]{64}$/ } @rows;

	return join "\n", $fingerprint, scalar(@hashes) . ' objects ' . md5_hex(@hashes),
	  'drift: ' . (scalar(@rows) - scalar(@hashes)), grep { !/^[0-9a-f]{64}$/ } @rows;
}

# Counts an attempt, as a test.
sub attempt
{
	my ($what, $title, $good, @differences) = @_;

	ok($good, $title)
	  or diag(map { "$_\n" } @differences[ 0 .. ($#differences > 9 ? 9 : $#differences) ]);
	$tried{ "$what: " . ($good ? 'same fingerprint and objects, no drift' : 'false drift') }++;
	return $good;
}

# Runs a program of the server; returns the errors that it complained of.
sub run_tool
{
	my (@command) = @_;
	my ($out, $err) = ('', '');

	IPC::Run::run(\@command, '>', \$out, '2>', \$err);
	return join '', grep { /error:|ERROR:/ } split /^/, $err;
}

# Runs a file with psql; returns what it complained of.
sub run_file
{
	my ($server, $database, $file, @options) = @_;

	return run_tool('psql', '-Xq', '-o', '/dev/null', @options, '-d', $server->connstr($database), '-f', $file);
}

# Begins the ledger of a database that has a schema already.
sub begin_ledger
{
	my ($server, $database) = @_;

	ask($server, <<'SQL', $database);
CREATE EXTENSION migrate;
SELECT migrate.add('1', 'SELECT 1');
CALL migrate.baseline('1');
SELECT migrate.grant('every_reader', 'reader');
SQL
	return;
}


#
# A database with objects of every kind
#

# What a search_path may put in the place of the server's own.
my $IMPOSTORS = <<'SQL';
CREATE SCHEMA hostile;
GRANT USAGE ON SCHEMA hostile TO PUBLIC;
CREATE FUNCTION hostile.fails() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'taken in'; END $$;
CREATE FUNCTION hostile.format(text, VARIADIC "any") RETURNS text LANGUAGE internal AS 'text_format_nv';
CREATE FUNCTION hostile.quote_ident(text) RETURNS text LANGUAGE sql AS 'SELECT hostile.fails()';
CREATE FUNCTION hostile.pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql AS 'SELECT hostile.fails()';
CREATE FUNCTION hostile.lower(text) RETURNS text LANGUAGE sql AS 'SELECT hostile.fails()';
CREATE FUNCTION hostile.same(oid, oid) RETURNS boolean LANGUAGE sql AS 'SELECT hostile.fails()::boolean';
CREATE OPERATOR hostile.= (FUNCTION = hostile.same, LEFTARG = oid, RIGHTARG = oid);
CREATE FUNCTION hostile.joined(text, text) RETURNS text LANGUAGE sql AS 'SELECT hostile.fails()';
CREATE OPERATOR hostile.|| (FUNCTION = hostile.joined, LEFTARG = text, RIGHTARG = text);
CREATE DOMAIN hostile.text AS pg_catalog.text CHECK (hostile.fails() = VALUE);
CREATE DOMAIN hostile."varchar" AS pg_catalog."varchar" CHECK (hostile.fails() = VALUE);
CREATE VIEW hostile.pg_class AS SELECT oid, hostile.fails() AS relname FROM pg_catalog.pg_class;
CREATE VIEW hostile.pg_namespace AS SELECT hostile.fails()::oid AS oid;
CREATE TABLE hostile.pg_attribute (attrelid oid);
SQL

ask($node, 'CREATE DATABASE every TEMPLATE template0');
is(run_file($node, 'every', "$FindBin::RealBin/lib/$_", '-v', 'ON_ERROR_STOP=1'), '', "$_: the objects are made")
  foreach 'zoo.sql', 'every_kind.sql';
ask($node, $IMPOSTORS, 'every');
begin_ledger($node, 'every');

my $objects = objects($node, 'every');
my $as_it_was = look($node, 'every');

like($as_it_was, qr/^[0-9a-f]{64}\n\d+ objects [0-9a-f]{32}\ndrift: 0$/, 'there is no drift at first');
foreach my $kind (@KINDS)
{
	ok((grep { /^\Q$kind\E / } keys %$objects), "there is an object of kind $kind");
}

# Tests that a command changes nothing that the model has.
sub changes_nothing
{
	my ($sql, $title, $what) = @_;
	my ($status, $out, $err) = (0, '', '');

	# each statement by itself: some do not run in a transaction block
	$status = $node->psql('every', $sql, stdout => \$out, stderr => \$err, on_error_stop => 1);
	is($status, 0, "$title works") or diag($err);
	ask($node, $UNSETTLE, 'every');
	my $now = look($node, 'every');
	attempt($what // 'commands that change no schema', $title, $now eq $as_it_was,
		"$as_it_was -> $now", $now eq $as_it_was ? () : differences($objects, objects($node, 'every')));
	return;
}

changes_nothing("SELECT 1;", 'a comment that is set again');
changes_nothing("SET client_min_messages = error;\nVACUUM (FULL, FREEZE, ANALYZE);", 'VACUUM FULL');
changes_nothing("VACUUM (FREEZE);\nANALYZE;\nCHECKPOINT;", 'VACUUM and ANALYZE');
changes_nothing("REINDEX DATABASE every;", 'REINDEX DATABASE');
changes_nothing("REINDEX TABLE CONCURRENTLY e.plain;\nREINDEX INDEX CONCURRENTLY e.events_note;", 'REINDEX CONCURRENTLY');
changes_nothing("CLUSTER;\nCLUSTER e.plain;", 'CLUSTER');
changes_nothing(<<'SQL', 'rows come');
INSERT INTO e.parent (a, c) SELECT n, 1 FROM generate_series(1, 500) n;
INSERT INTO e.events SELECT n, '2019-01-01'::date + n FROM generate_series(1, 700) n;
INSERT INTO e.plain (t, f) SELECT 'a' || n, n FROM generate_series(2, 30) n;
SELECT nextval('e.steps'), setval('e.plain_s_seq', 700), nextval('e.plain_id_seq');
ALTER SEQUENCE e.unlogged_steps RESTART 90;
ANALYZE;
SQL
changes_nothing("REFRESH MATERIALIZED VIEW e.counts;\nREFRESH MATERIALIZED VIEW CONCURRENTLY e.counts;",
	'REFRESH MATERIALIZED VIEW, with data');
changes_nothing("REFRESH MATERIALIZED VIEW e.counts WITH NO DATA;", 'REFRESH MATERIALIZED VIEW, without data');
changes_nothing(<<'SQL', 'TRUNCATE');
TRUNCATE e.parent, e.events, e.refers RESTART IDENTITY;
TRUNCATE e.plain RESTART IDENTITY CASCADE;
SQL
changes_nothing(<<'SQL', 'columns that come and go');
ALTER TABLE e.plain ADD came int DEFAULT 3 CHECK (came > 2) UNIQUE;
ALTER TABLE e.plain DROP came;
ALTER TABLE e.parent ADD came text COLLATE "C", ADD came_too int;
ALTER TABLE e.parent DROP came, DROP came_too;
ALTER TYPE e.pair ADD ATTRIBUTE came int CASCADE;
ALTER TYPE e.pair DROP ATTRIBUTE came CASCADE;
SQL
changes_nothing(<<'SQL', 'objects that come and go');
SET client_min_messages = error;
CREATE TABLE e.comes (a serial PRIMARY KEY, c bigint REFERENCES e.plain);
CREATE VIEW e.of_it AS SELECT * FROM e.comes;
CREATE TABLE e.events_2030 PARTITION OF e.events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
CREATE FUNCTION e.takes(e.comes) RETURNS e.comes LANGUAGE sql AS 'SELECT $1';
CREATE INDEX CONCURRENTLY comes_c ON e.comes (c);
BEGIN;
ALTER TABLE e.plain RENAME TO taken_back;
DROP SCHEMA "Q S", z CASCADE;
ROLLBACK;
DROP FUNCTION e.takes;
DROP TABLE e.comes CASCADE;
ALTER TABLE e.events DETACH PARTITION e.events_2030;
DROP TABLE e.events_2030;
SQL
changes_nothing(<<'SQL', 'changes that are taken back');
ALTER TABLE e.plain RENAME TO renamed;
ALTER TABLE e.renamed RENAME t TO renamed;
ALTER SCHEMA e RENAME TO renamed;
ALTER SCHEMA renamed RENAME TO e;
ALTER TABLE e.renamed RENAME renamed TO t;
ALTER TABLE e.renamed RENAME TO plain;
ALTER FUNCTION e.fire() OWNER TO every_reader;
ALTER FUNCTION e.fire() OWNER TO CURRENT_USER;
GRANT SELECT ON e.empty TO every_reader, PUBLIC;
REVOKE SELECT ON e.empty FROM every_reader, PUBLIC;
GRANT SELECT (b) ON e.typed TO every_reader;
REVOKE SELECT (b) ON e.typed FROM every_reader;
GRANT CREATE ON SCHEMA "E e" TO every_reader;
REVOKE CREATE ON SCHEMA "E e" FROM every_reader;
COMMENT ON TABLE e.empty IS 'came';
COMMENT ON TABLE e.empty IS NULL;
ALTER TABLE e.empty SET (fillfactor = 50);
ALTER TABLE e.empty RESET (fillfactor);
ALTER TABLE e.typed ALTER a SET STATISTICS 5, ALTER a SET (n_distinct = 5);
ALTER TABLE e.typed ALTER a SET STATISTICS -1, ALTER a RESET (n_distinct);
ALTER TABLE e.other_method SET UNLOGGED;
ALTER TABLE e.other_method SET LOGGED;
ALTER TABLE e.events DETACH PARTITION e.events_late;
ALTER TABLE e.events ATTACH PARTITION e.events_late FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
ALTER TABLE e.plain DISABLE TRIGGER always;
ALTER TABLE e.plain ENABLE ALWAYS TRIGGER always;
ALTER FUNCTION e.fire() SET work_mem = '1MB';
ALTER FUNCTION e.fire() RESET ALL;
ALTER DATABASE every SET enable_seqscan = off;
ALTER DATABASE every RESET enable_seqscan;
CREATE OR REPLACE FUNCTION e.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE OR REPLACE VIEW e.seen WITH (security_barrier, security_invoker) AS SELECT id, t, m FROM e.plain WHERE t <> 'x';
ALTER MATERIALIZED VIEW e.counts RENAME n TO renamed;
ALTER MATERIALIZED VIEW e.counts RENAME renamed TO n;
SQL

# what is temporary, in the session that looks and in another one
my $TEMPORARY = <<'SQL';
SET client_min_messages = error;
CREATE TEMP TABLE plain (a serial PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> 'y'), m e.mood) WITH (fillfactor = 20);
CREATE TEMP TABLE child (x int) INHERITS (e.parent);
CREATE INDEX ON plain (lower(b));
CREATE STATISTICS pg_temp.of_it ON a, b FROM plain;
COMMENT ON TABLE plain IS 'temporary';
GRANT SELECT (a) ON plain TO every_reader;
CREATE TRIGGER temporary BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION e.fire();
CREATE RULE temporary AS ON DELETE TO plain DO ALSO NOTIFY x;
CREATE POLICY temporary ON plain USING (b = 'x');
CREATE TEMP VIEW seen AS SELECT plain.a, p.id FROM plain, e.plain p;
CREATE TEMP SEQUENCE steps;
CREATE TYPE pg_temp.kind AS ENUM ('a');
CREATE TYPE pg_temp.pair AS (a pg_temp.kind, b int);
CREATE TYPE pg_temp.range AS RANGE (SUBTYPE = text);
CREATE DOMAIN pg_temp.short AS text CHECK (VALUE <> 'a');
CREATE FUNCTION pg_temp.f(pg_temp.pair) RETURNS pg_temp.pair LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION pg_temp.to_int(pg_temp.pair) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (pg_temp.pair AS int) WITH FUNCTION pg_temp.to_int(pg_temp.pair);
CREATE TRANSFORM FOR pg_temp.pair LANGUAGE plpgsql (FROM SQL WITH FUNCTION e.from_sql(internal));
CREATE OPERATOR pg_temp.+ (FUNCTION = e.difference, LEFTARG = text, RIGHTARG = text);
CREATE AGGREGATE pg_temp.total(int) (SFUNC = int4pl, STYPE = int);
CREATE COLLATION pg_temp.ordered FROM "C";
CREATE TEXT SEARCH DICTIONARY pg_temp.english (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION pg_temp.search (COPY = simple);
CREATE TEMP TABLE parts (a int) PARTITION BY LIST (a);
CREATE TEMP TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
SQL

my $client = start_client($node, $TEMPORARY, database => 'every', stay => 1);
is($client->{err}, '', 'a session makes temporary objects');
ask($node, $UNSETTLE, 'every');
my $now = look($node, 'every');
attempt('temporary objects', 'those of another session', $now eq $as_it_was,
	"$as_it_was -> $now", differences($objects, objects($node, 'every')));
finish_client_that_stays($client);
$now = look($node, 'every', "$TEMPORARY$UNSETTLE");
attempt('temporary objects', 'those of the session that looks', $now eq $as_it_was, "$as_it_was -> $now");

# what somebody else has not committed
$client = start_client($node, <<'SQL', database => 'every', stay => 1);
BEGIN;
CREATE TABLE e.not_committed (a int);
COMMENT ON SCHEMA e IS 'not committed';
CREATE FUNCTION e.not_committed() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT USAGE ON SCHEMA "E e" TO PUBLIC;
SQL
ask($node, $UNSETTLE, 'every');
$now = look($node, 'every');
attempt('changes of another session that are not committed', 'while they are there', $now eq $as_it_was,
	"$as_it_was -> $now");
finish_client_that_stays($client);
ask($node, $UNSETTLE, 'every');
$now = look($node, 'every');
attempt('changes of another session that are not committed', 'rolled back', $now eq $as_it_was, "$as_it_was -> $now");

# Ends a client that waits for more.
sub finish_client_that_stays
{
	my ($waiting) = @_;

	$waiting->{in} .= "\\q\n";
	ok(finish_client($waiting), 'the other session ends') or diag($waiting->{err});
	return;
}


#
# Settings and roles
#

# Settings that change how the server prints, reads or plans, or what is
# visible; each group holds at once.
my @HOSTILE = (
	{   search_path               => 'hostile, pg_catalog, e, z',
		datestyle                 => 'German, DMY',
		intervalstyle             => 'sql_standard',
		quote_all_identifiers     => 'on',
		extra_float_digits        => '-15',
		standard_conforming_strings => 'off',
		escape_string_warning     => 'off',
		backslash_quote           => 'on',
		bytea_output              => 'escape',
		timezone                  => 'Asia/Kathmandu',
		client_encoding           => 'LATIN1',
		transform_null_equals     => 'on',
		array_nulls               => 'off',
		xmlbinary                 => 'hex',
		lc_monetary               => 'POSIX',
		lc_numeric                => 'POSIX',
		lc_time                   => 'POSIX' },
	{   search_path               => '',
		datestyle                 => 'SQL, YMD',
		intervalstyle             => 'iso_8601',
		extra_float_digits        => '0',
		timezone                  => '-13:45',
		client_encoding           => 'SQL_ASCII',
		default_tablespace        => 'every_space',
		temp_tablespaces          => 'every_space',
		default_table_access_method => 'other_heap',
		default_toast_compression => 'pglz',
		default_text_search_config => 'e.search',
		check_function_bodies     => 'off',
		session_replication_role  => 'replica',
		event_triggers            => 'off',
		row_security              => 'off',
		restrict_nonsystem_relation_kind => 'view, foreign-table' },
	{   search_path               => '"Q S", e',
		datestyle                 => 'Postgres, MDY',
		intervalstyle             => 'postgres_verbose',
		quote_all_identifiers     => 'on',
		enable_hashjoin           => 'off',
		enable_nestloop           => 'off',
		enable_hashagg            => 'off',
		enable_indexscan          => 'off',
		enable_bitmapscan         => 'off',
		enable_sort               => 'off',
		enable_material           => 'off',
		work_mem                  => '64kB',
		force_parallel_mode       => 'on',
		debug_parallel_query      => 'on',
		parallel_setup_cost       => '0',
		min_parallel_table_scan_size => '0',
		from_collapse_limit       => '1',
		join_collapse_limit       => '1',
		plan_cache_mode           => 'force_generic_plan',
		default_transaction_isolation => 'repeatable read' },
	{   search_path               => 'pg_temp, hostile',
		enable_seqscan            => 'off',
		enable_mergejoin          => 'off',
		enable_indexonlyscan      => 'off',
		geqo_threshold            => '2',
		constraint_exclusion      => 'on',
		default_transaction_isolation => 'serializable',
		default_transaction_read_only => 'on',
		default_transaction_deferrable => 'on' });
my %known = map { $_ => 1 } split /\n/, ask($node, 'SELECT lower(name) FROM pg_settings');

# Returns the commands that make settings, as far as the server knows them.
sub set_all
{
	my ($settings) = @_;

	return join '', map { "SET $_ = " . ($_ =~ /^(?:search_path|temp_tablespaces)$/ ? $settings->{$_} || "''" : quote($settings->{$_})) . ";\n" }
	  grep { $known{$_} } sort keys %$settings;
}

foreach my $role ('', 'SET SESSION AUTHORIZATION every_reader;')
{
	foreach my $n (0 .. $#HOSTILE)
	{
		my $set = set_all($HOSTILE[$n]);

		ask($node, $UNSETTLE, 'every');
		$now = look($node, 'every', "$set$role");
		attempt('sessions with hostile settings', ($role ? 'a reader' : 'the owner') . ", group of settings $n",
			$now eq $as_it_was, "$as_it_was -> $now");
		$tried{'hostile settings of sessions: same fingerprint and objects, no drift'} += () = $set =~ /^SET/mg
		  if $now eq $as_it_was;
	}
}


#
# A standby
#

$node->wait_for_catchup($standby);
foreach my $before ([ '', 'as it is' ], [ 'BEGIN READ ONLY', 'in a READ ONLY transaction' ],
	[ 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'in a REPEATABLE READ one' ],
	[ 'SET SESSION AUTHORIZATION every_reader', 'by a reader' ],
	map { [ set_all($HOSTILE[$_]), "group of settings $_" ] } 0 .. 2)
{
	$now = look($standby, 'every', $before->[0]);
	attempt('looks on a standby', "standby, $before->[1]", $now eq $as_it_was, "$as_it_was -> $now");
}
foreach my $before ('BEGIN READ ONLY', 'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE')
{
	$now = look($node, 'every', $before);
	attempt('looks in READ ONLY transactions', $before, $now eq $as_it_was, "$as_it_was -> $now");
}
ask($node, 'CREATE TABLE e.drifts (a int)', 'every');
$node->wait_for_catchup($standby);
is(ask($standby, 'SELECT kind, identity, change FROM migrate.drift()', 'every'), "table|e.drifts|unexpected",
	'a standby sees drift');
ask($node, 'DROP TABLE e.drifts', 'every');
$node->wait_for_catchup($standby);
$now = look($standby, 'every');
attempt('looks on a standby', 'standby, without the table', $now eq $as_it_was, "$as_it_was -> $now");


#
# Constraints that are validated, and partitions that a job makes
#

# a validated constraint is another one: new rows alone obeyed the old one
is( ask($node, <<'SQL', 'every'), <<'ROWS' =~ s/\n\z//r, 'VALIDATE CONSTRAINT is a change, and drift says so');
ALTER TABLE e.plain VALIDATE CONSTRAINT not_checked;
ALTER TABLE e.keys VALIDATE CONSTRAINT self;
ALTER DOMAIN e.short VALIDATE CONSTRAINT not_checked;
SELECT kind, identity, change, expected, actual FROM migrate.drift();
SQL
domain constraint|not_checked on e.short|altered|{"not_valid": "NOT VALID"}|{}
constraint|not_checked on e.plain|altered|{"not_valid": "NOT VALID"}|{}
constraint|self on e.keys|altered|{"not_valid": "NOT VALID"}|{}
ROWS

# on 18 a child may have had a NOT NULL valid before its parent has
my $lazy = $node->pg_version >= 18 ?
  q(SELECT migrate.add('lazy', 'ALTER TABLE k.lazy VALIDATE CONSTRAINT later');) : '';

ask($node, <<"SQL", 'every');
CALL migrate.accept_drift('validated', 'test');
SELECT migrate.add('not_valid', 'ALTER TABLE e.typed ADD CONSTRAINT later CHECK (a > 0) NOT VALID');
$lazy
SELECT migrate.add('valid', 'ALTER TABLE e.typed VALIDATE CONSTRAINT later');
SELECT migrate.add('valid_everywhere', 'ALTER TABLE e.events VALIDATE CONSTRAINT valid');
CALL migrate.apply();
SQL
is(ask($node, q(SELECT expected, actual FROM migrate.drift()), 'every'), '', 'a migration may validate');
is(ask($node, q(SELECT before, after FROM migrate.changes('valid')), 'every'),
	'{"not_valid": "NOT VALID"}|{}', 'and it is what it changed');

# a job adds and drops partitions
ask($node, <<'SQL', 'every');
SELECT migrate.add('jobs', 'CREATE SCHEMA jobs; CREATE TABLE jobs.log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
	CREATE INDEX ON jobs.log (at); CREATE TABLE jobs.log_p2025 PARTITION OF jobs.log FOR VALUES FROM (''2025-01-01'') TO (''2026-01-01'')');
CALL migrate.apply();
SELECT migrate.exclude('jobs.log_p*');
SQL
$objects = objects($node, 'every');
$as_it_was = look($node, 'every');
like($as_it_was, qr/drift: 0$/, 'there is no drift but by a job');
is(scalar(grep { /log_p/ } keys %$objects), 0, 'partitions of the job are no part of the model');
changes_nothing("CREATE TABLE jobs.log_p2026 PARTITION OF jobs.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
	'a new partition', 'partitions that a job makes');
changes_nothing("ALTER TABLE jobs.log_p2026 ADD CHECK (note <> 'x');\nCREATE INDEX ON jobs.log_p2026 (note);\n"
	. "CREATE TRIGGER job AFTER INSERT ON jobs.log_p2026 FOR EACH ROW EXECUTE FUNCTION e.fire();\nGRANT SELECT ON jobs.log_p2026 TO PUBLIC;",
	'a partition with more', 'partitions that a job makes');
changes_nothing("ALTER TABLE jobs.log DETACH PARTITION jobs.log_p2025 CONCURRENTLY;\nDROP TABLE jobs.log_p2025;",
	'an old partition that goes', 'partitions that a job makes');


#
# Dump and restore
#

# Restores a dump, of a format, into the other server.
sub restore
{
	my ($database, $format, @options) = @_;
	my $dump = "$folder/$database.$format";
	my @jobs = $format eq 'd' ? ('-j', 2) : ();
	my $complaints = run_tool('pg_dump', '-C', "-F$format", @jobs, @options, '-f', $dump, '-d', $node->connstr($database));

	# roles are not in the dump of a database
	run_tool('pg_dumpall', '--roles-only', '-f', "$folder/roles", '-d', $node->connstr('postgres'));
	run_file($other, 'postgres', "$folder/roles");
	$complaints .= $format eq 'p' ? run_file($other, 'postgres', $dump) :
	  run_tool('pg_restore', '-C', @jobs, '-d', $other->connstr('postgres'), $dump);
	File::Path::remove_tree($dump);
	return $complaints;
}

# Drops a database with what keeps it.
sub drop_restored
{
	my ($database) = @_;

	ask($other, <<'SQL', $database);
SELECT format('DROP SUBSCRIPTION %I', subname) FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid
 WHERE datname = current_database()
\gexec
SQL
	ask($other, "DROP DATABASE $database");
	return;
}

# Tests that a restored database is as the original; %was are the looks before.
sub check_restored
{
	my ($database, $what, $title, $before) = @_;
	my $look = look($other, $database);

	return attempt($what, $title, $look eq $before,
		"$before -> $look", $look eq $before ? () : differences(objects($node, $database), objects($other, $database)));
}

my %FORMATS = (p => 'plain', c => 'custom', d => 'directory, two jobs', t => 'tar');

foreach my $format (sort keys %FORMATS)
{
	is(restore('every', $format), '', "$FORMATS{$format}: dump and restore");
	check_restored('every', 'restored dumps', $FORMATS{$format}, $as_it_was);
	is(ask($other, 'SELECT count(*) FROM migrate.verify()', 'every'), 0, "$FORMATS{$format}: the ledger is sound");
	drop_restored('every');
}

# without data there is no ledger, but the schema is the same
is(restore('every', 'c', '-s'), '', 'schema only: dump and restore');
my ($fingerprint) = $as_it_was =~ /^(\w+)/;
ask($other, q(SELECT migrate.exclude('jobs.log_p*')), 'every');
attempt('restored dumps', 'schema only', ask($other, 'SELECT migrate.fingerprint()', 'every') eq $fingerprint,
	differences($objects, objects($other, 'every')));
drop_restored('every');

# in a database with another collation, and without the settings of the database
ask($other, q(CREATE DATABASE every TEMPLATE template0 LOCALE 'C.UTF-8' ENCODING 'UTF8'));
run_tool('pg_dump', '-Fc', '-f', "$folder/every.c", '-d', $node->connstr('every'));
run_tool('pg_restore', '-d', $other->connstr('every'), "$folder/every.c");
my @differences = differences($objects, objects($other, 'every'), qr/^setting /);
attempt('restored dumps', 'in a database with another collation', !@differences, @differences);
is(ask($other, 'SELECT DISTINCT kind, change FROM migrate.drift()', 'every'), 'setting|missing',
	'what a dump of a database leaves out is missing');
drop_restored('every');

# a copy of the database, and another name
foreach my $strategy ('wal_log', 'file_copy')
{
	ask($node, "CREATE DATABASE copied TEMPLATE every STRATEGY $strategy");
	@differences = differences($objects, objects($node, 'copied'), qr/^(setting|subscription) /);
	attempt('copies of databases', $strategy, !@differences, @differences);
	ask($node, 'DROP DATABASE copied');
}
ask($node, 'ALTER DATABASE every RENAME TO renamed');
$now = look($node, 'renamed');
attempt('databases that were renamed', 'after', $now eq $as_it_was, "$as_it_was -> $now");
ask($node, 'ALTER DATABASE renamed RENAME TO every');


#
# The end states of real schemas
#

my $data = $ENV{MIGRATE_TEST_DATA};
my @archives = shuffle($data ? glob("$data/histories/*.tar.gz") : ());
my $states = $ENV{MIGRATE_END_STATES} // END_STATES;

$#archives = $states - 1 if $states ne 'all' && $states < @archives;

note("MIGRATE_TEST_DATA is not set: no end states") unless $data;
$standby->stop;
foreach my $archive (@archives)
{
	my $name = basename($archive, '.tar.gz');
	my $what = $name =~ /^es-/ ? 'end states of schemas' : 'end states of migration histories';
	my $complaints;

	run_tool('tar', '-C', $folder, '-xzf', $archive, "$name/final_schema.sql");
	run_tool('tar', '-C', $folder, '-xzf', $archive, "$name/prelude.sql");
	ask($node, 'CREATE DATABASE real TEMPLATE template0');
	$complaints = join '', map { run_file($node, 'real', $_) } grep { -e $_ }
	  map { "$folder/$name/$_" } 'prelude.sql', 'final_schema.sql';
	if ($complaints =~ /extension "([^"]+)" is not available/)
	{
		$tried{"$what: skipped, their extensions are not there"}++;
		note("$name: no extension $1");
	}
	else
	{
		begin_ledger($node, 'real');
		my $before = look($node, 'real');

		is(restore('real', 'c'), '', "$name: dump and restore");
		check_restored('real', $what, $name, $before);
		like($before, qr/drift: 0$/, "$name: no drift before");
		drop_restored('real');
	}
	ask($node, 'DROP DATABASE real');
}
cmp_ok($tried{"end states of migration histories: same fingerprint and objects, no drift"} // 0, '>', $states eq 'all' ? 15 : 0,
	'end states could be tried') if $data;


#
# The objects of PostgreSQL's regression tests
#

my $regress = $ENV{MIGRATE_POSTGRES_REGRESS};

if (!$regress)
{
	$tried{"databases of PostgreSQL's regression tests: skipped, MIGRATE_POSTGRES_REGRESS is not set"}++;
}
else
{
	local $ENV{PGOPTIONS} = '-c allow_in_place_tablespaces=on';
	run_tool("$regress/pg_regress", "--inputdir=$regress", "--outputdir=$folder",
		"--bindir=" . $node->config_data('--bindir'), "--dlpath=$regress", '--max-connections=6',
		'--host=' . $node->host, '--port=' . $node->port, "--schedule=$regress/parallel_schedule");
	begin_ledger($node, 'regression');
	my $before = look($node, 'regression');
	is(restore('regression', 'c', '-s'), '', 'regression: dump and restore');
	cmp_ok(ask($node, 'SELECT count(*) FROM migrate.snapshot()', 'regression'), '>', 3000, 'regression: there are many objects');
	$fingerprint = ask($other, 'SELECT migrate.fingerprint()', 'regression');
	attempt("databases of PostgreSQL's regression tests", 'regression',
		$before =~ /^$fingerprint\n.*\ndrift: 0$/,
		"$before -> $fingerprint", differences(objects($node, 'regression'), objects($other, 'regression')));
}

note("tried: $tried{$_} $_") foreach sort keys %tried;
$node->stop;
$other->stop;
done_testing();
