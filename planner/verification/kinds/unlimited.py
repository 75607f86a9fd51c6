"""Places without limit: how many people are there, by a census."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planner.verification.cases import Case, Part
from planner.verification.given import Given, rows_of
from planner.verification.kinds.service import replications_of, service_of, span_of
from planner.verification.measures import NUMBER
from planner.verification.network import Network, fine_scale
from planner.verification.shapes import Shape, shape_of
from planner.verification.sight import Floats, Played, Sight
from planner.verification.sight import Part as Amount
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, studied

Census = Callable[[Floats], Amount]
Kind = tuple[str, float, Shape]
"""Name, people a unit of time, and how long they stay."""


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Each kind of people at a stage that no session serves: a stay, not a wait."""
    given = Given(part.inputs)
    kinds = _kinds_of(given)
    given.refuse("places without limit only", "capacity", "beds", "servers")
    given.choice({"poisson": "", "exp": ""}, "arrivals", "arrival_process")
    given.take("output", "census")
    given.finish()
    asked, reasons = _asked(part, [name for name, _, _ in kinds])
    if not asked:
        return Translated({}, reasons)
    rate = sum(rate for _, rate, _ in kinds)
    means = [shape.mean for _, _, shape in kinds]
    span = span_of(part.run, effort, rate, max(means), 1.0)
    scale = fine_scale(min(means), span.whole)
    network = Network()
    for name, people, shape in kinds:
        network.stage(name, shape.in_minutes(scale), role=None)
        network.arrive_at_random(people, scale, enters=name)
    scenario = network.scenario((span.warm + span.window) * scale)
    times = np.arange(np.ceil(span.warm), span.warm + span.window) * scale
    minutes = np.rint(times).astype(np.int64)

    def observe(played: Played) -> dict[str, Amount]:
        return _observed(played, asked, minutes, scale)

    study = Study(scenario, observe, replications_of(part.run))
    return studied(part, effort, study, reasons)


def _kinds_of(given: Given) -> list[Kind]:
    rows = given.take("patients", "classes", "types")
    if rows is None:
        rate = given.number("arrival_rate", "lambda")
        return [("everybody", rate, service_of(given))]
    kinds = []
    for number, row in enumerate(rows_of(rows, "patients"), 1):
        own = Given(row)
        if own.has("mean_interarrival_days", "mean_interarrival"):
            rate = 1 / own.number("mean_interarrival_days", "mean_interarrival")
        else:
            rate = own.number("rate", "arrival_rate", "rate_per_day")
        los = own.take("los", "stay", "length_of_stay")
        shape = service_of(own) if los is None else shape_of(los)
        name = str(own.take("type", "name", default=f"kind{number}"))
        own.finish()
        kinds.append((name, rate, shape))
    return kinds


def _observed(
    played: Played,
    asked: Mapping[str, tuple[int | None, Census]],
    minutes: Any,
    scale: float,
) -> dict[str, Amount]:
    visits, found = played.visits, {}
    for name, (stage, census) in asked.items():
        here = visits if stage is None else visits.take(visits.stage == stage)
        sight = Sight(played, here, 0, int(minutes[-1]), scale)
        found[name] = census(sight.number_at(minutes))
    return found


def _delayed(beds: str) -> Census:
    """Chance that somebody who comes finds so many beds taken: P(n) / P(at most n)."""
    number = int(float(beds))
    return lambda present: (
        float(np.count_nonzero(present == number)),
        float(np.count_nonzero(present <= number)),
    )


def _mean() -> Census:
    return lambda present: (float(present.sum()), float(len(present)))


def _share(compare: Callable[[Floats, float], Any]) -> Callable[[str], Census]:
    def of(number: str) -> Census:
        return lambda present: (
            float(np.count_nonzero(compare(present, float(number)))),
            float(len(present)),
        )

    return of


def _percentile(percent: str) -> Census:
    return lambda present: (float(np.percentile(present, float(percent))), 1.0)


NAMES: Mapping[str, Callable[..., Census]] = {
    rf"p_delay_{NUMBER}_beds": _delayed,
    r"mean_(?:occupancy|number_present|census)|L": _mean,
    r"sd_occupancy|occupancy_sd": lambda: lambda present: (float(present.std()), 1.0),
    rf"p_occupancy_(?:eq_)?{NUMBER}|p_n_{NUMBER}": _share(np.equal),
    rf"p_occupancy_(?:le|at_most)_{NUMBER}": _share(np.less_equal),
    rf"p_occupancy_gt_{NUMBER}": _share(np.greater),
    rf"p_occupancy_ge_{NUMBER}": _share(np.greater_equal),
    rf"p{NUMBER}_occupancy|occupancy_p{NUMBER}": _percentile,
    r"p_empty": lambda: _share(np.equal)("0"),
}


def _asked(
    part: Part, kinds: list[str]
) -> tuple[dict[str, tuple[int | None, Census]], dict[str, str]]:
    """Metrics that are known, of everybody or of one kind; and the others."""
    found: dict[str, tuple[int | None, Census]] = {}
    reasons = {}
    for name in part.asked:
        owner, dot, rest = name.partition(".")
        stage = kinds.index(owner) + 1 if dot and owner in kinds else None
        census = _named(rest if stage else name)
        if census is None:
            reasons[name] = UNKNOWN
        else:
            found[name] = (stage, census)
    return found, reasons


def _named(name: str) -> Census | None:
    for pattern, make in NAMES.items():
        match = re.fullmatch(pattern, name)
        if match:
            return make(*filter(None, match.groups()))
    return None
