"""An answer as an ordinary option file, with its changes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from planner.errors import Problem, ScenarioError
from planner.files import write_all
from planner.inputs.change_files import Change
from planner.inputs.option_text import change_text, option_text
from planner.inputs.options import Option
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
    title: str,
    remarks: Sequence[str],
    by_name: Sequence[str] = (),
) -> list[Path]:
    """Files written: the option, and a change for each kind of decision.

    Parameters
    ----------
    title : the question in words, as lists of options show it
    by_name : changes that there are, which the option takes by their names

    Raises
    ------
    ScenarioError: if one is there already, or nothing can be written
    """
    check_answer_file(path)
    named = [replace(c, name=f"{path.stem}-{c.name}") for c in changes]
    option = Option(
        name=path.stem,
        title=title,
        question=_("What does the capacity that was found bring?"),
        changes=(*by_name, *(c.name for c in named)),
        without=(),
        file=str(path),
        folder=path.parent,
    )
    texts = {path: option_text(option, remarks)}
    texts |= {path.with_name(f"{c.name}.toml"): change_text(c) for c in named}
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
