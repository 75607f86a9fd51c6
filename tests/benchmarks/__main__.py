"""Benchmarks side by side in one run: `python -m tests.benchmarks`.

A full run writes its tables to `tests/benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from pathlib import Path

from tests.benchmarks.answers import answer_again, answer_by_formula
from tests.benchmarks.engines import compare_engines, grow_workload
from tests.benchmarks.people import answer_many_people
from tests.benchmarks.plans import grow_people, grow_replications, run_plans
from tests.benchmarks.screen import compare_wales, move_levers
from tests.benchmarks.settings import Settings
from tests.benchmarks.starting import answer_screens, compile_code, start_up
from tests.benchmarks.table import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
SECTIONS = {
    "engines": compare_engines,
    "workload": grow_workload,
    "people": grow_people,
    "replications": grow_replications,
    "plans": run_plans,
    "startup": start_up,
    "screens": answer_screens,
    "dashboard": answer_many_people,
    "levers": move_levers,
    "options": compare_wales,
    "compile": compile_code,
    "answers": answer_again,
    "formula": answer_by_formula,
}
OF_THE_SCREEN = ("dashboard", "levers", "options")
"""Sections that start a dashboard, and a browser or many people before it."""
HEAD = """# Benchmarks: the last table

By `python -m tests.benchmarks` (CONTRIBUTING says how); nothing here passes or fails a
test. FLS-1 is `scenarios/verification/fls-1.toml`, seven boards and five years, about
126,500 people and 0.78 million events a replication.
"""


def machine() -> str:
    """The machine by its size, the Python, and the day."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} cores, {round(pages / 2**30)} GB, Python"
        f" {platform.python_version()}, {datetime.date.today():%d %B %Y}."
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the sections asked for; show each table as soon as it is there."""
    asked = _parser().parse_args(arguments)
    settings = Settings(quick=asked.quick, rounds=1 if asked.quick else asked.rounds)
    chosen = asked.only or list(SECTIONS)
    _show(f"{machine()}\n")
    tables: list[Table] = []
    for name in chosen:
        for table in SECTIONS[name](settings):
            _show(f"{table}\n")
            tables.append(table)
    whole = not asked.quick and chosen == list(SECTIONS)
    out = asked.out or (RESULTS if whole else None)
    if out is not None:
        here = machine() + (" Others used the machine too." if asked.shared else "")
        text = "\n\n".join([HEAD.strip(), here, *map(str, tables)])
        out.write_text(f"{text}\n", "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it run?")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="repeatable")
    parser.add_argument("--rounds", type=int, default=3, help="of contenders in turn")
    parser.add_argument("--shared", action="store_true", help="others work here too")
    parser.add_argument("--out", type=Path, help="write the tables to this file")
    return parser


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
