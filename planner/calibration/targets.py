"""Observed figures that a fit has to meet, and how they are read off a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES
from planner.outcomes.kpi_table import BASE, KPIS
from planner.outcomes.measure_index import WALES, Key
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
LIST = "waiting_list"


@dataclass(frozen=True)
class Target:
    """One observed figure, with the tolerance within which a run meets it."""

    id: str
    name: str
    provider: str
    year: str
    stage: str
    """Stage, or role where the measure is one of people at work."""
    kpi: str
    unit: str
    observed: float = math.nan
    tolerance: float = math.nan
    """In the unit of the figure."""
    source: str = ""

    @property
    def key(self) -> Key:
        """Key of the measure that it is compared with."""
        of = "role" if self.stage in ROLES else "stage"
        span = KPIS[self.kpi.removesuffix(BASE)].span
        return Key(self.provider, **{of: self.stage}, span=span, kpi=self.kpi)

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


def only(measures: MeasureTable, targets: Targets) -> MeasureTable:
    """Those measures that the targets need, of every provider: little to send about."""
    wanted = {target.key[1:] for target in targets}
    return MeasureTable.total(
        [measures], lambda key, _: key if key[1:] in wanted else None
    )


def read_target(target: Target, measures: MeasureTable, periods: Periods) -> float:
    """Simulated figure of one replication; not a number where the run has none."""
    total = measures.with_total() if target.provider == WALES else measures
    if target.key not in total or target.year not in periods.years.labels:
        return float("nan")
    values = total[target.key].values[0]
    year = periods.years.labels.index(target.year)
    if target.kpi == LIST:
        return mean_of_month_ends(values, periods, year)
    return float(values[year])


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
    targets: Targets, replications: list[MeasureTable], periods: Periods
) -> Floats:
    """Simulated figures, shape (replications, targets)."""
    return np.array(
        [[read_target(target, m, periods) for target in targets] for m in replications]
    )
