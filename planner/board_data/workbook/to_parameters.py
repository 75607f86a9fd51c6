"""Parameters of a board from typed rows: posts, scanners, lists and referrals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from planner.board_data.number_field import board_today
from planner.board_data.workbook.parsed_sheet import ParsedRow, ParsedSheet
from planner.board_data.workbook.sheets import JOB_PLANS, SCANNERS, STAFF
from planner.inputs.posts import Post
from planner.inputs.provenance import problems_from
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.inputs.units import Parameters
from planner.locale import _, gettext_noop

DIGITS = 1e-12
"""Spreadsheets keep fifteen digits of a figure."""
MOST_ENTRIES = 300
FIRST_NEW_NUMBER = 101
"""Declared numbers of posts and scanners that a return adds; changes use lower ones."""


@dataclass(frozen=True)
class BoardPart:
    """Posts or scanners: where they are typed and where they go."""

    name: str
    sheet: str
    key: str
    model: type[Parameters]
    amount: str
    """Field that is 0 for whatever a return leaves out."""
    too_many: str
    """Rule for the number of rows, for the catalogue."""


PARTS = (
    BoardPart(
        name="posts",
        sheet=STAFF,
        key="post",
        model=Post,
        amount="wte",
        too_many=gettext_noop("has {n} rows; at most {most} posts"),
    ),
    BoardPart(
        name="scanners",
        sheet=SCANNERS,
        key="scanner",
        model=Scanner,
        amount="sessions_a_week",
        too_many=gettext_noop("has {n} rows; at most {most} scanners"),
    ),
)


@dataclass
class BoardValues:
    """Values by key inside the board, and where each was typed."""

    values: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    assumed: dict[str, str] = field(default_factory=dict)
    """Keys that rest on an assumption of the reader, and which."""


def add_entries(
    scenario: Scenario,
    board_id: str,
    typed: Mapping[str, ParsedSheet],
    entries: BoardValues,
) -> None:
    """Add posts and scanners; rows that the model refuses get a finding."""
    board = board_today(scenario, board_id)
    for part in PARTS:
        sheet = typed.get(part.sheet)
        if sheet is None or not sheet.readable:
            continue
        if len(sheet.rows) > MOST_ENTRIES:
            rule = _(
                part.too_many,
                n=len(sheet.rows),
                most=MOST_ENTRIES,
            )
            sheet.refuse(rule, _("write one row for a team of one role and band"))
            continue
        there: Mapping[str, Parameters] = getattr(board, part.name)
        numbers = _free_numbers(scenario, board_id, part.name)
        for row in sheet.rows:
            name = row.values.get(part.key)
            if name is None:
                continue
            before = there[name].model_dump() if name in there else {}
            values = {"number": next(numbers) if not before else 0, **before}
            values |= {
                field: as_it_was(before.get(field), value)
                for field, value in row.values.items()
                if field != part.key
            }
            if part.name == "posts":
                _add_job_plan(values, name, typed.get(JOB_PLANS))
            entry = _judged(part, sheet, row, values)
            if entry is not None:
                entries.values[f"{part.name}.{name}"] = entry
        _add_left_out(part, there, sheet, entries)


def _free_numbers(scenario: Scenario, board_id: str, part: str) -> Any:
    taken = {
        entry.number
        for _start, here in scenario.periods
        for entry in getattr(here.boards[board_id], part).values()
    }
    return (n for n in range(FIRST_NEW_NUMBER, 1000) if n not in taken)


def _add_job_plan(values: dict[str, Any], post: str, plans: ParsedSheet | None) -> None:
    if plans is None or not plans.readable:
        return
    rows = [row for row in plans.rows if row.values.get("post") == post]
    if all(row.whole for row in rows):
        shares = {row.values["activity"]: row.values["share"] for row in rows}
        # What does not add up has a finding of its own.
        now = values.get("job_plan", {})
        shares = {name: as_it_was(now.get(name), s) for name, s in shares.items()}
        values["job_plan"] = shares if abs(sum(shares.values()) - 1) <= 1e-6 else {}


def as_it_was(before: Any, typed: Any) -> Any:
    """The plan's own figure, where a spreadsheet only rounded its last digits."""
    both = isinstance(before, float) and isinstance(typed, float)
    return before if both and math.isclose(before, typed, rel_tol=DIGITS) else typed


def _judged(
    part: BoardPart, sheet: ParsedSheet, row: ParsedRow, values: dict[str, Any]
) -> Parameters | None:
    """The post or scanner, or None with findings at its row."""
    try:
        entry = part.model.model_validate(values)
    except ValidationError as error:
        for problem in problems_from(error, "", {}, part.model):
            # Where a cell could not be read, only dates still say something sure.
            if row.whole or problem.key == "end" in row.values:
                column = problem.key.split(".")[0]
                sheet.find(row, column, problem.rule, problem.hint)
        return None
    return entry if row.whole else None


def _add_left_out(
    part: BoardPart,
    there: Mapping[str, Parameters],
    sheet: ParsedSheet,
    entries: BoardValues,
) -> None:
    """Posts or scanners that are no longer named stay, with nothing to offer."""
    names = {row.values.get(part.key) for row in sheet.rows}
    if None in names:
        return
    if there and not sheet.rows:
        rule = _("has no rows, where the plan has {number}", number=len(there))
        hint = _(
            "leave the rows of the template; type 0 {field} for what is gone",
            field=part.amount,
        )
        sheet.refuse(rule, hint)
        return
    for name, entry in there.items():
        if name not in names:
            fields = part.model.model_fields
            bare = {f: v for f, v in dict(entry).items() if fields[f].is_required()}
            values = {**bare, part.amount: 0.0}
            entries.values[f"{part.name}.{name}"] = part.model.model_validate(values)
            entries.left_out.append(f"{part.name}.{name}")


def plain(entry: Parameters | Any) -> Any:
    """A value as files hold it, without what would be empty."""
    if not isinstance(entry, Parameters):
        return entry
    return _filled(entry.model_dump())


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _filled(v) for k, v in value.items() if v not in (None, "", {}, ())}
    if isinstance(value, list | tuple):
        return [_filled(item) for item in value]
    return value
