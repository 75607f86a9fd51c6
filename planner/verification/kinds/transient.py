"""Queues watched at stated times, from a stated start, with capacity that changes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, rows_of
from planner.verification.kinds.service import (
    discipline_of,
    patience_of,
    refuse_limits,
    replications_of,
    service_of,
)
from planner.verification.measures import NUMBER
from planner.verification.network import Network, fine_scale
from planner.verification.shapes import Shape
from planner.verification.sight import Part as Amount
from planner.verification.sight import Played, Sight
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, studied

FROM = ("from_time", "from", "time", "start")
PIECES = 50
"""Pieces of a mean service, where a server that is cut stops at once."""
Look = Callable[[Sight, float], float]


@dataclass(frozen=True)
class Stretch:
    """From this time on, so many servers and so many people a unit of time."""

    start: float
    servers: int
    rate: float


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Servers and arrivals between dates, people on the list at the start."""
    given = Given(part.inputs)
    refuse_limits(given)
    stretches = _stretches(given)
    at_start = given.whole("initial_number_present", "initial_list", default=0)
    shape, patience = service_of(given), patience_of(given)
    discipline = discipline_of(given)
    cut = str(given.take("on_capacity_cut", default=""))
    given.finish()
    asked, reasons = _asked(part)
    if not asked:
        return Translated({}, reasons)
    last = max(time for _, _, time in asked.values())
    shortest = shape.mean / (PIECES if _is_cut(stretches) else 1)
    scale = fine_scale(max(shortest, shape.mean / 10), last)
    network = Network()
    if _is_cut(stretches):
        _add_in_pieces(network, shape, scale, cut)
    else:
        network.stage("service", shape.in_minutes(scale))
    network.activity("service", ["service"], discipline=_order(stretches, discipline))
    _add_stretches(network, stretches, scale, patience)
    if at_start:
        network.waiting["service"] = {"count": at_start}
    scenario = network.scenario((last + shape.mean) * scale)

    def observe(played: Played) -> dict[str, Amount]:
        sight = Sight(played, played.visits, 0, round(last * scale), scale)
        return {n: (look(sight, time), 1.0) for n, (look, _, time) in asked.items()}

    summed = {name: how for name, (_, how, _) in asked.items()}
    study = Study(scenario, observe, replications_of(part.run, 1000), summed)
    return studied(part, effort, study, reasons)


def _stretches(given: Given) -> list[Stretch]:
    """What holds from when on; what a row does not say stays as it was."""
    rows = given.take("servers_over_time", "capacity_over_time", "schedule", default=[])
    more = given.take("arrival_rate_over_time", "arrivals_over_time", default=[])
    servers = given.whole("servers", "c", default=-1 if rows else 1)
    rate = given.number("arrival_rate", "lambda", default=-1)
    listed = [*rows_of(rows, "servers_over_time"), *rows_of(more, "arrival_rates")]
    listed.sort(key=lambda row: Given(row).number(*FROM, default=0))
    found = [] if listed else [Stretch(0.0, servers, rate)]
    for row in listed:
        own = Given(row)
        start = own.number(*FROM, default=0)
        servers = own.whole("servers", "c", default=servers)
        rate = own.number("arrival_rate", "rate", "lambda", default=rate)
        own.finish()
        found = [one for one in found if one.start != start]
        found.append(Stretch(start, servers, rate))
    if found[0].start != 0 or any(one.rate < 0 or one.servers < 0 for one in found):
        raise NotExpressedError("servers or arrivals are not given from time 0 on")
    return found


def _is_cut(stretches: list[Stretch]) -> bool:
    pairs = itertools.pairwise(stretches)
    return any(after.servers < before.servers for before, after in pairs)


def _order(stretches: list[Stretch], discipline: str) -> str:
    """Who is interrupted goes first again: the order of a clock that goes on."""
    return "breach" if _is_cut(stretches) else discipline


