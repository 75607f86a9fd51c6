"""Tables of the database; nothing in them that only one kind of database knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def now() -> datetime:
    """The present moment, with its time zone."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone: SQLite would drop it, so it is written in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """The moment in UTC, without a zone.

        Raises
        ------
        ValueError: if the moment has no time zone
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """The moment in UTC, with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012


class SavedRow(Base):
    """A thing that people save by name: own numbers of a board, or a plan.

    `version` is the newest one; whoever changes an older one is told so.
    """

    __tablename__ = "saved"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    board: Mapped[str] = mapped_column(String(120), index=True)
    version: Mapped[int]


class SavedVersion(Base):
    """One version of a saved thing; versions are added, never changed.

    `origin` is the version whose content this one shows: its own number, or an earlier
    one after *undo*.
    """

    __tablename__ = "saved_versions"
    __table_args__ = (UniqueConstraint("saved_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    saved_id: Mapped[str] = mapped_column(ForeignKey("saved.id"), index=True)
    version: Mapped[int]
    origin: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    deleted: Mapped[bool]
    content: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class RunRow(Base):
    """A run: what was asked, how far it is, how it ended."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    question: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12), index=True)
    ready: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    message: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(BigInteger)
    planner_version: Mapped[str] = mapped_column(String(64))
    server: Mapped[str] = mapped_column(String(120))
    attempts: Mapped[int]
    asked: Mapped[datetime]
    begun: Mapped[datetime | None]
    ended: Mapped[datetime | None]


class AskerRow(Base):
    """A browser that asked for a run; `left` once it has cancelled its share."""

    __tablename__ = "askers"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64), primary_key=True)
    left: Mapped[bool]


class AnswerRow(Base):
    """The answer to a question, by the fingerprint of all that determines it."""

    __tablename__ = "answers"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]
    made: Mapped[datetime]


class SummaryRow(Base):
    """One figure of a run's summary: a measure in a year or the whole plan."""

    __tablename__ = "summaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    plan: Mapped[int]
    replications: Mapped[int]
    provider: Mapped[str] = mapped_column(String(120))
    residence: Mapped[str] = mapped_column(String(120))
    period: Mapped[str] = mapped_column(String(40))
    kpi: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(40))
    mean: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]


class WorkshopRow(Base):
    """A workshop: its terms, its clock, what everybody sees, what was decided.

    `version` grows with everything that a screen is to show anew.
    """

    __tablename__ = "workshops"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    board: Mapped[str] = mapped_column(String(120))
    start: Mapped[str] = mapped_column(String(12))
    terms: Mapped[dict[str, Any]]
    locked: Mapped[bool]
    hidden: Mapped[bool]
    deadline: Mapped[datetime | None]
    left_seconds: Mapped[float | None]
    decision: Mapped[dict[str, Any]]
    invitation: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    begun: Mapped[datetime]
    ended: Mapped[datetime | None]


class FacilitatorRow(Base):
    """A browser that may lead a workshop."""

    __tablename__ = "workshop_facilitators"

    workshop_id: Mapped[str] = mapped_column(
        ForeignKey("workshops.id"), primary_key=True
    )
    browser: Mapped[str] = mapped_column(String(64), primary_key=True)


class WorkshopTableRow(Base):
    """A table of a workshop: a browser with a name, its draft and what it handed in."""

    __tablename__ = "workshop_tables"
    __table_args__ = (UniqueConstraint("workshop_id", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    browser: Mapped[str] = mapped_column(String(64))
    draft: Mapped[dict[str, Any]]
    plan: Mapped[dict[str, Any]]
    run_id: Mapped[str] = mapped_column(String(12))
    joined: Mapped[datetime]
    submitted: Mapped[datetime | None]


class WorkshopEventRow(Base):
    """Something that happened in a workshop, for its minutes."""

    __tablename__ = "workshop_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(200))
