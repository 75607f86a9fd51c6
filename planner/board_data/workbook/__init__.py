"""A board's own return: a workbook filled with what holds now, and read back.

`fill` gives the sheets of a board, `workbook_bytes` and `csv_texts` write them,
`read_return` reads them or names every mistake
(`read_return_apart` within a bounded time), `save_return` keeps them as files.
A report's workbook also holds whole plans, which `read_plans_apart` gives back.
"""

from planner.board_data.workbook.cell_findings import CellFinding, ReturnError
from planner.board_data.workbook.importer import BoardReturn, read_return, save_return
from planner.board_data.workbook.parsed_sheet import ParsedRow
from planner.board_data.workbook.plan_sheets import add_plan_sheets
from planner.board_data.workbook.prefill import (
    EarlierReturn,
    PrefilledSheets,
    fill,
    mean_week,
)
from planner.board_data.workbook.read_apart import (
    read_plans_apart,
    read_return_apart,
)
from planner.board_data.workbook.sheets import SCANNERS, STAFF
from planner.board_data.workbook.to_change import left_from
from planner.board_data.workbook.write import (
    add_input_sheets,
    csv_texts,
    workbook_bytes,
)

__all__ = [
    "SCANNERS",
    "STAFF",
    "BoardReturn",
    "CellFinding",
    "EarlierReturn",
    "ParsedRow",
    "PrefilledSheets",
    "ReturnError",
    "add_input_sheets",
    "add_plan_sheets",
    "csv_texts",
    "fill",
    "left_from",
    "mean_week",
    "read_plans_apart",
    "read_return",
    "read_return_apart",
    "save_return",
    "workbook_bytes",
]
