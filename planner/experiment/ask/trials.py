"""Trials of new capacity by simulation: how often all marks hold, board by board.

All boards of a step are simulated together, every step on the same people and random
numbers. A few replications settle what is clear; only a close call takes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from planner.experiment.ask.amounts import Amounts, changes_of
from planner.experiment.ask.question import Question
from planner.experiment.decisive import HoldsInRuns
from planner.experiment.marks import LIST, WAIT, Mark
from planner.experiment.running.results import Results
from planner.experiment.statistics.set_bands import sets_of
from planner.inputs.apply_changes import apply_changes
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario

Bools = npt.NDArray[np.bool_]
CLEAR_CALL = 0.98
"""Level of the interval that must lie on one side of the wanted chance."""


class Simulate(Protocol):
    """Results of so many replications of some boards of a plan."""

    def __call__(
        self, plan: Scenario, boards: Sequence[str], replications: int, *, fresh: bool
    ) -> Results:
        """Simulate; `fresh` asks for other random numbers than those of the search."""


@dataclass(frozen=True)
class Tried(HoldsInRuns):
    """Trial of one board: whether all marks hold, by replication.

    Attributes
    ----------
    values : mean of each mark's measure
    shortfall : by how much of its target each mark is missed on average, in all
    """

    values: tuple[float, ...]
    shortfall: float


def with_amounts(question: Question, amounts: Mapping[str, Amounts]) -> Scenario:
    """The plan with these amounts added."""
    changes = changes_of(question.plan, amounts, question.dates, question.limits)
    return apply_changes(question.plan, changes) if changes else question.plan


PlanWith = Callable[[Question, Mapping[str, Amounts]], Scenario]
"""A question's plan with amounts added."""


class Trials:
    """Outcomes of amounts, each simulated once.

    Parameters
    ----------
    chance : wanted
    sizes : replications that may be enough, the last for close calls
    fresh : whether these are other random numbers than those of the search
    plan_with : adds amounts to the question's plan
    """

    def __init__(
        self,
        question: Question,
        marks: Mapping[str, tuple[Mark, ...]],
        chance: float,
        simulate: Simulate,
        *,
        sizes: Sequence[int],
        fresh: bool = False,
        plan_with: PlanWith = with_amounts,
    ) -> None:
        self.question, self.marks, self.chance = question, marks, chance
        self._simulate, self._sizes, self.fresh = simulate, tuple(sizes), fresh
        self._plan_with = plan_with
        self._found: dict[object, Tried] = {}

    def of(
        self,
        amounts: Mapping[str, Amounts],
        boards: Collection[str],
        *,
        whole: bool = False,
    ) -> dict[str, Tried]:
        """Outcomes of these boards, all with the amounts that are given.

        Parameters
        ----------
        whole : whether to take all replications, be the call clear or not
        """
        plan = self._plan_with(self.question, amounts)
        keys = {board: self._key(board, amounts) for board in boards}
        for size in self._sizes[-1:] if whole else self._sizes:
            open_ = [b for b in boards if not self._decided(keys[b], size, whole)]
            if not open_:
                break
            results = self._simulate(plan, open_, size, fresh=self.fresh)
            for board in open_:
                self._found[keys[board]] = self._outcome(results, board)
        return {board: self._found[keys[board]] for board in boards}

    def holds(self, outcome: Tried) -> bool:
        """Whether the marks hold as often as is wanted."""
        return outcome.chance >= self.chance

    def _key(self, board: str, amounts: Mapping[str, Amounts]) -> object:
        near = neighbours(self.question.plan, board)
        return board, tuple(amounts.get(each, Amounts()) for each in near)

    def _decided(self, key: object, size: int, whole: bool) -> bool:
        found = self._found.get(key)
        if found is None or whole:
            return found is not None and len(found.held) >= size
        low, high = found.interval(CLEAR_CALL)
        return len(found.held) >= size or not low <= self.chance <= high

    def _outcome(self, results: Results, board: str) -> Tried:
        marks = self.marks[board]
        values = [mark.simulated(results, board, self.question.by) for mark in marks]
        held = [mark.met(found) for mark, found in zip(marks, values, strict=True)]
        short = sum(
            _shortfall(mark, found) for mark, found in zip(marks, values, strict=True)
        )
        scenario = results.scenario
        return Tried(
            held=np.all(held, axis=0),
            sets=sets_of(results.replications, scenario.sets, results.first),
            values=tuple(float(np.nanmean(found)) for found in values),
            shortfall=short,
        )


def _shortfall(mark: Mark, values: npt.NDArray[np.float64]) -> float:
    """Mean share of a mark's target by which it is missed."""
    if mark.kpi == WAIT:
        return float(np.nanmean(values)) / 100
    target = max(mark.target, 1.0)
    sign = -1 if mark.kpi == LIST else 1
    return float(np.nanmean(np.maximum(0.0, sign * (mark.target - values)))) / target
