# Whoever may write the tables of the ledger can change any of it.  Every row,
# every column: verify() names the first event that is broken, check() raises
# it, and what acts refuses it as far as it is new.
#
# The columns come from the catalog, so that none can be forgotten.  Each
# change is made in a subtransaction that is rolled back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use JSON::PP ();
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_server('tampering');
my %tried;

# Counts what was tried, for the lines at the end.
sub tried
{
	my ($what, $happened) = @_;

	$tried{$what}{$happened}++;
	return;
}


#
# A history with every kind of event
#

ask($node, 'CREATE ROLE author LOGIN; GRANT CREATE ON SCHEMA public TO author');
ask($node, <<'SQL');
CREATE EXTENSION migrate;
SELECT migrate.grant('author', 'operator');
SELECT migrate.set('lock_timeout', '3s');
SELECT migrate.set('lock_wait', '30s', project => NULL);
SELECT migrate.set('lock_wait', NULL, project => NULL);
SELECT migrate.add('1_a', 'CREATE TABLE a (id int, t text)', down => 'DROP TABLE a', verify => 'SELECT id FROM a');
SELECT migrate.add('2_b', 'CREATE TABLE b (id int)', down => 'DROP TABLE b');
CALL migrate.apply();
SELECT migrate.add('3_failed', E'-- ü\nSELECT 1;\nSELECT nothing');
SQL
$node->psql('postgres', 'CALL migrate.apply()');
ask($node, <<'SQL');
SELECT migrate.add('3_failed', 'CREATE VIEW v3 AS SELECT 3');
CALL migrate.apply();
SELECT migrate.add('4_steps', 'CREATE TABLE s (id int); INSERT INTO s VALUES (1), (2); SELECT 1/0; INSERT INTO s VALUES (3)', transactional => 'off');
SQL
$node->psql('postgres', 'CALL migrate.apply()');
ask($node, <<'SQL');
CALL migrate.resolve('4_steps', 'applied', statement => 3, reason => 'looked at');
CALL migrate.apply(resume => true);
SELECT migrate.add('4_steps', 'CREATE TABLE s (id int); INSERT INTO s VALUES (1), (2); SELECT 1/0; INSERT INTO s VALUES (3)', transactional => 'off', down => 'DROP TABLE s; SELECT 1/0');
SQL
$node->psql('postgres', 'CALL migrate.revert(steps => 1)');
ask($node, <<'SQL');
SELECT migrate.add('4_steps', 'CREATE TABLE s (id int); INSERT INTO s VALUES (1), (2); SELECT 1/0; INSERT INTO s VALUES (3)', transactional => 'off', down => 'DROP TABLE s; SELECT 1');
CALL migrate.revert(steps => 1);
SELECT migrate.add('3_failed', 'CREATE VIEW v3 AS SELECT 3', down => 'DROP VIEW nothing');
SQL
$node->psql('postgres', 'CALL migrate.revert(steps => 1)');
ask($node, <<'SQL');
SELECT migrate.add('3_failed', 'CREATE VIEW v3 AS SELECT 3', down => 'DROP VIEW v3');
CALL migrate.revert(steps => 2);
CALL migrate.apply(target => '3_failed');
SELECT migrate.rename('1_a', '1_first');
CALL migrate.repair('1_first', 'CREATE TABLE a (id int, t text); -- repaired', reason => 'comment');
SELECT migrate.remove('4_steps');
SELECT migrate.add('4_lost', 'CREATE TABLE l (id int); SELECT 1/0', transactional => 'off');
SQL
$node->psql('postgres', 'CALL migrate.apply()');
ask($node, <<'SQL');
DROP TABLE l;
CALL migrate.resolve('4_lost', 'rolled_back');
SELECT migrate.add('4_lost', 'SELECT 4');
CALL migrate.resolve('4_lost', 'applied', reason => 'nothing to do');
SELECT count(*) FROM migrate.load('{"migration_lock.toml": "provider = \"postgresql\"\n", "1/migration.sql": "SELECT 1", "2/migration.sql": "SELECT 2"}', project => 'prisma');
SELECT count(*) FROM migrate.load('{"migration_lock.toml": "# other\nprovider = \"postgresql\"\n", "1/migration.sql": "SELECT 1", "2/migration.sql": "SELECT 2", "3/migration.sql": "SELECT 3"}', project => 'prisma');
SELECT count(*) FROM migrate.load('{"1/migration.sql": "SELECT 1", "2/migration.sql": "SELECT 2", "3/migration.sql": "SELECT 3"}', project => 'prisma', layout => 'prisma');
CALL migrate.baseline('2', project => 'prisma');
SELECT count(*) FROM migrate.load('[{"name": "z", "up": "SELECT 26"}, {"name": "a", "up": "SELECT 1", "requires": ["z"]}, {"name": "m", "up": "CREATE OR REPLACE VIEW vm AS SELECT 13", "repeatable": true, "requires": ["z", "a"]}]', project => 'list');
CALL migrate.apply(project => 'list');
SELECT migrate.add('m', 'CREATE OR REPLACE VIEW vm AS SELECT 14', repeatable => true, project => 'list');
SET ROLE author;
SELECT migrate.add('5_theirs', 'CREATE TABLE theirs (id int)');
SELECT migrate.add('1', 'SELECT 1', project => 'theirs');
RESET ROLE;
SELECT migrate.trust('5_theirs');
SELECT migrate.add('6_pending', 'CREATE TABLE p (id int)', down => 'DROP TABLE p', verify => 'TABLE p', requires => '{5_theirs, 1_first}');
CREATE TABLE by_hand (id int);
CALL migrate.accept_drift('4_by_hand', 'it is needed');
SELECT migrate.set('out_of_order', 'allow');
SQL

