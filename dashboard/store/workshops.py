"""Workshops: led by the browsers that may, joined by tables that build plans.

A table is a browser with a name: nobody has an account. Every function raises
`StoreError` with a plain sentence for what is refused, and writes all or nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.store.database import StoreError, database
from dashboard.store.saved import LONGEST_REASON, checked_name
from dashboard.store.tables import (
    FacilitatorRow,
    WorkshopEventRow,
    WorkshopRow,
    now,
)
from planner.locale import _, gettext_noop

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of codes: none of them is taken for another when it is typed from a screen."""
CODE_LENGTH = 10
MINUTE = 60.0
LONGEST_SECONDS = 24 * 60 * MINUTE
EVENTS = {
    "begun": gettext_noop("The workshop began"),
    "joined": gettext_noop("Joined: {about}"),
    "taken": gettext_noop("Taken over by another browser: {about}"),
    "timer": gettext_noop("Timer started: {about} minutes"),
    "paused": gettext_noop("Timer paused"),
    "resumed": gettext_noop("Timer went on"),
    "minute": gettext_noop("A minute was added"),
    "submitted": gettext_noop("Plan handed in: {about}"),
    "locked": gettext_noop("Plans were locked"),
    "unlocked": gettext_noop("Plans were opened again"),
    "hidden": gettext_noop("Results were hidden"),
    "revealed": gettext_noop("Results were revealed"),
    "decided": gettext_noop("The decision was recorded: {about}"),
    "ended": gettext_noop("The workshop ended"),
}
"""Words for what happens in a workshop, by kind."""


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """One workshop.

    Attributes
    ----------
    code : by which tables join
    board : empty: all of Wales
    start : id of own numbers; empty: the published ones
    terms : revenue a year and capital in pounds, and `weights` by measure
    deadline : of the timer while it runs; `left_seconds` while it is paused
    decision : `choice` (name of a table), `text`, `reasons`; empty: none yet
    """

    id: str
    code: str
    name: str
    board: str
    start: str
    terms: dict[str, Any]
    locked: bool
    hidden: bool
    deadline: datetime | None
    left_seconds: float | None
    decision: dict[str, Any]
    version: int
    begun: datetime
    ended: datetime | None

    @property
    def open(self) -> bool:
        """Whether tables may still hand in."""
        return not self.locked and self.ended is None

    def seconds_left(self) -> float | None:
        """Of the timer, below 0 once it is over; None: none was started."""
        if self.deadline is not None:
            return (self.deadline - now()).total_seconds()
        return self.left_seconds


def begin(
    name: str, board: str, start: str, terms: Mapping[str, Any], browser: str
) -> Workshop:
    """A new workshop, led by this browser."""
    name = checked_name(name)
    with database().writing() as session:
        row = WorkshopRow(
            id=uuid.uuid4().hex[:12],
            code="".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH)),
            name=name,
            board=board,
            start=start,
            terms=dict(terms),
            locked=False,
            hidden=True,
            decision={},
            invitation="",
            version=1,
            begun=now(),
        )
        session.add(row)
        session.flush()
        session.add(FacilitatorRow(workshop_id=row.id, browser=browser))
        note(session, row, "begun")
        return _workshop(row)


def read(id: str) -> Workshop | None:
    """A workshop by its id."""
    with database().reading() as session:
        row = session.get(WorkshopRow, id)
        return None if row is None else _workshop(row)


def by_code(code: str) -> Workshop | None:
    """A workshop by the code by which tables join."""
    with database().reading() as session:
        wanted = select(WorkshopRow).where(WorkshopRow.code == plain_code(code))
        row = session.scalars(wanted).first()
        return None if row is None else _workshop(row)


def listed() -> list[Workshop]:
    """Every workshop, the newest first."""
    with database().reading() as session:
        wanted = select(WorkshopRow).order_by(WorkshopRow.begun.desc())
        return [_workshop(row) for row in session.scalars(wanted)]


def events(id: str) -> list[tuple[datetime, str]]:
    """Everything that happened, in order, in words."""
    with database().reading() as session:
        wanted = select(WorkshopEventRow).where(WorkshopEventRow.workshop_id == id)
        found = session.scalars(wanted.order_by(WorkshopEventRow.id))
        return [(e.at, _(EVENTS[e.kind], about=e.about)) for e in found]


def may_lead(id: str, browser: str) -> bool:
    """Whether a browser may lead a workshop."""
    with database().reading() as session:
        return bool(browser) and _leads(session, id, browser)


def invite(id: str, browser: str) -> str:
    """Secret of a link that lets one more browser lead; the one before is void."""
    with _leading(id, browser) as (_session, row):
        secret = secrets.token_urlsafe(24)
        row.invitation = _digest(secret)
        return secret


