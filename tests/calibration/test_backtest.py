"""The back-test: it finds what is there, and the held-back year has no say in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planner.calibration.backtest import (
    Effort,
    Prediction,
    compared,
    fitted_years,
    predict,
    years_left_out,
)
from planner.calibration.backtest_request import request_backtest
from planner.calibration.fitting_plan import FITTED, load_plan
from planner.calibration.named_constants import keys_at
from planner.calibration.observed import (
    ObservedTable,
    check_observed,
    published_figures,
)
from planner.calibration.targets import Target, read_target
from planner.errors import RunCancelled, ScenarioError
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.periods import Periods
from planner.reports.backtest import fit_sentence, verdicts
from planner.reports.backtest_page import backtest_page

BOARD = "swansea-bay"
TRUTH = {"reserved_slots": 1.2, "other_referrals": 36.0}
BOXES = ("reserved_slots=0.5:3", "other_referrals=20:60")
MEASURES = {
    "waiting_list.scan": ("scan", "waiting_list", "15 %"),
    "kpi5_scanned_90_of_all": ("all", "kpi5_scanned_90_of_all", "4"),
}
YEARS = ("2021", "2022")
PUBLISHED_YEARS = ("2021", "2022", "2023")
SEED, TRUE_SEED, TRUE_RUNS = 1, 77, 4
SMALL = Effort(
    draws=32, rounds=1, searched=2, refined=2, sets=8, each=2, replications=6
)
TINY = Effort(draws=16, rounds=0, searched=1, refined=1, sets=1, each=2, replications=2)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-2023")


def row(**cells: str) -> dict[str, str]:
    """A row of figures that has nothing wrong with it, but for these cells."""
    plain = {
        "board": BOARD, "year": "2021", "measure": "waiting_list.scan",
        "value": "600", "denominator": "", "source": "made up", "tolerance": "15 %",
    }  # fmt: skip
    return plain | cells


def table_of(rows: list[dict[str, str]]) -> ObservedTable:
    return ObservedTable("own.csv", tuple(rows), tuple(range(2, len(rows) + 2)))


@pytest.fixture(scope="module")
def made_up(scenario: Scenario) -> ObservedTable:
    """What a board with known constants would observe: means of some replications."""
    true = scenario.with_values({**keys_at(scenario, [BOARD], TRUTH), "years": 2})
    runs = [
        measure(replicate_once(true, BOARD, TRUE_SEED, number))
        for number in range(TRUE_RUNS)
    ]
    rows = []
    for name, (stage, kpi, tolerance) in MEASURES.items():
        for year in YEARS:
            target = Target("", "", BOARD, year, stage, kpi, "")
            values = [read_target(target, run, Periods.of(true))[0] for run in runs]
            value = f"{np.mean(values):.1f}"
            rows.append(row(year=year, measure=name, value=value, tolerance=tolerance))
    return table_of(rows)


@pytest.fixture(scope="module")
def prediction(scenario: Scenario, made_up: ObservedTable) -> Prediction:
    request = request_backtest(
        scenario, BOARD, observed=made_up, constants=BOXES, fit_years="2021"
    )
    return predict(request, effort=SMALL, seed=SEED, workers=1)


# ---- what it finds -----------------------------------------------------------------


def test_known_constants_lie_within_the_interval_and_it_is_no_whole_box(
    prediction: Prediction,
):
    found = prediction.constants.set_index("id")
    for name, truth in TRUTH.items():
        low, high = found.loc[name, ["sets_low", "sets_high"]]
        assert low <= truth <= high, name
        box = found.loc[name, "box_high"] - found.loc[name, "box_low"]
        assert high - low < 0.7 * box, name


def test_it_predicts_the_year_that_it_was_not_shown(prediction: Prediction):
    table = compared(prediction)
    ahead = table[table["part"] == "predicted"]
    assert set(ahead["year"]) == {"2022"}
    assert ahead["inside"].all()
    assert set(fitted_years(prediction)["year"]) == {"2021"}
    # What other boards decided in that year is no input of this one.
    assert prediction.given == []


def test_the_band_of_all_sets_holds_that_of_random_variation(prediction: Prediction):
    figures = prediction.figures
    assert len(prediction.others) == SMALL.sets
    assert (figures["low"] <= figures["random_low"]).all()
    assert (figures["high"] >= figures["random_high"]).all()
    wider = (figures["high"] - figures["low"]) > (
        figures["random_high"] - figures["random_low"]
    )
    assert wider.any()


def test_each_year_is_predicted_without_its_own_figures(prediction: Prediction):
    """The held-back year by the sets that fit; the only fitted one by nothing."""
    table = years_left_out(prediction).set_index("year")
    assert (table.loc["2021", "sets"] == 0).all()
    assert table.loc["2021", "predicted"].isna().all()
    ahead = compared(prediction)
    ahead = ahead[ahead["part"] == "predicted"]
    assert (table.loc["2022", "sets"] == SMALL.sets).all()
    held_back = table.loc["2022", "observed"].to_numpy()
    assert sorted(held_back) == sorted(ahead["observed"])
    assert table.loc["2022", "inside"].all()


def test_what_the_predicted_year_brought_has_no_say_in_the_fit(
    scenario: Scenario, made_up: ObservedTable
):
    """Twice the list in the held-back year: same prediction, now a miss, and said."""
    rows = [
        dict(r, value=f"{2 * float(r['value'])}") if r["year"] == "2022" else dict(r)
        for r in made_up.rows
    ]
    told = [
        predict(
            request_backtest(
                scenario, BOARD, observed=table, constants=BOXES, fit_years="2021"
            ),
            effort=TINY,
            seed=SEED,
            workers=1,
        )
        for table in (made_up, table_of(rows))
    ]
    pd.testing.assert_frame_equal(told[0].figures, told[1].figures)
    pd.testing.assert_frame_equal(told[0].constants, told[1].constants)
    assert "MISS" in verdicts(told[1])[0]
    assert "outside the tolerance" in verdicts(told[1])[0]


def test_a_year_that_cannot_be_met_is_not_called_fitted(
    scenario: Scenario, made_up: ObservedTable
):
    rows = [dict(r, value="5000") if r["year"] == "2021" and "%" in r["tolerance"]
            else dict(r) for r in made_up.rows]  # fmt: skip
    request = request_backtest(
        scenario, BOARD, observed=table_of(rows), constants=BOXES, fit_years="2021"
    )
    made = predict(request, effort=TINY, seed=SEED, workers=1)
    assert not len(made.sets)
    assert fit_sentence(made).startswith("NOT fitted: Waiting list (scan)")
    assert "do not rely on the prediction" in fit_sentence(made)


def test_what_an_earlier_run_gave_is_not_simulated_again_and_progress_is_of_all(
    scenario: Scenario, made_up: ObservedTable
):
    request = request_backtest(
        scenario, BOARD, observed=made_up, constants=BOXES, fit_years="2021"
    )
    cache, steps = ResultCache(), []
    found, made = [], []
    for _ in range(2):
        found.append(cache.found)
        made.append(
            predict(
                request,
                effort=TINY,
                seed=SEED,
                progress=lambda *step: steps.append(step),
                workers=1,
                cache=cache,
            )
        )
    pd.testing.assert_frame_equal(made[0].figures, made[1].figures)
    simulated = steps[-1][0]
    assert simulated <= steps[-1][1]
    assert [done for done, _ in steps[:10]] == sorted(done for done, _ in steps[:10])
    assert cache.found - found[1] == simulated


def test_a_back_test_can_be_cancelled(scenario: Scenario, made_up: ObservedTable):
    request = request_backtest(
        scenario, BOARD, observed=made_up, constants=BOXES, fit_years="2021"
    )
    with pytest.raises(RunCancelled):
        predict(request, effort=TINY, workers=1, cancelled=lambda: True)


# ---- the report --------------------------------------------------------------------


def test_the_page_stands_alone_and_predicts_before_it_compares(prediction: Prediction):
    page = backtest_page(prediction)
    assert page.index("The prediction</h2>") < page.index("Compared with what was")
    assert "src=" not in page
    assert "href=" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert page.count("<svg") == page.count("the same in numbers") == len(MEASURES)
    assert "illustrative" in page


# ---- what it is asked --------------------------------------------------------------


def test_the_shipped_figures_are_those_of_the_calibration(scenario: Scenario):
    found = check_observed(
        published_figures("aneurin-bevan"),
        scenario,
        "aneurin-bevan",
        (*PUBLISHED_YEARS, "2024"),
    )
    fitted = {(o.target.key, o.target.year): o.target for o in found}
    for target in load_plan().fit_of("aneurin-bevan").targets_for(FITTED):
        same = fitted[target.key, target.year]
        assert same.observed == target.observed
        assert same.tolerance == pytest.approx(target.tolerance)
    request = request_backtest(scenario, "aneurin-bevan")
    assert (request.fit_years, request.predicted) == (PUBLISHED_YEARS, "2024")
    # Of all identified in 2024; of those recommended, whose number is not published.
    bases = {o.target.kpi: o.denominator for o in request.held_back}
    assert np.isnan(bases.pop("kpi9_followed_up_16w_of_recommended"))
    assert bases == {
        "kpi5_scanned_90_of_all": 2621,
        "kpi7_recommended_ever": 2621,
        "kpi10_started_ever_of_all": 2621,
    }
    free = [c.id for c in request.constants if c.use == "fitted"]
    assert free == [
        "reserved_slots",
        "other_referrals",
        "starting_list",
        "first_change",
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"constants": [f"{n}=1:2" for n in "abcde"]}, "at most 4.*predicts nothing"),
        ({"constants": ["scans"]}, "is one of reserved_slots"),
        ({"constants": ["reserved_slots=2:1"]}, "low below high"),
        ({"constants": ["reserved_slots=two"]}, "low below high"),
        ({"constants": ["lost=0.1:1.5"]}, "fix: write lost=LOW:HIGH"),
        ({"constants": ["reserved_slots", "reserved_slots"]}, "stands once"),
        ({"constants": ["pathway.title"]}, "dotted key of a number"),
        ({"fit_years": "2022-2021"}, "a year or first-last"),
        ({"fit_years": "1999"}, "figures are given for: 2021, 2022"),
        ({"predict": "2021"}, "a year after those that are fitted"),
        ({"constants": [*BOXES, "starting_list"]}, "2 of 2021 to 2021 cannot choose 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused_with_the_reason(
    scenario: Scenario, made_up: ObservedTable, asked: dict[str, str], said: str
):
    with pytest.raises(ScenarioError, match=f"(?s){said}"):
        request_backtest(scenario, BOARD, observed=made_up, **asked)


def test_a_constant_that_a_dated_decision_sets_anew_is_refused(scenario: Scenario):
    key = "boards.aneurin-bevan.scanners.scanner.sessions_a_week"
    with pytest.raises(ScenarioError, match="set anew later by aneurin-bevan-dxa-four"):
        request_backtest(scenario, "aneurin-bevan", constants=[f"{key}=4:8"])


def test_only_the_board_with_published_figures_needs_no_file(scenario: Scenario):
    with pytest.raises(ScenarioError, match=r"give --observed FILE\.csv"):
        request_backtest(scenario, BOARD)
    with pytest.raises(ScenarioError, match="a board with a service of its own"):
        request_backtest(scenario, "atlantis")
