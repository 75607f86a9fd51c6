"""Assumptions about benefits: refractures, treatment, and what a refracture costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.inputs.conditions import SITES
from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.units import (
    AnnualShare,
    Days,
    Decimal,
    Factor,
    Months,
    Parameters,
    Pounds,
    Share,
    Unit,
)
from planner.locale import _

OUTCOMES = ("hip", "spine", "other")
"""Sites of refractures."""
DRUGS = ("oral", "zoledronate", "denosumab", "romosozumab", "teriparatide", "other")
Rate = Annotated[Decimal, Field(ge=0, le=50), Unit("a year")]
Qaly = Annotated[Decimal, Field(ge=0, le=1), Unit("QALY")]
SomeYears = Annotated[Decimal, Field(gt=0, le=40), Unit("years")]
CourseYears = Annotated[Decimal, Field(ge=0, le=40), Unit("years")]


def check_names(key: str, given: Iterable[str], every: tuple[str, ...]) -> None:
    """Refuse a table that leaves out an entry or has one of another name.

    Raises
    ------
    ContradictionError
    """
    if wrong := set(given) ^ set(every):
        rule = _("an entry for each of {names}, and no other", names=", ".join(every))
        hint = _("add what is missing, take out what is not among them")
        raise ContradictionError(Finding(key, rule, ", ".join(sorted(wrong)), hint))


class Refractures(Parameters):
    """Hazard of a refracture after a fracture, of a woman of 74."""

    late: Rate
    """Long after the fracture."""
    recent: Rate
    """Above that, on the day of the fracture."""
    decay_years: SomeYears
    """Time in which the recent part falls by 63 %."""
    by_year_of_age: Factor
    men: Factor
    after: dict[str, Factor]
    """Against the mean, by site of the fracture."""
    hip: Share
    """Share of refractures that are of the hip."""
    spine: Share
    """Share of refractures that are of the spine, clinical; the rest is other sites."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.hip + self.spine > 1:
            rule, hint = _("hip and spine are more than all"), _("write smaller shares")
            raise ContradictionError(Finding("hip", rule, hint=hint))
        check_names("after", self.after, SITES)
        return self


class FractureDeaths(Parameters):
    """Deaths after a fracture, which compete with refractures."""

    a_year: Rate
    """Of a woman of 74, after the first months."""
    by_year_of_age: Factor
    men: Factor
    of_fracture: dict[str, Share]
    """Share who die within months of the fracture, by its site."""
    mean_months: Months
    """Mean time to death of those."""
    caused: Share
    """Share of those deaths that the fracture causes: they lose their later years."""


class DrugEffect(Parameters):
    """Share of refractures that a drug prevents, by their site."""

    hip: Share
    spine: Share
    other: Share
    onset_months: Months
    """Time in which 63 % of the effect is there."""
    course_years: CourseYears = 0.0
    """Length of a course, after which an oral drug follows; 0: no end."""


class Consequences(Parameters):
    """Consequences of one refracture of a site."""

    stay_days: Days
    """Of those who are admitted."""
    admitted: Share = 1.0
    nhs: Pounds
    """Cost to the NHS in the year after it."""
    social: Pounds = 0.0
    """Social care in the year after it: of councils and families."""
    quality: Qaly
    """Quality-adjusted life years lost in the year after it."""
    later_quality: Qaly = 0.0
    """Lost in each later year."""


class Campaign(Parameters):
    """Campaign's arithmetic: everybody reached, treated and adherent."""

    refractures: Share
    """Share who refracture in two years."""
    hips: Share
    """Share of those that are of the hip."""
    reduction: Share
    """Share of refractures that treatment is said to prevent."""


class Benefits(Parameters):
    """Everything that the worth of treatment hangs on."""

    refractures: Refractures
    deaths: FractureDeaths
    drugs: dict[str, DrugEffect]
    of: dict[str, Consequences]
    campaign: Campaign
    stops_early: Rate
    """Rate of stopping of those who do not take a drug for the first year."""
    stops_later: Rate
    """Rate of stopping of those who do."""
    usual_started: Share
    """Share who would be treated without an FLS."""
    usual_start_days: Days
    """Days from the fracture to treatment without an FLS."""
    prompt_days: Days
    """Days to the start of treatment that waits are held against."""
    horizon_years: SomeYears
    """Years after the fracture in which refractures are counted."""
    lasting_years: SomeYears
    """Years after a refracture in which its loss of quality of life is counted."""
    quality_of_life: Qaly
    """Quality of a year of life at these ages."""
    discount_rate: AnnualShare
    """Discount rate of health effects."""
    cash_share: Share
    """Share of avoided NHS cost that can be released as cash: the rest is capacity."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        check_names("drugs", self.drugs, DRUGS)
        check_names("of", self.of, OUTCOMES)
        check_names("deaths.of_fracture", self.deaths.of_fracture, OUTCOMES)
        return self
