"""Benefits by hand, by their limits, and as sums."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.experiment.running.replicate import replicate_once
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.worth import plan_totals, totals_of_difference
from planner.inputs.benefits import DRUGS
from planner.inputs.conditions import AGE_BANDS, SITES
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.benefits.assumptions import (
    CAMPAIGN,
    CEILING,
    CENTRAL,
    INTEGRATED,
    LOW,
    NO_HIP_EFFECT,
    assumptions_of,
    drawn_assumptions,
)
from planner.outcomes.benefits.integrals import (
    AtRisk,
    avoided,
    avoided_beyond_usual,
    refractures,
)
from planner.outcomes.benefits.kpis import BENEFITS, PER_THOUSAND
from planner.outcomes.benefits.measure import Followed, measure_benefits

Floats = npt.NDArray[np.float64]
SHIPPED = load_scenario()
WOMAN = AtRisk(*(np.array([number]) for number in (2, 0, 4, 0, 1)))
"""70 to 74 years, a broken wrist, an oral drug that she takes for the first year."""
BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def wales() -> Scenario:
    return load_scenario().with_values({"years": 1.25, "run_on_days": 420})


@pytest.fixture(scope="module")
def followed(wales: Scenario) -> Followed:
    return Followed(replicate_once(wales, BOARD, 1, 0))


@pytest.fixture(scope="module")
def results(wales: Scenario) -> Results:
    return run(wales, 2, boards=None, workers=1, benefits=True)


def totals(found: Results) -> dict[tuple[str, str], float]:
    return {(each.kpi, each.case): each.mean for each in plan_totals(found)}


def by_steps(start: float) -> float:
    """Refractures that treatment spares her, added up in steps of half an hour."""
    t = np.arange(start, 5, 1 / 17_532) + 0.5 / 17_532
    hazard = (0.054 + 0.052 * np.exp(-t / 0.66)) * 0.9 * 1.038**-1.5
    deaths = 0.034 * 1.1**-1.5
    alive = 0.98 * np.exp(-deaths * t) + 0.02 * np.exp(-4 * t)
    since = t - start
    treated = np.exp(-0.11 * since) * (1 - np.exp(-3 * since))
    prevented = 0.30 * 0.34 + 0.27 * 0.45 + 0.43 * 0.20
    return float((hazard * alive * treated * prevented).sum() / 17_532)


@pytest.mark.parametrize("start", [0.0, 0.5, 2.0, 4.9])
def test_the_integral_of_one_patient_is_the_sum_of_small_steps(start: float):
    found = avoided(WOMAN, np.array([start]), assumptions_of(SHIPPED, CENTRAL)).sum()
    assert found == pytest.approx(by_steps(start), rel=1e-4, abs=1e-6)


def test_the_patient_of_the_documentation_is_calculated_right(root: Path):
    of, start = assumptions_of(SHIPPED, CENTRAL), np.array([0.5])
    parts = avoided(WOMAN, start, of)[0]
    beyond = avoided_beyond_usual(WOMAN, start, of).sum()
    said = [
        f"Of {refractures(WOMAN, of).sum():.3f} refractures",
        " + ".join(f"{part:.5f}" for part in parts) + f" = {parts.sum():.5f}",
        f"by {beyond:.4f} beyond",
    ]
    text = " ".join((root / "planner/MODEL.md").read_text("utf-8").split())
    assert [each for each in said if each not in text] == []


@pytest.mark.parametrize("case", INTEGRATED)
def test_doubling_every_delay_never_lowers_expected_refractures(
    case: str, followed: Followed
):
    of = assumptions_of(SHIPPED, case)
    for times in (1.0, 2.0, 4.0):
        sooner, later = followed.start * times, followed.start * times * 2
        for spared in (avoided, avoided_beyond_usual):
            gain = spared(followed.people, sooner, of)
            assert (spared(followed.people, later, of) <= gain + 1e-15).all()
            assert (gain >= 0).all()


@pytest.mark.parametrize("world", range(6))
def test_doubling_delays_lowers_no_refracture_in_any_made_up_world(world: int):
    """People, delays and assumptions all drawn: some start on no day at all."""
    rng = np.random.default_rng(world)
    people = AtRisk(
        site=rng.integers(0, len(SITES), 400),
        sex=rng.integers(0, 2, 400),
        age_band=rng.integers(0, len(AGE_BANDS), 400),
        drug=rng.integers(0, len(DRUGS), 400),
        stays=rng.integers(0, 2, 400),
    )
    of = drawn_assumptions(SHIPPED, 1, world, world)
    start = rng.exponential(rng.uniform(0.05, 2.0), 400)
    start[rng.random(400) < 0.2] = np.inf
    gain = avoided_beyond_usual(people, start, of)
    for times in (2.0, 4.0, 64.0):
        later = avoided_beyond_usual(people, start * times, of)
        assert (later <= gain + 1e-15).all()
        gain = later


def test_nobody_treated_nothing_avoided(wales: Scenario):
    none = wales.with_values({"pathway.attributes.starts_treatment.share": 0.0})
    table = measure_benefits(replicate_once(none, BOARD, 1, 0))
    plain = [kpi.id for kpi in BENEFITS if kpi.better == "up" and not kpi.ratio]
    own = set(PER_THOUSAND.values())
    for key, amounts in table:
        if key.reason in INTEGRATED and key.kpi in set(plain) - own:
            assert amounts.numerator.sum() == 0
    by_key = {(key.kpi, key.reason): amounts.numerator for key, amounts in table}
    with_plan = by_key["refractures", CENTRAL]
    assert (with_plan == by_key["refractures_no_fls", CENTRAL]).all()


def test_an_option_that_changes_no_capacity_is_worth_exactly_nothing(
    wales: Scenario, results: Results
):
    board = wales.boards[BOARD]
    name, post = next(iter(board.posts.items()))
    same = wales.with_values({f"boards.{BOARD}.posts.{name}.wte": post.wte})
    found = run(same, 2, boards=None, workers=1, benefits=True)
    for total in totals_of_difference(results, found):
        assert (total.mean, total.low, total.high) == (0.0, 0.0, 0.0)


def test_boards_and_years_add_up_to_wales(results: Results):
    index, values = results.index, results.matrix
    ratio = index["kpi"].isin([kpi.id for kpi in BENEFITS if kpi.ratio])
    for (kpi, case), mean in totals(results).items():
        mine = (index["kpi"] == kpi) & (index["reason"] == case) & ~ratio
        boards = (mine & (index["provider"] != "wales")).to_numpy()
        if boards.any():
            assert np.isclose(values[:, boards].sum(axis=1).mean(), mean)


def test_cases_stand_in_order_and_the_campaign_above_them_all(results: Results):
    found = totals(results)
    for kpi in ("fractures_avoided", "hips_avoided", "bed_days_avoided"):
        low, central, ceiling = (found[kpi, case] for case in (LOW, CENTRAL, CEILING))
        assert 0 < low < central < ceiling < found[kpi, CAMPAIGN]
    assert found["hips_avoided", NO_HIP_EFFECT] < found["hips_avoided", CENTRAL]


def test_a_week_of_waiting_has_a_price(results: Results):
    found = totals(results)
    for part in ("refractures", "bed_days", "pounds", "qalys"):
        assert found[f"week_{part}", CENTRAL] > 0
        assert found[f"waiting_{part}", CENTRAL] > 0


def test_the_default_avoids_what_papers_find_for_each_1000_treated(results: Results):
    found = totals(results)
    assert 15 <= found["avoided_per_1000_treated", CENTRAL] <= 50
    assert found["avoided_per_1000", CENTRAL] < 50


@pytest.mark.parametrize(
    ("case", "years", "share"),
    [
        *((CENTRAL, 1, 0.07), (CENTRAL, 2, 0.12), (CENTRAL, 5, 0.24)),
        *((LOW, 2, 0.08), (CEILING, 2, 0.18)),
    ],
)
def test_a_welsh_mix_refractures_as_published(
    case: str, years: int, share: float, followed: Followed
):
    of = replace(assumptions_of(SHIPPED, case), horizon=float(years))
    found = refractures(followed.people, of).sum(axis=1).mean()
    assert found == pytest.approx(share, abs=0.01)


def test_more_people_treated_avoid_what_glasgow_published(followed: Followed):
    """McLellan 2011: 493 more people treated of 1,000 avoid 18 fractures."""
    people = followed.people
    start = np.full(len(people.site), 0.3)
    each = avoided(people, start, assumptions_of(SHIPPED, CENTRAL)).sum(axis=1).mean()
    assert 15 <= 493 * each <= 22


def test_every_case_has_each_assumption_between_its_ends():
    low, high = assumptions_of(SHIPPED, LOW), assumptions_of(SHIPPED, CEILING)
    middle = assumptions_of(SHIPPED, CENTRAL)
    assert low.usual_started > middle.usual_started > high.usual_started
    assert (low.effect <= middle.effect).all()
    assert (middle.effect <= high.effect).all()
    for case in INTEGRATED:
        assert assumptions_of(SHIPPED, case).outcome.sum() == pytest.approx(1)


def test_worth_says_its_denominators_and_what_it_leaves_out():
    words = ["worth", "--board", "hywel-dda", "-n", "2"]
    said = " ".join(CliRunner().invoke(app, words).output.split())
    for base in ("identified by the service", "assessed", "recommended treatment"):
        assert re.search(rf"here: {base} [\d,]+ 5 [\d.]+ [\d.]+ [\d.]+", said)
    assert re.search(r"here: started treatment [\d,]+ 5 [\d.]+ [\d.]+", said)
    assert "McLellan 2011: patients of the service, assessed 1,000 5 18.0" in said
    assert "of 1,000 patients of McLellan 2011 686 were treated (193 without" in said
    assert re.search(r"Held at their central values: .*; pay and social care", said)
    assert "costs and savings at 3.5 %, quality of life at 1.5 % a year" in said
    assert "followed for 540 days beyond it" in said
    assert "range for services, £20,000 to £30,000" in said
