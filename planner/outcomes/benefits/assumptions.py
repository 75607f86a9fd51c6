"""Assumptions about benefits: one set for each case, read off the tables of facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.data.facts import load_facts
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import gettext_noop

Floats = npt.NDArray[np.float64]

OUTCOMES = ("hip", "spine", "other")
"""Sites of refractures."""
DRUGS = ("oral", "zoledronate", "denosumab", "romosozumab", "teriparatide", "other")
LOW, CENTRAL, CEILING = "low", "central", "ceiling"
NO_HIP_EFFECT, CAMPAIGN = "no-hip-effect", "campaign-ceiling"
INTEGRATED = (LOW, CENTRAL, CEILING, NO_HIP_EFFECT)
"""Cases that are integrated patient by patient; the campaign's is a product."""
CASES = (*INTEGRATED, CAMPAIGN)
CASE_TITLES = {
    LOW: gettext_noop("low case"),
    CENTRAL: gettext_noop("central case"),
    CEILING: gettext_noop("ceiling"),
    NO_HIP_EFFECT: gettext_noop("no effect on second hips (Hawley 2016)"),
    CAMPAIGN: gettext_noop("campaign's arithmetic, a ceiling"),
}
COLUMN = {LOW: "low", CEILING: "high"}
"""Column of the table of facts in each case; "value" in the others."""
LESS_IS_MORE = ("usual.", "stopping.")
"""Values of which a high one makes a low benefit."""
REFERENCE_AGE, BAND_YEARS = 74.0, 5
PERCENT, MONTHS_A_YEAR, WEEK = 100.0, 12.0, 7 / DAYS_A_YEAR


@dataclass(frozen=True)
class Worth:
    """Consequences of one refracture by its site, in order of `OUTCOMES`."""

    bed_days: Floats
    nhs: Floats
    social: Floats
    qalys: Floats


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
    worth: Worth


@dataclass(frozen=True)
class _Facts:
    """Numbers of one case by id."""

    benefits: pd.DataFrame
    costs: pd.DataFrame
    case: str

    def __call__(self, name: str) -> float:
        """A number of the table of benefits."""
        return self._of(self.benefits, name)

    def cost(self, name: str) -> float:
        """A number of the table of unit costs."""
        return self._of(self.costs, name)

    def _of(self, table: pd.DataFrame, name: str) -> float:
        column = COLUMN.get(self.case, "value")
        if name.startswith(LESS_IS_MORE):
            column = {"low": "high", "high": "low"}.get(column, column)
        row = table.loc[name]
        return float(row["value"] if pd.isna(row[column]) else row[column])

    def share(self, name: str) -> float:
        """A percentage as a share, or percent a year as a rate."""
        return self(name) / PERCENT


@cache
def assumptions_of(case: str) -> Assumptions:
    """Assumptions of one of the `INTEGRATED` cases."""
    found = _Facts(
        load_facts("benefits").set_index("id"),
        load_facts("unit_costs").set_index("id"),
        case,
    )
    share, ages = found.share, age_of_bands() - REFERENCE_AGE
    by_site = np.array([found(f"site.{site}") for site in SITES])
    by_age = np.stack([found("hazard.age") ** ages] * len(SEXES))
    by_age[SEXES.index("male")] *= found("hazard.male")
    deaths = np.stack([share("mortality.a_year") * found("mortality.age") ** ages] * 2)
    deaths[SEXES.index("male")] *= found("mortality.male")
    hip, spine = share("outcome.hip"), share("outcome.spine")
    effects = [[share(f"effect.{d}.{o}") for o in OUTCOMES] for d in DRUGS]
    fatal = [s if s in OUTCOMES else "other" for s in SITES]
    return Assumptions(
        late=share("hazard.late"),
        recent=share("hazard.recent"),
        decay=found("hazard.decay"),
        risk=by_site[:, None, None] * by_age,
        outcome=np.array([hip, spine, 1 - hip - spine]),
        dies_soon=np.array([share(f"mortality.{site}") for site in fatal]),
        soon=MONTHS_A_YEAR / found("mortality.months"),
        deaths=deaths,
        effect=np.array(effects),
        onset=np.array([found(f"onset.{d}") for d in DRUGS]) / MONTHS_A_YEAR,
        stops=np.array([share("stopping.soon"), share("stopping.persists")]),
        hip_after_hip=0.0 if case == NO_HIP_EFFECT else 1.0,
        usual_started=share("usual.started"),
        usual_start=found("usual.start_days") / DAYS_A_YEAR,
        prompt=found("prompt_days") / DAYS_A_YEAR,
        horizon=found("horizon"),
        worth=_worth(found),
    )


def _worth(found: _Facts) -> Worth:
    cost, share = found.cost, found.share
    stays = [
        cost("stay.hip"),
        cost("stay.spine") * share("admitted.spine"),
        cost("stay.other") * share("admitted.other"),
    ]
    hip = cost("hip.hospital_increment.2026") + cost("hip.primary")
    return Worth(
        bed_days=np.array(stays),
        nhs=np.array([hip, cost("spine.year_1"), cost("other.year_1")]),
        social=np.array([cost("hip.social"), 0.0, 0.0]),
        qalys=np.array([found(f"qaly.{outcome}") for outcome in OUTCOMES]),
    )


@cache
def campaign_avoided() -> Floats:
    """Refractures avoided for each fracture by the campaign's arithmetic, by site."""
    found = _Facts(load_facts("benefits").set_index("id"), pd.DataFrame(), CENTRAL)
    every = found.share("campaign.refracture") * found.share("campaign.reduction")
    hips = every * found.share("campaign.hip")
    # Other sites of the campaign are not told apart; they count as "other" here.
    return np.array([hips, 0.0, every - hips])


def age_of_bands() -> Floats:
    """Age in the middle of each band.

    >>> age_of_bands()[[0, -1]].tolist()
    [52.5, 92.5]
    """
    firsts = [int(band[:2]) for band in AGE_BANDS]
    return np.array(firsts, dtype=np.float64) + BAND_YEARS / 2
