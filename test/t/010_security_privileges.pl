# Who may do what: every object of the extension, for a role without
# privileges, one that only gets into the schema, a reader, an operator, the
# owner of the database who installed the extension, and a superuser.
#
# The objects come from the catalog, what is expected from the tables below: a
# new object without a row fails.  Privileges are asked for and tried.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use PrivateInstallation;
use SecurityTest;
use Test::More;

my $node = new_server('privileges');
my %tried;

my @ROLES = qw(sec_nobody sec_usage sec_reader sec_operator sec_owner sec_super);

# What may be called or read, a column for each role, and how to do it: {p} is
# a project of the role's own.  A state in the end is that of those who may.
my @ALLOWED = (
	[ 'function add',          '---xxx', q(SELECT migrate.add('1', 'SELECT 1', 'SELECT 2', project => {p})) ],
	[ 'function load',         '---xxx', q(SELECT count(*) FROM migrate.load('{"2_b": "SELECT 3"}', project => {p})) ],
	[ 'function load_archive', '---xxx', q(SELECT count(*) FROM migrate.load_archive(decode({tar}, 'hex'), project => {p} || 'a')) ],
	[ 'function load_directory', '---xxx', q(SELECT count(*) FROM migrate.load_directory('/nowhere at all', project => {p})), qr/^(42501|58P01)$/ ],
	[ 'function bundle',       '--xxxx', q(SELECT migrate.bundle('list', project => {p})) ],
	[ 'function archive',      '--xxxx', q(SELECT length(migrate.archive(project => 'main'))) ],
	[ 'function unpack',       '--xxxx', q(SELECT migrate.unpack(decode({tar}, 'hex'))) ],
	[ 'function rename',       '---xxx', q(SELECT migrate.rename('2_b', '3_c', project => {p})) ],
	[ 'function trust',        '---xxx', q(SELECT migrate.trust('1', project => {p})) ],
	[ 'function set',          '---xxx', q(SELECT migrate.set('not_empty', 'allow', project => {p})) ],
	[ 'function remove',       '---xxx', q(SELECT migrate.remove('3_c', project => {p})) ],
	[ 'function apply_in_transaction', '---xxx', q(SELECT count(*) FROM migrate.apply_in_transaction(project => {p})) ],
	[ 'procedure revert',      '---xxx', q(CALL migrate.revert(steps => 1, project => {p})) ],
	[ 'procedure apply',       '---xxx', q(CALL migrate.apply(project => {p})) ],
	[ 'procedure deploy',      '---xxx', q(CALL migrate.deploy('{"4_d": "SELECT 4"}', project => {p})) ],
	[ 'procedure deploy_archive', '---xxx', q(CALL migrate.deploy_archive(decode({tar}, 'hex'), project => {p} || 'a')) ],
	[ 'procedure resolve',     '---xxx', q(CALL migrate.resolve('4_d', 'applied', project => {p})), 'MG005' ],
	[ 'procedure baseline',    '---xxx', q(CALL migrate.baseline('5_e', 'SELECT 5', project => {p})) ],
	[ 'procedure repair',      '---xxx', q(CALL migrate.repair('5_e', 'SELECT 55', 'a test', project => {p})) ],
	[ 'function status',       '--xxxx', q(SELECT count(*) FROM migrate.status(project => {p})) ],
	[ 'function statements',   '--xxxx', q(SELECT count(*) FROM migrate.statements('0')) ],
	[ 'function verify',       '--xxxx', q(SELECT count(*) FROM migrate.verify()) ],
	[ 'function check',        '--xxxx', q(SELECT migrate.check()) ],
	[ 'function health',       '--xxxx', q(SELECT migrate.health()) ],
	[ 'function running',      '--xxxx', q(SELECT count(*) FROM migrate.running()) ],
	[ 'function effective_settings', '--xxxx', q(SELECT count(*) FROM migrate.effective_settings()) ],
	[ 'function snapshot',     '--xxxx', q(SELECT count(*) FROM migrate.snapshot()) ],
	[ 'function fingerprint',  '--xxxx', q(SELECT migrate.fingerprint()) ],
	[ 'function drift',        '--xxxx', q(SELECT count(*) FROM migrate.drift()) ],
	[ 'function changes',      '--xxxx', q(SELECT count(*) FROM migrate.changes('0')) ],
	[ 'function blame',        '--xxxx', q(SELECT count(*) FROM migrate.blame('public')) ],
	[ 'function exclude',      '---xxx', q(SELECT migrate.exclude('nothing.*')) ],
	[ 'procedure accept_drift', '---xxx', q(CALL migrate.accept_drift('6_f', 'a test', project => {p})) ],
	[ 'procedure rerender',    '---xxx', q(CALL migrate.rerender()) ],
	[ 'function grant',        '----xx', q(SELECT migrate.grant('sec_nobody', 'none')) ],
	(map { [ "view $_", '--xxxx', "SELECT count(*) FROM migrate.$_" ] }
	  qw(progress history migrations settings)),
	(map { [ "table $_", '--xxxx', "SELECT count(*) FROM migrate.$_" ] }
	  qw(script event project migration companion setting delta head cache)));

