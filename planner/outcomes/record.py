"""One replication of one board as outcomes see it: its tables and periods."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.demand.cohort import FLS, Cohort
from planner.inputs.scenario import Scenario
from planner.outcomes.periods import Periods
from planner.pathway.visits import Visits

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Record:
    """Tables of one replication of one provider, with what outcomes read off them."""

    scenario: Scenario
    board_id: str
    cohort: Cohort
    rota: Rota
    visits: Visits
    replication: int = 0
    seed: int = 0

    @cached_property
    def periods(self) -> Periods:
        """Weeks, quarters and years of the plan."""
        return Periods.of(self.scenario)

    @cached_property
    def counted(self) -> Bools:
        """People whose fracture or referral falls in the plan, after any warm-up."""
        cohort = self.cohort
        from_day = self.scenario.warm_up_days
        inside = (cohort.fracture_day >= from_day) & ~cohort.at_start
        return np.asarray(inside & (cohort.fracture_day < self.scenario.plan_days))

    @cached_property
    def fls(self) -> Bools:
        """People who are FLS patients."""
        return np.asarray(self.cohort.source == FLS)

    def at_stage(self, name: str) -> Visits:
        """Visits to one stage."""
        return self._by_stage[name]

    @cached_property
    def _by_stage(self) -> dict[str, Visits]:
        return {
            name: self.visits.take(self.visits.stage == stage.number)
            for name, stage in self.scenario.pathway.stages.items()
        }

    @cached_property
    def listed_stages(self) -> tuple[str, ...]:
        """Stages with a waiting list, in the order of the pathway file."""
        served = self.scenario.pathway.served_stages()
        return tuple(name for name in self.scenario.pathway.stages if name in served)
