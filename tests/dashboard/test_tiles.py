"""Tiles say their number, their interval and their sign in text."""

from __future__ import annotations

import datetime

import pandas as pd

import planner
from dashboard import jobs
from dashboard.answers import Answer
from dashboard.pages import board_answer, board_clearance
from dashboard.pages.board_state import BoardChoices
from dashboard.places import sessions_in_words, sessions_row
from dashboard.ui.tiles import KINDS, MARKS, folded, tile, tiles
from planner.experiment.needs import MORE, sessions_needed
from planner.reports.number_format import number
from tests.dashboard.conftest import BOARD, text_of


def test_a_tile_holds_its_label_number_and_each_band() -> None:
    shown = tile("Scanned", "63 %", ["56 to 71", "random 60 to 65"], "12 of 30 sets")
    text = text_of(shown)
    for part in ("Scanned", "63 %", "56 to 71", "random 60 to 65", "12 of 30 sets"):
        assert part in text


def test_the_frame_of_a_tile_is_never_its_colour_alone() -> None:
    for kind in KINDS[1:]:
        assert MARKS[kind] in text_of(tile("Scanned", "63 %", kind=kind))


def test_what_is_folded_away_can_be_opened() -> None:
    shown = folded("What does not move", tiles("Others", tile("Nurses", "3")))
    assert type(shown.children[0]).__name__ == "Summary"
    assert "Nurses" in text_of(shown)


def test_sessions_to_add_are_those_of_the_page_of_wales(
    answer: Answer, results: planner.Results
) -> None:
    """What holds the list and clears it, less what is offered: not the last alone."""
    jobs.service().keep(answer.plan, results)
    needs = sessions_needed(results)
    wanting = sessions_row(needs, BOARD, MORE)
    assert wanting is not None
    shown = text_of(
        board_answer.show(BoardChoices(BOARD, year="2028/29"), answer, None)
    )
    words = sessions_in_words(needs, BOARD)
    for part in (number(wanting["mean"]), words, "Colour in the audit: "):
        assert part in shown


def test_a_backlog_that_never_clears_is_said_to_be_outside_the_plan() -> None:
    never = board_clearance._dates(pd.DataFrame(), "scan", datetime.date(2026, 4, 1))
    assert never["mean"] == "not in plan"
    assert "" not in never.values()
