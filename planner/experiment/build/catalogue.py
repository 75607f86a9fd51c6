"""Changes that can be added to a plan: shipped ones, and new capacity of a board."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    NAME,
    OPERATOR,
    Amounts,
    Dates,
    changes_of,
)
from planner.inputs.boards import official_name
from planner.inputs.change_files import Change, load_change
from planner.inputs.limits import Limits
from planner.inputs.options import GROUPS, list_options
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSIONS_A_WEEK
from planner.locale import _, gettext_noop

NEW = "new"
"""Beginning of the names of new capacity; the part, the board and a number follow."""
SCANNER = "scanner"
PARTS = {
    DXA: gettext_noop("More DXA sessions, with operators"),
    SCANNER: gettext_noop("A further scanner, with operators"),
    LISTS: gettext_noop("Bought-in DXA lists"),
    "nurse": gettext_noop("A nurse specialist"),
    "admin": gettext_noop("An administrator"),
    OPERATOR: gettext_noop("A DXA operator"),
    "reporter": gettext_noop("A reporter of scans"),
}
"""New capacity that can be added to a board, and its titles."""
FIRST_AMOUNT = {DXA: 2.0, SCANNER: float(SESSIONS_A_WEEK), LISTS: 2.0}
"""Amount that a new change begins with; a post begins with one WTE."""
CAPACITY, PEOPLE = GROUPS[:2]


@dataclass(frozen=True)
class AddableChange:
    """A change of the list to add from.

    Attributes
    ----------
    name : of the definition, as `definition_of` takes it
    group : one of `GROUPS`
    """

    name: str
    title: str
    why: str
    group: str


def addable(start: Scenario, board: str = "") -> dict[str, list[AddableChange]]:
    """Changes that can be added to a plan over this start, by group.

    Parameters
    ----------
    board : whose new capacity is offered; empty: none, for it is of one board
    """
    grouped: dict[str, list[AddableChange]] = {group: [] for group in GROUPS}
    for part, title in PARTS.items() if board in start.providers else ():
        group = CAPACITY if part in (DXA, SCANNER, LISTS) else PEOPLE
        why = _("New capacity of this board alone.")
        name = f"{NEW}:{part}:{board}"
        grouped[group].append(AddableChange(name, _(title), why, group))
    there = {change.name for change in start.changes}
    for change, group in _shipped().values():
        if change.name not in there:
            shown = AddableChange(change.name, _(change.title), _(change.why), group)
            grouped[group].append(shown)
    return {group: found for group, found in grouped.items() if found}


@cache
def _shipped() -> dict[str, tuple[Change, str]]:
    """Changes of the shipped options, each with the group of the first that has it."""
    found: dict[str, tuple[Change, str]] = {}
    for option in list_options().values():
        for name in option.changes:
            if name not in found:
                found[name] = load_change(name, option.folder), option.group
    titled = sorted(found.values(), key=lambda pair: pair[0].title.casefold())
    return {change.name: (change, group) for change, group in titled}


def is_shipped(name: str) -> bool:
    """Whether a definition is a shipped one."""
    return name in _shipped()


def shipped(name: str) -> Change:
    """A shipped change of an option."""
    return _shipped()[name][0]


def new_capacity(start: Scenario, part: str, board: str, number: int) -> Change:
    """One part of new capacity of a board, at the usual amount, dates and prices.

    Parameters
    ----------
    number : from 1 on; it tells several of one kind apart
    """
    limits = Limits()
    last = start.plan_start + datetime.timedelta(days=start.plan_days - 1)
    dates = Dates.of(start.plan_start, last, limits)
    amount = FIRST_AMOUNT.get(part, 1.0)
    new = Amounts(**{DXA if part == SCANNER else part: amount})
    # A further scanner is asked for where the board's own have no room.
    full = start if part != SCANNER else _without_room(start, board)
    made = next(iter(changes_of(full, {board: new}, dates, limits)))
    return replace(
        made,
        name=f"{NEW}-{part}-{board}-{number}",
        title=f"{_(PARTS[part])}: {official_name(start.boards[board])}",
        why=_("New capacity, at the planner's usual dates and prices."),
        file=f"{NEW}:{part}:{board}:{number}",
        raw=dict(_numbered(made.raw, number)),
    )


def _without_room(start: Scenario, board: str) -> Scenario:
    key = f"boards.{board}.scanners"
    scanners: dict[str, Scanner] = dict(start.boards[board].scanners)
    return start.with_values(
        {f"{key}.{name}.sessions_a_week": SESSIONS_A_WEEK for name in scanners}
    )


def _numbered(raw: Any, number: int) -> Iterator[tuple[str, Any]]:
    """Keys and declared numbers of the change's own, those of other ones unlike."""
    for key, value in raw.items():
        own = deepcopy(value)
        if isinstance(own, dict) and "number" in own:
            own["number"] = own["number"] + 100 * number
        yield key.replace(f".{NAME}-", f".{NEW}-{number}-"), own
