"""Input that is large, deep or long: it must cost what it is worth, and no more.

The sizes are such that a cost which grows with the square, or a recursion
without an end, does not pass.
"""

import json

import archives

MEGABYTE = 1 << 20
TOO_DEEP = {"42601", "54001"}
DONE = {"00000"}


def scripts():
    """Scripts: what they are, the text, how they may end."""
    yield "64 MB, one INSERT", "CREATE TABLE big (t text);\nINSERT INTO big VALUES\n" + ",\n".join(
        ["('" + "x" * 1000 + "')"] * 64000), DONE
    yield "16 MB in one line with an error at its end", \
        "SELECT length('" + "x" * (16 * MEGABYTE) + "'), nowhere", {"42703"}
    yield "16 MB of a text that does not end", "SELECT '" + "x" * (16 * MEGABYTE), {"42601"}
    yield "16 MB that are no number", "SELECT '" + "x" * (16 * MEGABYTE) + "'::int", {"22P02"}
    yield "20 MB of comment and a syntax error", \
        "-- comment\n" * (2 * MEGABYTE) + "SELCT", {"42601"}
    yield "100,000 statements", "SELECT 1;\n" * 100000, DONE
    yield "100,000 statements, the last one fails", \
        "SELECT 1;\n" * 100000 + "SELECT 1/0;", {"22012"}
    yield "50,000 pairs of BEGIN and COMMIT", "BEGIN; COMMIT;\n" * 50000, DONE
    yield "1,000,000 lines", "SELECT\n" + "\n" * 1000000 + "nowhere", {"42703"}
    yield "1,000,000 lines that begin with COPY, in a comment", \
        "/*\n" + "copy x from y\n" * 1000000 + "*/ !!!", {"42601"}
    yield "100,000 lines of pg_dump's \\restrict", \
        "\\restrict x\n" * 100000 + "SELECT 1;", {"MG011"}
    yield "100,000 breakpoints", "SELECT 1\n--> statement-breakpoint\n" * 100000, DONE
    yield "an IN list of 100,000", "SELECT 1 WHERE 1 IN (" + "1, " * 100000 + "1)", DONE
    yield "100,000 times AND", "SELECT 1 WHERE " + "true AND " * 100000 + "true", DONE


def steps():
    """The same for scripts that run step by step."""
    yield "3,000 steps", "SELECT 1;\n" * 3000, DONE
    yield "3,000 steps, the last one fails", "SELECT 1;\n" * 3000 + "SELECT 1/0;", {"22012"}


def deep_scripts():
    """Scripts that nest: what they are, the text, how they may end."""
    for depth in (100, 10000):
        for what, text in (
                ("parentheses", "SELECT " + "(" * depth + "1" + ")" * depth),
                ("subselects", "SELECT " + "(SELECT " * depth + "1" + ")" * depth),
                ("subselects in FROM",
                 "SELECT * FROM " + "(SELECT * FROM " * depth + "pg_class" + ") x" * depth),
                ("CASE", "SELECT " + "CASE WHEN true THEN " * depth + "1" + " END" * depth),
                ("comments", "/* " * depth + "*/ " * depth + "SELECT 1"),
                ("signs", "SELECT " + "- " * depth + "1"),
                ("NOT", "SELECT " + "NOT " * depth + "true"),
                ("sums", "SELECT " + "1+" * depth + "1"),
                ("casts", "SELECT 1" + "::int" * depth),
                ("functions", "SELECT " + "abs(" * depth + "1" + ")" * depth),
                ("unions", "SELECT 1" + " UNION SELECT 1" * depth),
                ("joins", "SELECT 1 FROM " + "(" * depth + "(VALUES (1)) v" + "".join(
                    f" JOIN (VALUES (1)) v{number} ON true)" for number in range(depth))),
                ("WITH", "WITH a AS (" * depth + "SELECT 1" + ") SELECT 1" * depth)):
            if what != "joins" or depth < 1000:
                yield f"{what}, {depth} deep", text, DONE if depth < 1000 else DONE | TOO_DEEP
    yield "comments that do not end, 10000 deep", \
        "/* " * 10000 + "*/ " * 9999 + "SELECT 1", {"42601"}
    yield "arrays, 10000 deep", \
        "SELECT " + "ARRAY[" * 10000 + "1" + "]" * 10000, TOO_DEEP | {"54000"}
    yield "sums, 200000 deep", "SELECT " + "1+" * 200000 + "1", {"54001"}
    yield "casts, 200000 deep", "SELECT 1" + "::int" * 200000, {"54001"}


def read_only():
    """Scripts that are taken apart and not run: what they are, the text."""
    yield "20,000 values of an enum and 20,000 statements", "".join(
        f"ALTER TYPE e ADD VALUE 'v{number}';\n"
        for number in range(20000)) + "SELECT 'x';\n" * 20000


def many_migrations(letter, count):
    """A bundle of many migrations, as JSON; the first of them fails."""
    return json.dumps([{"name": f"{letter}{number}", "up": f"SELECT 1/{number} AS {letter};"}
                       for number in range(count)])


def requirements(count, circle):
    """Migrations each of which requires the one before; in a circle if wanted."""
    return json.dumps([{"name": f"r{number}", "up": f"SELECT {number}, 1;",
                        "requires": [f"r{(number or count) - 1}"] if number or circle else []}
                       for number in range(count)])


def large_archives():
    """Archives: what they are and their bytes."""
    yield "100,000 entries", archives.many_entries(100000)
    yield "10,000 files 500 folders deep", b"".join(
        archives.pax(archives.record(b"path", b"a/" * 500 + b"%06d_m.sql" % number))
        + archives.entry(b"x") for number in range(10000)) + archives.END
    yield "100,000 extended headers", (
        archives.pax(archives.record(b"path", b"9_x.sql")) * 100000 + archives.FILE + archives.END)
    yield "an extended header of 32 MB", (
        archives.pax(archives.record(b"comment", b"x" * 100) * 280000)
        + archives.FILE + archives.END)
    yield "one file of 32 MB", archives.entry(b"1_a.sql", b"-" * (32 * MEGABYTE)) + archives.END
