"""Overbooked sessions: how long they over-run, and what that costs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import SessionKind
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.board_frame import Frame
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
AN_HOUR = 60


def overrun_prices(frame: Frame) -> dict[tuple[SessionKind, int], float]:
    """Pounds an hour, by the kind and number of each scanner that is overbooked."""
    found: dict[tuple[SessionKind, int], float] = {}
    for _, here in frame.scenario.periods:
        units = here.mobile_units.values()
        for kind, scanners in (
            (SessionKind.SCANNER, here.boards[frame.board_id].scanners.values()),
            (SessionKind.MOBILE, [u for u in units if frame.board_id in u.visits]),
        ):
            for scanner in scanners:
                if scanner.overbooked_slots_a_session:
                    price = scanner.overrun_price_an_hour
                    found[kind, scanner.number] = price
    return found


def overruns(record: Record, frame: Frame) -> tuple[Floats, Floats]:
    """Minutes, and pounds, by financial year: people seen beyond a session's end."""
    years = frame.periods.financial_years
    minutes, pounds = np.zeros(len(years)), np.zeros(len(years))
    prices = overrun_prices(frame)
    if not prices:
        return minutes, pounds
    rota, visits = record.rota, record.held_visits
    visits = visits[visits["session"] >= 0]
    session = visits["session"]
    end = rota.end[session]
    beyond = np.where(visits["held_until"] < 0, 0, visits["held_until"] - end)
    for (kind, number), price in prices.items():
        late = (beyond > 0) & (rota.overrun[session] > 0)
        late &= (rota.kind[session] == kind) & (rota.unit[session] == number)
        # The first beyond the end may have begun before it.
        longest = np.zeros(len(rota), dtype=np.int64)
        np.maximum.at(longest, session[late], beyond[late])
        some = longest > 0
        found = years.count(rota.start[some] // MINUTES_A_DAY, longest[some])
        minutes += found
        pounds += found / AN_HOUR * price
    return minutes, pounds
