"""Changes, posts and units that cannot do anything in a plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from planner.inputs.changes import AlteredInput, ChangeInForce, Price
from planner.inputs.neighbours import sent_elsewhere
from planner.inputs.scenario import Scenario
from planner.locale import _


class Reason(Enum):
    """Why a part of a plan has no effect."""

    BEGINS_LATE = auto()
    """A change begins after the plan."""
    RUN_ON = auto()
    """A change begins after the plan, while those under way are followed."""
    ENDS_EARLY = auto()
    """A change ends before the plan."""
    ENTERS_LATE = auto()
    """A post, scanner or event begins after the plan."""
    NO_PATIENTS = auto()
    """A board has capacity and no patients."""
    SAME_INPUTS = auto()
    """An option has every input of its baseline."""


@dataclass(frozen=True)
class NoEffect:
    """One part of a plan that changes no result."""

    reason: Reason
    part: str
    """Name of a change, key of an input, id of a board, or name of a baseline."""
    date: datetime.date | None = None
    offered: tuple[str, ...] = ()
    """Posts, scanners, sessions and mobile units of a board without patients."""

    @property
    def board(self) -> str:
        """Id of the only board that it is about; empty for the plan."""
        if self.reason is Reason.NO_PATIENTS:
            return self.part
        place, _dot, key = self.part.partition(".")
        late = self.reason is Reason.ENTERS_LATE and place == "boards"
        return key.partition(".")[0] if late else ""


def without_effect(
    scenario: Scenario, baseline: Scenario | None = None
) -> list[NoEffect]:
    """Parts of a scenario that change nothing; those of its baseline are left out.

    Parameters
    ----------
    baseline : the scenario that an option was applied to; None: there is none
    """
    late = [*_outside_the_plan(scenario), *_late_entries(scenario)]
    found = [*dict.fromkeys(late), *_without_patients(scenario)]
    if baseline is None:
        return found
    known = without_effect(baseline)
    found = [each for each in found if each not in known]
    if not found and same_inputs(scenario, baseline):
        found.append(NoEffect(Reason.SAME_INPUTS, baseline.title or baseline.name))
    return found


def last_day(scenario: Scenario) -> datetime.date:
    """Last day of the plan."""
    return scenario.plan_start + datetime.timedelta(days=scenario.plan_days - 1)


def _last_followed(scenario: Scenario) -> datetime.date:
    """Last day of the run-on, in which those under way at the end are followed."""
    return scenario.plan_start + datetime.timedelta(days=scenario.horizon_days - 1)


def _outside_the_plan(scenario: Scenario) -> Iterator[NoEffect]:
    """Changes in force on no day of the plan."""
    for change in scenario.changes:
        if _begins_late(scenario, change):
            yield NoEffect(Reason.BEGINS_LATE, change.name, change.start)
        elif change.start > last_day(scenario):
            yield NoEffect(Reason.RUN_ON, change.name, change.start)
        elif change.until and change.until < scenario.plan_start:
            yield NoEffect(Reason.ENDS_EARLY, change.name, change.until)


def _begins_late(scenario: Scenario, change: ChangeInForce | AlteredInput) -> bool:
    return change.start is not None and change.start > _last_followed(scenario)


def _late_entries(scenario: Scenario) -> Iterator[NoEffect]:
    """Posts, scanners and events whose own date is after the plan."""
    for altered in scenario.applied:
        if _begins_late(scenario, altered) or not isinstance(altered.after, Mapping):
            continue
        begins = altered.after.get("start", altered.after.get("date"))
        if isinstance(begins, datetime.date) and begins > _last_followed(scenario):
            yield NoEffect(Reason.ENTERS_LATE, altered.key, begins)


def _without_patients(scenario: Scenario) -> Iterator[NoEffect]:
    """Boards with staff, scanners or visits of a mobile unit to which nobody comes."""
    with_patients = boards_with_patients(scenario)
    offers: dict[str, dict[str, None]] = {}
    for _day, here in scenario.periods:
        for name, board in here.boards.items():
            found = [_("post {name}", name=post) for post in board.posts]
            found += [_("scanner {name}", name=one) for one in board.scanners]
            sessions = (*board.servers, *board.temporary)
            found += [_("sessions {name}", name=one) for one in sessions]
            bought = board.scanned_elsewhere
            found += [_("scans elsewhere {name}", name=one) for one in bought]
            units = here.mobile_units.items()
            found += [
                _("mobile unit {name}", name=key)
                for key, u in units
                if name in u.visits
            ]
            offers.setdefault(name, {}).update(dict.fromkeys(found))
    for name, offered in offers.items():
        if offered and name not in with_patients:
            yield NoEffect(Reason.NO_PATIENTS, name, offered=tuple(offered))


def boards_with_patients(scenario: Scenario) -> frozenset[str]:
    """Boards to which somebody comes or is sent at some time."""
    found: set[str] = set()
    for _day, here in scenario.periods:
        for name, board in here.boards.items():
            counts: list[float] = [
                waiting.count for waiting in board.waiting_list.values()
            ]
            counts += [s.referrals_a_week for s in board.demand.other.values()]
            if any([*counts, board.diary, board.arrivals, board.demand.bursts]):
                found.add(name)
            found |= here.places_of(name)
        found |= {sent.to for sent in sent_elsewhere(here) if sent.share}
        # Sessions of every board of a pool serve the one list.
        found.update(board for pool in here.pools.values() for board in pool.boards)
    return frozenset(found)


def same_inputs(scenario: Scenario, other: Scenario) -> bool:
    """Whether every input on every day, and every price, is that of another plan."""
    prices, others = (
        {change.price for change in plan.changes if change.price != Price()}
        for plan in (scenario, other)
    )
    return prices == others and _values_of(scenario) == _values_of(other)


def _values_of(scenario: Scenario) -> list[tuple[int, str]]:
    """First day and values of each period that differs from the one before."""
    apart = {"name", "title", "changes"}
    found: list[tuple[int, str]] = []
    for day, here in scenario.periods:
        text = here.model_dump_json(exclude=apart)
        if not found or found[-1][1] != text:
            found.append((day, text))
    return found
