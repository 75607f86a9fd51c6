"""One station: M/M/c, M/G/1, M/D/c, priorities, batches, people who leave the list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, number_in, rows_of
from planner.verification.kinds.service import (
    Span,
    discipline_of,
    patience_of,
    refuse_limits,
    replications_of,
    service_of,
    span_of,
)
from planner.verification.network import Network, fine_scale
from planner.verification.shapes import Shape
from planner.verification.sight import Bools, Played, Sight
from planner.verification.study import Effort
from planner.verification.translated import Look, Translated, looked_at

DEFAULTS = {"queue.mdc": "deterministic", "queue.mg1": "", "queue.mgc": ""}
"""What a mean duration without a distribution is, by kind; empty: it must be said."""


@dataclass(frozen=True)
class Class:
    """People of one class: how many come, how urgent, how long they take."""

    names: tuple[str, ...]
    rate: float
    priority: float
    service: Shape


@dataclass(frozen=True)
class Station:
    """A station as its case gives it, in the case's unit of time."""

    servers: int
    discipline: str
    patience: Shape | None
    batch: Mapping[str, Any]
    """Keys of batch arrivals; empty where people come one at a time."""
    batch_mean: float
    classes: tuple[Class, ...]

    @property
    def rate(self) -> float:
        """People a unit of time."""
        return sum(one.rate for one in self.classes) * self.batch_mean

    @property
    def mean_service(self) -> float:
        """Mean duration over everybody."""
        total = sum(one.rate for one in self.classes)
        return sum(one.rate * one.service.mean for one in self.classes) / total

    @property
    def shortest(self) -> float:
        """Shortest mean among durations and patience."""
        means = [one.service.mean for one in self.classes]
        return min([*means, self.patience.mean] if self.patience else means)


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """One station with its classes, run as a pathway of one served stage or more."""
    station = station_of(Given(part.inputs), DEFAULTS.get(case.kind, "exponential"))
    span = span_of(
        part.run, effort, station.rate, station.mean_service, station.batch_mean
    )
    scale = fine_scale(station.shortest, span.whole)
    network = network_of(station, scale)
    scenario = network.scenario(span.whole * scale)
    looks = _looks(station, span, scale)
    return looked_at(part, effort, scenario, looks, replications_of(part.run))


def station_of(given: Given, default: str = "exponential") -> Station:
    """The station that a case describes; `default` is the distribution of its kind."""
    refuse_limits(given)
    given.choice({"poisson": "", "exponential": "", "markov": ""}, "arrivals",
                 "arrival_process", "arrival_distribution")  # fmt: skip
    batch, batch_mean = _batch_of(given)
    patience = patience_of(given)
    rows = given.take("classes")
    if rows is None:
        rate = _rate_of(given)
        classes: tuple[Class, ...] = (Class((), rate, 0, service_of(given, default)),)
    else:
        classes = _classes_of(given, rows, default)
    station = Station(
        servers=given.whole("servers", "c", "number_of_servers", default=1),
        discipline=discipline_of(given),
        patience=patience,
        batch=batch,
        batch_mean=batch_mean,
        classes=classes,
    )
    given.finish()
    if station.rate <= 0:
        raise NotExpressedError("nobody comes")
    return station


def _rate_of(given: Given) -> float:
    if given.has("mean_interarrival", "interarrival_mean", "mean_interarrival_time"):
        return 1 / given.number(
            "mean_interarrival", "interarrival_mean", "mean_interarrival_time"
        )
    return given.number("arrival_rate", "batch_rate", "lambda", "rate")


def _batch_of(given: Given) -> tuple[dict[str, Any], float]:
    """Keys of batch arrivals, and the mean size: "constant 5", "geometric mean 4"."""
    size, mean = given.take("batch_size"), given.take("mean_batch", "mean_batch_size")
    kind = given.take("batch_distribution", "batch_dist")
    if size is None and mean is None:
        return {}, 1.0
    if isinstance(size, Mapping):
        kind = size.get("dist", size.get("kind", ""))
        mean = size.get("mean", size.get("value", mean))
        mean = 1 / number_in(size["p"], "p") if "p" in size else mean
    elif isinstance(size, str):
        kind, found = kind or size, re.search(r"[\d.]+", size)
        number = float(found.group()) if found else None
        if number is not None and re.search(r"\bp\b", size) and number < 1:
            number = 1 / number
        mean = mean if mean is not None else number
    elif size is not None:
        kind, mean = kind or "constant", size
    if mean is None:
        raise NotExpressedError("no mean batch size is given")
    return _batch_keys(str(kind).lower(), number_in(mean, "mean_batch"))


