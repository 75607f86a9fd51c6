"""Money by hand: scans done, extra lists held, decisions taken."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from planner.capacity.rota import ROLES, SessionKind
from planner.experiment.running.replicate import replicate_once
from planner.inputs.changes import ChangeInForce, Price
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome

BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def wales() -> Scenario:
    scenario = load_scenario().without_changes(("roll-out-2024",))
    return scenario.with_values({"years": 1.25, "run_on_days": 0})


def pounds(record: Record, kpi: str) -> list[float]:
    (found,) = [
        amounts.numerator[0].tolist()
        for key, amounts in measure(record)
        if key.kpi == kpi and key.provider == record.board_id
    ]
    return found


def test_each_scan_done_costs_its_consumables_in_its_financial_year(wales: Scenario):
    record = replicate_once(wales, BOARD, 1, 0)
    assert wales.money is not None
    scans = record.at_stage("scan")
    day = scans.started[(scans.outcome != Outcome.DNA) & (scans.started >= 0)] // 1440
    price = wales.money.scan_consumables
    expected = [(day < 365).sum() * price, (day >= 365).sum() * price]
    # A scan under way at the plan's end is not counted as done.
    assert pounds(record, "cost_scans") == pytest.approx(expected, abs=2 * price)


def test_an_extra_list_costs_its_price_when_somebody_is_booked(wales: Scenario):
    lists = {
        "number": 1,
        "sessions_a_week": 1.0,
        "slots_a_session": 8,
        "slot_minutes": 25,
        "price_a_session": 900.0,
        "start": datetime.date(2026, 5, 1),
        "end": datetime.date(2026, 7, 31),
    }
    record = replicate_once(
        wales.with_values({f"boards.{BOARD}.temporary.evenings": lists}), BOARD, 1, 0
    )
    rota = record.rota
    extra = np.flatnonzero(rota.kind == 3)
    used = np.isin(extra, record.visits.session)
    assert 10 <= used.sum() <= 14
    assert pounds(record, "cost_temporary") == [900.0 * used.sum(), 0.0]


def test_a_decision_costs_once_and_by_the_day(wales: Scenario):
    change = ChangeInForce(
        name="lean-clinic",
        start=datetime.date(2027, 1, 1),
        until=datetime.date(2027, 6, 30),
        values={f"boards.{BOARD}.posts.nurse.wte": 1.0},
        price=Price(capital=5000, one_off=700, revenue_a_year=36_525),
    )
    record = replicate_once(wales.with_dated((change,)), BOARD, 1, 0)
    # 90 days to 31 March, 91 days from 1 April; 100 pounds a day.
    assert pounds(record, "cost_decisions") == pytest.approx([700 + 9000, 9100])
    assert pounds(record, "cost_capital") == [5000, 0]


def test_the_total_is_the_sum_of_its_parts_without_capital(wales: Scenario):
    record = replicate_once(wales, BOARD, 1, 0)
    parts = ["cost_staff", "cost_scans", "cost_scanners", "cost_temporary"]
    sums = np.sum([pounds(record, kpi) for kpi in [*parts, "cost_decisions"]], axis=0)
    assert pounds(record, "cost_total") == pytest.approx(sums.tolist())


def test_a_new_scanner_costs_its_price_on_the_first_day_out_of_use(wales: Scenario):
    gap = {"start": datetime.date(2027, 3, 25), "end": datetime.date(2027, 4, 20)}
    new = {**gap, "capital": 100_000.0, "one_off": 30_000.0}
    scanner = f"boards.{BOARD}.scanners.scanner"
    plain = replicate_once(wales, BOARD, 1, 0)
    changed = wales.with_values({f"{scanner}.replacement": new})
    record = replicate_once(changed, BOARD, 1, 0)
    assert pounds(record, "cost_capital") == [100_000, 0]
    before, after = pounds(plain, "cost_scanners"), pounds(record, "cost_scanners")
    assert after == pytest.approx([before[0] + 30_000, before[1]])
    dearer = wales.with_values({f"{scanner}.upkeep": 12_000.0})
    # 365 and 91 days of the plan.
    expected = [12_000 * 365 / 365.25, 12_000 * 91 / 365.25]
    found = pounds(replicate_once(dearer, BOARD, 1, 0), "cost_scanners")
    assert found == pytest.approx(expected)


def test_planned_minutes_of_scanners_are_shown_by_what_became_of_them(wales: Scenario):
    checked = wales.with_values({f"boards.{BOARD}.scanners.scanner.qa_minutes": 15})
    record = replicate_once(checked, BOARD, 1, 0)
    rota = record.rota.take(record.rota.role == ROLES.index("scanner"))
    fates = {
        key.reason: amounts.numerator[0]
        for key, amounts in measure(record)
        if key.kpi == "scanner_minutes"
    }
    day = rota.start // 1440
    for year, (first, last) in enumerate(((0, 365), (365, 456))):
        here = (day >= first) & (day < last)
        assert sum(row[year] for row in fates.values()) == rota.paid_minutes[here].sum()
        assert fates["offered"][year] == rota.offered_minutes[here].sum()
    assert fates["quality checks"][0] > 0
    assert "replacement" not in fates


def test_extended_hours_cost_their_price_where_they_were_worked(wales: Scenario):
    hours = {"number": 1, "post": "operator", "evenings_a_week": 2.0}
    more = {
        f"boards.{BOARD}.scanners.scanner.evenings_a_week": 2.0,
        f"boards.{BOARD}.extended_hours.own": {**hours, "price_a_session": 180.0},
    }
    record = replicate_once(wales.with_values(more), BOARD, 1, 0)
    rota = record.rota.take(record.rota.kind == SessionKind.SCANNER)
    late = (rota.start % 1440 > 17 * 60) & (rota.offered_minutes > 0)
    day = rota.start[late] // 1440
    expected = [180.0 * (day < 365).sum(), 180.0 * ((day >= 365) & (day < 456)).sum()]
    assert pounds(record, "cost_temporary") == expected
    assert expected[0] > 10_000


def test_hosts_of_a_mobile_unit_share_its_price_by_their_weeks(wales: Scenario):
    """Five weeks of six are visits: four at one board, one at the other."""
    there = ["hywel-dda", BOARD, "", "hywel-dda", "hywel-dda", "hywel-dda"]
    van = {
        "number": 1,
        "visits": there,
        "sessions_a_week": 4,
        "slots_a_session": 8,
        "slot_minutes": 25,
        "start": datetime.date(2026, 6, 3),
        "end": datetime.date(2027, 3, 31),
        "upkeep": 36_525.0,
        "price_a_week": 700.0,
        "capital": 350_000.0,
    }
    plan = wales.with_values({"mobile_units.van": van})
    plain = replicate_once(wales, BOARD, 1, 0)
    record = replicate_once(plan, BOARD, 1, 0)
    before, after = pounds(plain, "cost_scanners"), pounds(record, "cost_scanners")
    # 302 days at 100 pounds, a fifth of them; weeks 1, 7, 13 and so on, all whole.
    weeks = np.arange(0, 302 + 2)[2:] // 7 % 6 == 1
    expected = 302 * 100 / 5 + weeks.sum() * 100
    assert after == pytest.approx([before[0] + expected, before[1]])
    assert pounds(record, "cost_capital") == [70_000, 0]
    other = replicate_once(plan, "hywel-dda", 1, 0)
    assert pounds(other, "cost_capital") == [280_000, 0]
