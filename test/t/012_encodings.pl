# Databases in several encodings, and clients in others: what is handed over
# comes back byte for byte, its checksum is that of its UTF-8, errors point to
# the right place, and a dump restored in another encoding is sound.

use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use Encode ();
use FindBin;
use lib "$FindBin::RealBin/lib";

use JSON::PP ();
use MIME::Base64 qw(decode_base64 encode_base64);
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# A name in each encoding, here in UTF-8.
my %SAMPLE = (
	UTF8         => 'ö_表_한_🐘_é',
	LATIN1       => 'größe_ñ',
	WIN1252      => 'größe_€',
	KOI8R        => 'таблица',
	EUC_JP       => '表_テーブル',
	EUC_JIS_2004 => '表_カ',
	EUC_KR       => '표_한국',
	SQL_ASCII    => 'größe_表');

# A character that only UTF-8 has, and two that some encodings have as one.
my $FOREIGN = '🐘';
my $COMBINED = 'か゚';
my $BOM = "\xef\xbb\xbf";

my $node = new_server('encodings');
my $folder = PostgreSQL::Test::Utils::tempdir();
my %tried;

$ENV{PGCLIENTENCODING} = 'UTF8';

# Makes a database with the extension; returns its name.
sub new_database
{
	my ($encoding, $name) = @_;

	local $ENV{PGCLIENTENCODING} = 'SQL_ASCII';	# any database takes it

	$name //= lc $encoding;
	ask($node, "CREATE DATABASE $name TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	ask($node, 'CREATE EXTENSION migrate', $name);
	return $name;
}

# Returns files, each [path, bytes], as a tar archive.
sub tar_of
{
	my $tar = '';

	foreach my $file (@_)
	{
		my ($path, $bytes) = @$file;
		my $header = pack('a100 a8 a8 a8 a12 a12 a8 a1 a100 a6 a2 a32 a32 a8 a8 a155 a12',
			$path, '0000644', '0000000', '0000000', sprintf('%011o', length $bytes),
			'00000000000', ' ' x 8, '0', '', "ustar\0", '00', '', '', '', '', '', '');

		substr($header, 148, 8) = sprintf("%06o\0 ", unpack('%32C*', $header));
		$tar .= $header . $bytes . "\0" x (-length($bytes) % 512);
	}
	return $tar . "\0" x 1024;
}

# Returns the files of a tar archive, by their paths.
sub files_of
{
	my ($tar) = @_;
	my %files;
	my $path;

	for (my $offset = 0; substr($tar, $offset, 1) ne "\0";)
	{
		my ($name, $size, $type, $prefix) = unpack('Z100 x24 Z12 x20 a1 x188 Z155', substr($tar, $offset, 512));
		my $data = substr($tar, $offset + 512, oct $size);

		if ($type eq 'x')
		{
			($path) = $data =~ /^\d+ path=(.*)\n$/;
		}
		else
		{
			$files{ $path // ($prefix ne '' ? "$prefix/$name" : $name) } = $data;
			undef $path;
		}
		$offset += 512 + int((oct($size) + 511) / 512) * 512;
	}
	return \%files;
}

# Returns bytes as an SQL expression.
sub bytea
{
	my ($bytes) = @_;

	return "decode('" . encode_base64($bytes, '') . "', 'base64')";
}

# Returns a name as an SQL identifier.
sub identifier
{
	my ($name) = @_;

	return '"' . $name =~ s/"/""/gr . '"';
}

# Runs SQL through psql -c, which shows errors as psql does; returns what it
# printed, in bytes.
sub shown
{
	my ($database, $sql) = @_;
	my ($out, $err) = ('', '');

	IPC::Run::run([ 'psql', '-XAt', '-d', $node->connstr($database), '-c', $sql ], '>', \$out, '2>', \$err);
	return $out . $err;
}

# Returns the message of an error, without what migrate says before, with line,
# excerpt and caret.
sub place_of
{
	my ($shown) = @_;
	my ($message, $line, $caret) = $shown =~ /^ERROR:  (.*)\n(LINE .*)\n( *\^)$/m;

	$message //= 'none';
	$message =~ s/^(?:[a-z ]*)?migration "[^\n]*?"(?: failed at statement \d+)?, line \d+: //;
	return join "\n", $message, $line // $shown, $caret // '';
}


#
# Handing over, running, giving back
#

# Tests single migrations whose names and texts are not ASCII.
sub test_names
{
	my ($database, $sample) = @_;
	my ($table, $column) = map { identifier("${_}_$sample") } 't', 'c';
	my $name = "1_$sample";
	my $up = "-- $sample\r\nCREATE TABLE $table ($column text DEFAULT '$sample');\nCOMMENT ON TABLE $table IS '$sample';";
	my $down = "DROP TABLE $table -- $sample";

	is(ask($node, 'SELECT migrate.add(' . join(', ', map { quote($_) } $name, $up, $down, "SELECT $column FROM $table") . ')', $database),
		'added', "$database: add");
	is(ask($node, 'SELECT up, down FROM migrate.migration', $database),
		sha256_hex($up) . '|' . sha256_hex($down), "$database: the checksums are those of UTF-8");
	like(call_works($node, 'CALL migrate.apply()', "$database: apply", $database),
		qr/^ok\|1\|0\|\Q$name\E\|/, "$database: the name is told");
	is(ask($node, "INSERT INTO $table DEFAULT VALUES RETURNING $column", $database), $sample, "$database: the table is there");
	is(ask($node, 'SELECT name, state FROM migrate.status()', $database), "$name|applied", "$database: status");
	is(ask($node, 'SELECT DISTINCT name FROM migrate.history WHERE name IS NOT NULL', $database), $name, "$database: history");
	is(ask_json($node, 'SELECT migrate.health()', $database)->{last_name}, $name, "$database: health");
	is(ask($node, 'SELECT string_agg(sql, \'|\' ORDER BY statement) FROM migrate.statements(' . quote($name) . ')', $database),
		"CREATE TABLE $table ($column text DEFAULT '$sample')|COMMENT ON TABLE $table IS '$sample'", "$database: statements");
	is( ask($node, 'SELECT finding, name, line FROM migrate.verify(bundle => ' . quote(JSON::PP->new->latin1->canonical->encode(
					{ "$name.sql" => "$up\nSELECT '$sample'", '2_new.sql' => "SELECT '$sample'" })) . ') ORDER BY 1', $database),
		"edited|$name|3\nnot_registered|2_new|", "$database: verify() with a folder");
	call_fails($node, 'SELECT migrate.add(' . join(', ', map { quote($_) } $name, "SELECT '$sample'") . ')',
		'MG003', [qr/migration "\Q$name\E" is applied/], "$database: another text is refused", $database);
	is(ask($node, 'SELECT migrate.rename(' . join(', ', map { quote($_) } $name, "2_$sample$sample") . ')', $database),
		"2_$sample$sample", "$database: rename");
	like(call_works($node, 'CALL migrate.revert(steps => 1)', "$database: revert", $database),
		qr/^ok\|1\|1\|2_\Q$sample$sample\E\|/, "$database: it is reverted");
	is(ask($node, 'SELECT migrate.set(\'search_path\', ' . quote(identifier($sample) . ', public') . ')', $database),
		identifier($sample) . ', public', "$database: a setting");
	call_works($node, 'CALL migrate.apply()', "$database: apply again", $database);
	ask($node, 'SELECT migrate.set(\'search_path\', NULL)', $database);
	$tried{'names that are not ASCII: handed over, run, shown, renamed and reverted'}++;
	return;
}

# Tests folders, the way there and back.
sub test_folders
{
	my ($database, $sample, $encoding) = @_;
	my %files = (
		"0001_$sample.sql"      => "CREATE TABLE f1 (t text DEFAULT '$sample'); -- $sample\n",
		"0001_$sample.down.sql" => "DROP TABLE f1; -- $sample\n",
		'0002_crlf.sql'         => "-- $sample\r\nCREATE TABLE f2 (\r\n\tt text DEFAULT '$sample\r\n'\r\n);\r\n",
		'0003_cr.sql'           => "-- $sample\rCREATE TABLE f3 (t text);\rINSERT INTO f3 VALUES ('$sample');\r",
		'0004_mixed.sql'        => "SELECT '$sample';\n\rSELECT 1;\r\r\n-- end",
		'0005_empty.sql'        => '',
		'0006_long.sql'         => "-- $sample\n" x 3000 . "SELECT '" . $sample x 3000 . "'",
		$encoding =~ /^(?:UTF8|SQL_ASCII)$/ ? ('0007_bom.sql' => "${BOM}SELECT '$sample';\n") : (),
		$encoding =~ /^(?:UTF8|SQL_ASCII|EUC_JIS_2004)$/ ? ('0008_two.sql' => "SELECT '$COMBINED'") : ());
	my $archive = bytea(tar_of(map { [ $_, $files{$_} ] } sort keys %files));
	my $project = quote("p $sample");
	my $count = grep { !/down/ } keys %files;
	my $directory = "$folder/$database";

	is(ask($node, "SELECT count(*) FROM migrate.load_archive($archive, project => $project) WHERE outcome = 'added'", $database),
		$count, "$database: load_archive");
	is( ask($node, "SELECT string_agg(up, ' ' ORDER BY name) FROM migrate.migration WHERE project = $project", $database),
		join(' ', map { sha256_hex($files{$_}) } grep { !/down/ } sort keys %files),
		"$database: the checksums are those of the files");
	like(call_works($node, "CALL migrate.apply(project => $project)", "$database: it runs", $database),
		qr/^ok\|$count\|0\|/, "$database: all of it");
	is(ask($node, 'SELECT t FROM f3', $database), $sample, "$database: CR alone ends a comment");
	is(ask($node, "SELECT statement, line FROM migrate.statements('0003_cr', project => $project)", $database),
		"1|2\n2|3", "$database: and a line");
	is_deeply(files_of(decode_base64(ask($node, "SELECT encode(migrate.archive(project => $project), 'base64')", $database))),
		\%files, "$database: archive() gives the same files");
	my $bundle = ask_json($node, "SELECT migrate.bundle(project => $project)", $database);
	is_deeply($bundle, \%files, "$database: so does bundle()");
	is_deeply(ask_json($node, "SELECT migrate.unpack($archive)", $database), $bundle, "$database: and unpack()");

	mkdir $directory or die;
	append_to_file("$directory/$_", $files{$_}) foreach keys %files;
	is(ask($node, "SELECT count(*) FROM migrate.load_directory('$directory', project => $project) WHERE outcome = 'unchanged'", $database),
		$count, "$database: load_directory finds it unchanged");
	like(call_works($node, "CALL migrate.deploy_archive(migrate.archive(project => $project), project => $project)", "$database: deploy_archive", $database),
		qr/^nothing_to_do\|0\|0\|/, "$database: of the same has nothing to do");
	like( call_works($node, "CALL migrate.deploy(migrate.bundle(project => $project), project => $project)", "$database: deploy", $database),
		qr/^nothing_to_do\|0\|0\|/, "$database: so has deploy");
	is( ask($node, "SELECT name, problem, message FROM migrate.status(migrate.unpack("
			  . bytea(tar_of(map { [ $_, $files{$_} . (/cr\.sql/ ? "\rSELECT 3" : '') ] } sort keys %files))
			  . "), project => $project) WHERE problem IS NOT NULL", $database),
		'0003_cr|edited|the folder\'s text differs from line 4 on', "$database: an edit is found in its line");
	ledger_is_sound($node, "$database: the ledger is sound", $database);
	$tried{'files there and back: byte for byte, with the checksum of their UTF-8'} += keys %files;
	return;
}

# Tests that errors point to where psql points, in statements of a client.
sub test_errors
{
	my ($database, $sample) = @_;
	my $q = identifier($sample);
	my %scripts = (
		'a column behind'           => "SELECT '$sample', nothing",
		'a column in the next line' => "SELECT '$sample',\n  '$sample', nothing",
		'comments before'           => "-- $sample\n/* $sample */ SELECT 1;\nSELECT '$sample' AS $q, nothing",
		'a name'                    => "SELECT 1, $q",
		'a name behind a tab'       => "SELECT '$sample'\t,\t$q",
		'syntax'                    => "SELECT '$sample' FROM FROM",
		'syntax in line 3'          => "-- $sample\nSELECT '$sample';\nSELECT $q $q $q",
		'syntax at the end'         => "SELECT 1;\nSELECT ('$sample'",
		'CR LF'                     => "-- $sample\r\nSELECT 1;\r\nSELECT '$sample', nothing\r\nFROM pg_class",
		'CR'                        => "-- $sample\rSELECT 1;\rSELECT '$sample', nothing\rFROM pg_class",
		'LF CR'                     => "-- $sample\n\rSELECT '$sample', nothing",
		'a value'                   => "SELECT '$sample'::text, int '$sample'");
	my $n = 0;

	foreach my $title (sort keys %scripts)
	{
		my $script = $scripts{$title};
		my $project = quote("errors $sample");

		ask($node, 'SELECT migrate.add(' . quote("1_$sample") . ', ' . quote($script) . ", project => $project)", $database);
		# where the server counts bytes and the client characters, psql is wrong
		is( place_of(shown($database, "CALL migrate.apply(project => $project)")),
			place_of(shown($database eq 'sql_ascii' ? 'utf8' : $database, $script)),
			"$database: $title: message, line and caret are as psql shows them");
		$tried{'errors behind text that is not ASCII: line and caret as psql shows them'}++;
	}
	is(ask($node, 'SELECT count(*) FROM migrate.event WHERE action = \'fail\' AND project = ' . quote("errors $sample"), $database),
		scalar(keys %scripts), "$database: all are recorded");
	ledger_is_sound($node, "$database: the ledger is sound with failures", $database);
	return;
}

# Tests files that are no text of the database.
sub test_bad_files
{
	my ($database, $sample, $encoding) = @_;
	my $utf8 = $encoding eq 'UTF8';
	my $bytes = $encoding eq 'SQL_ASCII';
	my $lacks = 'a character that encoding \S+ does not have';
	my %files = (
		'NUL'                   => [ "SELECT 1;\nSELECT '\0'", 2, 'a NUL byte' ],
		'NUL at the end'        => [ "SELECT '$sample'\n\n\0", 3, 'a NUL byte' ],
		'NUL first'             => [ "\0SELECT 1", 1, 'a NUL byte' ]);

	%files = (
		%files,
		'Latin-1'               => [ "SELECT 1;\n-- gr\xf6\xdfe\n", 2, 'bytes that are not UTF-8' ],
		'cut off'               => [ "-- 1\n-- \xe8\xa1", 2, 'bytes that are not UTF-8' ],
		'cut off before a line' => [ "-- \xe8\xa1\n-- 2", 1, 'bytes that are not UTF-8' ],
		'a lone byte'           => [ "-- 1\n-- 2\n\x80", 3, 'bytes that are not UTF-8' ],
		'too long a form'       => [ "-- \xc0\xaf", 1, 'bytes that are not UTF-8' ],
		'a surrogate'           => [ "-- \xed\xa0\x80", 1, 'bytes that are not UTF-8' ],
		'behind the last'       => [ "-- \xf4\x90\x80\x80", 1, 'bytes that are not UTF-8' ],
		'after CR'              => [ "-- 1\r-- 2\r-- 3\xff", 3, 'bytes that are not UTF-8' ],
		'after CR LF'           => [ "-- 1\r\n-- 2\r\n-- 3\xff", 3, 'bytes that are not UTF-8' ],
		'far behind'            => [ "-- $sample\n" x 5000 . "\xff", 5001, 'bytes that are not UTF-8' ],
		'UTF-16'                => [ "\xff\xfeS\0E\0", 1, 'bytes that are not UTF-8', 'The file looks like UTF-16' ])
	  unless $bytes;
	%files = (
		%files,
		'a foreign character'   => [ "-- $sample\n-- $sample$FOREIGN", 2, $lacks ],
		'far behind, foreign'   => [ "-- $sample\n" x 5000 . $FOREIGN, 5001, $lacks ],
		'far behind, one line'  => [ "-- 1\n-- " . $sample x 5000 . $FOREIGN, 2, $lacks ],
		'byte order mark'       => [ "${BOM}SELECT 1", 1, 'a byte order mark that encoding \S+ does not have' ])
	  unless $bytes || $utf8;
	$files{'a character of another'} = [ "-- 1\n-- \xc2\xa6", 2, 'a character that encoding EUC_JP does not keep' ]
	  if $encoding eq 'EUC_JP';

	foreach my $title (sort keys %files)
	{
		my ($text, $line, $reason, $detail) = @{ $files{$title} };
		my $archive = bytea(tar_of([ '0001_good.sql', 'SELECT 1' ], [ "0002_$sample.sql", $text ], [ 'other.bin', "\xff\0\xfe" ]));

		call_fails($node, "SELECT * FROM migrate.load_archive($archive, project => 'bad')", 'MG028',
			[ qr/file "0002_\Q$sample\E\.sql", line $line, holds $reason$/m, qr/HINT:  Save the file as UTF-8 text/, $detail ? qr/DETAIL:  $detail/ : () ],
			"$database: $title", $database);
		$tried{'files that are no text of the database: refused, with file, line and reason'}++;
	}
	foreach my $name ($bytes ? () : ("\xff", "\xe8\xa1", $utf8 ? () : $FOREIGN))
	{
		call_fails($node, 'SELECT * FROM migrate.load_archive(' . bytea(tar_of([ "0001_$name.sql", 'SELECT 1' ])) . ", project => 'bad')",
			'MG028', [qr/the name of file "0001_(?:\\x[0-9a-f]{2})+\.sql" holds/], "$database: so is a name", $database);
		is( ask($node, 'SELECT name, outcome FROM migrate.load_archive('
				  . bytea(tar_of([ '0001_x.sql', 'SELECT 1' ], [ "$name.txt", "\xff" ])) . ", project => 'good')", $database),
			'0001_x|' . ($name eq "\xff" ? 'added' : 'unchanged'), "$database: of a file that no layout reads it does not matter");
	}
	is(ask($node, "SELECT count(*) FROM migrate.migration WHERE project = 'bad'", $database), 0, "$database: nothing of that is registered");
	call_fails($node, q(SELECT migrate.load('{"1_x": "SELECT \u0000"}')), '22P05', [], "$database: NUL in JSON", $database);
	if ($bytes)
	{
		is(ask($node, 'SELECT outcome FROM migrate.load_archive(' . bytea(tar_of([ '0001_x.sql', "SELECT '\xff\xe8\xa1'" ])) . ", project => 'bytes')", $database),
			'added', "$database: any other byte is taken as it is");
		is(ask($node, "SELECT up FROM migrate.migration WHERE project = 'bytes'", $database), sha256_hex("SELECT '\xff\xe8\xa1'"), "$database: and counts");
	}
	return;
}

new_database($_) foreach sort keys %SAMPLE;
foreach my $encoding (sort keys %SAMPLE)
{
	my $database = lc $encoding;

	test_names($database, $SAMPLE{$encoding});
	test_folders($database, $SAMPLE{$encoding}, $encoding);
	test_errors($database, $SAMPLE{$encoding});
	test_bad_files($database, $SAMPLE{$encoding}, $encoding);
}


#
# Clients in another encoding than the database
#

# Runs SQL, given in UTF-8, in a client's encoding; returns what psql printed,
# in UTF-8 again.
sub as_client
{
	my ($database, $client, $encoding, $sql) = @_;
	my $bytes = Encode::encode($encoding, Encode::decode('UTF-8', $sql), Encode::FB_CROAK);
	local $ENV{PGCLIENTENCODING} = $client;

	return Encode::encode('UTF-8', Encode::decode($encoding, shown($database, $bytes)));
}

foreach my $case (
	[ 'utf8',         'LATIN1',  'iso-8859-1', 'größe_ñ' ],
	[ 'utf8',         'SJIS',    'cp932',      '表_テーブル' ],
	[ 'utf8',         'GBK',     'cp936',      '表_数据' ],
	[ 'utf8',         'WIN1251', 'cp1251',     'таблица' ],
	[ 'koi8r',        'WIN1251', 'cp1251',     'таблица' ],
	[ 'euc_jp',       'SJIS',    'cp932',      '表_テーブル' ],
	[ 'euc_jis_2004', 'UTF8',    'UTF-8',      '表_カ' ],
	[ 'utf8',         'UHC',     'cp949',      '표_한국' ])
{
	my ($database, $client, $encoding, $sample) = @$case;
	my $title = "$database, client in $client";
	my $script = "SELECT 1;\nSELECT '$sample', nothing";
	my ($name, $project) = (quote("1_$sample"), quote("$client $sample"));
	my $ask = sub { as_client($database, $client, $encoding, $_[0]) };

	is($ask->("SELECT migrate.add($name, " . quote($script) . ", project => $project)"), "added\n", "$title: add");
	is($ask->("SELECT up FROM migrate.migration WHERE project = $project"), sha256_hex($script) . "\n", "$title: the checksum is that of UTF-8");
	is(place_of($ask->("CALL migrate.apply(project => $project)")), place_of($ask->($script)),
		"$title: an error is shown as psql shows it");
	is($ask->("SELECT name, state, message FROM migrate.status(project => $project)"),
		"1_$sample|failed|column \"nothing\" does not exist\n", "$title: status");
	is($ask->("SELECT migrate.add($name, 'SELECT ''$sample''', project => $project)"), "replaced\n", "$title: a correction");
	like($ask->("CALL migrate.apply(project => $project)"), qr/^ok\|1\|0\|1_\Q$sample\E\|.*^NOTICE:  1\/1 1_\Q$sample\E: 1 statement$/ms, "$title: is applied");
	is($ask->("SELECT migrate.bundle('list', project => $project)"), qq([{"up": "SELECT '$sample'", "name": "1_$sample"}]\n), "$title: bundle");
	$tried{'clients in another encoding: they see what they gave'}++;
}

# A client that cannot show what is to be told loses the answer, and nothing
# else: what is done is recorded, failures too.
ask($node, <<'SQL', 'utf8');
SELECT migrate.add('1_表', 'CREATE TABLE lost (t text)', project => 'lost');
SELECT migrate.add('2', 'INSERT INTO lost VALUES (''表''); SELECT int ''表''', project => 'lost');
SELECT migrate.add('3', 'SELECT 3', project => 'lost');
SQL
foreach my $state ('applied pending pending', 'applied failed pending', 'applied failed pending')
{
	like(as_client('utf8', 'LATIN1', 'iso-8859-1', q(CALL migrate.apply(project => 'lost'))),
		qr/^ERROR:  character with byte sequence .* in encoding "UTF8" has no equivalent in encoding "LATIN1"$/m,
		'a client that cannot show it: the error says so');
	is(ask($node, q(SELECT string_agg(state, ' ' ORDER BY name) FROM migrate.status(project => 'lost')), 'utf8'), $state,
		"it has run: $state");
	ledger_is_sound($node, 'the ledger is sound, and the lock is free', 'utf8');
	$tried{'calls of clients that cannot show the answer: what was done is recorded'}++;
}
is(ask($node, q(SELECT message FROM migrate.status(project => 'lost') WHERE name = '2'), 'utf8'),
	'invalid input syntax for type integer: "表"', 'the failure is recorded with its message');


#
# Characters that UTF-8 does not have
#

$ENV{PGCLIENTENCODING} = 'WIN1252';
foreach my $call (
	"SELECT migrate.add('1', 'SELECT ''\x81''')",
	"SELECT migrate.add('1', 'SELECT 1', down => '-- \x81')",
	"SELECT migrate.load('{\"1_x.sql\": \"-- \x81\"}')",
	"CALL migrate.deploy('[{\"name\": \"1\", \"up\": \"-- \x81\"}]')")
{
	call_fails($node, $call, 'MG028', [ qr/a text holds a character of encoding WIN1252 that UTF-8 does not have/, qr/HINT:.*chr\(\)/ ],
		'a text that UTF-8 does not have is refused', 'win1252');
	$tried{'texts with characters that UTF-8 lacks: refused; as messages recorded'}++;
}
ask($node, <<'SQL', 'win1252');
SELECT migrate.add('1', 'SELECT chr(129)::int', project => 'lacks');
SELECT migrate.add('1', 'CREATE TABLE lacks (t text); SELECT chr(129)::int', transactional => 'off', project => 'lacks steps');
SQL
foreach my $project ('lacks', 'lacks steps')
{
	call_fails($node, "CALL migrate.apply(project => '$project')", '22P02', [qr/invalid input syntax for type integer: "\x81"/],
		"$project: an error whose message UTF-8 does not have", 'win1252');
	is( ask($node, "SELECT state, message FROM migrate.status(project => '$project')", 'win1252'),
		($project eq 'lacks' ? 'failed' : 'partial') . "|invalid input syntax for type integer: \"\x81\"",
		"$project: it is recorded");
	$tried{'texts with characters that UTF-8 lacks: refused; as messages recorded'}++;
}
ledger_is_sound($node, 'the ledger is sound', 'win1252');
is( ask($node, <<'SQL', 'win1252'), "script_changed||t", 'such a character put into a text is a finding');
BEGIN;
UPDATE migrate.script SET body = body || chr(129) WHERE body = 'SELECT chr(129)::int';
SELECT finding, actual, expected = encode(sha256('SELECT chr(129)::int'), 'hex') FROM migrate.verify();
ROLLBACK;
SQL
$ENV{PGCLIENTENCODING} = 'UTF8';

# an encoding that has no way to UTF-8: ASCII is all that is left
my $mule = new_database('MULE_INTERNAL');
{
	local $ENV{PGCLIENTENCODING} = 'MULE_INTERNAL';

	like(call_works($node, q(SELECT migrate.add('1', 'CREATE TABLE m (t text)'); CALL migrate.apply()), 'MULE_INTERNAL: ASCII', $mule),
		qr/^ok\|1\|0\|1\|/m, 'it runs');
	call_fails($node, "SELECT migrate.add('2', '-- \x81\xe9')", 'MG028', [qr/encoding MULE_INTERNAL that UTF-8 does not have/],
		'MULE_INTERNAL: another text', $mule);
	call_fails($node, 'SELECT migrate.load_archive(' . bytea(tar_of([ '0001_x.sql', "-- 1\n-- é" ])) . ')', 'MG028',
		[qr/line 2, holds a character that encoding MULE_INTERNAL does not have/], 'MULE_INTERNAL: a file', $mule);
	ask($node, q(SELECT migrate.add('2', 'SELECT convert_from(''\x81e9'', ''MULE_INTERNAL'')::int')), $mule);
	call_fails($node, 'CALL migrate.apply()', '22P02', [qr/for type integer: "\x81\xe9"/], 'MULE_INTERNAL: a message', $mule);
	is(ask($node, q(SELECT message FROM migrate.status() WHERE name = '2'), $mule), "invalid input syntax for type integer: \"\x81\xe9\"", 'it is recorded');
	ledger_is_sound($node, 'the ledger is sound', $mule);
	$tried{'texts with characters that UTF-8 lacks: refused; as messages recorded'} += 3;
}


#
# A dump restored in another encoding
#

# Dumps a database and restores it in another encoding.
sub restore
{
	my ($title, $source, $target, $encoding, @options) = @_;
	my $file = "$folder/$target.sql";
	delete local $ENV{PGCLIENTENCODING};	# pg_dump would follow it

	ask($node, "CREATE DATABASE $target TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	run_tool("$title: pg_dump", 'pg_dump', @options, '-f', $file, '-d', $node->connstr($source));
	run_tool("$title: psql", 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-f', $file,
		'-d', $node->connstr($target));
	return;
}

# What a restored database has to have in common with its source.
my $CONTENT = <<'SQL';
SELECT * FROM migrate.history ORDER BY id;
SELECT * FROM migrate.migrations ORDER BY project, position;
SELECT * FROM migrate.settings ORDER BY project, setting;
SELECT migrate.bundle('list');
SELECT encode(migrate.archive(project => 'prisma'), 'hex');
SELECT checksum, body FROM migrate.script ORDER BY checksum;
SELECT migrate.health();
SQL
my $ORDER = q(SELECT string_agg(name, ' ' ORDER BY position) FROM migrate.status(project => 'prisma'));

# Letters in whose order encodings differ.
my %LETTERS = (
	latin => [qw(é ö Ñ ß Ä z)],
	cyril => [qw(ю а ц в я Ъ ё z)],
	japan => [qw(表 日 本 あ ア ー Ａ z)],
	korea => [qw(한 국 가 표 字 z)]);
my $number = 0;

foreach my $case (
	[ 'UTF8',   'LATIN1',    'latin' ], [ 'LATIN1',    'UTF8',    'latin' ], [ 'LATIN1', 'WIN1252', 'latin', '--encoding=UTF8' ],
	[ 'UTF8',   'KOI8R',     'cyril' ], [ 'KOI8R',     'UTF8',    'cyril' ], [ 'KOI8R',  'WIN1251', 'cyril' ],
	[ 'UTF8',   'EUC_JP',    'japan' ], [ 'EUC_JP',    'UTF8',    'japan' ], [ 'UTF8',   'EUC_KR',  'korea' ],
	[ 'UTF8',   'SQL_ASCII', 'japan' ], [ 'SQL_ASCII', 'UTF8',    'cyril' ],
	[ 'LATIN1', 'SQL_ASCII', 'latin', '--encoding=UTF8' ])
{
	my ($from, $to, $letters, @options) = @$case;
	my $title = "$from to $to";
	my @letters = @{ $LETTERS{$letters} };
	my $sample = join '', @letters;
	my $source = new_database($from, 'source' . ++$number);
	my $target = "target$number";
	my $order = join ' ', sort map { "1_$_" } @letters;
	my $list = bytea(tar_of(map { [ "1_$_.sql", "CREATE TABLE \"t_$_\" (t text DEFAULT '$_'); -- $_" ] } @letters));
	my $prisma = bytea(tar_of([ 'migration_lock.toml', "# $sample\nprovider = \"postgresql\"" ],
			map { [ "1_$_/migration.sql", "SELECT '$_'" ] } @letters));

	ask($node, <<"SQL", $source);
SELECT count(*) FROM migrate.load_archive($list);
SELECT count(*) FROM migrate.load_archive($prisma, project => 'prisma');
SELECT migrate.set('search_path', 'public, "$sample"');
CALL migrate.apply();
SELECT migrate.add('2_$sample', 'SELECT int ''$sample''', down => '-- $sample', requires => ARRAY['1_$letters[0]', '1_$letters[1]']);
SQL
	call_fails($node, 'CALL migrate.apply()', '22P02', [qr/\Q$sample\E/], "$title: a failure", $source);
	ask($node, "CALL migrate.resolve('2_$sample', 'applied', reason => '$sample')", $source);
	ledger_is_sound($node, "$title: the source is sound", $source);
	is(ask($node, $ORDER, $source), $order, "$title: the order is that of UTF-8");

	restore($title, $source, $target, $to, @options);
	is(ask($node, $CONTENT, $target), ask($node, $CONTENT, $source), "$title: all is the same");
	ledger_is_sound($node, "$title: and sound", $target);
	is(ask($node, $ORDER, $target), $order, "$title: in the same order");
	is(ask($node, "SELECT count(*) FROM migrate.load_archive($list) WHERE outcome = 'unchanged'", $target),
		scalar(@letters), "$title: the same files are unchanged");
	like(call_works($node, q(CALL migrate.apply(project => 'prisma')), "$title: it goes on", $target),
		qr/^ok\|@{[ scalar @letters ]}\|0\|/, "$title: all run");
	ledger_is_sound($node, "$title: and is sound still", $target);
	$tried{'dumps restored in another encoding: the same, and sound'}++;
}

# SQL_ASCII does not know what it holds: its bytes count.
restore('LATIN1 to SQL_ASCII as it is', 'source2', 'raw', 'SQL_ASCII');
call_fails($node, 'SELECT migrate.check()', 'MG016', [qr/event_changed: event 1$/m],
	'LATIN1 to SQL_ASCII as it is: the bytes are others', 'raw');

# A role has one name in all databases, and it can be no text in the encoding
# of some: it can work there, and a dump can be restored.
ask($node, 'CREATE ROLE "rö" SUPERUSER LOGIN', 'latin1');
foreach my $database ('utf8', 'euc_jp')
{
	my $title = "a role whose name is no text in $database";
	my $as_role = sub {
		my ($out, $err) = ('', '');
		local $ENV{PGCLIENTENCODING} = 'SQL_ASCII';

		IPC::Run::run([ 'psql', '-XAtq', '-U', "r\xf6", '-d', $node->connstr($_[1] // $database), '-c', $_[0] ], '>', \$out, '2>', \$err);
		return $out . $err;
	};

	is($as_role->(q(SELECT migrate.add('1', 'SELECT 1', project => 'role'))), "added\n", "$title: add");
	like($as_role->(q(CALL migrate.apply(project => 'role'))), qr/^ok\|1\|0\|1\|/, "$title: it trusts its own scripts");
	is($as_role->(q(SELECT migrate.set('search_path', 'public', project => 'role'))), "public\n", "$title: it stores a setting");
	is($as_role->(q(SELECT migrate.add('2', 'DO $$ BEGIN RAISE ''%'', current_user; END $$', project => 'role'))), "added\n", "$title: add");
	like($as_role->(q(CALL migrate.apply(project => 'role'))), qr/^ERROR: /, "$title: and fails with its name in the message");
	my $own = ask($node, q(SELECT 'role ' || oid || ', the name of which is no text in the encoding of this database' FROM pg_roles WHERE rolname::text::bytea = '\x72f6'), $database);
	is( ask($node, q(SELECT DISTINCT registered_by, set_by, login_name, role_name FROM migrate.migration m, migrate.setting s JOIN migrate.event e ON e.id = s.event
			WHERE m.project = 'role' AND s.project = 'role'), $database),
		join('|', ($own) x 4), "$title: it is called by its number");
	is(ask($node, q(SELECT message FROM migrate.status(project => 'role') WHERE name = '2'), $database), 'r?', "$title: the message is text");
	ledger_is_sound($node, "$title: the ledger is sound", $database);
	restore($title, $database, "role_$database", $database);
	ledger_is_sound($node, "$title: so it is restored", "role_$database");
}

note("tried: $tried{$_} $_") foreach sort keys %tried;
$node->stop;
done_testing();
