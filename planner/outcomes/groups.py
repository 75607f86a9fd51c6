"""Groups of people, told apart by age, sex, residence, site, source or urgency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import Cohort
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.scenario import Scenario
from planner.locale import gettext_noop

Ints = npt.NDArray[np.int64]
URGENCY, SOURCE, SITE = "urgency", "source", "site"
AGE, SEX, RESIDENCE = "age", "sex", "residence"
OF_SOURCE = (gettext_noop("FLS patients"), gettext_noop("other DXA referrals"))
OF_URGENCY = ("routine", "urgent")


class Group(NamedTuple):
    """Some people: by what they are told apart, and which of them."""

    kind: str
    name: str


class Grouping(NamedTuple):
    """One way to tell people apart."""

    kind: str
    names: tuple[str, ...]
    code: Ints
    """Position of each person's group among the names; -1 for none of them."""


def groupings(
    scenario: Scenario, cohort: Cohort, kinds: tuple[str, ...]
) -> Iterator[Grouping]:
    """These ways to tell the people of a cohort apart; sites are of fractures only."""
    boards = tuple(scenario.boards)
    place = np.full(1 + max(b.number for b in scenario.boards.values()), -1)
    for position, name in enumerate(boards):
        place[scenario.boards[name].number] = position
    found = {
        URGENCY: (OF_URGENCY, cohort.urgent.astype(np.int64)),
        SOURCE: (OF_SOURCE, cohort.source),
        SITE: (SITES, cohort.site),
        AGE: (AGE_BANDS, cohort.age_band),
        SEX: (SEXES, cohort.sex),
        RESIDENCE: (boards, place[cohort.residence]),
    }
    for kind in kinds:
        yield Grouping(kind, *found[kind])
