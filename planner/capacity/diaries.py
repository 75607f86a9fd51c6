"""Diaries of scanners, as far as luck has no part in them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.breakdowns import chance_to_begin
from planner.capacity.posts import Team
from planner.capacity.rota import Kind, Lost
from planner.capacity.site import Site
from planner.inputs.boards import Board
from planner.inputs.scanners import Scanner
from planner.streams import Source

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Rules(NamedTuple):
    """How the sessions of a scanner are cut into appointments."""

    slot_minutes: int
    kept_slots_a_day: float
    qa_minutes: int
    needs_operator: bool
    needs_reporter: bool


@dataclass(frozen=True)
class Part:
    """Half days on which a scanner is meant to run, in one stretch of the plan."""

    unit: int
    stretch: Ints
    share: Floats
    """Sessions a week as a share of all."""
    full: Ints
    """Minutes of a whole session."""
    rules: Rules
    may_run: Bools
    """Which operators may run it, one entry each."""
    listed: tuple[int, ...]
    """Activities of the open list, in order."""
    kept: tuple[int, ...]
    """Activities of kept slots, in order."""


@dataclass(frozen=True)
class Diary:
    """One scanner throughout the plan."""

    provider: int
    kind: Kind
    luck: tuple[int, ...]
    """Declared numbers that its breakdowns hang on."""
    closed: Ints
    """Reason for which nothing is scanned on each half day, by no luck."""
    begin: Floats
    """Chance on each half day that a breakdown begins, and that it is over."""
    end: Floats
    parts: tuple[Part, ...]


def diaries(site: Site, operators: Sequence[Team]) -> Iterator[Diary]:
    """Diaries of the scanners, by number.

    Parameters
    ----------
    operators : by number, as the scanners take them
    """
    found: dict[str, Scanner] = {}
    for _, _, board in site.boards_by_phase():
        found = {**board.scanners, **found}
    for scanner_id, scanner in sorted(found.items(), key=lambda item: item[1].number):
        luck = (Source.SCANNER, site.board.number, scanner.number)
        draft = Draft(site, operators, luck)
        for first, last, board in site.boards_by_phase():
            if here := board.scanners.get(scanner_id):
                draft.add(here, board, first, last)
        yield draft.diary(Kind.SCANNER)


class Draft:
    """A diary on its way, stretch by stretch of the plan."""

    def __init__(
        self, site: Site, operators: Sequence[Team], luck: tuple[int, ...]
    ) -> None:
        self._site, self._operators, self._luck = site, operators, luck
        calendar = site.calendar
        open_ = calendar.working[calendar.half_days // 2]
        self._closed = np.where(open_, int(Lost.OFFERED), int(Lost.BANK_HOLIDAY))
        self._share = np.zeros(len(open_))
        self._length = np.ones(len(open_))
        self._parts: list[Part] = []

    def add(self, scanner: Scanner, board: Board, first: int, last: int) -> None:
        """A stretch of the plan, from its first day up to, not including, `last`."""
        site, pathway = self._site, self._site.scenario.pathway
        numbers = {name: item.number for name, item in pathway.activities.items()}
        stretch = site.half_days(first, last, (scanner.start, scanner.end))
        whole = slice(*site.half_days(first, last, (None, None)))
        self._length[whole] = scanner.downtime_half_days
        self._share[whole] = (
            [scanner.downtime_on(date) for date in self._dates(whole)]
            if scanner.old_downtime is not None
            else scanner.downtime
        )
        if gap := scanner.replacement:
            closed = slice(*site.half_days(first, last, (gap.start, gap.end)))
            is_open = self._closed[closed] == Lost.OFFERED
            self._closed[closed][is_open] = Lost.REPLACEMENT
        self._parts.append(
            Part(
                scanner.number,
                site.within_plan([stretch]),
                np.array([min(1.0, scanner.sessions_a_week / 10)]),
                np.array([scanner.slots_a_session * scanner.slot_minutes]),
                rules_of(scanner),
                self._who_may(scanner.site, board),
                tuple(numbers[name] for name in pathway.scan_activities),
                tuple(numbers[name] for name in pathway.kept_activities),
            )
        )

    def _dates(self, half_days: slice) -> list[datetime.date]:
        days = (self._site.calendar.half_days[half_days] // 2).tolist()
        start = self._site.scenario.plan_start
        return [start + datetime.timedelta(days=day) for day in days]

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
        people = [team.rows for team in self._operators]
        may = [team.post.number not in tied for team in self._operators]
        return np.repeat(np.array(may, dtype=bool), people)

    def diary(self, kind: Kind) -> Diary:
        """The diary of all stretches added."""
        return Diary(
            self._site.board.number,
            kind,
            self._luck,
            self._closed,
            chance_to_begin(self._share, self._length),
            1 / self._length,
            tuple(self._parts),
        )


def rules_of(scanner: Scanner) -> Rules:
    """What cuts a scanner's sessions into appointments."""
    return Rules(
        scanner.slot_minutes,
        scanner.kept_slots_a_day,
        scanner.qa_minutes,
        scanner.needs_operator,
        scanner.needs_reporter,
    )
