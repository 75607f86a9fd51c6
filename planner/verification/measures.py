"""What metrics say of the stays in sight: numerator and base of each replication."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planner.pathway.visits import Outcome
from planner.verification.network import UNITS
from planner.verification.sight import Part, Sight

Measure = Callable[[Sight], Part]
NUMBER = r"(\d+(?:\.\d+)?(?:e-?\d+)?)"


def mean_wait(unit: str | None = None) -> Measure:
    """Mean wait, waits of nothing included."""

    def measure(sight: Sight) -> Part:
        factor = sight.scale / UNITS[unit] if unit else 1.0
        return float(sight.waits.sum()) * factor, float(len(sight.waits))

    return measure


def mean_wait_of_seen(unit: str | None = None) -> Measure:
    """Mean wait of people seen, where others leave the list unseen."""

    def measure(sight: Sight) -> Part:
        factor = sight.scale / UNITS[unit] if unit else 1.0
        return float(sight.waits_seen.sum()) * factor, float(len(sight.waits_seen))

    return measure


def sd_wait(unit: str | None = None) -> Measure:
    """Standard deviation of waits, of each replication."""

    def measure(sight: Sight) -> Part:
        factor = sight.scale / UNITS[unit] if unit else 1.0
        return float(sight.waits.std()) * factor, 1.0

    return measure


def share_longer(limit: str, unit: str | None = None) -> Measure:
    """Share of people who waited longer than a limit."""

    def measure(sight: Sight) -> Part:
        beyond = float(limit) * (UNITS[unit] / sight.scale if unit else 1.0)
        # A wait of exactly the limit is not longer, whatever the last digit says.
        late = np.count_nonzero(sight.waits > beyond + 1e-9 * max(1.0, beyond))
        return float(late), float(len(sight.waits))

    return measure


def share_within(limit: str, unit: str | None = None) -> Measure:
    """Share of people who waited no longer than a limit."""
    longer = share_longer(limit, unit)

    def measure(sight: Sight) -> Part:
        late, base = longer(sight)
        return base - late, base

    return measure


def wait_percentile(percent: str, unit: str | None = None) -> Measure:
    """A percentile of the waits of each replication."""

    def measure(sight: Sight) -> Part:
        factor = sight.scale / UNITS[unit] if unit else 1.0
        return float(np.percentile(sight.waits, float(percent))) * factor, 1.0

    return measure


def mean_stay() -> Measure:
    """Mean time from joining to the end of the service."""

    def measure(sight: Sight) -> Part:
        seen = sight.seen
        done = seen.take(seen.finished >= 0)
        total = (done.finished - done.first_joined) / sight.scale
        return float(total.sum()), float(len(done))

    return measure


def mean_service() -> Measure:
    """Mean duration of services that ended."""

    def measure(sight: Sight) -> Part:
        done = sight.seen.take(sight.seen.finished >= 0)
        return float((done.finished - done.started).sum() / sight.scale), len(done)

    return measure


def mean_waiting() -> Measure:
    """Mean number on the list, over time."""
    return lambda sight: (
        sight.time_in(sight.stays.joined, sight.off_list),
        sight.length,
    )


def mean_present() -> Measure:
    """Mean number waiting or being seen, over time."""
    return lambda sight: (sight.time_in(sight.stays.joined, sight.gone), sight.length)


def mean_busy() -> Measure:
    """Mean number being seen, over time."""
    return lambda sight: (sight.busy(), sight.length)


def utilisation() -> Measure:
    """Busy time over server time."""

    def measure(sight: Sight) -> Part:
        if sight.openings is not None:
            return sight.begun(), sight.places_offered()
        return sight.busy(), sight.length * sight.servers

    return measure


def throughput() -> Measure:
    """People who ended their service, over time."""

    def measure(sight: Sight) -> Part:
        ended = (sight.ends >= sight.begin) & (sight.ends < sight.end)
        return float(np.count_nonzero(ended)), sight.length

    return measure


def arrivals() -> Measure:
    """People who joined, over time."""
    return lambda sight: (
        float(np.count_nonzero(sight.counted.attempt == 1)),
        sight.length,
    )


def share_left() -> Measure:
    """Share of those who joined who left the list before they were seen."""

    def measure(sight: Sight) -> Part:
        stays = sight.counted
        left = np.count_nonzero(stays.outcome == Outcome.LEFT)
        return float(left), float(np.count_nonzero(stays.attempt == 1))

    return measure


def share_seen() -> Measure:
    """Share of those who joined who were seen."""

    def measure(sight: Sight) -> Part:
        left, base = share_left()(sight)
        return base - left, base

    return measure


def mean_wait_of_all() -> Measure:
    """Mean time on the list of everybody who joined, leavers among them."""

    def measure(sight: Sight) -> Part:
        waited = sight.waits_until_left
        return float(waited.sum()), float(len(waited))

    return measure
