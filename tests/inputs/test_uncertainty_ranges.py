"""What is not known: collected from the files, what is one thing moves as one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from planner.errors import ScenarioError
from planner.experiment.statistics.latin_hypercube import draw_plans
from planner.inputs.apply_changes import (
    apply_changes,
    apply_option,
    load_change,
    load_option,
)
from planner.inputs.dated_inputs import key_without_date
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import (
    UncertainInput,
    Unknown,
    uncertain_inputs,
    unknowns_of,
    values_at,
)
from planner.inputs.units import SESSION_MINUTES
from tests.inputs.writing import NORTH, only

BOARD = "swansea-bay"
SCANNER = f"boards.{BOARD}.scanners.scanner"
SCAN = "pathway.stages.scan.slot_minutes"
PLACES = (np.arange(4000) + 0.5) / 4000


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario()


def by_name(unknowns: tuple[Unknown, ...]) -> dict[str, Unknown]:
    return {unknown.name: unknown for unknown in unknowns}


def test_an_input_with_a_range_is_collected_with_its_ends_and_its_owner(scenario):
    found = {item.key: item for item in uncertain_inputs(scenario)}
    item = found["pathway.attributes.needs_dxa.share"]
    assert (item.low, item.baseline, item.high) == (0.40, 0.58, 0.85)
    assert (item.unit, item.confidence) == ("share", "derived")
    assert "Belfast" in item.source
    assert not item.whole
    assert found[f"{SCANNER}.slots_a_session"].whole


def test_every_range_in_the_shipped_files_is_collected_once(scenario):
    """Those that a rule sets from a later date on under its own name."""
    dated = {change.name for change in scenario.changes if not change.settled}
    ranged = [
        key
        for key, owner in scenario.provenance.items()
        if owner.low is not None and owner.low < (owner.high or 0)
    ]
    unknowns = unknowns_of(scenario)
    keys = [item.key for unknown in unknowns for item in unknown.inputs]
    assert len(ranged) > 80
    assert sorted(map(key_without_date, keys)) == sorted(ranged)
    later = {key.split(".")[1] for key in keys if key.startswith("changes.")}
    assert later
    assert later <= dated


BEFORE_INFUSION = {
    "pathway.stages.letter.next.1.delay.mean": (5, 10, 21),
    "pathway.stages.infusion_checks.next.0.share": (0.05, 0.1, 0.2),
}


def test_a_number_inside_a_list_is_drawn_by_its_place(scenario):
    """The delay before an infusion's checks, and the share deferred, are ways on."""
    found = {item.key: item for item in uncertain_inputs(scenario)}
    for key, ends in BEFORE_INFUSION.items():
        assert (found[key].low, found[key].baseline, found[key].high) == ends
    unknowns = unknowns_of(scenario)
    drawn = values_at(unknowns, [1.0] * len(unknowns), scenario)
    later = scenario.with_values({key: drawn[key] for key in BEFORE_INFUSION})
    assert later.pathway.stages["letter"].next[1].delay.mean == 21
    assert later.pathway.stages["infusion_checks"].next[0].share == 0.2
    assert (
        later.pathway.stages["letter"].next[2:]
        == scenario.pathway.stages["letter"].next[2:]
    )


@pytest.mark.parametrize("place", ["99", "first"])
def test_a_place_that_a_list_does_not_have_is_refused(scenario, place: str):
    key = f"pathway.stages.infusion_checks.next.{place}.share"
    with pytest.raises(ScenarioError) as refused:
        scenario.with_values({key: 0.1})
    (problem,) = refused.value.problems
    assert (problem.key, problem.rule) == (key, f"'{place}' does not exist")
    assert problem.hint == "there are: 0, 1"


def test_what_was_drawn_of_a_way_on_goes_over_to_the_same_way_alone(scenario):
    """Another pathway's third way on may be another: what was altered stays behind."""
    key = "pathway.stages.scan.next.0.share"
    altered = scenario.with_values({key: 0.5, "pathway.stages.scan.dna": 0.2})
    telephone = apply_option(altered, load_option("telephone-only"))
    clinic = apply_option(altered, load_option("one-stop-clinic"))
    for chosen, share in ((telephone, 0.5), (clinic, 1.0)):
        assert chosen.pathway.stages["scan"].next[0].share == share
        assert chosen.pathway.stages["scan"].dna == 0.2


