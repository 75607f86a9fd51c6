"""Networks of stations, with shares of people who go on from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from planner.pathway.visits import Outcome, Visits
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, number_in, rows_of
from planner.verification.kinds.service import (
    Span,
    discipline_of,
    refuse_limits,
    replications_of,
    service_of,
    span_of,
)
from planner.verification.network import Network, fine_scale
from planner.verification.shapes import Shape
from planner.verification.sight import Floats, Ints, Played, Sight
from planner.verification.study import Effort
from planner.verification.translated import Look, Translated, looked_at

DRAWS = 40
"""Durations drawn where people may come back to a station."""
OUT = ("out", "exit", "done", "end", "leave", "sink", "outside")
StationRow = tuple[int, Shape, float]
"""Servers (0: nobody waits), duration, and people from outside a unit of time."""


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Stations as stages; shares as steps; whoever is left over is done."""
    given = Given(part.inputs)
    refuse_limits(given)
    discipline = discipline_of(given)
    rows = rows_of(given.take("stations", "nodes"), "stations")
    routing = given.take("routing", "routes", default={})
    kind = given.take("distribution", "all_exponential")
    stations = {_name(row, number): _station(row) for number, row in enumerate(rows, 1)}
    given.finish()
    if isinstance(kind, str) and "exp" not in kind.lower():
        raise NotExpressedError(f"input 'distribution' = {kind!r} for a network")
    ways = {name: _ways(routing, name, [*stations]) for name in stations}
    outside = sum(rate for _, _, rate in stations.values())
    means = [shape.mean for _, shape, _ in stations.values()]
    span = span_of(part.run, effort, outside, max(means), 1.0)
    scale = fine_scale(min(means), span.whole)
    network = _network(stations, ways, scale, discipline)
    scenario = network.scenario(span.whole * scale)
    looks = _looks(stations, span, scale)
    return looked_at(part, effort, scenario, looks, replications_of(part.run))


def _name(row: Mapping[str, Any], number: int) -> str:
    return str(row.get("name", f"station{number}"))


def _station(row: Mapping[str, Any]) -> StationRow:
    own = Given(row)
    told = own.take("servers", "c", default=1)
    unlimited = isinstance(told, str) and told.lower().startswith(("inf", "unlim"))
    servers = 0 if unlimited else own.whole("servers", "c", default=1)
    rate = own.number(
        "external_rate", "external_arrival_rate", "arrival_rate", default=0
    )
    shape = service_of(own)
    own.finish()
    return servers, shape, rate


def _ways(routing: Any, name: str, names: list[str]) -> dict[str, float]:
    """Shares of those done at a station who go on to each other station."""
    if isinstance(routing, list):
        row = routing[names.index(name)]
        shares = dict(zip(names, row, strict=False))
    elif isinstance(routing, Mapping):
        shares = dict(routing.get(name) or {})
    else:
        raise NotExpressedError("input 'routing' is neither a table nor a matrix")
    found = {}
    for to, share in shares.items():
        if to in names and number_in(share, "routing"):
            found[to] = number_in(share, "routing")
        elif to not in names and str(to).lower() not in OUT:
            raise NotExpressedError(f"input 'routing' leads to {to!r}, no station")
    if sum(found.values()) > 1 + 1e-9:
        raise NotExpressedError(f"shares from {name!r} add up to more than 1")
    return found


def _network(
    stations: Mapping[str, StationRow],
    ways: Mapping[str, Mapping[str, float]],
    scale: float,
    discipline: str,
) -> Network:
    network = Network()
    draws = DRAWS if _comes_back(ways) else 1
    for name, (_, shape, _) in stations.items():
        steps, left = [], 1.0
        for to, share in ways[name].items():
            # The planner's shares are of those whom earlier ways did not take.
            steps.append({"to": to, "share": min(1.0, share / left)})
            left -= share
        if left > 1e-12:
            steps.append({"to": "done"})
        network.stage(name, shape.in_minutes(scale), next=steps, duration_draws=draws)
    for name, (servers, _, rate) in stations.items():
        if servers:
            network.activity(name, [name], discipline=discipline)
            network.serve([name], count=servers)
        if rate:
            network.arrive_at_random(rate, scale, enters=name)
    return network


def _comes_back(ways: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether anybody can be at a station twice."""
    for start in ways:
        ahead, seen = [*ways[start]], set()
        while ahead:
            name = ahead.pop()
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                ahead += ways[name]
    return False


def _looks(
    stations: Mapping[str, StationRow], span: Span, scale: float
) -> dict[str, Look]:
    begin, end = round(span.warm * scale), round((span.warm + span.window) * scale)

    def at(number: int, servers: int) -> Look:
        def look(played: Played) -> Sight:
            visits = played.visits
            here = visits.take(visits.stage == number)
            return Sight(played, here, begin, end, scale, servers)

        return look

    looks = {
        name: at(number, servers)
        for number, (name, (servers, _, _)) in enumerate(stations.items(), 1)
    }

    def whole(played: Played) -> Sight:
        return Journeys(played, played.visits, begin, end, scale)

    names = ("", "all", "overall", "total", "network", "system")
    return {**looks, **dict.fromkeys(names, whole)}


class Journeys(Sight):
    """The whole network: numbers add up over stations, times over each person's way."""

    @cached_property
    def _ways(self) -> tuple[Ints, Ints]:
        """Rows of the first and of the last stay of each person."""
        first = np.flatnonzero(np.diff(self.stays.patient, prepend=-1))
        return first, np.append(first[1:], len(self.stays)) - 1

    @cached_property
    def _done(self) -> tuple[Ints, Ints]:
        """The same rows, of those who came in the window and are done."""
        first, last = self._ways
        joined = self.stays.first_joined[first]
        counts = (joined >= self.begin) & (joined < self.end)
        counts &= self.stays.outcome[last] == Outcome.SEEN
        return first[counts], last[counts]

    @cached_property
    def seen(self) -> Visits:
        """Everybody's way as one stay, from the first joining to the last end."""
        first, last = self._done
        stays = self.stays.take(first)
        return stays.with_finished(self.stays.finished[last])

    @cached_property
    def waits(self) -> Floats:
        """Units waited at all stations together."""
        begun = self.stays.started >= 0
        waited = np.where(begun, self.stays.started - self.stays.first_joined, 0)
        before = np.concatenate([[0], np.cumsum(waited)])
        first, last = self._done
        return np.asarray((before[last + 1] - before[first]) / self.scale)

    @property
    def ends(self) -> Ints:
        """Minutes at which people were done."""
        last = self._ways[1]
        done = self.stays.outcome[last] == Outcome.SEEN
        return np.asarray(self.stays.finished[last[done]])

    @cached_property
    def counted(self) -> Visits:
        """First stays of people who came in the window."""
        first = self.stays.take(self._ways[0])
        joined = first.first_joined
        return first.take((joined >= self.begin) & (joined < self.end))
