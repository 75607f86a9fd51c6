"""Scanners, where they stand, how they age, and the lists bought in beside them."""

from __future__ import annotations

import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.units import (
    DAYS_A_YEAR,
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
    Unit,
    WholeMinutes,
    YesNo,
)

HalfDays = Annotated[Decimal, Field(ge=1, le=520), Unit("half days")]
LifeYears = Annotated[Decimal, Field(gt=0, le=50), Unit("years")]


class ScanSite(Parameters):
    """A place where scanners of a board stand."""

    number: Number
    name: str = ""
    operators: tuple[str, ...] = ()
    """Operator posts that work at this site alone; others go where a scanner is."""


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
    kept_slots_a_day: SlotsADay = 0.0
    """Slots of a scanning day kept for the FLS; a fraction alternates by day."""
    downtime: Share = 0.0
    """Share of sessions lost to breakdown and service."""
    downtime_half_days: HalfDays = 1.0
    """Mean length of a breakdown; 1: every half day has luck of its own."""
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
    start: Date | None = None
    end: Date | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        in_order(self.start, self.end, "end")
        found = []
        if self.kept_slots_a_day > 2 * self.slots_a_session:
            rule = f"a day has no more than {2 * self.slots_a_session} slots"
            kept, hint = f"{self.kept_slots_a_day:g}", "keep fewer, or offer more"
            found.append(Finding("kept_slots_a_day", rule, kept, hint))
        if self.qa_minutes > self.slots_a_session * self.slot_minutes:
            most = self.slots_a_session * self.slot_minutes
            rule, hint = f"a session has {most} minutes", "write minutes, e.g. 15"
            found.append(Finding("qa_minutes", rule, str(self.qa_minutes), hint))
        if self.old_downtime is not None and self.installed is None:
            rule, hint = "its age is not known", "write installed = a date"
            found.append(Finding("old_downtime", rule, f"{self.old_downtime:g}", hint))
        if found:
            raise ContradictionError(found)
        return self

    def downtime_on(self, date: datetime.date) -> float:
        """Share of sessions lost on a day: more once it is past its life."""
        installed = self.installed
        if self.replacement and date > self.replacement.end:
            installed = self.replacement.end
        if self.old_downtime is None or installed is None:
            return self.downtime
        is_old = (date - installed).days > self.life_years * DAYS_A_YEAR
        return self.old_downtime if is_old else self.downtime


class TemporaryLists(Parameters):
    """Evening, weekend or insourced lists between two dates; staff are in the price."""

    number: Number
    sessions_a_week: SessionsAWeek
    slots_a_session: Slots
    slot_minutes: WholeMinutes
    price_a_session: Pounds
    start: Date
    end: Date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end, "end")
        return self
