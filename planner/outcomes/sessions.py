"""One pass over the rota and one over what its sessions held.

Compiled. What the counts mean is said in `load`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Kind, Lost
from planner.compiled import compiled
from planner.outcomes.counting import cell_at

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
KEPT, SCANNER, NO_OPERATOR = int(Kind.KEPT), int(Kind.SCANNER), int(Lost.NO_OPERATOR)


class Openings(NamedTuple):
    """Columns of the rota that are counted."""

    role: Ints
    kind: Ints
    lost: Ints
    start: Ints
    end: Ints


class Bookings(NamedTuple):
    """Columns of the visits table that show what a session held."""

    session: Ints
    started: Ints
    held_until: Ints


@compiled
def count_sessions(
    rota: Openings, cells: Ints, offered: Ints, lost: Ints, ran: Ints, idle: Ints
) -> None:
    """Count sessions, each added to what is there.

    Parameters
    ----------
    offered : shape (roles, cells), minutes open to patients
    lost : shape (roles, reasons, cells), sessions but for kept slots
    ran : shape (roles, 3), of sessions that opened: their number, those of them that
        are no kept slots, their minutes
    idle : shape (cells,), scanner sessions without an operator
    """
    for row in range(len(rota.role)):
        role, cell = rota.role[row], cell_at(cells, rota.start[row])
        minutes = rota.end[row] - rota.start[row]
        kept = rota.kind[row] == KEPT
        offered[role, cell] += minutes
        if not kept:
            lost[role, rota.lost[row], cell] += 1
        if minutes > 0:
            ran[role, 0] += 1
            ran[role, 1] += not kept
            ran[role, 2] += minutes
        if rota.lost[row] == NO_OPERATOR and rota.kind[row] == SCANNER:
            idle[cell] += 1


@compiled
def count_held(
    visits: Bookings, rota: Openings, cells: Ints, held: Ints, used: Bools
) -> None:
    """Count minutes that an appointment held, and mark the sessions that had one.

    Parameters
    ----------
    held : shape (roles, cells), minutes, added to; beyond a session's end none count
    used : one entry a session
    """
    for row in range(len(visits.session)):
        session = visits.session[row]
        if session < 0:
            continue
        used[session] = True
        until, started = rota.end[session], visits.started[row]
        if visits.held_until[row] >= 0:
            until = min(until, visits.held_until[row])
        held[rota.role[session], cell_at(cells, started)] += until - started
