"""A first session of an analyst: look, change, run, pick one measure."""

import pytest

import planner
from planner import PlannerError, Results, load_scenario, run, run_until
from planner.experiment.statistics.summarise import summarise
from planner.inputs.keys import InputKey

BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def results() -> Results:
    plan = load_scenario().with_values({"years": 1})
    return run(plan, 2, boards=[BOARD], workers=1, keep_visits=True)


def test_results_print_a_short_table_with_the_label_of_the_board(results: Results):
    lines = repr(results).splitlines()
    assert len(lines) < 10
    assert lines[0].startswith("Wales today: 2 replications over 1 fitting set, seed 1")
    assert any(line.startswith(f"{BOARD} †") for line in lines)
    assert any("illustrative" in line for line in lines)


def test_one_kpi_is_the_same_as_in_the_summary(results: Results):
    kpi = "kpi5_scanned_90_of_all"
    mine = results.kpi(kpi, board="Swansea Bay", span="year")
    whole = summarise(results).query(
        "kpi == @kpi and span == 'year' and provider == @BOARD"
        " and group == 'all' and reason == 'all' and residence == 'all'"
    )
    assert mine["mean"].tolist() == whole["mean"].tolist()
    assert list(mine["unit"]) == ["%"]


def test_people_at_work_are_picked_by_role(results: Results):
    nurses = results.kpi("load", stage="nurse", span="quarter")
    assert set(nurses["stage"]) == {"nurse"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kpi": "kpi5"}, "measure"),
        ({"kpi": "waiting_list", "board": "swansea"}, "board"),
        ({"kpi": "waiting_list", "stage": "scann"}, "scan"),
        ({"kpi": "waiting_list", "span": "month"}, "span"),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(
    results: Results, asked: dict[str, str], told: str
):
    with pytest.raises(PlannerError, match=told):
        results.kpi(**asked)


def test_visits_are_a_table_and_asking_without_them_says_how(results: Results):
    visits = results.visits
    assert set(visits["provider"]) == {BOARD}
    assert (visits["joined"] >= visits["first_joined"]).all()
    bare = run(results.scenario, 1, boards=[BOARD], workers=1)
    with pytest.raises(PlannerError, match="keep_visits=True"):
        _ = bare.visits


def test_parameters_have_values_units_and_sources():
    plan = load_scenario()
    table = plan.parameters("Hywel Dda")
    assert {key.split(".")[1] for key in table.index} == {"hywel-dda"}
    assert len(plan.parameters()) > len(table) > 40
    assert (table["source"] != "").all()


def test_every_key_that_is_completed_can_be_set():
    plan = load_scenario()
    key = plan.key.boards["hywel-dda"].demand.fractures_a_year
    assert "demand" in dir(plan.key.boards["hywel-dda"])
    assert "hywel-dda" in plan.key.boards._ipython_key_completions_()
    changed = plan.with_values({key: 900.0})
    assert changed.boards["hywel-dda"].demand.fractures_a_year == 900.0
    with pytest.raises(AttributeError, match="demand"):
        _ = plan.key.boards["hywel-dda"].demandd
    assert str(InputKey("", [])) == ""


def test_an_option_is_put_on_a_scenario_as_load_scenario_does():
    put = load_scenario().with_option("dxa-five-days")
    assert put.fingerprint() == load_scenario(options=["dxa-five-days"]).fingerprint()


def test_the_bar_leaves_nothing_in_piped_output(
    results: Results, capfd: pytest.CaptureFixture[str]
):
    run(results.scenario, 1, boards=[BOARD], workers=1, progress=True)
    assert capfd.readouterr().out == ""


def test_run_until_takes_a_plain_number():
    plan = load_scenario().with_values({"years": 1})
    found = run_until(
        plan, [plan.with_option("dxa-five-days")], 50.0, boards=[BOARD], workers=1
    )
    assert found.as_asked
    assert found.replications == 10


def test_there_are_few_public_names_and_each_has_a_docstring():
    assert len(planner.__all__) <= 14
    for name in planner.__all__:
        assert getattr(planner, name).__doc__
