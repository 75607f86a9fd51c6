"""A board's own workbook on its way in and out: the screen's door to the importer."""

from __future__ import annotations

import base64
import binascii
import datetime
import tempfile
from functools import lru_cache
from pathlib import Path

from dashboard import plans
from dashboard.plans import Plan
from dashboard.store import own_numbers
from dashboard.store.own_numbers import SavedNumbers
from planner.board_data import OWN_FILE
from planner.board_data.save import change_text
from planner.board_data.workbook import (
    BoardReturn,
    CellFinding,
    ReturnError,
    fill,
    read_return_apart,
    save_return,
    workbook_bytes,
)
from planner.locale import _
from planner.reports.day_zero import Reconciliation, reconcile

__all__ = ["BoardReturn", "Reconciliation", "ReturnError", "read", "reconcile", "save"]
UPLOAD = "return.xlsx"
LONGEST_NAME = 80


def template(scenario: str, board: str) -> bytes:
    """The workbook of a board, filled with what the plan holds."""
    return workbook_bytes(fill(plans.load(Plan(scenario)), board))


@lru_cache(maxsize=4)
def read(scenario: str, board: str, content: str, name: str) -> BoardReturn:
    """Numbers that a board typed into an uploaded workbook.

    Parameters
    ----------
    content : as the browser sends it: kind of file, comma, base 64
    name : of the file; its ending says what it is

    Raises
    ------
    ReturnError: with every mistake at once
    """
    try:
        raw = base64.b64decode(content.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        found = CellFinding(_("came only in part"), _("choose the file once more"))
        raise ReturnError(UPLOAD, [found]) from None
    today = datetime.date.today()
    with tempfile.TemporaryDirectory() as folder:
        # The person's own name for the file is nothing to write to a disk.
        path = Path(folder) / f"return{_ending(name)}"
        path.write_bytes(raw)
        stem = f"{board}-return-{today}"
        base = plans.load(Plan(scenario))
        return read_return_apart(path, base, board, today=today, name=stem)


def _ending(name: str) -> str:
    """Ending of a file's name, where it is a plain one."""
    ending = Path(name).suffix.lower()
    return ending if ending[1:].isalnum() and len(ending) < 8 else ""


def keep(returned: BoardReturn, name: str) -> SavedNumbers:
    """The numbers of a return, kept by the day of its figures as a start.

    Raises
    ------
    StoreError: if they cannot be saved
    """
    text = change_text(returned.option)
    typed = ((OWN_FILE, text),)
    title = _("workbook of {day}", day=returned.day)
    reason = _("from the workbook {file}", file=Path(name).name[:LONGEST_NAME])
    for numbers in own_numbers.listed(returned.board):
        if numbers.name == title:
            return own_numbers.replace(numbers.id, typed, reason)
    return own_numbers.keep(title, returned.board, typed, reason)


def save(folder: Path, returned: BoardReturn) -> Path:
    """The option file of a return; one of the same day is written over.

    Raises
    ------
    ScenarioError: if nothing can be written
    """
    return save_return(folder, returned, replace=True)
