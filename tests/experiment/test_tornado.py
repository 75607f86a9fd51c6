"""Low and high of every input, one at a time: sorted, screened, and the same ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.experiment import tornado as module
from planner.experiment.running.run import run
from planner.experiment.select import pick_row
from planner.experiment.tornado import Tornado, tornado
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import unknowns_of
from planner.reports.tornado import bar_lines, tornado_sentences

BOARD = "swansea-bay"
FRACTURES = "boards.*.demand.fractures_a_year"
DNA, PENSION = "pathway.stages.scan.dna", "money.pension"
DRUG = "pathway.attributes.persists.share"
SOME = (FRACTURES, DNA, PENSION, DRUG)


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return load_scenario().with_values({"years": 1})


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four of a hundred inputs."""

    def chosen(scenario, boards=None):
        return [u for u in unknowns_of(scenario, boards) if u.name in SOME]

    monkeypatch.setattr(module, "unknowns_of", chosen)


def drawn(plan: Scenario, kpi: str = "waiting_list", option: str = "") -> Tornado:
    return tornado(plan, option, kpi, replications=4, boards=[BOARD])


def test_each_end_is_a_run_with_that_value_on_the_same_random_numbers(plan, few):
    found = drawn(plan)
    bar = next(each for each in found.bars if each.unknown.name == DNA)
    (dna,) = bar.unknown.inputs
    means = []
    for value in (dna.low, dna.baseline, dna.high):
        other = plan.with_values({DNA: value}) if value != dna.baseline else plan
        results = run(other, 4, 1, [BOARD])
        row = pick_row(results.index, other, "waiting_list", BOARD)
        means.append(results.matrix[:, int(row.name)].mean())
    low, middle, high = means
    assert found.middle == pytest.approx(middle)
    assert bar.low.mean == pytest.approx(low - middle)
    assert bar.high.mean == pytest.approx(high - middle)
    assert bar.swing.mean == pytest.approx(high - low)


def test_bars_are_sorted_by_swing_and_what_moves_nothing_is_left_out(plan, few):
    found = drawn(plan)
    swings = [abs(bar.swing.mean) for bar in found.bars]
    assert swings == sorted(swings, reverse=True)
    assert found.bars[0].unknown.name == FRACTURES
    left = {each.unknown.name: each.why for each in found.screened}
    assert left[PENSION] == "price"
    assert not any("persists" in line.name for line in bar_lines(found, {}))
    assert len(found.bars) + len(found.screened) == len(SOME)
    text = " ".join(tornado_sentences(found, {}))
    assert "It depends most on demand, fractures a year (all boards)" in text
    assert "Inputs with a range: 4." in text
    assert "Prices and benefits, which cannot move it: 1." in text


def test_costs_have_no_formula_and_prices_move_them(plan, few):
    found = drawn(plan, "cost_whole_plan")
    assert not found.by_formula
    assert PENSION in [bar.unknown.name for bar in found.bars]
    assert "The formula does not know this measure" in " ".join(
        tornado_sentences(found, {})
    )


def test_the_bars_of_an_option_are_of_its_difference(plan, few):
    level, gap = drawn(plan), drawn(plan, option="more-nurses")
    assert gap.option is not None
    assert gap.middle != pytest.approx(level.middle)
    text = " ".join(tornado_sentences(gap, {}))
    assert "More nurse specialists minus baseline" in text


def test_an_end_that_is_refused_is_said(plan, few, monkeypatch):
    def impossible(scenario, boards=None):
        (one,) = [u for u in unknowns_of(scenario, boards) if u.name == DNA]
        wrong = replace(one.inputs[0], low=-2.0)
        return [replace(one, inputs=(wrong,))]

    monkeypatch.setattr(module, "unknowns_of", impossible)
    found = drawn(plan)
    assert not found.bars
    assert "Cannot be moved to an end alone: scan, DNA (" in " ".join(
        tornado_sentences(found, {})
    )


def test_bars_lie_on_the_sides_of_their_effects(plan, few):
    found = drawn(plan)
    for bar, line in zip(found.bars, bar_lines(found, {}), strict=False):
        before, _, after = line.bar.partition("|")
        for mark, effect in (("=", bar.low.mean), ("#", bar.high.mean)):
            if mark in before:
                assert effect < 0
            if mark in after:
                assert effect > 0


def test_the_ranges_are_those_of_uncertainty(plan, few):
    table = drawn(plan).table.set_index("unknown")
    for unknown in unknowns_of(plan, [BOARD]):
        if unknown.name in SOME:
            one = unknown.leading
            ends = table.loc[unknown.name, ["input_low", "input_high"]].astype(float)
            assert np.allclose(sorted(ends), sorted([one.low, one.high]))


def test_inputs_are_chosen_by_a_part_of_their_names(plan):
    found = tornado(plan, "", "waiting_list", boards=[BOARD], inputs=["scan.dna"])
    assert [bar.unknown.name for bar in found.bars] == [DNA]
    with pytest.raises(ScenarioError, match="--input"):
        tornado(plan, "", "waiting_list", boards=[BOARD], inputs=["moon"])


def test_the_command_writes_one_table(tmp_path):
    call = ["tornado", "--board", BOARD, "--years", "1", "-n", "2"]
    call += ["--input", "scan.dna"]
    call += ["--kpi", "waiting_list", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert "worth simulating: scan, DNA. Going on." in " ".join(done.output.split())
    assert (tmp_path / "out" / "tornado.csv").is_file()


def test_a_number_that_a_dated_change_sets_is_moved_there():
    """Guidance of July 2026 sets who is sent for DXA from its date on."""
    plan = load_scenario().with_values({"years": 1}).central()
    name = "changes.ng259-dxa-offer-2026.pathway.attributes.needs_dxa.groups"
    found = tornado(
        plan, kpi="waiting_list", replications=2, boards=[BOARD], inputs=[name]
    )
    assert [bar.unknown.name for bar in found.bars] == [f"{name}.*.share"]
    assert found.bars[0].swing.mean != 0
