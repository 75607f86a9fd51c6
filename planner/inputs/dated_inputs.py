"""Numbers that a dated change sets later on, each under a key of its own.

A number in a change, or in a table or list that it sets, is written
`changes.NAME.KEY`: the scenario's own value of `KEY`, if any, holds until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.inputs.changes import ChangeInForce, read_key, set_key
from planner.inputs.scenario import Scenario

CHANGES = "changes"


def dated_key(change: ChangeInForce, key: str) -> str:
    """Key of a number that a change sets."""
    return f"{CHANGES}.{change.name}.{key}"


def key_without_date(key: str) -> str:
    """Key of the scenario, whether the number is dated or not.

    >>> key_without_date("changes.late-2027.money.overheads"), key_without_date("years")
    ('money.overheads', 'years')
    """
    return key.split(".", 2)[2] if key.startswith(f"{CHANGES}.") else key


def dated_numbers(scenario: Scenario) -> Iterator[tuple[ChangeInForce, str, Any]]:
    """Change, key and value of every owned number that a dated change sets.

    Where two changes set one key, the number belongs to the last of them.
    """
    seen: set[str] = set()
    for change in reversed(scenario.changes):
        if change.settled:
            # It holds throughout: its numbers are the scenario's own.
            continue
        for key in sorted(scenario.provenance):
            if key in seen:
                continue
            value = _value_in(change.values, key)
            if value is not None:
                seen.add(key)
                yield change, key, value


def _value_in(values: Mapping[str, Any], key: str) -> Any:
    """Value under a key, alone or inside of a table or list; None without one."""
    if key in values:
        return values[key]
    for whole, inside in values.items():
        if key.startswith(f"{whole}."):
            return read_key({"": inside}, f".{key[len(whole) + 1 :]}")
    return None


def in_changes(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values by keys of the scenario, the dated ones inside its changes."""
    plain = {k: v for k, v in values.items() if not k.startswith(f"{CHANGES}.")}
    if len(plain) == len(values):
        return plain
    changes = []
    for change in scenario.changes:
        dumped = change.model_dump()
        start = f"{CHANGES}.{change.name}."
        for key, value in values.items():
            if key.startswith(start):
                _put(dumped["values"], key.removeprefix(start), value)
        changes.append(dumped)
    return plain | {CHANGES: changes}


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    """Set a value under a key, alone or inside of a table or list."""
    if key in values:
        values[key] = value
        return
    whole = next(each for each in values if key.startswith(f"{each}."))
    place, held = key.removeprefix(f"{whole}."), {"": values[whole]}
    set_key(held, f".{place}", value, file=CHANGES)
    values[whole] = held[""]
