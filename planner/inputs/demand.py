"""Who comes to a board: fractures and how many are found, others, lists, diaries."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.units import (
    Count,
    Days,
    GrowthRate,
    Number,
    Parameters,
    People,
    PeopleAWeek,
    PeopleAYear,
    Share,
    Whole,
)

LONGEST_BAND = 8
"""Digits of an age band: nobody has waited for more than 9,999 days."""


class OtherReferrals(Parameters):
    """DXA referrals from one kind of referrer that is not the FLS."""

    number: Number
    referrals_a_week: PeopleAWeek
    """Referrals sent, before vetting."""
    urgent_share: Share = 0.0
    growth: GrowthRate = 0.0


class Identification(Parameters):
    """Share of fractures that case finding identifies, by site; spine is its own."""

    hip: Share
    spine: Share
    other: Share


class Demand(Parameters):
    """Who comes to a board's service."""

    fractures_a_year: PeopleAYear = 0.0
    """Expected fragility fractures at 50+ among residents, in the reference year."""
    reference_year: Annotated[Whole, Field(ge=2000, le=2100)] = 2020
    """Year of that figure; growth is counted from its middle."""
    identified: Identification = Identification(hip=0, spine=0, other=0)
    providers: dict[str, Share] = {}
    """Residents' shares over providers; empty: all stay with their own board."""
    other: dict[str, OtherReferrals] = {}


class WaitingList(Parameters):
    """People who wait for one stage when the plan begins."""

    count: People
    age_shares: dict[str, Share] = {}
    """Shares by days waited ("0-41", "42-89"); empty: all joined the day before."""
    urgent_share: Share = 0.0
    fls_share: Share = 1.0
    """Share who are FLS patients; the rest are other DXA referrals."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.age_shares and abs(sum(self.age_shares.values()) - 1) > 1e-6:
            hint = "write shares such as 0.25, one for each age band"
            raise ContradictionError(
                Finding("age_shares", "shares add up to 1", hint=hint)
            )
        for band in self.age_shares:
            self.band_days(band)
        return self

    @staticmethod
    def band_days(band: str) -> tuple[int, int]:
        """First and last day of an age band such as "42-89"."""
        low, dash, high = band.partition("-")
        digits = low + high
        whole = dash and low and high and digits.isascii() and digits.isdigit()
        if not whole or len(digits) > LONGEST_BAND or int(low) > int(high):
            rule = "an age band is written in days, first to last"
            hint = "write it like 42-89"
            raise ContradictionError(
                Finding(f"age_shares.{band}", rule, repr(band), hint)
            )
        return int(low), int(high)


class Diary(Parameters):
    """People found before the plan began who join a stage in its first weeks."""

    people_a_week: PeopleAWeek
    weeks: Count
    days_since_fracture: Days = 0.0
    """Days from the fracture to joining, for the clock of these people."""
