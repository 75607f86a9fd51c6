"""Waiting lists as an engine sees them: one queue a list and activity."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from planner.pathway.network import ActivityTable

Entry = tuple[int, int, int, int]
"""Urgency, order and patient, by which a queue is sorted; the version meant."""


class ActivityQueue:
    """People of one list whom one activity may take, first those who go first.

    An entry of an earlier version, or whose window has closed, is dropped when it comes
    to the head: nobody is searched for.
    """

    def __init__(
        self, activity: ActivityTable, still_waits: Callable[[int, int], bool]
    ):
        self.activity = activity
        self._admits = activity.admits.tolist()
        self._urgency = activity.urgency.tolist()
        self._opens = activity.opens.tolist()
        self._closes = activity.closes.tolist()
        self._still_waits = still_waits
        self._not_ready: list[tuple[int, Entry]] = []
        self._ready: list[Entry] = []

    def add(
        self,
        patient: int,
        version: int,
        *,
        joined: int,
        first_joined: int,
        clock: int,
        notice: int,
    ) -> int | None:
        """Let a person in who joins a stage of this activity.

        Returns
        -------
        the minute from which the person can be taken, or None when never admitted
        """  # fmt: skip
        if not self._admits[patient]:
            return None
        activity = self.activity
        opens: int = self._opens[patient]
        ready = max(joined + notice, first_joined + activity.threshold, opens)
        if ready > self._closes[patient]:
            return None
        order = _order(activity, joined, first_joined, clock)
        entry = (self._urgency[patient], order, patient, version)
        heappush(self._not_ready, (ready, entry))
        return ready

    def closes(self, patient: int) -> int:
        """Last minute at which a person is admitted."""
        return int(self._closes[patient])

    def head(self, now: int) -> int | None:
        """Patient who goes first among those ready and admitted, or None."""
        waiting, ready = self._not_ready, self._ready
        while waiting and waiting[0][0] <= now:
            heappush(ready, heappop(waiting)[1])
        while ready:
            _, _, patient, version = ready[0]
            if now <= self._closes[patient] and self._still_waits(patient, version):
                return patient
            heappop(ready)
        return None


def _order(activity: ActivityTable, joined: int, first_joined: int, clock: int) -> int:
    if activity.discipline == "longest wait":
        return first_joined
    if activity.discipline == "breach":
        return clock + activity.target
    return -joined if activity.discipline == "last come" else joined
