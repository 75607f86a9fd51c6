"""Observed figures that a fit has to meet, and how they are read off a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.outcomes.blocks import ALL, WALES, Key, Measures
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
LIST = "waiting_list"
SPANS = {LIST: "week", "load": "quarter"}
"""Measures that are not counted by year."""


@dataclass(frozen=True)
class Target:
    """One observed figure, with the tolerance within which a run meets it."""

    id: str
    name: str
    provider: str
    year: str
    stage: str
    kpi: str
    unit: str
    observed: float = math.nan
    tolerance: float = math.nan
    """In the unit of the figure."""
    source: str = ""

    @property
    def key(self) -> Key:
        """Key of the measure that it is compared with."""
        span = SPANS.get(self.kpi, "year")
        return Key(self.provider, ALL, self.stage, ALL, span, self.kpi)

    def misses(self, simulated: Floats) -> Floats:
        """Simulated minus observed, in tolerances; between -1 and 1 is inside."""
        return (simulated - self.observed) / self.tolerance


Targets = tuple[Target, ...]


def tolerance_of(text: str, value: float) -> float:
    """Tolerance in the unit of the value; not a number if the text is none.

    >>> tolerance_of("4", 29.2), tolerance_of("15 %", 1000)
    (4.0, 150.0)
    """
    percent = text.endswith("%")
    try:
        size = float(text.removesuffix("%"))
    except ValueError:
        return math.nan
    size = size / 100 * value if percent else size
    return size if math.isfinite(size) else math.nan


def only(measures: Measures, targets: Targets) -> Measures:
    """Those measures that the targets need, of every provider: little to send about."""
    wanted = {target.key[1:] for target in targets}
    return Measures(
        {key: v for key, v in measures.amounts.items() if key[1:] in wanted}
    )


def read_target(target: Target, measures: Measures, periods: Periods) -> float:
    """Simulated figure of one replication; not a number where the run has none."""
    total = measures.with_total() if target.provider == WALES else measures
    amounts = total.amounts.get(target.key)
    if amounts is None or target.year not in periods.years.labels:
        return float("nan")
    year = periods.years.labels.index(target.year)
    if target.kpi == LIST:
        return mean_of_month_ends(amounts.values, periods, year)
    return float(amounts.values[year])


def mean_of_month_ends(by_week: Floats, periods: Periods, year: int) -> float:
    """Mean over a year's twelve month ends of a list that is counted every week."""
    first, after = periods.years.edges[year : year + 2]
    days = np.arange(first, after)
    month = np.array([periods.date(day + 1).month for day in days])
    ends = days[month != np.roll(month, 1)] + 1
    ends = np.unique(np.append(ends[ends > first + 1], after))
    starts = periods.weeks.edges[:-1]
    nearest = np.abs(starts[None, :] - ends[:, None]).argmin(axis=1)
    return float(np.mean(by_week[nearest]))


def read_targets(
    targets: Targets, replications: list[Measures], periods: Periods
) -> Floats:
    """Simulated figures, shape (replications, targets)."""
    return np.array(
        [[read_target(target, m, periods) for target in targets] for m in replications]
    )
