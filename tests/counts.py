"""How far a count may lie from what is expected."""

from __future__ import annotations

from scipy import stats


def poisson_interval(expected: float, level: float = 0.9999) -> tuple[float, float]:
    """Counts that so large a share of Poisson draws with this mean lie between."""
    low, high = stats.poisson.interval(level, expected)
    return float(low), float(high)
