"""A case's network as an ordinary scenario: stages, activities, arrivals, servers."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY, years_after
from planner.verification.given import NotExpressedError
from planner.verification.shapes import Shape

PLAN_START = datetime.date(2024, 1, 1)
"""A Monday, so that day 0 of a case is a Monday too."""
BOARD = "clinic"
FINE = 10_000
"""Minutes of the shortest mean duration: whole minutes then change nothing."""
COARSE = 1_000
MOST_MINUTES = 4_000_000_000
DAY, WEEK = MINUTES_A_DAY, 7 * MINUTES_A_DAY
UNITS = {
    "week": WEEK, "day": DAY, "hour": 60, "minute": 1,
    "month": round(365.25 / 12 * DAY), "year": round(365.25 * DAY),
}  # fmt: skip


def fine_scale(shortest_mean: float, length: float) -> float:
    """Minutes to a unit of a case whose time is continuous.

    Parameters
    ----------
    shortest_mean : mean of the shortest duration, in the case's unit
    length : of the whole run, in the case's unit
    """
    if shortest_mean <= 0 or length <= 0:
        raise NotExpressedError("a mean duration or the length of the run is 0")
    scale = float(math.ceil(FINE / shortest_mean))
    if scale * length > MOST_MINUTES:
        scale = MOST_MINUTES / length
    if scale * shortest_mean < COARSE:
        raise NotExpressedError("the run is too long to keep durations above a minute")
    return scale


@dataclass
class Network:
    """Parts of a scenario, gathered; declared numbers follow the order of adding."""

    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrivals: dict[str, dict[str, Any]] = field(default_factory=dict)
    servers: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stage(
        self, name: str, minutes: Mapping[str, Any] | None = None, **rules: Any
    ) -> str:
        """Add a stage; without `next` in its rules it is the last one."""
        number = len(self.stages) + 1
        rules = {"next": [{"to": "done"}], "role": "nurse", **rules}
        if minutes is not None:
            rules["duration"] = dict(minutes)
        self.stages[name] = {"number": number, **rules}
        return name

    def activity(self, name: str, stages: Iterable[str], **rules: Any) -> str:
        """Add an activity that serves these stages as one queue."""
        number = len(self.activities) + 1
        self.activities[name] = {"number": number, "stages": [*stages], **rules}
        return name

    def arrive(self, **rules: Any) -> None:
        """Add an entry of explicit arrivals."""
        number = len(self.arrivals) + 1
        self.arrivals[f"arrivals-{number}"] = {"number": number, **rules}

    def arrive_at_random(self, rate: float, scale: float, **rules: Any) -> None:
        """Add Poisson arrivals of so many people (or batches) a unit of time."""
        people = rate / scale * DAY
        self.arrive(**{"kind": "poisson", "people_a_day": people, **rules})

    def serve(self, activities: Iterable[str], **rules: Any) -> None:
        """Add servers, always open unless the rules say when."""
        number = len(self.servers) + 1
        self.servers[f"servers-{number}"] = {
            "number": number,
            "activities": [*activities],
            "role": "nurse",
            **rules,
        }

    def scenario(self, minutes: float) -> Scenario:
        """The scenario, long enough to hold so many minutes."""
        if not self.arrivals and not self.waiting:
            raise NotExpressedError("nobody comes")
        board = {
            "number": 1,
            "name": "Clinic",
            "arrivals": self.arrivals,
            "servers": self.servers,
            "waiting_list": self.waiting,
        }
        tree = {
            "name": "case",
            "plan_start": PLAN_START,
            "years": _years(math.ceil(minutes / DAY) + 1),
            "run_on_days": 0,
            "calendar": "none",
            "pathway": {
                "entry": {"fls": next(iter(self.stages))},
                "stages": self.stages,
                "activities": self.activities,
            },
            "boards": {BOARD: board},
        }
        try:
            return Scenario.model_validate(tree)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(place) for place in first["loc"])
            raise NotExpressedError(f"{where}: {first['msg']}") from None


def _years(days: int) -> float:
    """Years of a plan that lasts exactly so many days."""
    days = max(days, 7)
    whole = int(days / 366)
    part = days - (years_after(PLAN_START, whole) - PLAN_START).days
    while part >= 365:
        whole += 1
        part = days - (years_after(PLAN_START, whole) - PLAN_START).days
    return whole + max(part, 0) / 365


def exponential_service(network: Network, name: str, shape: Shape, scale: float) -> str:
    """Add a stage with this duration, one person at a time, one visit each."""
    return network.stage(name, shape.in_minutes(scale))
