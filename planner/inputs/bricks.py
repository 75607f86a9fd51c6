"""Bricks and options: one dated, priced decision a file, and named lists of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.changes import (
    AppliedChange,
    Basis,
    DatedChange,
    Price,
    expand,
    read_key,
)
from planner.inputs.files import (
    owner_of_bare_numbers,
    plain_name,
    read_toml,
    shipped_folder,
    shown_path,
    unwrap,
)
from planner.inputs.provenance import LEAF_KEYS, problems_from
from planner.inputs.scenario import Scenario
from planner.inputs.timing import conflicts, holds_throughout, without_effect

BRICK_KEYS = frozenset(
    {"title", "why", "from", "until", "source", "year", "confidence", "price", "set"}
    | {"own_numbers"}
)
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
    path = _option_path(name_or_path)
    raw, shown = read_toml(path), shown_path(path)
    _refuse_unknown(raw, OPTION_KEYS, shown)
    names = {
        key: tuple(plain_name(name, shown, key) for name in _listed(raw, key, shown))
        for key in ("bricks", "without")
    }
    if not names["bricks"] and not names["without"]:
        rule = "an option lists at least one brick"
        raise ScenarioError(Problem(shown, rule, key="bricks"))
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


def _listed(raw: Mapping[str, Any], key: str, file: str) -> list[Any]:
    value = raw.get(key, [])
    if not isinstance(value, list):
        rule = "is a list of names"
        raise ScenarioError(Problem(file, rule, key=key, value=repr(value)))
    return value


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
        raise ScenarioError(Problem("brick", rule, value=repr(name)))
    return read_brick(path)


def read_brick(path: Path) -> Brick:
    """The brick in this file.

    Raises
    ------
    ScenarioError: unknown keys, no date, no reason, or nothing to set
    """
    raw, shown = read_toml(path), shown_path(path)
    _refuse_unknown(raw, BRICK_KEYS, shown)
    problems = [
        Problem(shown, f"a brick needs {key!r}", key=key, hint=hint)
        for key, hint in (
            ("from", "the first day in force, e.g. from = 2026-10-01"),
            ("why", "one sentence: the reason for the decision"),
            ("set", "the keys that it changes"),
        )
        if not raw.get(key)
    ]
    problems += [
        Problem(shown, "is a date like 2026-10-01", key=key, value=repr(raw[key]))
        for key in ("from", "until")
        if raw.get(key) and type(raw[key]) is not datetime.date
    ]
    if problems:
        raise ScenarioError(problems)
    top = owner_of_bare_numbers(raw)
    try:
        price = Price.model_validate(unwrap(raw.get("price", {}), shown, Price).values)
    except ValidationError as error:
        raise ScenarioError(problems_from(error, shown, {}, Price)) from None
    title = str(raw.get("title", path.stem))
    dates = raw["from"], raw.get("until")
    own = raw.get("own_numbers") is True
    about = path.stem, title, raw["why"], shown
    return Brick(*about, *dates, price, raw["set"], top, own)


def _refuse_unknown(raw: Mapping[str, Any], known: frozenset[str], file: str) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        hint = f"known keys: {', '.join(sorted(known))}"
        rule = "there is no such key"
        raise ScenarioError(
            [Problem(file, rule, key=key, hint=hint) for key in unknown]
        )


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
    problems: list[Problem] = []
    tree = scenario.model_dump()
    for brick in bricks:
        contents = unwrap(_resolved(brick, tree, scenario), brick.file, Scenario)
        change = _dated(brick, contents.values, basis, scenario.plan_start)
        problems += [*contents.problems, *without_effect(change, brick.file)]
        owners.update(contents.provenance)
        dated.append(change)
        for key, value in contents.values.items():
            owner = contents.provenance.get(key)
            source = owner.source if owner else str(brick.top.get("source", brick.why))
            about = source, brick.name, brick.start
            applied.append(AppliedChange.between(tree, key, value, *about))
    problems += conflicts(scenario, dated)
    if problems:
        raise ScenarioError(problems)
    return scenario.with_dated(tuple(dated), tuple(applied), owners)


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


def _resolved(brick: Brick, tree: dict[str, Any], scenario: Scenario) -> dict[str, Any]:
    """The brick's keys written out by board, with `multiply` and `add` worked out."""
    resolved: dict[str, Any] = {**brick.top}
    for key, value in expand(brick.raw, scenario.boards).items():
        if isinstance(value, dict) and {"multiply", "add"} & set(value):
            before = read_key(tree, key)
            if before is None:
                # A board without this post or scanner is left as it is.
                continue
            after = before * value.get("multiply", 1) + value.get("add", 0)
            leaf = {name: item for name, item in value.items() if name in LEAF_KEYS}
            value = {**leaf, "value": after}
        resolved[key] = value
    return resolved


def apply_option(scenario: Scenario, option: Option) -> Scenario:
    """The scenario under an option: some of its own bricks left out, others added."""
    kept = tuple(c for c in scenario.changes if c.name not in option.without)
    missing = set(option.without) - {change.name for change in scenario.changes}
    if missing:
        rule = f"{scenario.name} has no brick called {', '.join(sorted(missing))}"
        raise ScenarioError(Problem(option.file, rule, key="without"))
    removed = tuple(
        AppliedChange(key, value, None, f"left out by {option.name}", change.name)
        for change in scenario.changes
        if change.name in option.without
        for key, value in change.values.items()
    )
    base = scenario.without_changes(option.without) if removed else scenario
    assert len(base.changes) == len(kept)
    bricks = [load_brick(name, option.folder) for name in option.bricks]
    return apply_bricks(base, bricks).renamed(option.name, option.title, removed)
