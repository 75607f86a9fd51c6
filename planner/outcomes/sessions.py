"""The pass over the rota, and what an appointment held of its session.

Compiled. What the counts mean is said in `load`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Lost, SessionKind
from planner.jit import compiled, inlined
from planner.outcomes.counts import cell_at

Ints = npt.NDArray[np.int64]
RESERVED, OUTSOURCED = int(SessionKind.RESERVED), int(SessionKind.OUTSOURCED)
ELSEWHERE = int(SessionKind.ELSEWHERE)
CHECKS, EXTENDED_HOURS = int(SessionKind.CHECKS), int(SessionKind.EXTENDED_HOURS)
NO_OPERATOR = int(Lost.NO_OPERATOR)


class Openings(NamedTuple):
    """Columns of the rota that are counted."""

    role: Ints
    kind: Ints
    lost: Ints
    start: Ints
    end: Ints


@compiled
def count_sessions(
    rota: Openings, cells: Ints, offered: Ints, lost: Ints, ran: Ints, idle: Ints
) -> None:
    """Count sessions, each added to what is there.

    Parameters
    ----------
    offered : shape (roles, cells), minutes open to patients
    lost : shape (roles, reasons, cells), sessions but for parts: reserved slots,
        quality checks, room for a report or scan outside, an operator's extended hours
    ran : shape (roles, 3), of sessions that opened: their number, those of them that
        are no reserved slots, their minutes
    idle : shape (cells,), scanner sessions without an operator
    """
    for row in range(len(rota.role)):
        role, cell = rota.role[row], cell_at(cells, rota.start[row])
        minutes = rota.end[row] - rota.start[row]
        kind = rota.kind[row]
        kept, outside = kind == RESERVED, kind in (OUTSOURCED, ELSEWHERE)
        offered[role, cell] += minutes
        if not (kept or outside or kind in (CHECKS, EXTENDED_HOURS)):
            lost[role, rota.lost[row], cell] += 1
        if minutes > 0 and not outside:
            ran[role, 0] += 1
            ran[role, 1] += not kept
            ran[role, 2] += minutes
        idle[cell] += rota.lost[row] == NO_OPERATOR


@inlined
def count_held(visit: Any, begun: int, rota: Openings, held: Ints) -> None:
    """Add the minutes that an appointment held its session, up to the session's end.

    Parameters
    ----------
    begun : cell in which it was started
    held : shape (roles, cells), added to
    """
    until = rota.end[visit.session]
    if visit.held_until >= 0:
        until = min(until, visit.held_until)
    held[rota.role[visit.session], begun] += until - visit.started
