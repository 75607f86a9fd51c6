"""A board's own numbers kept as an option that can be loaded, compared and sent on."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from planner.board_data.to_changes import changes
from planner.errors import Problem, ScenarioError
from planner.inputs.apply_changes import Option, load_option
from planner.inputs.provenance import unit_at
from planner.inputs.scenario import Scenario

LONGEST_TITLE, LONGEST_NAME = 120, 60
NUMBERS = "--numbers"
"""Ending of the change's name; two dashes never arise from a title."""
DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for itself."""


def save_option(
    folder_or_path: str | Path,
    title: str,
    scenario: Scenario,
    board: str,
    typed: Mapping[str, Any],
    why: str = "",
    *,
    replace: bool = False,
) -> Path:
    """Path of a new option file; the change that holds the numbers lies beside it.

    Parameters
    ----------
    folder_or_path : folder, or the option's own path when it ends with .toml
    title : as people will read it; the file's name is made from it
    typed : as for `apply`
    replace : whether an option of this name may be written over

    Raises
    ------
    ScenarioError: a title without a name, a file that is there, a number that is
        refused; then nothing is written
    """
    where = Path(folder_or_path)
    named = where.suffix == ".toml"
    folder = where.parent if named else where
    name = checked_name(where.stem if named else title, _checked_title(title))
    altered = changes(scenario, board, typed)
    if not altered:
        rule = "no number differs from the plan, so there is nothing to save"
        raise ScenarioError(Problem(scenario.boards[board].name, rule))
    option, change = folder / f"{name}.toml", folder / f"{name}{NUMBERS}.toml"
    texts = {
        change: _change_text(title.strip(), scenario, board, altered, why.strip()),
        option: _option_text(title.strip(), scenario, board, change.stem),
    }
    if not replace:
        refuse_present(texts)
    write_all(folder, texts)
    return option


def list_saved(folder: Path) -> dict[Path, Option]:
    """Options in a folder by path, in order of name; changes are not among them."""
    found: dict[Path, Option] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path] = load_option(path)
        except ScenarioError:
            continue
    return found


def _checked_title(title: str) -> str:
    text = title.strip()
    rule = ""
    if not any(mark.isalnum() for mark in text):
        rule = "a title has letters or figures"
    elif len(text) > LONGEST_TITLE:
        rule = f"a title has at most {LONGEST_TITLE} characters"
    elif any(unicodedata.category(mark).startswith("C") for mark in text):
        rule = "a title is one line of plain text"
    elif any(mark in text for mark in ("/", "\\", "..")):
        rule = "a title names no folder"
    if rule:
        hint = "for example: Two more nurses at Neath"
        raise ScenarioError(Problem("option", rule, "title", repr(title)[:60], hint))
    return text


def checked_name(text: str, title: str) -> str:
    """A file name of plain letters, figures and single dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = (
        re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_NAME].strip("-")
    )
    if not name:
        rule = "no file name can be made from this title"
        hint = "use some letters without accents, or figures"
        raise ScenarioError(Problem("option", rule, "title", repr(title)[:60], hint))
    return f"{name}-option" if DEVICES.fullmatch(name) else name


def refuse_present(texts: Mapping[Path, str]) -> None:
    """Nothing, when none of these files is there.

    Raises
    ------
    ScenarioError: naming those that are
    """
    problems = [
        Problem(str(path), "a file of this name is there already", "title", hint=hint)
        for path in texts
        if path.exists()
        for hint in ("choose another title, or replace the option on purpose",)
    ]
    if problems:
        raise ScenarioError(problems)


def _change_text(
    title: str, scenario: Scenario, board: str, altered: Mapping[str, Any], why: str
) -> str:
    name = scenario.boards[board].name
    document = tomlkit.document()
    document.add(tomlkit.comment(f"Own numbers of {name}, on top of {scenario.name}."))
    document["title"] = title
    document["why"] = why or f"Own numbers of {name} instead of the plan's."
    document["from"] = scenario.plan_start
    document["own_numbers"] = True
    document["source"] = f"typed in for {name}"
    document["confidence"] = "assumption"
    document["set"] = tomlkit.table()
    for key, value in altered.items():
        document["set"][key] = _leaf(key, value)
    return tomlkit.dumps(document)


def _leaf(key: str, value: Any) -> Any:
    """A number with its unit; text as it is."""
    unit = unit_at(Scenario, tuple(key.split(".")))
    if not unit or isinstance(value, str):
        return value
    leaf = tomlkit.inline_table()
    leaf.update({"value": value, "unit": unit})
    return leaf


def _option_text(title: str, scenario: Scenario, board: str, change: str) -> str:
    document = tomlkit.document()
    document["title"] = title
    name = scenario.boards[board].name
    document["question"] = f"What do the own numbers of {name} change?"
    document["changes"] = [change]
    return tomlkit.dumps(document)


def write_all(folder: Path, texts: Mapping[Path, str]) -> None:
    """Write every text beside its place first, then move them all there."""
    drafts: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            handle, draft = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
            drafts[path] = Path(draft)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        for path, draft_path in drafts.items():
            draft_path.replace(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioError(
            Problem(str(folder), f"cannot be written: {reason}")
        ) from None
    finally:
        for draft_path in drafts.values():
            draft_path.unlink(missing_ok=True)
