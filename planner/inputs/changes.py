"""Changes to a scenario: keys with wildcards, dates, and the record of what moved."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import model_validator

from planner.errors import Problem, ScenarioError, known_names
from planner.inputs.findings import in_order
from planner.inputs.units import Date, Parameters, Pounds, PoundsAYear, YesNo
from planner.locale import _

EVERY_BOARD = "*"
Service = Literal["fls", "dxa"]
Basis = Literal["scenario", "own numbers", "decision"]
RANK: dict[Basis, int] = {"scenario": 0, "own numbers": 1, "decision": 2}
"""Basis of a change; one that stands later here may alter those before it."""


class Price(Parameters):
    """Price of a decision beyond the posts, scans and sessions it brings."""

    capital: Pounds = 0.0
    one_off: Pounds = 0.0
    one_off_is_for: Literal["change", "training"] = "change"
    """Line of the budget on which the one-off sum stands."""
    revenue_a_year: PoundsAYear = 0.0
    service: Service = "fls"
    """Whose money it is: that of the FLS or of DXA."""


class ChangeInForce(Parameters):
    """A decision in force between two dates: keys and their new values."""

    name: str
    start: Date
    until: Date | None = None
    """Last day in force; None: to the end."""
    values: dict[str, Any]
    together: dict[str, dict[str, Any]] = {}
    """Keys of its own with other values while another change is in force, by it."""
    price: Price = Price()
    basis: Basis = "decision"
    relative: dict[str, float] = {}
    """Keys given relative to what stood there, and the factor on it: 1 where something
    is added alone."""
    settled: YesNo = False
    """Whether it holds throughout, so that the scenario's own values contain it."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.until, "until", "from")
        return self

    @property
    def day_after(self) -> datetime.date | None:
        """First day on which it no longer holds."""
        return self.until + datetime.timedelta(days=1) if self.until else None

    def holds_on(self, date: datetime.date) -> bool:
        """Whether the change is in force on this date."""
        return self.start <= date and (self.until is None or date <= self.until)

    def gives_way_to(self, other: ChangeInForce) -> bool:
        """Whether the other one may set a key anew that this one set."""
        # A board's own number beside a later step of the plan is asked about instead.
        rule = self.basis == "scenario" and other.basis == "decision"
        return (self.settled or rule) and RANK[self.basis] < RANK[other.basis]

    def overlaps(self, other: ChangeInForce) -> bool:
        """Whether there is a day on which both are in force."""
        first_ends_late = self.until is None or other.start <= self.until
        return first_ends_late and (other.until is None or self.start <= other.until)


@dataclass(frozen=True)
class AlteredInput:
    """One key that an option altered."""

    key: str
    before: Any
    after: Any
    source: str
    change: str
    start: datetime.date | None = None

    @classmethod
    def between(
        cls,
        tree: Mapping[str, Any],
        key: str,
        after: Any,
        source: str,
        change: str,
        start: datetime.date | None = None,
    ) -> AlteredInput:
        """Record of a key's new value beside the one it had."""
        return cls(key, read_key(tree, key), after, source, change, start)

    @property
    def shown(self) -> tuple[Any, Any]:
        """Value before and after: of a table what differs, a pathway by its title."""
        before, after = _by_title(self.before), _by_title(self.after)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            return _apart(before, after)
        return before, after

    @property
    def moves(self) -> bool:
        """Whether anything is another than before."""
        before, after = self.shown
        return bool(before != after)


def _by_title(value: Any) -> Any:
    # Mutual aid and pooled lists name stages too; only a pathway has activities.
    whole = isinstance(value, Mapping) and {"stages", "activities"} <= value.keys()
    return value.get("title") or _("a pathway without a title") if whole else value


