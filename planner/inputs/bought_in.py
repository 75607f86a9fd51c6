"""Capacity that a board buys in: lists with staff, scans elsewhere, outside reports."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.units import (
    Date,
    Decimal,
    Number,
    Parameters,
    People,
    Pounds,
    SessionsAWeek,
    Slots,
    SlotsASession,
    Unit,
    Whole,
    WholeMinutes,
)
from planner.locale import _

ReportsAWeek = Annotated[Decimal, Field(ge=0, le=1_000), Unit("reports a week")]
ScansBought = Annotated[Whole, Field(ge=1, le=5_000), Unit("scans")]
LeastSessions = Annotated[Whole, Field(ge=0, le=10_000), Unit("sessions")]
MOST_A_WEEK = {"any": 9, "evenings": 5, "weekends": 4}
"""Sessions that a week has room for, by its pattern."""
LONGEST_LIST = 240
"""Minutes of an evening or a weekend list: from 9:00 to 13:00, say."""


class TemporaryLists(Parameters):
    """Evening, weekend or insourced lists between two dates; staff are in the price."""

    number: Number
    sessions_a_week: SessionsAWeek
    days: Literal["any", "evenings", "weekends"] = "any"
    """When they are held; any: Saturday first, then evenings, then Sunday."""
    slots_a_session: Slots
    slot_minutes: WholeMinutes
    overbooked_slots_a_session: SlotsASession = 0.0
    """People booked on top of a session's slots, as on a scanner's own sessions."""
    overrun_price_an_hour: Pounds = 0.0
    """Pay of whoever stays on, for each hour that sessions over-run."""
    price_a_session: Pounds
    report_in_price: Pounds = 0.0
    """Part of the price, for each slot, that is a report which the board's own
    reporters do: it is taken off, so that no report is paid twice."""
    until_list_below: People | None = None
    """They stop for good on the first morning on which fewer people are on the list
    that they serve; None: they go on, whenever anybody may be booked."""
    least_sessions: LeastSessions = 0
    """Sessions paid whether held or not; what is missing is due on the last day."""
    start: Date
    end: Date

    @property
    def price_without_reports(self) -> float:
        """Price of one session without what the board does itself."""
        reports = self.slots_a_session * self.report_in_price
        return max(0.0, self.price_a_session - reports)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        in_order(self.start, self.end, "end")
        minutes = self.slots_a_session * self.slot_minutes
        if minutes > LONGEST_LIST:
            rule = _(
                "{slots} slots of {minutes} minutes are more than an evening",
                slots=self.slots_a_session,
                minutes=self.slot_minutes,
            )
            hint = _(
                "a list lasts at most {minutes} minutes: fewer or shorter slots",
                minutes=LONGEST_LIST,
            )
            found = Finding("slots_a_session", rule, str(self.slots_a_session), hint)
            raise ContradictionError(found)
        if self.sessions_a_week > (most := MOST_A_WEEK[self.days]):
            rule = _(
                "a week has {most} such sessions ({days})", most=most, days=self.days
            )
            asked, hint = f"{self.sessions_a_week:g}", _("ask for fewer, or other days")
            raise ContradictionError(Finding("sessions_a_week", rule, asked, hint))
        return self


class OutsourcedReports(Parameters):
    """Scans that are reported outside: so many a week between two dates.

    Each week a batch is sent; it comes back after the days that the pathway's activity
    of outsourced reports must have been waited for.
    """

    number: Number
    reports_a_week: ReportsAWeek
    price_a_report: Pounds
    """For each report that came back; a batch that is not full costs less."""
    start: Date
    """Day on which the first batch is sent, and the weekday of all others."""
    end: Date
    """Last day on which one is sent."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end, "end")
        return self


class ScannedElsewhere(Parameters):
    """So many of those who have waited longest are scanned elsewhere on one day."""

    number: Number
    people: ScansBought
    date: Date
    price_a_scan: Pounds
    """For each appointment, missed or not; of those whom nobody takes, none."""
    report_in_price: Pounds = 0.0
    """Part of that price that is a report which the board's own reporters do."""

    @property
    def price_without_report(self) -> float:
        """Price of one appointment without what the board does itself."""
        return max(0.0, self.price_a_scan - self.report_in_price)
