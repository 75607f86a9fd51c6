"""Mixes by formula: prices, corrections, and which of them another one surely beats."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from planner.experiment.marks import LIST, Mark
from planner.experiment.optimise.aims import ERROR
from planner.experiment.optimise.levers import Mix
from planner.numerics.special import ndtri

Floats = npt.NDArray[np.float64]
MOST_SIMULATED = 40
PARTS_OF_ERROR = (1.0, 0.5, 0.25, 0.1, 0.0)
SAME_PRICE = 0.02
"""Share of a price within which the sum of single prices may be wrong."""


@dataclass(frozen=True)
class MixTrial:
    """One mix by formula.

    Attributes
    ----------
    price : pounds of the whole plan, the sum of what each lever costs alone
    room : least distance from a mark over the formula's error; below -1 it is surely
        missed; infinite without a mark
    surely : the same of the chance asked for; above 1 the mark surely holds with it
    aim : value of the aim, the more the better
    marks : value of each mark
    """

    mix: Mix
    price: float
    room: float
    surely: float
    aim: float
    marks: tuple[float, ...]


@dataclass(frozen=True)
class Prices:
    """Pounds of each lever's levels, as each costs alone.

    Attributes
    ----------
    revenue : by financial year, of each level of each lever, nothing first
    capital : the same
    """

    revenue: tuple[Floats, ...]
    capital: tuple[Floats, ...]

    def of(self, mix: Mix) -> tuple[Floats, float]:
        """Revenue by financial year and capital of a mix."""
        chosen = list(zip(mix, self.revenue, self.capital, strict=True))
        revenue = np.sum([rows[level] for level, rows, _own in chosen], axis=0)
        return np.asarray(revenue), float(sum(own[level] for level, _r, own in chosen))

    def total(self, mix: Mix) -> float:
        """Pounds of the whole plan."""
        revenue, capital = self.of(mix)
        return float(revenue.sum() + capital)


@dataclass(frozen=True)
class Correction:
    """Simulated value for a value by formula: rising with it, and its error."""

    formula: Floats
    simulated: Floats
    error: float

    @classmethod
    def of_pairs(cls, formula: Sequence[float], simulated: Sequence[float]) -> Self:
        """Correction by isotonic regression of the one on the other."""
        pairs = np.array([formula, simulated], dtype=float)
        pairs = pairs[:, np.isfinite(pairs).all(axis=0)]
        pairs = pairs[:, np.argsort(pairs[0], kind="stable")]
        if not pairs.shape[1]:
            return cls(np.zeros(0), np.zeros(0), 0.0)
        rising = isotonic_regression(pairs[1]).x
        error = float(np.sqrt(np.mean((rising - pairs[1]) ** 2)))
        return cls(pairs[0], rising, error)

    def of(self, value: float, stated: float) -> tuple[float, float]:
        """The corrected value and its error: at least half of what is stated."""
        if not len(self.formula) or not math.isfinite(value):
            return value, stated
        moved = np.interp(value, self.formula, self.simulated)
        beyond = value - np.clip(value, self.formula[0], self.formula[-1])
        return float(moved + beyond), max(stated / 2, 2 * self.error)


def not_surely_worse(
    trials: Iterable[MixTrial], value: Callable[[MixTrial], float], error: float
) -> list[MixTrial]:
    """Those of which none is cheaper and surely better, cheapest first.

    Surely: by the formula's error or, where too many would be left to simulate, by as
    large a part of it as leaves few enough.
    """
    ordered = sorted(trials, key=lambda trial: (trial.price, -value(trial)))
    left = ordered
    for part in PARTS_OF_ERROR:
        left = []
        best_so_far = _best_of_cheaper(ordered, value)
        for trial, cheaper in zip(ordered, best_so_far, strict=True):
            if cheaper < value(trial) + part * error:
                left.append(trial)
        if len(left) <= MOST_SIMULATED:
            return left
    return left[:MOST_SIMULATED]


def _best_of_cheaper(
    ordered: Sequence[MixTrial], value: Callable[[MixTrial], float]
) -> list[float]:
    """Highest value of those that are clearly cheaper than each."""
    prices = np.array([trial.price for trial in ordered])
    highest = np.maximum.accumulate([value(trial) for trial in ordered] or [0.0])
    counts = np.searchsorted(prices, prices * (1 - SAME_PRICE))
    return [float(highest[n - 1]) if n else -math.inf for n in counts]


def stated_error(mark: Mark, value: float) -> float:
    """Stated error of the formula about a mark."""
    least, share = ERROR["people" if mark.kpi == LIST else "%"]
    return max(least, share * abs(value)) if math.isfinite(value) else least


def rooms(
    marks: Sequence[Mark],
    values: Sequence[float],
    corrections: Sequence[Correction],
    spread: Sequence[float],
    chance: float,
) -> tuple[float, float]:
    """Least distance of values by formula from marks over the error, and of the chance.

    Parameters
    ----------
    corrections, spread : of each mark; the stated error stands in for both
    """
    room = surely = math.inf
    further = float(ndtri(chance)) if chance else 0.0
    for place, (mark, value) in enumerate(zip(marks, values, strict=True)):
        error = stated_error(mark, value)
        apart = spread[place] if spread else error
        if corrections:
            value, error = corrections[place].of(value, error)
        if not math.isfinite(value):
            return -math.inf, -math.inf
        distance = -float(mark.short(np.array([value]))[0])
        room = min(room, distance / error)
        surely = min(surely, (distance - further * apart) / error)
    return room, surely


def spread_by_aim(trials: Sequence[MixTrial], count: int) -> list[MixTrial]:
    """So many of some trials whose aims rise, spread over their range."""
    if len(trials) <= count:
        return list(trials)
    aims = np.array([trial.aim for trial in trials])
    wanted = np.linspace(aims[0], aims[-1], count)
    places = {int(np.searchsorted(aims, each)) for each in wanted}
    return [trials[min(place, len(trials) - 1)] for place in sorted(places)]
