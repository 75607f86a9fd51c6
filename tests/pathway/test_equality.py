"""All engines tell the same visits, row for row, of any world that can be made up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from _pytest.outcomes import Failed
from hypothesis import strategies as st

from planner.pathway.compiled.records import MOST_HELD
from planner.pathway.engines import ENGINES, SIMPY, simulate
from planner.pathway.network import Tables
from planner.pathway.visits import Outcome, Visits
from tests.pathway import parts as parts_module
from tests.pathway.accounting import check_accounts
from tests.pathway.agreement import assert_engines_agree, try_worlds
from tests.pathway.happenings import happenings
from tests.pathway.made_up import worlds
from tests.pathway.parts import Human, Opening, Place, World
from tests.pathway.slow_engine import simulate_slowly
from tests.pathway.themes import MINUTES, THEMES
from tests.pathway.worlds import tables_of_world

BOTH = {name: partial(simulate, engine=name) for name in ENGINES}
ALL = {"slow": simulate_slowly, **BOTH}
OF_ANY_KIND, OF_A_THEME, FAR_APART = 160, 80, 120
"""Worlds tried."""
SMALLEST = """World(people=[
  Human(joined=0),
  Human(joined=5),
], sessions=[
  Opening(start=5, length=5),
])"""
UNITS = (97, 1440, 10_500)
RARE = 2
"""Worlds in which a thing must have happened for the generator to be worth its time."""
MUST_HAPPEN: dict[str, set[str]] = {
    "anything": {
        *("lost session", "session beyond the horizon"),
        *("waits when the plan starts", "treated outside", "not identified"),
        *(
            "joins in one minute",
            "exit before arrival",
            "exit at the minute of arrival",
        ),
        *("sessions start together", "session of several lists", "session of no list"),
        *("session without activities", "several lists with people", "mixed slots"),
        *("activity of several stages", "stage of several activities", "urgent first"),
        *("route by source", "route by urgent", "route by waited", "route by window"),
        *("route by attribute", "route by sites"),
        *("opens later than its session", "stretches of chances"),
        *("first come", "longest wait", "breach", "last come", "share at random"),
        *("holds the duration", "holds the slot", "holds the larger", "notice"),
        *("overrun", "last minute for a start", "free before the person is"),
        *("beside the others", "companion sent", "companion seen"),
        *("on the first visits", "when completed late"),
        *("delay of no time", "delay beyond the horizon", "waits at the horizon"),
        *("missed", "missed slot beyond the horizon", "service cut by the horizon"),
    },
    "a head that leaves": {"mixed slots", "left the list", "starts in one minute"},
    "a head whose window closes": {
        "mixed slots",
        "route by window",
        "waited, then seen",
    },
    "a head that another session takes": {"mixed slots", "starts in one minute"},
    "several lists": {
        *("session took from two lists", "session took from another's list"),
        *("session took from two stages", "list of two sessions"),
    },
    "leaving": {
        *("left the list", "left a delay", "exit in service", "exit at completion"),
        *("exit as a session starts", "joins and starts at once"),
    },
    "dates": {"not before a date", "stage again", "another draw", "seen"},
    "missing": {
        *("missed twice", "discharged after the last", "missed without limit"),
        *("back-filled", "missed, holds the duration", "comes again"),
        *("exit before coming again",),
    },
}


@pytest.mark.parametrize("theme", THEMES)
def test_every_engine_tells_the_same_visits(theme: str):
    found: Counter[str] = Counter()

    def compare(world: World) -> None:
        visits = assert_engines_agree(world, ALL)
        tables = tables_of_world(world)
        check_accounts(tables, visits)
        found.update(happenings(world, tables, visits))

    number = OF_ANY_KIND if theme == "anything" else OF_A_THEME
    try_worlds(number, compare, worlds(theme))
    assert {
        name: found[name] for name in MUST_HAPPEN[theme] if found[name] < RARE
    } == {}


def test_engines_agree_where_minutes_lie_far_apart():
    some = st.sampled_from(sorted(THEMES)).flatmap(worlds)
    far_apart = st.builds(replace, some, unit=st.sampled_from(UNITS))

    def compare(world: World) -> None:
        assert_engines_agree(world, BOTH)

    try_worlds(FAR_APART, compare, far_apart)


def last_come_first_served(tables: Tables) -> Visits:
    """A faulty engine."""
    activities = {
        number: replace(activity, discipline="last come")
        for number, activity in tables.activities.items()
    }
    return simulate(replace(tables, activities=activities), SIMPY)


def test_a_difference_is_told_with_the_smallest_world_as_python_and_the_first_visit():
    """The words alone are enough to see it again."""
    engines = {"right": BOTH[SIMPY], "wrong": last_come_first_served}
    many = st.lists(st.builds(Human, joined=MINUTES), max_size=9)

    some = st.lists(st.builds(Opening, start=MINUTES, length=MINUTES))

    def compare(people: list[Human], sessions: list[Opening]) -> None:
        assert_engines_agree(World(people, sessions), engines)

    with pytest.raises(Failed) as told:
        try_worlds(80, compare, many, some)
    printed, difference = str(told.value).split("\n\n")
    assert printed == SMALLEST
    assert difference.splitlines()[0].split()[-2:] == ["right", "wrong"]
    assert [line for line in difference.splitlines() if "<--" in line]
    with pytest.raises(Failed) as again:
        assert_engines_agree(eval(printed, vars(parts_module)), engines)
    assert str(again.value) == str(told.value)


NOTHING_HAPPENS = {
    "nobody, no session": World([], []),
    "no session": World([Human(0)], []),
    "nobody": World([], [Opening(0, 50)]),
    "a lost session": World([Human(0)], [Opening(0, 0)]),
    "no activity": World([Human(0)], [Opening(0, 50, plan=())]),
    "no list": World([Human(0)], [Opening(0, 50, serves=())]),
    "beyond the horizon": World([Human(200)], [Opening(200, 50)]),
    "not identified": World([Human(0, identified=False)], [Opening(0, 50)]),
    "treated outside": World([Human(0, provider=0)], [Opening(0, 50)]),
}


@pytest.mark.parametrize("world", NOTHING_HAPPENS.values(), ids=NOTHING_HAPPENS)
def test_engines_agree_where_nothing_can_happen(world: World):
    visits = assert_engines_agree(world, ALL)
    assert (visits.started < 0).all()


def test_engines_agree_where_more_slots_are_held_than_stand_in_order():
    """The ends of those beyond go into the wheel; some are held for nobody."""
    sessions = 2 * MOST_HELD
    place = Place(
        1,
        slot=10,
        lasts=(5, 20, 60),
        hold="larger",
        dna=(0.3,),
        dna_delay=5,
        dna_maximum=2,
    )
    world = World(
        people=[Human(number % 7, seed=number) for number in range(3 * sessions)],
        sessions=[Opening(0, 180) for _ in range(sessions)],
        stages={"a": place},
    )
    visits = assert_engines_agree(world, ALL)
    held = (visits.started <= 10) & (visits.held_until > 10)
    assert held.sum() > MOST_HELD
    assert {Outcome.SEEN, Outcome.DNA} <= set(visits.outcome[held].tolist())
