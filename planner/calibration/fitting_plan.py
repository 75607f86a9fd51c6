"""The rules of the calibration, from a data file: constants, boxes, targets, boards."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from planner.calibration.targets import Target, Targets, tolerance_of
from planner.data.facts import load_facts
from planner.inputs.scenario import Scenario
from planner.inputs.units import Parameters
from planner.outcomes.measure_index import ALL

Floats = npt.NDArray[np.float64]
FILE = "calibration.toml"
FITTED, VARIED = "fitted", "varied"
"""Uses of a constant."""
ALTERNATIVE, CHECK = "alternative", "check"
"""Uses of a target, besides fitted."""


class Constant(Parameters):
    """An unknown: the box searched for it, the step to which it is rounded."""

    id: str
    name: str
    low: float
    high: float
    step: float = 0.0
    unit: str
    use: Literal["fitted", "varied"] = "fitted"
    """Chosen by the figures, or varied to show what they leave open."""
    source: str = ""
    note: str = ""

    def rounded(self, value: float) -> float:
        """The value in whole steps, inside the box."""
        if not self.step > 0:
            return value
        steps = round(value / self.step)
        return float(np.clip(round(steps * self.step, 6), self.low, self.high))


Constants = tuple[Constant, ...]


def in_box(constants: Constants, unit: Floats) -> Floats:
    """Values of points of the unit cube, shape (points, constants)."""
    low = np.array([constant.low for constant in constants])
    high = np.array([constant.high for constant in constants])
    return np.asarray(low + unit * (high - low))


class PublishedFigure(Parameters):
    """A target of the file; its observed value stands in a table of facts."""

    id: str
    name: str
    use: Literal["fitted", "alternative", "check"] = "fitted"
    table: str
    row: str
    denominator_row: str = ""
    provider: str
    year: str
    stage: str = ALL
    kpi: str
    unit: str
    tolerance: str
    note: str = ""

    @property
    def observed(self) -> float:
        """The published value."""
        return self.fact("value")

    @property
    def target(self) -> Target:
        """The figure as something that a fit has to meet."""
        return Target(
            id=self.id,
            name=self.name,
            provider=self.provider,
            year=self.year,
            stage=self.stage,
            kpi=self.kpi,
            unit=self.unit,
            observed=self.observed,
            tolerance=tolerance_of(self.tolerance, self.observed),
            source=self.text("source"),
        )

    def fact(self, column: str, row: str = "") -> float:
        """A number of its row, or of another row of its table."""
        facts = load_facts(self.table).set_index("id")
        return float(facts[column][row or self.row])

    def text(self, column: str) -> str:
        """A text of its row."""
        return str(load_facts(self.table).set_index("id")[column][self.row])


class FitPlan(Parameters):
    """Constants of one board, or one set for several, and figures to be met."""

    id: str
    title: str
    boards: tuple[str, ...] = ()
    """Empty: every board that no other fit names."""
    per_1000_fractures: bool = False
    """Whether the constants are amounts for 1,000 expected fractures a year."""
    middle_weight: float = 0.15
    """Weight of the middle of the box, where the figures do not choose."""
    refined: int = 2
    """Replications of a point of the refinement; 0: no refinement."""
    draws_divided_by: int = 1
    alternative: str = ""
    """Heading of the other reading of its figures, if there is one."""
    constants: Constants
    targets: tuple[PublishedFigure, ...] = ()

    @property
    def free(self) -> Constants:
        """Constants that the figures choose."""
        return tuple(constant for constant in self.constants if constant.use == FITTED)

    def targets_for(self, use: str) -> Targets:
        """Targets of one use: fitted, alternative or check."""
        return tuple(figure.target for figure in self.targets if figure.use == use)


class BottleneckRanges(Parameters):
    """Inputs that are moved to see over which range DXA is the bottleneck."""

    providers: tuple[str, ...]
    ranges: Constants


class CalibrationPlan(Parameters):
    """All fits, in the order in which they are made, and what is tried afterwards."""

    fits: tuple[FitPlan, ...] = Field(min_length=1)
    bottleneck: BottleneckRanges

    def targets_for(self, use: str) -> Targets:
        """Targets of one use, of all fits."""
        return tuple(target for fit in self.fits for target in fit.targets_for(use))

    def boards_of(self, fit: FitPlan, scenario: Scenario) -> tuple[str, ...]:
        """Boards that a fit changes."""
        named = {board for other in self.fits for board in other.boards}
        others = (board for board in scenario.providers if board not in named)
        return fit.boards or tuple(others)

    def fit_of(self, board_id: str) -> FitPlan | None:
        """The fit of one board alone, to figures of its own."""
        return next((fit for fit in self.fits if fit.boards == (board_id,)), None)

    @property
    def published_boards(self) -> tuple[str, ...]:
        """Boards with published figures of their own."""
        return tuple(fit.boards[0] for fit in self.fits if len(fit.boards) == 1)


@lru_cache(maxsize=1)
def load_plan() -> CalibrationPlan:
    """The calibration that comes with the planner."""
    text = files("planner.data").joinpath(FILE).read_text(encoding="utf-8")
    return CalibrationPlan.model_validate(tomllib.loads(text))
