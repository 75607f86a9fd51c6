"""A small cohort that stands for everybody: evenly spaced people, each for several.

Nothing about how many come, or when, is random: the numbers are the expected ones. What
these people are is drawn as in a replication, so that every share, group and delay of a
pathway file counts, however it is edited.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import (
    ArrivingPeople,
    ComingFrom,
    order_of_joining,
)
from planner.demand.cohort import FLS, Cohort
from planner.demand.counts import Expected, seeds_in_line
from planner.demand.residents import Residents
from planner.demand.sample import prepared_demand
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import Seeds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CANDIDATES, PEOPLE, OTHERS = 3000, 1200, 600
"""Rows of each source that are drawn, and how many of FLS patients and of others are
taken. Enough candidates that a share is known to within a hundredth; those taken have
all their shares. Others fill the lists, and no KPI counts them: half as many do."""
SEED = 1


@dataclass(frozen=True)
class Representative:
    """A cohort, and how many people each of its rows stands for."""

    cohort: Cohort
    weight: Floats


def representative_cohort(
    scenario: Scenario, people: int = PEOPLE, candidates: int = CANDIDATES
) -> Representative:
    """Everybody who is expected, by at most so many rows from each source."""
    demand = prepared_demand(scenario, frozenset(scenario.boards))
    parts, weights = [], [np.zeros(0)]
    for source in demand.sources:
        counted = isinstance(source, Residents)
        share = 1.0 if counted else OTHERS / PEOPLE
        part, weight = _thinned(source, round(candidates * share))
        parts.append(part)
        weights.append(np.full(len(part.seeds), weight))
    cohort = demand.cohort(parts)
    place = _place_among(parts, cohort)
    source_of = np.repeat(np.arange(len(parts)), [len(p.seeds) for p in parts])[place]
    rows, factor = _like_all(cohort, source_of, people)
    weight_of = np.concatenate(weights)[place]
    return Representative(cohort.take(rows), weight_of[rows] * factor)


def _place_among(parts: list[ArrivingPeople], cohort: Cohort) -> Ints:
    """Place of everybody in a cohort among the people of all parts."""
    seeds = np.concatenate([np.zeros(0, np.uint64), *(p.seeds for p in parts)])
    joined = np.concatenate([np.zeros(0, np.int64), *(p.joined for p in parts)])
    order = order_of_joining(joined, seeds)
    if len(order) == len(cohort):
        return order
    # Some were taken out: those who are left are known by their seeds.
    order = np.argsort(seeds)
    return np.asarray(order[np.searchsorted(seeds[order], cohort.seed)])


def _like_all(cohort: Cohort, source: Ints, most: int) -> tuple[Ints, Floats]:
    """Rows of a smaller cohort with the same shares, and how many each stands for.

    People of a source are put in order of time, half a year by half a year, and there
    of what they are; every so-manieth is taken, and each kind keeps its share.
    """
    half_year = cohort.first_joined // (182 * MINUTES_A_DAY)
    kind = cohort.identified.astype(np.int64) * 2 + cohort.urgent
    for values in cohort.attributes.values():
        kind *= 2
        kind += values
    for chosen in cohort.choices.values():
        kind *= len(chosen.words)
        kind += chosen.places
    order = _by_source_time_and_kind(source, half_year, kind)
    counts = np.bincount(source)
    firsts = np.cumsum(counts) - counts
    taken, factor = [np.zeros(0, np.int64)], [np.zeros(0)]
    for first, count in zip(firsts.tolist(), counts.tolist(), strict=True):
        is_fls = count and cohort.source[order[first]] == FLS
        size = min(count, most if is_fls else most * OTHERS // PEOPLE)
        places = ((np.arange(size) + 0.5) * count / max(size, 1)).astype(np.int64)
        taken.append(order[first + places])
        factor.append(np.full(size, count / max(size, 1)))
    rows, factors = np.concatenate(taken), np.concatenate(factor)
    in_time = np.argsort(rows)
    return rows[in_time], factors[in_time]


def _by_source_time_and_kind(source: Ints, half_year: Ints, kind: Ints) -> Ints:
    """Order by these three; one number for all of them sorts several times faster."""
    key, room = np.zeros(len(source), dtype=np.int64), 1
    for column in (source, half_year, kind):
        low, high = int(column.min(initial=0)), int(column.max(initial=0))
        key = key * (high - low + 1) + (column - low)
        room *= high - low + 1
    if room > np.iinfo(np.int64).max:
        return np.lexsort((kind, half_year, source))
    return np.argsort(key, kind="stable")


def _thinned(source: ComingFrom, most: int) -> tuple[ArrivingPeople, float]:
    """People of a source at even distances, and how many each stands for."""
    expected = getattr(source, "expected", None)
    if not isinstance(expected, Expected):
        return source.sample(SEED), 1.0
    each = max(1.0, expected.rates.sum() / most)
    # Every source has `expected` as a field of its own.
    even = replace(source, expected=EvenlySpread(expected, each))  # type: ignore[type-var]
    return even.sample(SEED), each


@dataclass(frozen=True)
class EvenlySpread:
    """Stands in for expected numbers: one person whenever so many are due."""

    expected: Expected
    each: float

    def sample(self, seed: int, keys: tuple[int, ...]) -> tuple[Ints, Seeds]:
        """Day and seed of every person, in order of day."""
        rates = self.expected.rates
        due = np.cumsum(rates)
        count = int(due[-1] / self.each + 0.5) if len(due) else 0
        days = np.searchsorted(due, (np.arange(count) + 0.5) * self.each)
        days = np.minimum(days, len(rates) - 1) + self.expected.first_day
        return days.astype(np.int64), seeds_in_line(seed, keys, count)
