"""Overrides inside a pathway, carried over to another that is chosen instead.

Two pathways that rest on one file share most of their numbers. Whoever altered such a
number, in a decision or while not knowing it, means it whatever pathway is tried; a
number that the new pathway writes itself is another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from planner.inputs.changes import AlteredInput, ChangeInForce, read_key, set_key
from planner.inputs.owned_numbers import Contents
from planner.inputs.pathway import Pathway
from planner.inputs.pathways import PATHWAY
from planner.inputs.scenario import Scenario

INSIDE = f"{PATHWAY}."


def carried_over(scenario: Scenario, chosen: Contents) -> Contents:
    """The chosen pathway with what the scenario altered in numbers that both share."""
    try:
        plain = Pathway.model_validate(chosen.values).model_dump()
    except ValidationError:
        # What is wrong with it is said when the scenario is put together.
        return chosen
    tree, now = {PATHWAY: plain}, scenario.model_dump()
    owners = dict(chosen.provenance)
    for change in _altered(scenario):
        shared = same(read_key(tree, change.key), change.before)
        if shared and _same_ways(tree, now, change.key):
            set_key(tree, change.key, change.after, file=change.source)
            owner = scenario.provenance.get(change.key)
            owners |= {change.key: owner} if owner else {}
    return Contents(tree[PATHWAY], owners, chosen.problems)


def _same_ways(tree: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    """Whether a place in a list holds the same way on, for the same people, in both."""
    parts = key.split(".")
    places = (
        ".".join(parts[: at + 1]) for at, part in enumerate(parts) if part.isdecimal()
    )
    return all(_way(read_key(tree, p)) == _way(read_key(other, p)) for p in places)


def _way(item: Any) -> Any:
    return _plain({k: item.get(k) for k in ("to", "when")} if item else None)


def _altered(scenario: Scenario) -> list[AlteredInput]:
    """Alterations inside the pathway from the first day on, in order."""
    dated = {change.name for change in scenario.changes if not change.settled}
    return [
        change
        for change in scenario.altered
        if change.key.startswith(INSIDE)
        and change.change not in dated
        and change.after is not None
    ]


def following(scenario: Scenario, chosen: Mapping[str, Any]) -> Scenario:
    """The scenario without its dated changes to what a chosen pathway writes itself.

    A rule in force from a date on is a rule for those pathways that leave it open.
    """
    tree, other = scenario.model_dump(), {PATHWAY: chosen}
    changes = tuple(
        _where_open(change, tree, other)
        if change.basis == "scenario" and not change.settled
        else change
        for change in scenario.changes
    )
    return scenario.with_changes(changes)


def _where_open(
    change: ChangeInForce, tree: Mapping[str, Any], other: Mapping[str, Any]
) -> ChangeInForce:
    """A change without the keys of a pathway that have another value in the other."""
    values = {
        key: value
        for key, value in change.values.items()
        if not key.startswith(INSIDE) or same(read_key(tree, key), read_key(other, key))
    }
    return change.model_copy(update={"values": values})


def builds_on(one: ChangeInForce, key: str, other: ChangeInForce) -> bool:
    """Whether of two changes one chooses a pathway and the other alters a part of it.

    A part that was altered before must have been carried over, or it would be lost.
    """
    if PATHWAY in one.values:
        return key == PATHWAY and PATHWAY not in other.values
    if PATHWAY not in other.values or not key.startswith(INSIDE):
        return False
    return not one.settled or same(read_key(other.values, key), one.values.get(key))


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, lists and tuples being alike.

    >>> same([1, {"a": [2]}], (1.0, {"a": (2,)}))
    True
    """
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return value
