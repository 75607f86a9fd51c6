"""Clinics: so many places at once, so many half days a week, at a price.

A place is a chair for an infusion, or room for one person in an exercise class.
"""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.pathway import Role
from planner.inputs.units import (
    Date,
    Decimal,
    Number,
    OffsetMinutes,
    Parameters,
    Pounds,
    Unit,
    Whole,
    Wte,
)
from planner.locale import _

HalfDaysAWeek = Annotated[Decimal, Field(ge=0, le=10), Unit("sessions a week")]
HalfDayMinutes = Annotated[Whole, Field(ge=1, le=240), Unit("minutes")]
Places = Annotated[Whole, Field(ge=1, le=60), Unit("places")]


class Clinic(Parameters):
    """Sessions on weekday half days in which several people are seen at once."""

    number: Number
    role: Role = "chair"
    """Whose work it is, for load and bottlenecks: chairs, or a class."""
    activities: Annotated[tuple[str, ...], Field(min_length=1)] = ("infusions",)
    sessions_a_week: HalfDaysAWeek
    """Half days from Monday to Friday, Tuesday morning first; 0: closed."""
    places: Places
    """Chairs, or people in a class."""
    session_minutes: HalfDayMinutes = 225
    staff: Wte | None = None
    """People who look after the places of a session; None: always enough."""
    staff_minutes: OffsetMinutes = 0
    """Minutes of theirs that one visit takes; with `staff` they limit the visits."""
    price_a_session: Pounds = 0.0
    """Staff, room and consumables, for each session that anybody comes to."""
    start: Date | None = None
    end: Date | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        in_order(self.start, self.end, "end")
        if (self.staff is None) != (self.staff_minutes == 0):
            rule = _("staff and their minutes for a visit are said together")
            hint = _("write both staff and staff_minutes, or neither")
            raise ContradictionError(Finding("staff_minutes", rule, hint=hint))
        return self

    def visits_by_place(self, slot: int) -> list[int]:
        """Visits for which each place is open in one session.

        The scarcer of places and the staff's minutes decides.

        Parameters
        ----------
        slot : booked minutes of one visit

        >>> clinic = Clinic(number=1, sessions_a_week=1, places=3, staff=2,
        ...                 staff_minutes=35)
        >>> clinic.visits_by_place(45)
        [5, 5, 2]
        """
        each = self.session_minutes // slot
        most = each * self.places
        if self.staff is not None:
            minutes = self.staff * self.session_minutes
            most = min(most, math.floor(minutes / self.staff_minutes + 1e-9))
        return [
            min(each, left)
            for place in range(self.places)
            if (left := most - place * each) > 0
        ]
