"""Small scenarios of stages, arrivals and servers, table by table, for tests."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY

PLAN_START = datetime.date(2024, 1, 1)
BOARD = "clinic"
DAY, WEEK = MINUTES_A_DAY, 7 * MINUTES_A_DAY


@dataclass
class Network:
    """Parts of a scenario, gathered; declared numbers follow the order of adding."""

    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrivals: dict[str, dict[str, Any]] = field(default_factory=dict)
    servers: dict[str, dict[str, Any]] = field(default_factory=dict)

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

    def serve(self, activities: Iterable[str], **rules: Any) -> None:
        """Add servers, always open unless the rules say when."""
        number = len(self.servers) + 1
        plain = {"number": number, "activities": [*activities], "role": "nurse"}
        self.servers[f"servers-{number}"] = {**plain, **rules}

    def scenario(self, minutes: float) -> Scenario:
        """The scenario, long enough to hold so many minutes (less than a year)."""
        days = max(7, math.ceil(minutes / DAY) + 1)
        tables = {"arrivals": self.arrivals, "servers": self.servers}
        return Scenario.model_validate(
            {
                "name": "network",
                "plan_start": PLAN_START,
                "years": days / 365,
                "run_on_days": 0,
                "calendar": "none",
                "pathway": {
                    "entry": {"fls": next(iter(self.stages))},
                    "stages": self.stages,
                    "activities": self.activities,
                },
                "boards": {BOARD: {"number": 1, "name": "Clinic", **tables}},
            }
        )
