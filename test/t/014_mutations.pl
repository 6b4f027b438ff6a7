# Changes made behind the ledger's back: drift() finds each, names what was
# changed and nothing else, and its repairs undo it.
#
# The changes are in test/mutations, a file for each kind of object.  They are
# made one at a time, each in a transaction that is rolled back.  All kinds and
# attributes that the sources declare have to be among them.
#
# What contains s3cret must not be shown.
#
# There are roles alice, bob and "Carol ""C""", and a tablespace other_space.
# MIGRATE_MUTATIONS="table|view" makes the changes of these files alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use JSON::PP ();
use MigrateTest;
use Mutations;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# What COMMENT and SECURITY LABEL have no words for.
my %UNSPEAKABLE = (
	comment => [
		'default privileges', 'partition trigger', 'publication schema',
		'publication table',  'setting',           'user mapping' ],
	label => [
		'access method',      'cast',            'collation',
		'constraint',         'conversion',      'default privileges',
		'domain constraint',  'extension',       'foreign data wrapper',
		'index',              'operator',        'operator class',
		'operator family',    'partition trigger', 'policy',
		'publication schema', 'publication table', 'rule',
		'server',             'setting',         'statistics',
		'text search configuration',               'text search dictionary',
		'text search parser', 'text search template',
		'transform',          'trigger',         'user mapping' ]);

# Attributes, "kind.attribute", that no object of the kind can have another of,
# or that cannot be changed in a transaction that is rolled back.
my %EXCEPT = map { $_ => 1 } (
	# part of the identity
	'operator.left', 'operator.right', 'operator class.method',
	'default privileges.scope', 'default privileges.objects',
	# what the server gives by itself
	'default privileges.standard',
	# functions and procedures share a declaration
	map { "procedure.$_" } qw(
	  returns window volatility leakproof strict parallel cost rows support));

my $node = new_server('mutations', 'allow_in_place_tablespaces = on',
	'max_logical_replication_workers = 0');
my ($VERSION) = ask($node, 'SHOW server_version_num') =~ /^(\d+)\d{4}$/;
my $HAS_ICU = ask($node, q{SELECT count(*) FROM pg_collation WHERE collprovider = 'i'}) > 0;
my $KINDS = read_kinds("$FindBin::RealBin/../../src/kinds");
my $JSON = JSON::PP->new;
my (%touched, %present, %count);

ask($node, <<'SQL');
CREATE ROLE alice;
CREATE ROLE bob;
CREATE ROLE "Carol ""C""";
SQL
ask($node, q{CREATE TABLESPACE other_space LOCATION ''});

# What a session has of its own: looking, and undoing.
my $FUNCTIONS = <<'SQL';
SET client_min_messages = error;

-- the rows of drift()
CREATE FUNCTION pg_temp.look(OUT kind text, OUT said text, OUT attributes text[], OUT repair text)
RETURNS SETOF record LANGUAGE sql AS $$
	SELECT kind,
		replace(change || ' ' || kind || ' ' || identity || coalesce(' cause ' || cause, ''),
			E'\n', '\n'),
		CASE WHEN change = 'altered' THEN ARRAY(
			SELECT jsonb_object_keys(expected) UNION SELECT jsonb_object_keys(actual) ORDER BY 1)
		END,
		repair
	FROM migrate.drift();
$$;

-- the same as a line of JSON, after a check of everything, and as it is remembered
CREATE FUNCTION pg_temp.rows(OUT line text) LANGUAGE sql AS $$
	UPDATE migrate.cache SET value = '{}' WHERE key = 'drift';
	SELECT 'rows ' || coalesce(jsonb_agg(to_jsonb(l)), '[]')::text FROM pg_temp.look() l;
$$;
CREATE FUNCTION pg_temp.again(OUT line text) LANGUAGE sql AS $$
	SELECT CASE WHEN value = '{}' THEN 'not remembered ' ELSE 'again ' END || coalesce((SELECT jsonb_agg(to_jsonb(l)) FROM pg_temp.look() l), '[]')::text
	FROM migrate.cache WHERE key = 'drift';
$$;

