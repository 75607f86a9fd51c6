"""Simulation of the many scenarios of a fit, with progress and cache for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.calibration.targets import Targets, collector_of
from planner.experiment.running.collect import RunOptions, RunRequest, replicate
from planner.experiment.running.replicate import Cancelled, Progress
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_table import MeasureTable


@dataclass
class Simulator:
    """Seed, means and progress, the same for all that is simulated in a fit.

    Every scenario sees the same replications of the same seed (common random numbers),
    unless it is told others, so that random variation does not part two of them.
    """

    seed: int
    planned: int
    """Replications of a board in all, about."""
    progress: Progress | None = None
    cancelled: Cancelled | None = None
    options: RunOptions = field(default_factory=RunOptions)
    _done: int = field(default=0, init=False)

    def measure(
        self,
        scenarios: Sequence[Scenario],
        boards: Sequence[str],
        replications: int,
        targets: Targets,
        *,
        independent: bool = False,
    ) -> list[MeasureTable]:
        """Measures of each scenario that the targets need, the boards put together.

        Parameters
        ----------
        independent : whether every scenario has replications of its own
        """
        collector = collector_of(targets)
        requests = [
            RunRequest(
                scenario,
                tuple(boards),
                range(first, first + replications),
                self.seed,
                apart=independent,
            )
            for place, scenario in enumerate(scenarios)
            for first in [place * replications if independent else 0]
        ]
        found = replicate(
            requests,
            (collector,),
            progress=self._tell,
            cancelled=self.cancelled,
            **self.options,
        )
        self._done += sum(map(len, requests))
        return [MeasureTable.total([*each.of(collector).values()]) for each in found]

    def _tell(self, done: int, total: int) -> None:
        if self.progress:
            done, total = self._done + done, self._done + total
            self.progress(done, max(self.planned, total))
