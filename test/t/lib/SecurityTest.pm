# What the tests of security share: many statements in one session of some
# role, each with its SQLSTATE, and what a session looks like.

package SecurityTest;

use strict;
use warnings;

use Exporter 'import';
use IPC::Run ();
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(
  roles run_as state_of states_are session_of session_changes add_sql
);

# Makes login roles, in the order given: name, attributes, name, attributes ...
sub roles
{
	my ($node, @roles) = @_;
	my $sql = '';

	while (my ($name, $attributes) = splice @roles, 0, 2)
	{
		$sql .= "CREATE ROLE $name LOGIN $attributes;";
	}
	ask($node, $sql);
	return;
}

# Runs statements one after the other in one session of a role.  Returns for
# each {sql, state, message, out}; the state of what came after the session was
# lost is 'lost'.
sub run_as
{
	my ($node, $database, $role, @statements) = @_;
	my $input = "\\set VERBOSITY terse\n";
	my ($out, $err) = ('', '');
	my @results;

	foreach my $i (0 .. $#statements)
	{
		my $sql = $statements[$i];

		$sql .= ';' unless $sql =~ /;\s*$/ || $sql =~ /^\\/;
		$input .= "\\set LAST_ERROR_MESSAGE\n$sql\n\\echo \@\@$i :SQLSTATE :LAST_ERROR_MESSAGE\n\\echo \@\@\n";
	}
	IPC::Run::run(
		[ 'psql', '-XAtq', '-d', $node->connstr($database) . " user=$role", '-f', '-' ],
		'<', \$input, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
	foreach my $i (0 .. $#statements)
	{
		my %result = (sql => $statements[$i], state => 'lost', message => '', out => '');

		if ($out =~ s/\A(.*?)^\@\@$i (\w{5}) ?(.*?)\n\@\@\n//ms)
		{
			@result{qw(out state message)} = ($1, $2, $3);
			chomp $result{out};
		}
		push @results, \%result;
	}
	$results[-1]{err} = $err if @results;
	return @results;
}

# Runs one statement in a session of its own; returns its SQLSTATE.
sub state_of
{
	my ($node, $database, $role, $sql) = @_;
	my ($result) = run_as($node, $database, $role, $sql);

	return $result->{state};
}

# Tests that statements, each [SQLSTATE or expression, SQL], end like that in
# one session of a role; returns the results.
sub states_are
{
	my ($node, $database, $role, $title, @wanted) = @_;
	my @results = run_as($node, $database, $role, map { $_->[1] } @wanted);
	my @wrong;

	foreach my $i (0 .. $#wanted)
	{
		my ($state) = @{ $wanted[$i] };
		my $got = $results[$i];

		push @wrong, "wanted $state, got $got->{state} $got->{message}: $got->{sql}"
		  unless ref $state ? $got->{state} =~ $state : $got->{state} eq $state;
	}
	is(join("\n", @wrong), '', $title);
	return @results;
}

# Returns a query that tells what a session looks like, but for what has to
# change.
sub session_of
{
	return <<'SQL';
SELECT format(E'%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s', current_user, session_user,
	(SELECT string_agg(name || ' ' || setting || ' ' || source, E'\n' ORDER BY name)
	   FROM pg_settings
	  WHERE context IN ('user', 'superuser') AND name NOT LIKE 'transaction%'
	    AND name NOT LIKE 'plpgsql.%'),
	nullif(current_setting('my.var', true), ''),
	(SELECT string_agg(name || ' ' || statement, ',' ORDER BY name) FROM pg_cursors WHERE name !~ '^<unnamed'),
	(SELECT string_agg(name, ',' ORDER BY name) FROM pg_prepared_statements),
	(SELECT string_agg(c, ',' ORDER BY c) FROM pg_listening_channels() c),
	(SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
	(SELECT string_agg(objid::text, ',' ORDER BY objid) FROM pg_locks
	  WHERE pid = pg_backend_pid() AND locktype = 'advisory'))
SQL
}

# Returns how two answers to that differ, '' if they do not.
sub session_changes
{
	my ($before, $after) = @_;
	my @before = split /\n/, $before->{out};
	my @after = split /\n/, $after->{out};
	my %before = map { $_ => 1 } @before;
	my %after = map { $_ => 1 } @after;

	return '' if $before->{out} eq $after->{out};
	return join ', ', 'changed:', (map { "-$_" } grep { !$after{$_} } @before),
	  (map { "+$_" } grep { !$before{$_} } @after);
}

# Returns a call that hands a migration over; the rest are named arguments.
sub add_sql
{
	my ($name, $up, %rest) = @_;

	return 'SELECT migrate.add(' . join(', ', quote($name), quote($up),
		map { "$_ => " . quote($rest{$_}) } sort keys %rest) . ')';
}

1;
