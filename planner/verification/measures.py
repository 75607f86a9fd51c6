"""Measures of a case in one replication: a sum over a base, or a list of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planner.calibration.targets import LIST, mean_of_month_ends
from planner.errors import Problem, ScenarioError
from planner.locale import _
from planner.outcomes.benefits.kpis import BENEFITS
from planner.outcomes.measure_index import ALL
from planner.outcomes.observed import STATES, Floats, TimedVisits
from planner.outcomes.periods import Periods
from planner.verification.format import Measure
from planner.verification.sight import Sight

Part = tuple[Any, float]
"""Numerator, or a list of values, and denominator."""
NONE: Part = (0.0, 0.0)
BENEFIT_NAMES = {kpi.id for kpi in BENEFITS}
PEOPLE: Mapping[str, Callable[[TimedVisits], Any]] = {
    "wait": lambda w: np.where(w["seen"], w["wait"], np.inf),
    "start": lambda w: np.where(w["seen"], w["started"], np.inf),
    "end": lambda w: np.where(w["seen"], w["finished"], np.inf),
    "time_in_system": lambda w: np.where(w["seen"], w["finished"] - w["first"], np.inf),
    "service": lambda w: np.where(w["seen"], w["finished"] - w["started"], np.inf),
    "left_at": lambda w: np.where(w["left"], w["off"], np.inf),
    "wait_of_leavers": lambda w: np.where(w["left"], w["off"] - w["joined"], np.inf),
    "wait_of_all": lambda w: w["off"] - w["joined"],
}
"""Times of each person; infinite for those whom they do not concern."""
IDS: Mapping[str, Callable[[TimedVisits], Any]] = {
    "came": lambda w: np.isfinite(w["first"]),
    "started": lambda w: w["seen"],
    "completed": lambda w: w["seen"] & np.isfinite(w["finished"]),
    "left": lambda w: w["left"],
    "in_service": lambda w: w["seen"] & ~np.isfinite(w["finished"]),
    "waiting": lambda w: ~w["seen"] & ~w["left"],
    "in_order": lambda w: w["seen"],
}
"""Whose ids are listed."""
COUNTS: Mapping[str, Callable[[TimedVisits], Any]] = {
    "arrivals": lambda s: np.where(s["attempt"] == 1, s["first"], np.inf),
    "starts": lambda s: np.where(s["seen"], s["started"], np.inf),
    "completions": lambda s: np.where(s["seen"], s["finished"], np.inf),
    "left": lambda s: np.where(s["left"], s["off"], np.inf),
    "missed": lambda s: np.where(s["missed"], s["started"], np.inf),
    "appointments": lambda s: s["started"],
}
"""Happenings that are counted, by their time."""
STATISTICS: Mapping[str, Callable[[Floats, Measure], Part]] = {
    "mean": lambda v, m: (v.sum(), len(v)),
    "sd": lambda v, m: (v.std(), 1.0) if len(v) else NONE,
    "min": lambda v, m: (v.min(), 1.0) if len(v) else NONE,
    "max": lambda v, m: (v.max(), 1.0) if len(v) else NONE,
    "last": lambda v, m: (v[-1], 1.0) if len(v) else NONE,
    "percentile": lambda v, m: (np.percentile(v, m.p), 1.0) if len(v) else NONE,
    "sum": lambda v, m: (v.sum(), 1.0),
    "count": lambda v, m: (len(v), 1.0),
    "each": lambda v, m: (v.tolist(), 1.0),
    "share_over": lambda v, m: (np.count_nonzero(v > _edge(m)), len(v)),
    "share_within": lambda v, m: (np.count_nonzero(v <= _edge(m)), len(v)),
    "share_equal": lambda v, m: (np.count_nonzero(v == m.limit), len(v)),
    "delay": lambda v, m: (float((v == m.limit).sum()), float((v <= m.limit).sum())),
}


def measured(sight: Sight, what: Measure) -> Part:
    """A measure of one replication."""
    # What has not happened is infinite; between two such moments lies no time.
    with np.errstate(invalid="ignore"):
        return MAKERS[what.measure](sight, what)


def is_statistic_of(what: Measure) -> bool:
    """Whether a statistic is one of what is measured."""
    counted = what.measure in COUNTS or what.measure.startswith("places")
    own = IDS if what.measure == "ids" else STATISTICS
    return what.statistic in ("", *(("count", "rate") if counted else own))


def _edge(what: Measure) -> float:
    # A wait of exactly the limit is not longer, whatever the last digit says.
    return what.limit + 1e-9 * max(1.0, abs(what.limit))


def _statistic(values: Any, what: Measure, usual: str = "mean") -> Part:
    return STATISTICS[what.statistic or usual](values, what)


def _period(sight: Sight, what: Measure) -> tuple[float, float]:
    window = sight.case.window
    start = window.warm_up if what.start is None else what.start
    return start, window.end if what.until is None else what.until


def _within(sight: Sight, what: Measure, moments: Any) -> Any:
    start, until = _period(sight, what)
    return (moments >= start) & (moments < until)


def _ways(sight: Sight, what: Measure) -> dict[str, Any]:
    """Those counted: a row a visit, or a whole way over several stages."""
    way = sight.ways(what)
    by = {"arrivals": "first", "starts": "started", "ends": "finished"}
    counted = _within(sight, what, way[by[what.counts or sight.case.window.counts]])
    return {name: values[counted] for name, values in way.items()}


def _of_people(sight: Sight, what: Measure) -> Part:
    way = _ways(sight, what)
    values = PEOPLE[what.measure](way)
    if what.statistic == "each":
        values = values[_as_listed(sight, way["patient"])]
    top, base = _statistic(values[np.isfinite(values)], what)
    return top, float(len(values)) if what.of_all else base


def _ids(sight: Sight, what: Measure) -> Part:
    way = _ways(sight, what)
    chosen = np.flatnonzero(IDS[what.statistic or "came"](way))
    order = _as_listed(sight, way["patient"][chosen])
    if what.statistic == "in_order":
        order = np.argsort(way["started"][chosen], kind="stable")
    return [sight.id_of(patient) for patient in way["patient"][chosen][order]], 1.0


def _as_listed(sight: Sight, patients: Any) -> Any:
    """Positions of people in the order in which the file lists them."""
    places = {person.id: place for place, person in enumerate(sight.case.people)}
    listed = [places.get(sight.id_of(patient), 0) for patient in patients]
    return np.argsort(np.array(listed, dtype=int), kind="stable")


def _count(sight: Sight, what: Measure) -> Part:
    inside = _within(sight, what, COUNTS[what.measure](sight.of(what)))
    return float(np.count_nonzero(inside)), _length(sight, what)


def _length(sight: Sight, what: Measure) -> float:
    start, until = _period(sight, what)
    return until - start if what.statistic == "rate" else 1.0


def _moments(sight: Sight, what: Measure) -> tuple[Floats, bool]:
    """Moments at which a state is looked at, and whether just before them."""
    (start, until), step = _period(sight, what), what.every or 1.0
    number = int(np.ceil((until - start) / step - 1e-9))
    moments = np.array([start + step * place for place in range(number)])
    if what.at == "sessions":
        moments = np.unique(sight.openings["start"][sight.openings["places"]])
        moments = moments[_within(sight, what, moments)]
    elif what.at is not None:
        moments = np.atleast_1d(np.asarray(what.at, dtype=float))
    return moments, what.moment == "before"


def _of_state(sight: Sight, what: Measure) -> Part:
    censused = what.at is not None or what.every is not None
    if censused or what.statistic not in ("", "mean"):
        number = sight.numbers(what, what.measure, *_moments(sight, what))
        return _statistic(number, what)
    start, until = _period(sight, what)
    return sight.time_in(what, what.measure, start, until), until - start


def _cleared(sight: Sight, what: Measure) -> Part:
    """First moment after the longest list at which it is no longer than the limit."""
    moments, before = _moments(sight, what)
    number = sight.numbers(what, "list", moments, before)
    top = int(np.argmax(number))
    empty = np.flatnonzero(number[top:] <= what.limit)
    return (moments[top + empty[0]], 1.0) if len(empty) else NONE


def _ages(sight: Sight, what: Measure) -> Part:
    """Times waited by those on the list at a moment, or the share beyond a limit."""
    moments, before = _moments(sight, what)
    ages = sight.ages(what, moments[0], before)
    if what.measure == "older":
        return float(np.count_nonzero(ages > _edge(what))), len(ages)
    return _statistic(ages, what)


def _places(sight: Sight, what: Measure) -> Part:
    mine, timed = sight.held(what.servers)
    moments = sight.openings["start"][mine & sight.openings["places"]]
    offered = float(np.count_nonzero(_within(sight, what, moments)))
    used = float(np.count_nonzero(_within(sight, what, timed["started"])))
    if what.measure == "utilisation":
        return used, offered
    amounts = {"places": offered, "places_used": used, "places_lost": offered - used}
    return amounts[what.measure], _length(sight, what)


def _utilisation(sight: Sight, what: Measure) -> Part:
    """Busy over open time; or the share of places used."""
    mine, _ = sight.held(what.servers)
    if mine.any() and sight.openings["places"][mine].all():
        return _places(sight, what)
    return sight.use(what.servers, *_period(sight, what))


def _overtime(sight: Sight, what: Measure) -> Part:
    ended, over = sight.overtime(what.servers)
    inside = ended & _within(sight, what, sight.openings["start"])
    return _statistic(over[inside], what, "sum")


def _little(sight: Sight, what: Measure) -> Part:
    """Mean list over rate of joining times mean time on it; one in the long run."""
    timed = sight.of(what)
    counted = _within(sight, what, timed["joined"])
    waits = (timed["off"] - timed["joined"])[counted & np.isfinite(timed["off"])]
    listed = sight.time_in(what, "list", *_period(sight, what))
    return listed, waits.mean() * counted.sum()


def _result(sight: Sight, what: Measure) -> Part:
    """A figure of the results table, by provider, stage, group and period."""
    periods, stage = Periods.of(sight.world.scenario), what.stage or ALL
    about = what.provider, ALL, stage, what.role, what.group, what.reason
    of_benefits = what.kpi in BENEFIT_NAMES
    for key, amounts in sight.benefits if of_benefits else sight.results:
        labels, values = periods[key.span].labels, amounts.values[0]
        if key.kpi == what.kpi and key[:6] == about:
            if key.kpi == LIST and what.period in periods.years.labels:
                year = periods.years.labels.index(what.period)
                return mean_of_month_ends(values, periods, year), 1.0
            if what.period in labels:
                return float(values[labels.index(what.period)]), 1.0
    rule = _(
        "the results hold no {kpi} of {provider}, {stage}",
        kpi=what.kpi,
        provider=what.provider,
        stage=stage,
    )
    hint = _("take provider, stage, kpi and period as a run's results name them")
    raise ScenarioError(Problem(sight.case.id, rule, "expect.kpi", what.period, hint))


MAKERS: Mapping[str, Callable[[Sight, Measure], Part]] = {
    **dict.fromkeys(PEOPLE, _of_people),
    **dict.fromkeys(STATES, _of_state),
    **dict.fromkeys(COUNTS, _count),
    **dict.fromkeys(("age", "older"), _ages),
    **dict.fromkeys(("places", "places_used", "places_lost"), _places),
    "ids": _ids,
    "cleared": _cleared,
    "utilisation": _utilisation,
    "overtime": _overtime,
    "balance": lambda sight, what: (sight.lost_people(), 1.0),
    "little": _little,
    "result": _result,
}
"""Every measure by name."""
