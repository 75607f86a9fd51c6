"""Plans ranked by what a room values: scores, their pairs, and what is sure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import planner
from planner.errors import ScenarioError
from planner.experiment.valued import rank_valued, surely_above
from planner.experiment.valued_measures import COST, budget_of_plan, shares_of
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.outcomes.periods import headline_period

BOARD = "aneurin-bevan"
LIST = "waiting_list"
BEFORE = {LEADING: 20.0, LIST: 1000.0, COST: 2_000_000.0}


@pytest.fixture(scope="module")
def scenario() -> planner.Scenario:
    return planner.load_scenario("wales-today")


def results(
    scenario: planner.Scenario, **moved: float | list[float]
) -> planner.Results:
    """Eight replications of four sets, alike but for what is moved."""
    random = np.random.default_rng(1).normal(size=(8, len(BEFORE)))
    rows, values = [], []
    for place, (kpi, level) in enumerate(BEFORE.items()):
        period = headline_period(scenario, kpi)
        rows.append(
            {
                "provider": BOARD,
                **dict.fromkeys(
                    ("residence", "stage", "role", "group", "reason"), "all"
                ),
                "stage": "scan" if kpi == LIST else "all",
                "span": KPIS[kpi].span,
                "period": period.label if period else "plan",
                "start": "2026-04-01",
                "kpi": kpi,
                "unit": KPIS[kpi].unit,
                "label": "",
            }
        )
        name = {LEADING: "scanned", LIST: "waiting", COST: "cost"}[kpi]
        values.append(level + random[:, place] + np.array(moved.get(name, 0.0)))
    return planner.Results(
        scenario, 1, pd.DataFrame(rows, dtype=object), np.stack(values, axis=1)
    )


def test_the_score_is_the_weighted_share_of_what_could_be_gained(scenario):
    """Half of the way to 100 %, and a quarter of the list, weighted 3 to 1."""
    base = results(scenario)
    ranking = rank_valued(
        base,
        {"a": results(scenario, scanned=40.0, waiting=-250.0)},
        {LEADING: 3, LIST: 1},
        provider=BOARD,
    )
    (plan,) = ranking.plans
    assert plan.score == pytest.approx(0.75 * 50 + 0.25 * 25, rel=0.01)
    assert [measure.gain for measure in plan.measures] == pytest.approx([40.0, -250.0])
    assert (plan.low, plan.high) == pytest.approx((plan.score,) * 2)
    assert plan.surely
    assert plan.may_be_first
    assert ranking.sets == 4


def test_money_counts_against_the_whole_budget(scenario):
    budget = budget_of_plan(100_000, 50_000, 1096)
    assert budget == pytest.approx(350_000, rel=0.001)
    spends = results(scenario, cost=budget / 2)
    ranking = rank_valued(
        results(scenario), {"a": spends}, {COST: 1}, provider=BOARD, budget=budget
    )
    assert ranking.plans[0].score == pytest.approx(-50)
    assert ranking.plans[0].surely_worse


def test_a_plan_that_is_added_moves_no_other_score(scenario):
    base, one = results(scenario), results(scenario, scanned=8.0)
    both = {"one": one, "best": results(scenario, scanned=60.0)}
    alone = rank_valued(base, {"one": one}, {LEADING: 1}, provider=BOARD).plans[0]
    beside = rank_valued(base, both, {LEADING: 1}, provider=BOARD).plans
    assert [plan.name for plan in beside] == ["best", "one"]
    assert beside[1].score == alone.score
    assert beside[1].behind == ("best",)
    assert (alone.place, beside[1].place) == (1, 2)


def test_the_plan_as_it_stands_scores_nothing_and_plans_alike_share_a_place(scenario):
    base = results(scenario)
    ranking = rank_valued(base, {"a": base, "b": base}, {LEADING: 1}, provider=BOARD)
    assert [(plan.score, plan.place) for plan in ranking.plans] == [(0.0, 1), (0.0, 1)]
    assert not any(plan.surely or plan.surely_worse for plan in ranking.plans)
    assert all(plan.may_be_first for plan in ranking.plans)


def test_a_gain_that_one_fitting_set_does_not_show_is_not_sure(scenario):
    """Seven replications in eight gain much; both of one set lose a little."""
    gains = [30.0] * 6 + [-1.0] * 2
    mixed = results(scenario, scanned=gains)
    (plan,) = rank_valued(
        results(scenario), {"a": mixed}, {LEADING: 1}, provider=BOARD
    ).plans
    assert plan.score > 0
    assert plan.sets_better == 3
    assert not plan.surely
    assert not surely_above(np.array(gains), np.repeat(np.arange(4), 2))


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({LEADING: 0.0}, "something is valued"),
        ({}, "something is valued"),
        ({LEADING: -1.0, LIST: 2.0}, "0 or more"),
        ({"unheard_of": 1.0}, "unheard_of"),
    ],
)
def test_weights_that_are_none_are_refused(weights: dict[str, float], said: str):
    with pytest.raises(ScenarioError, match=said):
        shares_of(weights)


def test_only_ratios_of_weights_count():
    assert shares_of({LEADING: 4, LIST: 1}) == shares_of({LIST: 0.5, LEADING: 2})
