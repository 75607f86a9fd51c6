"""Values spoilt at random give a ScenarioError or a scenario that runs."""

from __future__ import annotations

import copy
import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from tests.inputs.writing import CHANGE, FILES, OPTION, write_country

TREES = {
    **{name.removesuffix(".toml"): tomllib.loads(text) for name, text in FILES.items()},
    "second_nurse": tomllib.loads(CHANGE),
    "more_nurses": tomllib.loads(OPTION),
}
VALUES = st.one_of(
    st.sampled_from(
        [
            -1, 0, 1, 2, 82, 10**9, 2**63, 0.5, -0.0, 1e-300, 1e300,
            float("nan"), float("inf"), True, False, "", "x", "0-41", "nurse", "scan",
            "done", "hip", "../x", "north", [], {}, [[]], [1, "x"], {"value": 1},
            {"value": {}}, {"multiply": 2}, {"kind": "exponential", "mean": 0},
            datetime.date(2026, 5, 1), datetime.date(1, 1, 1),
            datetime.datetime(2026, 5, 1, 12, 0), datetime.time(9, 0),
        ]
    ),
    st.integers(-5, 500),
    st.floats(0, 2),
    st.text(max_size=6),
)  # fmt: skip


def places(tree: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree, inner ones included."""
    found: list[tuple[Any, ...]] = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        found.append((*here, key))
        if isinstance(value, dict | list):
            found += places(value, (*here, key))
    return found


PLACES = [(file, place) for file, tree in TREES.items() for place in places(tree)]


def spoil(tree: Any, place: tuple[Any, ...], change: str, value: Any) -> None:
    """Put another value at a place, take it out, or add one beside it."""
    *path, last = place
    for key in path:
        if not isinstance(tree, dict | list) or (
            key not in tree if isinstance(tree, dict) else key >= len(tree)
        ):
            return
        tree = tree[key]
    if isinstance(tree, dict):
        if change == "drop":
            tree.pop(last, None)
        else:
            tree[last if change == "put" else f"{last}x"] = value
    elif isinstance(tree, list) and last < len(tree):
        tree[last] = value


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PLACES), st.sampled_from(["put", "drop", "add"]), VALUES
        ),
        min_size=1,
        max_size=3,
    )
)
def test_spoilt_files_are_refused_or_run(tmp_path: Path, changes: Any):
    trees = copy.deepcopy(TREES)
    for (file, place), change, value in changes:
        spoil(trees[file], place, change, copy.deepcopy(value))
    texts = {name: tomlkit.dumps(tree) for name, tree in trees.items()}
    country = write_country(tmp_path, **texts)
    option = tmp_path / "options" / "more-nurses.toml"
    scenario = loaded_or_refused(country, option)
    if scenario is not None:
        run_a_little(scenario)


def loaded_or_refused(country: Path, *options: Path) -> Scenario | None:
    """The scenario, or None when it was refused as it should be."""
    try:
        return load_scenario(country, options=options)
    except ScenarioError as error:
        refused = error
    assert refused.problems
    for problem in refused.problems:
        assert problem.file
        assert problem.rule
        assert problem.hint, problem
    return None


def run_a_little(scenario: Scenario) -> None:
    """Measure one board, if it is small enough for a test."""
    board = scenario.boards.get("north")
    if board is None or scenario.years > 2 or scenario.run_on_days > 400:
        return
    demand = sum(b.demand.fractures_a_year for b in scenario.boards.values())
    weekly = sum(item.referrals_a_week for item in board.demand.other.values())
    lists = sum(item.count for item in board.waiting_list.values())
    if demand > 5000 or weekly > 100 or lists > 1000:
        return
    measure(replicate_once(scenario, "north", 1, 0))


@pytest.mark.parametrize("cut", range(0, 1200, 37))
def test_a_file_cut_off_anywhere_is_refused_or_right(cut: int, tmp_path: Path):
    text = FILES["scenario.toml"][:cut]
    country = write_country(tmp_path, scenario=text)
    loaded_or_refused(country)
