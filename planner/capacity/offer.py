"""Offering of a rota: posts, scanners with operators, temporary lists, timetables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.order import places, scanner_rank
from planner.capacity.posts import Team, offer_post, teams, work
from planner.capacity.rota import Rota, RotaBuilder
from planner.capacity.scanners import Diary, diaries, offer_scanner
from planner.capacity.site import Site
from planner.capacity.timetables import Sessions, servers, temporary_lists
from planner.inputs.identity import kept
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.streams import Source, mix_word, replication_word

Ints = npt.NDArray[np.int64]


def offer_rota(
    scenario: Scenario,
    seed: int,
    replication: int,
    providers: Collection[str] | None = None,
) -> Rota:
    """Every session of these providers over the plan and its run-on, in order of time.

    Lost sessions stay in the table with their reason. Absence and breakdowns are drawn
    over whole years, so that a longer plan begins like a shorter one.
    """
    chosen = scenario.boards if providers is None else providers
    word = replication_word(seed, replication)
    builder = RotaBuilder()
    for board_id in sorted(chosen):
        _offer(_prepared(scenario, board_id), word, builder)
    rota = builder.build()
    horizon = scenario.horizon_days * MINUTES_A_DAY
    return rota.take(slice(int(np.searchsorted(rota.start, horizon))))


@dataclass(frozen=True)
class Provider:
    """All of one provider's rota that luck has no part in."""

    number: int
    calendar: Calendar
    posts: tuple[Team, ...]
    operators: tuple[Team, ...]
    """By number, as the scanners take them."""
    diaries: tuple[Diary, ...]
    timetables: tuple[Sessions, ...]


@kept
def _prepared(scenario: Scenario, board_id: str) -> Provider:
    """What every replication shares; the last few are kept."""
    site = Site(scenario, board_id)
    found = list(teams(site))
    operators = [team for team in found if team.post.role == "operator"]
    return Provider(
        site.board.number,
        site.calendar,
        tuple(team for team in found if team.post.role != "operator"),
        tuple(sorted(operators, key=lambda team: team.post.number)),
        tuple(diaries(site)),
        (*temporary_lists(site), *servers(site)),
    )


def _offer(provider: Provider, word: int, builder: RotaBuilder) -> None:
    for post in provider.posts:
        offer_post(post, provider.calendar, word, builder)
    if provider.diaries:
        _offer_scanners(provider, word, builder)
    for activities, columns in provider.timetables:
        builder.add(plan=builder.plan_of(activities), **columns)


def _offer_scanners(provider: Provider, word: int, builder: RotaBuilder) -> None:
    """Add scanner sessions: each half day the scanners, by number, take the operators.

    Both fill their weeks in one order, whose luck they share, so that they meet.
    """
    calendar = provider.calendar
    shared = np.array([mix_word(word, Source.SITE, provider.number)], dtype=np.uint64)
    place = places(shared, calendar, scanner_rank(calendar))
    there = [
        work(team, calendar, team.words(word), place).offered
        for team in provider.operators
    ]
    nobody = np.zeros((0, len(calendar.half_days)), dtype=np.int64)
    operators = np.concatenate([nobody, *there])
    given = np.zeros(len(calendar.half_days), dtype=np.int64)
    for diary in provider.diaries:
        offer_scanner(diary, calendar, word, place, operators, given, builder)
