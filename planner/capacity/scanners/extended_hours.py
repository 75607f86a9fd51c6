"""Evenings and weekends of a scanner's own diary, with operators for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.provider_calendar import ProviderCalendar
from planner.capacity.rota import ROLES, Lost, RotaBuilder, SessionKind
from planner.capacity.scanners.diary import DiaryPart, ScannerDiary
from planner.capacity.scanners.evenings import ExtraSessions, extra_in, extra_taken
from planner.capacity.session_order import by_turns
from planner.capacity.staff.posts import Team
from planner.inputs.scenario import Scenario
from planner.numerics.random_numbers import Purpose, mix_seed, uniforms

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hours:
    """Extended hours of a post of operators, before any random variation."""

    unit: int
    team: int
    """Place of the post among the operators."""
    taken: Ints


def hours_of(site: ProviderCalendar, operators: Sequence[Team]) -> tuple[Hours, ...]:
    """Extended hours of a provider by number; of one number, one for each period."""
    place = {team.post.number: at for at, team in enumerate(operators)}
    found = []
    for first, last, board in site.boards_by_period():
        for each in board.extended_hours.values():
            post = board.posts[each.post]
            days = np.arange(first, last)
            for dates in ((each.start, each.end), (post.start, post.end)):
                days = days[site.within(days, dates)]
            taken = extra_taken(site, days, *each.amounts)
            if post.number in place and len(taken):
                found.append(Hours(each.number, place[post.number], taken))
    return tuple(sorted(found, key=lambda hours: hours.unit))


@dataclass(frozen=True)
class ExtendedHoursStaff:
    """Operators in evenings and at weekends of one replication."""

    extra: ExtraSessions
    units: Ints
    """Declared number of the extended hours of each person."""
    teams: Ints
    """Place of each person's post among the operators."""
    there: Bools
    """Shape (people, sessions); who is taken is not there any more."""


def extended_staff_of(
    scenario: Scenario, calendar: Calendar, hours: Sequence[Hours], lost: list[Ints]
) -> ExtendedHoursStaff:
    """Operators with extended hours, those away on the half day before left out.

    Parameters
    ----------
    lost : reason for which each post's people lose each day
    """
    extra = extra_in(scenario)
    day = calendar.half_days[extra.half_day] // 2
    rows, units, teams = [np.zeros((0, len(extra.day)), dtype=bool)], [], []
    for each in hours:
        taken = np.zeros(len(extra.day), dtype=bool)
        taken[each.taken] = True
        away = lost[each.team][:, day]
        rows.append(taken & ((away == Lost.OFFERED) | (away == Lost.BANK_HOLIDAY)))
        units += [each.unit] * len(away)
        teams += [each.team] * len(away)
    people = np.array([units, teams], dtype=np.int64)
    return ExtendedHoursStaff(extra, people[0], people[1], np.concatenate(rows))


def extended_table(
    diary: ScannerDiary,
    part: DiaryPart,
    draw: tuple[int, Bools],
    checked: Bools,
    extended_staff: ExtendedHoursStaff,
) -> tuple[Ints, Ints, Ints]:
    """Sessions as in `offer_extended`; whose extended hours ran them, and when."""
    extra, at, rules = extended_staff.extra, part.extra, part.rules
    lost = diary.closed[extra.day[at]]
    lost[(lost == Lost.OFFERED) & _out(diary, *draw, extra, at)] = Lost.DOWNTIME
    person = np.full(len(at), -1)
    if rules.needs_operator:
        may = part.may_run[extended_staff.teams, None]
        free = extended_staff.there[:, at] & may & (lost == Lost.OFFERED)
        if len(free):
            person = np.where(free.any(axis=0), free.argmax(axis=0), -1)
        lost[(lost == Lost.OFFERED) & (person < 0)] = Lost.NO_OPERATOR
        extended_staff.there[person[person >= 0], at[person >= 0]] = False
    ran = lost == Lost.OFFERED
    checks = _checks(extra.day[at], ran, rules.qa_minutes, checked)
    full = np.full(len(at), rules.session_minutes)
    slots = np.where(ran, (full - checks) // rules.slot_minutes, 0)
    start = extra.start[at] + checks
    end = start + slots * rules.slot_minutes
    reserved, on_top = np.zeros_like(lost), np.zeros_like(lost)
    some = slots > 0
    turns = np.arange(np.count_nonzero(some))
    on_top[some] = by_turns(turns, rules.overbooked_slots_a_session)
    over = on_top * rules.slot_minutes
    table = np.array([start, end, full - checks, lost, reserved, checks, over])
    worked = person >= 0
    return table, extended_staff.units[person[worked]], extra.start[at][worked]


def _out(
    diary: ScannerDiary, seed: int, down: Bools, extra: ExtraSessions, at: Ints
) -> Bools:
    """Whether the scanner is out of order: in a spell, or in this session alone."""
    before = extra.half_day[at]
    draw = mix_seed(seed, *diary.keys, Purpose.EXTENDED_DOWNTIME)
    alone = uniforms(draw, extra.start[at]) < diary.begin[before]
    return np.where(diary.end[before] < 1, down[before], alone)


def _checks(day: Ints, ran: Bools, minutes: int, checked: Bools) -> Ints:
    """Minutes of quality checks before each session: the first that runs on a day."""
    days, firsts = np.unique(day[ran], return_index=True)
    firsts = np.flatnonzero(ran)[firsts][~checked[days]]
    found = np.zeros(len(day), dtype=np.int64)
    found[firsts] = minutes
    checked[days] = True
    return found


def offer_extended(
    diary: ScannerDiary,
    part: DiaryPart,
    draw: tuple[int, Bools],
    checked: Bools,
    extended_staff: ExtendedHoursStaff,
    builder: RotaBuilder,
) -> Ints:
    """Sessions in evenings and at weekends, as half days are; add who worked them.

    Parameters
    ----------
    draw : seed of the replication; whether the scanner is out of order, by half day
    checked : whether quality checks were done on each day; moved on
    """
    table, units, start = extended_table(diary, part, draw, checked, extended_staff)
    # For the price of it: patients see the scanner's session.
    builder.add(
        provider=diary.provider,
        kind=SessionKind.EXTENDED_HOURS,
        unit=units,
        role=ROLES.index("operator"),
        start=start,
        end=start,
        paid_minutes=0,
        lost=Lost.OFFERED,
        plan=builder.plan_of(part.listed),
    )
    return table
