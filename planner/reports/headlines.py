"""A paired difference as one line of print, for the terminal and for the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.outcomes.kpi_table import KPIS
from planner.reports.finding import is_sure
from planner.reports.number_format import amount, chance, interval
from planner.reports.select_rows import HEADLINES, last_row, stage_in_brackets


@dataclass(frozen=True)
class DifferenceLine:
    """One measure of one place: levels, difference, interval, chance of gain."""

    title: str
    period: str
    base: str
    before: str
    after: str
    difference: str
    interval: str
    chance: str
    sure: bool
    label: str


def decisive_lines(comparison: pd.DataFrame, provider: str) -> list[DifferenceLine]:
    """Lines of the measures that decide, each for the last period it has."""
    rows = (last_row(comparison, kpi, stage, provider) for kpi, stage in HEADLINES)
    return [_line(row) for row in rows if row is not None]


def _line(row: pd.Series) -> DifferenceLine:
    kpi = KPIS[row["kpi"]]
    stage = stage_in_brackets(row)
    return DifferenceLine(
        title=kpi.title + stage,
        period=str(row["period"]),
        base=kpi.base,
        before=amount(row["baseline_mean"], kpi.unit),
        after=amount(row["option_mean"], kpi.unit),
        difference=amount(row["difference"], kpi.unit, signed=True),
        interval=interval(row["ci_low"], row["ci_high"], kpi.unit),
        chance=chance(row) if row["better"] else "",
        sure=is_sure(row),
        label=str(row["label"]),
    )
