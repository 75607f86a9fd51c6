"""The database: opened at start, brought up to date, and never half-written.

A database that is damaged is set aside and a new one begun; one that cannot be written
is read into memory. Either way the dashboard opens, and `trouble` says what happened.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from dashboard.store.tables import now
from planner.errors import PlannerError
from planner.locale import _

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 5
"""Of a writer, while another program writes."""
ENDINGS = ("", "-wal", "-shm")
"""Files of one SQLite database."""
WRITES, DURABLE = "writes", "durable"
TURN = 70_348_113
"""Number of the lock that writers of one PostgreSQL database take in turn."""


class StoreError(PlannerError):
    """Something that could not be saved or read; nothing of it has been written."""


class Database:
    """One open database.

    Attributes
    ----------
    trouble : a sentence for everybody when nothing can be saved, or something was set
        aside; empty when all is well
    saves : whether what is written stays
    """

    def __init__(self, url: str) -> None:
        self.trouble = ""
        self.saves = True
        self._path = _file_of(url)
        try:
            self.engine = self._opened(url)
        except (SQLAlchemyError, OSError, sqlite3.Error) as why:
            log.warning("the database cannot be used: %s", why)
            self.engine = self._in_memory(why)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads.

        Raises
        ------
        StoreError: if the database cannot be read
        """
        with _plain_words(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self, *, must_stay: bool = True) -> Iterator[Session]:
        """A session whose changes are all written at its end, or none of them.

        Parameters
        ----------
        must_stay : whether to refuse where nothing can be saved for good, and to wait
            until it survives a power cut; what a run writes survives a killed program

        Raises
        ------
        StoreError: if nothing can be written
        """
        if must_stay and not self.saves:
            raise StoreError(self.trouble)
        engine = self.engine.execution_options(**{WRITES: True, DURABLE: must_stay})
        with _plain_words(), Session(engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def _opened(self, url: str) -> Engine:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if _is_damaged(self._path):
                self._set_aside(self._path)
            elif self._path.exists() and not os.access(self._path, os.W_OK):
                raise PermissionError(errno.EACCES, "read-only", str(self._path))
        engine = _engine(url)
        try:
            bring_up_to_date(engine)
        except Exception:
            engine.dispose()
            raise
        return engine

    def _set_aside(self, path: Path) -> None:
        """Rename a damaged database, so that nothing of it is lost, and say so."""
        aside = path.with_name(f"{path.name}.damaged-{now():%Y%m%d-%H%M%S}")
        for ending in ENDINGS:
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
        self.trouble = _(
            "The database was damaged. It is kept as {path}, and a new one was begun:"
            " own numbers saved earlier are not shown.",
            path=aside,
        )
        log.error(self.trouble)

    def _in_memory(self, why: Exception) -> Engine:
        """A database that ends with the program, with what the file can still tell."""
        self.saves = False
        self.trouble = _(
            "Nothing can be saved: {reason} Runs work, and end with this dashboard.",
            reason=reason_of(why),
        )
        engine = _engine("sqlite://")
        bring_up_to_date(engine)
        try:
            if self._path is not None and self._path.exists():
                _copy_into(engine, self._path)
        except (SQLAlchemyError, sqlite3.Error) as refused:
            log.warning("nor can it be read: %s", refused)
            engine.dispose()
            engine = _engine("sqlite://")
            bring_up_to_date(engine)
        return engine


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that this database has not had yet."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    # Alembic reads its settings as an INI file, where a per cent sign stands for more.
    config.set_main_option("script_location", folder.replace("%", "%%"))
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def reason_of(why: BaseException) -> str:
    """Sentence on what keeps the database from being read or written."""
    text = str(getattr(why, "orig", why)).lower()
    number = getattr(why, "errno", None)
    if "disk is full" in text or "no space" in text or number == errno.ENOSPC:
        return _("the disk is full. Free some space and try again.")
    if "locked" in text or "busy" in text:
        return _("another program is using the database. Try again in a moment.")
    if "readonly" in text or number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _("the database may only be read. Ask for the right to write it.")
    if "malformed" in text or "not a database" in text:
        return _("the database is damaged. Start the dashboard again.")
    if "unable to open" in text or number is not None:
        return _("the folder of the database cannot be used. Check that it is there.")
    return _("the database does not answer. The log has the details.")


@contextmanager
def _plain_words() -> Iterator[None]:
    """Errors of the database as sentences."""
    try:
        yield
    except DBAPIError as why:
        log.warning("database: %s", why)
        raise StoreError(_("Not saved: {reason}", reason=reason_of(why))) from why


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "begin", _take_turn)
        return engine
    settings: dict[str, Any] = {
        "connect_args": {"timeout": PATIENCE_SECONDS, "check_same_thread": False}
    }
    if _file_of(url) is None:
        settings["poolclass"] = StaticPool
    engine = create_engine(url, **settings)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Readers never wait for the writer; transactions begin where we say."""
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    """Begin; a writer takes its turn at once, so that it never fails half-way."""
    options = connection.get_execution_options()
    writes = options.get(WRITES)
    if writes:
        waits = "FULL" if options.get(DURABLE, True) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous={waits}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _take_turn(connection: Connection) -> None:
    """One who saves takes a turn, as SQLite has it: of two names alike one is first."""
    options = connection.get_execution_options()
    if options.get(WRITES) and options.get(DURABLE, True):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def _file_of(url: str) -> Path | None:
    """Path of an SQLite file; None for another database, or one in memory."""
    parsed = make_url(url)
    named = parsed.drivername.startswith("sqlite") and parsed.database
    return Path(parsed.database) if named and parsed.database else None


def _is_damaged(path: Path) -> bool:
    """Whether there is a file that is no whole database."""
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",)
    except sqlite3.DatabaseError as why:
        text = str(why).lower()
        return "malformed" in text or "not a database" in text


def _copy_into(engine: Engine, path: Path) -> None:
    """Copy what a file holds that may only be read."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    opened = closing(sqlite3.connect(address, uri=True))
    with opened as source, engine.connect() as target:
        held = target.connection.driver_connection
        assert isinstance(held, sqlite3.Connection)
        source.backup(held)
    bring_up_to_date(engine)


_database: Database | None = None


def configure(url: str) -> Database:
    """Open the one database of this program."""
    global _database
    if _database is not None:
        _database.close()
    _database = Database(url)
    return _database


def database() -> Database:
    """The one database of this program."""
    assert _database is not None, "create_app opens the database first"
    return _database
