"""What is collected of every replication: its measures, or all of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from planner.experiment.running.replicate import Arrays, Collector
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record


class InMemory(tuple[Any, ...]):
    """What is too large or too odd to be cached, one item a replication."""

    __slots__ = ()

    @property
    def nbytes(self) -> int:
        """Memory, roughly; nobody asks."""
        return 0

    def rows(self, numbers: range) -> Self:
        """Those of these places."""
        return type(self)(self[numbers.start : numbers.stop])

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """All of them, one after the other."""
        return cls(item for part in parts for item in part)

    def pack(self) -> Arrays:
        """Nothing: a collector without a name is never cached."""
        raise NotImplementedError

    @classmethod
    def unpack(cls, arrays: Arrays) -> Self:
        """Nothing: a collector without a name is never cached."""
        raise NotImplementedError


def _results(
    scenario: Scenario, board_id: str, rows: list[MeasureTable]
) -> MeasureTable:
    return MeasureTable.joined(rows)


def _record(record: Record) -> Record:
    return record


def in_memory(scenario: Scenario, board_id: str, rows: Sequence[Any]) -> InMemory:
    """Rows as they are."""
    return InMemory(rows)


RESULTS = Collector("results", measure, _results, MeasureTable)
"""Every measure."""
RECORDS = Collector("", _record, in_memory, InMemory)
"""Tables of every patient and visit."""
