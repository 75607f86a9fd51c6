"""Saving a plan, its versions and reasons, and opening Compare with it."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html, no_update
from dash.development.base_component import Component

from dashboard import drafts, jobs, plans
from dashboard.drafts import Held
from dashboard.pages import compare_parts, start_from
from dashboard.rows import WALES
from dashboard.store import saved_plans
from dashboard.store.database import StoreError
from dashboard.ui import blocks, tables
from dashboard.ui.tiles import folded
from planner.errors import PlannerError, ScenarioError
from planner.locale import _
from planner.reports.build import problem_sentences
from planner.reports.dates import date_text

COMPARE = "/compare"
TITLE, REASON = "build-title", "build-reason"
SAVE, DELETE, UNDO = "build-save", "build-delete", "build-back"


def panel(held: Held) -> Component:
    """Title, reason and the buttons that save, export and simulate."""
    return blocks.panel(
        _("Save the plan"),
        blocks.row(
            blocks.text_field(
                TITLE,
                _("Name of the plan"),
                value=held["title"],
                help_text=_("Save again to rename it."),
            ),
            blocks.text_field(
                REASON,
                _("Reason"),
                help_text=_("Kept beside this version."),
            ),
            blocks.button(SAVE, _("Save as an option"), quiet=True),
            blocks.button("build-export", _("Export as TOML"), quiet=True),
            blocks.button(DELETE, _("Delete"), quiet=True),
            blocks.button(UNDO, _("Undo the last save"), quiet=True),
        ),
        html.Div(id="build-saved", role="status"),
        html.Div(history(held), id="build-history"),
        dcc.Download(id="build-file"),
    )


def history(held: Held) -> list[Component]:
    """Versions of a saved plan with their reasons, the newest first."""
    try:
        versions = saved_plans.history(held.get("id", "")) if held.get("id") else ()
    except StoreError:
        versions = ()
    if not versions:
        return []
    columns = {
        "version": _("Version"),
        "date": _("Date"),
        "action": _("Change"),
        "name": _("Name"),
        "reason": _("Reason"),
    }
    lines = [
        {
            "version": str(each.version),
            "date": date_text(each.at.date()),
            "action": _(each.action),
            "name": each.name,
            "reason": each.reason,
        }
        for each in versions
    ]
    return [folded(_("History"), tables.long_table(_("History"), columns, lines))]


def act(
    action: str, held: Held, start: str, title: str, reason: str
) -> tuple[Any, Held | None]:
    """Words on a save, a deletion or an undo, and the plan from now on."""
    if action == SAVE:
        return save(held, start, title, reason)
    return deleted(held, reason) if action == DELETE else taken_back(held)


def save(held: Held, start: str, title: str, reason: str) -> tuple[Any, Held | None]:
    """A sentence, and the plan as it was saved; None where it was not."""
    try:
        plan = start_from.start_plan(start)
        now = drafts.save({**held, "title": title or ""}, plan, reason or "")
    except ScenarioError as why:
        return _refused(why), None
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), None
    text = _(
        "Saved: {title}, version {version}. It is among the options of Board, Compare,"
        " Ask, Worth and Papers.",
        title=now["title"],
        version=now["version"],
    )
    return blocks.notice(text), now


def deleted(held: Held, reason: str) -> tuple[Any, Held | None]:
    """The plan, no longer an option; it stays on the page, and undo brings it back."""
    try:
        gone = drafts.delete(held, reason or "")
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), None
    text = _("Deleted: {title}. Undo the last save brings it back.", title=gone.name)
    return blocks.notice(text), {**held, "id": gone.id, "version": gone.version}


def taken_back(held: Held) -> tuple[Any, Held | None]:
    """The version before the last one, its files in place again."""
    try:
        kept = saved_plans.undo(held.get("id", ""), held.get("version") or None)
        drafts.write(kept)
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), None
    path = str(drafts.folder() / f"{kept.stem}.toml")
    return blocks.notice(_("As it was before the last save.")), drafts.opened(path)


def export(held: Held, start: str, title: str) -> tuple[Any, Any]:
    """A problem to show, and the file to take away."""
    try:
        plan = start_from.start_plan(start)
        name, content = drafts.packed({**held, "title": title or ""}, plan)
    except ScenarioError as why:
        return _refused(why), no_update
    packed = base64.b64encode(content).decode()
    return None, {"content": packed, "filename": name, "base64": True}


def simulate(
    held: Held, start: str, title: str, reason: str, place: str
) -> tuple[Any, Any, Any]:
    """A problem to show, the plan as saved, and the address of its comparison."""
    said, now = save(held, start, title, reason)
    if now is None:
        return said, no_update, no_update
    option = str(drafts.folder() / f"{now['stem']}.toml")
    where = place or WALES
    asked = compare_parts.ask(_baseline(), [option], where, start)
    try:
        run = jobs.service().start(asked)
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), now, no_update
    address = {"run": run.id, "place": where, "board": place}
    address["start"] = start_from.in_address(start)
    chosen = {key: value for key, value in address.items() if value}
    return said, now, f"{COMPARE}?{urlencode(chosen)}"


def _baseline() -> str:
    return jobs.service().settings.scenario


def _refused(why: ScenarioError) -> Component:
    names = plans.boards_by_name(plans.load(plans.Plan(_baseline())))
    lines = [html.P(text) for text in problem_sentences(why.problems, names)]
    return blocks.notice(lines, kind="problem", title=_("Not saved"))
