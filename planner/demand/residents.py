"""Fractures among a board's residents, as far as the chosen providers treat them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import ArrivingPeople
from planner.demand.cohort import OUTSIDE
from planner.demand.counts import Expected
from planner.demand.fractures import dated_periods
from planner.inputs.boards import Board
from planner.inputs.distributions import Distribution
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, places, to_unit
from planner.numerics.sampling import sample

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MINUTE, PROVIDER = int(Purpose.MINUTE), int(Purpose.PROVIDER)
ELSEWHERE = -1
"""Kind of those who are treated by none of the chosen providers."""


@dataclass(frozen=True)
class Choices:
    """Providers of residents, by period of the plan, a column each place."""

    first_days: Ints
    edges: Floats
    """Cumulative shares."""
    groups: Ints
    """Kind of those treated there, or ELSEWHERE."""


@dataclass(frozen=True)
class Residents:
    """Everybody of a board who breaks a bone, found by case finding or missed."""

    keys: tuple[int, ...]
    expected: Expected
    delay: Distribution
    """Days from the fracture to identification."""
    choices: Choices

    def sample(self, seed: int) -> ArrivingPeople:
        """Those treated by the chosen providers in the replication of this seed."""
        days, seeds = self.expected.sample(seed, self.keys)
        seeds, days, group, joined = _treated_here(
            seeds,
            days,
            self.choices.first_days,
            self.choices.edges,
            self.choices.groups,
        )
        delay = sample(self.delay, places(seeds, Purpose.DELAY))
        joined += delay * MINUTES_A_DAY
        return ArrivingPeople(
            seeds, days, np.floor(joined, out=joined).astype(np.int64), group
        )


@compiled
def _treated_here(
    seeds: Seeds, days: Ints, first_days: Ints, edges: Floats, groups: Ints
) -> tuple[Seeds, Ints, Ints, Floats]:
    """Those of a group that is wanted: seed, day, group and minute of the fracture."""
    here = np.empty(len(seeds), dtype=np.uint64)
    day, group = np.empty_like(days), np.empty_like(days)
    minute, size, period, last = np.empty(len(seeds)), 0, 0, len(first_days) - 1
    for i in range(len(seeds)):
        # Days come in order, and so do periods.
        while period < last and days[i] >= first_days[period + 1]:
            period += 1
        draw, place = to_unit(mix_in(seeds[i], PROVIDER)), 0
        for k in range(edges.shape[1] - 1):
            place += draw >= edges[period, k]
        here[size], day[size] = seeds[i], days[i]
        group[size] = groups[period, place]
        draw = to_unit(mix_in(seeds[i], MINUTE))
        minute[size] = days[i] * MINUTES_A_DAY + draw * MINUTES_A_DAY
        # A row of no group wanted is written over by the next one.
        size += group[size] != ELSEWHERE
    return here[:size], day[:size], group[:size], minute[:size]


def shares_of_providers(
    scenario: Scenario, board_id: str
) -> list[tuple[list[int], list[float]]]:
    """Numbers of the providers of a board's residents, and shares, by period."""
    boards = scenario.boards
    found = []
    for _, _, here in dated_periods(scenario):
        shares = here.boards[board_id].demand.providers or {board_id: 1.0}
        names = sorted(shares, key=lambda name: _place(boards, name))
        numbers = [boards[n].number if n in boards else OUTSIDE for n in names]
        found.append((numbers, [shares[name] for name in names]))
    return found


def _place(boards: Mapping[str, Board], name: str) -> int:
    """Place of a provider among others: its declared number, those outside last."""
    return boards[name].number if name in boards else sys.maxsize


def choices(
    scenario: Scenario,
    shares: list[tuple[list[int], list[float]]],
    groups: Mapping[int, int],
) -> Choices:
    """Providers of residents, as tables.

    Parameters
    ----------
    shares : as `shares_of_providers` gives them
    groups : number of each group wanted, by provider
    """
    widest = max(len(numbers) for numbers, _ in shares)
    edges = np.full((len(shares), widest), np.inf)
    table = np.full((len(shares), widest), ELSEWHERE, dtype=np.int64)
    for row, (numbers, parts) in enumerate(shares):
        # The last one takes what rounding leaves; nobody comes to places beyond it.
        edges[row, : len(parts) - 1] = np.cumsum(parts)[:-1]
        table[row, : len(parts)] = [groups.get(n, ELSEWHERE) for n in numbers]
    first_days = np.array([day for day, _ in scenario.periods], dtype=np.int64)
    return Choices(first_days, edges, table)
