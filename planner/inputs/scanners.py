"""Scanners, and the lists bought in beside them."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.units import (
    Date,
    Number,
    Parameters,
    Pounds,
    SessionsAWeek,
    Share,
    Slots,
    SlotsADay,
    WholeMinutes,
    YesNo,
)


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
    needs_operator: YesNo = True
    start: Date | None = None
    end: Date | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        in_order(self.start, self.end, "end")
        if self.kept_slots_a_day > 2 * self.slots_a_session:
            rule = f"a day has no more than {2 * self.slots_a_session} slots"
            kept, hint = f"{self.kept_slots_a_day:g}", "keep fewer, or offer more"
            raise ContradictionError(Finding("kept_slots_a_day", rule, kept, hint))
        return self


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
