"""The queue: everybody's turn comes, and everybody knows when."""

from __future__ import annotations

import threading

import pytest

from dashboard import run_queue
from dashboard.run_queue import QueuedRun, QueueFullError, RunQueue


def asked(id: str, browser: str, *, long: bool = False, work: float = 10) -> QueuedRun:
    return QueuedRun(id, {browser}, long, work)


def filled(*runs: QueuedRun) -> RunQueue:
    queue = RunQueue()
    for run in runs:
        queue.add(run)
    return queue


def taken(queue: RunQueue, *, long: bool = False) -> str | None:
    found = queue.take(long=long)
    if found is not None:
        queue.ended(long=long)
    return found


def test_a_person_with_many_runs_does_not_hold_up_another():
    queue = filled(*(asked(f"a{n}", "ann") for n in range(4)), asked("b", "ben"))
    assert queue.ahead_of("b") is not None
    assert [run.id for run in queue.ahead_of("b") or ()] == ["a0"]
    assert [taken(queue) for _ in range(5)] == ["a0", "b", "a1", "a2", "a3"]


def test_the_place_that_is_told_is_the_turn_that_comes():
    queue = filled(
        *(asked(f"a{n}", "ann") for n in range(3)),
        *(asked(f"b{n}", "ben") for n in range(2)),
        asked("c", "cat"),
    )
    told = {run.id: len(queue.ahead_of(run.id) or ()) for run in queue.waiting}
    came = [taken(queue) for _ in range(6)]
    assert told == {run: turn for turn, run in enumerate(came)}


def test_a_board_does_not_stand_behind_all_of_wales():
    queue = filled(asked("wales", "ann", long=True), asked("board", "ben"))
    assert queue.ahead_of("board") == ()
    assert queue.take(long=False) == "board"
    assert queue.take(long=True) == "wales"


def test_the_place_for_long_runs_helps_with_short_ones_when_it_has_none():
    queue = filled(asked("board", "ben"))
    assert queue.take(long=True) == "board"


def test_a_run_that_goes_on_at_the_other_place_is_still_worked_on():
    """The worker of the first place was killed; its thread says so a moment later."""
    queue = filled(asked("board", "ben"))
    assert queue.take(long=False) == "board"
    queue.add(asked("board", "ben"), resumed=True)
    assert queue.take(long=True) == "board"
    queue.ended(long=False)
    assert not queue.wait_until_idle(0)
    queue.ended(long=True)
    assert queue.wait_until_idle(0)


def test_the_expected_wait_is_the_work_ahead_at_the_pace_so_far():
    queue = filled(asked("first", "ann", work=20), asked("second", "ann", work=30))
    assert queue.expected_seconds("second", left=5) is None
    queue.take(long=False)
    queue.ended(long=False, seconds=40, work=20)
    queue.add(asked("third", "ann"))
    assert queue.expected_seconds("third", left=5) == 2 * (5 + 30)


def test_the_queue_has_a_cap_for_one_person_and_for_all(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(run_queue, "MOST_OF_ONE", 2)
    monkeypatch.setattr(run_queue, "MOST_WAITING", 3)
    queue = filled(asked("a0", "ann"), asked("a1", "ann"))
    with pytest.raises(QueueFullError, match="2 of your runs"):
        queue.add(asked("a2", "ann"))
    queue.add(asked("b", "ben"))
    with pytest.raises(QueueFullError, match="queue is full"):
        queue.add(asked("c", "cat"))
    queue.add(asked("old", "cat"), resumed=True)


def test_a_closed_queue_gives_nothing_more():
    queue = filled(asked("a", "ann"))
    found: list[str | None] = []
    assert queue.take(long=False) == "a"
    waits = threading.Thread(target=lambda: found.append(queue.take(long=False)))
    waits.start()
    queue.close()
    waits.join(10)
    assert found == [None]
