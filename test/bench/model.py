"""What the model of the schema costs: drift against pg_dump, and the deltas of
migrations against psql.

What is processor time comes from /proc; where that is not mounted it is left
out.
"""

import re
import resource
import statistics
import subprocess
import time
from pathlib import Path

import generated
from server import Database, jsonb_literal, run_psql, value

ROUNDS = 5
SIZES = (1000, 10_000)

# What drift may take: of the time of pg_dump -s, by the number of tables.
COLD, WARM = 0.7, 0.5
STAMP = {1000: 0.06, 10_000: 0.05}

# What recording its delta may add to a migration: a part of what it takes
# otherwise, or so many milliseconds and so many more for each table.
PART, FIXED, EACH = 0.1, 2, 0.007
MIGRATIONS = 40

# What a session may be left with after a check, in kB for each table, and at
# most while it runs, without the shared buffers.
LEFT, PEAK = 40, 60

# Makes the next check compare everything; it changes nothing.
TOUCH = "COMMENT ON TABLE part_0.item_1 IS 'items of kind 1';\n"

CHECK = "SELECT '@@drift ' || count(*) FROM migrate.drift();\n"
REMEMBERED = "SELECT '@@remembered ' || md5(value) FROM migrate.cache WHERE key = 'drift';\n"
CLOCK = "SELECT '@@clock ' || extract(epoch FROM clock_timestamp());\n"
PROCESS = """
SELECT '@@cpu ' || coalesce(pg_read_file('/proc/self/stat', 0, 10000, true), '');
SELECT '@@memory ' || regexp_replace(coalesce(pg_read_file('/proc/self/status', 0, 10000, true), ''), '\\s+', ' ', 'g');
"""
CONTEXTS = """
SELECT '@@contexts ' || coalesce(sum(total_bytes), 0) || ' '
       || coalesce(sum(total_bytes) FILTER (WHERE cache), 0)
FROM (SELECT total_bytes,
             name = 'CacheMemoryContext' OR parent = 'CacheMemoryContext'
             OR parent IN (SELECT name FROM pg_backend_memory_contexts
                           WHERE parent = 'CacheMemoryContext') AS cache
      FROM pg_backend_memory_contexts) AS contexts;
"""


def found(printed, mark):
    """What was printed behind a mark, each time."""
    return re.findall(rf"^@@{mark} ?(.*)$", printed, re.MULTILINE)


def cpu_of(stat):
    """Seconds of the processor in a line of /proc/PID/stat, own and of what ended."""
    fields = stat.rpartition(")")[2].split()
    return [sum(int(text) for text in fields[place:place + 2]) / 100 for place in (11, 13)]


def server_cpu():
    """Seconds that ended sessions have used, and this client's programs; or None."""
    pid = value("postgres", "SELECT pg_read_file('postmaster.pid')").split()[0]
    stat = Path("/proc", pid, "stat")
    if not stat.exists():
        return None
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return cpu_of(stat.read_text())[1] + usage.ru_utime + usage.ru_stime


def time_dump(database):
    """Seconds of pg_dump -s, and of the processor."""
    before = server_cpu()
    start = time.perf_counter()
    subprocess.run(["pg_dump", "-s", "-f", "/dev/null", "-d", database], check=True)
    took = time.perf_counter() - start
    time.sleep(0.3)
    return took, before and server_cpu() - before


def time_check(database, script, compared):
    """Seconds of a session, of its last check, and what it printed."""
    start = time.perf_counter()
    printed = run_psql(database, script)
    took = time.perf_counter() - start
    remembered = found(printed, "remembered")
    if set(found(printed, "drift")) != {"0"} or (len(set(remembered)) > 1) != compared:
        raise RuntimeError(f"not the check that was to be measured: {printed}")
    clocks = [float(text) for text in found(printed, "clock")]
    return took, clocks[-1] - clocks[-2], printed


def cpu_between(printed):
    """Seconds of the processor between the marks of a session."""
    stats = found(printed, "cpu")
    return cpu_of(stats[-1])[0] - cpu_of(stats[0])[0] if all(stats) else None


def status_kb(printed, name):
    """A figure of /proc/self/status at the end, or None."""
    match = re.search(rf"{name}: (\d+) kB", found(printed, "memory")[-1])
    return int(match[1]) if match else None


def median(figures):
    """The median, None if there are none."""
    return None if None in figures else statistics.median(figures)


def against(figure, other, bound=None):
    """A ratio, with its bound, as text."""
    if figure is None or not other:
        return "—"
    ratio = figure / other
    if bound is None:
        return f"{ratio:.3f}"
    return f"{ratio:.3f} of {bound}" + (" MISSED" if ratio > bound else "")


def within(figure, bound):
    """A figure with its bound, as text."""
    if figure is None:
        return "—"
    return f"{figure:.1f} of {bound:.1f}" + (" MISSED" if figure > bound else "")


def make_application(database, size):
    """Make a schema and take it for what is expected."""
    run_psql(database, generated.application(size))
    run_psql(database, "VACUUM ANALYZE;\nCREATE EXTENSION migrate;\n"
             "SELECT count(*) FROM migrate.load('[{\"name\": \"first\", \"up\": \"SELECT 1\"}]');\n"
             "CALL migrate.baseline('first');\n" + CHECK)


def drift_rows(database, size):
    """The rows of the tables of drift and of memory for a size of schema."""
    dump, dump_cpu, cold, cold_cpu, warm, stamp = [], [], [], [], [], []
    compare = TOUCH + CLOCK + CHECK + CLOCK + REMEMBERED
    for _ in range(ROUNDS):
        took, cpu = time_dump(database)
        dump.append(took)
        dump_cpu.append(cpu)
        took, _, printed = time_check(database, REMEMBERED + compare + PROCESS, True)
        cold.append(took)
        cold_cpu.append(cpu_of(found(printed, "cpu")[0])[0] if found(printed, "cpu")[0] else None)
        took, last, printed = time_check(database, REMEMBERED + compare + compare
                                         + PROCESS + CONTEXTS, True)
        warm.append(last)
        stamp.append(time_check(database, REMEMBERED + CLOCK + CHECK + CLOCK + REMEMBERED, False)[0])
    base = statistics.median(dump)
    every, cache = (int(text) // 1024 for text in found(printed, "contexts")[-1].split())
    peak = status_kb(printed, "VmHWM")
    shared = status_kb(printed, "RssShmem")
    return ((f"{size:,}", f"{base:.2f}",
             f"{statistics.median(cold):.2f}", against(statistics.median(cold), base, COLD),
             against(median(cold_cpu), median(dump_cpu)),
             f"{statistics.median(warm):.2f}", against(statistics.median(warm), base, WARM),
             f"{statistics.median(stamp):.3f}", against(statistics.median(stamp), base, STAMP[size])),
            (f"{size:,}", cache, within((every - cache) / size, LEFT),
             within((peak - shared) / size if peak else None, PEAK)))
