"""Scanners, where they stand, how they age, and the lists bought in beside them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.units import (
    DAYS_A_YEAR,
    SESSION_MINUTES,
    SESSIONS_A_WEEK,
    Date,
    Decimal,
    Number,
    OffsetMinutes,
    Parameters,
    Pounds,
    SessionsAWeek,
    Share,
    Slots,
    SlotsADay,
    SlotsASession,
    Unit,
    WholeMinutes,
    YesNo,
)
from planner.locale import _

HalfDays = Annotated[Decimal, Field(ge=1, le=520), Unit("half days")]
EveningsAWeek = Annotated[Decimal, Field(ge=0, le=5), Unit("sessions a week")]
WeekendsAWeek = Annotated[Decimal, Field(ge=0, le=4), Unit("sessions a week")]
LifeYears = Annotated[Decimal, Field(gt=0, le=50), Unit("years")]

SITE_LISTS, MOST_SITES = 1000, 30
"""A site's list has the number of its board, and this for each number of a site."""


class ScanSite(Parameters):
    """A place where scanners of a board stand, and where a list may be kept."""

    number: Number
    name: str = ""
    operators: tuple[str, ...] = ()
    """Operator posts that work at this site alone; others go where a scanner is."""
    people: Share = 0.0
    """Share of the board's people who are sent here while each site keeps a list."""
    waiting: Share | None = None
    """Share of the board's day-0 list who wait here; None: as many as are sent here."""

    @property
    def at_start(self) -> float:
        """Share of those who wait when the plan begins."""
        return self.people if self.waiting is None else self.waiting

    def list_number(self, board: int) -> int:
        """Number of the site's own list, which tells the board's number as well."""
        return SITE_LISTS * (1 + self.number) + board


