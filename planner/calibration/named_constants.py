"""Constants by name: the value of each in a scenario, and the keys that set it.

A name is one of the known ones, or the dotted key of any number of the scenario.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from statistics import fmean
from typing import Any, NamedTuple

from planner.errors import Problem, ScenarioError
from planner.inputs.changes import ChangeInForce, read_key
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSION_MINUTES
from planner.locale import _, gettext_noop

Point = Mapping[str, float]
Keys = dict[str, Any]
"""Dotted keys of a scenario, and their values."""
THOUSAND = 1000.0
NEEDS_DXA = "pathway.attributes.needs_dxa.share"
REACHED = "pathway.attributes.reached.share"
ASSESSMENT_MINUTES = "pathway.stages.assess.slot_minutes"


class NamedConstant(NamedTuple):
    """A constant that several keys share, or that needs more than a key."""

    title: str
    unit: str
    value: Callable[[Scenario, str], float | None]
    """Its value in a scenario, for one board; None where it has no such thing."""
    keys: Callable[[Scenario, str, float], Keys]
    whole: bool = False
    highest: float = float("inf")


def _reserved_slots(scenario: Scenario, board_id: str) -> float | None:
    scanners = scenario.boards[board_id].scanners.values()
    return fmean(s.reserved_slots_a_day for s in scanners) if scanners else None


def _set_reserved_slots(scenario: Scenario, board_id: str, value: float) -> Keys:
    return {
        f"boards.{board_id}.scanners.{name}.reserved_slots_a_day": value
        for name in scenario.boards[board_id].scanners
    }


def _other_referrals(scenario: Scenario, board_id: str) -> float | None:
    other = scenario.boards[board_id].demand.other.values()
    return sum(each.referrals_a_week for each in other) or None


def _set_other_referrals(scenario: Scenario, board_id: str, value: float) -> Keys:
    """Keys of all other referrals, shared between their sources as they are now."""
    other = scenario.boards[board_id].demand.other
    now = sum(each.referrals_a_week for each in other.values())
    place = f"boards.{board_id}.demand.other"
    return {
        f"{place}.{name}.referrals_a_week": round(
            value * each.referrals_a_week / now, 2
        )
        for name, each in other.items()
    }


def _starting_list(scenario: Scenario, board_id: str) -> float | None:
    waiting = scenario.boards[board_id].waiting_list.get("scan")
    return None if waiting is None else float(waiting.count)


def _set_starting_list(_: Scenario, board_id: str, value: float) -> Keys:
    return {f"boards.{board_id}.waiting_list.scan.count": round(value)}


def _first_change(scenario: Scenario, board_id: str) -> float | None:
    dated = scanning_changes(scenario, board_id)
    return float((dated[0].start - scenario.plan_start).days) if dated else None


def _set_first_change(scenario: Scenario, board_id: str, value: float) -> Keys:
    """All dated changes, the board's first one to scanning days begun on this day."""
    date = scenario.plan_start + datetime.timedelta(days=round(value))
    ours = scanning_changes(scenario, board_id)
    if not ours:
        rule = _("{board} has a dated change to its scanner sessions", board=board_id)
        hint = _("add a change of its sessions_a_week, or fit another constant")
        raise ScenarioError(Problem(scenario.name, rule, key="changes", hint=hint))
    first = ours[0]
    moved = first.model_copy(update={"start": min(date, first.until or date)})
    changes = [moved if change is first else change for change in scenario.changes]
    return {"changes": [change.model_dump() for change in changes]}


def scanning_changes(scenario: Scenario, board_id: str) -> tuple[ChangeInForce, ...]:
    """Dated changes to a board's scanner sessions, in order of date."""
    start = f"boards.{board_id}.scanners."
    found = (
        change
        for change in scenario.changes
        if any(
            k.startswith(start) and k.endswith("sessions_a_week") for k in change.values
        )
    )
    return tuple(sorted(found, key=lambda change: change.start))


def _scans_a_session(scenario: Scenario, board_id: str) -> float | None:
    scanners = scenario.boards[board_id].scanners.values()
    return float(next(iter(scanners)).slots_a_session) if scanners else None


