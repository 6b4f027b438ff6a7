"""A plain dump taken apart, to be compared whatever the order of its entries."""

import re

ENTRY = re.compile(r"^--\n-- Name: (.*); Type: (.*?); Schema: (.*?); Owner: (.*)\n--\n",
                   re.MULTILINE)
STATE = re.compile(r"^SET (default_tablespace|default_table_access_method) = (.*);\n",
                   re.MULTILINE)

FOOTER = re.compile(r"^--\n-- PostgreSQL database dump complete\n--\n", re.MULTILINE)

# Whose entries the tablespace and the access method in force decide.
IN_TABLESPACE = {"TABLE", "INDEX", "CONSTRAINT", "MATERIALIZED VIEW"}
WITH_ACCESS_METHOD = {"TABLE", "MATERIALIZED VIEW"}


def dump_entries(text):
    """The entries of a dump: type, schema, name and owner, and the sorted lines.

    An entry with the settings of the dump that it depends on.
    """
    entries = {}
    state = {"default_tablespace": "''", "default_table_access_method": "heap"}
    parts = ENTRY.split(FOOTER.sub("", text))
    for setting, value in STATE.findall(parts[0]):
        state[setting] = value
    for name, kind, schema, owner, body in zip(*[iter(parts[1:])] * 5):
        lines = [line for line in STATE.sub("", body).splitlines() if line]
        if kind in IN_TABLESPACE:
            lines.append(f"-- tablespace {state['default_tablespace']}")
        if kind in WITH_ACCESS_METHOD:
            lines.append(f"-- access method {state['default_table_access_method']}")
        if kind in ("ACL", "DEFAULT ACL"):
            lines.sort()
        entries.setdefault((kind, schema, name, owner), []).extend(lines)
        # what is set after an entry counts for the next ones
        for setting, value in STATE.findall(body):
            state[setting] = value
    return entries


def without_foreign_privileges(entries):
    """The entries but for privileges of what the dump does not make.

    That are members of extensions and the server's own objects; of those the
    dump has schema public too, as it may be dropped.
    """
    made = {(schema, name) for kind, schema, name, _ in entries if kind != "ACL"}

    def is_made(schema, name):
        words = name.split(" ")
        if words[0] == "COLUMN":
            words[-1] = words[-1].rpartition(".")[0]
        return any((schema, " ".join(words[start:])) in made for start in range(1, len(words)))

    return {key: lines for key, lines in entries.items()
            if key[0] != "ACL" or key[2] == "SCHEMA public" or is_made(key[1], key[2])}
