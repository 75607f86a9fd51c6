"""Work against capacity: load, utilisation, what is needed beside what is offered.

Stages that the same people serve share one load, so load is measured by role; each
stage shows the work it brings to it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES, Kind, Lost
from planner.inputs.units import MINUTES_A_DAY, SESSION_MINUTES, SESSIONS_A_WEEK
from planner.outcomes.blocks import Key, Measures
from planner.outcomes.periods import Span
from planner.outcomes.queues import waiting_at
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
FIRST_YEAR_WEEKS = 52
GROWING_WEEKS = 52
GROWING_SHARE = 0.05
"""A list that grew by this share of a year's start, over the plan's last year."""


def stages_by_role(record: Record) -> dict[str, tuple[str, ...]]:
    """Stages with a waiting list by the role whose work they are."""
    stages = record.scenario.pathway.stages
    found: dict[str, tuple[str, ...]] = {}
    for name in record.listed_stages:
        role = stages[name].role
        if role is not None:
            found[role] = (*found.get(role, ()), name)
    return found


def needed_minutes(record: Record, stage: str, span: Span) -> Floats:
    """Booked minutes that people joining in each period need, missed slots included."""
    stays = record.at_stage(stage)
    joined = span.count(stays.joined // MINUTES_A_DAY)
    return joined * record.scenario.pathway.stages[stage].slot_minutes


def offered_minutes(record: Record, role: str, span: Span) -> Floats:
    """Minutes of sessions open to patients in each period."""
    rota = record.rota
    mine = rota.role == ROLES.index(role)
    return span.count(rota.start[mine] // MINUTES_A_DAY, rota.offered_minutes[mine])


def held_minutes(record: Record, role: str, span: Span) -> Floats:
    """Minutes of sessions that an appointment held, missed ones included."""
    visits = record.visits
    begun = visits.take(visits.session >= 0)
    mine = record.rota.role[begun.session] == ROLES.index(role)
    begun = begun.take(mine)
    closes = record.rota.end[begun.session]
    until = np.where(begun.held_until < 0, closes, np.minimum(begun.held_until, closes))
    return span.count(begun.started // MINUTES_A_DAY, until - begun.started)


def measure_load(record: Record, measures: Measures) -> None:
    """Add load, utilisation, minutes and WTE, needed and offered, by quarter."""
    quarters = record.periods.quarters
    for role, stages in stages_by_role(record).items():
        offered = offered_minutes(record, role, quarters)
        by_stage = {stage: needed_minutes(record, stage, quarters) for stage in stages}
        needed = np.sum(list(by_stage.values()), axis=0)
        _put_load(record, measures, role, needed, offered)
        for stage, minutes in by_stage.items():
            measures.put(record.key("needed_minutes", "quarter", stage), minutes)
            measures.put(record.key("load", "quarter", stage), needed, offered)
        held = held_minutes(record, role, quarters)
        measures.put(record.key("utilisation", "quarter", role), held, offered)
        _measure_lost(record, measures, role)


def _put_load(
    record: Record, measures: Measures, role: str, needed: Floats, offered: Floats
) -> None:
    quarters = record.periods.quarters
    put = measures.put
    put(record.key("load", "quarter", role), needed, offered)
    put(record.key("needed_minutes", "quarter", role), needed)
    put(record.key("offered_minutes", "quarter", role), offered)
    minutes = minutes_a_wte_week(record, role) * quarters.days / 7
    if minutes.all():
        put(record.key("needed_wte", "quarter", role), needed / minutes)
        put(record.key("offered_wte", "quarter", role), offered / minutes)


def minutes_a_wte_week(record: Record, role: str) -> float:
    """Minutes open to patients that one WTE yields in a mean week; 0 where not staffed.

    For a scanner, of one operator who is there for 10 sessions of the diary a week.
    """
    scenario = record.scenario
    terms = scenario.roles.get("operator" if role == "scanner" else role)
    if terms is None:
        return 0.0
    working = 260 - 8 - terms.leave_days - terms.study_days
    present = max(0.0, working / 260) * (1 - terms.sickness)
    full = SESSIONS_A_WEEK * SESSION_MINUTES * present * terms.patient_share
    if role != "scanner":
        return float(full)
    booked = [
        s.slots_a_session * s.slot_minutes / SESSION_MINUTES
        for s in scenario.boards[record.board_id].scanners.values()
    ]
    return float(full * np.mean(booked)) if booked else 0.0


def _measure_lost(record: Record, measures: Measures, role: str) -> None:
    """Add sessions lost by reason, by year; the reason stands as the group."""
    rota, years = record.rota, record.periods.years
    mine = (rota.role == ROLES.index(role)) & (rota.kind != Kind.KEPT)
    for reason in Lost:
        lost = mine & (rota.lost == reason)
        kpi = "sessions_offered" if reason is Lost.OFFERED else "sessions_lost"
        group = (
            "all" if reason is Lost.OFFERED else reason.name.lower().replace("_", " ")
        )
        key = record.key(kpi, "year", role, group)
        measures.put(key, years.count(rota.start[lost] // MINUTES_A_DAY))


def measure_needs(record: Record, measures: Measures) -> None:
    """Add sessions and WTE a week: offered, to stay level, extra to clear by the date.

    Means of the plan's first year. `extra` comes on top of what staying level takes:
    the day-0 list, less what may wait within the mark, over the weeks to the date.
    """
    for role, stages in stages_by_role(record).items():
        session = session_minutes(record, role)
        if not session:
            continue
        total = np.zeros(2)
        for stage in stages:
            level, extra = _needs_of(record, stage)
            total += level, extra
            _put_needs(record, measures, (stage, role), session, (level, extra))
        offered = _first_year(record, offered_minutes(record, role, _weeks(record)))
        needs = (float(total[0]), float(total[1]))
        _put_needs(record, measures, (role, role), session, needs, offered)


def session_minutes(record: Record, role: str) -> float:
    """Mean minutes of one session that is offered."""
    rota = record.rota
    mine = (rota.role == ROLES.index(role)) & (rota.end > rota.start)
    if role == "scanner":
        # Kept slots are part of the half day whose list they precede.
        halves = np.count_nonzero(mine & (rota.kind != Kind.KEPT))
        return float(rota.offered_minutes[mine].sum() / halves) if halves else 0.0
    return float(rota.offered_minutes[mine].mean()) if mine.any() else 0.0


def _weeks(record: Record) -> Span:
    return record.periods.weeks


def _first_year(record: Record, by_week: Floats) -> float:
    return float(by_week[:FIRST_YEAR_WEEKS].mean())


def _needs_of(record: Record, stage: str) -> tuple[float, float]:
    """Minutes a week to stay level, and extra minutes a week to clear by the date."""
    level = _first_year(record, needed_minutes(record, stage, _weeks(record)))
    rules = record.scenario.pathway.stages[stage]
    marks = record.scenario.marks
    stays = record.at_stage(stage)
    waiting = float(waiting_at(stays, np.array([0]))[0])
    joined = _first_year(record, _weeks(record).count(stays.joined // MINUTES_A_DAY))
    may_wait = joined * marks.cleared_wait_days / 7
    excess = max(0.0, waiting - may_wait) / (1 - min(rules.dna, 0.99))
    return level, excess * rules.slot_minutes / marks.clear_within_weeks


def _put_needs(
    record: Record,
    measures: Measures,
    whose: tuple[str, str],
    session: float,
    needs: tuple[float, float],
    offered: float | None = None,
) -> None:
    """Add what one stage or role needs, by its name and role."""
    name, role = whose
    wte_minutes = minutes_a_wte_week(record, role)
    amounts = dict(zip(("to_stay_level", "extra_to_clear"), needs, strict=True))
    if offered is not None:
        amounts["offered"] = offered
    for what, minutes in amounts.items():
        key = record.key(f"sessions_a_week_{what}", "plan", name)
        measures.put(key, [minutes / session])
        if wte_minutes:
            measures.put(key._replace(kpi=f"wte_{what}"), [minutes / wte_minutes])


def measure_growth(record: Record, measures: Measures) -> None:
    """Add, by stage, whether the list grew over the plan's last year (1) or not (0)."""
    weeks = record.periods.weeks
    last = len(weeks) - 1
    ends = weeks.edges[[max(0, last - GROWING_WEEKS), last]] * MINUTES_A_DAY
    for role, stages in stages_by_role(record).items():
        offered = offered_minutes(record, role, weeks)[-GROWING_WEEKS:].sum()
        needed = sum(
            needed_minutes(record, stage, weeks)[-GROWING_WEEKS:].sum()
            for stage in stages
        )
        for stage in stages:
            before, after = waiting_at(record.at_stage(stage), ends)
            longer = after > before * (1 + GROWING_SHARE) + 1
            key: Key = record.key("growing", "plan", stage)
            measures.put(key, [float(longer and needed > offered)], adds_up=False)
