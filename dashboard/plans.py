"""What is planned: scenarios with options and a board's own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import planner
from dashboard.locale import words
from planner.data import boundaries
from planner.inputs import own_numbers

SAVED = ".toml"
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Plan:
    """One thing to simulate, small enough to be written into a link or a file.

    Attributes
    ----------
    typed : a board's own numbers by field, as the person typed them
    boards : boards to simulate; empty means all of them
    """

    scenario: str
    options: tuple[str, ...] = ()
    board: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    boards: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def load(plan: Plan) -> planner.Scenario:
    """The scenario of a plan.

    Raises
    ------
    ScenarioError: with every problem of the files and of what was typed.
    """
    scenario = planner.load_scenario(plan.scenario, options=plan.options)
    if plan.typed:
        scenario = own_numbers.apply(scenario, plan.board, dict(plan.typed))
    return scenario


def for_board(scenario: str, board: str, typed: Mapping[str, str | None]) -> Plan:
    """One board with its own numbers; empty fields keep the plan's number."""
    kept = tuple(
        (field, text.strip()) for field, text in typed.items() if text and text.strip()
    )
    return Plan(scenario, board=board, typed=kept, boards=(board,))


def parts(plan: Plan) -> int:
    """Pieces of work in one replication: the planner counts a board at a time."""
    return len(plan.boards or load(plan).boards)


def boards_by_name(scenario: planner.Scenario) -> dict[str, str]:
    """Names of the boards by id, in alphabetical order: nobody is ranked."""
    named = {
        board_id: str(words("boards").get(board_id, board.name))
        for board_id, board in scenario.boards.items()
    }
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@cache
def shapes() -> dict[str, Mapping[str, Any]]:
    """Outline of every board as a GeoJSON feature, by board id."""
    return {feature["id"]: feature for feature in boundaries()["features"]}


@cache
def attribution() -> str:
    """The line that must stand under every map."""
    return str(boundaries()["attribution"])


def options(folder: Path) -> dict[str, str]:
    """Titles of the shipped options and of the saved ones, by name or path."""
    shipped = {key: option.title for key, option in planner.list_options().items()}
    saved = {str(path): path.stem for path in sorted(folder.glob(f"*{SAVED}"))}
    return shipped | saved


def save_option(folder: Path, title: str, plan: Plan) -> Path:
    """The new option file with a board's own numbers.

    Raises
    ------
    ScenarioError: if the numbers cannot be used; then nothing is written.
    """
    scenario = load(plan)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_plain(title)}{SAVED}"
    changes = {change.key: change.after for change in scenario.applied}
    own_numbers.save_option(path, title, changes)
    return path


def _plain(title: str) -> str:
    """A file name made of letters and figures only, whatever the title holds."""
    return _NOT_PLAIN.sub("-", title.lower()).strip("-")[:60] or "option"
