"""A back-test as sentences: the fit, the prediction, then the comparison."""

from __future__ import annotations

import math

import pandas as pd

from planner.calibration.backtest import Prediction, compared, fitted_years
from planner.calibration.search import move_together
from planner.calibration.tables import FEW_SETS, PREDICTED
from planner.locale import _, gettext_noop, ngettext
from planner.reports.backtest_tables import figure_name
from planner.reports.number_format import amount, interval, number

STRONG = 0.7
"""Correlations at least this strong over the sets that fit are named."""
OTHER_PEOPLE = 0.1
"""From this difference on, a share is of other people than the one observed."""
NOT_IN_THE_BAND = gettext_noop(
    "The band holds random variation, and sets of constants that fit as well."
    " It does not hold what the model leaves out, nor a board that works"
    " otherwise than in the fitted years."
)


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
    if not prediction.given:
        return text
    given = _(
        "Taken as given for {predicted}, so not predicted: {given}.",
        predicted=request.predicted,
        given=", ".join(prediction.given),
    )
    return f"{text} {given}"


def fit_sentence(prediction: Prediction) -> str:
    """Whether the fitted years are met, and how alone the fitted set is."""
    table, years = fitted_years(prediction), span_of(prediction)
    missed = table[table["within_tolerance"] == False]  # noqa: E712
    sets = len(prediction.sets)
    if missed.empty and sets:
        return ngettext(
            "The fitted set meets every figure of {years} within its tolerance; of"
            " {tried} other sets tried, {n} does so too.",
            "The fitted set meets every figure of {years} within its tolerance; of"
            " {tried} other sets tried, {n} do so too.",
            sets,
            years=years,
            tried=prediction.simulated,
        )
    if missed.empty:
        return _(
            "The fitted set meets every figure of {years} within its tolerance; none"
            " of {tried} other sets tried does, so the band is random variation alone."
            " More --draws find others.",
            years=years,
            tried=prediction.simulated,
        )
    if sets:
        return ngettext(
            "NOT fitted: {names}. Of {tried} other sets tried, {n} meets every figure;"
            " more --draws find a better one.",
            "NOT fitted: {names}. Of {tried} other sets tried, {n} meet every figure;"
            " more --draws find a better one.",
            sets,
            names=_listed(missed),
            tried=prediction.simulated,
        )
    return _(
        "NOT fitted: {names}; and none of {tried} other sets tried meets every figure"
        " of {years}. Other constants, wider boxes, or figures that do not agree: do"
        " not rely on the prediction.",
        names=_listed(missed),
        tried=prediction.simulated,
        years=years,
    )


def warnings(prediction: Prediction) -> list[str]:
    """Warnings about a fit that is worth less than it looks."""
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
            " {r}): the figures know only their balance.",
            one=one.replace("_", " "),
            other=other.replace("_", " "),
            r=number(r, 2),
        )
        for one, other, r in move_together(prediction.correlations, STRONG)
    ]


def prediction_sentence(row: pd.Series, others: int) -> str:
    """One predicted figure with its bands, nothing observed in sight."""
    unit = row["unit"]
    said = {
        "measure": figure_name(row),
        "year": row["year"],
        "simulated": amount(row["simulated"], unit),
        "random": interval(row["random_low"], row["random_high"], unit),
    }
    if not others:
        return _(
            "{measure}, {year}: {simulated}. By random variation alone 9 years in 10"
            " lie within {random}; no other set fits.",
            **said,
        )
    said["band"] = interval(row["low"], row["high"], unit)
    if math.isnan(row["unknown_share"]):
        return ngettext(
            "{measure}, {year}: {simulated}. By random variation alone 9 years in 10"
            " lie within {random}; with the {n} other set that fits within {band}.",
            "{measure}, {year}: {simulated}. By random variation alone 9 years in 10"
            " lie within {random}; with the {n} other sets that fit within {band}.",
            others,
            **said,
        )
    return ngettext(
        "{measure}, {year}: {simulated}. By random variation alone 9 years in 10 lie"
        " within {random}; with the {n} other set that fits within {band}"
        " ({share:.0f} % of the variance is input uncertainty).",
        "{measure}, {year}: {simulated}. By random variation alone 9 years in 10 lie"
        " within {random}; with the {n} other sets that fit within {band}"
        " ({share:.0f} % of the variance is input uncertainty).",
        others,
        share=100 * row["unknown_share"],
        **said,
    )


def verdict(row: pd.Series, *, fitted: bool) -> str:
    """The observed figure, and plainly whether the prediction met it."""
    unit = row["unit"]
    name = f"{figure_name(row)}, {row['year']}"
    if math.isnan(row["observed"]):
        return _("{name}: nothing observed to compare with.", name=name)
    said = _(
        "{name}: {hit}. Observed {observed}, predicted {simulated}: {off}, {within}."
        " The observation lies {of_all} and {of_random}; {as_far:.0f} % of the runs"
        " go as far.",
        name=name,
        hit=_hit_or_miss(row, fitted=fitted),
        observed=amount(row["observed"], unit),
        simulated=amount(row["simulated"], unit),
        off=_too_low_or_high(row["simulated"] - row["observed"], unit),
        within=_of_tolerance(row),
        of_all=_of_all_sets(row),
        of_random=_of_random_variation(row),
        as_far=100 * row["as_far"],
    )
    return f"{said} {_('Note: {note}', note=row['note'])}" if row["note"] else said


def _hit_or_miss(row: pd.Series, *, fitted: bool) -> str:
    if not (row["within_tolerance"] and row["inside"]):
        return _("MISS")
    return (
        _("HIT") if fitted else _("near, but no HIT: the years before it are not met")
    )


def _too_low_or_high(off: float, unit: str) -> str:
    size = amount(abs(off), unit, difference=True)
    return (
        _("{size} too low", size=size) if off < 0 else _("{size} too high", size=size)
    )


def _of_tolerance(row: pd.Series) -> str:
    size = amount(row["tolerance"], row["unit"], difference=True)
    if row["within_tolerance"]:
        return _("within the tolerance of {size}", size=size)
    return _("outside the tolerance of {size}", size=size)


def _of_all_sets(row: pd.Series) -> str:
    band = interval(row["low"], row["high"], row["unit"])
    if row["inside"]:
        return _("inside the band of all sets ({band})", band=band)
    return _("OUTSIDE the band of all sets ({band})", band=band)


def _of_random_variation(row: pd.Series) -> str:
    band = interval(row["random_low"], row["random_high"], row["unit"])
    if row["inside_random"]:
        return _("inside that of random variation alone ({band})", band=band)
    return _("OUTSIDE that of random variation alone ({band})", band=band)


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
