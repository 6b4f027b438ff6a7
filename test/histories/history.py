"""Migration histories of real projects, as $MIGRATE_TEST_DATA holds them.

A history is an archive with a folder `migrations`, a plan (the order in which
the project's own tool runs the files) and what pg_dump said at the end.
"""

import json
import os
import random
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import copy_data

# Tools whose folders migrate reads itself.
OWN_FOLDER = {"prisma", "drizzle", "golang-migrate", "atlas+golang-migrate"}

SECTIONS = {
    "dbmate": (re.compile(r"^\s*--\s*migrate:up.*\n", re.MULTILINE),
               re.compile(r"^\s*--\s*migrate:down", re.MULTILINE)),
    "goose": (re.compile(r"^\s*--\s*\+goose\s+up.*\n", re.MULTILINE | re.IGNORECASE),
              re.compile(r"^\s*--\s*\+goose\s+down", re.MULTILINE | re.IGNORECASE)),
}


@dataclass
class Migration:
    """One step of a history.

    `for_psql` is what psql reads where that is not `up`, and `copied` the
    text before COPYs became INSERTs.
    """

    name: str
    up: str
    down: str
    verify: str
    outside: bool
    for_psql: str
    copied: str = None

    def arguments(self):
        """The migration as one object of the array that migrate.load() takes."""
        found = {"name": self.name, "up": self.up}
        if self.down is not None:
            found["down"] = self.down
        if self.verify is not None:
            found["verify"] = self.verify
        if self.outside:
            found["transactional"] = "off"
        return found


class History:
    """An unpacked history."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.files = self.folder / "migrations"
        self.meta = json.loads((self.folder / "meta.json").read_text())
        self.name = self.meta["app"]
        prelude = self.folder / "prelude.sql"
        self.prelude = prelude if prelude.exists() else None
        self.extensions = set(self.meta["extensions"] or ())
        self.complete = self.meta["passes_on_15"]
        self.final_schema = None
        if self.complete:
            self.final_schema = (self.folder / "final_schema.sql").read_text()
        self.plan = json.loads((self.folder / "plan.json").read_text())
        self.migrations = [self._migration(step) for step in self.plan]

    def _migration(self, step):
        def text(key):
            path = step.get(key)
            return None if path is None else read_text(self.files / path)

        up = up_section(text("up"), step.get("section"))
        for variable, replacement in (step.get("tmpl") or {}).items():
            up = up.replace(variable, replacement)
        copied = up if copy_data.first_line(up) is not None else None
        up = copy_data.as_inserts(up, self.files)
        return Migration(step["id"], up, text("down"), text("verify"), step["notx"],
                         self._for_psql(up), copied)

    def _for_psql(self, up):
        """Drizzle ends a statement at its marker, with or without semicolon."""
        if self.meta["tool"] == "drizzle":
            return up.replace("--> statement-breakpoint", ";--> statement-breakpoint")
        return up

    def archive(self):
        """The folder of migrations as a tar archive."""
        return subprocess.run(["tar", "-C", self.files, "-cf", "-", "."],
                              check=True, capture_output=True).stdout

    @property
    def copied(self):
        """The migrations that came with data for psql."""
        return [found for found in self.migrations if found.copied is not None]

    @property
    def by_folder(self):
        """Whether migrate can read the folder as the project keeps it."""
        return self.meta["tool"] in OWN_FOLDER and self.complete


def read_text(path):
    """A file's text with its line ends as they are."""
    return path.read_bytes().decode()


def up_section(text, tool):
    """What a two-way file runs on the way up, as its tool takes it."""
    if tool is None:
        return text
    start, end = SECTIONS[tool]
    begun = start.search(text)
    ended = end.search(text, begun.end())
    return text[begun.end():ended.start() if ended else len(text)]


def data_folder():
    """The folder of test data, or None when there is none."""
    found = os.environ.get("MIGRATE_TEST_DATA")
    return Path(found) if found else None


def random_seed():
    """The seed of random choices: $MIGRATE_SEED, or one made up."""
    found = os.environ.get("MIGRATE_SEED")
    return int(found) if found else random.randrange(10 ** 9)


def archives(names=()):
    """The archives of histories, all or those named; end states are no history."""
    folder = data_folder()
    if folder is None:
        return []
    found = [path for path in sorted((folder / "histories").glob("*.tar.gz"))
             if not path.name.startswith("es-")]
    return [path for path in found if not names or app_of(path) in names]


def app_of(archive):
    """The name of the application whose history an archive holds."""
    return archive.name.removesuffix(".tar.gz")


def unpack(archive, target):
    """Unpack a history below the target folder."""
    subprocess.run(["tar", "-C", target, "-xzf", archive], check=True)
    return History(Path(target) / app_of(archive))
