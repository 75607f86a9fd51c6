"""Monthly counts that a plan predicts, one table a replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from planner.experiment.running.replicate import Arrays, Collector
from planner.inputs.scenario import Scenario
from planner.outcomes.monthly import monthly_counts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MonthlyCounts:
    """Counts of one board, of shape (replications, columns, months)."""

    values: Floats

    def __len__(self) -> int:
        return len(self.values)

    @property
    def nbytes(self) -> int:
        """Memory, roughly."""
        return int(self.values.nbytes)

    def rows(self, numbers: range) -> Self:
        """Those of these places."""
        return type(self)(self.values[numbers.start : numbers.stop])

    def with_room(self, replications: int) -> Self:
        """A table like this for so many replications."""
        return type(self)(np.zeros((replications, *self.values.shape[1:])))

    def put_rows(self, start: int, more: Self) -> Self:
        """Itself, with others from a place on."""
        self.values[start : start + len(more)] = more.values
        return self

    def pack(self) -> Arrays:
        """Itself as plain arrays."""
        return {"values": self.values}

    @classmethod
    def unpack(cls, arrays: Arrays) -> Self:
        """The table as it was packed."""
        return cls(arrays["values"])


def _stacked(_: Scenario, _board: str, rows: Sequence[Floats]) -> MonthlyCounts:
    return MonthlyCounts(np.stack(rows))


MONTHLY = Collector("monthly", monthly_counts, _stacked, MonthlyCounts)
"""Counts of a service, month by month."""
