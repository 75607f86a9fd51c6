"""Typed counts as parameters: lists by age band and urgency, referrals a week."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from pydantic import ValidationError

from planner.board_data.fields import FLS
from planner.board_data.form import changes
from planner.board_data.number_field import board_today
from planner.board_data.parse_number import CONFIRMED
from planner.board_data.to_changes import SHARED_LISTS
from planner.board_data.workbook.parsed_sheet import ParsedRow, ParsedSheet
from planner.board_data.workbook.prefill import FEW, FEWEST, list_table, mean_week
from planner.board_data.workbook.sheets import (
    ANY_OTHER,
    FLS_REFERRALS,
    LISTS,
    MEAN,
    URGENT,
    other_sources,
    referral_column,
)
from planner.board_data.workbook.to_parameters import BoardValues, as_it_was
from planner.errors import ScenarioError
from planner.inputs.demand import WaitingList
from planner.inputs.provenance import problems_from
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

READ_AS = 2
"""People that <5 stands for where the plan has no count under five itself."""
OF_FEW = gettext_noop("rests on counts typed as {few}")
Table = dict[tuple[int, int, bool], int]
FIRST_NUMBER = 1


@dataclass(frozen=True)
class TypedLists:
    """People by stage, days waited and urgency, as they were typed."""

    tables: dict[str, Table]
    few: frozenset[str]
    """Stages with counts under five."""
    open_bands: dict[str, str] = field(default_factory=dict)
    """Last band of a stage that was typed without an end, as it is read."""


def typed_lists(
    scenario: Scenario, board: str, typed: Mapping[str, ParsedSheet]
) -> TypedLists:
    """Every list whose rows could all be read; <5 stands for a number already."""
    tables: dict[str, Table] = defaultdict(dict)
    few, unread, open_bands = set(), set(), {}
    now = board_today(scenario, board).waiting_list
    for row in typed[LISTS].rows if LISTS in typed else ():
        stage = row.values.get("stage")
        if stage is None:
            continue
        if not row.whole:
            unread.add(stage)
            continue
        values = row.values
        key = values["from_day"], values["to_day"], values["urgency"] == URGENT
        people = values["people"]
        if row.open_band and people:
            open_bands[stage] = f"{key[0]}-{key[1]}"
        if people == FEW:
            few.add(stage)
            mine = list_table(now[stage]).get(key, 0) if stage in now else 0
            people = mine if 0 < mine < FEWEST else READ_AS
        tables[stage][key] = people
    whole = {stage: table for stage, table in tables.items() if stage not in unread}
    return TypedLists(whole, frozenset(few), open_bands)


def add_lists(
    scenario: Scenario,
    board: str,
    lists: TypedLists,
    sheet: ParsedSheet,
    entries: BoardValues,
) -> None:
    """Add each list; one that is typed as the plan has it keeps the plan's shares."""
    if sheet.findings:
        # Rows that contradict each other make no list.
        return
    now = board_today(scenario, board).waiting_list
    for stage, table in lists.tables.items():
        before = now.get(stage)
        same = _counted(table) == _counted(list_table(before))
        if before is None and not any(table.values()):
            continue
        key = f"waiting_list.{stage}"
        try:
            entries.values[key] = before if same else _list(table, stage, now)
        except ValidationError as error:
            for problem in problems_from(error, "", {}, WaitingList):
                sheet.refuse(f"{stage}: {problem.rule}", problem.hint)
        if stage in lists.few and not same:
            entries.assumed[key] = _(OF_FEW, few=FEW)
        elif stage in lists.open_bands and not same:
            band = lists.open_bands[stage]
            entries.assumed[key] = _(
                "a last band without an end is read as {days} days", days=band
            )


def _counted(table: Table) -> Table:
    return {key: people for key, people in table.items() if people}


def _list(table: Table, stage: str, now: Mapping[str, WaitingList]) -> WaitingList:
    """The list with exactly these people by age band and urgency."""
    bands: dict[str, list[int]] = {}
    for (first, last, urgent), people in sorted(table.items()):
        bands.setdefault(f"{first}-{last}", [0, 0])[urgent] += people
    total = sum(map(sum, bands.values()))
    values: dict[str, Any] = now[stage].model_dump() if stage in now else {}
    if stage not in now and stage in SHARED_LISTS and "scan" in now:
        values["fls_share"] = now["scan"].fls_share
    values["count"] = total
    values["age_shares"] = {
        band: sum(both) / total if total else 1 / len(bands)
        for band, both in bands.items()
    }
    values["urgent_share"] = sum(b[1] for b in bands.values()) / total if total else 0.0
    values["urgent_by_age"] = {
        band: both[1] / sum(both) for band, both in bands.items() if sum(both)
    }
    return WaitingList.model_validate(values)


def add_referrals(
    scenario: Scenario, board: str, typed: ParsedSheet, entries: BoardValues
) -> None:
    """Add shares identified and referrals a week that give the typed means."""
    demand = board_today(scenario, board).demand
    means = typed_means(typed)
    shown = mean_week(scenario, board)
    for name in other_sources(scenario, board):
        mean = means.get(referral_column(name))
        if mean is None or (name == ANY_OTHER and not mean and not demand.other):
            continue
        key = f"demand.other.{name}"
        if name not in demand.other:
            entries.values[f"{key}.number"] = FIRST_NUMBER
        weekly = shown[referral_column(name)]
        entries.values[f"{key}.referrals_a_week"] = as_it_was(weekly, mean)
        if _has_few(typed, referral_column(name)):
            entries.assumed[key] = _(OF_FEW, few=FEW)
    now = {k: v for k, v in dict(demand.identified).items() if v is not None}
    shares = {f"demand.identified.{site}": share for site, share in now.items()}
    mean = means.get(FLS_REFERRALS)
    if mean is not None and not math.isclose(mean, shown[FLS_REFERRALS]):
        shares |= _identified(scenario, board, mean, typed)
        if _has_few(typed, FLS_REFERRALS):
            entries.assumed["demand.identified"] = _(OF_FEW, few=FEW)
    entries.values |= shares


def typed_means(typed: ParsedSheet) -> dict[str, float]:
    """Mean week of each column: over its weeks, or else as its mean row says."""
    means: dict[str, float] = {}
    for column in typed.places:
        weeks = [
            READ_AS if row.values[column] == FEW else row.values[column]
            for row in typed.rows
            if isinstance(row.values.get("week"), datetime.date)
            and row.values.get(column) is not None
        ]
        stated = [row.values.get(column) for row in typed.rows if _is_mean(row)]
        if column in ("week", "source"):
            continue
        if weeks:
            means[column] = round(fmean(weeks), 6)
        elif stated and isinstance(stated[0], float):
            means[column] = stated[0]
    return means


def _has_few(typed: ParsedSheet, column: str) -> bool:
    return any(row.values.get(column) == FEW for row in typed.rows)


def _is_mean(row: ParsedRow) -> bool:
    return row.values.get("week") == MEAN


def _identified(
    scenario: Scenario, board: str, mean: float, typed: ParsedSheet
) -> dict[str, float]:
    """Shares identified by site that give so many FLS referrals a week."""
    try:
        changed = changes(scenario, board, {FLS: f"{mean:.6f} {CONFIRMED}"})
    except ScenarioError as error:
        row = next((r for r in typed.rows if r.values.get(FLS_REFERRALS)), None)
        for problem in error.problems:
            if row is not None:
                typed.find(row, FLS_REFERRALS, problem.rule, problem.hint)
        return {}
    return {key.split(".", 2)[2]: value for key, value in changed.items()}
