"""Starvation: a group is named where a rule passes it over, and only there."""

from __future__ import annotations

import numpy as np
import pytest

import planner
from planner.experiment.running.replicate import replicate_once
from planner.experiment.starvation import StarvedGroup, starving
from planner.outcomes.groups import Group
from planner.outcomes.starvation import (
    EVERYBODY,
    Starved,
    Usual,
    starved_groups,
    usual_waits,
    waits_by_group,
)
from planner.outcomes.waits import NEVER, waits_at
from planner.reports.warnings import newly, starving_sentences

BOARD = "aneurin-bevan"
FIRST = "pathway.activities.scan list.urgent_first"


def usual(last: float, *quarters: float, people: int = 400) -> Usual:
    """A group's waits, days."""
    return Usual(people, people, last, quarters or (last, last, last, last))


def named(**groups: Usual) -> list[str]:
    """Groups of one kind that starve."""
    usual_of = {Group("site", name): waits for name, waits in groups.items()}
    return [each.group.name for each in starved_groups(usual_of)]


# ---- the rule, by hand


def test_a_group_starves_that_waits_more_than_three_times_as_long_as_the_middle_one():
    others = {"hip": usual(60), "spine": usual(80), "wrist": usual(100)}
    assert named(**others, humerus=usual(241)) == ["humerus"]
    assert named(**others, humerus=usual(240)) == []


def test_of_two_groups_each_is_held_beside_the_other():
    assert named(urgent=usual(35), routine=usual(106)) == ["routine"]
    assert named(urgent=usual(35), routine=usual(104)) == []


def test_a_group_starves_whose_wait_grows_in_every_quarter_while_others_do_not():
    steady = {"hip": usual(100), "spine": usual(100)}
    assert named(**steady, wrist=usual(140, 90, 100, 120, 140)) == ["wrist"]
    assert named(**steady, wrist=usual(140, 90, 120, 119, 140)) == []


def test_a_group_that_only_catches_up_with_the_others_does_not_starve():
    others = {"hip": usual(300), "spine": usual(300)}
    assert named(**others, wrist=usual(250, 10, 90, 170, 250)) == []


def test_no_group_starves_where_all_wait_ever_longer_alike():
    rising = usual(400, 100, 200, 300, 400)
    assert named(hip=rising, spine=rising, wrist=rising) == []


def test_that_everybody_waits_ever_longer_is_said_of_everybody():
    rising = usual(400, 100, 200, 300, 400)
    found = starved_groups({EVERYBODY: rising, Group("site", "hip"): rising})
    assert [each.group for each in found] == [EVERYBODY]
    assert found[0].grows


@pytest.mark.parametrize(
    "waits", [usual(500, people=19), usual(27, 1, 2, 3, 27)], ids=["few", "short"]
)
def test_small_groups_and_short_waits_are_not_judged(waits: Usual):
    assert named(hip=usual(5), spine=usual(5), wrist=waits) == []


def test_three_quarters_are_too_few_to_speak_of_growth():
    assert named(hip=usual(50), spine=usual(50), wrist=usual(60, 40, 50, 60)) == []


# ---- what is counted


def test_a_wait_runs_from_first_joining_to_the_attended_appointment():
    """Missed appointments do not begin it anew; who still waits has no end."""
    scenario = planner.load_scenario().with_values({"years": 1})
    record = replicate_once(scenario, BOARD, seed=2, replication=0)
    visits, stays = record.at_stage("scan"), waits_at(record, "scan")
    assert len(stays.patient) == len(np.unique(stays.patient))
    seen = visits.outcome == 1
    wait = (visits.started - visits.first_joined)[seen] / 1440
    assert np.allclose(np.sort(stays.days[stays.seen]), np.sort(wait))
    missed_once = visits.attempt[seen] > 1
    assert missed_once.any()
    waiting = visits.patient[(visits.outcome == 0) & (visits.started < 0)]
    assert set(waiting) == set(stays.patient[stays.ended == NEVER])


def test_every_group_of_a_kind_together_is_everybody():
    scenario = planner.load_scenario().with_values({"years": 1})
    record = replicate_once(scenario, BOARD, seed=2, replication=0)
    waits = waits_by_group(record, "scan")
    everybody = [len(days) for days in waits[EVERYBODY]]
    for kind in ("urgency", "source", "age", "residence"):
        parts = [waits[group] for group in waits if group.kind == kind]
        sums = [sum(map(len, period)) for period in zip(*parts, strict=True)]
        assert sums == everybody
    pooled = usual_waits([waits, waits])
    assert pooled[EVERYBODY].people == 2 * everybody[-1]
    usually = pooled[EVERYBODY].last_year
    share = (waits[EVERYBODY][-1] <= usually).mean()
    assert 0.95 <= share < 0.95 + 1 / everybody[-1]


# ---- in whole scenarios


def test_nobody_starves_as_shipped_and_routine_patients_do_when_passed_over():
    base = planner.load_scenario()
    assert starving(base, [BOARD]) == ()
    (found,) = starving(base.with_values({FIRST: True}), [BOARD])
    assert (found.board_id, found.stage) == (BOARD, "scan")
    assert found.starved.group == Group("urgency", "routine")
    assert found.starved.times > 3


def test_last_come_first_makes_everybodys_wait_grow():
    rule = {"pathway.activities.scan list.discipline": "last come"}
    found = starving(planner.load_scenario().with_values(rule), ["hywel-dda"])
    assert EVERYBODY in {each.starved.group for each in found}


def test_a_board_without_a_service_has_nobody_to_starve():
    assert starving(planner.load_scenario(), ["powys"]) == ()


# ---- in words


def sentence_of(*starved: Starved) -> str:
    """What is said of groups at one list."""
    scenario = planner.load_scenario()
    found = [StarvedGroup(BOARD, "scan", each) for each in starved]
    (said,) = starving_sentences(found, scenario, {BOARD: "Aneurin Bevan"})
    return said


def test_the_warning_is_one_plain_sentence():
    routine = Starved(Group("urgency", "routine"), 412.4, 35.0, 900, grows=False)
    assert sentence_of(routine) == (
        "Aneurin Bevan, DXA scan: the rules of access starve routine patients (95 in"
        " 100 wait up to 412 days, of the others up to 35: more than 3 times as long)."
    )


def test_the_worst_three_groups_are_named_and_the_others_counted():
    ages = [
        Starved(Group("age", f"{age}-{age + 4}"), 500.0 - age, 60.0, 90, grows=True)
        for age in (50, 55, 60, 65, 70)
    ]
    said = sentence_of(*ages)
    assert "people aged 50-54" in said
    assert "65-69" not in said
    assert said.endswith("; and 2 more.")
    assert "and ever longer, quarter by quarter" in said


def test_where_everybody_waits_ever_longer_no_rule_is_blamed():
    all_of_them = Starved(EVERYBODY, 700.0, 700.0, 9000, grows=True)
    assert "No rule of access does this" in sentence_of(all_of_them)


def test_what_starved_before_an_option_is_not_held_against_it():
    one = StarvedGroup(
        BOARD, "scan", Starved(Group("site", "hip"), 400.0, 50.0, 90, False)
    )
    two = StarvedGroup(
        BOARD, "scan", Starved(Group("site", "wrist"), 400.0, 50.0, 90, False)
    )
    assert newly([one, two], [one]) == [two]
