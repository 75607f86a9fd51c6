"""A board's own return: a workbook filled with what holds now, and read back.

`fill` gives the sheets of a board, `workbook_bytes` and `csv_texts` write them,
`read_return` reads them or names every mistake, `save_return` keeps them as files.
"""

from planner.inputs.workbook.brick import kept_of
from planner.inputs.workbook.findings import CellFinding, ReturnError
from planner.inputs.workbook.returned import Return, read_return, save_return
from planner.inputs.workbook.sheets import SCANNERS, STAFF
from planner.inputs.workbook.tables import Filled, Kept, fill, mean_week
from planner.inputs.workbook.typed import TypedRow
from planner.inputs.workbook.write import csv_texts, workbook_bytes, write_bytes

__all__ = [
    "SCANNERS",
    "STAFF",
    "CellFinding",
    "Filled",
    "Kept",
    "Return",
    "ReturnError",
    "TypedRow",
    "csv_texts",
    "fill",
    "kept_of",
    "mean_week",
    "read_return",
    "save_return",
    "workbook_bytes",
    "write_bytes",
]
