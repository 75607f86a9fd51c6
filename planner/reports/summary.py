"""The summary that a comparison begins with: an option a row, then a board a row.

Every cell is text; `decisive_rows` gives the same figures as a table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.outcomes.measure_index import ALL
from planner.reports.audit_colours import symbol_of_row
from planner.reports.finding import is_sure
from planner.reports.number_format import (
    NOTHING,
    better_sets,
    number,
    short_pounds,
    whole_percent,
)
from planner.reports.overview_cells import clearance
from planner.reports.select_rows import CLEARANCE, HEADLINES, last_row, state_of

SURELY_BETTER, MAY_BE_CHANCE = " *", " ?"
SUMMARY_NOTE = gettext_noop(
    "*: surely better than the baseline (the 95 % interval of the paired difference"
    " leaves out zero, and every fitting set agrees). ?: may be chance, or hangs on"
    " which set is true. No mark: the same to the digit shown, or surely worse."
)
CHANCE_NOTE = gettext_noop(
    "Better in: fitting sets with more people scanned within 90 days, of all"
    " identified; without sets, share of paired runs and its 95 % interval. Cleared:"
    " mean date from which hardly anybody waits too long for DXA, or in how many runs"
    " within the plan; of Wales, how many boards get there in 9 runs of 10. Cost: of"
    " the whole plan."
)


@dataclass(frozen=True)
class PlanSummary:
    """A plan of a comparison.

    Attributes
    ----------
    levels : from `summarise`
    comparison : from `compare`; None of the baseline itself
    """

    plan: Scenario
    levels: pd.DataFrame
    comparison: pd.DataFrame | None = None

    @property
    def title(self) -> str:
        """The plan's name for readers."""
        return self.plan.title or self.plan.name


@dataclass(frozen=True)
class OptionColumn:
    """A column of the table of options: a measure and its heading."""

    kpi: str
    stage: str
    heading: str


OPTION_COLUMNS = (
    OptionColumn("kpi4_assessed_90", ALL, gettext_noop("assessed\nin 90 d")),
    OptionColumn(LEADING, ALL, gettext_noop("scanned\nof all")),
    OptionColumn("kpi5_scanned_90_of_ordered", ALL, gettext_noop("scanned\nof sent")),
    OptionColumn("waiting_list", "scan", gettext_noop("DXA list\nat end")),
    OptionColumn("cleared", "scan", gettext_noop("cleared")),
    OptionColumn("cost_whole_plan", ALL, gettext_noop("cost of\nplan")),
)
BOARD_LINES = (
    OptionColumn(LEADING, ALL, gettext_noop("scanned")),
    OptionColumn("waiting_list", "scan", gettext_noop("DXA list")),
    OptionColumn("cleared", "scan", gettext_noop("cleared")),
)


def option_cells(option: PlanSummary, place: str) -> list[str]:
    """Cells of an option's row: a level, below it the difference; last the chance."""
    cells = [_level_and_difference(option, place, each) for each in OPTION_COLUMNS]
    return [*cells, _chance(option, place)]


def board_cells(options: Sequence[PlanSummary], place: str) -> list[list[str]]:
    """Lines of a board: what is measured, and its level under every plan."""
    return [
        [_(line.heading), *(_marked_level(option, place, line) for option in options)]
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


def _level_and_difference(option: PlanSummary, place: str, column: OptionColumn) -> str:
    level = _level(option, place, column)
    row = _difference_row(option, place, column)
    if row is None or column.kpi == "cleared":
        return level
    change = _short(row, "difference", signed=True) if _seen(row) else _("same")
    return f"{level}\n{change}{_mark(row)}"


def _marked_level(option: PlanSummary, place: str, column: OptionColumn) -> str:
    row = _difference_row(option, place, column)
    level = _level(option, place, column).split("\n")[-1]
    return level if row is None else f"{level}{_mark(row)}"


def _difference_row(
    option: PlanSummary, place: str, column: OptionColumn
) -> pd.Series | None:
    if option.comparison is None:
        return None
    return last_row(
        option.comparison, option.plan, column.kpi, place, stage=column.stage
    )


def _level(option: PlanSummary, place: str, column: OptionColumn) -> str:
    if column.kpi == "cleared":
        return clearance(option.levels, option.plan, place)
    row = last_row(option.levels, option.plan, column.kpi, place, stage=column.stage)
    if row is None:
        return NOTHING
    return f"{_short(row, 'mean')} {symbol_of_row(row)}".rstrip()


def _short(row: pd.Series, column: str, *, signed: bool = False) -> str:
    """An amount in the fewest characters that still say its size."""
    value, unit = row[column], KPIS[row["kpi"]].unit
    if math.isnan(value):
        return NOTHING if signed else state_of(row)
    if unit == "GBP":
        return short_pounds(value, signed=signed)
    if unit == "%":
        return number(value, 1, signed=signed) + ("" if signed else " %")
    return number(value, 0, signed=signed)


def _mark(row: pd.Series) -> str:
    """Whether a difference is surely one for the better, or may be chance."""
    if not _seen(row):
        return ""
    if not is_sure(row):
        return MAY_BE_CHANCE
    gained = row["ci_low"] > 0 if row["better"] == "up" else row["ci_high"] < 0
    return SURELY_BETTER if row["better"] and gained else ""


def _seen(row: pd.Series) -> bool:
    """Whether a difference shows in the digits of the summary."""
    shown = row["difference"] * (100 if row["kpi"] == "cleared" else 1)
    places = 1 if KPIS[row["kpi"]].unit == "%" else 0
    return math.isnan(shown) or round(shown, places) != 0


def _chance(option: PlanSummary, place: str) -> str:
    row = _difference_row(option, place, OPTION_COLUMNS[1])
    if row is None or math.isnan(row["chance_better"]):
        return ""
    if sets := better_sets(row):
        return _("{sets}\nsets", sets=sets)
    chance = whole_percent(row["chance_better"])
    low, high = row["chance_low"], row["chance_high"]
    if math.isnan(low):
        return chance
    return f"{chance}\n{100 * low:.0f}–{100 * high:.0f}"
