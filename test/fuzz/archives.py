"""Hostile tar archives: made by hand, and real ones changed at random."""

import io
import tarfile

BLOCK = 512
END = b"\0" * (2 * BLOCK)

# Where the fields of a header are, and how long.
HEADER_FIELDS = {"name": (0, 100), "mode": (100, 8), "uid": (108, 8), "gid": (116, 8),
                 "size": (124, 12), "mtime": (136, 12), "checksum": (148, 8), "type": (156, 1),
                 "link": (157, 100), "magic": (257, 6), "version": (263, 2), "prefix": (345, 155)}


def octal(number, width):
    """A number as headers have it."""
    return b"%0*o\0" % (width - 1, number)


def base256(number, width):
    """A large number as GNU tar writes it."""
    return (1 << (8 * width - 1) | number).to_bytes(width, "big")


def header(name, size=0, kind=b"0", **fields):
    """A header with a right checksum; fields replace what it would have.

    A size given as bytes is the field itself.
    """
    found = {"name": name, "mode": octal(0o644, 8), "uid": octal(0, 8), "gid": octal(0, 8),
             "size": size if isinstance(size, bytes) else octal(size, 12),
             "mtime": octal(0, 12), "type": kind,
             "magic": b"ustar\0", "version": b"00", **fields}
    block = bytearray(BLOCK)
    for key, value in found.items():
        start, width = HEADER_FIELDS[key]
        block[start:start + width] = value[:width].ljust(width, b"\0")
    return bytes(block) if "checksum" in fields else with_checksum(block)


def with_checksum(block):
    """The header with the sum of its bytes in it."""
    block = bytearray(block)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(data):
    """Data up to the end of a block."""
    return data + b"\0" * (-len(data) % BLOCK)


def entry(name, data=b"SELECT 1;", kind=b"0", **fields):
    """A header and its data."""
    return header(name, len(data), kind, **fields) + padded(data)


def pax(records, kind=b"x", name=b"PaxHeader"):
    """An extended header with the records as they are given."""
    return entry(name, records, kind)


def record(key, value):
    """A record of an extended header with its right length."""
    bare = len(key) + len(value) + 3
    length = bare + 1
    while len(str(length)) + bare != length:
        length = len(str(length)) + bare
    return b"%d %s=%s\n" % (length, key, value)


FILE = entry(b"1_a.sql")


