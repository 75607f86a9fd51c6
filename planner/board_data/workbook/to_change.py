"""A return as files: an option and the change that holds its numbers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit

from planner.board_data.save import NUMBERS
from planner.board_data.workbook.prefill import FEW, FEWEST, Kept, Row
from planner.board_data.workbook.sheets import MEAN
from planner.board_data.workbook.to_parameters import Entries, plain
from planner.inputs.apply_changes import Option
from planner.inputs.change_files import load_change
from planner.inputs.changes import RANK, expand, read_key
from planner.inputs.provenance import Provenance, unit_at
from planner.inputs.scenario import Scenario

DERIVED = "demand.identified"


@dataclass(frozen=True)
class Writer:
    """What the writing of one board's return shares."""

    scenario: Scenario
    board: str
    day: datetime.date
    entries: Entries

    @property
    def name(self) -> str:
        """The board, as people know it."""
        return self.scenario.boards[self.board].name

    @property
    def source(self) -> str:
        """Who owns the numbers that were typed."""
        return f"the board's own return, {self.day}"

    def texts(self, stem: str, weeks: Iterable[Row]) -> dict[str, str]:
        """Option and change by the name of their file."""
        change = f"{stem}{NUMBERS}"
        return {
            f"{change}.toml": self._change(list(weeks)),
            f"{stem}.toml": self._option(change),
        }

    def _option(self, change: str) -> str:
        document = tomlkit.document()
        document["title"] = f"Own return of {self.name}, {self.day}"
        document["question"] = f"Where does {self.name} stand by its own figures?"
        document["changes"] = [change]
        return tomlkit.dumps(document)

    def _change(self, weeks: list[Row]) -> str:
        document = tomlkit.document()
        about = f"Own return of {self.name}, on top of {self.scenario.name}."
        document.add(tomlkit.comment(about))
        for line in (
            "Numbers that were typed say so in their source; others are the plan's.",
            "For the board itself: counts under five stand here as they were typed.",
        ):
            document.add(tomlkit.comment(line))
        document["title"] = f"Own return of {self.name}, {self.day}"
        document["why"] = f"What {self.name} counted itself, instead of the plan's."
        document["from"] = self.scenario.plan_start
        document["own_numbers"] = True
        document["source"] = self.source
        document["confidence"] = "seen"
        document["returned"] = self._returned(weeks)
        document["set"] = self._set()
        return tomlkit.dumps(document)

    def _set(self) -> dict[str, Any]:
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
        leaf = _inline({"value": value, "unit": unit})
        leaf.update(_words(owner) if owner else {"confidence": "assumption",
                    "source": "the plan's own, not stated"})  # fmt: skip
        return leaf

    def _own(self, key: str, value: Any, unit: str) -> Any:
        leaf = _inline({"value": value, "unit": unit, "source": self.source})
        tail = key.split(".", 2)[2]
        if any(tail.startswith(few) for few in self.entries.few):
            leaf["confidence"] = "assumption"
            leaf["why"] = f"rests on counts typed as {FEW}"
        elif tail.startswith(DERIVED):
            leaf["confidence"] = "derived"
            leaf["why"] = "from the FLS referrals of a mean week"
        else:
            leaf["confidence"] = "seen"
        return leaf

    def _returned(self, weeks: list[Row]) -> dict[str, Any]:
        """What the template shows again though no number of the model says it."""
        rows = tomlkit.array()
        for row in weeks:
            rows.append(_inline({k: _few(row, k) for k in row if row[k] is not None}))
        rows.multiline(bool(weeks))
        table: dict[str, Any] = {"board": self.board, "referrals": rows}
        if self.entries.left_out:
            table["left_out"] = self.entries.left_out
        return table


def _same(before: Any, value: Any) -> bool:
    """Whether a table holds what the plan has, apart from what goes without saying."""
    if not isinstance(value, dict):
        return bool(before == value)
    return isinstance(before, dict) and all(
        _same(before.get(name), item) for name, item in value.items()
    )


def _few(row: Row, column: str) -> Any:
    """A typed value of a week; counts of one to four are not kept apart."""
    value = row[column]
    counted = row.get("week") != MEAN and isinstance(value, int | float)
    return FEW if counted and 0 < value < FEWEST else value


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _words(owner: Provenance) -> dict[str, Any]:
    """Source, confidence and the rest of an owner, as far as it says them."""
    said = {
        "source": owner.source,
        "year": owner.year,
        "confidence": owner.confidence,
        "why": owner.why,
        "low": owner.low,
        "high": owner.high,
    }
    return {name: value for name, value in said.items() if value not in ("", None)}


def left_from(options: Iterable[Option], scenario: Scenario, board: str) -> Kept:
    """What returns among these options typed, unless a later decision overrules it."""
    kept = Kept()
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
            kept = Kept(rows if same else (), left_out)
    return kept


def _holds(now: Mapping[str, Any], key: str, value: Any) -> bool:
    return bool(
        read_key(now, key) == (value["value"] if isinstance(value, dict) else value)
    )
