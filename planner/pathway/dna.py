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
Chances = dict[str, tuple[tuple[float, ...], ...]]


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


def chances_missed(scenario: Scenario, classes: Classes) -> Chances:
    """Chances of a missed appointment at each stage, by period and class of people."""
    providers, factors = classes.provider.tolist(), classes.factor.tolist()
    return _chances_missed(scenario, tuple(providers), tuple(factors))


@cached
def _chances_missed(
    scenario: Scenario, providers: tuple[int, ...], groups: tuple[float, ...]
) -> Chances:
    found: Chances = {}
    for (_, here), factors in zip(scenario.periods, _factors(scenario), strict=True):
        for name, stage in here.pathway.stages.items():
            chance, local = stage.chance_missed, factors.get(name, {})
            home = [local.get(number, 1.0) for number in providers]
            each = zip(groups, home, strict=True)
            row = tuple(min(chance * group * there, 1.0) for group, there in each)
            found[name] = (*found.get(name, ()), row)
    return found


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
