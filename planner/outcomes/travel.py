"""What travel costs: a price for each appointment of a board's people at another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.inputs.identity import kept
from planner.inputs.neighbours import sent_elsewhere
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.frame import Frame
from planner.pathway.visits import Stays

Floats = npt.NDArray[np.float64]
Prices = dict[tuple[int, int, int], float]
"""Pounds by stretch of the plan, stage and list, the last two by declared number."""


@kept
def travel_prices(scenario: Scenario, board_id: str) -> Prices:
    """What a board pays for appointments of its people elsewhere, where it pays."""
    return {
        (
            stretch,
            here.pathway.stages[sent.stage].number,
            here.boards[sent.to].number,
        ): sent.price
        for stretch, (_, here) in enumerate(scenario.phases)
        for sent in sent_elsewhere(here)
        if sent.board == board_id and sent.price
    }


def pounds_of_travel(frame: Frame, own_stays: Stays) -> Floats:
    """Pounds by financial year for travel to appointments, missed ones included."""
    years = frame.periods.financial_years
    pounds = np.zeros(len(years))
    booked = own_stays[own_stays["session"] >= 0]
    day = booked["started"] // MINUTES_A_DAY
    firsts = [first for first, _ in frame.scenario.phases]
    stretch = np.searchsorted(firsts, day, side="right") - 1
    prices = travel_prices(frame.scenario, frame.board_id)
    for (when, stage, to), price in prices.items():
        there = (booked["list"] == to) & (booked["stage"] == stage) & (stretch == when)
        pounds += years.count(day[there]) * price
    return pounds
