"""Money by hand: scans done, extra lists held, decisions taken."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

import planner
from planner.capacity.rota import ROLES, SessionKind
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.changes import ChangeInForce, Price
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.record import Record
from planner.outcomes.staff_costs import employer_cost
from planner.pathway.visits import Outcome
from planner.reports.cost_sentences import a_year, cost_sentences

BOARD = "swansea-bay"
LISTS = {
    "number": 1,
    "sessions_a_week": 1.0,
    "slots_a_session": 8,
    "slot_minutes": 25,
    "price_a_session": 900.0,
    "start": datetime.date(2026, 5, 1),
    "end": datetime.date(2026, 7, 31),
}


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
    record = replicate_once(
        wales.with_values({f"boards.{BOARD}.temporary.evenings": LISTS}), BOARD, 1, 0
    )
    rota = record.rota
    extra = np.flatnonzero(rota.kind == 3)
    used = np.isin(extra, record.visits.session)
    assert 10 <= used.sum() <= 14
    taxed = 1.2
    assert pounds(record, "cost_temporary") == [
        pytest.approx(taxed * 900.0 * used.sum()),
        0.0,
    ]


def test_a_report_that_the_board_does_itself_is_not_paid_in_the_price_of_a_list(
    wales: Scenario,
):
    lists = LISTS | {"report_in_price": 25.0}
    board = f"boards.{BOARD}.temporary.evenings"
    whole = replicate_once(wales.with_values({board: LISTS}), BOARD, 1, 0)
    net = replicate_once(wales.with_values({board: lists}), BOARD, 1, 0)
    # Eight reports of 25 pounds out of 900.
    before, after = (pounds(each, "cost_temporary")[0] for each in (whole, net))
    assert after == pytest.approx(before * 700 / 900)
    elsewhere = {"number": 1, "people": 50, "date": datetime.date(2026, 7, 4),
                 "price_a_scan": 95.0, "report_in_price": 25.0}  # fmt: skip
    plan = wales.with_values({f"boards.{BOARD}.scanned_elsewhere.oldest": elsewhere})
    record = replicate_once(plan, BOARD, 1, 0)
    assert pounds(record, "cost_temporary") == [pytest.approx(50 * 70 * 1.2), 0.0]


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
    parts = ["cost_staff", "cost_consultants", "cost_overheads", "cost_scans",
             "cost_scanners", "cost_temporary", "cost_decisions"]  # fmt: skip
    sums = np.sum([pounds(record, kpi) for kpi in parts], axis=0)
    assert pounds(record, "cost_total") == pytest.approx(sums.tolist())
    services = np.array([pounds(record, f"cost_{name}") for name in ("fls", "dxa")])
    assert services.sum(axis=0) == pytest.approx(sums.tolist())
    assert (services > 0).all()


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
    helper = {f"boards.{BOARD}.extended_hours.own.second_person_price": 90.0}
    both = replicate_once(wales.with_values(more | helper), BOARD, 1, 0)
    found = pounds(both, "cost_temporary")
    assert found == pytest.approx([each * 1.5 for each in expected])


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


def test_a_decision_on_dxa_is_money_of_dxa(wales: Scenario):
    """One that leaves hours as they are, so that only its price is added."""
    nurses = wales.boards[BOARD].posts["nurse"].wte
    change = ChangeInForce(
        name="phones",
        start=datetime.date(2026, 4, 1),
        values={f"boards.{BOARD}.posts.nurse.wte": nurses},
        price=Price(revenue_a_year=36_525, service="dxa"),
    )
    plain = replicate_once(wales, BOARD, 1, 0)
    record = replicate_once(wales.with_dated((change,)), BOARD, 1, 0)
    added = np.subtract(pounds(record, "cost_dxa"), pounds(plain, "cost_dxa"))
    assert added == pytest.approx([36_500, 9_100])
    assert pounds(record, "cost_fls") == pytest.approx(pounds(plain, "cost_fls"))


def test_administrators_for_other_referrals_are_money_of_dxa(wales: Scenario):
    """Without other referrals every administrator works for the FLS."""
    alone = wales.with_values({f"boards.{BOARD}.demand.other": {},
                               f"boards.{BOARD}.waiting_list.scan.fls_share": 1.0,
                               "money.overheads": 0.0})  # fmt: skip
    record = replicate_once(alone, BOARD, 1, 0)
    board, money = wales.boards[BOARD], wales.money
    assert money is not None
    nurses_and_administrators = sum(
        post.wte * employer_cost(money, post.band)
        for post in board.posts.values()
        if post.role in ("nurse", "admin")
    )
    consultants = 15_000 * board.demand.fractures_a_year / 1000
    yearly = nurses_and_administrators + consultants
    assert pounds(record, "cost_fls")[0] == pytest.approx(yearly * 365 / 365.25)


def test_drugs_depreciation_and_funded_posts_stand_beside_the_total(wales: Scenario):
    prices = {
        "money.drugs.oral": 0.0, "money.infusion": 0.0, "money.scanner_price": 0.0,
    }  # fmt: skip
    vacant = {f"boards.{BOARD}.posts.nurse.in_post": 0.2}
    plain = replicate_once(wales, BOARD, 1, 0)
    free = replicate_once(wales.with_values(prices), BOARD, 1, 0)
    unfilled = replicate_once(wales.with_values(vacant), BOARD, 1, 0)
    assert pounds(free, "cost_total") == pytest.approx(pounds(plain, "cost_total"))
    assert pounds(free, "cost_drugs") < pounds(plain, "cost_drugs")
    # A tenth of 100,000 a year, and 3.5 % of half of it.
    yearly = 100_000 / 10 + 50_000 * 0.035
    assert pounds(plain, "cost_depreciation")[0] == pytest.approx(yearly * 365 / 365.25)
    funded = pounds(plain, "cost_establishment")
    assert pounds(unfilled, "cost_establishment") == pytest.approx(funded)
    assert pounds(unfilled, "cost_staff") < funded


def test_a_scanner_past_its_life_is_written_off(wales: Scenario):
    scanner = f"boards.{BOARD}.scanners.scanner.installed"
    old = wales.with_values({scanner: datetime.date(2016, 10, 1)})
    found = pounds(replicate_once(old, BOARD, 1, 0), "cost_depreciation")
    # Half a year is left on the plan's first day.
    assert found[0] == pytest.approx(11_750 / 2, rel=0.01)
    assert found[1] == 0.0


def test_who_starts_costs_a_year_of_drugs_and_the_visit_of_an_infusion(
    wales: Scenario,
):
    mix = {f"boards.{BOARD}.choices.drug": {"oral": 0.5, "zoledronate": 0.5}}
    record = replicate_once(wales.with_values(mix), BOARD, 1, 0)
    letters = record.at_stage("start")
    day = letters.finished // 1440
    starts = ((day >= 0) & (day < 365)).sum()
    found = pounds(record, "cost_drugs")[0]
    # Each pays 10 or 250 with even chance: a standard deviation of 120.
    assert found == pytest.approx(starts * 130, abs=3 * 120 * starts**0.5)


def test_an_unknown_drug_has_no_price(wales: Scenario):
    with pytest.raises(ScenarioError, match=r"money\.drugs\.aspirin"):
        wales.with_values({"money.drugs.aspirin": 3.0})


@pytest.mark.parametrize(
    ("start", "years"),
    [(datetime.date(2026, 7, 1), 3.0), (datetime.date(2026, 7, 1), 1.5),
     (datetime.date(2027, 1, 15), 0.5)],
)  # fmt: skip
def test_a_rate_a_year_divides_by_days_whatever_years_are_touched(
    start: datetime.date, years: float
):
    plan = load_scenario().with_values(
        {"plan_start": start, "years": years, "run_on_days": 0}
    )
    results = planner.run(plan, boards=[BOARD], replications=1)
    summary = planner.summarise(results)
    money = plan.money
    assert money is not None
    posts = plan.boards[BOARD].posts.values()
    yearly = sum(post.wte * employer_cost(money, post.band) for post in posts)
    found = a_year(summary, plan, "cost_staff", BOARD)
    assert found == pytest.approx(yearly, abs=1.0)
    said = " ".join(cost_sentences(summary, plan, BOARD))
    assert "the fracture liaison service costs" in said
    assert "not drugs, depreciation, capital" in said
