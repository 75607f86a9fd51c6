"""What it costs, by financial year: staff with on-costs, scans, lists, decisions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Kind
from planner.inputs.boards import Post
from planner.inputs.scenario import Scenario
from planner.inputs.terms import Money
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.outcomes.blocks import Measures
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome

Floats = npt.NDArray[np.float64]


def employer_cost(money: Money, band: str) -> float:
    """Pounds a year of one WTE: salary, national insurance, pension, levy."""
    salary = money.pay[band]
    insured = max(0.0, salary - money.national_insurance_threshold)
    on_costs = insured * money.national_insurance
    on_costs += salary * (money.pension + money.apprenticeship_levy)
    return salary + on_costs


def days_in_force(
    scenario: Scenario, first: float, last: float, edges: npt.NDArray[np.int64]
) -> Floats:
    """Days of each period that lie between two days of the plan, the last included."""
    starts, ends = np.maximum(edges[:-1], first), np.minimum(edges[1:], last + 1)
    return np.asarray(np.maximum(0, ends - starts), dtype=float)


def measure_costs(record: Record, measures: Measures) -> None:
    """Add pounds by financial year, by kind, and their total without capital."""
    money = record.scenario.money
    if money is None:
        return
    years = record.periods.financial_years
    revenue, capital = _decisions(record)
    parts = {
        "cost_staff": _staff(record, money),
        "cost_scans": _scans(record, money),
        "cost_scanners": _scanners(record, money),
        "cost_temporary": _temporary(record),
        "cost_decisions": revenue,
    }
    for kpi, pounds in parts.items():
        measures.put(record.key(kpi, "financial year"), pounds)
    total = np.sum(list(parts.values()), axis=0)
    assert len(total) == len(years)
    measures.put(record.key("cost_total", "financial year"), total)
    measures.put(record.key("cost_capital", "financial year"), capital)
    measures.put(record.key("cost_whole_plan", "plan"), [total.sum() + capital.sum()])


def _stretches(record: Record) -> Iterator[tuple[float, float, Scenario]]:
    phases = record.scenario.phases
    lasts = [day - 1 for day, _ in phases[1:]] + [record.scenario.plan_days - 1]
    for (first, here), last in zip(phases, lasts, strict=True):
        yield first, last, here


def _staff(record: Record, money: Money) -> Floats:
    """Cost of everybody in post, from the WTE in force on each day."""
    edges = record.periods.financial_years.edges
    pounds = np.zeros(len(edges) - 1)
    for first, last, here in _stretches(record):
        for post in here.boards[record.board_id].posts.values():
            held = _held(record, post, first, last)
            days = days_in_force(here, *held, edges)
            pounds += post.wte * employer_cost(money, post.band) * days / DAYS_A_YEAR
    return pounds


def _held(record: Record, post: Post, first: float, last: float) -> tuple[float, float]:
    start = record.scenario.plan_start
    if post.start:
        first = max(first, (post.start - start).days)
    if post.end:
        last = min(last, (post.end - start).days)
    return first, last


def _scans(record: Record, money: Money) -> Floats:
    """Consumables of every scan done."""
    years = record.periods.financial_years
    pounds = np.zeros(len(years))
    for name, stage in record.scenario.pathway.stages.items():
        if stage.milestone == "scan":
            seen = record.at_stage(name)
            done = seen.take((seen.outcome == Outcome.SEEN) & (seen.started >= 0))
            pounds += years.count(done.started // MINUTES_A_DAY, money.scan_consumables)
    return pounds


def _scanners(record: Record, money: Money) -> Floats:
    """Upkeep of the scanners that have sessions."""
    years = record.periods.financial_years
    pounds = np.zeros(len(years))
    for first, last, here in _stretches(record):
        scanners = here.boards[record.board_id].scanners.values()
        running = sum(scanner.sessions_a_week > 0 for scanner in scanners)
        days = days_in_force(here, first, last, years.edges)
        pounds += running * money.scanner_upkeep * days / DAYS_A_YEAR
    return pounds


def _temporary(record: Record) -> Floats:
    """Price of the extra lists that ran: one with nobody booked is not held."""
    rota, visits = record.rota, record.visits
    years = record.periods.financial_years
    pounds = np.zeros(len(years))
    used = np.zeros(len(rota), dtype=bool)
    used[visits.session[visits.session >= 0]] = True
    lists = {
        item.number: item.price_a_session
        for _, _, here in _stretches(record)
        for item in here.boards[record.board_id].temporary.values()
    }
    for number, price in lists.items():
        ran = used & (rota.kind == Kind.TEMPORARY) & (rota.unit == number)
        pounds += years.count(rota.start[ran] // MINUTES_A_DAY, price)
    return pounds


def _decisions(record: Record) -> tuple[Floats, Floats]:
    """Revenue and capital of dated decisions that touch this board, in equal shares."""
    scenario, years = record.scenario, record.periods.financial_years
    revenue, capital = np.zeros(len(years)), np.zeros(len(years))
    for change in scenario.changes:
        touched = {
            key.split(".")[1] for key in change.values if key.startswith("boards.")
        }
        boards = set(scenario.providers) if "*" in touched or not touched else touched
        if record.board_id not in boards:
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
