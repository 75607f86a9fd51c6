"""A case laid out and played: one replication after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.inputs.load import load_scenario
from planner.inputs.small_world.layout import LaidOut, lay_out
from planner.inputs.small_world.people import random_arrivals
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.observed import Observed
from planner.outcomes.record import Record
from planner.pathway.engines import simulate_people
from planner.verification.format import Case, Measure

DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25, "time": 1.0}
MINUTES = {
    "minutes": 1, "hours": 60,
    **{unit: round(days * MINUTES_A_DAY) for unit, days in DAYS.items()},
}  # fmt: skip
"""Minutes of each unit of a case."""
RUN_ON = 0.1
"""Part of a window that is run beyond it where people come at random."""


def lay_out_case(case: Case) -> LaidOut:
    """The scenario of a case: the one it names, or the one that its tables make.

    Raises
    ------
    ScenarioError: what the planner's inputs do not allow
    """
    if case.base is None:
        run_on, window = case.window.run_on, case.window
        if run_on is None:
            run_on = RUN_ON * window.end if random_arrivals(case) else 0.0
        return lay_out(case, window.end + run_on, window.clock, case.id)
    scenario = load_scenario(case.base.scenario, case.base.options)
    if case.base.set:
        scenario = scenario.with_values(case.base.set, source=case.id)
    stages = {s.number: (name, "") for name, s in scenario.pathway.stages.items()}
    boards = case.base.boards or tuple(scenario.boards)
    return LaidOut(scenario, boards, MINUTES[case.unit], stages=stages)


@dataclass(frozen=True, kw_only=True)
class Sight(Observed):
    """One replication of a case."""

    case: Case


def see(case: Case, world: LaidOut, engine: str, record: Record) -> Sight:
    """One replication of a case, with its removals."""
    sight = Sight(
        case=case,
        world=world,
        cohort=record.cohort,
        rota=record.rota,
        visits=record.visits,
        replication=record.replication,
    )
    for removal in sorted(case.remove, key=lambda each: each.at):
        # Until then nothing changes, so who waits at that time is already known.
        keys = {"stage": removal.stage, "class": removal.classes}
        whose, oldest = Measure.model_validate(keys), removal.who == "oldest"
        people = sight.without(whose, removal.at, removal.count, oldest)
        visits = simulate_people(world.scenario, people, record.rota, engine)
        sight = replace(sight, cohort=people, visits=visits, sorted={})
    return sight
