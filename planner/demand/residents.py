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
from planner.demand.fractures import stretches
from planner.inputs.boards import Board
from planner.inputs.distributions import Distribution
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled
from planner.numerics.random_numbers import Purpose, Words, mix_in, places, to_unit
from planner.numerics.sampling import sample

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MINUTE, PROVIDER = int(Purpose.MINUTE), int(Purpose.PROVIDER)
ELSEWHERE = -1
"""Kind of those who are treated by none of the chosen providers."""


@dataclass(frozen=True)
class Choices:
    """Where residents are treated, by stretch of the plan, a column each place."""

    first_days: Ints
    edges: Floats
    """Cumulative shares."""
    kinds: Ints
    """Kind of those treated there, or ELSEWHERE."""


@dataclass(frozen=True)
class Residents:
    """Everybody of a board who breaks a bone, found by case finding or missed."""

    keys: tuple[int, ...]
    expected: Expected
    delay: Distribution
    """Days from the fracture to identification."""
    choices: Choices

    def sample(self, word: int) -> ArrivingPeople:
        """Those treated by the chosen providers in the replication of this word."""
        days, words = self.expected.sample(word, self.keys)
        words, days, kind, joined = _treated_here(
            words,
            days,
            self.choices.first_days,
            self.choices.edges,
            self.choices.kinds,
        )
        delay = sample(self.delay, places(words, Purpose.DELAY))
        joined += delay * MINUTES_A_DAY
        return ArrivingPeople(
            words, days, np.floor(joined, out=joined).astype(np.int64), kind
        )


@compiled
def _treated_here(
    words: Words, days: Ints, first_days: Ints, edges: Floats, kinds: Ints
) -> tuple[Words, Ints, Ints, Floats]:
    """Those of a kind that is wanted: word, day, kind and minute of the fracture."""
    here = np.empty(len(words), dtype=np.uint64)
    day, kind = np.empty_like(days), np.empty_like(days)
    minute, size, stretch, last = np.empty(len(words)), 0, 0, len(first_days) - 1
    for i in range(len(words)):
        # Days come in order, and so do stretches.
        while stretch < last and days[i] >= first_days[stretch + 1]:
            stretch += 1
        luck, place = to_unit(mix_in(words[i], PROVIDER)), 0
        for k in range(edges.shape[1] - 1):
            place += luck >= edges[stretch, k]
        here[size], day[size] = words[i], days[i]
        kind[size] = kinds[stretch, place]
        luck = to_unit(mix_in(words[i], MINUTE))
        minute[size] = days[i] * MINUTES_A_DAY + luck * MINUTES_A_DAY
        # A row of no kind wanted is written over by the next one.
        size += kind[size] != ELSEWHERE
    return here[:size], day[:size], kind[:size], minute[:size]


def shares_of_providers(
    scenario: Scenario, board_id: str
) -> list[tuple[list[int], list[float]]]:
    """Numbers of the providers of a board's residents, and shares, by stretch."""
    boards = scenario.boards
    found = []
    for _, _, here in stretches(scenario):
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
    kinds: Mapping[int, int],
) -> Choices:
    """Where residents are treated, as tables.

    Parameters
    ----------
    shares : as `shares_of_providers` gives them
    kinds : number of each kind wanted, by provider
    """
    widest = max(len(numbers) for numbers, _ in shares)
    edges = np.full((len(shares), widest), np.inf)
    table = np.full((len(shares), widest), ELSEWHERE, dtype=np.int64)
    for row, (numbers, parts) in enumerate(shares):
        # The last one takes what rounding leaves; nobody comes to places beyond it.
        edges[row, : len(parts) - 1] = np.cumsum(parts)[:-1]
        table[row, : len(parts)] = [kinds.get(n, ELSEWHERE) for n in numbers]
    first_days = np.array([day for day, _ in scenario.phases], dtype=np.int64)
    return Choices(first_days, edges, table)
