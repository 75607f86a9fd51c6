"""The choice of inputs that are worth simulating: by formula, and by short trials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import ScenarioError
from planner.experiment.running.replicate import Progress
from planner.experiment.statistics.sensitivity import that_can_move
from planner.formula.answer import FormulaAnswer, answer
from planner.inputs.dated_inputs import in_changes
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Unknown, values_at
from planner.locale import _

Floats = npt.NDArray[np.float64]
Ends = tuple[Scenario, Scenario]
TRIED = 4
"""Replications with which an input is tried that the formula does not see."""
WORTH_SIMULATING = 0.05
"""Part of the largest swing from which an input is simulated in full."""
LOW, HIGH = 0.0, 1.0
UNSEEN = 1e-9
"""Swing by formula up to which it does not see an input."""


@dataclass(frozen=True)
class Screened:
    """An input before it is simulated in full, or the reason why it is not.

    Attributes
    ----------
    swing : by formula or by the trial; not a number where neither is known
    why : "formula", "trial", "price", or the rule by which an end is refused
    """

    unknown: Unknown
    swing: float
    why: str


class Screen:
    """The screening of the inputs of one measure."""

    def __init__(
        self,
        plan: Scenario,
        row: pd.Series,
        with_option: Callable[[Scenario], list[Scenario]],
        simulate: Callable[[Scenario, int], Floats],
        progress: Progress | None,
    ) -> None:
        self.plan, self.row, self.progress = plan, row, progress
        self._with_option, self._simulate = with_option, simulate
        self.kept: list[Screened] = []
        self.left: list[Screened] = []
        self.largest, self._done = 0.0, 0
        self.by_formula = bool(np.isfinite(self._formula(plan)).any())

    @property
    def by_swing(self) -> list[Screened]:
        """Inputs worth simulating, the largest swing first."""
        return sorted(self.kept, key=lambda each: -each.swing)

    def step(self, ahead: int) -> None:
        """One more step is done."""
        self._done += 1
        if self.progress:
            self.progress(self._done, max(self._all + ahead, self._done))

    def run(self, unknowns: Sequence[Unknown]) -> list[tuple[Unknown, Ends]]:
        """Inputs to simulate, with the plan at their ends; others go to `left`."""
        movable = that_can_move(unknowns, str(self.row["kpi"]))
        self.left += [
            Screened(each, 0.0, "price") for each in unknowns if each not in movable
        ]
        self._all = 2 * len(movable)
        possible = [(each, ends) for each in movable if (ends := self._ends_of(each))]
        swings = [self._swing(ends) for _unknown, ends in possible]
        self.largest = max([0.0, *(float(np.nan_to_num(s)) for s in swings)])
        tried = self._tried(possible, swings)
        self.largest = max([self.largest, *tried.values()])
        kept, worth = [], WORTH_SIMULATING * self.largest
        for place, ((unknown, ends), swing) in enumerate(
            zip(possible, swings, strict=True)
        ):
            found = tried.get(place, swing)
            why = "trial" if place in tried else "formula"
            if found >= worth > 0:
                kept.append((unknown, ends))
                self.kept.append(Screened(unknown, found, why))
            else:
                self.left.append(Screened(unknown, found, why))
        return kept

    def _tried(
        self, possible: Sequence[tuple[Unknown, Ends]], swings: Sequence[float]
    ) -> dict[int, float]:
        """Swings of a few replications, of inputs that the formula does not see."""
        found = {}
        for place, (_unknown, ends) in enumerate(possible):
            if not swings[place] > UNSEEN:
                low, high = (self._simulate(each, TRIED) for each in ends)
                gap = high - low
                known = np.isfinite(gap).any()
                found[place] = abs(float(np.nanmean(gap))) if known else 0.0
            self.step(0)
        return found

    def _ends_of(self, unknown: Unknown) -> Ends | None:
        """The plan with the input at its low and its high end; None where refused."""
        try:
            low, high = (
                self.plan.with_values(
                    in_changes(self.plan, values_at([unknown], [place], self.plan)),
                    source=_("end of a range"),
                )
                for place in (LOW, HIGH)
            )
            for each in (low, high):
                self._with_option(each)
        except ScenarioError as error:
            why = error.problems[0].rule
            self.left.append(Screened(unknown, float("nan"), why))
            return None
        return low, high

    def _swing(self, ends: Ends) -> float:
        """Largest swing over the boards by formula; not a number where it has none."""
        self.step(0)
        if not self.by_formula:
            return float("nan")
        low, high = (self._formula(each) for each in ends)
        with np.errstate(invalid="ignore"):
            return float(np.nanmax(np.abs(high - low), initial=0.0))

    def _formula(self, base: Scenario) -> Floats:
        """The measure at every board that is looked at, by formula."""
        values = [self._of_boards(answer(each)) for each in self._with_option(base)]
        return values[-1] - values[0] if len(values) > 1 else values[0]

    def _of_boards(self, found: FormulaAnswer) -> Floats:
        place = str(self.row["provider"])
        boards = [place] if place in found.boards else list(found.boards)
        names = [str(self.row[name]) for name in ("kpi", "stage", "role", "period")]
        return np.array([found.value(board, *names) for board in boards])
