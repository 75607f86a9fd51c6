"""A back-test as sentences: the fit, the prediction, then the comparison."""

from __future__ import annotations

import datetime
import math
from typing import NamedTuple

import pandas as pd

from planner.calibration.backtest import Prediction, compared, fitted_years
from planner.calibration.search import move_together
from planner.calibration.tables import FEW_SETS, PREDICTED
from planner.calibration.targets import LIST
from planner.outcomes.measure_index import ALL
from planner.reports.number_format import NOTHING, amount, date_text, interval

STRONG = 0.7
"""Correlations at least this strong over the sets that fit are named."""
OTHER_PEOPLE = 0.1
"""From this difference on, a share is of other people than the one observed."""
NOT_IN_THE_BAND = (
    "The band holds random variation, and sets of constants that fit as well. It does"
    " not hold what the model leaves out, nor a board that works otherwise than in the"
    " fitted years."
)


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


def constant_lines(prediction: Prediction) -> list[ConstantLine]:
    """Constants as lines of print; a day of the plan as its date."""
    lines = []
    for _, row in prediction.constants.iterrows():
        low, high, fitted, now, least, most = (
            _value(prediction, row, name)
            for name in ("box_low", "box_high", "fitted", "now", "sets_low",
                         "sets_high")
        )  # fmt: skip
        unit = "" if row["id"] == "first_change" else f" ({row['unit']})"
        fits = f"{least} to {most}" if least != NOTHING else "no set"
        box = f"{low} to {high}"
        lines.append(
            ConstantLine(row["constant"] + unit, now, box, fitted, fits, row["remark"])
        )
    return lines


def _value(prediction: Prediction, row: pd.Series, name: str) -> str:
    value = float(row[name])
    if math.isnan(value):
        return NOTHING
    if row["id"] == "first_change":
        day = prediction.scenario.plan_start + datetime.timedelta(days=round(value))
        return date_text(day, short=True)
    return f"{value:,.0f}" if abs(value) >= 200 else f"{value:.3g}"


def figure_lines(table: pd.DataFrame) -> list[FigureLine]:
    """Figures as lines of print."""
    return [_line(row) for _, row in table.iterrows()]


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
        within=("yes" if row["within_tolerance"] else "NO") if known else "",
        inside=("yes" if row["inside"] else "NO") if known else "",
        base=base,
    )


def figure_name(row: pd.Series) -> str:
    """Title of a measure, with its stage where it has one."""
    name = str(row["name"])
    if row["stage"] != ALL:
        name += f" ({row['stage']})"
    # Counted every week, compared as boards publish it.
    mean = row["measure"].partition(".")[0] == LIST
    return f"{name}, mean of month ends" if mean else name


def made_sentence(prediction: Prediction) -> str:
    """From what the prediction was made."""
    request, years = prediction.request, span_of(prediction)
    free = int((prediction.constants["use"] == "fitted").sum())
    text = (
        f"Made from {len(request.fitted)} figures of {years} alone, with"
        f" {free} fitted constants: {prediction.effort.replications} replications of"
        f" the fitted set, {prediction.effort.each} of each of {len(prediction.others)}"
        f" others that fit, seed {prediction.seed}."
    )
    if prediction.given:
        text += (
            f" Taken as given for {request.predicted}, so not predicted:"
            f" {', '.join(prediction.given)}."
        )
    return text


def fit_sentence(prediction: Prediction) -> str:
    """Whether the fitted years are met, and how alone the fitted set is."""
    table, years = fitted_years(prediction), span_of(prediction)
    missed = table[table["within_tolerance"] == False]  # noqa: E712
    names = _listed(missed)
    sets, tried = len(prediction.sets), prediction.simulated
    met = f"The fitted set meets every figure of {years} within its tolerance"
    if not names and sets:
        return f"{met}; of {tried} other sets tried, {sets} do so too."
    if not names:
        return (
            f"{met}; none of {tried} other sets tried does, so the band is random"
            " variation alone. More --draws find others."
        )
    if sets:
        return (
            f"NOT fitted: {names}. Of {tried} other sets tried, {sets} meet every"
            " figure; more --draws find a better one."
        )
    return (
        f"NOT fitted: {names}; and none of {tried} other sets tried meets every figure"
        f" of {years}. Other constants, wider boxes, or figures that do not agree: do"
        " not rely on the prediction."
    )


