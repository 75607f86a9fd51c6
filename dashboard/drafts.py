"""A plan being built, as a page holds it: names and texts; the planner does the rest.

The browser holds which definitions a plan is made of and what was typed; `draft_of`
makes the planner's own draft of that, and nothing else is taken from the browser.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard import jobs, option_choices, plans
from dashboard.plans import Plan
from dashboard.store import saved_plans
from dashboard.store.database import StoreError
from dashboard.store.saved_plans import SavedPlan
from planner.board_data.save import checked_title, file_name
from planner.errors import Problem, ScenarioError
from planner.experiment.build.catalogue import (
    NEW,
    PARTS,
    is_shipped,
    new_capacity,
    shipped,
)
from planner.experiment.build.draft import DraftChange, DraftPlan
from planner.inputs.change_files import Change, read_change
from planner.inputs.files import plain_name, save_files
from planner.inputs.option_text import change_text, option_text
from planner.inputs.options import list_options, load_option
from planner.inputs.scenario import Scenario
from planner.locale import _

OWN = "own"
"""Beginning of the definitions that lie in the folder of somebody's own options."""
MOST_CHANGES = 40
Held = dict[str, Any]
"""A plan as the browser holds it."""
EMPTY: Held = {"title": "", "question": "", "changes": [], "id": "", "version": 0}


def folder() -> Path:
    """Folder of somebody's own options."""
    return jobs.service().settings.options_folder


def draft_of(held: Held, start: Scenario) -> DraftPlan:
    """The planner's draft of what a browser holds.

    Raises
    ------
    ScenarioError: for a definition that there is not
    """
    changes = held.get("changes", [])[:MOST_CHANGES]
    return DraftPlan(
        title=str(held.get("title", "")),
        question=str(held.get("question", "")),
        changes=tuple(_change_of(each, start) for each in changes),
        without=tuple(map(str, held.get("without", ()))),
        pathway=str(held.get("pathway", "")),
        group=str(held.get("group", "")),
    )


def _change_of(each: Mapping[str, Any], start: Scenario) -> DraftChange:
    return DraftChange(
        name=plain_name(each["name"], _("plan"), "name"),
        definition=definition(str(each["definition"]), start),
        edits={str(k): str(v) for k, v in each.get("edits", {}).items()},
        boards=tuple(map(str, each.get("boards", ()))),
    )


def definition(name: str, start: Scenario) -> Change:
    """A change by the name that a list offered.

    Raises
    ------
    ScenarioError: if there is none; a name could be the path of any file
    """
    kind, _colon, rest = name.partition(":")
    if kind == OWN:
        stem = plain_name(rest, _("plan"), "changes")
        return read_change(folder() / f"{stem}.toml")
    part, _colon, place = rest.partition(":")
    board, _colon, number = place.partition(":")
    known = part in PARTS and board in start.providers and number.isdecimal()
    if kind == NEW and known and 0 < int(number) <= 8:
        return new_capacity(start, part, board, int(number))
    if not is_shipped(name):
        rule = _("choose from the lists: one of these names is not known here.")
        hint = _("add it again from the list")
        raise ScenarioError(Problem(_("plan"), rule, "changes", repr(name)[:60], hint))
    return shipped(name)


def opened(option: str) -> Held:
    """A plan as it is held that begins as an option, shipped or somebody's own.

    Raises
    ------
    ScenarioError: for an option that no list offers, or whose file is refused
    """
    if not option_choices.known(option):
        return dict(EMPTY)
    found = load_option(option)
    own = option not in list_options()
    saved = _saved(found.name) if own else None
    return {
        "title": found.title if own else _("{title}, changed", title=_(found.title)),
        "question": _(found.question),
        "group": found.group,
        "pathway": found.pathway,
        "without": list(found.without),
        "id": saved.id if saved else "",
        "version": saved.version if saved else 0,
        "stem": found.name if own else "",
        "changes": [_held_change(name, found.folder) for name in found.changes],
    }


def _saved(stem: str) -> SavedPlan | None:
    try:
        return saved_plans.of_stem(stem)
    except StoreError:
        return None


def _held_change(name: str, beside: Path) -> Held:
    own = (beside / f"{name}.toml").is_file() and not is_shipped(name)
    return {"name": name, "definition": f"{OWN}:{name}" if own else name, "edits": {}}


