"""Constants by name: what each one is now, what it sets, and the box it is sought in.

A name is one of the known ones, or the dotted key of any number of the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any, NamedTuple

from planner.calibration.bottleneck_ranges import keys_of_range
from planner.calibration.constants import (
    Constant,
    Point,
    constants_of,
    keys_of_board,
    scanning_changes,
)
from planner.inputs.changes import read_key
from planner.inputs.scenario import Scenario

Now = Callable[[Scenario, str], float | None]


class Named(NamedTuple):
    """A constant that several keys of a board share."""

    title: str
    unit: str
    now: Now
    """Its value in a scenario, for one board; None where it has no such thing."""
    whole: bool = False
    highest: float = float("inf")


def _reserved_slots(scenario: Scenario, board_id: str) -> float | None:
    scanners = scenario.boards[board_id].scanners.values()
    return fmean(s.reserved_slots_a_day for s in scanners) if scanners else None


def _other_referrals(scenario: Scenario, board_id: str) -> float | None:
    other = scenario.boards[board_id].demand.other.values()
    return sum(each.referrals_a_week for each in other) or None


def _starting_list(scenario: Scenario, board_id: str) -> float | None:
    waiting = scenario.boards[board_id].waiting_list.get("scan")
    return None if waiting is None else float(waiting.count)


def _first_change(scenario: Scenario, board_id: str) -> float | None:
    dated = scanning_changes(scenario, board_id)
    return float((dated[0].start - scenario.plan_start).days) if dated else None


def _scans_a_session(scenario: Scenario, board_id: str) -> float | None:
    scanners = scenario.boards[board_id].scanners.values()
    return float(next(iter(scanners)).slots_a_session) if scanners else None


def _nurse_wte(scenario: Scenario, board_id: str) -> float | None:
    posts = scenario.boards[board_id].posts.values()
    return 1.0 if any(post.role == "nurse" for post in posts) else None


def _needs_dxa(scenario: Scenario, _: str) -> float | None:
    attribute = scenario.pathway.attributes.get("needs_dxa")
    return None if attribute is None else attribute.share


def _lost(scenario: Scenario, _: str) -> float | None:
    attribute = scenario.pathway.attributes.get("reached")
    return None if attribute is None else 1 - attribute.share


NAMED: Mapping[str, Named] = {
    "reserved_slots": Named(
        "Reserved FLS slots a scanning day", "slots a day", _reserved_slots
    ),
    "other_referrals": Named(
        "Other DXA referrals before vetting", "people a week", _other_referrals
    ),
    "starting_list": Named(
        "DXA list on the first day", "people", _starting_list, whole=True
    ),
    "first_change": Named(
        "First change to scanning days", "days after the start", _first_change,
        whole=True,
    ),
    "scans_a_session": Named(
        "Scans a half-day session", "slots", _scans_a_session, whole=True
    ),
    "nurse_wte": Named("Nurse WTE, times the scenario's", "ratio", _nurse_wte),
    "needs_dxa": Named(
        "Share of those assessed who need a DXA", "share", _needs_dxa, highest=1.0
    ),
    "lost": Named("Share lost before assessment", "share", _lost, highest=1.0),
}  # fmt: skip
OF_BOARD = ("reserved_slots", "other_referrals", "starting_list", "first_change",
            "scans_a_session")  # fmt: skip


def value_now(scenario: Scenario, board_id: str, name: str) -> float:
    """Value of a constant in the scenario; not a number where there is none."""
    if name in NAMED:
        value = NAMED[name].now(scenario, board_id)
        return float("nan") if value is None else float(value)
    found = read_key(scenario.model_dump(), name)
    plain = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if plain else float("nan")


def keys_at(scenario: Scenario, board_id: str, point: Point) -> dict[str, Any]:
    """Dotted keys and values by which a point changes a board."""
    keys = keys_of_board(scenario, board_id, point)
    for name, value in point.items():
        if name in NAMED and name not in OF_BOARD:
            keys |= keys_of_range(scenario, name, value)
        elif name not in NAMED:
            keys[name] = round(value) if _is_whole(scenario, name) else float(value)
    return keys


def _is_whole(scenario: Scenario, key: str) -> bool:
    return isinstance(read_key(scenario.model_dump(), key), int)


def constant_named(
    scenario: Scenario, board_id: str, name: str, box: tuple[float, float] | None
) -> Constant | None:
    """The constant, fitted within this box or the usual one; None without a box.

    The usual box is that of the tables; else the ends that the scenario's file gives;
    else half to twice the value there.
    """
    shipped = {c.id: c for c in (*constants_of("binding"), *constants_of(board_id))}
    known = shipped.get(name)
    box = (
        box or (known and (known.low, known.high)) or _around(scenario, board_id, name)
    )
    if box is None:
        return None
    title, unit, whole = _described(scenario, name)
    return Constant(
        id=name,
        name=title,
        use="fitted",
        low=box[0],
        high=box[1],
        step=known.step if known and known.step > 0 else _step(*box, whole=whole),
        unit=unit,
    )


def _described(scenario: Scenario, name: str) -> tuple[str, str, bool]:
    if name in NAMED:
        return NAMED[name].title, NAMED[name].unit, NAMED[name].whole
    owner = scenario.provenance.get(name)
    return name, owner.unit if owner else "", _is_whole(scenario, name)


def _around(scenario: Scenario, board_id: str, name: str) -> tuple[float, float] | None:
    now = value_now(scenario, board_id, name)
    owner = scenario.provenance.get(name)
    if owner and owner.low is not None and owner.high is not None:
        return owner.low, owner.high
    # A date has no half and no double.
    if not now > 0 or name == "first_change":
        return None
    highest = NAMED[name].highest if name in NAMED else float("inf")
    return now / 2, min(2 * now, highest)


def _step(low: float, high: float, *, whole: bool) -> float:
    """About a two-hundredth of the box, as people write steps.

    >>> _step(1.5, 3.0, whole=False), _step(400, 1100, whole=True)
    (0.005, 2.0)
    """
    rough = (high - low) / 200
    power = 10.0 ** int(f"{rough:e}".split("e")[1])
    step = next(n * power for n in (10, 5, 2, 1) if n * power <= rough * 1.0000001)
    return float(max(1, round(step))) if whole else float(f"{step:.12g}")
