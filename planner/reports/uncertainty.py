"""Random variation and uncertain inputs: lines of a table and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL
from planner.reports.number_format import amount, interval, number, whole_percent
from planner.reports.select_rows import (
    HEADLINES,
    last_row,
    place_name,
    stage_in_brackets,
)
from planner.reports.tornado import said_input

OF_BENEFITS = (
    "fractures_avoided",
    "bed_days_avoided",
    "nhs_present",
    "social_present",
    "qalys_gained",
)
"""Measures that decide where benefits were explored."""
NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class UncertaintyLine:
    """One measure of one place, with its random and its input uncertainty."""

    title: str
    period: str
    as_assumed: str
    mean: str
    random: str
    unknown: str
    both: str
    share: str
    chance: str
    label: str


def uncertainty_lines(
    table: pd.DataFrame, plan: Scenario, provider: str
) -> list[UncertaintyLine]:
    """Lines of the measures that decide, each for its last whole period.

    Parameters
    ----------
    table : levels of one plan, or differences of one option, of an `Exploration`
    """
    headlines = (*HEADLINES, *((kpi, ALL) for kpi in OF_BENEFITS))
    rows = (
        last_row(table, plan, kpi, provider, stage=stage) for kpi, stage in headlines
    )
    return [_line(row) for row in rows if row is not None]


def _line(row: pd.Series) -> UncertaintyLine:
    kpi = KPIS[row["kpi"]]
    stage = stage_in_brackets(row)
    signed = "option" in row
    chance = row.get("chance_better", math.nan)
    return UncertaintyLine(
        title=_(kpi.title) + stage,
        period=str(row["period"]),
        as_assumed=amount(row["as_assumed"], kpi.unit, signed=signed),
        mean=amount(row["mean"], kpi.unit, signed=signed),
        random=interval(row["random_low"], row["random_high"], kpi.unit),
        unknown=interval(row["unknown_low"], row["unknown_high"], kpi.unit),
        both=interval(row["both_low"], row["both_high"], kpi.unit),
        share=whole_percent(row["unknown_share"]),
        chance="" if math.isnan(chance) else whole_percent(chance),
        label=str(row["label"]),
    )


def uncertainty_sentence(row: pd.Series, names: Mapping[str, str] = NO_NAMES) -> str:
    """A sentence on the random and the input uncertainty of one measure."""
    unit = KPIS[row["kpi"]].unit
    stage = stage_in_brackets(row)
    about = f"{_(KPIS[row['kpi']].title)}{stage}, {row['period']}"
    what = (
        _("{option} against baseline, {about}", option=row["option"], about=about)
        if "option" in row
        else about
    )
    signed = "option" in row
    return _(
        "{provider}, {what}: {as_assumed} with the inputs as assumed; with"
        " random variation alone, 9 runs in 10 lie within {random}. Uncertain"
        " inputs move that to {mean} on average, and within {unknown} in 9"
        " draws of 10; both together {both}. Uncertain inputs make up"
        " {unknown_share} of the variance (95 % interval {share_low} to"
        " {share_high}), random variation the rest.",
        provider=place_name(row["provider"], names),
        what=what,
        as_assumed=amount(row["as_assumed"], unit, signed=signed),
        random=interval(row["random_low"], row["random_high"], unit),
        mean=amount(row["mean"], unit, signed=signed),
        unknown=interval(row["unknown_low"], row["unknown_high"], unit),
        both=interval(row["both_low"], row["both_high"], unit),
        unknown_share=whole_percent(row["unknown_share"]),
        share_low=whole_percent(row["share_low"]),
        share_high=whole_percent(row["share_high"]),
    )


def ranking_sentence(ranking: pd.DataFrame, names: Mapping[str, str] = NO_NAMES) -> str:
    """A sentence on the inputs that a measure depends on most, the strongest first.

    Parameters
    ----------
    ranking : of one plan
    names : names of boards by id
    """
    clear = ranking[ranking["clear"]]
    if clear.empty:
        return _("No single input stands out from chance; more draws would tell more.")
    said = ", ".join(
        f"{said_input(name, names)} ({number(correlation, 2, signed=True)})"
        for name, correlation in zip(
            clear["unknown"], clear["correlation"], strict=True
        )
    )
    return _("Depends most clearly on: {said}.", said=said)
