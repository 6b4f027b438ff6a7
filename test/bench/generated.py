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


# A table of an application, with what belongs to it.
APPLICATION_TABLE = """\
CREATE TABLE {schema}.item_{n} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint{reference},
    code varchar(40) NOT NULL UNIQUE,
    name text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'new',
    amount numeric(12,2) NOT NULL DEFAULT 0 CHECK (amount >= 0),
    starts date,
    ends date,
    details jsonb NOT NULL DEFAULT '{{}}',
    token uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT item_{n}_span CHECK (starts IS NULL OR ends IS NULL OR starts <= ends)
);
CREATE INDEX ON {schema}.item_{n} (parent_id);
CREATE INDEX ON {schema}.item_{n} (created_at DESC) WHERE state <> 'done';
CREATE INDEX ON {schema}.item_{n} (lower(name));
COMMENT ON TABLE {schema}.item_{n} IS 'items of kind {n}';
COMMENT ON COLUMN {schema}.item_{n}.code IS 'as the customer writes it';
GRANT SELECT ON {schema}.item_{n} TO bench_reader;
GRANT INSERT, UPDATE, DELETE ON {schema}.item_{n} TO bench_writer;
"""

# Every second table has a check of states, which does not print as it was given.
APPLICATION_STATES = """\
ALTER TABLE {schema}.item_{n} ADD CONSTRAINT item_{n}_state CHECK (state IN ('new', 'open', 'done'));
"""

# Every fifth has a view and code.
APPLICATION_CODE = """\
CREATE VIEW {schema}.open_item_{n} AS
    SELECT i.id, i.name, i.amount, p.code AS parent_code
    FROM {schema}.item_{n} i LEFT JOIN {schema}.item_{before} p ON p.id = i.parent_id
    WHERE i.state = 'open';
GRANT SELECT ON {schema}.open_item_{n} TO bench_reader;
CREATE FUNCTION {schema}.touch_item_{n}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.details := NEW.details || jsonb_build_object('touched', now());
    RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON {schema}.item_{n}
    FOR EACH ROW EXECUTE FUNCTION {schema}.touch_item_{n}();
CREATE FUNCTION {schema}.total_{n}(state text DEFAULT 'open') RETURNS numeric
    LANGUAGE sql STABLE AS 'SELECT sum(amount) FROM {schema}.item_{n} i WHERE i.state = $1';
"""

# Tables that are made in one transaction, and schemas that hold them.
TABLES_AT_ONCE = 20
TABLES_IN_SCHEMA = 1000


def application_table(number):
    """The commands for one table."""
    place = {"n": number, "schema": f"part_{(number - 1) // TABLES_IN_SCHEMA}",
             "before": number, "reference": ""}
    if (number - 1) % TABLES_IN_SCHEMA:
        place["before"] = number - 1
        place["reference"] = f" REFERENCES {place['schema']}.item_{number - 1} ON DELETE CASCADE"
    text = APPLICATION_TABLE + (number % 2 == 0) * APPLICATION_STATES
    return (text + (number % 5 == 0) * APPLICATION_CODE).format(**place)


def application(count):
    """A script that makes the schema of an application with so many tables."""
    parts = ["SET synchronous_commit = off;\nSET client_min_messages = warning;\n",
             "CREATE ROLE bench_reader;\nCREATE ROLE bench_writer;\n"]
    for first in range(1, count + 1, TABLES_AT_ONCE):
        if (first - 1) % TABLES_IN_SCHEMA == 0:
            parts.append(f"CREATE SCHEMA part_{first // TABLES_IN_SCHEMA};\n")
        parts.append("BEGIN;\n")
        for number in range(first, min(first + TABLES_AT_ONCE, count + 1)):
            parts.append(application_table(number))
        parts.append("COMMIT;\n")
    return "".join(parts)
