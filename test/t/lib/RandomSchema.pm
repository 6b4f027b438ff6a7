# A schema of random expressions, in every place where the server keeps one.

package RandomSchema;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(random_schema);

# The columns that expressions use, by type.
my %COLUMN = (
	'text'         => 'c_text',
	'varchar'      => 'c_varchar',
	'varchar(10)'  => 'c_varchar10',
	'char(5)'      => 'c_char5',
	'name'         => 'c_name',
	'"char"'       => 'c_byte',
	'r.short'      => 'c_short',
	'int2'         => 'c_int2',
	'int4'         => 'c_int4',
	'int8'         => 'c_int8',
	'numeric'      => 'c_numeric',
	'numeric(6,2)' => 'c_numeric62',
	'float8'       => 'c_float8',
	'r.number'     => 'c_number',
	'bool'         => 'c_bool',
	'date'         => 'c_date',
	'timestamp'    => 'c_timestamp',
	'timestamptz'  => 'c_timestamptz',
	'interval'     => 'c_interval',
	'text[]'       => 'c_texts',
	'varchar[]'    => 'c_varchars',
	'varchar(4)[]' => 'c_varchar4s',
	'r.words'      => 'c_words',
	'r.short[]'    => 'c_shorts',
	'int4[]'       => 'c_int4s',
	'r.comp'       => 'c_comp',
	'r.nest'       => 'c_nest',
	'r.mood'       => 'c_mood',
	'jsonb'        => 'c_jsonb',
	'int4range'    => 'c_range');
my @TYPES   = sort keys %COLUMN;
my @STRINGS = ('text', 'varchar', 'varchar(10)', 'char(5)', 'name', '"char"', 'r.short');
my @NUMBERS = ('int2', 'int4', 'int8', 'numeric', 'numeric(6,2)', 'float8', 'r.number');
my @LISTS   = ('text[]', 'varchar[]', 'varchar(4)[]', 'r.words');

my @WORDS  = ("'a'", "'b'", "'it''s'", "'x (, y'", "''");
my @FIGURES = ('1', '2.5', '-3', '4', "'NaN'");
my %LITERALS = (
	(map { $_ => \@WORDS } @STRINGS),
	(map { $_ => \@FIGURES } @NUMBERS),
	(map { $_ => [ "'{a,b}'", "'{}'" ] } @LISTS, 'r.short[]'),
	'int2'        => [ '1', '-2' ],
	'int4'        => [ '1', '2', '-3' ],
	'int8'        => [ '1', '-2' ],
	'r.number'    => [ '1', '-2' ],
	'bool'        => [ 'true', 'false' ],
	'date'        => ["'2020-01-01'"],
	'timestamp'   => ["'2020-01-01'"],
	'timestamptz' => [ "'2020-01-01 00:00+02'", 'now()' ],
	'interval'    => [ "'1 day'", "'01:00'" ],
	'int4[]'      => ["'{1,2}'"],
	'r.comp'      => ["'(1,x)'"],
	'r.nest'      => ["'(\"(1,x)\",y)'"],
	'r.mood'      => [ "'sad'", "'glad'" ],
	'jsonb'       => ["'{\"a\": [1, 2]}'"],
	'int4range'   => ["'[1,3)'"]);

# How columns are named at the place: what stands before them, or undef where
# there are none.
our $PREFIX;

sub pick
{
	return $_[ int(rand(@_)) ];
}

# A literal, with its type or without.
sub literal
{
	my ($type) = @_;
	my $text = pick(@{ $LITERALS{$type} });

	return pick($text, "$text\::$type", "$text\::$type", "cast($text AS $type)");
}

