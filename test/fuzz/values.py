"""Every call of the extension with every kind of argument.

The calls are read from the catalog, so that a new one cannot be forgotten.
"""

from dataclasses import dataclass

CALLS = """
SELECT p.proname, p.prokind,
       (SELECT json_agg(json_build_array(
                 coalesce(p.proargnames[i], ''),
                 format_type(coalesce(p.proallargtypes[i], p.proargtypes[i - 1]), NULL)) ORDER BY i)
        FROM generate_series(1, coalesce(cardinality(p.proallargtypes), p.pronargs)) AS i
        WHERE coalesce(p.proargmodes[i], 'i') IN ('i', 'b')
          AND NOT (coalesce(p.proargmodes[i], 'i') = 'b'))
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE d.deptype = 'e' AND e.extname = 'migrate'
ORDER BY p.proname
"""

# Values with which a call does something sensible, by the name of the argument.
SENSIBLE = {
    "name": "1_a", "new_name": "1_b", "up": "SELECT 1;", "down": "SELECT 2;", "verify": "SELECT 3;",
    "requires": "{}", "repeatable": "f", "transactional": "auto", "project": "main",
    "bundle": '{"1_a.sql": "SELECT 1;"}', "layout": "auto", "path": "nowhere", "target": None,
    "steps": "1", "resume": "f", "dry_run": "f", "options": "{}", "after": None,
    "outcome": "applied", "statement": None, "reason": "because", "upto": "1_a",
    "setting": "out_of_order", "value": "warn", "role": "fuzz_operator", "level": "operator",
}

# The same for an argument that is not known yet, by its type.
SENSIBLE_TYPES = {"text": "1_a", "text[]": "{}", "jsonb": "{}", "integer": "1", "boolean": "f",
                  "bytea": b""}

LONG = 1 << 20

HOSTILE = {
    "text": [
        None, "", " ", "\t", "a" * 63, "a" * 64, "é" * 32, "a" * 255, "a" * 256, "é" * 127 + "a",
        "x" * LONG, "\U0001f600" * 300, "a\nb", "\x01", "\x7f", "\ufeff", "\u202e", "e\u0301",
        '"', "'", '"a"."b"', "a\"b", "';--", "*/", "/*", "a */ b", "1/2 of x", "%s%n%d%*d", "\\",
        "$$", "$1", "..", "../1_a", "/", "a/b/c", "./a", "-1", "1e400", "null", "NULL", "auto",
        "list", "plain", "prisma", "on", "applied", "rolled_back", "none", "reader", "public",
        "current_user", "main", "1_a", "2_b", "pg_temp", "{}", "[]", "\udcc3", "\udcff\udcfe",
        "SELECT 1;" * 1000, "(" * 10000, "BEGIN", "10min", "9223372036854775808", "9" * 400,
    ],
    "text[]": [
        None, "{}", "{NULL}", '{""}', "{1_a}", "{1_a,1_a}", "{{1_a,2_b},{3_c,4_d}}",
        "[5:6]={1_a,2_b}", "{nowhere}", "{" + ",".join(f"m{i}" for i in range(20000)) + "}",
        '{"a\nb"}', "{" + "é" * 300 + "}", "{", "1_a", "{{}}",
    ],
    "jsonb": [
        None, "null", "true", "1", '"x"', "[]", "{}", "[[]]", "[null]", "[{}]", "[1]", '["a"]',
        '{"": ""}', '{"a": null}', '{"a": 1}', '{"a": {}}', '{"a": [[]]}', '{"1_a.sql": 1}',
        '{"1_a.sql": "SELECT 1;", "1_a.down.sql": null}', '{"../1_a.sql": "x"}',
        '{"/1_a.sql": "x"}', '{"a\\\\b.sql": "x"}', '{"1_a.sql/": "x"}', '{"1//a.sql": "x"}',
        '{"meta/_journal.json": "{"}', '{"migration_lock.toml": "provider"}',
        '{"wait": -1}', '{"wait": 1e400}', '{"wait": "x"}', '{"wait": {}}', '{"role": ""}',
        '{"role": "nobody at all"}', '{"search_path": "\\"}"}', '{"search_path": "\\""}',
        '{"nowhere": 1}', '{"dry_run": true}', '{"lock_timeout": 99999999999999999999}',
        "[" * 3000 + "]" * 3000, '{"a":' * 3000 + "1" + "}" * 3000,
        '{"' + "k" * LONG + '": "x"}', '{"1_a.sql": "' + "x" * LONG + '"}',
        '{"1_a.sql": "\\u0000"}', '{"é' + "é" * 600 + '.sql": "x"}', "{", "", "NaN", "\udcc3",
    ],
    "integer": [None, "0", "-1", "2147483647", "-2147483648", "2147483648", "1.5", "x", ""],
    "boolean": [None, "t", "f", "yes", "x", ""],
    "bytea": [
        None, b"", b"\0", b"x", b"\0" * 512, b"\0" * 1024, b"\xff" * 512, b"x" * 511, b"x" * 512,
        b"\x1f\x8b\x08", b"PK\x03\x04", bytes(range(256)) * 4, b"SELECT 1;" * 100,
        b"\0" * LONG, b"\xfd7zXZ\0",
    ],
}
OTHER_TYPES = [None, "", "0", "x"]


@dataclass
class Call:
    """A function or procedure of the extension."""

    name: str
    procedure: bool
    arguments: list

    def statement(self, names):
        """The statement that passes these arguments as parameters."""
        types = dict(self.arguments)
        passed = ", ".join(f'"{name}" => ${number}::{types[name]}'
                           for number, name in enumerate(names, 1))
        verb = "CALL" if self.procedure else "SELECT * FROM"
        return f'{verb} migrate."{self.name}"({passed})'

    def sensible(self, name):
        """A value for an argument with which the call may succeed."""
        if name in SENSIBLE:
            return SENSIBLE[name]
        return SENSIBLE_TYPES.get(dict(self.arguments)[name])

    def hostile(self, name):
        """The values that are tried for an argument."""
        return HOSTILE.get(dict(self.arguments)[name], OTHER_TYPES)


def read_calls(session, json):
    """The calls that the extension has."""
    answer = session.query(CALLS)
    return [Call(name, kind == "p", [tuple(pair) for pair in json.loads(arguments or "[]")])
            for name, kind, arguments in answer.rows]


def refused_by_type(guard, cache, kind, value):
    """The SQLSTATE with which the server itself refuses a value; None if it takes it."""
    key = (guard.encoding, kind, value)
    if key not in cache:
        cache[key] = guard.session.execute(f"SELECT $1::{kind} IS NULL", (value,)).error
    return cache[key].sqlstate if cache[key] else None


def walks_away(name, value):
    """Whether a path would lead the server through all of its file system."""
    return name == "path" and value is not None and (value == "/" or ".." in value)


def short(value):
    """A value for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(value)} long)"
