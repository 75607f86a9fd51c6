"""Scanners: half days of the diary, operators, quality checks, reserved slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.rota import ROLES, Lost, RotaBuilder, SessionKind
from planner.capacity.scanners.diary import (
    DiaryPart,
    ScannerDiary,
    SlotRules,
    half_days_down,
)
from planner.capacity.scanners.extended_hours import ExtendedHoursStaff, offer_extended
from planner.capacity.session_order import minutes_taken
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled, inlined

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SCANNER_ROLE = ROLES.index("scanner")
OFFERED, DOWN = int(Lost.OFFERED), int(Lost.DOWNTIME)
NO_OPERATOR, NO_REPORTER = int(Lost.NO_OPERATOR), int(Lost.NO_REPORTER)
START, END, PAID, LOST, RESERVED, CHECKS, OVERRUN = range(7)
"""Rows of the table of a scanner's half days."""


@dataclass(frozen=True)
class People:
    """Operators of a provider's scanners in one replication."""

    place: Ints
    """Of the half days in the order that scanners and operators share."""
    operators: Ints
    """Minutes of each operator on each half day; whoever is taken has none left."""
    post_of: Ints
    """Place of each operator's post among the operators' posts, by number."""
    reporters: Bools
    """Whether one is at work on each half day; asked for by some scanners."""
    extended_staff: ExtendedHoursStaff | None
    """Operators in evenings and at weekends; None where nothing is scanned then."""


def offer_scanner(
    diary: ScannerDiary,
    calendar: Calendar,
    seed: int,
    people: People,
    builder: RotaBuilder,
) -> None:
    """Add a scanner's sessions, with reserved slots as sessions of their own.

    A session without an operator stays in the table, lost, with that reason.
    """
    half_days = calendar.half_days
    down = half_days_down(seed, diary.keys, half_days, diary.begin, diary.end)
    checked = np.zeros(calendar.days, dtype=np.bool_)
    turns = np.zeros(2, dtype=np.int64)
    for part in diary.parts:
        planned = minutes_taken(
            people.place, 1, spans=part.spans, amounts=part.share, full=part.full
        )[0]
        sessions = np.count_nonzero(planned >= part.rules.slot_minutes)
        table = np.empty((7, sessions), dtype=np.int64)
        _write(
            table,
            planned,
            diary.closed,
            down,
            half_days,
            calendar.starts,
            people.operators,
            part.may_run[people.post_of],
            people.reporters,
            part.rules,
            turns,
        )
        _add_sessions(diary, part, table, builder)
        if people.extended_staff is not None and len(part.extra):
            checked[table[START, table[CHECKS] > 0] // MINUTES_A_DAY] = True
            draw = seed, down
            more = offer_extended(
                diary, part, draw, checked, people.extended_staff, builder
            )
            _add_sessions(diary, part, more, builder)


def _add_sessions(
    diary: ScannerDiary, part: DiaryPart, table: Ints, builder: RotaBuilder
) -> None:
    """Add what a table of half days says: open list, reserved slots, quality checks."""
    common = {"provider": diary.provider, "unit": part.unit, "role": SCANNER_ROLE}
    start, end, paid_minutes, lost, reserved, checks = table[:OVERRUN]
    builder.add(
        **common,
        kind=diary.kind,
        start=start,
        end=end,
        paid_minutes=paid_minutes,
        lost=lost,
        plan=builder.plan_of(part.listed),
        overrun=table[OVERRUN],
    )
    some = reserved > 0
    builder.add(
        **common,
        kind=SessionKind.RESERVED,
        start=(start - reserved)[some],
        end=start[some],
        paid_minutes=reserved[some],
        lost=Lost.OFFERED,
        plan=builder.plan_of(part.reserved),
    )
    if part.rules.qa_minutes:
        some = checks > 0
        before = (start - reserved - checks)[some]
        _add_checks(diary, part, before, checks[some], builder)


def _add_checks(
    diary: ScannerDiary,
    part: DiaryPart,
    start: Ints,
    minutes: Ints,
    builder: RotaBuilder,
) -> None:
    builder.add(
        provider=diary.provider,
        unit=part.unit,
        role=SCANNER_ROLE,
        kind=SessionKind.CHECKS,
        start=start,
        end=start,
        paid_minutes=minutes,
        lost=Lost.QUALITY_CHECKS,
        plan=builder.plan_of(part.listed),
    )


@compiled
def _write(
    table: Ints,
    planned: Ints,
    closed: Ints,
    down: Bools,
    half_days: Ints,
    starts: Ints,
    operators: Ints,
    may_run: Bools,
    reporters: Bools,
    rules: SlotRules,
    turns: Ints,
) -> None:
    """Write the open list by half day, and the minutes reserved before it.

    Parameters
    ----------
    turns : scanning days and sessions before, by which fractions of a slot alternate;
        moved on, so that a dated change of anything does not begin them anew
    """
    row, left, today, checked = 0, 0, -1, -1
    for index in range(len(planned)):
        if planned[index] < rules.slot_minutes:
            continue
        day, minutes = half_days[index] // 2, planned[index]
        lost = closed[day] or (DOWN if down[index] else OFFERED)
        if lost == OFFERED and rules.needs_reporter and not reporters[index]:
            lost = NO_REPORTER
        if lost == OFFERED and rules.needs_operator:
            minutes = min(minutes, _take_operator(operators, may_run, index))
            lost = OFFERED if minutes else NO_OPERATOR
        checks = 0
        if lost == OFFERED and day != checked:
            checked, checks = day, min(minutes, rules.qa_minutes)
        slots = (minutes - checks) // rules.slot_minutes if lost == OFFERED else 0
        if slots and day != today:
            today, turns[0] = day, turns[0] + 1
            left = _due(turns[0], rules.reserved_slots_a_day)
            left -= _due(turns[0] - 1, rules.reserved_slots_a_day)
        reserved = min(left, slots)
        left -= reserved
        first = starts[index] + checks
        table[START, row] = first + reserved * rules.slot_minutes
        table[END, row] = first + slots * rules.slot_minutes
        table[PAID, row] = planned[index] - reserved * rules.slot_minutes - checks
        table[LOST, row] = lost
        table[RESERVED, row] = reserved * rules.slot_minutes
        table[CHECKS, row] = checks
        row += 1
    _overbook(table, rules, turns)


@inlined
def _overbook(table: Ints, rules: SlotRules, turns: Ints) -> None:
    """Write the minutes of people booked on top of each open list that has a slot."""
    ran = turns[1]
    for row in range(table.shape[1]):
        table[OVERRUN, row] = 0
        if table[END, row] > table[START, row]:
            ran += 1
            extra = _due(ran, rules.overbooked_slots_a_session)
            extra -= _due(ran - 1, rules.overbooked_slots_a_session)
            table[OVERRUN, row] = extra * rules.slot_minutes
    turns[1] = ran


@inlined
def _take_operator(operators: Ints, may_run: Bools, index: int) -> int:
    """Minutes of the first operator who is free and may run it; 0 without one."""
    for operator in range(len(operators)):
        minutes = operators[operator, index]
        if minutes and may_run[operator]:
            operators[operator, index] = 0
            return int(minutes)
    return 0


@inlined
def _due(number: int, slots: float) -> int:
    """Slots of so many days or sessions: whole numbers that follow the mean."""
    return int(np.floor(number * slots + 1e-9))
