"""A return is read in a process that can be stopped, whatever its file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.board_data.workbook import ReturnError, read_return_apart
from planner.errors import ScenarioError
from tests.board_data.workbook.editing import (
    BOARD,
    TODAY,
    opened,
    plan,
    put,
    read,
    saved,
    template,
)

NURSE = "Staff in post", ("nurse",), "wte"


def test_the_answer_is_that_of_reading_at_once(tmp_path: Path):
    book = opened()
    put(book, *NURSE, 3.1)
    path = saved(book, tmp_path)
    apart = read_return_apart(path, plan(), BOARD, today=TODAY)
    at_once = read(path)
    assert apart.scenario.boards == at_once.scenario.boards
    assert apart.scenario.provenance == at_once.scenario.provenance
    assert apart.option == at_once.option


def test_mistakes_and_unknown_boards_come_back(tmp_path: Path):
    book = opened()
    put(book, *NURSE, "2,4")
    with pytest.raises(ReturnError) as refused:
        read_return_apart(saved(book, tmp_path), plan(), BOARD, today=TODAY)
    assert refused.value.findings[0].row == 4
    with pytest.raises(ScenarioError, match="no board of this name"):
        read_return_apart(tmp_path, plan(), "narnia", today=TODAY)


def test_reading_that_takes_too_long_is_stopped_and_said(tmp_path: Path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(template())
    with pytest.raises(ReturnError) as refused:
        read_return_apart(path, plan(), BOARD, today=TODAY, longest_seconds=0.01)
    (found,) = refused.value.findings
    assert "reading was stopped" in found.rule
    assert found.hint
