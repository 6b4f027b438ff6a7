"""A database under attack, and what must be true after every attack.

Whatever is handed over, the server lives, the session is in step and as it was
before, the error says what is wrong, and the ledger holds.
"""

import os
import re
import time
from collections import Counter
from pathlib import Path

from server import drop_database, run_psql
from wire import NoAnswer, Session, SessionLost

ROOT = Path(__file__).resolve().parent.parent.parent

TEMPLATE = "fuzz_template_"
ENCODINGS = ("UTF8", "SQL_ASCII", "LATIN1", "EUC_JIS_2004")
OPERATOR = "fuzz_operator"

ADD = "SELECT migrate.add($1, $2, $3, $4, transactional => $5)"

# Lines of the server's log that no input may cause, and what the line of an
# event looks like.
DISASTER = re.compile(r"TRAP: |PANIC: |terminated by signal|terminated by exception|"
                      r"crash of another server process|database system was interrupted")
EVENT = re.compile(r"LOG:  migrate: event ")
WHOLE_EVENT = re.compile(r", head [0-9a-f]{64}$")

# Warnings of the server about a module that does not clean up.
UNTIDY = re.compile(r"\bleak|still active|still referenced|not closed|refcount")

# An error that helps says at least which thing it is about.
NAMED = re.compile(
    r"\b(archive|argument|array|bundle|column|database|directory|element|entry|entries|file|folder|"
    r"journal|layout|layouts|level|locale|migration|migrations|name|names|option|options|outcome|"
    r"parameter|path|permission|project|relation|role|row|schema|script|setting|statement|"
    r"transactional|type|encoding|function|needs|migrate\.\w+\(\)|canceling|json|input syntax|"
    r"byte sequence)\b",
    re.IGNORECASE)

# What is true of the database and the session.  The first facts are looked at
# after every attack, all of them now and then.
QUICK = {
    "locks": """SELECT count(*) FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND d.datname = pg_catalog.current_database()
          AND (l.classid, l.objid) IN ((7170407, 1918989413), (0, 72707369), (0, 75474063))""",
    "events": "SELECT max(id) FROM migrate.event",
}
THOROUGH = {
    **QUICK,
    "findings": "SELECT count(*) FROM migrate.verify() WHERE severity = 'error'",
    "unfinished": """SELECT count(*) FROM migrate.migrations
        WHERE state IN ('running', 'interrupted')""",
    "temporary": """SELECT count(*) FROM pg_catalog.pg_class
        WHERE relnamespace = pg_catalog.pg_my_temp_schema()""",
    "objects": """SELECT (SELECT count(*) FROM pg_catalog.pg_depend)
        + (SELECT count(*) FROM pg_catalog.pg_namespace)
        + (SELECT count(*) FROM pg_catalog.pg_attribute)""",
    "session": """SELECT pg_catalog.concat_ws(' ', current_user, session_user,
        (SELECT pg_catalog.string_agg(name || '=' || setting, ' ' ORDER BY name)
         FROM pg_catalog.pg_settings WHERE source = 'session'))""",
}


def error_problems(error, named):
    """What is wrong with the way in which an error speaks."""
    problems = []
    if error.severity != "ERROR":
        problems.append("it ends the session")
    if error.sqlstate.startswith("XX"):
        problems.append("it is an internal error")
    if error.raw:
        problems.append("its text is not UTF-8")
    if not error.message:
        problems.append("it says nothing")
    elif named and not NAMED.search(f"{error.message} {error.detail}"):
        problems.append("it does not say what it is about")
    return [f"{problem}: {error}" for problem in problems]


class ServerLog:
    """What the server logs from now on, as far as it can be read.

    MIGRATE_SERVER_LOG names the file; scripts/lib.sh keeps it beside the socket.
    """

    def __init__(self):
        self.path = Path(os.environ.get("MIGRATE_SERVER_LOG",
                                        f"{os.environ.get('PGHOST', '/tmp')}/log"))
        self.offset = self.path.stat().st_size if self.readable() else 0

    def readable(self):
        """Whether there is a log to read."""
        return self.path.is_file() and os.access(self.path, os.R_OK)

    def disasters(self):
        """The lines since the last look that no input may cause."""
        if not self.readable():
            return []
        with self.path.open("rb") as file:
            file.seek(self.offset)
            text = file.read().decode(errors="replace")
            self.offset = file.tell()
        return [line[:300] for line in text.splitlines() if DISASTER.search(line)
                or EVENT.search(line) and not WHOLE_EVENT.search(line)]


