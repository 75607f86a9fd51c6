"""A list over the weeks of a plan: backlog, referrals and places by week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.inputs.scenario import Scenario
from planner.verification.given import Given, NotExpressedError, number_in, rows_of
from planner.verification.kinds.slots import SLOT
from planner.verification.network import DAY, WEEK, Network
from planner.verification.sight import Ints

Levels = tuple[tuple[int, float], ...]
"""From which week on (1 is the first) how many a week."""


@dataclass(frozen=True)
class Timeline:
    """A single list, in weeks: what waits at the start, who comes, what is offered."""

    weeks: int
    referrals: Levels
    places: Levels
    waiting: int = 0
    oldest_weeks: float = 0.0
    """Wait of the longest waiting at the start, the others spread evenly below it."""
    process: str = "even"
    spread: bool = True
    """Places stand evenly over the week; else all at its end."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Rules of the stage for missed appointments."""
    discipline: str = "first come"

    def openings(self) -> Ints:
        """Minute of every place: the one before the moment at which it is due."""
        return np.concatenate(
            [np.zeros(0, dtype=np.int64)]
            + [self._of_stretch(*stretch) for stretch in self._stretches(self.places)]
        )

    def _of_stretch(self, first: int, last: int, rate: float) -> Ints:
        """Places between the starts of two weeks; fractions add up over the weeks."""
        begin = (first - 1) * WEEK
        number = int(np.floor(rate * (last - first) + 1e-9))
        due = np.arange(1, number + 1) / rate * WEEK if number else np.zeros(0)
        if not self.spread:
            due = np.ceil(due / WEEK - 1e-9) * WEEK
        return begin + np.ceil(due - 1e-6).astype(np.int64) - 1

    def _stretches(self, levels: Levels) -> list[tuple[int, int, float]]:
        """First week, week after the last, and level of each stretch."""
        firsts = [first for first, _ in levels]
        lasts = [*firsts[1:], self.weeks + 1]
        return [
            (first, min(last, self.weeks + 1), level)
            for (first, level), last in zip(levels, lasts, strict=True)
            if first <= self.weeks
        ]

    def scenario(self) -> Scenario:
        """The list as an ordinary scenario."""
        network = Network()
        network.stage("scan", **SLOT, **self.rules)
        network.activity("scan", ["scan"], discipline=self.discipline)
        for first, last, rate in self._stretches(self.referrals):
            if rate:
                self._add_referrals(network, first, last, rate)
        self._add_places(network)
        if self.waiting:
            shares = {}
            if self.oldest_weeks:
                shares = {f"0-{max(1, round(self.oldest_weeks * 7)) - 1}": 1.0}
            network.waiting["scan"] = {"count": self.waiting, "age_shares": shares}
        return network.scenario(self.weeks * WEEK + DAY)

    def _add_referrals(
        self, network: Network, first: int, last: int, rate: float
    ) -> None:
        begin, length = (first - 1) * WEEK, (last - first) * WEEK
        # Evenly spaced people stand in the middle of their share of the week.
        offset = round(WEEK / rate / 2) if self.process == "even" else 0
        network.arrive(
            kind=self.process,
            people_a_day=rate / 7,
            first_minute=begin + offset,
            length_minutes=max(1, length - offset),
        )

    def _add_places(self, network: Network) -> None:
        """One entry for all minutes with one place, one for all with two, and so on."""
        minutes, counts = np.unique(self.openings(), return_counts=True)
        for count in np.unique(counts):
            listed = minutes[counts == count].tolist()
            network.serve(["scan"], count=int(count), minutes=listed, length_minutes=1)


def levels_of(value: Any, name: str, *keys: str) -> Levels:
    """A level for all weeks, or rows with the week from which each holds."""
    if not isinstance(value, list):
        return ((1, number_in(value, name)),)
    if value and not isinstance(value[0], Mapping):
        return tuple((week, number_in(n, name)) for week, n in enumerate(value, 1))
    found = []
    for row in rows_of(value, name):
        own = Given(row)
        week = own.whole("from_week", "week", default=1)
        own.take("process")
        found.append((week, own.number(*keys)))
        own.finish()
    if not found or min(week for week, _ in found) != 1:
        raise NotExpressedError(f"input {name!r} says nothing of week 1")
    return tuple(sorted(found))


def process_of(given: Given) -> str:
    """Poisson, or evenly spaced, from a word of its own or from the rows."""
    rows = given.take("referrals_per_week")
    words = [row.get("process") for row in rows if isinstance(row, Mapping)] if (
        isinstance(rows, list)) else []  # fmt: skip
    told = given.take("spacing", "referral_process", "process")
    text = " ".join(str(word) for word in [told, *words] if word).lower()
    if "even" in text or "regular" in text or "deterministic" in text:
        return "even"
    if "poisson" in text or not text:
        return "poisson"
    raise NotExpressedError(f"referrals come Poisson or evenly, not {text!r}")
