"""Hostile scripts and names, and calls that are cancelled."""

import time

import archives
import scripts
from guard import ADD, ENCODINGS, ROOT, Guard, tell
from wire import NoAnswer, Text

RUNS = ("CALL migrate.apply()", "CALL migrate.apply()", "CALL migrate.apply(dry_run => true)",
        "SELECT * FROM migrate.apply_in_transaction()")


def attack_scripts(campaign):
    """Scripts changed at random, and text that is none: hand over, run, look, go on, go back."""
    problems = []
    texts = scripts.corpus(ROOT)
    with Guard("fuzz", operator=True, every=3, encodings=ENCODINGS) as guard:
        for number in campaign.cases():
            rng = campaign.rng(number)
            problems += tell(f"case {number}", run_script(guard, rng, texts, f"m{number}"))
            if number % 40 == 39:
                guard.renew()
        campaign.result(problems + guard.look(), f"scripts made of {len(texts)} real ones",
                        guard.tried, guard.states)
        campaign.tried(guard.tried, "calls around scripts changed at random: each ends well or"
                       " says what is wrong, what failed in a transaction left nothing")


def random_script(rng, texts):
    """Text for a script: a parameter of type text, or bytes that may be none."""
    kind = rng.randrange(20)
    if kind < 12:
        return Text(scripts.changed_script(rng, texts))
    if kind < 17:
        return Text(scripts.special_script(rng))
    if kind < 19:
        return Text(scripts.random_characters(rng))
    return Text(scripts.random_bytes(rng).replace(b"\0", b"").decode("utf-8", "surrogateescape"))


def run_script(guard, rng, texts, name):
    """The life of one migration; returns what went wrong."""
    down = Text(scripts.special_script(rng)) if rng.random() < 0.3 else None
    verify = Text(scripts.special_script(rng)) if rng.random() < 0.1 else None
    mode = rng.choice(("auto", "auto", "on", "off"))
    answer, problems = guard.attack(ADD, [name, random_script(rng, texts), down, verify, mode],
                                    named=False)
    if answer is None or answer.error:
        return problems
    problems += run_and_compare(guard, rng.choice(RUNS), name)
    for sql, given in (("SELECT * FROM migrate.statements($1)", [name]),
                       ("SELECT * FROM migrate.status()", []),
                       ("CALL migrate.apply(resume => true)", []),
                       ("CALL migrate.revert(steps => 1)", [])):
        problems += tell(sql, guard.attack(sql, given)[1])
    return problems + take_away(guard)


def run_and_compare(guard, sql, name):
    """Run what is pending.  A failure names the migration; unless the migration
    is partial afterwards, the failure left nothing."""
    guard.look()
    objects = guard.known["objects"]
    answer, problems = guard.attack(sql)
    if answer and answer.error:
        if f'"{name}"' not in answer.error.message:
            problems.append(f"the error does not name the migration: {answer.error}")
        state = guard.session.execute("SELECT state FROM migrate.status() WHERE name = $1", [name])
        if state.rows == [["failed"]]:
            problems += guard.look()
            if guard.known["objects"] != objects:
                problems.append(f"objects are left after {answer.error}")
    return tell(sql, problems)


def take_away(guard):
    """Settle and remove what is not applied, so that the next one can run."""
    problems = []
    rows = guard.session.query(
        "SELECT name, state FROM migrate.status() WHERE state <> 'applied'").rows
    for name, state in rows:
        if state == "partial":
            answer, found = guard.attack("CALL migrate.resolve($1, 'rolled_back')", [name])
            problems += found + ([str(answer.error)] if answer and answer.error else [])
        answer, found = guard.attack("SELECT migrate.remove($1)", [name])
        problems += found + ([str(answer.error)] if answer and answer.error else [])
    return problems


# Names of objects

NAMES = ("x" * 63, "x" * 70, "é" * 31 + "x", "é" * 40, "\U0001f600" * 20, 'a"b', "a'b", "a\\b",
         "a b", "a.b", "A", "select", "*/", "/*", "--", "$$", "%s%n", "a\nb", "1", "-", ";", "_idx",
         "ccnew",
         "a_ccnew", "a_idx1", "\u202e", "e\u0301", " ", "''", '""')

LIFE = """
CREATE TABLE {table} (a int, "a_idx" int);
INSERT INTO {table} VALUES (1, 1), (1, 1);
"""


