"""Bundles and options as JSON: right ones, changed at random places."""

import copy
import json

JOURNAL = {"version": "7", "dialect": "postgresql", "entries": [
    {"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": True},
    {"idx": 1, "version": "7", "when": 2, "tag": "0001_b", "breakpoints": True}]}

# One bundle of each layout, small and right.
BUNDLES = {
    "prisma": {"migration_lock.toml": 'provider = "postgresql"\n',
               "1_a/migration.sql": "SELECT 1;", "1_a/down.sql": "SELECT 2;",
               "2_b/migration.sql": "SELECT 3;"},
    "drizzle": {"meta/_journal.json": json.dumps(JOURNAL), "0000_a.sql": "SELECT 1;",
                "0001_b.sql": "SELECT 2;--> statement-breakpoint\nSELECT 3"},
    "drizzle-folders": {"1_a/migration.sql": "SELECT 1;", "1_a/snapshot.json": "{}",
                        "2_b/migration.sql": "SELECT 2;", "2_b/snapshot.json": "{}"},
    "golang-migrate": {"1_a.up.sql": "SELECT 1;", "1_a.down.sql": "SELECT 2;",
                       "02_b.up.sql": "SELECT 3;"},
    "plain": {"1_a.sql": "SELECT 1;", "1_a.down.sql": "SELECT 2;", "1_a.verify.sql": "SELECT 3;",
              "V2__b.sql": "SELECT 4;"},
    "names": {"1_a": "SELECT 1;", "2_b": "SELECT 2;"},
    "list": [{"name": "1_a", "up": "SELECT 1;", "down": "SELECT 2;", "verify": "SELECT 3;"},
             {"name": "2_b", "up": "SELECT 4;", "requires": ["1_a"], "repeatable": True,
              "transactional": "off"}],
}

OPTIONS = {"checksum_mismatch": "warn", "lock_timeout": "1s", "lock_wait": 0, "not_empty": "allow",
           "out_of_order": "allow", "role": "fuzz_operator", "search_path": "public",
           "statement_timeout": 1000, "wait": "1s"}

LOCK_FILES = ("", "provider", "provider =", "provider = ", 'provider = "', 'provider = "mysql"',
              "provider = 'postgresql'", 'provider = "postgres"\r\n', "\ufeffprovider = \"sqlite\"",
              "[provider]\n", "provider = [\"postgresql\"]", "\n" * 10000 + 'provider = "x',
              'provider = "' + "x" * 100000 + '"', '#provider = "mysql"', 'provider="x\ny"')

STRINGS = ("", "1_a", "2_b", "0000_a", "é" * 300, "a" * 5000, "\n", "\x01", "..", "/", "1_a.sql",
           "../1_a.sql", "1_a/migration.sql", "meta/_journal.json", "migration_lock.toml",
           "main", "auto", "off", "null", "-1", "99999999999s", "SELECT 1;", "SELECT", "(", "'",
           "\ufeffSELECT 1;", "1_a.down.sql", "x" * 1025 + ".sql", "9" * 300 + "_x.up.sql")
NUMBERS = (0, 1, -1, 0.5, 1e300, -(2 ** 63), 2 ** 64, 10 ** 40)


def other_value(rng, deep=2):
    """Any JSON value."""
    kind = rng.randrange(9 if deep else 6)
    if kind < 3:
        return rng.choice(STRINGS)
    if kind == 3:
        return rng.choice(NUMBERS)
    if kind == 4:
        return rng.choice((None, True, False))
    if kind == 5:
        return rng.choice(([], {}))
    if kind == 6:
        return [other_value(rng, deep - 1) for _ in range(rng.randrange(1, 4))]
    if kind == 7:
        return {rng.choice(STRINGS): other_value(rng, deep - 1) for _ in range(rng.randrange(1, 4))}
    return copy.deepcopy(rng.choice(list(BUNDLES.values()) + [JOURNAL, OPTIONS]))


def places(value, path=()):
    """The paths of all values inside a JSON value, its own first."""
    yield path
    items = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, member in items:
        yield from places(member, path + (key,))


def changed_value(rng, value):
    """A JSON value with some members replaced, renamed, doubled or left out."""
    value = copy.deepcopy(value)
    for _ in range(rng.choice((1, 1, 2, 4))):
        path = rng.choice(list(places(value)))
        if not path:
            if rng.random() < 0.1:
                value = other_value(rng)
            continue
        owner = value
        for key in path[:-1]:
            owner = owner[key]
        change_member(rng, owner, path[-1])
    return value


def change_member(rng, owner, key):
    """Change one member of an object or array."""
    kind = rng.randrange(5)
    if kind == 0:
        del owner[key]
    elif kind == 1 and isinstance(owner, dict):
        owner[rng.choice(STRINGS)] = owner.pop(key)
    elif kind == 2 and isinstance(owner, list):
        owner.append(copy.deepcopy(owner[key]))
    elif kind == 3 and isinstance(owner, dict):
        owner[rng.choice(STRINGS)] = other_value(rng)
    else:
        owner[key] = other_value(rng)


def changed_bundle(rng):
    """A bundle that may be right, and the layout to read it by."""
    name = rng.choice(list(BUNDLES))
    bundle = BUNDLES[name]
    if name == "drizzle" and rng.random() < 0.7:
        bundle = dict(bundle, **{"meta/_journal.json": changed_journal(rng)})
    elif name == "prisma" and rng.random() < 0.3:
        bundle = dict(bundle, **{"migration_lock.toml": rng.choice(LOCK_FILES)})
    else:
        bundle = changed_value(rng, bundle)
    layout = rng.choice(("auto", "auto", name, rng.choice(list(BUNDLES))))
    return bundle, layout


def changed_journal(rng):
    """The text of a journal that Drizzle would not write."""
    text = json.dumps(changed_value(rng, JOURNAL), ensure_ascii=False)
    if rng.random() < 0.2:
        text = text[:rng.randrange(len(text) + 1)]
    return text