# What nobody but a superuser may do with a table of the ledger.
my @TABLE_WRITES = (
	'INSERT INTO {t} SELECT * FROM {t}',
	'UPDATE {t} SET {c} = {c}',
	'DELETE FROM {t}',
	'TRUNCATE {t}',
	'SELECT * FROM {t} FOR UPDATE',
	'SELECT * FROM {t} FOR KEY SHARE',
	'DO $$ BEGIN LOCK TABLE {t} IN ROW EXCLUSIVE MODE; END $$',
	'DO $$ BEGIN LOCK TABLE {t} IN ACCESS EXCLUSIVE MODE; END $$',
	'COPY {t} FROM PROGRAM \'true\'',
	'ALTER TABLE {t} ADD COLUMN x int',
	'ALTER TABLE {t} RENAME {c} TO x',
	'ALTER TABLE {t} DISABLE TRIGGER ALL',
	'ALTER TABLE {t} ENABLE ROW LEVEL SECURITY',
	'ALTER TABLE {t} SET SCHEMA public',
	'ALTER TABLE {t} SET UNLOGGED',
	'ALTER TABLE {t} OWNER TO CURRENT_USER',
	'CREATE TRIGGER x BEFORE UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
	'CREATE RULE x AS ON INSERT TO {t} DO INSTEAD NOTHING',
	'CREATE POLICY x ON {t} USING (false)',
	'CREATE INDEX x ON {t} ({c})',
	'CREATE STATISTICS public.x ON {c}, ctid FROM {t}',
	'CREATE TABLE public.heir () INHERITS ({t})',
	'CREATE PUBLICATION x FOR TABLE {t}',
	'COMMENT ON TABLE {t} IS \'x\'',
	'DROP TABLE {t} CASCADE',
);

my @VIEW_WRITES = (
	'ALTER VIEW {t} RENAME TO x',
	'ALTER VIEW {t} OWNER TO CURRENT_USER',
	'CREATE OR REPLACE RULE x AS ON INSERT TO {t} DO INSTEAD NOTHING',
	'INSERT INTO {t} DEFAULT VALUES',
	'DELETE FROM {t}',
	'COMMENT ON VIEW {t} IS \'x\'',
	'DROP VIEW {t} CASCADE',
);

my @ROUTINE_WRITES = (
	'ALTER ROUTINE {t} RENAME TO x',
	'ALTER ROUTINE {t} OWNER TO CURRENT_USER',
	'ALTER ROUTINE {t} SET search_path = public',
	'ALTER ROUTINE {t} SECURITY DEFINER',
	'COMMENT ON ROUTINE {t} IS \'x\'',
	'DROP ROUTINE {t} CASCADE',
);

my @SCHEMA_WRITES = (
	'CREATE TABLE migrate.x (i int)',
	'CREATE VIEW migrate.x AS SELECT 1',
	'CREATE FUNCTION migrate.x() RETURNS int LANGUAGE sql AS \'SELECT 1\'',
	'CREATE FUNCTION migrate.add(text, text) RETURNS text LANGUAGE sql AS \'SELECT $1\'',
	'CREATE TYPE migrate.x AS ENUM ()',
	'CREATE DOMAIN migrate.x AS int',
	'CREATE SEQUENCE migrate.x',
	'CREATE OPERATOR migrate.|| (FUNCTION = textcat, LEFTARG = text, RIGHTARG = text)',
	'CREATE COLLATION migrate."C" FROM "POSIX"',
	'CREATE DEFAULT CONVERSION migrate.x FOR \'UTF8\' TO \'LATIN1\' FROM utf8_to_iso8859_1',
	'CREATE TEXT SEARCH CONFIGURATION migrate.x (PARSER = pg_catalog.default)',
	'ALTER SCHEMA migrate RENAME TO x',
	'ALTER SCHEMA migrate OWNER TO CURRENT_USER',
	'COMMENT ON SCHEMA migrate IS \'x\'',
);

