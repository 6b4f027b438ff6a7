"""Calls with hostile arguments, one at a time and several, and JSON of wrong shapes."""

import json
from collections import Counter, defaultdict

import bundles
import values
from guard import ENCODINGS, Guard, tell


def attack_calls(campaign):
    """Every value for every argument of every call, and then several at once."""
    taken, problems, tried = {}, defaultdict(list), Counter()
    states = defaultdict(Counter)
    with Guard("fuzz", every=10, encodings=ENCODINGS) as guard:
        calls = values.read_calls(guard.session, json)
        cases = campaign.shuffled([
            (call, name, value) for call in calls for name, _ in call.arguments
            for value in call.hostile(name) if not values.walks_away(name, value)])
        for number, (call, name, value) in enumerate(cases):
            if campaign.over():
                campaign.left_out("values of arguments", len(cases) - number)
                break
            answer, found = call_with(guard, call, taken, {name: value})
            problems[call.name] += found
            tried[call.name] += 1
            states[call.name][answer.sqlstate if answer else "lost"] += 1
            if number % 300 == 299:
                problems[call.name] += guard.look()
                guard.renew()
        for name in sorted(tried):
            campaign.result(problems[name], f"migrate.{name}, each argument", tried[name],
                            states[name])
        several_arguments(campaign, guard, calls, taken)
        campaign.tried(guard.tried, "calls with hostile arguments: each ends well or says"
                       " what is wrong")


def several_arguments(campaign, guard, calls, taken):
    """Calls with two or more hostile arguments, by luck."""
    before, states = guard.tried, guard.states.copy()
    problems = []
    calls = [call for call in calls if call.arguments]
    for number in campaign.cases():
        rng = campaign.rng(number)
        call = rng.choice(calls)
        names = [name for name, _ in call.arguments]
        chosen = {name: rng.choice(call.hostile(name))
                  for name in rng.sample(names, rng.randrange(1, len(names) + 1))}
        if not any(values.walks_away(*pair) for pair in chosen.items()):
            problems += tell(f"case {number}", call_with(guard, call, taken, chosen)[1])
        if number % 200 == 199:
            guard.renew()
    campaign.result(problems + guard.look(), "several hostile arguments", guard.tried - before,
                    guard.states - states)


def call_with(guard, call, taken, chosen):
    """One call, its answer and the problems.  What the server itself does not
    take must fail as it says."""
    names = [name for name, _ in call.arguments]
    types = dict(call.arguments)
    refused = {values.refused_by_type(guard, taken, types[name], value)
               for name, value in chosen.items()} - {None}
    answer, problems = guard.attack(
        call.statement(names), [chosen.get(name, call.sensible(name)) for name in names],
        named=not refused)
    if refused and answer and answer.sqlstate not in refused:
        problems.append(f"expected one of {sorted(refused)}, got {answer.sqlstate}")
    shown = ", ".join(f"{name} => {values.short(value)}" for name, value in chosen.items())
    return answer, tell(f"migrate.{call.name}({shown})", problems)


# Bundles and options

def attack_bundles(campaign):
    """JSON of wrong shapes for every call that takes any."""
    problems = []
    with Guard("fuzz", every=10, encodings=ENCODINGS) as guard:
        targets = [(call, name) for call in values.read_calls(guard.session, json)
                   for name, kind in call.arguments if kind == "jsonb"]
        for number in campaign.cases():
            rng = campaign.rng(number)
            call, attacked = rng.choice(targets)
            if attacked == "options":
                value, layout = bundles.changed_value(rng, bundles.OPTIONS), "auto"
            else:
                value, layout = bundles.changed_bundle(rng)
            names = [name for name, _ in call.arguments]
            given = [json.dumps(value, ensure_ascii=False) if name == attacked else
                     layout if name == "layout" else call.sensible(name) for name in names]
            events = guard.known["events"]
            answer, found = guard.attack(call.statement(names), given)
            if answer and answer.error and not call.procedure and guard.known["events"] != events:
                found.append("it failed and left an event")
            problems += tell(f"case {number}, migrate.{call.name}, {attacked} ="
                             f" {json.dumps(value)[:300]}", found)
            if number % 200 == 199:
                guard.renew()
        campaign.result(problems + guard.look(), "bundles, journals and options of wrong shapes",
                        guard.tried, guard.states)
        campaign.tried(guard.tried, "bundles, journals and options of wrong shapes:"
                       " each ends well or says what is wrong, all or nothing")
