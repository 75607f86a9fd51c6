"""Plans: scenarios with options and a board's own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import planner
from dashboard.names import BOARDS, translated
from planner import board_data
from planner.board_data import NumberField
from planner.board_data.typed_grids import GRIDS, grid_text
from planner.data import boundaries
from planner.inputs.apply_changes import apply_options
from planner.locale import _

_HEADING = re.compile("^#+ ", re.MULTILINE)


@dataclass(frozen=True)
class Plan:
    """One thing to simulate, small enough to be written into a link or a file.

    Attributes
    ----------
    typed : a board's own numbers by field, as the person typed them: the start, over
        which the options are laid
    boards : boards to simulate; empty means all of them
    """

    scenario: str
    options: tuple[str, ...] = ()
    board: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    boards: tuple[str, ...] = ()


def load(plan: Plan) -> planner.Scenario:
    """The scenario of a plan, read again where somebody saved an option anew.

    Raises
    ------
    ScenarioError: with every problem of the files and of what was typed.
    """
    return _load(plan, tuple(map(_saved_at, plan.options)))


def _saved_at(option: str) -> int:
    """Moment at which an option's file was saved; 0 of a shipped one."""
    if not option.endswith(".toml"):
        return 0
    try:
        return Path(option).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _load(plan: Plan, _saved: tuple[int, ...]) -> planner.Scenario:
    if not plan.typed:
        return planner.load_scenario(plan.scenario, options=plan.options)
    return apply_options(load_start(without_options(plan)), plan.options)


@lru_cache(maxsize=256)
def fingerprint(plan: Plan) -> str:
    """Digest of everything that a plan assumes."""
    return load(plan).fingerprint()


@lru_cache(maxsize=32)
def load_start(plan: Plan) -> planner.Scenario:
    """The scenario with a board's own numbers in force, before any option."""
    published = load(Plan(plan.scenario))
    return board_data.apply(published, plan.board, dict(plan.typed))


def without_options(plan: Plan) -> Plan:
    """The start that a plan's options are laid over."""
    return replace(plan, options=(), boards=())


def written(field: NumberField) -> str:
    """Text of a field before anybody types: the plan's own number."""
    return f"{field.value:.10g}"


def for_board(start: Plan, board: str, texts: Mapping[str, str | None]) -> Plan:
    """One board with the numbers that differ from its start's; emptied ones too.

    Numbers of another board that the start holds stay out: they are not this board's.
    Edited assumptions, which are of no board alone, are every board's.
    """
    held = dict(start.typed) if start.board in (board, "") else {}
    own = Plan(start.scenario, board=board, typed=tuple(held.items()))
    now = texts_of(own, board)
    for field, text in texts.items():
        if (text or "").strip() != now.get(field, "").strip():
            held[field] = (text or "").strip()
    return replace(own, typed=tuple(sorted(held.items())), boards=(board,))


def texts_of(start: Plan, board: str) -> dict[str, str]:
    """Text of every field and grid of a board, as a start has it."""
    return dict(_texts_of(start, board))


@lru_cache(maxsize=64)
def _texts_of(start: Plan, board: str) -> dict[str, str]:
    texts = {field.id: written(field) for field in board_fields(start, board)}
    return texts | {grid: grid_text(load(start), board, grid) for grid in GRIDS}


@lru_cache(maxsize=64)
def board_fields(start: Plan, board: str) -> tuple[NumberField, ...]:
    """Every number of a board that can be typed, as a start has it."""
    return tuple(board_data.fields(load(start), board))


def parts(plan: Plan) -> int:
    """Pieces of work in one replication: the planner counts a board at a time."""
    return len(plan.boards or load(plan).boards)


def boards_by_name(scenario: planner.Scenario) -> dict[str, str]:
    """Names of the boards by id, in alphabetical order: nobody is ranked."""
    named = {
        board_id: str(translated(BOARDS).get(board_id, board.name))
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


@cache
def sources() -> str:
    """Sources of the facts, as the planner ships them, headings two levels down."""
    text = files("planner.data").joinpath("SOURCES.md").read_text("utf-8")
    return _HEADING.sub("### ", text)


def options(folder: Path) -> dict[str, str]:
    """Titles of the shipped options and of the saved ones, by name or path."""
    shipped = {key: _(option.title) for key, option in planner.list_options().items()}
    saved = board_data.list_saved(folder)
    return shipped | {str(path): option.title for path, option in saved.items()}


def baseline_title(scenario: str) -> str:
    """Name of a scenario for readers."""
    start = load(Plan(scenario))
    return _(start.title or start.name)


def title(plan: Plan, titles: Mapping[str, str]) -> str:
    """Name of the options of a plan."""
    return ", ".join(titles.get(name, name) for name in plan.options)


def save_option(folder: Path, named: str, start: Plan, plan: Plan) -> Path:
    """The new option file with the numbers of a plan that its start has otherwise.

    Laid over a board's own numbers they are a decision; over what is published they
    are own numbers themselves.

    Raises
    ------
    ScenarioError: if the title or a number is refused; then nothing is written.
    """
    moved = dict(set(plan.typed) - set(start.typed))
    return board_data.save_option(
        folder, named, load(start), plan.board, moved, decided=bool(start.typed)
    )
