"""What is looked at in one replication: stays of some people, in a window of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.demand.cohort import FAR, Cohort
from planner.outcomes.queues import off_list
from planner.pathway.visits import Outcome, Visits

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Part = tuple[float, float]
"""What one replication adds to a metric: numerator and denominator."""


@dataclass(frozen=True)
class Played:
    """Tables of one replication."""

    cohort: Cohort
    rota: Rota
    visits: Visits


@dataclass(frozen=True)
class Sight:
    """Stays at one station or of one class; times in minutes, answers in units.

    Parameters
    ----------
    begin, end : the window; who joined in it is counted, what happened in it is summed
    scale : minutes to a unit of the case
    servers : number of servers, 0 where that has no meaning
    openings : minutes at which sessions open, sorted, for lists that sessions serve
    places : places of each opening
    leaving : whether people may leave the list; a wait may then end so, too
    """

    played: Played
    stays: Visits
    begin: int
    end: int
    scale: float
    servers: float = 0.0
    openings: Ints | None = None
    places: Ints | None = None
    leaving: bool = False

    def only(self, rows: Bools) -> Sight:
        """The same window on some of the stays."""
        return replace(self, stays=self.stays.take(rows))

    @property
    def length(self) -> float:
        """Length of the window, in units."""
        return (self.end - self.begin) / self.scale

    @cached_property
    def counted(self) -> Visits:
        """Stays of people who first joined in the window."""
        joined = self.stays.first_joined
        return self.stays.take((joined >= self.begin) & (joined < self.end))

    @cached_property
    def seen(self) -> Visits:
        """Attended stays of people who first joined in the window."""
        stays = self.counted
        attended = (stays.outcome == Outcome.SEEN) | (stays.outcome == Outcome.OPEN)
        return stays.take(attended & (stays.started >= 0))

    @cached_property
    def waits(self) -> Floats:
        """Units of waiting of everybody whose wait is over."""
        return self.waits_until_left if self.leaving else self.waits_seen

    @cached_property
    def waits_seen(self) -> Floats:
        """Units from first joining to the attended appointment."""
        return np.asarray((self.seen.started - self.seen.first_joined) / self.scale)

    @cached_property
    def waits_until_left(self) -> Floats:
        """Units on the list, of those seen and of those who left it unseen."""
        joined = self.stays.joined
        counts = (joined >= self.begin) & (joined < self.end) & (self.off_list < FAR)
        return np.asarray((self.off_list[counts] - joined[counts]) / self.scale)

    @property
    def ends(self) -> Ints:
        """Minutes at which services ended."""
        return np.asarray(self.stays.finished[self.stays.outcome == Outcome.SEEN])

    @cached_property
    def off_list(self) -> Ints:
        """Minute at which each stay's wait ended."""
        return off_list(self.stays)

    @cached_property
    def gone(self) -> Ints:
        """Minute at which each stay ended, FAR while it lasts."""
        stays = self.stays
        finished = np.where(stays.finished >= 0, stays.finished, FAR)
        return np.asarray(np.where(stays.started >= 0, finished, self.off_list))

    def time_in(self, first: Ints, last: Ints) -> float:
        """Sum over stays of the units of the window that lie between two minutes."""
        inside = np.minimum(last, self.end) - np.maximum(first, self.begin)
        return float(np.maximum(inside, 0).sum(dtype=np.float64)) / self.scale

    def busy(self) -> float:
        """Units of the window in which somebody was being seen, summed over people."""
        begun = self.stays.started >= 0
        return self.time_in(self.stays.started[begun], self.gone[begun])

    def number_at(self, minutes: Ints, *, waiting_only: bool = False) -> Floats:
        """People present, or waiting, at each minute: joined before it, not gone."""
        first, last = self.stays.joined, self.off_list if waiting_only else self.gone
        some = first < last
        joined = np.searchsorted(np.sort(first[some]), minutes, side="left")
        gone = np.searchsorted(np.sort(last[some]), minutes, side="left")
        return (joined - gone).astype(float)

    @cached_property
    def sessions(self) -> Ints:
        """Positions of the openings that lie in the window."""
        assert self.openings is not None
        inside = (self.openings >= self.begin) & (self.openings < self.end)
        return np.flatnonzero(inside)

    def given_at(self, minutes: Ints) -> Floats:
        """Appointments begun at each of these minutes."""
        started = np.sort(self.stays.started)
        right = np.searchsorted(started, minutes, side="right")
        return (right - np.searchsorted(started, minutes, side="left")).astype(float)

    def begun(self) -> float:
        """Appointments that began in the window, missed ones included."""
        started = self.stays.started
        inside = (started >= self.begin) & (started < self.end)
        return float(np.count_nonzero(inside))

    def places_offered(self) -> float:
        """Places of the openings in the window."""
        assert self.places is not None
        return float(self.places[self.sessions].sum())
