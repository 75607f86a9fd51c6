"""Plans ranked by what a room of people values: measures with weights they choose.

Each measure is read on a scale that does not hang on the other plans: 0 is the plan as
it stands, 100 all that could be gained (a share at 100 %, nobody waiting, none of the
budget spent). The score of a plan is the weighted mean of its gains on these scales, so
that a plan that is added moves no other's score, and a plan that makes things worse
falls below 0. Scores are linear in the measures and paired replication by replication:
a difference between two plans is theirs alone, not that of their people.

Plans stand in the order of their mean scores. One is surely behind another where the
95 % interval of the paired difference of their scores leaves out zero and every fitting
set agrees; a plan that is surely behind no other may be the best.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.experiment.compare import sets_apart
from planner.experiment.running.results import KEYS, Results
from planner.experiment.select import pick_row
from planner.experiment.statistics.set_bands import (
    Places,
    bands_of_differences,
    set_bands,
    sets_of,
)
from planner.experiment.valued_measures import (
    BEST,
    BY_KPI,
    COST,
    LEAST_ROOM,
    shares_of,
)
from planner.outcomes.kpi_table import KPIS, better_way
from planner.outcomes.measure_index import WALES

Floats = npt.NDArray[np.float64]


class GainedMeasure(NamedTuple):
    """One measure of one plan.

    Attributes
    ----------
    level, level_low, level_high : mean, and 9 futures in 10 over everything that fits
    gain, gain_low, gain_high : mean paired difference to the plan as it stands, and its
        95 % interval
    points : gain on the scale of 0 to 100, before its weight
    """

    kpi: str
    unit: str
    period: str
    level: float
    level_low: float
    level_high: float
    gain: float
    gain_low: float
    gain_high: float
    points: float


@dataclass(frozen=True)
class RankedPlan:
    """A plan in its place.

    Attributes
    ----------
    place : by mean score; plans of one score share it
    behind : names of the plans that are surely better, the best first
    score, low, high : mean score and its 95 % interval
    band_low, band_high : 9 futures in 10 over everything that fits
    sets_better : fitting sets in which it scores above the plan as it stands
    surely : whether it is surely better than the plan as it stands; `surely_worse`:
        surely not as good
    measures : those with a weight, in their order
    """

    name: str
    place: int
    behind: tuple[str, ...]
    score: float
    low: float
    high: float
    band_low: float
    band_high: float
    sets_better: int
    surely: bool
    surely_worse: bool
    measures: tuple[GainedMeasure, ...]

    @property
    def may_be_first(self) -> bool:
        """Whether no plan is surely better."""
        return not self.behind


@dataclass(frozen=True)
class ValuedRanking:
    """Plans in the order of what is valued, the plan as it stands beside them.

    Attributes
    ----------
    weights : share of each measure in the score, together 1
    baseline : measures of the plan as it stands
    plans : by mean score, the highest first
    sets : fitting sets that the replications went through; 0: central values alone
    """

    weights: dict[str, float]
    baseline: tuple[GainedMeasure, ...]
    plans: tuple[RankedPlan, ...]
    replications: int
    sets: int


def rank_valued(
    baseline: Results,
    plans: Mapping[str, Results],
    weights: Mapping[str, float],
    *,
    provider: str = WALES,
    budget: float = 0.0,
) -> ValuedRanking:
    """Plans in the order of their weighted gains over the plan as it stands.

    Parameters
    ----------
    baseline, plans : of the same seed and replications, so that they are paired
    weights : by measure; only their ratios count
    budget : pounds of the whole plan, the scale of `COST`

    Raises
    ------
    ScenarioError: for weights that are none, or a measure that was not taken there
    """
    shares = shares_of(weights)
    sets = sets_of(baseline.replications, baseline.scenario.sets, baseline.first)
    before = {kpi: _values(baseline, kpi, provider) for kpi in shares}
    scales = {kpi: _scale(kpi, before[kpi], budget) for kpi in shares}
    scores, measures = {}, {}
    for name, results in plans.items():
        after = {kpi: _values(results, kpi, provider) for kpi in shares}
        points = {kpi: (after[kpi] - before[kpi]) * scales[kpi] for kpi in shares}
        scores[name] = np.sum([shares[kpi] * points[kpi] for kpi in shares], axis=0)
        measures[name] = tuple(
            _measured(baseline, kpi, provider, (before[kpi], after[kpi]), scales[kpi])
            for kpi in shares
        )
    return ValuedRanking(
        weights=shares,
        baseline=tuple(
            _measured(baseline, kpi, provider, (before[kpi],) * 2, scales[kpi])
            for kpi in shares
        ),
        plans=_ranked(scores, measures, sets),
        replications=baseline.replications,
        sets=len(np.unique(sets)) if baseline.scenario.sets else 0,
    )


def _ranked(
    scores: Mapping[str, Floats],
    measures: Mapping[str, tuple[GainedMeasure, ...]],
    sets: Places,
) -> tuple[RankedPlan, ...]:
    means = {name: float(np.nanmean(score)) for name, score in scores.items()}
    order = sorted(scores, key=lambda name: (-means[name], name))
    found: list[RankedPlan] = []
    for at, name in enumerate(order):
        score, before = scores[name], order[:at]
        ahead = [o for o in before if surely_above(scores[o] - score, sets)]
        bands = bands_of_differences(score[:, None], sets)
        found.append(
            RankedPlan(
                name=name,
                place=1 + sum(means[other] > means[name] + 1e-9 for other in before),
                behind=tuple(ahead),
                score=float(bands.mean[0]),
                low=float(bands.ci_low[0]),
                high=float(bands.ci_high[0]),
                band_low=float(bands.band_low[0]),
                band_high=float(bands.band_high[0]),
                sets_better=int(sets_apart(score[:, None], sets)[0][0]),
                surely=surely_above(score, sets),
                surely_worse=surely_above(-score, sets),
                measures=measures[name],
            )
        )
    return tuple(found)


def surely_above(differences: Floats, sets: Places) -> bool:
    """Whether paired differences are surely above zero, and in every fitting set.

    >>> surely_above(np.array([1.0, 1.2, 0.9, 1.1]), np.array([0, 0, 1, 1]))
    True
    >>> surely_above(np.array([1.0, 1.2, -0.9, -1.1]), np.array([0, 0, 1, 1]))
    False
    """
    one = differences[:, None]
    up, _down, known = sets_apart(one, sets)
    low = bands_of_differences(one, sets).ci_low[0]
    return bool(low > 0 and up[0] == known[0])


def _values(results: Results, kpi: str, provider: str) -> Floats:
    stage = BY_KPI[kpi].stage
    row = pick_row(results.index, results.scenario, kpi, provider, stage)
    values = results.values_of(tuple(row[name] for name in KEYS))
    return np.where(np.isfinite(values), values, np.nan)


def _scale(kpi: str, before: Floats, budget: float) -> float:
    """Points of one unit of a measure: above 0 where more of it is better."""
    unit = KPIS[kpi].unit
    now = float(np.nanmean(before)) if np.isfinite(before).any() else 0.0
    up = better_way(kpi) == "up"
    room = budget if kpi == COST else BEST[unit] - now if up else now
    return (1 if up else -1) * 100 / max(room, LEAST_ROOM[unit])


def _measured(
    baseline: Results,
    kpi: str,
    provider: str,
    values: tuple[Floats, Floats],
    scale: float,
) -> GainedMeasure:
    sets = sets_of(baseline.replications, baseline.scenario.sets, baseline.first)
    before, after = values
    level = set_bands(after[:, None], sets)
    gain = bands_of_differences((after - before)[:, None], sets)
    stage = BY_KPI[kpi].stage
    row = pick_row(baseline.index, baseline.scenario, kpi, provider, stage)
    return GainedMeasure(
        kpi=kpi,
        unit=KPIS[kpi].unit,
        period=str(row["period"]),
        level=float(level.mean[0]),
        level_low=float(level.band_low[0]),
        level_high=float(level.band_high[0]),
        gain=float(gain.mean[0]),
        gain_low=float(gain.ci_low[0]),
        gain_high=float(gain.ci_high[0]),
        points=float(gain.mean[0]) * scale,
    )
