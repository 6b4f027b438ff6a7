"""Data that psql sends by COPY, put as INSERT statements.

A server cannot run `\\copy` or the data lines after COPY ... FROM STDIN: both
belong to psql.  The rows can be written as INSERTs of the same values.
"""

import re
import subprocess

BACKSLASH_COPY = re.compile(
    r"^\\copy\s+(?P<table>[\w.]+)\s*\((?P<columns>[^)]*)\)\s+from\s+program\s+"
    r"'(?P<program>(?:[^']|'')*)'[ \t;]*$", re.IGNORECASE | re.MULTILINE)

INLINE_COPY = re.compile(
    r"^COPY\s+(?P<table>[\w.]+)\s*\((?P<columns>[^)]*)\)\s+FROM\s+stdin;[ \t]*\n"
    r"(?P<data>.*?)^\\\.[ \t]*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)

ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def first_line(text):
    """The line of the first COPY that needs psql, or None."""
    starts = [match.start() for pattern in (BACKSLASH_COPY, INLINE_COPY)
              for match in pattern.finditer(text)]
    return text.count("\n", 0, min(starts)) + 1 if starts else None


def as_inserts(text, folder):
    """The text with INSERTs in the place of such COPYs.

    Programs run in the folder, as psql would run them there.
    """
    text = INLINE_COPY.sub(lambda m: _insert(m, m["data"]), text)
    return BACKSLASH_COPY.sub(lambda m: _insert(m, _output(m, folder)), text)


def _output(match, folder):
    """What the program of \\copy prints."""
    program = match["program"].replace("''", "'")
    done = subprocess.run(program, shell=True, cwd=folder, check=True,
                          capture_output=True, text=True)
    return done.stdout


def _insert(match, data):
    """One INSERT for the rows in COPY's text format."""
    lines = data.removesuffix("\n").split("\n")
    rows = ["(" + ", ".join(_constant(field) for field in line.split("\t")) + ")"
            for line in lines]
    return (f"INSERT INTO {match['table']} ({match['columns']}) VALUES\n"
            + ",\n".join(rows) + ";")


def _constant(field):
    """An SQL constant for one field of COPY's text format."""
    if field == "\\N":
        return "NULL"
    plain = re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), field)
    return "'" + plain.replace("'", "''") + "'"
