"""England's DXA figures beside a plan's own, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.data.facts import population_by_cell
from planner.inputs.load import load_scenario
from planner.reports.yardsticks import (
    LIST,
    OVER,
    SCANS,
    source_sentences,
    yardstick_lines,
    yardsticks,
    yardsticks_note,
)
from tests.outcomes.test_definitions import passing

PLAN = load_scenario().with_values({"years": 1.0})
BOARD = "swansea-bay"
EVERYWHERE = dict.fromkeys(("residence", "role", "group"), "all")


def summary(*rows: tuple[str, str, str, float], board: str = BOARD) -> pd.DataFrame:
    """Rows of one board's scan list: measure, reason, period and mean."""
    names = ("kpi", "reason", "period", "mean")
    about = {**EVERYWHERE, "provider": board, "stage": "scan", "label": "made up"}
    return pd.DataFrame([{**about, **dict(zip(names, r, strict=True))} for r in rows])


COUNTED = summary(
    ("waiting_list", "all", "2027-03-24", 800),
    ("waiting_over", "42 days", "2026-Q4", 100),
    ("waiting_over", "42 days", "2027-Q1", 200),
    ("waiting_over", "56 days", "2027-Q1", 120),
    ("seen", "all", "2026/27", 2500),
)


def test_a_boards_figures_are_by_the_residents_whom_it_treats():
    """Its own, and eight in a hundred of those of Powys."""
    people = {
        name: population_by_cell(name)["population"].sum() for name in (BOARD, "powys")
    }
    treated = people[BOARD] + 0.08 * people["powys"]
    here = yardsticks(COUNTED, PLAN).set_index("yardstick")["here"]
    assert here[LIST] == pytest.approx(1000 * 800 / treated)
    assert here[OVER] == pytest.approx(25)
    assert here[SCANS] == pytest.approx(1000 * 2500 / treated)


def test_every_yardstick_has_its_source_year_and_confidence():
    table = yardsticks(COUNTED, PLAN)
    assert (table["geography"] == "England").all()
    assert (table["year"] == 2026).all()
    assert (table["confidence"] == "derived").all()
    assert table["source"].str.len().min() > 10
    assert table["url"].str.startswith("https://www.england.nhs.uk").all()
    said = " ".join(source_sentences())
    for part in ("England 2026, derived", "27.2 scans", "13.0 %", "61,205"):
        assert part in said
    assert "not standards" in yardsticks_note()


def test_england_stands_above_with_the_range_of_its_boards():
    england, mine = yardstick_lines(yardsticks(COUNTED, PLAN), {BOARD: "Swansea Bay"})
    assert england == ["England", "2.6\n(0.3 – 5.0)", "13.0\n(0.6 – 62.8)",
                       "27.2\n(12.1 – 49.3)"]  # fmt: skip
    assert mine[0] == "Swansea Bay"
    assert mine[2] == "25.0"


def test_without_a_count_of_six_weeks_the_share_is_said_to_be_unknown():
    table = yardsticks(COUNTED[COUNTED["kpi"] != "waiting_over"], PLAN)
    assert yardstick_lines(table, {BOARD: "Swansea Bay"})[1][2] == "–"


def test_a_plan_of_boards_that_nobody_knows_has_no_yardsticks():
    made_up = passing({"scan": 5})
    assert yardsticks(COUNTED.assign(provider="clinic"), made_up).empty
