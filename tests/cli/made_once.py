"""Commands that are called several times, and do their long work once."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import pytest

MADE_ONCE = {
    "assure": "planner.reports.assurance.pack.assurance_pack",
    "backtest": "planner.cli.backtest.make",
    "calibrate": "planner.cli.calibrate.fit",
    "import": "planner.cli.board_data.read_return_apart",
    "report": "planner.cli.report.gather_evidence",
    "uncertainty": "planner.cli.uncertainty.explore",
    "value-of-information": "planner.cli.value_of_information.choose",
    "verify": "planner.verification.run.run_cases",
}
"""Work of a command that takes seconds and knows nothing of the terminal's width."""


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


@cache
def _made_once(place: str) -> MadeOnce:
    return MadeOnce(place)


def made_once_by(name: str, changed: pytest.MonkeyPatch) -> list[MadeOnce]:
    """The work of a command that is done for the first call of all tests alone."""
    if name not in MADE_ONCE:
        return []
    once = _made_once(MADE_ONCE[name])
    changed.setattr(MADE_ONCE[name], once)
    begin_again([once])
    return [once]


def begin_again(work: list[MadeOnce]) -> None:
    """Have the next call of the command find what the first one made."""
    for each in work:
        each.calls = 0
