"""Work against capacity: load, utilisation, what is needed beside what is offered.

Stages that the same people serve share one load, so load is measured by role; each
stage shows the work it brings to it. Arrays have one row a list that is a role's work
(`Frame.staffed`), or one a role (`Frame.roles`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Lost
from planner.outcomes.board_frame import Frame
from planner.outcomes.counts import Count
from planner.outcomes.lost_sessions import places_of_lost
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.services import minutes_for_others
from planner.outcomes.tally import Tally, Work

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
FIRST_YEAR_WEEKS = 52
GROWING_WEEKS = 52
GROWING_SHARE = 0.05
"""A list that grew by this share of a year's start, over the plan's last year."""


def needed_minutes(tally: Tally, span: str) -> Ints:
    """Booked minutes that people joining in each period need, missed slots included.

    By list: whoever missed an appointment joins again, and needs another.
    """
    frame = tally.frame
    joined = tally.during(Count.JOINED, span)[frame.staffed, 0]
    return np.asarray(joined * frame.slot_minutes[frame.staffed, None])


def by_role(frame: Frame, of_lists: Ints | Floats) -> Floats:
    """Sums over the lists of each role, added in their order."""
    total = np.zeros((len(frame.roles), *of_lists.shape[1:]))
    np.add.at(total, frame.role_of_staffed, of_lists)
    return total


def measure_load(tally: Tally, work: Work, row: MeasureTable) -> None:
    """Add load, utilisation, minutes and WTE, needed and offered, by quarter."""
    frame, quarters = tally.frame, tally.frame.periods.quarters
    of_lists = needed_minutes(tally, "quarter")
    offered = work.offered_minutes("quarter")
    needed = by_role(frame, of_lists)
    # A stage shows the load of the people who serve it, with all their other work.
    everybody = frame.role_of_shown
    row.put("load", needed[everybody], offered[everybody])
    row.put("needed_minutes", np.concatenate([of_lists, needed]))
    row.put("other_minutes", minutes_for_others(tally, "quarter")[0])
    row.put("offered_minutes", offered)
    row.put("utilisation", work.held_minutes("quarter"), offered)
    minutes = frame.wte_minutes[:, None] * quarters.days / 7
    staffed = minutes.all(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        row.put("needed_wte", needed / minutes, present=staffed)
        row.put("offered_wte", offered / minutes, present=staffed)
    sessions = work.sessions("year")
    row.put("sessions_offered", sessions[:, Lost.OFFERED])
    row.put("sessions_lost", sessions[places_of_lost(frame)])


def measure_needs(tally: Tally, work: Work, row: MeasureTable) -> None:
    """Add sessions and WTE a week: offered, to stay level, extra to clear by the date.

    Means of the plan's first year. `extra` comes on top of what staying level takes:
    the day-0 list, less what may wait within the mark, over the weeks to the date.
    """
    frame = tally.frame
    level, extra = _first_year(needed_minutes(tally, "week")), _extra(tally)
    offered = _first_year(work.offered_minutes("week"))
    everybody = frame.role_of_shown
    minutes = {
        "to_stay_level": (np.append(level, by_role(frame, level)), everybody),
        "extra_to_clear": (np.append(extra, by_role(frame, extra)), everybody),
        "offered": (offered, np.arange(len(frame.roles))),
    }
    session, wte = work.session_minutes, frame.wte_minutes
    for what, (amount, role) in minutes.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            sessions, wtes = amount / session[role], amount / wte[role]
        there = session[role] > 0
        row.put(f"sessions_a_week_{what}", sessions[:, None], present=there)
        row.put(f"wte_{what}", wtes[:, None], present=there & (wte[role] != 0))


def _first_year(by_week: Ints) -> Floats:
    return np.asarray(by_week[:, :FIRST_YEAR_WEEKS].mean(axis=1))


def _extra(tally: Tally) -> Floats:
    """Extra minutes a week to clear each list by the date."""
    frame, marks = tally.frame, tally.frame.scenario.marks
    rules = [frame.stages[place] for place in frame.staffed]
    waiting = tally.before(Count.LIST, "week")[frame.staffed, 0, 0]
    joined = _first_year(tally.during(Count.JOINED, "week")[frame.staffed, 0])
    may_wait = joined * marks.cleared_wait_days / 7
    local = frame.scenario.boards[frame.board_id].dna_factor
    missed = [
        min(stage.chance_missed * local.get(frame.lists[place], 1.0), 0.99)
        for stage, place in zip(rules, frame.staffed.tolist(), strict=True)
    ]
    come = 1 - np.array(missed)
    excess = np.maximum(0.0, waiting - may_wait) / come
    slots = frame.slot_minutes[frame.staffed]
    return np.asarray(excess * slots / marks.clear_within_weeks)


def measure_growth(tally: Tally, work: Work, row: MeasureTable) -> None:
    """Add, by stage, whether the list grew over the plan's last year (1) or not (0)."""
    frame = tally.frame
    last = len(frame.periods.weeks) - 1
    waiting = tally.before(Count.LIST, "week")[frame.staffed, 0]
    before, after = waiting[:, max(0, last - GROWING_WEEKS)], waiting[:, last]
    offered = work.offered_minutes("week")[:, -GROWING_WEEKS:].sum(axis=1)
    of_lists = needed_minutes(tally, "week")[:, -GROWING_WEEKS:].sum(axis=1)
    short = by_role(frame, of_lists) > offered
    longer = after > before * (1 + GROWING_SHARE) + 1
    row.put("growing", (longer & short[frame.role_of_staffed])[:, None])
