"""Scanners: half days of the diary, operators, kept slots, extra lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import (
    EVENING,
    WEEKEND_AFTERNOON,
    WEEKEND_MORNING,
    Calendar,
)
from planner.capacity.order import minutes_taken, positions, scanner_rank
from planner.capacity.posts import Site, all_posts, workers
from planner.capacity.rota import ROLES, Kind, Lost, RotaBuilder
from planner.inputs.boards import Scanner, Servers, TemporaryLists
from planner.streams import Purpose, Source, mix_word, uniforms

Ints = npt.NDArray[np.int64]
SCANNER_ROLE = ROLES.index("scanner")
EXTRA_LISTS = ((5, WEEKEND_MORNING), (5, WEEKEND_AFTERNOON), (1, EVENING),
               (3, EVENING), (2, EVENING), (0, EVENING), (4, EVENING),
               (6, WEEKEND_MORNING), (6, WEEKEND_AFTERNOON))  # fmt: skip
"""Weekday and start of evening and weekend lists, in the order in which they fill."""


@dataclass(frozen=True)
class Diary:
    """Half days on which one scanner is meant to run."""

    scanner: Scanner
    half_days: Ints
    minutes: Ints
    lost: Ints


def offer_scanners(site: Site, builder: RotaBuilder) -> None:
    """Add scanner sessions: each half day the scanners, by number, take the operators.

    A session without an operator is kept in the table, lost, with that reason.
    """
    free = _operator_minutes(site)
    for scanner_id, scanner in sorted(
        _all_scanners(site).items(), key=lambda item: item[1].number
    ):
        for diary in _diaries(site, scanner_id, scanner):
            minutes, lost = diary.minutes.copy(), diary.lost.copy()
            if diary.scanner.needs_operator:
                minutes, lost = _pair(diary, free)
            _add_scanner(site, builder, diary, minutes, lost)


def _all_scanners(site: Site) -> dict[str, Scanner]:
    found: dict[str, Scanner] = {}
    for _, board in site.boards_by_phase():
        found = {**board.scanners, **found}
    return found


def _operator_minutes(site: Site) -> dict[int, list[int]]:
    """Minutes of each operator who is there, by half day, operators by number."""
    free: dict[int, list[int]] = {}
    posts = all_posts(site)
    for post_id, post in sorted(posts.items(), key=lambda item: item[1].number):
        if post.role != "operator":
            continue
        for worker in workers(site, post_id, post):
            here = worker.offered > 0
            for half_day, minutes in zip(
                worker.half_days[here].tolist(),
                worker.offered[here].tolist(),
                strict=True,
            ):
                free.setdefault(half_day, []).append(minutes)
    return free


def _diaries(site: Site, scanner_id: str, scanner: Scanner) -> list[Diary]:
    """The scanner's diary in each stretch of the plan."""
    calendar = site.calendar
    place = positions(calendar, scanner_rank(calendar), site.site_word)
    lost = _downtime(site, scanner)
    diaries = []
    for now, board in site.boards_by_phase():
        here = board.scanners.get(scanner_id)
        if here is None:
            continue
        first = calendar.day_of(here.start, 0)
        last = calendar.day_of(here.end, calendar.days)
        now = now & (site.day >= first) & (site.day <= last)
        share = np.full(len(place), min(1.0, here.sessions_a_week / 10))
        whole = here.slots_a_session * here.slot_minutes
        minutes = np.where(now, minutes_taken(place, share, whole), 0)
        used = minutes >= here.slot_minutes
        reasons = np.where(lost < here.downtime, Lost.DOWNTIME, Lost.OFFERED)
        reasons = np.where(calendar.bank_holiday[site.day], Lost.BANK_HOLIDAY, reasons)
        diary = Diary(here, calendar.half_days[used], minutes[used], reasons[used])
        diaries.append(diary)
    return diaries


def _downtime(site: Site, scanner: Scanner) -> npt.NDArray[np.float64]:
    """One number for each half day; below the downtime share, the scanner is down."""
    word = mix_word(site.word, Source.SCANNER, site.board.number, scanner.number)
    return uniforms(word, Purpose.DOWNTIME, site.calendar.half_days)


def _pair(diary: Diary, free: dict[int, list[int]]) -> tuple[Ints, Ints]:
    """Minutes run and reason lost once operators are given out, by half day."""
    minutes, lost = diary.minutes.copy(), diary.lost.copy()
    for index, half_day in enumerate(diary.half_days.tolist()):
        if lost[index] != Lost.OFFERED:
            continue
        operators = free.get(half_day)
        if operators:
            minutes[index] = min(minutes[index], operators.pop(0))
        else:
            lost[index] = Lost.NO_OPERATOR
    return minutes, lost


