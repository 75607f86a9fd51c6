"""Levers of a file: read, checked, all problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import Problem, ScenarioError, known_names
from planner.experiment.ask.question import Question
from planner.experiment.optimise.levers import (
    PARTS,
    Level,
    Lever,
    Levers,
    level_of,
    most_of,
)
from planner.inputs.apply_changes import Change, list_options, load_change, load_option
from planner.inputs.files import read_toml, shown_path
from planner.inputs.problems import Gathered
from planner.locale import _

LEVER_KEYS = ("part", "levels", "title")


def load_levers(file: Path, question: Question, board: str) -> Levers:
    """Levers of a file.

    Raises
    ------
    ScenarioError: naming lever, key, value and rule, all of them at once
    """
    shown, gathered = shown_path(file), Gathered()
    found = []
    example = _('[nurses], then part = "nurse" and levels = [0.5, 1.0]')
    for name, raw in read_toml(file, example).items():
        lever = gathered.attempt(
            _LeverFile(shown, file.parent, question, board).read, name, raw
        )
        if lever is not None:
            found.append(lever)
    if not found and not gathered.problems:
        hint = _("write for example: {example}", example=example)
        gathered.problems.append(Problem(shown, _("names no lever"), hint=hint))
    gathered.refuse()
    return Levers(tuple(found))


@dataclass(frozen=True)
class _LeverFile:
    """Reader of the levers of one file."""

    shown: str
    folder: Path
    question: Question
    board: str

    def read(self, name: str, raw: Any) -> Lever:
        """One lever of the file."""
        hint = _('part = "nurse" and levels = [0.5, 1.0], or levels = ["a-change"]')
        if not isinstance(raw, dict) or not isinstance(raw.get("levels"), list):
            raise self._wrong(name, _("is a table with `levels`"), raw, hint)
        if unknown := sorted(set(raw) - set(LEVER_KEYS)):
            known = known_names(unknown[0], list(LEVER_KEYS))
            key = f"{name}.{unknown[0]}"
            raise self._wrong(key, _("there is no such key"), "", known)
        part, levels = raw.get("part", ""), raw["levels"]
        if not levels:
            raise self._wrong(f"{name}.levels", _("has at least one level"), [], hint)
        made = self._amounts(name, part, levels) if part else self._named(name, levels)
        return Lever(name, str(raw.get("title", name)), tuple(made), part)

    def _amounts(self, name: str, part: str, levels: Sequence[Any]) -> list[Level]:
        if part not in PARTS:
            hint = known_names(str(part), list(PARTS))
            rule = _("is one of {known}", known=", ".join(PARTS))
            raise self._wrong(f"{name}.part", rule, part, hint)
        most = most_of(self.question, self.board, part)
        rule = _("rising amounts above 0, at most {most:g}", most=most)
        numbers = [n for n in levels if type(n) in (int, float) and 0 < n <= most]
        if numbers != levels or sorted(set(numbers)) != numbers:
            hint = _("the most is a limit of one's own: see --limits")
            raise self._wrong(f"{name}.levels", rule, levels, hint)
        return [level_of(part, float(n), self.question.limits) for n in numbers]

    def _named(self, name: str, levels: Sequence[Any]) -> list[Level]:
        made = []
        for each in levels:
            names = [each] if isinstance(each, str) else each
            texts = isinstance(names, list) and all(isinstance(n, str) for n in names)
            if not texts or not names:
                rule = _("each level is the name of a change or an option, or a list")
                hint = _('levels = ["gp-vetting-2026"], or give a part')
                raise self._wrong(f"{name}.levels", rule, each, hint)
            changes = [change for n in names for change in self._changes(name, n)]
            title = ", ".join(change.title for change in changes)
            made.append(Level(title, title, changes=tuple(changes)))
        return made

    def _changes(self, name: str, of: str) -> list[Change]:
        """A change, or those of an option."""
        if of not in list_options() and not of.endswith(".toml"):
            return [load_change(of, self.folder)]
        option = load_option(self.folder / of if of.endswith(".toml") else of)
        if option.without or option.pathway:
            rule = _("an option that only adds changes")
            hint = _("name its changes instead")
            raise self._wrong(f"{name}.levels", rule, of, hint)
        return [load_change(each, option.folder) for each in option.changes]

    def _wrong(self, key: str, rule: str, value: Any, hint: str) -> ScenarioError:
        said = repr(value)[:60] if value != "" else ""
        return ScenarioError(Problem(self.shown, rule, key, said, hint))
