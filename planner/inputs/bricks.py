"""Bricks and options: one dated, priced decision a file, and named lists of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.changes import (
    AppliedChange,
    Basis,
    DatedChange,
    Price,
)
from planner.inputs.files import (
    names_under,
    owner_of_bare_numbers,
    plain_name,
    read_toml,
    shipped_folder,
    shown_path,
    unwrap,
)
from planner.inputs.gather import Gathered
from planner.inputs.provenance import problems_from
from planner.inputs.relative import unknown_keys, written_out
from planner.inputs.scenario import Scenario
from planner.inputs.timing import conflicts, holds_throughout, without_effect

BRICK_KEYS = frozenset(
    {"title", "why", "from", "until", "source", "year", "confidence", "price", "set"}
    | {"own_numbers"}
)
_DATE = "is a date like 2026-10-01, without quotes"
BRICK_PARTS: dict[str, tuple[type, str, str]] = {
    "from": (datetime.date, _DATE, "the first day in force, e.g. from = 2026-10-01"),
    "until": (datetime.date, _DATE, "the last day in force, e.g. until = 2027-03-31"),
    "why": (str, "is text", "one sentence in quotes: the reason for the decision"),
    "set": (dict, "is a table", "a table [set] with the keys that it changes"),
    "own_numbers": (bool, "is true or false", "write true, or take the line out"),
}
"""Kind of each part of a brick, the rule it follows, and a way out."""
NEEDED = ("from", "why", "set")
OPTION_KEYS = frozenset({"title", "question", "bricks", "without"})


@dataclass(frozen=True)
class Brick:
    """One dated, priced decision with its reason."""

    name: str
    title: str
    why: str
    file: str
    start: datetime.date
    until: datetime.date | None
    price: Price
    raw: Mapping[str, Any] = field(repr=False)
    top: Mapping[str, Any] = field(repr=False)
    own_numbers: bool = False
    """Whether it says what is so at a board, not what is decided."""


@dataclass(frozen=True)
class Option:
    """A named list of bricks that answers one question."""

    name: str
    title: str
    question: str
    bricks: tuple[str, ...]
    without: tuple[str, ...]
    file: str
    folder: Path = field(repr=False)


def list_options() -> dict[str, Option]:
    """Shipped options by name."""
    files = sorted((shipped_folder() / "options").glob("*.toml"))
    return {path.stem: load_option(path) for path in files}


def load_option(name_or_path: str | Path) -> Option:
    """An option by shipped name or from a file.

    Raises
    ------
    ScenarioError: if it is unknown, or its keys are
    """
    gathered = Gathered()
    path = _option_path(name_or_path)
    raw, shown = read_toml(path), shown_path(path)
    gathered.problems += unknown_keys(raw, OPTION_KEYS, shown)
    names = {
        key: tuple(gathered.attempt(names_under, raw, key, shown) or ())
        for key in ("bricks", "without")
    }
    if not gathered.problems and not names["bricks"] and not names["without"]:
        hint = 'write bricks = ["a-name"]; bricks lie in scenarios/changes'
        rule = "an option lists at least one brick"
        gathered.problems.append(Problem(shown, rule, key="bricks", hint=hint))
    gathered.refuse()
    title, question = str(raw.get("title", path.stem)), str(raw.get("question", ""))
    return Option(
        path.stem,
        title,
        question,
        names["bricks"],
        names["without"],
        shown,
        path.parent,
    )


def _option_path(name_or_path: str | Path) -> Path:
    text = str(name_or_path)
    if text.endswith(".toml"):
        return Path(text)
    folder = shipped_folder() / "options"
    path = folder / f"{plain_name(text, 'option', 'name')}.toml"
    if not path.is_file():
        known = ", ".join(sorted(item.stem for item in folder.glob("*.toml")))
        rule = f"no option of this name; there are: {known}"
        hint = "or give the path of a .toml file"
        raise ScenarioError(Problem("option", rule, value=repr(text), hint=hint))
    return path


def load_brick(name: str, beside: Path | None = None) -> Brick:
    """A brick from the folder of its option, or else from the shipped ones."""
    folders = [beside] if beside else []
    folders.append(shipped_folder() / "changes")
    path = next((p for f in folders if (p := f / f"{name}.toml").is_file()), None)
    if path is None:
        known = ", ".join(sorted(item.stem for item in folders[-1].glob("*.toml")))
        rule = f"no brick of this name; there are: {known}"
        hint = "check the spelling, or put the file beside the option"
        raise ScenarioError(Problem("brick", rule, value=repr(name), hint=hint))
    return read_brick(path)


def read_brick(path: Path) -> Brick:
    """The brick in this file.

    Raises
    ------
    ScenarioError: unknown keys, no date, no reason, or nothing to set
    """
    raw, shown = read_toml(path), shown_path(path)
    top = owner_of_bare_numbers(raw)
    gathered = Gathered([*unknown_keys(raw, BRICK_KEYS, shown), *_wrong(raw, shown)])
    price = gathered.attempt(_price, raw.get("price", {}), shown)
    gathered.refuse()
    assert price is not None
    title = str(raw.get("title", path.stem))
    dates = raw["from"], raw.get("until")
    own = raw.get("own_numbers") is True
    about = path.stem, title, raw["why"], shown
    return Brick(*about, *dates, price, raw["set"], top, own)


def _wrong(raw: Mapping[str, Any], file: str) -> list[Problem]:
    """A problem for each part of a brick that is missing or of another kind."""
    found = []
    for key, (kind, rule, hint) in BRICK_PARTS.items():
        if not raw.get(key) and key in NEEDED:
            found.append(Problem(file, f"a brick needs {key!r}", key, hint=hint))
        elif key in raw and type(raw[key]) is not kind:
            found.append(Problem(file, rule, key, repr(raw[key])[:60], hint))
    return found


def _price(raw: Any, file: str) -> Price:
    table = raw if isinstance(raw, dict) else {"": raw}
    contents = unwrap(table, file, Price)
    problems = list(contents.problems)
    try:
        price = Price.model_validate(contents.values)
    except ValidationError as error:
        problems += problems_from(error, file, {}, Price)
    if problems:
        where = [replace(found, key=f"price.{found.key}") for found in problems]
        raise ScenarioError(where)
    return price


def apply_bricks(
    scenario: Scenario, bricks: Iterable[Brick], *, basis: Basis = "decision"
) -> Scenario:
    """Validated scenario with these dated decisions added.

    Raises
    ------
    ScenarioError: if two decisions in force together set one key, a key cannot change
        by date, or a value is refused
    """
    dated, applied, owners = [], [], {}
    gathered = Gathered()
    problems = gathered.problems
    tree = scenario.model_dump()
    for brick in bricks:
        written = brick.raw, brick.top, brick.file
        resolved = gathered.attempt(written_out, *written, tree) or {}
        contents = unwrap(resolved, brick.file, Scenario)
        about = basis, scenario.plan_start
        change = gathered.attempt(_dated, brick, contents.values, *about)
        if change is None:
            continue
        problems += [*contents.problems, *without_effect(change, brick.file)]
        owners.update(contents.provenance)
        dated.append(change)
        for key, value in contents.values.items():
            owner = contents.provenance.get(key)
            source = owner.source if owner else str(brick.top.get("source", brick.why))
            whose = source, brick.name, brick.start
            applied.append(AppliedChange.between(tree, key, value, *whose))
    problems += conflicts(scenario, dated)
    changes = tuple(dated), tuple(applied), owners
    changed = gathered.attempt(scenario.with_dated, *changes)
    gathered.refuse()
    assert changed is not None
    return changed


def _dated(
    brick: Brick, values: dict[str, Any], basis: Basis, plan_start: datetime.date
) -> DatedChange:
    try:
        return DatedChange(
            name=brick.name,
            start=brick.start,
            until=brick.until,
            values=values,
            price=brick.price,
            basis="own numbers" if brick.own_numbers else basis,
            settled=holds_throughout(brick.start, brick.until, plan_start),
        )
    except ValidationError as error:
        raise ScenarioError(problems_from(error, brick.file, {}, DatedChange)) from None


def apply_option(scenario: Scenario, option: Option) -> Scenario:
    """The scenario under an option: some of its own bricks left out, others added."""
    _check_names(scenario, option)
    removed = tuple(
        AppliedChange(key, value, None, f"left out by {option.name}", change.name)
        for change in scenario.changes
        if change.name in option.without
        for key, value in change.values.items()
    )
    base = scenario.without_changes(option.without) if removed else scenario
    gathered = Gathered()
    bricks = gathered.all_of(load_brick, option.bricks, option.folder)
    changed = gathered.attempt(apply_bricks, base, bricks)
    gathered.refuse()
    assert changed is not None
    return changed.renamed(option.name, option.title, removed)


def _check_names(scenario: Scenario, option: Option) -> None:
    """Refuse to leave out what is not there, or to add what is there already."""
    there = [change.name for change in scenario.changes]
    hint = f"it has: {', '.join(there) or 'none'}"
    problems = [
        Problem(
            option.file, f"{scenario.name} has no brick {name}", "without", hint=hint
        )
        for name in option.without
        if name not in there
    ]
    problems += [
        Problem(
            option.file,
            f"{scenario.name} already holds the brick {name}",
            "bricks",
            hint="take it out of the list; a decision counts once",
        )
        for name in option.bricks
        if name in there and name not in option.without
    ]
    if problems:
        raise ScenarioError(problems)
