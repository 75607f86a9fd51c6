"""Options and changes as texts of their files: one writer, whoever made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tomlkit

from planner.inputs.change_files import Change
from planner.inputs.changes import Price
from planner.inputs.options import Option
from planner.inputs.pathways import PATHWAY
from planner.inputs.relative_values import RELATIVE

UNITS = {"capital": "GBP", "one_off": "GBP", "revenue_a_year": "GBP a year"}
"""Units of the amounts of a price."""


def option_text(option: Option, remarks: Iterable[str] = ()) -> str:
    """The file of an option; its changes are files of their own."""
    document = tomlkit.document()
    for line in remarks:
        document.add(tomlkit.comment(line))
    document["title"] = option.title
    document["question"] = option.question
    if option.group:
        document["group"] = option.group
    if option.pathway:
        document[PATHWAY] = option.pathway
    if option.without:
        document["without"] = list(option.without)
    document["changes"] = list(option.changes)
    return tomlkit.dumps(document)


def change_text(change: Change, remarks: Iterable[str] = ()) -> str:
    """The file of a change."""
    document = tomlkit.document()
    for line in remarks:
        document.add(tomlkit.comment(line))
    document["title"], document["why"] = change.title, change.why
    document["from"] = change.start
    if change.until:
        document["until"] = change.until
    if change.own_numbers:
        document["own_numbers"] = True
    if change.on_pathway:
        document["on_pathway"] = change.on_pathway
    for key, value in change.top.items():
        document[key] = value
    if change.returned:
        document["returned"] = {k: _rows(v) for k, v in change.returned.items()}
    if price := _price(change.price):
        document["price"] = price
    document["set"] = {key: _leaves(value) for key, value in change.raw.items()}
    if change.together:
        document["with"] = {name: _leaves(set) for name, set in change.together.items()}
    return tomlkit.dumps(document)


def _price(price: Price) -> dict[str, Any]:
    """The parts of a price that are there, with their units."""
    usual = Price().model_dump()
    given = {k: v for k, v in price.model_dump().items() if v != usual[k]}
    return {
        key: _inline({"value": value, "unit": UNITS[key]}) if key in UNITS else value
        for key, value in given.items()
    }


def _rows(value: Any) -> Any:
    """A list of tables as one line each; anything else as it is."""
    if not _are_tables(value):
        return value
    rows = tomlkit.array()
    for row in value:
        rows.append(_inline(row))
    rows.multiline(multiline=True)
    return rows


def _are_tables(value: Any) -> bool:
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    return listed and any(isinstance(each, Mapping) for each in value)


def _leaves(value: Any) -> Any:
    """A number and its owner as one line, inside whatever tables."""
    if not isinstance(value, Mapping):
        return _rows(value)
    if "value" in value or RELATIVE & set(value):
        return _inline(value)
    return {name: _leaves(item) for name, item in value.items()}


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    for name, value in values.items():
        table[name] = _inline(value) if isinstance(value, Mapping) else value
    return table
