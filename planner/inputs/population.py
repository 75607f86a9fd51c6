"""Fractures in the resident population, and people's leaving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.errors import known_names
from planner.inputs.attributes import AttributeGroup
from planner.inputs.conditions import AGE_BANDS, SITES, wrong_words
from planner.inputs.distributions import Distribution
from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.units import (
    AnnualShare,
    Decimal,
    Factor,
    GrowthRate,
    Parameters,
    Share,
    Unit,
)
from planner.locale import _, ngettext

Weight = Annotated[Decimal, Field(gt=0, le=1_000), Unit("weight")]
MONTHS = 12


class Population(Parameters):
    """Incidence of fractures in the resident population."""

    growth: GrowthRate
    """Yearly growth of expected fractures."""
    growth_by_age: dict[str, GrowthRate] = {}
    """Yearly growth by age band from the plan's first day on, instead of `growth`."""
    winter_uplift: Share
    """Autumn-winter above spring-summer, as a share of the mean."""
    winter_uplift_by_site: dict[str, Share] = {}
    """The same for sites of fracture that have a season of their own."""
    month_weights: tuple[Weight, ...] = ()
    """Fractures a day of January to December beside each other, on any scale; given,
    they take the place of the winter uplift."""
    identification_delay: Annotated[Distribution, Unit("days")]
    """Days from the fracture to being on the FLS list."""
    urgent_sites: tuple[str, ...] = ("hip", "spine")
    urgent_groups: tuple[AttributeGroup, ...] = ()
    """Share of urgent people by sex, age band and site; the first group that fits
    decides, and where none does, the site."""
    urgent_attributes: tuple[str, ...] = ()
    """Attributes of the pathway that also make a person urgent, such as a high risk."""
    exit_rate: AnnualShare
    """People a year who leave for any reason not told apart below: died, moved away,
    no longer need or want it."""
    death_rate: dict[str, AnnualShare] = {}
    """People a year who die, by age band; bands left out lose nobody this way."""
    death_factor: dict[str, Factor] = {}
    """Factor on the death rate after a fracture of this site."""
    moving_rate: AnnualShare = 0.0
    """People a year who move away."""
    declining_rate: AnnualShare = 0.0
    """People a year who no longer want what they wait for."""

    @property
    def tells_exits_apart(self) -> bool:
        """Whether it is known why some people leave."""
        rates = [self.moving_rate, self.declining_rate, *self.death_rate.values()]
        return any(rates)

    @model_validator(mode="after")
    def _known(self) -> Self:
        found = [*self._wrong_names(), *self._wrong_urgency()]
        if len(self.month_weights) not in (0, MONTHS):
            rule = _("holds {number} weights, January first, or none", number=MONTHS)
            hint = _("write [1.1, 1.1, 1.0, ...] with one number for each month")
            given = ngettext("{n} weight", "{n} weights", len(self.month_weights))
            found.append(Finding("month_weights", rule, given, hint))
        if found:
            raise ContradictionError(found)
        return self

    def _wrong_names(self) -> Iterator[Finding]:
        no_band, no_site = _("names no age band"), _("names no site")
        for field, names, rule, words in (
            ("growth_by_age", self.growth_by_age, no_band, AGE_BANDS),
            ("winter_uplift_by_site", self.winter_uplift_by_site, no_site, SITES),
            ("death_rate", self.death_rate, no_band, AGE_BANDS),
            ("death_factor", self.death_factor, no_site, SITES),
        ):
            for name in set(names) - set(words):
                hint = known_names(name, words)
                yield Finding(f"{field}.{name}", rule, repr(name), hint)

    def _wrong_urgency(self) -> Iterator[Finding]:
        hint = _(
            "groups ask for sex, age_band, site; attributes: use urgent_attributes"
        )
        for group in self.urgent_groups:
            for rule in wrong_words(group.when, {}):
                yield Finding("urgent_groups", rule, hint=hint)
            for word in sorted({"urgent", "source"} & set(group.when)):
                rule = _("cannot ask for {word!r}", word=word)
                yield Finding("urgent_groups", rule, hint=hint)
