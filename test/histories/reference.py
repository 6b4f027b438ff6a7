"""A history run by psql: what migrate's result is compared with."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from server import SqlError, run_psql

# "cannot run inside a transaction block", "unsafe use of new value of enum".
NEEDS_NO_TRANSACTION = {"25001", "55P04"}


@dataclass
class Outcome:
    """How far a history came: the migrations that ran outside a transaction,
    and the migration and error that it stopped at, if any."""

    outside: set = field(default_factory=set)
    stopped_at: str = None
    error: SqlError = None


def run_prelude(database, history):
    """Make what the application makes before its first migration."""
    if history.prelude is not None:
        run_psql(database, f"\\i '{history.prelude}'\n", cwd=history.folder)


def run_by_psql(database, history, count=None, after=None):
    """Run all migrations in one session of psql, each in a transaction.

    Or so many of them.  A migration that fails because it is in a transaction
    runs again outside.  `after` returns what psql reads after a migration.
    """
    outcome = Outcome({found.name for found in history.migrations if found.outside})
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(history, Path(folder))
        first = 0
        while history.migrations[first:count]:
            rest = history.migrations[first:count]
            script = session_script(rest, paths, outcome.outside, after=after)
            try:
                run_psql(database, script, cwd=history.files)
                break
            except SqlError as error:
                first += _stopped_at(error.stdout)
                name = history.migrations[first].name
                if error.sqlstate in NEEDS_NO_TRANSACTION and name not in outcome.outside:
                    outcome.outside.add(name)
                    continue
                outcome.stopped_at, outcome.error = name, error
                break
    return outcome


def write_files(history, folder):
    """One file for each migration, because some texts are not a whole file."""
    paths = {}
    for number, found in enumerate(history.migrations):
        paths[found.name] = folder / f"{number}.sql"
        paths[found.name].write_bytes(found.for_psql.encode())
    return paths


def session_script(migrations, paths, outside, between="DISCARD ALL;", after=None):
    """What the session reads; every migration is announced by its number."""
    lines = []
    for number, found in enumerate(migrations):
        include = f"\\i '{paths[found.name]}'"
        if found.name not in outside:
            include = f"BEGIN;\n{include}\nCOMMIT;"
        lines.append(f"\\echo @@migration {number}\n{include}\n{between}")
        if after is not None:
            lines.append(after(found))
    return "\n".join(lines) + "\n"


def _stopped_at(stdout):
    """The number that the session announced last."""
    last = [line for line in stdout.splitlines() if line.startswith("@@migration ")][-1]
    return int(last.split()[1])
