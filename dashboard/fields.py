"""The fields of a board's own numbers, made from what the planner knows of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import planner
from dashboard.locale import name_of
from planner.inputs.provenance import unit_at
from planner.inputs.scenario import Scenario

STAFF, SCANNER, REFERRALS, LIST = "staff", "scanner", "referrals", "list"


@dataclass(frozen=True)
class Field:
    """One number a board may type.

    Attributes
    ----------
    key : dotted key of the parameter
    now : what the plan holds
    """

    key: str
    group: str
    label: str
    now: float
    unit: str = ""
    confidence: str = ""

    @property
    def stage(self) -> str:
        """The stage whose list a field counts."""
        return self.key.split(".")[-2]


def board_fields(scenario: planner.Scenario, board_id: str) -> list[Field]:
    """Every number of a board that can be typed, group by group."""
    start = f"boards.{board_id}"
    return [
        _described(scenario, f"{start}.{tail}", group, label, now)
        for tail, group, label, now in _wanted(scenario.boards[board_id])
    ]


def _wanted(board: planner.Board) -> Iterator[tuple[str, str, str, float]]:
    for post_id, post in board.posts.items():
        title = f"{name_of('roles', post.role)} ({post_id}, {post.band})"
        yield f"posts.{post_id}.wte", STAFF, title, post.wte
    for scanner_id, scanner in board.scanners.items():
        title = name_of("roles", scanner_id)
        yield (
            f"scanners.{scanner_id}.sessions_a_week",
            SCANNER,
            title,
            scanner.sessions_a_week,
        )
    for stage, waiting in board.waiting_list.items():
        yield (
            f"waiting_list.{stage}.count",
            LIST,
            name_of("stages", stage),
            waiting.count,
        )


def _described(
    scenario: planner.Scenario, key: str, group: str, label: str, now: float
) -> Field:
    origin = scenario.provenance.get(key)
    unit = unit_at(Scenario, tuple(key.split("."))) or ""
    return Field(key, group, label, now, unit, origin.confidence if origin else "")
