"""Replications of a translated case, until its metrics are known well enough."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota
from planner.demand.sample import sample_cohort
from planner.inputs.scenario import Scenario
from planner.pathway.engines import simulate
from planner.pathway.network import prepare_tables
from planner.verification.network import BOARD
from planner.verification.sight import Part, Played

Floats = npt.NDArray[np.float64]
Observe = Callable[[Played], Mapping[str, Part]]
SHARP = 4.5
"""Standard errors that a tolerance shall hold: a right model then hardly ever fails."""
CEILING = 6
"""At most so many times the replications asked for."""


@dataclass(frozen=True)
class Effort:
    """How much is run."""

    seed: int = 1
    share: float = 1.0
    """Share of the replications and lengths that cases ask for; 1 is the real thing."""
    engine: str = "compiled"
    workers: int = field(default_factory=lambda: min(4, os.cpu_count() or 1))

    def replications(self, asked: int) -> int:
        """Replications to begin with."""
        return (
            max(4, math.ceil(asked * self.share)) if self.share < 1 else max(2, asked)
        )

    def length(self, asked: float) -> float:
        """Length of a run, in whatever unit it is given."""
        return asked * self.share


@dataclass(frozen=True)
class Answer:
    """A metric over replications: mean and standard error, or a list of percentiles."""

    value: float | list[float]
    se: float | None = None

    def as_json(self) -> Any:
        """As the results file has it."""
        if self.se is None:
            return self.value
        return {"mean": self.value, "se": self.se}


@dataclass(frozen=True)
class Study:
    """A case as a scenario, what to observe of a replication, and how to sum it up."""

    scenario: Scenario
    observe: Observe
    replications: int
    summed: Mapping[str, str] = field(default_factory=dict)
    """How a metric sums up replications: "mean" unless "sd" or "percentiles"."""

    def answers(
        self, tolerances: Mapping[str, Mapping[str, Any]], effort: Effort
    ) -> dict[str, Answer]:
        """Metrics over as many replications as their tolerances take.

        Parameters
        ----------
        tolerances : how each metric is compared; only `tol_abs` and `tol_rel` are read
        """
        parts: list[Mapping[str, Part]] = []
        wanted = effort.replications(self.replications)
        most = wanted * (CEILING if effort.share >= 1 else 1)
        rota = self.rota(effort)
        while True:
            parts += list(self._replicated(rota, range(len(parts), wanted), effort))
            answers = self._summed(parts)
            factor = _still_needed(answers, tolerances)
            if factor <= 1 or wanted >= most:
                return answers
            wanted = min(most, math.ceil(wanted * min(2.0, factor * 1.1)))

    def rota(self, effort: Effort) -> Rota:
        """The sessions of every replication: nobody works by luck in a case."""
        return offer_rota(self.scenario, effort.seed, 0, [BOARD])

    def _replicated(
        self, rota: Rota, numbers: range, effort: Effort
    ) -> Iterator[Mapping[str, Part]]:
        """Observations in order of replication, whatever the number of workers."""

        def play(number: int) -> Mapping[str, Part]:
            return self.observe(self.play(rota, number, effort))

        if effort.workers <= 1:
            yield from map(play, numbers)
            return
        with ThreadPoolExecutor(effort.workers) as pool:
            yield from pool.map(play, numbers)

    def play(self, rota: Rota, number: int, effort: Effort) -> Played:
        """Tables of one replication."""
        cohort = sample_cohort(self.scenario, effort.seed, number, [BOARD])
        tables = prepare_tables(self.scenario, cohort, rota)
        return Played(cohort, rota, simulate(tables, effort.engine))

    def _summed(self, parts: list[Mapping[str, Part]]) -> dict[str, Answer]:
        answers = {}
        for name in parts[0]:
            over = np.array([part[name] for part in parts], dtype=float)
            answer = SUMS[self.summed.get(name, "mean")](over)
            if answer is not None:
                answers[name] = answer
        return answers


def _still_needed(
    answers: Mapping[str, Answer], tolerances: Mapping[str, Mapping[str, Any]]
) -> float:
    """How many times as many replications the least certain metric takes."""
    most = 0.0
    for name, answer in answers.items():
        how = tolerances.get(name, {})
        if answer.se is None or not isinstance(answer.value, float):
            continue
        if how.get("compare", "approx") != "approx":
            continue
        tolerance = how.get("tol_abs", 0.0)
        tolerance = max(tolerance, how.get("tol_rel", 0.0) * abs(answer.value))
        if tolerance > 0:
            most = max(most, (SHARP * answer.se / tolerance) ** 2)
    return most


def mean_of(parts: Floats) -> Answer | None:
    """Ratio of sums over replications, with its standard error by the delta method."""
    top, base = parts[:, 0], parts[:, 1]
    if not base.sum():
        return None
    value = top.sum() / base.sum()
    count = len(parts)
    spread = np.sqrt(((top - value * base) ** 2).sum() / (count - 1) / count)
    return Answer(float(value), float(spread / base.mean()))


def sd_of(parts: Floats) -> Answer | None:
    """Standard deviation over replications, with its large-sample standard error."""
    values = parts[:, 0] / parts[:, 1]
    sd = float(values.std(ddof=1))
    if not sd:
        return Answer(0.0, 0.0)
    fourth = float(((values - values.mean()) ** 4).mean())
    return Answer(sd, math.sqrt(max(fourth - sd**4, 0.0) / len(values)) / (2 * sd))


def percentiles_of(parts: Floats) -> Answer | None:
    """5th, 50th and 95th percentile over replications."""
    values = parts[:, 0] / parts[:, 1]
    return Answer([float(v) for v in np.percentile(values, [5, 50, 95])])


SUMS: Mapping[str, Callable[[Floats], Answer | None]] = {
    "mean": mean_of,
    "sd": sd_of,
    "percentiles": percentiles_of,
}
