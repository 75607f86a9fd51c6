"""One number that a board may type, and what the plan holds on its first day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from planner.board_data.parse_number import NumberRule
from planner.errors import Problem
from planner.inputs.boards import Board, official_name
from planner.inputs.posts import Post
from planner.inputs.provenance import Provenance
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.locale import _

GroupName = Literal["staff", "scanner", "referrals", "list"]
WEAKEST_FIRST = ("assumption", "derived", "seen")


@dataclass(frozen=True)
class NumberField:
    """One number that a board may type."""

    id: str
    """Key of the number in what was typed."""
    title: str
    help: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    """Value in the plan now."""
    source: str
    confidence: str
    group: GroupName

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.step == 1

    @property
    def rule(self) -> NumberRule:
        """The rule for what is typed."""
        return NumberRule(
            unit=self.unit,
            whole=self.whole,
            low=self.low,
            high=self.high,
            present=self.value,
        )


def posts_of(scenario: Scenario, board_id: str, role: str) -> dict[str, Post]:
    """Posts of a role that are there on the plan's first day, by id."""
    day = scenario.plan_start
    return {
        name: post
        for name, post in board_today(scenario, board_id).posts.items()
        if post.role == role
        and (post.start is None or post.start <= day)
        and (post.end is None or post.end >= day)
    }


def scanners_of(scenario: Scenario, board_id: str) -> dict[str, Scanner]:
    """Scanners that are there on the plan's first day, by id, in order of number."""
    found = board_today(scenario, board_id).scanners
    there = {
        name: scanner
        for name, scanner in found.items()
        if scanner.start is None or scanner.start <= scenario.plan_start
    }
    return dict(sorted(there.items(), key=lambda item: item[1].number))


def board_today(scenario: Scenario, board_id: str) -> Board:
    """The board on the plan's first day, dated changes included."""
    return scenario.periods[0][1].boards[board_id]


def origin(scenario: Scenario, keys: list[str]) -> tuple[str, str]:
    """Sources of these numbers, and the weakest confidence among them."""
    known = [scenario.provenance[key] for key in keys if key in scenario.provenance]
    known = known or [Provenance(None, source=_("not in the plan's files"))]
    weakest = min((p.confidence for p in known), key=WEAKEST_FIRST.index)
    return "; ".join(dict.fromkeys(p.source for p in known)), weakest


def scans_here(scenario: Scenario) -> bool:
    """Whether a scenario has people who scan, and work for them."""
    return "operator" in scenario.roles and bool(scenario.pathway.scan_activities)


def scanner_field(
    scenario: Scenario, board_id: str, tail: str, *, low: float = 0.0, **about: Any
) -> NumberField:
    """A field about a board's scanners together.

    Parameters
    ----------
    tail : key of each scanner whose source and confidence the field shows
    about : the other attributes of the field
    """
    here = f"boards.{board_id}.scanners"
    keys = [f"{here}.{name}.{tail}" for name in scanners_of(scenario, board_id)]
    source, confidence = origin(scenario, keys)
    return NumberField(
        **about, low=low, source=source, confidence=confidence, group="scanner"
    )


def slot_minutes(scenario: Scenario, board: str) -> int:
    """Length of an appointment on a board's scanners, or the pathway's."""
    scanners = scanners_of(scenario, board).values()
    stages = scenario.pathway.stages.values()
    planned = [stage.slot_minutes for stage in stages if stage.milestone == "scan"]
    return max([s.slot_minutes for s in scanners] or planned or [25])


@dataclass(frozen=True)
class TypedNumbers:
    """Numbers of one board that differ from the plan's."""

    scenario: Scenario
    board_id: str
    known: Mapping[str, NumberField]
    numbers: Mapping[str, float]
    """By field."""

    @property
    def board(self) -> Board:
        """The board as the plan has it."""
        return self.scenario.boards[self.board_id]

    def key(self, tail: str) -> str:
        """Dotted key of something of this board."""
        return f"boards.{self.board_id}.{tail}"

    def problem(self, field: str, rule: str, hint: str = "") -> Problem:
        """A problem with one field."""
        value = f"{self.numbers[field]:g}"
        return Problem(official_name(self.board), rule, field, value, hint)
