"""Assumptions about benefits as arrays, one set for each case of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.inputs.benefits import DRUGS, OUTCOMES, Benefits
from planner.inputs.cached import cached
from planner.inputs.changes import set_key
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import UncertainInput, Unknown, unknowns_of
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import gettext_noop
from planner.numerics.random_numbers import Purpose, replication_seed, uniforms

Floats = npt.NDArray[np.float64]

ORAL, INFUSED = DRUGS[0], DRUGS[1]
LOW, CENTRAL, CEILING = "low", "central", "ceiling"
NO_HIP_EFFECT, CAMPAIGN = "no-hip-effect", "campaign-ceiling"
INTEGRATED = (LOW, CENTRAL, CEILING, NO_HIP_EFFECT)
"""Cases that are integrated patient by patient; the campaign's is a product."""
CASES = (*INTEGRATED, CAMPAIGN)
DRAWN = tuple(f"drawn-{number}" for number in range(1, 11))
"""Cases in which every assumption is drawn from its range, anew in each replication."""
CASE_TITLES = {
    LOW: gettext_noop("low case"),
    CENTRAL: gettext_noop("central case"),
    CEILING: gettext_noop("ceiling"),
    NO_HIP_EFFECT: gettext_noop("no effect on second hips (Hawley 2016)"),
    CAMPAIGN: gettext_noop("campaign's arithmetic, a ceiling"),
}
LESS_IS_MORE = ("stops_early", "stops_later", "usual_started", "discount_rate")
"""Assumptions of which a high one makes a low benefit."""
PREFIX, DRUG_PRICES = "benefits.", ("money.drugs.", "money.infusion")
REFERENCE_AGE, BAND_YEARS = 74.0, 5
MONTHS_A_YEAR, WEEK = 12.0, 7 / DAYS_A_YEAR


@dataclass(frozen=True)
class Worth:
    """Consequences of one refracture by its site, in order of `OUTCOMES`.

    Attributes
    ----------
    qalys : shape (sexes, age bands, outcomes), discounted to the refracture
    first_year : QALYs lost in the year after it alone
    cash_share : share of the NHS's cost that can be released as cash
    """

    bed_days: Floats
    nhs: Floats
    social: Floats
    qalys: Floats
    first_year: Floats
    cash_share: float


@dataclass(frozen=True)
class Assumptions:
    """One case's assumptions; times in years, rates a year.

    Attributes
    ----------
    late, recent, decay : hazard of a refracture at age 74 of a woman in the long run,
        above that on the first day, and the time in which the excess decays
    risk : shape (sites, sexes, age bands), factor on both
    outcome : share of refractures by their site
    dies_soon, soon : share who die of the fracture by its site, and their rate
    deaths : shape (sexes, age bands), rate of other deaths
    effect : shape (drugs, outcomes), share of refractures that treatment prevents
    onset : time in which the effect comes, by drug
    stops : rate of stopping of those who do not take it for a year, and who do
    hip_after_hip : factor on the effect on second hip fractures
    price, course : pounds a year of each drug, and years until an oral one follows
    discount_costs, discount_health : continuous rates
    """

    late: float
    recent: float
    decay: float
    risk: Floats
    outcome: Floats
    dies_soon: Floats
    soon: float
    deaths: Floats
    effect: Floats
    onset: Floats
    stops: Floats
    hip_after_hip: float
    usual_started: float
    usual_start: float
    prompt: float
    horizon: float
    price: Floats
    course: Floats
    discount_costs: float
    discount_health: float
    worth: Worth


@cached
def assumptions_of(scenario: Scenario, case: str) -> Assumptions:
    """Assumptions of one of the `INTEGRATED` cases; of others the central ones."""
    values = {}
    for key, owner in scenario.provenance.items():
        low, high = owner.low, owner.high
        if key.rpartition(".")[2] in LESS_IS_MORE:
            low, high = high, low
        end = {LOW: low, CEILING: high}.get(case)
        if key.startswith(PREFIX) and end is not None:
            values[key] = end
    hip_after_hip = 0.0 if case == NO_HIP_EFFECT else 1.0
    return _assumptions(scenario, values, hip_after_hip)


def drawn_assumptions(
    scenario: Scenario, seed: int, replication: int, number: int
) -> Assumptions:
    """Assumptions drawn for one replication, the same at every board."""
    unknowns = benefit_unknowns(scenario)
    key = replication_seed(seed, replication)
    places = uniforms(key, Purpose.BENEFITS, number, np.arange(len(unknowns)))
    values = {
        item.key: item.at(float(place))
        for unknown, place in zip(unknowns, places, strict=True)
        for item in unknown.inputs
        if is_drawn(item)
    }
    return _assumptions(scenario, values, 1.0)


