"""The audit's KPIs: each with its numerator and its denominator, by fracture cohort.

Clocks count calendar days from the date of the fracture. A cohort is everybody whose
fracture falls in a plan year; the simulation runs on beyond the plan, so that its last
fractures can be judged by the same clock.

What decides about a person are FACTS: yes or no, each. The table of measures says which
of them put somebody into a KPI's base and into its numerator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import Cohort
from planner.inputs.cached import cached
from planner.inputs.conditions import SITES
from planner.inputs.features_used import stages_in_use
from planner.inputs.scenario import Scenario
from planner.outcomes.audit_kpis import (
    AUDIT,
    COUNTS,
    DECIDED_BY,
    FOUND_ELSEWHERE,
    FOUND_SPINE,
    HIGH_RISK,
    HIP,
    IDENTIFIED,
    NOT_HIP,
    NOT_SPINE,
    PERSISTS,
    REVIEW_BY,
    REVIEW_DUE,
    SPINE,
    STARTED,
    WITHIN,
    YEAR_BY,
)
from planner.outcomes.board_frame import MOST_NUMBERS, Frame, frame_of
from planner.outcomes.kpi_clocks import (
    Fractures,
    Rules,
    count_kpis,
)
from planner.outcomes.kpi_definition import BASE, Kpi
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.outcomes.treatment import PERSISTS_ATTRIBUTE, START, TREATED

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class Clock(NamedTuple):
    """A milestone passed by so many calendar days after the fracture, that day too."""

    milestone: str
    days: int


ORDERED, ORDERED_AT = "DXA ordered", ("vetting", "scan")
"""Milestone passed on joining, not on leaving, a stage with one of those milestones."""
CLOCKS = {
    "assessed within 90 days": Clock("assessment", WITHIN),
    "falls assessed within 120 days": Clock("falls assessment", DECIDED_BY),
    "ordered a DXA within 120 days": Clock(ORDERED, DECIDED_BY),
    "scanned within 90 days": Clock("scan", WITHIN),
    "sent for DXA within 120 days": Clock("vetting", DECIDED_BY),
    "recommended treatment within 120 days": Clock("recommendation", DECIDED_BY),
    "recommended treatment within 60 weeks": Clock("recommendation", YEAR_BY),
    "recommended treatment within 14 weeks": Clock("recommendation", REVIEW_DUE),
    "followed up within 16 weeks": Clock("16-week review", REVIEW_BY),
    STARTED: Clock(START, REVIEW_BY),
    "started treatment within 60 weeks": Clock(START, YEAR_BY),
    "began strength and balance training within 16 weeks": Clock(
        "strength and balance training", REVIEW_BY
    ),
    "on treatment at 52 weeks": Clock("on treatment at 52 weeks", YEAR_BY),
}
MILESTONES = tuple(dict.fromkeys(clock.milestone for clock in CLOCKS.values()))
ON_COMPLETION = (START,)
"""Passed when the stage is over, not when it begins: a dose takes its time."""
OF_PERSON = (
    *(IDENTIFIED, HIP, NOT_HIP, SPINE, NOT_SPINE, FOUND_SPINE, FOUND_ELSEWHERE),
    *(HIGH_RISK, PERSISTS),
)
"""Facts that no visit decides."""
FACTS = (*OF_PERSON, *CLOCKS)
HIGH_RISK_SITES = ("hip", "spine")
RISK_ATTRIBUTE = "high_risk"
"""Attribute of a pathway that decides a fact, where it has it."""


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


def facts_at_first(cohort: Cohort, stays: Bools) -> Ints:
    """Bits of each person that no visit decides.

    Parameters
    ----------
    stays : who is treated for a year, once started
    """
    facts = BY_SITE.ravel().take(2 * cohort.site + cohort.identified)
    if RISK_ATTRIBUTE in cohort.attributes:
        facts &= ~_bits(HIGH_RISK)
        facts |= cohort.attributes[RISK_ATTRIBUTE] * _bits(HIGH_RISK)
    facts |= stays * _bits(PERSISTS)
    return np.asarray(facts)


def judge(record: Record, facts: Ints, passages: Ints) -> Judged:
    """People who meet each clock, counted.

    Parameters
    ----------
    facts : bits of each person, after all visits
    passages : as `Judged` has them
    """
    frame, rules = frame_of(record.scenario, record.board_id), rules_of(record.scenario)
    places, years = len(frame.residences) + 1, len(frame.periods.years)
    counts = np.zeros((places, years, 2, len(AUDIT)), dtype=np.int64)
    outside = np.zeros((places, years), dtype=np.int64)
    people = Fractures(*(getattr(record.cohort, name) for name in Fractures._fields))
    counted = record.counted & record.fls
    count_kpis(people, counted, facts, rules, counts, outside)
    counts[:, :, 1] *= rules.base_times
    return Judged(counts.transpose(0, 3, 2, 1), outside, passages)


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
    counts = judged.counts.sum(axis=0)
    _put(row, frame, "audit", counts)
    decided = rules_of(frame.scenario).decided
    for place, kpi in enumerate(AUDIT):
        if kpi.id in COUNTS:
            people = np.where(decided[place], counts[place, 0], np.nan)
            row.put(COUNTS[kpi.id].id, people[None], present=decided[place].any())


def _put(
    row: MeasureTable,
    frame: Frame,
    block: str,
    counts: Ints,
    there: Bools | np.bool_ | bool = True,
) -> None:
    """Add shares and their denominators: counts of who passed and of whom, by KPI."""
    # A cohort whose clock has not run out by the horizon is not reported at all.
    decided = rules_of(frame.scenario).decided
    there = there & asked_of(frame.scenario)
    passed, base = counts[..., 0, :] * decided, counts[..., 1, :] * decided
    row.put(block, passed * 100, base, there)
    row.put(f"{block}{BASE}", np.where(decided, base, np.nan), present=there)


@cached
def asked_of(scenario: Scenario) -> Bools:
    """Which KPIs the pathway of a scenario knows something of, in the table's order."""
    pathway, used = scenario.pathway, stages_in_use(scenario)
    stages = pathway.stages.items()
    known = {stage.milestone for name, stage in stages if name in used}
    facts = {name for name, clock in CLOCKS.items() if clock.milestone in known}
    if PERSISTS_ATTRIBUTE in pathway.attributes:
        facts.add(PERSISTS)
    return np.array([not kpi.optional or kpi.passed in facts for kpi in AUDIT])


