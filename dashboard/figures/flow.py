"""The moving picture of a typical run: what `assets/flow.js` draws, as small arrays."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.locale import _, chosen_language, ngettext
from planner.outcomes.flow import NEW, WeeklyFlow
from planner.reports.flow import FUTURE, flow_days

SPEEDS = (2, 4, 8, 16)
"""Frames a second."""
Names = Mapping[str, str]


def flow_picture(flow: WeeklyFlow, stages: Names, roles: Names) -> str:
    """Stages, ways and every frame of a run, with all words, as JSON.

    Parameters
    ----------
    stages, roles : names as the reader sees them
    """
    place = {name: number for number, name in enumerate(flow.stages)} | {NEW: -1}
    known = list(dict.fromkeys([*flow.staff, *filter(None, flow.bottleneck)]))
    picture = {
        "stages": [
            {
                "title": stages[name],
                "bound": [known.index(r) for r in _binding(role) if r in known],
                "column": column,
            }
            for name, role, column in zip(
                flow.stages, flow.roles, flow.columns, strict=True
            )
        ],
        "roles": [roles[role] for role in known],
        "ways": [[place[origin], place[to]] for origin, to in flow.ways],
        "waiting": flow.waiting.tolist(),
        "moved": _short(flow.moved),
        "joined": _short(flow.joined),
        "booked": _short(100 * flow.booked),
        "piled": _short(flow.piled),
        "bottleneck": [known.index(r) if r else -1 for r in flow.bottleneck],
        "days": flow_days(flow),
        "speeds": {str(speed): _speed(flow, speed) for speed in SPEEDS},
        "language": chosen_language(),
        "words": _words(),
    }
    return json.dumps(picture, ensure_ascii=False, separators=(",", ":"))


def _binding(role: str) -> tuple[str, ...]:
    """Roles that may be the bottleneck of a role's stages, its own first."""
    return (role, "operator") if role == "scanner" else (role,)


def _short(values: npt.NDArray[np.float64]) -> list[list[Any]]:
    """Values with one decimal at most; nothing where there is no finite one."""
    return [[_one(value) for value in row] for row in values.tolist()]


def _one(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = round(value, 1)
    return int(short) if short == int(short) else short


def _speed(flow: WeeklyFlow, frames: int) -> str:
    weeks = frames * flow.weeks_each
    return ngettext("{n} week a second", "{n} weeks a second", weeks)


def _words() -> dict[str, str]:
    return {
        "future": _(FUTURE),
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("A week back"),
        "on": _("A week on"),
        "speed": _("Speed"),
        "slider": _("Week"),
        "week": _("Week of {day}", day="{day}"),
        "of": _("{number} of {all}", number="{number}", all="{all}"),
        "waiting": _("waiting"),
        "seen": _("seen a week"),
        "bottleneck": _("bottleneck"),
        "binds": _("Bottleneck of the week: {role}", role="{role}"),
        "free": _("No bottleneck this week"),
        "booked": _("{share} % of the minutes booked", share="{share}"),
        "closed": _("closed this week"),
        "piled": _("{weeks} weeks of work waiting", weeks="{weeks}"),
        "stages": _("Stages of the pathway"),
        "staff": _("Staff and scanners"),
        "keys": _(
            "Keys: space plays and pauses, left and right arrows step by a week, Home"
            " and End go to the first and last week."
        ),
        "area": _(
            "The area of each square is the number of people waiting; the dashed square"
            " is the queue on the first day. Dots are people on their way: thicker ones"
            " are more people."
        ),
    }
