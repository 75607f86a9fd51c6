"""What all stations have in common: servers, durations, disciplines, run lengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.verification.given import Given, NotExpressedError, number_in
from planner.verification.shapes import Shape, exponential, shape_of
from planner.verification.study import Effort

DISCIPLINES = {
    "fifo": "first come", "fcfs": "first come", "first": "first come",
    "lifo": "last come", "lcfs": "last come", "last": "last come",
    "priority": "first come",
}  # fmt: skip
LIMITS = ("queue_capacity", "capacity_limit", "waiting_room", "system_capacity")
MEANS = (
    "service_mean", "mean_service_time", "mean_service", "service_time_mean",
)  # fmt: skip
RUN_ON = 200.0
"""Mean services after the window, so that nearly everybody counted has been seen."""


def service_of(given: Given, default: str = "exponential") -> Shape:
    """Duration of a service, from any way in which cases write it.

    Parameters
    ----------
    default : distribution of a mean or rate that comes without one; empty: none
    """
    spec = given.take("service", "service_time", "service_distribution", "duration")
    kind = given.take("distribution", "service_dist")
    given.take("all_exponential")
    if isinstance(spec, Mapping | list):
        return shape_of(spec)
    if isinstance(spec, str):
        kind, spec = spec, None
    keys: dict[str, Any] = {"dist": kind or default}
    if spec is not None:
        keys["mean"] = spec
        keys["dist"] = kind or "deterministic"
    for name in MEANS:
        if given.has(name):
            keys["mean"] = given.number(name)
    for name in ("service_rate_per_server", "service_rate", "mu"):
        if given.has(name):
            keys["mean"] = 1 / given.number(name)
    for name in ("cv", "sd", "cv2", "scv", "k"):
        if given.has(f"service_{name}"):
            keys[name] = given.number(f"service_{name}")
            keys["dist"] = kind or _with_spread(name)
    if "mean" not in keys or not keys["dist"]:
        raise NotExpressedError(
            "no duration of a service, or no distribution, is given"
        )
    return shape_of(keys)


def _with_spread(name: str) -> str:
    if name == "k":
        return "erlang"
    raise NotExpressedError(f"input 'service_{name}' without a distribution")


def patience_of(given: Given) -> Shape | None:
    """How long people wait before they leave the list; None where nobody leaves."""
    given.choice({"true": "", "yes": ""}, "leave_only_while_waiting")
    for name in ("leaving_rate_per_waiting_patient", "leaving_rate", "abandonment_rate",
                 "patience_rate", "reneging_rate", "theta"):  # fmt: skip
        if given.has(name):
            rate = given.number(name)
            kind = str(given.take("patience_distribution", default="exponential"))
            return shape_of({"dist": kind, "mean": 1 / rate}) if rate else None
    spec = given.take("patience", "leaving_after", "patience_time")
    if spec is not None and not isinstance(spec, str):
        return shape_of(spec)
    for name in ("mean_patience", "patience_mean"):
        if given.has(name):
            mean = given.number(name)
            kind = given.take("patience_distribution", "patience_dist")
            if kind is None:
                kind = spec or "exponential"
            keys = {"dist": str(kind), "mean": mean}
            for extra in ("cv", "sd", "k"):
                if given.has(f"patience_{extra}"):
                    keys[extra] = given.number(f"patience_{extra}")
            return shape_of(keys)
    if spec is not None:
        return exponential(number_in(spec, "patience"))
    return None


def discipline_of(given: Given) -> str:
    """Who goes first within a class."""
    given.choice(DISCIPLINES, "within_class", "within_class_discipline")
    return given.choice(DISCIPLINES, "discipline", "queue_discipline")


def refuse_limits(given: Given) -> None:
    """Limits that the planner does not know."""
    given.refuse("the planner's lists have no limit", *LIMITS)
    given.refuse("nobody turns away on coming", "balking", "balking_probability")
    given.choice({"none": "", "no": "", "false": ""}, "preemption", "preemptive")
    given.choice({"empty": ""}, "start")


@dataclass(frozen=True)
class Span:
    """Warm-up and counted time of a run, in the case's unit."""

    warm: float
    window: float
    after: float

    @property
    def whole(self) -> float:
        """Warm-up, window and what comes after it."""
        return self.warm + self.window + self.after


def span_of(
    run: Mapping[str, Any], effort: Effort, rate: float, mean: float, per_arrival: float
) -> Span:
    """Times of a run that is given as customers, batches or time.

    Parameters
    ----------
    rate : people a unit of time
    mean : mean service
    per_arrival : people an arrival, for runs given in batches
    """
    given = Given(run)
    by_people = given.has("customers_per_replication", "customers", "patients")
    if by_people:
        window = (
            given.number("customers_per_replication", "customers", "patients") / rate
        )
        warm = given.number("warmup_customers", "warm_up_customers", default=0) / rate
    elif given.has("batches_per_replication", "batches"):
        each = per_arrival / rate
        window = given.number("batches_per_replication", "batches") * each
        warm = given.number("warmup_batches", default=0) * each
    else:
        names = ("horizon", "run_length", "length", "time", "horizon_days", "weeks")
        window = given.number(*names)
        warm = given.number("warmup", "warm_up", "warmup_days", "warmup_weeks",
                            "warmup_time", default=0)  # fmt: skip
    after = min(RUN_ON * mean, window) if window else RUN_ON * mean
    # Numbers of people are chance: two in a hundred more make sure of them.
    counted = effort.length(window) * (1.02 if by_people else 1.0)
    return Span(effort.length(warm), counted, after)


def replications_of(run: Mapping[str, Any], default: int = 20) -> int:
    """Replications that a case asks for."""
    return int(number_in(run.get("replications", default), "replications"))
