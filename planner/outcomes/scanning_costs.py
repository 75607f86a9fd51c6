"""What scanning costs besides staff: upkeep, new scanners, lists bought in."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from planner.inputs.scanners import Replacement
from planner.inputs.terms import Money
from planner.inputs.units import DAYS_A_YEAR
from planner.outcomes.frame import Frame
from planner.outcomes.in_force import days_in_force, held, stretches_of

Floats = npt.NDArray[np.float64]


def upkeep(frame: Frame, money: Money) -> Floats:
    """Pounds by financial year: maintenance of the scanners that have sessions."""
    edges = frame.periods.financial_years.edges
    pounds = np.zeros(len(edges) - 1)
    for first, last, here in stretches_of(frame):
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
    for first, last, here in stretches_of(frame):
        for name, scanner in here.boards[frame.board_id].scanners.items():
            if not (new := scanner.replacement):
                continue
            day, end = held(frame, (new.start, new.end), first, last)
            begun = (new.start - frame.scenario.plan_start).days < 0
            if day <= end and not begun:
                found.setdefault((name, new.start), (int(day), new))
    return found
