"""Sampling of a cohort: everybody who comes, with all their luck."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR, Cohort
from planner.demand.comers import Comers, ComingFrom
from planner.demand.facts import FEATURES, Facts, facts_of
from planner.demand.kinds import About, Kinds, KindsBuilder
from planner.demand.order import order_of_joining
from planner.demand.people import FIRST_FACT, NOBODY_LEAVES, NUMBERS, draw_people
from planner.demand.sources import Setting, sources_of
from planner.inputs.identity import kept
from planner.inputs.scenario import Scenario
from planner.streams import replication_word

Ints = npt.NDArray[np.int64]


def sample_cohort(
    scenario: Scenario,
    seed: int,
    replication: int,
    providers: Collection[str] | None = None,
) -> Cohort:
    """Everybody who comes to these providers, with all their luck, in order of joining.

    Parameters
    ----------
    providers : board ids; None means all boards

    Returns
    -------
    Cohort; people sent outside the model belong to their board of residence's part
    """
    chosen = frozenset(scenario.boards if providers is None else providers)
    demand = _prepared(scenario, chosen)
    word = replication_word(seed, replication)
    return demand.cohort([source.sample(word) for source in demand.sources])


@dataclass(frozen=True)
class Demand:
    """What all replications of a scenario's cohort share."""

    sources: tuple[ComingFrom, ...]
    first_days: Ints
    """Of each stretch of the plan."""
    kinds: Kinds
    names: tuple[str, ...]
    facts: Facts
    mean_years: float
    """Until people leave for reasons of their own."""

    def cohort(self, parts: list[Comers]) -> Cohort:
        """The people of all sources in one table, in order of joining."""
        words = np.concatenate([np.zeros(0, np.uint64), *(p.words for p in parts)])
        joined = _joined([part.joined for part in parts])
        order = order_of_joining(joined, words)
        words, joined = words[order], joined[order]
        days = _joined([part.fracture_day for part in parts])[order]
        kind = _joined([part.kind for part in parts])[order]
        numbers, answers, found = draw_people(
            words,
            days,
            joined,
            kind,
            self.first_days,
            self.kinds,
            self.facts,
            self.mean_years,
        )
        columns = dict(zip(NUMBERS, numbers, strict=True))
        columns["exit_minute"] = _out_of_patience(parts, order, columns["exit_minute"])
        marks = answers.view(np.bool_)
        return Cohort(
            word=words,
            **columns,
            urgent=marks[FEATURES.index("urgent")],
            identified=found.view(np.bool_),
            at_start=self.kinds.about[:, About.AT_START].astype(bool)[kind],
            attributes=dict(zip(self.names, marks[FIRST_FACT:], strict=True)),
        )


@kept
def _prepared(scenario: Scenario, providers: frozenset[str]) -> Demand:
    """What every replication shares; the last few are kept."""
    kinds = KindsBuilder(scenario)
    sources = sources_of(Setting(scenario, providers, kinds))
    tables = kinds.tables()
    rate = scenario.population.exit_rate if scenario.population else 0.0
    return Demand(
        tuple(sources),
        np.array([day for day, _ in scenario.phases], dtype=np.int64),
        tables,
        tuple(scenario.pathway.attributes),
        facts_of(scenario, tables.about[:, About.PROVIDER]),
        1 / rate if rate else NOBODY_LEAVES,
    )


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _out_of_patience(parts: list[Comers], order: Ints, exits: Ints) -> Ints:
    """When each person leaves: for reasons of their own, or tired of waiting."""
    if all(part.leaves is None for part in parts):
        return exits
    ends = [
        np.full(len(part.words), FAR) if part.leaves is None else part.leaves
        for part in parts
    ]
    return np.minimum(exits, _joined(ends)[order])
