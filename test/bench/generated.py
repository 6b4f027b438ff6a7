"""Histories made for the benchmark."""

from history import Migration

COLUMNS = """\
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent bigint,
    name text NOT NULL,
    email varchar(200) NOT NULL UNIQUE,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'open', 'done')),
    amount numeric(12,2) NOT NULL DEFAULT 0,
    details jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()"""


class Generated:
    """What the benchmark needs to know of a history."""

    prelude = None
    files = None

    def __init__(self, name, migrations):
        self.name = name
        self.migrations = migrations


def migration(name, text):
    """A migration that is what it is."""
    return Migration(name, text, None, None, False, text)


def tables(count):
    """One table a migration, with indexes, and a foreign key to the one before."""
    found = []
    for number in range(1, count + 1):
        text = (f"CREATE TABLE item_{number} (\n{COLUMNS}\n);\n"
                f"CREATE INDEX ON item_{number} (parent);\n"
                f"CREATE INDEX ON item_{number} (state, created_at);\n"
                f"COMMENT ON TABLE item_{number} IS 'items of kind {number}';\n")
        if number > 1:
            text += (f"ALTER TABLE item_{number} ADD FOREIGN KEY (parent)"
                     f" REFERENCES item_{number - 1} ON DELETE CASCADE;\n")
        found.append(migration(f"{number:05}_item_{number}", text))
    return Generated(f"{count} tables", found)


def texts(count, size):
    """Migrations of a size in bytes that change next to nothing."""
    found = []
    for number in range(1, count + 1):
        text = f"SELECT {number};\n-- "
        text += "x" * (size - len(text) - 1) + "\n"
        found.append(migration(f"{number:05}_text", text))
    return Generated(f"{count} texts", found)
