"""A PostgreSQL server seen through psql and pg_dump.

Where the server is (PGHOST, PGPORT, PGUSER) and which psql and pg_dump are
used (PATH) comes from the environment.
"""

import base64
import json
import os
import re
import subprocess
import tempfile

ERROR_LINE = re.compile(
    r"^psql:(?P<file>.*?):(?P<row>\d+): (?:ERROR|FATAL|PANIC):  "
    r"(?P<sqlstate>[0-9A-Z]{5}): (?P<message>.*)$", re.MULTILINE)

# In a plain dump: an entry that makes the extension or comments on it.
OWN_ENTRY = re.compile(
    r"^--\n-- Name: (?:EXTENSION )?migrate; Type: (?:EXTENSION|COMMENT);[^\n]*\n--\n\n"
    r"(?:CREATE|COMMENT ON) EXTENSION [^\n]*;\n", re.MULTILINE)


class SqlError(Exception):
    """An error that the server sent, as psql showed it."""

    def __init__(self, match, stderr, stdout):
        self.file = match["file"]
        self.row = int(match["row"])
        self.sqlstate = match["sqlstate"]
        self.message = match["message"]
        self.report = stderr[match.start():].strip()
        self.stdout = stdout
        super().__init__(f"{self.sqlstate}: {self.message}")


def quote_literal(text):
    """An SQL string constant (standard_conforming_strings is on)."""
    return "'" + text.replace("'", "''") + "'"


def quote_name(name):
    """A quoted name."""
    return '"' + name.replace('"', '""') + '"'


def bytea_literal(data):
    """An SQL expression for bytes."""
    return f"decode('{base64.b64encode(data).decode()}', 'base64')"


def text_literal(text):
    """An SQL expression for a text, byte for byte whatever psql does."""
    return f"convert_from({bytea_literal(text.encode())}, 'UTF8')"


def jsonb_literal(value):
    """An SQL expression for a jsonb value."""
    return quote_literal(json.dumps(value)) + "::jsonb"


def run_psql(database, script, cwd=None):
    """Run a script by psql, stopping at the first error.

    Returns what it printed, unaligned; raises SqlError.
    """
    with tempfile.NamedTemporaryFile("wb", suffix=".sql") as file:
        file.write(script.encode())
        file.flush()
        command = ["psql", "-X", "-q", "-A", "-t", "-d", database,
                   "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose",
                   "-f", file.name]
        done = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True,
            stdin=subprocess.DEVNULL,
            env=dict(os.environ, PGCLIENTENCODING="UTF8"))
    error = ERROR_LINE.search(done.stderr)
    if done.returncode == 0:
        return done.stdout
    if error is None:
        raise RuntimeError(f"psql ended with {done.returncode}: {done.stderr}")
    raise SqlError(error, done.stderr, done.stdout)


def query(database, sql):
    """The rows of a query, each as a dictionary."""
    text = run_psql(database, f"SELECT json_agg(row_to_json(q)) FROM ({sql}) AS q;")
    return json.loads(text) if text.strip() else []


def value(database, sql):
    """The only value of a query."""
    return run_psql(database, sql).rstrip("\n")


def major_version():
    """The major version of the server."""
    return int(value("postgres", "SHOW server_version_num;")) // 10000


def available_extensions():
    """The extensions that can be created on the server."""
    rows = query("postgres", "SELECT name FROM pg_available_extensions")
    return {row["name"] for row in rows}


def roles():
    """The names of all roles."""
    return {row["rolname"] for row in query("postgres", "SELECT rolname FROM pg_roles")}


class Database:
    """A new database, dropped at the end together with the roles made since."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.roles_before = roles()
        drop_database(self.name)
        run_psql("postgres", f'CREATE DATABASE "{self.name}" TEMPLATE template0;')
        return self

    def __exit__(self, *_):
        drop_database(self.name)
        for role in sorted(roles() - self.roles_before):
            run_psql("postgres", f"DROP ROLE {quote_name(role)};")


def drop_database(name):
    """Drop a database whoever is connected to it."""
    run_psql("postgres", "SET client_min_messages = error;\n"
             f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);')


def dump_schema(database):
    """What pg_dump says about the schema, without migrate's own."""
    done = subprocess.run(
        ["pg_dump", "-s", "--no-owner", "--exclude-schema=migrate", "-d", database],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"pg_dump ended with {done.returncode}: {done.stderr}")
    return normal_dump(done.stdout)


def normal_dump(text):
    """A dump without its random and version lines and without the extension."""
    text = re.sub(r"^(\\restrict|\\unrestrict|-- Dumped (from|by)) .*\n", "",
                  text, flags=re.MULTILINE)
    text = OWN_ENTRY.sub("", text)
    return re.sub(r"\n{2,}", "\n\n", text).strip() + "\n"
