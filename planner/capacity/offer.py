"""Offering of a rota: posts, scanners with operators, temporary lists, timetables."""

from __future__ import annotations

from collections.abc import Collection

from planner.capacity.calendar import DAYS_A_BLOCK, Calendar
from planner.capacity.posts import Site, offer_posts
from planner.capacity.rota import Rota, RotaBuilder
from planner.capacity.scanners import offer_scanners, offer_servers, offer_temporary
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.streams import replication_word


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
    horizon = scenario.horizon_days * MINUTES_A_DAY
    blocks = -(-scenario.horizon_days // DAYS_A_BLOCK)
    calendar = Calendar(scenario.plan_start, blocks * DAYS_A_BLOCK, scenario.calendar)
    builder = RotaBuilder()
    word = replication_word(seed, replication)
    for board_id in sorted(chosen):
        site = Site(scenario, board_id, calendar, word)
        offer_posts(site, builder)
        offer_scanners(site, builder)
        offer_temporary(site, builder)
        offer_servers(site, builder, horizon)
    rota = builder.build()
    return rota.take(rota.start < horizon)
