"""One truth for each input: no two places disagree without a word."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.capacity_warnings import cautions
from planner.reports.input_warnings import input_warnings
from tests.conftest import ROOT

BOARD = "swansea-bay"
SCANNER = f"boards.{BOARD}.scanners.scanner"
LISTS = {
    "number": 90, "sessions_a_week": 2, "slots_a_session": 9, "slot_minutes": 20,
    "price_a_session": 500, "start": date(2026, 10, 1), "end": date(2027, 3, 31),
}  # fmt: skip


@pytest.fixture(scope="module")
def wales() -> Scenario:
    """The plan before the guidance of July 2026 moves its flows."""
    scenario = load_scenario()
    names = [each.name for each in scenario.changes if each.name.startswith("ng259")]
    return scenario.without_changes(tuple(names))


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the scenarios folder in which four files say something else."""
    folder = tmp_path_factory.mktemp("own") / "wales"
    shutil.copytree(ROOT / "scenarios", folder)
    for file, before, after in (
        ("baseline/common.toml", "growth = { value = 0.015", "growth = { value = 0.02"),
        ("pathways/standard.toml", "share = { value = 0.85", "share = { value = 0.8"),
        ("changes/roll-out-2024.toml", "wte = { value = 3", "wte = { value = 4"),
        ("options/telephone-only.toml", 'title = "', 'title = "Own: '),
    ):
        text = (folder / file).read_text("utf-8")
        assert before in text
        (folder / file).write_text(text.replace(before, after, 1), "utf-8")
    return folder


def test_a_copied_scenarios_folder_uses_its_own_files_throughout(copied: Path):
    scenario = load_scenario(copied / "baseline" / "wales-today")
    assert scenario.population is not None
    assert scenario.population.growth == 0.02
    assert scenario.pathway.attributes["reached"].share == 0.8
    assert scenario.boards["aneurin-bevan"].posts["roll-out-nurse"].wte == 4


def test_an_option_named_for_a_copied_scenario_is_that_of_the_copy(copied: Path):
    folder = copied / "baseline" / "wales-today"
    scenario = load_scenario(folder, ["telephone-only"])
    assert scenario.title.startswith("Own: ")
    # Laid over the copy's own standard pathway.
    assert scenario.pathway.attributes["reached"].share == 0.8


def test_a_country_copied_alone_takes_common_inputs_from_the_folder_above(
    copied: Path, tmp_path: Path
):
    shutil.copytree(copied / "baseline" / "wales-today", tmp_path / "mine")
    shutil.copy(copied / "baseline" / "common.toml", tmp_path)
    scenario = load_scenario(tmp_path / "mine")
    assert scenario.population is not None
    assert scenario.population.growth == 0.02
    assert scenario.pathway.attributes["reached"].share == 0.85


def test_a_session_longer_than_its_half_day_is_refused(wales: Scenario):
    with pytest.raises(ScenarioError, match="10 slots of 25 minutes are more"):
        wales.with_values({f"{SCANNER}.slots_a_session": 10})
    evening = LISTS | {"slot_minutes": 30}
    with pytest.raises(ScenarioError, match="9 slots of 30 minutes are more"):
        wales.with_values({f"boards.{BOARD}.temporary.evenings": evening})


def test_slots_of_other_minutes_than_a_scan_takes_are_said(wales: Scenario):
    shorter = wales.with_values({f"{SCANNER}.slot_minutes": 20})
    (said,) = input_warnings(shorter, wales, [BOARD])
    assert "a slot lasts 20 minutes, but a scan takes 25" in said
    assert "a session of 8 slots holds 6 people" in said
    both = shorter.with_values({"pathway.stages.scan.slot_minutes": 20})
    here = [each for each in input_warnings(both, boards=[BOARD]) if "slot" in each]
    assert here == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("wales-2023", []),
        ("wales-today", []),
        ("wales-today", ["vertebral-assessment"]),
        ("wales-today", ["evening-lists", "powys-clinic"]),
    ],
)
def test_in_shipped_plans_a_scan_takes_one_slot_everywhere(
    name: str, options: list[str]
):
    scenario = load_scenario(name, options)
    assert not [said for said in input_warnings(scenario) if "slot" in said]


@pytest.mark.parametrize("stage", ["review_16", "review_52"])
@pytest.mark.parametrize(
    ("name", "boards"),
    [
        ("wales-today", ("aneurin-bevan", "cardiff-and-vale")),
        ("wales-2023", ("betsi-cadwaladr", "cardiff-and-vale")),
    ],
)
def test_diaries_do_not_hold_who_stands_on_a_day_0_list(
    name: str, boards: tuple[str, ...], stage: str
):
    """As many reviews fall due in the first year as in the second, for its growth.

    At Aneurin Bevan in 2021 to 2023 they rise with the people that it finds.
    """
    plan, first, second = load_scenario(name), 0, 0
    for board in boards:
        for replication in (0, 1):
            joined = replicate_once(plan, board, 1, replication).at_stage(stage)
            day = joined.first_joined // 1440
            first += ((day >= 0) & (day < 365)).sum()
            second += ((day >= 365) & (day < 730)).sum()
    growth = 1.015
    assert first * growth == pytest.approx(second, rel=0.06)


def joined(first: float, second: float) -> pd.DataFrame:
    """A summary of the reviews that fell due in two years."""
    common = {"provider": BOARD, "residence": "all", "stage": "review_52",
              "role": "all", "reason": "all", "kpi": "joined",
              "group": "all"}  # fmt: skip
    years = {"2026-04-01": first, "2027-04-01": second}
    return pd.DataFrame([{**common, "start": s, "mean": n} for s, n in years.items()])


def test_a_plan_that_does_not_begin_in_balance_is_said_to(wales: Scenario):
    (said,) = cautions(joined(918, 721), wales, {BOARD: "Swansea Bay"})
    assert "does not begin in balance" in said
    assert "918 joined in the first year, 721 in the second" in said
    assert cautions(joined(730, 721), wales, {}) == []


def test_a_plan_with_a_decision_is_not_said_to_begin_out_of_balance():
    changed = load_scenario(options=["identify-80-percent"])
    assert cautions(joined(600, 721), changed, {}) == []
