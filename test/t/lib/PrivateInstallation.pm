# An installation of the server that belongs to the test alone, so that it can
# change files of the extension.  A server finds its files from where its
# programs are, so this one has folders of its own; what the test does not
# change are links.

package PrivateInstallation;

use strict;
use warnings;

use File::Copy ();
use File::Path ();
use PostgreSQL::Test::Utils;

my @PROGRAMS = qw(postgres initdb pg_ctl pg_config psql pg_dump pg_restore);

# Makes the installation below a folder.
sub new
{
	my ($class, $base) = @_;
	my %from = map { $_ => pg_config("--$_") } qw(bindir pkglibdir sharedir);
	my $shared = common_folder(values %from);
	my $self = bless {
		bin => $base . substr($from{bindir}, length $shared),
		lib => $base . substr($from{pkglibdir}, length $shared),
		share => $base . substr($from{sharedir}, length $shared) }, $class;

	$self->{extension} = "$self->{share}/extension";
	File::Path::make_path($self->{bin}, $self->{lib}, $self->{extension});
	foreach my $program (@PROGRAMS)
	{
		copy_file("$from{bindir}/$program", "$self->{bin}/$program");
		chmod 0755, "$self->{bin}/$program";
	}
	link_all($from{pkglibdir}, $self->{lib}, qr/^migrate\.so$/);
	link_all($from{sharedir}, $self->{share}, qr/^extension$/);
	link_all("$from{sharedir}/extension", $self->{extension}, qr/^migrate(\.control|--)/);
	copy_file("$from{pkglibdir}/migrate.so", $self->library);
	copy_file($_, $self->{extension} . '/' . (split /\//)[-1])
	  foreach glob "$from{sharedir}/extension/migrate.control $from{sharedir}/extension/migrate--*.sql";
	return $self;
}

# Returns one of the folders of the installed server.
sub pg_config
{
	my ($option) = @_;
	my $folder = qx{pg_config $option};

	die "pg_config $option failed" if $?;
	chomp $folder;
	return $folder;
}

# Returns the folder that all paths have in common.
sub common_folder
{
	my ($common, @paths) = map { "$_/" } @_;

	foreach my $path (@paths)
	{
		$common =~ s/[^\/]*\/$// while index($path, $common) != 0;
	}
	$common =~ s/\/$//;
	return $common;
}

sub copy_file
{
	my ($from, $to) = @_;

	File::Copy::copy($from, $to) or die "could not copy $from to $to: $!";
	return;
}

# Links everything in a folder but what matches.
sub link_all
{
	my ($from, $to, $not) = @_;

	opendir my $folder, $from or die "could not open $from: $!";
	foreach my $entry (grep { !/^\.\.?$/ && $_ !~ $not } readdir $folder)
	{
		next if -e "$to/$entry";
		symlink "$from/$entry", "$to/$entry" or die "could not link $to/$entry: $!";
	}
	closedir $folder;
	return;
}

# Returns what PostgreSQL::Test::Cluster calls install_path.
sub install_path
{
	my ($self) = @_;

	return $self->{bin} =~ s/\/bin$//r;
}

# Returns the path of the library.
sub library
{
	my ($self) = @_;

	return "$self->{lib}/migrate.so";
}

# Writes a file in the place of one that may be there, as packages do: sessions
# that have the old file keep it.
sub put_file
{
	my ($file, $content) = @_;

	open my $out, '>:raw', "$file.new" or die "could not write $file.new: $!";
	print $out $content;
	close $out or die "could not write $file.new: $!";
	rename "$file.new", $file or die "could not rename $file.new: $!";
	return;
}

# Puts another library into the place of the one that is there.
sub put_library
{
	my ($self, $content) = @_;

	put_file($self->library, $content);
	return;
}

# Writes an SQL script of the extension: "1.0" or "1.0--1.1".
sub put_script
{
	my ($self, $versions, $content) = @_;

	put_file("$self->{extension}/migrate--$versions.sql", $content);
	return;
}

1;
