"""The comparison page: what it shows was run before, groups and warnings included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import dash
import numpy as np
import pandas as pd
import pytest
from dash import dcc

import planner
from dashboard import jobs, plans
from dashboard.answers import Answer
from dashboard.pages import (
    board_results,
    compare,
    compare_charts,
    compare_parts,
    compare_view,
    equity,
    plan_warnings,
)
from dashboard.pages.board_state import BoardChoices
from dashboard.pages.compare_view import View
from dashboard.plans import Plan
from planner.experiment.running.cache import ResultCache
from planner.reports.warnings import MEANING
from tests.dashboard.conftest import BOARD, PLAIN, URGENT, parts_of, text_of, wait_for


def test_a_rule_that_starves_a_group_is_named_on_both_pages(compared: jobs.Run) -> None:
    assert plan_warnings.of_plan(PLAIN, BOARD) == []
    (warning,) = plan_warnings.of_plan(URGENT, BOARD)
    assert "starve routine patients" in text_of(warning)
    (beside,) = plan_warnings.of_options({"Urgent first": URGENT}, PLAIN, BOARD)
    assert text_of(beside).startswith("Urgent first: Aneurin Bevan")
    (same,) = plan_warnings.of_options({"Itself": URGENT}, URGENT, BOARD)
    assert "so both give the same results" in str(same)


def test_no_page_simulates_what_it_shows(compared: jobs.Run) -> None:
    shown, *_ = compare.show_results("", BOARD, "", "", compared.id)
    assert "Equity: waits by patient group" in text_of(shown)
    assert "DXA list" in text_of(board_results.details(BoardChoices(BOARD), compared))


def test_a_comparison_holds_groups_side_by_side(compared: jobs.Run) -> None:
    shown = equity.panel(PLAIN, {"Urgent first": URGENT}, compared.ready)
    frames = [p.data for p in parts_of(shown) if hasattr(p, "data")]
    assert [frame["caption"] for frame in frames] == [
        "Baseline: waits by group",
        "Urgent first: change in waits by group",
    ]
    names = {"everybody", "lives in Aneurin Bevan", "age 75-79", "female", "rural"}
    assert names <= {row[0] for row in frames[0]["body"]}
    assert any(row[3].startswith("+") for row in frames[1]["body"])
    assert "Boards are never ranked." in text_of(shown)


def test_a_comparison_needs_an_option(app: dash.Dash) -> None:
    told, run_id, _picker = compare.start(1, "wales-today", [], BOARD, "")
    assert "Choose at least one option." in text_of(told)
    assert run_id is dash.no_update


def test_a_comparison_is_read_and_taken_away(
    app: dash.Dash, results: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_as_asked(*_: Any, replications: int, **__: Any) -> planner.Results:
        matrix = np.resize(results.matrix, (replications, len(results.index)))
        return replace(results, matrix=matrix)

    monkeypatch.setattr(jobs.planner, "run", run_as_asked)
    option = next(iter(compare_parts.known_options()))
    _, run_id, _picker = compare.start(1, "wales-today", [option], BOARD, "")
    run = wait_for(jobs.service(), run_id)
    mark = "drawn"
    shown, known, year, barred, *_bars, drawn = compare.show_results(
        mark, BOARD, "", "", run_id
    )
    assert drawn == mark
    assert "Paired differences in the audit's measures" in text_of(shown)
    assert (year in known, barred) == (True, False)
    file = compare.download(1, run.id, year)
    assert file is not None
    assert file["content"].startswith("<!doctype html>")
    assert "http" not in file["content"].replace("http://www.w3.org", "")


@pytest.mark.parametrize("number", [1, 8])
def test_an_option_looks_the_same_in_every_chart_and_table(
    app: dash.Dash, results: planner.Results, number: int
) -> None:
    """Though the first measures are not there for every option."""
    table = planner.compare(results, results)
    options = list(compare_parts.known_options())[:number]
    asked = compare_parts.ask("wales-today", options, BOARD)
    found = dict.fromkeys(asked[1:], table)
    found[asked[1]] = table[~table["kpi"].isin(["kpi2_identified", "cost_staff"])]
    run = jobs.Run("0" * 12, asked, (2,), 1, ready=2)
    known = compare_parts.known_options()
    view = View(run, found, BOARD, "2026/27", known)
    drawn = [
        compare_charts.show_measures(view),
        compare_charts.show_lists(view),
        compare_charts.show_cost(view),
    ]
    traces = [
        (trace.name, trace.marker.color, trace.marker.symbol)
        for part in parts_of(drawn)
        if isinstance(part, dcc.Graph)
        for trace in part.figure.data
        if trace.showlegend is not False
    ]
    expected = [(name, look.colour, look.symbol) for name, look in view.looks.items()]
    assert traces == expected * len(drawn)
    tables = [part.data for part in parts_of(drawn) if hasattr(part, "data")]
    marked = {view.marked(name) for name in view.looks}
    for shown in tables:
        assert {row[1] for row in shown["body"]} == marked


def test_two_options_of_one_name_are_told_apart(app: dash.Dash) -> None:
    asked = compare_parts.ask("wales-today", ["a", "b"], BOARD)
    run = jobs.Run("0" * 12, asked, (2,), 1)
    view = View(run, {}, BOARD, "", {"a": "Same", "b": "Same"})
    assert list(view.names.values()) == ["Same", "Same #2"]


def test_a_comparison_says_in_how_many_sets_and_whether_the_order_changes(
    compared: jobs.Run, results: planner.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpi5 = (results.index["kpi"] == "kpi5_scanned_90_of_all").to_numpy()
    plain = np.repeat(results.matrix, 2, axis=0)
    other = plain + np.outer([5.0, 5.0, -5.0, -5.0], kpi5)
    runs = {
        plan: replace(results, matrix=matrix, scenario=plans.load(plan))
        for plan, matrix in ((PLAIN, plain), (URGENT, other))
    }
    monkeypatch.setattr(jobs.RunService, "result", lambda _, plan, __: runs[plan])
    found = {URGENT: planner.compare(*runs.values())}
    run = compared.changed(ready=4)
    view = View(run, found, BOARD, "2027/28", compare_parts.known_options())
    said = text_of(compare_charts.show_finding(view))
    assert "better in 1 of 2 fitting sets" in said
    assert "changes between the fitting sets" in said
    assert "by random variation alone" in said
    heads = [
        part.data["head"]
        for part in parts_of(compare_charts.show_measures(view))
        if hasattr(part, "data")
    ]
    assert not [head for each in heads for head in each if "interval" in head]


def test_other_options_than_those_run_grey_the_differences(app: dash.Dash) -> None:
    assert compare_parts.shade(None, "wales-today", [], "wales")[0] == "results"
    run = jobs.Run("0" * 12, compare_parts.ask("wales-today", ["x"], BOARD), (2,), 1)
    assert "stale" not in compare_parts.shade(run, "wales-today", ["x"], BOARD)[0]
    assert "stale" in compare_parts.shade(run, "wales-today", ["y"], BOARD)[0]
    assert "stale" in compare_parts.shade(run, "wales-today", ["x"], "powys")[0]


def test_a_comparison_says_which_option_lets_boards_share_a_list(
    app: dash.Dash,
) -> None:
    options = ("mutual-aid-west", "regional-list-west", "urgent-first")
    west, region, urgent = (Plan("wales-today", (name,)) for name in options)
    run = jobs.Run("0" * 12, (Plan("wales-today"), west, region, urgent), (2,), 1)
    titles = {"mutual-aid-west": "Aid", "regional-list-west": "One list"}
    found = dict.fromkeys((west, region, urgent), pd.DataFrame())
    view = View(run, found, "wales", "", titles)
    *shares, meaning = map(text_of, compare_charts.show_sharing(view))
    assert {text.partition(":")[0] for text in shares} == {
        "\N{BLACK CIRCLE} Aid",
        "\N{BLACK SQUARE} One list",
    }
    assert all(" of the people of " in text for text in shares)
    assert meaning == MEANING


def test_the_view_of_a_comparison_names_its_place(
    app: dash.Dash, answer: Answer
) -> None:
    run = jobs.Run("0" * 12, (answer.plan,), (2,), 1)
    assert View(run, {}, "wales", "2026/27", {}).place_name == "Wales"
    assert View(run, {}, BOARD, "", {}).place_name == "Aneurin Bevan"


def test_what_is_no_longer_cached_is_said_and_made_anew(
    app: dash.Dash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = jobs.service()
    run = wait_for(service, service.start([PLAIN, URGENT]).id)
    summaries = {
        key: entry
        for key, entry in service.cache._memory.items()
        if isinstance(entry[0], planner.Results | pd.DataFrame)
    }
    emptied = ResultCache(tmp_path)
    emptied._memory.update(summaries)
    monkeypatch.setattr(service, "cache", emptied)
    shown = text_of(equity.panel(PLAIN, {"Urgent first": URGENT}, run.ready))
    assert "Waits by group are no longer cached: press Run" in shown
    (warning,) = plan_warnings.of_plan(URGENT, BOARD)
    assert "starve a group is no longer cached: press Run" in text_of(warning)
    again = wait_for(service, service.start([PLAIN, URGENT]).id)
    assert "Baseline: waits by group" in captions(again)
    assert "starve routine patients" in text_of(plan_warnings.of_plan(URGENT, BOARD))


def captions(run: jobs.Run) -> list[str]:
    """Captions of the tables of waits by group."""
    shown = equity.panel(PLAIN, {"Urgent first": URGENT}, run.ready)
    return [part.data["caption"] for part in parts_of(shown) if hasattr(part, "data")]


def test_a_comparison_has_waits_by_group_also_of_what_was_run_alone(
    app: dash.Dash,
) -> None:
    service = jobs.service()
    alone = Plan("wales-today", ("more-nurses",), boards=(BOARD,))
    wait_for(service, service.start([alone]).id)
    run = wait_for(service, service.start([alone, URGENT]).id)
    shown = text_of(equity.panel(alone, {"Urgent first": URGENT}, run.ready))
    assert "no longer cached" not in shown


def test_a_comparison_without_the_results_of_an_option_shows_none(
    compared: jobs.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table without some of its options would give a wrong answer."""
    whole = compare_parts.view_of(compared, BOARD, "", "")
    assert whole is not None
    assert len(whole.summaries) == len(compared.plans)
    monkeypatch.setattr(compare_view, "summary_of", lambda *_: None)
    assert compare_parts.view_of(compared, BOARD, "", "") is None
