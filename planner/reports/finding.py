"""One plain sentence with its interval: the same on screen, page and command line."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.reports.cost_sentences import increment_by_service
from planner.reports.number_format import (
    amount,
    bands_in_words,
    difference_in_words,
    pounds,
)
from planner.reports.select_rows import (
    is_illustrative,
    last_row,
    leading_provider,
    place_name,
)

NO_NAMES: Mapping[str, str] = {}


def headline(
    summary: pd.DataFrame,
    plan: Scenario,
    names: Mapping[str, str] = NO_NAMES,
    year: str = "",
) -> str:
    """Finding of a run for its leading place: KPI 5 and the DXA list at the end.

    Parameters
    ----------
    summary : from `summarise`
    names : names of boards by id
    year : year of the plan to speak of, if not the last whole one
    """
    provider = leading_provider(summary)
    place = place_name(provider, names)
    sentences = []
    share = last_row(summary, plan, LEADING, provider, year=year)
    if share is not None:
        sentences.append(
            _(
                "{place}, fractures of {period}: {mean} of all identified are"
                " scanned within 90 days ({bands}).",
                place=place,
                period=share["period"],
                mean=amount(share["mean"], "%"),
                bands=bands_in_words(share, "%"),
            )
        )
    waiting = last_row(summary, plan, "waiting_list", provider, stage="scan", year=year)
    if waiting is not None:
        sentences.append(
            _(
                "At {end} {mean} wait for DXA ({bands}).",
                end=end_of(year),
                mean=amount(waiting["mean"], "people"),
                bands=bands_in_words(waiting, "people"),
            )
        )
    return " ".join(sentences) or _(
        "Nothing was measured that can be put in a sentence."
    )


def end_of(year: str) -> str:
    """The end that a list is counted at, in words."""
    return _("the end of {year}", year=year) if year else _("the plan's end")


def finding(
    comparison: pd.DataFrame,
    plan: Scenario,
    names: Mapping[str, str] = NO_NAMES,
    title: str = "",
    year: str = "",
) -> str:
    """Effect of an option, in one sentence with year, interval, chance and cost.

    Parameters
    ----------
    comparison : from `compare`
    plan : either of the two that are compared
    names : names of boards by id
    title : the option's name for readers
    year : year of the plan to speak of, if not the last whole one
    """
    provider = leading_provider(comparison)
    option = title or str(comparison["option"].iloc[0])
    share = last_row(comparison, plan, LEADING, provider, year=year)
    waiting = last_row(
        comparison, plan, "waiting_list", provider, stage="scan", year=year
    )
    cost = last_row(comparison, plan, "cost_whole_plan", provider)
    increment = increment_by_service(comparison, provider)
    parts = []
    if share is not None:
        parts.append(
            _changed(
                share,
                _(
                    "of fractures of {period}, the share scanned within 90 days"
                    " (of all identified)",
                    period=share["period"],
                ),
            )
        )
    if waiting is not None:
        parts.append(_changed(waiting, _("the DXA list at {end}", end=end_of(year))))
    if not parts:
        return _(
            "{option}: no KPI 5 and no DXA list were measured in both runs.",
            option=option,
        )
    price = "" if cost is None else f"; {_cost(cost)}{increment}"
    said = _(" and ").join(parts)
    labels = comparison.loc[comparison["provider"] == provider, "label"]
    label = ILLUSTRATIVE if labels.map(is_illustrative).any() else ""
    place = place_name(provider, names) + (f" ({_(label)})" if label else "")
    return f"{place}, {option}: {said}{price}."


def is_sure(row: pd.Series) -> bool:
    """Whether a paired difference is sure: its sign the same in all that fits.

    The 95 % interval of the mean difference leaves out zero and, where there are
    fitting sets, every one of them agrees.
    """
    agree = not row.get("sets", 0) or row["sets_up"] in (0, row["sets"])
    return bool(agree and (row["ci_low"] > 0 or row["ci_high"] < 0))


def _changed(row: pd.Series, noun: str) -> str:
    unit = KPIS[row["kpi"]].unit
    if math.isnan(row["ci_low"]):
        size = amount(row["difference"], unit, signed=True)
        return _("{noun} changes by {size} (one run)", noun=noun, size=size)
    # Sets that move a measure both ways may leave a mean of nought.
    ends = ("ci_low", "ci_high", "band_low", "band_high")
    if all(row.get(end, 0) == 0 for end in ends):
        return _("{noun} does not change at all", noun=noun)
    if not is_sure(row):
        return _(
            "{noun} changes by {size}, but not for sure ({interval})",
            noun=noun,
            size=amount(row["difference"], unit, signed=True),
            interval=difference_in_words(row, unit),
        )
    falls = row["difference"] < 0
    size = amount(abs(row["difference"]), unit, difference=True)
    known = {"size": size, "interval": difference_in_words(row, unit, falls=falls)}
    if falls:
        return _("{noun} falls by {size} ({interval})", noun=noun, **known)
    return _("{noun} rises by {size} ({interval})", noun=noun, **known)


def _cost(row: pd.Series) -> str:
    extra = row["difference"]
    if abs(extra) < 500:
        return _("the whole plan costs the same")
    price = pounds(abs(extra))
    if extra > 0:
        return _("the whole plan costs {price} more", price=price)
    return _("the whole plan costs {price} less", price=price)
