"""Planted problems with a known best plan: it is found, with few replications."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import ndtri

from planner.experiment.optimise.select_best import select_best
from planner.experiment.optimise.selection_rules import Scores, Selected, SelectionRules

Floats = npt.NDArray[np.float64]
SEEDS = range(40)
WANTED = 0.95
MOST = 60


class Planted:
    """Plans with known mean scores, and people that all of them share.

    Attributes
    ----------
    taken : replications that were asked for
    """

    def __init__(self, score: Floats, held: npt.NDArray[np.bool_]) -> None:
        self.score, self.held = score, held
        self.taken = 0

    def __call__(self, places: Sequence[int], numbers: range) -> Scores:
        self.taken += len(places) * len(numbers)
        rows = slice(numbers.start, numbers.stop)
        chosen = list(places)
        return Scores(self.score[chosen, rows], self.held[chosen, rows])

    @property
    def share(self) -> float:
        """Replications beside those of all plans to the same precision."""
        return self.taken / self.score.size


def largest(seed: int, plans: int) -> tuple[Planted, int]:
    """Plans of which the best is half a standard deviation ahead of the next."""
    rng = np.random.default_rng(seed)
    mean = rng.normal(0, 1, plans)
    best = int(np.argmin(mean))
    mean[best] = np.sort(mean)[1] - 0.5
    shared = rng.normal(0, 3, MOST)
    score = mean[:, None] + shared + rng.normal(0, 0.5, (plans, MOST))
    return Planted(score, np.full(score.shape, True)), best


def cheapest(seed: int, plans: int) -> tuple[Planted, int, Floats]:
    """Plans of known price, dearer ones rather meeting a mark, by 90 or under 65 %."""
    rng = np.random.default_rng(seed)
    price = np.sort(rng.uniform(0, 100, plans))
    price += np.arange(plans)
    likely = rng.uniform(0, 1, plans) < np.linspace(0, 1, plans)
    likely[-1] = True
    chance = np.where(likely, rng.uniform(0.92, 1, plans), rng.uniform(0, 0.6, plans))
    shared = rng.uniform(0, 1, MOST)
    own = rng.uniform(0, 1, (plans, MOST))
    held = np.where(own < 0.5, shared, rng.uniform(0, 1, (plans, MOST)))
    held = held < chance[:, None]
    score = price[:, None] + rng.normal(0, 0.2, (plans, MOST))
    order = rng.permutation(plans)
    best = int(np.flatnonzero(order == int(np.argmax(likely)))[0])
    return Planted(score[order], held[order]), best, price[order]


def found_in(
    planted: Callable[[int], tuple[Selected, int, float]],
) -> tuple[float, list[float]]:
    """Share of seeds in which the best was found, and replications of each."""
    every = [planted(seed) for seed in SEEDS]
    right = np.mean([found.best == best for found, best, _share in every])
    return float(right), [share for _found, _best, share in every]


@pytest.mark.parametrize(("plans", "least"), [(40, 0.5), (220, 0.1)])
def test_the_best_of_many_plans_is_found_with_a_part_of_the_replications(
    plans: int, least: float
) -> None:
    def one(seed: int) -> tuple[Selected, int, float]:
        planted, best = largest(seed, plans)
        return select_best(planted, plans, SelectionRules()), best, planted.share

    right, shares = found_in(one)
    assert right >= WANTED
    assert max(shares) < least


@pytest.mark.parametrize(("plans", "least"), [(40, 0.5), (220, 0.1)])
def test_the_cheapest_plan_that_meets_a_mark_is_found_whatever_the_order(
    plans: int, least: float
) -> None:
    def one(seed: int) -> tuple[Selected, int, float]:
        planted, best, price = cheapest(seed, plans)
        rules = SelectionRules(chance=0.8)
        found = select_best(planted, plans, rules, price - 1)
        return found, best, planted.share

    right, shares = found_in(one)
    assert right >= WANTED
    assert max(shares) < least


def test_plans_dearer_than_the_best_are_never_simulated() -> None:
    planted, _best, price = cheapest(1, 40)
    found = select_best(planted, 40, SelectionRules(chance=0.8), price - 1)
    dearer = price > np.sort(price)[np.sum(price <= price[found.best]) + 8]
    assert not found.used[dearer].any()


def test_a_stated_probability_of_correct_selection_is_kept() -> None:
    """Plans closer together than can be told apart with so few replications."""
    right, said = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        mean = rng.normal(0, 0.4, 12)
        score = mean[:, None] + rng.normal(0, 1, (12, MOST))
        planted = Planted(score, np.full(score.shape, True))
        found = select_best(planted, 12, SelectionRules())
        right.append(found.best == int(np.argmin(mean)))
        said.append(found.probability)
    # Twice the standard error of so many seeds.
    assert np.mean(right) >= np.mean(said) - 2 * np.sqrt(0.25 / len(SEEDS))


@pytest.mark.parametrize("own", [0.0, 1.0])
def test_a_stated_probability_is_kept_about_a_mark_that_many_plans_nearly_meet(
    own: float,
) -> None:
    """Lists that shorten with the price; of no plan the mark is met by far or not."""
    right, said = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        price, most = np.sort(rng.uniform(0, 100, 25)), 60
        need = float(np.quantile(price, rng.uniform(0.3, 0.8)))
        apart = np.sqrt(1 - own) * rng.normal(0, 10, most)
        apart = apart + np.sqrt(own) * rng.normal(0, 10, (25, most))
        held = price[:, None] > need + apart
        found = select_best(
            Planted(np.repeat(price[:, None], most, axis=1), held),
            plans=25,
            rules=SelectionRules(chance=0.8),
            least=price - 1,
        )
        best = int(np.argmax(price >= need + 10 * ndtri(0.8)))
        right.append(found.best == best)
        said.append(found.probability)
    assert np.mean(right) >= np.mean(said) - 2 * np.sqrt(0.25 / len(said))


def test_what_was_simulated_before_is_taken_up_and_costs_nothing() -> None:
    """Three of the first four replications hold, and then all."""
    held = np.ones((2, 8), dtype=bool)
    held[0, 2] = False
    score = np.repeat([[1.0], [2.0]], 8, axis=1)
    rules = SelectionRules(chance=0.7, most=8)
    least, planted = np.array([1.0, 2.0]), Planted(score, held)
    found = select_best(planted, 2, rules, least, known=[8, 0])
    assert (found.best, found.used[0]) == (0, 8)


def test_the_one_nearest_to_a_mark_comes_first_where_none_meets_it() -> None:
    score = np.tile(np.array([[1.0], [2.0], [3.0]]), (1, MOST))
    held = np.arange(MOST) % 10 < np.array([[1], [6], [3]])
    found = select_best(Planted(score, held), 3, SelectionRules(chance=0.8))
    assert found.best == 1
    assert found.holds[1] < 0.5


def test_plans_without_random_variation_are_told_apart_at_once() -> None:
    score = np.tile(np.array([[3.0], [1.0], [2.0]]), (1, MOST))
    planted = Planted(score, np.full(score.shape, True))
    found = select_best(planted, 3, SelectionRules(least_of_best=4))
    assert (found.best, planted.taken) == (1, 12)
    assert found.probability == pytest.approx(1.0)


def test_replications_of_one_fitting_set_count_as_one() -> None:
    """Two of a set tell no more than one, where sets differ and replications do not."""
    by_set = np.repeat(np.random.default_rng(3).normal(0, 1, (2, MOST // 2)), 2, axis=1)
    planted = Planted(by_set, np.full(by_set.shape, True))
    rules = SelectionRules(most=8, first=8, least_of_best=8)
    alone = select_best(planted, 2, rules)
    in_sets = select_best(planted, 2, SelectionRules(**{**vars(rules), "together": 2}))
    assert in_sets.probability < alone.probability
