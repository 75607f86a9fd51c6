"""One plain sentence with its interval: the same on screen, page and command line."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from planner.outcomes.kpi_table import KPIS, LEADING
from planner.reports.number_format import amount, difference_in_words, interval, pounds
from planner.reports.select_rows import last_row, leading_provider, place_name

NO_NAMES: Mapping[str, str] = {}


def headline(summary: pd.DataFrame, names: Mapping[str, str] = NO_NAMES) -> str:
    """What a run says of its leading place: KPI 5 and the DXA list at the plan's end.

    Parameters
    ----------
    summary : from `summarise`
    names : names of boards by id
    """
    provider = leading_provider(summary)
    place = place_name(provider, names)
    sentences = []
    share = last_row(summary, LEADING, "all", provider)
    if share is not None:
        sentences.append(
            f"{place}, fractures of {share['period']}: {share['mean']:.0f} % of all"
            f" identified are scanned within 90 days (95 % interval of the mean"
            f" {interval(share['ci_low'], share['ci_high'], '%')})."
        )
    waiting = last_row(summary, "waiting_list", "scan", provider)
    if waiting is not None:
        sentences.append(
            f"At the plan's end {waiting['mean']:,.0f} people wait for DXA"
            f" (prediction band, 9 runs in 10:"
            f" {interval(waiting['band_low'], waiting['band_high'], 'people')})."
        )
    return " ".join(sentences) or "Nothing was measured that can be put in a sentence."


def finding(
    comparison: pd.DataFrame, names: Mapping[str, str] = NO_NAMES, title: str = ""
) -> str:
    """What an option changes, in one sentence with interval, chance and cost.

    Parameters
    ----------
    comparison : from `compare`
    names : names of boards by id
    title : the option's name for readers
    """
    provider = leading_provider(comparison)
    option = title or str(comparison["option"].iloc[0])
    share = last_row(comparison, LEADING, "all", provider)
    waiting = last_row(comparison, "waiting_list", "scan", provider)
    cost = last_row(comparison, "cost_whole_plan", "all", provider)
    parts = [
        _changed(row, noun)
        for row, noun in (
            (share, "the share scanned within 90 days (of all identified)"),
            (waiting, "the DXA list at the plan's end"),
        )
        if row is not None
    ]
    if not parts:
        return f"{option}: no KPI 5 and no DXA list were measured in both runs."
    price = "" if cost is None else f"; {_cost(cost)}"
    label = comparison.loc[comparison["provider"] == provider, "label"].iloc[0]
    place = place_name(provider, names) + (f" ({label})" if label else "")
    return f"{place}, {option}: {' and '.join(parts)}{price}."


def is_sure(row: pd.Series) -> bool:
    """Whether the 95 % interval of a paired difference leaves out zero."""
    return bool(row["ci_low"] > 0 or row["ci_high"] < 0)


def _changed(row: pd.Series, noun: str) -> str:
    unit = KPIS[row["kpi"]].unit
    if math.isnan(row["ci_low"]):
        size = amount(row["difference"], unit, signed=True)
        return f"{noun} changes by {size} (one run)"
    if row["ci_low"] == row["ci_high"] == 0:
        return f"{noun} does not change at all"
    if not is_sure(row):
        return f"{noun} does not change for sure ({difference_in_words(row, unit)})"
    verb = "rises" if row["difference"] > 0 else "falls"
    size = amount(abs(row["difference"]), unit, difference=True)
    return f"{noun} {verb} by {size} ({difference_in_words(row, unit)})"


def _cost(row: pd.Series) -> str:
    extra = row["difference"]
    if abs(extra) < 500:
        return "the whole plan costs the same"
    word = "more" if extra > 0 else "less"
    return f"the whole plan costs {pounds(abs(extra))} {word}"
