"""A board's own numbers saved as an option that can be loaded, compared and sent on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.board_data.form import typed_change
from planner.board_data.own_numbers import OwnNumbers
from planner.errors import Problem, ScenarioError
from planner.inputs.apply_changes import Option, load_option
from planner.inputs.boards import official_name
from planner.inputs.files import save_files
from planner.inputs.option_text import change_text as written_change
from planner.inputs.option_text import option_text
from planner.inputs.scenario import Scenario
from planner.locale import _

LONGEST_TITLE, LONGEST_NAME = 120, 60
DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows reserves."""


def save_option(
    folder_or_path: str | Path,
    title: str,
    scenario: Scenario,
    board: str,
    typed: Mapping[str, Any],
    why: str = "",
    *,
    replace: bool = False,
    decided: bool = False,
) -> Path:
    """Path of a new option file; the change that holds the numbers lies beside it.

    Parameters
    ----------
    folder_or_path : folder, or the option's own path when it ends with .toml
    title : as people will read it; the file's name is made from it
    typed : as for `apply`
    replace : whether an option of this name may be written over
    decided : whether the numbers are a decision, which overrules a board's own numbers;
        else they are such numbers themselves

    Raises
    ------
    ScenarioError: a title without a name, a file that is there, a number that is
        refused; then nothing is written
    """
    where = Path(folder_or_path)
    named = where.suffix == ".toml"
    folder = where.parent if named else where
    name = checked_name(where.stem if named else title, checked_title(title))
    words = {"name": name, "title": title.strip(), "why": why.strip()}
    option = _own_numbers(scenario, board, typed, words, decided=decided)
    return save_own_numbers(folder, option, replace=replace)


def own_numbers_text(
    scenario: Scenario,
    board: str,
    typed: Mapping[str, Any],
    *,
    title: str,
    why: str = "",
) -> str:
    """A board's own numbers as one file, which `--start` of the command line takes.

    Raises
    ------
    ScenarioError: as `save_option`
    """
    name = checked_name(title, checked_title(title))
    words = {"name": name, "title": title.strip(), "why": why.strip()}
    option = _own_numbers(scenario, board, typed, words)
    return written_change(option.change, option.remarks)


def _own_numbers(
    scenario: Scenario,
    board: str,
    typed: Mapping[str, Any],
    words: Mapping[str, str],
    *,
    decided: bool = False,
) -> OwnNumbers:
    change = typed_change(scenario, board, typed, **words, decided=decided)
    owner = official_name(scenario.boards[board])
    if not change.raw:
        rule = _("no number differs from the plan, so there is nothing to save")
        hint = _("type a number that is not the plan's own")
        raise ScenarioError(Problem(owner, rule, hint=hint))
    return OwnNumbers(
        name=words["name"],
        title=words["title"],
        question=_("What do the own numbers of {owner} change?", owner=owner),
        change=change,
        remarks=(
            _(
                "Own numbers of {owner}, on top of {scenario}.",
                owner=owner,
                scenario=scenario.name,
            ),
        ),
    )


def change_text(option: OwnNumbers) -> str:
    """Text of the change alone, which `apply` takes as it takes fields."""
    return written_change(option.change, option.remarks)


def save_own_numbers(folder: Path, option: OwnNumbers, *, replace: bool) -> Path:
    """Path of the option's file; its change lies beside it.

    Raises
    ------
    ScenarioError: if a file is there already, or nothing can be written
    """
    change_path, option_path = option.paths(folder)
    texts = {
        change_path: written_change(option.change, option.remarks),
        option_path: option_text(option.option),
    }
    if not replace:
        refuse_present(texts)
    save_files({path: text.encode() for path, text in texts.items()})
    return option_path


def list_saved(folder: Path) -> dict[Path, Option]:
    """Options in a folder by path, in order of name; changes are not among them."""
    found: dict[Path, Option] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            option = load_option(path)
        except ScenarioError:
            continue
        if option.changes != (path.stem,):
            found[path] = option
    return found


def checked_title(title: str) -> str:
    """The title, without spaces around it.

    Raises
    ------
    ScenarioError: for one without letters, too long, of several lines, with a folder
    """
    text = title.strip()
    rule = ""
    if not any(mark.isalnum() for mark in text):
        rule = _("a title has letters or figures")
    elif len(text) > LONGEST_TITLE:
        rule = _(
            "a title has at most {most} characters",
            most=LONGEST_TITLE,
        )
    elif any(unicodedata.category(mark).startswith("C") for mark in text):
        rule = _("a title is one line of plain text")
    elif any(mark in text for mark in ("/", "\\", "..")):
        rule = _("a title names no folder")
    if rule:
        hint = _("for example: Two more nurses at Neath")
        raise ScenarioError(Problem("option", rule, "title", repr(title)[:60], hint))
    return text


def file_name(title: str) -> str:
    """A file name made from a title, as `checked_name`."""
    return checked_name(title, title)


def checked_name(text: str, title: str) -> str:
    """A file name of plain letters, figures and single dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = (
        re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_NAME].strip("-")
    )
    if not name:
        rule = _("no file name can be made from this title")
        hint = _("use some letters without accents, or figures")
        raise ScenarioError(Problem("option", rule, "title", repr(title)[:60], hint))
    return f"{name}-option" if DEVICES.fullmatch(name) else name


def refuse_present(texts: Mapping[Path, str]) -> None:
    """Nothing, when none of these files is there.

    Raises
    ------
    ScenarioError: naming those that are
    """
    problems = [
        Problem(
            str(path), _("a file of this name is there already"), "title", hint=hint
        )
        for path in texts
        if path.exists()
        for hint in (_("choose another title, or replace the option on purpose"),)
    ]
    if problems:
        raise ScenarioError(problems)
