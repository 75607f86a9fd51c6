"""Limits of a pathway: what brings no more people to a mark, whatever the capacity.

Of those whom an audit KPI counts, some are never assessed, some are assessed and not
sent further, and some come too late although nobody had to wait.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.formula.answer import FormulaAnswer
from planner.formula.kpi_counts import counted_people, facts_of
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.kpis import CLOCKS, MILESTONES, rules_of

Bools = npt.NDArray[np.bool_]
ASSESSMENT = "assessment"


@dataclass(frozen=True)
class PathwayLimit:
    """Shares of those whom a KPI counts, in per cent; together 100.

    Attributes
    ----------
    passed : in time, if nobody has to wait
    not_assessed : never assessed: not reached, declined, or gone before
    not_sent : assessed, and not sent to the stage that the KPI is about
    late : sent, and too late by the pathway's own delays, or appointments missed
    """

    passed: float
    not_assessed: float
    not_sent: float
    late: float


def pathway_limit(
    unhurried: FormulaAnswer, board: str, kpi: str, year: int
) -> PathwayLimit | None:
    """The limit of a KPI from a plan year on; None where it counts no milestone.

    Parameters
    ----------
    unhurried : answer with capacity without end
    """
    place = [each.id for each in AUDIT].index(kpi)
    clock = CLOCKS.get(AUDIT[place].passed)
    if clock is None:
        return None
    expected = unhurried.expected
    rules, cohort = rules_of(expected.scenario), expected.cohort
    facts = facts_of(expected)
    base = counted_people(expected)
    base &= cohort.provider == expected.scenario.boards[board].number
    day = np.clip(cohort.fracture_day, 0, len(rules.year_of_day) - 1)
    base &= rules.year_of_day[day] >= year
    base &= (facts & rules.base[place]) == rules.base[place]
    passed = base & ((facts & rules.passed[place]) == rules.passed[place])
    assessed, sent = _seen(unhurried, ASSESSMENT), _joined(unhurried, clock.milestone)
    if clock.milestone == ASSESSMENT:
        assessed = sent
    whole = expected.weight[base].sum()
    if not whole:
        return None

    def share(rows: Bools) -> float:
        return float(100 * expected.weight[base & rows].sum() / whole)

    return PathwayLimit(
        passed=share(passed),
        not_assessed=share(~passed & ~assessed),
        not_sent=share(~passed & assessed & ~sent),
        late=share(~passed & assessed & sent),
    )


def _joined(answer: FormulaAnswer, milestone: str) -> Bools:
    """People who join a stage of a milestone at some time."""
    return _at(answer, milestone, np.ones(len(answer.expected.visits.person), bool))


def _seen(answer: FormulaAnswer, milestone: str) -> Bools:
    """People who are seen at a stage of a milestone at some time."""
    return _at(answer, milestone, answer.expected.visits.started >= 0)


def _at(answer: FormulaAnswer, milestone: str, visited: Bools) -> Bools:
    expected, visits = answer.expected, answer.expected.visits
    found = np.zeros(len(expected.cohort), dtype=bool)
    if milestone in MILESTONES:
        rules = rules_of(expected.scenario)
        of_visit = rules.milestone_of_stage[np.array(expected.stages)[visits.stage]]
        at = of_visit == MILESTONES.index(milestone)
        found[visits.person[visited & at]] = True
    return found
