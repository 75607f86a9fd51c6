"""The board page: levers, formula, answers, own numbers as the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash
import numpy as np
import pytest

import planner
from dashboard import jobs, plans, runs
from dashboard.answers import Answer
from dashboard.browsers import PageMark
from dashboard.pages import (
    board,
    board_answer,
    board_form,
    board_formula,
    board_results,
    board_state,
    compare_parts,
    running,
)
from dashboard.pages.board_state import BoardChoices
from dashboard.store import own_numbers
from planner.experiment import precision
from planner.inputs.boards import ILLUSTRATIVE
from tests.dashboard.conftest import BOARD, parts_of, text_of, wait_for

HERE = BoardChoices(BOARD, year="2028/29")
FIELDS = {
    "nurse_wte": "abc",
    "admin_wte": "-3",
    "sessions_a_week": "1e9",
    "operator_wte": "",
}


def typed_of(fields: dict[str, str], choices: BoardChoices = HERE) -> dict[str, str]:
    """What stands in all fields of the board when these are written over."""
    return plans.texts_of(choices.start_plan, choices.board) | fields


def ids_of(typed: dict[str, str]) -> list[dict[str, str]]:
    """Ids of the fields as a callback gets them."""
    return [{"type": "own-number", "key": key} for key in typed]


def test_the_page_has_its_finding_levers_and_every_part_of_a_result(
    answer: Answer, results: planner.Results
) -> None:
    jobs.service().keep(answer.plan, results)
    board_formula.by_formula(HERE.unmoved)
    shown = text_of(board.show_board(HERE))
    for part in (
        "Finding",
        "scanned within 90 days",
        "random variation alone",
        "9 futures in 10",
        "At once, by formula",
        "Move a lever",
        "The DXA list",
        "Other queues",
        "Needed beside offered",
        "Needed is contact work alone",
        "Load by stage and quarter",
        "Waits, measured in four ways",
        "KPIs as the audit has them",
        "Standards",
        "Typed numbers against the list on day 0",
        "This board's own numbers",
    ):
        assert part in shown


def test_the_year_is_in_the_sentence_and_in_the_address(
    answer: Answer, results: planner.Results
) -> None:
    jobs.service().keep(answer.plan, results)
    for year in ("2026/27", "2028/29"):
        choices = BoardChoices(BOARD, year=year)
        assert f"fractures of {year}" in text_of(
            board_answer.show(choices, board_state.find_answer(choices, None), None)
        )
    search = board.remember("", "2026/27", HERE.shown)
    assert search == f"?board={BOARD}&start=&year=2026%2F27"


def test_first_replications_say_that_they_are_few(answer: Answer) -> None:
    assert "First 2 of 3 replications" in board_answer.certainty(answer)


def test_the_formula_moves_with_a_lever_and_names_the_start(app: dash.Dash) -> None:
    plan = HERE.plan(typed_of({"sessions_a_week": "6"}))
    moved = {each.title: each for each in board_formula.figures(HERE, plan)}
    waiting = moved["waiting for DXA at the end"]
    assert waiting.now != waiting.start
    assert "start: " in text_of(board_formula.show(HERE, plan))
    still = board_formula.figures(HERE, HERE.unmoved)
    assert all(each.now == each.start for each in still)


def test_nonsense_is_explained_beside_its_field_and_runs_nothing(
    app: dash.Dash,
) -> None:
    asked = board_state.ask(HERE, typed_of(FIELDS), "")
    errors, summary = board_form.said(asked, list(FIELDS))
    assert asked.run is None
    assert all(errors)
    assert "Some numbers cannot be used" in text_of(summary)
    assert "Traceback" not in text_of(summary)


def move_levers(
    typed: dict[str, str], run_id: str = "", shown: dict[str, str] = HERE.shown
) -> tuple[Any, Any]:
    """Answers of the formula at once, and of the levers once they rest."""
    ids, values = ids_of(typed), list(typed.values())
    at_once = board.answer_at_once(values, "2028/29", shown, ids, run_id)
    rested = board.move(1, 0, shown, values, ids, "2028/29", run_id, "tab", 0)
    return at_once, rested


def test_a_refused_number_keeps_the_run_before_and_greys_its_results(
    app: dash.Dash,
) -> None:
    typed = typed_of({"nurse_wte": "abc"})
    (formula, grey, _, said), (errors, _, run_id) = move_levers(typed)
    assert [bool(error) for error in errors] == [key == "nurse_wte" for key in typed]
    assert run_id is dash.no_update
    assert formula is dash.no_update
    assert "stale" in grey
    assert "of the numbers before" in text_of(said)


def test_a_moved_lever_greys_what_is_shown_at_once_and_starts_its_run(
    app: dash.Dash, pretend: list[int], answer: Answer, results: planner.Results
) -> None:
    jobs.service().keep(answer.plan, results)
    typed = typed_of({"nurse_wte": "9"})
    (_, grey, _, said), (*_, run_id) = move_levers(typed)
    assert "stale" in grey
    assert "do not match" in text_of(said)
    run = jobs.service().row(run_id)
    assert run is not None
    assert dict(run.plans[0].typed) == {"nurse_wte": "9"}
    again = board_state.ask(HERE, typed, run_id)
    assert again.run_id == run_id, "the same numbers are not run twice"
    wait_for(jobs.service(), run_id)
    (_, grey, _, _), _ = move_levers(typed, run_id)
    assert "stale" not in grey


@pytest.mark.parametrize(
    "values", [[None] * 40, [3] * 40, [[]] * 40, ["\x00"] * 40, ["9" * 400] * 40, []]
)
def test_no_nonsense_in_the_fields_raises(
    app: dash.Dash, pretend: list[int], values: list[str]
) -> None:
    nonsense = dict(zip(typed_of({}), values, strict=False))
    move_levers(nonsense, "../x", {"board": "nowhere", "start": "<b>"})
    board.remember("", "", {})
    board.choose_board("nowhere", "nothing", "", "nothing")


def test_a_run_of_another_board_is_neither_in_the_address_nor_on_the_page(
    app: dash.Dash, pretend: list[int]
) -> None:
    asked = board_state.ask(HERE, typed_of({"nurse_wte": "9.1"}), "")
    elsewhere = {"board": "hywel-dda", "start": ""}
    assert board_state.run_shown(HERE.shown, asked.run_id) is not None
    assert board_state.run_shown(elsewhere, asked.run_id) is None
    assert asked.run_id in board.remember(asked.run_id, "", HERE.shown)
    assert asked.run_id not in board.remember(asked.run_id, "", elsewhere)


def test_what_was_saved_is_still_said_when_the_page_starts_from_it(
    app: dash.Dash,
) -> None:
    kept = own_numbers.keep("Said", BOARD, {"nurse_wte": "6"})
    told = "Kept: Said."
    page, _, start, shown = board.choose_board(BOARD, kept.id, "", kept.id, told, None)
    assert (start, shown) == (kept.id, {"board": BOARD, "start": kept.id})
    assert told in text_of(page)
    elsewhere, *_ = board.choose_board(BOARD, "published", "", kept.id, told, None)
    assert told not in text_of(elsewhere)


def test_a_board_without_published_kpis_is_labelled_on_its_page(app: dash.Dash) -> None:
    assert ILLUSTRATIVE in text_of(board.layout(board="swansea-bay"))
    assert ILLUSTRATIVE not in text_of(board.layout(board=BOARD))


def test_a_board_without_a_service_says_so(app: dash.Dash) -> None:
    assert "runs no Fracture Liaison Service of its own" in text_of(
        board.layout(board="powys")
    )


def test_a_change_is_saved_as_an_option_that_can_be_compared(app: dash.Dash) -> None:
    moved = typed_of({"nurse_wte": "4.2"})
    told = board_form.saved(HERE, "Two more nurses", moved)
    folder = jobs.service().settings.options_folder
    assert str(folder) in text_of(told)
    assert "Two more nurses" in compare_parts.known_options().values()
    again = board_form.saved(HERE, "Two more nurses", moved)
    assert "there already" in text_of(again)


@pytest.mark.parametrize("title", ["", "   ", "../up", "a/b", None])
def test_a_name_that_is_no_name_saves_nothing(
    app: dash.Dash, title: str | None
) -> None:
    before = compare_parts.known_options()
    told = board_form.saved(HERE, title, typed_of({"nurse_wte": "4.3"}))
    assert "rule" in text_of(told)
    assert compare_parts.known_options() == before


def test_saving_nothing_says_so(app: dash.Dash) -> None:
    told = board_form.saved(HERE, "Nothing", typed_of({}))
    assert "no number differs from the start" in text_of(told)


def test_every_lever_has_its_buttons_and_its_start(app: dash.Dash) -> None:
    shown = list(parts_of(board_form.levers(HERE, typed_of({}))))
    steps = [part for part in shown if type(part).__name__ == "Button"]
    named = [part for part in steps if getattr(part, "aria-label", "")]
    assert len(named) == 2 * len(
        [part for part in shown if type(part).__name__ == "TextInput"]
    )
    assert "start: 5.4" in text_of(board_form.levers(HERE, typed_of({})))


def test_a_run_stops_once_a_share_is_known_to_within_a_point(
    app: dash.Dash, results: planner.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_scenario: object, number: int, *_: object, **given: Any) -> object:
        matrix = np.resize(results.matrix, (number, len(results.index)))
        return replace(results, matrix=matrix, first=given["first"])

    monkeypatch.setattr(precision, "run", run)
    spread = iter((1.4, 1.1, 0.9))
    monkeypatch.setattr(precision, "level_known_to", lambda *_: next(spread))
    run_id = board_state.ask_precisely(HERE, typed_of({"nurse_wte": "8"}))
    ended = wait_for(jobs.service(), run_id)
    assert (ended.state, ended.ready) == (runs.DONE, 17), "at its third look"
    monkeypatch.setattr(jobs.RunService, "result", lambda *_: results)
    monkeypatch.setattr(board_state, "level_known_to", lambda *_: 0.9)
    assert board_state.points_known_to(HERE, ended) == 0.9
    usual = ended.changed(kind=runs.SIMULATE)
    assert board_state.points_known_to(HERE, usual) is None


def test_cancel_stops_what_was_asked_before_it_also_if_that_comes_later(
    app: dash.Dash, pretend: list[int]
) -> None:
    """A lever moves, Cancel is pressed; only then the lever's request is through."""
    plan = HERE.plan(typed_of({"nurse_wte": "8.5"}))
    asked = board_state.ask(HERE, dict(plan.typed), "", PageMark("late", 1))
    assert asked.run is not None
    running.cancel(3, "of an earlier run", "late")
    late = board_state.ask(HERE, {"nurse_wte": "8.6"}, "", PageMark("late", 2))
    assert late.run is not None
    assert late.run.state == runs.CANCELLED
    moved = board_state.ask(
        HERE, {"nurse_wte": "8.7"}, late.run.id, PageMark("late", 3)
    )
    other = board_state.ask(HERE, {"nurse_wte": "8.8"}, "", PageMark("another", 0))
    for run in (moved.run, other.run):
        assert run is not None
        assert wait_for(jobs.service(), run.id).state == runs.DONE


def test_a_cancelled_run_does_not_start_again_with_another_year(
    app: dash.Dash, pretend: list[int]
) -> None:
    typed = typed_of({"nurse_wte": "8.9"})
    ids, values = ids_of(typed), list(typed.values())
    formula, *_ = board.answer_at_once(values, "2026/27", HERE.shown, ids, "")
    assert "formula" in text_of(formula).lower()
    assert not pretend


def test_details_wait_until_there_is_an_answer(app: dash.Dash) -> None:
    run = jobs.Run("0" * 12, (HERE.unmoved,), (2,), 1, state="running")
    assert board_results.details(HERE, run) == []
    assert "first results will stand here" in text_of(
        board_answer.show(HERE, None, run)
    )