is( ask($node, 'SELECT string_agg(DISTINCT action, \' \' ORDER BY action) FROM migrate.event'),
	'accept add apply baseline fail found grant remove rename repair resolve revert setting start step trust',
	'the history holds every kind of event');
ledger_is_sound($node, 'it is sound');

my $LAST = ask($node, 'SELECT max(id) FROM migrate.event');
my $MIDDLE = int($LAST / 2);


#
# Changes, and what verify() has to say first about each
#

ask($node, <<'SQL');
CREATE SCHEMA test;
-- as it was
CREATE TABLE test.event AS SELECT id, hash FROM migrate.event;

-- A change: what it does, and the finding that has to come first.
CREATE TABLE test.change (
	n int GENERATED ALWAYS AS IDENTITY,
	kind text NOT NULL,
	what text NOT NULL,
	sql text NOT NULL,
	finding text NOT NULL,
	event bigint,
	script text,
	twice boolean NOT NULL DEFAULT true,	-- with a verified chain too
	look boolean NOT NULL DEFAULT true);	-- ask the calls that look

-- The events that name a script.
CREATE VIEW test.used AS
	SELECT id AS event, script FROM migrate.event
	UNION ALL SELECT event, unnest(ARRAY[up, down, verify]) FROM migrate.migration
	UNION ALL SELECT event, script FROM migrate.companion;

-- Values of a column's type that differ from what is there, as expressions.
-- Each is tried where it really differs.
CREATE FUNCTION test.values_of(type regtype, "column" text)
RETURNS TABLE (variant text, value text, twice boolean) LANGUAGE sql AS $$
	SELECT v.variant, format(v.value, "column"),
		v.variant IN ('longer', 'one more', 'a microsecond later', 'the other')
	FROM (VALUES
		('text'::regtype, 'longer', $v$coalesce(%1$I, '') || 'x'$v$),
		('text', 'empty', $v$''$v$),
		('text', 'with a blank', $v$%1$I || ' '$v$),
		('text', 'in upper case', $v$upper(%1$I)$v$),
		('bigint', 'one more', 'coalesce(%1$I, 0) + 1'),
		('bigint', 'zero', '0'),
		('bigint', 'minus one', '-1'),
		('bigint', 'negative', '-7 - abs(coalesce(%1$I, 0))'),
		('bigint', 'largest', '9223372036854775807'),
		('int', 'one more', 'coalesce(%1$I, 0) + 1'),
		('int', 'zero', '0'),
		('int', 'minus one', '-1'),
		('int', 'negative', '-7 - abs(coalesce(%1$I, 0))'),
		('int', 'largest', '2147483647'),
		('timestamptz', 'a microsecond later', $v$coalesce(%1$I, now()) + '1 microsecond'$v$),
		('timestamptz', 'a day before', $v$coalesce(%1$I, now()) - '1 day'::interval$v$),
		('timestamptz', 'infinity', $v$'infinity'$v$),
		('timestamptz', 'minus infinity', $v$'-infinity'$v$),
		('timestamptz', 'the epoch of the server', $v$'2000-01-01 00:00:00+00'$v$),
		('boolean', 'the other', 'NOT %1$I'),
		('text[]', 'one more', $v$%1$I || 'x'::text$v$),
		('text[]', 'empty', $v$'{}'::text[]$v$),
		('text[]', 'with a null', $v$%1$I || NULL::text$v$),
		('text[]', 'of two dimensions', $v$CASE WHEN %1$I <> '{}' THEN ('{' || %1$I::text || '}')::text[] END$v$),
		('text[]', 'counted from 0', $v$CASE WHEN %1$I <> '{}' THEN ('[0:' || cardinality(%1$I) - 1 || ']=' || %1$I::text)::text[] END$v$)
	) v (type, variant, value)
	WHERE v.type = values_of.type
	UNION ALL SELECT 'null', 'NULL::' || type, false
$$;

-- The first thing that verify() has to find when a column of a row changes.
CREATE FUNCTION test.expected(tab text, "column" text, old jsonb, new text, last bigint,
	OUT finding text, OUT event bigint, OUT script text) LANGUAGE plpgsql AS $$
DECLARE
	id bigint := old ->> CASE tab WHEN 'event' THEN 'id' ELSE 'event' END;
BEGIN
	CASE
	WHEN tab = 'head' AND "column" = 'id' AND new::bigint > last THEN
		finding := 'events_cut_off';
		event := last + 1;
	WHEN tab = 'head' THEN
		finding := 'head_changed';
		event := last;
	WHEN tab = 'script' THEN
		finding := CASE WHEN "column" = 'checksum' AND new IS NULL THEN 'script_missing'
			ELSE 'script_changed' END;
		script := old ->> 'checksum';
		IF "column" <> 'checksum' OR new IS NULL THEN
			event := (SELECT min(u.event) FROM test.used u WHERE u.script = old ->> 'checksum');
		END IF;
	WHEN tab = 'event' AND "column" = 'id' THEN
		finding := CASE WHEN new::bigint <= 0 THEN 'event_changed'
			WHEN id = last AND new IS NULL THEN 'events_cut_off' ELSE 'event_missing' END;
		event := CASE WHEN new::bigint <= 0 THEN new::bigint ELSE id END;
	WHEN "column" = 'event' AND new::bigint BETWEEN 1 AND id THEN
		finding := 'event_changed';
		event := new;
	ELSE
		finding := 'event_changed';
		event := id;
	END CASE;
END
$$;

-- Statements that take away what keeps a column from having any value.
CREATE FUNCTION test.free(tab regclass, "column" text)
RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(format('ALTER TABLE %s DROP CONSTRAINT %I; ', tab, conname), ''), '')
	FROM pg_constraint c
	JOIN pg_attribute a ON a.attrelid = tab AND a.attname = "column"
	WHERE c.conrelid = tab AND a.attnum = ANY (conkey) AND contype <> 'n'
$$;

