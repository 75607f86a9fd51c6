"""Present contents of a board's sheet, row by row, and lists as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.board_data.fields import FLS, fields
from planner.board_data.number_field import board_today
from planner.board_data.workbook.sheets import (
    FLS_REFERRALS,
    JOB_PLANS,
    LISTS,
    MEAN,
    REFERRALS,
    ROUTINE,
    SCANNERS,
    STAFF,
    URGENT,
    SheetLayout,
    fls_is_asked,
    listed_stages,
    other_sources,
    referral_column,
    sheets_of,
)
from planner.inputs.day_zero import day_zero_table
from planner.inputs.demand import WaitingList
from planner.inputs.scenario import Scenario

RowValues = dict[str, Any]
BANDS = ("0-41", "42-89", "90-179", "180-364")
"""Days waited by which an empty list is asked for."""
FEWEST = 5
"""Counts of people below this are not shown, but for none at all."""
FEW = f"<{FEWEST}"


@dataclass(frozen=True)
class EarlierReturn:
    """Entries of an earlier return that the scenario's values do not tell."""

    referrals: tuple[RowValues, ...] = ()
    left_out: frozenset[str] = frozenset()
    """Posts and scanners that a return no longer named: `posts.nurse`."""


@dataclass(frozen=True)
class PrefilledSheets:
    """The sheets of one board with the values that hold now."""

    scenario: Scenario
    board: str
    sheets: Mapping[str, SheetLayout]
    rows: Mapping[str, list[RowValues]] = field(repr=False)


def fill(
    scenario: Scenario, board: str, earlier: EarlierReturn | None = None
) -> PrefilledSheets:
    """The sheets of a board, filled with what the plan holds on its first day."""
    earlier = earlier or EarlierReturn()
    rows = {
        REFERRALS: list(earlier.referrals) or [mean_week(scenario, board)],
        STAFF: list(_entries(scenario, board, "posts", "post", earlier)),
        JOB_PLANS: list(_job_plans(scenario, board)),
        SCANNERS: list(_entries(scenario, board, "scanners", "scanner", earlier)),
        LISTS: list(_lists(scenario, board)),
    }
    return PrefilledSheets(scenario, board, sheets_of(scenario, board), rows)


def mean_week(scenario: Scenario, board: str) -> RowValues:
    """Referrals of a mean week, as the plan has them."""
    row: RowValues = {"week": MEAN}
    if fls_is_asked(scenario, board):
        found = {item.id: item for item in fields(scenario, board)}[FLS]
        row[FLS_REFERRALS] = found.value
        row["source"] = f"{found.confidence}: {found.source}"
    other = board_today(scenario, board).demand.other
    for name in other_sources(scenario, board):
        weekly = other[name].referrals_a_week if name in other else 0.0
        row[referral_column(name)] = weekly
    return row


def _entries(
    scenario: Scenario, board: str, part: str, key: str, earlier: EarlierReturn
) -> Iterator[RowValues]:
    """Posts or scanners, a row each, field by field."""
    for name, entry in getattr(board_today(scenario, board), part).items():
        amount = entry.wte if part == "posts" else entry.sessions_a_week
        if f"{part}.{name}" in earlier.left_out and not amount:
            continue
        leading = "wte" if part == "posts" else "sessions_a_week"
        source = _source(scenario, f"boards.{board}.{part}.{name}.{leading}")
        yield {key: name, **dict(entry), "source": source}


def _job_plans(scenario: Scenario, board: str) -> Iterator[RowValues]:
    for name, post in board_today(scenario, board).posts.items():
        for activity, share in post.job_plan.items():
            yield {"post": name, "activity": activity, "share": share, "source": ""}


def _lists(scenario: Scenario, board: str) -> Iterator[RowValues]:
    lists = board_today(scenario, board).waiting_list
    for stage in dict.fromkeys([*listed_stages(scenario), *lists]):
        people = list_table(lists.get(stage))
        source = _source(scenario, f"boards.{board}.waiting_list.{stage}.count")
        for (first, last, urgent), count in people.items():
            yield {
                "stage": stage,
                "from_day": first,
                "to_day": last,
                "urgency": URGENT if urgent else ROUTINE,
                "people": count,
                "source": source,
            }


def list_table(waiting: WaitingList | None) -> dict[tuple[int, int, bool], int]:
    """People on a list by first and last day waited and urgency."""
    if waiting is None:
        waiting = WaitingList(count=0, age_shares=dict.fromkeys(BANDS, 1 / len(BANDS)))
    table: dict[tuple[int, int, bool], int] = {}
    for (band, urgent, _), people in day_zero_table(waiting).items():
        key = (*WaitingList.band_days(band), urgent)
        table[key] = table.get(key, 0) + people
    return table


def _source(scenario: Scenario, key: str) -> str:
    owner = scenario.provenance.get(key)
    return f"{owner.confidence}: {owner.source}" if owner else ""