def long_path(length):
    """A path of so many bytes whose parts are short enough for any system."""
    return (b"/".join([b"d" * 50] * (length // 51 + 1)) + b"/1.sql")[-length:].lstrip(b"/")


def odd_archives():
    """Archives that break a rule each, by what they are."""
    far = 2 ** 63
    yield "nothing", b""
    yield "end blocks only", END
    yield "no end", FILE
    yield "one end block", FILE + b"\0" * BLOCK
    yield "garbage behind the end", FILE + END + b"\xff" * 700
    for path in (b"../1_a.sql", b"/1_a.sql", b"/etc/passwd", b"a/../../1_a.sql", b"a/..", b"..",
                 b".", b"./", b"./././1_a.sql", b".//1_a.sql", b"a//1.sql", b"a\\1.sql", b"\\1.sql",
                 b"C:\\1.sql", b"a/./1.sql", b"a/", b"1_a.sql/", b"", b" ", b"\n.sql", b"1\x01.sql",
                 b"1_\xff\xfe.sql", b"1_\xc3.sql", b"\xff.txt", b"1_\xed\xa0\x80.sql",
                 b"1_\xf0\x9f\x98.sql", b"'.sql", b"%s%n.sql", b"1_a.down.sql", b"1_a.sql.sql",
                 b"meta/_journal.json", b"migration_lock.toml", b"-rf.sql", b"1_\xe2\x80\xae.sql"):
        yield f"path {path!r}", entry(path) + END
        yield f"folder {path!r}", header(path, kind=b"5") + FILE + END
        yield f"link to {path!r}", header(b"2_b.sql", kind=b"2", link=path) + FILE + END
        yield f"long name {path!r}", entry(b"x", path + b"\0", b"L") + FILE + END
        yield f"pax path {path!r}", pax(record(b"path", path)) + FILE + END
    for kind in (b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"A", b"D", b"K", b"L", b"M", b"N",
                 b"S", b"V", b"X", b"Z", b"g", b"x", b"\0", b"\xff", b" "):
        yield f"type {kind!r}", entry(b"2_b.sql", kind=kind) + FILE + END
        yield f"type {kind!r}, not UTF-8", entry(b"2_\xff.sql", kind=kind) + FILE + END
        yield f"type {kind!r}, huge size", (
            header(b"2_b.sql", kind=kind, size=b"7" * 12) + FILE + END)
    for what, size in (("octal", b"7" * 12), ("no digits", b"x" * 12), ("spaces", b" " * 12),
                       ("negative", b"-0000000001\0"), ("all ones", b"\xff" * 12),
                       ("2^63 - 1", base256(far - 1, 12)), ("2^63", base256(far, 12)),
                       ("2^63 + 1", base256(far + 1, 12)), ("2^64 - 1", base256(2 * far - 1, 12)),
                       ("2^64", base256(2 * far, 12)), ("2^88", base256(2 ** 88, 12)),
                       ("2^63 - 512", base256(far - 512, 12)), ("9 in octal", b"00000000009\0"),
                       ("one too much", octal(BLOCK + 1, 12)), ("2^31", octal(2 ** 31, 12)),
                       ("2^32 + 9", octal(2 ** 32 + 9, 12)), ("zero", octal(0, 12))):
        yield f"size {what}", header(b"1_a.sql", size=size) + padded(b"SELECT 1;") + END
        for kind in (b"x", b"g", b"L", b"K", b"V"):
            yield f"size {what} of type {kind!r}", header(b"e", kind=kind, size=size) + FILE + END
    for sum_ in (b"\0" * 8, b" " * 8, b"000000\0 ", b"7777777\0", b"\xff" * 8, b"-1\0\0\0\0\0\0"):
        yield f"checksum {sum_!r}", header(b"1_a.sql", checksum=sum_) + END
    yield from odd_extensions()
    yield "twice the same", FILE + FILE + END
    yield "a file and a folder", FILE + entry(b"1_a.sql/x.sql") + END
    yield "long name at the end", FILE + entry(b"x", b"2_b.sql\0", b"L") + END
    yield "1,000 long names", entry(b"x", b"9_x.sql\0", b"L") * 1000 + FILE + END
    yield "folders in folders", entry(b"/".join([b"a"] * 48) + b"/1.sql") + END
    for magic in (b"\0" * 6, b"ustar ", b"USTAR\0", b"\xff" * 6):
        yield f"magic {magic!r}", entry(b"1_a.sql", magic=magic, prefix=b"/" * 155) + END
    yield "prefix without end", entry(b"n" * 100, prefix=b"p" * 155) + END
    for length in (1023, 1024, 1025, 5000):
        path = long_path(length)
        yield f"path of {length} bytes", pax(record(b"path", path)) + FILE + END
        wide = b"1" + "é".encode() * (length // 2) + b".sql"
        yield f"path of {len(wide)} bytes that are not ASCII", (
            pax(record(b"path", wide)) + FILE + END)


def odd_extensions():
    """Archives whose extended headers lie."""
    for text in (b"", b"x", b"0", b"1", b"10", b"10 ", b"0 path=a\n", b"5 path=a\n", b"99 path=a\n",
                 b"9 path=a\nx", b"9 path=a", b"9 path a\n", b"-9 path=a\n", b" 9 path=a\n",
                 b"09 path=a\n", b"4 =\n\n", b"3 =\n", b"2 \n", b"9" * 400 + b" path=a\n",
                 b"18446744073709551616 path=a\n", b"18446744073709551617 a=b\n",
                 b"9223372036854775807 path=a\n", record(b"path", b"a\0b"), record(b"path", b""),
                 record(b"path", b"/etc/passwd"), record(b"path", b"x" * 100000),
                 record(b"size", b""), record(b"size", b"-1"), record(b"size", b"x"),
                 record(b"size", b"9" * 30), record(b"size", b"9223372036854775807"),
                 record(b"size", b"9223372036854775296"), record(b"size", b"1"),
                 record(b"size", b"0"), record(b"size", b"1.5"), record(b"linkpath", b"x" * 5000),
                 record(b"GNU.sparse.major", b"1"), record(b"GNU.sparse.", b"1"),
                 record(b"hdrcharset", b"BINARY"), record(b"comment", b"\xff" * 100),
                 record(b"path", b"\xff.sql"), record(b"path", b"1_\xc3.sql"),
                 record(b"", b""), record(b"path", b"2_b.sql") * 1000):
        shown = repr(text) if len(text) < 60 else f"{text[:40]!r}..."
        yield f"pax {shown}", pax(text) + FILE + END
        yield f"global pax {shown}", pax(text, b"g") + FILE + entry(b"2_b.sql") + END


def many_entries(count):
    """An archive of so many small files."""
    return b"".join(entry(b"%06d_m.sql" % number, b"SELECT %d;" % number)
                    for number in range(count)) + END


def archive_of(folder):
    """A folder as Python packs it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.add(folder, arcname=".")
    return buffer.getvalue()


def changed(rng, data):
    """An archive with something changed: often a header whose sum is right again."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        kind = rng.randrange(6)
        block = rng.randrange(max(len(data) // BLOCK, 1)) * BLOCK
        if kind == 0:
            del data[rng.randrange(len(data) + 1):]
        elif kind == 1 and data:
            data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind == 2:
            other = rng.randrange(max(len(data) // BLOCK, 1)) * BLOCK
            data[block:block] = data[other:other + BLOCK * rng.randrange(1, 4)]
        elif kind == 3:
            del data[block:block + BLOCK * rng.randrange(1, 4)]
        else:
            change_header(rng, data, block)
    return bytes(data)


def change_header(rng, data, block):
    """Change a field of what may be a header, and mend its sum."""
    if len(data) < block + BLOCK:
        return
    name, (start, width) = rng.choice(list(HEADER_FIELDS.items()))
    value = rng.choice((bytes(rng.randrange(256) for _ in range(width)), b"\xff" * width,
                        b"\0" * width, b"7" * width, b" " * width, b"../" * width,
                        base256(rng.randrange(2 ** (8 * width - 1)), width)))
    data[block + start:block + start + width] = value[:width]
    if name != "checksum":
        data[block:block + BLOCK] = with_checksum(data[block:block + BLOCK])
