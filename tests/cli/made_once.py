"""Commands that are called several times, and do their long work once."""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from typing import Any

import pytest

from planner.cli.main import main

MADE_ONCE = {
    "assure": "planner.reports.assurance.pack.assurance_pack",
    "backtest": "planner.cli.backtest.make",
    "calibrate": "planner.cli.calibrate.fit",
    "report": "planner.cli.report.gather_evidence",
    "uncertainty": "planner.cli.uncertainty.explore",
    "value-of-information": "planner.cli.value_of_information.choose",
    "verify": "planner.verification.run.run_cases",
}
"""Work of a command that takes seconds and knows nothing of the terminal's width."""
RUN_EACH = "from tests.cli.made_once import run_each; run_each()"
ENCODINGS = ("cp1252", "ascii")


class MadeOnce:
    """A function that gives again, call by call, what it gave the first time."""

    def __init__(self, place: str) -> None:
        module, name = place.rsplit(".", 1)
        self.make = getattr(importlib.import_module(module), name)
        self.made: list[Any] = []
        self.calls = 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        if self.calls == len(self.made):
            self.made.append(self.make(*given, **named))
        self.calls += 1
        return self.made[self.calls - 1]


def made_once_by(name: str, changed: pytest.MonkeyPatch) -> list[MadeOnce]:
    """The work of a command that is done for its first call alone."""
    if name not in MADE_ONCE:
        return []
    once = MadeOnce(MADE_ONCE[name])
    changed.setattr(MADE_ONCE[name], once)
    return [once]


def begin_again(work: list[MadeOnce]) -> None:
    """Have the next call of the command find what the first one made."""
    for each in work:
        each.calls = 0


def run_each() -> None:
    """Run each call of standard input in each encoding; say at the end what failed."""
    failed = {}
    for name, call in json.load(sys.stdin).items():
        sys.argv = ["fls-planner", *call]
        with pytest.MonkeyPatch.context() as changed:
            work = made_once_by(name, changed)
            for encoding in ENCODINGS:
                # As PYTHONIOENCODING sets them when a program starts.
                sys.stdout.reconfigure(encoding=encoding, errors="strict")
                sys.stderr.reconfigure(encoding=encoding, errors="backslashreplace")
                begin_again(work)
                try:
                    main()
                except SystemExit as end:
                    if end.code:
                        failed[f"{name}, {encoding}"] = f"ended with {end.code}"
                except BaseException:
                    failed[f"{name}, {encoding}"] = traceback.format_exc()
    sys.exit(json.dumps(failed) if failed else 0)
