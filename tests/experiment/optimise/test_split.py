"""A budget split over boards: the choice is the best of all that are allowed."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.experiment.optimise.aims import (
    FRACTURES,
    IN_TIME,
    NOBODY_WORSE,
    WAITS,
    SpendingLimits,
)
from planner.experiment.optimise.split import Candidates, combinations

YEARS = ("2026/27", "2027/28")


def drawn(seed: int) -> list[Candidates]:
    """Three boards with four plans each, the first of which costs nothing."""
    rng, found = np.random.default_rng(seed), []
    for _board in range(3):
        revenue = np.vstack([[0, 0], rng.uniform(-5, 60, (3, 2))])
        capital = np.append(0, rng.choice([0.0, 100.0], 3))
        value = np.append(20, 20 + rng.uniform(-5, 40, 3))
        found.append(Candidates(revenue, capital, value, value[:, None], 25.0))
    return found


def merit(values: tuple[float, ...], aim: str) -> tuple[float, float]:
    """What a choice is worth, in the plainest way."""
    if aim == WAITS:
        return min(values), sum(values)
    if aim == NOBODY_WORSE:
        return -round(sum(max(0.0, 25.0 - each) for each in values), 6), sum(values)
    return sum(values), sum(values)


@pytest.mark.parametrize("aim", [IN_TIME, FRACTURES, WAITS, NOBODY_WORSE])
@pytest.mark.parametrize("seed", range(5))
def test_the_split_is_the_best_of_every_one_that_the_budget_allows(
    aim: str, seed: int
) -> None:
    boards, budget = drawn(seed), SpendingLimits(YEARS, (70.0, 80.0), 100.0)
    best = (-np.inf, -np.inf)
    for places in product(range(4), repeat=3):
        chosen = list(zip(boards, places, strict=True))
        spent = sum(each.revenue[k] for each, k in chosen)
        capital = sum(each.capital[k] for each, k in chosen)
        if budget.holds(np.asarray(spent), np.asarray(capital)):
            best = max(best, merit(tuple(each.value[k] for each, k in chosen), aim))
    found = combinations(boards, budget, aim)
    assert tuple(found.merit[found.best_first[0]]) == pytest.approx(best)


def test_without_money_nothing_is_bought() -> None:
    boards = [
        Candidates(
            revenue=np.array([[0.0], [5.0]]),
            capital=np.zeros(2),
            value=np.array([1.0, 9.0]),
            by_set=np.array([[1.0], [9.0]]),
            first=1.0,
        )
    ]
    found = combinations(boards, SpendingLimits(("2026/27",), (0.0,)), IN_TIME)
    assert found.places.tolist() == [[0]]
