"""Cells: the days between two neighbouring edges of any periods of a plan.

Everything is counted once, by cell; weeks, quarters and years are sums of cells, and
what stood at an edge is the sum of all cells before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.outcomes.periods import SPANS, Periods, Span

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Cells of one plan, numbered from 1; 0 lies before the plan, the last after it."""

    periods: Periods

    @cached_property
    def edges(self) -> Ints:
        """Days that are an edge of any period."""
        return np.unique(np.concatenate([self.periods[s].edges for s in SPANS]))

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

    @cached_property
    def before(self) -> dict[str, Ints]:
        """Last cell before each edge of each span, to look up running sums with."""
        return {
            span: np.searchsorted(self.edges, self.periods[span].edges).astype(np.int64)
            for span in SPANS
        }

    def during(self, running: Ints, span: str) -> Ints:
        """Sums of each period, from running sums of cells along the last axis."""
        at_edges = running[..., self.before[span]]
        return np.asarray(at_edges[..., 1:] - at_edges[..., :-1])
