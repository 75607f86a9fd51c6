"""A board whose posts a test writes, and what it reads off them."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota, SessionKind
from planner.capacity.workforce import Ledger, ledgers
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"
SESSION, BLOCK = 225, 364
START = datetime.date(2026, 4, 1)
NURSE: dict[str, Any] = {"number": 90, "role": "nurse", "band": "6", "wte": 1.0}
LEARNER: dict[str, Any] = {"number": 91, "role": "operator", "band": "5", "wte": 1.0}


@lru_cache
def plain(years: float = 2.0) -> Scenario:
    """Swansea Bay without dated decisions, for so many years."""
    scenario = load_scenario().without_changes(("roll-out-2024",))
    return scenario.with_values({"years": years, "run_on_days": 0})


def with_post(years: float = 2.0, name: str = "trial", **post: Any) -> Scenario:
    """The same with a nurse's post that is said to be so."""
    whole = {**(LEARNER if post.get("role") == "operator" else NURSE), **post}
    return plain(years).with_values({f"{HERE}.posts.{name}": whole})


def rota_of(scenario: Scenario, number: int = 90, seed: int = 1) -> Rota:
    """Sessions of one post."""
    rota = offer_rota(scenario, seed, 0, [BOARD])
    return rota.take((rota.kind == SessionKind.POST) & (rota.unit == number))


def ledger_of(scenario: Scenario, name: str = "trial", seed: int = 1) -> Ledger:
    """Where the minutes of one post go."""
    (found,) = [x for x in ledgers(scenario, seed, 0, BOARD) if x.post_id == name]
    return found


def day(date: str) -> int:
    """Day of the plan of a date."""
    return (datetime.date.fromisoformat(date) - START).days
