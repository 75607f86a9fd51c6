"""What a trace may be asked: times, numbers and orders of the people in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.verification.given import NotExpressedError
from planner.verification.measures import NUMBER
from planner.verification.sight import Floats
from planner.verification.translated import UNKNOWN


@dataclass(frozen=True)
class Trace:
    """People in order of coming, and what happened to each, in the case's unit."""

    joined: Floats
    started: Floats
    """Not a number for who was not begun by the horizon."""
    ended: Floats
    left: Floats
    horizon: float
    servers: int
    places: float
    """Places of all sessions; 0 for servers that are always there."""
    order: Sequence[int]
    """Numbers of people as the case counts them, in order of coming."""

    @property
    def waits(self) -> Floats:
        """From coming to the start of the service, or to leaving."""
        off = np.where(np.isnan(self.started), self.left, self.started)
        return np.asarray(off - self.joined)


def _known(values: Floats) -> list[float]:
    return [float(v) for v in values[~np.isnan(values)]]


def _numbers(trace: Trace, rows: Any) -> list[int]:
    return sorted(int(np.asarray(trace.order)[row]) for row in np.flatnonzero(rows))


def _by_person(trace: Trace, values: Floats) -> list[float]:
    """Values in the order in which the case lists people, without those not reached."""
    return _known(values[np.argsort(trace.order)])


def _utilisation(trace: Trace) -> float:
    if trace.places:
        return float(np.count_nonzero(~np.isnan(trace.started)) / trace.places)
    begun = ~np.isnan(trace.started)
    ends = np.where(np.isnan(trace.ended), trace.horizon, trace.ended)[begun]
    busy = np.minimum(ends, trace.horizon) - trace.started[begun]
    horizon = trace.horizon if np.isfinite(trace.horizon) else float(np.nanmax(ends))
    return float(busy.sum() / (trace.servers * horizon))


def _order(trace: Trace) -> list[int]:
    begun = np.flatnonzero(~np.isnan(trace.started))
    ordered = begun[np.argsort(trace.started[begun], kind="stable")]
    return [int(trace.order[row]) for row in ordered]


ANSWERS: Mapping[str, Callable[[Trace], Any]] = {
    r"service_start|start|started": lambda t: _by_person(t, t.started),
    r"service_end|end|exit|finished|departures": lambda t: _by_person(t, t.ended),
    r"waits?|waiting_times": lambda t: _by_person(
        t, np.where(np.isnan(t.started), np.nan, t.waits)
    ),
    r"mean_wait|Wq": lambda t: float(np.nanmean(t.started - t.joined)),
    r"max_wait|longest_wait": lambda t: float(np.nanmax(t.started - t.joined)),
    r"times?_in_system|total_times?": lambda t: _by_person(t, t.ended - t.joined),
    r"utili[sz]ation|rho|slot_utili[sz]ation": _utilisation,
    r"left_ids|leavers": lambda t: _numbers(t, ~np.isnan(t.left)),
    r"left_at": lambda t: _by_person(t, t.left),
    r"waits_of_leavers": lambda t: _by_person(t, t.left - t.joined),
    r"number_left|left": lambda t: int(np.count_nonzero(~np.isnan(t.left))),
    r"completed_ids": lambda t: _numbers(t, ~np.isnan(t.ended)),
    r"number_completed|completed": lambda t: int(np.count_nonzero(~np.isnan(t.ended))),
    r"in_service_ids": lambda t: _numbers(t, ~np.isnan(t.started) & np.isnan(t.ended)),
    r"waiting_ids": lambda t: _numbers(
        t, (t.joined <= t.horizon) & np.isnan(t.started) & np.isnan(t.left)
    ),
    r"order_of_service|service_order|served_order": _order,
    r"places_(?:lost|unused)|unused_(?:places|slots)": lambda t: (
        t.places - float(np.count_nonzero(~np.isnan(t.started)))
    ),
}
"""Names of what a trace may be asked."""
AT: Mapping[str, Callable[[Trace, float], int]] = {
    rf"(?:number_)?present_at_{NUMBER}": lambda t, at: _number_at(t, at, waiting=False),
    rf"(?:number_)?waiting_at_{NUMBER}|list_at_{NUMBER}": lambda t, at: _number_at(
        t, at, waiting=True
    ),
}


def _number_at(trace: Trace, at: float, *, waiting: bool) -> int:
    off = np.fmin(trace.started if waiting else trace.ended, np.inf)
    off = np.where(np.isnan(off), np.inf, off)
    off = np.fmin(off, np.where(np.isnan(trace.left), np.inf, trace.left))
    return int(np.count_nonzero((trace.joined <= at) & (off > at)))


def answer(name: str, trace: Trace) -> Any:
    """The answer to one question about a trace, by its name."""
    for pattern, tell in ANSWERS.items():
        if re.fullmatch(pattern, name):
            return tell(trace)
    for pattern, tell_at in AT.items():
        match = re.fullmatch(pattern, name)
        if match:
            return tell_at(trace, float(next(filter(None, match.groups()))))
    raise NotExpressedError(UNKNOWN)
