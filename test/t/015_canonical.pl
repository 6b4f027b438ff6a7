# Canonical texts: the model of a database is that of its restored dump, however
# differently the server prints the objects of the two.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use JSON::PP ();
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use RandomSchema;
use Test::More;

use constant RANDOM_OBJECTS => 250;

my $node = new_server('canonical');
my $folder = PostgreSQL::Test::Utils::tempdir();
my @server = ('-h', $node->host, '-p', $node->port);
my %tried;

# What the server prints of the objects of a database.
my $PRINTED = <<'SQL';
SET search_path = pg_catalog;
SELECT jsonb_agg(jsonb_build_array(kind || ' ' || name, text))
  FROM (
	SELECT 'default', adrelid::regclass || '.' || attname, pg_get_expr(adbin, adrelid)
	  FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
	UNION ALL
	SELECT 'constraint', conrelid::regclass || ' ' || contypid::regtype || ' ' || conname, pg_get_constraintdef(oid)
	  FROM pg_constraint WHERE contype IN ('c', 'x')
	UNION ALL
	SELECT 'domain', oid::regtype::text, pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE typtype = 'd'
	UNION ALL
	SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON oid = indexrelid
	 WHERE indexrelid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace
	UNION ALL
	SELECT 'partition key', partrelid::regclass::text, pg_get_partkeydef(partrelid) FROM pg_partitioned_table
	UNION ALL
	SELECT 'statistics', stxnamespace::regnamespace || '.' || stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
	UNION ALL
	SELECT 'policy', polrelid::regclass || ' ' || polname,
		concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
	UNION ALL
	SELECT 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
	UNION ALL
	SELECT 'rule', ev_class::regclass || ' ' || rulename, pg_get_ruledef(oid)
	  FROM pg_rewrite WHERE ev_class >= 16384 AND rulename <> '_RETURN'
	UNION ALL
	SELECT 'view', oid::regclass::text, pg_get_viewdef(oid) FROM pg_class WHERE oid >= 16384 AND relkind IN ('v', 'm')
	UNION ALL
	SELECT 'function', oid::regprocedure::text, concat(pg_get_function_sqlbody(oid), pg_get_function_arguments(oid))
	  FROM pg_proc WHERE oid >= 16384 AND prokind <> 'a'
	UNION ALL
	SELECT 'publication', pubname || ' ' || prrelid::regclass, pg_get_expr(prqual, prrelid)
	  FROM pg_publication_rel r JOIN pg_publication p ON p.oid = prpubid) o (kind, name, text)
 WHERE text IS NOT NULL
SQL

# The model, without the settings of the database: a dump leaves them out.
my $MODEL = <<'SQL';
SELECT jsonb_agg(jsonb_build_array(concat_ws(' ', kind, identity, 'of ' || parent), attributes))
  FROM migrate.snapshot() WHERE kind <> 'setting'
SQL

# Returns what a query says of a database, by the names of the objects.
sub objects
{
	my ($query, $database) = @_;
	my $json = JSON::PP->new->canonical->allow_nonref;

	return { map { $_->[0] => $json->encode($_->[1]) } @{ ask_json($node, $query, $database) // [] } };
}

# Returns the names of the objects that two databases do not have in common.
sub differing
{
	my ($one, $other) = @_;
	my %names = (%$one, %$other);

	return grep { ($one->{$_} // '') ne ($other->{$_} // '') } sort keys %names;
}

# Runs a program of the server; returns what it complained of.
sub run_tool
{
	my (@command) = @_;
	my ($out, $err) = ('', '');

	IPC::Run::run(\@command, '>', \$out, '2>', \$err);
	return $err;
}

# Makes a copy of a database from its dump.
sub restore
{
	my ($database, $copy) = @_;
	my $complaints = run_tool('pg_dump', @server, '-Fc', '-s', '-f', "$folder/dump", $database);

	ask($node, "CREATE DATABASE $copy TEMPLATE template0");
	return $complaints . run_tool('pg_restore', @server, '-d', $copy, "$folder/dump");
}

# Tests that a database and its copy have the same model; returns how many of
# the texts that the server prints are not the same.
sub check_copy
{
	my ($title, $database, $copy) = @_;
	my $printed = objects($PRINTED, $database);
	my @changed = differing($printed, objects($PRINTED, $copy));
	my ($before, $after) = (objects($MODEL, $database), objects($MODEL, $copy));
	my @different = differing($before, $after);

	is(scalar @different, 0, "$title: the model of the copy is the same");
	diag("$_\n\t" . ($before->{$_} // 'absent') . "\n\t" . ($after->{$_} // 'absent'))
	  foreach @different[ 0 .. ($#different > 9 ? 9 : $#different) ];
	$tried{'texts of objects, restored from a dump: printed the same'} += keys(%$printed) - @changed;
	$tried{'texts of objects, restored from a dump: printed differently, the model is the same'} +=
	  @different ? 0 : @changed;
	return scalar @changed;
}

# Tests a database against its copy, then the copy against one of its own, so
# many times; returns how many of the printed texts changed first.
sub check_copies
{
	my ($title, $database, $times) = @_;
	my $changed;

	for my $n (1 .. $times)
	{
		my $copy = "${database}_$n";

		is(restore($database, $copy), '', "$title: dump and restore, $n");
		my $differ = check_copy("$title, $n", $database, $copy);
		$changed //= $differ;
		ask($node, "DROP DATABASE $database");
		$database = $copy;
	}
	ask($node, "DROP DATABASE $database");
	return $changed;
}


#
# Every kind, every class of difference
#

ask($node, 'CREATE DATABASE zoo TEMPLATE template0');
ask($node, 'CREATE EXTENSION migrate', 'zoo');
is( run_tool('psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null',
		'-f', "$FindBin::RealBin/lib/zoo.sql", 'zoo'),
	'', 'zoo: the objects are made');
cmp_ok(check_copies('zoo', 'zoo', 2), '>=', 70, 'zoo: the server prints many of them differently');


#
# Random expressions
#

seed();
my @statements = random_schema(RANDOM_OBJECTS);

ask($node, 'CREATE DATABASE random TEMPLATE template0');
ask($node, 'CREATE EXTENSION migrate', 'random');
PostgreSQL::Test::Utils::append_to_file("$folder/random.sql", join(";\n", @statements, ''));
run_tool('psql', @server, '-Xq', '-o', '/dev/null', '-f', "$folder/random.sql", 'random');
cmp_ok(scalar keys %{ objects($PRINTED, 'random') }, '>', RANDOM_OBJECTS / 2,
	'random: most of the objects are made');
cmp_ok(check_copies('random', 'random', 2), '>', RANDOM_OBJECTS / 10,
	'random: the server prints many of them differently');

note("tried: $tried{$_} $_") foreach sort keys %tried;
$node->stop;
done_testing();