def _add_scanner(
    site: Site, builder: RotaBuilder, diary: Diary, minutes: Ints, lost: Ints
) -> None:
    """Add a scanner's sessions, with kept slots as sessions of their own first."""
    scanner, pathway = diary.scanner, site.scenario.pathway
    slots = np.where(lost == Lost.OFFERED, minutes // scanner.slot_minutes, 0)
    kept = _kept_slots(diary, slots)
    start = site.calendar.start_minutes(diary.half_days)
    opening = start + kept * scanner.slot_minutes
    numbers = {name: a.number for name, a in pathway.activities.items()}
    common = {"provider": site.board.number, "unit": scanner.number}
    common["role"] = SCANNER_ROLE
    listed = tuple(numbers[name] for name in pathway.scan_activities)
    builder.add(
        **common,
        kind=Kind.SCANNER,
        start=opening,
        end=start + slots * scanner.slot_minutes,
        paid_minutes=diary.minutes - kept * scanner.slot_minutes,
        lost=lost,
        plan=builder.plan_of(listed),
    )
    own = tuple(numbers[name] for name in pathway.kept_activities)
    some = kept > 0
    builder.add(
        **common,
        kind=Kind.KEPT,
        start=start[some],
        end=opening[some],
        paid_minutes=(kept * scanner.slot_minutes)[some],
        lost=lost[some],
        plan=builder.plan_of(own),
    )


def _kept_slots(diary: Diary, slots: Ints) -> Ints:
    """Kept slots of each session: whole numbers whose sum follows the share exactly."""
    day = diary.half_days // 2
    run = slots > 0
    days = np.unique(day[run])
    due = np.floor(np.arange(1, len(days) + 1) * diary.scanner.kept_slots_a_day + 1e-9)
    by_day = np.diff(due, prepend=0).astype(np.int64)
    kept = np.zeros(len(day), dtype=np.int64)
    left = dict(zip(days.tolist(), by_day.tolist(), strict=True))
    for index in np.flatnonzero(run):
        today = int(day[index])
        kept[index] = min(left[today], slots[index])
        left[today] -= kept[index]
    return kept


def offer_temporary(site: Site, builder: RotaBuilder) -> None:
    """Add evening, weekend and insourced lists, which bring their own staff."""
    found: dict[str, TemporaryLists] = {}
    for _, board in site.boards_by_phase():
        found = {**board.temporary, **found}
    numbers = {name: a.number for name, a in site.scenario.pathway.activities.items()}
    names = site.scenario.pathway.temporary_activities
    for lists in found.values():
        start = _extra_starts(site.calendar, lists)
        length = lists.slots_a_session * lists.slot_minutes
        builder.add(
            provider=site.board.number,
            kind=Kind.TEMPORARY,
            unit=lists.number,
            role=SCANNER_ROLE,
            start=start,
            end=start + length,
            paid_minutes=length,
            lost=Lost.OFFERED,
            plan=builder.plan_of(tuple(numbers[name] for name in names)),
        )


def _extra_starts(calendar: Calendar, lists: TemporaryLists) -> Ints:
    """Opening minutes between the two dates; a fraction alternates by week."""
    first = max(0, calendar.day_of(lists.start, 0))
    last = min(calendar.days - 1, calendar.day_of(lists.end, calendar.days))
    starts: list[int] = []
    for week in range(first // 7, last // 7 + 1):
        wanted = int((week + 1) * lists.sessions_a_week + 1e-9) - int(
            week * lists.sessions_a_week + 1e-9
        )
        for weekday, minute in EXTRA_LISTS[:wanted]:
            day = week * 7 + (weekday - calendar.plan_start.weekday()) % 7
            if first <= day <= last and not calendar.bank_holiday[day]:
                starts.append(day * 1440 + minute)
    return np.array(sorted(starts), dtype=np.int64)


def offer_servers(site: Site, builder: RotaBuilder, horizon: int) -> None:
    """Add explicit timetables: so many servers, each opening a session of its own."""
    # A session that is always open has room for whoever starts before the horizon.
    slots = [stage.slot_minutes for stage in site.scenario.pathway.stages.values()]
    always = horizon + max(slots)
    for servers in site.board.servers.values():
        start = _openings(servers, horizon)
        length = servers.length_minutes or always - servers.first_minute
        numbers = tuple(
            site.scenario.pathway.activities[name].number for name in servers.activities
        )
        repeated = np.repeat(start, servers.count)
        builder.add(
            provider=site.board.number,
            kind=Kind.SERVERS,
            unit=servers.number,
            role=ROLES.index(servers.role),
            start=repeated,
            end=repeated + length,
            paid_minutes=length,
            lost=Lost.OFFERED,
            plan=builder.plan_of(numbers),
        )


def _openings(servers: Servers, horizon: int) -> Ints:
    if servers.minutes:
        return np.sort(np.asarray(servers.minutes, dtype=np.int64))
    horizon = min(horizon, servers.until_minute or horizon)
    if servers.every_minutes is None:
        return np.array([servers.first_minute], dtype=np.int64)
    return np.arange(
        servers.first_minute, horizon, servers.every_minutes, dtype=np.int64
    )