class Guard:
    """A database under attack, the session that attacks, and one that looks on.

    The session that looks on does nothing: when a server process crashes, all
    sessions are ended, and so is this one.
    """

    def __init__(self, name, operator=False, every=1, encodings=("UTF8",)):
        self.name = name
        self.encodings = encodings
        self.renewed = 0
        self.operator = operator
        self.every = every
        self.log = ServerLog()
        self.watcher = None
        self.session = None
        self.started = None
        self.known = {}
        self.tried = 0
        self.states = Counter()

    def __enter__(self):
        self.watcher = Session("postgres")
        self.started = self.watcher.value("SELECT pg_postmaster_start_time()")
        drop_templates()
        for encoding in self.encodings:
            make_template(encoding)
        self.renew()
        return self

    def __exit__(self, *_):
        if self.session:
            self.session.close()
        self.watcher.close()
        drop_database(self.name)
        drop_templates()

    @property
    def encoding(self):
        """The encoding of the database."""
        return self.encodings[(self.renewed - 1) % len(self.encodings)]

    def renew(self):
        """A new database, of the next encoding, and a new session in it."""
        self.renewed += 1
        if self.session:
            self.session.close()
        drop_database(self.name)
        self.watcher.query(f"ALTER ROLE {OPERATOR} RESET ALL")
        self.watcher.value(f'CREATE DATABASE "{self.name}" TEMPLATE "{TEMPLATE}{self.encoding}"')
        self.session = Session(self.name, OPERATOR if self.operator else None)
        self.known = self.facts(THOROUGH)

    def facts(self, wanted):
        """What is true now, by name."""
        answer = self.session.query("SELECT " + ", ".join(f"({sql})" for sql in wanted.values()))
        if answer.error:
            raise RuntimeError(f"the facts cannot be read: {answer.error}")
        return dict(zip(wanted, answer.rows[0]))

    def attack(self, sql, values=(), timeout=60, named=True):
        """Send a statement; returns the answer (None if there was none) and
        the problems.  named: the error must say what it is about."""
        self.tried += 1
        try:
            answer = self.session.execute(sql, values, timeout)
        except (SessionLost, NoAnswer) as lost:
            return None, self._recover(lost)
        self.states[answer.sqlstate] += 1
        return answer, self._problems(answer, named)

    def _problems(self, answer, named):
        """What is wrong after an answer."""
        problems = [f"the server warns: {found}" for found in answer.notices
                    if found.severity == "WARNING" and UNTIDY.search(found.message)]
        if answer.error:
            problems += error_problems(answer.error, named)
        if self.session.status != "I":
            problems.append(f"the session is left in state {self.session.status}")
            self.session.query("ROLLBACK")
        return problems + self.look(THOROUGH if self.tried % self.every == 0 else QUICK)

    def look(self, wanted=None):
        """What is wrong now with the database and the session."""
        try:
            now = self.facts(wanted or THOROUGH)
        except (SessionLost, NoAnswer, RuntimeError) as lost:
            return self._recover(lost)
        problems = fact_problems(self.known, now)
        self.known.update(now)
        return problems

    def _recover(self, lost):
        """Start anew after a session that was lost; returns the problem."""
        problems = [f"{type(lost).__name__}: {lost}"]
        if isinstance(lost, NoAnswer):
            self.session.cancel()
        time.sleep(0.5)                 # a crash ends the other sessions a little later
        problems += self.disasters()
        self.renew()
        return problems

    def disasters(self):
        """Whether the server is the one that it was, by its own words too."""
        problems = self.log.disasters()
        if not self._is_watched():
            problems.append("the server crashed")
            self._watch_again()
        if self.watcher.value("SELECT pg_postmaster_start_time()") != self.started:
            problems.append("the server was restarted")
        return problems

    def _is_watched(self):
        """Whether the session that looks on is still there."""
        try:
            return self.watcher.value("SELECT 1") == "1"
        except (SessionLost, NoAnswer):
            return False

    def _watch_again(self):
        """Another session that looks on, when the server takes one."""
        for _ in range(60):
            try:
                self.watcher = Session("postgres")
                return
            except (OSError, SessionLost):
                time.sleep(1)
        raise SessionLost("the server did not come back in a minute")


def fact_problems(before, now):
    """What is true and must not be."""
    problems = []
    if now["locks"] != "0":
        problems.append(f"{now['locks']} locks of the runner are left")
    if now.get("findings", "0") != "0":
        problems.append(f"verify() finds {now['findings']} faults")
    if now.get("unfinished", "0") != "0":
        problems.append(f"{now['unfinished']} migrations count as running or interrupted")
    if "temporary" in now and now["temporary"] != before["temporary"]:
        problems.append("temporary objects are left")
    if "session" in now and now["session"] != before["session"]:
        problems.append(f"the session changed from {before['session']} to {now['session']}")
    return problems


def tell(where, problems):
    """Problems with the case that they belong to."""
    return [f"{where}: {problem}" for problem in problems]


def make_template(encoding):
    """The database that attacked ones are copies of, and the operator."""
    template = f'"{TEMPLATE}{encoding}"'
    run_psql("postgres", f"CREATE DATABASE {template} TEMPLATE template0 ENCODING '{encoding}'"
             " LOCALE 'C';\n"
             "SELECT NOT EXISTS (SELECT FROM pg_roles"
             f" WHERE rolname = '{OPERATOR}') AS missing \\gset\n"
             f"\\if :missing\nCREATE ROLE {OPERATOR} LOGIN;\n\\endif\n"
             f"GRANT CREATE, TEMPORARY ON DATABASE {template} TO {OPERATOR};\n"
             f"\\c {template}\nCREATE EXTENSION migrate;\n"
             f"SELECT migrate.grant('{OPERATOR}', 'operator');\n"
             "SELECT migrate.set('not_empty', 'allow', project => NULL);\n"
             "SELECT migrate.set('lock_wait', '1s', project => NULL);\n"
             "SELECT migrate.set('wait', '5s', project => NULL);\n"
             "SELECT migrate.set('statement_timeout', '20s', project => NULL);\n"
             f"GRANT ALL ON SCHEMA public TO {OPERATOR};\n")


def drop_templates():
    """Leave the server as it was."""
    for encoding in ENCODINGS:
        drop_database(f"{TEMPLATE}{encoding}")
    run_psql("postgres", f"DROP ROLE IF EXISTS {OPERATOR};")