def _batch_keys(kind: str, mean: float) -> tuple[dict[str, Any], float]:
    if "geom" in kind:
        return {"kind": "batch", "batch_mean": mean}, mean
    if any(word in kind for word in ("const", "fixed", "deterministic")) or not kind:
        if mean != int(mean):
            raise NotExpressedError(f"batches of {mean:g} people")
        return {"kind": "batch", "batch_size": int(mean)}, mean
    raise NotExpressedError(f"batch sizes are fixed or geometric, not {kind!r}")


def _classes_of(given: Given, rows: Any, default: str) -> tuple[Class, ...]:
    """Classes by position; what they do not say of durations holds for all."""
    listed = rows_of(rows, "classes")
    common = {
        key: given.take(key)
        for key in ("service", "service_mean", "service_rate", "distribution", "mu",
                    "service_rate_per_server", "service_cv", "service_dist")
        if given.has(key)
    }  # fmt: skip
    classes = []
    for number, row in enumerate(listed, 1):
        own = Given(row)
        priority = own.number("priority", "class", default=number)
        rate = _rate_of(own)
        told = ("service", "service_mean", "service_rate", "mu", "mean_service",
                "service_rate_per_server")  # fmt: skip
        shape = service_of(own if own.has(*told) else Given(common), default)
        own.finish()
        names = (f"class{number}", str(row.get("name", f"class{number}")))
        classes.append(Class(names, rate, priority, shape))
    return tuple(classes)


def network_of(station: Station, scale: float) -> Network:
    """The station as stages, activities, arrivals and servers that are always open."""
    network = Network()
    rules: dict[str, Any] = dict(station.batch)
    if station.patience:
        rules["patience"] = station.patience.in_minutes(scale)
    if _is_urgent_first(station):
        _add_urgent_first(network, station, rules, scale)
    else:
        _add_by_activity(network, station, rules, scale)
    network.serve(network.activities, count=station.servers)
    return network


def _is_urgent_first(station: Station) -> bool:
    """Whether urgency alone tells the classes apart: two, with the same durations."""
    if len(station.classes) != 2:
        return False
    one, other = station.classes
    return one.priority != other.priority and one.service == other.service


def _add_urgent_first(
    network: Network, station: Station, rules: Mapping[str, Any], scale: float
) -> None:
    first = min(one.priority for one in station.classes)
    shape = station.classes[0].service
    stage = network.stage("service", shape.in_minutes(scale))
    network.activity(
        "service", [stage], urgent_first=True, discipline=station.discipline
    )
    for one in station.classes:
        share = 1.0 if one.priority == first else 0.0
        network.arrive_at_random(one.rate, scale, urgent_share=share, **rules)


def _add_by_activity(
    network: Network, station: Station, rules: Mapping[str, Any], scale: float
) -> None:
    """A stage for each class; a server takes the activities in order of priority."""
    levels: dict[float, list[str]] = {}
    for number, one in enumerate(station.classes, 1):
        stage = network.stage(f"service-{number}", one.service.in_minutes(scale))
        network.arrive_at_random(one.rate, scale, enters=stage, **rules)
        levels.setdefault(one.priority, []).append(stage)
    for place, priority in enumerate(sorted(levels), 1):
        network.activity(f"priority-{place}", levels[priority],
                         discipline=station.discipline)  # fmt: skip


def _looks(station: Station, span: Span, scale: float) -> dict[str, Look]:
    """What to look at: everybody, and each class by number and by name."""
    begin, end = round(span.warm * scale), round((span.warm + span.window) * scale)

    def everybody(played: Played) -> Sight:
        leaving = station.patience is not None
        return Sight(
            played, played.visits, begin, end, scale, station.servers, leaving=leaving
        )

    looks: dict[str, Look] = dict.fromkeys(("", "all", "overall", "total"), everybody)
    for place, one in enumerate(station.classes):
        for name in one.names:
            looks[name] = _class_look(everybody, station, place)
    return looks


def _class_look(everybody: Look, station: Station, place: int) -> Look:
    def look(played: Played) -> Sight:
        sight = everybody(played)
        return sight.only(_rows_of(sight, station, place))

    return look


def _rows_of(sight: Sight, station: Station, place: int) -> Bools:
    if not _is_urgent_first(station):
        return np.asarray(sight.stays.stage == place + 1)
    first = min(one.priority for one in station.classes)
    urgent = sight.played.cohort.urgent[sight.stays.patient]
    return np.asarray(urgent == (station.classes[place].priority == first))
