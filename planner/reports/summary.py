"""The summary that a comparison begins with: an option a row, then a board a row.

The command line, papers and the screen all show its cells, see `summary_cells`;
`decisive_rows` gives the same figures as a table.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.measure_index import ALL
from planner.reports.select_rows import CLEARANCE, HEADLINES, last_row
from planner.reports.summary_cells import (
    BETTER,
    COST,
    COST_A_YEAR,
    LEADING_COLUMN,
    PRICE,
    Cell,
    OptionColumn,
    PlanSummary,
    better_cell,
    cleared_by,
    cost_a_year,
    level_and_difference,
    marked_level,
    price_cell,
)

SUMMARY_NOTE = gettext_noop(
    "*: surely better than the baseline (the 95 % interval of the paired difference"
    " leaves out zero, and every fitting set agrees). ?: may be chance, or hangs on"
    " which set is true. No mark: the same to the digit shown, or surely worse."
)
CHANCE_NOTE = gettext_noop(
    "Better in: fitting sets with more people scanned within 90 days, of all"
    " identified; without sets, share of paired runs and its 95 % interval. Cleared"
    " by: month from which hardly anybody waits too long for DXA, in 9 runs of 10, or"
    " share of runs; of Wales, at every board, or at how many. A further person: extra"
    " cost for each further one scanned in time, and its range over the sets."
)
OPTION_COLUMNS = (
    OptionColumn("kpi4_assessed_90", ALL, gettext_noop("assessed\nin 90 d")),
    LEADING_COLUMN,
    OptionColumn("kpi5_scanned_90_of_ordered", ALL, gettext_noop("scanned\nof sent")),
    OptionColumn("waiting_list", "scan", gettext_noop("DXA list\nat end")),
    OptionColumn("cleared", "scan", gettext_noop("cleared\nby")),
    OptionColumn(COST, ALL, gettext_noop("cost of\nplan")),
    OptionColumn(COST_A_YEAR, ALL, gettext_noop("cost\na year")),
    OptionColumn(PRICE, ALL, gettext_noop("a further\nperson")),
)
BOARD_LINES = (
    OptionColumn(LEADING, ALL, gettext_noop("scanned")),
    OptionColumn("waiting_list", "scan", gettext_noop("DXA list")),
    OptionColumn("cleared", "scan", gettext_noop("cleared")),
)


def option_cells(option: PlanSummary, place: str) -> list[str]:
    """Cells of an option's row: a level, below it the difference; last the chance."""
    cells = option_figures(option, place)
    texts = [cells[column.kpi].lines for column in OPTION_COLUMNS]
    return [*texts, cells[BETTER].lines]


def option_figures(option: PlanSummary, place: str, year: str = "") -> dict[str, Cell]:
    """Cells of an option's row by measure, those of no measure among them.

    Parameters
    ----------
    year : year of the plan for shares and list, if not the last whole one
    """
    cells = {
        column.kpi: level_and_difference(option, place, column, year)
        for column in OPTION_COLUMNS
        if column.kpi not in ("cleared", PRICE, COST_A_YEAR)
    }
    return cells | {
        "cleared": cleared_by(option.plan, option.cleared, place),
        COST_A_YEAR: cost_a_year(option, place),
        PRICE: price_cell(option.prices.get(place)),
        BETTER: better_cell(option, place, year),
    }


def board_cells(options: Sequence[PlanSummary], place: str) -> list[list[str]]:
    """Lines of a board: what is measured, and its level under every plan."""
    return [
        [_(line.heading), *(marked_level(option, place, line) for option in options)]
        for line in BOARD_LINES
    ]


def decisive_rows(
    comparison: pd.DataFrame, plan: Scenario, places: Sequence[str]
) -> pd.DataFrame:
    """Rows of a comparison that the summary speaks of, in its order."""
    found = [
        last_row(comparison, plan, kpi, place, stage=stage)
        for place in places
        for kpi, stage in (*HEADLINES, *CLEARANCE)
    ]
    return pd.DataFrame([row for row in found if row is not None])
