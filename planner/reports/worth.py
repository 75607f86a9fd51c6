"""Benefits as readers see them: cells of a table and sentences."""

from __future__ import annotations

import pandas as pd

from planner.experiment.running.results import Results
from planner.experiment.worth import PlanTotal, plan_totals
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import NOTHING, number, pounds

NOTE = gettext_noop(
    "Refractures expected within five years of a fracture of the plan, integrated for"
    " each person from the day on which treatment starts. Nothing is discounted; bed"
    " days are capacity and their pounds mostly not cash. Low, central and ceiling take"
    " every assumption at its low, central or high value."
)
LATE_NOTE = gettext_noop(
    "Late cohorts are understated: a person who has not started treatment when the run"
    " ends counts as never treated."
)
CAMPAIGN_NOTE = gettext_noop(
    "The campaign's arithmetic takes everybody for reached, treated and adherent,"
    " against no FLS today: a ceiling, never a forecast."
)


def benefit_text(kpi: str, value: float, *, signed: bool = False) -> str:
    """A benefit in the decimals that its unit has."""
    unit = KPIS[kpi].unit
    if unit == "GBP":
        return ("+" if signed and value > 0 else "") + pounds(value)
    places = 2 if unit == "QALY" or abs(value) < 10 else 0
    return number(value, places, signed=signed and round(value, places) != 0)


def benefit_interval(total: PlanTotal | None) -> str:
    """95 % interval of a benefit; a dash where there is none."""
    if total is None or pd.isna(total.low):
        return NOTHING
    low, high = (benefit_text(total.kpi, end) for end in (total.low, total.high))
    return _("{low} to {high}", low=low, high=high)


def for_each_thousand(results: Results) -> str:
    """Refractures avoided beside both denominators in one sentence."""
    found = _central(results)
    return _(
        "Of {identified} people identified, {treated} started treatment. The service"
        " avoids {avoided} refractures: {of_identified} for each 1,000 identified, or"
        " {of_treated} for each 1,000 treated (central case, whole plan).",
        identified=number(found["benefit_identified"], 0),
        treated=number(found["benefit_treated"], 0),
        avoided=number(found["fractures_avoided"], 0),
        of_identified=number(found["avoided_per_1000"], 1),
        of_treated=number(found["avoided_per_1000_treated"], 1),
    )


def week_sentence(results: Results) -> str:
    """The price of one more week of waiting in one sentence."""
    found = _central(results)
    return _(
        "If everybody who starts treatment started a week later:"
        " {refractures} more refractures, {days} bed days, {pounds} and {qalys} QALYs"
        " (central case, whole plan).",
        refractures=number(found["week_refractures"], 2),
        days=number(found["week_bed_days"], 1),
        pounds=pounds(found["week_pounds"]),
        qalys=number(found["week_qalys"], 2),
    )


def _central(results: Results) -> dict[str, float]:
    return {t.kpi: t.mean for t in plan_totals(results) if t.case == CENTRAL}