# What fails for the owner of the extension too, though it is theirs.
my @EXTENSION_WRITES = (
	'DROP SCHEMA migrate CASCADE',
	'ALTER EXTENSION migrate DROP TABLE migrate.event',
	'ALTER EXTENSION migrate DROP VIEW migrate.history',
	'ALTER EXTENSION migrate DROP SCHEMA migrate',
	'ALTER EXTENSION migrate DROP FUNCTION migrate.running',
	'ALTER EXTENSION migrate SET SCHEMA public',
	'REASSIGN OWNED BY CURRENT_ROLE TO sec_super',
	'REASSIGN OWNED BY sec_super TO CURRENT_ROLE',
	'SET SESSION AUTHORIZATION sec_super',
	'SET ROLE sec_super',
);

#
# Roles, a database of one of them, and its extension
#

roles(
	$node,
	sec_nobody   => '',
	sec_usage    => '',
	sec_reader   => '',
	sec_operator => '',
	sec_owner    => 'CREATEDB',
	sec_super    => 'SUPERUSER');
is(state_of($node, 'postgres', 'sec_owner', 'CREATE DATABASE shop'),
	'00000', 'a role makes a database');
states_are(
	$node, 'shop', 'sec_owner', 'and installs the extension, and gives levels',
	[ '00000', 'CREATE EXTENSION migrate' ],
	[ '00000', 'GRANT CREATE ON SCHEMA public TO PUBLIC' ],
	[ '00000', add_sql('0', 'SELECT 0') ],
	[ '00000', 'CALL migrate.apply()' ],
	[ '00000', q(SELECT migrate.grant('sec_reader', 'reader')) ],
	[ '00000', q(SELECT migrate.grant('sec_operator', 'operator')) ],
	[ '00000', 'GRANT USAGE ON SCHEMA migrate TO sec_usage' ]);

# Returns who has what on the objects of the extension, and whose they are.
sub acls
{
	return ask($node, <<'SQL', 'shop');
SELECT string_agg(o, E'\n' ORDER BY o) FROM (
	SELECT concat_ws(' ', 'schema', nspowner::regrole, nspacl) AS o FROM pg_namespace WHERE nspname = 'migrate'
	UNION ALL SELECT concat_ws(' ', relname, relkind, relowner::regrole, relacl, relhastriggers, relrowsecurity)
		FROM pg_class WHERE relnamespace = 'migrate'::regnamespace
	UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, attacl)
		FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'migrate'::regnamespace
	UNION ALL SELECT concat_ws(' ', oid::regprocedure, proowner::regrole, proacl, prosecdef, proconfig)
		FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace
	UNION ALL SELECT concat_ws(' ', 'extension', extname, extowner::regrole) FROM pg_extension
	UNION ALL SELECT concat_ws(' ', 'member', pg_describe_object(classid, objid, objsubid))
		FROM pg_depend WHERE deptype = 'e'
	UNION ALL SELECT concat_ws(' ', 'default', defaclrole::regrole, defaclacl) FROM pg_default_acl) o
SQL
}

my $acls = acls();


#
# Every object has a row, every row an object
#