def save(held: Held, start: Plan, reason: str) -> Held:
    """The plan as it is held once its files are written and its version is kept.

    Raises
    ------
    ScenarioError: a title without a name, a file that is there, a value that is
        refused; then nothing is written
    StoreError: somebody else saved it meanwhile; nothing can be saved
    """
    scenario = plans.load(start)
    draft = draft_of({**held, "title": checked_title(held["title"])}, scenario)
    if not draft.changes and not draft.without and not draft.pathway:
        rule, hint = _("a plan has at least one change"), _("add one from the list")
        raise ScenarioError(Problem(_("plan"), rule, hint=hint))
    draft.over(scenario)
    before = saved_plans.read(held.get("id", ""))
    stem = before.stem if before else held.get("stem") or file_name(draft.title)
    path = folder() / f"{stem}.toml"
    if path.exists() and not before and held.get("stem") != stem:
        rule = _("a file of this name is there already")
        hint = _("choose another title, or open that option and change it")
        raise ScenarioError(Problem(str(path), rule, "title", draft.title, hint))
    files = texts_of(draft, scenario, stem)
    if before:
        now = replace(before, name=draft.title, files=files, version=held["version"])
        kept = saved_plans.replace(before.id, now, reason)
    else:
        kept = saved_plans.keep(draft.title, stem, files, reason)
    write(kept)
    return opened(str(path))


def delete(held: Held, reason: str) -> SavedPlan:
    """The plan that a page holds, no longer an option; undo brings it back.

    Raises
    ------
    StoreError: a plan that is not saved, or that somebody else saved meanwhile
    """
    before = saved_plans.read(held.get("id", "")) or _adopted(held.get("stem", ""))
    if before is None or before.deleted:
        raise StoreError(_("This plan is not saved: there is nothing to delete."))
    gone = saved_plans.delete(before.id, reason, held["version"] or before.version)
    for name in before.files:
        (folder() / name).unlink(missing_ok=True)
    return gone


def _adopted(stem: str) -> SavedPlan | None:
    """A first version of a plan whose files came by another way; None without one."""
    path = folder() / f"{stem}.toml"
    if not stem or not path.is_file():
        return None
    found = load_option(path)
    names = [stem, *(name for name in found.changes if name.startswith(f"{stem}-"))]
    paths = [folder() / f"{name}.toml" for name in names]
    files = {each.name: each.read_text() for each in paths if each.is_file()}
    return saved_plans.keep(found.title, stem, files, "")


def write(kept: SavedPlan) -> None:
    """Write the files of a version, in place of those of an earlier one."""
    save_files({folder() / name: text.encode() for name, text in kept.files.items()})


def texts_of(draft: DraftPlan, start: Scenario, stem: str) -> dict[str, str]:
    """Texts of the option and of every change that is no shipped one as it stands."""
    texts, names = dict[str, str](), []
    for each, change in zip(draft.changes, draft.loaded(start), strict=True):
        if _as_shipped(each, change):
            names.append(change.name)
            continue
        plain = change.name.removeprefix(f"{stem}-")
        name = f"{stem}-{plain}"
        names.append(name)
        texts[f"{name}.toml"] = change_text(replace(change, name=name))
    option = draft.option(names, folder() / f"{stem}.toml")
    return {f"{stem}.toml": option_text(option), **texts}


def _as_shipped(each: DraftChange, change: Change) -> bool:
    known = is_shipped(change.name) and each.name == each.definition.name
    return known and change == shipped(change.name)


def packed(held: Held, start: Plan) -> tuple[str, bytes]:
    """Name and content of the plan to take away: its file, or an archive of several.

    Raises
    ------
    ScenarioError: where its title or a value is refused
    """
    scenario = plans.load(start)
    draft = draft_of({**held, "title": checked_title(held["title"])}, scenario)
    stem = file_name(draft.title)
    texts = texts_of(draft, scenario, stem)
    if len(texts) == 1:
        return f"{stem}.toml", texts[f"{stem}.toml"].encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in texts.items():
            made.writestr(name, text)
    return f"{stem}.zip", archive.getvalue()


def free_name(held: Held, wanted: str) -> str:
    """A name that no change of the plan has: the wanted one, or that with a number."""
    taken = {each["name"] for each in held["changes"]}
    base = re.sub(r"-\d+$", "", wanted) if wanted in taken else wanted
    numbered = (f"{base}-{n}" for n in range(2, MOST_CHANGES + 2))
    return (
        wanted if wanted not in taken else next(n for n in numbered if n not in taken)
    )
