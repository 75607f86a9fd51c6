"""Monthly counts of the DXA list of one replication, as a service would count them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.board_data.actuals import (
    COLUMNS,
    LIST,
    MISSED,
    NURSES,
    OPERATORS,
    REFERRALS,
    REMOVALS,
    SCANS,
    SESSIONS,
    months_of,
)
from planner.capacity.rota import Lost, SessionKind
from planner.capacity.workforce import ledgers
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.record import Record
from planner.outcomes.waits import waits_at
from planner.pathway.visits import Outcome

Floats = npt.NDArray[np.float64]
STAGE = "scan"
RUNNING = (SessionKind.SCANNER, SessionKind.TEMPORARY, SessionKind.MOBILE)
"""Kinds of sessions that are counted; reserved slots are part of one."""
STAFF = {OPERATORS: "operator", NURSES: "nurse"}


def monthly_counts(record: Record) -> Floats:
    """Counts of shape (columns, months), in the order of `COLUMNS`.

    The list at a month's end is that at its start, with the referrals, less scans and
    removals of the month: who missed an appointment and is to have another stays on.
    """
    months = months_of(record.scenario)
    found = {**_list(record, months), **_sessions(record, months)}
    found |= _staff(record, months)
    return np.stack([found[name] for name in COLUMNS])


Months = Sequence[tuple[str, int, int]]


def _list(record: Record, months: Months) -> dict[str, Floats]:
    waits = waits_at(record, STAGE)
    seen, gone = waits.ended[waits.seen], waits.ended[~waits.seen]
    visits = record.at_stage(STAGE)
    missed = visits.started[visits.outcome == Outcome.DNA] / MINUTES_A_DAY
    ends = np.array([last for _label, _first, last in months], dtype=float)
    joined, left = np.sort(waits.joined), np.sort(waits.ended)
    on_list = np.searchsorted(joined, ends) - np.searchsorted(left, ends)
    return {
        LIST: on_list.astype(np.float64),
        REFERRALS: _during(waits.joined, months),
        SCANS: _during(seen, months),
        REMOVALS: _during(gone, months),
        MISSED: _during(missed, months),
    }


def _during(days: Floats, months: Months) -> Floats:
    """Events of each month."""
    ordered = np.sort(days)
    edges = np.array([(first, last) for _label, first, last in months], dtype=float)
    places = np.searchsorted(ordered, edges.reshape(-1, 2))
    return np.asarray(places[:, 1] - places[:, 0], dtype=np.float64)


def _sessions(record: Record, months: Months) -> dict[str, Floats]:
    rota = record.rota
    runs = np.isin(rota.kind, RUNNING) & (rota.lost == Lost.OFFERED)
    runs &= rota.offered_minutes > 0
    return {SESSIONS: _during(rota.start[runs] / MINUTES_A_DAY, months)}


def _staff(record: Record, months: Months) -> dict[str, Floats]:
    posts = ledgers(record.scenario, record.seed, record.replication, record.board_id)
    found = {}
    for name, role in STAFF.items():
        own = [
            each.in_post[: record.scenario.plan_days]
            for each in posts
            if each.role == role
        ]
        daily = np.sum([np.zeros(record.scenario.plan_days), *own], axis=0)
        found[name] = np.array([daily[a:b].mean() for _label, a, b in months])
    return found
