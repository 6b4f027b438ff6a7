"""How long and with what luck: the time, the seed, and what was tried."""

import os
import random
import time

SECONDS = 150

# How many problems of a test are shown.
SHOWN = 20


class Campaign:
    """One run of the program.

    MIGRATE_SEED makes the same cases again, MIGRATE_FUZZ_SECONDS gives more or
    less time.  Each section has a share of the time, and what earlier sections
    left over.
    """

    def __init__(self, report, wanted):
        self.report = report
        self.seed = os.environ.get("MIGRATE_SEED") or str(random.SystemRandom().randrange(10 ** 9))
        self.total = float(os.environ.get("MIGRATE_FUZZ_SECONDS") or SECONDS)
        self.wanted = dict(word.partition(":")[::2] for word in wanted)
        self.section = None
        self.budget = 0.0
        self.deadline = 0.0

    def begin(self, section, share):
        """Start a section that has this share of the time; False if it is not wanted."""
        self.budget += share * self.total
        self.section = section
        self.deadline = time.monotonic() + self.budget
        return not self.wanted or section in self.wanted

    def end(self):
        """End a section: what it did not need is for the next, which lacks what it
        took too long."""
        self.budget = self.deadline - time.monotonic()

    def over(self):
        """Whether the time of the section is over."""
        return time.monotonic() > self.deadline

    def rng(self, number):
        """The luck of one case: the same for the same seed, section and number."""
        return random.Random(f"{self.seed} {self.section} {number}")

    def shuffled(self, cases):
        """Cases in an order by luck: what the time does not suffice for is another
        part with another seed."""
        cases = list(cases)
        self.rng("order").shuffle(cases)
        return cases

    def cases(self):
        """The numbers of random cases until the time is over; one if one is wanted."""
        only = self.wanted.get(self.section)
        if only:
            yield int(only)
            return
        number = 0
        while not self.over():
            yield number
            number += 1

    def result(self, problems, what, tried, states):
        """One test: what was attacked, how often, and how that ended.

        What was not attacked at all, because the time was over, is none.
        """
        if not tried and not problems:
            return
        shown = [problem[:1500] for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            shown.append(f"... and {len(problems) - SHOWN} more")
        self.report.check(shown, f"{what}: {tried} tried, {outcomes(states)}")

    def tried(self, count, what):
        """Tell what was tried; scripts/test adds up what has the same text."""
        if count:
            print(f"# tried: {count} {what}")

    def left_out(self, what, count):
        """Tell what the time did not suffice for."""
        if count:
            self.report.skip(what, f"{count} left out, the time is over")


def outcomes(states):
    """How attacks ended, by SQLSTATE."""
    done = states.get("00000", 0)
    refused = sum(states.values()) - done
    kinds = len(states) - (done > 0)
    return f"{done} succeeded, {refused} refused with {kinds} SQLSTATEs"
