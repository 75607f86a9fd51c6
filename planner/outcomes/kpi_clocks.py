"""Which clocks a fracture meets, and for whom it counts: compiled.

What the facts are and which of them make a KPI is said in `kpis`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import OUTSIDE
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import inlined, uncounted
from planner.outcomes.counts import cell_at
from planner.outcomes.treatment import STARTS, STAYS, Treatment
from planner.pathway.visits import Outcome

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
WAS_SEEN = int(Outcome.SEEN)


class Fractures(NamedTuple):
    """Columns of the cohort that KPIs are counted by."""

    fracture_day: Ints
    residence: Ints
    provider: Ints


class Rules(NamedTuple):
    """Facts and KPIs as bits and tables."""

    milestone_of_stage: Ints
    """By declared number of the stage; -1 where it has none."""
    milestone_on_joining: Ints
    """Passed by joining the stage, seen there or not; -1 where there is none."""
    on_completion: Bools
    """By milestone: whether it is passed when the stage is completed, not begun."""
    treated: Ints
    """By milestone: row in which people count as treated by it; -1 for none."""
    clocks_from: Ints
    """First clock of each milestone, and one place after the last of the last."""
    clock_days: Ints
    clock_fact: Ints
    """Bit that meeting the clock sets."""
    base: Ints
    """Bits that somebody needs to count for each KPI."""
    base_times: Ints
    """Weight of each person of the base, by KPI."""
    passed: Ints
    """Bits that somebody needs to count as passing it."""
    place_of_residence: Ints
    """Row of each board of residence, by declared number."""
    year_of_day: Ints
    """Year of the plan of each day of it."""
    decided: Bools
    """Whether the clock has run out for all of a year's cohort, by KPI and year."""


@inlined
def milestone_passed(visit: Any, rules: Rules) -> int:
    """The milestone that a visit passes, or below 0."""
    if visit.outcome != WAS_SEEN or visit.started < 0:
        return -1
    return int(rules.milestone_of_stage[visit.stage])


@inlined
def passed_in_time(visit: Any, milestone: int, fracture_day: int, rules: Rules) -> int:
    """The bit of every clock that is met by passing a milestone."""
    passed = visit.finished if rules.on_completion[milestone] else visit.started
    return clocks_met(milestone, passed // MINUTES_A_DAY - fracture_day, rules)


@inlined
def count_treated(
    visit: Any,
    milestone: int,
    rules: Rules,
    people: Treatment,
    cells: Ints,
    counts: Ints,
) -> None:
    """Count somebody who is recommended, starts or is found on treatment.

    Parameters
    ----------
    counts : shape (rows, drugs, cells), added to; see `treatment`
    """
    row = rules.treated[milestone]
    if row < 0:
        return
    passed = visit.finished if row == STARTS else visit.started
    drug, cell = people.drug[visit.patient], cell_at(cells, passed)
    counts[row, drug, cell] += 1
    if row == STARTS and people.stays[visit.patient]:
        counts[STAYS, drug, cell] += 1


@inlined
def clocks_met(milestone: int, waited: int, rules: Rules) -> int:
    """The bit of every clock that is met, so many calendar days after the fracture."""
    met = 0
    first, end = rules.clocks_from[milestone], rules.clocks_from[milestone + 1]
    for clock in range(first, end):
        if waited <= rules.clock_days[clock]:
            met |= rules.clock_fact[clock]
    return met


@inlined
def joined_in_time(visit: Any, fracture_day: int, rules: Rules) -> int:
    """The bit of every clock that joining such a stage meets, seen there or not."""
    waited = visit.first_joined // MINUTES_A_DAY - fracture_day
    return clocks_met(rules.milestone_on_joining[visit.stage], waited, rules)


@uncounted
def count_kpis(
    people: Fractures,
    counted: Bools,
    facts: Ints,
    rules: Rules,
    counts: Ints,
    outside: Ints,
) -> None:
    """Count who is judged by each KPI, and who of them passes it.

    Parameters
    ----------
    counted : who counts at all
    counts : shape (residences, years, passed and base, KPIs), added to; everybody of
        the base once
    outside : shape (residences, years): people treated outside the model, added to
    """
    for who in range(len(counted)):
        if not counted[who]:
            continue
        place = rules.place_of_residence[people.residence[who]]
        year = rules.year_of_day[people.fracture_day[who]]
        if people.provider[who] == OUTSIDE:
            outside[place, year] += 1
            continue
        own, of_person = counts[place, year], facts[who]
        # One KPI beside the other and no question asked: several are added at once.
        for kpi in range(len(rules.base)):
            own[0, kpi] += of_person & rules.passed[kpi] == rules.passed[kpi]
        for kpi in range(len(rules.base)):
            own[1, kpi] += of_person & rules.base[kpi] == rules.base[kpi]
