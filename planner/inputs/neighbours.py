"""Boards that share people, and so are simulated together, or share a decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.inputs.cached import cached
from planner.inputs.changes import EVERY_BOARD, ChangeInForce
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


def boards_sharing(scenario: Scenario, change: ChangeInForce) -> frozenset[str]:
    """Boards that a decision is about, and that pay equal shares of its price.

    Boards of the keys that it sets, and those of a list, of aid or of a mobile unit
    that it sets. All that run a service where it names no board at all.
    """
    _, here = next(
        (each for each in reversed(scenario.periods) if _begun(scenario, change, each)),
        scenario.periods[-1],
    )
    found: set[str] = set()
    for place, name, *_ in (f"{key}..".split(".") for key in change.values):
        if place == "boards":
            found |= set(scenario.providers) if name == EVERY_BOARD else {name}
        elif place == "pools" and name in here.pools:
            found |= set(here.pools[name].boards)
        elif place == "aid" and name in here.aid:
            found |= {here.aid[name].board, here.aid[name].to}
        elif place == "mobile_units" and name in here.mobile_units:
            found |= set(filter(None, here.mobile_units[name].visits))
    return frozenset(found or scenario.providers)


def _begun(
    scenario: Scenario, change: ChangeInForce, period: tuple[int, Scenario]
) -> bool:
    return period[0] <= (change.start - scenario.plan_start).days
