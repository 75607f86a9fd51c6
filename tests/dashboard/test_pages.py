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
from dashboard import jobs, plans, rows
from dashboard.answers import Answer
from dashboard.app import PAGES, page_names
from dashboard.pages import (
    assumptions,
    assumptions_parts,
    board,
    board_form,
    board_results,
    board_state,
    compare_parts,
    wales_parts,
)
from dashboard.pages.compare_view import View
from dashboard.pages.running import poll, write_address
from dashboard.places import PlaceFigures
from dashboard.plans import Plan
from dashboard.ui.progress import ready_mark
from planner.inputs.boards import ILLUSTRATIVE
from planner.reports.cost_sentences import cost_sentences
from tests.dashboard.conftest import BOARD, parts_of, text_of

FIELDS = {
    "nurse_wte": "abc",
    "admin_wte": "-3",
    "sessions_a_week": "1e9",
    "operator_wte": "",
}


def typed_of(fields: dict[str, str]) -> dict[str, str]:
    """What stands in all fields of the board when these are written over."""
    now = plans.board_fields("wales-today", BOARD)
    return {field.id: plans.written(field) for field in now} | fields


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
    nonsense = dict.fromkeys(("board", "run", "option", "year", "place"), "<b>../x")
    assert page.layout(**nonsense, confidence="x", find="zzz", other="y")


def test_pages_have_their_names_in_the_navigation() -> None:
    assert list(page_names()) == ["/", "/board", "/compare", "/assumptions"]


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
        for _year in rows.years(of_wales.table, of_wales.scenario)[:2]
    ]
    (sentence, _holds) = cost_sentences(of_wales.table, of_wales.scenario, "wales")
    assert all(sentence in each for each in said)


def test_a_year_that_the_plan_cuts_is_not_offered_beside_a_whole_one(
    answer: Answer,
) -> None:
    def offered(years: float) -> tuple[planner.Scenario, pd.DataFrame, list[str]]:
        plan = answer.scenario.with_values({"years": years})
        table = planner.summarise(planner.run(plan, 1, 1, [BOARD], workers=1))
        return plan, table, rows.years(table, plan)

    assert offered(1.5)[2] == ["2026/27"]
    plan, table, known = offered(0.5)
    assert known == ["2026/27"]
    national = Answer(answer.plan, plan, 1, 1, table.replace({BOARD: "wales"}))
    nothing = PlaceFigures({}, pd.DataFrame(columns=["place", "measure"]), {})
    shown = wales_parts.show_finding(wales_parts.Shown(national), nothing, "2026/27")
    assert "In 182 days of 2026/27, " in text_of(shown)


def test_the_board_page_shows_every_part_of_a_result(
    answer: Answer, results: planner.Results
) -> None:
    service = jobs.service()
    service.keep(answer.plan, results)
    shown = text_of(board_results.body(BOARD, None))
    for part in (
        "Waiting lists",
        "Waits, measured in four ways",
        "Load by stage and quarter",
        "Needed beside offered",
        "Typed numbers against the list on day 0",
    ):
        assert part in shown


def test_the_pathway_is_drawn_with_the_same_in_words_beside_it(app: dash.Dash) -> None:
    shown = assumptions_parts.pathway(board_state.national())
    picture = next(part for part in shown.children if hasattr(part, "src"))
    assert picture.src.startswith("data:image/svg+xml;base64,")
    assert "Standard FLS pathway" in picture.alt
    assert "-> end: not reached: otherwise (15 %)" in text_of(shown)


def test_a_board_without_published_kpis_is_labelled_on_its_page(app: dash.Dash) -> None:
    assert ILLUSTRATIVE in text_of(board.layout(board="swansea-bay"))
    assert ILLUSTRATIVE not in text_of(board.layout(board=BOARD))


def test_a_board_without_a_service_says_so(app: dash.Dash) -> None:
    assert (
        "This board runs no Fracture Liaison Service of its own in the "
        "plan: its residents are seen by other boards, as their shares "
        "under Assumptions say."
    ) in text_of(board.layout(board="powys"))


