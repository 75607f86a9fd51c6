"""Companions: people who are in two places at once, such as on a second service's list.

A way that is gone beside the others (`Step.beside`) is gone by a companion: a row of
its own behind the people of the cohort, alike in everything, random numbers included.
It sets out once, when the person completes the stage for the first time, and leaves the
service with the person. Afterwards its visits are the person's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    people, size = np.arange(len(cohort)), len(cohort)
    parts, numbers = [people], {}
    ways = [
        (name, place, step)
        for name, stage in pathway.stages.items()
        for place, step in enumerate(stage.next)
        if step.beside
    ]
    for name, place, step in ways:
        gone_by = np.flatnonzero(cohort.identified & mask_of(cohort, step.when))
        numbers[name, place] = np.full(len(cohort), NOBODY)
        numbers[name, place][gone_by] = size + np.arange(len(gone_by))
        parts.append(gone_by)
        size += len(gone_by)
    if size == len(cohort):
        nobody = same_for_all(NOBODY, size)
        return Companions(cohort, people, dict.fromkeys(numbers, nobody))
    person_of = np.concatenate(parts)
    whole = cohort.followed_by(person_of[len(cohort) :])
    # Nobody finds a companion: it is sent on its way by the person.
    comes = whole.identified & (np.arange(size) < len(cohort))
    alone = np.full(size - len(cohort), NOBODY)
    numbers = {way: np.concatenate([n, alone]) for way, n in numbers.items()}
    return Companions(replace(whole, identified=comes), person_of, numbers)


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