@cached
def benefit_unknowns(scenario: Scenario) -> tuple[Unknown, ...]:
    """Unknowns that benefits hang on, in order of name."""
    return tuple(
        each for each in unknowns_of(scenario) if any(map(is_drawn, each.inputs))
    )


def is_drawn(item: UncertainInput) -> bool:
    """Whether a benefit hangs on this input."""
    return item.key.startswith((PREFIX, *DRUG_PRICES))


def _assumptions(
    scenario: Scenario, values: Mapping[str, Any], hip_after_hip: float
) -> Assumptions:
    tree = scenario.model_dump(include={"benefits", "money"})
    for key, value in values.items():
        set_key(tree, key, value, file=scenario.name)
    of = Benefits.model_validate(tree["benefits"])
    money = tree["money"] or {}
    prices, infusion = money.get("drugs", {}), money.get("infusion", 0.0)
    risks, deaths = of.refractures, of.deaths
    ages = age_of_bands() - REFERENCE_AGE
    risk, other_deaths = (
        np.outer([each.men if s == "male" else 1.0 for s in SEXES], by_age)
        for each, by_age in (
            (risks, risks.by_year_of_age**ages),
            (deaths, deaths.a_year * deaths.by_year_of_age**ages),
        )
    )
    after = np.array([risks.after[site] for site in SITES])
    fatal = [site if site in OUTCOMES else "other" for site in SITES]
    drugs = [of.drugs[drug] for drug in DRUGS]
    infusions = np.array([infusion if drug == INFUSED else 0.0 for drug in DRUGS])
    health = float(np.log1p(of.discount_rate))
    return Assumptions(
        late=risks.late,
        recent=risks.recent,
        decay=risks.decay_years,
        risk=after[:, None, None] * risk,
        outcome=np.array([risks.hip, risks.spine, 1 - risks.hip - risks.spine]),
        dies_soon=np.array([deaths.of_fracture[site] for site in fatal]),
        soon=MONTHS_A_YEAR / deaths.mean_months,
        deaths=other_deaths,
        effect=np.array([[getattr(d, outcome) for outcome in OUTCOMES] for d in drugs]),
        onset=np.array([drug.onset_months for drug in drugs]) / MONTHS_A_YEAR,
        stops=np.array([of.stops_early, of.stops_later]),
        hip_after_hip=hip_after_hip,
        usual_started=of.usual_started,
        usual_start=of.usual_start_days / DAYS_A_YEAR,
        prompt=of.prompt_days / DAYS_A_YEAR,
        horizon=of.horizon_years,
        price=np.array([prices.get(drug, 0.0) for drug in DRUGS]) + infusions,
        course=np.array([drug.course_years or np.inf for drug in drugs]),
        discount_costs=float(np.log1p(money.get("discount_rate", 0.0))),
        discount_health=health,
        worth=_worth(of, other_deaths, health),
    )


def _worth(of: Benefits, deaths: Floats, discount: float) -> Worth:
    each = [of.of[outcome] for outcome in OUTCOMES]
    quality, later = np.array([[o.quality, o.later_quality] for o in each]).T
    lost = np.array([of.deaths.of_fracture[o] for o in OUTCOMES]) * of.deaths.caused
    first, whole = (
        _years_lived(deaths + discount, years)[..., None]
        for years in (1.0, of.lasting_years)
    )
    after = np.maximum(whole - first, 0.0)
    qalys = quality * np.minimum(1.0, of.lasting_years) + later * after
    qalys = (1 - lost) * qalys + lost * of.quality_of_life * whole
    return Worth(
        bed_days=np.array([o.stay_days * o.admitted for o in each]),
        nhs=np.array([o.nhs for o in each]),
        social=np.array([o.social for o in each]),
        qalys=qalys,
        first_year=quality,
        cash_share=of.cash_share,
    )


def _years_lived(rate: Floats, years: float) -> Floats:
    """Years lived within so many, at a rate of deaths and discounting."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lived = -np.expm1(-rate * years) / rate
    return np.asarray(np.where(rate > 0, lived, years))


def campaign_avoided(scenario: Scenario) -> Floats:
    """Refractures avoided for each fracture by the campaign's arithmetic, by site."""
    assert scenario.benefits is not None
    of = scenario.benefits.campaign
    every = of.refractures * of.reduction
    # Other sites of the campaign are not told apart; they count as "other" here.
    return np.array([every * of.hips, 0.0, every * (1 - of.hips)])


def age_of_bands() -> Floats:
    """Age in the middle of each band.

    >>> age_of_bands()[[0, -1]].tolist()
    [52.5, 92.5]
    """
    firsts = [int(band[:2]) for band in AGE_BANDS]
    return np.array(firsts, dtype=np.float64) + BAND_YEARS / 2
