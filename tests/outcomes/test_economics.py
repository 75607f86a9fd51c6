"""Worth for money: present values by hand, its limits, and both kinds of interval."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from planner.experiment.economics import Economics, economics
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collectors import BENEFITS
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.worth import FOLLOW_UP_DAYS, followed_up
from planner.experiment.worth_measures import MEASURES, WILLINGNESS
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.benefits.assumptions import (
    CENTRAL,
    assumptions_of,
    benefit_unknowns,
    drawn_assumptions,
)
from planner.outcomes.benefits.integrals import (
    AtRisk,
    avoided,
    avoided_beyond_usual,
    drugs_beyond_usual,
)
from planner.outcomes.budget import cash_factors, present_factors
from planner.outcomes.periods import Periods
from planner.outcomes.staff_costs import employer_cost

Floats = npt.NDArray[np.float64]
Both = tuple[Results, Results]
WOMAN = AtRisk(*(np.array([number]) for number in (2, 0, 4, 0, 1)))
"""70 to 74 years, a broken wrist, an oral drug that she takes for the first year."""
BOARD = "swansea-bay"
SHIPPED = load_scenario()
CENTRALLY = assumptions_of(SHIPPED, CENTRAL)


@pytest.fixture(scope="module")
def wales() -> Scenario:
    return SHIPPED.with_values({"years": 1.0, "run_on_days": 300})


def both(plan: Scenario) -> Both:
    cache = ResultCache()
    service = run(plan, 3, boards=[BOARD], beside=(BENEFITS,), cache=cache)
    return service, run(plan, 3, boards=[BOARD], benefits=True, cache=cache)


@pytest.fixture(scope="module")
def baseline(wales: Scenario) -> Both:
    return both(wales)


@pytest.fixture(scope="module")
def against_none(baseline: Both) -> Economics:
    found = economics(*baseline)
    assert found is not None
    return found


def steps() -> tuple[Floats, float]:
    length = 1 / 17_532
    return np.arange(0.5, 5, length) + length / 2, length


def alive(t: Floats) -> Floats:
    deaths = 0.034 * 1.1**-1.5
    return np.asarray(0.98 * np.exp(-deaths * t) + 0.02 * np.exp(-4 * t))


def test_a_present_value_is_the_sum_of_small_discounted_steps():
    t, length = steps()
    hazard = (0.054 + 0.052 * np.exp(-t / 0.66)) * 0.9 * 1.038**-1.5
    since = t - 0.5
    treated = np.exp(-0.11 * since) * (1 - np.exp(-3 * since))
    prevented = 0.30 * 0.34 + 0.27 * 0.45 + 0.43 * 0.20
    each = hazard * alive(t) * treated * prevented * 1.035**-t
    found = avoided(WOMAN, np.array([0.5]), CENTRALLY, np.log(1.035)).sum()
    assert found == pytest.approx(each.sum() * length, rel=1e-4)


def test_drugs_are_paid_for_as_long_as_they_are_taken():
    t, length = steps()

    def pounds(start: float) -> float:
        taken = np.exp(-0.11 * (t - start)) * (t >= start)
        return float((10 * taken * alive(t) * 1.035**-t).sum() * length)

    # Of those who would start after 120 days anyway, nothing is added by then.
    found = drugs_beyond_usual(WOMAN, np.array([0.5]), CENTRALLY)[0]
    assert found == pytest.approx((1 - 0.193) * pounds(0.5), rel=1e-3)


def test_a_course_that_ends_is_followed_by_an_oral_drug():
    anabolic = WOMAN._replace(drug=np.array([3]))
    cost, oral = (
        drugs_beyond_usual(each, np.array([0.2]), CENTRALLY)[0]
        for each in (anabolic, WOMAN)
    )
    # At most a year of romosozumab, and an oral drug for the rest.
    assert oral < cost < 5133 + oral


def test_quality_of_life_is_lost_in_the_first_year_in_later_ones_and_by_death():
    deaths = 0.034 * 1.1**-1.5 + np.log(1.015)
    first, ten = (float(-np.expm1(-deaths * years) / deaths) for years in (1, 10))
    lost = 0.15 * 0.25
    hip = (1 - lost) * (0.234 + 0.156 * (ten - first)) + lost * 0.78 * ten
    assert CENTRALLY.worth.qalys[0, 4, 0] == pytest.approx(hip)
    # McLellan 2011: 22 QALYs for 18 fractures avoided, 11 of them of the hip.
    mix = np.array([11, 0, 7]) @ CENTRALLY.worth.qalys[0, 4]
    assert 14 <= mix <= 26


def test_without_discounting_present_values_are_the_plain_sums(wales: Scenario):
    plain = wales.with_values({"money.discount_rate": 0.0})
    _service, benefits = both(plain)
    index = benefits.index
    for present, whole in (
        ("nhs_present", "nhs_avoided"),
        ("social_present", "social_avoided"),
    ):
        sums = [
            benefits.matrix[:, ((index.kpi == kpi) & (index.reason == CENTRAL))].sum()
            for kpi in (present, whole)
        ]
        assert sums[0] == pytest.approx(sums[1])


def test_an_option_of_equal_capacity_is_worth_exactly_nothing(
    wales: Scenario, baseline: Both
):
    name, post = next(iter(wales.boards[BOARD].posts.items()))
    same = wales.with_values({f"boards.{BOARD}.posts.{name}.wte": post.wte})
    found = economics(*both(same), baseline)
    assert found is not None
    for amounts in (found.central, found.drawn):
        assert all((each == 0.0).all() for each in vars(amounts).values())
    assert {line.undefined for line in found.lines if line.name.startswith("per")} == {
        found.draws
    }


def test_nobody_treated_nothing_gained_and_no_cost_of_a_qaly(wales: Scenario):
    none = wales.with_values({"pathway.attributes.starts_treatment.share": 0.0})
    found = economics(*both(none))
    assert found is not None
    assert (found.central.qalys == 0).all()
    assert (found.drawn.fractures == 0).all()
    assert (found.central.service > 0).all()
    per_qaly = next(line for line in found.lines if line.name == "per_qaly")
    assert np.isnan(per_qaly.mean)
    assert per_qaly.undefined == found.draws


def test_parts_of_the_worth_are_its_whole(against_none: Economics):
    each = against_none.central
    assert each.cash + each.capacity == pytest.approx(each.nhs)
    assert each.net == pytest.approx(each.nhs + each.social - each.service - each.drugs)
    names = [line.name for line in against_none.lines]
    assert names == list(MEASURES)
    ratio = each.spent.mean() / each.fractures.mean()
    assert against_none.of_means("per_fracture") == pytest.approx(ratio)


def test_drawn_inputs_spread_wider_than_random_variation(against_none: Economics):
    lines = {line.name: line for line in against_none.lines}
    for name in ("qalys", "fractures", "social"):
        line = lines[name]
        assert line.high - line.low > line.random_high - line.random_low > 0


def test_the_acceptability_curve_rises_with_the_price_of_a_qaly(
    against_none: Economics,
):
    chances = [against_none.chance_worth(price) for price in WILLINGNESS]
    assert chances == sorted(chances)
    assert against_none.chance_worth(1e9) == 1.0


def test_a_draw_is_the_same_at_every_board_and_another_in_each_replication():
    first, again, other, next_one = (
        drawn_assumptions(SHIPPED, 1, replication, number)
        for replication, number in ((0, 0), (0, 0), (1, 0), (0, 1))
    )
    assert first.late == again.late
    assert len({first.late, other.late, next_one.late}) == 3
    risks = SHIPPED.provenance["benefits.refractures.late"]
    assert risks.low is not None
    assert risks.high is not None
    assert risks.low <= first.late <= risks.high


def test_drugs_and_every_assumption_with_a_range_are_drawn():
    keys = {item.key for each in benefit_unknowns(SHIPPED) for item in each.inputs}
    ranged = {
        key
        for key, owner in SHIPPED.provenance.items()
        if key.startswith(("benefits.", "money.drugs"))
        and (owner.low is not None or owner.high is not None)
    }
    assert ranged - keys == set()


def test_the_last_fractures_of_a_plan_are_followed_to_their_treatment():
    assert followed_up(SHIPPED).run_on_days == FOLLOW_UP_DAYS
    longer = SHIPPED.with_values({"run_on_days": 700})
    assert followed_up(longer) is longer
    short, long = (
        run(
            SHIPPED.with_values({"years": 1.0, "run_on_days": days}),
            1, boards=[BOARD], benefits=True,
        )
        for days in (120, FOLLOW_UP_DAYS)
    )  # fmt: skip
    treated = [
        each.matrix[0, (each.index.kpi == "benefit_treated").to_numpy()].max()
        for each in (short, long)
    ]
    assert treated[1] > 1.05 * treated[0]


def test_the_benefit_of_the_patient_of_the_documentation_is_calculated_right(
    root: Path,
):
    beyond, costs, health = (
        avoided_beyond_usual(WOMAN, np.array([0.5]), CENTRALLY, rate)[0]
        for rate in (0.0, CENTRALLY.discount_costs, CENTRALLY.discount_health)
    )
    worth = CENTRALLY.worth
    drugs = drugs_beyond_usual(WOMAN, np.array([0.5]), CENTRALLY)[0]
    lost = worth.qalys[0, 4]
    said = [
        "the hip has {:.4f}, the spine {:.4f}, other sites {:.4f}".format(*beyond),
        f"spare the NHS £{worth.nhs @ costs:.0f} (",
        f"families £{worth.social @ costs:.0f}, and {worth.bed_days @ beyond:.2f} bed",
        f"give her {lost @ health:.4f} QALYs",
        "({:.3f}, {:.3f} and {:.3f} a refracture".format(*lost),
        f"usual care cost £{drugs:.0f}.",
    ]
    text = " ".join((root / "planner/MODEL.md").read_text("utf-8").split())
    assert [each for each in said if each not in text] == []


def test_the_post_of_the_documentation_costs_what_it_says(root: Path):
    money = SHIPPED.money
    assert money is not None
    salary = 42_805
    by_hand = salary + 0.15 * (salary - 5000) + 0.1438 * salary + 0.005 * salary
    yearly = employer_cost(money, "6")
    assert yearly == pytest.approx(by_hand)
    plan = Periods(datetime.date(2026, 4, 1), 1826)
    pounds = yearly * plan.financial_years.days / 365.25
    cash = pounds @ cash_factors(plan, money)
    present = pounds @ present_factors(plan, money.discount_rate)
    said = [
        f"£{yearly:,.2f} a year for the board",
        f"£{employer_cost(money, '6', in_full=True):,.2f} with the pension in full",
        f"1,826 days of it are £{pounds.sum():,.2f}",
        f"£{pounds[0]:,.2f} each, and 366 in 2027/28, £{pounds[1]:,.2f}",
        f"make it £{pounds.sum() * (1 + money.overheads):,.2f}",
        f"the pay is £{cash:,.2f}; its present value at 3.5 % is £{present:,.2f}",
    ]
    text = " ".join((root / "planner/MODEL.md").read_text("utf-8").split())
    assert [each for each in said if each not in text] == []
