"""The database: what people save stays, whole, whatever happens to the file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from dashboard import plans
from dashboard.app import end_apology
from dashboard.plans import Plan
from dashboard.store import database, own_numbers
from dashboard.store.database import Database, StoreError
from dashboard.store.saved import ChangedMeanwhileError
from dashboard.store.tables import Base, UtcDateTime, now
from planner.inputs.load import load_scenario
from tests.dashboard.conftest import BOARD, POSTGRESQL, database_in

TYPED = {"nurse_wte": "3"}
of_sqlite = pytest.mark.skipif(bool(POSTGRESQL), reason="about the file of SQLite")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """File of a database that is the program's for one test."""
    monkeypatch.setattr(database, "_database", None)
    yield tmp_path / "data" / "planner.db"
    if database._database is not None:
        database._database.close()


@pytest.fixture
def opened(path: Path) -> Database:
    return reopened(path)


def side_by_side(act: Callable[[int], None]) -> None:
    """Eight people who do the same at the same moment."""
    people = [threading.Thread(target=act, args=(n,)) for n in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()


def reopened(path: Path) -> Database:
    return database.configure(database_in(path.parents[1]))


def test_own_numbers_are_there_after_a_restart_with_every_version_and_reason(
    path: Path, opened: Database
):
    first = own_numbers.keep("Neath", BOARD, TYPED, "counted in May")
    own_numbers.replace(first.id, {"nurse_wte": "4"}, "a nurse came", version=1)
    own_numbers.rename(first.id, "Neath in June", version=2)
    reopened(path)
    (saved,) = own_numbers.listed(BOARD)
    assert (saved.name, saved.typed) == ("Neath in June", (("nurse_wte", "4"),))
    assert [(each.version, each.reason) for each in own_numbers.history(first.id)] == [
        (3, ""),
        (2, "a nurse came"),
        (1, "counted in May"),
    ]
    assert own_numbers.read(first.id, 1) == first


def test_undo_goes_back_one_change_at_a_time_and_brings_back_what_was_deleted(
    opened: Database,
):
    saved = own_numbers.keep("Neath", BOARD, TYPED)
    own_numbers.rename(saved.id, "Port Talbot")
    own_numbers.delete(saved.id, "of another year")
    assert own_numbers.listed() == ()
    assert [each.id for each in own_numbers.listed(deleted=True)] == [saved.id]
    assert own_numbers.undo(saved.id).name == "Port Talbot"
    assert own_numbers.undo(saved.id).name == "Neath"
    with pytest.raises(StoreError, match="nothing to undo"):
        own_numbers.undo(saved.id)
    assert len(own_numbers.history(saved.id)) == 5


def test_of_two_people_who_edit_one_set_the_second_is_told_and_nothing_is_lost(
    opened: Database,
):
    seen = own_numbers.keep("Neath", BOARD, TYPED)
    own_numbers.replace(seen.id, {"nurse_wte": "4"}, "one came", version=seen.version)
    with pytest.raises(ChangedMeanwhileError, match="one came") as told:
        own_numbers.replace(seen.id, {"nurse_wte": "5"}, version=seen.version)
    assert told.value.newest.version == 2
    assert own_numbers.read(seen.id).typed == (("nurse_wte", "4"),)  # type: ignore[union-attr]


def test_of_many_who_edit_at_the_same_moment_exactly_one_is_first(opened: Database):
    seen = own_numbers.keep("Neath", BOARD, TYPED)
    told: list[str] = []

    def edit(number: int) -> None:
        try:
            own_numbers.replace(seen.id, {"nurse_wte": str(number)}, version=1)
        except ChangedMeanwhileError as why:
            told.append(str(why))

    side_by_side(edit)
    assert len(told) == 7
    assert len(own_numbers.history(seen.id)) == 2


@pytest.mark.parametrize(
    ("name", "told"),
    [("", "letters"), ("---", "letters"), ("a" * 121, "120"), ("a\x00b", "plain")],
)
def test_a_name_that_cannot_be_read_is_refused(opened: Database, name: str, told: str):
    with pytest.raises(StoreError, match=told):
        own_numbers.keep(name, BOARD, TYPED)
    assert own_numbers.listed() == ()


def test_a_name_is_taken_once_a_board(opened: Database):
    own_numbers.keep("Neath", BOARD, TYPED)
    with pytest.raises(StoreError, match="already something named Neath"):
        own_numbers.keep("neath ", BOARD, TYPED)
    own_numbers.keep("Neath", "powys", TYPED)


def test_exported_numbers_start_the_command_line(opened: Database, tmp_path: Path):
    saved = own_numbers.keep("Neath", BOARD, TYPED, "counted in May")
    national = plans.load(Plan("wales-today"))
    path = own_numbers.export(saved.id, tmp_path / "out", national)
    started = load_scenario("wales-today", options=[path])
    typed = plans.load(Plan("wales-today", board=BOARD, typed=saved.typed))
    assert started.boards[BOARD].posts == typed.boards[BOARD].posts


@of_sqlite
def test_a_damaged_database_is_set_aside_and_a_new_one_begun(
    path: Path, opened: Database
):
    own_numbers.keep("Neath", BOARD, TYPED)
    opened.close()
    path.write_bytes(b"no database" * 1000)
    after = reopened(path)
    assert "was damaged" in after.trouble
    assert after.saves
    assert own_numbers.listed() == ()
    (aside,) = path.parent.glob("planner.db.damaged-*")
    assert aside.read_bytes().startswith(b"no database")
    own_numbers.keep("Neath", BOARD, TYPED)


@of_sqlite
def test_a_database_that_may_only_be_read_is_shown_and_saves_nothing(
    path: Path, opened: Database, monkeypatch: pytest.MonkeyPatch
):
    saved = own_numbers.keep("Neath", BOARD, TYPED)
    opened.close()
    before = path.read_bytes()
    path.chmod(stat.S_IREAD)
    # Root may write whatever the file says.
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    after = reopened(path)
    assert "may only be read" in after.trouble
    assert own_numbers.read(saved.id) == saved
    with pytest.raises(StoreError, match="may only be read"):
        own_numbers.delete(saved.id)
    assert path.read_bytes() == before


@of_sqlite
def test_a_locked_database_is_told_and_nothing_is_half_written(
    path: Path, opened: Database, monkeypatch: pytest.MonkeyPatch
):
    opened.close()
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.1)
    reopened(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program is using the database"):
        own_numbers.keep("Neath", BOARD, TYPED)
    other.execute("ROLLBACK")
    other.close()
    assert own_numbers.listed() == ()
    own_numbers.keep("Neath", BOARD, TYPED)


@of_sqlite
def test_a_dashboard_opens_beside_a_program_that_holds_the_database(
    path: Path, opened: Database, monkeypatch: pytest.MonkeyPatch
):
    opened.close()
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    after = reopened(path)
    assert "another program is using the database" in after.trouble
    assert end_apology("/ask") == after.trouble
    other.close()


@of_sqlite
def test_a_full_disk_is_told_and_nothing_is_half_written(opened: Database):
    own_numbers.keep("Neath", BOARD, TYPED)
    with opened.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="disk is full"):
        own_numbers.keep("Big", BOARD, {"nurse_wte": "3" * 100_000})
    assert [each.name for each in own_numbers.listed()] == ["Neath"]


