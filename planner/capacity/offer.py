"""Offering of a rota: posts, scanners with operators, temporary lists, timetables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.capacity.calendar import Calendar
from planner.capacity.pooling import pooled
from planner.capacity.provider_calendar import ProviderCalendar
from planner.capacity.rota import Rota, RotaBuilder
from planner.capacity.scanners.scan_rota import (
    Scanning,
    offer_scanning,
    prepare_scanning,
)
from planner.capacity.staff.induction_and_skills import PostHolders, holders_of
from planner.capacity.staff.posts import Team, offer_post, teams, work
from planner.capacity.timetables import (
    Sessions,
    clinics,
    outsourced_reports,
    scans_elsewhere,
    servers,
    temporary_lists,
)
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import replication_seed


def offer_rota(
    scenario: Scenario,
    seed: int,
    replication: int,
    providers: Collection[str] | None = None,
    *,
    in_order: bool = True,
) -> Rota:
    """Every session of these providers over the plan and its run-on, in order of time.

    Lost sessions stay in the table with their reason. Absence and breakdowns are drawn
    over whole years, so that a longer plan begins like a shorter one.

    Parameters
    ----------
    in_order : false for sums alone, which are there sooner: sessions in no order, those
        beyond the run-on among them
    """
    chosen = scenario.boards if providers is None else providers
    seed = replication_seed(seed, replication)
    builder = RotaBuilder()
    for board_id in sorted(chosen):
        _offer(prepared(scenario, board_id), seed, builder)
    rota, horizon = builder.build(in_order), scenario.horizon_days * MINUTES_A_DAY
    if in_order:
        rota = rota.take(slice(int(np.searchsorted(rota.start, horizon))))
    return pooled(scenario, rota)


@dataclass(frozen=True)
class Provider:
    """All of one provider's rota that involves no random numbers."""

    calendar: Calendar
    posts: tuple[Team, ...]
    """All but the scanners' operators."""
    scanning: Scanning
    timetables: tuple[Sessions, ...]

    @cached_property
    def moving(self) -> tuple[Team, ...]:
        """Posts that are more than filled throughout."""
        teams = (*self.posts, *self.scanning.operators)
        return tuple(team for team in teams if team.changing)

    def holders_by_post(self, seed: int) -> dict[str, PostHolders]:
        """People in changing posts, and their speed; none where none does change."""
        return {
            team.post_id: holders_of(team.changing, team.seeds(seed))
            for team in self.moving
            if team.changing
        }


@cached
def prepared(scenario: Scenario, board_id: str) -> Provider:
    """Shared preparation of every replication; the last few are cached."""
    site = ProviderCalendar(scenario, board_id)
    found = list(teams(site))
    return Provider(
        site.calendar,
        tuple(team for team in found if not team.scans),
        prepare_scanning(site, found),
        (
            *temporary_lists(site),
            *scans_elsewhere(site),
            *outsourced_reports(site),
            *clinics(site),
            *servers(site),
        ),
    )


def _offer(provider: Provider, seed: int, builder: RotaBuilder) -> None:
    holders_by_post = provider.holders_by_post(seed)
    for team in provider.posts:
        done = work(team, provider.calendar, seed, None, holders_by_post)
        offer_post(team, provider.calendar, done, builder)
    offer_scanning(provider.scanning, seed, holders_by_post, builder)
    for activities, columns in provider.timetables:
        builder.add(plan=builder.plan_of(activities), **columns)
