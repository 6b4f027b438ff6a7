"""One session for a long time: its memory, and the queries of sqlsmith."""

import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter

import archives
from guard import OPERATOR, Guard
from server import run_psql

# Memory

MEMORY = "SELECT sum(used_bytes) FROM pg_backend_memory_contexts"
REPEATS = 2000
WARM_UP = 5
GROWTH = 16384

PREPARE = """
SELECT migrate.add('1_a', 'SELECT 1;', down => 'SELECT 2;');
CALL migrate.apply();
SELECT migrate.add('x', 'CREATE TABLE x (a int); SELECT 1/0;', project => 'failing');
SELECT migrate.add('x', 'CREATE TABLE x (a int);', project => 'dry');
SELECT migrate.add('x', 'SELECT 1/0;', transactional => 'off', project => 'steps');
SELECT migrate.add('x', 'SELECT (', project => 'syntax');
"""

# Calls that can be repeated; those that fail write an event at most.
REPEATED = (
    ("status", "SELECT * FROM migrate.status()", ()),
    ("status of a bundle", "SELECT * FROM migrate.status($1::jsonb)",
     ('{"9_z.sql": "SELECT 9;"}',)),
    ("statements", "SELECT * FROM migrate.statements('1_a')", ()),
    ("statements that do not parse",
     "SELECT * FROM migrate.statements('x', project => 'syntax')", ()),
    ("verify", "SELECT * FROM migrate.verify()", ()),
    ("check", "SELECT migrate.check()", ()),
    ("check that fails", "SELECT migrate.check($1::jsonb)", ('{"9_z.sql": "SELECT 9;"}',)),
    ("health", "SELECT migrate.health()", ()),
    ("bundle", "SELECT migrate.bundle()", ()),
    ("archive", "SELECT migrate.archive()", ()),
    ("running", "SELECT * FROM migrate.running()", ()),
    ("settings", "SELECT * FROM migrate.settings", ()),
    ("add, nothing new", "SELECT migrate.add('1_a', 'SELECT 1;', down => 'SELECT 2;')", ()),
    ("add, refused", "SELECT migrate.add('1_a', 'SELECT 3;')", ()),
    ("add, no name", "SELECT migrate.add('', 'SELECT 3;')", ()),
    ("load, a journal that is none", "SELECT migrate.load($1::jsonb)",
     ('{"meta/_journal.json": "{"}',)),
    ("unpack", "SELECT migrate.unpack($1)", (archives.FILE + archives.END,)),
    ("unpack, no archive", "SELECT migrate.unpack($1)", (b"x" * 2000,)),
    ("load_directory, nowhere", "SELECT migrate.load_directory('nowhere')", ()),
    ("deploy, nothing to do", "CALL migrate.deploy($1::jsonb)", ('{"1_a.sql": "SELECT 1;"}',)),
    ("deploy, unknown target", "CALL migrate.deploy($1::jsonb, target => 'nowhere')",
     ('{"1_a.sql": "SELECT 1;"}',)),
    ("dry run", "CALL migrate.apply(dry_run => true, project => 'dry')", ()),
    ("dry run that fails", "CALL migrate.apply(dry_run => true, project => 'failing')", ()),
    ("apply_in_transaction that fails",
     "SELECT * FROM migrate.apply_in_transaction(project => 'failing')", ()),
    ("revert, nothing to do", "CALL migrate.revert(steps => 0)", ()),
    ("set, refused", "SELECT migrate.set('wait', 'x')", ()),
    ("grant, nobody", "SELECT migrate.grant('nobody at all', 'reader')", ()),
    ("resolve, refused", "CALL migrate.resolve('1_a', 'applied')", ()),
    ("options, refused", "CALL migrate.apply(options => '{\"wait\": {}}')", ()),
    ("apply that fails", "CALL migrate.apply(project => 'failing')", ()),
    ("apply that fails, step by step", "CALL migrate.apply(project => 'steps')", ()),
    ("set", "SELECT migrate.set('wait', '5s')", ()),
)


