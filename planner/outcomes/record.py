"""One replication of one board as outcomes see it: its tables and periods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.demand.cohort import FLS, OUTSIDE, Cohort
from planner.inputs.features_used import stages_in_use
from planner.inputs.scanners import SITE_LISTS
from planner.inputs.scenario import Scenario
from planner.outcomes.periods import Periods
from planner.pathway.visits import VisitRows, Visits

Bools = npt.NDArray[np.bool_]


class Elsewhere(NamedTuple):
    """Whose people are whose, where several boards were simulated together."""

    own: Bools
    """People of the board itself."""
    visits: VisitRows
    """Their visits, here and elsewhere."""
    held: VisitRows
    """Visits of anybody in the board's own sessions, on whatever list."""


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
    elsewhere: Elsewhere | None = None
    """Tables of a board that shares people; then `rota` and `visits` are its own."""

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
        if self.elsewhere:
            inside &= self.elsewhere.own
        return np.asarray(inside & (cohort.fracture_day < self.scenario.plan_days))

    @cached_property
    def fls(self) -> Bools:
        """People who are FLS patients."""
        return np.asarray(self.cohort.source == FLS)

    @cached_property
    def own_visits(self) -> VisitRows:
        """Visits of the board's own people, wherever they were."""
        return self.elsewhere.visits if self.elsewhere else self.visits.rows

    def of_own_people(self) -> Record:
        """The same with the visits of the board's own people, wherever they were."""
        return replace(self, visits=Visits(self.own_visits)) if self.elsewhere else self

    @cached_property
    def held_visits(self) -> VisitRows:
        """Visits in the board's own sessions, and delays if nobody shares."""
        return self.elsewhere.held if self.elsewhere else self.visits.rows

    def part_of(self, board_id: str) -> Record:
        """One board's view of a replication of several boards.

        Lists are a board's by the list's number, sessions by who offers them, and
        KPIs count its own people wherever they were seen.
        """
        number = self.scenario.boards[board_id].number
        cohort, visits = self.cohort, self.visits.rows
        own = (cohort.provider == number) | (
            (cohort.provider == OUTSIDE) & (cohort.residence == number)
        )
        mine = self.rota.provider == number
        # A session has another number among those of one board; elsewhere, none here.
        numbers = np.append(np.where(mine, np.cumsum(mine) - 1, -1), -1)
        here = visits.copy()
        here["session"] = numbers[visits["session"]]
        return replace(
            self,
            board_id=board_id,
            rota=self.rota.take(mine),
            visits=Visits(here[visits["list"] % SITE_LISTS == number]),
            elsewhere=Elsewhere(
                own, visits[own[visits["patient"]]], here[here["session"] >= 0]
            ),
        )

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
        served = self.scenario.pathway.served_stages() & stages_in_use(self.scenario)
        return tuple(name for name in self.scenario.pathway.stages if name in served)
