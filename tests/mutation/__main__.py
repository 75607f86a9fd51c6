"""Deliberate faults one by one, in copies: `python -m tests.mutation`.

Ends with 1 when a fault is not noticed, when the text that it replaces is gone, or when
the tests fail without any fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutation.edits import Fault, copy_tree
from tests.mutation.faults import FAULTS
from tests.mutation.trial import (
    ALL_PASSED,
    LONGEST_SECONDS,
    Verdict,
    run_tests,
    try_fault,
)


def main(arguments: list[str] | None = None) -> int:
    """Try the faults asked for and show who noticed each."""
    asked = _parser().parse_args(arguments)
    faults = [fault for fault in FAULTS if (asked.only or "") in fault.name]
    tries = [(f, p) for f in faults for p in (f.quick if asked.quick else f.tries())]
    if asked.list:
        _show("\n".join(f"{fault.name} ({place})" for fault, place in tries))
        return 0
    with tempfile.TemporaryDirectory(prefix="sound") as name:
        sound = Path(name)
        copy_tree(sound)
        if not _passes(sound, [fault for fault, _ in tries]):
            return 1
        verdicts = list(_try_all(tries, sound, asked.jobs))
    missed = [verdict for verdict in verdicts if not verdict.caught]
    _show(f"\n{len(verdicts) - len(missed)} of {len(verdicts)} tries were noticed")
    return 1 if missed or not verdicts else 0


def _passes(sound: Path, faults: Iterable[Fault]) -> bool:
    """Whether the tests pass where nothing is spoilt; what they compile is kept."""
    tests = tuple(dict.fromkeys(test for fault in faults for test in fault.tests))
    done = run_tests(sound, tests, seconds=4 * LONGEST_SECONDS)
    if done.returncode != ALL_PASSED:
        _show(f"without any fault:\n{done.stdout}{done.stderr}")
    return done.returncode == ALL_PASSED


def _try_all(
    tries: Iterable[tuple[Fault, str]], sound: Path, jobs: int
) -> Iterable[Verdict]:
    _show("| fault | in | noticed by | tests failed |\n|---|---|---|---|")
    with ThreadPoolExecutor(jobs) as pool:
        for verdict in pool.map(lambda one: try_fault(*one, sound), tries):
            by = verdict.by if verdict.caught else f"**{verdict.by}**"
            _show(f"| {verdict.fault} | {verdict.place} | {by} | {verdict.failed} |")
            yield verdict


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.mutation", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few, as CI does")
    parser.add_argument("--only", help="faults whose name holds this text")
    parser.add_argument("--list", action="store_true", help="name the faults and end")
    parser.add_argument("--jobs", type=int, default=2, help="tries at a time")
    return parser


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
