"""Rows of runs in the database, so that a link to one survives a restart."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from dashboard import runs
from dashboard.plans import Plan
from dashboard.runs import Run
from dashboard.store.database import Database
from dashboard.store.tables import AnswerRow, AskerRow, RunRow, SummaryRow, now
from planner.files import locked

_ID = re.compile(r"[0-9a-f]{12}")
ENDED = (runs.DONE, runs.FAILED, runs.CANCELLED)


class ServerName:
    """Name of this program, with a lock that the system lifts however it ends."""

    def __init__(self, folder: Path) -> None:
        self.host = socket.gethostname()[:80]
        self.name = f"{self.host}/{uuid4().hex[:12]}"
        self._folder = folder / "servers"
        self._held = ExitStack()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(locked(self._lock_of(self.name), 0))
        except OSError:
            # Then another dashboard may take its runs for interrupted, and repeat them.
            return

    def is_running(self, name: str) -> bool:
        """Whether a program of this name is still there; one elsewhere is trusted."""
        host, _, _id = name.partition("/")
        if name == self.name or host != self.host:
            return True
        path = self._lock_of(name)
        try:
            if not path.exists():
                return False
            with locked(path, 0):
                return False
        except OSError:
            return True

    def close(self) -> None:
        """Lift the lock."""
        self._held.close()

    def _lock_of(self, name: str) -> Path:
        return self._folder / f"{name.rpartition('/')[2]}.lock"


class RunRecords:
    """Runs, their answers and the headline figures of their summaries."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.server = ServerName(folder)

    def write(self, run: Run) -> None:
        """Write the row: the whole of it, or nothing.

        Raises
        ------
        StoreError: if it cannot be written
        """
        with self.database.writing(must_stay=False) as session:
            row = session.get(RunRow, run.id)
            if row is None:
                row = RunRow(id=run.id, asked=now())
                session.add(row)
            for name, value in self._columns(run).items():
                setattr(row, name, value)
            moment = now()
            if run.state == runs.RUNNING and row.begun is None:
                row.begun = moment
            row.ended = moment if run.state in ENDED else None
            session.flush()
            known = {asker.browser: asker for asker in _askers(session, run.id)}
            for browser in run.askers:
                left = browser in run.left
                if browser in known:
                    known[browser].left = left
                else:
                    asker = AskerRow(run_id=run.id, browser=browser, left=left)
                    session.add(asker)

    def read(self, run_id: str) -> Run | None:
        """The row, or None when there is none.

        A row under way whose program has ended is marked as interrupted.
        """
        if not _ID.fullmatch(run_id):
            return None
        with self.database.reading() as session:
            row = session.get(RunRow, run_id)
            if row is None:
                return None
            run, server = _run(row, _askers(session, run_id)), row.server
        if run.under_way and not self.server.is_running(server):
            return run.changed(state=runs.INTERRUPTED)
        return run

    def interrupted(self) -> list[Run]:
        """Runs that a program which has ended left behind, in order of arrival."""
        left = (*runs.UNDER_WAY, runs.INTERRUPTED)
        with self.database.reading() as session:
            wanted = select(RunRow).where(RunRow.state.in_(left)).order_by(RunRow.asked)
            found = [
                (_run(row, _askers(session, row.id)), row.server)
                for row in session.scalars(wanted)
            ]
        gone = [run for run, server in found if not self.server.is_running(server)]
        return [run.changed(state=runs.INTERRUPTED) for run in gone]

    def write_summary(self, run_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the headline figures of a run in place of earlier ones."""
        with self.database.writing(must_stay=False) as session:
            session.execute(delete(SummaryRow).where(SummaryRow.run_id == run_id))
            if rows:
                session.execute(insert(SummaryRow), [dict(row) for row in rows])

    def summary(self, run_id: str) -> pd.DataFrame:
        """Headline figures of a run, also when its arrays have been cleared away."""
        with self.database.reading() as session:
            wanted = select(SummaryRow).where(SummaryRow.run_id == run_id)
            names = [column.name for column in SummaryRow.__table__.columns]
            rows = [[getattr(r, n) for n in names] for r in session.scalars(wanted)]
        return pd.DataFrame(rows, columns=names).drop(columns=["id", "run_id"])

    def write_answer(
        self, fingerprint: str, kind: str, content: Mapping[str, Any]
    ) -> None:
        """Write the answer to a question in place of an earlier one."""
        with self.database.writing(must_stay=False) as session:
            row = AnswerRow(fingerprint=fingerprint, kind=kind, made=now())
            row.content = dict(content)
            session.merge(row)

    def answer(self, fingerprint: str) -> dict[str, Any] | None:
        """The answer under a fingerprint, or None."""
        with self.database.reading() as session:
            row = session.get(AnswerRow, fingerprint)
            return None if row is None else dict(row.content)

    def _columns(self, run: Run) -> dict[str, Any]:
        return {
            "kind": run.kind,
            "question": {
                "plans": [asdict(plan) for plan in run.plans],
                "steps": list(run.steps),
                "question": run.question,
            },
            "state": run.state,
            "ready": run.ready,
            "done": run.done,
            "total": run.total,
            "message": run.message,
            "note": run.note,
            "seed": run.seed,
            "planner_version": run.version,
            "server": self.server.name,
            "attempts": run.attempts,
        }


def _askers(session: Session, run_id: str) -> list[AskerRow]:
    return list(session.scalars(select(AskerRow).where(AskerRow.run_id == run_id)))


def _run(row: RunRow, askers: Iterable[AskerRow]) -> Run:
    known = list(askers)
    return Run(
        id=row.id,
        plans=tuple(map(_plan, row.question["plans"])),
        steps=tuple(row.question["steps"]),
        seed=row.seed,
        state=row.state,
        ready=row.ready,
        done=row.done,
        total=row.total,
        message=row.message,
        kind=row.kind,
        question=row.question["question"],
        note=row.note,
        askers=frozenset(each.browser for each in known),
        left=frozenset(each.browser for each in known if each.left),
        version=row.planner_version,
        attempts=row.attempts,
    )


def _plan(held: Mapping[str, Any]) -> Plan:
    """A plan as it was written; fields that were not known then are as new."""
    known = {field.name for field in fields(Plan)}
    return Plan(**{name: _tuples(held[name]) for name in known & set(held)})


def _tuples(value: Any) -> Any:
    """The value with tuples where JSON has lists."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
