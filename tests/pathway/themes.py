"""Themes of made-up worlds, and the few values that they are made of."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, permutations
from typing import Any

from hypothesis import strategies as st

from planner.demand.cohort import FAR

Strategy = st.SearchStrategy[Any]
Parts = dict[str, Strategy]

NAMES = ("a", "b", "c", "d")
STAGE_NUMBERS = ((1, 2, 3, 4), (7, 3, 40, 5))
"""In the order of the names, and in none."""
ACTIVITY_NUMBERS = ((1, 2, 3), (9, 2, 5))
PROVIDERS = (1, 2, 5)
DISCIPLINES = ("first come", "longest wait", "breach", "last come")
SEVERAL = (
    (10,), (5,), (1,), (20,), (25,), (60,), (10, 5), (20, 1), (5, 60), (1, 10, 25),
)  # fmt: skip
"""One length, or several that are equally likely."""
DELAYS = ((0,), (5,), (10,), (1,), (20,), (500,), (0, 5), (10, 0, 500), (1, 20))

one_of = st.sampled_from
MINUTES = one_of((0, 5, 10, 15, 20, 25, 30, 39, 40, 41, 60, 80, 100, 150))
JOINING = one_of((0, 5, 10, 20, 30, 39, 40, 60, 80, 100, 150, -5, -10, -30))
EXITS = one_of((0, 5, 10, 20, 30, 35, 40, 45, 50, 60, 65, 70, 100, 155))
TIMES = one_of((0, 5, 10, 20, 1, 500))
CHANCES = one_of((0.0, 0.3, 0.0, 0.6, 0.0, 1.0))
NONE, NO_TIME, ONE = st.none(), st.just(0), st.just(1)


def mostly(usual: Any, values: Iterable[Any]) -> Strategy:
    """The usual value three times in four."""
    others = tuple(values)
    return one_of((usual,) * 3 * len(others) + others)


def orders_of(values: tuple[Any, ...], at_least: int = 0) -> list[tuple[Any, ...]]:
    """Some of these in some order, in every way."""
    sizes = range(at_least, len(values) + 1)
    return list(chain.from_iterable(permutations(values, size) for size in sizes))


EVERYBODY: Parts = {
    "source": NONE,
    "urgent": NONE,
    "sites": st.just(()),
    "when": st.just(()),
    "waited": NONE,
    "window": NONE,
    "open_after": NO_TIME,
}
"""An activity without a route."""
NEVER_MISSED: Parts = {
    "notice": NO_TIME,
    "urgent_notice": NO_TIME,
    "dna": st.just((0.0,)),
}
TWO_STAGES = one_of((("a", "b"), ("b", "a"), ("a", "b", "c")))
LONG_AND_SHORT: dict[str, Parts] = {
    "place": {**NEVER_MISSED, "slot": one_of((5, 40))},
    "opening": {
        "start": one_of((0, 5, 10, 40)),
        "length": one_of((45, 30, 60, 50, 100)),
        "provider": ONE,
        "serves": NONE,
    },
}
ONE_KIND: Parts = {"activities": ONE}
SOON = one_of((0, 5, 10, 15, 20, 30))
NOT_MUCH_LATER = (20, 25, 30, 35, 40, 45, 50, 500)
THEMES: dict[str, dict[str, Parts]] = {
    "anything": {},
    "a head that leaves": {
        **LONG_AND_SHORT,
        "work": {**EVERYBODY, "stages": TWO_STAGES},
        "person": {"provider": ONE, "joined": SOON, "exit": one_of(NOT_MUCH_LATER)},
        "size": {"people": one_of((1, 3, 5)), "sessions": one_of((1, 2, 3))} | ONE_KIND,
    },
    "a head whose window closes": {
        **LONG_AND_SHORT,
        "work": {
            **EVERYBODY,
            "stages": TWO_STAGES,
            "window": one_of([(0, last + 1) for last in NOT_MUCH_LATER]),
        },
        "person": {"provider": ONE, "joined": SOON, "fracture_day": one_of((-1, 0))},
        "size": {"people": one_of((1, 3, 5)), "sessions": one_of((1, 2, 3))} | ONE_KIND,
    },
    "a head that another session takes": {
        "work": {**EVERYBODY, "stages": TWO_STAGES},
        "place": {**NEVER_MISSED, "slot": one_of((5, 40))},
        "person": {"provider": ONE, "joined": one_of((0, 5)), "exit": st.just(FAR)},
        "opening": {
            "start": one_of((0, 0, 20)),
            "length": one_of((30, 200)),
            "provider": ONE,
            "serves": NONE,
        },
        "size": {"people": one_of((1, 6, 9)), "sessions": one_of((1, 4, 6))} | ONE_KIND,
    },
    "several lists": {
        "work": EVERYBODY,
        "place": {"slot": one_of((5, 10, 20))},
        "person": {"provider": one_of((1, 2))},
        "opening": {
            "start": one_of((40, 0, 20)),
            "length": one_of((1000, 100, 60)),
            "serves": one_of(orders_of((1, 2, 5), at_least=1)),
        },
        "size": {"people": one_of((1, 8, 16)), "sessions": one_of((1, 2, 3))},
    },
    "leaving": {
        "work": {**EVERYBODY, "stages": one_of((("a",), ("b", "a")))},
        "place": {**NEVER_MISSED, "slot": one_of((10, 20))},
        "way": {"delay": one_of(((0,), (0,), (20,))), "not_before": NONE},
        "person": {"provider": ONE, "joined": SOON, "exit": EXITS},
    },
    "dates": {
        "work": EVERYBODY,
        "way": {"not_before": one_of((30, 60, 150))},
        "person": {"provider": ONE, "fracture_day": NO_TIME},
    },
    "missing": {
        "work": EVERYBODY,
        "place": {"dna": st.just((0.6,)), "backfill": one_of(((0.0,), (0.6,)))},
        "person": {"provider": ONE},
    },
}
