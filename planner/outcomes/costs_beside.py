"""Costs beside the total, which are not in it: drugs, depreciation, funded posts."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt

from planner.inputs.attributes import DRUG
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.inputs.terms import Money
from planner.inputs.units import DAYS_A_YEAR
from planner.outcomes.audit_kpis import STARTED
from planner.outcomes.board_frame import (
    Frame,
    days_in_force,
    held,
    once_a_frame,
    post_periods,
)
from planner.outcomes.kpis import CLOCKS, MILESTONES, Judged
from planner.outcomes.staff_costs import employer_cost

Floats = npt.NDArray[np.float64]
INFUSED, CHAIR = "zoledronate", "chair"
"""Drug that needs a visit, and whose work that visit is."""


def establishment(frame: Frame, money: Money) -> Floats:
    """Pounds by financial year of staff posts, were every funded one filled."""
    edges = frame.periods.financial_years.edges
    pounds = np.zeros(len(edges) - 1)
    for first, last, here in post_periods(frame):
        for post in here.boards[frame.board_id].posts.values():
            if post.contract == "staff":
                there = held(frame, (post.start, post.end), first, last)
                days = days_in_force(here, *there, edges)
                yearly = post.wte * employer_cost(money, post.band)
                pounds += yearly * days / DAYS_A_YEAR
    return pounds


def drugs(frame: Frame, judged: Judged) -> Floats:
    """Pounds by financial year: a year of treatment of each who starts, by the mix."""
    running = judged.passages[MILESTONES.index(CLOCKS[STARTED].milestone)].cumsum()
    starts = frame.cells.during(running, "financial year")
    return np.asarray(starts * price_of_a_start(frame))


@once_a_frame
def price_of_a_start(frame: Frame) -> Floats:
    """Mean pounds of a start in each financial year, by the drugs of the board."""
    money = frame.scenario.money
    assert money is not None
    edges = frame.periods.financial_years.edges
    pounds, total = np.zeros(len(edges) - 1), np.zeros(len(edges) - 1)
    for first, last, here in post_periods(frame):
        days = days_in_force(here, first, last, edges)
        mix = mix_of_drugs(here, frame.board_id)
        each = sum(share * money.drugs.get(name, 0.0) for name, share in mix.items())
        chairs = [c for c in here.boards[frame.board_id].clinics.values()
                  if c.role == CHAIR and c.sessions_a_week]  # fmt: skip
        if not chairs:
            each += mix.get(INFUSED, 0.0) * money.infusion
        pounds, total = pounds + each * days, total + days
    return pounds / np.maximum(total, 1.0)


def mix_of_drugs(here: Scenario, board_id: str) -> dict[str, float]:
    """Shares of drugs among those who start at a board; empty: nothing is known."""
    own = here.boards[board_id].choices.get(DRUG)
    if own is None and DRUG in here.pathway.choices:
        own = here.pathway.choices[DRUG].shares
    return dict(own or {})


def depreciation(frame: Frame, money: Money) -> Floats:
    """Pounds by financial year: straight-line over a scanner's life, and interest.

    A scanner past its life is written off. A mobile unit is shared by its hosts.
    """
    edges = frame.periods.financial_years.edges
    pounds = np.zeros(len(edges) - 1)
    for first, last, here in post_periods(frame):
        scanners = here.boards[frame.board_id].scanners.values()
        each = [(scanner, 1.0, money.scanner_price) for scanner in scanners]
        for unit in here.mobile_units.values():
            share = unit.weeks_share(frame.board_id)
            each.append((unit, share, unit.capital or money.scanner_price))
        for scanner, share, price in each:
            if scanner.sessions_a_week > 0 and share:
                last_day = _written_off(frame, scanner, last)
                there = held(frame, (scanner.start, scanner.end), first, last_day)
                days = days_in_force(here, *there, edges)
                yearly = price / scanner.life_years + price / 2 * money.capital_charge
                pounds += share * yearly * days / DAYS_A_YEAR
    return pounds


def _written_off(frame: Frame, scanner: Scanner, last: float) -> float:
    """Last day of the plan on which a scanner is still worth something."""
    start = frame.scenario.plan_start
    new = scanner.replacement
    if new is not None and (new.end - start).days <= last:
        return last
    if scanner.installed is None:
        return last
    life = datetime.timedelta(days=scanner.life_years * DAYS_A_YEAR)
    return min(last, float((scanner.installed + life - start).days))
