"""The fields of a scenario, below all that checks them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.inputs.benefits import Benefits
from planner.inputs.boards import Board
from planner.inputs.changes import ChangeInForce
from planner.inputs.mobile_units import MobileUnit
from planner.inputs.pathway import Pathway
from planner.inputs.population import Population
from planner.inputs.posts import Course
from planner.inputs.sharing import MutualAid, Pool
from planner.inputs.terms import Money, RoleTerms, Thresholds
from planner.inputs.units import Days, LongYears, Parameters, PlanStart, years_after


class ScenarioFields(Parameters):
    """One complete set of assumptions, from the population to the price list."""

    name: str
    title: str = ""
    plan_start: PlanStart
    years: LongYears = 3.0
    """Length of the plan; beyond 20 years only without a calendar."""
    warm_up_days: Days = 0.0
    """First days whose referrals are served but not counted."""
    run_on_days: Days = 120.0
    """Days simulated beyond the plan so that its last referrals can be judged."""
    calendar: Literal["wales", "england", "none"] = "wales"
    pathway: Pathway
    population: Population | None = None
    roles: dict[str, RoleTerms] = {}
    courses: dict[str, Course] = {}
    """Courses that trainings of posts need, by name."""
    money: Money | None = None
    benefits: Benefits | None = None
    """Assumptions about the worth of treatment; without them none is counted."""
    marks: Thresholds = Thresholds()
    outside: tuple[str, ...] = ()
    """Providers outside the model (English trusts): people sent there are counted."""
    boards: Annotated[dict[str, Board], Field(min_length=1)]
    mobile_units: dict[str, MobileUnit] = {}
    """Scanners that visit boards week by week."""
    aid: dict[str, MutualAid] = {}
    """Boards that see a share of another's people, by name."""
    pools: dict[str, Pool] = {}
    """Boards that keep one list together."""
    fitting_sets: dict[str, tuple[float, ...]] = {}
    """Values of inputs in each set that fits the published years, by dotted key; a run
    goes through the sets. Empty: the central values alone."""
    changes: tuple[ChangeInForce, ...] = ()
    """Dated decisions that are part of this scenario, in order of date."""

    @property
    def sets(self) -> int:
        """Number of fitting sets; 0 with the central values alone."""
        return min(map(len, self.fitting_sets.values()), default=0)

    @property
    def plan_days(self) -> int:
        """Days of the plan proper, without the run-on."""
        end = years_after(self.plan_start, int(self.years))
        part = self.years - int(self.years)
        return (end - self.plan_start).days + round(part * 365)

    @property
    def horizon_days(self) -> int:
        """Days simulated: the plan and its run-on."""
        return self.plan_days + int(self.run_on_days)