def attack_names(campaign):
    """Indexes that fail to build, on tables and with names of every kind.

    Each name is a project of its own: what stops half way stops no other.
    """
    problems = []
    with Guard("fuzz", operator=True) as guard:
        for number, name in enumerate(campaign.shuffled(NAMES)):
            if campaign.over():
                campaign.left_out("names of tables and indexes", len(NAMES) - number)
                break
            project = f"{number} {name[:20]}".replace("\n", "")
            problems += tell(f"table {name!r}", build_indexes(guard, name, project))
        campaign.result(problems, f"indexes with {len(NAMES)} names", guard.tried, guard.states)
        campaign.tried(guard.tried, "calls on tables and indexes with hostile names:"
                       " each fails twice, goes on, and leaves no invalid index")


def build_indexes(guard, name, project):
    """Build indexes on a table of this name: they fail, fail again, and succeed."""
    table = '"' + name.replace('"', '""') + '"'
    index = f'"i{project[:2]}' + name[:-3].replace('"', '""') + '"'
    guard.session.query(LIFE.format(table=table))
    up = (f"CREATE UNIQUE INDEX CONCURRENTLY ON {table} (a);"
          f"CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} (a_idx);"
          f"REINDEX TABLE CONCURRENTLY {table};")
    problems = []
    for sql, given, state in (
            ("SELECT migrate.add('1', $2, project => $1)", [project, Text(up)], "00000"),
            ("CALL migrate.apply(project => $1)", [project], "23505"),
            ("CALL migrate.apply(resume => true, project => $1)", [project], "23505"),
            (f"UPDATE {table} SET a = 2 WHERE ctid = '(0,1)'", [], "00000"),
            ("CALL migrate.apply(resume => true, project => $1)", [project], "23505"),
            ("CALL migrate.apply(resume => true, project => $1)", [project], "23505"),
            (f"UPDATE {table} SET a_idx = 2 WHERE a = 2", [], "00000"),
            ("CALL migrate.apply(resume => true, project => $1)", [project], "00000")):
        answer, found = guard.attack(sql, given)
        problems += found
        if answer and answer.sqlstate != state:
            problems.append(f"expected {state}: {answer.error or 'success'}")
    left = guard.session.value("SELECT string_agg(indexrelid::regclass::text, ', ')"
                               " FROM pg_index WHERE NOT indisvalid")
    guard.session.query(f"DROP TABLE {table}")
    return problems + ([f"left invalid: {left}"] if left else [])


# Cancelled calls

CANCELLED = "57014"
SOON = 10
LATE = 60


def attack_cancelled(campaign):
    """Calls that are cancelled at any moment end soon, and leave what they must."""
    problems, worst = [], 0.0
    with Guard("fuzz", operator=True) as guard:
        tar = archives.archive_of(ROOT / "examples" / "bookshop" / "migrations").hex()
        many = archives.many_entries(20000).hex()
        guard.session.execute(ADD, ["0_long", Text("SELECT 1;\n" * 20000), None, None, "auto"])
        guard.session.execute(ADD, ["0_steps", Text("SELECT 1;\n" * 2000), None, None, "off"])
        texts = (f"CALL migrate.deploy_archive('\\x{tar}', project => 'p')",
                 f"SELECT count(*) FROM migrate.load_archive('\\x{many}', project => 'many')",
                 f"SELECT migrate.unpack('\\x{many}') IS NULL",
                 "CALL migrate.apply(resume => true)", "CALL migrate.apply(dry_run => true)",
                 "SELECT count(*) FROM migrate.statements('0_long')")
        for number in campaign.cases():
            rng = campaign.rng(number)
            sql = rng.choice(texts)
            found, took = cancel(guard, sql, rng.random() ** 2)
            worst = max(worst, took)
            problems += tell(f"case {number}, {sql[:60]}", found)
        campaign.result(problems, "calls that are cancelled", guard.tried, guard.states)
        print(f"# the longest took {worst:.1f} s to end")
        campaign.tried(guard.tried, "calls cancelled at a random moment: each ends soon,"
                       " the ledger holds")


def cancel(guard, sql, after):
    """Cancel a call after so many seconds; returns problems and how long it took to end."""
    guard.tried += 1
    guard.session.send(sql)
    try:
        answer = guard.session.receive(after + 0.001)
        took = 0.0
    except NoAnswer:
        guard.session.cancel()
        start = time.monotonic()
        try:
            answer = guard.session.receive(LATE)
        except NoAnswer as lost:
            return [f"{lost}"], LATE
        took = time.monotonic() - start
    guard.states[answer.sqlstate] += 1
    problems = [f"it went on for {took:.1f} s"] if took > SOON else []
    if answer.error and answer.sqlstate not in (CANCELLED, "42P07", "42P06", "MG002"):
        problems.append(str(answer.error))
    return problems + guard.look(), took
