"""Edits of a plan as the page Build holds it: one function an act, each gives the next.

Whatever is taken back stands in `past`, the newest last.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import drafts
from dashboard.drafts import EMPTY, Held
from planner.experiment.build.catalogue import NEW
from planner.experiment.build.fields import START, TITLE
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.reports.dates import date_text

MOST_UNDONE = 20
EDIT, DUPLICATE, REMOVE, EARLIER, LATER = (
    "edit",
    "duplicate",
    "remove",
    "earlier",
    "later",
)


def new() -> Held:
    """A plan with nothing in it."""
    return {**EMPTY, "title": _("My plan")}


def after(held: Held, changes: Sequence[Held]) -> Held:
    """The plan with other changes, which can be taken back."""
    past = [*held.get("past", ()), held["changes"]][-MOST_UNDONE:]
    return {**held, "changes": list(changes), "past": past}


def undone(held: Held) -> Held:
    """The plan before the last edit."""
    *past, changes = held.get("past") or [held["changes"]]
    return {**held, "changes": changes, "past": past}


def added(held: Held, name: str, board: str) -> Held:
    """The plan with a change from the list.

    Parameters
    ----------
    board : the one that the page is about; a shipped change of it is for it alone
    """
    if not name or len(held["changes"]) >= drafts.MOST_CHANGES:
        return held
    named = name
    if name.startswith(f"{NEW}:"):
        same = [c for c in held["changes"] if c["definition"].startswith(f"{name}:")]
        numbers = [int(c["definition"].rpartition(":")[2]) for c in same]
        named = f"{name}:{max(numbers, default=0) + 1}"
    change = {
        "name": drafts.free_name(held, named.replace(":", "-")),
        "definition": named,
        "edits": {},
        "boards": [board] if board else [],
    }
    return after(held, [*held["changes"], change])


def duplicated(held: Held, name: str, start: Scenario) -> Held:
    """The plan with a change once more behind itself, under another name and title.

    Of new capacity it is a further post or list; of anything else the same inputs, for
    dates that do not overlap.
    """
    changes = []
    for each in held["changes"]:
        changes.append(each)
        if each["name"] == name:
            changes.append(_copy(held, each, start))
    return after(held, changes)


def _copy(held: Held, each: Held, start: Scenario) -> Held:
    new_name = drafts.free_name(held, each["name"])
    definition = each["definition"]
    if definition.startswith(f"{NEW}:"):
        kind = definition.rpartition(":")[0]
        again = added(held, kind, "")["changes"][-1]
        new_name, definition = again["name"], again["definition"]
    (known,) = drafts.draft_of({**held, "changes": [each]}, start).changes
    number = new_name.rpartition("-")[2]
    title = _("{title} ({number})", title=known.title, number=number)
    edits = {**each["edits"], TITLE: title}
    return {**each, "name": new_name, "definition": definition, "edits": edits}


def removed(held: Held, name: str) -> Held:
    """The plan without a change."""
    return after(held, [each for each in held["changes"] if each["name"] != name])


def edited(held: Held, name: str, edits: Mapping[str, str]) -> Held:
    """The plan with other texts in fields of a change; the same plan where none is."""
    changes = [
        {**each, "edits": {**each["edits"], **edits}} if each["name"] == name else each
        for each in held["changes"]
    ]
    return held if changes == held["changes"] else after(held, changes)


def for_boards(held: Held, name: str, boards: Sequence[str]) -> Held:
    """The plan with a change that is for these boards alone."""
    changes = [
        {**each, "boards": list(boards)} if each["name"] == name else each
        for each in held["changes"]
    ]
    return held if changes == held["changes"] else after(held, changes)


def dated(held: Held, dates: Mapping[str, str | None], start: Scenario) -> Held:
    """The plan with the first days that stand in the fields beside the timeline."""
    for each, change in zip(
        held["changes"], drafts.draft_of(held, start).changes, strict=True
    ):
        text = (dates.get(each["name"]) or "").strip()
        shown = each["edits"].get(START) or change.start.isoformat()
        if text and text != shown:
            held = edited(held, each["name"], {START: text})
    return held


def said(before: Held, now: Held, start: Scenario) -> str:
    """The last edit in words, for those who do not see the timeline."""
    were = {each["name"]: each for each in before["changes"]}
    are = {each["name"]: each for each in now["changes"]}
    titles = {
        each.name: each
        for held in (before, now)
        for each in drafts.draft_of(held, start).changes
    }
    for name in are.keys() - were.keys():
        return _("Added: {change}.", change=titles[name].title)
    for name in were.keys() - are.keys():
        return _("Removed: {change}.", change=titles[name].title)
    for name, each in are.items():
        if each != were[name]:
            day = titles[name].start
            return _("{change}: from {day}.", change=titles[name].title,
                     day=date_text(day))  # fmt: skip
    return ""


def day_of(text: Any) -> datetime.date | None:
    """A date that was typed, or None."""
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None
