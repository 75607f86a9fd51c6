"""The audit's KPIs among the expected people, counted by weight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FLS
from planner.formula.expected import ExpectedFlow
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.kpis import asked_of, facts_at_first, rules_of
from planner.outcomes.treatment import treatment_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def kpi_counts(expected: ExpectedFlow, boards: Iterable[str]) -> dict[str, Floats]:
    """People who pass each KPI and its base, by board: (KPIs, 2, plan years)."""
    scenario, cohort = expected.scenario, expected.cohort
    rules, asked = rules_of(scenario), asked_of(scenario)
    names, years = list(boards), rules.decided.shape[1]
    place_of = np.full(int(cohort.provider.max(initial=0)) + 2, len(names))
    for place, name in enumerate(names):
        number = scenario.boards[name].number
        if number < len(place_of):
            place_of[number] = place
    rows = np.flatnonzero(counted_people(expected))
    bits, weight = facts_of(expected)[rows], expected.weight[rows]
    cell = place_of[cohort.provider[rows]] * years
    cell += rules.year_of_day[cohort.fracture_day[rows]]
    sums = np.zeros((len(AUDIT), 2, (len(names) + 1) * years))
    _add_up(sums, cell, bits, weight, np.stack([rules.passed, rules.base], axis=1))
    table = sums.reshape(len(AUDIT), 2, -1, years).transpose(2, 0, 1, 3)
    table[:, :, 1] *= rules.base_times[:, None]
    table *= (rules.decided & asked[:, None])[:, None]
    return dict(zip(names, table, strict=False))


def counted_people(expected: ExpectedFlow) -> npt.NDArray[np.bool_]:
    """FLS patients whose fracture falls in the plan, after any warm-up."""
    scenario, cohort = expected.scenario, expected.cohort
    counted = (cohort.source == FLS) & ~cohort.at_start
    counted &= cohort.fracture_day >= scenario.warm_up_days
    counted &= cohort.fracture_day < scenario.plan_days
    # Companions stand for their people, who are counted already.
    counted &= expected.person_of == np.arange(len(cohort))
    return np.asarray(counted)


def facts_of(expected: ExpectedFlow) -> Ints:
    """Bits of every person, after all visits."""
    rules, cohort = rules_of(expected.scenario), expected.cohort
    stays = treatment_of(cohort, expected.scenario).stays
    facts, visits = facts_at_first(cohort, stays), expected.visits
    _mark(
        facts,
        Passed(
            person=visits.person,
            stage=np.array(expected.stages)[visits.stage],
            joined=visits.first_joined,
            started=visits.started,
            finished=visits.finished,
        ),
        cohort.fracture_day,
        Milestones(
            of_stage=rules.milestone_of_stage,
            on_joining=rules.milestone_on_joining,
            on_completion=rules.on_completion,
            clocks_from=rules.clocks_from,
            clock_days=rules.clock_days,
            clock_fact=rules.clock_fact,
        ),
    )
    return facts


class Passed(NamedTuple):
    """Visits, row by row: who, the stage's number, and minutes."""

    person: Ints
    stage: Ints
    joined: Ints
    started: Ints
    finished: Ints


class Milestones(NamedTuple):
    """Milestones of stages, and the clocks of each, see `planner.outcomes.kpis`."""

    of_stage: Ints
    on_joining: Ints
    on_completion: npt.NDArray[np.bool_]
    clocks_from: Ints
    clock_days: Ints
    clock_fact: Ints


@compiled
def _mark(facts: Ints, visits: Passed, fracture_day: Ints, rules: Milestones) -> None:
    """Add to everybody's bits the clocks that their visits met."""
    for row in range(len(visits.person)):
        who, stage = visits.person[row], visits.stage[row]
        for joins in range(2):
            milestone = rules.on_joining[stage] if joins else rules.of_stage[stage]
            if milestone < 0 or (not joins and visits.started[row] < 0):
                continue
            minute = visits.joined[row] if joins else visits.started[row]
            if not joins and rules.on_completion[milestone]:
                minute = visits.finished[row]
            waited = minute // MINUTES_A_DAY - fracture_day[who]
            first, last = rules.clocks_from[milestone], rules.clocks_from[milestone + 1]
            for clock in range(first, last):
                if waited <= rules.clock_days[clock]:
                    facts[who] |= rules.clock_fact[clock]


@compiled
def _add_up(sums: Floats, cell: Ints, bits: Ints, weight: Floats, wanted: Ints) -> None:
    """Add the weights of those who have all wanted bits: (KPIs, passed or base)."""
    for row in range(len(bits)):
        for kpi in range(len(wanted)):
            for side in range(2):
                bit = wanted[kpi, side]
                if bits[row] & bit == bit:
                    sums[kpi, side, cell[row]] += weight[row]
