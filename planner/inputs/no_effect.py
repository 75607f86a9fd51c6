"""Changes, posts and units that cannot do anything in a plan: worth a warning."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from planner.inputs.changes import Price
from planner.inputs.scenario import Scenario


def warnings_of(scenario: Scenario, baseline: Scenario | None = None) -> list[str]:
    """A sentence for each part of a scenario that changes nothing, and why.

    Parameters
    ----------
    baseline : the scenario that an option was applied to; None: there is none
    """
    found = [*_outside_the_plan(scenario), *_without_patients(scenario)]
    if baseline is not None:
        known = set(warnings_of(baseline))
        found = [text for text in found if text not in known]
        found += _same_as(scenario, baseline)
    return found


def _outside_the_plan(scenario: Scenario) -> Iterator[str]:
    """Changes in force on no day of the plan."""
    start, one_day = scenario.plan_start, datetime.timedelta(days=1)
    last = start + (scenario.plan_days - 1) * one_day
    # Who is still under way at the end is followed for some time.
    followed = start + (scenario.horizon_days - 1) * one_day
    for change in scenario.changes:
        if change.start > followed:
            yield (
                f"{change.name}: begins on {change.start}, after the plan's last day"
                f" ({last}), so it changes nothing here"
            )
        elif change.until and change.until < scenario.plan_start:
            yield (
                f"{change.name}: ends on {change.until}, before the plan begins"
                f" ({scenario.plan_start}), so it changes nothing here"
            )


def _without_patients(scenario: Scenario) -> Iterator[str]:
    """Boards with staff, scanners or visits of a mobile unit to which nobody comes."""
    with_patients = _boards_with_patients(scenario)
    offers: dict[tuple[str, str], None] = {}
    for _, here in scenario.periods:
        for name, board in here.boards.items():
            offers |= {(name, f"post {post}"): None for post in board.posts}
            offers |= {(name, f"scanner {one}"): None for one in board.scanners}
            offers |= {
                (name, f"mobile unit {unit_id}"): None
                for unit_id, unit in here.mobile_units.items()
                if name in unit.visits
            }
    for place, offered in offers:
        if place not in with_patients:
            yield (
                f"{place}: nobody is treated there at any time of the plan, so its"
                f" {offered} sees nobody"
            )


def _boards_with_patients(scenario: Scenario) -> frozenset[str]:
    """Boards to which somebody comes or is sent at some time."""
    found: set[str] = set()
    for _, here in scenario.periods:
        for name, board in here.boards.items():
            sources = (board.waiting_list, board.diary, board.arrivals)
            if any([*sources, board.demand.other, board.demand.bursts]):
                found.add(name)
        found.update(aid.to for aid in here.aid.values() if aid.share)
        # Sessions of every board of a pool serve the one list.
        found.update(board for pool in here.pools.values() for board in pool.boards)
    for name in scenario.boards:
        found |= scenario.treating(name)
    return frozenset(found)


def _same_as(scenario: Scenario, baseline: Scenario) -> Iterator[str]:
    """A warning where every assumption, on every day, is that of the baseline."""
    prices = [
        {change.price for change in plan.changes if change.price != Price()}
        for plan in (scenario, baseline)
    ]
    if _values_of(scenario) == _values_of(baseline) and prices[0] == prices[1]:
        yield (
            f"{scenario.name}: every assumption is that of {baseline.name}, so both"
            " give the same results"
        )


def _values_of(scenario: Scenario) -> list[tuple[int, str]]:
    """First day and values of each period that differs from the one before."""
    apart = {"name", "title", "changes"}
    found: list[tuple[int, str]] = []
    for day, here in scenario.periods:
        text = here.model_dump_json(exclude=apart)
        if not found or found[-1][1] != text:
            found.append((day, text))
    return found