def _apart(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two tables what differs; files leave out what would be empty."""
    names = [
        name
        for name in {**before, **after}
        if before.get(name) != after.get(name) and (name in after or before[name])
    ]
    return tuple({n: t[n] for n in names if n in t} for t in (before, after))  # type: ignore[return-value]


def expand(values: Mapping[str, Any], boards: Iterable[str]) -> dict[str, Any]:
    """Values with `boards.*.key` written out for every board."""
    written: dict[str, Any] = {}
    for key, value in values.items():
        if key.startswith(f"boards.{EVERY_BOARD}."):
            tail = key.removeprefix(f"boards.{EVERY_BOARD}")
            written.update({f"boards.{board}{tail}": value for board in boards})
        else:
            written[key] = value
    return written


def read_key(tree: Mapping[str, Any], key: str) -> Any:
    """Value under a dotted key, or None where there is none.

    A place in a list is a number from 0 on.

    >>> read_key({"next": ({"share": 0.1}, {"to": "done"})}, "next.0.share")
    0.1
    """
    here: Any = tree
    for part in key.split("."):
        here = _part_of(here, part)
        if here is None:
            return None
    return here


def _part_of(here: Any, part: str) -> Any:
    """Value of a table under a name, or of a list at a place; None where none is."""
    if isinstance(here, Mapping):
        return here.get(part)
    if isinstance(here, list | tuple) and part.isdecimal() and int(part) < len(here):
        return here[int(part)]
    return None


def set_key(tree: dict[str, Any], key: str, value: Any, *, file: str) -> None:
    """Put a value under a dotted key of a nested dict, or at a place in its lists.

    Raises
    ------
    ScenarioError: if the key leads through something that is not a table, or to a place
        that a list does not have
    """
    here: Any = tree
    *path, last = key.split(".")
    if path[:1] == ["boards"] and len(path) > 1 and path[1] not in tree["boards"]:
        raise ScenarioError(_no_board(file, key, path[1], tree["boards"]))
    if not path and key not in tree:
        raise ScenarioError(_no_way(file, key, key, tree))
    for position, part in enumerate(path):
        inside = _part_of(here, part)
        if inside is None and position >= 1 and isinstance(here, dict):
            inside = {}
        if not isinstance(inside, dict | list | tuple):
            raise ScenarioError(_no_way(file, key, part, here))
        here = _put(here, part, list(inside) if isinstance(inside, tuple) else inside)
    if not isinstance(here, dict) and _part_of(here, last) is None:
        raise ScenarioError(_no_way(file, key, last, here))
    _put(here, last, value)


def _put(here: Any, part: str, value: Any) -> Any:
    """Put a value into a table, or a list at a place that it has; the value."""
    here[part if isinstance(here, dict) else int(part)] = value
    return value


def values_on(
    changes: Iterable[ChangeInForce], date: datetime.date, boards: Iterable[str]
) -> dict[str, Any]:
    """Keys that dated changes set on a day; a decision outlasts what it may set anew.

    What holds throughout is in the scenario's own values already, and stands here only
    where something that it may set anew has begun since.
    """
    found: dict[str, Any] = {}
    known = tuple(boards)
    there = [change for change in changes if change.holds_on(date)]
    for change in sorted(there, key=lambda each: (RANK[each.basis], each.start)):
        for key, value in expand(change.values, known).items():
            # The choice of a whole pathway is a matter of its own: `following`.
            if not change.settled or ("." in key and any(meet(key, k) for k in found)):
                found.pop(key, None)
                found[key] = value
        for key, value in _beside(change, there, known).items():
            found.pop(key, None)
            found[key] = value
    return found


def _beside(
    change: ChangeInForce, there: Iterable[ChangeInForce], boards: Iterable[str]
) -> dict[str, Any]:
    """Keys that a change sets otherwise because of those in force beside it."""
    found: dict[str, Any] = {}
    for name in [other.name for other in there if other.name in change.together]:
        found |= expand(change.together[name], boards)
    return found


def meet(key: str, other: str) -> bool:
    """Whether two dotted keys are one, or one lies inside the other.

    >>> meet("posts.nurse", "posts.nurse.wte"), meet("posts.nurse", "posts.nurses")
    (True, False)
    """
    inside = key.startswith(f"{other}.") or other.startswith(f"{key}.")
    return key == other or inside


def restore_key(tree: dict[str, Any], key: str, before: Any) -> None:
    """Give a dotted key its former value back; what was not there goes."""
    *path, last = key.split(".")
    here = read_key(tree, ".".join(path)) if path else tree
    if isinstance(here, list | tuple):
        set_key(tree, key, before, file="")
    elif isinstance(here, dict) and before is None:
        here.pop(last, None)
    elif isinstance(here, dict):
        here[last] = before


def _no_board(file: str, key: str, board: str, known: Iterable[str]) -> Problem:
    hint = known_names(board, sorted(known))
    return Problem(file, _("names a board that does not exist"), key, repr(board), hint)


def _no_way(file: str, key: str, part: str, here: Any) -> Problem:
    names = here if isinstance(here, Mapping) else map(str, range(len(here)))
    hint = known_names(part, sorted(names))
    return Problem(
        file=file, key=key, rule=_("{part!r} does not exist", part=part), hint=hint
    )
