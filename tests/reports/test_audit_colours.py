"""Red, amber and green by the audit's cut-offs, never by colour alone."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from planner.data.facts import load_facts
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.inputs.load import load_scenario
from planner.outcomes.audit_kpis import AUDIT
from planner.reports.audit_colours import (
    SYMBOLS,
    colour_of_row,
    colour_text,
    kpi_lines,
    with_colour,
)


@pytest.mark.parametrize(
    ("kpi", "value", "colour"),
    [
        ("kpi4_assessed_90", 80.0, "green"),
        ("kpi4_assessed_90", 79.9, "amber"),
        ("kpi4_assessed_90", 50.0, "amber"),
        ("kpi4_assessed_90", 49.9, "red"),
        ("kpi3_spine", 20.1, "green"),
        ("kpi3_spine", 20.0, "amber"),
        ("kpi3_spine", 10.0, "amber"),
        ("kpi3_spine", 9.9, "red"),
        ("kpi7_recommended", 50.1, "green"),
        ("kpi7_recommended", 50.0, "amber"),
        ("kpi7_recommended", 49.9, "red"),
        ("kpi2_identified_by_hips", 120.0, "green"),
    ],
)
def test_a_value_has_the_colour_of_the_benchmarks(kpi, value, colour):
    assert colour_text(kpi, value) == f"{SYMBOLS[colour]} {colour}"


def test_every_colour_has_a_word_and_a_symbol_of_its_own():
    assert len({*SYMBOLS.values()}) == len({*SYMBOLS}) == 3


def test_a_colour_whose_interval_reaches_into_another_has_a_question_mark():
    assert colour_text("kpi4_assessed_90", 80.5, 79.8, 81.2) == "● green ?"
    assert colour_text("kpi4_assessed_90", 80.5, 80.1, 80.9) == "● green"
    assert colour_text("kpi4_assessed_90", 80.5) == "● green"


def test_what_is_no_share_or_not_on_the_audits_base_has_no_colour():
    for kpi in ("kpi5_scanned_90_of_all", "waiting_list", "cost_total", "unknown"):
        assert colour_text(kpi, 90.0) == ""
    assert colour_text("kpi4_assessed_90", math.nan) == ""
    assert with_colour("1,200 people", "waiting_list", 1200) == "1,200 people"


def test_every_row_of_cut_offs_is_named_by_a_measure_and_stands_in_the_table():
    table = load_facts("standards").set_index("id")
    named = {kpi.cut_offs for kpi in AUDIT if kpi.cut_offs}
    assert named == set(table.index[table["rule"].str.startswith("colours")])
    assert (table.loc[[*named], "confidence"] != "assumption").all()


def test_each_kpi_of_a_place_is_a_line_with_base_interval_and_colour():
    plan = load_scenario().with_values({"years": 1})
    summary = summarise(run(plan, 2, 1, ["hywel-dda"]))
    lines = kpi_lines(summary, plan, "hywel-dda")
    titles = [line.title for line in lines]
    assert len(set(titles)) == len(titles)
    numbers = {title.split(":")[0] for title in titles}
    # KPI 6 and 8 are no part of this pathway, and KPI 11 needs 60 weeks.
    assert {"KPI 2", "KPI 3", "KPI 4", "KPI 5", "KPI 7", "KPI 9", "KPI 10"} <= numbers
    assert not {"KPI 6", "KPI 8"} & numbers
    rows = summary[(summary["kpi"] == "kpi4_assessed_90")]
    (line,) = [line for line in lines if line.title.startswith("KPI 4")]
    assert line.colour == colour_of_row(pd.Series(rows.iloc[0]))
    assert line.base == "all identified"
