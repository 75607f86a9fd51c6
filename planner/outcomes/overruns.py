"""Overbooked sessions: how long they over-run, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import SessionKind
from planner.inputs.bought_in import TemporaryLists
from planner.inputs.scanners import Scanner
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.board_frame import Frame, once_a_frame
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
AN_HOUR = 60


@once_a_frame
def overrun_prices(frame: Frame) -> dict[tuple[SessionKind, int], float]:
    """Pounds an hour, by kind and number of scanners and lists that are overbooked."""
    found: dict[tuple[SessionKind, int], float] = {}
    for _, here in frame.scenario.periods:
        board, units = here.boards[frame.board_id], here.mobile_units.values()
        visiting = [unit for unit in units if frame.board_id in unit.visits]
        overbooked: tuple[tuple[SessionKind, Iterable[Scanner | TemporaryLists]], ...]
        overbooked = (
            (SessionKind.SCANNER, board.scanners.values()),
            (SessionKind.MOBILE, visiting),
            (SessionKind.TEMPORARY, board.temporary.values()),
        )
        for kind, of_kind in overbooked:
            for each in of_kind:
                if each.overbooked_slots_a_session:
                    found[kind, each.number] = each.overrun_price_an_hour
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
