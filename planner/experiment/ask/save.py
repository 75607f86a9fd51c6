"""An answer as an ordinary option file, with its changes beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit

from planner.errors import Problem, ScenarioError
from planner.files import write_all
from planner.inputs.change_files import Change
from planner.locale import _


def check_answer_file(path: Path) -> None:
    """Refuse a file that is no new option file, before anything is worked out.

    Raises
    ------
    ScenarioError
    """
    if path.suffix != ".toml":
        hint = _("write --save my-answer.toml")
        raise ScenarioError(Problem("--save", _("ends in .toml"), "", str(path), hint))
    if path.exists():
        raise ScenarioError(_in_the_way(path))


def _in_the_way(path: Path) -> Problem:
    hint = _("choose another name, or delete the old answer")
    return Problem(str(path), _("a file of this name is there already"), hint=hint)


def save_answer(
    path: Path,
    changes: Sequence[Change],
    question: str,
    remarks: Sequence[str],
    by_name: Sequence[str] = (),
) -> list[Path]:
    """Files written: the option, and a change for each kind of decision.

    Parameters
    ----------
    by_name : changes that there are, which the option takes by their names

    Raises
    ------
    ScenarioError: if one is there already, or nothing can be written
    """
    check_answer_file(path)
    named = [replace(c, name=f"{path.stem}-{c.name}") for c in changes]
    listed = [*by_name, *(c.name for c in named)]
    texts = {path: _option_text(path.stem, listed, question, remarks)}
    texts |= {path.with_name(f"{c.name}.toml"): _change_text(c) for c in named}
    problems = [_in_the_way(each) for each in texts if each.exists()]
    if problems:
        raise ScenarioError(problems)
    try:
        write_all({each: text.encode() for each, text in texts.items()})
    except OSError as error:
        hint = _("choose a folder that exists and can be written to")
        problem = Problem(str(path), _("cannot be written"), "", str(error), hint)
        raise ScenarioError(problem) from None
    return list(texts)


def _option_text(
    name: str, changes: Sequence[str], question: str, remarks: Sequence[str]
) -> str:
    document = tomlkit.document()
    for line in remarks:
        document.add(tomlkit.comment(line))
    document["title"] = _("Answer {name}", name=name)
    document["question"] = question
    document["changes"] = list(changes)
    return tomlkit.dumps(document)


def _change_text(change: Change) -> str:
    document = tomlkit.document()
    document["title"], document["why"] = change.title, change.why
    document["from"] = change.start
    for key, value in change.top.items():
        document[key] = value
    price = {k: v for k, v in change.price.model_dump().items() if v}
    if price:
        document["price"] = {k: _with_unit(v, "GBP") for k, v in price.items()}
    document["set"] = {key: _values(value) for key, value in change.raw.items()}
    return tomlkit.dumps(document)


def _with_unit(value: float, unit: str) -> Any:
    table = tomlkit.inline_table()
    table.update({"value": value, "unit": unit})
    return table


def _values(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
