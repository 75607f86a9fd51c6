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
    facts, rows = facts_of(expected), np.flatnonzero(_counted(expected))
    year, years = rules.year_of_day[cohort.fracture_day[rows]], rules.decided.shape[1]
    found = {}
    for board in boards:
        mine = cohort.provider[rows] == scenario.boards[board].number
        here, when = rows[mine], year[mine]
        weight, bits = expected.weight[here], facts[here]
        table = np.zeros((len(AUDIT), 2, years))
        for kpi in np.flatnonzero(asked).tolist():
            for side, wanted in enumerate((rules.passed[kpi], rules.base[kpi])):
                times = rules.base_times[kpi] if side else 1
                amounts = weight * ((bits & wanted) == wanted) * times
                table[kpi, side] = np.bincount(when, amounts, minlength=years)
            table[kpi] *= rules.decided[kpi]
        found[board] = table
    return found


def _counted(expected: ExpectedFlow) -> npt.NDArray[np.bool_]:
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
    seen = visits.started >= 0
    anybody = np.ones(len(seen), dtype=bool)
    for milestones, started, there in (
        (rules.milestone_of_stage, visits.started, seen),
        (rules.milestone_on_joining, visits.first_joined, anybody),
    ):
        of_visit = milestones[numbers]
        for milestone in range(len(MILESTONES)):
            late = rules.on_completion[milestone] and started is visits.started
            minute = visits.finished if late else started
            waited = minute // MINUTES_A_DAY - fracture
            first, last = rules.clocks_from[milestone : milestone + 2]
            for clock in range(first, last):
                met = there & (of_visit == milestone)
                met &= waited <= rules.clock_days[clock]
                # One person may have several visits: `|=` alone would take one.
                np.bitwise_or.at(facts, visits.person[met], rules.clock_fact[clock])
    return facts
