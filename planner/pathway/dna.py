"""Missed appointments: classes of people that miss more than others, and chances."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import Cohort, mask_of, same_for_all
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Classes(NamedTuple):
    """People told apart by how often they miss appointments."""

    of_person: Ints
    provider: Ints
    """Declared number of the provider of each class."""
    factor: Floats
    """Of the group of people that each class is, at every stage."""


def dna_classes(scenario: Scenario, cohort: Cohort) -> Classes:
    """Classes of people: by group, and by provider where providers differ."""
    groups, apart = scenario.pathway.dna_groups, _providers_differ(scenario)
    if not groups and not apart:
        of_person = same_for_all(0, len(cohort))
        return Classes(of_person, np.zeros(1, np.int64), np.ones(1))
    group = np.full(len(cohort), len(groups))
    # The first group that fits decides, so it comes last.
    for place in range(len(groups) - 1, -1, -1):
        group[mask_of(cohort, groups[place].when)] = place
    together = group + (len(groups) + 1) * cohort.provider * apart
    kinds, of_person = np.unique(together, return_inverse=True)
    kinds = kinds if len(kinds) else np.full(1, len(groups))
    factors = np.array([*(each.factor for each in groups), 1.0])
    provider, place_of_kind = np.divmod(kinds, len(groups) + 1)
    return Classes(of_person.astype(np.int64), provider, factors[place_of_kind])


def chances_missed(
    scenario: Scenario, name: str, classes: Classes
) -> tuple[tuple[float, ...], ...]:
    """Chance of a missed appointment by period of the plan and class of people."""
    rows = []
    for (_, here), factors in zip(scenario.periods, _factors(scenario), strict=True):
        chance, local = here.pathway.stages[name].chance_missed, factors.get(name, {})
        home = [local.get(number, 1.0) for number in classes.provider.tolist()]
        each = zip(classes.factor.tolist(), home, strict=True)
        rows.append(tuple(min(chance * group * there, 1.0) for group, there in each))
    return tuple(rows)


@cached
def _factors(scenario: Scenario) -> list[dict[str, dict[int, float]]]:
    """Factors of providers on the chance at a stage, by period, stage and number."""
    found: list[dict[str, dict[int, float]]] = []
    for _, here in scenario.periods:
        found.append({})
        for board in here.boards.values():
            for name, factor in board.dna_factor.items():
                found[-1].setdefault(name, {})[board.number] = factor
    return found


def _providers_differ(scenario: Scenario) -> bool:
    boards = (board for _, here in scenario.periods for board in here.boards.values())
    return any(board.dna_factor for board in boards)
