"""A back-test as tables of print: constants, then figures observed and simulated."""

from __future__ import annotations

import datetime
import math
from typing import NamedTuple

import pandas as pd

from planner.calibration.backtest import Prediction
from planner.calibration.targets import LIST
from planner.locale import _, gettext_noop
from planner.outcomes.measure_index import ALL
from planner.reports.dates import date_text
from planner.reports.number_format import NOTHING, amount, interval


class ConstantLine(NamedTuple):
    """One constant: its box, its fitted value, and all other values that fit."""

    name: str
    now: str
    box: str
    fitted: str
    fits: str
    remark: str


class FigureLine(NamedTuple):
    """One measure in one year, observed and simulated side by side."""

    name: str
    year: str
    observed: str
    simulated: str
    random: str
    band: str
    tolerance: str
    within: str
    inside: str
    base: str


class LeftOutLine(NamedTuple):
    """A figure of a year, as sets that fit the other years predict it."""

    name: str
    year: str
    predicted: str
    band: str
    sets: str
    observed: str
    verdict: str


def constant_lines(prediction: Prediction) -> list[ConstantLine]:
    """Constants as lines of print; a day of the plan as its date."""
    lines = []
    for _index, row in prediction.constants.iterrows():
        low, high, fitted, now, least, most = (
            _value(prediction, row, name)
            for name in ("box_low", "box_high", "fitted", "now", "sets_low",
                         "sets_high")
        )  # fmt: skip
        name = _(row["constant"])
        if row["id"] != "first_change":
            name = _("{name} ({unit})", name=name, unit=_(row["unit"]))
        fits = (
            _("{low} to {high}", low=least, high=most)
            if least != NOTHING
            else _("no set")
        )
        box = _("{low} to {high}", low=low, high=high)
        lines.append(ConstantLine(name, now, box, fitted, fits, row["remark"]))
    return lines


def _value(prediction: Prediction, row: pd.Series, name: str) -> str:
    value = float(row[name])
    if math.isnan(value):
        return NOTHING
    if row["id"] == "first_change":
        day = prediction.scenario.plan_start + datetime.timedelta(days=round(value))
        return date_text(day, short=True)
    return f"{value:,.0f}" if abs(value) >= 200 else f"{value:.3g}"


LEFT_OUT_HEADS = {
    "name": gettext_noop("figure"),
    "year": gettext_noop("year left out"),
    "predicted": gettext_noop("predicted"),
    "band": gettext_noop("9 in 10"),
    "sets": gettext_noop("sets"),
    "observed": gettext_noop("observed"),
    "verdict": gettext_noop("verdict"),
}


def left_out_lines(table: pd.DataFrame) -> list[LeftOutLine]:
    """Each year predicted by the others, with the hit or by how much it is missed."""
    return [_left_out(row) for _index, row in table.iterrows()]


def _left_out(row: pd.Series) -> LeftOutLine:
    unit, known = row["unit"], row["sets"] > 0
    size = amount(abs(row["beyond"]), unit, difference=True)
    missed = _("inside") if row["inside"] else _("missed by {beyond}", beyond=size)
    return LeftOutLine(
        name=_(str(row["name"])),
        year=row["year"],
        predicted=amount(row["predicted"], unit),
        band=interval(row["low"], row["high"], unit) if known else NOTHING,
        sets=str(row["sets"]),
        observed=amount(row["observed"], unit),
        verdict=missed if known else _("no set fits"),
    )


def figure_lines(table: pd.DataFrame) -> list[FigureLine]:
    """Figures as lines of print."""
    return [_line(row) for _index, row in table.iterrows()]


def _line(row: pd.Series) -> FigureLine:
    unit = row["unit"]
    observed, base = row.get("observed", math.nan), ""
    known = not math.isnan(observed)
    if known and not math.isnan(row["observed_denominator"]):
        base = (
            f"{row['observed_denominator']:,.0f} / {row['simulated_denominator']:,.0f}"
        )
    return FigureLine(
        name=figure_name(row),
        year=row["year"],
        observed=amount(observed, unit),
        simulated=amount(row["simulated"], unit),
        random=interval(row["random_low"], row["random_high"], unit),
        band=interval(row["low"], row["high"], unit),
        tolerance=f"± {amount(row['tolerance'], unit, difference=True)}"
        if known
        else "",
        within=_yes_or_no(row["within_tolerance"]) if known else "",
        inside=_yes_or_no(row["inside"]) if known else "",
        base=base,
    )


def _yes_or_no(answer: bool) -> str:
    return _("yes") if answer else _("NO")


def figure_name(row: pd.Series) -> str:
    """Title of a measure, with its stage where it has one."""
    name = _(str(row["name"]))
    if row["stage"] != ALL:
        name += f" ({row['stage']})"
    # Counted every week, compared as boards publish it.
    mean = row["measure"].partition(".")[0] == LIST
    return _("{name}, mean of month ends", name=name) if mean else name
