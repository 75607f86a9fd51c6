"""Worlds made up at random, mean ones: few distinct minutes, so that all things tie.

A theme draws some parts from fewer values, so that things which must come together do.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from planner.demand.cohort import FAR, OUTSIDE
from tests.pathway.parts import Help, Human, Opening, Place, Way, Work, World
from tests.pathway.themes import (
    ACTIVITY_NUMBERS,
    CHANCES,
    DELAYS,
    DISCIPLINES,
    EXITS,
    JOINING,
    MINUTES,
    NAMES,
    PROVIDERS,
    SEVERAL,
    STAGE_NUMBERS,
    THEMES,
    TIMES,
    Parts,
    Strategy,
    mostly,
    one_of,
    orders_of,
)  # fmt: skip


def works(parts: Parts) -> Strategy:
    """One activity."""
    usual: Parts = {
        "stages": one_of(orders_of(NAMES[:3], at_least=1)),
        "source": mostly(None, ("fls", "other")),
        "urgent": mostly(None, (True, False)),
        "sites": mostly((), (("hip",), ("spine", "hip"))),
        "when": mostly((), ((("fact", True),), (("fact", False), ("urgent", True)))),
        "waited": mostly(None, (0, 10, 20, 60)),
        "window": mostly(None, [(first, 41) for first in (0, 5, 20)]),
        "discipline": one_of(DISCIPLINES),
        "urgent_first": st.booleans(),
        "target": one_of((0, 20, 500)),
        "open_after": mostly(0, (5, 20, 200)),
    }
    return st.builds(Work, **{**usual, **parts})


CONDITIONS = mostly(
    (), ((("urgent", True),), (("fact", False),), (("site", ("hip", "spine")),))
)
WAY_ON: Parts = {
    "share": one_of((1.0, 0.5)),
    "delay": one_of(DELAYS),
    "not_before": mostly(None, (0, 30, 500)),
    "when": CONDITIONS,
    "visits": mostly(None, (1, 2)),
    "later_than": mostly(None, (0, 10, 40)),
    "late_after": mostly(None, (0, 20, 60)),
}


def way_back(to: tuple[str, ...], served: bool) -> Strategy:
    """A way back; it takes time, in service or on the way, as the inputs insist."""
    delay = one_of(((0,), (5,), (500,)) if served else ((1,), (10,), (500,)))
    share, visits = one_of((0.3, 0.7)), mostly(None, (1, 2))
    return st.builds(
        Way, one_of(to), share=share, delay=delay, when=CONDITIONS, visits=visits
    )


@st.composite
def ways(
    draw: Any, names: tuple[str, ...], at: int, served: bool, parts: Parts
) -> tuple[Way, ...]:
    """Ways back, on, and to the end, in this order; or nowhere."""
    on = {**WAY_ON, **parts}
    found = [draw(way_back(names[: at + 1], served))] if draw(one_of((0, 0, 1))) else []
    for to in names[at + 1 :]:
        if draw(one_of((1, 0, 1))):
            found.append(draw(st.builds(Way, st.just(to), **on)))
        if draw(mostly(False, (True,))):
            alone = {**on, "share": st.just(1.0), "beside": st.just(True)}
            found.append(draw(st.builds(Way, st.just(to), **alone)))
    return (*found, Way()) if draw(st.booleans()) else tuple(found)


def rules_of_stages(stretches: int) -> Parts:
    """What all stages draw from."""
    chances = st.tuples(*[CHANCES] * stretches)
    return {
        "slot": one_of((10, 5, 1, 20, 5, 40)),
        "draws": st.integers(1, 3),
        "hold": one_of(("duration", "slot", "larger")),
        "dna": chances,
        "dna_of_others": mostly(None, (0.0, 0.6, 1.0)),
        "backfill": chances,
        "dna_maximum": one_of((None, 1, 2)),
        "dna_delay": TIMES,
        "dna_hold": one_of(("slot", "duration")),
        "notice": mostly(0, (5, 20, 500)),
        "urgent_notice": mostly(0, (5, 20)),
    }


@st.composite
def places(
    draw: Any, work: dict[int, Work], stretches: int, theme: dict[str, Parts]
) -> dict[str, Place]:
    """Stages that activities serve, and some that are mere delays."""
    served = {name for one in work.values() for name in one.stages}
    some = NAMES[: draw(st.integers(1, len(NAMES)))]
    names = tuple(name for name in NAMES if name in some or name in served)
    numbers = draw(one_of(STAGE_NUMBERS))
    rules = {**rules_of_stages(stretches), **theme.get("place", {})}
    found = {}
    for at, name in enumerate(names):
        here = name in served
        given = {
            **rules,
            "number": st.just(numbers[at]),
            "lasts": one_of((None, *(SEVERAL if here else DELAYS))),
            "ways": ways(names, at, here, theme.get("way", {})),
        }
        found[name] = draw(st.builds(Place, **given))
    return found


def people(names: list[str], parts: Parts) -> Strategy:
    """One person."""
    usual: Parts = {
        "joined": JOINING,
        "stage": one_of(names),
        "seed": st.integers(0, 1000),
        "provider": mostly(1, (*PROVIDERS, OUTSIDE)),
        "exit": st.one_of(st.just(FAR), st.just(FAR), EXITS),
        "fracture_day": one_of((0, -1, -2)),
        "source": st.integers(0, 1),
        "urgent": st.booleans(),
        "site": one_of((0, 1, -1)),
        "fact": st.booleans(),
        "dna_class": one_of((0, 0, 1)),
        "identified": mostly(True, (False,)),
    }
    return st.builds(Human, **{**usual, **parts})


def openings(numbers: tuple[int, ...], parts: Parts) -> Strategy:
    """One session, lost when its length is 0."""
    usual: Parts = {
        "start": MINUTES,
        "length": one_of((1000, 100, 1000, 60, 45, 30, 1000, 20, 5, 1, 0)),
        "plan": mostly(numbers, orders_of(numbers)),
        "provider": mostly(1, PROVIDERS),
        "serves": mostly(None, orders_of(PROVIDERS)),
    }
    return st.builds(Opening, **{**usual, **parts})


def helps(served: list[str]) -> Strategy:
    """Mutual aid or lists of sites at one stage; some goes where nobody works."""
    return st.builds(
        Help,
        stage=one_of(served),
        home=one_of(PROVIDERS),
        to=one_of((2, 1, 5, 9)),
        share=one_of((0.3, 0.6, 1.0)),
        first=one_of((0, 0, 20)),
        until=one_of((10_000, 40, 10_000)),
        by_site=one_of((False, False, True)),
    )


def crowd(values: Strategy, least: int, most: int) -> Strategy:
    """A list of at least so many."""
    return st.lists(values, min_size=least, max_size=most)


@st.composite
def worlds(draw: Any, name: str = "anything", unit: int = 1) -> World:
    """One world; with a larger unit of time, minutes lie further apart."""
    theme = THEMES[name]
    usual = {
        "activities": st.integers(1, 3),
        "people": one_of((1, 4, 8, 12)),
        "sessions": one_of((1, 3, 6, 12, 0)),
    }
    size = {**usual, **theme.get("size", {})}
    numbers = draw(one_of(ACTIVITY_NUMBERS))[: draw(size["activities"])]
    work = {number: draw(works(theme.get("work", {}))) for number in numbers}
    stretches = draw(one_of([(0,), (0,), (0, 30), (0, 20, 60)]))
    stages = draw(places(work, len(stretches), theme))
    served = {name for one in work.values() for name in one.stages}
    # Most enter where somebody sees them.
    human = people([*stages, *sorted(served) * 2], theme.get("person", {}))
    opening = openings(numbers, theme.get("opening", {}))
    ways = st.lists(helps(sorted(served)), max_size=3) if served else st.just([])
    humans = draw(crowd(human, draw(size["people"]), 25))
    return World(
        people=humans,
        sessions=draw(crowd(opening, draw(size["sessions"]), 30)),
        stages=stages,
        activities=work,
        horizon=draw(one_of([400, 200, 200, 61])),
        stretches=stretches,
        unit=unit,
        help=draw(ways) if draw(one_of((True, False))) else [],
    )
