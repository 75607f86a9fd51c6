"""Things saved by name, with every version and its reason; nothing is written over."""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dashboard.browsers import browser_id
from dashboard.store.database import Database, StoreError
from dashboard.store.tables import SavedRow, SavedVersion, now
from planner.locale import _, gettext_noop

LONGEST_NAME, LONGEST_REASON = 120, 1000
KEPT, REPLACED, RENAMED, DELETED, UNDONE = (
    gettext_noop("saved"),
    gettext_noop("replaced"),
    gettext_noop("renamed"),
    gettext_noop("deleted"),
    gettext_noop("undone"),
)
"""Actions that make a version."""


class ChangedMeanwhileError(StoreError):
    """Somebody else saved a newer version; what this person has is not lost.

    Attributes
    ----------
    newest : the other's version
    """

    def __init__(self, newest: Version) -> None:
        self.newest = newest
        super().__init__(
            _(
                "Not saved: {name} was changed meanwhile by somebody else (version"
                " {version}: {reason}). What you typed is still here: save it under"
                " another name, or open the newest version and change that.",
                name=newest.name,
                version=newest.version,
                reason=newest.reason or _(newest.action),
            )
        )


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of something saved.

    Attributes
    ----------
    action : one of this module's actions, to be translated
    saved_by : the browser it came from; a random name
    """

    id: str
    board: str
    name: str
    version: int
    origin: int
    action: str
    deleted: bool
    content: dict[str, Any]
    reason: str
    saved_by: str
    at: datetime


class SavedItems:
    """Everything saved of one kind."""

    def __init__(self, kind: str, database: Database) -> None:
        self.kind, self.database = kind, database

    def add(
        self, name: str, board: str, content: dict[str, Any], reason: str
    ) -> Version:
        """The first version of something new.

        Raises
        ------
        StoreError: a name without letters, too long, or taken; nothing can be saved
        """
        name = checked_name(name)
        with self.database.writing() as session:
            self._refuse_taken(session, name, board, but="")
            row = SavedRow(
                id=uuid.uuid4().hex[:12], kind=self.kind, board=board, version=1
            )
            session.add(row)
            session.flush()
            return self._write(
                session,
                row,
                action=KEPT,
                name=name,
                deleted=False,
                content=content,
                reason=reason,
            )

    def change(
        self,
        id: str,
        action: str,
        reason: str,
        version: int | None,
        *,
        name: str | None = None,
        content: dict[str, Any] | None = None,
    ) -> Version:
        """The next version.

        Parameters
        ----------
        version : the one the person was looking at; None: whichever is newest
        name, content : what changes; None: as it was

        Raises
        ------
        ChangedMeanwhileError: if there is a newer one than that
        StoreError: an unknown id, a name taken; nothing can be saved
        """
        with self.database.writing() as session:
            row, before = self._newest(session, id, version)
            new = before.name if name is None else checked_name(name)
            if new != before.name:
                self._refuse_taken(session, new, row.board, but=id)
            return self._write(
                session,
                row,
                action=action,
                name=new,
                deleted=action == DELETED,
                content=before.content if content is None else content,
                reason=reason,
            )

    def undo(self, id: str, version: int | None) -> Version:
        """A new version like the one before the last change; also of what was deleted.

        Raises
        ------
        ChangedMeanwhileError, StoreError: as `change`; nothing to undo
        """
        with self.database.writing() as session:
            row, shown = self._newest(session, id, version)
            if shown.origin == 1:
                raise StoreError(_("There is nothing to undo."))
            before = _version(row, self._at(session, id, shown.origin - 1))
            if not before.deleted:
                self._refuse_taken(session, before.name, row.board, but=id)
            return self._write(
                session,
                row,
                origin=before.origin,
                action=UNDONE,
                name=before.name,
                deleted=before.deleted,
                content=before.content,
                reason="",
            )

    def read(self, id: str, version: int | None = None) -> Version | None:
        """A version, the newest unless one is named; None where there is none."""
        with self.database.reading() as session:
            row = session.get(SavedRow, id)
            if row is None or row.kind != self.kind:
                return None
            found = self._at(session, id, version or row.version)
            return None if found is None else _version(row, found)

    def history(self, id: str) -> list[Version]:
        """Every version, the newest first."""
        with self.database.reading() as session:
            row = session.get(SavedRow, id)
            if row is None or row.kind != self.kind:
                return []
            found = session.scalars(
                select(SavedVersion)
                .where(SavedVersion.saved_id == id)
                .order_by(SavedVersion.version.desc())
            )
            return [_version(row, each) for each in found]

    def listed(self, board: str | None, *, deleted: bool = False) -> list[Version]:
        """The newest version of everything saved, by name."""
        with self.database.reading() as session:
            return self._all(session, board, deleted=deleted)

    def _all(
        self, session: Session, board: str | None, *, deleted: bool
    ) -> list[Version]:
        wanted = select(SavedRow, SavedVersion).join(
            SavedVersion,
            (SavedVersion.saved_id == SavedRow.id)
            & (SavedVersion.version == SavedRow.version),
        )
        wanted = wanted.where(
            SavedRow.kind == self.kind, SavedVersion.deleted == deleted
        )
        if board is not None:
            wanted = wanted.where(SavedRow.board == board)
        found = [_version(row, each) for row, each in session.execute(wanted)]
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    def _refuse_taken(self, session: Session, name: str, board: str, but: str) -> None:
        for other in self._all(session, board, deleted=False):
            if other.id != but and other.name.casefold() == name.casefold():
                raise StoreError(
                    _(
                        "Not saved: there is already something named {name}. Choose"
                        " another name, or replace it.",
                        name=other.name,
                    )
                )

    def _newest(
        self, session: Session, id: str, version: int | None
    ) -> tuple[SavedRow, Version]:
        row = session.get(SavedRow, id)
        if row is None or row.kind != self.kind:
            raise StoreError(_("Not saved: there is nothing of this name any more."))
        newest = _version(row, self._at(session, id, row.version))
        if version is not None and version != row.version:
            raise ChangedMeanwhileError(newest)
        return row, newest

    def _at(self, session: Session, id: str, version: int) -> SavedVersion | None:
        wanted = (SavedVersion.saved_id == id) & (SavedVersion.version == version)
        return session.scalars(select(SavedVersion).where(wanted)).first()

    def _write(
        self, session: Session, row: SavedRow, origin: int = 0, **given: Any
    ) -> Version:
        """Add a version; without an `origin` its content is its own."""
        known = session.scalars(
            select(SavedVersion.version).where(SavedVersion.saved_id == row.id)
        ).all()
        new = max(known, default=0) + 1
        if known:
            self._take_turn(session, row, new)
        given["reason"] = given["reason"].strip()[:LONGEST_REASON]
        made = SavedVersion(
            saved_id=row.id,
            version=new,
            origin=origin or new,
            saved_by=browser_id(),
            at=now(),
            **given,
        )
        session.add(made)
        session.flush()
        return _version(row, made)

    def _take_turn(self, session: Session, row: SavedRow, new: int) -> None:
        """Make `new` the newest version, unless somebody else was quicker."""
        changed = session.execute(
            update(SavedRow)
            .where(SavedRow.id == row.id, SavedRow.version == new - 1)
            .values(version=new)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            newest = _version(row, self._at(session, row.id, new - 1))
            raise ChangedMeanwhileError(newest)


def checked_name(text: str) -> str:
    """A name of one line with letters or figures.

    Raises
    ------
    StoreError: if it has none, or is too long
    """
    name = " ".join(text.split())
    rule = ""
    if not any(mark.isalnum() for mark in name):
        rule = _("a name has letters or figures")
    elif len(name) > LONGEST_NAME:
        rule = _("a name has at most {most} characters", most=LONGEST_NAME)
    elif any(unicodedata.category(mark).startswith("C") for mark in name):
        rule = _("a name is one line of plain text")
    if rule:
        raise StoreError(_("Not saved: {rule}.", rule=rule))
    return name


def _version(row: SavedRow, found: SavedVersion | None) -> Version:
    assert found is not None, "versions are added, never taken away"
    names = {field.name for field in fields(Version)} - {"id", "board"}
    own = {name: getattr(found, name) for name in names}
    return Version(id=row.id, board=row.board, **own)