-- runs the repairs until nothing differs, or nothing helps; says what is left,
-- and what went wrong
CREATE FUNCTION pg_temp.mend(OUT result text) LANGUAGE plpgsql AS $$
DECLARE
	repairs text[];
	failed text[];
	command text;
	problems text;
	rows_left jsonb;
	rounds int := 0;
BEGIN
	LOOP
		SELECT coalesce(array_agg(l.repair) FILTER (WHERE l.repair IS NOT NULL), '{}'),
			coalesce(jsonb_agg(l.said), '[]')
			INTO repairs, rows_left FROM pg_temp.look() l;
		EXIT WHEN rows_left = '[]' OR rounds = 3;
		rounds := rounds + 1;
		problems := NULL;
		-- one that fails may need another to come first
		WHILE repairs <> '{}' LOOP
			failed := '{}';
			FOREACH command IN ARRAY repairs LOOP
				BEGIN
					EXECUTE command;
				EXCEPTION WHEN OTHERS THEN
					failed := failed || command;
					problems := concat_ws(E'\n', problems, SQLERRM || ' in: ' || command);
				END;
			END LOOP;
			EXIT WHEN failed = repairs;
			repairs := failed;
		END LOOP;
	END LOOP;
	result := 'left ' || jsonb_build_array(rows_left, coalesce(problems, ''))::text;
END$$;
SQL

