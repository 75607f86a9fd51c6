"""A board's own numbers as one change, wherever they were typed.

The change holds from the plan's first day and rests on own numbers: it overrules what
the scenario starts from, and decisions build on it. It is made and tried in memory;
`save` writes it as files.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from planner.board_data.parse_number import NumberRule
from planner.errors import Problem, ScenarioError
from planner.inputs.apply_changes import apply_changes
from planner.inputs.change_conflicts import SET_TWICE, both_files
from planner.inputs.change_files import Change
from planner.inputs.changes import Price
from planner.inputs.options import Option
from planner.inputs.provenance import unit_at
from planner.inputs.scenario import Scenario
from planner.locale import _

OWN_FILE = "own.toml"
"""Key of typed numbers under which the text of a change stands: a workbook's, or one
that was saved before. Fields beside it are laid over it."""
GRID = "grid:"
"""Beginning of the keys of typed numbers under which a grid's text stands."""
NUMBERS = "--numbers"
"""Ending of the change's name; two dashes never arise from a title."""
FACTOR, WITHOUT_PRESENT = 5.0, 2.0
"""So many times what the plan holds, or what boards have, is asked about."""
FEWER = 20.0
"""So many times fewer referrals than the plan holds is asked about."""
UNREMARKABLE = {
    "WTE": 2.0,
    "people": 50.0,
    "people a week": 20.0,
    "sessions a week": 10.0,
    "slots": 12.0,
    "slots a day": 8.0,
    "minutes": 45.0,
    "share": 0.1,
}
"""Amounts up to these are never asked about, whatever the plan holds."""


@dataclass(frozen=True)
class OwnNumbers:
    """A board's own numbers as an option: one change, and the words around it."""

    name: str
    title: str
    question: str
    change: Change
    remarks: tuple[str, ...] = field(default=(), repr=False)
    """Lines for whoever opens the file of the change."""

    @property
    def option(self) -> Option:
        """The option of the change alone."""
        return Option(
            name=self.name,
            title=self.title,
            question=self.question,
            changes=(self.change.name,),
            without=(),
            file=f"{self.name}.toml",
            folder=Path(),
        )

    def paths(self, folder: Path) -> tuple[Path, Path]:
        """Files of the change and of the option in a folder."""
        return folder / f"{self.change.name}.toml", folder / f"{self.name}.toml"


def own_change(
    scenario: Scenario,
    board: str,
    values: Mapping[str, Any],
    *,
    name: str,
    title: str,
    why: str,
    source: str,
    confidence: str,
    returned: Mapping[str, Any] | None = None,
) -> Change:
    """The change that puts a board's own numbers into a scenario.

    Parameters
    ----------
    values : by dotted key; numbers alone, or with an owner of their own
    name : of the option that it belongs to
    source, confidence : owner of numbers that stand alone
    returned : what a workbook showed that no key says
    """
    return Change(
        name=f"{name}{NUMBERS}",
        title=title,
        why=why,
        file=scenario.boards[board].name,
        start=scenario.plan_start,
        until=None,
        price=Price(),
        raw={key: _with_unit(key, value) for key, value in values.items()},
        top={"source": source, "confidence": confidence},
        folder=Path(),
        own_numbers=True,
        returned=returned or {},
    )


def _with_unit(key: str, value: Any) -> Any:
    """A number with its unit; text and tables as they are."""
    unit = unit_at(Scenario, tuple(key.split(".")))
    if not unit or isinstance(value, str | dict):
        return value
    return {"value": value, "unit": unit}


def joined(first: Change, second: Change) -> Change:
    """One change with the numbers of both; where both set one, the second's.

    The first keeps its words; numbers of the second say who owns them.
    """
    raw: dict[str, Any] = deepcopy(dict(first.raw))
    owner = {k: v for k, v in second.top.items() if k in ("source", "confidence")}
    for key, value in second.raw.items():
        owned = {**value, **owner} if _is_leaf(value) else value
        above = next((k for k in raw if key.startswith(f"{k}.")), "")
        if not above or _is_leaf(raw[above]):
            below = [k for k in raw if k.startswith(f"{key}.")]
            raw = {k: v for k, v in raw.items() if k not in below} | {key: owned}
            continue
        *path, last = key.removeprefix(f"{above}.").split(".")
        table = raw[above]
        for part in path:
            table = table.setdefault(part, {})
        table[last] = owned
    return replace(first, raw=raw)


def _is_leaf(value: Any) -> bool:
    return isinstance(value, Mapping) and "value" in value


def apply_own_change(scenario: Scenario, change: Change) -> Scenario:
    """The scenario with a board's own numbers.

    Raises
    ------
    ScenarioError: every problem, `key` the dotted key inside the scenario
    """
    try:
        return apply_changes(scenario, [change])
    except ScenarioError as error:
        problems = [
            _said_to_a_board(problem, change, scenario) for problem in error.problems
        ]
        raise ScenarioError(dict.fromkeys(problems)) from None


def _said_to_a_board(problem: Problem, change: Change, scenario: Scenario) -> Problem:
    """A problem for somebody who has written no changes."""
    if problem.rule != _(SET_TWICE):
        return replace(problem, file=change.file)
    decided = [each.name for each in scenario.changes]
    other = [n for n in decided if both_files(n, change.name) == problem.file]
    return replace(
        problem,
        file=change.file,
        rule=_(
            "a decision of the scenario changes this by date ({name})",
            name=", ".join(other),
        ),
        hint=_(
            "keep what the plan holds, or build on a scenario without that decision"
        ),
    )


def asked_beyond(
    rule: NumberRule, present: float | None, *usual: float | None
) -> NumberRule:
    """The rule with the amounts beyond which a number is asked about.

    Parameters
    ----------
    present : what the plan holds in its place; None: nothing
    usual : larger amounts of the same kind in the plan, of the board and then of any
        board; the first that is known counts
    """
    whole = next((amount for amount in usual if amount), 0.0)
    least = present / FEWER if present and rule.unit == "people a week" else None
    base = FACTOR * present if present else WITHOUT_PRESENT * whole
    if rule.unit not in UNREMARKABLE or not base:
        return replace(rule, present=present)
    most = max(UNREMARKABLE[rule.unit], base, whole)
    return replace(rule, present=present, least=least, most=most)
