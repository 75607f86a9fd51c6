"""Own numbers as the start: kept, laid below options, never an effect."""

from __future__ import annotations

from pathlib import Path

import dash
import pytest

import planner
from dashboard import jobs, plans
from dashboard.pages import (
    assumptions_edit,
    board_form,
    board_own,
    board_state,
    start_from,
)
from dashboard.pages.board_own import Saving
from dashboard.plans import Plan
from dashboard.store import own_numbers
from dashboard.store.database import StoreError
from planner import board_data
from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_options
from tests.dashboard.conftest import BOARD, text_of
from tests.dashboard.test_board_page import typed_of


@pytest.fixture
def kept(app: dash.Dash) -> own_numbers.SavedNumbers:
    """Own numbers of the board, kept by name."""
    for each in own_numbers.listed(BOARD):
        own_numbers.delete(each.id)
    return own_numbers.keep("Ours", BOARD, (("nurse_wte", "8"),), "counted")


def test_own_numbers_are_the_start_of_the_page(
    kept: own_numbers.SavedNumbers,
) -> None:
    choices = board_state.chosen(BOARD, kept.id, "")
    assert choices.unmoved.typed == (("nurse_wte", "8"),)
    assert board_state.texts_shown(choices, None)["nurse_wte"] == "8"
    further = choices.plan(typed_of({"admin_wte": "5"}, choices))
    assert dict(further.typed) == {"nurse_wte": "8", "admin_wte": "5"}
    elsewhere = board_state.chosen("swansea-bay", kept.id, "")
    assert elsewhere.start == "", "another board does not start from these numbers"
    assert start_from.start_plan(kept.id) == Plan(
        "wales-today", board=BOARD, typed=kept.typed
    )


def test_a_start_that_is_not_there_is_said_and_the_published_numbers_shown(
    app: dash.Dash,
) -> None:
    assert start_from.start_plan("0" * 12) == board_state.national()
    assert "not on this computer" in text_of(start_from.remark("0" * 12))
    assert start_from.remark("") == []


def test_options_are_laid_over_own_numbers_as_the_command_line_does_it(
    kept: own_numbers.SavedNumbers, tmp_path: Path
) -> None:
    own = tmp_path / board_data.OWN_FILE
    own.write_text(board_own.file_text(kept), "utf-8")
    plan = Plan("wales-today", ("more-nurses",), BOARD, kept.typed)
    by_command_line = apply_options(
        planner.load_scenario("wales-today"), [own, "more-nurses"]
    )
    assert plans.load(plan).boards == by_command_line.boards


def test_own_numbers_are_kept_replaced_renamed_undone_and_deleted_with_reasons(
    kept: own_numbers.SavedNumbers,
) -> None:
    choices = board_state.chosen(BOARD, kept.id, "")
    texts = typed_of({"nurse_wte": "7"}, choices)
    for action, name, reason in (
        (board_own.REPLACE, "", "one left"),
        (board_own.RENAME, "Ours in May", ""),
        (board_own.UNDO, "", ""),
        (board_own.DELETE, "", "not ours"),
        (board_own.UNDO, "", ""),
    ):
        _said, now = board_own.act(action, choices, texts, Saving(name, reason))
        assert now == kept.id
    read = own_numbers.read(kept.id)
    assert read is not None
    assert read.name == "Ours"
    assert dict(read.typed) == {"nurse_wte": "7"}
    shown = text_of(board_own.history(read))
    for words in ("counted", "one left", "not ours", "renamed", "undone"):
        assert words in shown
    with pytest.raises(StoreError):
        board_own.act(board_own.KEEP, choices, texts, Saving("Ours", ""))
    with pytest.raises(ScenarioError):
        board_own.act(board_own.REPLACE, choices, {"nurse_wte": "x"}, Saving("", ""))


def test_an_option_saved_over_own_numbers_holds_the_levers_alone(
    kept: own_numbers.SavedNumbers,
) -> None:
    choices = board_state.chosen(BOARD, kept.id, "")
    told = board_form.saved(
        choices, "A nurse more", typed_of({"nurse_wte": "9"}, choices)
    )
    path = jobs.service().settings.options_folder / "a-nurse-more.toml"
    assert str(path) in text_of(told)
    over = plans.load(Plan("wales-today", (str(path),), BOARD, kept.typed))
    posts = over.periods[0][1].boards[BOARD].posts.values()
    assert sum(p.filled for p in posts if p.role == "nurse") == pytest.approx(9)


def test_typed_numbers_are_never_reported_as_an_effect(
    kept: own_numbers.SavedNumbers,
) -> None:
    """My numbers against themselves: nothing; an option over them: itself alone."""
    start = Plan("wales-today", (), BOARD, kept.typed, (BOARD,))
    option = Plan("wales-today", ("dxa-five-days",), BOARD, kept.typed, (BOARD,))

    def simulated(plan: Plan) -> planner.Results:
        return planner.run(plans.load(plan), 2, 1, [BOARD], workers=1)

    mine, again, changed = map(simulated, (start, start, option))
    nothing = planner.compare(mine, again)["difference"].dropna()
    assert len(nothing)
    assert (nothing == 0).all()
    own = apply_options(plans.load(start), ["dxa-five-days"])
    alone = planner.run(own, 2, 1, [BOARD], workers=1)
    effect = planner.compare(mine, changed)
    assert effect["difference"].equals(planner.compare(mine, alone)["difference"])
    assert (effect["difference"].dropna() != 0).any()


def test_edited_assumptions_are_a_start_of_every_board_and_on_the_command_line(
    app: dash.Dash,
) -> None:
    for each in own_numbers.listed(""):
        own_numbers.delete(each.id)
    folder = jobs.service().settings.options_folder
    edits = {"population.growth": ("0.021", "counted")}
    for path in folder.glob("growth-as-counted*"):
        path.unlink()
    path = assumptions_edit.save("Growth as counted", edits)
    (kept,) = own_numbers.listed("")
    plan = start_from.start_plan(kept.id)
    on_screen = plans.load(plan)
    assert on_screen.population.growth == 0.021
    by_command_line = apply_options(planner.load_scenario(), [path])
    assert on_screen.population == by_command_line.population
    assert "edited assumptions: Growth as counted" in start_from.choices(BOARD).values()
    choices = board_state.chosen(BOARD, kept.id, "")
    assert choices.scenario.population.growth == 0.021
    levers = choices.plan(typed_of({"nurse_wte": "9"}, choices))
    assert plans.load(levers).population.growth == 0.021
    assert "edited assumptions" in start_from.sentence(kept.id)


def test_own_numbers_that_somebody_else_changed_meanwhile_are_not_written_over(
    app: dash.Dash,
) -> None:
    """Two people look at version 1; one replaces it, and the other one is told."""
    kept = own_numbers.keep("Shared", BOARD, {"nurse_wte": "6"})
    here = board_state.chosen(BOARD, kept.id, "")
    mine, theirs = (typed_of({"nurse_wte": wte}, here) for wte in ("7", "8"))
    board_own.act(board_own.REPLACE, here, mine, Saving("", "from the rota", 1))
    for action in (board_own.REPLACE, board_own.DELETE, board_own.UNDO):
        with pytest.raises(StoreError, match=r"changed meanwhile .* from the rota"):
            board_own.act(action, here, theirs, Saving("", "", 1))
    newest = own_numbers.read(kept.id)
    assert newest is not None
    assert dict(newest.typed)["nurse_wte"] == "7"
