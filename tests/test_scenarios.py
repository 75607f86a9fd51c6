"""Shipped scenarios, changes and options: they load, run, and name their sources."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import planner
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs import files, load
from planner.inputs.apply_changes import load_change, load_option
from planner.inputs.load import load_scenario
from planner.pathway.visits import Outcome

ROOT = Path(__file__).resolve().parent.parent
BASELINES = ("wales-2023", "wales-today")
OPTIONS = planner.list_options()
CHANGES = sorted(path.stem for path in (ROOT / "scenarios" / "changes").glob("*.toml"))
QUESTIONS = {
    "more-nurses",
    "more-administrators",
    "dxa-five-days",
    "evening-lists",
    "vetting-and-frax-first",
    "identify-80-percent",
    "identify-80-percent-matched",
    "powys-clinic",
}
NOT_MEASURED = {"number", "years", "reference_year", "price_year", "weeks"}
"""Declared numbers, years and lengths of a list: they have no source to name."""
SHORT = {"years": 0.25, "run_on_days": 0}
TOGETHER = {"more-nurses", "more-administrators", "evening-lists", "powys-clinic"}
RUN_AT = {"powys-clinic": "powys"}


# ---- loading


@pytest.mark.parametrize("name", planner.list_scenarios())
def test_every_shipped_scenario_loads(name: str) -> None:
    scenario = planner.load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.providers


def test_the_default_is_wales_today_from_april_2026() -> None:
    scenario = planner.load_scenario()
    assert scenario.name == "wales-today"
    assert str(scenario.plan_start) == "2026-04-01"
    assert len(scenario.boards) == 7


def test_every_question_of_the_boards_has_an_option() -> None:
    assert set(OPTIONS) >= QUESTIONS
    for option in OPTIONS.values():
        assert option.title
        assert option.question.endswith("?")


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_says_what_it_changes_from_when_and_why(name: str) -> None:
    plain = planner.load_scenario("wales-today")
    scenario = planner.load_scenario("wales-today", options=[name])
    assert scenario.fingerprint() != plain.fingerprint()
    assert plain.applied == ()
    assert scenario.applied
    for change in scenario.applied:
        assert change.change
        assert change.source
        assert change.before != change.after
        assert change.after is None or change.start is not None


def test_every_change_is_used_and_gives_its_reason() -> None:
    used = {name for option in OPTIONS.values() for name in option.changes}
    for name in BASELINES:
        folder = ROOT / "scenarios" / "baseline" / name
        used |= set(tomllib.loads((folder / "scenario.toml").read_text())["changes"])
    assert set(CHANGES) == used
    for name in CHANGES:
        change = load_change(name)
        assert change.title
        assert change.why.endswith(".")
        assert {"source", "confidence"} <= set(change.top)


@pytest.mark.parametrize("pair", [*combinations(sorted(TOGETHER), 2)], ids="+".join)
def test_options_that_touch_different_things_can_be_had_together(
    pair: tuple[str, str],
) -> None:
    both = planner.load_scenario("wales-today", options=pair)
    changes = {name for option in pair for name in load_option(option).changes}
    assert changes <= {change.name for change in both.changes}


def test_options_that_set_one_key_are_refused_together() -> None:
    with pytest.raises(ScenarioError, match=r"dxa-five-days-2026\.toml"):
        planner.load_scenario(options=["dxa-five-days", "identify-80-percent-matched"])


# ---- provenance


def test_every_number_of_a_scenario_has_unit_source_and_confidence() -> None:
    silent = [
        f"{name}: {key}"
        for name in BASELINES
        for key, owner in planner.load_scenario(name).provenance.items()
        if key.split(".")[-1] not in NOT_MEASURED
        if not owner.unit or not owner.source or owner.source.startswith("not stated")
    ]
    assert silent == []


def numbers_in(table: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Key of every number of a change, and the number or its table."""
    if isinstance(table, dict) and {"value", "add", "multiply"} & set(table):
        yield key, table
    elif isinstance(table, dict):
        for name, value in table.items():
            yield from numbers_in(value, f"{key}.{name}")
    elif isinstance(table, list):
        for item in table:
            yield from numbers_in(item, key)
    elif isinstance(table, int | float) and not isinstance(table, bool):
        yield key, table