# Whether a mutation can be made on this server.
sub is_possible
{
	my ($mutation) = @_;

	foreach my $limit (@{ $mutation->{version} // [] })
	{
		my ($how, $number) = @$limit;

		return 0 if $how eq '>=' ? $VERSION < $number : $VERSION >= $number;
	}
	return $HAS_ICU || !$mutation->{needs_icu};
}

# Keeps which attributes the rows of a mutation touch.
sub keep_touched
{
	my ($rows) = @_;

	foreach my $row (@$rows)
	{
		$touched{ $row->{kind} }{$_}++ foreach '', @{ $row->{attributes} // [] };
	}
	return;
}

# Returns the attributes in which objects differ, but for those with a cause.
sub attributes_of
{
	my ($rows) = @_;
	my %names;

	foreach my $row (grep { $_->{said} !~ / cause / } @$rows)
	{
		$names{$_} = 1 foreach @{ $row->{attributes} // [] };
	}
	return join ', ', sort keys %names;
}

# Makes a mutation in a session; returns what is wrong with what comes of it.
sub make_mutation
{
	my ($session, $mutation) = @_;
	my $said = tell_client($session, <<"SQL");
BEGIN;
$mutation->{sql}
;
SELECT pg_temp.rows();
SELECT pg_temp.again();
SQL
	return "no session: $session->{err}" unless defined $said;
	return $said if $said =~ /^(psql:.*)?(ERROR|FATAL):/m || $said !~ /^rows (\[.*\])$/m;

	my $rows = $JSON->decode($1);
	my $found = join "\n", sort map { $_->{said} } @$rows;
	my $expected = join "\n", sort @{ $mutation->{expect} };
	my @problems;

	push @problems, 'a secret shows' if $said =~ /s3cret/;
	push @problems, "again: $said" if $said !~ /^rows (.*)\nagain \1$/m;
	push @problems, "expected:\n$expected\nfound:\n$found" if $found ne $expected;
	if ($mutation->{attributes} && attributes_of($rows) ne $mutation->{attributes})
	{
		push @problems, "expected in $mutation->{attributes}, found in " . attributes_of($rows);
	}
	keep_touched($rows);
	push @problems, mend($session, $mutation, $rows) unless @problems && !@$rows;
	return join "\n", @problems;
}

# Runs the repairs; returns what is wrong with them.
sub mend
{
	my ($session, $mutation, $rows) = @_;

	if ($mutation->{no_repair})
	{
		$count{kept}++;
		return;
	}
	my $said = tell_client($session, 'SELECT pg_temp.mend();') // "no session: $session->{err}";

	return "not mended: $said" unless $said =~ /^left (\[.*\])$/m;
	my ($found, $problems) = @{ $JSON->decode($1) };
	my $expected = join "\n", sort @{ $mutation->{leaves} // [] };
	my $left = join "\n", sort @$found;

	$count{ $expected eq '' ? 'mended' : 'partly' }++;
	return if $left eq $expected;
	return join "\n", 'left:', $left, $problems, 'by:', map { $_->{repair} // '(nothing)' } @$rows;
}

# Makes the mutations of a file in a database of its own.
sub make_mutations
{
	my ($path) = @_;
	my ($name) = $path =~ m{(\w+)\.sql$};
	my $said = read_mutations($path);
	my $kind = $name =~ s/_/ /gr;
	my $database = "changed_$name";

	ok($KINDS->{$kind}, "$name: there is such a kind");
	ask($node, "CREATE DATABASE $database");
	call_works($node, "CREATE EXTENSION migrate;\n$said->{setup}\n;"
		  . "CALL migrate.baseline('as_it_was', up => 'SELECT 1;');", "$name: setup", $database);

	my $session = start_client($node, 'SELECT 1;', database => $database, stay => 1, patience => 600);
	my $nothing = tell_client($session, "$FUNCTIONS\nSELECT pg_temp.rows();");
	ok($nothing =~ /^rows \[\]$/, "$name: nothing differs before") or diag($nothing);
	$present{$kind} = { map { $_ => 1 } split /\n/, ask($node, <<"SQL", $database) };
SELECT DISTINCT jsonb_object_keys(attributes) FROM migrate.snapshot() WHERE kind = '$kind'
SQL

	foreach my $mutation (@{ $said->{mutations} })
	{
		my ($title) = $mutation->{sql} =~ /^(.{1,120})/;

	  SKIP:
		{
			unless (is_possible($mutation))
			{
				$touched{$kind}{$_}++ foreach split /, /, $mutation->{attributes} // '';
				skip "$name: $title: not on this PostgreSQL $VERSION", 1;
			}
			my $problem = make_mutation($session, $mutation);

			ok($problem eq '', "$name: $title") or diag("$mutation->{sql}\n$problem");
			tell_client($session, 'ROLLBACK;');
			$count{made}++;
		}
	}
	$nothing = tell_client($session, 'SELECT pg_temp.rows();');
	ok($nothing =~ /^rows \[\]$/, "$name: nor after") or diag($nothing);
	$session->{in} .= "\\q\n";
	ok(finish_client($session), "$name: the session ends well");
	# one with subscriptions cannot be dropped
	ask($node, "DROP DATABASE $database") unless $kind eq 'subscription';
	return;
}

# Tests that nothing that a kind has was forgotten.
sub nothing_forgotten
{
	my ($kind) = @_;
	my @expected = ('', @{ $KINDS->{$kind}{attributes} });
	my @forgotten;

	foreach my $facet ('comment', 'label')
	{
		push @expected, $facet unless grep { $_ eq $kind } @{ $UNSPEAKABLE{$facet} };
	}
	push @expected, 'privileges' if $KINDS->{$kind}{privileges};
	push @expected, 'owner' if $present{$kind}{owner};
	@forgotten = grep { !$touched{$kind}{$_} && !$EXCEPT{"$kind.$_"} } @expected;
	ok(!@forgotten, "$kind: every attribute is changed once")
	  or diag('not changed: ' . join(', ', map { $_ eq '' ? 'the object' : $_ } @forgotten));
	return;
}


my @paths = sort glob "$FindBin::RealBin/../mutations/*.sql";
my $only = $ENV{MIGRATE_MUTATIONS};

@paths = grep { m{/(?:$only)\.sql$} } @paths if $only;
make_mutations($_) foreach @paths;
nothing_forgotten($_) foreach sort { $a cmp $b } keys %present;

note("tried: $count{made} changes behind the ledger's back: each found, and nothing else named");
note("tried: $count{mended} of them: undone by the commands that drift() gives") if $count{mended};
note("tried: $count{partly} of them: undone but for what no command can change back") if $count{partly};
note("tried: $count{kept} of them: not undone, because the test cannot") if $count{kept};
$node->stop('fast');
done_testing();
