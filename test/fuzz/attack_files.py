"""Hostile archives, and hostile folders of the server."""

import json
import os
import socket
import tempfile
from pathlib import Path

import archives
from guard import ENCODINGS, ROOT, Guard, tell

ARCHIVE_CALLS = ("SELECT migrate.unpack($1)", "SELECT * FROM migrate.load_archive($1)",
                 "CALL migrate.deploy_archive($1, resume => true)")


def attack_archives(campaign):
    """Archives that break a rule, and real ones that were changed."""
    with Guard("fuzz", every=10, encodings=ENCODINGS) as guard:
        problems = []
        odd = campaign.shuffled(archives.odd_archives())
        for number, (what, data) in enumerate(odd):
            if campaign.over():
                campaign.left_out("archives that break a rule", len(odd) - number)
                break
            for sql in ARCHIVE_CALLS:
                problems += tell(what, send_archive(guard, sql, data))
            if number % 100 == 99:
                guard.renew()
        campaign.result(problems + guard.look(), "archives that break a rule", guard.tried,
                        guard.states)
        before, states = guard.tried, guard.states.copy()
        problems = []
        bases = [archives.archive_of(path) for path in (ROOT / "examples").glob("*/*/")]
        bases.append(archives.many_entries(3))
        for number in campaign.cases():
            rng = campaign.rng(number)
            data = archives.changed(rng, rng.choice(bases))
            problems += tell(f"case {number}",
                             send_archive(guard, rng.choice(ARCHIVE_CALLS[:2]), data))
            if number % 200 == 199:
                guard.renew()
        campaign.result(problems + guard.look(), "archives changed at random",
                        guard.tried - before, guard.states - states)
        campaign.tried(guard.tried, "hostile archives: each is read or refused, nothing leads out")


def send_archive(guard, sql, data):
    """Send an archive; what comes of it must stay inside the folder."""
    answer, problems = guard.attack(sql, [data])
    if answer and not answer.error and "unpack" in sql:
        problems += [f"the path {path!r} leads out" for path in json.loads(answer.rows[0][0])
                     if path.startswith("/") or ".." in path.split("/") or "\\" in path]
    return problems


# Directories

def attack_directories(campaign):
    """Folders of the server with what is no script in them."""
    problems = []
    with Guard("fuzz") as guard, tempfile.TemporaryDirectory() as base:
        os.chmod(base, 0o755)
        for number, make in enumerate(ODD_FOLDERS):
            folder = Path(base, str(number))
            folder.mkdir()
            what = make(folder)
            _, found = guard.attack("SELECT * FROM migrate.load_directory($1)", [str(folder)])
            problems += tell(what, found)
            os.chmod(folder, 0o755)
        campaign.result(problems, "folders with what is no script", guard.tried, guard.states)
        campaign.tried(guard.tried, "hostile folders of the server: each is read or refused")


def folder_with(what, act):
    """Something that makes a folder, and says what it is."""
    def make(folder):
        act(folder)
        return what
    return make


def make_socket(folder):
    """A socket with the name of a script."""
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(folder)                # its path may be too long otherwise
        made.bind("1_a.sql")
        os.chdir(here)


def make_deep(folder):
    """Folders in folders, as deep as a path may be."""
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(400):
        os.mkdir("d" * 8)
        os.chdir("d" * 8)
    Path("1_a.sql").write_text("SELECT 1;")
    os.chdir(here)


def make_closed(folder):
    """Files and folders that only their owner could read, if at all."""
    Path(folder, "1_a.sql").write_text("SELECT 1;")
    os.chmod(Path(folder, "1_a.sql"), 0)
    Path(folder, "closed").mkdir()
    os.chmod(Path(folder, "closed"), 0)


def make_many(folder):
    """Many small files."""
    for number in range(3000):
        Path(folder, f"{number:06}_m.sql").write_text(f"SELECT {number};")


ODD_FOLDERS = (
    folder_with("nothing", lambda folder: None),
    folder_with("a link to itself", lambda folder: Path(folder, "1_a.sql").symlink_to("1_a.sql")),
    folder_with("a folder that is a link to itself",
                lambda folder: Path(folder, "loop").symlink_to(".")),
    folder_with("a link to a device",
                lambda folder: Path(folder, "1_a.sql").symlink_to("/dev/zero")),
    folder_with("a FIFO", lambda folder: os.mkfifo(Path(folder, "1_a.sql"))),
    folder_with("a socket", make_socket),
    folder_with("a folder named as a script", lambda folder: Path(folder, "1_a.sql").mkdir()),
    folder_with("an empty file", lambda folder: Path(folder, "1_a.sql").touch()),
    folder_with("bytes", lambda folder: Path(folder, "1_a.sql").write_bytes(bytes(range(256)))),
    folder_with("half a character",
                lambda folder: Path(folder, "1_a.sql").write_bytes(b"SELECT '\xc3")),
    folder_with("a NUL byte", lambda folder: Path(folder, "1_a.sql").write_bytes(b"SELECT 1;\0")),
    folder_with("UTF-16",
                lambda folder: Path(folder, "1_a.sql").write_text("SELECT 1;", encoding="utf-16")),
    folder_with("a name that is no text",
                lambda folder: Path(os.fsdecode(bytes(folder) + b"/1_\xff.sql")).touch()),
    folder_with("other names that are no text",
                lambda folder: Path(os.fsdecode(bytes(folder) + b"/\xff\xfe")).mkdir()),
    folder_with("a line end in a name", lambda folder: Path(folder, "1_a\n.sql").touch()),
    folder_with("a backslash in a name", lambda folder: Path(folder, "1_a\\.sql").touch()),
    folder_with("the longest name", lambda folder: Path(folder, "1" + "x" * 250 + ".sql").touch()),
    folder_with("a journal that is a folder",
                lambda folder: Path(folder, "meta/_journal.json").mkdir(parents=True)),
    folder_with("closed files", make_closed),
    folder_with("400 folders deep", make_deep),
    folder_with("3,000 files", make_many),
)
