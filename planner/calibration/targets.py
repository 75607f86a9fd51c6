"""Observed figures that a fit has to meet, and how they are read off a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.board_data.parse_number import NumberRule, parse_number
from planner.capacity.rota import ROLES
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.replicate import Collector
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import WALES, Key
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods
from planner.outcomes.record import Record

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
ABSOLUTE = NumberRule(low=0, above=True)
PERCENT_OF = NumberRule(unit="%", low=0, above=True)


def tolerance_of(text: str, value: float) -> float:
    """Tolerance in the unit of the value.

    >>> tolerance_of("4", 29.2), tolerance_of("15 %", 1000)
    (4.0, 150.0)

    Raises
    ------
    EntryError: if the text is no number above 0
    """
    percent = text.endswith("%")
    size = parse_number(text, PERCENT_OF if percent else ABSOLUTE)
    return size / 100 * value if percent else size


@dataclass(frozen=True)
class _MeasureTargets:
    """Measures of a replication that targets need: little to send and to cache."""

    wanted: frozenset[tuple[str, ...]]
    """Keys without their provider."""

    def __call__(self, record: Record) -> MeasureTable:
        return MeasureTable.total(
            [measure(record)], lambda key, _: key if key[1:] in self.wanted else None
        )


def collector_of(targets: Targets) -> Collector[MeasureTable]:
    """Collector of the measures that targets need, of every provider."""
    wanted = frozenset(tuple(target.key[1:]) for target in targets)
    name = f"targets {sorted(wanted)}"
    return Collector(name, _MeasureTargets(wanted), RESULTS.gather, MeasureTable)


def read_target(target: Target, measures: MeasureTable, periods: Periods) -> Floats:
    """Simulated figure of each replication; not a number where it has none."""
    total = measures.with_total() if target.provider == WALES else measures
    if target.key not in total or target.year not in periods.years.labels:
        return np.full(len(measures), np.nan)
    values = total[target.key].values
    year = periods.years.labels.index(target.year)
    if target.kpi == LIST:
        return np.array([mean_of_month_ends(row, periods, year) for row in values])
    return values[:, year]


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


def read_targets(targets: Targets, measures: MeasureTable, periods: Periods) -> Floats:
    """Simulated figures, shape (replications, targets)."""
    read = [read_target(target, measures, periods) for target in targets]
    return np.stack(read, axis=1)