def _set_scans_a_session(scenario: Scenario, board_id: str, value: float) -> Keys:
    """Keys that put so many slots into a half day, shortened where they must be."""
    slots = round(value)
    usual = scenario.pathway.stages["scan"].slot_minutes
    minutes = min(SESSION_MINUTES // slots, usual)
    keys: Keys = {"pathway.stages.scan.slot_minutes": minutes}
    for name in scenario.boards[board_id].scanners:
        keys[f"boards.{board_id}.scanners.{name}.slots_a_session"] = slots
        keys[f"boards.{board_id}.scanners.{name}.slot_minutes"] = minutes
    return keys


def _nurse_wte(scenario: Scenario, board_id: str) -> float | None:
    posts = scenario.boards[board_id].posts.values()
    return 1.0 if any(post.role == "nurse" for post in posts) else None


def _set_nurse_wte(scenario: Scenario, board_id: str, value: float) -> Keys:
    return {
        f"boards.{board_id}.posts.{post_id}.wte": round(post.wte * value, 3)
        for post_id, post in scenario.boards[board_id].posts.items()
        if post.role == "nurse"
    }


def _nurse_minutes(scenario: Scenario, _: str) -> float | None:
    stage = scenario.pathway.stages.get("assess")
    return None if stage is None else float(stage.slot_minutes)


def _needs_dxa(scenario: Scenario, _: str) -> float | None:
    attribute = scenario.pathway.attributes.get("needs_dxa")
    return None if attribute is None else attribute.share


def _lost(scenario: Scenario, _: str) -> float | None:
    attribute = scenario.pathway.attributes.get("reached")
    return None if attribute is None else 1 - attribute.share


NAMED: Mapping[str, NamedConstant] = {
    "reserved_slots": NamedConstant(
        gettext_noop("Reserved FLS slots a scanning day"), "slots a day",
        _reserved_slots, _set_reserved_slots,
    ),
    "other_referrals": NamedConstant(
        gettext_noop("Other DXA referrals before vetting"), "people a week",
        _other_referrals, _set_other_referrals,
    ),
    "starting_list": NamedConstant(
        gettext_noop("DXA list on the first day"), "people",
        _starting_list, _set_starting_list, whole=True,
    ),
    "first_change": NamedConstant(
        gettext_noop("First change to scanning days"),
        gettext_noop("days after the start"),
        _first_change, _set_first_change, whole=True,
    ),
    "scans_a_session": NamedConstant(
        gettext_noop("Scans a half-day session"), "slots",
        _scans_a_session, _set_scans_a_session, whole=True,
    ),
    "nurse_wte": NamedConstant(
        gettext_noop("Nurse WTE, times the scenario's"), gettext_noop("ratio"),
        _nurse_wte, _set_nurse_wte,
    ),
    "nurse_minutes": NamedConstant(
        gettext_noop("Minutes of one nurse assessment"), "minutes", _nurse_minutes,
        lambda _, __, value: {ASSESSMENT_MINUTES: round(value)}, whole=True,
    ),
    "needs_dxa": NamedConstant(
        gettext_noop("Share of those assessed who need a DXA"), "share", _needs_dxa,
        lambda _, __, value: {NEEDS_DXA: value}, highest=1.0,
    ),
    "lost": NamedConstant(
        gettext_noop("Share lost before assessment"), "share", _lost,
        lambda _, __, value: {REACHED: round(1 - value, 4)}, highest=1.0,
    ),
}  # fmt: skip


def value_now(scenario: Scenario, board_id: str, name: str) -> float:
    """Value of a constant in the scenario; not a number where there is none."""
    if name in NAMED:
        value = NAMED[name].value(scenario, board_id)
        return float("nan") if value is None else float(value)
    found = read_key(scenario.model_dump(), name)
    plain = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if plain else float("nan")


def keys_at(
    scenario: Scenario,
    boards: Iterable[str],
    point: Point,
    *,
    per_1000_fractures: bool = False,
) -> Keys:
    """Dotted keys and values by which a point changes boards.

    Parameters
    ----------
    per_1000_fractures : whether amounts grow with a board's expected fractures; boards
        without a scanner are then left as they are
    """
    keys: Keys = {}
    for board_id in boards:
        own = _by_caseload(scenario, board_id, point) if per_1000_fractures else point
        for name, value in own.items():
            if name in NAMED:
                keys |= NAMED[name].keys(scenario, board_id, value)
            else:
                keys[name] = round(value) if is_whole(scenario, name) else float(value)
    return keys


def _by_caseload(scenario: Scenario, board_id: str, point: Point) -> Point:
    """The amounts of a board with its own expected fractures.

    Slots are then so many a week, and are spread over the scanning days.
    """
    board = scenario.boards[board_id]
    if not board.scanners:
        return {}
    size = board.demand.fractures_a_year / THOUSAND
    days = sum(-(-scanner.sessions_a_week // 2) for scanner in board.scanners.values())
    amounts = {"reserved_slots": (days, 2), "other_referrals": (1, 1),
               "starting_list": (1, 0)}  # fmt: skip
    own = dict(point)
    for name in own.keys() & amounts.keys():
        divisor, digits = amounts[name]
        own[name] = round(own[name] * size / divisor, digits)
    return own


def is_whole(scenario: Scenario, key: str) -> bool:
    """Whether a number of the scenario is a whole one."""
    return isinstance(read_key(scenario.model_dump(), key), int)
