"""Other values that a parameter may have, by the kind of what stands there."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from tests.levers.registry import Path

WEEKS = datetime.timedelta(weeks=3)
SOON = datetime.date(2026, 4, 27)
FACTORS = (1.5, 0.5, 4.0, 0.05)


def others_of(value: Any, field: FieldInfo) -> Iterator[Any]:
    """Values to try instead of this one; not all need be allowed."""
    yield from _choices(value, field.annotation)
    if value is None:
        yield from (SOON, 0.9, 3, 40, 0.1)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, max(1, value // 2), value * 3, 0)
    elif isinstance(value, float):
        yield from (value * factor for factor in FACTORS if value)
        yield from (0.9, 0.3, 3.0, 40.0, 0.0)
    elif isinstance(value, datetime.date):
        yield from (value + WEEKS, value - WEEKS)
    elif isinstance(value, list | tuple):
        yield from _other_lists(list(value))
    elif isinstance(value, dict):
        yield from _other_tables(value)


def _choices(value: Any, annotation: Any) -> Iterator[Any]:
    """The other words where a field takes one of a few."""
    if get_origin(annotation) is Literal:
        yield from (word for word in get_args(annotation) if word != value)
    for part in get_args(annotation) if get_origin(annotation) is not Literal else ():
        if not isinstance(value, list | tuple | dict):
            yield from _choices(value, part)


def _other_lists(value: list[Any]) -> Iterator[Any]:
    if value:
        yield from (value[:-1], value[1:], value[::-1])
        for index, item in enumerate(value):
            for other in _simple(item):
                yield [*value[:index], other, *value[index + 1 :]]


def _other_tables(value: dict[str, Any]) -> Iterator[Any]:
    yield from ({k: v for k, v in value.items() if k != gone} for gone in value)
    for key, item in value.items():
        yield from ({**value, key: other} for other in _simple(item))


def _simple(item: Any) -> Iterator[Any]:
    """Other numbers and dates inside a list or a table."""
    if isinstance(item, float | int) and not isinstance(item, bool):
        yield from (item * 1.5, item * 0.5)
    elif isinstance(item, datetime.date):
        yield item + WEEKS
    elif isinstance(item, dict):
        yield from _other_tables(item)


def put(tree: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of nested tables with another value at one place."""
    changed: Any = copy.copy(tree)
    here = changed
    for step in path[:-1]:
        inner = here[step]
        here[step] = list(inner) if isinstance(inner, tuple) else copy.copy(inner)
        here = here[step]
    here[path[-1]] = value
    return changed
