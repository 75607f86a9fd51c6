"""Costs by financial year: staff with on-costs, scans, lists, decisions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.workforce import Held, held_by
from planner.inputs.cached import cached
from planner.inputs.features_used import prices_appointments
from planner.inputs.neighbours import boards_sharing, sent_elsewhere
from planner.inputs.scanners import SITE_LISTS
from planner.inputs.scenario import Scenario
from planner.inputs.terms import Money
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.outcomes.board_frame import Frame, days_in_force, frame_of
from planner.outcomes.budget import (
    ANYTHING_ELSE,
    NEW_SCANNERS,
    TRAINING,
    UNITS,
    UNITS_CAPITAL,
    UPKEEP,
    Budget,
    put_budget,
)
from planner.outcomes.costs_beside import depreciation, drugs, establishment
from planner.outcomes.kpis import MILESTONES, Judged
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.overruns import overrun_prices, overruns
from planner.outcomes.record import Record
from planner.outcomes.scanning_costs import (
    CHAIRS,
    SESSIONS,
    Prices,
    bought_in,
    mobile_units,
    prices_of,
    replacements,
    upkeep,
)
from planner.outcomes.services import DXA, FLS, SERVICES, shares_of_roles
from planner.outcomes.staff_costs import Payroll, moving_staff, still_staff
from planner.outcomes.tally import Tally, Work
from planner.outcomes.waits import pounds_of_appointments
from planner.pathway.visits import VisitRows

Floats = npt.NDArray[np.float64]


class Fixed(NamedTuple):
    """Pounds by financial year that no replication moves."""

    staff: Payroll
    consultants: Floats
    scanners: Floats
    decisions: Floats
    """By service."""
    capital: Floats
    lines: dict[str, Floats]
    """Revenue and capital by line of the budget, as far as fixed."""
    prices: Prices
    """Price of each session bought in, by kind and declared number."""
    establishment: Floats
    depreciation: Floats


def measure_costs(tally: Tally, work: Work, judged: Judged, row: MeasureTable) -> None:
    """Add pounds by financial year, by kind and by service, and their total.

    Capital, drugs and depreciation stand beside the total.
    """
    frame, money = tally.frame, tally.frame.scenario.money
    over_minutes, over_pounds = overruns(tally.record, frame)
    if overrun_prices(frame):
        row.put("overrun_minutes", over_minutes)
    if money is None:
        return
    fixed = fixed_costs(frame.scenario, frame.board_id)
    staff = fixed.staff.plus(moving_staff(_posts(tally.record), money, frame))
    parts = _staff(tally, staff, fixed, money)
    lines = bought_in(frame, tally.record.rota, work.used, fixed.prices)
    bought = of_service(FLS, lines[CHAIRS])
    bought += of_service(DXA, sum(lines.values()) - lines[CHAIRS])
    lines[SESSIONS] = lines[SESSIONS] + over_pounds
    parts |= {
        "cost_scans": of_service(DXA, _scans(frame, judged, money)),
        "cost_scanners": of_service(DXA, fixed.scanners),
        "cost_temporary": of_service(DXA, over_pounds) + bought,
        "cost_decisions": fixed.decisions,
    }
    if prices_appointments(frame.scenario):
        visits = tally.record.visits.rows
        booked = pounds_of_appointments(frame, visits)
        parts["cost_appointments"] = of_service(DXA, booked)
    if travel_prices(frame.scenario, frame.board_id):
        travel = pounds_of_travel(frame, tally.record.own_visits)
        parts["cost_travel"] = of_service(DXA, travel)
    row.put("cost_capital", fixed.capital)
    row.put("cost_establishment", fixed.establishment)
    treated = drugs(frame, judged)
    row.put("cost_drugs", treated)
    row.put("cost_depreciation", fixed.depreciation)
    _put_totals(parts, fixed.capital, row)
    budget = Budget(frame, money, parts, fixed.lines | lines, staff, treated)
    put_budget(budget, fixed.capital, row)


def _posts(record: Record) -> list[Held]:
    """Changing posts as one replication holds them."""
    return held_by(record.scenario, record.board_id, record.seed, record.replication)


def _put_totals(parts: dict[str, Floats], capital: Floats, row: MeasureTable) -> None:
    """Add each part of the costs, their sums by service, and their total."""
    for kpi, pounds in parts.items():
        row.put(kpi, pounds.sum(axis=0))
    by_service = np.sum(list(parts.values()), axis=0)
    total = by_service.sum(axis=0)
    for name, service in (("fls", FLS), ("dxa", DXA)):
        row.put(f"cost_{name}", by_service[service])
        row.put(f"cost_plan_{name}", by_service[service].sum())
    row.put("cost_total", total)
    row.put("cost_whole_plan", total.sum() + capital.sum())


def of_service(service: int, pounds: Floats) -> Floats:
    """Pounds by service and financial year, where all are of one service."""
    found = np.zeros((SERVICES, len(pounds)))
    found[service] = pounds
    return found


def _staff(
    tally: Tally, staff: Payroll, fixed: Fixed, money: Money
) -> dict[str, Floats]:
    """Pay, consultants and overheads on both, by service and financial year."""
    pay = np.einsum("ry,rsy->sy", staff.by_role, shares_of_roles(tally))
    consultants = of_service(FLS, fixed.consultants)
    return {
        "cost_staff": pay,
        "cost_consultants": consultants,
        "cost_overheads": (pay + consultants) * money.overheads,
    }


@cached
def fixed_costs(scenario: Scenario, board_id: str) -> Fixed:
    """Costs of a board that follow from the scenario alone."""
    frame, money = frame_of(scenario, board_id), scenario.money
    assert money is not None
    revenue, training, capital = _decisions(frame)
    one_off, new = replacements(frame)
    visits, units = mobile_units(frame, money)
    maintained = upkeep(frame, money)
    lines = {
        UPKEEP: maintained,
        UNITS: one_off + visits,
        TRAINING: training,
        ANYTHING_ELSE: revenue.sum(axis=0) - training,
        NEW_SCANNERS: new,
        UNITS_CAPITAL: units,
    }
    return Fixed(
        staff=still_staff(frame, money),
        consultants=_consultants(frame, money),
        scanners=maintained + one_off + visits,
        decisions=revenue,
        capital=capital + new + units,
        lines=lines,
        prices=prices_of(frame, money),
        establishment=establishment(frame, money),
        depreciation=depreciation(frame, money),
    )


def _consultants(frame: Frame, money: Money) -> Floats:
    """Consultant sessions in proportion to residents' fractures, by the day."""
    fractures = frame.scenario.boards[frame.board_id].demand.fractures_a_year
    yearly = fractures / 1000 * money.consultant_sessions * money.consultant_session
    return np.asarray(yearly * frame.periods.financial_years.days / DAYS_A_YEAR)


def _scans(frame: Frame, judged: Judged, money: Money) -> Floats:
    """Consumables of every scan done."""
    running = judged.passages[MILESTONES.index("scan")].cumsum()
    done = frame.cells.during(running, "financial year")
    return np.asarray(done * money.scan_consumables)


def _decisions(frame: Frame) -> tuple[Floats, Floats, Floats]:
    """Revenue by service, its training, and capital of decisions on this board.

    Boards that share a decision pay equal shares.
    """
    scenario, years = frame.scenario, frame.periods.financial_years
    revenue, (training, capital) = (np.zeros((n, len(years))) for n in (SERVICES, 2))
    for change in scenario.changes:
        boards = boards_sharing(scenario, change)
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
        service = DXA if price.service == "dxa" else FLS
        revenue[service] += share * (
            price.one_off * at_start + price.revenue_a_year * days / DAYS_A_YEAR
        )
        if price.one_off_is_for == "training":
            training += share * price.one_off * at_start
        capital += share * price.capital * at_start
    return revenue, training, capital


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
