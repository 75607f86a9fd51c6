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
from planner.locale import _, gettext_noop
from planner.outcomes.measure_index import ALL
from planner.reports.number_format import NOTHING, amount, date_text, interval

STRONG = 0.7
"""Correlations at least this strong over the sets that fit are named."""
OTHER_PEOPLE = 0.1
"""From this difference on, a share is of other people than the one observed."""
NOT_IN_THE_BAND = gettext_noop(
    "The band holds random variation, and sets of constants that fit as well."
    " It does not hold what the model leaves out, nor a board that works"
    " otherwise than in the fitted years."
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
    for _index, row in prediction.constants.iterrows():
        low, high, fitted, now, least, most = (
            _value(prediction, row, name)
            for name in ("box_low", "box_high", "fitted", "now", "sets_low",
                         "sets_high")
        )  # fmt: skip
        unit = "" if row["id"] == "first_change" else f" ({row['unit']})"
        fits = (
            _("{low} to {high}", low=least, high=most)
            if least != NOTHING
            else _("no set")
        )
        box = _("{low} to {high}", low=low, high=high)
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


def made_sentence(prediction: Prediction) -> str:
    """From what the prediction was made."""
    request, years = prediction.request, span_of(prediction)
    free = int((prediction.constants["use"] == "fitted").sum())
    text = _(
        "Made from {figures} figures of {years} alone, with {free} fitted"
        " constants: {replications} replications of the fitted set, {each} of"
        " each of {others} others that fit, seed {seed}.",
        figures=len(request.fitted),
        years=years,
        free=free,
        replications=prediction.effort.replications,
        each=prediction.effort.each,
        others=len(prediction.others),
        seed=prediction.seed,
    )
    if prediction.given:
        text += _(
            " Taken as given for {predicted}, so not predicted: {given}.",
            predicted=request.predicted,
            given=", ".join(prediction.given),
        )
    return text


def fit_sentence(prediction: Prediction) -> str:
    """Whether the fitted years are met, and how alone the fitted set is."""
    table, years = fitted_years(prediction), span_of(prediction)
    missed = table[table["within_tolerance"] == False]  # noqa: E712
    names = _listed(missed)
    sets, tried = len(prediction.sets), prediction.simulated
    met = _(
        "The fitted set meets every figure of {years} within its tolerance", years=years
    )
    if not names and sets:
        return _(
            "{met}; of {tried} other sets tried, {sets} do so too.",
            met=met,
            tried=tried,
            sets=sets,
        )
    if not names:
        return _(
            "{met}; none of {tried} other sets tried does, so the band is"
            " random variation alone. More --draws find others.",
            met=met,
            tried=tried,
        )
    if sets:
        return _(
            "NOT fitted: {names}. Of {tried} other sets tried, {sets} meet"
            " every figure; more --draws find a better one.",
            names=names,
            tried=tried,
            sets=sets,
        )
    return _(
        "NOT fitted: {names}; and none of {tried} other sets tried meets"
        " every figure of {years}. Other constants, wider boxes, or figures"
        " that do not agree: do not rely on the prediction.",
        names=names,
        tried=tried,
        years=years,
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
            _(
                "Random variation alone moves {listed} by more than the"
                " tolerance: no year can be met that closely, and true constants"
                " may be thrown out. Widen it.",
                listed=_listed(loose),
            )
        )
    if len(others):
        said.append(
            _(
                "The model counts other numbers of people than were observed"
                " behind {listed}: put the board's own referrals in first.",
                listed=_listed(others),
            )
        )
    return said


def _listed(table: pd.DataFrame) -> str:
    return "; ".join(f"{figure_name(r)} {r['year']}" for _index, r in table.iterrows())


def is_met(prediction: Prediction) -> bool:
    """Whether the fitted set meets every figure of the years it was fitted to."""
    return not (fitted_years(prediction)["within_tolerance"] == False).any()  # noqa: E712


def balance_sentences(prediction: Prediction) -> list[str]:
    """Constants that the figures cannot tell apart."""
    if len(prediction.sets) < FEW_SETS:
        return []
    return [
        _(
            "{one} and {other} move together along the sets that fit (r ="
            " {r:.2f}): the figures know only their balance.",
            one=one.replace("_", " "),
            other=other.replace("_", " "),
            r=r,
        )
        for one, other, r in move_together(prediction.correlations, STRONG)
    ]


def prediction_sentence(row: pd.Series, others: int) -> str:
    """One predicted figure with its bands, nothing observed in sight."""
    unit = row["unit"]
    text = _(
        "{measure}, {year}: {simulated}. By random variation alone 9"
        " years in 10 lie within {random}",
        measure=figure_name(row),
        year=row["year"],
        simulated=amount(row["simulated"], unit),
        random=interval(row["random_low"], row["random_high"], unit),
    )
    if not others:
        return _("{text}; no other set fits.", text=text)
    text += _(
        "; with the {others} other sets that fit within {band}",
        others=others,
        band=interval(row["low"], row["high"], unit),
    )
    share = row["unknown_share"]
    if math.isnan(share):
        return f"{text}."
    return _(
        "{text} ({share:.0f} % of the variance is input uncertainty).",
        text=text,
        share=100 * share,
    )


def verdict(row: pd.Series, *, fitted: bool) -> str:
    """The observed figure, and plainly whether the prediction met it."""
    unit = row["unit"]
    name = f"{figure_name(row)}, {row['year']}"
    if math.isnan(row["observed"]):
        return _("{name}: nothing observed to compare with.", name=name)
    off = row["simulated"] - row["observed"]
    met = row["within_tolerance"] and row["inside"]
    hit = _("HIT") if met else _("MISS")
    if met and not fitted:
        hit = _("near, but no HIT: the years before it are not met")
    size = amount(abs(off), unit, difference=True)
    way = _("low") if off < 0 else _("high")
    within = _("within") if row["within_tolerance"] else _("outside")
    wide = interval(row["low"], row["high"], unit)
    random = interval(row["random_low"], row["random_high"], unit)
    said = _(
        "{name}: {hit}. Observed {observed}, predicted {simulated}: {size}"
        " too {way}, {within} the tolerance of {tolerance}. The observation"
        " lies {inside} the band of all sets ({wide}) and {inside_random}"
        " that of random variation alone ({random}); {as_far:.0f} % of the"
        " runs go as far.",
        name=name,
        hit=hit,
        observed=amount(row["observed"], unit),
        simulated=amount(row["simulated"], unit),
        size=size,
        way=way,
        within=within,
        tolerance=amount(row["tolerance"], unit, difference=True),
        inside=_in_or_out(row["inside"]),
        wide=wide,
        inside_random=_in_or_out(row["inside_random"]),
        random=random,
        as_far=100 * row["as_far"],
    )
    return said + (_(" Note: {note}", note=row["note"]) if row["note"] else "")


def _in_or_out(inside: bool) -> str:
    return _("inside") if inside else _("OUTSIDE")


def verdicts(prediction: Prediction) -> list[str]:
    """Predicted and observed, one sentence a measure of the predicted year."""
    table = compared(prediction)
    rows = table[table["part"] == PREDICTED]
    fitted = is_met(prediction)
    return [verdict(row, fitted=fitted) for _index, row in rows.iterrows()]


def span_of(prediction: Prediction) -> str:
    """Years that were fitted, in words."""
    years = prediction.request.fit_years
    if len(years) == 1:
        return years[0]
    return _("{low} to {high}", low=years[0], high=years[-1])
