"""Rows of this program's runs: in memory at once, in the database when it matters."""

from __future__ import annotations

import logging
import threading

from dashboard import runs
from dashboard.runs import Run
from dashboard.store.database import StoreError
from dashboard.store.run_records import RunRecords

log = logging.getLogger(__name__)
MOST_ROWS = 500
"""Rows held in memory; the database has them all."""


class RunRows:
    """The runs that this program knows, each with an event that asks it to stop."""

    def __init__(self, records: RunRecords) -> None:
        self.records = records
        self.lock = threading.RLock()
        self._rows: dict[str, Run] = {}
        self._stops: dict[str, threading.Event] = {}

    def __getitem__(self, run_id: str) -> Run:
        with self.lock:
            return self._rows[run_id]

    def held(self, run_id: str) -> Run | None:
        """The row in memory, or None."""
        with self.lock:
            return self._rows.get(run_id)

    def find(self, run_id: str) -> Run | None:
        """The row, also one that an earlier program wrote; None where there is none."""
        try:
            return self.held(run_id) or self.records.read(run_id)
        except StoreError as why:
            log.warning("row of %s: %s", run_id, why)
            return None

    def begin(self, run: Run) -> None:
        """Hold a run in memory that is to be worked on."""
        with self.lock:
            self._forget_ended()
            self._rows[run.id] = run
            self._stops[run.id] = threading.Event()

    def stop_of(self, run_id: str) -> threading.Event:
        """The event that asks a run to stop."""
        return self._stops[run_id]

    def stop_all(self) -> None:
        """Ask every run to stop."""
        with self.lock:
            for stop in self._stops.values():
                stop.set()

    def under_way_like(self, asked: Run) -> Run | None:
        """A run of the very same thing that somebody has already started."""
        with self.lock:
            for run in self._rows.values():
                going = run.under_way and not self._stops[run.id].is_set()
                if going and run.asks_same(asked):
                    return run
        return None

    def change(self, run_id: str, **changed: object) -> Run:
        """Change the row.

        Raises
        ------
        StoreError: if it cannot be saved; then it has changed in memory alone
        """
        with self.lock:
            run = self._rows[run_id].changed(**changed)
            self._rows[run_id] = run
            # Progress alone is not worth a write; what a link may ask for is.
            if set(changed) - {"done", "total"}:
                self.records.write(run)
            return run

    def fail(self, run_id: str, message: str) -> Run:
        """The row, failed; in the database as well, if that takes anything."""
        try:
            return self.change(run_id, state=runs.FAILED, message=message)
        except StoreError as why:
            log.warning("the row of run %s is not saved: %s", run_id, why)
            return self[run_id]

    def _forget_ended(self) -> None:
        ended = [run_id for run_id, run in self._rows.items() if not run.under_way]
        for run_id in ended[: max(0, len(ended) - MOST_ROWS)]:
            del self._rows[run_id], self._stops[run_id]