def _bits(*facts: str) -> int:
    return sum(1 << FACTS.index(fact) for fact in set(facts))


def _facts_of(site: str, *, identified: bool) -> int:
    """Bits of a person with a fracture there, where the pathway does not say more."""
    spine = site == "spine"
    facts = [HIP if site == "hip" else NOT_HIP, SPINE if spine else NOT_SPINE]
    if site in HIGH_RISK_SITES:
        facts.append(HIGH_RISK)
    if identified:
        facts += [IDENTIFIED, FOUND_SPINE if spine else FOUND_ELSEWHERE]
    return _bits(*facts)


@cached
def rules_of(scenario: Scenario) -> Rules:
    """Facts and KPIs as tables."""
    frame = frame_of(scenario, "")
    place = np.full(MOST_NUMBERS, len(frame.residences), dtype=np.int64)
    for row, name in enumerate(frame.residences):
        place[scenario.boards[name].number] = row
    ordered = sorted(CLOCKS, key=lambda name: MILESTONES.index(CLOCKS[name].milestone))
    of_clock = [MILESTONES.index(CLOCKS[name].milestone) for name in ordered]
    years, clocks = frame.periods.years, np.array([kpi.clock_days for kpi in AUDIT])
    return Rules(
        milestone_of_stage=_by_stage(scenario, {name: name for name in MILESTONES}),
        milestone_on_joining=_by_stage(scenario, dict.fromkeys(ORDERED_AT, ORDERED)),
        on_completion=np.array([name in ON_COMPLETION for name in MILESTONES]),
        treated=_ints([_row_of(name) for name in MILESTONES]),
        clocks_from=np.searchsorted(of_clock, np.arange(len(MILESTONES) + 1)),
        clock_days=_ints([CLOCKS[name].days for name in ordered]),
        clock_fact=_ints([_bits(name) for name in ordered]),
        base=_ints([_bits(*kpi.among) for kpi in AUDIT]),
        base_times=_ints([kpi.base_times for kpi in AUDIT]),
        passed=_ints([_bits(kpi.passed, *_shared(kpi)) for kpi in AUDIT]),
        place_of_residence=place,
        year_of_day=_ints(years.position(np.arange(scenario.plan_days))),
        decided=years.edges[1:] + clocks[:, None] <= scenario.horizon_days,
    )


def _by_stage(scenario: Scenario, milestones: Mapping[str, str]) -> Ints:
    """Milestone, as its place, that each stage stands for by its own; -1 for none."""
    table = np.full(MOST_NUMBERS, -1, dtype=np.int64)
    for stage in scenario.pathway.stages.values():
        name = milestones.get(stage.milestone or "")
        if name is not None:
            table[stage.number] = MILESTONES.index(name)
    return table


def _row_of(milestone: str) -> int:
    """Row of a milestone among those of treatment; -1 for none."""
    return TREATED.index(milestone) if milestone in TREATED else -1


def _shared(kpi: Kpi) -> tuple[str, ...]:
    """Facts of the base that somebody needs to count in the numerator too."""
    return () if kpi.apart else kpi.among


def _ints(values: npt.ArrayLike) -> Ints:
    return np.array(values, dtype=np.int64)


BY_SITE = _ints(
    [
        [_facts_of(site, identified=found) for found in (False, True)]
        for site in (*SITES, "")
    ]
)
"""Bits by site and whether identified; the last row is of -1, no site at all."""
