r"""Expected refractures of each person, integrated over the years after a fracture.

The hazard of a refracture is `(late + recent exp(-t / decay)) risk`; the chance to be
alive is that of two groups, those who die of the fracture within months and the others;
treatment that starts at time T prevents `effect exp(-stops (t - T))
(1 - exp(-(t - T) / onset))` of them. Every product is a sum of exponentials, so that
integrals are exact and no random number is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.benefits import DRUGS, OUTCOMES
from planner.inputs.conditions import SITES
from planner.outcomes.benefits.assumptions import ORAL, Assumptions

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


def avoided(
    people: AtRisk, start: Floats, of: Assumptions, discount: float = 0.0
) -> Floats:
    """Refractures of each person that treatment avoids, by site of refracture.

    Parameters
    ----------
    start : years from the fracture to the start; what is not started by the horizon, or
        at infinity, avoids nothing
    discount : continuous rate at which later refractures count for less

    Examples
    --------
    A woman of 70 to 74 with a broken wrist starts an oral drug half a year later and
    takes it for the first year:

    >>> from planner.inputs.load import load_scenario
    >>> from planner.outcomes.benefits.assumptions import assumptions_of
    >>> who = AtRisk(*(np.array([number]) for number in (2, 0, 4, 0, 1)))
    >>> central = assumptions_of(load_scenario(), "central")
    >>> avoided(who, np.array([0.5]), central).round(4).tolist()
    [[0.0145, 0.0173, 0.0122]]
    """
    start = np.minimum(start, of.horizon)
    left = of.horizon - start
    stops, onset = of.stops[people.stays], of.onset[people.drug]
    total = np.zeros(len(start))
    for level, rate in _untreated(people, of):
        falls = rate + discount
        treated = _area(falls + stops, left) - _area(falls + stops + 1 / onset, left)
        total += level * np.exp(-falls * start) * treated
    effect = of.effect[people.drug].copy()
    effect[people.site == HIP[0], HIP[1]] *= of.hip_after_hip
    return np.asarray(total[:, None] * of.outcome * effect)


def avoided_beyond_usual(
    people: AtRisk, start: Floats, of: Assumptions, discount: float = 0.0
) -> Floats:
    """Refractures avoided beyond what would be avoided without an FLS."""
    spared = partial(avoided, people, of=of, discount=discount)
    return _beyond_usual(spared, start, of)


def drugs_beyond_usual(people: AtRisk, start: Floats, of: Assumptions) -> Floats:
    """Present pounds of drugs of each person beyond those without an FLS."""
    return _beyond_usual(partial(_drugs, people, of=of), start, of)


def _beyond_usual(
    amount: Callable[[Floats], Floats], start: Floats, of: Assumptions
) -> Floats:
    """An amount that hangs on the start, beyond what there would be without an FLS.

    Some would be treated without it; they start on the earlier of the two dates.
    """
    usual = np.full(len(start), of.usual_start)
    sooner = amount(np.minimum(start, usual)) - amount(usual)
    return (1 - of.usual_started) * amount(start) + of.usual_started * sooner


def _drugs(people: AtRisk, start: Floats, of: Assumptions) -> Floats:
    """Present pounds of drugs of each person within the horizon.

    A course that ends is followed by an oral drug.
    """
    start = np.minimum(start, of.horizon)
    left, stops = of.horizon - start, of.stops[people.stays]
    course = np.minimum(left, of.course[people.drug])
    price, oral = of.price[people.drug], of.price[DRUGS.index(ORAL)]
    total = np.zeros(len(start))
    for share, rate in _alive(people, of):
        falls = rate + of.discount_costs
        first, whole = (_area(falls + stops, years) for years in (course, left))
        pounds = price * first + oral * (whole - first)
        total += share * np.exp(-falls * start) * pounds
    return total


def _untreated(people: AtRisk, of: Assumptions) -> Iterator[tuple[Floats, Floats]]:
    """Level and rate of each exponential of hazard times chance to be alive."""
    risk = of.risk[people.site, people.sex, people.age_band]
    hazards = (of.late, 0.0), (of.recent, 1 / of.decay)
    for (hazard, falls), (share, rate) in product(hazards, [*_alive(people, of)]):
        yield hazard * risk * share, rate + falls


def _alive(people: AtRisk, of: Assumptions) -> Iterator[tuple[Floats, Floats]]:
    """Share and rate of each exponential of the chance to be alive."""
    dies, deaths = of.dies_soon[people.site], of.deaths[people.sex, people.age_band]
    yield 1 - dies, deaths
    yield dies, np.full(len(dies), of.soon)


def _area(rate: Floats, length: Floats) -> Floats:
    """Integral of exp(-rate t) from 0 to a length."""
    return np.asarray(-np.expm1(-rate * length) / rate)
