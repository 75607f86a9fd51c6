"""Capacity that is offered: minutes a day of sessions that offer the same work.

The rota is the simulation's own, with all its rules. Absence and breakdowns are drawn
in it, so that the mean of a few rotas stands for what is expected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota, SessionKind
from planner.formula.same_inputs import LastFew, in_periods
from planner.inputs.pathway import Pathway
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ROTAS = 3
"""Rotas that the mean is taken of."""
SEED = 1
NO_SESSIONS = (SessionKind.CHECKS, SessionKind.EXTENDED_HOURS)
"""Rows of the rota that are priced, and see nobody."""
OF_DEMAND = frozenset(
    (
        "demand", "waiting_list", "diary", "validations", "attributes", "choices",
        "minutes_factor", "dna_factor", "arrivals", "days_before_list",
    )
)  # fmt: skip
"""Fields of a board that its rota does not hang on."""


@dataclass(frozen=True)
class OfferedSessions:
    """Sessions of one provider that offer the same activities to the same lists.

    Attributes
    ----------
    role : position in ROLES
    minutes : open to patients, by day of the plan
    paid : minutes paid for or planned, by day
    """

    provider: int
    role: int
    activities: tuple[int, ...]
    lists: tuple[int, ...]
    minutes: Floats
    paid: Floats


def offered_capacity(scenario: Scenario) -> tuple[OfferedSessions, ...]:
    """Capacity of every provider, in the order in which its sessions take people."""
    return tuple(
        sessions
        for board_id in sorted(scenario.boards)
        for sessions in _of_board(scenario, board_id)
    )


_CACHED: LastFew[tuple[OfferedSessions, ...]] = LastFew(64)


def _of_board(scenario: Scenario, board_id: str) -> tuple[OfferedSessions, ...]:
    """The same of one board, taken again where nothing about its rota differs."""
    inputs = in_periods(scenario, lambda here: _inputs(here, board_id))
    return _CACHED.get_or_make(
        (board_id, scenario.horizon_days),
        (scenario.plan_start, inputs),
        lambda: tuple(_mean_of_rotas(scenario, board_id)),
    )


def _inputs(here: Scenario, board_id: str) -> tuple[object, ...]:
    board = here.boards[board_id]
    offered = {
        name: getattr(board, name)
        for name in type(board).model_fields
        if name not in OF_DEMAND
    }
    shared = (here.roles, here.courses, here.pools, here.mobile_units, here.calendar)
    return (offered, here.pathway, *shared)


Offer = tuple[int, int, int, tuple[int, ...], tuple[int, ...]]
"""Reserved slots first, provider, role, activities and lists of sessions."""


def _mean_of_rotas(scenario: Scenario, board_id: str) -> list[OfferedSessions]:
    days, total = scenario.horizon_days, dict[Offer, Floats]()
    smallest = _smallest_slots(scenario.pathway)
    for replication in range(ROTAS):
        rota = offer_rota(scenario, SEED, replication, [board_id])
        for key, minutes, paid in _by_offer(rota, smallest, days):
            sums = total.setdefault(key, np.zeros((2, days)))
            sums += np.stack([minutes, paid]) / ROTAS
    # Reserved slots stand before the open list of the same scanner.
    return [
        OfferedSessions(
            provider, role, activities, lists, minutes=sums[0], paid=sums[1]
        )
        for (_, provider, role, activities, lists), sums in sorted(total.items())
    ]


def _by_offer(
    rota: Rota, smallest: dict[int, int], days: int
) -> list[
    tuple[tuple[int, int, int, tuple[int, ...], tuple[int, ...]], Floats, Floats]
]:
    """Minutes by day of each kind of session that is met in a rota."""
    keep = ~np.isin(rota.kind, NO_SESSIONS)
    reserved = np.where(rota.kind == SessionKind.RESERVED, 0, 1)
    columns = (reserved, rota.provider, rota.role, rota.plan, rota.serves)
    sizes = [int(c.max(initial=0)) + 2 for c in columns]
    code = np.ravel_multi_index([c + 1 for c in columns], [s + 1 for s in sizes])
    day, found = np.minimum(rota.start // MINUTES_A_DAY, days - 1), []
    for number in np.unique(code[keep]):
        rows = np.flatnonzero(keep & (code == number))
        first, provider, role, plan, serves = (int(c[rows[0]]) for c in columns)
        slot = min((smallest.get(a, 1) for a in rota.plans[plan]), default=1)
        whole = rota.offered_minutes[rows] // slot * slot
        lists = (provider,) if serves < 0 else rota.lists[serves]
        key = (first, provider, role, rota.plans[plan], lists)
        paid = np.zeros(days)
        np.add.at(paid, day[rows], rota.paid_minutes[rows])
        found.append((key, _by_day(rota.start[rows], whole, days), paid))
    return found


def _by_day(start: Ints, minutes: Ints, days: int) -> Floats:
    """Minutes of sessions by day; one that is longer than a day goes on into the next.

    >>> _by_day(np.array([60, 1380]), np.array([30, 120]), 3).tolist()
    [150.0, 0.0, 0.0]
    >>> _by_day(np.array([720]), np.array([2880]), 3).tolist()
    [720.0, 1440.0, 720.0]
    """
    long = minutes > MINUTES_A_DAY
    first = np.minimum(start[~long] // MINUTES_A_DAY, days - 1)
    total = np.zeros(days)
    total += np.bincount(first, weights=minutes[~long], minlength=days)
    edges = np.arange(days + 1) * MINUTES_A_DAY
    for opens, length in zip(start[long].tolist(), minutes[long].tolist(), strict=True):
        total += np.diff(np.clip(edges, opens, opens + length).astype(np.float64))
    return total


def _smallest_slots(pathway: Pathway) -> dict[int, int]:
    """Shortest slot of each activity, by its declared number."""
    return {
        activity.number: min(pathway.stages[s].slot_minutes for s in activity.stages)
        for activity in pathway.activities.values()
    }
