"""The audit's KPIs among the expected people, counted by weight."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FLS
from planner.formula.expected import ExpectedFlow
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.kpis import MILESTONES, asked_of, facts_at_first, rules_of
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
    table = np.zeros((len(names) + 1, len(AUDIT), 2, years))
    for kpi in np.flatnonzero(asked).tolist():
        for side, wanted in enumerate((rules.passed[kpi], rules.base[kpi])):
            fits = (bits & wanted) == wanted
            sums = np.bincount(cell[fits], weight[fits], (len(names) + 1) * years)
            times = rules.base_times[kpi] if side else 1
            table[:, kpi, side] = sums.reshape(-1, years) * times * rules.decided[kpi]
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
    numbers = np.array(expected.stages)[visits.stage]
    fracture = cohort.fracture_day[visits.person]
    seen = np.flatnonzero(visits.started >= 0)
    anybody = np.arange(len(visits.started))
    for milestones, started, there in (
        (rules.milestone_of_stage, visits.started, seen),
        (rules.milestone_on_joining, visits.first_joined, anybody),
    ):
        of_visit = milestones[numbers[there]]
        for milestone in range(len(MILESTONES)):
            rows = there[of_visit == milestone]
            late = rules.on_completion[milestone] and started is visits.started
            minute = visits.finished if late else started
            waited = minute[rows] // MINUTES_A_DAY - fracture[rows]
            first, last = rules.clocks_from[milestone : milestone + 2]
            for clock in range(first, last):
                met = visits.person[rows[waited <= rules.clock_days[clock]]]
                facts[met] |= rules.clock_fact[clock]
    return facts
