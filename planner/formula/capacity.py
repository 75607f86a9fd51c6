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
from planner.formula.same_inputs import Digests, LastFew, in_periods
from planner.inputs.cached import cached
from planner.inputs.pathway import Pathway
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ROTAS = 2
"""Rotas that the mean is taken of."""
SEED = 1
NO_SESSIONS = (SessionKind.CHECKS, SessionKind.EXTENDED_HOURS)
"""Rows of the rota that are priced, and see nobody."""
NOT_SERVED = -1
OF_DEMAND = {
        "demand", "waiting_list", "diary", "validations", "attributes", "choices",
    "minutes_factor", "dna_factor", "arrivals", "days_before_list",
}  # fmt: skip
"""Fields of a board that its rota does not hang on."""
OF_ALL = {"roles", "courses", "pools", "mobile_units", "calendar", "pathway"}
"""Fields of a scenario that every rota hangs on."""


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
    own = in_periods(
        scenario, lambda here: here.boards[board_id].model_dump_json(exclude=OF_DEMAND)
    )
    return _CACHED.get_or_make(
        (board_id, scenario.horizon_days, scenario.plan_start, own, _shared(scenario)),
        lambda: tuple(_mean_of_rotas(scenario, board_id)),
    )


@cached
def _shared(scenario: Scenario) -> Digests:
    """Digest of what the rotas of all boards hang on."""
    return in_periods(scenario, lambda here: here.model_dump_json(include=OF_ALL))


Offer = tuple[int, int, int, tuple[int, ...], tuple[int, ...]]
"""Reserved slots first, provider, role, activities and lists of sessions."""


def _mean_of_rotas(scenario: Scenario, board_id: str) -> list[OfferedSessions]:
    days, total = scenario.horizon_days, dict[Offer, Floats]()
    smallest = _smallest_slots(scenario.pathway)
    for replication in range(ROTAS):
        rota = offer_rota(scenario, SEED, replication, [board_id], in_order=False)
        for key, both in _by_offer(rota, smallest, days):
            total[key] = total.get(key, 0.0) + both / ROTAS
    # Reserved slots stand before the open list of the same scanner.
    return [
        OfferedSessions(
            provider, role, activities, lists, minutes=sums[0], paid=sums[1]
        )
        for (_, provider, role, activities, lists), sums in (
            (key, total[key]) for key in sorted(total)
        )
    ]


def _by_offer(
    rota: Rota, smallest: dict[int, int], days: int
) -> list[tuple[Offer, Floats]]:
    """Offered and paid minutes by day of each kind of session that is met in a rota."""
    columns = (rota.provider, rota.role, rota.plan, rota.serves + 1)
    sizes = (2, *(int(column.max(initial=0)) + 1 for column in columns))
    slots = np.array([_slot_of(plan, smallest) for plan in rota.plans] or [1])
    kinds = np.array(SessionKind) == SessionKind.RESERVED
    first = np.where(np.isin(np.array(SessionKind), NO_SESSIONS), NOT_SERVED, 1 - kinds)
    place = np.full(int(np.prod(sizes)), NOT_SERVED)
    code = _codes(first[rota.kind], np.stack(columns), rota.start, sizes, place, days)
    met = np.flatnonzero(place >= 0)
    place[met] = np.arange(len(met))
    minutes = rota.offered_minutes // slots[rota.plan] * slots[rota.plan]
    both = np.zeros((2, len(met), days))
    _add_up(both, code, place, rota.start, minutes, rota.paid_minutes)
    found = []
    for number, key in enumerate(zip(*np.unravel_index(met, sizes), strict=True)):
        reserved, provider, role, plan, serves = map(int, key)
        lists = (provider,) if serves == 0 else rota.lists[serves - 1]
        offer = (reserved, provider, role, rota.plans[plan], lists)
        found.append((offer, both[:, number]))
    return found


def _slot_of(activities: tuple[int, ...], smallest: dict[int, int]) -> int:
    return min((smallest.get(number, 1) for number in activities), default=1)


@compiled
def _codes(
    first: Ints,
    columns: Ints,
    start: Ints,
    sizes: tuple[int, ...],
    place: Ints,
    days: int,
) -> Ints:
    """Code of what each session offers; NOT_SERVED where it sees nobody in the plan."""
    code = np.full(len(first), NOT_SERVED)
    for row in range(len(first)):
        if first[row] >= 0 and start[row] < days * MINUTES_A_DAY:
            here = first[row]
            for column in range(len(columns)):
                here = here * sizes[column + 1] + columns[column, row]
            code[row] = here
            place[here] = 0
    return code


@compiled
def _add_up(
    both: Floats, code: Ints, place: Ints, start: Ints, minutes: Ints, paid: Ints
) -> None:
    """Add open and paid minutes by day; a session longer than a day goes on."""
    days = both.shape[2]
    for row in range(len(code)):
        if code[row] < 0:
            continue
        of, day = place[code[row]], start[row] // MINUTES_A_DAY
        both[1, of, day] += paid[row]
        if minutes[row] <= MINUTES_A_DAY:
            both[0, of, day] += minutes[row]
            continue
        ends, opens = start[row] + minutes[row], start[row]
        while opens < ends and day < days:
            closes = min(ends, (day + 1) * MINUTES_A_DAY)
            both[0, of, day] += closes - opens
            opens, day = closes, day + 1


def _smallest_slots(pathway: Pathway) -> dict[int, int]:
    """Shortest slot of each activity, by its declared number."""
    return {
        activity.number: min(pathway.stages[s].slot_minutes for s in activity.stages)
        for activity in pathway.activities.values()
    }
