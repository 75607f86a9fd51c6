"""A plan beside its actual counts: bands, alarms and causes after so many months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.board_data.actuals import (
    COLUMNS,
    LIST,
    MISSED,
    NURSES,
    OPERATORS,
    REFERRALS,
    SCANS,
    SESSIONS,
    Actuals,
    months_of,
)
from planner.experiment.statistics.set_bands import SetBands, set_bands, sets_of
from planner.experiment.track.causes import ListGap, list_gap
from planner.experiment.track.predicted import MonthlyCounts
from planner.experiment.track.rules import Alarm, ChartJudgement, judge
from planner.inputs.scenario import Scenario
from planner.locale import gettext_noop

Floats = npt.NDArray[np.float64]
PER_SESSION, MISSED_SHARE = "scans_per_session", "missed_share"
MEASURES: Mapping[str, str] = {
    LIST: gettext_noop("DXA list"),
    REFERRALS: gettext_noop("referrals"),
    SCANS: gettext_noop("scans"),
    "removals": gettext_noop("taken off the list"),
    MISSED: gettext_noop("missed appointments"),
    SESSIONS: gettext_noop("sessions that ran"),
    OPERATORS: gettext_noop("operators in post"),
    NURSES: gettext_noop("nurses in post"),
    PER_SESSION: gettext_noop("scans a session"),
    MISSED_SHARE: gettext_noop("missed, %"),
}
CAUSES: Mapping[str, tuple[str, ...]] = {
    gettext_noop("demand"): (REFERRALS,),
    gettext_noop("capacity"): (SESSIONS, OPERATORS, NURSES),
    gettext_noop("missed appointments (DNA)"): (MISSED_SHARE,),
    gettext_noop("scans a session"): (PER_SESSION,),
}
"""Measured inputs by the cause that they tell of."""
JUDGED = tuple(name for name in MEASURES if name not in (SCANS, MISSED))
"""Counts that the rules look at; scans and misses are looked at for each session."""
LOOK_BACKS = (6, 12)
FLOORS = {OPERATORS: 0.1, NURSES: 0.1, PER_SESSION: 0.1, MISSED_SHARE: 0.5}
ROUNDING = 0.5
"""Least standard deviation of a count of whole people or sessions."""


@dataclass(frozen=True)
class LookBack:
    """A plan beside its counts at the end of a month.

    Attributes
    ----------
    months : of the plan that are over
    left : the first measured input that left the plan; None: none did
    gap : of the list; None where none was counted that month
    """

    months: int
    label: str
    judgement: ChartJudgement
    left: Alarm | None
    gap: ListGap | None


@dataclass(frozen=True)
class TrackedBoard:
    """One board: what was predicted, what happened, and what the rules say."""

    board: str
    labels: tuple[str, ...]
    actual: Mapping[str, Floats] = field(repr=False)
    bands: Mapping[str, SetBands] = field(repr=False)
    look_backs: tuple[LookBack, ...]

    @property
    def now(self) -> LookBack:
        """The last look back."""
        return self.look_backs[-1]

    @property
    def reported(self) -> list[int]:
        """Places of months with any count."""
        known = np.isfinite([self.actual[name] for name in COLUMNS]).any(axis=0)
        return [int(place) for place in np.flatnonzero(known)]

    @property
    def missing(self) -> list[str]:
        """Months without any count before the last that has one."""
        there = self.reported
        return [self.labels[k] for k in range(max(there)) if k not in there]


def track_board(
    plan: Scenario, board: str, predicted: MonthlyCounts, actuals: Actuals
) -> TrackedBoard:
    """One board's plan, from its first replication on, beside its counts."""
    labels = tuple(label for label, _first, _last in months_of(plan))
    values = with_rates(
        {name: predicted.values[:, k] for k, name in enumerate(COLUMNS)}
    )
    actual = with_rates(actual_counts(actuals, board, labels))
    sets = sets_of(len(predicted), plan.sets)
    bands = {name: set_bands(values[name], sets) for name in values}
    last = max(labels.index(month) for month in actuals.counts[board]) + 1
    ends = [n for n in LOOK_BACKS if n < last] + [last]
    looks = tuple(_look_back(labels, values, actual, n) for n in ends)
    return TrackedBoard(board, labels, actual, bands, looks)


def actual_counts(
    actuals: Actuals, board: str, labels: tuple[str, ...]
) -> dict[str, Floats]:
    """Counts of a board by column, one a month; not a number where none was given."""
    counts = actuals.counts[board]
    return {
        name: np.array(
            [counts.get(month, {}).get(name, np.nan) for month in labels], dtype=float
        )
        for name in COLUMNS
    }


def with_rates(counts: Mapping[str, Floats]) -> dict[str, Floats]:
    """Counts with scans a session and the share of appointments missed."""
    booked = counts[SCANS] + counts[MISSED]
    sessions = np.where(counts[SESSIONS] > 0, counts[SESSIONS], np.nan)
    return {
        **counts,
        PER_SESSION: counts[SCANS] / sessions,
        MISSED_SHARE: 100 * counts[MISSED] / np.where(booked > 0, booked, np.nan),
    }


def _look_back(
    labels: tuple[str, ...],
    values: Mapping[str, Floats],
    actual: Mapping[str, Floats],
    months: int,
) -> LookBack:
    known = [name for name in JUDGED if np.isfinite(actual[name][:months]).any()]
    judgement = judge(
        {name: np.nan_to_num(values[name][:, :months]) for name in known},
        {name: actual[name][:months] for name in known},
        {name: FLOORS.get(name, ROUNDING) for name in known},
    )
    inputs = [name for names in CAUSES.values() for name in names]
    expected = {name: np.nanmean(values[name], axis=0) for name in COLUMNS}
    return LookBack(
        months=months,
        label=labels[months - 1],
        judgement=judgement,
        left=judgement.first(inputs),
        gap=list_gap(expected, actual, months),
    )