def test_a_number_that_somebody_typed_in_is_known(scenario):
    key = f"{SCANNER}.downtime"
    typed = scenario.with_values({key: 0.03})
    assert key not in [item.key for item in uncertain_inputs(typed)]


def test_one_board_leaves_out_what_bears_on_others_only(scenario):
    keys = {item.key for item in uncertain_inputs(scenario, [BOARD])}
    boards = {key.split(".")[1] for key in keys if key.startswith("boards.")}
    # Powys sends residents to Swansea Bay.
    assert boards == {BOARD, "powys"}


def test_one_number_of_all_boards_is_one_unknown_and_so_is_one_source(scenario):
    unknowns = by_name(unknowns_of(scenario))
    assert len(unknowns["boards.*.scanners.*.downtime"].inputs) == 7
    assert len(unknowns["boards.*.demand.other.*.referrals_a_week"].inputs) == 12
    roles = "admin/infusion nurse/nurse/operator/reporter"
    leave = unknowns[f"roles.{roles}.leave_days"]
    assert len(leave.inputs) == 5
    # Another source: not known together.
    assert "roles.reporter.sickness" in unknowns


def test_more_scans_a_session_are_shorter_ones_and_fit_its_half_day(scenario):
    unknowns = unknowns_of(scenario)
    names = [unknown.name for unknown in unknowns]
    slots = names.index("boards.*.scanners.*.slots_a_session")
    seen = []
    for place in np.linspace(0, 1, 21):
        places = np.full(len(unknowns), 0.5)
        places[slots] = place
        values = values_at(unknowns, list(places), scenario)
        many = values[f"{SCANNER}.slots_a_session"]
        minutes = values[f"{SCANNER}.slot_minutes"]
        assert many * minutes <= SESSION_MINUTES
        assert minutes == values[SCAN]
        seen.append((many, minutes))
    assert seen[0] == (6, 30)
    assert seen[-1] == (12, 15)
    for column, order in ((0, 1), (1, -1)):
        assert (np.diff([pair[column] for pair in seen]) * order >= 0).all()


def test_what_each_board_finds_is_an_unknown_of_its_own_all_sites_together(scenario):
    unknowns = by_name(unknowns_of(scenario))
    for board in scenario.boards:
        found = unknowns[f"boards.{board}.demand.identified"]
        assert {item.key.rpartition(".")[2] for item in found.inputs} == {
            "hip", "spine", "other",
        }  # fmt: skip


NOT_KNOWN = (
    "waiting_list.scan.count", "waiting_list.scan.fls_share",
    "waiting_list.scan.urgent_share", "waiting_list.scan.age_shares.90-179",
    "demand.identified.hip", "demand.fractures_a_year", "posts.operator.wte",
    "posts.second-operator.wte", "posts.nurse.wte", "posts.roll-out-nurse.wte",
)  # fmt: skip
TASKS = ("register", "assess", "vet", "report", "recommend", "letter", "review_16")


def test_what_nobody_publishes_has_a_range(scenario):
    keys = {item.key for item in uncertain_inputs(scenario)}
    offering = [name for name, board in scenario.boards.items() if board.posts]
    assert len(offering) == 6
    wanted = {f"boards.{board}.{key}" for board in offering for key in NOT_KNOWN}
    wanted |= {f"pathway.stages.{task}.slot_minutes" for task in TASKS}
    assert wanted <= keys


def test_leavers_are_drawn_where_the_scenario_says_that_people_leave(scenario):
    leaving = apply_changes(scenario, [load_change("people-come-and-go-2026")])
    key = "roles.nurse.turnover"
    assert key not in [item.key for item in uncertain_inputs(scenario)]
    (item,) = (each for each in uncertain_inputs(leaving) if each.key == key)
    assert (item.low, item.baseline, item.high) == (0.05, 0.08, 0.12)


def test_fractures_of_all_boards_move_with_the_published_national_range(scenario):
    (found,) = (
        unknown
        for unknown in unknowns_of(scenario)
        if unknown.name == "boards.*.demand.fractures_a_year"
    )
    ends = [sum(getattr(item, end) for item in found.inputs) for end in ("low", "high")]
    assert ends == pytest.approx([15351, 28000], rel=0.001)