-- The rows of a table that are changed: the first, the middle and the last;
-- of events the first of each action too.
CREATE FUNCTION test.chosen(tab regclass) RETURNS TABLE (ctid tid, old jsonb, extra boolean) LANGUAGE plpgsql AS $BODY$
BEGIN
	RETURN QUERY EXECUTE format('SELECT r.ctid, r.old, row_number NOT IN (1, (count + 1) / 2, count) FROM
		(SELECT t.ctid, to_jsonb(t) AS old, row_number() OVER (ORDER BY t), count(*) OVER (),
		  row_number() OVER (PARTITION BY to_jsonb(t) ->> $$action$$ ORDER BY t) AS of_action FROM %1$s t) r
		WHERE row_number IN (1, (count + 1) / 2, count) OR (%1$L = $$migrate.event$$ AND of_action = 1)', tab);
END
$BODY$;

-- Fills in the change of every column of the chosen rows to every other value.
CREATE FUNCTION test.plan_columns(last bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	a record;
	v record;
BEGIN
	FOR a IN SELECT attrelid::regclass AS rel, relname, attname, atttypid::regtype AS type, attnotnull
		FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
		WHERE relnamespace = 'migrate'::regnamespace AND relkind = 'r' AND relname <> 'cache'
		 AND attnum > 0 AND NOT attisdropped
		ORDER BY relname, attnum
	LOOP
		FOR v IN SELECT * FROM test.values_of(a.type, a.attname) LOOP
			EXECUTE format('INSERT INTO test.change (kind, what, sql, finding, event, script, twice, look)
				SELECT %1$L, %2$L || ctid, %3$L || quote_literal(ctid), e.*, %10$L, %10$L OR %9$L
				FROM test.chosen(%4$L)
				JOIN (SELECT ctid, (%7$s)::text AS new, (%7$s) IS DISTINCT FROM %6$I AS differs FROM %4$s) t USING (ctid),
					LATERAL test.expected(%5$L, %6$L, old, new, %8$s) e
				WHERE differs AND (new IS NULL) = %9$L AND (new IS NULL OR NOT extra)',
				a.relname || '.' || a.attname, v.variant || ' in row ',
				test.free(a.rel, a.attname)
				|| CASE WHEN a.attnotnull AND v.variant = 'null' THEN
					format('ALTER TABLE %s ALTER %I DROP NOT NULL; ', a.rel, a.attname) ELSE '' END
				|| format('UPDATE %s SET %I = %s WHERE ctid = ', a.rel, a.attname, v.value),
				a.rel, a.relname, a.attname, v.value, last, v.variant = 'null', v.twice);
		END LOOP;
	END LOOP;
END
$$;

-- Runs a call and undoes it; returns its SQLSTATE and message.
CREATE FUNCTION test.outcome(call text, OUT code text, OUT message text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE call;
	RAISE EXCEPTION SQLSTATE 'TT001';
EXCEPTION
	WHEN SQLSTATE 'TT001' THEN
		code := '00000';
	WHEN OTHERS THEN
		code := SQLSTATE;
		message := SQLERRM;
END
$$;

-- Every call that looks, to see that none is at a loss.
CREATE TABLE test.look (call text);
INSERT INTO test.look VALUES
	('SELECT count(s) FROM migrate.status() s'),
	('SELECT count(s) FROM migrate.status(bundle => $${"1_first.sql": "SELECT 1"}$$) s'),
	('SELECT count(v) FROM migrate.verify(bundle => $${"1_first.sql": "SELECT 1"}$$) v'),
	('SELECT count(s) FROM migrate.status() m, migrate.statements(m.name) s'),
	('SELECT migrate.health(), migrate.health(''list'')'),
	('SELECT migrate.bundle(''list'')'),
	('SELECT count(m) FROM migrate.migrations m'),
	('SELECT count(s) FROM migrate.settings s'),
	('SELECT count(h) FROM migrate.history h'),
	('SELECT count(s), migrate.fingerprint(''ledger'') FROM migrate.snapshot(''ledger'') s'),
	('SELECT count(d) FROM migrate.drift() d'),
	('SELECT count(c) FROM migrate.changes(''1_first'') c'),
	('SELECT count(b) FROM migrate.blame(''public.a'') b');

-- Makes a change, asks verify(), check(), what acts and what looks, and undoes
-- all of it.  The chain counts as verified up to an event, or not at all.
CREATE FUNCTION test.try(change text, verified bigint, look boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	result jsonb;
BEGIN
	EXECUTE change;
	DELETE FROM migrate.cache;
	INSERT INTO migrate.cache SELECT 'chain', id || ' ' || hash FROM test.event WHERE id = verified;
	result := jsonb_build_object(
		'verify', (SELECT jsonb_agg(v) FROM migrate.verify() v),
		'check', to_jsonb(test.outcome('SELECT migrate.check()')),
		'act', to_jsonb(test.outcome('SELECT migrate.apply_in_transaction()')));
	IF look THEN
		result := result || jsonb_build_object('look',
			(SELECT jsonb_agg(to_jsonb(test.outcome(call)) || jsonb_build_object('call', call)) FROM test.look));
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'TT000', MESSAGE = result::text;
EXCEPTION
	WHEN SQLSTATE 'TT000' THEN
		RETURN SQLERRM::jsonb;
END
$$;
SQL

# Tells whether a finding is the one that a change has to bring first.
sub is_expected
{
	my ($finding, $change) = @_;

	return
		 ref $finding
	  && $finding->{finding} eq $change->{finding}
	  && $finding->{severity} eq 'error'
	  && ($finding->{event} // '') eq ($change->{event} // $finding->{event} // '');
}

# Judges what came of a change; returns what is wrong, or nothing.
sub judge
{
	my ($change, $verified, $result) = @_;
	my @findings = @{ $result->{verify} // [] };
	my ($check, $act) = @$result{qw(check act)};
	my $chain = $change->{finding} !~ /^script_/;
	my @wrong;

	push @wrong, 'verify() finds nothing' unless @findings;
	push @wrong, "the first finding is not $change->{finding} " . ($change->{event} // '')
	  if @findings && !is_expected($findings[0], $change);
	push @wrong, 'no finding names the script'
	  if $change->{script}
	  && !grep { ($_->{expected} // '') eq $change->{script} || ($_->{actual} // '') eq $change->{script} } @findings;

	push @wrong, "check() raises $check->{code}" if $check->{code} ne 'MG016';
	push @wrong, "check() says: $check->{message}"
	  if ($check->{message} // '') !~ /^\Q$change->{finding}\E(?:: event (-?\d+))?(?:: \w+ .*)?$/
  || ($1 // '') ne ($change->{event} // $1 // '');

	push @wrong, "apply does not refuse it but ends with $act->{code}"
	  if $chain
	  && (!$verified || ($change->{event} // 0) > $verified || $change->{kind} =~ /^head/)
	  && $act->{code} ne 'MG016';
	foreach my $call ($act, $check, @{ $result->{look} // [] })
	{
		push @wrong, ($call->{call} // 'a call') . " ends with $call->{code}: $call->{message}"
		  if $call->{code} =~ /^(?:XX|TT|42)/ && $call->{message} !~ /^migration "/;
	}
	return @wrong;
}

# Tries the planned changes and tests that all were found: with a chain that
# was never verified and, if a number is given, some once more with
# one that was verified up to that event.
sub try_changes
{
	my ($title, $verified) = @_;
	my $json = JSON::PP->new;
	my %wrong;
	my %count;
	my $rows = ask($node, <<'SQL' . ($verified ? <<"SQL" : ''));
SELECT to_jsonb(c) || jsonb_build_object('result', test.try(sql, NULL, look))
FROM test.change c
SQL
UNION ALL SELECT to_jsonb(c) || jsonb_build_object('verified', $verified, 'result', test.try(sql, $verified, false))
FROM test.change c WHERE twice
SQL

	foreach my $row (split /\n/, $rows)
	{
		my $change = $json->decode($row);
		my $kind = $change->{kind};
		my @wrong = judge($change, $change->{verified}, $change->{result});

		$count{$kind}++;
		push @{ $wrong{$kind} },
		  "$kind: $change->{what}"
		  . ($change->{verified} ? ", verified up to $change->{verified}" : '') . ': '
		  . join('; ', @wrong)
		  . "\n    $change->{sql}\n    "
		  . join("\n    ", map { $json->canonical->encode($_) } @{ $change->{result}{verify} // [] })
		  if @wrong;
		tried($title, @wrong ? 'missed, or taken for something else' : 'found, at the first broken event');
	}
	foreach my $kind (sort keys %count)
	{
		my @wrong = @{ $wrong{$kind} // [] };

		ok(!@wrong, "$kind: $count{$kind} changes are found");
		diag(scalar(@wrong) . " of $count{$kind}:") if @wrong;
		diag($_) foreach @wrong[ 0 .. ($#wrong > 3 ? 3 : $#wrong) ];
	}
	is(ask($node, 'SELECT count(*) FROM migrate.verify()'), 0, "$title: all is well again");
	ask($node, 'TRUNCATE test.change');
	return;
}

ask($node, "SELECT test.plan_columns($LAST)");
note(ask($node, 'SELECT count(*) FROM test.change') . ' changes of a column');
try_changes('columns changed', $MIDDLE);


#
# Values that are right, in the wrong place
#

ask($node, <<'SQL');
DO $do$
DECLARE
	a record;
BEGIN
	FOR a IN SELECT attrelid::regclass AS rel, relname, attname
		FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
		WHERE relnamespace = 'migrate'::regnamespace AND relkind = 'r' AND relname NOT IN ('cache', 'head')
		 AND attnum > 0 AND NOT attisdropped
	LOOP
		EXECUTE format('INSERT INTO test.change (kind, what, sql, finding, event, script)
			SELECT %1$L || %3$L, x.ctid || $$ with $$ || y.ctid,
				%4$L || format($$UPDATE %2$s SET %3$I = CASE ctid WHEN %%1$L THEN
					(SELECT %3$I FROM %2$s WHERE ctid = %%2$L) ELSE (SELECT %3$I FROM %2$s WHERE ctid = %%1$L) END
					WHERE ctid IN (%%1$L, %%2$L)$$, x.ctid, y.ctid),
				CASE WHEN x.old ? $$checksum$$ THEN $$script_changed$$ ELSE $$event_changed$$ END,
				least((x.old ->> k.key)::bigint, (y.old ->> k.key)::bigint), x.old ->> $$checksum$$
			FROM (SELECT CASE %5$L WHEN $$event$$ THEN $$id$$ ELSE $$event$$ END AS key) k,
				test.chosen(%2$L) x JOIN test.chosen(%2$L) y ON x.ctid < y.ctid AND NOT x.extra AND NOT y.extra
				 AND x.old ->> %3$L IS DISTINCT FROM y.old ->> %3$L',
			a.relname || '.', a.rel, a.attname, test.free(a.rel, a.attname), a.relname);
	END LOOP;
END
$do$;
SQL
try_changes('values of two rows swapped', $MIDDLE);


#
# Rows that are gone
#

ask($node, <<"SQL");
INSERT INTO test.change (kind, what, sql, finding, event, script)
SELECT 'event', id::text, 'DELETE FROM migrate.event WHERE id = ' || id,
	CASE id WHEN $LAST THEN 'events_cut_off' ELSE 'event_missing' END, id, NULL
FROM migrate.event
UNION ALL SELECT 'migration', ctid::text, format('DELETE FROM migrate.migration WHERE ctid = %L', ctid), 'event_changed', event, NULL
FROM migrate.migration
UNION ALL SELECT 'companion', ctid::text, format('DELETE FROM migrate.companion WHERE ctid = %L', ctid), 'event_changed', event, NULL
FROM migrate.companion
UNION ALL SELECT 'project', ctid::text, format('DELETE FROM migrate.project WHERE ctid = %L', ctid), 'event_changed', event, NULL
FROM migrate.project
UNION ALL SELECT 'setting', ctid::text, format('DELETE FROM migrate.setting WHERE ctid = %L', ctid), 'event_changed', event, NULL
FROM migrate.setting
UNION ALL SELECT 'script', checksum, format('DELETE FROM migrate.script WHERE checksum = %L', checksum), 'script_missing',
	(SELECT min(event) FROM test.used WHERE script = checksum), checksum
FROM migrate.script
UNION ALL SELECT 'head', 'alone', 'DELETE FROM migrate.head', 'head_changed', $LAST, NULL
UNION ALL SELECT 'head', 'and the last event', 'DELETE FROM migrate.head; DELETE FROM migrate.event WHERE id = $LAST',
	'head_changed', $LAST - 1, NULL
UNION ALL SELECT 'tail', id || ' events', format('DELETE FROM migrate.event WHERE id > $LAST - %s', id), 'events_cut_off', $LAST + 1 - id, NULL
FROM migrate.event
UNION ALL SELECT 'tail', id || ' events with their rows', format('DELETE FROM migrate.event WHERE id > $LAST - %1\$s;
	DELETE FROM migrate.migration WHERE event > $LAST - %1\$s; DELETE FROM migrate.companion WHERE event > $LAST - %1\$s;
	DELETE FROM migrate.setting WHERE event > $LAST - %1\$s; DELETE FROM migrate.project WHERE event > $LAST - %1\$s', id),
	'events_cut_off', $LAST + 1 - id, NULL
FROM migrate.event WHERE id % 5 = 1
UNION ALL SELECT 'tail', id || ' events, and the head put back', format('DELETE FROM migrate.event WHERE id > $LAST - %1\$s;
	UPDATE migrate.head SET (id, hash) = (SELECT id, hash FROM migrate.event WHERE id = $LAST - %1\$s)', id),
	'row_without_event', (SELECT min(event) FROM (SELECT event FROM migrate.migration UNION ALL SELECT event FROM migrate.setting) r
		WHERE event > $LAST - id), NULL
FROM migrate.event WHERE id IN (1, 5, 20)
UNION ALL SELECT 'head', 'put back by ' || id, format('UPDATE migrate.head SET (id, hash) =
		(SELECT id, hash FROM migrate.event WHERE id = $LAST - %s)', id), 'head_changed', $LAST, NULL
FROM migrate.event WHERE id IN (1, 5, 20)
UNION ALL SELECT 'all', 'events', 'TRUNCATE migrate.event', 'events_cut_off', 1, NULL
UNION ALL SELECT 'all', 'events and the head', 'TRUNCATE migrate.event, migrate.head', 'row_without_event', 2, NULL
UNION ALL SELECT 'all', 'but the head', 'TRUNCATE migrate.event, migrate.migration, migrate.companion,
	migrate.setting, migrate.project, migrate.script', 'events_cut_off', 1, NULL
UNION ALL SELECT 'all', 'but a head without a number', 'TRUNCATE migrate.event, migrate.migration, migrate.companion,
	migrate.setting, migrate.project, migrate.script; UPDATE migrate.head SET id = 0, hash = \$\$\$\$', 'head_changed', NULL, NULL
UNION ALL SELECT 'all', 'scripts', 'TRUNCATE migrate.script', 'script_missing', 5, NULL
SQL
try_changes('rows deleted');


#
# An own account of the hash
#

ask($node, <<'SQL');
CREATE FUNCTION test.field(value text) RETURNS bytea LANGUAGE sql AS $$
	SELECT CASE WHEN value IS NULL THEN 'n'::bytea
		ELSE 't'::bytea || int8send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') END
$$;
CREATE FUNCTION test.field(value bigint) RETURNS bytea LANGUAGE sql AS $$
	SELECT CASE WHEN value IS NULL THEN 'n'::bytea ELSE 'i'::bytea || int8send(value) END
$$;
CREATE FUNCTION test.field(value timestamptz) RETURNS bytea LANGUAGE sql AS $$
	SELECT 'i'::bytea || timestamptz_send(value)
$$;
-- the sums of four parts of the hashes of an event's deltas, modulo 2^64
CREATE FUNCTION test.deltas_of(e migrate.event) RETURNS bytea LANGUAGE sql AS $$
	SELECT coalesce(string_agg(test.field(sum), '' ORDER BY lane), decode(repeat('690000000000000000', 4), 'hex'))
	FROM (
		SELECT lane, (CASE WHEN total >= 2^63::numeric THEN total - 2^64::numeric ELSE total END)::bigint AS sum
		FROM (
			SELECT lane, sum((get_byte(hash, 8 * lane + byte) * 256::numeric ^ (7 - byte))::numeric) % 2^64::numeric AS total
			FROM (
				SELECT sha256(test.field('delta') || test.field(number) || test.field(kind) || test.field(identity)
					|| test.field(parent) || test.field(name) || test.field(attributes::text) || test.field(encode(hash, 'hex'))) AS hash
				FROM migrate.delta WHERE event = e.id) d,
				generate_series(0, 3) lane, generate_series(0, 7) byte
			GROUP BY lane) t) s
$$;
CREATE FUNCTION test.hash_of(e migrate.event) RETURNS text LANGUAGE sql AS $$
	SELECT encode(sha256(
		test.field('migrate event') || test.field(e.format) || test.field(e.previous) || test.field(e.id)
		|| test.field(e.project) || test.field(e.name) || test.field(e.action) || test.field(e.script)
		|| test.field(e.detail) || test.field(e.started_at) || test.field(e.finished_at)
		|| test.field(e.statement) || test.field(e.statements) || test.field(e.line) || test.field(e.row_count)
		|| test.field(e.sqlstate) || test.field(e.message) || test.field(e.error_detail) || test.field(e.error_hint)
		|| test.field(e.login_name) || test.field(e.role_name) || test.field(e.application) || test.field(e.client)
		|| test.field(e.xid) || test.field(e.system_id) || test.field(e.timeline)
		|| coalesce((SELECT string_agg(test.field('project') || test.field(project) || test.field(layout), '')
			FROM migrate.project WHERE event = e.id), '')
		|| coalesce((SELECT string_agg(test.field('migration') || test.field(project) || test.field(name)
				|| test.field("position") || test.field(up) || test.field(down) || test.field(verify)
				|| test.field(cardinality(requires))
				|| coalesce((SELECT string_agg(test.field(r), '' ORDER BY n) FROM unnest(requires) WITH ORDINALITY u (r, n)), '')
				|| test.field(repeatable::int) || test.field(transactional) || test.field(registered_by)
				|| test.field(registered_at), '' ORDER BY convert_to(name, 'UTF8'))
			FROM migrate.migration WHERE event = e.id), '')
		|| coalesce((SELECT string_agg(test.field('companion') || test.field(project) || test.field(path) || test.field(script),
				'' ORDER BY convert_to(path, 'UTF8'))
			FROM migrate.companion WHERE event = e.id), '')
		|| coalesce((SELECT string_agg(test.field('setting') || test.field(project) || test.field(name)
				|| test.field(value) || test.field(set_by), '' ORDER BY name)
			FROM migrate.setting WHERE event = e.id), '')
		|| test.field(e.model) || test.field(e.fingerprint)
		|| test.field((SELECT count(*) FROM migrate.delta WHERE event = e.id)) || test.deltas_of(e)
	), 'hex')
$$;

-- Makes hashes right from an event on, up to another, and the head.
CREATE FUNCTION test.forge(first bigint, last bigint, head boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN first .. last LOOP
		UPDATE migrate.event e
		SET previous = coalesce((SELECT hash FROM migrate.event WHERE id = i - 1), previous) WHERE id = i;
		UPDATE migrate.event e SET hash = test.hash_of(e) WHERE id = i;
	END LOOP;
	IF head THEN
		UPDATE migrate.head SET (id, hash) = (SELECT id, hash FROM migrate.event ORDER BY id DESC LIMIT 1);
	END IF;
END
$$;
SQL
is(ask($node, 'SELECT count(*) FROM migrate.event e WHERE test.hash_of(e) <> hash'),
	0, 'every hash is what an own account of it says');


#
# Rows that nobody recorded
#

ask($node, <<"SQL");
-- A statement that inserts a row once more, with other values.
CREATE FUNCTION test.again(tab text, ctid tid, other jsonb) RETURNS text LANGUAGE sql AS \$\$
	SELECT format('INSERT INTO migrate.%1\$s SELECT (jsonb_populate_record(t, %2\$L)).* FROM migrate.%1\$s t WHERE ctid = %3\$L',
		tab, other, ctid)
\$\$;

INSERT INTO test.change (kind, what, sql, finding, event)
SELECT 'event', what, test.again('event', e.ctid, jsonb_build_object('id', id_, 'previous', previous_, 'hash', repeat('0', 64)))
	|| then_, finding, event
FROM (SELECT ctid, hash FROM migrate.event WHERE id = $LAST) e,
	LATERAL (VALUES
		('one more', $LAST + 1, hash, '', 'event_changed', $LAST + 1),
		('one more that does not follow', $LAST + 1, 'x', '', 'event_changed', $LAST + 1),
		('one more with its own hash', $LAST + 1, hash, '; SELECT test.forge($LAST + 1, $LAST + 1, false)', 'head_changed', $LAST + 1),
		('some numbers on', $LAST + 3, hash, '', 'event_missing', $LAST + 1),
		('number 0', 0, 'x', '', 'event_changed', 0),
		('number 0, hash and all', 0, 'x', '; SELECT test.forge(0, 0, false)', 'event_changed', 0),
		('a negative number', -3, 'x', '', 'event_changed', -3)) v (what, id_, previous_, then_, finding, event);

INSERT INTO test.change (kind, what, sql, finding, event)
SELECT tab, what || ' as row ' || ctid, test.free('migrate.' || tab, 'event') || test.again(tab, ctid, other), finding, event
FROM (VALUES ('migration', 'name'), ('companion', 'path'), ('setting', 'name'), ('project', 'project')) t (tab, key),
	LATERAL test.chosen(('migrate.' || tab)::regclass) r,
	LATERAL (SELECT (old ->> 'event')::bigint AS own, (old ->> 'event')::bigint % $LAST + 1 AS next) e,
	LATERAL (VALUES
		('another', jsonb_build_object(key, 'another'), 'event_changed', own),
		('the same', '{}', 'event_changed', own),
		('with the next event', jsonb_build_object('event', next), 'event_changed', next),
		('with an event to come', '{"event": 1000}', 'row_without_event', 1000),
		('with event 0', '{"event": 0}', 'row_without_event', 0),
		('with a negative event', '{"event": -3}', 'row_without_event', -3)) v (what, other, finding, event);

INSERT INTO test.change (kind, what, sql, finding, script)
SELECT 'script', what, format('INSERT INTO migrate.script VALUES (%L, %L)', checksum, body), finding, checksum
FROM (VALUES
	('that nobody handed over', encode(sha256('DROP DATABASE x'), 'hex'), 'DROP DATABASE x', 'script_unknown'),
	('with a wrong checksum', repeat('0', 64), 'DROP DATABASE x', 'script_changed'),
	('with the checksum of another', encode(sha256(''), 'hex'), 'DROP DATABASE x', 'script_changed'),
	('without a checksum', '', '', 'script_changed')) v (what, checksum, body, finding);
SQL
try_changes('rows inserted', $MIDDLE);


#
# Hashes that are made right
#

ask($node, <<"SQL");
INSERT INTO test.change (kind, what, sql, finding, event)
SELECT 'one hash', 'of event ' || id, format('UPDATE migrate.event SET role_name = \$\$x\$\$ WHERE id = %1\$s; SELECT test.forge(%1\$s, %1\$s, false)', id),
	CASE id WHEN $LAST THEN 'head_changed' ELSE 'event_changed' END, CASE id WHEN $LAST THEN id ELSE id + 1 END
FROM migrate.event WHERE id IN (1, 2, $MIDDLE, $LAST - 1, $LAST)
UNION ALL
SELECT 'all hashes but the head', 'from event ' || id, format('UPDATE migrate.event SET role_name = \$\$x\$\$ WHERE id = %1\$s; SELECT test.forge(%1\$s, $LAST, false)', id),
	'head_changed', $LAST
FROM migrate.event WHERE id IN (1, 2, $MIDDLE, $LAST - 1, $LAST);
SQL
try_changes('hashes forged', $MIDDLE);

# Whoever makes all of them right is not found by verify(), but by the log.
my @logged =
  map { /LOG:  migrate: event (\d+) .*, head ([0-9a-f]{64})$/ ? [ $1, $2 ] : () }
  split /\n/, slurp_file($node->logfile);
my %head_of = map { @$_ } @logged;

is(scalar(keys %head_of), $LAST, 'every event has its line in the log');
is( join(' ', map { $head_of{$_} } sort { $a <=> $b } keys %head_of),
	ask($node, 'SELECT string_agg(head, \' \' ORDER BY id) FROM migrate.history'),
	'the heads in the log are those of the ledger');

my %rewrite = (
	'an event rewritten, and all hashes after it' =>
	  "UPDATE migrate.event SET role_name = 'x' WHERE id = 1; SELECT test.forge(1, $LAST, true)",
	'a script replaced by another, and all hashes' => <<"SQL",
		INSERT INTO migrate.script VALUES (encode(sha256('DROP TABLE planted'), 'hex'), 'DROP TABLE planted');
		UPDATE migrate.migration SET up = encode(sha256('DROP TABLE planted'), 'hex') WHERE name = '6_pending';
		SELECT test.forge((SELECT min(event) FROM migrate.migration WHERE name = '6_pending'), $LAST, true);
		DELETE FROM migrate.script WHERE checksum NOT IN (SELECT script FROM test.used WHERE script IS NOT NULL)
SQL
	'the tail cut off with its rows, and the head put back' => <<"SQL");
		DELETE FROM migrate.event WHERE id > $LAST - 5;
		DELETE FROM migrate.migration WHERE event > $LAST - 5;
		DELETE FROM migrate.companion WHERE event > $LAST - 5;
		DELETE FROM migrate.setting WHERE event > $LAST - 5;
		DELETE FROM migrate.project WHERE event > $LAST - 5;
		DELETE FROM migrate.script WHERE checksum NOT IN (SELECT script FROM test.used WHERE script IS NOT NULL);
		UPDATE migrate.head SET (id, hash) = (SELECT id, hash FROM migrate.event ORDER BY id DESC LIMIT 1)
SQL
foreach my $what (sort keys %rewrite)
{
	my ($count, $id, $head) = split /\|/, ask($node, <<"SQL");
\\o /dev/null
BEGIN;
$rewrite{$what};
\\o
SELECT (SELECT count(*) FROM migrate.verify()), id, hash FROM migrate.head;
SQL

	is($count, 0, "$what: verify() finds nothing");
	ok($id != $LAST || $head ne $head_of{$LAST}, "$what: the last head in the log is another one");
	tried('ledgers rewritten with right hashes', 'seen in the log alone');
}


#
# The bookmark: it may say what it likes
#

my @bookmarks = (
	'', ' ', 'x', '-1', '0', "0 $head_of{1}", '1', '1 ', '1 x', "1 $head_of{2}", "1 $head_of{1} ", " 1 $head_of{1}",
	"1  $head_of{1}", "+1 $head_of{1}", "-1 $head_of{1}", "$LAST $head_of{1}", "@{[ $LAST + 1 ]} $head_of{$LAST}",
	'9223372036854775807 x', '9223372036854775808 x', '-9223372036854775808 x', '99999999999999999999999999 x', '1e3 x', "1\n2",
	"\xc3\xa4", 'x' x 10000, "$MIDDLE $head_of{$MIDDLE}", "$LAST $head_of{$LAST}");

ask($node, <<'SQL');
CREATE FUNCTION test.try_bookmark(bookmark text, change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	DELETE FROM migrate.cache;
	INSERT INTO migrate.cache VALUES ('chain', bookmark), ('other', 'x');
	EXECUTE change;
	result := concat_ws(' ', (SELECT string_agg(finding || ' ' || event, ' ') FROM migrate.verify()),
		(test.outcome('SELECT migrate.check()')).code,
		(test.outcome('SELECT migrate.apply_in_transaction()')).code,
		(test.outcome('SELECT migrate.add(''9'', ''SELECT 9'')')).code);
	RAISE EXCEPTION USING ERRCODE = 'TT000', MESSAGE = result;
EXCEPTION
	WHEN SQLSTATE 'TT000' THEN
		RETURN SQLERRM;
END
$$;
SQL
foreach my $bookmark (@bookmarks)
{
	my $value = quote($bookmark);
	my $shown = length $bookmark > 80 ? length($bookmark) . ' characters' : $bookmark =~ s/\n/ /r;
	my $got = ask($node, <<"SQL");
SELECT test.try_bookmark($value, 'SELECT');
SELECT test.try_bookmark($value, 'UPDATE migrate.event SET role_name = ''x'' WHERE id = $LAST');
SELECT test.try_bookmark($value, 'UPDATE migrate.event SET role_name = ''x'' WHERE id = 2');
SQL

	# what the bookmark covers is not looked at again by what acts
	my $right = $bookmark =~ /^(\d+) (\w+)$/ && $1 > 0 && $1 <= $LAST && $2 eq $head_of{$1};
	my $act = $right && $1 == $LAST ? '00000' : 'MG016';
	my $act2 = $right && $1 > 1 ? '00000' : 'MG016';

	is($got, "00000 00000 00000\nevent_changed $LAST MG016 $act 00000\nevent_changed 2 MG016 $act2 00000",
		"bookmark '$shown': nothing is hidden, nothing breaks");
	tried('bookmarks of the chain', 'hides nothing of verify(), breaks nothing');
}
foreach my $bookmark ('', 'x', '9223372036854775808 x', "1 $head_of{2}")
{
	ask($node, "TRUNCATE migrate.cache; INSERT INTO migrate.cache VALUES ('chain', " . quote($bookmark) . ')');
	like(call_works($node, 'CALL migrate.apply(steps => 0)', "apply with bookmark '$bookmark'"),
		qr/^nothing_to_do\|/, 'it works');
	is(ask($node, 'SELECT value FROM migrate.cache WHERE key = \'chain\''),
		"$LAST $head_of{$LAST}", 'the right bookmark is there again');
}


#
# Calls that commit, and others that write
#

my $bundle = quote('{"1_first.sql": "SELECT 1"}');
my %acting = (
	apply                => 'CALL migrate.apply()',
	deploy               => "CALL migrate.deploy($bundle)",
	deploy_archive       => 'CALL migrate.deploy_archive(migrate.archive(project => \'prisma\'), project => \'prisma\')',
	apply_in_transaction => 'SELECT migrate.apply_in_transaction()',
	revert               => 'CALL migrate.revert(steps => 1)',
	resolve              => 'CALL migrate.resolve(\'6_pending\', \'applied\')',
	baseline             => 'CALL migrate.baseline(\'6_pending\')',
	repair               => 'CALL migrate.repair(\'1_first\', \'SELECT 1\', \'x\')');
my %writing = (
	add    => 'SELECT migrate.add(\'9\', \'SELECT 9\')',
	load   => 'SELECT migrate.load(\'{"9": "SELECT 9"}\')',
	remove => 'SELECT migrate.remove(\'6_pending\')',
	rename => 'SELECT migrate.rename(\'6_pending\', \'7_pending\')',
	trust  => 'SELECT migrate.trust(\'1\', project => \'theirs\')',
	set    => 'SELECT migrate.set(\'wait\', \'1s\')',
	grant  => 'SELECT migrate.grant(\'author\', \'operator\')');

# Tests that calls refuse the ledger as it is, and that it stays so.
sub refused
{
	my ($title, %calls) = @_;
	my $findings = ask($node, 'SELECT string_agg(finding || \' \' || event, \' \') FROM migrate.verify()');

	foreach my $call (sort keys %calls)
	{
		call_fails($node, $calls{$call}, 'MG016', [qr/does not hold|script [0-9a-f]{64} of the ledger/], "$title: $call is refused");
		tried('calls on a ledger that does not hold', 'refused');
	}
	is(ask($node, 'SELECT string_agg(finding || \' \' || event, \' \') FROM migrate.verify()'),
		$findings, "$title: nothing was written");
	return;
}

ask($node, "UPDATE migrate.event SET message = 'x' WHERE id = $LAST; TRUNCATE migrate.cache");
refused('the last event changed', %acting);
ask($node, "UPDATE migrate.event SET message = NULL WHERE id = $LAST");

foreach my $damage (
	'DELETE FROM migrate.head',
	"UPDATE migrate.head SET hash = repeat('0', 64)",
	"UPDATE migrate.head SET (id, hash) = (SELECT id, hash FROM migrate.event WHERE id = $MIDDLE)",
	"UPDATE migrate.head SET id = $LAST + 5",
	"DELETE FROM migrate.event WHERE id = $LAST")
{
	ask($node, "CREATE TABLE test.head AS TABLE migrate.head; CREATE TABLE test.last AS SELECT * FROM migrate.event WHERE id = $LAST; $damage");
	refused($damage, %acting, %writing);
	ask($node, <<"SQL");
DELETE FROM migrate.head;
INSERT INTO migrate.head TABLE test.head;
DELETE FROM migrate.event WHERE id = $LAST;
INSERT INTO migrate.event TABLE test.last;
DROP TABLE test.head, test.last;
SQL
}

# a text that is to run
foreach my $column ('up', 'verify')
{
	ask($node, <<"SQL");
CREATE TABLE test.script AS
	SELECT s.* FROM migrate.script s JOIN migrate.migration m ON s.checksum = m.$column WHERE m.name = '6_pending';
UPDATE migrate.script s SET body = 'DROP TABLE a' FROM test.script t WHERE s.checksum = t.checksum;
SQL
	refused("the $column script of a pending migration changed", apply => $acting{apply},
		apply_in_transaction => $acting{apply_in_transaction});
	is(ask($node, 'SELECT to_regclass(\'a\')'), 'a', 'it did not run');
	ask($node, 'UPDATE migrate.script s SET body = t.body FROM test.script t WHERE s.checksum = t.checksum; DROP TABLE test.script');
}

ledger_is_sound($node, 'all is well at last');
like(call_works($node, 'CALL migrate.apply()', 'apply'), qr/^ok\|2\|0\|6_pending\|/, 'what is pending runs');
ledger_is_sound($node, 'and is sound');

foreach my $what (sort keys %tried)
{
	note("tried: $tried{$what}{$_} $what: $_") foreach sort keys %{ $tried{$what} };
}
$node->stop;
done_testing();
