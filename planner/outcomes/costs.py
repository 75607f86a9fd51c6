"""Costs by financial year: staff with on-costs, scans, lists, decisions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.cached import cached
from planner.inputs.features_used import prices_appointments
from planner.inputs.neighbours import sent_elsewhere
from planner.inputs.scanners import SITE_LISTS
from planner.inputs.scenario import Scenario
from planner.inputs.terms import Money
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.outcomes.board_frame import Frame, days_in_force, frame_of
from planner.outcomes.kpis import MILESTONES, Judged
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.overruns import overrun_prices, overruns
from planner.outcomes.scanning_costs import (
    Prices,
    bought_in,
    mobile_units,
    prices_of,
    replacements,
    upkeep,
)
from planner.outcomes.staff_costs import moving_staff, still_staff
from planner.outcomes.tally import Tally, Work
from planner.outcomes.waits import pounds_of_appointments
from planner.pathway.visits import VisitRows

Floats = npt.NDArray[np.float64]


class Fixed(NamedTuple):
    """Pounds by financial year that no replication moves."""

    staff: Floats
    scanners: Floats
    decisions: Floats
    capital: Floats
    prices: Prices
    """Price of each session bought in, by kind and declared number."""


def measure_costs(tally: Tally, work: Work, judged: Judged, row: MeasureTable) -> None:
    """Add pounds by financial year, by kind, and their total without capital."""
    frame, money = tally.frame, tally.frame.scenario.money
    over_minutes, over_pounds = overruns(tally.record, frame)
    if overrun_prices(frame):
        row.put("overrun_minutes", over_minutes)
    if money is None:
        return
    fixed = fixed_costs(frame.scenario, frame.board_id)
    parts = {
        "cost_staff": fixed.staff + moving_staff(tally.record, money, frame),
        "cost_scans": _scans(tally.frame, judged, money),
        "cost_scanners": fixed.scanners,
        "cost_temporary": over_pounds
        + bought_in(frame, tally.record.rota, work.used, fixed.prices),
        "cost_decisions": fixed.decisions,
    }
    if prices_appointments(frame.scenario):
        visits = tally.record.visits.rows
        parts["cost_appointments"] = pounds_of_appointments(frame, visits)
    if travel_prices(frame.scenario, frame.board_id):
        parts["cost_travel"] = pounds_of_travel(frame, tally.record.own_visits)
    for kpi, pounds in parts.items():
        row.put(kpi, pounds)
    total = np.sum(list(parts.values()), axis=0)
    row.put("cost_total", total)
    row.put("cost_capital", fixed.capital)
    row.put("cost_whole_plan", total.sum() + fixed.capital.sum())


@cached
def fixed_costs(scenario: Scenario, board_id: str) -> Fixed:
    """Costs of a board that follow from the scenario alone."""
    frame, money = frame_of(scenario, board_id), scenario.money
    assert money is not None
    revenue, capital = _decisions(frame)
    one_off, new = replacements(frame)
    visits, units = mobile_units(frame, money)
    return Fixed(
        still_staff(frame, money),
        upkeep(frame, money) + one_off + visits,
        revenue,
        capital + new + units,
        prices_of(frame),
    )


def _scans(frame: Frame, judged: Judged, money: Money) -> Floats:
    """Consumables of every scan done."""
    running = judged.passages[MILESTONES.index("scan")].cumsum()
    done = frame.cells.during(running, "financial year")
    return np.asarray(done * money.scan_consumables)


def _decisions(frame: Frame) -> tuple[Floats, Floats]:
    """Revenue and capital of dated decisions that touch this board, in equal shares."""
    scenario, years = frame.scenario, frame.periods.financial_years
    revenue, capital = np.zeros(len(years)), np.zeros(len(years))
    for change in scenario.changes:
        touched = {
            key.split(".")[1] for key in change.values if key.startswith("boards.")
        }
        boards = set(scenario.providers) if "*" in touched or not touched else touched
        if frame.board_id not in boards:
            continue
        first = max(0, (change.start - scenario.plan_start).days)
        last = scenario.plan_days - 1
        if change.until:
            last = min(last, (change.until - scenario.plan_start).days)
        share, price = 1 / len(boards), change.price
        begins = (change.start - scenario.plan_start).days >= 0
        at_start = years.count(np.array([first])) * begins
        days = days_in_force(scenario, first, last, years.edges)
        revenue += share * (
            price.one_off * at_start + price.revenue_a_year * days / DAYS_A_YEAR
        )
        capital += share * price.capital * at_start
    return revenue, capital


TravelPrices = dict[tuple[int, int, int], float]
"""Pounds by stretch of the plan, stage and list, the last two by declared number."""


@cached
def travel_prices(scenario: Scenario, board_id: str) -> TravelPrices:
    """Price of appointments of a board's people elsewhere, where it pays."""
    return {
        (
            stretch,
            here.pathway.stages[sent.stage].number,
            here.boards[sent.to].number,
        ): sent.price
        for stretch, (_, here) in enumerate(scenario.periods)
        for sent in sent_elsewhere(here)
        if sent.board == board_id and sent.price
    }


def pounds_of_travel(frame: Frame, own_visits: VisitRows) -> Floats:
    """Pounds by financial year for travel to appointments, missed ones included."""
    years = frame.periods.financial_years
    pounds = np.zeros(len(years))
    booked = own_visits[own_visits["session"] >= 0]
    day = booked["started"] // MINUTES_A_DAY
    firsts = [first for first, _ in frame.scenario.periods]
    stretch = np.searchsorted(firsts, day, side="right") - 1
    prices = travel_prices(frame.scenario, frame.board_id)
    provider = booked["list"] % SITE_LISTS
    for (when, stage, to), price in prices.items():
        there = (provider == to) & (booked["stage"] == stage) & (stretch == when)
        pounds += years.count(day[there]) * price
    return pounds
