"""Traces without chance: listed people, listed sessions, exact times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from planner.pathway.visits import Outcome
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, numbers_of, rows_of
from planner.verification.kinds.service import discipline_of, refuse_limits
from planner.verification.measures import NUMBER
from planner.verification.network import DAY, MOST_MINUTES, Network
from planner.verification.sight import Floats, Ints, Played
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, computed

MOST_DIGITS = 9
ORIGIN = DAY
"""Minute that is time 0 of a trace: people who tie may then come a minute earlier."""
ROOM = 100
"""Minutes in the smallest step of time, so that ties can be told apart."""


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


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Listed arrivals, each kind of person at a stage of its own in one queue."""
    given = Given(part.inputs)
    refuse_limits(given)
    times = numbers_of(given.take("arrivals", "arrival_times"), "arrivals")
    people = _people(given, times)
    sessions = given.take("sessions", "slots")
    servers = given.whole("servers", "c", default=1)
    discipline = discipline_of(given)
    horizon = given.take("horizon", "end")
    given.finish()
    end = None if horizon is None else float(horizon)
    trace = _run(_Plan(people, sessions, servers, discipline, end), effort)
    return computed(part, lambda name: _answer(name, trace))


@dataclass(frozen=True)
class _Person:
    number: int
    time: float
    service: float
    patience: float | None
    priority: float


@dataclass(frozen=True)
class _Plan:
    people: Sequence[_Person]
    sessions: Any
    servers: int
    discipline: str
    horizon: float | None


def _people(given: Given, times: Sequence[float]) -> list[_Person]:
    """People in order of coming; ties stay in the order in which they are listed."""

    def listed(*names: str, default: Any = None) -> list[Any]:
        value = given.take(*names, default=default)
        values = value if isinstance(value, list) else [value] * len(times)
        if len(values) != len(times):
            raise NotExpressedError(f"input {names[0]!r} is not as long as 'arrivals'")
        return [None if v is None else float(v) for v in values]

    services = listed("service", "service_time", "services", "service_times", default=1)
    patience = listed("patience", "leaving_after")
    priorities = listed("priority", "priorities", "classes", default=0)
    rows = zip(times, services, patience, priorities, strict=True)
    people = [_Person(n, *row) for n, row in enumerate(rows, 1)]
    return sorted(people, key=lambda person: person.time)


def _digits(values: Sequence[float]) -> int:
    """Decimal places that all values need."""
    most = 0
    for value in values:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
        most = max(most, -int(exponent))
    if most > MOST_DIGITS:
        raise NotExpressedError(f"times with {most} decimal places")
    return most


def _run(plan: _Plan, effort: Effort) -> Trace:
    sessions = _sessions_of(plan.sessions)
    numbers = [p.time for p in plan.people] + [p.service for p in plan.people]
    numbers += [p.patience for p in plan.people if p.patience is not None]
    numbers += [at for at, _ in sessions]
    digits = _digits([*numbers, plan.horizon or 0])
    unit = ROOM * 10**digits
    last = max([*(at for at, _ in sessions), *(p.time for p in plan.people)], default=0)
    end = last + sum(p.service for p in plan.people) + 1
    end = max(end, plan.horizon or 0)
    if end * unit > MOST_MINUTES:
        raise NotExpressedError("the trace is too long for its decimal places")
    network, joined = _network_of(plan, sessions, unit)
    scenario = network.scenario(ORIGIN + end * unit + DAY)
    study = Study(scenario, lambda played: {}, 1)
    played = study.play(study.rota(effort), 0, effort)
    return _trace_of(played, plan, sessions, (unit, digits), joined)


def _sessions_of(value: Any) -> list[tuple[float, int]]:
    if value is None:
        return []
    found = []
    for row in rows_of(value, "sessions"):
        own = Given(row)
        found.append((own.number("at", "time", "start"),
                      own.whole("places", "slots", "size")))  # fmt: skip
        own.finish()
    return found


def _network_of(
    plan: _Plan, sessions: Sequence[tuple[float, int]], unit: int
) -> tuple[Network, Ints]:
    """The trace as arrivals and servers, and the minute at which each person comes."""
    network, stages = Network(), dict[tuple[float, float], str]()
    minutes = _minutes_of(plan.people, unit)
    for person, minute in zip(plan.people, minutes.tolist(), strict=True):
        key = (person.priority, person.service)
        if key not in stages:
            length = max(1, round(person.service * unit))
            name = f"service-{len(stages) + 1}"
            stages[key] = network.stage(name, {"mean": length})
        rules: dict[str, Any] = {"enters": stages[key]}
        if person.patience is not None:
            rules["patience"] = {"mean": max(1, round(person.patience * unit))}
        network.arrive(kind="listed", minutes=[minute], **rules)
    for priority in sorted({priority for priority, _ in stages}):
        mine = [name for (level, _), name in stages.items() if level == priority]
        network.activity(f"priority-{priority:g}", mine, discipline=plan.discipline)
    if not sessions:
        network.serve(network.activities, count=plan.servers)
    for at, places in sessions:
        if places:
            network.serve(network.activities, count=places, length_minutes=1,
                          first_minute=ORIGIN + round(at * unit))  # fmt: skip
    return network, minutes


def _minutes_of(people: Sequence[_Person], unit: int) -> Ints:
    """Minutes of coming; of those who tie, who is listed first comes earlier."""
    minutes = np.array([ORIGIN + round(p.time * unit) for p in people], dtype=np.int64)
    for place in range(len(minutes) - 2, -1, -1):
        minutes[place] = min(minutes[place], minutes[place + 1] - 1)
    return minutes


def _trace_of(
    played: Played,
    plan: _Plan,
    sessions: Sequence[tuple[float, int]],
    scale: tuple[int, int],
    joined: Ints,
) -> Trace:
    unit, digits = scale
    visits = played.visits

    def times(minutes: Ints, happened: Any) -> Floats:
        rounded = np.round((minutes - ORIGIN) / unit, digits)
        return np.asarray(np.where(happened, rounded, np.nan))

    horizon = np.inf if plan.horizon is None else plan.horizon
    started = times(visits.started, visits.started >= 0)
    ended = times(visits.finished, (visits.started >= 0) & (visits.finished >= 0))
    left = times(visits.finished, visits.outcome == Outcome.LEFT)
    return Trace(
        joined=np.array([p.time for p in plan.people]),
        started=np.where(started <= horizon, started, np.nan),
        ended=np.where(ended <= horizon, ended, np.nan),
        left=np.where(left <= horizon, left, np.nan),
        horizon=horizon,
        servers=plan.servers,
        places=float(sum(places for _, places in sessions)),
        order=[p.number for p in plan.people],
    )


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


def _answer(name: str, trace: Trace) -> Any:
    for pattern, tell in ANSWERS.items():
        if re.fullmatch(pattern, name):
            return tell(trace)
    for pattern, tell_at in AT.items():
        match = re.fullmatch(pattern, name)
        if match:
            return tell_at(trace, float(next(filter(None, match.groups()))))
    raise NotExpressedError(UNKNOWN)
