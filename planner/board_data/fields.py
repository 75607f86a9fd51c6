"""The numbers that a board may type, each with its bounds and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planner.inputs.boards import Board
from planner.inputs.posts import Post
from planner.inputs.provenance import Provenance
from planner.inputs.referrals import (
    fls_referrals_a_week,
    fractures_a_week,
    share_that_comes,
)
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSION_MINUTES, SESSIONS_A_WEEK

GroupName = Literal["staff", "scanner", "referrals", "list"]
ROLE_FIELDS = {
    "nurse_wte": ("nurse", "Nurse specialists"),
    "admin_wte": ("admin", "Administrators"),
    "operator_wte": ("operator", "DXA operators"),
    "reporter_wte": ("reporter", "Reporters of scans"),
}
SESSIONS, SLOTS, KEPT = "sessions_a_week", "slots_a_session", "reserved_slots_a_day"
FLS, OTHER = "fls_referrals_a_week", "other_referrals_a_week"
LIST = "waiting_list_"
STAGES = ("register", "assess", "vet", "scan", "report")
"""Stages that may have a list when a plan begins, as far as the pathway has them."""
MOST_WTE, MOST_REFERRALS, LONGEST_LIST = 100.0, 2000.0, 100_000.0
WEAKEST_FIRST = ("assumption", "derived", "seen")


@dataclass(frozen=True)
class Field:
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
    """What the plan holds now."""
    source: str
    confidence: str
    group: GroupName

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.step == 1


def fields(scenario: Scenario, board: str) -> list[Field]:
    """Every number of a board that may be typed, group by group.

    Raises
    ------
    KeyError: if there is no such board
    """
    parts = (_staff, _scanners, _referrals, _lists)
    return [field for part in parts for field in part(scenario, board)]


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
    """The board on the plan's first day, dated decisions included."""
    return scenario.periods[0][1].boards[board_id]


def _origin(scenario: Scenario, keys: list[str]) -> tuple[str, str]:
    """Sources of these numbers, and the weakest confidence among them."""
    known = [scenario.provenance[key] for key in keys if key in scenario.provenance]
    known = known or [Provenance(None, source="not in the plan's files")]
    weakest = min((p.confidence for p in known), key=WEAKEST_FIRST.index)
    return "; ".join(dict.fromkeys(p.source for p in known)), weakest


def _staff(scenario: Scenario, board: str) -> Iterator[Field]:
    for field, (role, title) in ROLE_FIELDS.items():
        if role not in scenario.roles:
            continue
        posts = posts_of(scenario, board, role)
        keys = [f"boards.{board}.posts.{name}.wte" for name in posts]
        yield Field(
            field,
            title,
            "In post on the plan's first day, all posts together.",
            "WTE",
            *(0.0, MOST_WTE, 0.1),
            _tidy(sum(post.filled for post in posts.values())),
            *_origin(scenario, keys),
            "staff",
        )


def _scanners(scenario: Scenario, board: str) -> Iterator[Field]:
    if "operator" not in scenario.roles or not scenario.pathway.scan_activities:
        return
    scanners = scanners_of(scenario, board)
    first = next(iter(scanners.values()), None)
    minutes = slot_minutes(scenario, board)
    weekly = _tidy(sum(s.sessions_a_week for s in scanners.values()))
    most = float(SESSIONS_A_WEEK * max(1, len(scanners)))
    slots = float(SESSION_MINUTES // minutes)
    kept = first.reserved_slots_a_day if first else 0.0
    rows: tuple[tuple[str, str, str, str, tuple[float, float, float], float], ...] = (
        (SESSIONS, "Scanner sessions", "Half days a week, all scanners together.",
         "sessions a week", (0.0, most, 0.5), weekly),
        (SLOTS, "Appointments in a session",
         f"At {minutes} minutes each; an operator's half day has {SESSION_MINUTES}.",
         "slots", (1.0, slots, 1.0), float(first.slots_a_session if first else 8)),
        (KEPT, "Appointments kept for the FLS",
         "On each scanning day of each scanner; 1.5 is one and two in turn.",
         "slots a day", (0.0, 2 * slots, 0.05), kept),
    )  # fmt: skip
    for field, title, text, unit, bounds, value in rows:
        keys = [f"boards.{board}.scanners.{name}.{field}" for name in scanners]
        origin = _origin(scenario, keys)
        yield Field(field, title, text, unit, *bounds, value, *origin, "scanner")


def slot_minutes(scenario: Scenario, board: str) -> int:
    """Length of an appointment on a board's scanners, or the pathway's."""
    scanners = scanners_of(scenario, board).values()
    stages = scenario.pathway.stages.values()
    planned = [stage.slot_minutes for stage in stages if stage.milestone == "scan"]
    return max([s.slot_minutes for s in scanners] or planned or [25])


def _referrals(scenario: Scenario, board: str) -> Iterator[Field]:
    if own := fls_referrals_a_week(scenario, board, board):
        yield _fls(scenario, board, own)
    other = board_today(scenario, board).demand.other
    keys = [f"boards.{board}.demand.other.{name}.referrals_a_week" for name in other]
    yield Field(
        OTHER,
        "Other DXA referrals",
        "Sent in a mean week, before vetting.",
        "people a week",
        *(0.0, MOST_REFERRALS, 0.1),
        _tidy(sum(item.referrals_a_week for item in other.values())),
        *_origin(scenario, keys),
        "referrals",
    )


def _fls(scenario: Scenario, board: str, own: float) -> Field:
    demand = f"boards.{board}.demand"
    keys = [f"{demand}.identified.{kind}" for kind in ("hip", "spine", "other")]
    guests = guests_a_week(scenario, board)
    text = "People with a fracture whom case finding adds in a mean week"
    text += f"; {guests:.1f} of them live with another board." if guests else "."
    own_share = share_that_comes(scenario, board, board)
    every = fractures_a_week(scenario, board) * own_share + guests
    return Field(
        FLS,
        "FLS referrals",
        text,
        "people a week",
        *(0.0, _tidy(every, 1), 0.1),
        _tidy(own + guests, 1),
        *_origin(scenario, [f"{demand}.fractures_a_year", *keys]),
        "referrals",
    )


def guests_a_week(scenario: Scenario, board: str) -> float:
    """FLS referrals a week of people who live with another board."""
    return sum(
        fls_referrals_a_week(scenario, other, board)
        for other in scenario.boards
        if other != board
    )


def _lists(scenario: Scenario, board: str) -> Iterator[Field]:
    served = scenario.pathway.served_stages()
    for name in STAGES:
        if name not in served:
            continue
        waiting = scenario.boards[board].waiting_list.get(name)
        title = scenario.pathway.stages[name].title or name
        key = f"boards.{board}.waiting_list.{name}.count"
        yield Field(
            LIST + name,
            f"Waiting for {_inside(title)}",
            "People on the list on the morning of the plan's first day.",
            "people",
            *(0.0, LONGEST_LIST, 1.0),
            float(waiting.count if waiting else 0),
            *_origin(scenario, [key]),
            "list",
        )


def _inside(title: str) -> str:
    """A title as it stands inside a sentence; abbreviations keep their capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _tidy(number: float, digits: int = 6) -> float:
    """A sum without the dust of binary fractions."""
    return round(float(number), digits)
