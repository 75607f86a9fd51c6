"""Each page builds, its callbacks answer, its addresses hold what was chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import dash
import numpy as np
import pandas as pd
import pytest

import planner
from dashboard import jobs, rows
from dashboard.answers import Answer
from dashboard.app import PAGES, page_names
from dashboard.jobs import RunService
from dashboard.pages import wales, wales_parts
from dashboard.pages.compare_view import View
from dashboard.pages.running import poll, write_address
from dashboard.places import PlaceFigures
from dashboard.plans import Plan
from dashboard.ui.progress import ready_mark
from planner.reports.cost_sentences import cost_sentences
from tests.dashboard.conftest import BOARD, parts_of, text_of


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.NAME)
def test_a_page_builds_with_one_first_heading_and_no_id_twice(
    app: dash.Dash, page: ModuleType
) -> None:
    shown = list(parts_of(page.layout()))
    ids = Counter(str(part.id) for part in shown if getattr(part, "id", None))
    assert not [name for name, count in ids.items() if count > 1]
    headings = [part for part in shown if type(part).__name__ in ("Title", "H1")]
    assert [getattr(part, "order", 1) for part in headings].count(1) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.NAME)
def test_an_address_with_nonsense_still_opens_the_page(
    app: dash.Dash, page: ModuleType
) -> None:
    nonsense = dict.fromkeys(
        ("board", "run", "option", "year", "place", "start"), "<b>../x"
    )
    assert page.layout(**nonsense, confidence="x", find="zzz", other="y")


def test_pages_have_their_names_in_the_navigation() -> None:
    assert list(page_names()) == [page.PATH for page in PAGES]


@pytest.fixture
def of_wales(
    answer: Answer, results: planner.Results, monkeypatch: pytest.MonkeyPatch
) -> Answer:
    """The board's results as if they were of all Wales."""
    index = results.index.replace({"provider": {BOARD: "wales"}})
    both = pd.concat([results.index, index], ignore_index=True)
    matrix = np.hstack([results.matrix, results.matrix])
    whole = replace(results, index=both, matrix=matrix)
    monkeypatch.setattr(jobs.RunService, "result", lambda *_: whole)
    return replace(answer, table=planner.summarise(whole))


def test_wales_answers_first_with_both_bands(of_wales: Answer) -> None:
    shown = text_of(wales_parts.body(wales_parts.Shown(of_wales), "2026/27", "list"))
    assert "Finding" in shown
    assert "9 futures in 10: " in shown
    assert "random variation alone: " in shown
    assert "fitting sets" in shown
    assert "Bone therapy is unlimited" in shown
    assert "interval of the mean" not in shown


@pytest.mark.parametrize("measure", wales_parts.ON_MAP)
def test_every_board_is_a_link_on_the_map_whatever_it_shows(
    of_wales: Answer, measure: str
) -> None:
    shown = wales_parts.body(wales_parts.Shown(of_wales), "2026/27", measure)
    links = [part for part in parts_of(shown) if hasattr(part, "href")]
    of_board = [link for link in links if f"board={BOARD}" in link.href]
    assert len(of_board) == 3
    assert all("year=2026" in link.href for link in of_board)
    # The outline is for those who point; the keyboard goes to its name and its row.
    assert [link.tabIndex for link in of_board if hasattr(link, "tabIndex")] == [-1]


def test_wales_under_an_option_folds_away_what_it_does_not_move(
    of_wales: Answer,
) -> None:
    beside = wales_parts.Shown(of_wales, of_wales)
    shown = text_of(wales_parts.body(beside, "2026/27", "list"))
    assert "What does not move under this option: 8 places" in shown
    assert "the same as under today's plan" in shown


def test_wales_says_one_cost_a_year_whatever_year_is_chosen(of_wales: Answer) -> None:
    """The cost of the chosen year alone was spread over all years of the plan."""
    shown = wales_parts.Shown(of_wales)
    said = [
        text_of(wales_parts.read_on(shown))
        for _year in rows.years(of_wales.scenario)[:2]
    ]
    (sentence, _holds) = cost_sentences(of_wales.table, of_wales.scenario, "wales")
    assert all(sentence in each for each in said)


def test_wales_offers_the_years_of_its_plan_before_anything_has_run(
    service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wales.jobs, "_service", service)
    years = ["2026/27", "2027/28", "2028/29"]
    assert wales.offer_years("", "", "published") == (years, "2028/29")
    named = {str(getattr(each, "id", "")): each for each in parts_of(wales.layout())}
    assert named["wales-year"].value == "2028/29"


def test_a_year_that_the_plan_cuts_is_not_offered_beside_a_whole_one(
    answer: Answer,
) -> None:
    def offered(years: float) -> tuple[planner.Scenario, pd.DataFrame, list[str]]:
        plan = answer.scenario.with_values({"years": years})
        table = planner.summarise(planner.run(plan, 1, 1, [BOARD], workers=1))
        return plan, table, rows.years(plan)

    assert offered(1.5)[2] == ["2026/27"]
    plan, table, known = offered(0.5)
    assert known == ["2026/27"]
    national = Answer(answer.plan, plan, 1, 1, table.replace({BOARD: "wales"}))
    nothing = PlaceFigures({}, pd.DataFrame(columns=["place", "measure"]), {})
    shown = wales_parts.show_finding(wales_parts.Shown(national), nothing, "2026/27")
    assert "In 182 days of 2026/27, " in text_of(shown)


def test_the_poll_of_no_run_shows_nothing_and_rests(app: dash.Dash) -> None:
    shown, _, rests, *_ = poll(0, "", "", "")
    assert (shown, rests) == ([], True)


def test_a_run_is_not_called_finished_over_earlier_findings(
    app: dash.Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = jobs.Run("0" * 12, (Plan("wales-today"),), (3, 10), 1, state="done", ready=10)
    monkeypatch.setattr(jobs.RunService, "row", lambda *_: run)
    before, now = f"{run.id}:3:running", ready_mark(run)
    shown, _, rests, _, new = poll(0, run.id, before, before)
    assert "Finished" not in text_of(shown)
    assert "being renewed" in text_of(shown)
    assert (rests, new) == (False, now)
    shown, _, rests, _, new = poll(1, run.id, now, now)
    assert "Finished: 10 replications." in text_of(shown)
    assert (rests, new) == (True, dash.no_update)


def test_the_open_page_writes_the_address() -> None:
    assert write_address([None, "?board=powys"], "?year=x") == "?board=powys"
    assert write_address([None], "?board=powys") is dash.no_update


def test_the_view_of_a_comparison_names_its_place(
    app: dash.Dash, answer: Answer
) -> None:
    run = jobs.Run("0" * 12, (answer.plan,), (2,), 1)
    assert View(run, {}, "wales", "2026/27", {}).place_name == "Wales"
    assert View(run, {}, BOARD, "", {}).place_name == "Aneurin Bevan"


def test_saved_options_stay_in_their_folder(app: dash.Dash, tmp_path: Path) -> None:
    folder = jobs.service().settings.options_folder
    assert not [
        p for p in folder.parent.iterdir() if p.name not in ("cache", "data", "options")
    ]
