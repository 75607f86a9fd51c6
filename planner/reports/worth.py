"""Benefits as readers see them: cells of a table and sentences."""

from __future__ import annotations

import pandas as pd

from planner.experiment.running.results import Results
from planner.experiment.worth import PlanTotal, plan_totals
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import NOTHING, number, pounds
from planner.verification.claims import load_claims

PUBLISHED = "mclellan-2011"
"""Claim whose patients, treated and avoided stand beside ours."""
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


def worth_notes(plan: Scenario) -> list[str]:
    """Sentences on what the worth of a plan counts, and what it leaves out."""
    health = plan.benefits.discount_rate if plan.benefits else 0.0
    costs = plan.money.discount_rate if plan.money else 0.0
    counted = _(
        "Refractures expected within five years of a fracture of the plan, integrated"
        " for each person from the day on which treatment starts. Present values count"
        " from the plan's first financial year: costs and savings at {costs} %, quality"
        " of life at {health} % a year. The cost against no FLS is that of the FLS and"
        " its patients' share of DXA; boards pay for the service, primary care for most"
        " drugs; hospitals gain beds, councils and families social care, patients"
        " quality of life. Most of what hospitals gain is capacity for others, not"
        " cash.",
        costs=f"{100 * costs:g}",
        health=f"{100 * health:g}",
    )
    followed = _(
        "The plan's last fractures are followed for {days} days beyond it; whoever has"
        " not started treatment by then counts as never treated. People on a list on"
        " day 0 cost money and bring no benefit here: their fractures lie before the"
        " plan.",
        days=number(plan.run_on_days, 0),
    )
    return [counted, followed, _(CAMPAIGN_NOTE)]


def published_sentence(results: Results) -> str:
    """The published figure beside ours, with the denominators of both."""
    claim = load_claims((PUBLISHED,))[PUBLISHED].values
    found = _central(results)
    started = 1000 * found["benefit_treated"] / max(found["benefit_identified"], 1.0)
    treated, patients = claim["treated_fls"], claim["patients"]
    return _(
        "Published figures count for each 1,000 patients of a service that treats most"
        " of them: McLellan 2011 has {avoided} for each {patients}, of whom {treated}"
        " were treated ({usual} without the service). Here {started} of 1,000"
        " identified start treatment; were it {treated}, {scaled} would be avoided for"
        " each 1,000 identified. The difference is the cascade; both count five years.",
        avoided=number(claim["avoided"], 0),
        patients=number(patients, 0),
        treated=number(treated, 0),
        usual=number(claim["treated_usual"], 0),
        started=number(started, 0),
        scaled=number(found["avoided_per_1000_treated"] * treated / patients, 1),
    )


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