def _add_in_pieces(network: Network, shape: Shape, scale: float, cut: str) -> None:
    """A service without memory as short pieces: most people come back for another.

    A session that closes lets the person in it finish, as a clinic does. A case whose
    servers stop at once needs services that a closing session hardly outlasts.
    """
    if shape.keys["kind"] != "exponential":
        raise NotExpressedError(f"servers that stop at once need no memory: {cut}")
    piece = max(1, round(shape.mean * scale / PIECES))
    again = 1 - piece / (shape.mean * scale)
    steps = [{"to": "service", "share": again}, {"to": "done"}]
    network.stage("service", {"mean": piece}, next=steps)


def _add_stretches(
    network: Network, stretches: list[Stretch], scale: float, patience: Shape | None
) -> None:
    """One entry of arrivals a stretch; servers by number, open where they are there."""
    rules = {"patience": patience.in_minutes(scale)} if patience else {}
    ends = [*(one.start for one in stretches[1:]), None]
    for one, end in zip(stretches, ends, strict=True):
        first = round(one.start * scale)
        length = {} if end is None else {"length_minutes": round(end * scale) - first}
        if one.rate:
            times = {"first_minute": first, **length, **rules}
            network.arrive_at_random(one.rate, scale, **times)
    for level in range(max(one.servers for one in stretches)):
        for start, end in _spells(stretches, level):
            first = round(start * scale)
            length = (
                {} if end is None else {"length_minutes": round(end * scale) - first}
            )
            network.serve(["service"], first_minute=first, **length)


def _spells(stretches: list[Stretch], level: int) -> list[tuple[float, float | None]]:
    """Times from and to which there are more servers than `level`."""
    found: list[tuple[float, float | None]] = []
    begun: float | None = None
    for one in stretches:
        if one.servers > level and begun is None:
            begun = one.start
        elif one.servers <= level and begun is not None:
            found.append((begun, one.start))
            begun = None
    return found if begun is None else [*found, (begun, None)]


def _present(sight: Sight, time: float) -> float:
    return float(sight.number_at(_minute(sight, time))[0])


def _waiting(sight: Sight, time: float) -> float:
    return float(sight.number_at(_minute(sight, time), waiting_only=True)[0])


def _minute(sight: Sight, time: float) -> Any:
    # The number at a time counts who came up to it; the list at 0 is the one given.
    return np.array([max(0, round(time * sight.scale))], dtype=np.int64)


def _is_empty(sight: Sight, time: float) -> float:
    return float(_present(sight, time) == 0)


def _nobody_waits(sight: Sight, time: float) -> float:
    return float(_waiting(sight, time) == 0)


NAMES: Mapping[str, tuple[Look, str]] = {
    rf"mean_number_(?:present|in_system)_at_{NUMBER}": (_present, "mean"),
    rf"sd_number_(?:present|in_system)_at_{NUMBER}": (_present, "sd"),
    rf"mean_(?:number_)?waiting_at_{NUMBER}": (_waiting, "mean"),
    rf"mean_list_at_{NUMBER}": (_waiting, "mean"),
    rf"sd_(?:number_)?waiting_at_{NUMBER}": (_waiting, "sd"),
    rf"(?:p_empty|p_idle|p0|p_zero|p_number_present_0)_at_{NUMBER}": (
        _is_empty,
        "mean",
    ),
    rf"p_nobody_waiting_at_{NUMBER}": (_nobody_waits, "mean"),
    rf"p05_p50_p95_number_present_at_{NUMBER}": (_present, "percentiles"),
}


def _asked(part: Part) -> tuple[dict[str, tuple[Look, str, float]], dict[str, str]]:
    """Metrics that are known, with what is looked at when; and the others."""
    found, reasons = {}, {}
    for name in part.asked:
        for pattern, (look, how) in NAMES.items():
            match = re.fullmatch(pattern, name)
            if match:
                found[name] = (look, how, float(match.group(1)))
                break
        else:
            reasons[name] = UNKNOWN
    return found, reasons
