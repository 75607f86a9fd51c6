"""Unknowns that are known better together than apart, drawn in one order.

`planner/data/known_together.csv` holds the rank correlations of the sets of constants
that the calibration calls equally good. Iman and Conover's method (1982) puts the draws
of each unknown in an order that has them: every unknown keeps its own values, layer by
layer of the Latin hypercube, and only their pairing changes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.data.facts import load_facts
from planner.numerics.special import ndtri

Floats = npt.NDArray[np.float64]


def correlations(names: Sequence[str]) -> Floats:
    """Rank correlations of these unknowns, shape (unknowns, unknowns); 0: independent.

    >>> correlations(["boards.*.scanners.*.slots_a_session", "population.growth"])
    array([[1., 0.],
           [0., 1.]])
    """
    found: Floats = np.eye(len(names))
    at = {name: number for number, name in enumerate(names)}
    facts = load_facts("known_together")
    pairs = zip(facts["one"], facts["other"], facts["correlation"], strict=True)
    for one, other, correlation in pairs:
        if one in at and other in at:
            found[at[one], at[other]] = found[at[other], at[one]] = correlation
    return found


def in_order_of(wanted: Floats, places: Floats) -> Floats:
    """The same places of each unknown, in an order that has these correlations.

    Parameters
    ----------
    wanted : shape (unknowns, unknowns)
    places : shape (draws, unknowns), each between 0 and 1
    """
    together = np.flatnonzero(np.abs(wanted).sum(axis=1) > 1)
    draws = len(places)
    if not len(together) or draws < 3:
        return places
    ranks = places[:, together].argsort(axis=0).argsort(axis=0) + 1
    scores = ndtri(ranks / (draws + 1))
    factor = np.linalg.cholesky(wanted[np.ix_(together, together)])
    # What few draws have by chance is taken out first, where they are enough to tell.
    if draws > 2 * len(together):
        chance = np.linalg.cholesky(np.corrcoef(scores, rowvar=False))
        scores = scores @ np.linalg.inv(chance).T
    order = (scores @ factor.T).argsort(axis=0).argsort(axis=0)
    arranged = places.copy()
    arranged[:, together] = np.take_along_axis(
        np.sort(places[:, together], axis=0), order, axis=0
    )
    return arranged
