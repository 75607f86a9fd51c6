"""Amounts that the plan holds, beside which a typed number is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.board_data.number_field import board_today
from planner.board_data.own_numbers import UNREMARKABLE, asked_beyond
from planner.board_data.parse_number import NumberRule
from planner.board_data.workbook.columns import SheetColumn
from planner.board_data.workbook.prefill import PrefilledSheets, RowValues, mean_week
from planner.board_data.workbook.sheets import (
    JOB_PLANS,
    LISTS,
    REFERRALS,
    SCANNERS,
    STAFF,
)

KEYS: dict[str, tuple[str, ...]] = {
    REFERRALS: (),
    STAFF: ("post",),
    JOB_PLANS: ("post", "activity"),
    SCANNERS: ("scanner",),
    LISTS: ("stage", "from_day", "to_day", "urgency"),
}
"""Columns that tell one row of a sheet from the others; none: a week is any week."""


@dataclass(frozen=True)
class UsualAmounts:
    """The sheets of a board as the plan fills them, and those of the other boards."""

    filled: PrefilledSheets

    def rule(
        self, title: str, column: SheetColumn, typed: Mapping[str, Any]
    ) -> NumberRule:
        """The rule for a number in a row of which these values are known."""
        rule = column.rule
        present = self._present(title, column.id, typed)
        if title == JOB_PLANS or rule.unit not in UNREMARKABLE:
            return asked_beyond(rule, present)
        total = self._total(title, typed)
        if not present and not total:
            return asked_beyond(rule, present, self._largest(title, column.id, typed))
        return asked_beyond(rule, present, total)

    def _present(
        self, title: str, column: str, typed: Mapping[str, Any]
    ) -> float | None:
        """The plan's number in this row, if it has the row."""
        keys = KEYS[title]
        for row in self.filled.rows[title]:
            if all(row.get(key) == typed.get(key) for key in keys):
                value = row.get(column)
                number = isinstance(value, int | float) and not isinstance(value, bool)
                return value if number else None
        return None

    def _total(self, title: str, typed: Mapping[str, Any]) -> float:
        """People on the whole list, or WTE of the whole role, at this board."""
        rows = self.filled.rows[title]
        if title == LISTS:
            return _sum(rows, "people", "stage", typed)
        return _sum(rows, "wte", "role", typed) if title == STAFF else 0.0

    def _largest(self, title: str, column: str, typed: Mapping[str, Any]) -> float:
        """The largest amount of this kind that any board of the plan has."""
        scenario = self.filled.scenario
        return max(
            (
                _amount(scenario, board, title, column, typed)
                for board in scenario.boards
            ),
            default=0.0,
        )


def _sum(
    rows: list[RowValues], amount: str, key: str, typed: Mapping[str, Any]
) -> float:
    return float(sum(row[amount] for row in rows if row.get(key) == typed.get(key)))


def _amount(
    scenario: Any, board: str, title: str, column: str, typed: Mapping[str, Any]
) -> float:
    """Amount that a board has: the whole list or role, or its largest scanner."""
    now = board_today(scenario, board)
    if title == REFERRALS:
        return float(mean_week(scenario, board).get(column) or 0.0)
    if title == LISTS:
        waiting = now.waiting_list.get(str(typed.get("stage")))
        return float(waiting.count if waiting else 0)
    if title == STAFF:
        role = typed.get("role")
        return sum(post.wte for post in now.posts.values() if post.role == role)
    amounts = [getattr(scanner, column, None) for scanner in now.scanners.values()]
    return max((float(a) for a in amounts if isinstance(a, int | float)), default=0.0)
