"""Cells: the days between two neighbouring edges of any periods of a plan.

Everything is counted once, by cell; weeks, quarters and years are sums of cells, and
what stood at an edge is the sum of all cells before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.outcomes.periods import Periods, Span

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Cells of one plan, numbered from 1; 0 lies before the plan, the last after it."""

    edges: Ints

    @classmethod
    def of(cls, periods: Periods) -> Cells:
        """Cells between all edges of a plan's weeks, quarters and years."""
        spans = (
            periods.weeks,
            periods.quarters,
            periods.years,
            periods.financial_years,
        )
        return cls(np.unique(np.concatenate([span.edges for span in spans])))

    def __len__(self) -> int:
        """Cells, those before and after the plan included."""
        return len(self.edges) + 1

    @cached_property
    def of_day(self) -> Ints:
        """Cell of each day, from the day before the plan to the day after it."""
        days = np.arange(-1, self.edges[-1] + 1)
        return np.searchsorted(self.edges, days, side="right").astype(np.int64)

    def periods_of(self, span: Span) -> Ints:
        """Position in a span of each cell; -1 outside."""
        firsts = np.concatenate([[-1], self.edges])
        return span.position(firsts).astype(np.int64)

    def of_edges(self, span: Span) -> Ints:
        """Last cell before each edge of a span, to look up running sums with."""
        return np.searchsorted(self.edges, span.edges).astype(np.int64)