def test_the_triangle_and_PERT_are_those_of_the_textbook():
    item = UncertainInput("x", low=2.0, baseline=3.0, high=6.0)
    drawn = [item.at(place) for place in PLACES]
    expected = stats.triang(0.25, loc=2, scale=4).ppf(PLACES)
    np.testing.assert_allclose(drawn, expected)
    drawn = [item.at(place, "PERT") for place in PLACES]
    assert np.mean(drawn) == pytest.approx((2 + 4 * 3 + 6) / 6, rel=1e-4)
    expected = stats.beta(2, 4, loc=2, scale=4).ppf(PLACES)
    np.testing.assert_allclose(drawn, expected)


def test_a_whole_number_takes_every_value_between_its_ends():
    item = UncertainInput("x", low=6, baseline=8, high=12, whole=True)
    values, counts = np.unique([item.at(p) for p in PLACES], return_counts=True)
    assert values.tolist() == [6, 7, 8, 9, 10, 11, 12]
    assert values[counts.argmax()] == 8
    # The ends are rare, not half as rare as they should be: exact areas.
    areas = np.diff(stats.triang(2.5 / 7, loc=5.5, scale=7).cdf(np.arange(5.5, 13)))
    np.testing.assert_allclose(counts / len(PLACES), areas, atol=0.001)


def test_a_baseline_at_one_end_is_no_special_case():
    item = UncertainInput("x", low=0.0, baseline=0.0, high=1.0)
    assert item.at(0.0) == 0
    assert item.at(0.75) == pytest.approx(0.5)
    assert item.at(0.5, "PERT") < 0.2


RANGES = {
    "low = 2.0, high = 3.0": ("low", "lies above the value itself, 1.5"),
    "low = 1.0, high = 1.2": ("high", "lies below the value itself, 1.5"),
    "low = -1.0": ("low", "a value that the input may not have"),
    "high = 1e9": ("high", "a value that the input may not have"),
    'high = "much"': ("high", "high is a finite number"),
    "high = inf": ("high", "high is a finite number"),
    "high = true": ("high", "high is a finite number"),
}


@pytest.mark.parametrize("ends", RANGES)
def test_a_range_that_cannot_be_is_refused(tmp_path: Path, ends: str):
    end, rule = RANGES[ends]
    good = 'wte = { value = 1.5, unit = "WTE", source'
    north = NORTH.replace(good, good.replace("unit", f"{ends}, unit"))
    problem = only(tmp_path, north=north)
    assert problem.key == f"boards.north.posts.nurse.wte.{end}"
    assert rule in problem.rule


def test_declared_numbers_are_no_parameters():
    scenario = load_scenario()
    assert not [key for key in scenario.provenance if key.endswith(".number")]


def test_a_number_that_a_dated_change_sets_is_drawn_from_its_date_on():
    """What guidance brings later was left at its middle in every draw."""
    plan = load_scenario().central()
    name = "changes.ng259-dxa-offer-2026.pathway.attributes.needs_dxa.groups"
    (unknown,) = (
        u for u in unknowns_of(plan, ["swansea-bay"]) if u.name == f"{name}.*.share"
    )
    keys = [item.key for item in unknown.inputs]
    assert keys == [f"{name}.{place}.share" for place in (1, 2, 3)]
    made = draw_plans(plan, draws=4, seed=3, boards=["swansea-bay"])
    for draw, values in enumerate(made.values):
        (drawn,) = made.plans(draw)
        _, before = drawn.periods[0]
        _, after = drawn.periods[-1]
        assert before.pathway.attributes["needs_dxa"].groups == ()
        shares = [each.share for each in after.pathway.attributes["needs_dxa"].groups]
        assert shares == [0.0, *(values[key] for key in keys)]
        for item in unknown.inputs:
            assert item.low <= values[item.key] <= item.high
    # The lists of one draw move together, and no two draws are alike.
    assert len({values[keys[0]] for values in made.values}) == 4
    assert {change.name for change in made.plans(0)[0].changes} == {
        change.name for change in plan.changes
    }
