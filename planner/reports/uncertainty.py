"""Luck and not knowing in plain words: lines of print and one sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import NOTHING, amount, interval
from planner.reports.select_rows import (
    HEADLINES,
    last_row,
    place_name,
    stage_in_brackets,
)

NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class UncertaintyLine:
    """One measure of one place: what luck may do, what not knowing, and both."""

    title: str
    period: str
    as_assumed: str
    mean: str
    luck: str
    unknown: str
    both: str
    share: str
    chance: str
    label: str


def unsure_lines(table: pd.DataFrame, provider: str) -> list[UncertaintyLine]:
    """Lines of the measures that decide, each for the last period it has.

    Parameters
    ----------
    table : levels of one plan, or differences of one option, of an `Exploration`
    """
    rows = (last_row(table, kpi, stage, provider) for kpi, stage in HEADLINES)
    return [_line(row) for row in rows if row is not None]


def _line(row: pd.Series) -> UncertaintyLine:
    kpi = KPIS[row["kpi"]]
    stage = stage_in_brackets(row)
    signed = "option" in row
    chance = row.get("chance_better", math.nan)
    return UncertaintyLine(
        title=kpi.title + stage,
        period=str(row["period"]),
        as_assumed=amount(row["as_assumed"], kpi.unit, signed=signed),
        mean=amount(row["mean"], kpi.unit, signed=signed),
        luck=interval(row["random_low"], row["random_high"], kpi.unit),
        unknown=interval(row["unknown_low"], row["unknown_high"], kpi.unit),
        both=interval(row["both_low"], row["both_high"], kpi.unit),
        share=_share(row["unknown_share"]),
        chance="" if math.isnan(chance) else f"{100 * chance:.0f} %",
        label=str(row["label"]),
    )


def _share(share: float) -> str:
    return NOTHING if math.isnan(share) else f"{100 * share:.0f} %"


def unsure_sentence(row: pd.Series, names: Mapping[str, str] = NO_NAMES) -> str:
    """What luck and what not knowing do to one measure, in plain words."""
    unit = KPIS[row["kpi"]].unit
    stage = stage_in_brackets(row)
    about = f"{KPIS[row['kpi']].title}{stage}, {row['period']}"
    what = f"{row['option']} against baseline, {about}" if "option" in row else about
    signed = "option" in row
    return (
        f"{place_name(row['provider'], names)}, {what}:"
        f" {amount(row['as_assumed'], unit, signed=signed)} with the inputs as assumed,"
        f" and by luck alone 9 futures in 10 lie within"
        f" {interval(row['random_low'], row['random_high'], unit)}."
        f" What is not known moves that to"
        f" {amount(row['mean'], unit, signed=signed)} on average, and within"
        f" {interval(row['unknown_low'], row['unknown_high'], unit)} in 9 draws of 10;"
        f" together {interval(row['both_low'], row['both_high'], unit)}."
        f" Of the variance {_share(row['unknown_share'])} is not knowing (95 % interval"
        f" {_share(row['share_low'])} to {_share(row['share_high'])}), the rest luck."
    )


def ranking_sentence(ranking: pd.DataFrame) -> str:
    """Which unknowns a measure clearly goes with, the strongest first.

    Parameters
    ----------
    ranking : of one plan
    """
    clear = ranking[ranking["clear"]]
    if clear.empty:
        return "No single unknown stands out from chance; more draws tell more."
    said = ", ".join(
        f"{row['unknown']} ({row['correlation']:+.2f})" for _, row in clear.iterrows()
    )
    return f"Goes most clearly with: {said}."
