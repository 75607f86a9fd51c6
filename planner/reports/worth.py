"""Benefits as readers see them: cells of a table and sentences."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from planner.experiment.answer_worth import PlanWorth
from planner.experiment.running.results import Results
from planner.experiment.worth import AVOIDED, PlanTotal, plan_totals
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CEILING, CENTRAL, LOW
from planner.outcomes.benefits.kpis import PER_THOUSAND
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import NOTHING, number, pounds, range_text
from planner.verification.claims import load_claims

MCLELLAN, NAKAYAMA, CAMPAIGN = "mclellan-2011", "nakayama-2016", "ros-england"
"""Claims whose fractures avoided stand beside ours, each with its own base."""
SHOWN = (LOW, CENTRAL, CEILING)
THOUSAND = 1000.0
CAMPAIGN_NOTE = gettext_noop(
    "The campaign's arithmetic takes everybody for reached, treated and adherent,"
    " against no FLS today: a ceiling, never a forecast."
)


def benefit_text(kpi: str, value: float, *, signed: bool = False) -> str:
    """A benefit in the decimals that its unit has."""
    unit = KPIS[kpi].unit
    if unit == "GBP":
        return ("+" if signed and value > 0 else "") + pounds(value)
    places = 2 if abs(value) < 10 else 0
    return number(value, places, signed=signed and round(value, places) != 0)


def benefit_interval(total: PlanTotal | None) -> str:
    """95 % interval of a benefit; a dash where there is none."""
    if total is None or pd.isna(total.low):
        return NOTHING
    low, high = (benefit_text(total.kpi, end) for end in (total.low, total.high))
    return range_text(low, high)


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


class ThousandLine(NamedTuple):
    """Refractures avoided for each 1,000 people of one base.

    Attributes
    ----------
    values : low case, central case and ceiling; of a publication its own number alone
    years : after each fracture that are counted
    """

    base: str
    people: float
    values: tuple[float, ...]
    years: float

    @property
    def cells(self) -> tuple[str, ...]:
        """Base, people, years, and avoided in each case."""
        ends = [number(value, 1) for value in self.values]
        low, central, ceiling = ends if len(ends) > 1 else ("", *ends, "")
        people, years = number(self.people, 0), f"{self.years:g}"
        return (self.base, people, years, low, central, ceiling)


BASES = {
    "avoided_per_1000": gettext_noop("identified by the service"),
    "avoided_per_1000_assessed": gettext_noop("assessed"),
    "avoided_per_1000_recommended": gettext_noop("recommended treatment"),
    "avoided_per_1000_treated": gettext_noop("started treatment"),
}
"""Bases of ours, from the widest to the narrowest."""


def for_each_thousand(results: Results, years: float) -> list[ThousandLine]:
    """Refractures avoided for each 1,000 by every base, then the published figures.

    Parameters
    ----------
    years : counted after each fracture
    """
    found = {(total.kpi, total.case): total.mean for total in plan_totals(results)}
    ours = [
        ThousandLine(
            base=_("here: {base}", base=_(base)),
            people=found[PER_THOUSAND[kpi], CENTRAL],
            values=tuple(found[kpi, case] for case in SHOWN),
            years=years,
        )
        for kpi, base in BASES.items()
    ]
    return [*ours, *_published()]


def _published() -> list[ThousandLine]:
    """Published figures, each for the people that it counts."""
    claims = load_claims((MCLELLAN, NAKAYAMA, CAMPAIGN))
    audit, cohort, campaign = (claims[name].values for name in claims)
    treated, avoided = audit["treated_fls"], audit["avoided"]
    return [
        ThousandLine(
            _("McLellan 2011: patients of the service, assessed"),
            audit["patients"],
            (THOUSAND * avoided / audit["patients"],),
            5.0,
        ),
        ThousandLine(
            _("McLellan 2011: the same, treated by the service"),
            treated,
            (THOUSAND * avoided / treated,),
            5.0,
        ),
        ThousandLine(
            _("Nakayama 2016: fractures seen at a hospital with an FLS"),
            cohort["with_fls"],
            (cohort["avoided"],),
            3.0,
        ),
        ThousandLine(
            _("campaign: people who go without an FLS, a ceiling"),
            campaign["missed"],
            (campaign["avoided_a_thousand"],),
            5.0,
        ),
    ]


def thousand_sentence(results: Results) -> str:
    """The cascade behind the bases in one sentence, beside a published one."""
    claim = load_claims((MCLELLAN,))[MCLELLAN].values
    found = _central(results)
    ours = [found[PER_THOUSAND[kpi]] for kpi in BASES]
    shares = [number(THOUSAND * each / max(ours[0], 1.0), 0) for each in ours]
    return _(
        "Like is compared with like by the base alone: of 1,000 identified here"
        " {assessed} are assessed, {recommended} recommended treatment and {started}"
        " start it; of 1,000 patients of McLellan 2011 {treated} were treated ({usual}"
        " without the service). Refractures avoided: {avoided}, of the whole plan in"
        " the central case.",
        assessed=shares[1],
        recommended=shares[2],
        started=shares[3],
        treated=number(claim["treated_fls"], 0),
        usual=number(claim["treated_usual"], 0),
        avoided=number(found["fractures_avoided"], 0),
    )


def early_sentence(found: PlanWorth, count: int) -> str:
    """Refractures avoided by the first replications, of so many, in one line."""
    avoided = {each.case: each.mean for each in found.totals if each.kpi == AVOIDED}
    return _(
        "First {done} of {count} replications: {plan} avoids {avoided} refractures over"
        " the plan (central case). Going on.",
        done=found.benefits.replications, count=count, plan=found.title,
        avoided=number(avoided.get(CENTRAL, math.nan), 1),
    )  # fmt: skip


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
