"""The comparison's choices, its one table, and the files to take away."""

from __future__ import annotations

import base64
import io

import dash
from openpyxl import load_workbook

from dashboard import jobs
from dashboard.pages import compare, compare_parts
from tests.dashboard.conftest import BOARD, parts_of, text_of


def test_more_options_than_can_be_told_apart_are_refused(app: dash.Dash) -> None:
    nine = list(compare_parts.known_options())[:9]
    told, run_id, _picker = compare.start(1, "wales-today", nine, BOARD, "")
    assert "Choose 8 options at most" in text_of(told)
    assert run_id is dash.no_update


def test_systems_of_verification_are_no_baselines(app: dash.Dash) -> None:
    told, run_id, _picker = compare.start(1, "mm1", ["balanced"], "wales", "")
    assert "not known here" in text_of(told)
    assert run_id is dash.no_update


def test_options_stand_in_groups_with_question_and_price(app: dash.Dash) -> None:
    parts = list(parts_of(compare.layout()))
    groups = [text_of(part) for part in parts if type(part).__name__ == "Legend"]
    assert groups[:5] == ["capacity", "people", "pathway", "order of access", "futures"]
    boxes = {p.value: p.description for p in parts if type(p).__name__ == "Checkbox"}
    assert boxes["dxa-five-days"] == (
        "What if every board scanned on five days a week, with operators and reporters"
        " to match? Price: £20,000 once."
    )
    assert compare.tick_suggested(1) == compare_parts.first_look()
    assert len(compare_parts.first_look()) == 6


def test_one_table_has_an_option_a_row_and_the_answer_before_it(
    compared: jobs.Run,
) -> None:
    shown, *_ = compare.show_results("", BOARD, "2027/28", "scanned=80", compared.id)
    (table,) = [
        part
        for part in parts_of(shown)
        if getattr(part, "className", "") == "compare-table"
    ]
    rows = [part for part in parts_of(table) if type(part).__name__ == "Tr"]
    assert len(rows) == 1 + 2
    said = text_of(shown)
    assert said.index("No option clears the DXA backlog") < said.index(
        "Cost of the plan"
    )
    assert "Answer: Aneurin Bevan, 2027/28" in said
    (ask,) = [p for p in parts_of(shown) if "/ask" in str(getattr(p, "href", ""))]
    assert ask.href == (
        "/ask?question=meet&mark=scanned%3D80&by=2028-03&board=aneurin-bevan"
    )


def test_the_table_is_taken_away_with_the_year_that_was_chosen(
    compared: jobs.Run,
) -> None:
    looked_at = (BOARD, "2027/28", "assessed=80")
    text = compare.download_csv(1, compared.id, *looked_at)
    assert text is not None
    assert "2027-28" in text["filename"]
    first, *lines = text["content"].splitlines()
    assert {"option", "year", "cleared", "chance_of_mark"} <= set(first.split(","))
    assert len(lines) == 2
    assert all("2027/28" in line for line in lines)
    book = compare.download_book(1, compared.id, *looked_at)
    assert book is not None
    sheets = load_workbook(io.BytesIO(base64.b64decode(book["content"])))
    assert sheets.sheetnames == ["Options", "Read first"]
    assert sheets["Options"].max_row == 3
    page = compare.download(1, compared.id, "2027/28")
    assert page is not None
    assert "2027/28" in page["content"]
    assert "2027-28" in page["filename"]
