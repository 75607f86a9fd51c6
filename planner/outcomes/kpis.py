"""The audit's KPIs: each with its numerator and its denominator, by fracture cohort.

Clocks count calendar days from the date of the fracture. A cohort is everybody whose
fracture falls in a plan year; the simulation runs on beyond the plan, so that its last
fractures can be judged by the same clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import OUTSIDE
from planner.outcomes.blocks import ALL, Key, Measures
from planner.outcomes.record import Record

Bools = npt.NDArray[np.bool_]
Rule = Callable[[Record], tuple[Bools, Bools]]
WITHIN, REVIEW_BY, YEAR_BY = 90, 112, 420
"""Days from the fracture: KPI 4 and 5; 16 weeks (KPI 9 and 10); 60 weeks (KPI 11)."""
DECIDED_BY = 120
"""Days from the fracture after which a recommendation no longer counts: the run-on, so
that the first and the last cohort of a plan are judged by the same clock."""


@dataclass(frozen=True)
class Kpi:
    """One measure: what it is called, its unit, which way is better, its base."""

    id: str
    title: str
    unit: str
    better: str
    """"up", "down" or "" where neither is better in itself."""
    denominator: str
    note: str = ""
    rule: Rule | None = None
    clock_days: int = 0
    """Days after the fracture by which the measure is decided."""


def _within(record: Record, milestone: str, days: int) -> Bools:
    return np.asarray(
        record.milestone_day(milestone) - record.cohort.fracture_day <= days
    )


def _everybody(record: Record) -> Bools:
    return np.asarray(record.fls & record.cohort.identified)


def _identified(record: Record) -> tuple[Bools, Bools]:
    return _everybody(record), record.fls


def _spine(record: Record) -> tuple[Bools, Bools]:
    return record.cohort.site == 1, _everybody(record)


def _assessed(record: Record) -> tuple[Bools, Bools]:
    return _within(record, "assessment", WITHIN), _everybody(record)


def _scanned_of_all(record: Record) -> tuple[Bools, Bools]:
    return _within(record, "scan", WITHIN), _everybody(record)


def _scanned_of_ordered(record: Record) -> tuple[Bools, Bools]:
    ordered = _within(record, "vetting", 10**6)
    return _within(record, "scan", WITHIN), _everybody(record) & ordered


def _recommended(record: Record) -> tuple[Bools, Bools]:
    return _within(record, "recommendation", DECIDED_BY), _everybody(record)


def _among_recommended(milestone: str, days: int) -> Rule:
    def rule(record: Record) -> tuple[Bools, Bools]:
        base = _everybody(record) & _within(record, "recommendation", DECIDED_BY)
        return _within(record, milestone, days), base

    return rule


AUDIT: tuple[Kpi, ...] = (
    Kpi("kpi2_identified", "KPI 2: identified", "%", "up",
        "all fragility fractures at 50+ (expected caseload)", rule=_identified),
    Kpi("kpi3_spine", "KPI 3: spine fractures", "%", "up",
        "all identified", "share of records whose index fracture is the spine",
        rule=_spine),
    Kpi("kpi4_assessed_90", "KPI 4: assessed within 90 days", "%", "up",
        "all identified", rule=_assessed, clock_days=WITHIN),
    Kpi("kpi5_scanned_90_of_all", "KPI 5: scanned within 90 days, of all identified",
        "%", "up", "all identified", "the base of Aneurin Bevan's published figures",
        rule=_scanned_of_all, clock_days=WITHIN),
    Kpi("kpi5_scanned_90_of_ordered", "KPI 5: scanned within 90 days, of DXA ordered",
        "%", "up", "identified and sent for DXA", "the base of the audit's wording",
        rule=_scanned_of_ordered, clock_days=WITHIN),
    Kpi("kpi7_recommended", "KPI 7: treatment recommended", "%", "up",
        "all identified", "within 120 days of the fracture", rule=_recommended,
        clock_days=DECIDED_BY),
    Kpi("kpi9_followed_up_16w", "KPI 9: followed up within 16 weeks", "%", "up",
        "recommended treatment within 120 days", "published base not seen",
        rule=_among_recommended("16-week review", REVIEW_BY), clock_days=DECIDED_BY),
    Kpi("kpi10_started_16w", "KPI 10: treatment started within 16 weeks", "%", "up",
        "recommended treatment within 120 days", "published base not seen",
        rule=_among_recommended("treatment start", REVIEW_BY), clock_days=DECIDED_BY),
    Kpi("kpi11_on_treatment_52w", "KPI 11: on treatment at 52 weeks", "%", "up",
        "recommended treatment within 120 days",
        "confirmed at the 52-week review, by week 60",
        rule=_among_recommended("on treatment at 52 weeks", YEAR_BY),
        clock_days=YEAR_BY),
)  # fmt: skip


def measure_kpis(record: Record, measures: Measures) -> None:
    """Add every audit KPI of this provider, with its denominator, by plan year."""
    for kpi, passed, base in _judged(record):
        _put(record, measures, record.key(kpi.id, "year"), kpi, passed & base, base)


def measure_residents(record: Record, measures: Measures) -> None:
    """Add the KPIs of each board's residents, wherever the model treats them.

    Those treated outside the model are counted apart.
    """
    for kpi, passed, base in _judged(record):
        for residence, lives_there in _residences(record):
            key = Key(ALL, residence, ALL, ALL, "year", kpi.id)
            mine = base & lives_there
            if mine.any():
                _put(record, measures, key, kpi, passed & mine, mine)
    _measure_outside(record, measures)


def _judged(record: Record) -> Iterator[tuple[Kpi, Bools, Bools]]:
    """Every audit KPI, who passes it, and who counts for it."""
    treated_here = record.counted & (record.cohort.provider != OUTSIDE)
    for kpi in AUDIT:
        assert kpi.rule is not None
        passed, base = kpi.rule(record)
        yield kpi, passed, base & treated_here


def _residences(record: Record) -> list[tuple[str, Bools]]:
    return [
        (name, record.cohort.residence == board.number)
        for name, board in record.scenario.boards.items()
        if board.demand.fractures_a_year
    ]


def _put(
    record: Record, measures: Measures, key: Key, kpi: Kpi, passed: Bools, base: Bools
) -> None:
    years, day = record.periods.years, record.cohort.fracture_day
    people = years.count(day[base])
    decided = years.edges[1:] + kpi.clock_days <= record.scenario.horizon_days
    # A cohort whose clock has not run out by the horizon is not reported at all.
    bottom = np.where(decided, people, 0.0)
    top = np.where(decided, years.count(day[passed]) * 100, 0.0)
    measures.put(key, top, bottom)
    measures.put(key._replace(kpi=f"{kpi.id}.denominator"), bottom)


def _measure_outside(record: Record, measures: Measures) -> None:
    """Add residents who were identified but are treated outside the model."""
    outside = record.counted & record.fls & (record.cohort.provider == OUTSIDE)
    if not outside.any():
        return
    for residence, lives_there in _residences(record):
        key = Key(ALL, residence, ALL, "fls", "year", "treated_outside")
        day = record.cohort.fracture_day[outside & lives_there]
        measures.put(key, record.periods.years.count(day))
