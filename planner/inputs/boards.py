"""One health board: who lives there, who comes, who works there, what waits already."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.inputs.pathway import Role
from planner.inputs.units import (
    Count,
    Days,
    GrowthRate,
    Number,
    OffsetMinutes,
    Parameters,
    People,
    PeopleADay,
    PeopleAWeek,
    PeopleAYear,
    Pounds,
    SessionsAWeek,
    Share,
    Slots,
    SlotsADay,
    WholeMinutes,
    Wte,
)

ILLUSTRATIVE = "illustrative: not this board's performance"
"""Label of every figure of a board that has no published KPIs."""

AGE_BANDS = (
    "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-89", "90+",
)  # fmt: skip
SITES = ("hip", "spine", "wrist", "humerus", "pelvis", "other")
SEXES = ("female", "male")


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
    reference_year: Annotated[int, Field(ge=2000, le=2100)] = 2020
    """Year of that figure; growth is counted from its middle."""
    identified: Identification = Identification(hip=0, spine=0, other=0)
    providers: dict[str, Share] = {}
    """Residents' shares over providers; empty: all stay with their own board."""
    other: dict[str, OtherReferrals] = {}


class Post(Parameters):
    """People in post: one role, one band, so much WTE, between two dates."""

    number: Number
    role: Role
    band: str
    wte: Wte
    start: datetime.date | None = None
    """First day; None: from before the plan."""
    end: datetime.date | None = None
    """Last day; None: beyond the plan."""
    job_plan: dict[str, Share] = {}
    """Share of sessions that put an activity first; empty: the role's order."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}")
        if self.job_plan and abs(sum(self.job_plan.values()) - 1) > 1e-6:
            raise ValueError("shares of a job plan add up to 1")
        return self


class Scanner(Parameters):
    """One DXA scanner and its weekly diary."""

    number: Number
    sessions_a_week: SessionsAWeek
    """Half days a week on which the scanner is meant to run."""
    slots_a_session: Slots
    slot_minutes: WholeMinutes
    kept_slots_a_day: SlotsADay = 0.0
    """Slots of a scanning day kept for the FLS; a fraction alternates by day."""
    downtime: Share = 0.0
    """Share of sessions lost to breakdown and service."""
    needs_operator: bool = True
    start: datetime.date | None = None
    end: datetime.date | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}")
        if self.kept_slots_a_day > 2 * self.slots_a_session:
            raise ValueError(
                f"{self.kept_slots_a_day:g} kept slots a day are more than the"
                f" {2 * self.slots_a_session} slots of a day"
            )
        return self


class TemporaryLists(Parameters):
    """Evening, weekend or insourced lists between two dates; staff are in the price."""

    number: Number
    sessions_a_week: SessionsAWeek
    slots_a_session: Slots
    slot_minutes: WholeMinutes
    price_a_session: Pounds
    start: datetime.date
    end: datetime.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}")
        return self


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
            raise ValueError("shares of an age histogram add up to 1")
        for band in self.age_shares:
            self.band_days(band)
        return self

    @staticmethod
    def band_days(band: str) -> tuple[int, int]:
        """First and last day of an age band such as "42-89"."""
        low, dash, high = band.partition("-")
        if not (dash and low.isdigit() and high.isdigit() and int(low) <= int(high)):
            raise ValueError(f"age band {band!r} is written like 42-89, in days")
        return int(low), int(high)


class Diary(Parameters):
    """People found before the plan began who join a stage in its first weeks."""

    people_a_week: PeopleAWeek
    weeks: Count
    days_since_fracture: Days = 0.0
    """Days from the fracture to joining, for the clock of these people."""


class Servers(Parameters):
    """An explicit timetable: so many servers, open from, for, and again every."""

    number: Number
    count: Count = 1
    activities: Annotated[tuple[str, ...], Field(min_length=1)]
    role: Role = "scanner"
    first_minute: OffsetMinutes = 0
    length_minutes: WholeMinutes | None = None
    """Length of one opening; None: always open."""
    every_minutes: WholeMinutes | None = None
    """Distance of openings; None: only one."""


class Arrivals(Parameters):
    """Explicit arrivals of one kind, instead of or beside those from fractures."""

    number: Number
    source: Literal["fls", "other"] = "fls"
    kind: Literal["poisson", "even", "listed", "batch"] = "poisson"
    people_a_day: PeopleADay = 0.0
    """Mean arrivals a day (poisson, even) or batches a day (batch)."""
    batch_size: Count = 1
    minutes: tuple[OffsetMinutes, ...] = ()
    """Minutes of arrival (listed)."""
    urgent_share: Share = 0.0


class Board(Parameters):
    """A health board as a place of residence, as a provider, or both."""

    number: Number
    """Declared number: luck hangs on it, so that a new name changes nothing."""
    name: str
    name_cy: str = ""
    code: str = ""
    """GSS code; finds the residents' age and sex in the facts."""
    kpis_published: bool = False
    """Whether FLS-DB figures of this board are public; else it is illustrative."""
    demand: Demand = Demand()
    posts: dict[str, Post] = {}
    scanners: dict[str, Scanner] = {}
    temporary: dict[str, TemporaryLists] = {}
    waiting_list: dict[str, WaitingList] = {}
    diary: dict[str, Diary] = {}
    attributes: dict[str, Share] = {}
    """Shares of pathway attributes that differ at this board."""
    servers: dict[str, Servers] = {}
    arrivals: dict[str, Arrivals] = {}
    days_before_list: Days = 0.0
    """Days from the fracture to joining, for people already on a list at the start."""

    @property
    def label(self) -> str:
        """What every figure of this board is marked with; empty when published."""
        return "" if self.kpis_published else ILLUSTRATIVE

    @model_validator(mode="after")
    def _numbers_differ(self) -> Self:
        for what in ("posts", "scanners", "temporary", "servers", "arrivals"):
            numbers = [item.number for item in getattr(self, what).values()]
            if len(numbers) != len(set(numbers)):
                raise ValueError(f"{what}: two entries share a declared number")
        return self
