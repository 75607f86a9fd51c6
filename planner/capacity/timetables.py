"""Sessions at fixed times: extra lists and explicit timetables of servers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import (
    AFTERNOON,
    EVENING,
    MORNING,
    WEEKEND_AFTERNOON,
    WEEKEND_MORNING,
    Calendar,
)
from planner.capacity.provider_calendar import ProviderCalendar
from planner.capacity.rota import ROLES, Lost, SessionKind
from planner.capacity.session_order import SCANNER_DAYS, by_turns
from planner.inputs.boards import Servers
from planner.inputs.bought_in import (
    OutsourcedReports,
    ScannedElsewhere,
    TemporaryLists,
)
from planner.inputs.pathway import Pathway
from planner.inputs.units import MINUTES_A_DAY

Ints = npt.NDArray[np.int64]
Sessions = tuple[tuple[int, ...], Mapping[str, npt.ArrayLike]]
"""Activities of sessions in order, and the other columns of the rota."""

EXTRA_LISTS = ((5, WEEKEND_MORNING), (5, WEEKEND_AFTERNOON), (1, EVENING),
               (3, EVENING), (2, EVENING), (0, EVENING), (4, EVENING),
               (6, WEEKEND_MORNING), (6, WEEKEND_AFTERNOON))  # fmt: skip
"""Weekday and start of evening and weekend lists, in the order in which they fill."""

WEEKDAYS = tuple((day, start) for start in (MORNING, AFTERNOON) for day in SCANNER_DAYS)
"""Weekday and start of a clinic's sessions: mornings first, Tuesday's before others."""


def temporary_lists(site: ProviderCalendar) -> Iterator[Sessions]:
    """Evening, weekend and insourced lists, which bring their own staff."""
    found: dict[str, TemporaryLists] = {}
    for _, _, board in site.boards_by_period():
        found = {**board.temporary, **found}
    activities = _numbers(site, site.scenario.pathway.temporary_activities)
    for lists in found.values():
        start = _extra_starts(site.calendar, lists)
        length = lists.slots_a_session * lists.slot_minutes
        turns = np.arange(len(start))
        on_top = by_turns(turns, lists.overbooked_slots_a_session)
        yield (
            activities,
            {
                "provider": site.board.number,
                "kind": SessionKind.TEMPORARY,
                "overrun": on_top * lists.slot_minutes,
                "unit": lists.number,
                "role": ROLES.index("scanner"),
                "start": start,
                "end": start + length,
                "paid_minutes": length,
                "lost": Lost.OFFERED,
            },
        )


def _numbers(site: ProviderCalendar, names: tuple[str, ...]) -> tuple[int, ...]:
    activities = site.scenario.pathway.activities
    return tuple(activities[name].number for name in names)


def _extra_starts(calendar: Calendar, lists: TemporaryLists) -> Ints:
    """Opening minutes between the two dates; a fraction alternates by week."""
    first = max(0, calendar.day_of(lists.start, 0))
    last = min(calendar.days - 1, calendar.day_of(lists.end, calendar.days))
    pattern = [each for each in EXTRA_LISTS if _is_held(each[0], lists.days)]
    return _starts(calendar, first, last, lists.sessions_a_week, pattern)


def _starts(
    calendar: Calendar,
    first: int,
    last: int,
    sessions_a_week: float,
    pattern: Sequence[tuple[int, int]],
) -> Ints:
    """Opening minutes in the weeks from a first to a last day, both included.

    Parameters
    ----------
    pattern : weekday and minute of the sessions of a week, in the order they fill it
    """
    starts: list[int] = []
    for week in range(first // 7, last // 7 + 1):
        wanted = int((week + 1) * sessions_a_week + 1e-9) - int(
            week * sessions_a_week + 1e-9
        )
        for weekday, minute in pattern[:wanted]:
            day = week * 7 + (weekday - calendar.plan_start.weekday()) % 7
            if first <= day <= last and not calendar.bank_holiday[day]:
                starts.append(day * MINUTES_A_DAY + minute)
    return np.array(sorted(starts), dtype=np.int64)


def _is_held(weekday: int, days: str) -> bool:
    """Whether lists of a pattern may be held on a weekday."""
    return days == "any" or (weekday >= 5) == (days == "weekends")


def scans_elsewhere(site: ProviderCalendar) -> Iterator[Sessions]:
    """Room for one scan each, all at one time of the day that they are bought for."""
    found: dict[str, ScannedElsewhere] = {}
    for _, _, board in site.boards_by_period():
        found = {**board.scanned_elsewhere, **found}
    pathway = site.scenario.pathway
    names = pathway.elsewhere_activities
    length = _longest_slot(pathway, names)
    for each in found.values():
        day = site.calendar.day_of(each.date, 0)
        inside = 0 <= day < site.calendar.days
        start = np.full(each.people * inside, day * MINUTES_A_DAY + MORNING)
        yield (
            _numbers(site, names),
            {
                "provider": site.board.number,
                "kind": SessionKind.ELSEWHERE,
                "unit": each.number,
                "role": ROLES.index("scanner"),
                "start": start,
                "end": start + length,
                "paid_minutes": length,
                "lost": Lost.OFFERED,
            },
        )


def _longest_slot(pathway: Pathway, names: tuple[str, ...]) -> int:
    """Minutes of the longest slot of these activities' stages."""
    stages = [stage for n in names for stage in pathway.activities[n].stages]
    return max((pathway.stages[stage].slot_minutes for stage in stages), default=1)


