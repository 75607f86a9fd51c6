"""From a cold shell: commands, imports, compiling for the first time and not again."""

from __future__ import annotations

import tempfile
from statistics import median

from tests.benchmarks.children import ask_child, from_the_shell
from tests.benchmarks.plans import BASELINE, BOARD
from tests.benchmarks.settings import Settings
from tests.benchmarks.table import Table

PROGRAM = ["-m", "planner"]
OPTIONS = [
    "dxa-five-days", "regional-list-west", "reserved-slots-hip-spine",
    "identify-80-percent-matched", "one-stop-clinic",
]  # fmt: skip
NEW = "--no-cache"
"""Simulate also what an earlier run gave."""


def start_up(settings: Settings) -> list[Table]:
    """Seconds from the shell to the end of each program, compiled code kept."""
    run = [*PROGRAM, "run", "--board", BOARD, "--replications"]
    programs = {
        "python, nothing else": ["-c", "pass"],
        "python, import numba": ["-c", "import numba"],
        "python, import planner": ["-c", "import planner"],
        "fls-planner --help": [*PROGRAM, "--help"],
        f"fls-planner run --board {BOARD} --replications 30": [*run, "30", NEW],
        "the same, where an earlier run left its results": [*run, "30"],
        "fls-planner compare, 5 options x 10, all results on hand": [
            *PROGRAM,
            "compare",
            BASELINE,
            *OPTIONS,
        ],
    }
    if settings.quick:
        programs = {"python, nothing else": ["-c", "pass"]}
    table = Table("From a cold shell", ("program", "wall s", "CPU s"))
    times = 1 if settings.quick else 5
    with tempfile.TemporaryDirectory() as folder:
        kept = {"XDG_CACHE_HOME": folder}
        for name, arguments in programs.items():
            # Once unseen: the disk's cache and compiled code are there for everybody.
            from_the_shell(arguments, 1, kept)
            taken = from_the_shell(arguments, times, kept)
            table.rows.append((name, taken.wall, taken.cpu))
    table.note = f"Medians of {times}; compiled code is kept from earlier."
    return [table]


def answer_screens(settings: Settings) -> list[Table]:
    """CPU time of the dashboard's answers to somebody who has compared options."""
    count, options = (1, OPTIONS[:1]) if settings.quick else (10, OPTIONS)
    ask = {
        "work": "screen",
        "scenario": BASELINE,
        "options": options,
        "replications": count,
    }
    taken = [ask_child(ask) for _ in range(1 if settings.quick else 3)]
    title = f"Dashboard: Wales, {len(options)} options x {count}, results on hand"
    table = Table(title, ("page", "first CPU s", "again CPU s"))
    for page in ("wales", "compare"):
        first, again = (
            median(one[f"{page} {when}"] for one in taken)
            for when in ("first", "again")
        )
        table.rows.append((page, first, again))
    peak = max(one["peak"] for one in taken)
    table.note = f"Medians of {len(taken)} processes; each held at most {peak:.0f} MB."
    return [table]


def compile_code(settings: Settings) -> list[Table]:
    """One replication of one board, with nothing compiled before and with all of it."""
    years = 0.25 if settings.quick else 5
    steps = {
        "import s": "import",
        "load s": "load",
        "first replication s": "first",
        "its CPU s": "first_cpu",
        "second s": "second",
    }
    columns = ("compiled code", *steps)
    table = Table(f"Compiling: {BASELINE}, one board, {years} years", columns)
    ask = {
        "work": "first call",
        "scenario": BASELINE,
        "boards": [BOARD],
        "changes": {"years": years},
    }
    with tempfile.TemporaryDirectory() as folder:
        kept = {"NUMBA_CACHE_DIR": folder}
        for name in ("none yet", "kept from the run before"):
            answer = ask_child(ask, kept)
            table.rows.append((name, *(answer[step] for step in steps.values())))
    table.note = "A process of its own for each row, and an empty folder for the first."
    return [table]
