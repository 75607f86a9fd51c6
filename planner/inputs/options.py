"""Options: named lists of changes, each answering one question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.errors import Problem, ScenarioError, known_names, unknown_name
from planner.inputs.change_files import load_change, read_change
from planner.inputs.files import (
    folders_of,
    names_under,
    plain_name,
    read_toml,
    shipped_folder,
    shown_path,
)
from planner.inputs.pathways import PATHWAY
from planner.inputs.problems import Gathered
from planner.inputs.relative_values import unknown_keys
from planner.locale import _, gettext_noop

OPTION_KEYS = frozenset({"title", "question", "group", "changes", "without", PATHWAY})
GROUPS = (
    gettext_noop("capacity"),
    gettext_noop("people"),
    gettext_noop("pathway"),
    gettext_noop("order of access"),
    gettext_noop("futures"),
)
"""Kinds of options, as lists show them; an option without one is somebody's own."""


@dataclass(frozen=True)
class Option:
    """A named list of changes that answers one question."""

    name: str
    title: str
    question: str
    changes: tuple[str, ...]
    without: tuple[str, ...]
    file: str
    folder: Path = field(repr=False)
    pathway: str = ""
    """Name of the pathway that it chooses, if any."""
    group: str = ""
    """One of `GROUPS`, or empty."""

    @property
    def assumed(self) -> Option | None:
        """The part of it that is no decision, or None where it is all one or all other.

        No decisions are changes that say what is so, and the pathway that it chooses
        for decisions to build on.
        """
        kinds = {name: load_change(name, self.folder) for name in self.changes}
        so = tuple(name for name, change in kinds.items() if change.own_numbers)
        decided = len(so) < len(self.changes)
        if not decided or not (so or self.pathway):
            return None
        titles = [kinds[name].title for name in so]
        if self.pathway:
            titles.append(_("the pathway {name}", name=self.pathway))
        return replace(self, title=_(" and ").join(titles), changes=so)

    def without_changes(self, names: Collection[str]) -> Option:
        """The same without some of its changes and the pathway that they build on."""
        left = tuple(name for name in self.changes if name not in names)
        return replace(self, changes=left, without=(), pathway="")


def list_options() -> dict[str, Option]:
    """Shipped options by name."""
    files = sorted((shipped_folder() / "options").glob("*.toml"))
    return {path.stem: load_option(path) for path in files}


def load_option(name_or_path: str | Path, beside: Path | None = None) -> Option:
    """An option by name or from a file; the file of a change is one of that change.

    Parameters
    ----------
    beside : folder of the scenario that it is for; a copy of the scenarios folder has
        options of its own

    Raises
    ------
    ScenarioError: if it is unknown, or its keys are
    """
    gathered = Gathered()
    path = _option_path(name_or_path, beside)
    raw, shown = read_toml(path), shown_path(path)
    if "set" in raw and "changes" not in raw:
        return _of_change(path)
    gathered.problems += unknown_keys(raw, OPTION_KEYS, shown)
    names = {
        key: tuple(gathered.attempt(names_under, raw, key, shown) or ())
        for key in ("changes", "without")
    }
    if not gathered.problems and not any([*names.values(), raw.get(PATHWAY)]):
        hint = _('write changes = ["a-name"]; changes lie in scenarios/changes')
        rule = _("an option lists at least one change, or chooses a pathway")
        gathered.problems.append(Problem(shown, rule, key="changes", hint=hint))
    if (group := raw.get("group", "")) not in ("", *GROUPS):
        gathered.problems.append(_unknown_group(group, shown))
    gathered.refuse()
    return Option(
        name=path.stem,
        title=str(raw.get("title", path.stem)),
        question=str(raw.get("question", "")),
        changes=names["changes"],
        without=names["without"],
        file=shown,
        folder=path.parent,
        pathway=raw.get(PATHWAY, ""),
        group=group,
    )


def _of_change(path: Path) -> Option:
    """A change's own file as the option of that change alone."""
    change = read_change(path)
    return Option(
        name=path.stem,
        title=change.title,
        question=change.why,
        changes=(path.stem,),
        without=(),
        file=change.file,
        folder=path.parent,
    )


def _unknown_group(group: object, file: str) -> Problem:
    rule = _("is one of {known}", known=", ".join(GROUPS))
    hint = known_names(str(group), list(GROUPS))
    return Problem(file, rule, "group", repr(group)[:60], hint)


def _option_path(name_or_path: str | Path, beside: Path | None) -> Path:
    text = str(name_or_path)
    if text.endswith(".toml"):
        return Path(text)
    name = f"{plain_name(text, _('option'), 'name')}.toml"
    shipped = shipped_folder() / "options"
    folders = folders_of("options", beside)[1:] if beside else [shipped]
    path = next((p for f in folders if (p := f / name).is_file()), None)
    if path is None:
        known = sorted({item.stem for f in folders for item in f.glob("*.toml")})
        hint = _("or give the path of a .toml file")
        raise ScenarioError(
            unknown_name(gettext_noop("option"), text, known, hint=hint)
        )
    return path
