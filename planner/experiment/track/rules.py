"""Rules that say when a service has left its plan, with a stated rate of false alarms.

Each month's count is measured in standard deviations of what the plan predicts, over
everything that fits. Three rules look at these: a point, two of three successive months
and eight successive months on one side. The plan's own replications, each judged by the
others as if it had happened, set the limits: in so many of a hundred plans that go as
planned, any rule fires on any count by the last month looked at. Limits worked out for
independent months would not do: a list remembers, and so does a plan whose demand was
a little higher all along.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.locale import gettext_noop

Floats = npt.NDArray[np.float64]
FALSE_ALARMS = 0.05
"""Share of plans that go as planned of which any rule says otherwise."""
FEWEST = 40
"""Replications that limits need."""


@dataclass(frozen=True)
class ChartRule:
    """One rule: months that it looks at, and how many of them must be beyond.

    Attributes
    ----------
    usual : limit in standard deviations where a count does not vary at all
    """

    name: str
    months: int
    beyond: int
    usual: float


RULES = (
    ChartRule(gettext_noop("one month far out"), 1, 1, 3.0),
    ChartRule(gettext_noop("two of three months out"), 3, 2, 2.0),
    ChartRule(gettext_noop("eight months on one side"), 8, 8, 1.0),
)


@dataclass(frozen=True)
class Alarm:
    """The first month at which a rule says that a count has left the plan.

    Attributes
    ----------
    month : place among the months looked at
    side : 1 above, -1 below
    """

    measure: str
    rule: ChartRule
    month: int
    side: int


@dataclass(frozen=True)
class ChartJudgement:
    """Alarms of one board, the limits they rest on, and how often these are false.

    Attributes
    ----------
    limits : by measure and name of the rule, in standard deviations
    false_alarms : share of the plan's own replications with an alarm
    """

    alarms: tuple[Alarm, ...]
    limits: Mapping[tuple[str, str], float]
    false_alarms: float

    def first(self, measures: Sequence[str]) -> Alarm | None:
        """The first alarm on one of these counts."""
        own = [each for each in self.alarms if each.measure in measures]
        return min(own, key=lambda each: each.month, default=None)


def judge(
    predicted: Mapping[str, Floats],
    actual: Mapping[str, Floats],
    floor: Mapping[str, float],
) -> ChartJudgement:
    """Alarms on the counts of one board.

    Parameters
    ----------
    predicted : by measure, of shape (replications, months)
    actual : by measure, one a month; not a number where it was not counted: the months
        before and after then stand side by side
    floor : least standard deviation by measure, from how coarsely it is counted
    """
    scores = {
        name: _scores(predicted[name], actual[name], floor[name]) for name in actual
    }
    own = dict(_each(scores, _of_replications))
    limits = _limits(own)
    alarms = []
    for name, (_replicated, happened, months) in scores.items():
        for rule in RULES:
            if (name, rule.name) not in limits:
                continue
            signed = _signed(happened[None, :], rule)[0]
            beyond = np.flatnonzero(np.abs(signed) > limits[name, rule.name])
            if len(beyond):
                place = int(beyond[0])
                month = int(months[place + rule.months - 1])
                alarms.append(Alarm(name, rule, month, int(np.sign(signed[place]))))
    alarms.sort(key=lambda each: each.month)
    fired = [values > limits[key] for key, values in own.items()]
    share = float(np.any(fired, axis=0).mean()) if fired else 0.0
    return ChartJudgement(tuple(alarms), limits, share)


Scored = tuple[Floats, Floats, npt.NDArray[np.intp]]


def _scores(predicted: Floats, actual: Floats, floor: float) -> Scored:
    """Standard deviations from the mean: of each replication, and of what happened.

    A replication is judged by the others; the months that were counted come last.
    """
    months = np.flatnonzero(np.isfinite(actual))
    values, number = predicted[:, months], len(predicted)
    mean, total = values.mean(axis=0), (values**2).sum(axis=0)
    spread = np.maximum(values.std(axis=0, ddof=1), floor)
    others = (values.sum(axis=0) - values) / (number - 1)
    squares = (total - values**2) - (number - 1) * others**2
    apart = np.maximum(np.sqrt(np.maximum(squares, 0) / (number - 2)), floor)
    replicated = (values - others) / (apart * math.sqrt(1 + 1 / (number - 1)))
    happened = (actual[months] - mean) / (spread * math.sqrt(1 + 1 / number))
    return replicated, happened, months


def _each(
    scores: Mapping[str, Scored], of: Callable[[Scored, ChartRule], Floats]
) -> list[tuple[tuple[str, str], Floats]]:
    return [
        ((name, rule.name), of(scored, rule))
        for name, scored in scores.items()
        for rule in RULES
        if len(scored[2]) >= rule.months
    ]


def _of_replications(scored: Scored, rule: ChartRule) -> Floats:
    return np.asarray(np.abs(_signed(scored[0], rule)).max(axis=1))


def _signed(scores: Floats, rule: ChartRule) -> Floats:
    """Distance of each window of months, with its side; shape (rows, windows)."""
    windows = np.lib.stride_tricks.sliding_window_view(scores, rule.months, axis=1)
    place = rule.months - rule.beyond
    above = np.maximum(np.sort(windows, axis=2)[..., place], 0.0)
    below = np.maximum(np.sort(-windows, axis=2)[..., place], 0.0)
    return np.where(above >= below, above, -below)


def _limits(own: Mapping[tuple[str, str], Floats]) -> dict[tuple[str, str], float]:
    """Limits that all rules and counts together exceed as seldom as is stated."""
    usual = {rule.name: rule.usual for rule in RULES}
    varied = {key: v for key, v in own.items() if v.std() > 1e-9}
    if not varied:
        return {key: usual[key[1]] for key in own}
    relative = np.stack([(v - v.mean()) / v.std() for v in varied.values()])
    worst = np.sort(relative.max(axis=0))
    rank = math.ceil((1 - FALSE_ALARMS) * (len(worst) + 1))
    times = float(worst[min(rank, len(worst)) - 1])
    return {
        key: float(v.mean() + times * v.std()) if key in varied else usual[key[1]]
        for key, v in own.items()
    }
