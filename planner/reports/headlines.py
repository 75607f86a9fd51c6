"""A paired difference as one line of print, for the terminal and for the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import KPIS
from planner.reports.audit_colours import with_colour
from planner.reports.finding import is_sure
from planner.reports.number_format import (
    amount,
    better_sets,
    chance,
    interval,
    two_bands,
)
from planner.reports.select_rows import (
    HEADLINES,
    last_row,
    rows_of,
    stage_in_brackets,
    state_of,
)


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


def decisive_lines(
    comparison: pd.DataFrame, plan: Scenario, provider: str, year: str = ""
) -> list[DifferenceLine]:
    """Lines of the measures that decide, each for its last whole period.

    Parameters
    ----------
    plan : either of the two that are compared
    year : year of the plan to speak of, if not the last
    """
    theirs = rows_of(comparison, provider=provider)
    rows = (
        last_row(theirs, plan, kpi, provider, stage=stage, year=year)
        for kpi, stage in HEADLINES
    )
    return [_line(row) for row in rows if row is not None]


def _level(row: pd.Series, column: str) -> str:
    """A level with its unit and, of a KPI, the audit's colour."""
    text = amount(row[column], KPIS[row["kpi"]].unit, nothing=state_of(row))
    return with_colour(text, row["kpi"], row[column])


def _line(row: pd.Series) -> DifferenceLine:
    kpi = KPIS[row["kpi"]]
    known = not math.isnan(row["difference"])
    ends = (
        two_bands(row, kpi.unit)
        if row.get("sets", 0)
        else interval(row["ci_low"], row["ci_high"], kpi.unit)
    )
    return DifferenceLine(
        title=_(kpi.title) + stage_in_brackets(row),
        period=str(row["period"]),
        base=_(kpi.base),
        before=_level(row, "baseline_mean"),
        after=_level(row, "option_mean"),
        difference=amount(
            row["difference"], kpi.unit, signed=True, nothing=_("undefined")
        ),
        interval=ends if known else "",
        chance=(better_sets(row) or chance(row)) if row["better"] and known else "",
        sure=is_sure(row) or not known,
        label=str(row["label"]),
    )
