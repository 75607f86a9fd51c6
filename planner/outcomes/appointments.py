"""What booking and reminding costs: a price for each appointment, by date."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.frame import MOST_NUMBERS, Frame
from planner.pathway.visits import Stays

Floats = npt.NDArray[np.float64]


def pounds_of_appointments(frame: Frame, stays: Stays) -> Floats:
    """Pounds by financial year for appointments, missed ones included."""
    phases, years = frame.scenario.phases, frame.periods.financial_years
    prices = np.zeros((len(phases), MOST_NUMBERS))
    for row, (_, here) in enumerate(phases):
        for stage in here.pathway.stages.values():
            prices[row, stage.number] = stage.appointment_price
    booked = stays[stays["session"] >= 0]
    day = booked["started"] // MINUTES_A_DAY
    firsts = [first for first, _ in phases]
    stretch = np.searchsorted(firsts, day, side="right") - 1
    return years.count(day, prices[stretch, booked["stage"]])
