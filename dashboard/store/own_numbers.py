"""Boards' own numbers, saved by name: the start of every comparison until put aside.

Every function raises `StoreError` with a plain sentence where the database cannot be
used, and `ChangedMeanwhileError` where somebody else was quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.store.database import StoreError, database
from dashboard.store.saved import DELETED, RENAMED, REPLACED, SavedItems, Version
from planner import board_data
from planner.inputs.scenario import Scenario
from planner.locale import _

KIND = "own numbers"
Typed = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class SavedNumbers:
    """One version of a board's own numbers.

    Attributes
    ----------
    board : whose they are; empty: edited assumptions, of no board alone
    typed : numbers by field as the person typed them, as `Plan.typed` has them
    version : to be handed back with every change, so that nobody's is written over
    action, reason : of the change that made this version
    """

    id: str
    name: str
    board: str
    typed: tuple[tuple[str, str], ...]
    version: int
    deleted: bool
    action: str
    reason: str
    saved_by: str
    at: datetime


def keep(name: str, board: str, typed: Typed, reason: str = "") -> SavedNumbers:
    """New own numbers under a name that no other numbers of the board have."""
    return _numbers(_items().add(name, board, _content(typed), reason))


def replace(
    id: str,
    typed: Typed,
    reason: str = "",
    *,
    version: int | None = None,
) -> SavedNumbers:
    """The numbers with others in their place."""
    content = _content(typed)
    return _numbers(_items().change(id, REPLACED, reason, version, content=content))


def rename(id: str, name: str, *, version: int | None = None) -> SavedNumbers:
    """The numbers under another name."""
    return _numbers(_items().change(id, RENAMED, "", version, name=name))


def delete(id: str, reason: str = "", *, version: int | None = None) -> SavedNumbers:
    """The numbers, no longer listed; links still work, and undo brings them back."""
    return _numbers(_items().change(id, DELETED, reason, version))


def undo(id: str, *, version: int | None = None) -> SavedNumbers:
    """The numbers as they were before the last change."""
    return _numbers(_items().undo(id, version))


def history(id: str) -> tuple[SavedNumbers, ...]:
    """Every version with its reason, the newest first."""
    return tuple(map(_numbers, _items().history(id)))


def listed(
    board: str | None = None, *, deleted: bool = False
) -> tuple[SavedNumbers, ...]:
    """All own numbers, or those of a board, by name; `deleted`: those alone."""
    return tuple(map(_numbers, _items().listed(board, deleted=deleted)))


def read(id: str, version: int | None = None) -> SavedNumbers | None:
    """The newest version, or the one named; None where there is none of this id."""
    found = _items().read(id, version)
    return None if found is None else _numbers(found)


def export(id: str, folder: Path, scenario: Scenario) -> Path:
    """Option file that `--start` of the command line takes; its change lies beside it.

    Raises
    ------
    ScenarioError: if a number is refused or the file is there already
    """
    numbers = read(id)
    if numbers is None:
        raise StoreError(_("There are no such numbers."))
    return board_data.save_option(
        folder,
        numbers.name,
        scenario,
        numbers.board,
        dict(numbers.typed),
        numbers.reason,
    )


def _items() -> SavedItems:
    return SavedItems(KIND, database())


def _content(typed: Typed) -> dict[str, object]:
    pairs = sorted(dict(typed).items())
    return {"typed": [list(map(str, pair)) for pair in pairs]}


def _numbers(version: Version) -> SavedNumbers:
    typed = tuple((str(f), str(text)) for f, text in version.content["typed"])
    return SavedNumbers(
        id=version.id,
        name=version.name,
        board=version.board,
        typed=typed,
        version=version.version,
        deleted=version.deleted,
        action=version.action,
        reason=version.reason,
        saved_by=version.saved_by,
        at=version.at,
    )
