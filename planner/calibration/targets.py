"""What the model has to meet: published figures, and how they are read off a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.data.facts import load_facts
from planner.outcomes.blocks import ALL, WALES, Key, Measures
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
LIST = "waiting_list"
SPANS = {LIST: "week", "load": "quarter"}
"""Measures that are not counted by year."""


@dataclass(frozen=True)
class Target:
    """One published figure, with the tolerance within which a run meets it."""

    id: str
    name: str
    provider: str
    period: str
    stage: str
    kpi: str
    unit: str
    observed: float
    tolerance: float
    """In the unit of the figure."""
    confidence: str
    source: str

    @property
    def key(self) -> Key:
        """Key of the measure that it is compared with."""
        span = SPANS.get(self.kpi, "year")
        return Key(self.provider, ALL, self.stage, ALL, span, self.kpi)

    def misses(self, simulated: Floats) -> Floats:
        """Simulated minus observed, in tolerances; between -1 and 1 is inside."""
        return (simulated - self.observed) / self.tolerance


def targets_of(fit: str) -> tuple[Target, ...]:
    """Targets of one fit, with their values from the tables of published facts."""
    rows = load_facts("calibration_targets")
    return tuple(_target(row) for _, row in rows[rows["fit"] == fit].iterrows())


def _target(row: pd.Series) -> Target:
    fact = load_facts(row["table"]).set_index("id").loc[row["row"]]
    relative = row["tolerance_kind"] == "% of observed"
    scale = fact["value"] / 100 if relative else 1.0
    return Target(
        id=row["id"],
        name=row["name"],
        provider=row["provider"],
        period=row["period"],
        stage=row["stage"],
        kpi=row["kpi"],
        unit=row["unit"],
        observed=float(fact["value"]),
        tolerance=float(row["tolerance"] * scale),
        confidence=fact["confidence"],
        source=fact["source"],
    )


def only(measures: Measures, targets: tuple[Target, ...]) -> Measures:
    """Those measures that the targets need, of every provider: little to send about."""
    wanted = {target.key[1:] for target in targets}
    kept = {key: v for key, v in measures.amounts.items() if key[1:] in wanted}
    return Measures(kept)


def read_target(target: Target, measures: Measures, periods: Periods) -> float:
    """Simulated figure of one replication; not a number where the run has none."""
    total = measures.with_total() if target.provider == WALES else measures
    amounts = total.amounts.get(target.key)
    if amounts is None or target.period not in periods.years.labels:
        return float("nan")
    year = periods.years.labels.index(target.period)
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
    targets: tuple[Target, ...], replications: list[Measures], periods: Periods
) -> Floats:
    """Simulated figures, shape (replications, targets)."""
    return np.array(
        [[read_target(target, m, periods) for target in targets] for m in replications]
    )