class Replacement(Parameters):
    """A scanner is taken out and a new one put in its place."""

    start: Date
    """First day on which nothing is scanned."""
    end: Date
    """Last day out of use; the new scanner begins on the day after."""
    capital: Pounds = 0.0
    """Price of the new scanner, due on the first day out of use."""
    one_off: Pounds = 0.0
    """Rooms, installation and training: once, and not capital."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end, "end")
        return self


class Scanner(Parameters):
    """One DXA scanner and its weekly diary."""

    number: Number
    sessions_a_week: SessionsAWeek
    """Half days a week on which the scanner is meant to run."""
    slots_a_session: Slots
    slot_minutes: WholeMinutes
    reserved_slots_a_day: SlotsADay = 0.0
    """Slots of a scanning day reserved for the FLS; a fraction alternates by day."""
    overbooked_slots_a_session: SlotsASession = 0.0
    """People booked on top of a session's slots, against missed appointments; where too
    few miss, it over-runs by a slot for each. A fraction alternates by session."""
    overrun_price_an_hour: Pounds = 0.0
    """Pay of whoever stays on, for each hour that sessions over-run."""
    downtime: Share = 0.0
    """Share of sessions lost to breakdown and service."""
    downtime_half_days: HalfDays = 1.0
    """Mean length of a breakdown; 1: every half day has a random number of its own."""
    needs_operator: YesNo = True
    needs_reporter: YesNo = False
    """Whether a session runs only while a reporter is at work that half day."""
    qa_minutes: OffsetMinutes = 0
    """Quality checks before the first patient of a scanning day, from its slots."""
    site: str = ""
    """Site at which it stands; empty: any operator of the board may run it."""
    installed: Date | None = None
    """Day of its first scan; None: its age is not known."""
    life_years: LifeYears = 10.0
    """Expected service life."""
    old_downtime: Share | None = None
    """Share of sessions lost once it is past its life; None: as many as before."""
    replacement: Replacement | None = None
    upkeep: Pounds | None = None
    """Maintenance of this scanner, a year; None: as the price list says."""
    evenings_a_week: EveningsAWeek = 0.0
    """Evening sessions of its own diary; they need operators with extended hours."""
    weekend_sessions_a_week: WeekendsAWeek = 0.0
    """Mornings and afternoons of Saturdays, then Sundays; operators as for evenings."""
    start: Date | None = None
    end: Date | None = None

    @property
    def session_minutes(self) -> int:
        """Minutes of a whole session."""
        return self.slots_a_session * self.slot_minutes

    @property
    def extended(self) -> tuple[float, float]:
        """Evenings and weekend sessions a week."""
        return self.evenings_a_week, self.weekend_sessions_a_week

    @model_validator(mode="after")
    def _fits(self) -> Self:
        in_order(self.start, self.end, "end")
        if found := [*self._wrong_minutes(), *self._wrong_hours()]:
            raise ContradictionError(found)
        return self

    def _wrong_minutes(self) -> Iterator[Finding]:
        if self.session_minutes > SESSION_MINUTES:
            rule = _(
                "{slots} slots of {minutes} minutes are more than a half day",
                slots=self.slots_a_session,
                minutes=self.slot_minutes,
            )
            hint = _(
                "a half day has {minutes} minutes: fewer or shorter slots",
                minutes=SESSION_MINUTES,
            )
            yield Finding("slots_a_session", rule, str(self.slots_a_session), hint)
        if self.reserved_slots_a_day > 2 * self.slots_a_session:
            rule = _(
                "a day has no more than {slots} slots",
                slots=2 * self.slots_a_session,
            )
            hint, reserved = _("keep fewer, or offer more"), self.reserved_slots_a_day
            yield Finding("reserved_slots_a_day", rule, f"{reserved:g}", hint)
        if self.qa_minutes > self.session_minutes:
            rule = _("a session has {minutes} minutes", minutes=self.session_minutes)
            hint = _("write minutes, e.g. 15")
            yield Finding("qa_minutes", rule, str(self.qa_minutes), hint)
        if self.old_downtime is not None and self.installed is None:
            rule, hint = _("its age is not known"), _("write installed = a date")
            yield Finding("old_downtime", rule, f"{self.old_downtime:g}", hint)

    def _wrong_hours(self) -> Iterator[Finding]:
        if self.sessions_a_week > SESSIONS_A_WEEK:
            rule = _(
                "a scanner has {number} half days from Monday to Friday",
                number=SESSIONS_A_WEEK,
            )
            hint = _("evenings_a_week and weekend_sessions_a_week come on top")
            asked = f"{self.sessions_a_week:g}"
            yield Finding("sessions_a_week", rule, asked, hint)
        hours = {
            "evenings_a_week": self.evenings_a_week,
            "weekend_sessions_a_week": self.weekend_sessions_a_week,
        }
        for key, amount in hours.items():
            if amount and self.needs_reporter:
                rule = _("no reporter is at work in evenings and at weekends")
                hint = _("take needs_reporter out, or offer no such sessions")
                yield Finding(key, rule, f"{amount:g}", hint)

    def downtime_on(self, date: datetime.date) -> float:
        """Share of sessions lost on a day: more once it is past its life."""
        installed = self.installed
        if self.replacement and date > self.replacement.end:
            installed = self.replacement.end
        if self.old_downtime is None or installed is None:
            return self.downtime
        is_old = (date - installed).days > self.life_years * DAYS_A_YEAR
        return self.old_downtime if is_old else self.downtime


class ExtendedHours(Parameters):
    """Evenings and weekends that a post of operators works on top of its hours."""

    number: Number
    post: str
    """Post whose people they are; who is away on the day is away in the evening."""
    evenings_a_week: EveningsAWeek = 0.0
    weekend_sessions_a_week: WeekendsAWeek = 0.0
    price_a_session: Pounds
    """Pay with on-costs and enhancement for one session; nothing where none ran."""
    second_person_price: Pounds = 0.0
    """Pay of somebody else who must be there then, since nobody scans alone in an empty
    building; for one session."""
    start: Date | None = None
    end: Date | None = None

    @property
    def amounts(self) -> tuple[float, float]:
        """Evenings and weekend sessions a week."""
        return self.evenings_a_week, self.weekend_sessions_a_week

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end, "end")
        return self