@pytest.mark.parametrize("name", CHANGES)
def test_every_number_of_a_change_has_a_unit_and_an_owner(name: str) -> None:
    path = ROOT / "scenarios" / "changes" / f"{name}.toml"
    change = tomllib.loads(path.read_text("utf-8"))
    for part in ("set", "price"):
        for key, number in numbers_in(change.get(part, {})):
            if key.split(".")[-1] in NOT_MEASURED:
                continue
            assert isinstance(number, dict), f"{name}: {key} is a bare number"
            assert number["unit"], f"{name}: {key}"
            assert {**change, **number}["source"], f"{name}: {key}"


# ---- running


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_runs_for_a_quarter_of_a_year(name: str) -> None:
    scenario = planner.load_scenario("wales-today", options=[name])
    board = RUN_AT.get(name, "hywel-dda")
    start = {"plan_start": date(2027, 1, 1)} if OPTIONS[name].changes else {}
    results = planner.run(
        scenario.with_values({**SHORT, **start}),
        replications=1,
        boards=[board],
        workers=1,
    )
    table = results.table
    scans = table[(table["kpi"] == "seen") & (table["stage"] == "scan")]
    assert scans["value"].sum() > 0


def test_posts_and_a_scanner_that_come_by_date_work_from_that_date_on() -> None:
    """A clinic opens on day 31: nobody is seen there before, many are afterwards."""
    scenario = planner.load_scenario("wales-today", options=["powys-clinic"])
    later = scenario.with_values({"years": 0.5, "plan_start": date(2026, 9, 1)})
    record = replicate_once(later, "powys", seed=1, replication=0)
    starts = record.rota.start // 1440
    opening = record.rota.offered_minutes > 0
    assert starts[opening].min() >= 30
    for stage in ("register", "assess", "scan"):
        visits = record.at_stage(stage)
        seen = visits.started[visits.outcome == Outcome.SEEN]
        assert len(seen), stage
        assert (seen >= 30 * 1440).all(), stage


def test_a_list_with_nobody_booked_costs_nothing() -> None:
    """With no backlog and few referrals nobody waits 42 days: no list is held."""
    board = "boards.swansea-bay"
    full = planner.load_scenario(options=["evening-lists"]).with_values(
        {**SHORT, "plan_start": date(2026, 7, 1)}
    )
    quiet = full.with_values(
        {
            f"{board}.waiting_list.scan.count": 0,
            f"{board}.demand.other.gp.referrals_a_week": 1,
            f"{board}.demand.other.hospital.referrals_a_week": 1,
        }
    )
    assert temporary_cost(full) > 0
    assert temporary_cost(quiet) == 0


def temporary_cost(scenario: planner.Scenario) -> float:
    """Pounds spent on extra lists at Swansea Bay in one replication."""
    results = planner.run(scenario, replications=1, boards=["swansea-bay"], workers=1)
    costs = results.table[results.table["kpi"] == "cost_temporary"]
    assert len(costs)
    return float(costs["value"].sum())


def test_a_shipped_scenario_is_read_anew_only_when_a_file_of_it_has_changed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shipped = tmp_path / "scenarios"
    for kind in ("baseline", "changes", "pathways"):
        shutil.copytree(root / "scenarios" / kind, shipped / kind)
    for module in (load, files):
        monkeypatch.setattr(module, "shipped_folder", lambda: shipped)
    first = load_scenario()
    assert load_scenario() is first
    board = shipped / "baseline" / "wales-today" / "powys.toml"
    text = board.read_text("utf-8")
    board.write_text(re.sub('name = "Powys[^"]*"', 'name = "Changed"', text), "utf-8")
    assert load_scenario().boards["powys"].name == "Changed"
    assert first.boards["powys"].name != "Changed"
    board.write_text("name = ", "utf-8")
    for _twice in range(2):
        with pytest.raises(ScenarioError, match=r"powys\.toml"):
            load_scenario()
