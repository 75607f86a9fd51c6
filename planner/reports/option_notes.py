"""Why an option does not move what a reader looks for: from its run, not by hand.

A share scanned within 90 days that is decided by the reserved slots, money that changes
no measure, and a DXA list that stands at several stages of another pathway.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.finding import is_sure
from planner.reports.number_format import amount, number, pounds
from planner.reports.select_rows import (
    HEADLINES,
    last_row,
    leading_provider,
    place_name,
)

IN_TIME = 90
"""Days within which the audit wants a scan."""
STILL = 0.3
"""Points of KPI 5 below which it does not move, whatever its interval."""
WORTH = 500
"""Pounds from which a spend is named."""


def option_notes(
    baseline: Scenario,
    option: Scenario,
    comparison: pd.DataFrame,
    names: Mapping[str, str],
    levels: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> list[str]:
    """Sentences on what an option cannot move, and why.

    Parameters
    ----------
    comparison : from `compare`
    names : names of boards by id
    levels : summaries of the baseline and of the option, where there are any
    """
    places = [p for p in dict.fromkeys(comparison["provider"]) if p not in (ALL, WALES)]
    found = [
        *_reserved_slots_decide(baseline, option, comparison, names, places),
        *_spent_for_nothing(option, comparison, names, places),
    ]
    return found + (
        [] if levels is None else list(_split_list(baseline, option, levels))
    )


def _reserved_slots_decide(
    baseline: Scenario,
    option: Scenario,
    comparison: pd.DataFrame,
    names: Mapping[str, str],
    places: list[str],
) -> Iterator[str]:
    """Boards where only reserved slots scan in time, and these stay as they are."""
    waits: dict[str, float] = {}
    for place in places:
        share, waiting, cost, wait = (
            last_row(comparison, option, kpi, place, stage=stage)
            for kpi, stage in (
                (LEADING, ALL),
                ("waiting_list", "scan"),
                ("cost_whole_plan", ALL),
                ("new_referral_wait", "scan"),
            )
        )
        if share is None or wait is None or not wait["option_mean"] > IN_TIME:
            continue
        if math.isnan(share["ci_low"]):
            # One run: nobody knows whether it moves.
            continue
        still = not is_sure(share) or abs(share["difference"]) < STILL
        touched = (waiting is not None and is_sure(waiting)) or _spent(cost)
        alike = _reserved(baseline, place) == _reserved(option, place)
        if still and touched and alike:
            waits[place] = wait["option_mean"]
    if waits:
        yield _(
            "{option} leaves the share scanned within 90 days as it is at {boards}:"
            " whoever is sent for DXA there still waits longer than 90 days on the open"
            " list (up to {longest} days at the end), so that reserved slots"
            " decide who is scanned in time, and it keeps as many of them as before.",
            option=_(option.title or option.name),
            boards=_listed(waits, names),
            longest=number(max(waits.values()), 0),
        )


def _reserved(plan: Scenario, board_id: str) -> tuple[object, ...]:
    """Reserved slots of a board at the end of a plan, and their rules."""
    _day, here = plan.periods[-1]
    kept = tuple(
        (name, one.reserved_slots_a_day)
        for name, one in here.boards[board_id].scanners.items()
    )
    activities = here.pathway.reserved_activities
    rules = tuple(
        here.pathway.activities[name].model_dump_json() for name in activities
    )
    return kept, activities, rules


def _spent_for_nothing(
    option: Scenario,
    comparison: pd.DataFrame,
    names: Mapping[str, str],
    places: list[str],
) -> Iterator[str]:
    """Boards where an option costs money and moves no headline for sure."""
    spent: dict[str, float] = {}
    for place in places:
        rows = [
            last_row(comparison, option, kpi, place, stage=stage)
            for kpi, stage in HEADLINES
        ]
        cost = rows[-1]
        moved = any(row is not None and is_sure(row) for row in rows[:-1])
        if cost is not None and _spent(cost) and not moved and cost["n"] > 1:
            spent[place] = cost["difference"]
    if spent:
        yield _(
            "{option} costs {price} more at {boards} and moves none of these measures"
            " there for sure: what it adds is not what people wait for.",
            option=_(option.title or option.name),
            price=pounds(sum(spent.values())),
            boards=_listed(spent, names),
        )


def _spent(cost: pd.Series | None) -> bool:
    return cost is not None and bool(cost["difference"] >= WORTH)


def _split_list(
    baseline: Scenario, option: Scenario, levels: tuple[pd.DataFrame, pd.DataFrame]
) -> Iterator[str]:
    """The DXA list of a pathway that has several stages at the scanner."""
    stages = [_at_scanner(plan) for plan in (baseline, option)]
    if len(stages[1]) == 1:
        return
    place = leading_provider(levels[1])
    totals = []
    for plan, own, table in zip((baseline, option), stages, levels, strict=True):
        rows = [
            last_row(table, plan, "waiting_list", place, stage=stage) for stage in own
        ]
        totals.append(sum(row["mean"] for row in rows if row is not None))
    titles = [_(option.pathway.stages[stage].title or stage) for stage in stages[1]]
    yield _(
        "{option}: its pathway keeps DXA lists at {stages}; together they hold {total}"
        " at the plan's end, {difference} against before. The DXA list of the tables"
        " is the first of them alone.",
        option=_(option.title or option.name),
        stages=", ".join(titles),
        total=amount(totals[1], "people"),
        difference=amount(totals[1] - totals[0], "people", signed=True),
    )


def _at_scanner(plan: Scenario) -> list[str]:
    stages = plan.pathway.stages
    return [name for name, stage in stages.items() if stage.role == "scanner"]


def _listed(places: Mapping[str, float], names: Mapping[str, str]) -> str:
    return ", ".join(place_name(place, names) for place in places)