def test_nonsense_is_explained_beside_its_field_and_runs_nothing(
    app: dash.Dash,
) -> None:
    asked = board_state.ask(BOARD, typed_of(FIELDS))
    errors, summary = board_form.said(asked, list(FIELDS))
    assert asked.run is None
    assert all(errors)
    assert "Some numbers cannot be used" in text_of(summary)
    assert "Traceback" not in text_of(summary)


def test_the_form_callback_keeps_the_run_before_when_a_number_is_refused(
    app: dash.Dash,
) -> None:
    typed = typed_of({"nurse_wte": "abc"})
    ids = [{"type": "own-number", "key": key} for key in typed]
    errors, _, run_id = board.start(1, BOARD, ids, list(typed.values()))
    assert [bool(error) for error in errors] == [key == "nurse_wte" for key in typed]
    assert run_id is dash.no_update


def test_results_are_greyed_when_a_number_changes(
    app: dash.Dash, answer: Answer, results: planner.Results
) -> None:
    service = jobs.service()
    service.keep(answer.plan, results)
    typed = typed_of({"nurse_wte": "9"})
    ids = [{"type": "own-number", "key": key} for key in typed]
    shade, words = board.show_stale(list(typed.values()), "", ids, BOARD, "")
    assert "stale" in shade
    assert (
        "The numbers above have changed since this run: the results "
        "below do not match them any more. Press Run to bring them up "
        "to date."
    ) in text_of(words)
    shade, words = board.show_stale(list(typed_of({}).values()), "", ids, BOARD, "")
    assert "stale" not in shade


def test_a_change_is_saved_as_an_option_that_can_be_compared(app: dash.Dash) -> None:
    told = board_form.saved("Two more nurses", BOARD, typed_of({"nurse_wte": "4.2"}))
    folder = jobs.service().settings.options_folder
    assert str(folder) in text_of(told)
    assert "Two more nurses" in compare_parts.known_options().values()
    again = board_form.saved("Two more nurses", BOARD, typed_of({"nurse_wte": "4.2"}))
    assert "there already" in text_of(again)


@pytest.mark.parametrize("title", ["", "   ", "../up", "a/b", None])
def test_a_name_that_is_no_name_saves_nothing(
    app: dash.Dash, title: str | None
) -> None:
    before = compare_parts.known_options()
    told = board_form.saved(title, BOARD, typed_of({"nurse_wte": "4.3"}))
    assert "rule" in text_of(told)
    assert compare_parts.known_options() == before


def test_saving_nothing_says_so(app: dash.Dash) -> None:
    told = board_form.saved("Nothing", BOARD, typed_of({}))
    assert "There is nothing to save yet: no number differs from the plan." in text_of(
        told
    )


def test_assumptions_are_found_and_labelled(app: dash.Dash) -> None:
    shown, pages, search = assumptions.show_numbers("swansea scanner", "all", 1)
    assert "boards.swansea-bay.scanners" in text_of(shown)
    assert pages == 1
    assert search == "?find=swansea+scanner"
    every = assumptions_parts.fitting(board_state.national(), "", "assumption")
    assert every
    assert {origin.confidence for _index, origin in every} == {"assumption"}


def test_the_poll_of_no_run_shows_nothing_and_rests(app: dash.Dash) -> None:
    shown, _, rests, _ = poll(0, "", "", "")
    assert (shown, rests) == ([], True)


def test_a_run_is_not_called_finished_over_earlier_findings(
    app: dash.Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = jobs.Run("0" * 12, (Plan("wales-today"),), (3, 10), 1, state="done", ready=10)
    monkeypatch.setattr(jobs.RunService, "row", lambda *_: run)
    before, now = f"{run.id}:3:running", ready_mark(run)
    shown, _, rests, new = poll(0, run.id, before, before)
    assert "Finished" not in text_of(shown)
    assert "being renewed" in text_of(shown)
    assert (rests, new) == (False, now)
    shown, _, rests, new = poll(1, run.id, now, now)
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
