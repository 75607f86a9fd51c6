"""Sampling of a cohort: everybody who comes, with all their random numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import ArrivingPeople, ComingFrom, order_of_joining
from planner.demand.attributes import CHARACTERISTICS, AttributeTables, attribute_tables
from planner.demand.choices import ChoiceTables, answers_of, choice_tables
from planner.demand.cohort import FAR, Chosen, Cohort
from planner.demand.growth import Thinning, thinning
from planner.demand.leaving import Leaving, leaving_of
from planner.demand.patient_groups import About, PatientGroups, PatientGroupsBuilder
from planner.demand.people import FIRST_ATTRIBUTE, NOBODY_LEAVES, NUMBERS, draw_people
from planner.demand.sources import Setting, sources_of
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.numerics.random_numbers import replication_seed

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def sample_cohort(
    scenario: Scenario,
    seed: int,
    replication: int,
    providers: Collection[str] | None = None,
) -> Cohort:
    """Everybody who comes to these providers, fully sampled, in order of joining.

    Parameters
    ----------
    providers : board ids; None means all boards

    Returns
    -------
    Cohort; people sent outside the model belong to their board of residence's part
    """
    chosen = frozenset(scenario.boards if providers is None else providers)
    demand = prepared_demand(scenario, chosen)
    seed = replication_seed(seed, replication)
    return demand.cohort([source.sample(seed) for source in demand.sources])


@dataclass(frozen=True)
class PreparedDemand:
    """Shared preparation of all replications of a scenario's cohort."""

    sources: tuple[ComingFrom, ...]
    first_days: Ints
    """Of each period of the plan."""
    groups: PatientGroups
    names: tuple[str, ...]
    attributes: AttributeTables
    choices: ChoiceTables
    words: tuple[tuple[str, tuple[str, ...]], ...]
    """Choices, each with its answers."""
    mean_years: float
    """Until people leave for reasons not told apart."""
    leaving: Leaving
    thinning: Thinning | None = None
    urgent_attributes: tuple[int, ...] = ()
    """Positions among the attributes of those that make a person urgent."""

    def cohort(self, parts: list[ArrivingPeople]) -> Cohort:
        """The people of all sources in one table, in order of joining."""
        come = _in_order(parts)
        numbers, answers, found = draw_people(
            come.seeds,
            come.fracture_day,
            come.joined,
            come.group,
            self.first_days,
            self.groups,
            self.attributes,
            self.choices,
            self.mean_years,
        )
        columns = dict(zip(NUMBERS, numbers, strict=True))
        exits = self.leaving.first_of(come, answers, columns["exit_minute"])
        columns["exit_minute"], columns["exit_cause"] = exits
        marks = answers.view(np.bool_)
        cohort = Cohort(
            seed=come.seeds,
            **columns,
            urgent=self._urgent(marks),
            identified=found.view(np.bool_),
            at_start=self.groups.about[:, About.AT_START].astype(bool)[come.group],
            attributes=dict(zip(self.names, marks[FIRST_ATTRIBUTE:], strict=False)),
            choices={
                name: Chosen(places, words)
                for (name, words), places in zip(
                    self.words,
                    answers[FIRST_ATTRIBUTE + len(self.names) :],
                    strict=True,
                )
            },
        )
        if self.thinning is None:
            return cohort
        return cohort.take(self.thinning.keeps(come, answers))

    def _urgent(self, marks: Bools) -> Bools:
        """Urgency rules: by site, age and sex, or by an attribute."""
        urgent: Bools = marks[CHARACTERISTICS.index("urgent")]
        for attribute in self.urgent_attributes:
            urgent |= marks[FIRST_ATTRIBUTE + attribute]
        return urgent


@cached
def prepared_demand(scenario: Scenario, providers: frozenset[str]) -> PreparedDemand:
    """Shared preparation of every replication; the last few are cached."""
    groups = PatientGroupsBuilder(scenario)
    sources = sources_of(Setting(scenario, providers, groups))
    tables = groups.tables()
    population, names = scenario.population, tuple(scenario.pathway.attributes)
    rate = population.exit_rate if population else 0.0
    providers_of = tables.about[:, About.PROVIDER]
    attributes = attribute_tables(scenario, providers_of, groups.vetting)
    return PreparedDemand(
        tuple(sources),
        np.array([day for day, _ in scenario.periods], dtype=np.int64),
        tables,
        names,
        attributes,
        choice_tables(scenario, providers_of),
        tuple(answers_of(scenario).items()),
        1 / rate if rate else NOBODY_LEAVES,
        leaving_of(scenario, tables),
        thinning(scenario, tables),
        tuple(
            names.index(n) for n in (population.urgent_attributes if population else ())
        ),
    )


def _in_order(parts: list[ArrivingPeople]) -> ArrivingPeople:
    """Those who come from all sources, in order of joining."""
    seeds = np.concatenate([np.zeros(0, np.uint64), *(p.seeds for p in parts)])
    joined = _joined([part.joined for part in parts])
    order = order_of_joining(joined, seeds)
    leaves = None
    if any(part.leaves is not None for part in parts):
        ends = [
            np.full(len(part.seeds), FAR) if part.leaves is None else part.leaves
            for part in parts
        ]
        leaves = _joined(ends)[order]
    days = _joined([part.fracture_day for part in parts])[order]
    group = _joined([part.group for part in parts])[order]
    return ArrivingPeople(seeds[order], days, joined[order], group, leaves)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