my @objects = split /\n/, ask($node, <<'SQL', 'shop');
SELECT CASE classid
	WHEN 'pg_proc'::regclass THEN
		(SELECT CASE prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || proname FROM pg_proc WHERE oid = objid)
	WHEN 'pg_class'::regclass THEN
		(SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view ' ELSE relkind::text || ' ' END || relname FROM pg_class WHERE oid = objid)
	ELSE pg_describe_object(classid, objid, 0) END
FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND extname = 'migrate'
SQL

# the row types of tables and views, which 17 lists too, go with those
my %relations = map { /^(?:table|view) (.*)/ ? ($1 => 1) : () } @objects;

@objects = grep { !(/^type migrate\.(\w+)(?:\[\])?$/ && $relations{$1}) } @objects;
is( join("\n", sort grep { $_ ne 'schema migrate' } @objects),
	join("\n", sort map { $_->[0] } @ALLOWED),
	'every object of the extension has a row, and every row an object');
is(scalar(grep { $_ eq 'schema migrate' } @objects), 1, 'the schema is one of them');


#
# What the catalog says
#

# 17 has one more
my $maintain = ask($node, 'SHOW server_version_num') >= 170000 ? ', MAINTAIN' : '';

# Returns what a role has on each object, in the order of their names: whether
# it may read or call it, and, for what is no routine, whether it may write it.
sub privileges
{
	my ($role) = @_;

	return ask($node, <<"SQL", 'shop');
SELECT string_agg(o, E'\n' ORDER BY o) FROM (
	SELECT CASE relkind WHEN 'r' THEN 'table ' ELSE 'view ' END || relname || ' '
		|| has_table_privilege('$role', oid, 'SELECT')
		|| ' ' || has_table_privilege('$role', oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER$maintain')
		|| ' ' || has_any_column_privilege('$role', oid, 'INSERT, UPDATE, REFERENCES') AS o
	FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'v')
	UNION ALL SELECT CASE prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || proname || ' '
		|| has_function_privilege('$role', oid, 'EXECUTE')
	FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace) o
SQL
}

# Returns what a role is to have on each object.
sub expected_privileges
{
	my ($column) = @_;
	my @lines;

	foreach my $row (@ALLOWED)
	{
		my ($object, $allowed) = @$row;
		my $may = substr($allowed, $column, 1) eq 'x' ? 'true' : 'false';
		my $all = $ROLES[$column] eq 'sec_super' ? 'true' : 'false';

		push @lines, $object =~ /^(table|view)/ ? "$object $may $all $all" : "$object $may";
		$tried{asked}++;
	}
	return join "\n", sort @lines;
}

foreach my $column (0 .. $#ROLES)
{
	my $role = $ROLES[$column];

	is(privileges($role), expected_privileges($column), "$role has the privileges of the table");
	is( ask($node, "SELECT has_schema_privilege('$role', 'migrate', 'USAGE') || ' ' || has_schema_privilege('$role', 'migrate', 'CREATE')", 'shop'),
		($role eq 'sec_nobody' ? 'false' : 'true') . ' ' . ($role eq 'sec_super' ? 'true' : 'false'),
		"$role and the schema");
}
is( ask($node, <<'SQL', 'shop'), '', 'only the owner of the database may pass privileges on');
SELECT string_agg(a.grantee::regrole::text, ', ')
FROM (SELECT nspacl AS acl FROM pg_namespace WHERE nspname = 'migrate'
	UNION ALL SELECT relacl FROM pg_class WHERE relnamespace = 'migrate'::regnamespace
	UNION ALL SELECT proacl FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace) x, aclexplode(acl) a
WHERE a.is_grantable AND a.grantee <> 'sec_owner'::regrole
SQL
is( ask($node, q(SELECT count(*) FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace AND prosecdef AND proname <> 'running'), 'shop'),
	'0', 'one function runs as its owner');
is( ask($node, q(SELECT array_to_string(proconfig, ',') FROM pg_proc WHERE proname = 'running' AND pronamespace = 'migrate'::regnamespace), 'shop'),
	'search_path=pg_catalog, pg_temp', 'with a search_path of its own');


#
# What happens
#

my $tar = ask($node, q(SELECT encode(migrate.archive(), 'hex')), 'shop');

# Is that the server's refusal of an object of ours?
sub is_refused
{
	my ($result) = @_;

	return $result->{state} eq '42501'
	  && $result->{message} =~ /^permission denied for (schema|function|procedure|routine|view|table) /;
}

foreach my $column (0 .. $#ROLES)
{
	my $role = $ROLES[$column];
	my @statements = map {
		my $sql = $_->[2];
		$sql =~ s/\{p\}/'$role'/g;
		$sql =~ s/\{tar\}/'$tar'/g;
		$sql
	} @ALLOWED;
	my @results = run_as($node, 'shop', $role, @statements);
	my @wrong;

	foreach my $i (0 .. $#ALLOWED)
	{
		my ($object, $allowed, undef, $state) = @{ $ALLOWED[$i] };
		my $may = substr($allowed, $column, 1) eq 'x';
		my $good =
			!$may      ? is_refused($results[$i])
		  : ref $state ? $results[$i]{state} =~ $state && !is_refused($results[$i])
		  :              $results[$i]{state} eq ($state // '00000');

		push @wrong, "$object: $results[$i]{state} $results[$i]{message}" unless $good;
		$tried{ $may ? 'done' : 'refused' }++;
	}
	is(join("\n", @wrong), '', "$role does what it may, and nothing else");
}
is(acls(), $acls, 'the privileges are what they were');
ledger_is_sound($node, 'the ledger is sound', 'shop');


#
# Writing, changing and dropping what is ours
#

my %second_column = map { split / / } split /\n/, ask($node, <<'SQL', 'shop');
SELECT relname || ' ' || attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'migrate'::regnamespace AND relkind = 'r' AND attnum = 2
SQL

# Returns every attempt, as SQL.
sub attempts
{
	my ($role) = @_;
	my @sql = @SCHEMA_WRITES;

	foreach my $object (map { $_->[0] } @ALLOWED)
	{
		my ($kind, $name) = split / /, $object;

		foreach my $attempt ($kind eq 'table' ? @TABLE_WRITES : $kind eq 'view' ? @VIEW_WRITES : @ROUTINE_WRITES)
		{
			my $text = $attempt;

			$text =~ s/\{t\}/migrate.$name/g;
			$text =~ s/\{c\}/"$second_column{$name}"/g if $kind eq 'table';
			push @sql, $text;
		}
	}
	push @sql, @EXTENSION_WRITES unless $role eq 'sec_super';
	push @sql, map { "GRANT $_ ON migrate.event TO CURRENT_USER" }
	  qw(INSERT UPDATE DELETE TRUNCATE TRIGGER REFERENCES ALL)
	  unless $role eq 'sec_super';
	push @sql, 'GRANT CREATE ON SCHEMA migrate TO CURRENT_USER',
	  'GRANT ALL ON ALL TABLES IN SCHEMA migrate TO PUBLIC'
	  unless $role eq 'sec_super';
	return @sql;
}

my $before = ask($node, 'SELECT hash FROM migrate.head', 'shop');

foreach my $role (@ROLES[ 0 .. 4 ])
{
	my @attempts = attempts($role);
	my @results = run_as($node, 'shop', $role, @attempts,
		$role eq 'sec_owner' ? 'REVOKE SELECT ON ALL TABLES IN SCHEMA migrate FROM sec_owner, PUBLIC' : ());
	my @wrong;

	foreach my $i (0 .. $#attempts)
	{
		my $result = $results[$i];
		my $state = $result->{state};

		$tried{written}++;
		next if $state eq '42501' || $state eq '2BP01';
		next if $attempts[$i] =~ /SET SCHEMA/ && $state eq '0A000';
		# nothing is granted then, and a warning says so
		next if $attempts[$i] =~ /^GRANT/ && $state eq '00000';
		# views cannot be written by anybody
		next if $state =~ /^(55000|0A000)$/ && $attempts[$i] =~ /migrate\.(progress|history|migrations|settings)\b/;
		push @wrong, "$attempts[$i]: $state $result->{message}";
	}
	is(join("\n", @wrong), '', "$role cannot write, change or drop what is ours");
	is(acls(), $acls, "nothing of what $role tried is left");
	is(ask($node, 'SELECT hash FROM migrate.head', 'shop'), $before, 'nor in the ledger');
}
ledger_is_sound($node, 'the ledger is sound', 'shop');

# a superuser may: the attempts are right
{
	my @attempts = attempts('sec_super');
	my @results = run_as($node, 'shop', 'sec_super', map { ('BEGIN', $_, 'ROLLBACK') } @attempts);
	my @refused = map { $_->{sql} } grep { $_->{state} eq '42501' } @results;
	my @worked = grep { $_->{state} eq '00000' && $_->{sql} !~ /^(BEGIN|ROLLBACK)$/ } @results;

	is(join("\n", @refused), '', 'a superuser is refused nothing');
	cmp_ok(scalar @worked, '>', @attempts * 0.7, 'and most of the attempts work');
}
states_are(
	$node, 'shop', 'sec_owner', 'the owner may drop the extension, and that is all',
	[ '00000', 'BEGIN' ],
	[ '00000', 'DROP EXTENSION migrate' ],
	[ '00000', 'ROLLBACK' ],
	[ '00000', q(ALTER EXTENSION migrate UPDATE) ]);


#
# grant()
#

states_are(
	$node, 'shop', 'sec_owner', 'levels are given and taken',
	[ '00000', q(SELECT migrate.grant('sec_usage', 'operator')) ],
	[ '00000', q(SELECT migrate.grant('sec_usage', 'reader')) ],
	[ '00000', q(SELECT migrate.grant('sec_usage', 'none')) ],
	[ '42704', q(SELECT migrate.grant('public', 'operator')) ],
	[ '42704', q(SELECT migrate.grant('PUBLIC', 'operator')) ],
	[ '42704', q(SELECT migrate.grant('current_user', 'operator')) ],
	[ '42704', q(SELECT migrate.grant('sec_nobody, sec_usage', 'operator')) ],
	[ '42704', q(SELECT migrate.grant('sec_nobody WITH GRANT OPTION', 'operator')) ],
	[ '22023', q(SELECT migrate.grant('sec_nobody', 'owner')) ],
	[ '22023', q(SELECT migrate.grant('sec_nobody', 'operator WITH GRANT OPTION')) ]);
states_are(
	$node, 'shop', 'sec_operator', 'an operator gives nothing',
	[ '42501', q(SELECT migrate.grant('sec_operator', 'operator')) ],
	[ '42501', q(SELECT migrate.grant('sec_nobody', 'reader')) ],
	[ '42501', q(SELECT migrate.grant('sec_owner', 'none')) ]);
is(acls(), $acls =~ s/,sec_usage=U\/sec_owner//r,
	'the privileges are what they were, but for those that were taken');


#
# Default privileges of the superuser who owns the ledger
#

# Returns who else than the owners has privileges on what is ours.
sub strangers
{
	my ($database) = @_;

	return ask($node, <<'SQL', $database);
SELECT string_agg(DISTINCT coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC') || ' ' || a.privilege_type, ', ')
FROM (SELECT nspacl AS acl FROM pg_namespace WHERE nspname = 'migrate'
	UNION ALL SELECT coalesce(relacl, acldefault('r', relowner)) FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'v')
	UNION ALL SELECT coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace) x, aclexplode(acl) a
WHERE a.grantee NOT IN ((SELECT nspowner FROM pg_namespace WHERE nspname = 'migrate'),
	(SELECT extowner FROM pg_extension WHERE extname = 'migrate'))
SQL
}

ask($node, 'CREATE DATABASE given OWNER sec_owner');
ask($node, <<'SQL', 'given');
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO sec_nobody, PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO sec_usage WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES GRANT ALL ON ROUTINES TO sec_nobody, PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO sec_nobody, PUBLIC;
SQL
foreach my $role (qw(sec_owner sec_super))
{
	states_are($node, 'given', $role, "$role installs where default privileges give all away",
		[ '00000', 'CREATE EXTENSION migrate' ]);
	is(strangers('given'), '', 'nobody has anything of it');
	states_are($node, 'given', $role, "$role drops it again", [ '00000', 'DROP EXTENSION migrate' ]);
	$tried{defaults}++;
}
states_are($node, 'given', 'sec_owner', 'a schema of that name that somebody planted',
	[ '00000', 'CREATE SCHEMA migrate' ],
	[ '42P06', 'CREATE EXTENSION migrate' ],
	[ '00000', 'DROP SCHEMA migrate' ]);

# a ledger of a release that let it happen, in use
{
	my $installation = PrivateInstallation->new(PostgreSQL::Test::Utils::tempdir());
	my $old = PostgreSQL::Test::Cluster->new('given', install_path => $installation->install_path);

	$installation->put_script('0.1.0', slurp_file("$FindBin::RealBin/../releases/migrate--0.1.0.sql"));
	$old->init;
	$old->start;
	roles($old, sec_low => '', sec_reader => '', sec_operator => '');
	ask($old, <<'SQL');
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO sec_low, PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO sec_low, PUBLIC;
CREATE EXTENSION migrate VERSION '0.1.0';
GRANT USAGE ON SCHEMA migrate TO sec_reader, sec_operator;
GRANT SELECT ON ALL TABLES IN SCHEMA migrate TO sec_reader, sec_operator;
GRANT EXECUTE ON FUNCTION migrate.status TO sec_reader;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA migrate TO sec_operator;
SQL
	my $writers = q(SELECT count(*) FROM pg_class, aclexplode(relacl) a WHERE relnamespace = 'migrate'::regnamespace AND a.grantee <> relowner AND a.privilege_type <> 'SELECT');

	cmp_ok(ask($old, $writers), '>', 0, 'a release let others write the ledger');
	ask($old, 'ALTER EXTENSION migrate UPDATE');
	is(ask($old, $writers), '0', 'after an update nobody may write it');
	is( ask($old, q(SELECT has_schema_privilege('sec_low', 'migrate', 'CREATE') || ' ' || has_table_privilege('sec_reader', 'migrate.event', 'SELECT') || ' ' || has_function_privilege('sec_operator', 'migrate.set(text, text, text)', 'EXECUTE'))),
		'false true true', 'and levels are what they were');
	$tried{defaults}++;
	$old->stop;
}


#
# A role that may put triggers on the ledger, because a superuser gave it all
#

ask($node, <<'SQL', 'shop');
GRANT ALL ON ALL TABLES IN SCHEMA migrate TO sec_operator;
CREATE SEQUENCE trap;
GRANT ALL ON SEQUENCE trap TO PUBLIC;
SQL
my %WRITERS = (
	script    => q(SELECT migrate.add('t1', 'SELECT ''t1''')),
	event     => q(SELECT migrate.set('wait', '1s')),
	project   => q(SELECT migrate.add('0', 'SELECT 0', project => 'fresh')),
	migration => q(SELECT migrate.add('0', 'SELECT 0', down => 'SELECT 0')),
	companion => q(SELECT count(*) FROM migrate.load('{"1_a/migration.sql": "SELECT 0", "migration_lock.toml": "provider = x"}', project => 'prisma')),
	setting   => q(SELECT migrate.set('wait', '1s')),
	head      => q(SELECT migrate.set('wait', '1s')),
	cache     => q(CALL migrate.apply()));

foreach my $table (sort keys %WRITERS)
{
	states_are(
		$node, 'shop', 'sec_operator', "a trigger on $table",
		[ '00000', <<'SQL' ],
CREATE OR REPLACE FUNCTION public.trigger_trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM nextval('public.trap');
	EXECUTE 'ALTER ROLE sec_operator SUPERUSER';
	RETURN NEW;
END $$
SQL
		[ '00000', "CREATE TRIGGER \"its trigger\" BEFORE INSERT OR UPDATE ON migrate.$table FOR EACH ROW EXECUTE FUNCTION public.trigger_trap()" ]);
	ask($node, q(DELETE FROM migrate.cache), 'shop');
	my ($result) = run_as($node, 'shop', 'sec_super', $WRITERS{$table});

	is($result->{state}, '55000', "a superuser does not write $table");
	like($result->{message}, qr/^table migrate\.$table of the ledger has a trigger "its trigger"$/, 'and is told why');
	ask($node, "DROP TRIGGER \"its trigger\" ON migrate.$table", 'shop');
	$tried{triggers}++;
}
foreach my $table (grep { $_ ne 'cache' } sort keys %WRITERS)
{
	is(state_of($node, 'shop', 'sec_super', $WRITERS{$table}), '00000', "without the trigger $table is written");
}
is(ask($node, 'SELECT is_called FROM trap', 'shop'), 'f', 'no trigger ran');
is(ask($node, q(SELECT rolsuper FROM pg_roles WHERE rolname = 'sec_operator'), 'shop'), 'f',
	'nobody became superuser');
ledger_is_sound($node, 'the ledger is sound', 'shop');

note("tried: $tried{asked} privileges on objects of the extension asked of the catalog: as expected for each role");
note("tried: $tried{done} calls by roles that may: they work");
note("tried: $tried{refused} calls by roles that may not: refused");
note("tried: $tried{written} attempts of roles without superuser to write, change or drop what is the extension's: refused");
note("tried: $tried{triggers} triggers on tables of the ledger: not run, the write is refused");
note("tried: $tried{defaults} installations and updates where default privileges give all away: taken back");
$node->stop;
done_testing();
