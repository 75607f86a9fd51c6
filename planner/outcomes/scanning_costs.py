"""Scanning costs besides staff: upkeep, new scanners, lists bought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota, SessionKind
from planner.inputs.scanners import Replacement
from planner.inputs.terms import Money
from planner.inputs.units import DAYS_A_WEEK, DAYS_A_YEAR, MINUTES_A_DAY
from planner.outcomes.board_frame import Frame, days_in_force, held, post_periods

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


SESSIONS, OUTSOURCING, CHAIRS = "sessions-bought", "outsourcing", "chairs"
LINE_OF_KIND = {
    SessionKind.TEMPORARY: SESSIONS,
    SessionKind.EXTENDED_HOURS: SESSIONS,
    SessionKind.ELSEWHERE: OUTSOURCING,
    SessionKind.OUTSOURCED: OUTSOURCING,
    SessionKind.CLINIC: CHAIRS,
}
"""Line of the budget on which a session bought in stands."""


class Bought(NamedTuple):
    """Price of a session, and how many are paid whether held or not by a day."""

    price: float
    least: int = 0
    last_day: int = 0


Prices = Mapping[tuple[SessionKind, int], Bought]


def upkeep(frame: Frame, money: Money) -> Floats:
    """Pounds by financial year: maintenance of the scanners that have sessions."""
    edges = frame.periods.financial_years.edges
    pounds = np.zeros(len(edges) - 1)
    for first, last, here in post_periods(frame):
        scanners = here.boards[frame.board_id].scanners.values()
        alike = Counter(
            (money.scanner_upkeep if s.upkeep is None else s.upkeep, s.start, s.end)
            for s in scanners
            if s.sessions_a_week > 0
        )
        for (price, *dates), running in alike.items():
            there = held(frame, (dates[0], dates[1]), first, last)
            days = days_in_force(here, *there, edges)
            pounds += running * price * days / DAYS_A_YEAR
    return pounds


def mobile_units(frame: Frame, money: Money) -> tuple[Floats, Floats]:
    """Pounds by financial year for visits of mobile units, and capital.

    Upkeep is shared by the hosts by their weeks, and so is the unit's price, which is
    due on its first day; what a week costs is paid by the host of that week.
    """
    years, start = frame.periods.financial_years, frame.scenario.plan_start
    pounds, capital = np.zeros(len(years)), np.zeros(len(years))
    for first, last, here in post_periods(frame):
        for unit in here.mobile_units.values():
            begins, end = held(frame, (unit.start, unit.end), first, last)
            days = np.arange(begins, end + 1, dtype=np.int64)
            share = unit.weeks_share(frame.board_id)
            a_year = money.scanner_upkeep if unit.upkeep is None else unit.upkeep
            pounds += years.count(days) * share * a_year / DAYS_A_YEAR
            mine = days[unit.is_with(frame.board_id, start, days)]
            pounds += years.count(mine) * unit.price_a_week / DAYS_A_WEEK
            due = days[days == (unit.start - start).days]
            capital += years.count(due) * unit.capital * share
    return pounds, capital


def prices_of(frame: Frame, money: Money) -> dict[tuple[SessionKind, int], Bought]:
    """Price of each session bought in, by its kind and declared number.

    Own people's evenings and a board's own clinics bear no value added tax.
    """
    taxed = 1 + money.tax_on_lists
    found: dict[tuple[SessionKind, int], Bought] = {}
    start = frame.scenario.plan_start
    for _, _, here in post_periods(frame):
        board = here.boards[frame.board_id]
        for lists in board.temporary.values():
            last = (lists.end - start).days
            price = lists.price_without_reports * taxed
            bought = Bought(price, lists.least_sessions, last)
            found[SessionKind.TEMPORARY, lists.number] = bought
        for hours in board.extended_hours.values():
            both = hours.price_a_session + hours.second_person_price
            found[SessionKind.EXTENDED_HOURS, hours.number] = Bought(both)
        for scans in board.scanned_elsewhere.values():
            price = scans.price_without_report * taxed
            found[SessionKind.ELSEWHERE, scans.number] = Bought(price)
        for reports in board.outsourced.values():
            price = reports.price_a_report * taxed
            found[SessionKind.OUTSOURCED, reports.number] = Bought(price)
        for clinic in board.clinics.values():
            found[SessionKind.CLINIC, clinic.number] = Bought(clinic.price_a_session)
    return found


def bought_in(
    frame: Frame, rota: Rota, used: Bools, prices: Prices
) -> dict[str, Floats]:
    """Pounds by line and financial year: lists held, reports back, hours worked.

    A list with nobody booked is not held.
    """
    years = frame.periods.financial_years
    pounds = {line: np.zeros(len(years)) for line in (SESSIONS, OUTSOURCING, CHAIRS)}
    for (kind, number), bought in prices.items():
        line = LINE_OF_KIND[kind]
        mine = (rota.kind == kind) & (rota.unit == number)
        # Extended hours stand in the rota where they were worked, and only there.
        ran = mine if kind is SessionKind.EXTENDED_HOURS else mine & used
        starts = rota.start[ran]
        if kind is SessionKind.CLINIC:
            # Its places share one session, and one price.
            starts = np.unique(starts)
        pounds[line] += years.count(starts // MINUTES_A_DAY) * bought.price
        missing = bought.least - int(np.count_nonzero(ran))
        if missing > 0:
            due = years.count(np.array([bought.last_day]))
            pounds[line] += due * missing * bought.price
    return pounds


def replacements(frame: Frame) -> tuple[Floats, Floats]:
    """Pounds by financial year for new scanners: once and not capital, and capital.

    They are due on the first day out of use, once for each.
    """
    years = frame.periods.financial_years
    one_off, capital = np.zeros(len(years)), np.zeros(len(years))
    for day, new in _replaced(frame).values():
        in_year = years.count(np.array([day]))
        one_off += in_year * new.one_off
        capital += in_year * new.capital
    return one_off, capital


def _replaced(frame: Frame) -> dict[tuple[str, object], tuple[int, Replacement]]:
    """Replacements by scanner and first day, with the day on which each is due."""
    found: dict[tuple[str, object], tuple[int, Replacement]] = {}
    for first, last, here in post_periods(frame):
        for name, scanner in here.boards[frame.board_id].scanners.items():
            if not (new := scanner.replacement):
                continue
            day, end = held(frame, (new.start, new.end), first, last)
            begun = (new.start - frame.scenario.plan_start).days < 0
            if day <= end and not begun:
                found.setdefault((name, new.start), (int(day), new))
    return found