def attack_memory(campaign):
    """Calls repeated in one session must not make it grow, those that fail neither."""
    problems = []
    with Guard("fuzz") as guard:
        for statement in PREPARE.strip().split("\n"):
            answer = guard.session.query(statement)
            if answer.error:
                problems.append(f"{statement}: {answer.error}")
        before = 0
        for number in range(-WARM_UP * len(REPEATED), REPEATS):
            if number == 0:
                before = memory(guard)
            if number < 0:
                repeat(guard, REPEATED[number % len(REPEATED)])
            elif not campaign.over():
                repeat(guard, campaign.rng(number).choice(REPEATED))
        grown = memory(guard) - before
        if grown > GROWTH:
            problems.append(f"the session has grown by {grown} bytes")
            problems += [found for call in REPEATED for found in growing(guard, call)]
        campaign.result(problems + guard.look(), "repeated calls in one session", guard.tried,
                        guard.states)
        print(f"# memory: {grown} bytes more")
        campaign.tried(guard.tried, "repeated calls in one session: its memory does not grow")


def memory(guard):
    """How much memory the session uses."""
    return int(guard.session.value(MEMORY))


def repeat(guard, call):
    """Make a call once more."""
    guard.tried += 1
    guard.states[guard.session.execute(*call[1:]).sqlstate] += 1


def growing(guard, call):
    """The growth by one call, if it has some."""
    before = memory(guard)
    for _ in range(REPEATS // 10):
        repeat(guard, call)
    grown = memory(guard) - before
    return [f"{call[0]}: {grown} bytes in {REPEATS // 10} calls"] if grown > GROWTH // 10 else []


# sqlsmith

CALLED = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions
WHERE schemaname = 'migrate'
"""


def attack_sqlsmith(campaign):
    """Queries that sqlsmith makes of the tables and functions that are there."""
    program = shutil.which("sqlsmith")
    if program is None:
        campaign.report.skip("queries of sqlsmith", "sqlsmith is not installed")
        return
    with Guard("fuzz") as guard:
        run_psql(guard.name, f"ALTER DATABASE {guard.name} SET track_functions = 'all';\n"
                 f"ALTER ROLE {OPERATOR} IN DATABASE {guard.name} SET statement_timeout = '1s';\n"
                 + PREPARE + "CREATE TABLE t AS SELECT 1 AS a, 'x'::text AS b;\n"
                 f"GRANT ALL ON t TO {OPERATOR};\n")
        target = (f"host={os.environ.get('PGHOST', '/tmp')} port={os.environ.get('PGPORT', '5432')}"
                  f" dbname={guard.name} user={OPERATOR}")
        seed = campaign.rng(0).randrange(2 ** 31)
        with tempfile.TemporaryFile("w+") as output:
            with subprocess.Popen([program, f"--target={target}", f"--seed={seed}", "--verbose",
                                   "--exclude-catalog"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=output) as smith:
                while smith.poll() is None and not campaign.over():
                    time.sleep(0.2)
                ended = smith.poll()
                smith.terminate()
            output.seek(0)
            printed = output.read()
        queries = Counter(printed.partition("Generating indexes")[2].partition("done.")[2])
        count = sum(queries[letter] for letter in ".eEtSC")
        if count == 0:
            campaign.report.skip("queries of sqlsmith", "the time is over" if ended is None else
                                 f"sqlsmith cannot work here: {printed.strip()[-200:]}")
            return
        called = guard.session.value(CALLED)
        problems = guard.look() + guard.disasters()
        if ended is not None:
            problems.append(f"sqlsmith ended with {ended}: {printed[-500:]}")
        campaign.report.check(problems, f"queries of sqlsmith, seed {seed}: {count} tried,"
                              f" {queries['.']} succeeded, {called} calls of migrate in them")
        campaign.tried(count, "queries that sqlsmith made: the server lives, the ledger holds")
