"""Scanners and the people they need, brought together half day by half day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.provider_calendar import ProviderCalendar
from planner.capacity.rota import RotaBuilder
from planner.capacity.scanners.diary import ScannerDiary, diaries
from planner.capacity.scanners.extended_hours import Hours, extended_staff_of, hours_of
from planner.capacity.scanners.sessions import People, offer_scanner
from planner.capacity.session_order import places, scanner_rank
from planner.capacity.staff.induction_and_skills import PostHolders
from planner.capacity.staff.posts import (
    PostMinutes,
    Team,
    minutes_at_scanner,
    offer_post,
    work,
)
from planner.inputs.scenario import Scenario
from planner.numerics.random_numbers import Source, mix_seed

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scanning:
    """A provider's scanners and the people they need, before any random variation."""

    scenario: Scenario
    number: int
    calendar: Calendar
    operators: tuple[Team, ...]
    """By number, as the scanners take them."""
    helpers: tuple[Team, ...]
    """Posts of other roles that run scanners in part of their sessions."""
    reporters: tuple[Team, ...]
    hours: tuple[Hours, ...]
    diaries: tuple[ScannerDiary, ...]

    @property
    def asks_for_reporters(self) -> bool:
        """Whether a scanner runs only while a reporter is at work."""
        return any(p.rules.needs_reporter for each in self.diaries for p in each.parts)

    @property
    def is_extended(self) -> bool:
        """Whether a scanner runs in evenings or at weekends."""
        return any(len(part.extra) for each in self.diaries for part in each.parts)


def prepare_scanning(site: ProviderCalendar, found: list[Team]) -> Scanning:
    """Scanners of a provider, with its operators and reporters among these teams."""
    operators, reporters = (
        tuple(
            sorted(
                (team for team in found if team.post.role == role),
                key=lambda team: team.post.number,
            )
        )
        for role in ("operator", "reporter")
    )
    helpers = tuple(team for team in found if team.helps_scanning)
    return Scanning(
        site.scenario,
        site.board.number,
        site.calendar,
        operators,
        helpers,
        reporters,
        hours_of(site, operators),
        tuple(diaries(site, (*operators, *helpers))),
    )


def offer_scanning(
    scanning: Scanning,
    seed: int,
    holders_by_post: Mapping[str, PostHolders],
    builder: RotaBuilder,
) -> None:
    """Add scanner sessions: each half day the scanners, by number, take the operators.

    Both fill their weeks in one random order, so that they meet. People
    of other posts who help come last.
    """
    if scanning.diaries:
        people = _people(scanning, seed, holders_by_post, builder)
        for diary in scanning.diaries:
            offer_scanner(diary, scanning.calendar, seed, people, builder)


def _people(
    scanning: Scanning,
    seed: int,
    holders_by_post: Mapping[str, PostHolders],
    builder: RotaBuilder,
) -> People:
    """Operators of the scanners; their other sessions are added on the way."""
    calendar, place = scanning.calendar, site_places(scanning, seed)
    done: list[PostMinutes] = []
    for team in scanning.operators:
        done.append(work(team, calendar, seed, place, holders_by_post))
        offer_post(team, calendar, done[-1], builder)
    done += [
        work(team, calendar, seed, None, holders_by_post) for team in scanning.helpers
    ]
    teams = (*scanning.operators, *scanning.helpers)
    there = [minutes_at_scanner(*pair) for pair in zip(teams, done, strict=True)]
    nobody = np.zeros((0, len(calendar.half_days)), dtype=np.int64)
    extended_staff = None
    if scanning.is_extended:
        lost = [each.lost for each in done]
        extended_staff = extended_staff_of(
            scanning.scenario, calendar, scanning.hours, lost
        )
    return People(
        place,
        np.concatenate([nobody, *there]),
        np.repeat(np.arange(len(teams)), [team.rows for team in teams]),
        _at_work(scanning, seed, holders_by_post),
        extended_staff,
    )


def site_places(scanning: Scanning, seed: int) -> Ints:
    """Order of half days that a provider's scanners and operators share."""
    shared = np.array([mix_seed(seed, Source.SITE, scanning.number)], dtype=np.uint64)
    return places(shared, scanning.calendar, scanner_rank(scanning.calendar))


def _at_work(
    scanning: Scanning, seed: int, holders_by_post: Mapping[str, PostHolders]
) -> Bools:
    """Whether a reporter is at work on each half day; empty where nobody asks."""
    if not scanning.asks_for_reporters:
        return np.zeros(0, dtype=np.bool_)
    calendar = scanning.calendar
    there = np.zeros(len(calendar.half_days), dtype=np.bool_)
    for team in scanning.reporters:
        done = work(team, calendar, seed, None, holders_by_post)
        there |= (done.offered > 0).any(axis=0)
    return there
