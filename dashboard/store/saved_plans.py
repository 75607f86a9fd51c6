"""Plans saved from the page Build: every version with its reason, and its files.

The newest version stands as an option file in the folder of somebody's own options; a
version holds the texts of all its files, so that each can be had again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboard.store.database import database
from dashboard.store.saved import DELETED, REPLACED, SavedItems, Version

KIND = "plan"


@dataclass(frozen=True, kw_only=True)
class SavedPlan:
    """One version of a plan.

    Attributes
    ----------
    stem : name of its option file, without its ending
    files : text of the option and of its own changes, by name of the file
    version : to be handed back with every change, so that nobody's is written over
    """

    id: str
    name: str
    stem: str
    files: Mapping[str, str]
    version: int
    deleted: bool
    action: str
    reason: str
    at: datetime


def keep(title: str, stem: str, files: Mapping[str, str], reason: str) -> SavedPlan:
    """A new plan, under a title that no other one has."""
    return _plan(_items().add(title, "", _content(stem, files), reason))


def replace(id: str, saved: SavedPlan, reason: str) -> SavedPlan:
    """The next version of a plan: title, files."""
    content = _content(saved.stem, saved.files)
    return _plan(
        _items().change(
            id, REPLACED, reason, saved.version, name=saved.name, content=content
        )
    )


def delete(id: str, reason: str, version: int | None = None) -> SavedPlan:
    """The plan, no longer listed; undo brings it back."""
    return _plan(_items().change(id, DELETED, reason, version))


def undo(id: str, version: int | None = None) -> SavedPlan:
    """The plan as it was before the last time it was saved or deleted."""
    return _plan(_items().undo(id, version))


def history(id: str) -> tuple[SavedPlan, ...]:
    """Every version with its reason, the newest first."""
    return tuple(map(_plan, _items().history(id)))


def read(id: str, version: int | None = None) -> SavedPlan | None:
    """The newest version, or the one named; None where there is none of this id."""
    found = _items().read(id, version) if id else None
    return None if found is None else _plan(found)


def of_stem(stem: str) -> SavedPlan | None:
    """The plan whose option file has this name; None: the file came by another way."""
    plans = map(_plan, _items().listed(None))
    return next((plan for plan in plans if plan.stem == stem), None)


def _items() -> SavedItems:
    return SavedItems(KIND, database())


def _content(stem: str, files: Mapping[str, str]) -> dict[str, object]:
    return {"stem": stem, "files": dict(files)}


def _plan(version: Version) -> SavedPlan:
    return SavedPlan(
        id=version.id,
        name=version.name,
        stem=str(version.content["stem"]),
        files=version.content["files"],
        version=version.version,
        deleted=version.deleted,
        action=version.action,
        reason=version.reason,
        at=version.at,
    )
