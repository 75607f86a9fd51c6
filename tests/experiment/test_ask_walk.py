"""The walk to the least amounts, on a made-up service whose chances are known."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace

import numpy as np
import pytest

from planner.experiment.ask.amounts import PARTS, STEP, Amounts
from planner.experiment.ask.propose import propose
from planner.experiment.ask.question import question_of
from planner.experiment.ask.trials import Trials, Tried
from planner.experiment.ask.walk import BoardWalk, confirm
from planner.experiment.marks import Mark
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.run import run
from planner.inputs.load import load_scenario

BOARD = "hywel-dda"
NEEDED = Amounts(nurse=0.6, reporter=0.2, sessions=5, lists=2)


def outcome(amounts: Amounts) -> Tried:
    """Nine in ten where everything needed is there; less for each unit that lacks."""
    lacking = sum(
        max(0.0, getattr(NEEDED, part) - getattr(amounts, part)) / STEP[part]
        for part in PARTS
    )
    chance = max(0.0, 0.9 - 0.3 * lacking)
    held = np.arange(100) < round(100 * chance)
    return Tried(held, np.zeros(100, dtype=np.intp), (80 - lacking,), lacking / 100)


class KnownTrials:
    chance, fresh = 0.8, True

    def __init__(self) -> None:
        self.marks = {BOARD: (Mark("kpi5_scanned_90_of_all", 80.0),)}

    def holds(self, found: Tried) -> bool:
        return found.chance >= self.chance


class KnownSearch:
    """Stands for the formula: it names the part that lacks most units."""

    question = SimpleNamespace(parts=PARTS)

    def price(self, board: str, new: Amounts) -> float:
        return new.nurse * 50 + new.sessions * 10 + new.lists * 40

    def most(self, board: str, part: str) -> float:
        return 10.0

    def most_useful(
        self, board: str, now: Amounts, marks: object, without: object
    ) -> str:
        lack = {
            part: (getattr(NEEDED, part) - getattr(now, part)) / STEP[part]
            for part in PARTS
        }
        return max(lack, key=lack.__getitem__)


@pytest.mark.parametrize(
    "start",
    [
        Amounts(),
        NEEDED,
        Amounts(nurse=2.0, admin=1.0, reporter=0.4, sessions=9, lists=7),
        Amounts(admin=0.4, sessions=8, lists=1),
    ],
)
def test_from_anywhere_it_ends_where_one_unit_less_of_any_part_misses(start):
    walk = BoardWalk(BOARD, KnownSearch(), KnownTrials(), start)
    tried: list[Amounts] = []

    def simulated():
        found = yield from walk.steps()
        assert found == (NEEDED, True)

    steps = simulated()
    amounts = next(steps)
    with suppress(StopIteration):
        while True:
            tried.append(amounts)
            amounts = steps.send(outcome(amounts))
    assert NEEDED in tried
    assert len(tried) == len(set(tried)) <= 40


class StoppedError(Exception):
    """Somebody presses Ctrl-C."""


def test_after_an_interruption_nothing_is_simulated_again(tmp_path):
    plan = load_scenario("wales-today")
    question = question_of("level", plan, [], None, None, [BOARD], None)
    calls: list[int] = []

    def simulate(cache, stop):
        def step(scenario, boards, replications, *, fresh):
            if len(calls) == stop:
                raise StoppedError
            calls.append(replications)
            return run(scenario, replications, 3 + fresh, boards, cache=cache)

        return step

    with pytest.raises(StoppedError):
        confirm(propose(question), 0.8, simulate(ResultCache(tmp_path), 2), 4)
    cache = ResultCache(tmp_path)
    calls.clear()
    again = confirm(propose(question), 0.8, simulate(cache, -1), 4)
    assert cache.found >= sum(calls[:2])
    assert again[BOARD].amounts.any


def test_a_close_call_takes_all_replications_and_a_clear_one_few():
    plan = load_scenario("wales-today")
    question = question_of("level", plan, [], None, None, [BOARD], None)
    sizes: list[int] = []

    def simulate(scenario, boards, replications, *, fresh):
        sizes.append(replications)
        return run(scenario, replications, 1, boards)

    clear = {BOARD: (Mark("list", 1e6, "scan"),)}
    trials = Trials(question, clear, 0.5, simulate, sizes=(8, 16))
    assert trials.of({BOARD: Amounts()}, [BOARD])[BOARD].chance == 1
    assert sizes == [8]
    trials.of({BOARD: Amounts()}, [BOARD], whole=True)
    assert sizes == [8, 16]
