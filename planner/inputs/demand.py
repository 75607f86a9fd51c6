"""Demand of a board: fractures and the share found, other referrals, lists, diaries."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.inputs.conditions import SITES, Condition
from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.units import (
    DAYS_A_WEEK,
    Count,
    Date,
    Days,
    GrowthRate,
    Number,
    Parameters,
    People,
    PeopleAWeek,
    PeopleAYear,
    Share,
    SmallFactor,
    Whole,
)
from planner.locale import _

OTHER = "other"
ACCEPTED = "accepted"
"""Attribute of the pathway that vetting decides."""
LONGEST_BAND = 8
"""Digits of an age band: nobody has waited for more than 9,999 days."""


class OtherReferrals(Parameters):
    """DXA referrals from one kind of referrer that is not the FLS."""

    number: Number
    referrals_a_week: PeopleAWeek
    """Referrals sent, before vetting."""
    urgent_share: Share = 0.0
    growth: GrowthRate = 0.0
    accepted: Share | None = None
    """Share of these that vetting accepts; None: as the pathway says for all."""
    frax_first: Share = 0.0
    """Share of those accepted who are asked for a FRAX score before they are booked."""
    frax_avoids: Share = 0.0
    """Share of those asked who then need no scan."""

    @property
    def scanned_after_frax(self) -> float:
        """Share of those accepted who still go on to be scanned."""
        return 1 - self.frax_first * self.frax_avoids

    @property
    def vetted_apart(self) -> bool:
        """Whether vetting treats these unlike others."""
        return self.accepted is not None or self.scanned_after_frax < 1


class Identification(Parameters):
    """Share of fractures that case finding identifies, by site; spine is its own."""

    hip: Share
    spine: Share
    other: Share
    """Every site that has no share of its own."""
    wrist: Share | None = None
    humerus: Share | None = None
    pelvis: Share | None = None

    def at(self, site: str) -> float:
        """Share of fractures of one site."""
        own: float | None = getattr(self, site)
        return self.other if own is None else own

    @property
    def kinds(self) -> tuple[str, ...]:
        """Sites that have a share of their own, `other` for the rest among them."""
        return tuple(site for site in SITES if getattr(self, site) is not None)


class Ramp(Parameters):
    """A share of fractures identified that climbs, or falls, between two dates."""

    start: Date
    """Until here, the share is the one that stands under `identified`."""
    end: Date
    """From here on, it is the new one; in between it moves evenly."""
    to: Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end, "end")
        return self


class Burst(Parameters):
    """People who are found or referred within a few weeks, once."""

    number: Number
    people: People
    """Expected number in all, spread evenly over the weeks."""
    start: Date
    weeks: Count = 4
    source: Literal["fls", "other"] = "fls"
    site: str = ""
    """Site of their fractures; empty: as among residents (FLS)."""
    urgent_share: Share = 0.0
    enters: str = ""
    """Stage that they join first; empty: the pathway's way in for their source."""
    days_since_fracture: Days = 0.0
    """Days from the fracture, as the audit dates it, to joining."""

    @property
    def days(self) -> int:
        """Days on which they come."""
        return self.weeks * DAYS_A_WEEK

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.site and (self.site not in SITES or self.source != "fls"):
            rule = _("is a fracture site, of FLS patients")
            hint = _(
                "there are: {names}; leave it out for other referrals",
                names=", ".join(SITES),
            )
            raise ContradictionError(Finding("site", rule, repr(self.site), hint))
        return self


class Demand(Parameters):
    """Demand for a board's service."""

    fractures_a_year: PeopleAYear = 0.0
    """Expected fragility fractures at 50+ among residents, in the reference year."""
    reference_year: Annotated[Whole, Field(ge=2000, le=2100)] = 2020
    """Year of that figure; growth is counted from its middle."""
    identified: Identification = Identification(hip=0, spine=0, other=0)
    ramps: dict[str, Ramp] = {}
    """Sites whose share identified climbs between two dates; `other` as above."""
    providers: dict[str, Share] = {}
    """Residents' shares over providers; empty: all stay with their own board."""
    other: dict[str, OtherReferrals] = {}
    bursts: dict[str, Burst] = {}

    def ramp_at(self, site: str) -> Ramp | None:
        """The ramp of a site; those without a share of their own share one."""
        shared = OTHER if site not in self.identified.kinds else site
        return self.ramps.get(site) or self.ramps.get(shared)

    @model_validator(mode="after")
    def _known(self) -> Self:
        found = [
            Finding(f"ramps.{site}", _("is a fracture site"), repr(site), hint)
            for site in self.ramps
            if site not in SITES
            for hint in [_("there are: {names}", names=", ".join(SITES))]
        ]
        for what in ("other", "bursts"):
            numbers = [item.number for item in getattr(self, what).values()]
            if len(numbers) != len(set(numbers)):
                hint = _("give each entry a number of its own, and keep it")
                rule = _("two entries share a declared number")
                found.append(Finding(what, rule, hint=hint))
        if found:
            raise ContradictionError(found)
        return self


class WaitingList(Parameters):
    """People who wait for one stage when the plan begins."""

    count: People
    age_shares: dict[str, Share] = {}
    """Shares by days waited ("0-41", "42-89"); empty: all joined the day before."""
    urgent_share: Share = 0.0
    urgent_by_age: dict[str, Share] = {}
    """Urgent share of each age band, none where it names no share; empty: as above."""
    fls_share: Share = 1.0
    """Share who are FLS patients; the rest are other DXA referrals."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.age_shares and abs(sum(self.age_shares.values()) - 1) > 1e-6:
            hint = _("write shares such as 0.25, one for each age band")
            raise ContradictionError(
                Finding("age_shares", _("shares add up to 1"), hint=hint)
            )
        for band in self.age_shares:
            self.band_days(band)
        for band in self.urgent_by_age:
            if band not in self.age_shares:
                rule, hint = _("is no age band of this list"), _("add it to age_shares")
                found = Finding(f"urgent_by_age.{band}", rule, repr(band), hint)
                raise ContradictionError(found)
        return self

    @staticmethod
    def band_days(band: str) -> tuple[int, int]:
        """First and last day of an age band such as "42-89"."""
        low, dash, high = band.partition("-")
        digits = low + high
        whole = dash and low and high and digits.isascii() and digits.isdigit()
        if not whole or len(digits) > LONGEST_BAND or int(low) > int(high):
            rule = _("an age band is written in days, first to last")
            hint = _("write it like 42-89")
            raise ContradictionError(
                Finding(f"age_shares.{band}", rule, repr(band), hint)
            )
        return int(low), int(high)


class Validation(Parameters):
    """On one day a list is gone through, and those who need it no more are taken off.

    Asked are the people of this list on day 0, and other DXA referrals who come before
    that day by this list; FLS patients found meanwhile have just been seen.
    """

    number: Number
    stage: str
    """Stage whose list is gone through."""
    date: Date
    """Its day; before the plan it is done already, and the list's count tells."""
    share: Share
    """Share of those asked who need it no more, if they still wait for anything."""


class Diary(Parameters):
    """People found before the plan began who join a stage in its first weeks."""

    people_a_week: PeopleAWeek
    weeks: Count
    days_since_fracture: Days = 0.0
    """Days from the fracture to joining, for the clock of these people."""


class DnaGroup(Parameters):
    """People who miss appointments more, or less, often than others."""

    when: dict[str, Condition]
    """Characteristics and attributes: age_band = ["85-89", "90+"], lives_far = true."""
    factor: SmallFactor
    """Factor on the chance of a missed appointment at every stage."""
