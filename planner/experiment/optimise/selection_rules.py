"""Rules of a selection, what it observes, and the order that it finds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.numerics.special import ndtr, ndtri

Floats = npt.NDArray[np.float64]
MANY, SHARE_OF_MANY = 200, 0.09
SOME, SHARE_OF_SOME, SHARE_OF_FEW = 20, 0.2, 0.45
"""Plans from which there are many, and the share of the replications of all plans to
the same precision beyond which no round is begun."""


class Scores(NamedTuple):
    """Results of replications of some plans, each of shape (plans, replications).

    Attributes
    ----------
    score : to be as small as can be
    held : whether all marks were met
    """

    score: Floats
    held: npt.NDArray[np.bool_]


Simulate = Callable[[Sequence[int], range], Scores]


@dataclass(frozen=True, kw_only=True)
class SelectionRules:
    """Confidence that is asked for, and numbers of replications.

    Attributes
    ----------
    chance : share of replications in which the marks must hold; 0: no mark
    confidence : probability of correct selection at which it stops
    together : consecutive replications that share a fitting set, and count as one
    first, most : replications of a plan when it is taken up, and at most
    least_of_best : replications of the best before it may stop
    indifference : difference in score that is not worth telling apart
    at_once : plans that are simulated further in one round
    """

    chance: float = 0.0
    confidence: float = 0.95
    together: int = 1
    first: int = 4
    most: int = 60
    least_of_best: int = 20
    indifference: float = 0.0
    at_once: int = 4

    def first_of(self, plans: int) -> int:
        """Replications with which each of so many plans begins."""
        return min(2 if plans >= MANY else self.first, self.most)

    def in_all(self, plans: int) -> int:
        """Replications of all plans together at most."""
        share = SHARE_OF_SOME if plans >= SOME else SHARE_OF_FEW
        if plans >= MANY:
            share = SHARE_OF_MANY
        needed = plans * self.first_of(plans)
        # Of a few plans too, one that was begun may be told apart from the next.
        return max(int(share * plans * self.most), needed + self.most)


@dataclass(frozen=True)
class Selected:
    """The order of the plans, and how sure it is.

    Attributes
    ----------
    ranking : places of the plans that were simulated, best first
    probability : of correct selection: that none of the others is better than the first
    better : probability of each plan that it is better than the first; 0 for those that
        nobody simulated
    holds : probability of each that it keeps the marks with the chance asked for
    used : replications of each plan
    """

    ranking: tuple[int, ...]
    probability: float
    better: Floats
    holds: Floats
    used: npt.NDArray[np.int64]

    @property
    def best(self) -> int:
        """Place of the best plan."""
        return self.ranking[0]

    @property
    def rival(self) -> int | None:
        """Place of the plan that is likeliest to be better after all, if any may be."""
        place = int(np.argmax(self.better))
        return place if self.better[place] > 0 else None

    def foreseen(self, times: float) -> float:
        """Probability with so many times the replications, if what was seen stays so.

        Every distance is then that root as many standard errors.

        >>> two = Selected((0, 1), 0.7, np.array([0, 0.3]), np.ones(2), np.ones(2))
        >>> round(two.foreseen(4), 2)
        0.85
        """
        root = math.sqrt(times)
        sure = ndtr(root * ndtri(np.clip(1 - self.better, 0.0, 1.0)))
        held = ndtr(root * ndtri(np.clip(self.holds[self.best], 0.0, 1.0)))
        return float(np.prod(sure) * held)
