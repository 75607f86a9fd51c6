"""Scanners and the people they need, brought together half day by half day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.diaries import Diary, diaries
from planner.capacity.order import SHUFFLED, places, scanner_rank
from planner.capacity.posts import Team, work
from planner.capacity.rota import RotaBuilder
from planner.capacity.scanners import offer_scanner
from planner.capacity.site import Site
from planner.streams import Source, mix_word

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NOBODY = np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True)
class Scanning:
    """A provider's scanners and the people they need, as far as without luck."""

    number: int
    calendar: Calendar
    operators: tuple[Team, ...]
    """By number, as the scanners take them."""
    reporters: tuple[Team, ...]
    diaries: tuple[Diary, ...]

    @property
    def asks_for_reporters(self) -> bool:
        """Whether a scanner runs only while a reporter is at work."""
        return any(p.rules.needs_reporter for each in self.diaries for p in each.parts)


def prepare_scanning(site: Site, found: list[Team]) -> Scanning:
    """Scanners of a provider, with its operators and reporters among these teams."""
    of_role = {
        role: tuple(
            sorted(
                (team for team in found if team.post.role == role),
                key=lambda team: team.post.number,
            )
        )
        for role in ("operator", "reporter")
    }
    made = tuple(diaries(site, of_role["operator"]))
    return Scanning(
        site.board.number, site.calendar, of_role["operator"], of_role["reporter"], made
    )


def offer_scanning(scanning: Scanning, word: int, builder: RotaBuilder) -> None:
    """Add scanner sessions: each half day the scanners, by number, take the operators.

    Both fill their weeks in one order, whose luck they share, so that they meet.
    """
    if not scanning.diaries:
        return
    calendar = scanning.calendar
    shared = np.array([mix_word(word, Source.SITE, scanning.number)], dtype=np.uint64)
    place = places(shared, calendar, scanner_rank(calendar))
    there = [
        work(team, calendar, team.words(word), place).offered
        for team in scanning.operators
    ]
    nobody = np.zeros((0, len(calendar.half_days)), dtype=np.int64)
    operators = np.concatenate([nobody, *there])
    reporters = _at_work(scanning, word)
    for diary in scanning.diaries:
        offer_scanner(diary, calendar, word, place, operators, reporters, builder)


def _at_work(scanning: Scanning, word: int) -> Bools:
    """Whether a reporter is at work on each half day; empty where nobody asks."""
    if not scanning.asks_for_reporters:
        return NOBODY
    calendar = scanning.calendar
    there = np.zeros(len(calendar.half_days), dtype=np.bool_)
    for team in scanning.reporters:
        words = team.words(word)
        place = places(words, calendar, SHUFFLED)
        there |= (work(team, calendar, words, place).offered > 0).any(axis=0)
    return there