def warnings(prediction: Prediction) -> list[str]:
    """What makes a fit worth less than it looks."""
    table = fitted_years(prediction)
    half = (table["random_high"] - table["random_low"]) / 2
    loose = table[half > table["tolerance"]]
    off = table["simulated_denominator"] / table["observed_denominator"] - 1
    others = table[off.abs() > OTHER_PEOPLE]
    said = []
    if len(loose):
        said.append(
            f"Random variation alone moves {_listed(loose)} by more than the tolerance:"
            " no year can be met that closely, and true constants may be thrown out."
            " Widen it."
        )
    if len(others):
        said.append(
            f"The model counts other numbers of people than were observed behind"
            f" {_listed(others)}: put the board's own referrals in first."
        )
    return said


def _listed(table: pd.DataFrame) -> str:
    return "; ".join(f"{figure_name(r)} {r['year']}" for _, r in table.iterrows())


def is_met(prediction: Prediction) -> bool:
    """Whether the fitted set meets every figure of the years it was fitted to."""
    return not (fitted_years(prediction)["within_tolerance"] == False).any()  # noqa: E712


def balance_sentences(prediction: Prediction) -> list[str]:
    """Constants that the figures cannot tell apart."""
    if len(prediction.sets) < FEW_SETS:
        return []
    return [
        f"{one.replace('_', ' ')} and {other.replace('_', ' ')} move together along the"
        f" sets that fit (r = {r:.2f}): the figures know only their balance."
        for one, other, r in move_together(prediction.correlations, STRONG)
    ]


def prediction_sentence(row: pd.Series, others: int) -> str:
    """One predicted figure with its bands, nothing observed in sight."""
    unit = row["unit"]
    text = (
        f"{figure_name(row)}, {row['year']}: {amount(row['simulated'], unit)}."
        f" By random variation alone 9 years in 10 lie within"
        f" {interval(row['random_low'], row['random_high'], unit)}"
    )
    if not others:
        return f"{text}; no other set fits."
    text += (
        f"; with the {others} other sets that fit within"
        f" {interval(row['low'], row['high'], unit)}"
    )
    share = row["unknown_share"]
    if math.isnan(share):
        return f"{text}."
    return f"{text} ({100 * share:.0f} % of the variance is input uncertainty)."


def verdict(row: pd.Series, *, fitted: bool) -> str:
    """The observed figure, and plainly whether the prediction met it."""
    unit = row["unit"]
    name = f"{figure_name(row)}, {row['year']}"
    if math.isnan(row["observed"]):
        return f"{name}: nothing observed to compare with."
    off = row["simulated"] - row["observed"]
    hit = "HIT" if row["within_tolerance"] and row["inside"] else "MISS"
    if hit == "HIT" and not fitted:
        hit = "near, but no HIT: the years before it are not met"
    size = amount(abs(off), unit, difference=True)
    way = "low" if off < 0 else "high"
    within = "within" if row["within_tolerance"] else "outside"
    wide = interval(row["low"], row["high"], unit)
    random = interval(row["random_low"], row["random_high"], unit)
    return (
        f"{name}: {hit}. Observed {amount(row['observed'], unit)},"
        f" predicted {amount(row['simulated'], unit)}: {size} too {way}, {within} the"
        f" tolerance of {amount(row['tolerance'], unit, difference=True)}. The"
        f" observation lies {_in_or_out(row['inside'])} the band of all sets ({wide})"
        f" and {_in_or_out(row['inside_random'])} that of random variation"
        f" alone ({random}); {100 * row['as_far']:.0f} % of the runs go as far."
        + (f" Note: {row['note']}" if row["note"] else "")
    )


def _in_or_out(inside: bool) -> str:
    return "inside" if inside else "OUTSIDE"


def verdicts(prediction: Prediction) -> list[str]:
    """Predicted and observed, one sentence a measure of the predicted year."""
    table = compared(prediction)
    rows = table[table["part"] == PREDICTED]
    fitted = is_met(prediction)
    return [verdict(row, fitted=fitted) for _, row in rows.iterrows()]


def span_of(prediction: Prediction) -> str:
    """Years that were fitted, in words."""
    years = prediction.request.fit_years
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
