"""A case laid out and played: one replication after the other."""

from __future__ import annotations

from dataclasses import dataclass

from planner.capacity.offer import offer_rota
from planner.demand.cohort import Cohort
from planner.demand.sample import sample_cohort
from planner.inputs.load import load_scenario
from planner.inputs.small_world.layout import LaidOut, lay_out
from planner.inputs.small_world.people import random_arrivals
from planner.outcomes.observed import Observed
from planner.pathway.engines import simulate
from planner.pathway.network import prepare_tables
from planner.verification.format import Case, Measure

MINUTES = {
    "minutes": 1, "hours": 60, "days": 1440, "weeks": 10080, "months": 43830,
    "years": 525960, "time": 1440,
}  # fmt: skip
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


def play(case: Case, world: LaidOut, number: int, engine: str) -> Sight:
    """One replication, from its random numbers to what a case sees."""
    scenario, seed, boards = world.scenario, case.window.seed, world.boards
    rota = offer_rota(scenario, seed, number, boards)

    def flow(people: Cohort) -> Sight:
        visits = simulate(prepare_tables(scenario, people, rota), engine)
        tables = {"world": world, "cohort": people, "rota": rota, "visits": visits}
        return Sight(**tables, replication=number, case=case)  # type: ignore[arg-type]

    sight = flow(sample_cohort(scenario, seed, number, boards))
    for removal in sorted(case.remove, key=lambda each: each.at):
        # Until then nothing changes, so who waits at that time is already known.
        keys = {"stage": removal.stage, "class": removal.classes}
        whose, oldest = Measure.model_validate(keys), removal.who == "oldest"
        sight = flow(sight.without(whose, removal.at, removal.count, oldest))
    return sight
