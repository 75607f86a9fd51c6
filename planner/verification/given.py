"""What a case gives, read with care: nothing is guessed, nothing is passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NUMBER = re.compile(r"[-+]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?")
REMARKS = frozenset(
    {"note", "notes", "comment", "label", "name", "title", "description", "source",
     "reference", "remark", "type", "caveat", "unit", "units", "why"}
)  # fmt: skip
"""Keys that tell the reader something and change nothing."""
NOTHING = (None, False, "", "none", "no", "unlimited", "infinite", "inf")
MISSING: Any = object()


class NotExpressedError(Exception):
    """A case, or a metric, that the planner's inputs or measures cannot express."""


class Given:
    """Inputs of a case by key, with a memory of which were asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._asked: set[str] = set()

    def has(self, *names: str) -> bool:
        """Whether one of these keys is given."""
        return any(self._values.get(name) is not None for name in names)

    def take(self, *names: str, default: Any = None) -> Any:
        """Value of the first of these keys that is given; they count as asked for."""
        self._asked.update(names)
        found = (self._values[n] for n in names if self._values.get(n) is not None)
        return next(found, default)

    def number(self, *names: str, default: Any = MISSING) -> float:
        """Number of the first of these keys that is given."""
        value = self.take(*names)
        if value is None:
            if default is MISSING:
                raise NotExpressedError(f"input {names[0]!r} is missing")
            return float(default)
        return number_in(value, names[0])

    def whole(self, *names: str, default: Any = MISSING) -> int:
        """Whole number of the first of these keys that is given."""
        value = self.number(*names, default=default)
        if value != int(value):
            raise NotExpressedError(f"input {names[0]!r} is no whole number: {value:g}")
        return int(value)

    def choice(self, options: Mapping[str, str], *names: str) -> str:
        """What a text chooses: the option whose word it holds; the first by default."""
        value = self.take(*names)
        if value is None:
            return next(iter(options.values()))
        text = str(value).lower()
        for word, meaning in options.items():
            if word in text:
                return meaning
        raise NotExpressedError(f"input {names[0]!r}: no counterpart for {value!r}")

    def refuse(self, reason: str, *names: str) -> None:
        """Keys that would change the model in a way that it cannot follow."""
        value = self.take(*names)
        text = value.lower().strip() if isinstance(value, str) else value
        if not any(text is item or text == item for item in NOTHING):
            raise NotExpressedError(f"input {names[0]!r} = {value!r}: {reason}")

    def finish(self) -> None:
        """Refuse a case that gives something nobody asked for."""
        left = [
            key
            for key, value in self._values.items()
            if key not in self._asked and key not in REMARKS and value is not None
        ]
        if left:
            names = ", ".join(repr(key) for key in left)
            raise NotExpressedError(f"unknown input {names}")


def number_in(value: Any, name: str) -> float:
    """The number that a value is, or that a text gives after "=" or first.

    >>> number_in("42 weeks x 30 h = 1260 (assumption)", "hours")
    1260.0
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise NotExpressedError(f"input {name!r} is no number: {value!r}")
    if isinstance(value, str):
        text = value.rsplit("=", 1)[-1]
        found = NUMBER.search(text)
        if found is None:
            raise NotExpressedError(f"input {name!r} holds no number: {value!r}")
        return float(found.group().replace(",", ""))
    return float(value)


def rows_of(value: Any, name: str) -> list[Mapping[str, Any]]:
    """A list of objects."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise NotExpressedError(f"input {name!r} is no list of objects")
    return value


def numbers_of(value: Any, name: str) -> list[float]:
    """A list of numbers; one number is a list of one."""
    values = value if isinstance(value, list) else [value]
    return [number_in(item, name) for item in values]
