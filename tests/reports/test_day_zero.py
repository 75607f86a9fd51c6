"""The reconciliation counts people and hours in what is really simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.board_data.workbook import BoardReturn
from planner.reports.day_zero import reconcile
from tests.board_data.workbook.editing import opened, put, read, saved


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> BoardReturn:
    """A return with lists, staff and a scanner of its own."""
    book = opened()
    put(book, "Waiting lists", ("scan", 0, 41, "urgent"), "people", 7)
    put(book, "Waiting lists", ("scan", 42, 89, "urgent"), "people", 211)
    put(book, "Waiting lists", ("report", 0, 41, "routine"), "people", 37)
    put(book, "Staff in post", ("nurse",), "wte", 3.3)
    put(book, "Scanner diary", ("scanner",), "slots a session", 9)
    put(book, "Scanner diary", ("scanner",), "slot minutes", 20)
    return read(saved(book, tmp_path_factory.mktemp("book")))


def test_every_list_starts_with_the_people_that_were_typed(returned: BoardReturn):
    lines = reconcile(returned).lists
    assert all(line.typed == line.model for line in lines)
    counted = {
        (line.stage, line.first_day, line.urgent): line.model
        for line in lines
        if line.model
    }
    assert counted["scan", 0, True] == 7
    assert counted["scan", 42, True] == 211
    assert counted["report", 0, False] == 37


def test_hours_of_staff_and_scanners_are_those_of_the_contracts(returned: BoardReturn):
    hours = {line.what: line for line in reconcile(returned).hours}
    # 3.3 and the 3.0 of the roll-out, at 37.5 hours.
    assert hours["nurse"].typed == pytest.approx(6.3 * 37.5)
    # Ten sessions of nine slots of 20 minutes.
    assert hours["scanner"].typed == pytest.approx(30)
    for line in hours.values():
        assert line.model == pytest.approx(line.typed, rel=0.01)
        assert line.offered is None or 0 < line.offered < line.model


def test_referrals_that_the_model_expects_are_those_that_were_typed(
    tmp_path: Path,
):
    book = opened()
    week = ("mean",)
    put(book, "Weekly referrals", week, "fls referrals", 61)
    put(book, "Weekly referrals", week, "gp referrals", 25)
    lines = reconcile(read(saved(book, tmp_path))).referrals
    assert {line.what: line.typed for line in lines} == {
        "fls referrals": 61,
        "gp referrals": 25,
        "hospital referrals": 18,
    }
    for line in lines:
        assert line.model == pytest.approx(line.typed, abs=0.05)


def test_a_scanner_without_an_operator_is_named(tmp_path: Path):
    book = opened("powys")
    for place, value in enumerate(["mobile", 2, 8, 25], 1):
        book["Scanner diary"].cell(4, place, value)
    assert reconcile(read(saved(book, tmp_path), "powys")).idle == ("mobile",)


def test_a_list_that_differs_is_noticed(returned: BoardReturn):
    returned.lists.tables["report"][0, 41, False] += 1
    try:
        assert not reconcile(returned).agrees
    finally:
        returned.lists.tables["report"][0, 41, False] -= 1
    assert reconcile(returned).agrees
