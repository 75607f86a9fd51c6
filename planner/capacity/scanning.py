"""Scanners and the people they need, brought together half day by half day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.diaries import Diary, diaries
from planner.capacity.order import places, scanner_rank
from planner.capacity.posts import Team, minutes_at_scanner, offer_post, work
from planner.capacity.rota import RotaBuilder
from planner.capacity.scanners import offer_scanner
from planner.capacity.site import Site
from planner.capacity.standing import Standing
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
    helpers: tuple[Team, ...]
    """Posts of other roles that run scanners in part of their sessions."""
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
    operators, reporters = of_role["operator"], of_role["reporter"]
    helpers = tuple(team for team in found if team.helps_scanning)
    made = tuple(diaries(site, (*operators, *helpers)))
    return Scanning(
        site.board.number, site.calendar, operators, helpers, reporters, made
    )


def offer_scanning(
    scanning: Scanning,
    word: int,
    standings: Mapping[str, Standing],
    builder: RotaBuilder,
) -> None:
    """Add scanner sessions: each half day the scanners, by number, take the operators.

    Both fill their weeks in one order, whose luck they share, so that they meet. People
    of other posts who help come last.
    """
    if not scanning.diaries:
        return
    calendar = scanning.calendar
    place = site_places(scanning, word)
    there = []
    for team in scanning.operators:
        done = work(team, calendar, word, place, standings)
        offer_post(team, calendar, done, builder)
        there.append(minutes_at_scanner(team, done))
    for team in scanning.helpers:
        done = work(team, calendar, word, None, standings)
        there.append(minutes_at_scanner(team, done))
    nobody = np.zeros((0, len(calendar.half_days)), dtype=np.int64)
    operators = np.concatenate([nobody, *there])
    reporters = _at_work(scanning, word, standings)
    for diary in scanning.diaries:
        offer_scanner(diary, calendar, word, place, operators, reporters, builder)


def site_places(scanning: Scanning, word: int) -> Ints:
    """Order of half days that a provider's scanners and operators share."""
    shared = np.array([mix_word(word, Source.SITE, scanning.number)], dtype=np.uint64)
    return places(shared, scanning.calendar, scanner_rank(scanning.calendar))


def _at_work(scanning: Scanning, word: int, standings: Mapping[str, Standing]) -> Bools:
    """Whether a reporter is at work on each half day; empty where nobody asks."""
    if not scanning.asks_for_reporters:
        return NOBODY
    calendar = scanning.calendar
    there = np.zeros(len(calendar.half_days), dtype=np.bool_)
    for team in scanning.reporters:
        done = work(team, calendar, word, None, standings)
        there |= (done.offered > 0).any(axis=0)
    return there
