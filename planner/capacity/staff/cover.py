"""Half days that the people of a post give to another role's work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES, RotaBuilder
from planner.capacity.staff.changing_posts import ChangingPost
from planner.capacity.staff.minutes import Duty
from planner.inputs.pathway import Pathway

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
OWN_WORK: Ints = np.empty((0, 0), dtype=np.int64)
"""No half day is given to anybody else's work."""
SCANNER = ROLES.index("scanner")


class Covered(NamedTuple):
    """An activity of another role."""

    number: int
    """Its declared number."""
    role: int
    """Position in ROLES of whose work it is."""


def covered_by(changing: ChangingPost, pathway: Pathway) -> tuple[Covered, ...]:
    """Activities that a post covers, in the order in which `Duty.covers` counts."""
    found = []
    for name in changing.covered:
        activity = pathway.activities[name]
        role = pathway.stages[activity.stages[0]].role or "scanner"
        found.append(Covered(activity.number, ROLES.index(role)))
    return tuple(found)


def given_to_scans(covers: Sequence[Covered], duty: Duty) -> Bools:
    """Half days given to running a scanner."""
    numbers = [n for n, each in enumerate(covers, 1) if each.role == SCANNER]
    return np.isin(duty.covers, numbers)


def scanning_minutes(covers: Sequence[Covered], duty: Duty, scans: bool) -> Ints:
    """Minutes that a post has for scanners, by part and half day.

    Parameters
    ----------
    scans : whether running scanners is the post's own work
    """
    there = given_to_scans(covers, duty)
    if scans:
        there |= duty.covers == 0
    return np.where(there, duty.offered, 0)


def away_from_scanner(
    covers: Sequence[Covered], duty: Duty, scans: bool, builder: RotaBuilder
) -> tuple[Ints, Ints]:
    """Minutes planned away from scanners, and the plan of half days given away.

    A half day of one's own work has plan -1.
    """
    plans = [builder.plan_of((each.number,)) for each in covers]
    given = np.array([-1, *plans], dtype=np.int64)[duty.covers]
    at_scanner = given_to_scans(covers, duty)
    if scans:
        at_scanner |= duty.covers == 0
    return np.where(at_scanner, 0, duty.planned), given


def whose_work(
    covers: Sequence[Covered], own: int, plans: Ints, builder: RotaBuilder
) -> npt.ArrayLike:
    """Position in ROLES of the role that each session works for."""
    if not covers:
        return own
    role = np.full(len(plans), own, dtype=np.int64)
    for each in covers:
        role[plans == builder.plan_of((each.number,))] = each.role
    return role
