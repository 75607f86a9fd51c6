"""A plan as one file: the same fingerprint, owners and record, however it is made."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner.board_data.workbook import ReturnError, read_plans_apart
from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_option, list_options, load_option
from planner.inputs.load import load_scenario
from planner.inputs.plan_file import plan_text
from planner.inputs.scenario import Scenario

BASE = load_scenario()
OPTIONS = ["falls-and-exercise", "second-scanner", "assessment-modes", "hard-winter"]


def made() -> dict[str, Scenario]:
    """Plans of every making: options, other lengths, typed values, central ones."""
    found = {
        "plain": BASE,
        "central": BASE.central(),
        "a year and a half from July": BASE.with_values(
            {"plan_start": datetime.date(2026, 7, 1), "years": 1.5}
        ),
        "typed": BASE.with_values({"boards.powys.demand.fractures_a_year": 1.25e-5}),
        "past": load_scenario("wales-2023"),
    }
    known = list_options()
    for name in OPTIONS:
        assert name in known
        found[name] = apply_option(BASE, load_option(name))
    return found


PLANS = made()


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_file_is_read_to_the_same_fingerprint(name: str, tmp_path: Path):
    plan, file = PLANS[name], tmp_path / "plan.toml"
    file.write_text(plan_text(plan), "utf-8")
    again = load_scenario(file)
    assert again.fingerprint() == plan.fingerprint()
    assert again.provenance == plan.provenance
    for field in ("key", "change", "start", "source", "moves"):
        records = [[getattr(e, field) for e in p.altered] for p in (again, plan)]
        assert records[0] == records[1]
    assert list(again.boards) == list(plan.boards)
    assert max(map(len, plan_text(plan).splitlines())) < 30_000


def test_a_plan_file_that_was_edited_wrongly_names_its_key(tmp_path: Path):
    file = tmp_path / "plan.toml"
    text = plan_text(BASE)
    file.write_text(text.replace("years = 3.0", "years = -3.0", 1), "utf-8")
    with pytest.raises(ScenarioError, match="years"):
        load_scenario(file)
    file.write_text("plan = 3\n", "utf-8")
    with pytest.raises(ScenarioError, match="is a table"):
        load_scenario(file)


@pytest.mark.parametrize("content", [b"", b"PK not a workbook"])
def test_a_file_without_a_plan_is_refused(content: bytes, tmp_path: Path):
    file = tmp_path / "paper.xlsx"
    file.write_bytes(content)
    with pytest.raises((ScenarioError, ReturnError)):
        read_plans_apart(file)
