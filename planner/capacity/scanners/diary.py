"""Diaries of scanners, before any random variation."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.provider_calendar import ProviderCalendar
from planner.capacity.rota import Lost, SessionKind
from planner.capacity.scanners.evenings import extra_taken
from planner.capacity.staff.posts import Team
from planner.inputs.boards import Board
from planner.inputs.mobile_units import MobileUnit
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.jit import compiled
from planner.numerics.random_numbers import (
    Purpose,
    Seeds,
    Source,
    mix_in,
    mix_seed,
    to_unit,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class SlotRules(NamedTuple):
    """Division of a scanner's sessions into appointments."""

    session_minutes: int
    slot_minutes: int
    reserved_slots_a_day: float
    overbooked_slots_a_session: float
    qa_minutes: int
    needs_operator: bool
    needs_reporter: bool


@dataclass(frozen=True)
class DiaryPart:
    """Half days on which a scanner is meant to run, in one period of the plan."""

    unit: int
    spans: Ints
    """Half days from and to which it is here."""
    share: Floats
    """Sessions a week as a share of all, in each of them."""
    full: Ints
    """Minutes of a whole session."""
    extra: Ints
    """Evenings and weekends, by their place among all."""
    rules: SlotRules
    may_run: Bools
    """Which posts of operators may run it, by number."""
    listed: tuple[int, ...]
    """Activities of the open list, in order."""
    reserved: tuple[int, ...]
    """Activities of reserved slots, in order."""


@dataclass(frozen=True)
class ScannerDiary:
    """One scanner throughout the plan."""

    provider: int
    kind: SessionKind
    keys: tuple[int, ...]
    """Declared numbers that its breakdowns hang on."""
    closed: Ints
    """Reason for which nothing is scanned on each day, not at random."""
    begin: Floats
    """Chance on each half day that a breakdown begins, and that it is over."""
    end: Floats
    parts: tuple[DiaryPart, ...]


def diaries(
    site: ProviderCalendar, operators: Sequence[Team]
) -> Iterator[ScannerDiary]:
    """Diaries of the scanners, by number, then of the mobile units that come.

    Parameters
    ----------
    operators : by number, as the scanners take them
    """
    for kind, source in (
        (SessionKind.SCANNER, Source.SCANNER),
        (SessionKind.MOBILE, Source.MOBILE),
    ):
        for name, scanner in sorted(_found(site, kind).items(), key=_by_number):
            keys: tuple[int, ...] = (source, scanner.number)
            if kind is SessionKind.SCANNER:
                keys = (source, site.board.number, scanner.number)
            draft = Draft(site, operators, keys)
            for first, last, here in site.periods():
                board = here.boards[site.board_id]
                if own := _scanners(here, site.board_id, kind).get(name):
                    draft.add(own, board, first, last)
            yield draft.diary(kind)


def _scanners(
    here: Scenario, board_id: str, kind: SessionKind
) -> Mapping[str, Scanner]:
    if kind is SessionKind.SCANNER:
        return here.boards[board_id].scanners
    units = here.mobile_units.items()
    return {name: unit for name, unit in units if board_id in unit.visits}


def _found(site: ProviderCalendar, kind: SessionKind) -> dict[str, Scanner]:
    """Scanners, or mobile units, that are here at some time of the plan, by id."""
    found: dict[str, Scanner] = {}
    for _, _, here in site.periods():
        found = {**_scanners(here, site.board_id, kind), **found}
    return found


def _by_number(item: tuple[str, Scanner]) -> int:
    return item[1].number


