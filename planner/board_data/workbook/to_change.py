"""A return as an option: the change that holds a board's numbers, and its owners."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.board_data.own_numbers import OwnNumbers, own_change
from planner.board_data.workbook.prefill import FEW, FEWEST, EarlierReturn, RowValues
from planner.board_data.workbook.sheets import MEAN
from planner.board_data.workbook.to_parameters import BoardValues, plain
from planner.inputs.apply_changes import Option
from planner.inputs.boards import official_name
from planner.inputs.change_files import load_change
from planner.inputs.changes import RANK, expand, read_key
from planner.inputs.provenance import Provenance, unit_at
from planner.inputs.scenario import Scenario
from planner.locale import _

DERIVED = "demand.identified"


def return_option(
    scenario: Scenario,
    board: str,
    day: datetime.date,
    entries: BoardValues,
    weeks: Iterable[RowValues],
    name: str,
) -> OwnNumbers:
    """A return as an option that can be tried and saved.

    Parameters
    ----------
    day : on which the figures were counted
    weeks : rows of the referrals, which only the next template shows again
    """
    owner = official_name(scenario.boards[board])
    source = _("the board's own return, {day}", day=day)
    title = _("Own numbers, {day}", day=day)
    values = Owners(scenario, board, source, entries).values()
    change = own_change(
        scenario,
        board,
        values,
        name=name,
        title=title,
        why=_("What {owner} counted itself, instead of the plan's.", owner=owner),
        source=source,
        confidence="seen",
        returned=_returned(board, weeks, entries),
    )
    return OwnNumbers(
        name=name,
        title=title,
        question=_("Where does {owner} stand by its own figures?", owner=owner),
        change=change,
        remarks=(
            _(
                "Own return of {owner}, on top of {scenario}.",
                owner=owner,
                scenario=scenario.name,
            ),
            _("Numbers that were typed say so in their source; others are the plan's."),
            _("For the board itself: counts under five stand here as they were typed."),
        ),
    )


@dataclass(frozen=True)
class Owners:
    """Values that a board typed, each number with its owner: the board or the plan."""

    scenario: Scenario
    board: str
    source: str
    entries: BoardValues
    confidence: str = "seen"
    """Of what the board typed."""

    def values(self) -> dict[str, Any]:
        """Values by dotted key, without those that a decision sets just so."""
        now = self.scenario.periods[0][1].model_dump()
        return {
            key: self._owned(key, plain(value), now)
            for tail, value in self.entries.values.items()
            for key in (f"boards.{self.board}.{tail}",)
            if not (self._is_decided(key) and _same(read_key(now, key), plain(value)))
        }

    def _is_decided(self, key: str) -> bool:
        """Whether a decision of the scenario sets a part of this and stays in force."""
        mine = RANK["own numbers"]
        staying = (
            change
            for change in self.scenario.changes
            if not change.settled or RANK[change.basis] >= mine
        )
        return any(
            f"{other}.".startswith(f"{key}.") or f"{key}.".startswith(f"{other}.")
            for change in staying
            for other in expand(change.values, self.scenario.boards)
        )

    def _owned(self, key: str, value: Any, now: Mapping[str, Any]) -> Any:
        """A value with the owner of each of its numbers."""
        if isinstance(value, dict):
            return {k: self._owned(f"{key}.{k}", v, now) for k, v in value.items()}
        unit = unit_at(Scenario, tuple(key.split(".")))
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not unit or key.endswith(".number"):
            return value
        owner = self.scenario.provenance.get(key)
        if read_key(now, key) != value:
            return self._own(key, value, unit)
        return {"value": value, "unit": unit, **_stated(owner, value)}

    def _own(self, key: str, value: Any, unit: str) -> dict[str, Any]:
        leaf = {"value": value, "unit": unit, "source": self.source}
        tail = key.split(".", 2)[2]
        assumed = (w for k, w in self.entries.assumed.items() if tail.startswith(k))
        if why := next(assumed, ""):
            return {**leaf, "confidence": "assumption", "why": why}
        if tail.startswith(DERIVED):
            why = _("from the FLS referrals of a mean week")
            return {**leaf, "confidence": "derived", "why": why}
        return {**leaf, "confidence": self.confidence}


def _returned(
    board: str, weeks: Iterable[RowValues], entries: BoardValues
) -> dict[str, Any]:
    """Entries that the template shows again though no number of the model says them."""
    rows = [{k: _few(row, k) for k in row if row[k] is not None} for row in weeks]
    table: dict[str, Any] = {"board": board, "referrals": rows}
    if entries.left_out:
        table["left_out"] = entries.left_out
    return table


def _same(before: Any, value: Any) -> bool:
    """Whether a table holds what the plan has, apart from what goes without saying."""
    if not isinstance(value, dict):
        return bool(before == value)
    return isinstance(before, dict) and all(
        _same(before.get(name), item) for name, item in value.items()
    )


def _few(row: RowValues, column: str) -> Any:
    """A typed value of a week; counts of one to four are not told apart."""
    value = row[column]
    counted = row.get("week") != MEAN and isinstance(value, int | float)
    return FEW if counted and 0 < value < FEWEST else value


def _stated(owner: Provenance | None, value: Any) -> dict[str, Any]:
    """Source, confidence and the rest of an owner, as far as it says them."""
    if owner is None:
        return {"source": _("the plan's own, not stated"), "confidence": "assumption"}
    # A range belongs to the number that its owner knew.
    known = owner.value == value
    said = {
        "source": owner.source,
        "year": owner.year,
        "confidence": owner.confidence,
        "why": owner.why,
        "low": owner.low if known else None,
        "high": owner.high if known else None,
    }
    return {name: value for name, value in said.items() if value not in ("", None)}


def left_from(
    options: Iterable[Option], scenario: Scenario, board: str
) -> EarlierReturn:
    """Entries of returns among these options that no later decision overrules."""
    earlier = EarlierReturn()
    now = scenario.periods[0][1].model_dump()
    for option in options:
        for name in option.changes:
            change = load_change(name, option.folder)
            table = change.returned
            if table.get("board") != board:
                continue
            rows = tuple(dict(row) for row in table.get("referrals", ()))
            same = all(_holds(now, key, value) for key, value in change.raw.items()
                       if ".demand." in key)  # fmt: skip
            left_out = frozenset(table.get("left_out", ()))
            earlier = EarlierReturn(rows if same else (), left_out)
    return earlier


def _holds(now: Mapping[str, Any], key: str, value: Any) -> bool:
    return bool(
        read_key(now, key) == (value["value"] if isinstance(value, dict) else value)
    )
