"""A commissioner's view: of a board with an FLS, of one without, and of any place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.data.facts import population_by_cell
from planner.errors import ScenarioError
from planner.experiment.new_service import (
    TEMPLATE,
    expected_fractures,
    read_population,
    with_new_service,
)
from planner.inputs.load import load_scenario

SHORT = ["--years", "0.5", "-n", "2", "--workers", "1", "--central"]
WALES = load_scenario()


def said(*words: str) -> str:
    """Everything that the command prints, in one line."""
    done = CliRunner().invoke(app, ["commissioner", *words, *SHORT])
    assert done.exit_code == 0, done.exception
    return " ".join(done.output.split())


def residents(board: str) -> pd.DataFrame:
    return population_by_cell(WALES.boards[board].code)


def test_a_board_with_an_fls_sees_its_service_beside_wales_and_england(tmp_path: Path):
    shown = said("swansea-bay", "--out", str(tmp_path / "out"))
    assert "2,453 fragility fractures expected a year" in shown
    assert "nurses" in shown
    assert "81.1 (2023)" in shown
    assert "Capacity gap" in shown
    assert "Identify 80 % of" in shown
    table = pd.read_csv(tmp_path / "out" / "by_year.csv")
    wanted = {"revenue", "drugs", "fractures_avoided", "qalys_gained"}
    assert wanted <= set(table["measure"])
    kpis = pd.read_csv(tmp_path / "out" / "kpis.csv")
    assert {"wales", "england", "value"} <= set(kpis.columns)


def test_a_board_without_an_fls_sees_who_treats_its_people_and_the_case_for_one():
    shown = said("powys")
    assert "Today its people are treated by" in shown
    assert "Hywel Dda University Health Board 20 %" in shown
    assert "the case to start one" in shown
    assert "Do nothing: nobody is found" in shown
    assert "illustrative" in shown


def test_any_place_has_a_case_from_a_file_of_its_residents(tmp_path: Path):
    file = tmp_path / "residents.csv"
    residents("powys").to_csv(file, index=False)
    shown = said("Small Island", "--population", str(file))
    assert "Small Island" in shown
    assert "the case to start one" in shown


def test_a_new_service_is_sized_from_the_population():
    powys = expected_fractures(residents("powys"))
    assert powys == pytest.approx(
        WALES.boards["powys"].demand.fractures_a_year, rel=0.06
    )
    plan = with_new_service(WALES, "powys", "Powys")
    template = WALES.boards[TEMPLATE]
    ratio = 1097 / template.demand.fractures_a_year
    assert list(plan.boards) == ["powys"]
    for name, post in plan.boards["powys"].posts.items():
        assert post.wte == pytest.approx(template.posts[name].wte * ratio, abs=0.01)
    assert all(
        each.fls_share == 0 for each in plan.boards["powys"].waiting_list.values()
    )
    twice = residents("powys").assign(population=lambda each: each["population"] * 2)
    assert expected_fractures(twice) == pytest.approx(2 * powys)


def test_every_fault_of_a_file_of_residents_is_named_at_once(tmp_path: Path):
    file = tmp_path / "residents.csv"
    file.write_text("sex,age_band,population\nwoman,50-54,10\nmale,40-44,-1\n")
    with pytest.raises(ScenarioError) as error:
        read_population(file)
    text = str(error.value)
    for part in ("woman", "40-44", "0 or more"):
        assert part in text
    file.write_text("sex,people\nmale,3\n")
    with pytest.raises(ScenarioError, match="age_band, population"):
        read_population(file)
    with pytest.raises(ScenarioError, match="a CSV file"):
        read_population(tmp_path / "none.csv")


def test_a_template_of_residents_is_read_back_once_it_is_filled_in(tmp_path: Path):
    file = tmp_path / "residents.csv"
    assert "commissioner powys --population" in said("powys", "--template", str(file))
    people = read_population(file)
    assert len(people) == 18
    assert people["population"].sum() > 50_000
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[:-1], lines[1]]), "utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_population(file)
    values = [problem.value for problem in refused.value.problems]
    assert values == ["male 90+", "female 50-54"]
