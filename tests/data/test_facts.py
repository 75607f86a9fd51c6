"""Facts keep their unit, year, source and confidence, and add up."""

import json
from importlib.resources import files

import pandas as pd
import pytest

import planner.data
from planner.data.facts import (
    boundaries,
    fracture_rates,
    load_facts,
)
from planner.data.sheets import CONFIDENCE, SHEETS, VALUE_COLUMNS, check_facts
from planner.errors import DataError
from planner.inputs.fitting_sets import TABLE

VALUE_TABLES = [
    name for name, sheet in SHEETS.items() if set(VALUE_COLUMNS) <= set(sheet.columns)
]
UNITS = {
    "%", "%/year", "GBP", "GBP million", "GBP/QALY", "GBP/hour", "GBP/year",
    "PA/week", "QALY", "WTE", "courses", "days", "days/week", "days/year",
    "fractures", "fractures per 1,000 people a year",
    "fractures per 10,000 person-years", "fractures per 100,000 people a year",
    "fractures/year", "hours/week", "hours/year", "minutes", "minutes/day", "months",
    "multiplier", "patients", "patients per 1,000 people",
    "patients per 1,000 people a week", "patients/month", "patients/week",
    "patients/year", "people", "people/year", "posts", "rank", "ratio", "scanners",
    "scans", "scans per 1,000 people a year", "scans/day", "scans/week", "scans/year",
    "services", "sessions/week", "units", "utility",
    "weeks", "weeks/year", "years",
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_every_file_of_facts_passes_its_own_check(name):
    assert not load_facts(name).empty


def test_every_table_in_the_folder_is_declared():
    folder = files("planner.data")
    found = {path.name[:-4] for path in folder.iterdir() if path.name.endswith(".csv")}
    # The sets that fit have a column for each input, and a reader of their own.
    assert found == {*SHEETS, TABLE.removesuffix(".csv")}


@pytest.mark.parametrize("name", VALUE_TABLES)
def test_every_value_has_a_number_a_unit_a_source_and_a_confidence(name):
    values = load_facts(name)
    assert pd.api.types.is_float_dtype(values["value"].astype(float))
    assert values["value"].notna().all()
    assert set(values["unit"]) <= UNITS
    assert (values["source"] != "").all()
    assert set(values["confidence"]) <= set(CONFIDENCE)


@pytest.mark.parametrize("name", VALUE_TABLES)
def test_a_value_without_a_year_is_an_assumption_or_says_why(name):
    values = load_facts(name)
    undated = values[values["year"].isna() & (values["confidence"] != "assumption")]
    says_why = undated["note"].str.contains("no date|no single year", regex=True)
    assert says_why.all(), undated.loc[~says_why, "id"].tolist()


@pytest.mark.parametrize("name", VALUE_TABLES)
def test_what_was_seen_says_where(name):
    values = load_facts(name)
    seen = values[values["confidence"] == "seen"]
    assert seen["url"].str.startswith("http").all()
    assert not values["url"].str.contains(" ").any(), "one address, so that it links"


@pytest.mark.parametrize("name", VALUE_TABLES)
def test_percentages_lie_between_0_and_100_unless_they_are_uplifts(name):
    values = load_facts(name)
    shares = values[(values["unit"] == "%") & ~values["id"].str.startswith("uplift.")]
    stated = pd.concat([shares["low"], shares["value"], shares["high"]]).dropna()
    assert stated.between(0, 100).all()


def test_the_map_has_the_seven_boards_of_the_table():
    shapes = [shape["properties"] for shape in boundaries()["features"]]
    boards = load_facts("boards")
    assert [shape["code"] for shape in shapes] == boards["code"].to_list()
    assert [shape["id"] for shape in shapes] == boards["id"].to_list()
    assert [shape["name"] for shape in shapes] == boards["name"].to_list()


def test_the_map_lies_in_wales():
    spots = [
        spot
        for shape in boundaries()["features"]
        for spot in flatten(shape["geometry"]["coordinates"])
    ]
    assert all(-5.7 < east < -2.6 and 51.3 < north < 53.5 for east, north in spots)


def flatten(coordinates):
    """Every longitude and latitude of a polygon or several."""
    if isinstance(coordinates[0], int | float):
        return [coordinates[:2]]
    return [spot for part in coordinates for spot in flatten(part)]


def test_the_map_carries_its_attribution_and_licence():
    shapes = boundaries()
    assert "Office for National Statistics" in shapes["attribution"]
    assert "Crown copyright and database right 2022" in shapes["attribution"]
    assert shapes["licence"] == "Open Government Licence v3.0"


def test_sources_speak_of_every_file_and_repeat_the_attribution():
    text = (files("planner.data") / "SOURCES.md").read_text(encoding="utf-8")
    for name in SHEETS:
        assert f"{name}.csv" in text
    assert boundaries()["attribution"] in text
    assert "wales_boards.geojson" in text


def test_sources_show_the_rates_that_are_shipped():
    text = (files("planner.data") / "SOURCES.md").read_text(encoding="utf-8")
    for rate in fracture_rates()["value"]:
        assert f"{rate:.4f}" in text


def test_changing_a_loaded_table_changes_nobody_elses():
    mine = load_facts("boards")
    mine["name"] = "changed"
    assert "changed" not in set(load_facts("boards")["name"])


def test_a_table_that_does_not_exist_is_refused_by_name():
    with pytest.raises(DataError, match=r"weather\.csv"):
        load_facts("weather")


def written_parameters():
    """The parameters as text, ready to be spoilt."""
    table = files("planner.data") / "parameters.csv"
    with table.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, dtype=str, keep_default_na=False)


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("value", "20-25", "value is a number"),
        ("value", "", "value is a number"),
        ("low", "few", "low is a number"),
        ("low", "999999", "low <= value <= high"),
        ("confidence", "seen verbatim", "confidence is one of"),
        ("source", " ", "source is filled in"),
        ("unit", "", "unit is filled in"),
        ("id", "demand.rate_50plus", "id name one row"),
    ],
)
def test_a_spoilt_cell_is_reported_with_its_row_and_rule(column, cell, rule):
    written = written_parameters()
    written.loc[0, column] = cell
    problems = check_facts("parameters", written)
    assert any(rule in problem.rule for problem in problems)
    assert all(problem.key for problem in problems)


def test_all_faults_of_a_table_are_reported_at_once():
    written = written_parameters()
    written.loc[0, "unit"] = ""
    written.loc[1, "value"] = "many"
    written.loc[2, "confidence"] = "sure"
    assert len(check_facts("parameters", written)) == 3


def test_a_missing_column_is_reported_alone():
    written = written_parameters().drop(columns="unit")
    assert len(check_facts("parameters", written)) == 1


def test_the_package_offers_five_functions():
    assert len(planner.data.__all__) == 5


def test_the_boundary_file_is_plain_geojson():
    assert json.loads(json.dumps(boundaries()))["type"] == "FeatureCollection"


def test_a_limit_that_another_table_holds_too_is_the_same_there():
    a_month = {"weeks": 365.25 / 12 / 7, "months": 1}
    limits = load_facts("limits")
    for row in limits[limits["same_as"] != ""].itertuples():
        table, name = row.same_as.split()
        other = load_facts(table).set_index("id").loc[name]
        value = other["value"] / a_month.get(other["unit"], 1)
        scans = 8 if row.id == "list_price" else 1
        assert row.value == pytest.approx(value * scans, rel=0.01), row.id
