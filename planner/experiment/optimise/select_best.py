"""Selection of the best of many plans with few replications.

A pure procedure over "simulate these plans, these replications". All plans meet the
same people and random numbers, so that two of them are compared pair by pair, which
takes out the variation that they share. The posterior probability that a plan is better
than the best so far decides who is simulated further; the replications of a round go
where they tell most.

References
----------
Chen, Lin, Yuecesan and Chick, Simulation budget allocation for further enhancing the
efficiency of ordinal optimization, Discrete Event Dynamic Systems 10 (2000) 251-270:
replications in proportion to (spread / distance from the best) squared (OCBA), and the
bounds of the probability of correct selection.
Lee, Pujowidianto, Li, Chen and Yap, Approximate simulation budget allocation for
selecting the best design in the presence of stochastic constraints, IEEE Transactions
on Automatic Control 57 (2012) 2940-2945: the same where a plan must also hold a mark
(OCBA-CO): whichever of the two reasons rules a plan out more easily counts.
Chick and Inoue, New procedures to select the best simulated system using common random
numbers, Management Science 47 (2001) 1133-1149: posterior of paired differences.
Slepian, The one-sided barrier problem for Gaussian noise, Bell System Technical Journal
41 (1962) 463-501: differences from one best plan hang together, so that the product of
their probabilities is a lower bound of that of all.
Smyth, Linear models and empirical Bayes methods, Statistical Applications in Genetics
and Molecular Biology 3 (2004) 3: variances of few pairs drawn towards that of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.experiment.optimise.selection_rules import (
    Selected,
    SelectionRules,
    Simulate,
)
from planner.numerics.special import betainc, stdtr

Floats = npt.NDArray[np.float64]
PRIOR_PAIRS = 4.0
"""Pairs' worth of weight of the variance that all plans share."""
PRIOR = 1.0
"""Both counts of the prior of a share: any is as likely. Half as much takes shares near
0 and 1 for likelier, and states more than planted problems keep."""
HALF = 0.5
"""Probability from which a plan is taken to hold its marks."""


class Pairs(NamedTuple):
    """Differences in score of each plan from the best one, replication by replication.

    Attributes
    ----------
    distance, error : mean difference and its standard error
    pairs, freedom : pairs of each, and degrees of freedom of its variance
    """

    distance: Floats
    error: Floats
    pairs: npt.NDArray[np.int64]
    freedom: Floats