class Draft:
    """A diary on its way, stretch by period of the plan."""

    def __init__(
        self, site: ProviderCalendar, operators: Sequence[Team], keys: tuple[int, ...]
    ) -> None:
        self._site, self._operators, self._keys = site, operators, keys
        calendar = site.calendar
        closed = np.where(calendar.bank_holiday, Lost.BANK_HOLIDAY, Lost.OFFERED)
        self._closed = closed.astype(np.int64)
        self._share = np.zeros(calendar.days)
        self._length = np.ones(calendar.days)
        self._parts: list[DiaryPart] = []

    def add(self, scanner: Scanner, board: Board, first: int, last: int) -> None:
        """A period of the plan, from its first day up to, not including, `last`."""
        site, pathway = self._site, self._site.scenario.pathway
        numbers = {name: item.number for name, item in pathway.activities.items()}
        days = np.arange(first, last)
        self._length[days] = scanner.downtime_half_days
        self._share[days] = self._downtime(scanner, first, last)
        if gap := scanner.replacement:
            closed = days[site.within(days, (gap.start, gap.end))]
            self._closed[closed[self._closed[closed] == Lost.OFFERED]] = (
                Lost.REPLACEMENT
            )
        here = days[site.within(days, (scanner.start, scanner.end))]
        if isinstance(scanner, MobileUnit):
            start = site.scenario.plan_start
            here = here[scanner.is_with(site.board_id, start, here)]
        spans = site.within_plan(site.spans(here))
        self._parts.append(
            DiaryPart(
                unit=scanner.number,
                spans=spans,
                share=np.full(len(spans), min(1.0, scanner.sessions_a_week / 10)),
                full=np.full(len(spans), scanner.session_minutes),
                extra=extra_taken(site, here, *scanner.extended),
                rules=rules_of(scanner),
                may_run=self._who_may(scanner.site, board),
                listed=tuple(numbers[name] for name in pathway.scan_activities),
                reserved=tuple(numbers[name] for name in pathway.reserved_activities),
            )
        )

    def _downtime(self, scanner: Scanner, first: int, last: int) -> list[float] | float:
        if scanner.old_downtime is None:
            return scanner.downtime
        start = self._site.scenario.plan_start
        dates = (start + datetime.timedelta(days=day) for day in range(first, last))
        return [scanner.downtime_on(date) for date in dates]

    def _who_may(self, here: str, board: Board) -> Bools:
        """Whether each operator may work at a site: not where tied to others alone."""
        elsewhere = {
            post
            for name, place in board.sites.items()
            for post in place.operators
            if here and name != here
        }
        if here:
            elsewhere -= set(board.sites[here].operators)
        tied = {board.posts[name].number for name in elsewhere if name in board.posts}
        may = [team.post.number not in tied for team in self._operators]
        return np.array(may, dtype=np.bool_)

    def diary(self, kind: SessionKind) -> ScannerDiary:
        """The diary of all periods added."""
        day = self._site.calendar.half_days // 2
        return ScannerDiary(
            self._site.board.number,
            kind,
            self._keys,
            self._closed,
            chance_to_begin(self._share, self._length)[day],
            (1 / self._length)[day],
            tuple(self._parts),
        )


def rules_of(scanner: Scanner) -> SlotRules:
    """Rules that divide a scanner's sessions into appointments."""
    return SlotRules._make(getattr(scanner, name) for name in SlotRules._fields)


def chance_to_begin(share: Floats, half_days: Floats) -> Floats:
    """Chance that a breakdown begins on a half day on which the scanner works.

    Spells of this mean length then take this share of all half days; at a mean of one
    half day it is the share itself.
    """
    return np.asarray(share / (half_days - share * (half_days - 1)))


def half_days_down(
    seed: int, keys: tuple[int, ...], half_days: Ints, begin: Floats, end: Floats
) -> Bools:
    """Whether a scanner is out of order on each half day of one replication.

    Parameters
    ----------
    keys : declared numbers that its breakdowns hang on
    begin, end : chances on each half day that a breakdown begins, or is over
    """
    seeds = [mix_seed(seed, *keys, p) for p in (BEGIN, LENGTH)]
    down = np.empty(len(half_days), dtype=np.bool_)
    _mark(down, np.array(seeds, dtype=np.uint64), half_days, begin, end)
    return down


BEGIN, LENGTH = int(Purpose.DOWNTIME), int(Purpose.DOWNTIME_LENGTH)


@compiled
def _mark(
    down: Bools, seeds: Seeds, half_days: Ints, begin: Floats, end: Floats
) -> None:
    """Each half day decides whether a spell goes on, so its length is geometric."""
    broken = False
    for index in range(len(half_days)):
        half_day = half_days[index]
        if broken:
            ends = end[index]
            broken = ends < 1.0 and to_unit(mix_in(seeds[1], half_day)) >= ends
        if not broken:
            broken = to_unit(mix_in(seeds[0], half_day)) < begin[index]
        down[index] = broken
