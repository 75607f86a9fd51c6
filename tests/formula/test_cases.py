"""The formula against cases from outside that have a known answer, and their flags."""

from __future__ import annotations

import pytest

from planner.formula.answer import FormulaAnswer, answer
from planner.formula.disagreement import cautions
from planner.formula.rules import (
    pressure,
    queue_load,
    recurrent_capacity,
    relief_capacity,
    sustainable_list,
    target_mean_wait,
)
from planner.formula.waits import (
    chance_of_waiting,
    servers_wait,
    slots_wait,
    urgent_first_waits,
)
from planner.inputs.load import load_scenario
from planner.inputs.small_world.layout import LaidOut
from planner.verification.read import load_cases, shipped_cases
from planner.verification.sight import lay_out_case

MINUTES_A_DAY = 1440
PRIORITY = ("O-S02", "O-Q06")
NO_ALARM = tuple(
    f"O-{kind}{number:02d}"
    for kind, numbers in (("C", [2]), ("D", range(1, 6)), ("S", range(1, 6)),
                          ("Q", range(1, 11)))
    for number in numbers
    if f"O-{kind}{number:02d}" not in PRIORITY
)  # fmt: skip
"""Cases of lists, slots and queues that are a world of their own."""


def answered(case: str) -> tuple[FormulaAnswer, LaidOut]:
    """The formula's answer to a case, and its world."""
    (path,) = shipped_cases().glob(f"{case}-*.toml")
    (file,) = load_cases([path])
    world = lay_out_case(file.variants[""])
    return answer(world.scenario), world


def list_at(found: FormulaAnswer, time: float, world: LaidOut) -> float:
    """People on the only list at a time of the case."""
    (board,) = found.boards
    (stage,) = found.frame(board).lists
    day = int(world.origin + time * world.scale) // MINUTES_A_DAY + 1
    return float(found.waiting(board, stage)[day])


def test_the_rules_give_the_published_worked_example():
    """O-C01: an ear, nose and throat list."""
    assert queue_load(30, 27) == pytest.approx(1.1111111)
    assert target_mean_wait(52) == 13
    assert sustainable_list(30, 52) == 390
    assert relief_capacity(30, 1200, 390, 26) == pytest.approx(61.153846)
    assert pressure(63, 52) == pytest.approx(2.4230769)
    found = recurrent_capacity(30, 52, 3, cv_arrivals=1.1, cv_service=1.2)
    assert found == pytest.approx(30.076442)


@pytest.mark.parametrize(
    ("case", "time", "people", "within"),
    [
        ("O-C02", 26, 390, 16),
        ("O-D05", 26, 260, 25),
        ("O-D05", 52, 520, 25),
        ("O-D05", 104, 0, 25),
        ("O-S05", 13, 339, 8),
        ("O-S05", 26, 378, 8),
        ("O-S05", 52, 196, 12),
        # Fluid lists know no variation: 26 people are expected, 14 without it.
        ("O-S05", 78, 25.6, 20),
    ],
)
def test_lists_are_as_long_as_they_are_known_to_be(case, time, people, within):
    found, world = answered(case)
    assert list_at(found, time, world) == pytest.approx(people, abs=within)


def test_waits_of_servers_are_those_of_queueing_theory():
    """O-Q01 and O-Q02 (Erlang), O-Q04 (Pollaczek and Khinchine), O-Q05 (Crommelin)."""
    assert servers_wait(6, 1 / 3, 3).wait == pytest.approx(0.14814815)
    assert chance_of_waiting(6, 1 / 3, 3) == pytest.approx(0.44444444)
    assert servers_wait(0.1, 3, 2).wait == pytest.approx(0.069053708)
    assert servers_wait(1 / 6, 4, 2).wait == pytest.approx(0.5, rel=1e-4)
    assert servers_wait(0.25, 3).wait == pytest.approx(9)
    fixed = servers_wait(0.9, 1, cv_service=0)
    assert fixed.wait == pytest.approx(0.9 / (2 * (1 - 0.9)))
    two = servers_wait(1.8, 1, 2, cv_service=0)
    assert two.wait == pytest.approx(2.1469232, rel=0.02)
    assert not two.exact


def test_waits_for_slots_are_those_of_their_markov_chain():
    """O-S01 exactly; O-S03, where people miss, to a tenth."""
    assert slots_wait(9, 10).wait == pytest.approx(0.84458205)
    assert slots_wait(17, 20, 0.1).wait == pytest.approx(1.0203931, rel=0.1)


def test_urgent_people_wait_as_cobham_says():
    """O-Q06."""
    assert urgent_first_waits((0.2, 0.6), 1.0) == pytest.approx((1.0, 5.0))


def test_a_list_beyond_capacity_has_no_long_run():
    assert servers_wait(2, 1).wait == float("inf")
    assert slots_wait(10, 10).wait == float("inf")


@pytest.mark.parametrize("case", NO_ALARM)
def test_no_caution_where_the_formula_holds(case):
    found, _ = answered(case)
    assert not cautions(found)


@pytest.mark.parametrize("case", PRIORITY)
def test_priority_is_said(case):
    found, _ = answered(case)
    assert "priority" in {caution.reason for caution in cautions(found)}


def test_a_bottleneck_that_moves_is_said():
    """A backlog passes from the nurse's list to the scanner's."""
    found = answer(load_scenario("moving-bottleneck"))
    assert [caution.reason for caution in cautions(found)] == ["moving bottleneck"]
    weeks = found.bottleneck("clinic")
    assert weeks[10] == "nurse"
    assert weeks[50] == "scanner"
    assert found.waiting("clinic", "scan")[20 * 7 + 3] == pytest.approx(200, abs=2)


def test_variation_is_said_where_it_makes_more_wait_than_is_stated():
    """At 9.8 people for 10 places dozens wait, of whom a fluid list has none."""
    board, plan = "boards.clinic", load_scenario("weekly-session")
    plan = plan.with_values({f"{board}.servers.server.role": "nurse"})
    busier = plan.with_values({f"{board}.arrivals.all.people_a_day": 1.4})
    assert not cautions(answer(plan))
    assert [c.reason for c in cautions(answer(busier))] == ["variation"]
