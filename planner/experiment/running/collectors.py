"""Collectors of every replication: its measures, or all of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from planner.experiment.running.replicate import Arrays, Collector, joined
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record


class InMemory(list[Any]):
    """Objects too large or too odd to be cached, one item a replication."""

    @property
    def nbytes(self) -> int:
        """Memory, roughly; nobody asks."""
        return 0

    def rows(self, numbers: range) -> Self:
        """Those of these places."""
        return type(self)(self[numbers.start : numbers.stop])

    def with_room(self, replications: int) -> Self:
        """A list for so many."""
        return type(self)([None] * replications)

    def put_rows(self, start: int, more: Self) -> Self:
        """Itself, with others from a place on."""
        self[start : start + len(more)] = more
        return self

    def pack(self) -> Arrays:
        """Nothing: a collector without a name is never cached."""
        raise NotImplementedError

    @classmethod
    def unpack(cls, arrays: Arrays) -> Self:
        """Nothing: a collector without a name is never cached."""
        raise NotImplementedError


def _measures(record: Record) -> MeasureTable:
    from planner.outcomes.measure import measure  # where results are not on hand

    return measure(record)


def _benefits(record: Record) -> MeasureTable:
    from planner.outcomes.benefits.measure import measure_benefits

    return measure_benefits(record)


def _results(
    scenario: Scenario, board_id: str, rows: list[MeasureTable]
) -> MeasureTable:
    return joined(rows)


def _record(record: Record) -> Record:
    return record


def in_memory(scenario: Scenario, board_id: str, rows: Sequence[Any]) -> InMemory:
    """Rows as they are."""
    return InMemory(rows)


RESULTS = Collector("results", _measures, _results, MeasureTable)
"""Every measure."""
BENEFITS = Collector("benefits", _benefits, _results, MeasureTable)
"""Benefits, for those who ask for them."""
RECORDS = Collector("", _record, in_memory, InMemory)
"""Tables of every patient and visit."""
