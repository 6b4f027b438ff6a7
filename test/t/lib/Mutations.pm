# Reads the files of test/mutations: changes made behind the ledger's back, and
# what drift() has to say about each.
#
# A file is about a kind.  It is made of blocks of SQL; lines that begin with
# "-->" tell what they are:
#
#	--> setup
#		what is there before; the ledger expects it
#	--> expect altered table public.books
#	--> expect missing index public.books_title cause table public.books
#		a row of drift(): its change, kind, identity and cause; the rows have
#		to be exactly these; a line end in a name is written \n
#	--> attributes options, tablespace
#		the attributes in which the altered objects differ, but for those that
#		have a cause; checked where it is said
#	--> version >= 17
#		the change can only be made on these servers
#	--> needs icu
#		nor on those that were built without it
#	--> leaves altered table public.books
#		a row of drift() that is left when its commands were run
#	--> no repair: a reason
#		the commands that drift() gives cannot undo it

package Mutations;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(read_mutations read_kinds);

# Returns the text of a file.
sub slurp
{
	my ($path) = @_;

	open(my $file, '<', $path) or die "$path: $!";
	local $/;
	my $text = <$file>;
	close($file);
	return $text;
}

# Takes a line that tells what the SQL behind it is.
sub take_line
{
	my ($block, $line) = @_;

	if ($line eq 'setup')
	{
		$block->{setup} = 1;
	}
	elsif ($line =~ /^expect ((?:missing|unexpected|altered) .+)$/)
	{
		push @{ $block->{expect} }, $1;
	}
	elsif ($line =~ /^leaves ((?:missing|unexpected|altered) .+)$/)
	{
		push @{ $block->{leaves} }, $1;
	}
	elsif ($line =~ /^attributes (.+)$/)
	{
		$block->{attributes} = join ', ', sort split /, /, $1;
	}
	elsif ($line =~ /^version (>=|<) (\d+)$/)
	{
		push @{ $block->{version} }, [ $1, $2 ];
	}
	elsif ($line eq 'needs icu')
	{
		$block->{needs_icu} = 1;
	}
	elsif ($line =~ /^no repair: (.+)$/)
	{
		$block->{no_repair} = $1;
	}
	else
	{
		die "unknown line: --> $line\n";
	}
	return;
}

# Returns what a file says: the SQL of its setup, and its mutations.
sub read_mutations
{
	my ($path) = @_;
	my $said = { setup => '', mutations => [] };
	my $block;

	my $finish = sub {
		return unless $block;
		$block->{sql} =~ s/^\s+|\s+$//g;
		die "$path: a block without SQL\n" if $block->{sql} eq '';
		if ($block->{setup})
		{
			$said->{setup} .= "$block->{sql}\n";
		}
		else
		{
			die "$path: what is expected?\n$block->{sql}\n" unless $block->{expect};
			push @{ $said->{mutations} }, $block;
		}
	};
	foreach my $line (split /\n/, slurp($path))
	{
		if ($line =~ /^--> (.*)$/)
		{
			if (!$block || $block->{sql} ne '')
			{
				$finish->();
				$block = { sql => '' };
			}
			take_line($block, $1);
		}
		elsif ($block)
		{
			$block->{sql} .= "$line\n" unless $block->{sql} eq '' && $line =~ /^\s*$/;
		}
	}
	$finish->();
	return $said;
}

# Returns the names of the attributes that a piece of C declares, given what
# macros declare; undef is the name that a macro is called with.
sub declared
{
	my ($code, $macros) = @_;
	my @names;

	while ($code =~ /\.name = (?:"(\w+)"|\w+)|\b([A-Z][A-Z_]+)\b(?:\("(\w+)")?/g)
	{
		my ($name, $macro, $argument) = ($1, $2, $3);

		push @names, $macro ? map { $_ // $argument } @{ $macros->{$macro} // [] } : $name;
	}
	return @names;
}

# Returns the kinds that the sources in a folder declare, by name: each with its
# attributes, and whether it has privileges.
sub read_kinds
{
	my ($folder) = @_;
	my %code = map { $_ => slurp($_) =~ s{/\*.*?\*/}{}gsr } glob "$folder/*.[ch]";
	my (%macros, %bodies, %kinds);

	# macros of the file itself are in its own terms, those of headers in all
	foreach my $path (sort { ($a =~ /\.c$/) <=> ($b =~ /\.c$/) || $a cmp $b } keys %code)
	{
		while ($code{$path} =~ /^#define (\w+)[ \t]*\\\n((?:.*\\\n)*.*\n)/mg)
		{
			my ($name, $body) = ($1, $2);
			my @names = declared($body, {});

			$macros{$name} = \@names if @names;
			$bodies{$name} = $body =~ s/\\\n/\n/gr;
		}
	}
	foreach my $path (grep { /\.c$/ } keys %code)
	{
		my %arrays;
		my $code = $code{$path} =~ s/^#define (?:.*\\\n)*.*\n//mgr;

		while ($code =~ /^static const Attribute (\w+)\[\] = \{\n(.*?)^\};/msg)
		{
			$arrays{$1} = [ declared($2, \%macros) ];
		}
		while ($code =~ /^const Kind\s+\w+ = \{\n(.*?)^\};/msg)
		{
			my $body = $1;

			$body =~ s/^\t([A-Z]+)(?=,?$)/$bodies{$1} \/\/ ''/mge;
			my ($name) = $body =~ /\.name = "([^"]+)"/;

			$kinds{$name} = {
				attributes => $body =~ /ATTRIBUTES\((\w+)\)/ ? $arrays{$1} : [],
				privileges => $body =~ /\.acl_(?:type|sql) =/ ? 1 : 0 };
		}
	}
	return \%kinds;
}

1;
