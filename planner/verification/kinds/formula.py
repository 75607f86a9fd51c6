"""Rules of thumb for waiting lists, by the names that cases give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from planner.verification.arithmetic import waiting_lists as rules
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError
from planner.verification.study import Effort
from planner.verification.translated import UNKNOWN, Translated, computed

NAME = re.compile(r"([a-z_]+?)(?:_factor_?(\d+(?:\.\d+)?))?(?:\((.*)\))?")
Arguments = tuple[list[float], dict[str, float]]


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Each metric is a rule; numbers in brackets after its name are its own inputs."""
    return computed(part, lambda name: _tell(name, Given(part.inputs)))


def _tell(name: str, given: Given) -> float:
    match = NAME.fullmatch(name)
    tell = RULES.get(match.group(1)) if match else None
    if match is None or tell is None:
        raise NotExpressedError(UNKNOWN)
    places, named = _arguments(match.group(3) or "")
    if match.group(2):
        named["factor"] = float(match.group(2))
    return tell(given, places, named)


def _arguments(text: str) -> Arguments:
    """Numbers by position, and by word: "30,52,factor3,cv1.1,1.2"."""
    places: list[float] = []
    named: dict[str, float] = {}
    for item in filter(None, (item.strip() for item in text.split(","))):
        match = re.fullmatch(r"([a-z_]*?)[_=\s]*(-?\d+(?:\.\d+)?)", item)
        if match is None:
            raise NotExpressedError(f"cannot read {item!r} in the metric's name")
        word, value = match.group(1), float(match.group(2))
        if word == "cv":
            named["cv_demand"] = value
        elif not word and "cv_demand" in named and "cv_capacity" not in named:
            named["cv_capacity"] = value
        elif word:
            named[word] = value
        else:
            places.append(value)
    return places, named


def _asker(
    given: Given, places: list[float], named: dict[str, float]
) -> Callable[..., float]:
    """Values by position in the name, else by word in it, else by key of the inputs."""

    def ask(place: int, *names: str, default: float | None = None) -> float:
        if 0 <= place < len(places):
            return places[place]
        for name in names:
            if name in named:
                return named[name]
        if default is None:
            return given.number(*names)
        return given.number(*names, default=default)

    return ask


DEMAND = ("demand", "referrals_per_week", "arrival_rate")
TARGET = ("target_wait", "target", "target_weeks")
CVS = (("cv_demand", "cva", "cv_arrival", "cv_referrals"),
       ("cv_capacity", "cvs", "cv_service", "cv_removals"))  # fmt: skip


def _load(given: Given, places: list[float], named: dict[str, float]) -> float:
    ask = _asker(given, places, named)
    return rules.queue_load(ask(0, *DEMAND), ask(1, "capacity", "slots_per_week"))


def _mean_wait(given: Given, places: list[float], named: dict[str, float]) -> float:
    ask = _asker(given, places, named)
    return rules.target_mean_wait(
        ask(0, *TARGET), ask(1, "factor", default=rules.FACTOR)
    )


def _queue(given: Given, places: list[float], named: dict[str, float]) -> float:
    ask = _asker(given, places, named)
    return rules.target_queue_size(
        ask(0, *DEMAND), ask(1, *TARGET), ask(2, "factor", default=rules.FACTOR)
    )


def _ratio(given: Given, places: list[float], named: dict[str, float]) -> float:
    return given.number("queue_size", "queue", "list") / _queue(given, places, named)


def _relief(given: Given, places: list[float], named: dict[str, float]) -> float:
    ask = _asker(given, places, named)
    if len(places) > 2 or given.has("target_queue_size", "target_queue"):
        target = ask(2, "target_queue_size", "target_queue")
    else:
        target = _queue(given, [], named)
    return rules.relief_capacity(
        ask(0, *DEMAND),
        ask(1, "queue_size", "queue", "list", "initial_list"),
        target,
        ask(3, "weeks_to_target", "time_to_target", "weeks", default=26),
        referrals=ask(4, "num_referrals", "number_of_referrals", default=0),
        cv_demand=ask(5, *CVS[0], default=0),
    )


def _capacity(given: Given, places: list[float], named: dict[str, float]) -> float:
    ask = _asker(given, places, named)
    return rules.target_capacity(
        ask(0, *DEMAND),
        ask(1, *TARGET),
        ask(2, "factor", default=rules.FACTOR),
        ask(3, *CVS[0], default=1),
        ask(4, *CVS[1], default=1),
    )


def _pressure(given: Given, places: list[float], named: dict[str, float]) -> float:
    ask = _asker(given, places, named)
    return rules.waiting_list_pressure(
        ask(0, "mean_wait"), ask(1, *TARGET), named.get("factor", 2.0)
    )


Tell = Callable[[Given, list[float], dict[str, float]], float]
RULES: Mapping[str, Tell] = {
    "queue_load": _load,
    "load": _load,
    "target_mean_wait": _mean_wait,
    "target_queue_size": _queue,
    "target_queue": _queue,
    "queue_ratio": _ratio,
    "relief_capacity": _relief,
    "target_capacity": _capacity,
    "pressure": _pressure,
    "waiting_list_pressure": _pressure,
}