def accept(id: str, secret: str, browser: str) -> bool:
    """Let a browser lead that has the secret, which is used up; whether it may now."""
    with database().writing() as session:
        row = session.get(WorkshopRow, id, with_for_update=True)
        known = row is not None and bool(row.invitation) and bool(browser)
        if row is None or not known:
            return False
        if not hmac.compare_digest(row.invitation, _digest(secret)):
            return False
        row.invitation = ""
        if not _leads(session, id, browser):
            session.add(FacilitatorRow(workshop_id=id, browser=browser))
        return True


def set_locked(id: str, browser: str, *, locked: bool) -> None:
    """Let tables hand in no more, or again."""
    with _leading(id, browser) as (session, row):
        row.locked = locked
        note(session, row, "locked" if locked else "unlocked")


def set_hidden(id: str, browser: str, *, hidden: bool) -> None:
    """Hide the results from the room, or reveal them."""
    with _leading(id, browser) as (session, row):
        row.hidden = hidden
        note(session, row, "hidden" if hidden else "revealed")


def start_timer(id: str, browser: str, minutes: float) -> None:
    """Start the timer anew."""
    seconds = minutes * MINUTE
    if not 0 < seconds <= LONGEST_SECONDS:
        raise StoreError(_("A timer runs for 1 minute to 24 hours."))
    with _leading(id, browser) as (session, row):
        row.deadline, row.left_seconds = now() + timedelta(seconds=seconds), None
        note(session, row, "timer", f"{minutes:g}")


def pause_timer(id: str, browser: str) -> None:
    """Stop the timer where it is, or let it go on."""
    with _leading(id, browser) as (session, row):
        left = _workshop(row).seconds_left()
        if left is None:
            raise StoreError(_("There is no timer to pause: start one first."))
        paused = row.deadline is not None
        row.left_seconds = left if paused else None
        row.deadline = None if paused else now() + timedelta(seconds=left)
        note(session, row, "paused" if paused else "resumed")


def add_minute(id: str, browser: str) -> None:
    """Give a minute more, from now on if the time is up."""
    with _leading(id, browser) as (session, row):
        left = max(0.0, _workshop(row).seconds_left() or 0.0) + MINUTE
        if row.left_seconds is not None:
            row.left_seconds = left
        else:
            row.deadline = now() + timedelta(seconds=left)
        note(session, row, "minute")


def decide(id: str, browser: str, choice: str, text: str, reasons: str) -> None:
    """Record the decision with its reasons, in the place of the one before."""
    said = {"choice": choice, "text": text.strip(), "reasons": reasons.strip()}
    if not said["text"] and not choice:
        raise StoreError(_("Not saved: say what was decided, or choose a plan."))
    if any(len(each) > LONGEST_REASON for each in said.values()):
        rule = _("a text has at most {most} characters", most=LONGEST_REASON)
        raise StoreError(_("Not saved: {rule}.", rule=rule))
    with _leading(id, browser) as (session, row):
        row.decision = said | {"at": now().isoformat()}
        note(session, row, "decided", (choice or text)[:120])


def end(id: str, browser: str) -> None:
    """End it: from then on it is only read."""
    with _leading(id, browser) as (session, row):
        row.ended, row.locked, row.hidden = now(), True, False
        note(session, row, "ended")


def plain_code(code: str) -> str:
    """A code as it was typed, without its gaps."""
    return "".join(letter for letter in code.lower() if letter in LETTERS)[:16]


@contextmanager
def _leading(id: str, browser: str) -> Iterator[tuple[Session, WorkshopRow]]:
    """The row of a workshop that this browser leads and that goes on."""
    with changing(id) as (session, row):
        if not browser or not _leads(session, id, browser):
            raise StoreError(_("Only the facilitator of this workshop can do that."))
        yield session, row


@contextmanager
def changing(id: str) -> Iterator[tuple[Session, WorkshopRow]]:
    """The row of a workshop that goes on, its next version written at the end."""
    with database().writing() as session:
        row = session.get(WorkshopRow, id, with_for_update=True)
        if row is None:
            raise StoreError(_("There is no such workshop."))
        if row.ended is not None:
            raise StoreError(_("This workshop has ended: it can only be read."))
        yield session, row
        row.version += 1


def note(session: Session, row: WorkshopRow, kind: str, about: str = "") -> None:
    """Note something that happened, for the minutes."""
    event = WorkshopEventRow(workshop_id=row.id, at=now(), kind=kind, about=about)
    session.add(event)


def _leads(session: Session, id: str, browser: str) -> bool:
    return session.get(FacilitatorRow, (id, browser)) is not None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _workshop(row: WorkshopRow) -> Workshop:
    names = [field.name for field in fields(Workshop)]
    return Workshop(**{name: getattr(row, name) for name in names})
