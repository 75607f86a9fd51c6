"""Replications of every board of a run: those on hand, and the rest simulated."""

from __future__ import annotations

from dataclasses import dataclass

from planner.experiment.running.cache import ResultCache
from planner.experiment.running.executors import Place
from planner.experiment.running.fingerprints import board_fingerprints
from planner.experiment.running.replicate import Done
from planner.experiment.running.schedule import Queue, Watch, run_batches
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record

Tables = dict[str, MeasureTable]
"""Measures by board."""


@dataclass(frozen=True)
class Asked:
    """What a run is to simulate; boards that share nobody stand for themselves.

    Attributes
    ----------
    numbers : numbers of the replications, one after the other
    """

    scenario: Scenario
    boards: tuple[str, ...]
    numbers: range
    seed: int
    engine: str
    keep_visits: bool = False


def simulate_boards(
    asked: Asked, place: Place, watch: Watch, memo: ResultCache | None = None
) -> tuple[Tables, tuple[Record, ...]]:
    """Measures by board and, if asked for, the tables of every replication.

    What the memo holds is not simulated again, and it is told what it did not hold.
    """
    if memo is None or asked.keep_visits:
        done = _simulate(asked, {}, place, watch)
        return _by_board(asked, {}, done), _records(asked, done)
    marks = board_fingerprints(asked.scenario, asked.boards)
    held = {
        board: memo.load(mark, asked.seed, asked.engine)
        for board, mark in marks.items()
    }
    on_hand = {
        board: table.rows(asked.numbers)
        for board, table in held.items()
        if table is not None and len(table) > asked.numbers.start
    }
    on_hand = _as_far_as_all(asked, on_hand)
    memo.found += sum(map(len, on_hand.values()))
    done = _simulate(asked, on_hand, place, watch)
    by_board = _by_board(asked, on_hand, done)
    for board, mark in marks.items():
        whole = _from_the_first(asked, held[board], by_board[board])
        if whole is not None:
            memo.save(mark, asked.seed, asked.engine, whole)
    return by_board, ()


def _simulate(asked: Asked, on_hand: Tables, place: Place, watch: Watch) -> list[Done]:
    """Batches of everything that is not on hand, in order of replications."""
    watch.add(sum(map(len, on_hand.values())))
    missing = {
        boards: asked.numbers[len(on_hand.get(boards[0], ())) :]
        for boards in _together(asked)
    }
    queue = Queue(asked.seed, missing, asked.engine, asked.keep_visits)
    done = run_batches(asked.scenario, queue, place, watch)
    return sorted(done, key=lambda one: one.batch.replications.start)


def _together(asked: Asked) -> list[tuple[str, ...]]:
    """The boards asked for, those that share people side by side."""
    near = [neighbours(asked.scenario, board) for board in asked.boards]
    return [
        tuple(board for board in asked.boards if board in group)
        for group in dict.fromkeys(near)
    ]


def _as_far_as_all(asked: Asked, on_hand: Tables) -> Tables:
    """What is on hand, of boards simulated together as much as there is of each."""
    kept: Tables = {}
    for boards in _together(asked):
        least = min(len(on_hand.get(board, ())) for board in boards)
        if least:
            kept |= {board: on_hand[board].rows(range(least)) for board in boards}
    return kept


def _by_board(asked: Asked, on_hand: Tables, done: list[Done]) -> Tables:
    parts: dict[str, list[MeasureTable]] = {
        board: [on_hand[board]] if board in on_hand else [] for board in asked.boards
    }
    for one in done:
        for board, table in one.tables.items():
            parts[board].append(table)
    return {board: MeasureTable.joined(parts[board]) for board in asked.boards}


def _from_the_first(
    asked: Asked, held: MeasureTable | None, table: MeasureTable
) -> MeasureTable | None:
    """All replications from number 0 on; None where there is nothing new, or a gap."""
    known, first = len(held or ()), asked.numbers.start
    if known < first or known >= asked.numbers.stop:
        return None
    if held is None or not first:
        return table
    return MeasureTable.joined([held.rows(range(first)), table])


def _records(asked: Asked, done: list[Done]) -> tuple[Record, ...]:
    places = {board: place for place, board in enumerate(asked.boards)}
    records = [record for one in done for record in one.records]
    records.sort(key=lambda record: (record.replication, places[record.board_id]))
    return tuple(records)
