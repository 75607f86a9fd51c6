"""Tables of a workshop: joined, taken over, with a draft and what they handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.store.database import StoreError, database
from dashboard.store.saved import checked_name
from dashboard.store.tables import WorkshopTableRow, now
from dashboard.store.workshops import (
    changing,
    note,
)
from planner.locale import _

MOST_TABLES = 40
"""Of one workshop: more do not fit a room, nor a screen."""


@dataclass(frozen=True, kw_only=True)
class WorkshopTable:
    """A table of a workshop.

    Attributes
    ----------
    draft : what is being built; `plan` what was handed in, empty before
    """

    id: int
    name: str
    browser: str
    draft: dict[str, Any]
    plan: dict[str, Any]
    run_id: str
    joined: datetime
    submitted: datetime | None


class NameTakenError(StoreError):
    """Another browser has joined under this name."""


def join(id: str, name: str, browser: str, *, take_over: bool = False) -> WorkshopTable:
    """The table of this name, which is this browser's from now on.

    Parameters
    ----------
    take_over : take the name also from another browser

    Raises
    ------
    NameTakenError: if another browser has it
    StoreError: for no name, or too many tables
    """
    name = checked_name(name)
    if not browser:
        raise StoreError(_("This browser refuses cookies: allow them to take part."))
    with changing(id) as (session, row):
        held = _of_browser(session, id, browser)
        found = _named(session, id, name)
        if found is not None and found.browser != browser:
            if not take_over:
                raise NameTakenError(
                    _(
                        "There is a table named {name} already, on another browser."
                        " Choose another name, or take it over if it is yours.",
                        name=found.name,
                    )
                )
            found.browser = browser
            note(session, row, "taken", found.name)
        if held is not None and held is not found:
            held.browser = ""  # one browser sits at one table
        if found is None:
            found = _new(session, id, name, browser)
            note(session, row, "joined", name)
        return _table(found)


def _new(session: Session, id: str, name: str, browser: str) -> WorkshopTableRow:
    wanted = select(WorkshopTableRow.id).where(WorkshopTableRow.workshop_id == id)
    if len(session.scalars(wanted).all()) >= MOST_TABLES:
        most = MOST_TABLES
        raise StoreError(_("This workshop is full: it has {most} tables.", most=most))
    made = WorkshopTableRow(
        workshop_id=id,
        name=name,
        name_key=name.casefold(),
        browser=browser,
        draft={},
        plan={},
        run_id="",
        joined=now(),
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as why:
        raise NameTakenError(_("Somebody else has just taken this name.")) from why
    return made


def listed(id: str) -> list[WorkshopTable]:
    """Every table of a workshop, by name."""
    with database().reading() as session:
        wanted = select(WorkshopTableRow).where(WorkshopTableRow.workshop_id == id)
        found = session.scalars(wanted.order_by(WorkshopTableRow.name_key))
        return [_table(row) for row in found]


def of_browser(id: str, browser: str) -> WorkshopTable | None:
    """The table at which a browser sits, or None."""
    with database().reading() as session:
        row = _of_browser(session, id, browser) if browser else None
        return None if row is None else _table(row)


def save_draft(id: str, browser: str, draft: Mapping[str, Any]) -> None:
    """Keep what a table is building, so that a reload shows it again."""
    with database().writing(must_stay=False) as session:
        row = _of_browser(session, id, browser)
        if row is not None and row.draft != draft:
            row.draft = dict(draft)


def submit(
    id: str, browser: str, plan: Mapping[str, Any], run_id: str
) -> WorkshopTable:
    """The table with a plan handed in, in the place of the one before.

    Raises
    ------
    StoreError: once plans are locked, or for a browser without a table
    """
    with changing(id) as (session, row):
        if row.locked:
            raise StoreError(_("Plans are locked: nothing more can be handed in."))
        found = _of_browser(session, id, browser)
        if found is None:
            raise StoreError(_("This table has been taken over: join again."))
        found.plan, found.draft, found.run_id = dict(plan), dict(plan), run_id
        found.submitted = now()
        note(session, row, "submitted", found.name)
        return _table(found)


def set_run(table_id: int, run_id: str) -> None:
    """Another run of the same plan, where the results of the first are gone."""
    with database().writing(must_stay=False) as session:
        row = session.get(WorkshopTableRow, table_id)
        if row is not None:
            row.run_id = run_id


def _named(session: Session, id: str, name: str) -> WorkshopTableRow | None:
    wanted = select(WorkshopTableRow).where(
        WorkshopTableRow.workshop_id == id, WorkshopTableRow.name_key == name.casefold()
    )
    return session.scalars(wanted).first()


def _of_browser(session: Session, id: str, browser: str) -> WorkshopTableRow | None:
    wanted = select(WorkshopTableRow).where(
        WorkshopTableRow.workshop_id == id, WorkshopTableRow.browser == browser
    )
    return session.scalars(wanted).first()


def _table(row: WorkshopTableRow) -> WorkshopTable:
    names = [field.name for field in fields(WorkshopTable)]
    return WorkshopTable(**{name: getattr(row, name) for name in names})
