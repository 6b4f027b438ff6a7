"""Test results in the Test Anything Protocol, one line per test."""

import sys


class Report:
    """Prints results as they come and counts them."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def _line(self, head, text, notes):
        self.number += 1
        print(f"{head} {self.number} - {text}")
        for note in notes:
            for line in str(note).splitlines():
                print(f"# {line}")
        sys.stdout.flush()

    def ok(self, text, notes=()):
        """A test that passed."""
        self._line("ok", text, notes)

    def fail(self, text, notes=()):
        """A test that failed; the notes say what was found."""
        self.failed += 1
        self._line("not ok", text, notes)

    def check(self, problems, text):
        """A test that passed if the list of problems is empty."""
        if problems:
            self.fail(text, problems)
        else:
            self.ok(text)

    def skip(self, text, reason):
        """A test that could not be run here."""
        self._line("ok", f"{text} # SKIP {reason}", ())

    def close(self, notes=()):
        """Print the plan and the totals; returns the exit status."""
        for note in notes:
            print(f"# {note}")
        print(f"1..{self.number}")
        return 1 if self.failed else 0
