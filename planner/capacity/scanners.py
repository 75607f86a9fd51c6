"""Scanners: half days of the diary, operators, kept slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.order import minutes_taken
from planner.capacity.rota import ROLES, Kind, Lost, RotaBuilder
from planner.capacity.site import Site
from planner.compiled import compiled, inlined
from planner.inputs.scanners import Scanner
from planner.streams import Purpose, Source, Words, mix_in, mix_word, to_unit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SCANNER_ROLE = ROLES.index("scanner")
OFFERED, BANK_HOLIDAY = int(Lost.OFFERED), int(Lost.BANK_HOLIDAY)
DOWN, NO_OPERATOR = int(Lost.DOWNTIME), int(Lost.NO_OPERATOR)


@dataclass(frozen=True)
class Diary:
    """Half days on which one scanner is meant to run, in one stretch of the plan."""

    provider: int
    scanner: Scanner
    luck_number: int
    """Declared number that breakdowns hang on throughout the plan."""
    stretch: Ints
    share: Floats
    """Sessions a week as a share of all."""
    full: Ints
    """Minutes of a whole session."""
    listed: tuple[int, ...]
    """Activities of the open list, in order."""
    kept: tuple[int, ...]
    """Activities of kept slots, in order."""


def diaries(site: Site) -> Iterator[Diary]:
    """Diaries of the scanners, by number, in each stretch of the plan."""
    pathway = site.scenario.pathway
    numbers = {name: item.number for name, item in pathway.activities.items()}
    for scanner_id, scanner in sorted(
        _all_scanners(site).items(), key=lambda item: item[1].number
    ):
        for first, last, board in site.boards_by_phase():
            here = board.scanners.get(scanner_id)
            if here is None:
                continue
            stretch = site.half_days(first, last, (here.start, here.end))
            yield Diary(
                site.board.number,
                here,
                scanner.number,
                site.within_plan([stretch]),
                np.array([min(1.0, here.sessions_a_week / 10)]),
                np.array([here.slots_a_session * here.slot_minutes], dtype=np.int64),
                tuple(numbers[name] for name in pathway.scan_activities),
                tuple(numbers[name] for name in pathway.kept_activities),
            )


def _all_scanners(site: Site) -> dict[str, Scanner]:
    found: dict[str, Scanner] = {}
    for _, _, board in site.boards_by_phase():
        found = {**board.scanners, **found}
    return found


def offer_scanner(
    diary: Diary,
    calendar: Calendar,
    word: int,
    place: Ints,
    operators: Ints,
    given: Ints,
    builder: RotaBuilder,
) -> None:
    """Add a scanner's sessions, with kept slots as sessions of their own.

    A session without an operator is kept in the table, lost, with that reason.

    Parameters
    ----------
    place : of the half days in the order that scanners and operators share
    operators : minutes of each operator, by number, on each half day
    given : operators given out so far on each half day; moved on
    """
    scanner = diary.scanner
    luck = mix_word(
        word, Source.SCANNER, diary.provider, diary.luck_number, Purpose.DOWNTIME
    )
    planned = minutes_taken(place, 1, diary.stretch, diary.share, diary.full)[0]
    sessions = np.count_nonzero(planned >= scanner.slot_minutes)
    table = np.empty((5, sessions), dtype=np.int64)
    _write(
        table,
        planned,
        calendar.half_days,
        calendar.starts,
        calendar.working,
        np.array([luck], dtype=np.uint64),
        operators,
        given,
        scanner.slot_minutes,
        scanner.kept_slots_a_day,
        scanner.downtime,
        scanner.needs_operator,
    )
    _add(diary, table, builder)


def _add(diary: Diary, table: Ints, builder: RotaBuilder) -> None:
    number = diary.scanner.number
    common = {"provider": diary.provider, "unit": number, "role": SCANNER_ROLE}
    start, end, paid_minutes, lost, kept = table
    builder.add(
        **common,
        kind=Kind.SCANNER,
        start=start,
        end=end,
        paid_minutes=paid_minutes,
        lost=lost,
        plan=builder.plan_of(diary.listed),
    )
    some = kept > 0
    builder.add(
        **common,
        kind=Kind.KEPT,
        start=(start - kept)[some],
        end=start[some],
        paid_minutes=kept[some],
        lost=Lost.OFFERED,
        plan=builder.plan_of(diary.kept),
    )


@compiled
def _write(
    table: Ints,
    planned: Ints,
    half_days: Ints,
    starts: Ints,
    working: Bools,
    luck: Words,
    operators: Ints,
    given: Ints,
    slot_minutes: int,
    kept_slots_a_day: float,
    downtime: float,
    needs_operator: bool,
) -> None:
    """Write down the open list by half day, and how many minutes before it are kept."""
    row, days, left, today = 0, 0, 0, -1
    for index in range(len(planned)):
        if planned[index] < slot_minutes:
            continue
        day, minutes, lost = half_days[index] // 2, planned[index], OFFERED
        if not working[day]:
            lost = BANK_HOLIDAY
        elif to_unit(mix_in(luck[0], half_days[index])) < downtime:
            lost = DOWN
        elif needs_operator:
            minutes = min(minutes, _next_operator(operators, given, index))
            lost = OFFERED if minutes else NO_OPERATOR
        slots = minutes // slot_minutes if lost == OFFERED else 0
        if slots and day != today:
            today, days = day, days + 1
            left = _due(days, kept_slots_a_day) - _due(days - 1, kept_slots_a_day)
        kept = min(left, slots)
        left -= kept
        table[0, row] = starts[index] + kept * slot_minutes
        table[1, row] = starts[index] + slots * slot_minutes
        table[2, row] = planned[index] - kept * slot_minutes
        table[3, row] = lost
        table[4, row] = kept * slot_minutes
        row += 1


@inlined
def _next_operator(operators: Ints, given: Ints, index: int) -> int:
    """Minutes of the first operator who is there and not given out; 0 without one."""
    minutes = 0
    while not minutes and given[index] < len(operators):
        minutes = int(operators[given[index], index])
        given[index] += 1
    return minutes


@inlined
def _due(days: int, kept_slots_a_day: float) -> int:
    """Kept slots of so many scanning days: whole numbers that follow the share."""
    return int(np.floor(days * kept_slots_a_day + 1e-9))