@dataclass
class Selection:
    """The procedure as it stands.

    Parameters
    ----------
    least : lower bound of each plan's mean score that is known beforehand, or nothing;
        a plan is not simulated while its bound is above the best one's score
    known : replications of each plan that were simulated before, and so cost nothing
    """

    simulate: Simulate
    plans: int
    rules: SelectionRules
    least: Floats
    known: npt.NDArray[np.int64]
    score: Floats = field(init=False)
    held: Floats = field(init=False)
    used: npt.NDArray[np.int64] = field(init=False)
    taken: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        together = self.rules.together
        width = -(-self.rules.most // together) * together
        self.score = np.full((self.plans, width), np.nan)
        self.held = np.zeros((self.plans, width))
        self.used = np.zeros(self.plans, dtype=np.int64)

    def run(self) -> Selected:
        """Take up plans and simulate them further until the best is told apart."""
        rules, allowed = self.rules, self.rules.in_all(self.plans)
        waiting = np.argsort(self.least, kind="stable").tolist()
        known = bool(np.isfinite(self.least).any())
        block = 2 * rules.at_once if known else self.plans
        found = None
        while True:
            if waiting and self._may_be_best(waiting[0], found):
                self._further(waiting[:block], rules.first_of(self.plans))
                del waiting[:block]
                found = self._judged()
                continue
            assert found is not None
            chosen = self._next(found)
            if not chosen or self.taken >= allowed:
                return found
            self._further(chosen, self._step(chosen))
            found = self._judged()

    def _may_be_best(self, place: int, found: Selected | None) -> bool:
        """Whether a plan that nobody simulated yet may be better than the best."""
        # One that holds must be there, and be no dearer than this one may be.
        if found is None or found.holds[found.best] < HALF:
            return True
        return bool(self.least[place] < np.nanmean(self.score[found.best]))

    def _step(self, chosen: Sequence[int]) -> int:
        """Further replications of a round: half as many again, in whole sets."""
        together = self.rules.together
        half = int(self.used[list(chosen)].min()) // 2
        return max(1, half // together) * together

    def _further(self, places: Sequence[int], more: int) -> None:
        """Simulate some plans further, those with equally many at once."""
        alike: dict[tuple[int, int], list[int]] = {}
        for place in places:
            start, known = int(self.used[place]), int(self.known[place])
            stop = min(max(start + more, known), self.rules.most)
            alike.setdefault((start, stop), []).append(place)
            self.taken += max(0, stop - max(start, known))
        for (start, stop), some in alike.items():
            seen = self.simulate(some, range(start, stop))
            self.score[some, start:stop] = seen.score
            self.held[some, start:stop] = seen.held
            self.used[some] = stop

    def _judged(self) -> Selected:
        """The order of those simulated so far, and how sure it is."""
        used, seen = self.used.copy(), self.used > 0
        holds = np.where(seen, self._holds(), 0.0)
        # Means of unlike replications would hold what all plans share.
        beside = self._pairs(int(np.argmax(used))).distance
        mean = np.where(seen, beside, np.inf)
        likely = holds >= HALF
        order = np.lexsort((np.where(likely, mean, -holds), ~likely))
        ranking = tuple(int(place) for place in order if seen[place])
        best = ranking[0]
        pairs = self._pairs(best)
        gap = (-self.rules.indifference - pairs.distance) / pairs.error
        better = np.where(seen, stdtr(pairs.freedom, gap) * holds, 0.0)
        if not likely[best]:
            # Nobody holds: whoever is likelier to would be better.
            better = holds.copy()
        better[best] = 0.0
        sure = float(np.prod(1 - better))
        if self.rules.chance and likely[best]:
            sure *= float(holds[best])
        return Selected(ranking, sure, better, holds, used)

    def _holds(self) -> Floats:
        """Probability that each plan's marks hold with the chance asked for."""
        if not self.rules.chance:
            return np.ones(self.plans)
        count = self.used / self.rules.together
        held = self.held.sum(axis=1) / self.rules.together
        below = betainc(PRIOR + held, PRIOR + count - held, self.rules.chance)
        return np.asarray(1 - below)

    def _pairs(self, best: int) -> Pairs:
        """Differences from the best one, fitting set by fitting set."""
        gap = self.score - self.score[best]
        together = self.rules.together
        if together > 1 and self.used[self.used > 0].min() >= 2 * together:
            gap = gap.reshape(self.plans, -1, together).mean(axis=2)
        number = np.isfinite(gap).sum(axis=1)
        pairs = np.maximum(number, 1)
        distance = np.nansum(gap, axis=1) / pairs
        squares = np.nansum((gap - distance[:, None]) ** 2, axis=1)
        freedom = np.maximum(number - 1.0, 0.0)
        others = (freedom > 0) & (np.arange(self.plans) != best)
        own = squares[others] / freedom[others]
        shared = float(np.median(own)) if others.any() else 0.0
        freedom += PRIOR_PAIRS
        variance = (PRIOR_PAIRS * shared + squares) / freedom
        # Plans without any random variation differ for sure.
        tiny = 1e-9 * (1 + np.abs(distance))
        error = np.maximum(np.sqrt(variance / pairs), tiny)
        return Pairs(distance=distance, error=error, pairs=pairs, freedom=freedom)

    def _next(self, found: Selected) -> list[int]:
        """Plans to simulate further: the best, and those that may be better."""
        best, rules, used = found.best, self.rules, found.used
        unsure = found.probability < rules.confidence
        rivals: list[int] = []
        if unsure:
            negligible = (1 - rules.confidence) / (2 * self.plans)
            rivals = [
                place
                for place in found.ranking[1:]
                if found.better[place] > negligible and used[place] < rules.most
            ]
            need = self._needed(best) / np.maximum(used, 1)
            rivals = sorted(rivals, key=lambda place: -need[place])[: rules.at_once]
        few = used[best] < min(rules.least_of_best, rules.most)
        own = unsure and found.holds[best] < rules.confidence
        behind = any(used[place] >= used[best] for place in rivals)
        chosen = [*rivals, best] if few or own or behind else rivals
        return [place for place in chosen if used[place] < rules.most]

    def _needed(self, best: int) -> Floats:
        """Share of replications of each by OCBA-CO: (spread / distance) squared."""
        pairs, used = self._pairs(best), np.maximum(self.used, 1)
        share = self.held.sum(axis=1) / used
        below = self.rules.chance - share
        spread = np.maximum(share * (1 - share), 0.25 / used)
        with np.errstate(divide="ignore", invalid="ignore"):
            by_score = (pairs.error**2 * pairs.pairs) / pairs.distance**2
            by_mark = spread / below**2
        by_score = np.where(pairs.distance > 0, by_score, np.inf)
        by_mark = np.where(below > 0, by_mark, np.inf)
        return np.minimum(by_score, by_mark)


def select_best(
    simulate: Simulate,
    plans: int,
    rules: SelectionRules,
    least: Floats | None = None,
    known: Sequence[int] | None = None,
) -> Selected:
    """The plan with the smallest mean score of those whose marks hold.

    Parameters
    ----------
    simulate : what some plans, by place, give in consecutive replications; called with
        the replications that follow those it has given of a plan
    least : lower bound of each plan's mean score, where something is known beforehand
    known : replications of each plan that `simulate` gives without simulating

    Examples
    --------
    >>> from planner.experiment.optimise.selection_rules import Scores
    >>> def drawn(places, numbers):
    ...     noise = np.random.default_rng(1).normal(size=60)[numbers.start:numbers.stop]
    ...     score = np.array([[5.0, 3.0, 4.0][p] + noise for p in places])
    ...     return Scores(score, np.full(score.shape, True))
    >>> found = select_best(drawn, 3, SelectionRules())
    >>> found.best, bool(found.probability > 0.95)
    (1, True)
    """
    bounds = np.full(plans, -np.inf) if least is None else np.asarray(least, float)
    there = np.zeros(plans, dtype=np.int64) if known is None else np.asarray(known)
    return Selection(simulate, plans, rules, bounds, there).run()
