"""Traces without chance: listed people, listed sessions, exact times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from planner.pathway.visits import Outcome
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, numbers_of, rows_of
from planner.verification.kinds.service import discipline_of, refuse_limits
from planner.verification.kinds.trace_answers import Trace, answer
from planner.verification.network import DAY, MOST_MINUTES, Network
from planner.verification.sight import Floats, Ints, Played
from planner.verification.study import Effort, Study
from planner.verification.translated import Translated, computed

COMING = ("arrival", "at", "time", "arrives", "arrival_time")
SERVICE = ("service", "service_time", "duration")
MOST_DIGITS = 9
ORIGIN = DAY
"""Minute that is time 0 of a trace: people who tie may then come a minute earlier."""
ROOM = 100
"""Minutes in the smallest step of time, so that ties can be told apart."""


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Listed arrivals, each kind of person at a stage of its own in one queue."""
    given = Given(part.inputs)
    refuse_limits(given)
    people = _people(_as_columns(given))
    sessions = given.take("sessions", "slots")
    servers = given.whole("servers", "c", default=1)
    discipline = discipline_of(given)
    horizon = given.take("horizon", "end")
    given.finish()
    end = None if horizon is None else float(horizon)
    trace = _run(_Plan(people, sessions, servers, discipline, end), effort)
    return computed(part, lambda name: answer(name, trace))


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


def _as_columns(given: Given) -> Given:
    """People who are listed one by one, as columns."""
    rows = given.take("patients", "customers", "people")
    if rows is None:
        return given
    listed = [Given(row) for row in rows_of(rows, "patients")]
    columns: dict[str, Any] = {
        "arrivals": [own.number(*COMING) for own in listed],
        "service": [own.number(*SERVICE, default=1) for own in listed],
        "patience": [own.take("patience", "leaving_after") for own in listed],
        "priority": [own.number("priority", "class", default=0) for own in listed],
    }
    for own in listed:
        own.take("id")
        own.finish()
    return Given(columns)


def _people(given: Given) -> list[_Person]:
    """People in order of coming; ties stay in the order in which they are listed."""
    times = numbers_of(given.take("arrivals", "arrival_times"), "arrivals")

    def listed(*names: str, default: Any = None) -> list[Any]:
        value = given.take(*names, default=default)
        values = value if isinstance(value, list) else [value] * len(times)
        if len(values) != len(times):
            raise NotExpressedError(f"input {names[0]!r} is not as long as 'arrivals'")
        return [None if v is None else float(v) for v in values]

    services = listed(*SERVICE, "services", "service_times", default=1)
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
