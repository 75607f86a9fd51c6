"""Every shipped change moves something, and none may hold a number out of bounds."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from planner.errors import ScenarioError
from planner.inputs.apply_changes import (
    Change,
    apply_changes,
    apply_option,
    list_options,
    load_change,
    read_change,
)
from planner.inputs.changes import Price
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from tests.levers.search import Outputs, outputs

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "changes"
CHANGES = sorted(path.stem for path in FOLDER.glob("*.toml"))
BASELINES = ("wales-2023", "wales-today")
SHORT = 0.15
YEARS = {"ageing-2026": 2.0, "keep-staff-2026": 2.0, "train-operators-2026": 1.0}
YEARS |= dict.fromkeys((name for name in CHANGES if name.startswith("ng259-")), 0.5)
"""Years of a plan where a few weeks are too few to see anything."""
STANDS_ON = {"urgent-from-80-2026": ("urgent-first-2026",)}
"""Changes that another one needs, where its option does not put them first."""
FAR = -(10**13)
"""Below the bounds of every number there is."""
AMOUNTS = {"value", "multiply", "add"}


@lru_cache
def changes_of(baseline: str) -> tuple[str, ...]:
    return tuple(change.name for change in load_scenario(baseline).changes)


@lru_cache
def shipped(
    baseline: str, without: tuple[str, ...], years: float, day: datetime.date
) -> Scenario:
    bare = load_scenario(baseline).without_changes(without)
    return bare.with_values({"years": years, "run_on_days": 0, "plan_start": day})


@lru_cache
def what_it_stands_on(name: str) -> Scenario:
    """A short plan from a change's first day on, without it.

    It stands on what comes before it in the option that has the fewest changes, or in
    the baseline that it is part of.
    """
    own = next((base for base in BASELINES if name in changes_of(base)), "wales-today")
    inside = changes_of(own)
    later = inside[inside.index(name) :] if name in inside else ()
    start = shipped(own, later, YEARS.get(name, SHORT), load_change(name).start)
    options = [each for each in list_options().values() if name in each.changes]
    if options:
        option = min(options, key=lambda each: len(each.changes))
        earlier = option.changes[: option.changes.index(name)]
        earlier += STANDS_ON.get(name, ())
        if earlier or option.pathway:
            start = apply_option(start, replace(option, changes=earlier, without=()))
    return start


def boards_of(change: Change) -> list[str]:
    """Boards that a change names; one of those with a service where it names none."""
    words = [key.split(".") for key in change.raw]
    named = {w[1] for w in words if w[0] == "boards" and len(w) > 1 and w[1] != "*"}
    return [*sorted(named), *({"betsi-cadwaladr", "swansea-bay"} - named)]


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_moves_some_output_whatever_its_price(name: str) -> None:
    start, change = what_it_stands_on(name), load_change(name)
    changed = apply_changes(start, [replace(change, price=Price())])
    places = boards_of(change)
    assert any(Outputs(start, b).differ_from(outputs(changed, b)) for b in places)


def out_of_bounds(value: Any, key: str = "") -> Iterator[str]:
    """Keys of a table's numbers, each of which is put out of its bounds."""
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from out_of_bounds(inner, f"{key}.{index}")
    if not isinstance(value, dict):
        return
    amounts = AMOUNTS & set(value)
    for name in amounts or list(value):
        if isinstance(value[name], int | float) and not isinstance(value[name], bool):
            value[name] = FAR
            yield key if amounts else f"{key}.{name}".removeprefix(".")
        else:
            yield from out_of_bounds(value[name], f"{key}.{name}".removeprefix("."))


def spoilt(name: str) -> tuple[Change, list[str]]:
    """A change with every number out of its bounds, and the keys of these numbers."""
    change = load_change(name)
    raw = copy.deepcopy(dict(change.raw))
    return replace(change, raw=raw), list(out_of_bounds(raw))


@pytest.mark.parametrize("name", [name for name in CHANGES if spoilt(name)[1]])
def test_every_number_of_a_change_out_of_its_bounds_is_refused(name: str) -> None:
    """One error names them all, each with its file and how to fix it."""
    change, keys = spoilt(name)
    with pytest.raises(ScenarioError) as refused:
        apply_changes(what_it_stands_on(name), [change])
    problems = refused.value.problems
    silent = [k for k in keys if not any(fnmatchcase(p.key, k) for p in problems)]
    assert silent == []
    named = [p for p in problems if any(fnmatchcase(p.key, k) for k in keys)]
    assert all(p.file.endswith(f"{name}.toml") and p.rule and p.hint for p in named)


def test_a_price_out_of_its_bounds_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dear.toml"
    text = (FOLDER / "one-stop-clinic-2026.toml").read_text("utf-8")
    assert "value = 90000" in text
    file.write_text(text.replace("value = 90000", "value = -90000"), "utf-8")
    with pytest.raises(ScenarioError, match=r"price\.capital"):
        read_change(file)
