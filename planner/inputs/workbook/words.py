"""The first sheet: what is asked, of whom, and what not to type."""

from __future__ import annotations

from typing import Any

from planner.inputs.workbook.sheets import ABOUT
from planner.inputs.workbook.tables import FEW, Filled

BOARD, SCENARIO, AS_OF = "board", "scenario", "figures as of"
"""Labels of cells that are read."""
RULES: tuple[tuple[str, str], ...] = (
    (
        "do not type",
        "Anything about one person, patient or colleague: no names, no dates of birth, "
        "no NHS or hospital numbers, no postcodes, no addresses. The planner takes "
        "counts of people, hours and sessions, and refuses the whole file otherwise.",
    ),
    (
        "counts under 5",
        f"Write {FEW} for one to four people. The planner keeps its own number there "
        "if that is under five too, and else takes 2, as an assumption. Counts of one "
        f"to four are shown as {FEW} in this file.",
    ),
    (
        "figures",
        "Plain numbers without their unit: 12.5, not 12,5 or 12 WTE. Shares as 0.25, "
        "not 25 %. Dates as 2026-03-31. No formulas, no merged cells, no macros, no "
        "hidden sheets, no links to other files.",
    ),
    (
        "free to use",
        "Empty rows, rows that begin with #, and the column source, which is not read. "
        "Keep the headings and the names of the sheets.",
    ),
)


def about_rows(filled: Filled) -> list[tuple[str, Any]]:
    """Label and text of every line."""
    scenario, board = filled.scenario, filled.board
    what = (
        f"The numbers with which the planner stands for {scenario.boards[board].name}, "
        f"from {scenario.plan_start} on. Overwrite what you know better; leave the "
        f"rest as it is. Then: fls-planner import THIS-FILE --board {board}"
    )
    sheets = filled.sheets.values()
    return [
        (ABOUT, None),
        (BOARD, board),
        (SCENARIO, scenario.name),
        (AS_OF, None),
        ("", "Write the day your figures were counted in the cell above: 2026-03-31."),
        ("", None),
        ("what this is", what),
        *((sheet.title, f"{sheet.by}: {sheet.asks}") for sheet in sheets),
        *RULES,
    ]
