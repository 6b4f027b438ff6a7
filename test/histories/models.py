"""Models of a schema as migrate.snapshot() tells them."""

import json

from server import quote_literal

LANES = 4
LANE_DIGITS = 16


def write_model(path, source="live", attributes=True):
    """What psql reads to write a model to a file."""
    columns = "kind, identity, hash, parent" + (", attributes" if attributes else "")
    return (f"\\o '{path}'\n"
            f"SELECT json_build_array({columns})"
            f" FROM migrate.snapshot({quote_literal(source)});\n"
            "\\o\n")


def read_model(path):
    """The objects of a model in a file: kind and identity, and the rest."""
    objects = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, identity, *rest = json.loads(line)
            objects[kind, identity] = rest
    return objects


def model_difference(expected, actual):
    """What two models do not have in common, an object a line."""
    lines = []
    for key in sorted(expected.keys() | actual.keys()):
        name = " ".join(key)
        if key not in actual:
            lines.append(f"missing: {name}")
        elif key not in expected:
            lines.append(f"unexpected: {name}")
        elif expected[key] != actual[key]:
            lines.append(f"different: {name}: expected {expected[key]}, found {actual[key]}")
    return lines


def fingerprint(objects):
    """The fingerprint of a model: the sum of the hashes, lane by lane."""
    sums = [0] * LANES
    for found in objects.values():
        for lane in range(LANES):
            digits = found[0][lane * LANE_DIGITS:(lane + 1) * LANE_DIGITS]
            sums[lane] = (sums[lane] + int(digits, 16)) % 2 ** 64
    return "".join(f"{lane:016x}" for lane in sums)
