r"""Expected refractures of each person, integrated over the years after a fracture.

The hazard of a refracture is `(late + recent exp(-t / decay)) risk`; the chance to be
alive is that of two groups, those who die of the fracture within months and the others;
treatment that starts at time T prevents `effect exp(-stops (t - T))
(1 - exp(-(t - T) / onset))` of them. Every product is a sum of exponentials, so that
integrals are exact and no random number is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.conditions import SITES
from planner.outcomes.benefits.assumptions import OUTCOMES, Assumptions

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
HIP = SITES.index("hip"), OUTCOMES.index("hip")


class AtRisk(NamedTuple):
    """Columns that benefits hang on, one entry a person.

    Attributes
    ----------
    site, sex, age_band : as in the cohort
    drug : place in `DRUGS`
    stays : 1 for those who take it for the first year, else 0
    """

    site: Ints
    sex: Ints
    age_band: Ints
    drug: Ints
    stays: Ints

    def take(self, rows: npt.NDArray[np.bool_]) -> AtRisk:
        """These people."""
        return AtRisk(*(column[rows] for column in self))


def refractures(people: AtRisk, of: Assumptions) -> Floats:
    """Expected refractures of each person without treatment, by site of refracture.

    Shape (people, outcomes).
    """
    total = np.zeros(len(people.site))
    for level, rate in _untreated(people, of):
        total += level * _area(rate, np.full(len(total), of.horizon))
    return total[:, None] * of.outcome


def avoided(people: AtRisk, start: Floats, of: Assumptions) -> Floats:
    """Refractures of each person that treatment avoids, by site of refracture.

    Parameters
    ----------
    start : years from the fracture to the start; what is not started by the horizon, or
        at infinity, avoids nothing

    Examples
    --------
    A woman of 70 to 74 with a broken wrist starts an oral drug half a year later and
    takes it for the first year:

    >>> from planner.outcomes.benefits.assumptions import assumptions_of
    >>> who = AtRisk(*(np.array([number]) for number in (2, 0, 4, 0, 1)))
    >>> avoided(who, np.array([0.5]), assumptions_of("central")).round(4).tolist()
    [[0.0145, 0.0173, 0.0122]]
    """
    start = np.minimum(start, of.horizon)
    left = of.horizon - start
    stops, onset = of.stops[people.stays], of.onset[people.drug]
    total = np.zeros(len(start))
    for level, rate in _untreated(people, of):
        treated = _area(rate + stops, left) - _area(rate + stops + 1 / onset, left)
        total += level * np.exp(-rate * start) * treated
    effect = of.effect[people.drug].copy()
    effect[people.site == HIP[0], HIP[1]] *= of.hip_after_hip
    return np.asarray(total[:, None] * of.outcome * effect)


def avoided_beyond_usual(people: AtRisk, start: Floats, of: Assumptions) -> Floats:
    """Refractures avoided beyond what would be avoided without an FLS.

    Some would be treated without it; they start on the earlier of the two dates.
    """
    usual = np.full(len(start), of.usual_start)
    alone = avoided(people, start, of)
    sooner = avoided(people, np.minimum(start, usual), of) - avoided(people, usual, of)
    return (1 - of.usual_started) * alone + of.usual_started * sooner


def _untreated(people: AtRisk, of: Assumptions) -> Iterator[tuple[Floats, Floats]]:
    """Level and rate of each exponential of hazard times chance to be alive."""
    risk = of.risk[people.site, people.sex, people.age_band]
    dies, deaths = of.dies_soon[people.site], of.deaths[people.sex, people.age_band]
    hazards = (of.late, 0.0), (of.recent, 1 / of.decay)
    alive = (1 - dies, deaths), (dies, np.full(len(dies), of.soon))
    for (hazard, falls), (share, rate) in product(hazards, alive):
        yield hazard * risk * share, rate + falls


def _area(rate: Floats, length: Floats) -> Floats:
    """Integral of exp(-rate t) from 0 to a length."""
    return np.asarray(-np.expm1(-rate * length) / rate)
