"""FLS-1 as a SimPy user would write it: a process for each patient, stock resources.

It shares no table and no random numbers with the planner; times are fractions.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Generator
from statistics import fmean
from typing import Any

import simpy

from tests.benchmarks.workload import (
    ADMIN,
    BACK_AFTER_MISSED,
    DAY,
    DXA,
    FOLLOW_UP,
    FOLLOW_UP_AFTER,
    HORIZON,
    MISSED,
    NEEDS_DXA,
    NINETY_DAYS,
    NURSE,
    REPORT,
    URGENT,
    Place,
)

Process = Generator[simpy.Event, Any, None]


class Clinic:
    """One board: its staff and scanners, and what has been noted so far."""

    def __init__(self, place: Place, seed: int, horizon: float) -> None:
        self.place, self.horizon = place, horizon
        self.rng = random.Random(seed)
        self.env = simpy.Environment()
        self.admin = simpy.PriorityResource(self.env, place.admin)
        self.nurse = simpy.PriorityResource(self.env, place.nurse)
        self.dxa = simpy.PriorityResource(self.env, place.dxa)
        self.reporter = simpy.PriorityResource(self.env, place.report)
        names = ("admin", "nurse", "dxa", "report")
        self.factor = {name: place.longer(name) for name in names}
        self.counts: Counter[str] = Counter()
        self.waits_for_assessment: list[float] = []
        self.waits_for_dxa: list[float] = []
        self.days_to_decision: list[float] = []
        self.nurse_minutes = self.dxa_minutes = 0.0

    def run(self) -> None:
        """Everything up to the horizon."""
        for _ in range(self.place.backlog):
            self.env.process(self.patient(on_first_list=True))
        self.env.process(self.referrals())
        self.env.run(until=self.horizon)

    def referrals(self) -> Process:
        """New patients at random."""
        while True:
            yield self.env.timeout(self.rng.expovariate(1 / self.place.gap))
            self.counts["arrivals"] += 1
            self.env.process(self.patient())

    def lognormal(self, mean: float, sd: float) -> float:
        """Minutes drawn by the mean and standard deviation of the minutes."""
        variance = math.log(1 + (sd / mean) ** 2)
        return self.rng.lognormvariate(
            math.log(mean) - variance / 2, math.sqrt(variance)
        )

    def patient(self, *, on_first_list: bool = False) -> Process:
        """One way through: administration, nurse, perhaps a scan, follow-up."""
        arrived = self.env.now
        priority = 0 if self.rng.random() < URGENT else 1
        if not on_first_list:
            yield from self.be_registered(priority)
            yield from self.be_assessed(priority, arrived)
        if on_first_list or self.rng.random() < NEEDS_DXA:
            yield from self.be_scanned(priority)
        self.counts["decided"] += 1
        if not on_first_list:
            self.days_to_decision.append(self.env.now - arrived)
        yield self.env.timeout(FOLLOW_UP_AFTER)
        self.counts["follow-up due"] += 1
        yield from self.be_followed_up(priority)

    def be_registered(self, priority: int) -> Process:
        """Administration."""
        with self.admin.request(priority=priority) as turn:
            yield turn
            yield self.env.timeout(self.lognormal(*ADMIN) * self.factor["admin"])
        self.counts["registered"] += 1

    def be_assessed(self, priority: int, arrived: float) -> Process:
        """The nurse's assessment."""
        with self.nurse.request(priority=priority) as turn:
            yield turn
            self.waits_for_assessment.append(self.env.now - arrived)
            minutes = self.lognormal(*NURSE) * self.factor["nurse"]
            self.nurse_minutes += min(minutes, self.horizon - self.env.now)
            yield self.env.timeout(minutes)
        self.counts["assessed"] += 1

    def be_scanned(self, priority: int) -> Process:
        """A slot, again and again until one is kept; then the report."""
        joined = self.env.now
        minutes = self.lognormal(*DXA) * self.factor["dxa"]
        while True:
            with self.dxa.request(priority=priority) as turn:
                yield turn
                missed = self.rng.random() < MISSED
                waited = self.env.now - joined
                self.dxa_minutes += min(minutes, self.horizon - self.env.now)
                yield self.env.timeout(minutes)
            if not missed:
                break
            self.counts["missed"] += 1
            yield self.env.timeout(BACK_AFTER_MISSED)
            self.counts["returned"] += 1
        self.counts["scanned"] += 1
        self.waits_for_dxa.append(waited)
        with self.reporter.request(priority=priority) as turn:
            yield turn
            yield self.env.timeout(REPORT * self.factor["report"])
        self.counts["reported"] += 1

    def be_followed_up(self, priority: int) -> Process:
        """The nurse again, sixteen weeks later."""
        with self.nurse.request(priority=priority) as turn:
            yield turn
            minutes = FOLLOW_UP * self.factor["nurse"]
            self.nurse_minutes += min(minutes, self.horizon - self.env.now)
            yield self.env.timeout(minutes)
        self.counts["exits"] += 1

    def results(self) -> dict[str, float]:
        """What the workload counts, under the same names as for the product."""
        events = sum(n for name, n in self.counts.items() if name != "decided")
        within = [days <= NINETY_DAYS for days in self.days_to_decision]
        return {
            **{name: float(n) for name, n in self.counts.items()},
            "events": float(events),
            "wait for assessment": fmean(self.waits_for_assessment) / DAY,
            "wait for DXA": fmean(self.waits_for_dxa) / DAY,
            "within 90 days": 100 * fmean(within),
            "nurse busy": self.nurse_minutes / (self.place.nurse * self.horizon),
            "DXA busy": self.dxa_minutes / (self.place.dxa * self.horizon),
        }


def run(place: Place, seed: int, horizon: float = HORIZON) -> dict[str, float]:
    """One replication of one board, random numbers included."""
    clinic = Clinic(place, seed, horizon)
    clinic.run()
    return clinic.results()
