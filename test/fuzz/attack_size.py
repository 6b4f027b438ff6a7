"""Input that is huge."""

import time

import huge
from guard import ADD, Guard, tell
from wire import Text

# Seconds that a call with large input may take, on a machine where the server
# counts so long.
LARGE = 60
COUNTING = "SELECT count(*) FROM generate_series(1, 1000000)"
COUNTING_TAKES = 0.3

def attack_huge(campaign):
    """Large, deep and long input, each within a minute of a machine that is idle.

    verify() reads every text there is: it looks once for each kind of input.
    """
    with Guard("fuzz", every=1000000) as guard:
        for what, attack in (("large scripts", huge_scripts), ("deep scripts", deep_scripts),
                             ("large bundles", huge_bundles), ("large archives", huge_archives)):
            if campaign.over():
                campaign.left_out(what, "all")
                continue
            before, states = guard.tried, guard.states.copy()
            start = time.monotonic()
            problems, left = attack(campaign, guard)
            problems += guard.look()
            guard.renew()
            campaign.result(problems, what, guard.tried - before, guard.states - states)
            print(f"# {what}: {time.monotonic() - start:.0f} s")
            campaign.left_out(what, left)
        campaign.tried(guard.tried, "calls with huge input: each within a minute")


class Pace:
    """How much slower the server is than an idle one: counted now and then."""

    def __init__(self):
        self.counted = None
        self.factor = 1.0

    def limit(self, guard):
        """How many seconds a call with large input may take now."""
        now = time.monotonic()
        if self.counted is None or now > self.counted + 5:
            guard.session.query(COUNTING)
            self.counted = time.monotonic()
            self.factor = max((self.counted - now) / COUNTING_TAKES, 1.0)
        return LARGE * self.factor


PACE = Pace()


def large(guard, what, sql, given, ends):
    """A call with large input, which must end in one of these ways."""
    answer, problems = guard.attack(sql, given, timeout=PACE.limit(guard),
                                    named="54001" not in ends)
    if answer and answer.sqlstate not in ends:
        problems.append(f"expected one of {sorted(ends)}: {answer.error or 'success'}")
    if answer and answer.error and len(answer.error.message) > 10000:
        problems.append(f"the message is {len(answer.error.message)} characters long")
    return tell(what, problems)


def hand_over_and_run(guard, number, what, text, mode, ends):
    """A migration that is handed over, run and looked at."""
    name = f"h{number}"
    problems = large(guard, what, ADD, [name, Text(text), None, None, mode], {"00000"})
    problems += large(guard, what, "CALL migrate.apply()", [], ends)
    problems += large(guard, what, "SELECT count(*) FROM migrate.statements($1)", [name],
                      ends | {"00000"})
    guard.session.execute("CALL migrate.resolve($1, 'rolled_back')", [name])
    guard.session.execute("SELECT migrate.remove($1)", [name])
    return problems


def huge_scripts(campaign, guard):
    """Scripts of 64 MB, and of 100,000 statements."""
    problems, left = [], 0
    cases = [(what, text, "auto", ends) for what, text, ends in huge.scripts()]
    cases += [(what, text, "off", ends) for what, text, ends in huge.steps()]
    for number, (what, text, mode, ends) in enumerate(campaign.shuffled(cases)):
        if campaign.over():
            left += 1
        else:
            problems += hand_over_and_run(guard, number, what, text, mode, ends)
    for what, text in huge.read_only():
        guard.session.execute(ADD, ["looked at", Text(text), None, None, "auto"])
        problems += large(guard, what, "SELECT count(*) FROM migrate.statements('looked at')", [],
                          {"00000"})
    return problems, left


def deep_scripts(campaign, guard):
    """Nested scripts run, and are compared with a nested one that has run."""
    problems, left = [], 0
    for number, (what, text, ends) in enumerate(campaign.shuffled(huge.deep_scripts())):
        if campaign.over():
            left += 1
            continue
        problems += hand_over_and_run(guard, number, what, text, "auto", ends)
        name = f"c{number}"
        guard.session.execute(ADD, [name, Text(text), None, None, "auto"])
        guard.session.execute("CALL migrate.resolve($1, 'applied')", [name])
        problems += large(guard, f"{what}, compared", ADD,
                          [name, Text(text + " -- the same"), None, None, "auto"],
                          {"00000", "MG003"})
    return problems, left


MANY = 50000


def huge_bundles(campaign, guard):
    """Bundles of many migrations for the calls that take a bundle."""
    problems, left = [], 0
    mine, others = huge.many_migrations("m", MANY), huge.many_migrations("n", MANY)
    for what, sql, given, ends in (
            ("load", "SELECT count(*) FROM migrate.load($1::jsonb)", [mine], {"00000"}),
            ("load again", "SELECT count(*) FROM migrate.load($1::jsonb)", [mine], {"00000"}),
            ("status of the same", "SELECT count(*) FROM migrate.status($1::jsonb)", [mine],
             {"00000"}),
            ("status of others", "SELECT count(*) FROM migrate.status($1::jsonb)", [others],
             {"00000"}),
            ("verify", "SELECT count(*) FROM migrate.verify($1::jsonb)", [others], {"00000"}),
            ("check", "SELECT migrate.check($1::jsonb)", [mine], {"MG025"}),
            ("bundle", "SELECT count(migrate.bundle('list'))", [], {"00000"}),
            ("the first fails", "CALL migrate.apply()", [], {"22012"}),
            ("baseline", f"CALL migrate.baseline('m{MANY - 1}')", [], {"00000"}),
            ("requirements", "SELECT count(*) FROM migrate.load($1::jsonb, project => 'r')",
             [huge.requirements(5000, False)], {"00000"}),
            ("run what requires",
             "SELECT count(*) FROM migrate.apply_in_transaction(project => 'r')", [], {"00000"}),
            ("many requirements", "SELECT count(*) FROM migrate.load($1::jsonb, project => 's')",
             [huge.requirements(200000, False)], {"54001"}),
            ("a circle", "SELECT count(*) FROM migrate.load($1::jsonb, project => 't')",
             [huge.requirements(5000, True)], {"MG012"})):
        if campaign.over():
            left += 1
        else:
            problems += large(guard, what, sql, given, ends)
    return problems, left


def huge_archives(campaign, guard):
    """Archives of 100 MB."""
    problems, left = [], 0
    for what, data in campaign.shuffled(huge.large_archives()):
        if campaign.over():
            left += 1
            continue
        problems += large(guard, what, "SELECT count(migrate.unpack($1))", [data], {"00000"})
        problems += large(guard, what,
                          "SELECT count(*) FROM migrate.load_archive($1, project => $2)",
                          [data, what], {"00000"})
    return problems, left