def test_a_program_killed_while_it_saves_loses_nothing_it_had_saved(
    path: Path, root: Path
):
    code = (
        "from dashboard.store import database, own_numbers\n"
        f"database.configure({database_in(path.parents[1])!r})\n"
        "for n in range(10_000):\n"
        f"    own_numbers.keep(f'Set {{n}}', {BOARD!r}, {{'nurse_wte': str(n)}})\n"
        "    print(n, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        for _ in range(5):
            told = int(program.stdout.readline())
        program.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        told += len(program.stdout.readlines())
    after = reopened(path)
    assert after.trouble == ""
    saved = own_numbers.listed()
    assert told < len(saved) <= told + 2
    assert all(each.typed == (("nurse_wte", each.name[4:]),) for each in saved)


def test_the_migrations_make_the_tables_that_the_code_knows(opened: Database):
    with opened.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_can_be_made_in_postgresql():
    for table in Base.metadata.sorted_tables:
        text = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert text.strip().startswith("CREATE TABLE")


def test_of_many_who_use_one_name_at_the_same_moment_exactly_one_has_it(
    opened: Database,
):
    assert (opened.trouble, opened.saves) == ("", True)
    told: list[str] = []

    def keep(number: int) -> None:
        try:
            own_numbers.keep("Neath", BOARD, {"nurse_wte": str(number)})
        except StoreError as why:
            told.append(str(why))

    side_by_side(keep)
    assert len(told) == 7
    assert len(own_numbers.listed(BOARD)) == 1


def test_moments_keep_their_time_zone():
    kept = UtcDateTime()
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    written = kept.process_bind_param(summer, postgresql.dialect())
    assert written == datetime(2026, 7, 1, 11)
    assert kept.process_result_value(written, postgresql.dialect()) == summer
    with pytest.raises(ValueError, match="time zone"):
        kept.process_bind_param(datetime(2026, 7, 1), postgresql.dialect())
    assert now().tzinfo is UTC
