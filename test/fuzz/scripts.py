"""Scripts that nobody would write: real ones changed at random, random bytes, and huge ones."""

import re
import tarfile
from pathlib import Path

from history import archives

LONGEST = 20000
FILES = 400

# Statements that the runner treats in a way of its own, or must refuse: one a
# line of a file, and pieces that are no line of text.
SPECIAL = tuple(Path(__file__).with_name("special.sql").read_text().splitlines()) + (
    'COPY t FROM STDIN;\n1\n\\.\n', ';', ';;;', '--\n', '\r\n', '\r', '\x0b', '\ufeff', '\xa0',
    '\u2028', "''", "'", '"', '$$', '/*', "E'\\")

TOKEN = re.compile(r"\s+|\w+|'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|.", re.DOTALL)


def corpus(root):
    """Texts of real migrations, from the test data or else from the examples."""
    texts = []
    for archive in archives():
        with tarfile.open(archive) as tar:
            found = [member for member in tar if member.isfile() and member.size <= LONGEST
                     and "/migrations/" in member.name and member.name.endswith(".sql")]
            texts += [tar.extractfile(member).read().decode(errors="replace")
                      for member in found[:FILES // 20]]
    examples = sorted(Path(root, "examples").glob("**/*.sql"))
    texts += [path.read_text() for path in examples]
    return [text for text in texts if text.strip()]


def changed_script(rng, texts):
    """A script as it could come from a bad merge, a bad disk, or a bad person."""
    text = rng.choice(texts)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        text = rng.choice((change_statements, change_statements, insert_special, insert_special,
                           change_tokens, change_characters, join_scripts))(rng, text, texts)
    return text[:4 * LONGEST].replace("\0", " ").encode("utf-8", "replace").decode()


def change_statements(rng, text, _):
    """Leave out, double, or move statements, roughly."""
    parts = re.split(r"(?<=;)\s*\n", text)
    kind, place = rng.randrange(4), rng.randrange(len(parts))
    if kind == 0 and len(parts) > 1:
        del parts[place]
    elif kind == 1:
        parts.insert(rng.randrange(len(parts) + 1), parts[place])
    elif kind == 2:
        parts.insert(rng.randrange(len(parts)), parts.pop(place))
    else:
        rng.shuffle(parts)
    return "\n".join(parts)


def insert_special(rng, text, _):
    """Put a special statement behind a line, or anywhere."""
    special = rng.choice(SPECIAL)
    ends = [match.end() for match in re.finditer(r";\s*\n|\A|\Z", text)]
    place = rng.choice(ends) if rng.random() < 0.8 else rng.randrange(len(text) + 1)
    return f"{text[:place]}{special}\n{text[place:]}"


def change_tokens(rng, text, texts):
    """Exchange, double or leave out tokens, or take one of another script."""
    tokens = TOKEN.findall(text[:LONGEST])
    for _ in range(rng.randrange(1, 4)):
        if not tokens:
            break
        place = rng.randrange(len(tokens))
        kind = rng.randrange(4)
        if kind == 0:
            del tokens[place]
        elif kind == 1:
            tokens.insert(place, rng.choice(tokens))
        elif kind == 2:
            tokens[place] = rng.choice(tokens)
        else:
            tokens[place] = rng.choice(TOKEN.findall(rng.choice(texts)[:2000]) or [""])
    return "".join(tokens)


def change_characters(rng, text, _):
    """Change some characters, or cut the text off."""
    letters = list(text)
    for _ in range(rng.randrange(1, 6)):
        if letters:
            letters[rng.randrange(len(letters))] = rng.choice(
                "'\"$;\\/*-:()[]{}.,%@#& \n\r\t\x01\x7f\ufeffé\U0001f600") * rng.randrange(3)
    if rng.random() < 0.2:
        del letters[rng.randrange(len(letters) + 1):]
    return "".join(letters)


def join_scripts(rng, text, texts):
    """Half of one script and half of another."""
    other = rng.choice(texts)
    return text[:rng.randrange(len(text) + 1)] + other[rng.randrange(len(other) + 1):]


def special_script(rng):
    """A few special statements in a row."""
    return "\n".join(rng.choice(SPECIAL) for _ in range(rng.randrange(1, 12)))


def random_characters(rng):
    """Text that is no SQL at all."""
    return "".join(chr(rng.choice((rng.randrange(1, 128), rng.randrange(1, 128),
                                   rng.randrange(128, 0xD800), rng.randrange(0xE000, 0x110000))))
                   for _ in range(rng.randrange(300)))


def random_bytes(rng):
    """Bytes that may be cut in the middle of a character."""
    data = bytes(rng.randrange(256) for _ in range(rng.randrange(300)))
    text = "SELECT 'é€\U0001f600' AS \"é€\U0001f600\";".encode()
    return rng.choice((data, text[:rng.randrange(len(text))], text + data))