def outsourced_reports(site: ProviderCalendar) -> Iterator[Sessions]:
    """Room for one report each, on the days on which batches come back."""
    found: dict[str, OutsourcedReports] = {}
    for _, _, board in site.boards_by_period():
        found = {**board.outsourced, **found}
    pathway = site.scenario.pathway
    names = pathway.outsourced_activities
    waits = [pathway.activities[n].route.waited_longer_than_days or 0 for n in names]
    length = _longest_slot(pathway, names)
    for each in found.values():
        start = _returns(site.calendar, each, max(waits, default=0))
        yield (
            _numbers(site, names),
            {
                "provider": site.board.number,
                "kind": SessionKind.OUTSOURCED,
                "unit": each.number,
                "role": ROLES.index("reporter"),
                "start": start,
                "end": start + length,
                "paid_minutes": length,
                "lost": Lost.OFFERED,
            },
        )


def _returns(calendar: Calendar, each: OutsourcedReports, turnaround: float) -> Ints:
    """Minutes at which reports come back; a fraction of one alternates by week."""
    first = calendar.day_of(each.start, 0)
    days = np.arange(first, calendar.day_of(each.end, 0) + 1, 7)
    week = np.arange(len(days))
    number = by_turns(week, each.reports_a_week)
    back = (days + math.ceil(turnaround)) * MINUTES_A_DAY + MORNING
    inside = (back >= 0) & (days >= 0)
    return np.repeat(back[inside], number[inside])


def clinics(site: ProviderCalendar) -> Iterator[Sessions]:
    """Clinics: on each of their half days a session for every place that is open."""
    pathway, calendar = site.scenario.pathway, site.calendar
    for first, last, board in site.boards_by_period():
        for each in board.clinics.values():
            stages = [s for n in each.activities for s in pathway.activities[n].stages]
            slot = max(pathway.stages[stage].slot_minutes for stage in stages)
            visits = np.array(each.visits_by_place(slot), dtype=np.int64)
            opens = max(first, calendar.day_of(each.start, 0))
            closes = min(last - 1, calendar.day_of(each.end, calendar.days))
            starts = _starts(calendar, opens, closes, each.sessions_a_week, WEEKDAYS)
            start = np.repeat(starts, len(visits))
            yield (
                _numbers(site, each.activities),
                {
                    "provider": site.board.number,
                    "kind": SessionKind.CLINIC,
                    "unit": each.number,
                    "role": ROLES.index(each.role),
                    "start": start,
                    "end": start + np.tile(visits * slot, len(starts)),
                    "paid_minutes": each.session_minutes,
                    "lost": Lost.OFFERED,
                },
            )


def servers(site: ProviderCalendar) -> Iterator[Sessions]:
    """Explicit timetables: so many servers, each opening a session of its own."""
    horizon = site.scenario.horizon_days * MINUTES_A_DAY
    # A session that is always open has room for whoever starts before the horizon.
    slots = [stage.slot_minutes for stage in site.scenario.pathway.stages.values()]
    always = horizon + max(slots)
    for each in site.board.servers.values():
        start = np.repeat(_openings(each, horizon), each.count)
        length = each.length_minutes or always - each.first_minute
        yield (
            _numbers(site, each.activities),
            {
                "provider": site.board.number,
                "kind": SessionKind.SERVERS,
                "unit": each.number,
                "role": ROLES.index(each.role),
                "start": start,
                "end": start + length,
                "paid_minutes": length,
                "lost": Lost.OFFERED,
            },
        )


def _openings(each: Servers, horizon: int) -> Ints:
    if each.minutes:
        return np.sort(np.asarray(each.minutes, dtype=np.int64))
    if each.every_minutes is None:
        return np.array([each.first_minute], dtype=np.int64)
    return np.arange(each.first_minute, horizon, each.every_minutes, dtype=np.int64)
