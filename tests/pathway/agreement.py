"""Whether engines agree on a world, and the first visit where they do not."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from planner.pathway.network import Tables
from planner.pathway.visits import COLUMNS, Visits
from tests.pathway.parts import World
from tests.pathway.worlds import tables_of_world

Engine = Callable[[Tables], Visits]
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
TIMES_MORE = 20
AT_A_TIME = 8
A_FEW = settings(
    max_examples=AT_A_TIME,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)


def try_worlds(number: int, check: Callable[..., None], *worlds: Any) -> None:
    """Have so many worlds checked, always the same ones.

    HYPOTHESIS_PROFILE=thorough asks for twenty times as many, other ones each time.
    Hypothesis begins anew after a few: it would alter each of the later ones five times
    over before it makes another, and so see few that are really different.
    """
    first = secrets.randbelow(2**60) if THOROUGH else 0
    more = TIMES_MORE if THOROUGH else 1
    for start in range(first, first + more * number // AT_A_TIME):
        seed(start)(A_FEW(given(*worlds)(check)))()


def assert_engines_agree(world: World, engines: Mapping[str, Engine]) -> Visits:
    """The visits of a world, row for row the same from every engine.

    A failure says the world, as Python that can be copied, and the first difference.
    """
    tables = tables_of_world(world)
    tried = {name: engine(tables) for name, engine in engines.items()}
    (first, visits), *others = tried.items()
    for name, found in others:
        difference = first_difference({first: visits, name: found})
        if difference:
            pytest.fail(f"{world!r}\n\n{difference}", pytrace=False)
    return visits


def first_difference(tried: Mapping[str, Visits]) -> str:
    """The first visit that two engines tell differently, or nothing."""
    one, other = (rows_of(visits) for visits in tried.values())
    size = min(len(one), len(other))
    different = (one[:size] != other[:size]).any(axis=1)
    if len(one) == len(other) and not different.any():
        return ""
    at = int(different.argmax()) if different.any() else size
    names = list(tried)
    heading = f"visit {at} of {len(one)} and {len(other)}"
    lines = [f"{heading:<32}{names[0]:>12}{names[1]:>12}"]
    for column, name in enumerate(COLUMNS):
        values = [
            str(rows[at][column]) if at < len(rows) else "" for rows in (one, other)
        ]
        mark = "" if values[0] == values[1] else "  <--"
        lines.append(f"{name:<32}{values[0]:>12}{values[1]:>12}{mark}")
    return "\n".join(lines)


def rows_of(visits: Visits) -> Any:
    """The visits as whole numbers, shape (visits, columns)."""
    return np.stack([getattr(visits, name) for name in COLUMNS], axis=1)