# An expression of a type, so many levels deep.
sub expression
{
	my ($type, $depth) = @_;

	if ($depth <= 0 || rand() < 0.15)
	{
		return defined $PREFIX && rand() < 0.7 ? $PREFIX . $COLUMN{$type} : literal($type);
	}

	my $some = sub { return expression($_[0] // $type, $depth - 1) };
	my ($string, $other) = (pick(@STRINGS), pick(@STRINGS));
	my ($number, $second) = (pick(@NUMBERS), pick(@NUMBERS));
	my ($list, $lists) = (pick(@LISTS), pick(@LISTS));
	my @forms = (
		sub { '(CASE WHEN ' . $some->('bool') . ' THEN ' . $some->() . ' ELSE ' . $some->() . ' END)' },
		sub { 'coalesce(' . $some->() . ', ' . $some->() . ')' },
		sub { 'nullif(' . $some->() . ', ' . $some->() . ')' },
		sub { '(' . $some->() . ")::$type" });

	if ($type eq 'bool')
	{
		@forms = (
			sub { '(' . $some->($string) . ' IN (' . join(', ', map { $some->(pick(@STRINGS)) } 1 .. 1 + int(rand(3))) . '))' },
			sub { '(' . $some->($string) . ' NOT IN (' . join(', ', map { literal('text') } 1 .. 3) . '))' },
			sub { '(' . $some->($string) . ' COLLATE "C" IN (' . literal('text') . ', ' . literal('text') . '))' },
			sub { '(' . $some->($string) . ' = ANY (' . $some->($list) . '))' },
			sub { '(' . $some->($string) . ' <> ALL (ARRAY[' . $some->($other) . ', ' . $some->($other) . "]::$list))" },
			sub { '(' . $some->($number) . ' BETWEEN ' . $some->($second) . ' AND ' . $some->($number) . ' AND ' . $some->() . ')' },
			sub { '(' . $some->($number) . ' IN (' . $some->($second) . ', ' . $some->($number) . '))' },
			sub { '(' . $some->() . ' AND (' . $some->() . ' AND ' . $some->() . '))' },
			sub { '(' . $some->() . ' OR ' . $some->() . ' OR NOT ' . $some->() . ')' },
			sub { '((' . $some->($string) . ', ' . $some->($number) . ') < (' . $some->($other) . ', ' . $some->($second) . '))' },
			sub { '(ROW(' . $some->($string) . ', ' . $some->($number) . ') IS DISTINCT FROM ROW(' . $some->($string) . ', ' . $some->($number) . '))' },
			sub { '(' . $some->($list) . ' && ' . $some->($list) . ')' },
			sub { '(' . $some->($list) . ' = ARRAY[' . $some->($string) . "]::$lists\::$list)" },
			sub { '(ARRAY[' . $some->($string) . "::$other, " . $some->($other) . "]::$list\::$lists <> " . $some->($lists) . ')' },
			sub { '(' . $some->($string) . ' IS NULL)' },
			sub { '(' . $some->('r.comp') . ' = ' . $some->('r.comp') . ')' },
			sub { '(' . $some->('r.mood') . " IN ('sad', 'glad'))" },
			sub { '(' . $some->('date') . ' < ' . $some->('timestamp') . ')' },
			sub { '(' . $some->('jsonb') . ' @> ' . $some->('jsonb') . ')' });
	}
	elsif (grep { $_ eq $type } @STRINGS)
	{
		push @forms,
		  sub { '(' . $some->($string) . ' || ' . $some->($other) . ")::$type" },
		  sub { 'lower(' . $some->($string) . ')' },
		  sub { '(' . $some->($string) . ")::$other\::$type" },
		  sub { '(' . $some->($list) . ')[1]' },
		  sub { '(ARRAY[' . $some->($string) . ', ' . $some->($other) . "]::$list)[1]" },
		  sub { '(' . $some->('r.comp') . ').b' },
		  sub { 'substring(' . $some->($string) . ' FROM 1 FOR 2)' },
		  sub { '(' . $some->('jsonb') . " ->> 'a')" },
		  sub { '(' . $some->($number) . ")::$type" },
		  sub { '(' . $some->() . ' COLLATE "C")' };
	}
	elsif (grep { $_ eq $type } @NUMBERS)
	{
		push @forms,
		  sub { '(' . $some->($number) . pick(' + ', ' - ', ' * ') . $some->($second) . ')' },
		  sub { '(- ' . $some->($number) . ')' },
		  sub { 'abs(' . $some->($number) . ')' },
		  sub { '(' . $some->($number) . ")::$type" },
		  sub { '(' . $some->('r.comp') . ').a' },
		  sub { 'length(' . $some->('text') . ')' },
		  sub { 'extract(year FROM ' . $some->('date') . ')' };
	}
	elsif (grep { $_ eq $type } @LISTS)
	{
		push @forms,
		  sub { 'ARRAY[' . $some->($string) . ', ' . $some->($other) . "]::$type" },
		  sub { 'ARRAY[' . $some->($string) . ', ' . $some->($string) . "]::$list\::$type" },
		  sub { 'ARRAY[' . $some->($string) . "]::$list\::$lists\::$type" },
		  sub { '(' . $some->($list) . ' || ' . $some->($lists) . ")::$type" },
		  sub { '(ARRAY[ARRAY[' . $some->($string) . '], ARRAY[' . $some->($string) . "]]::$list\::$type)[1:2]" },
		  sub { 'array_append(' . $some->($list) . ', ' . $some->($string) . ')' },
		  sub { "ARRAY[]::$list\::$type" };
	}
	elsif ($type eq 'r.comp')
	{
		push @forms,
		  sub { 'ROW(' . $some->('int4') . ', ' . $some->('text') . ')::r.comp' },
		  sub { 'ROW(' . $some->('int2') . ', ' . $some->('varchar') . ')::r.comp' },
		  sub { 'ROW(' . $some->('numeric') . ', NULL)::r.comp' };
	}
	elsif ($type eq 'r.nest')
	{
		push @forms, sub { 'ROW(' . $some->('r.comp') . ', ' . $some->('varchar') . ')::r.nest' };
	}
	elsif ($type eq 'int4[]')
	{
		push @forms, sub { 'ARRAY[' . $some->('int2') . ', ' . $some->('int8') . ']::int8[]::int4[]' };
	}
	elsif ($type =~ /^(?:date|timestamp|timestamptz)$/)
	{
		push @forms,
		  sub { '(' . $some->('date') . ' + ' . $some->('interval') . ")::$type" },
		  sub { '(' . $some->('timestamptz') . " AT TIME ZONE 'UTC')::$type" };
	}
	return pick(@forms)->();
}

# An expression at a place where columns are named so.
sub at
{
	my ($prefix, $type) = @_;

	local $PREFIX = $prefix;
	return expression($type, 1 + int(rand(4)));
}

# A statement that makes an object of a random kind.
sub statement
{
	my ($n) = @_;
	my $type = pick(@TYPES);
	my $columns = join(', ', map { "$COLUMN{$_} $_" } @TYPES);

	return pick(
		sub { "ALTER TABLE r.t ADD CHECK (" . at('', 'bool') . ')' },
		sub { "CREATE TABLE r.defaults$n (a $type DEFAULT " . at(undef, $type) . ')' },
		sub { "CREATE TABLE r.generated$n (id int, $columns, g $type GENERATED ALWAYS AS (" . at('', $type) . ') STORED)' },
		sub { "CREATE INDEX index$n ON r.t ((" . at('', $type) . '), id) WHERE ' . at('', 'bool') },
		sub { "ALTER TABLE r.t ADD EXCLUDE USING gist (id WITH =, (" . at('', pick('text', 'int4', 'varchar')) . ') WITH =) WHERE (' . at('', 'bool') . ')' },
		sub { "CREATE TABLE r.parts$n (id int, $columns) PARTITION BY RANGE ((" . at('', $type) . '))' },
		sub { "CREATE STATISTICS r.statistics$n ON (" . at('', $type) . '), (' . at('', 'bool') . ') FROM r.t' },
		sub { "CREATE POLICY policy$n ON r.t USING (" . at('', 'bool') . ') WITH CHECK (EXISTS (SELECT FROM r.u WHERE ' . at('u.', 'bool') . ' AND ' . at('t.', 'bool') . '))' },
		sub { "CREATE TRIGGER trigger$n BEFORE UPDATE ON r.t FOR EACH ROW WHEN (" . at(pick('OLD.', 'NEW.'), 'bool') . ') EXECUTE FUNCTION r.fire()' },
		sub { "CREATE RULE rule$n AS ON UPDATE TO r.t WHERE " . at('NEW.', 'bool') . ' DO ALSO INSERT INTO r.sink SELECT 1, ' . at('OLD.', 'text') . ', ' . at('u.', 'varchar') . ' FROM r.u WHERE ' . at('u.', 'bool') },
		sub { "CREATE RULE rules$n AS ON INSERT TO r.u DO ALSO (UPDATE r.sink SET b = " . at('NEW.', 'text') . ' WHERE ' . at('NEW.', 'bool') . "; DELETE FROM r.sink WHERE c IN ('a', 'b') AND " . at('NEW.', 'bool') . ')' },
		sub { "CREATE VIEW r.view$n AS SELECT " . at('t.', $type) . ' AS x, ' . at('t.', pick(@TYPES)) . ' AS y, (SELECT ' . at('u.', 'text') . ' FROM r.u WHERE ' . at('t.', 'bool') . ' LIMIT 1) FROM r.t WHERE ' . at('t.', 'bool') },
		sub { "CREATE VIEW r.joined$n AS SELECT t.id, f.*, " . at('t.', $type) . ' AS x FROM r.t LEFT JOIN r.u USING (id), r.rows_of() f WHERE ' . at('u.', 'bool') . " UNION ALL SELECT 1, 2, 'x', " . at(undef, $type) },
		sub { "CREATE MATERIALIZED VIEW r.stored$n AS SELECT " . at('t.', 'text') . ' AS a, count(*) FILTER (WHERE ' . at('t.', 'bool') . ') FROM r.t GROUP BY 1, ' . at('t.', $type) . ' ORDER BY 1 WITH NO DATA' },
		sub { "CREATE FUNCTION r.body$n(p text, q varchar, i int DEFAULT " . at(undef, 'int4') . ') RETURNS bool LANGUAGE sql BEGIN ATOMIC SELECT ' . at('t.', 'bool') . " AND p IN ('a', 'b') AND q IN ('c', body$n.p) AND i > 1 FROM r.t WHERE " . at('t.', 'bool') . '; END' },
		sub { "CREATE FUNCTION r.result$n(p text, a $type DEFAULT " . at(undef, $type) . ') RETURNS bool LANGUAGE sql RETURN ' . at(undef, 'bool') . " AND p IN ('a', 'b')" },
		sub { "CREATE DOMAIN r.domain$n AS " . pick(@STRINGS, @LISTS) . ' DEFAULT ' . at(undef, 'text') . " CHECK (VALUE IS NOT NULL OR " . at(undef, 'bool') . ')' },
	)->();
}

# Returns the statements of a schema "r" with that many random objects.  Not
# every random statement is valid.
sub random_schema
{
	my ($objects) = @_;
	my $columns = join(', ', map { "$COLUMN{$_} $_" } @TYPES);

	return (
		'CREATE EXTENSION btree_gist',
		'CREATE SCHEMA r',
		'CREATE TYPE r.comp AS (a int, b text)',
		'CREATE TYPE r.nest AS (c r.comp, d varchar)',
		"CREATE TYPE r.mood AS ENUM ('sad', 'glad')",
		'CREATE DOMAIN r.short AS varchar(8)',
		'CREATE DOMAIN r.number AS int',
		'CREATE DOMAIN r.words AS text[]',
		"CREATE TABLE r.t (id int, gone int, $columns)",
		'ALTER TABLE r.t DROP gone',
		"CREATE TABLE r.u (id int, gone int, $columns)",
		'ALTER TABLE r.u DROP gone',
		'CREATE TABLE r.sink (a int, b text, c varchar)',
		"CREATE FUNCTION r.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
		"CREATE FUNCTION r.rows_of() RETURNS SETOF r.comp LANGUAGE sql AS 'SELECT 1, ''x''::text'",
		(map { statement($_) } 1 .. $objects),
		'ALTER TYPE r.comp ADD ATTRIBUTE c varchar',
		'ALTER TYPE r.nest ADD ATTRIBUTE e text',
		'ALTER TABLE r.u ADD later varchar',
		'ALTER TABLE r.t RENAME c_text TO "C text"',
		'ALTER TABLE r.u RENAME TO "U u"',
		'ALTER FUNCTION r.rows_of() RENAME TO rows_renamed');
}

1;
