"""A board's workbook on the screen: fetched, handed in, judged, kept."""

from __future__ import annotations

import base64
import io

import dash
import pytest
from openpyxl import load_workbook

from dashboard import board_workbooks as returns
from dashboard import jobs
from dashboard.jobs import RunService
from dashboard.pages import board, board_return
from planner.board_data import list_saved
from tests.dashboard.conftest import BOARD
from tests.dashboard.test_pages import text_of

NURSE = ("Staff in post", 4, 4)


def handed_in(content: bytes) -> str:
    """A file as the browser sends it."""
    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"


def filled_in(value: object) -> str:
    """The board's workbook with another WTE of its first post."""
    book = load_workbook(io.BytesIO(returns.template("wales-today", BOARD)))
    sheet, row, column = NURSE
    book[sheet].cell(row, column).value = value
    stream = io.BytesIO()
    book.save(stream)
    return handed_in(stream.getvalue())


@pytest.fixture
def here(
    app: dash.Dash, service: RunService, monkeypatch: pytest.MonkeyPatch
) -> RunService:
    """The pages with folders of this test alone."""
    monkeypatch.setattr(jobs, "service", lambda: service)
    return service


def test_the_page_offers_the_workbook(here: RunService):
    assert "Download the workbook" in text_of(board.layout(board=BOARD))
    file = board_return.fetch_template(1, BOARD)
    assert file["filename"] == f"{BOARD}.xlsx"
    assert base64.b64decode(file["content"])[:2] == b"PK"


def test_a_workbook_with_mistakes_shows_each_and_keeps_nothing(here: RunService):
    content = filled_in("2,4")
    told, _ = board_return.show_return(content, "mine.xlsx", BOARD)
    text = text_of(told)
    assert "Nothing was saved. To correct: 1" in text
    assert "Staff in post" in text
    assert "write a point before decimals: 2.4" in text
    board_return.keep_return(1, content, "mine.xlsx", BOARD)
    assert not list(here.settings.options_folder.glob("*"))


def test_a_right_workbook_shows_day_zero_and_becomes_an_option(here: RunService):
    content = filled_in(3.5)
    told, _ = board_return.show_return(content, "mine.xlsx", BOARD)
    assert "People on the lists on day 0: typed, and in the simulation" in text_of(told)
    saved = board_return.keep_return(1, content, "mine.xlsx", BOARD)
    (path,) = list_saved(here.settings.options_folder)
    assert str(path) in text_of(saved)
    again = board_return.keep_return(1, content, "mine.xlsx", BOARD)
    assert str(path) in text_of(again)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("", "mine.xlsx"),
        ("data:;base64,%%%", "mine.xlsx"),
        (handed_in(b"hello"), "mine.xlsx"),
        (handed_in(b"hello"), "../../mine.csv"),
        (handed_in(b"hello"), ""),
    ],
)
def test_what_is_no_workbook_is_refused(content: str, name: str, here: RunService):
    assert "Nothing was saved. To correct: 1" in text_of(
        board_return.shown(BOARD, content, name)
    )
