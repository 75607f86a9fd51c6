"""Every mistake of a return is found, each once, and said so that it can be mended."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from planner.board_data.workbook import BoardReturn
from tests.board_data.workbook.editing import BOARD, mistakes, opened, put, read, saved

STAFF, PLANS = "Staff in post", "Job plans"
DIARY, LISTS, WEEKS = "Scanner diary", "Waiting lists", "Weekly referrals"
NURSE, SCANNER = ("nurse",), ("scanner",)
Edit = tuple[str, int | tuple[Any, ...], str, Any]
PLANTED: tuple[tuple[Edit, ...], ...] = (
    ((STAFF, NURSE, "wte", "2,4"),),
    ((STAFF, ("admin",), "wte", "1.7 WTE"),),
    ((STAFF, ("operator",), "wte", -1),),
    ((STAFF, ("second-operator",), "wte", 300),),
    ((STAFF, ("reporter",), "band", "12"),),
    ((STAFF, ("roll-out-nurse",), "role", "doctor"),),
    ((STAFF, ("roll-out-admin",), "start", "next spring"),),
    ((STAFF, 11, "post", "nurse"), (STAFF, 11, "role", "nurse"),
     (STAFF, 11, "band", 6), (STAFF, 11, "wte", 1)),
    ((STAFF, 12, "post", "clinic-nurse"), (STAFF, 12, "role", "nurse"),
     (STAFF, 12, "band", 6)),
    ((STAFF, 13, "post", "bank-nurse"), (STAFF, 13, "role", "nurse"),
     (STAFF, 13, "band", 6), (STAFF, 13, "wte", 1),
     (STAFF, 13, "start", datetime.date(2027, 1, 1)),
     (STAFF, 13, "end", datetime.date(2026, 6, 1))),
    ((PLANS, 4, "post", "nurse"), (PLANS, 4, "activity", "assess"),
     (PLANS, 4, "share", 0.7), (PLANS, 5, "post", "nurse"),
     (PLANS, 5, "activity", "reviews"), (PLANS, 5, "share", 0.4)),
    ((PLANS, 6, "post", "porter"), (PLANS, 6, "activity", "vet"),
     (PLANS, 6, "share", 1)),
    ((PLANS, 7, "post", "admin"), (PLANS, 7, "activity", "tea"),
     (PLANS, 7, "share", 1)),
    ((DIARY, SCANNER, "sessions a week", 25),),
    ((DIARY, SCANNER, "slots a session", 7.5),),
    ((DIARY, SCANNER, "downtime", "2 %"),),
    ((DIARY, SCANNER, "needs operator", "perhaps"),),
    ((DIARY, 5, "scanner", "mobile"), (DIARY, 5, "sessions a week", 2),
     (DIARY, 5, "slots a session", 8), (DIARY, 5, "slot minutes", 25),
     (DIARY, 5, "kept slots a day", 20)),
    ((LISTS, ("scan", 0, 41, "urgent"), "people", -3),),
    ((LISTS, ("scan", 0, 41, "routine"), "people", "about 450"),),
    ((LISTS, ("scan", 42, 89, "urgent"), "urgency", "soon"),),
    ((LISTS, ("scan", 90, 179, "routine"), "to day", 60),),
    ((LISTS, ("assess", 0, 6, "routine"), "stage", "reception"),),
    ((WEEKS, 5, "week", datetime.date(2026, 1, 5)), (WEEKS, 5, "gp referrals", 28.5)),
    ((WEEKS, 6, "week", datetime.date(2026, 1, 7)), (WEEKS, 6, "gp referrals", 31)),
)  # fmt: skip
"""Mistakes, each with the cells that make it."""


def planted(book: Workbook, count: int = len(PLANTED)) -> None:
    """Type the first mistakes into a workbook."""
    for edits in PLANTED[:count]:
        for edit in edits:
            put(book, *edit)


def test_twenty_five_planted_mistakes_get_twenty_five_findings(tmp_path: Path):
    book = opened()
    planted(book)
    found = mistakes(saved(book, tmp_path))
    assert len(PLANTED) == 25
    assert len(found) == 25, [str(f) for f in found]
    assert len({(f.sheet, f.row, f.column) for f in found}) == 25
    assert all(f.sheet and f.row and f.rule and f.hint for f in found)


@pytest.mark.parametrize("number", range(len(PLANTED)))
def test_each_planted_mistake_alone_gets_one_finding(number: int, tmp_path: Path):
    book = opened()
    for edit in PLANTED[number]:
        put(book, *edit)
    if number == len(PLANTED) - 1:
        # The second row of a week needs the first.
        put(book, WEEKS, 5, "week", datetime.date(2026, 1, 5))
    (found,) = mistakes(saved(book, tmp_path))
    rows = {edit[1] for edit in PLANTED[number] if isinstance(edit[1], int)}
    assert found.sheet == PLANTED[number][0][0]
    assert not rows or found.row in rows


def test_a_finding_says_where_what_why_and_the_way_out(tmp_path: Path):
    book = opened()
    put(book, STAFF, NURSE, "wte", "2,4")
    (found,) = mistakes(saved(book, tmp_path))
    assert (found.sheet, found.row, found.column) == (STAFF, 4, "wte (D)")
    assert found.value == "'2,4'"
    assert found.rule == "is a number from 0 to 200 (unit: WTE)"
    assert found.hint == "write a point before decimals: 2.4"


def remove(book: Workbook, sheet: str, column: int) -> None:
    """Take a column out of a sheet."""
    book[sheet].delete_cols(column)


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (lambda b: b.remove(b[PLANS]), "the sheet is missing"),
        (lambda b: b.create_sheet("Notes").append(["ask Monday"]), "no such sheet"),
        (lambda b: remove(b, STAFF, 4), "the column 'wte' is missing"),
        (lambda b: b[STAFF].delete_rows(1, 3), "has no headings"),
        (lambda b: b[STAFF].delete_rows(4, 20), "has no rows"),
        (lambda b: b[STAFF].delete_rows(1, 40), "is empty"),
        (lambda b: b[LISTS].delete_rows(20, 8), "no row for scan"),
        (lambda b: b[STAFF].cell(1, 30, "wte"), "stands twice"),
        (lambda b: b[STAFF].cell(1, 30, "Shoe size"), "no such column"),
        (lambda b: setattr(b[DIARY], "sheet_state", "hidden"), "is hidden"),
        (lambda b: b[STAFF].merge_cells("D4:D5"), "are merged"),
        (lambda b: put(b, STAFF, NURSE, "wte", "=1+1.4"), "is a formula"),
        (lambda b: put(b, STAFF, NURSE, "wte", "#REF!"), "is an error of Excel"),
        (lambda b: put(b, STAFF, NURSE, "wte", True), "is a number"),
        (lambda b: put(b, STAFF, NURSE, "wte", datetime.date(2026, 4, 2)), "a number"),
        (lambda b: put(b, STAFF, NURSE, "wte", "240 %"), "is a number"),
        (lambda b: put(b, LISTS, ("scan", 42, 89, "urgent"), "from day", 30), "overl"),
        (lambda b: put(b, "Read me first", 2, "Read me first", "board"), ""),
        (lambda b: put(b, DIARY, SCANNER, "slot minutes", 100), "more than a half day"),
        (lambda b: b["Read me first"].cell(2, 2, "powys"), "is not for"),
        (lambda b: b["Read me first"].cell(3, 2, "wales-2023"), "another scenario"),
        (lambda b: b["Read me first"].cell(4, 2, "soon"), "is a date"),
        (lambda b: b["Read me first"].cell(4, 2, "2030-01-01"), "in the future"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sheet_gets_one_finding(
    edit: Callable[[Workbook], Any], rule: str, tmp_path: Path
):
    book = opened()
    edit(book)
    found = mistakes(saved(book, tmp_path))
    assert len(found) == bool(rule), found
    assert all(rule in each.rule for each in found)


@pytest.mark.parametrize(
    ("edit", "hint"),
    [
        (lambda b: b[STAFF].cell(1, 30, "wtes"), "did you mean wte? if not, take it"),
        (lambda b: b[STAFF].cell(1, 30, "Shoe size"), "take it out; there are: post"),
        (lambda b: b.create_sheet("Staff in posts"), "did you mean Staff in post?"),
        (lambda b: b.create_sheet("Notes"), "delete it; there are: Read me first"),
        (lambda b: put(b, STAFF, NURSE, "role", "nurze"), "did you mean nurse?"),
        (lambda b: put(b, STAFF, NURSE, "role", "wizard"), "choose one of these"),
    ],
)
def test_a_wrong_name_is_answered_with_the_one_that_comes_near(
    edit: Callable[[Workbook], Any], hint: str, tmp_path: Path
):
    book = opened()
    edit(book)
    (found,) = mistakes(saved(book, tmp_path))
    assert found.hint.startswith(hint)


def typed(tmp_path: Path, *edits: Edit) -> BoardReturn:
    """The return of a template with these cells."""
    book = opened()
    for edit in edits:
        put(book, *edit)
    return read(saved(book, tmp_path))


def test_harmless_differences_are_read(tmp_path: Path):
    returned = typed(
        tmp_path,
        (STAFF, NURSE, "wte", " 3 "),
        (STAFF, NURSE, "role", "Nurse"),
        (STAFF, NURSE, "band", 7),
        (STAFF, NURSE, "start", "01/03/2026"),
        (STAFF, NURSE, "source", "see the rota of March"),
        (STAFF, 14, "post", "# agreed with finance"),
        (DIARY, SCANNER, "needs operator", "Yes"),
        (LISTS, ("scan", 0, 41, "routine"), "people", "1,450"),
    )
    board = returned.scenario.boards[BOARD]
    assert (board.posts["nurse"].wte, board.posts["nurse"].band) == (3, "7")
    assert board.posts["nurse"].start == datetime.date(2026, 3, 1)
    assert board.waiting_list["scan"].count == 3000


def test_numbers_typed_carry_the_return_and_others_keep_their_owner(tmp_path: Path):
    returned = typed(
        tmp_path,
        (STAFF, NURSE, "wte", 3.1),
        ("Read me first", 4, "Read me first", "figures as of"),
    )
    known = returned.scenario.provenance
    own = known[f"boards.{BOARD}.posts.nurse.wte"]
    assert own.source == "the board's own return, 2026-11-22"
    assert (own.confidence, own.unit) == ("seen", "WTE")
    other = known[f"boards.{BOARD}.posts.admin.wte"]
    before = returned.base.provenance[f"boards.{BOARD}.posts.admin.wte"]
    assert (other.source, other.confidence) == (before.source, before.confidence)


def test_a_post_that_is_no_longer_named_offers_nothing(tmp_path: Path):
    book = opened()
    book[STAFF].delete_rows(4)
    returned = read(saved(book, tmp_path))
    assert returned.scenario.boards[BOARD].posts["nurse"].wte == 0


def test_weeks_give_their_mean_and_the_shares_that_bring_it(tmp_path: Path):
    weeks = [
        (WEEKS, 5 + n, heading, value)
        for n, count in enumerate((50, 60, 70))
        for heading, value in (
            ("week", datetime.date(2026, 1, 5) + datetime.timedelta(weeks=n)),
            ("fls referrals", count),
        )
    ]
    returned = typed(tmp_path, *weeks)
    before = returned.base.boards[BOARD].demand.identified
    after = returned.scenario.boards[BOARD].demand.identified
    assert returned.referrals["fls_referrals"] == 60
    # Guests from Powys come unchanged, so the own residents carry the difference.
    assert after.hip / before.hip == pytest.approx(60 / 53.3, abs=0.01)
    owner = returned.scenario.provenance[f"boards.{BOARD}.demand.identified.hip"]
    assert owner.confidence == "derived"
