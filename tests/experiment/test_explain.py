"""From baseline to option step by step: on a short plan of one board."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.experiment.compare import compare
from planner.experiment.explain.explain import Explanation, explain, together
from planner.experiment.explain.parts import (
    DEMAND,
    SCANNER,
    STAFF,
    kind_of,
    parts_of,
    with_parts,
)
from planner.experiment.running.run import run
from planner.experiment.select import pick_row
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.bottleneck import spells_of
from planner.reports.explain import about_sentences, step_lines, steps_sentences

BOARD = "aneurin-bevan"
SCANNED, ASSESSED = "kpi5_scanned_90_of_all", "kpi4_assessed_90"
MATCHED = "identify-80-percent-matched"


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return load_scenario().with_values({"years": 2})


@pytest.fixture(scope="module")
def matched(plan: Scenario) -> Explanation:
    return explained(plan, MATCHED, SCANNED, "cost_whole_plan")


def explained(plan: Scenario, name: str, *kpis: str) -> Explanation:
    option = load_option(name)
    return explain(plan, option, kpis or [SCANNED], replications=6, boards=[BOARD])


def said(found: Explanation) -> str:
    lines = [s for steps in found.measures for s in steps_sentences(found, steps, {})]
    return " ".join([*lines, *about_sentences(found)])


def shown(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def test_the_whole_is_what_compare_finds(plan, matched):
    option = apply_option(plan, load_option(MATCHED))
    runs = [run(each, 6, 1, [BOARD]) for each in (plan, option)]
    row = pick_row(compare(*runs), plan, SCANNED, BOARD)
    whole = matched.measures[0].whole
    assert whole.mean == pytest.approx(row["difference"])
    assert (whole.low, whole.high) == pytest.approx((row["ci_low"], row["ci_high"]))


def test_the_steps_add_up_and_to_the_last_digit_shown(matched):
    for steps in matched.measures:
        total = sum(step.share.mean for step in steps.steps)
        assert total == pytest.approx(steps.whole.mean, abs=1e-6)
        first, *parts, whole, last = (shown(each.share) for each in step_lines(steps))
        assert sum(parts) == pytest.approx(whole, abs=1e-9)
        assert first + whole == pytest.approx(last, abs=1e-9)


def test_two_changes_are_shared_half_and_half_by_both_orders(matched):
    for step in matched.measures[0].steps:
        assert step.share.mean == pytest.approx(
            (step.alone.mean + step.last.mean) / 2, abs=1e-9
        )


def test_extra_identification_alone_gives_nothing_where_dxa_is_the_bottleneck(matched):
    assert (
        "Extra identification alone gives nothing, because DXA (scanners) is the"
        " bottleneck" in said(matched)
    )


def test_one_change_that_finds_more_says_so_too(plan):
    found = explained(plan, "identify-80-percent", SCANNED)
    assert len(found.parts) == 1
    assert "Extra identification alone gives nothing, because DXA" in said(found)


def test_where_nothing_is_a_bottleneck_it_is_not_given_as_the_reason(matched):
    idle = matched.bottlenecks.assign(share=0.0)
    text = said(replace(matched, bottlenecks=idle))
    assert "because" not in text
    assert "alone makes this no better" in text


def test_one_change_of_several_kinds_is_taken_apart_by_kind(plan):
    bought = parts_of(plan, load_option("insourced-weekends"))
    assert [sorted(part.kinds) for part in bought] == [[STAFF], [SCANNER]]
    whole = apply_option(plan, load_option("insourced-weekends"))
    one, other = (
        run(each, 2, 1, [BOARD]) for each in (whole, with_parts(plan, bought))
    )
    assert one.digest == other.digest


def test_a_price_stays_with_one_kind_of_a_change(plan):
    for name in ("insourced-weekends", "evening-lists", "second-scanner"):
        option = load_option(name)
        priced = [c.price for p in parts_of(plan, option) for c in p.changes]
        whole = apply_option(plan, option).changes[-1].price
        assert sum(p.capital + p.one_off for p in priced) == pytest.approx(
            whole.capital + whole.one_off
        )


def test_changes_that_cannot_stand_alone_are_said(plan, tmp_path):
    (tmp_path / "course.toml").write_text(COURSE, "utf-8")
    (tmp_path / "taught.toml").write_text(TAUGHT, "utf-8")
    listed = 'title = "Two"\nquestion = "?"\nchanges = ["course", "taught"]\n'
    (tmp_path / "two.toml").write_text(listed, "utf-8")
    found = explained(plan, str(tmp_path / "two.toml"), ASSESSED)
    assert (found.simulated, found.orders) == (3, 1)
    assert found.measures[0].steps[1].alone is None
    assert "Nurses are taught cannot be decided without the rest" in said(found)
    assert step_lines(found.measures[0])[2].alone == "not alone"


def test_parts_of_which_none_can_stand_alone_are_one(plan, tmp_path):
    """A course that needs its post, and a post that needs its course."""
    plans = {0: plan, 3: apply_option(plan, load_option(MATCHED))}
    parts = parts_of(plan, load_option(MATCHED))
    (one,), joined = together(plan, plans[3], parts, plans)
    assert one.changes == parts[0].changes + parts[1].changes
    assert sorted(joined) == [0, 1]


COURSE = """
title = "A course"
why = "To try."
from = 2026-04-01
source = "test"
[set."courses.trial"]
offered = true
start = 2026-06-01
"""
TAUGHT = """
title = "Nurses are taught"
why = "To try."
from = 2026-04-01
source = "test"
[set."boards.aneurin-bevan.posts.nurse.training.trial"]
months = { value = 3, unit = "months" }
start = 2026-06-01
share = { value = 0.05, unit = "share" }
needed = false
course = "trial"
"""


def test_what_an_option_leaves_out_is_a_part_of_its_own(plan):
    parts = parts_of(plan, load_option("without-ng259"))
    assert len(parts) == 5
    assert all(part.without and not part.changes for part in parts)


def test_keys_have_the_kind_that_a_manager_would_call_them():
    kinds = {
        "boards.powys.demand.identified.hip": DEMAND,
        "boards.*.posts.nurse": STAFF,
        "boards.*.outsourced.reports": STAFF,
        "boards.*.scanners.scanner.sessions_a_week": SCANNER,
        "boards.*.scanners.scanner.reserved_slots_a_day": "rule",
        "pathway.stages.scan.dna_factors.reminders": "dna",
        "pathway": "rule",
    }
    assert {key: kind_of(key) for key in kinds} == kinds


def test_the_bottleneck_is_told_week_by_week(matched):
    spells = spells_of(matched, BOARD)
    assert sum(spell.weeks for spell in spells) == 104
    shares = matched.bottlenecks.groupby(["plan", "provider", "week"])["share"].sum()
    assert np.all(shares <= 1 + 1e-9)


def test_a_short_spell_of_another_bottleneck_does_not_cut_the_one_around_it(matched):
    table = matched.bottlenecks
    mine = table["provider"] == BOARD
    weeks = sorted(table.loc[mine, "start"].unique())
    scanner = (table["role"] == "scanner") & ~table["start"].isin(weeks[20:22])
    made = table.assign(share=scanner.astype(float))
    spells = spells_of(replace(matched, bottlenecks=made), BOARD)
    assert [spell.weeks for spell in spells] == [104]


def test_without_an_option_the_bottleneck_of_the_plan_is_shown(tmp_path):
    call = ["explain", "--board", BOARD, "--years", "1", "-n", "2"]
    done = CliRunner().invoke(app, [*call, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "out" / "steps.csv").exists()
    assert (tmp_path / "out" / "bottleneck.csv").exists()
    text = " ".join(done.output.split())
    assert "bottleneck: DXA (scanners) in" in text
    assert "under the option" not in text


def test_a_measure_that_does_not_exist_is_refused(plan):
    with pytest.raises(ScenarioError, match="measure"):
        explained(plan, MATCHED, "kpi99")


def test_the_command_prints_sentences_first_and_writes_both_tables(tmp_path):
    out = tmp_path / "why"
    call = ["explain", MATCHED, "--board", BOARD, "--years", "2", "-n", "4"]
    done = CliRunner().invoke(app, [*call, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert done.output.index("Now its parts.") < done.output.index("alone gives")
    assert done.output.index("alone gives nothing") < done.output.index("Baseline")
    assert sorted(p.name for p in out.iterdir()) == [
        "bottleneck.csv", "manifest.json", "steps.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "call",
    [
        ["explain", MATCHED],
        ["tornado"],
        ["uncertainty"],
        ["value-of-information", MATCHED],
    ],
    ids=" ".join,
)
def test_a_board_without_a_service_is_refused_with_who_treats_its_people(call):
    done = CliRunner().invoke(app, [*call, "--board", "powys"])
    assert isinstance(done.exception, ScenarioError)
    (problem,) = done.exception.problems
    assert "Powys Teaching Health Board runs no service of its own" in problem.rule
    assert "commissioner powys" in problem.hint
    assert "a board that treats them: " in problem.hint
