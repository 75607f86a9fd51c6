"""Groups that the rules of access starve, from a few replications looked at again.

Results hold no waits by age or site: counting them would slow every replication down,
and a warning needs no more than a few. What was found is kept with the scenario.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.experiment.running.replicate import replicate_once
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.outcomes.board_frame import frame_of
from planner.outcomes.starvation import (
    Starved,
    starved_groups,
    usual_waits,
    waits_by_group,
)
from planner.pathway.engines import COMPILED

ENOUGH = 2
"""Replications that are looked at."""


@dataclass(frozen=True)
class StarvedGroup:
    """A group that waits too long, at one list of one board."""

    board_id: str
    stage: str
    starved: Starved


def starving(
    scenario: Scenario,
    boards: Iterable[str] | None = None,
    seed: int = 1,
    engine: str = COMPILED,
) -> tuple[StarvedGroup, ...]:
    """Starved groups of these boards, list by list; of all boards without a choice."""
    chosen = scenario.boards if boards is None else tuple(boards)
    found: list[StarvedGroup] = []
    for board_id in scenario.providers:
        if board_id in chosen:
            found += _of_board(scenario, board_id, seed, engine)
    return tuple(found)


@cached
def _of_board(
    scenario: Scenario, board_id: str, seed: int, engine: str
) -> tuple[StarvedGroup, ...]:
    records = [
        replicate_once(scenario, board_id, seed, replication, engine)
        for replication in range(ENOUGH)
    ]
    return tuple(
        StarvedGroup(board_id, stage, starved)
        for stage in frame_of(scenario, board_id).lists
        for starved in starved_groups(
            usual_waits(waits_by_group(record, stage) for record in records)
        )
    )
