"""Companions: people who are in two places at once, such as on a second service's list.

A way that is gone beside the others (`Step.beside`) is gone by a companion: a row of
its own behind the people of the cohort, alike in everything, random numbers included.
It sets out once, when the person completes the stage for the first time, and leaves the
service with the person. Afterwards its visits are the person's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import Cohort, mask_of, same_for_all
from planner.inputs.pathway import Pathway
from planner.jit import compiled
from planner.pathway.visits import VisitRows, Visits

Ints = npt.NDArray[np.int64]
NOBODY = -1
"""Number of the companion of people who go no way beside the others."""


@dataclass(frozen=True)
class Companions:
    """A cohort with companions behind its people."""

    cohort: Cohort
    person_of: Ints
    """Person whom each row of the cohort stands for."""
    numbers: dict[tuple[str, int], Ints]
    """Row of each person's companion, or NOBODY; by stage and place of the step."""


def companions_of(pathway: Pathway, cohort: Cohort) -> Companions:
    """The cohort with a companion for each person and way that fits the person."""
    gone_by = {
        (name, place): np.flatnonzero(cohort.identified & mask_of(cohort, step.when))
        for name, stage in pathway.stages.items()
        for place, step in enumerate(stage.next)
        if step.beside
    }
    people, size = len(cohort), len(cohort) + sum(map(len, gone_by.values()))
    person_of = np.concatenate([np.arange(people), *gone_by.values()])
    # Where nobody goes a way, no person needs a column of its own for it.
    numbers = dict.fromkeys(gone_by, same_for_all(NOBODY, size))
    if size == people:
        return Companions(cohort, person_of, numbers)
    first = people
    for way, who in gone_by.items():
        if len(who):
            numbers[way] = np.full(size, NOBODY)
            numbers[way][who] = np.arange(first, first + len(who))
            first += len(who)
    whole = cohort.followed_by(person_of[people:])
    # Nobody finds a companion: it is sent on its way by the person.
    whole.identified[people:] = False
    return Companions(whole, person_of, numbers)


def visits_of_people(visits: Visits, people: int, person_of: Ints) -> Visits:
    """The same visits, those of companions now those of their people.

    Nothing is copied: the table that is given is changed.

    Parameters
    ----------
    people : how many rows of the engine's cohort are people
    person_of : person whom each of its rows stands for
    """
    if len(person_of) == people:
        return visits
    give_to_people(visits.rows, people, person_of)
    # Anew, since the other has cached whose visits they were.
    return Visits(visits.rows)


@compiled
def give_to_people(rows: VisitRows, people: int, person_of: Ints) -> None:
    """Change whose visits those of companions are."""
    for number in range(len(rows)):
        who = rows[number].patient
        if who >= people:
            rows[number].patient = person_of[who]
