"""Which boards share people, and so must be simulated together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario


class Sent(NamedTuple):
    """A share of one board's people who join another board's list at one stage."""

    board: str
    to: str
    stage: str
    share: float
    price: float
    """Pounds of travel for one appointment."""


def sent_elsewhere(here: Scenario) -> Iterator[Sent]:
    """List that people join in one period of the plan: aid by number, then pools."""
    for aid in sorted(here.aid.values(), key=lambda item: item.number):
        for stage in aid.stages:
            yield Sent(aid.board, aid.to, stage, aid.share, aid.price_a_visit)
    for pool in sorted(here.pools.values(), key=lambda item: item.number):
        keeper, *others = pool.boards
        for board in others:
            for stage in pool.stages:
                yield Sent(board, keeper, stage, 1.0, pool.price_a_visit)


@cached
def neighbours(scenario: Scenario, board_id: str) -> tuple[str, ...]:
    """The board and all that it shares people with, directly or not, in order."""
    pairs = {
        (sent.board, sent.to)
        for _, here in scenario.periods
        for sent in sent_elsewhere(here)
        if sent.share
    }
    found, ahead = {board_id}, [board_id]
    while ahead:
        one = ahead.pop()
        near = {b for pair in pairs if one in pair for b in pair} - found
        found |= near
        ahead += near
    return tuple(name for name in scenario.boards if name in found) or (board_id,)
