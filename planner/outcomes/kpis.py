"""The audit's KPIs: each with its numerator and its denominator, by fracture cohort.

Clocks count calendar days from the date of the fracture. A cohort is everybody whose
fracture falls in a plan year; the simulation runs on beyond the plan, so that its last
fractures can be judged by the same clock.

What decides about a person are FACTS: yes or no, each. The table of measures says which
of them put somebody into a KPI's base and into its numerator.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.cached import cached
from planner.inputs.conditions import SITES
from planner.inputs.scenario import Scenario
from planner.outcomes.board_frame import MOST_NUMBERS, Frame, frame_of
from planner.outcomes.kpi_clocks import (
    Fractures,
    Rules,
    count_kpis,
)
from planner.outcomes.kpi_table import (
    AUDIT,
    BASE,
    DECIDED_BY,
    IDENTIFIED,
    REVIEW_BY,
    SPINE,
    WITHIN,
    YEAR_BY,
)
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record

Ints = npt.NDArray[np.int64]


class Clock(NamedTuple):
    """A milestone passed by so many calendar days after the fracture, that day too."""

    milestone: str
    days: int


CLOCKS = {
    "assessed within 90 days": Clock("assessment", WITHIN),
    "scanned within 90 days": Clock("scan", WITHIN),
    "sent for DXA within 120 days": Clock("vetting", DECIDED_BY),
    "recommended treatment within 120 days": Clock("recommendation", DECIDED_BY),
    "followed up within 16 weeks": Clock("16-week review", REVIEW_BY),
    "started treatment within 16 weeks": Clock("treatment start", REVIEW_BY),
    "on treatment at 52 weeks": Clock("on treatment at 52 weeks", YEAR_BY),
}
MILESTONES = tuple(dict.fromkeys(clock.milestone for clock in CLOCKS.values()))
FACTS = (IDENTIFIED, SPINE, *CLOCKS)


class Judged(NamedTuple):
    """Fragility fractures as the clocks judge them.

    Attributes
    ----------
    counts : shape (residences, KPIs, passed and base, years); the last residence is
        any other than those of the frame
    outside : shape (residences, years), people treated outside the model
    passages : shape (milestones, cells), of anybody in the board's own sessions, FLS
        patient or not
    """

    counts: Ints
    outside: Ints
    passages: Ints


def facts_at_first(record: Record) -> Ints:
    """Bits of each person that no visit decides."""
    cohort = record.cohort
    facts = cohort.identified * _bits(IDENTIFIED)
    facts |= (cohort.site == SITES.index("spine")) * _bits(SPINE)
    return np.asarray(facts)


def judge(record: Record, facts: Ints, passages: Ints) -> Judged:
    """Who meets which clock, counted.

    Parameters
    ----------
    facts : bits of each person, after all visits
    passages : as `Judged` has them
    """
    frame, rules = frame_of(record.scenario, record.board_id), rules_of(record.scenario)
    places, years = len(frame.residences) + 1, len(frame.periods.years)
    judged = Judged(
        np.zeros((places, len(AUDIT), 2, years), dtype=np.int64),
        np.zeros((places, years), dtype=np.int64),
        passages,
    )
    people = Fractures(*(getattr(record.cohort, name) for name in Fractures._fields))
    counted = record.counted & record.fls
    count_kpis(people, counted, facts, rules, judged.counts, judged.outside)
    return judged


def measure_residents(judged: Judged, frame: Frame, row: MeasureTable) -> None:
    """Add the KPIs of each board's residents, wherever the model treats them.

    Those treated outside the model are counted apart.
    """
    residents = judged.counts[:-1]
    _put(row, frame, "residents", residents, residents[:, :, 1].any(axis=2))
    outside = judged.outside
    row.put("treated_outside", outside[:-1], present=outside.any())


def measure_kpis(judged: Judged, frame: Frame, row: MeasureTable) -> None:
    """Add every audit KPI of this provider, with its denominator, by plan year."""
    _put(row, frame, "audit", judged.counts.sum(axis=0))


def _put(
    row: MeasureTable,
    frame: Frame,
    block: str,
    counts: Ints,
    there: npt.ArrayLike = True,
) -> None:
    """Add shares and their denominators: counts of who passed and of whom, by KPI."""
    # A cohort whose clock has not run out by the horizon is not reported at all.
    decided = rules_of(frame.scenario).decided
    passed, base = counts[..., 0, :] * decided, counts[..., 1, :] * decided
    row.put(block, passed * 100, base, there)
    row.put(f"{block}{BASE}", np.where(decided, base, np.nan), present=there)


def _bits(*facts: str) -> int:
    return sum(1 << FACTS.index(fact) for fact in facts)


@cached
def rules_of(scenario: Scenario) -> Rules:
    """Facts and KPIs as tables."""
    frame = frame_of(scenario, "")
    of_stage = np.full(MOST_NUMBERS, -1, dtype=np.int64)
    for stage in scenario.pathway.stages.values():
        if stage.milestone in MILESTONES:
            of_stage[stage.number] = MILESTONES.index(stage.milestone)
    place = np.full(MOST_NUMBERS, len(frame.residences), dtype=np.int64)
    for row, name in enumerate(frame.residences):
        place[scenario.boards[name].number] = row
    years, clocks = frame.periods.years, np.array([kpi.clock_days for kpi in AUDIT])
    return Rules(
        milestone_of_stage=of_stage,
        clock_milestone=_ints([MILESTONES.index(c.milestone) for c in CLOCKS.values()]),
        clock_days=_ints([clock.days for clock in CLOCKS.values()]),
        clock_fact=_ints([_bits(name) for name in CLOCKS]),
        base=_ints([_bits(*kpi.among) for kpi in AUDIT]),
        passed=_ints([_bits(kpi.passed) for kpi in AUDIT]),
        place_of_residence=place,
        year_of_day=_ints(years.position(np.arange(scenario.plan_days))),
        decided=years.edges[1:] + clocks[:, None] <= scenario.horizon_days,
    )


def _ints(values: npt.ArrayLike) -> Ints:
    return np.array(values, dtype=np.int64)
